"""Each contract and workflow on a line: who answers, who relies, what is promised and open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge_checks.facts import semver
from weighbridge_checks.verdicts.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.estate.files import EstateFile
    from weighbridge_checks.verdicts.remark import Remark, Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """How many findings stand, by severity."""

    errors: int = 0
    warnings: int = 0
    infos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractCard:
    """One contract, by the version that counts now."""

    contract: str
    version: str
    status: str
    versions: int
    business: str | None
    technical: str | None
    #: who is said to use it, and who of them has a pact
    consumers: tuple[str, ...]
    covered: tuple[str, ...]
    #: the codes that it may raise, and which of them nobody owns
    exceptions: tuple[str, ...]
    unowned: tuple[str, ...]
    consistency: str | None
    sla: Mapping[str, object]
    sunset: str | None
    open: Open

    @property
    def coverage(self) -> float | None:
        """The share of consumers that have a pact; None where nobody is named."""
        return len(self.covered) / len(self.consumers) if self.consumers else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowCard:
    """One workflow, by its highest version that is no proposal."""

    workflow: str
    version: str
    status: str
    versions: int
    business: str | None
    technical: str | None
    states: int
    transitions: int
    #: the states that say how long an entity may stay
    timed: int
    #: the contracts whose fields hold its states
    contracts: tuple[str, ...]
    exceptions: tuple[str, ...]
    open: Open


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """All of them, and the estate's own findings."""

    estate: str
    contracts: tuple[ContractCard, ...]
    workflows: tuple[WorkflowCard, ...]
    #: of what belongs to no contract and no workflow
    others: Open


def scored(estate: Estate, review: Review) -> Scorecard:
    """The scorecard of an estate, with the findings of a review."""
    contracts = [
        _contract(estate, estate.current(name), versions, review)
        for name, versions in estate.contract_names.items()
    ]
    workflows = [_workflow(estate, name, review) for name in sorted(estate.workflow_names)]
    cards = tuple(c for c in contracts if c is not None)
    known = {c.contract for c in cards} | {w.workflow for w in workflows}
    rest = [r for r in review.remarks if _bare(r.subject) not in known]
    return Scorecard(
        estate=str(estate.root.value["name"]) if estate.root else "",
        contracts=cards,
        workflows=tuple(workflows),
        others=_count(rest),
    )


def _contract(
    estate: Estate,
    one: ContractVersion | None,
    versions: tuple[ContractVersion, ...],
    review: Review,
) -> ContractCard | None:
    if one is None:
        return None
    said = one.card
    pacts = {p.pact.consumer for p in estate.pacts if p.pact.contract == one.id}
    codes = tuple(said.get("exceptions", ()))
    consistency = said.get("consistency")
    bound = (consistency or {}).get("bound") or (consistency or {}).get("schedule")
    return ContractCard(
        contract=one.id,
        version=one.version,
        status=one.status or "not said",
        versions=len(versions),
        business=said.get("owners", {}).get("business"),
        technical=said.get("owners", {}).get("technical"),
        consumers=one.consumers,
        covered=tuple(c for c in one.consumers if c in pacts),
        exceptions=codes,
        unowned=tuple(c for c in codes if not _owned(estate, c)),
        consistency=f"{consistency['class']}{f' ({bound})' if bound else ''}"
        if consistency
        else None,
        sla={k: v for k, v in said.get("sla", {}).items() if k != "operations"},
        sunset=said.get("deprecation", {}).get("sunset"),
        open=_count(r for r in review.remarks if _bare(r.subject) == one.id),
    )


def _workflow(estate: Estate, name: str, review: Review) -> WorkflowCard:
    versions = sorted(
        (f for f in estate.workflows if f.value["workflow"] == name),
        key=lambda f: semver.order(f.value["version"]),
    )
    said = _settled(versions).value
    exceptions = (e.id for e in estate.exceptions.values() if e.value.get("workflow") == name)
    bound = {b["contract"] for b in said.get("bound_to", ())}
    bound |= {
        c.id for c in estate.contracts if str(c.card.get("workflow", "")).startswith(f"{name}@")
    }
    return WorkflowCard(
        workflow=name,
        version=str(said["version"]),
        status=str(said.get("status", "not said")),
        versions=len(versions),
        business=said.get("owners", {}).get("business"),
        technical=said.get("owners", {}).get("technical"),
        states=len(said["states"]),
        transitions=len(said["transitions"]),
        timed=sum("sla" in state for state in said["states"]),
        contracts=tuple(sorted(bound)),
        exceptions=tuple(exceptions),
        open=_count(r for r in review.remarks if _bare(r.subject) == name),
    )


def _settled(versions: list[EstateFile]) -> EstateFile:
    """The highest version that is in use; the highest of all where none is."""
    live = [f for f in versions if f.value.get("status") in (None, "approved", "deprecated")]
    return (live or versions)[-1]


def _owned(estate: Estate, code: str) -> bool:
    entry = estate.exceptions.get(code)
    owners = entry.value.get("owners", {}) if entry else {}
    return bool(owners.get("business")) and bool(owners.get("technical"))


def _count(remarks: Iterable[Remark]) -> Open:
    counts = dict.fromkeys(Severity, 0)
    for remark in remarks:
        if remark.ignored is None:
            counts[remark.severity] += 1
    return Open(
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        infos=counts[Severity.INFO],
    )


def _bare(subject: str) -> str:
    """A subject without its version."""
    return subject.partition("@")[0].partition(" ")[0]
