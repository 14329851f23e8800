"""The write graph: which system's field is copied into which other's, and the circles in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge_checks.facts.days import cells, holds_in
from weighbridge_checks.facts.fields import steps_of
from weighbridge_checks.proof.cycles import Edge, cycles, reachable
from weighbridge_checks.verdicts.ownership.owners import claims_in, classes, meeting, winners

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from weighbridge_checks.facts.days import Span
    from weighbridge_checks.facts.flows import Flow
    from weighbridge_checks.facts.ownership import Claim, Entity, Record, Scope
    from weighbridge_checks.verdicts.ownership.owners import Box, Spots

    #: a system, and a field that it holds
    Copy = tuple[str, str]
    Step = Edge[Copy, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Some spots and days in which the same flows run, with the edges that they make."""

    entity: Entity
    box: Box
    span: Span
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A way that a change takes back to where it was, told once for fields that go together."""

    #: the numbers of the flows, the lowest first
    flows: tuple[int, ...]
    #: the fields on the way, one for each flow, where it begins
    fields: tuple[str, ...]
    #: the system at which changes begin that no origin check on it stops; None where there is none
    origin: str | None = None


def moments(record: Record, flows: Sequence[Flow]) -> Iterator[Moment]:
    """The graph of each entity, cut into spots and days in which it stays the same."""
    for entity in record.entities.values():
        about = [f for f in flows if any(p.entity == entity.name for p in f.patterns)]
        if not about:
            continue
        steps = {f.number: _steps(f, entity) for f in about}
        claims: dict[str, tuple[Claim, ...]] = {}
        if any(f.follows_ownership for f in about):
            claims = {field: record.claims(field) for field in entity.fields}
        rules = {c.rule.number: c.rule for some in claims.values() for c in some}
        spans = [*(f.span for f in about), *(r.span for r in rules.values())]
        scopes = [*(f.scope for f in about), *(r.scope for r in rules.values())]
        pieces = cells(spans, record.days)
        for box in _boxes(record, entity, scopes):
            spot = (box[0][0], box[1][0])
            for span in pieces:
                run = [f for f in about if holds_in(f.span, span) and spot in f.scope]
                owned = _owned(claims, spot, span)
                yield Moment(
                    entity=entity,
                    box=box,
                    span=span,
                    steps=tuple(
                        step
                        for f in run
                        for step in steps[f.number]
                        if not f.follows_ownership or f.source in owned[step.tail[1]]
                    ),
                )


def _owned(
    claims: Mapping[str, tuple[Claim, ...]], spot: tuple[str | None, str | None], span: Span
) -> dict[str, frozenset[str]]:
    """Who owns each field; fields of which the same claims hold are decided once."""
    known: dict[tuple[tuple[int, tuple[str, ...]], ...], frozenset[str]] = {}
    found = {}
    for field, some in claims.items():
        held = tuple(claims_in(some, spot, span))
        key = tuple((c.rule.number, c.pattern.steps) for c in held)
        if key not in known:
            known[key] = frozenset(rule.owner for rule in winners(held))
        found[field] = known[key]
    return found


def _steps(flow: Flow, entity: Entity) -> tuple[Step, ...]:
    return tuple(
        Edge((flow.source, field), (flow.target, landing), flow.number)
        for field in entity.fields
        for landing in flow.lands(field, entity.fields)
    )


def _boxes(record: Record, entity: Entity, scopes: Sequence[Scope]) -> Iterator[Box]:
    places: Spots = record.locations or (None,)
    states: Spots = entity.states or (None,)

    def kind(limits: list[frozenset[str] | None], one: str | None) -> tuple[bool, ...]:
        return tuple(limit is None or one in limit for limit in limits)

    for some in classes(places, lambda p: kind([s.locations for s in scopes], p)):
        for others in classes(states, lambda x: kind([s.states for s in scopes], x)):
            yield some, others


def circles(steps: Iterable[Step], checked: frozenset[int] = frozenset()) -> Iterator[Circle]:
    """The circles that run over flows without an origin check."""
    for found in cycles(step for step in steps if step.name not in checked):
        yield _circle(found)


def circles_of(record: Record, flows: Sequence[Flow]) -> tuple[Circle, ...]:
    """Every circle that there is anywhere on any day, over flows without an origin check."""
    checked = frozenset(flow.number for flow in flows if flow.origin_check is not None)
    found = (c for moment in moments(record, flows) for c in circles(moment.steps, checked))
    return tuple({c.flows: c for c in found}.values())


def leaks(
    steps: Sequence[Step], checked: frozenset[int], origins: Callable[[str], Iterable[str]]
) -> Iterator[Circle]:
    """The circles that have origin checks, but none that stops the changes of some origin.

    A system drops what came from itself. So a check on the way into one system does nothing for
    a change that began at another: that one goes round for ever.
    """
    begun = {(system, field) for _, (_, field), _ in steps for system in origins(field)}
    for system in sorted({system for system, _ in begun}):
        left = [s for s in steps if not (s.name in checked and s.head[0] == system)]
        reached = reachable(left, [copy for copy in begun if copy[0] == system])
        for found in cycles(s for s in left if s.tail in reached):
            if any(step.name in checked for step in found):
                yield _circle(found, system)


def _circle(found: Sequence[Step], origin: str | None = None) -> Circle:
    first = min(range(len(found)), key=lambda i: (found[i].name, found[i].tail[1]))
    turned = [*found[first:], *found[:first]]
    return Circle(
        flows=tuple(step.name for step in turned),
        fields=tuple(step.tail[1] for step in turned),
        origin=origin,
    )


def owners_of(record: Record, moment: Moment) -> Callable[[str], tuple[str, ...]]:
    """Who begins changes of a field in a moment: its owners, and those who may write it too."""
    known: dict[str, tuple[str, ...]] = {}

    def of(field: str) -> tuple[str, ...]:
        if field not in known:
            found = [
                system
                for cell in meeting(record, field, moment.box, moment.span)
                for system in (*cell.owners, *(w.system for w in cell.writers))
            ]
            known[field] = tuple(dict.fromkeys(found))
        return known[field]

    return of


def route(flows: Sequence[Flow], circle: Circle) -> str:
    """The way round as a person says it: systems with arrows, fields where they change."""
    one = len(set(circle.fields)) == 1
    names = [
        flows[number].source if one else f"{flows[number].source} '{field}'"
        for number, field in zip(circle.flows, circle.fields, strict=True)
    ]
    return " → ".join([*names, names[0]])


def entity_of(circle: Circle) -> str:
    """The entity that goes round."""
    return steps_of(circle.fields[0])[0]
