"""Standards on the matrix itself: every field has exactly one owner, everywhere, on every day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.fields import steps_of
from weighbridge_checks.facts.nearness import nearest
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.ownership.owners import matrix
from weighbridge_checks.verdicts.ownership.pieces import Piece, joined_pieces
from weighbridge_checks.verdicts.ownership.words import (
    days,
    extent,
    listed,
    quoted,
    sentence,
    where,
)
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from weighbridge_checks.facts.days import Span
    from weighbridge_checks.facts.document import Location
    from weighbridge_checks.facts.ownership import Record, Rule
    from weighbridge_checks.verdicts.ownership.owners import Cell, Spots


@standard("SOR001", Severity.ERROR)
def every_field_has_an_owner(record: Record, today: date) -> Iterator[Seen]:
    """Every field of an entity has a system of record, at every location, on every day.

    Where nobody is authoritative, two systems that disagree are both right, and each
    correction lasts until the next synchronisation. The gap is named exactly: which fields,
    where, in which states, from which day until which.

    bad:
        rules:
          - {fields: ["reservation.*"], owner: wms, locations: [DC-CHI, DC-RNO, DC-ATL]}
    good:
        rules:
          - {fields: ["reservation.*"], owner: wms}
    """
    for conflict in conflicts(record, lambda cell: not cell.owners):
        first = conflict.fields[0]
        around = {c.rule.number: c.rule for field in conflict.fields for c in record.claims(field)}
        yield Seen(
            message=sentence(
                f"nobody owns {quoted(conflict.fields, record)}",
                where(record, first, conflict.locations, conflict.states),
                str(conflict.span),
            ),
            subject=steps_of(first)[0],
            at=_field_at(record, first),
            related=tuple(rule.at for rule in around.values()),
            evidence=conflict.evidence(record),
            fix="add a rule for it, or widen one of those that stand beside it",
            identity=conflict.identity,
            severity=_severity(conflict, today),
        )


@standard("SOR002", Severity.ERROR)
def one_owner_per_field(record: Record, today: date) -> Iterator[Seen]:
    """No field has two systems of record in one place, in one state, on one day.

    Both would accept changes, and each would overwrite the other's: stock is sold twice, an
    invoice is posted twice. A narrower rule may take a part from a wider one (some fields,
    some locations, some states); two rules of which neither is narrower overlap. Days do not
    decide: the rule before a cutover has to end on the day on which the next one begins.

    bad:
        rules:
          - {fields: ["invoice.*"], owner: erp-legacy, until: "2027-03-04"}
          - {fields: ["invoice.*"], owner: erp-cloud, since: "2027-03-01"}
    good:
        rules:
          - {fields: ["invoice.*"], owner: erp-legacy, until: "2027-03-01"}
          - {fields: ["invoice.*"], owner: erp-cloud, since: "2027-03-01"}
    """
    for conflict in conflicts(record, lambda cell: len(cell.owners) > 1):
        first = conflict.fields[0]
        owners = list(dict.fromkeys(rule.owner for rule in conflict.rules))
        yield Seen(
            message=sentence(
                f"{listed(owners)} {'both' if len(owners) == 2 else 'all'} own",  # noqa: PLR2004 - two are both
                quoted(conflict.fields, record),
                where(record, first, conflict.locations, conflict.states),
                str(conflict.span),
            ),
            subject=steps_of(first)[0],
            at=conflict.rules[0].at,
            related=tuple(rule.at for rule in conflict.rules[1:]),
            evidence=conflict.evidence(record),
            fix="end one rule on the day on which the other begins, or make one of them narrower",
            identity=conflict.identity,
            severity=_severity(conflict, today),
        )


@standard("SOR003", Severity.WARNING)
def a_rule_decides_something(record: Record, today: date) -> Iterator[Seen]:  # noqa: ARG001 - the standards of the matrix are called alike
    """Every rule of the matrix decides about some field, somewhere, on some day.

    One that covers no field, or that narrower ones outvote everywhere, reads as if it held.
    Most often its pattern is misspelt, or a later rule was meant to replace it.

    bad:
        entities: {order: {fields: [status]}}
        rules: [{fields: [order.state], owner: erp-cloud}]
    good:
        entities: {order: {fields: [status]}}
        rules: [{fields: [order.status], owner: erp-cloud}]
    """
    deciding = {
        rule.number
        for field in record.fields
        for cell in matrix(record, field)
        for rule in cell.winners
    }
    for rule in record.rules:
        dead = tuple(_dead(record, rule))
        for at, text in dead:
            yield Seen(
                message=f"'{text}' names no field of its entity{_meant(record, text)}",
                subject=steps_of(text)[0],
                at=at,
                fix="mend the pattern, or add the field to the entity",
                identity=(text,),
            )
        if rule.number not in deciding and len(dead) < len(rule.fields):
            yield Seen(
                message=f"the rule for {listed(_quotes(rule))} decides nothing: "
                "narrower rules decide wherever it holds",
                subject=rule.patterns[0].entity,
                at=rule.at,
                fix="remove it, or widen it",
                identity=(*rule.fields, rule.owner),
            )


def _quotes(rule: Rule) -> list[str]:
    return [f"'{text}'" for text in rule.fields]


def _dead(record: Record, rule: Rule) -> Iterator[tuple[Location, str]]:
    """The patterns of a rule that cover no declared field, by at least one of their choices."""
    known = [steps_of(field) for field in record.fields]
    for at, text in zip(rule.fields_at, rule.fields, strict=True):
        own = [p for p in rule.patterns if p.text == text]
        if not all(any(p.covers(f) for f in known) for p in own):
            yield at, text


def _meant(record: Record, text: str) -> str:
    entity = record.entity_of(text)
    known = entity.fields if entity else ()
    near = nearest(text, known)
    return f"; did you mean '{near[0]}'?" if near else ""


# -- conflicts


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Where the matrix has no answer, or two: some fields, in all of some spots, on some days."""

    fields: tuple[str, ...]
    locations: Spots
    states: Spots
    span: Span
    rules: tuple[Rule, ...]

    def evidence(self, record: Record) -> dict[str, Any]:
        """The exact extent, as JSON."""
        told = extent(record, self.fields, self.locations, self.states, self.span)
        if not self.rules:
            return told
        rules = [{"owner": r.owner, "file": r.at.file, "line": r.at.line} for r in self.rules]
        fields = told.pop("fields")
        return {**told, "rules": rules, "fields": fields}

    @property
    def identity(self) -> tuple[Any, ...]:
        """What tells it from other conflicts, without lines."""
        told = days(self.span)
        owners = sorted(rule.owner for rule in self.rules)
        return (self.fields, self.locations, self.states, told["since"], told["until"], owners)


def conflicts(record: Record, wrong: Callable[[Cell], bool]) -> list[Conflict]:
    """Every cell that is wrong, joined over days, spots and fields into as few as can be."""
    rules = {rule.number: rule for rule in record.rules}
    pieces = (
        Piece(
            field=field,
            box=(cell.locations, cell.states),
            span=cell.span,
            key=tuple(sorted(rule.number for rule in cell.winners)),
        )
        for field in record.fields
        for cell in matrix(record, field)
        if wrong(cell)
    )
    return [
        Conflict(
            fields=whole.fields,
            locations=whole.locations,
            states=whole.states,
            span=whole.span,
            rules=tuple(rules[number] for number in whole.key),
        )
        for whole in joined_pieces(record, pieces)
    ]


def _severity(conflict: Conflict, today: date) -> Severity | None:
    """What is over can not be mended any more: it is told, and stops nobody."""
    over = conflict.span.until is not None and conflict.span.until <= today
    return Severity.INFO if over else None


def _field_at(record: Record, field: str) -> Location:
    entity = record.entity_of(field)
    if entity is None:
        raise LookupError(f"'{field}' is of no entity")
    return entity.fields_at[entity.fields.index(field)]
