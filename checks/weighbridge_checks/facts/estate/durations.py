"""Durations as estates write them: `30s`, `15m`, `4h`, `90d`, `2bd`."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
#: as long as two business days may take at most, over a weekend
_CALENDAR_DAYS = 2.0


class Duration(NamedTuple):
    """How long something may take. `str` gives it as it was written."""

    text: str
    seconds: float

    def __str__(self) -> str:
        return self.text

    @property
    def delta(self) -> timedelta:
        """It, as a difference of two instants."""
        return timedelta(seconds=self.seconds)


def duration(text: str) -> Duration:
    """The duration that a text says. A business day is counted as two days of the calendar."""
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = text[len(number) :]
    if not number.isascii() or not number.isdigit():
        raise ValueError(f"{text!r} is no duration")
    if unit == "bd":
        return Duration(text, int(number) * _SECONDS["d"] * _CALENDAR_DAYS)
    return Duration(text, int(number) * _SECONDS[unit])


def spelled(seconds: float) -> str:
    """A number of seconds in the largest unit that says it exactly, or to the millisecond."""
    if seconds == 0:
        return "0s"
    for unit in ("d", "h", "m", "s"):
        count = seconds / _SECONDS[unit]
        if count >= 1 and count == int(count):
            return f"{int(count)}{unit}"
    return f"{round(seconds * 1000)}ms"
