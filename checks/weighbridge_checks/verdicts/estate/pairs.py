"""PAIR: what must follow in another system can follow, and can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.estate.payloads import field_at, fields_of, payload_of
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Estate


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
        for end in ("when", "then"):
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
        for end in ("when", "then"):
            measure = pair.value[end].get("measure")
            # also what is only proposed: a pair may be written for the version to come
            carrying = [
                c for c in estate.carrying(pair.value[end]["event"]) if c.status != "retired"
            ]
            if measure is None or not carrying or _carried(carrying, pair.value[end]):
                continue
            names = " and ".join(c.name for c in carrying)
            yield Seen(
                message=f"{pair.id}: {pair.value[end]['event']} has no field '{measure}' ({names})",
                subject=pair.id,
                at=pair.file.locate(f"{pair.pointer}/{end}/measure"),
                identity=(end,),
            )


def _carried(versions: list[ContractVersion], end: Mapping[str, Any]) -> bool:
    """Whether a version that is in use carries the measure; one that can not be read may."""
    for one in versions:
        try:
            bundle = one.contract.bundle
        except UnreadableContractError:
            return True  # who reads the documents tells of it
        pointer = next((p for n, p in one.events.items() if end["event"].endswith(n)), None)
        payload = payload_of(bundle, pointer) if pointer else None
        fields = fields_of(bundle, payload)[0] if payload else {}
        data = fields.get("data", payload)
        if payload is None or data is None or not fields_of(bundle, data)[0]:
            return True  # nothing is told of what it carries
        if any(field_at(bundle, place, end["measure"]) for place in (data, payload)):
            return True
    return False


def _are(senders: list[str]) -> str:
    if not senders:
        return "nobody is named who does"
    if len(senders) == 1:
        return f"{senders[0]} does"
    return f"{', '.join(senders[:-1])} and {senders[-1]} do"
