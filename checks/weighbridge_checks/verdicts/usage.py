"""Whether a contract gives a consumer what its pact relies on, and whom a change hits.

This looks at documents alone and asks no running provider: it says of each interaction whether the
provider's contract promises what is read and takes what is sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.facts.change import Action, Direction, Kind, Place
from weighbridge_checks.facts.interaction import Stance
from weighbridge_checks.facts.pact import Pact, spell
from weighbridge_checks.facts.schema import escape
from weighbridge_checks.verdicts.finding import Consumer, Evidence, Result, Severity
from weighbridge_checks.verdicts.reliance import Impact, Visit
from weighbridge_checks.verdicts.rules.every import RULES
from weighbridge_checks.verdicts.trial import UsageFinding, Use, try_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from weighbridge_checks.facts.change import Change
    from weighbridge_checks.facts.model import Contract
    from weighbridge_checks.verdicts.finding import Finding, Verdict

__all__ = [
    "Impact",
    "Relier",
    "UsageFinding",
    "check_usage",
    "hit_consumers",
    "name_consumers",
    "relier",
]


class Relier(NamedTuple):
    """A consumer's release with all that its pact uses of one version of a contract."""

    pact: Pact
    uses: tuple[Use, ...]
    release: str | None = None
    environments: tuple[str, ...] = ()


def check_usage(pact: Pact, contract: Contract) -> tuple[UsageFinding, ...]:
    """All that a pact relies on and a contract does not promise, worst first."""
    found = [f for trial in try_all(pact, contract) for f in trial.findings]
    once = {(f.interaction, f.path, f.message): f for f in found}
    return tuple(sorted(once.values(), key=lambda f: -f.impact.weight))


def relier(
    pact: Pact,
    contract: Contract,
    *,
    release: str | None = None,
    environments: Sequence[str] = (),
) -> Relier:
    """What a pact uses of a contract, gathered once to be asked about many findings."""
    uses = tuple(use for trial in try_all(pact, contract) for use in trial.uses)
    return Relier(pact=pact, uses=uses, release=release, environments=tuple(environments))


def hit_consumers(finding: Finding, reliers: Iterable[Relier]) -> tuple[Consumer, ...]:
    """The consumers that use what a finding is about, with the fields and interactions that say so.

    The reliers are of the **old** version of the contract, as that is what their code was written
    for. A value that is added to a response does not hit a consumer that tolerates unknown ones.
    """
    found = []
    for one in reliers:
        uses = tuple(dict.fromkeys(_touched(finding.change, one)))
        if uses:
            found.append(
                Consumer(
                    name=one.pact.consumer,
                    release=one.release,
                    environments=one.environments,
                    uses=uses,
                )
            )
    return tuple(found)


def name_consumers(verdict: Verdict, reliers: Sequence[Relier]) -> Verdict:
    """The verdict with the consumers that each finding hits, and what it comes to by their use."""
    named = (_by_use(f._replace(consumers=hit_consumers(f, reliers))) for f in verdict.findings)
    return verdict._replace(findings=tuple(sorted(named, key=lambda f: -f.severity.weight)))


def _by_use(finding: Finding) -> Finding:
    """What the law allows, and somebody is seen to rely on, breaks him."""
    rule = RULES.get(finding.rule)
    doubted = finding.severity is Severity.WARNING and finding.evidence.result is Result.PROVED
    if rule is None or not rule.hurts_readers or not doubted or not finding.consumers:
        return finding
    names = sorted({c.name for c in finding.consumers})
    sends = finding.change.direction is Direction.REQUEST
    verb = ("send" if sends else "read") + ("" if len(names) > 1 else "s")
    though = "" if sends else ", though it was never promised"
    evidence = Evidence(result=Result.STRUCTURAL, error=f"{', '.join(names)} {verb} it{though}")
    return finding._replace(severity=Severity.ERROR, evidence=evidence)


# -- whom a change hits


#: what stands around the messages of an operation, and so concerns all who use it
_AROUND = frozenset(
    {
        *(Kind.OPERATION, Kind.SECURITY, Kind.SERVER),
        *(Kind.CHANNEL, Kind.BINDING, Kind.REPLY),
    }
)


def _touched(change: Change, one: Relier) -> Iterator[str]:
    if change.kind is Kind.INFO:
        return
    for use in one.uses:
        if not _reaches(change, use):
            continue
        if change.kind in _AROUND:
            yield _words(use, None)
        elif change.direction is not None and change.direction is not use.direction:
            continue
        elif change.kind in (Kind.SCHEMA, Kind.PROPERTY, Kind.VALUE, Kind.BRANCH):
            yield from _in_schema(change, use, one.pact)
        elif change.kind is Kind.MESSAGE and change.old in use.elements:
            yield _words(use, None)
        else:
            yield from _in_element(change, use)


def _reaches(change: Change, use: Use) -> bool:
    """Whether the change is of the used operation. What belongs to no operation concerns all."""
    if not change.operations:
        return True
    wanted = nameless(use.operation)
    return any(nameless(label) == wanted for label in change.operations)


def nameless(label: str) -> str:
    """An operation's label without the names of its path parameters, which no caller sees."""
    return re.sub(r"\{[^{}]*\}", "{}", label)


def _in_element(change: Change, use: Use) -> Iterator[str]:
    """A change of a parameter, body, media type, response or header as such."""
    used = change.old in use.elements
    if change.kind is Kind.RESPONSE:
        # what is new among the answers meets everybody who calls
        hit = used or change.action is Action.ADDED
    elif change.attribute == "required" and use.direction is Direction.REQUEST:
        # who sends it already may go on
        hit = not used if change.after else used
    elif change.action is Action.ADDED:
        hit = change.required and use.direction is Direction.REQUEST
    else:
        hit = used
    if hit:
        yield _words(use, None)


def _in_schema(change: Change, use: Use, pact: Pact) -> Iterator[str]:
    """A change inside of a message: it hits where a value was seen to meet the changed part."""
    if change.old is None:
        return
    for visit in use.visits:
        if not _meets(change, visit, use.direction):
            continue
        if change.kind is Kind.VALUE and not _minds(change, visit, use.direction, pact):
            continue
        path = visit.path
        if change.kind is Kind.PROPERTY and (not path or path[-1] != change.name):
            path = (*path, change.name)
        yield _words(use, path)


def _minds(change: Change, visit: Visit, direction: Direction, pact: Pact) -> bool:
    """Whether a consumer minds that a value came or went, where it reads or sends such values."""
    if direction is Direction.REQUEST:
        # what it never sends may go; a text in a URL stands for any value that is written so
        gone = change.before
        return change.action is Action.REMOVED and (
            visit.admits(gone) or str(gone) == str(visit.value)
        )
    if change.action is not Action.ADDED:
        return True
    expected = any(m.kind == "regex" for m in visit.matchers) and visit.admits(change.after)
    return not expected and pact.stance(visit.path) is Stance.EXHAUSTIVE


def _meets(change: Change, visit: Visit, direction: Direction) -> bool:
    assert change.old is not None
    if change.kind is not Kind.PROPERTY:
        depth = 2 if change.kind is Kind.VALUE else 1
        return any(place in visit.places for place in _upwards(change.old, depth))
    if change.action is Action.REMOVED:
        return change.old in visit.places
    named = change.name in visit.names
    if change.action is Action.ADDED:
        # a reader of old knows nothing of it; a sender lacks it, or sends it for another meaning
        return (
            direction is Direction.REQUEST
            and change.old in visit.places
            and (change.required or named)
        )
    holder = _holder(change.old, change.name) in visit.places
    if change.attribute == "required" and direction is Direction.REQUEST:
        return holder and not named if change.after else holder and named
    return (holder and named) or change.old in visit.places


def _upwards(place: Place, steps: int) -> Iterator[Place]:
    """A place and the ones that hold it, as many steps up."""
    pointer = place.pointer
    yield place
    for _ in range(steps):
        if not pointer:
            return
        pointer = pointer.rpartition("/")[0]
        yield Place(place.file, pointer)


def _holder(place: Place, name: str) -> Place:
    """The schema object that holds a property, given where the property is declared or required."""
    head, _, last = place.pointer.rpartition("/")
    holder, _, word = head.rpartition("/")
    declared = word == "properties" and last == escape(name)
    demanded = word == "required" and last.isdigit()
    return Place(place.file, holder) if declared or demanded else place


def _words(use: Use, path: tuple[str, ...] | None) -> str:
    verb = "sends" if use.direction is Direction.REQUEST else "reads"
    what = f"{verb} {spell(path)!r} of" if path else "calls" if use.status is None else "reads"
    status = f" {use.status}" if use.status and path is None else ""
    return f"{what}{status} {use.operation} ({use.interaction!r})"
