"""The law of promises: who counts on what a card says may not get less.

A promise of the provider may grow and not shrink; a demand on the consumer (how often it may call,
how much it may send) may shrink and not grow. What has no order may not become another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.facts.promises import consistency
from weighbridge_checks.verdicts.rule import Harm

if TYPE_CHECKING:
    from collections.abc import Callable

    from weighbridge_checks.facts.change import Change

_AUDIENCES = ("internal", "partner", "public")
_MODES = {
    "none": frozenset(),
    "backward": frozenset({"backward"}),
    "forward": frozenset({"forward"}),
    "full": frozenset({"backward", "forward"}),
}
#: what nobody counts on once it is not said any more
_FREE_TO_GO = frozenset({"limits", "deprecated_at", "sunset", "successor"})


def weaker(change: Change) -> bool:
    """Whether the new card promises less than the old one, as far as the two can be compared."""
    if change.before is None:
        return False
    if change.after is None:
        return change.attribute not in _FREE_TO_GO
    compare = _WEAKER.get(change.path) or _WEAKER.get((str(change.attribute),))
    return compare is not None and compare(change.before, change.after)


def _less(before: Any, after: Any) -> bool:
    return bool(after < before)


def _more(before: Any, after: Any) -> bool:
    return bool(after > before)


def _other(before: Any, after: Any) -> bool:
    return bool(after != before)


def _shorter(before: Any, after: Any) -> bool:
    return duration(after).seconds < duration(before).seconds


def _longer(before: Any, after: Any) -> bool:
    return duration(after).seconds > duration(before).seconds


def _less_consistent(before: Any, after: Any) -> bool:
    if before["class"] == after["class"] == "batch" and "schedule" in before:
        # of two schedules neither is better, and readers wait for the one
        return bool(before["schedule"] != after.get("schedule"))
    return not consistency(after).at_least(consistency(before))


def _fewer(before: Any, after: Any) -> bool:
    return _AUDIENCES.index(after) < _AUDIENCES.index(before)


def _asks_less(before: Any, after: Any) -> bool:
    return not _asks(before) <= _asks(after)


#: by path or by what a promise is about: whether the second value is less than the first
_WEAKER: dict[tuple[str, ...], Callable[[Any, Any], bool]] = {
    ("consistency",): _less_consistent,
    ("availability",): _less,
    ("p95_ms",): _more,
    ("freshness",): _longer,
    ("lag_p95",): _longer,
    ("lag_p99",): _longer,
    ("limits",): _less,
    ("retention",): _shorter,
    ("delivery", "within"): _longer,
    ("delivery",): _other,
    ("replay",): _other,
    ("idempotency", "window"): _shorter,
    ("idempotency", "header"): _other,
    ("idempotency", "natural_key"): lambda before, after: set(before) != set(after),
    ("correlation",): _other,
    ("audience",): _fewer,
    ("compatibility",): _asks_less,
    ("sunset",): _less,
}


def stated(change: Change) -> Harm | None:
    """Who counts on the old promise gets less."""
    if not weaker(change):
        return None
    return Harm(error=True, why="a consumer by the old card counts on it")


def meaning(change: Change) -> Harm | None:
    """The same message does something else: neither is more than the other."""
    if change.before is None or change.after is None:
        return None
    return Harm(
        error=True,
        why="a consumer by the old card sends the same message, and something else happens",
    )


def ceiling(change: Change) -> Harm | None:
    """How much one may ask for: less than was told, or a figure where none was told."""
    if change.before is None:
        return Harm(
            error=False,
            why="the old card told of no limit, and does not say whether there was one",
        )
    return stated(change)


def doubt(change: Change) -> Harm | None:
    """Something is no longer said, and whether it still holds nobody can tell."""
    if not weaker(change):
        return None
    return Harm(error=False, why="no message changes by it today")


def _asks(mode: str) -> frozenset[str]:
    """What a mode demands of the next version."""
    asked = _MODES[mode.removesuffix("-transitive")]
    return asked | {f"{a}-transitive" for a in asked} if mode.endswith("-transitive") else asked
