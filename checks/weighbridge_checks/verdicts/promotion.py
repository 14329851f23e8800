"""What the gates look at, gathered from an estate and from a file of evidence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.verdicts.bumps import declared
from weighbridge_checks.verdicts.estate.consistency import needs_of
from weighbridge_checks.verdicts.estate.sunsets import notice_of
from weighbridge_checks.verdicts.finding import Severity, Word
from weighbridge_checks.verdicts.gates import (
    NOTHING,
    Ending,
    Facts,
    Item,
    Promotion,
    Provided,
    Reliance,
    Replacement,
    limits,
)
from weighbridge_checks.verdicts.judge import weigh
from weighbridge_checks.verdicts.promises import weigh_promises, with_promises
from weighbridge_checks.verdicts.standards import LINTED
from weighbridge_checks.verdicts.usage import hit_consumers, relier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.estate.files import EstateFile
    from weighbridge_checks.verdicts.finding import Verdict
    from weighbridge_checks.verdicts.remark import Remark

#: what nobody goes on to provide breaks all who rely on it
WITHDRAWN = "contract-withdrawn"
#: the areas of an estate that gates ask about
AREAS = ("lint", "exceptions", "ownership")
#: those of which a family of standards tells; of lint many do
_FAMILIES = {"EXC": "exceptions", "SOR": "ownership"}


def wish_of(file: EstateFile) -> Promotion:
    """The promotion that a file of evidence is about."""
    said = file.value["promotion"]
    return Promotion(
        service=said["service"],
        release=said["release"],
        environment=said["environment"],
        scope=said.get("wave", ""),
        replaces=said.get("replaces"),
    )


def gather(file: EstateFile, estate: Estate, remarks: Iterable[Remark]) -> Facts:
    """All that an estate and evidence say of a promotion; `remarks` are those on the estate."""
    said, wish = file.value, wish_of(file)
    today = date.fromisoformat(said["as_of"])
    provided = provided_by(estate, wish.service, said["promotion"])
    path: list[str] = [
        name for one in estate.files.get("environments", ()) for name in one.value["path"]
    ]
    here = path.index(wish.environment) if wish.environment in path else 0
    target = estate.environments.get(wish.environment)
    ran_in = said.get("ran_in")
    running = said.get("running")
    wave = estate.waves.get(wish.scope)
    told = list(remarks)
    return Facts(
        today=today,
        limits=limits(target.value.get("limits", {}) if target else {}, estate.policy),
        before=tuple(path[:here]),
        ran_in=None if ran_in is None else frozenset(ran_in),
        provided=tuple(_provided(one, told, wish.service) for one in provided),
        replacements=None
        if running is None
        else tuple(_replacements(estate, provided, running, today)),
        reliances=tuple(_reliances(estate, wish, provided, said.get("verifications", ()))),
        newly_used=tuple(_newly_used(estate, wish.service)),
        wave_before=wave.value.get("after") if wave else None,
        evidence={
            section: tuple(
                Item(value=value, at=f"/{section}/{index}") for index, value in enumerate(entries)
            )
            for section, entries in said.items()
            if isinstance(entries, list) and section not in ("running", "ran_in")
        },
    )


def provided_by(
    estate: Estate, service: str, promotion: Mapping[str, Any]
) -> tuple[ContractVersion, ...]:
    """The versions of contracts that a release provides: those named, or the highest in use."""
    if "provides" in promotion:
        named = (text.rpartition("@") for text in promotion["provides"])
        found = [estate.current(contract, version) for contract, _, version in named]
        return tuple(one for one in found if one is not None)
    providers = {service, promotion.get("replaces")} - {None}
    current = (estate.current(name) for name in estate.contract_names)
    return tuple(
        one for one in current if one is not None and one.live and providers & set(one.providers)
    )


def faults_of(
    one: ContractVersion, remarks: Iterable[Remark], service: str
) -> dict[str, tuple[str, ...]]:
    """By area the errors that stand against a version, or against what it is about."""
    found: dict[str, list[str]] = {area: [] for area in AREAS}
    codes = frozenset(one.card.get("exceptions", ()))
    subjects = {
        "lint": {one.name},
        "exceptions": {one.name, one.id, *codes},
        "ownership": {one.id, service, str(one.card.get("entity", one.id))},
    }
    for remark in remarks:
        if remark.severity is not Severity.ERROR or remark.ignored is not None:
            continue
        area = _FAMILIES.get(remark.rule.rstrip("0123456789"))
        if area is None and (remark.rule in LINTED or remark.rule == "EST004"):
            area = "lint"
        if area is not None and remark.subject in subjects[area]:
            found[area].append(f"{remark.rule} at {remark.source.file}:{remark.source.line}")
    return {area: tuple(errors) for area, errors in found.items()}


def _provided(one: ContractVersion, remarks: Iterable[Remark], service: str) -> Provided:
    owners, sla = one.card.get("owners", {}), one.card.get("sla", {})
    workflow = one.card.get("workflow")
    return Provided(
        contract=one.id,
        version=one.version,
        business=owners.get("business"),
        technical=owners.get("technical"),
        faults=faults_of(one, remarks, service),
        workflows=(workflow,) if workflow else (),
        lags={key: sla[key] for key in ("lag_p95", "lag_p99") if key in sla},
    )


# -- what runs


def _replacements(
    estate: Estate, provided: Sequence[ContractVersion], running: Iterable[str], today: date
) -> Iterator[Replacement]:
    for text in running:
        contract, _, version = text.rpartition("@")
        old = estate.current(contract, version)
        coming = [one for one in provided if one.id == contract]
        if old is None:
            yield Replacement(subject=contract, running=version, coming=_labels(coming))
        elif not coming:
            yield Replacement(
                subject=contract,
                running=version,
                coming=NOTHING,
                word=Word.BREAKING,
                errors=(WITHDRAWN,),
                hits=tuple(sorted({p.pact.consumer for p in estate.pacts_on(contract)})),
                ending=_ending(estate, old),
            )
        else:
            # it is enough that one of several versions side by side is compatible
            found = [_replacement(estate, old, new, today) for new in coming]
            yield min(found, key=lambda r: (bool(r.errors), r.coming != version))
    there = {text.rpartition("@")[0] for text in running}
    for one in provided:
        if one.id not in there:
            yield Replacement(subject=one.id, running=None, coming=one.version)


def _labels(versions: Iterable[ContractVersion]) -> str:
    return " and ".join(one.version for one in versions) or NOTHING


def _replacement(
    estate: Estate, old: ContractVersion, new: ContractVersion, today: date
) -> Replacement:
    verdict = weighed(estate, old, new, today)
    errors = [f for f in verdict.findings if f.severity is Severity.ERROR]
    reliers = [relier(held.pact, old.contract) for held in estate.pacts_on(old.id)]
    hit = {consumer.name for f in errors for consumer in (*hit_consumers(f, reliers), *f.consumers)}
    return Replacement(
        subject=old.id,
        running=old.version,
        coming=new.version,
        word=verdict.word,
        errors=tuple(dict.fromkeys(f.rule for f in errors)),
        hits=tuple(sorted(hit)),
        owed=verdict.required_bump,
        step=declared(old.version, new.version),
        ending=_ending(estate, old),
    )


def weighed(estate: Estate, old: ContractVersion, new: ContractVersion, today: date) -> Verdict:
    """Two versions of an estate, weighed with what their cards promise."""
    verdict = weigh(old.contract, new.contract, today=today)
    return with_promises(verdict, weigh_promises(old.file, new.file, needs_of(estate)))


def _ending(estate: Estate, one: ContractVersion) -> Ending:
    said = one.card.get("deprecation", {})
    announced, sunset = (
        date.fromisoformat(said[key]) if key in said else None
        for key in ("deprecated_at", "sunset")
    )
    notice = notice_of(estate, one.card.get("audience", "internal"))
    return Ending(announced=announced, sunset=sunset, notice=duration(notice))


# -- who relies on whom


def _reliances(
    estate: Estate,
    wish: Promotion,
    provided: Sequence[ContractVersion],
    verifications: Sequence[Mapping[str, Any]],
) -> Iterator[Reliance]:
    """Every pact with a contract that the release provides, and how its last try ended."""
    contracts = {one.id for one in provided}
    about = {(held.pact.consumer, held.pact.contract) for held in estate.pacts}
    for consumer, contract in sorted(pair for pair in about if pair[1] in contracts):
        tried = [
            (index, v)
            for index, v in enumerate(verifications)
            if (v["consumer"], v["contract"], v["provider"]) == (consumer, contract, wish.service)
        ]
        index, last = max(tried, key=lambda t: str(t[1]["verified_at"]), default=(None, {}))
        yield Reliance(
            consumer=consumer,
            consumer_release="",
            environment="",
            provider=wish.service,
            provider_release=wish.release,
            pact="",
            contract=contract,
            success=last.get("success"),
            failures=tuple(last.get("failures", ())),
            tried_on=date.fromisoformat(last["verified_at"]) if last else None,
            at="/verifications" if index is None else f"/verifications/{index}",
        )


def _newly_used(estate: Estate, service: str) -> Iterator[str]:
    """The contracts that a service has a pact on, and that do not name it among their consumers."""
    used = {held.pact.contract for held in estate.pacts if held.pact.consumer == service}
    for contract in sorted(used):
        versions = estate.contract_names.get(contract, ())
        if not any(service in one.consumers for one in versions if one.status != "retired"):
            yield contract
