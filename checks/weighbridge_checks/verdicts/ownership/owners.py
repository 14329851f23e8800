"""Who owns a field in a spot on a day: the rules that cover it, and which of them win.

The narrower pattern wins, whatever else; of those that are left, the narrower scope. Days do not
make a rule narrower: one that somebody forgot to end is to be found, not to be outvoted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from weighbridge_checks.facts.days import Span, cells, holds_in, overlap

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
    from datetime import date

    from weighbridge_checks.facts.ownership import Claim, Record, Rule, Writer

    #: locations, or states; None stands for the one that there is where none are declared
    Spots = tuple[str | None, ...]
    #: some locations, each with all of some states
    Box = tuple[Spots, Spots]

#: of how many fields the cells are remembered: an estate's, many times over
REMEMBERED = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A part of the matrix in which nothing changes: spots that no rule tells apart, some days."""

    locations: Spots
    states: Spots
    span: Span
    #: the rules that win in it
    winners: tuple[Rule, ...]
    #: who else may write the field in it
    writers: tuple[Writer, ...]

    @property
    def owners(self) -> tuple[str, ...]:
        """The systems that own the field here: exactly one where the matrix is right."""
        return tuple(dict.fromkeys(rule.owner for rule in self.winners))

    @property
    def replicas(self) -> tuple[str, ...]:
        """Who keeps a copy."""
        return tuple(dict.fromkeys(r for rule in self.winners for r in rule.replicas))

    @property
    def told(self) -> Hashable:
        """All that it says of who may do what: equal where nobody has to act otherwise."""
        return self.owners, tuple(sorted(map(str, self.writers))), tuple(sorted(self.replicas))


def winners(claims: Iterable[Claim]) -> tuple[Rule, ...]:
    """The rules that win among claims that all hold: those of which no narrower one is there."""
    left = narrowest(tuple(claims))
    best = [c for c in left if not any(o.rule.scope.narrower(c.rule.scope) for o in left)]
    return tuple({c.rule.number: c.rule for c in best}.values())


def narrowest(claims: Sequence[Claim]) -> list[Claim]:
    """The claims of which no other one names the field more narrowly."""
    return [c for c in claims if not any(o.pattern.narrower(c.pattern) for o in claims)]


@lru_cache(maxsize=REMEMBERED)
def matrix(record: Record, field: str, days: Span | None = None) -> tuple[Cell, ...]:
    """All cells of a field: every location, state and day is in exactly one of them."""
    claims = record.claims(field)
    writers = tuple(w for c in claims for w in c.rule.writers if w.writes(field))
    entity = record.entity_of(field)
    states = entity.states if entity else ()
    return _cells(record.locations, states, claims, writers, record.days if days is None else days)


@lru_cache(maxsize=REMEMBERED)
def _cells(
    places: tuple[str, ...],
    states: tuple[str, ...],
    claims: tuple[Claim, ...],
    writers: tuple[Writer, ...],
    days: Span,
) -> tuple[Cell, ...]:
    """The cells that some claims make: the same for all fields that the same claims cover."""
    pieces = cells((c.rule.span for c in claims), days)
    return tuple(
        _cell(box, span, winners(claims_in(claims, (box[0][0], box[1][0]), span)), writers)
        for box in boxes(places, states, claims, writers)
        for span in pieces
    )


def meeting(record: Record, field: str, box: Box, span: Span) -> Iterator[Cell]:
    """The cells that share a spot and a day with a part of the matrix."""
    places, states = set(box[0]), set(box[1])
    for cell in matrix(record, field):
        if places.isdisjoint(cell.locations) or states.isdisjoint(cell.states):
            continue
        if not overlap(cell.span, span).empty:
            yield cell


def claims_in(
    claims: Iterable[Claim], spot: tuple[str | None, str | None], span: Span
) -> Iterator[Claim]:
    """The claims that hold in a spot, in days that none of them begins or ends within."""
    return (c for c in claims if holds_in(c.rule.span, span) and spot in c.rule.scope)


def _cell(box: Box, span: Span, won: tuple[Rule, ...], writers: tuple[Writer, ...]) -> Cell:
    return Cell(
        locations=box[0],
        states=box[1],
        span=span,
        winners=won,
        writers=tuple(
            writer
            for rule in won
            for writer in rule.writers
            if writer in writers and (writer.states is None or not writer.states.isdisjoint(box[1]))
        ),
    )


def boxes(
    places: Spots, states: Spots, claims: Sequence[Claim], writers: Sequence[Writer]
) -> Iterator[Box]:
    """Locations and states in classes that the claims, and the writers in them, tell apart."""
    scopes = [c.rule.scope for c in claims]
    limits = [*(s.states for s in scopes), *(w.states for w in writers)]
    by_place = classes(places or (None,), lambda p: tuple(_has(s.locations, p) for s in scopes))
    by_state = classes(states or (None,), lambda s: tuple(_has(limit, s) for limit in limits))
    for some_places in by_place:
        for some_states in by_state:
            yield some_places, some_states


def classes(many: Iterable[str | None], kind: Callable[[str | None], Hashable]) -> list[Spots]:
    """Those that are of one kind together, in the order in which they came."""
    found: dict[Hashable, list[str | None]] = {}
    for one in many:
        found.setdefault(kind(one), []).append(one)
    return [tuple(group) for group in found.values()]


def _has(limit: frozenset[str] | None, one: str | None) -> bool:
    return limit is None or one in limit


def united(many: Iterable[Box], record: Record, field: str) -> list[Box]:
    """The same spots in fewer boxes, in the order in which they are declared.

    Places with equal states are joined, then states.
    """
    entity = record.entity_of(field)
    states_in_order = entity.states if entity else ()
    by_states: dict[Spots, list[Spots]] = {}
    for places, states in many:
        by_states.setdefault(states, []).append(places)
    by_places: dict[Spots, list[Spots]] = {}
    for states, some in by_states.items():
        by_places.setdefault(_flat(some, record.locations), []).append(states)
    return [(places, _flat(some, states_in_order)) for places, some in by_places.items()]


def _flat(many: Iterable[Spots], order: Sequence[str]) -> Spots:
    every = [one for some in many for one in some]
    return tuple(sorted(every, key=lambda one: order.index(one) if one in order else -1))


# -- the answer to a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Outvoted:
    """A rule that holds as well, and gives way to one that is narrower."""

    rule: Rule
    #: in what the other is narrower: `fields` or `scope`
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who owns a field in some spots on a day, why, and when that changes next."""

    field: str
    on: date
    #: its days are all those around the day on which the same holds
    cell: Cell
    #: rules that hold here as well, but are wider than one that wins
    outvoted: tuple[Outvoted, ...]
    #: what holds from the first day on which that changes; None where it does not
    next: Cell | None

    @property
    def owner(self) -> str | None:
        """The one owner; None where nobody is, or more than one."""
        owners = self.cell.owners
        return owners[0] if len(owners) == 1 else None


def answers(
    record: Record, field: str, *, on: date, at: str | None = None, state: str | None = None
) -> tuple[Answer, ...]:
    """Who owns a field on a day: one answer where nothing is left open, else one for each box."""
    claims = record.claims(field)
    by_box: dict[Box, list[Cell]] = {}
    for cell in matrix(record, field, Span()):
        if (at is None or at in cell.locations) and (state is None or state in cell.states):
            box = (
                cell.locations if at is None else (at,),
                cell.states if state is None else (state,),
            )
            by_box.setdefault(box, []).append(replace(cell, locations=box[0], states=box[1]))
    alike: dict[Hashable, list[Answer]] = {}
    for pieces in by_box.values():
        answer = _answer(field, on, claims, pieces)
        after = answer.next and (answer.next.told, answer.next.span)
        rules = tuple(rule.number for rule in answer.cell.winners)
        alike.setdefault((answer.cell.told, rules, answer.cell.span, after), []).append(answer)
    return tuple(
        replace(some[0], cell=replace(some[0].cell, locations=places, states=states))
        for some in alike.values()
        for places, states in united(
            ((a.cell.locations, a.cell.states) for a in some), record, field
        )
    )


def _answer(field: str, on: date, claims: Sequence[Claim], pieces: Sequence[Cell]) -> Answer:
    here = next(i for i, piece in enumerate(pieces) if on in piece.span)
    first = last = here
    while first > 0 and pieces[first - 1].told == pieces[here].told:
        first -= 1
    while last + 1 < len(pieces) and pieces[last + 1].told == pieces[here].told:
        last += 1
    span = Span(pieces[first].span.since, pieces[last].span.until)
    cell = replace(pieces[here], span=span)
    spot = (cell.locations[0], cell.states[0])
    held = tuple(c for c in claims if on in c.rule.span and spot in c.rule.scope)
    best = {c.rule.number for c in narrowest(held)}
    outvoted = {
        c.rule.number: Outvoted(rule=c.rule, by="scope" if c.rule.number in best else "fields")
        for c in held
        if c.rule not in cell.winners
    }
    return Answer(
        field=field,
        on=on,
        cell=cell,
        outvoted=tuple(outvoted.values()),
        next=pieces[last + 1] if last + 1 < len(pieces) else None,
    )
