"""Standards on the write graph: no circles, and nobody writes what is not theirs to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.days import Span, overlap
from weighbridge_checks.facts.fields import steps_of
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.ownership.graph import (
    circles,
    leaks,
    moments,
    owners_of,
    route,
)
from weighbridge_checks.verdicts.ownership.owners import matrix, meeting
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
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from weighbridge_checks.facts.flows import Flow
    from weighbridge_checks.facts.ownership import Record
    from weighbridge_checks.verdicts.ownership.graph import Circle, Moment, Step
    from weighbridge_checks.verdicts.ownership.owners import Box, Cell
    from weighbridge_checks.verdicts.ownership.pieces import Whole


@standard("SOR010", Severity.ERROR)
def no_circle_of_writes(record: Record, flows: Sequence[Flow]) -> Iterator[Seen]:
    """No change of a field comes back to the system that it came from.

    In a circle every update is an update for the next system, which passes it on: the
    systems write for ever, the slower one overwrites the newer value, and no audit can say who
    changed what. The shortest way round is named, with every flow on it. A flow that drops
    what its target has sent itself breaks the circle; it has to say by which attribute of the
    message it knows. A flow that runs in some states only makes a circle in those only.

    bad:
        flows:
          - {id: a, from: erp-cloud, to: wms, fields: ["product.name"], kind: event}
          - {id: b, from: wms, to: erp-cloud, fields: ["product.name"], kind: api}
    good:
        flows:
          - {id: a, from: erp-cloud, to: wms, fields: ["product.name"], kind: event}
    """
    checked = _checked(flows)
    known: dict[tuple[Step, ...], tuple[Circle, ...]] = {}

    def find(moment: Moment) -> Iterable[Circle]:
        if moment.steps not in known:
            known[moment.steps] = tuple(circles(moment.steps, checked))
        return known[moment.steps]

    for whole in _round(record, flows, find):
        yield _seen(record, flows, whole, "goes round in a circle")


@standard("SOR014", Severity.WARNING)
def an_origin_check_stops_every_origin(record: Record, flows: Sequence[Flow]) -> Iterator[Seen]:
    """Every system that may begin a change is guarded by an origin check on each circle.

    A check on the way into one system drops what that system sent. A change that began
    at another passes it and goes round. So each system on a circle that may begin
    changes, the owner and every allowed writer, needs a check on the flow that leads into it.

    bad:
        rules: [{fields: [shipment.eta], owner: wms, writers: [{system: tms}]}]
        flows:
          - {id: a, from: wms, to: tms, fields: [shipment.eta], kind: event}
          - {id: b, from: tms, to: wms, fields: [shipment.eta], kind: event,
             breaks_loop_by: {origin_check: source}}
    good:
        rules: [{fields: [shipment.eta], owner: wms, writers: [{system: tms}]}]
        flows:
          - {id: a, from: wms, to: tms, fields: [shipment.eta], kind: event,
             breaks_loop_by: {origin_check: source}}
          - {id: b, from: tms, to: wms, fields: [shipment.eta], kind: event,
             breaks_loop_by: {origin_check: source}}
    """
    checked = _checked(flows)

    def find(moment: Moment) -> Iterable[Circle]:
        if not any(step.name in checked for step in moment.steps):
            return ()
        return leaks(moment.steps, checked, owners_of(record, moment))

    for whole in _round(record, flows, find):
        circle: Circle = whole.key
        words = f"that begins at {circle.origin} goes round in a circle: no origin check stops it"
        yield _seen(record, flows, whole, words)


@standard("SOR011", Severity.ERROR)
def only_allowed_writers_write_to_the_owner(
    record: Record, flows: Sequence[Flow]
) -> Iterator[Seen]:
    """A flow into the system of record comes from a system that may write the field.

    What the owner takes from somebody who may not write is a second owner in all but name.
    Allowed writers stand beside the owner in the matrix, with the states in which they may
    write and the way: one that may write by events only has no call that writes.

    bad:
        rules: [{fields: ["product.*"], owner: erp-cloud}]
        flows: [{id: a, from: storefront, to: erp-cloud, fields: ["product.name"], kind: api}]
    good:
        rules:
          - fields: ["product.*"]
            owner: erp-cloud
            writers: [{system: storefront}]
        flows: [{id: a, from: storefront, to: erp-cloud, fields: ["product.name"], kind: api}]
    """

    def intrudes(flow: Flow, cell: Cell) -> str | None:
        if flow.target not in cell.owners or flow.source in cell.owners:
            return None
        own = [w for w in cell.writers if w.system == flow.source]
        if not own:
            return f"{flow.source} is not among its writers"
        if flow.kind != "event" and all(w.events_only for w in own):
            return f"{flow.source} may write it by events only"
        return None

    for whole in _landing(record, flows, intrudes):
        number, reason = whole.key
        flow = flows[number]
        yield Seen(
            message=sentence(
                f"{flow.source} writes {quoted(whole.fields, record)} into {flow.target},",
                "which owns it,",
                where(record, whole.fields[0], whole.locations, whole.states),
                f"{whole.span}: {reason}",
            ),
            subject=flow.target,
            at=flow.at,
            related=_rules(record, whole),
            evidence=_extent(record, whole),
            fix="drop the flow, or let the matrix name the system among the field's writers",
            identity=(flow.id, whole.fields, whole.locations, whole.states, *_ends(whole.span)),
        )


@standard("SOR012", Severity.WARNING)
def a_copy_has_one_source(record: Record, flows: Sequence[Flow]) -> Iterator[Seen]:
    """A copy of a field is not fed by its owner and by somebody who only has a copy, too.

    The copy that took the longer way arrives later and overwrites what is newer. Feeds from
    the owner and from allowed writers are fine: they bring different changes.

    bad:
        rules: [{fields: ["inventory.*"], owner: wms}]
        flows:
          - {id: a, from: wms, to: storefront, fields: ["inventory.*"], kind: event}
          - {id: b, from: wms, to: erp-cloud, fields: ["inventory.*"], kind: event}
          - {id: c, from: erp-cloud, to: storefront, fields: ["inventory.*"], kind: file}
    good:
        rules: [{fields: ["inventory.*"], owner: wms}]
        flows:
          - {id: a, from: wms, to: storefront, fields: ["inventory.*"], kind: event}
          - {id: b, from: wms, to: erp-cloud, fields: ["inventory.*"], kind: event}
    """
    for whole in joined_pieces(record, _fed_twice(record, flows)):
        number, others = whole.key
        flow = flows[number]
        senders = listed([flows[other].source for other in others])
        yield Seen(
            message=sentence(
                f"{flow.target} gets {quoted(whole.fields, record)} from {flow.source}, which",
                f"has no more than a copy, and from {senders} as well,",
                where(record, whole.fields[0], whole.locations, whole.states),
                str(whole.span),
            ),
            subject=flow.target,
            at=flow.at,
            related=tuple(flows[other].at for other in others),
            evidence=_extent(record, whole),
            fix="keep the flow that comes from the owner",
            identity=(flow.id, whole.fields, whole.locations, whole.states, *_ends(whole.span)),
        )


@standard("SOR004", Severity.WARNING)
def a_flow_carries_something(record: Record, flows: Sequence[Flow]) -> Iterator[Seen]:
    """Every pattern of a flow names a field of its entity.

    A flow that carries nothing hides a circle or a second writer from whoever reads the graph.

    bad:
        entities: {product: {fields: [name]}}
        flows: [{id: a, from: erp-cloud, to: wms, fields: [product.nmae], kind: event}]
    good:
        entities: {product: {fields: [name]}}
        flows: [{id: a, from: erp-cloud, to: wms, fields: [product.name], kind: event}]
    """
    known = [steps_of(field) for field in record.fields]
    for flow in flows:
        for at, text in zip(flow.fields_at, flow.fields, strict=True):
            own = [p for p in flow.patterns if p.text == text]
            if not all(any(p.covers(field) for field in known) for p in own):
                yield Seen(
                    message=f"'{text}' names no field of its entity",
                    subject=flow.source,
                    at=at,
                    fix="mend the pattern, or add the field to the entity",
                    identity=(flow.id, text),
                )


# -- what the standards share


def _checked(flows: Iterable[Flow]) -> frozenset[int]:
    return frozenset(flow.number for flow in flows if flow.origin_check is not None)


def _round(
    record: Record, flows: Sequence[Flow], find: Callable[[Moment], Iterable[Circle]]
) -> list[Whole]:
    pieces = (
        Piece(field=circle.fields[0], box=moment.box, span=moment.span, key=circle)
        for moment in moments(record, flows)
        for circle in find(moment)
    )
    return _alike(joined_pieces(record, pieces))


def _alike(wholes: Iterable[Whole]) -> list[Whole]:
    """Circles of several fields over the same flows, told once."""
    found: dict[Any, list[Whole]] = {}
    for whole in wholes:
        circle: Circle = whole.key
        same = len(set(circle.fields)) == 1
        key = (
            steps_of(circle.fields[0])[0],
            circle.flows,
            () if same else circle.fields,
            circle.origin,
            whole.locations,
            whole.states,
            whole.span,
        )
        found.setdefault(key, []).append(whole)
    return [
        type(some[0])(
            fields=tuple(dict.fromkeys(f for w in some for f in w.fields)),
            locations=some[0].locations,
            states=some[0].states,
            span=some[0].span,
            key=some[0].key,
        )
        for some in found.values()
    ]


def _seen(record: Record, flows: Sequence[Flow], whole: Whole, words: str) -> Seen:
    circle: Circle = whole.key
    way = [flows[number] for number in circle.flows]
    said = "" if circle.origin is None else "a change of"
    first = circle.fields[0]
    return Seen(
        message=sentence(
            said,
            quoted(whole.fields, record),
            words,
            where(record, first, whole.locations, whole.states),
            "" if whole.span == record.days else str(whole.span),
        )
        + f": {route(flows, circle)}",
        subject=steps_of(first)[0],
        at=way[0].at,
        related=tuple(flow.at for flow in way[1:]),
        evidence={
            "path": [
                {
                    "from": flow.source,
                    "to": flow.target,
                    "field": field,
                    "flow": flow.id,
                    "line": flow.at.line,
                }
                for flow, field in zip(way, circle.fields, strict=True)
            ],
            **_extent(record, whole),
        },
        fix="drop one of the flows, or let one drop what its target has sent itself"
        " (breaks_loop_by: {origin_check: ATTRIBUTE})",
        identity=(
            tuple(flow.id for flow in way),
            whole.fields,
            circle.origin,
            whole.locations,
            whole.states,
            *_ends(whole.span),
        ),
    )


def _landing(
    record: Record, flows: Sequence[Flow], judge: Callable[[Flow, Cell], str | None]
) -> list[Whole]:
    """What is wrong with flows, judged in every cell of the matrix that they land in."""
    pieces = []
    for flow in flows:
        # fields that the same claims cover share their cells, and what is wrong with them
        known: list[tuple[tuple[Cell, ...], list[tuple[Box, Span, str]]]] = []
        for field in _landed(record, flow):
            some = matrix(record, field)
            found = next((wrong for cells, wrong in known if cells is some), None)
            if found is None:
                found = list(_wrong(flow, some, judge))
                known.append((some, found))
            for box, span, reason in found:
                key = (flow.number, reason)
                pieces.append(Piece(field=field, box=box, span=span, key=key))
    return joined_pieces(record, pieces)


def _landed(record: Record, flow: Flow) -> Iterator[str]:
    """The fields of the target that a flow writes."""
    found = [
        landing
        for entity in record.entities.values()
        for field in entity.fields
        for landing in flow.lands(field, entity.fields)
    ]
    yield from dict.fromkeys(found)


def _wrong(
    flow: Flow, some: Iterable[Cell], judge: Callable[[Flow, Cell], str | None]
) -> Iterator[tuple[Box, Span, str]]:
    """Where and when a flow runs within cells in which it should not."""
    for cell in some:
        if flow.follows_ownership and flow.source not in cell.owners:
            continue
        reason = judge(flow, cell)
        if reason is None:
            continue
        scope = flow.scope
        places = tuple(p for p in cell.locations if scope.locations is None or p in scope.locations)
        states = tuple(s for s in cell.states if scope.states is None or s in scope.states)
        span = overlap(cell.span, flow.span)
        if places and states and not span.empty:
            yield (places, states), span, reason


def _fed_twice(record: Record, flows: Sequence[Flow]) -> Iterator[Piece]:
    for moment in moments(record, flows):
        feeds: dict[tuple[str, str], list[int]] = {}
        for step in moment.steps:
            feeds.setdefault(step.head, []).append(step.name)
        for (system, field), numbers in feeds.items():
            senders = {flows[number].source for number in numbers}
            if len(senders) < 2:  # noqa: PLR2004 - one sender is what is wanted
                continue
            for cell in meeting(record, field, moment.box, moment.span):
                if not cell.owners or system in cell.owners:
                    continue
                entitled = {*cell.owners, *(w.system for w in cell.writers)}
                box = (
                    tuple(p for p in cell.locations if p in moment.box[0]),
                    tuple(s for s in cell.states if s in moment.box[1]),
                )
                span = overlap(cell.span, moment.span)
                for number in dict.fromkeys(numbers):
                    if flows[number].source in entitled:
                        continue
                    others = tuple(
                        n for n in dict.fromkeys(numbers) if flows[n].source != flows[number].source
                    )
                    key = (number, others)
                    yield Piece(field=field, box=box, span=span, key=key)


def _rules(record: Record, whole: Whole) -> tuple[Any, ...]:
    """The rules that give the fields to their owner there."""
    found = {
        rule.number: rule.at
        for field in whole.fields
        for cell in meeting(record, field, (whole.locations, whole.states), whole.span)
        for rule in cell.winners
    }
    return tuple(found.values())


def _extent(record: Record, whole: Whole) -> dict[str, Any]:
    return extent(record, whole.fields, whole.locations, whole.states, whole.span)


def _ends(span: Span) -> tuple[str | None, str | None]:
    told = days(span)
    return told["since"], told["until"]
