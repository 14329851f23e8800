"""BAT: a file that comes by a schedule comes, in time, and whole."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from weighbridge_checks.facts.estate.deliveries import clock, due_times, recorded_days
from weighbridge_checks.verdicts.finding import Consumer, Severity
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.deliveries import Delivery, Due
    from weighbridge_checks.facts.estate.estate import Estate


@standard("BAT001", Severity.WARNING)
def file_tells_whether_it_is_whole(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - the shape of a standard
    """A contract about files says where a file tells its number of records, and its checksum.

    Half of a file looks like a whole one, and what is missing in it looks like what was sold.

    bad:

        delivery: {file: stock-{date}.csv, format: csv, schedule: daily 05:00}

    good:

        delivery: {file: stock-{date}.csv, format: csv, schedule: daily 05:00,
                   records: trailer, checksum: sha256}

    Instead, let the sender write a trailer or a manifest, and compare.
    """
    for one in estate.contracts:
        said = one.card.get("delivery")
        if said is None or one.status == "retired":
            continue
        lacks = [key for key in ("records", "checksum") if key not in said]
        if lacks:
            words = " and no ".join(
                {"records": "number of records", "checksum": "checksum"}[key] for key in lacks
            )
            yield Seen(
                message=f"{one.name}: a file tells no {words}",
                subject=one.name,
                at=one.file.locate("/delivery"),
                identity=tuple(lacks),
            )


@standard("BAT002", Severity.ERROR)
def due_file_has_come(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """On each day on which a file is due, one came.

    Recordings are `recordings/deliveries*.ndjson`: a line for each file, with `contract`, `file`
    and `received_at`. They are about the days from their first file to their last.

    bad:

        {"contract": "stock", "file": "1.csv", "received_at": "2026-03-02T05:01:00-06:00"}
        {"contract": "stock", "file": "3.csv", "received_at": "2026-03-04T05:02:00-06:00"}

    good:

        {"contract": "stock", "file": "1.csv", "received_at": "2026-03-02T05:01:00-06:00"}
        {"contract": "stock", "file": "2.csv", "received_at": "2026-03-03T05:01:00-06:00"}
        {"contract": "stock", "file": "3.csv", "received_at": "2026-03-04T05:02:00-06:00"}

    Instead, ask the sender for the file, and have somebody called when the next one is missing.
    """
    for one, dues, came in _watched(estate):
        end = max(clock(delivery) for delivery in estate.deliveries)
        for due in dues:
            if due.latest <= end and not any(d.day == due.day for d in came):
                last = max((d for d in came if d.day < due.day), key=_when, default=came[0])
                yield Seen(
                    message=f"{one.name}: no file came for {due.day}, due at {due.at:%H:%M}",
                    subject=one.name,
                    at=last.at,
                    related=(one.file.locate("/delivery/schedule"),),
                    consumers=_waiting(one),
                    identity=(str(due.day),),
                )


@standard("BAT003", Severity.ERROR)
def file_comes_in_time(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """A file comes at its time, or within what the card allows after it.

    The jobs behind it have begun, and worked with the file of yesterday.

    bad:

        # due daily 05:00, within 30m
        {"contract": "stock", "file": "1.csv", "received_at": "2026-03-02T07:10:00-06:00"}

    good:

        {"contract": "stock", "file": "1.csv", "received_at": "2026-03-02T05:10:00-06:00"}

    Instead, find out what holds it up, or promise a later time in a new major version.
    """
    for one, dues, came in _watched(estate):
        for due in dues:
            first = min((d for d in came if d.day == due.day), key=_when, default=None)
            if first is not None and clock(first) > due.latest:
                late = int((clock(first) - due.at).total_seconds() // 60)
                yield Seen(
                    message=f"{one.name}: the file for {due.day} came {late} minutes after"
                    f" {due.at:%H:%M}; {one.card['delivery'].get('within', '0s')} is the most",
                    subject=one.name,
                    at=first.at,
                    related=(one.file.locate("/delivery"),),
                    consumers=_waiting(one),
                    identity=(str(due.day),),
                )


@standard("BAT004", Severity.ERROR)
def file_is_whole(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """A file has as many records as it says, and the checksum that was told of it.

    What is cut off at the end of a file is never noticed by who reads it to its end.

    bad:

        {"contract": "stock", "file": "1.csv", "received_at": "2026-03-02T05:01:00-06:00",
         "records": 1200, "records_said": 1500}

    good:

        {"contract": "stock", "file": "1.csv", "received_at": "2026-03-02T05:01:00-06:00",
         "records": 1500, "records_said": 1500}

    Instead, refuse the file, and have it sent again.
    """
    for delivery in estate.deliveries:
        faults = []
        if None not in (delivery.records, delivery.records_said) and (
            delivery.records != delivery.records_said
        ):
            faults.append(f"has {delivery.records} records and says {delivery.records_said}")
        sums = (delivery.checksum, delivery.checksum_said)
        if None not in sums and sums[0] != sums[1]:
            faults.append("has another checksum than was told")
        for fault in faults:
            yield Seen(
                message=f"{delivery.contract}: '{delivery.file}' {fault}",
                subject=delivery.contract,
                at=delivery.at,
                identity=(delivery.file, fault),
            )


def _watched(
    estate: Estate,
) -> Iterator[tuple[ContractVersion, tuple[Due, ...], tuple[Delivery, ...]]]:
    """Each contract about files of which some were recorded: when they were due, and what came."""
    by_name = sorted(estate.deliveries, key=lambda d: d.contract)
    for name, group in groupby(by_name, key=lambda d: d.contract):
        came = tuple(group)
        one = estate.current(name)
        if one is not None and "delivery" in one.card:
            days = recorded_days(estate.deliveries)
            yield one, tuple(due_times(one.card["delivery"], days)), came


def _when(delivery: Delivery) -> datetime:
    return clock(delivery)


def _waiting(one: ContractVersion) -> tuple[Consumer, ...]:
    return tuple(Consumer(name=name) for name in one.consumers)
