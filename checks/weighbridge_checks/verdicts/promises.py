"""The promises of two cards, weighed: what got weaker, and which consumers had need of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.estate.durations import duration, spelled
from weighbridge_checks.facts.promises import consistency, promise_changes, promises
from weighbridge_checks.verdicts.finding import (
    Consumer,
    Evidence,
    Finding,
    Mode,
    Result,
    Severity,
    Source,
)
from weighbridge_checks.verdicts.judge import order
from weighbridge_checks.verdicts.rules import asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from weighbridge_checks.facts.change import Change
    from weighbridge_checks.facts.estate.files import EstateFile
    from weighbridge_checks.facts.estate.needs import Need
    from weighbridge_checks.verdicts.finding import Verdict, Waiver

#: promises of which a consumer can say what it needs; of the others all who use it are told
_STATED = frozenset({"consistency", "availability", "p95_ms", "freshness", "lag_p95", "lag_p99"})


def weigh_promises(
    old: EstateFile, new: EstateFile, needs: Iterable[Need] = (), *, mode: Mode = Mode.BACKWARD
) -> tuple[Finding, ...]:
    """Judge what a card promises by the card that it replaces.

    A finding names the consumers that said they need more than is left; where nobody can say such
    a thing, all that the old card names as consumers.
    """
    about = [part for need in needs for part in _parts(need, old.value["id"])]
    found = []
    for change in promise_changes(old.value, new.value):
        finding = _finding(change, old, new, weighed=bool(mode.ways))
        if finding.severity is not Severity.INFO:
            own = frozenset(p[-1] for p in promises(new.value) if p[:-1] == change.path)
            hit = tuple(_hit(change, about, old.value.get("consumers", ()), own))
            finding = finding._replace(consumers=hit)
        found.append(finding)
    return tuple(found)


def with_promises(
    verdict: Verdict,
    findings: Iterable[Finding],
    *,
    waivers: Iterable[Waiver] = (),
    today: date | None = None,
) -> Verdict:
    """A verdict on two documents, and what their cards promise."""
    forgiven = {w.fingerprint: w for w in waivers if today is not None and today <= w.expires_on}
    more = [f._replace(waived=forgiven.get(f.fingerprint)) for f in findings]
    if not more:
        return verdict
    return verdict._replace(findings=tuple(sorted((*verdict.findings, *more), key=order)))


def unmet(need: Need, about: str, after: Any) -> str | None:
    """What a consumer needs and no longer gets of a promise, in its own terms."""
    if about == "consistency":
        return _inconsistent(need, after)
    if about == "availability" and need.availability is not None:
        short = after is None or after < need.availability
        return f"needs {need.availability} % ({need.id})" if short else None
    if about == "p95_ms" and need.p95_ms is not None:
        slow = after is None or after > need.p95_ms
        return f"needs answers within {need.p95_ms} ms ({need.id})" if slow else None
    if about in ("freshness", "lag_p95", "lag_p99") and need.within is not None:
        late = after is None or duration(after).seconds > need.within
        return f"needs it within {spelled(need.within)} ({need.id})" if late else None
    return None


def _inconsistent(need: Need, after: Any) -> str | None:
    now = None if after is None else consistency(after)
    if need.at_least is not None and (now is None or now.kind < need.at_least):
        return f"needs at least {need.at_least.word} ({need.id})"
    if need.within is None:
        return None
    late = now is None or now.staleness is None or now.staleness > need.within
    return f"needs it within {spelled(need.within)} ({need.id})" if late else None


def _hit(
    change: Change, needs: Iterable[Need], declared: Iterable[str], own: frozenset[str]
) -> Iterator[Consumer]:
    """Whom a change hits; `own` are the operations that have a promise of their own."""
    if change.attribute not in _STATED:
        yield from (Consumer(name=name) for name in declared)
        return
    operation = change.path[-1] if len(change.path) > _own_length(change) else None
    by_consumer: dict[str, list[str]] = {}
    for need in needs:
        if operation is not None and need.operation not in (None, operation):
            continue
        if operation is None and need.operation in own:
            continue
        words = unmet(need, str(change.attribute), change.after)
        if words and words not in by_consumer.setdefault(need.consumer, []):
            by_consumer[need.consumer].append(words)
    for name, uses in sorted(by_consumer.items()):
        if uses:
            yield Consumer(name=name, uses=tuple(uses))


def _parts(need: Need, contract: str) -> Iterator[Need]:
    """What a need asks of a contract: all of it, or that a step of the way takes no longer."""
    if need.contract == contract:
        yield need
    for step in need.path:
        if step.contract == contract and contract != need.contract:
            yield need._replace(
                operation=step.operation, at_least=None, p95_ms=None, availability=None
            )


def _own_length(change: Change) -> int:
    """How many steps the path of a promise has that is made for all operations."""
    return 1 if change.attribute == "consistency" else 2


def _finding(change: Change, old: EstateFile, new: EstateFile, *, weighed: bool) -> Finding:
    rule, message = next((r, m) for r in asked(change) if (m := r.says(change)))
    harm = rule.law(change) if rule.law and weighed else None
    severity = Severity.INFO
    if harm is not None:
        severity = Severity.ERROR if harm.error else Severity.WARNING
    return Finding(
        rule=rule.id,
        severity=severity,
        message=message,
        change=change,
        evidence=Evidence(result=Result.STRUCTURAL, error=harm.why if harm else None),
        old=_source(old, change.old.pointer if change.old else ""),
        new=_source(new, change.new.pointer if change.new else ""),
    )


def _source(file: EstateFile, pointer: str) -> Source:
    at = file.locate(pointer)
    return Source(file=at.file, line=at.line, column=at.column, pointer=at.pointer)
