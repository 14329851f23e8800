"""Files that come by a schedule: when they are due, and recordings of those that came."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.document import Location
from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.formats.json_lines import objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SATURDAY = 5
_SCHEDULE = re.compile(rf"(daily|weekdays|{'|'.join(_DAYS)}) ([01][0-9]|2[0-3]):([0-5][0-9])")
#: where a card allows no time beyond the schedule
_AT_ONCE = "0s"


class Delivery(NamedTuple):
    """One file that came."""

    contract: str
    file: str
    received_at: datetime
    #: the day that it is for: the one on which it came, where the line says no other
    day: date
    #: how many records it has, and how many it says that it has
    records: int | None
    records_said: int | None
    checksum: str | None
    checksum_said: str | None
    at: Location


class Due(NamedTuple):
    """One time at which a file has to be there, by the clock of those who receive it."""

    day: date
    at: datetime
    latest: datetime


def due_times(said: Mapping[str, Any], days: Iterable[date]) -> Iterator[Due]:
    """When a file that a card promises is due on some days."""
    found = _SCHEDULE.fullmatch(said["schedule"])
    assert found is not None, "the schema of cards lets no other schedule through"
    which, hour, minute = found.groups()
    grace = duration(said.get("within", _AT_ONCE)).delta
    for day in days:
        weekday = day.weekday()
        if (
            which == "daily"
            or which == _DAYS[weekday]
            or (which == "weekdays" and weekday < _SATURDAY)
        ):
            at = datetime.combine(day, time(int(hour), int(minute)))
            yield Due(day=day, at=at, latest=at + grace)


def clock(delivery: Delivery) -> datetime:
    """When a file came, by the clock of those who received it."""
    return delivery.received_at.replace(tzinfo=None)


def recorded_days(deliveries: Iterable[Delivery]) -> tuple[date, ...]:
    """The days that a recording is about: from its first file to its last."""
    days = [clock(one).date() for one in deliveries]
    first = min(days)
    return tuple(first + timedelta(days=n) for n in range((max(days) - first).days + 1))


def read_deliveries(data: bytes, *, name: str) -> tuple[Delivery, ...]:
    """Read a recording: a JSON object a line, `contract`, `file` and `received_at` at least.

    `received_at` has the offset of the place that received it, whose clock the schedule goes by.
    Raises `UnreadableContractError`.
    """
    if not data.strip():
        return ()
    return tuple(
        _delivery(said, name, line) for line, said in objects(data, name=name, each="file")
    )


def _delivery(said: Mapping[str, Any], name: str, line: int) -> Delivery:
    def refused(reason: str) -> UnreadableContractError:
        return UnreadableContractError(name, reason, line, 1)

    for key in ("contract", "file", "received_at"):
        if not isinstance(said.get(key), str) or not said[key]:
            like = '{"contract": …, "file": …, "received_at": "2026-03-02T05:04:00-06:00"}'
            raise refused(f"'{key}' is missing; a line is like {like}")
    for key in ("records", "records_said"):
        if key in said and (isinstance(said[key], bool) or not isinstance(said[key], int)):
            raise refused(f"'{key}' has to be a whole number")
    try:
        received = datetime.fromisoformat(said["received_at"])
        day = date.fromisoformat(said["for"]) if "for" in said else received.date()
    except (TypeError, ValueError) as error:
        raise refused("'received_at' and 'for' have to be an instant and a day") from error
    return Delivery(
        contract=said["contract"],
        file=said["file"],
        received_at=received,
        day=day,
        records=said.get("records"),
        records_said=said.get("records_said"),
        checksum=said.get("checksum"),
        checksum_said=said.get("checksum_said"),
        at=Location(file=name, line=line, column=1, pointer=""),
    )
