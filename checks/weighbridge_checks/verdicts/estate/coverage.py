"""COV: the events without which the systems can not be kept in step are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from weighbridge_checks.facts.estate.estate import Estate


@standard("COV001", Severity.ERROR)
def families_of_events_are_covered(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - the shape of a standard
    """Each family of events that the policy asks for has an approved contract, sent and received.

    Receipts, transfers, reservations, shipments, returns, counts and invoices are where two systems
    drift apart when one of them is not told.

    bad:

        policy: {required_families: {cycle counts: [inventory.count.recorded]}}
        # and no approved event contract has that event

    good:

        policy: {required_families: {cycle counts: [inventory.count.recorded]}}
        # inventory-events 1.1.0, approved, has it, with a provider and a consumer

    Instead, approve an event contract that carries the event, and name who sends and who uses it.
    """
    root = estate.root
    if root is None:
        return
    for family, events in estate.policy.get("required_families", {}).items():
        for index, event in enumerate(events):
            carrying = estate.carrying(event)
            live = [c for c in carrying if c.status in ("approved", "deprecated")]
            if any(c.providers and c.consumers for c in live):
                continue
            if live:
                what = "consumer" if live[-1].providers else "provider"
                words = f"{live[-1].name} carries it and names no {what}"
            elif carrying:
                words = f"{carrying[-1].name} carries it, and is not approved"
            else:
                words = "no event contract carries it"
            yield Seen(
                message=f"gap in {family}: {event} is not covered; {words}",
                subject="estate",
                at=root.locate(f"/policy/required_families/{family}/{index}"),
                related=tuple(c.file.locate("/status") for c in carrying[-1:]),
                identity=(family, event),
            )
