"""Who owns a field in a spot on a day: the rules that cover it, and which of them win.

The narrower pattern wins, whatever else; of those that are left, the narrower scope. Days do not
make a rule narrower: one that somebody forgot to end is to be found, not to be outvoted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge_checks.facts.days import Span, cells, holds_in
from weighbridge_checks.facts.ownership import Claim, Rule, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
    from datetime import date

    from weighbridge_checks.facts.ownership import Entity, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where something is asked: a location and a state; None where there are none to tell apart."""

    location: str | None
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A part of the matrix in which nothing changes: spots that no rule tells apart, some days."""

    locations: tuple[str | None, ...]
    states: tuple[str | None, ...]
    span: Span
    #: the rules that win in it
    winners: tuple[Rule, ...]

    @property
    def owners(self) -> tuple[str, ...]:
        """The systems that own the field here: exactly one where the matrix is right."""
        return tuple(dict.fromkeys(rule.owner for rule in self.winners))

    @property
    def writers(self) -> tuple[Writer, ...]:
        """Who else may write here."""
        return tuple(
            writer
            for rule in self.winners
            for writer in rule.writers
            if writer.states is None or not writer.states.isdisjoint(_named(self.states))
        )

    @property
    def replicas(self) -> tuple[str, ...]:
        """Who keeps a copy."""
        return tuple(dict.fromkeys(r for rule in self.winners for r in rule.replicas))


def winners(claims: Iterable[Claim]) -> tuple[Rule, ...]:
    """The rules that win among claims that all hold: those of which no narrower one is there."""
    claims = tuple(claims)
    left = [c for c in claims if not any(o.pattern.narrower(c.pattern) for o in claims)]
    best = [c for c in left if not any(o.rule.scope.narrower(c.rule.scope) for o in left)]
    return tuple({c.rule.number: c.rule for c in best}.values())


def holding(claims: Iterable[Claim], spot: Spot, day: date) -> tuple[Claim, ...]:
    """The claims that hold in a spot on a day."""
    return tuple(
        c for c in claims if day in c.rule.span and (spot.location, spot.state) in c.rule.scope
    )


def matrix(record: Record, field: str) -> Iterator[Cell]:
    """All cells of a field: every location, state and day is in exactly one of them."""
    entity = record.entity_of(field)
    claims = record.claims(field)
    days = cells((c.rule.span for c in claims), record.days)
    for locations, states in spots(record, entity, claims):
        for span in days:
            held = tuple(
                c
                for c in claims
                if holds_in(c.rule.span, span) and (locations[0], states[0]) in c.rule.scope
            )
            yield Cell(locations=locations, states=states, span=span, winners=winners(held))


def spots(
    record: Record, entity: Entity | None, claims: Sequence[Claim]
) -> Iterator[tuple[tuple[str | None, ...], tuple[str | None, ...]]]:
    """Locations and states in classes that the claims, and the writers in them, tell apart."""
    places: tuple[str | None, ...] = record.locations or (None,)
    states: tuple[str | None, ...] = (entity.states if entity else ()) or (None,)
    scopes = [c.rule.scope for c in claims]
    limits = [s.states for s in scopes] + [w.states for c in claims for w in c.rule.writers]
    for some_places in _classes(places, lambda p: tuple(_has(s.locations, p) for s in scopes)):
        for some_states in _classes(states, lambda s: tuple(_has(limit, s) for limit in limits)):
            yield some_places, some_states


def _classes(
    many: Iterable[str | None], kind: Callable[[str | None], Hashable]
) -> list[tuple[str | None, ...]]:
    found: dict[Hashable, list[str | None]] = {}
    for one in many:
        found.setdefault(kind(one), []).append(one)
    return [tuple(group) for group in found.values()]


def _has(limit: frozenset[str] | None, one: str | None) -> bool:
    return limit is None or one in limit


def _named(many: Iterable[str | None]) -> Iterator[str]:
    return (one for one in many if one is not None)


# -- the answer to a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who owns a field in some spots on a day, why, and when that changes next."""

    field: str
    on: date
    cell: Cell
    #: the claims that hold here as well, but were outvoted
    outvoted: tuple[Rule, ...]
    #: the first later day on which somebody else owns or may write it, and the cell from then on
    next: Cell | None

    @property
    def owner(self) -> str | None:
        """The one owner; None where nobody is, or more than one."""
        owners = self.cell.owners
        return owners[0] if len(owners) == 1 else None


def answers(
    record: Record, field: str, *, on: date, at: str | None = None, state: str | None = None
) -> tuple[Answer, ...]:
    """Who owns a field on a day: one answer where place and state are told, else one per class."""
    claims = record.claims(field)
    entity = record.entity_of(field)
    found = []
    for locations, states in spots(record, entity, claims):
        if (at is not None and at not in locations) or (state is not None and state not in states):
            continue
        chosen = (at,) if at is not None else locations
        chosen_states = (state,) if state is not None else states
        found.append(_answer(field, on, claims, (chosen, chosen_states)))
    return tuple(_united(found))


def _answer(
    field: str,
    on: date,
    claims: Sequence[Claim],
    where: tuple[tuple[str | None, ...], tuple[str | None, ...]],
) -> Answer:
    locations, states = where
    spot = Spot(location=locations[0], state=states[0])
    pieces = [
        Cell(locations=locations, states=states, span=span, winners=_at(claims, spot, span))
        for span in cells((c.rule.span for c in claims), Span())
    ]
    here = next(i for i, piece in enumerate(pieces) if on in piece.span)
    changed = next((p for p in pieces[here:] if _told(p) != _told(pieces[here])), None)
    cell = pieces[here]
    held = holding(claims, spot, on)
    outvoted = {c.rule.number: c.rule for c in held if c.rule not in cell.winners}
    return Answer(
        field=field, on=on, cell=cell, outvoted=tuple(outvoted.values()), next=changed
    )


def _at(claims: Sequence[Claim], spot: Spot, span: Span) -> tuple[Rule, ...]:
    return winners(
        c
        for c in claims
        if holds_in(c.rule.span, span) and (spot.location, spot.state) in c.rule.scope
    )


def _told(cell: Cell) -> Hashable:
    return cell.owners, tuple(map(str, cell.writers)), cell.replicas


def _united(found: Iterable[Answer]) -> Iterator[Answer]:
    """Answers that say the same of the same states (or places) as one."""
    yield from found
