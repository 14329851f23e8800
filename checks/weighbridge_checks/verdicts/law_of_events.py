"""The law of messages, for what stands around events: channels, brokers, replies.

Whoever sends and whoever listens never meet: all that they have in common is what the broker is
told. What both have to know alike is either kept or breaks one of them, whichever way it goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Action, Direction
from weighbridge_checks.verdicts.rule import Harm

if TYPE_CHECKING:
    from weighbridge_checks.facts.change import Change


def elsewhere(_change: Change) -> Harm:
    """Messages go through another place, where nobody by the old document looks."""
    return Harm(
        error=True,
        why="who goes by the old document sends to the old place, or listens there, and the"
        " application is at the new one",
    )


def agreed(change: Change) -> Harm | None:
    """Both ends have to know a thing alike; where only one document says it, nobody knows."""
    before, after = change.before, change.after
    if before is None or after is None:
        return Harm(
            error=False,
            why="only one of the documents says it, so nobody knows whether anything is different",
        )
    return Harm(
        error=True,
        why="who goes by the old document does it as that says, and the application as the new"
        " one says",
    )


def place_in_message(change: Change) -> Harm | None:
    """Where a reader finds something in a message, and a writer has to put it."""
    before, after = change.before, change.after
    if before is not None and after is not None:
        return agreed(change)
    if change.direction is Direction.RESPONSE:
        if before is None:
            return None
        return Harm(
            error=False,
            why="a consumer by the old document may look for it there, and the new document does"
            " not say where it is",
        )
    if after is None:
        return None
    return Harm(
        error=False,
        why="the application may look for it there, and a sender by the old document knows of no"
        " such place",
    )


def answer(change: Change) -> Harm | None:
    """A reply comes, goes, or is expected."""
    if change.direction is Direction.RESPONSE:
        if change.action is Action.ADDED:
            return None
        return Harm(
            error=True,
            why="who asks by the old document waits for a reply, and none comes",
        )
    if change.action is Action.REMOVED:
        return None
    return Harm(
        error=True,
        why="the application waits for a reply, and who goes by the old document gives none",
    )


def reach(change: Change) -> Harm | None:
    """A channel is no longer to be had at a server. Without a list it is at all of them."""
    before, after = change.before, change.after
    if after is None or (before is not None and set(before) <= set(after)):
        return None
    return Harm(
        error=False,
        why="who goes by the old document may be at a server where the channel no longer is",
    )


def partitions(change: Change) -> Harm | None:
    """A topic can not lose partitions and stay what it is; with more, keys move between them."""
    before, after = _number(change.before), _number(change.after)
    if before is None or after is None or before == after:
        return None
    if after < before:
        return Harm(
            error=True,
            why="a topic with fewer partitions is made anew: the messages in it and the"
            " positions of its consumers are lost",
        )
    return Harm(
        error=False,
        why="messages of one key go to another partition than before, so that their order is not"
        " kept across the change",
    )


def kept(change: Change) -> Harm | None:
    """Which messages a consumer still finds: all of some age, or the last of each key."""
    return agreed(change)


def lasting(change: Change) -> Harm | None:
    """How long, or how many, messages are kept; -1 is without end."""
    before, after = (_endless(_number(said)) for said in (change.before, change.after))
    if after is None or (before is not None and after >= before):
        return None
    return Harm(
        error=False,
        why="a consumer by the old document that is away for as long as that allows, misses"
        " messages",
    )


def largest(change: Change) -> Harm | None:
    """How large a message may be: who writes by one document, and who can take it by the other."""
    before, after = _number(change.before), _number(change.after)
    if change.direction is Direction.RESPONSE:
        if after is None or (before is not None and after <= before):
            return None
        return Harm(
            error=False,
            why="a consumer by the old document may not have room for the larger messages",
        )
    if after is None or (before is not None and after >= before):
        return None
    if before is None:
        return agreed(change)
    return Harm(
        error=True,
        why="a sender by the old document may send a larger message, which is refused",
    )


def guarantee(change: Change) -> Harm | None:
    """How surely a message arrives."""
    before, after = _number(change.before), _number(change.after)
    if before is None or after is None or after >= before:
        return None
    return Harm(
        error=True,
        why="who goes by the old document counts on messages that now may be lost, or come twice",
    )


def remembered(change: Change) -> Harm | None:
    """Whether the broker gives the last message to whoever begins to listen."""
    before, after = change.before is True, change.after is True
    if before is after:
        return None
    if before:
        return Harm(
            error=True,
            why="who begins to listen by the old document gets the last message at once, and now"
            " waits for the next one",
        )
    return Harm(
        error=False,
        why="who begins to listen by the old document gets an old message, which that document"
        " does not tell of",
    )


def misnamed(_change: Change) -> Harm:
    """One name stands for two schemas, and what is kept by the name is the wrong one."""
    return Harm(
        error=False,
        why="who keeps schemas by their names reads the new data by the old schema, and that"
        " refuses it",
    )


def unweighed(_change: Change) -> Harm:
    """What was not understood, and is different."""
    return Harm(
        error=False,
        why="what it means to others is not known here, so it is neither proved nor refuted",
    )


def _number(said: Any) -> float | None:
    if isinstance(said, bool):
        return None
    if isinstance(said, str):
        try:
            return float(said)
        except ValueError:
            return None
    return said if isinstance(said, (int, float)) else None


def _endless(number: float | None) -> float | None:
    return float("inf") if number is not None and number < 0 else number
