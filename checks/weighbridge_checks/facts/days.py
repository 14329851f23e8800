"""Spans of days, from the first day on to the day on which something else begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `since` on that come before `until`; None is without a beginning or an end."""

    since: date | None = None
    until: date | None = None

    def __contains__(self, day: object) -> bool:
        """Whether a day is one of them."""
        return (
            isinstance(day, date)
            and (self.since is None or self.since <= day)
            and (self.until is None or day < self.until)
        )

    @property
    def empty(self) -> bool:
        """Whether no day is one of them."""
        return self.since is not None and self.until is not None and self.until <= self.since

    @property
    def last(self) -> date | None:
        """The last of the days; None where they do not end."""
        return None if self.until is None else self.until - _DAY

    @property
    def length(self) -> int | None:
        """How many days they are; None where they are without number."""
        if self.since is None or self.until is None:
            return None
        return (self.until - self.since).days

    def __str__(self) -> str:
        """The days as a person says them."""
        if self.since is None and self.until is None:
            return "on every day"
        if self.until is None:
            return f"from {self.since} on"
        if self.since is None:
            return f"until {self.last}"
        if self.length == 1:
            return f"on {self.since}"
        return f"from {self.since} until {self.last}"


def cells(spans: Iterable[Span], whole: Span) -> tuple[Span, ...]:
    """The whole, cut wherever one of the spans begins or ends: in each piece nothing changes."""
    cuts = {day for span in spans for day in (span.since, span.until) if day is not None}
    inner = sorted(
        day
        for day in cuts
        if (whole.since is None or whole.since < day) and (whole.until is None or day < whole.until)
    )
    starts: list[date | None] = [whole.since, *inner]
    ends: list[date | None] = [*inner, whole.until]
    return tuple(Span(a, b) for a, b in zip(starts, ends, strict=True))


def overlap(one: Span, other: Span) -> Span:
    """The days that are in both: an empty span where none are."""
    starts = [day for day in (one.since, other.since) if day is not None]
    ends = [day for day in (one.until, other.until) if day is not None]
    return Span(max(starts, default=None), min(ends, default=None))


def holds_in(span: Span, cell: Span) -> bool:
    """Whether a span holds on every day of a cell that was cut by it."""
    begins = span.since is None or (cell.since is not None and span.since <= cell.since)
    ends = span.until is None or (cell.until is not None and cell.until <= span.until)
    return begins and ends


def joined(pieces: Iterable[Span]) -> tuple[Span, ...]:
    """The same days in as few spans as they can be said in; pieces come in order of their days."""
    found: list[Span] = []
    for piece in pieces:
        if found and found[-1].until is not None and found[-1].until == piece.since:
            found[-1] = Span(found[-1].since, piece.until)
        else:
            found.append(piece)
    return tuple(found)
