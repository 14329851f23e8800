"""The law of what is announced: a deprecation is a promise until its sunset, and no more."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.lifecycle import TENTATIVE, deprecation, rank
from weighbridge_checks.verdicts.rule import Harm

if TYPE_CHECKING:
    from weighbridge_checks.facts.change import Change

#: how the header `Sunset` writes a day (RFC 8594)
_HTTP_DATE = "%a, %d %b %Y %H:%M:%S GMT"


def day(said: Any) -> date | None:
    """The day that a sunset names, in the way of ISO 8601 or of HTTP; None where it is no day."""
    text = str(said).strip()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass  # the other way is tried
    try:
        return datetime.strptime(text, _HTTP_DATE).date()  # noqa: DTZ007 (the text says GMT)
    except ValueError:
        return None


def removal(change: Change) -> Harm | None:
    """A part that was addressed is gone, as it was announced or not.

    Who is told that a part is on trial, or that it is gone after a day, has no promise beyond that.
    """
    said = change.before if isinstance(change.before, dict) else {}
    if said.get("stability") in TENTATIVE:
        return None
    announced = deprecation(said)
    if isinstance(said.get("deprecated"), str):  # an element has both in one
        announced = said["deprecated"]
    if announced is False:
        return Harm(
            error=True,
            why="a consumer by the old document counts on it, and the provider no longer has it",
        )
    if announced is True:
        return Harm(
            error=False,
            why="it was deprecated without a date, and nobody knows whether its consumers moved",
        )
    last = day(announced)
    if last is None:
        return Harm(error=True, why=f"its sunset '{announced}' is no date, so nobody knew when")
    return Harm(
        error=True,
        why=f"its sunset is {last.isoformat()}, and until then consumers may count on it",
        until=last,
    )


def sunset(change: Change) -> Harm | None:
    """The day after which a part may be gone is named, moved, or taken back."""
    before, after = change.before, change.after
    if isinstance(after, str) and day(after) is None:
        return Harm(error=True, why=f"'{after}' is no date, so nobody knows how long it answers")
    if not isinstance(before, str) or after is False:
        return None  # no day was promised, or there is no end to fear any more
    if not isinstance(after, str):
        return Harm(
            error=False,
            why=f"consumers plan by {before}, and now nothing says how long it answers",
        )
    was, now = day(before), day(after)
    if was is not None and now is not None and now < was:
        return Harm(error=True, why=f"consumers plan by {before}, and it may be gone before")
    return None


def settled(change: Change) -> Harm | None:
    """A part that was promised to stay is on trial again."""
    was, now = rank(change.before), rank(change.after)
    if now is None:
        return Harm(error=False, why=f"what '{change.after}' promises is not known")
    if was is None or now >= was:
        return None
    return Harm(
        error=True,
        why="consumers by the old document count on its being kept, and the new one no longer"
        " promises that",
    )
