"""PAIR: what must follow in another system can follow, and can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts import change
from weighbridge_checks.facts.estate.joins import ENDS, Key, carrying, joined
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.estate.shape import TYPES as WORDS
from weighbridge_checks.facts.schema import parts, types
from weighbridge_checks.proof.disjoint import empty
from weighbridge_checks.proof.standalone import Side
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from weighbridge_checks.facts.document import Place
    from weighbridge_checks.facts.estate.estate import Entry, Estate
    from weighbridge_checks.facts.estate.joins import Carrying
    from weighbridge_checks.facts.schema import Node


@standard("PAIR001", Severity.ERROR)
def pair_names_who_sends(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - the shape of a standard
    """The system at each end of a completion pair provides the contract with that event.

    A pair that waits for an event from a system which never sends it is always late, or never seen.

    bad:

        - {id: shipped-is-invoiced, when: {event: shipment.dispatched, system: storefront}}

    good:

        - {id: shipped-is-invoiced, when: {event: shipment.dispatched, system: wms}}

    Instead, name one of the providers of the event contract.
    """
    for pair in estate.pairs.values():
        for end in ENDS:
            event, system = pair.value[end]["event"], pair.value[end].get("system")
            carrying = estate.carrying(event)
            senders = sorted({p for c in carrying for p in c.providers})
            if system is not None and carrying and system not in senders:
                yield Seen(
                    message=f"{pair.id}: {system} does not send {event}; {_are(senders)}",
                    subject=pair.id,
                    at=pair.file.locate(f"{pair.pointer}/{end}/system"),
                    related=(carrying[-1].file.locate("/providers"),),
                    identity=(end,),
                )


@standard("PAIR002", Severity.ERROR)
def pair_has_two_ends(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """The two ends of a completion pair are different, and compared quantities are named at both.

    A pair of an event with itself is always complete and says nothing.

    bad:

        - {id: a, when: {event: order.created}, then: {event: order.created}}

    good:

        - {id: a, when: {event: order.created}, then: {event: order.closed}}

    Instead, name the event that completes the first, and a `measure` at both ends.
    """
    for pair in estate.pairs.values():
        when, then = pair.value["when"], pair.value["then"]
        if (when["event"], when.get("system")) == (then["event"], then.get("system")):
            yield Seen(
                message=f"{pair.id}: both ends are {when['event']}",
                subject=pair.id,
                at=pair.file.locate(f"{pair.pointer}/then/event"),
            )
        if pair.value.get("quantities", "ignored") == "ignored":
            continue
        for end, said in (("when", when), ("then", then)):
            if "measure" not in said:
                yield Seen(
                    message=f"{pair.id}: quantities are compared, and '{end}' names no measure",
                    subject=pair.id,
                    at=pair.file.locate(f"{pair.pointer}/{end}"),
                    identity=(end,),
                )


@standard("PAIR003", Severity.WARNING)
def pair_raises_an_exception(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """A completion pair that fails raises an exception that somebody owns.

    A pair that is only reported is read by nobody at month's end.

    bad:

        - {id: shipped-is-invoiced, within: 4h}

    good:

        - {id: shipped-is-invoiced, within: 4h, exception: FIN-POST-REJECT}

    Instead, name a code of the catalogue.
    """
    for pair in estate.pairs.values():
        if "exception" not in pair.value:
            yield Seen(
                message=f"{pair.id} raises no exception when it does not complete",
                subject=pair.id,
                at=pair.location,
            )


@standard("PAIR004", Severity.WARNING)
def measure_is_in_the_event(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """The quantity that a completion pair compares is a field of the event.

    What no event carries can not be compared when recorded events are looked at.

    bad:

        when: {event: order.created, measure: lines[].qty}  # the event has lines[].quantity

    good:

        when: {event: order.created, measure: lines[].quantity}

    Instead, name a field of the event's data, or add it to the event.
    """
    for pair in estate.pairs.values():
        for end in ENDS:
            event, measure = pair.value[end]["event"], pair.value[end].get("measure")
            versions = carrying(estate, event)
            if measure is None or not versions:
                continue
            sought = Key(path=measure, header=False, pointer=f"{pair.pointer}/{end}/measure")
            if not any(v.field(sought) for v in versions):
                yield _absent(pair, event, sought, versions, end)


@standard("PAIR005", Severity.ERROR)
def key_is_in_both_events(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """The fields that join the two events of a completion pair are in both of them.

    Without them no second event is ever found for a first one, and every first one looks late.
    A field that both events call alike is named once; one that they call differently is named for
    each of them, and one of the message's headers as `{header: NAME}`. One version of each event
    has to have them all.

    bad:

        key: [orderNumber]  # what inventory events call reference.id

    good:

        key: [{when: orderNumber, then: reference.id}]

    Instead, name the field as each event does, or add it to the event.
    """
    for pair in estate.pairs.values():
        keys = tuple(joined(pair))
        for side, end in enumerate(ENDS):
            event = pair.value[end]["event"]
            versions = carrying(estate, event)
            if not versions:
                continue
            wanted = [key[side] for key in keys]
            lost = [k for k in wanted if not any(v.field(k) for v in versions)]
            for key in lost:
                yield _absent(pair, event, key, versions, end)
            if not lost and not any(all(v.field(k) for k in wanted) for v in versions):
                names = " and ".join(f"'{key}'" for key in wanted)
                yield Seen(
                    message=f"{pair.id}: no version of {event} has {names} at once",
                    subject=pair.id,
                    at=pair.file.locate(f"{pair.pointer}/key"),
                    identity=(end,),
                )


@standard("PAIR006", Severity.ERROR)
def keys_can_be_equal(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """The fields that join the two events of a completion pair can have a value in common.

    A number is never equal to a text, nor is one pattern's text to another's: such a pair never
    completes.

    bad:

        key: [{when: orderId, then: relatesTo.id}]  # 100042 and "SO-100042"

    good:

        key: [{when: orderNumber, then: relatesTo.id}]

    Instead, join by a field that both events say alike, such as the correlation id.
    """
    for pair in estate.pairs.values():
        sides = [carrying(estate, pair.value[end]["event"]) for end in ENDS]
        for first, second in joined(pair):
            ours, theirs = (
                [(v, place) for v in versions or () if (place := v.field(key)) is not None]
                for versions, key in zip(sides, (first, second), strict=True)
            )
            nodes = [
                (_node(one, mine), _node(other, yours))
                for one, mine in ours
                for other, yours in theirs
            ]
            if nodes and not any(_may_be_equal(mine, yours) for mine, yours in nodes):
                yield Seen(
                    message=f"{pair.id}: {_never(pair, first, second, *nodes[-1])}",
                    subject=pair.id,
                    at=pair.file.locate(first.pointer.removesuffix("/when")),
                    identity=(str(first), str(second)),
                )


def _absent(pair: Entry, event: str, key: Key, versions: tuple[Carrying, ...], end: str) -> Seen:
    names = ", ".join(v.version.name for v in versions)
    known = tuple(dict.fromkeys(path for v in versions for path in v.paths(key)))
    what = "header" if key.header else "field"
    return Seen(
        message=f"{pair.id}: {event} has no {what} '{key.path}' ({names}); {hint(key.path, known)}",
        subject=pair.id,
        at=pair.file.locate(key.pointer),
        identity=(end, str(key)),
    )


def _node(one: Carrying, place: Place) -> Node:
    world = one.version.contract.world
    return world.node(place.value, change.Place(place.file, place.pointer))


def _may_be_equal(one: Node, other: Node) -> bool:
    """Whether two schemas may have a value in common that is not null. A yes is only a doubt."""
    both = (*parts((one,)), *parts((other,)))
    kinds = types(parts((one,))) & types(parts((other,))) - {"null"}
    return any(not empty(both, kind, Side()) for kind in kinds)


def _never(pair: Entry, first: Key, second: Key, one: Node, other: Node) -> str:
    """Why no two events can join."""
    names = [
        f"'{key}' of {pair.value[end]['event']}"
        for key, end in zip((first, second), ENDS, strict=True)
    ]
    kinds = [_words(types(parts((node,)))) for node in (one, other)]
    if kinds[0] == kinds[1]:
        return f"no {kinds[0].removeprefix('a ')} can be {names[0]} and also {names[1]}"
    return f"{names[0]} is {kinds[0]} and {names[1]} is {kinds[1]}, which are never equal"


def _words(kinds: Collection[str]) -> str:
    left = set(kinds) - {"null"}
    if "number" in left:
        left.discard("integer")
    return " or ".join(WORDS[kind] for kind in sorted(left)) or "nothing"


def _are(senders: list[str]) -> str:
    if not senders:
        return "nobody is named who does"
    if len(senders) == 1:
        return f"{senders[0]} does"
    return f"{', '.join(senders[:-1])} and {senders[-1]} do"
