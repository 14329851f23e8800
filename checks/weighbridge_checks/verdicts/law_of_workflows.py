"""The law of workflows: whom a change of a state machine hits, by role and posture.

A consumer reads what the new workflow lets happen, by the old one; a producer goes on to send what
the old one took, and the new one has to take it. Each class of change stands once in the table,
with what it does to a producer, to a consumer that fails on what it does not know, to one that
lives with it, and to an observer.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.change import Action, Kind
from weighbridge_checks.proof.guards import Relation, relation
from weighbridge_checks.verdicts.rule import Harm

if TYPE_CHECKING:
    from weighbridge_checks.facts.change import Change


class Effect(StrEnum):
    """What a change does to a party."""

    BREAKS = "breaks"
    RISKS = "risks"
    TELLS = "tells"
    NONE = "none"
    #: it breaks where it was seen in use, and is a risk as long as nobody knows
    IF_USED = "if-used"
    #: it breaks who asks entities into the state
    IF_COMMANDED = "if-commanded"
    #: it breaks who acts on what the state meant
    IF_RELIED_ON = "if-relied-on"


class Law(NamedTuple):
    """What one class of change does to each kind of party."""

    producer: Effect
    exhaustive: Effect
    tolerant: Effect
    observer: Effect


_BREAKS, _RISKS, _TELLS, _NONE = Effect.BREAKS, Effect.RISKS, Effect.TELLS, Effect.NONE
_USED, _COMMANDED, _RELIED = Effect.IF_USED, Effect.IF_COMMANDED, Effect.IF_RELIED_ON

EVERYBODY = Law(_BREAKS, _BREAKS, _BREAKS, _BREAKS)
NOBODY = Law(_NONE, _NONE, _NONE, _NONE)
STATE_ADDED = Law(_TELLS, _BREAKS, _TELLS, _TELLS)
STATE_REMOVED = Law(_USED, _COMMANDED, _COMMANDED, _TELLS)
STATE_SPLIT = Law(_BREAKS, _BREAKS, _RELIED, _RISKS)
STATE_MERGED = Law(_BREAKS, _RELIED, _RELIED, _RISKS)
STATE_RENAMED = Law(_BREAKS, _BREAKS, _BREAKS, _TELLS)
STEP_ADDED = Law(_TELLS, _RISKS, _TELLS, _TELLS)
STEP_REMOVED = Law(_USED, _TELLS, _TELLS, _TELLS)
GUARD_NARROWED = Law(_BREAKS, _NONE, _NONE, _NONE)
GUARD_WIDENED = Law(_TELLS, _NONE, _NONE, _NONE)
GUARD_UNDECIDED = Law(_RISKS, _NONE, _NONE, _NONE)
INITIAL_CHANGED = Law(_BREAKS, _BREAKS, _RISKS, _TELLS)
BECAME_TERMINAL = Law(_USED, _RISKS, _RISKS, _TELLS)
SLOWER = Law(_NONE, _RISKS, _RISKS, _TELLS)
DERIVED = Law(_NONE, _RISKS, _RISKS, _RISKS)
SENDER_GONE = Law(_RISKS, _NONE, _NONE, _NONE)

#: by action, kind and what changed of the part
_LAWS: dict[tuple[Action, Kind, str | None], Law] = {
    (Action.ADDED, Kind.STATE, None): STATE_ADDED,
    (Action.REMOVED, Kind.STATE, None): STATE_REMOVED,
    (Action.CHANGED, Kind.STATE, "split"): STATE_SPLIT,
    (Action.CHANGED, Kind.STATE, "merged"): STATE_MERGED,
    (Action.CHANGED, Kind.STATE, "name"): STATE_RENAMED,
    (Action.ADDED, Kind.TRANSITION, None): STEP_ADDED,
    (Action.REMOVED, Kind.TRANSITION, None): STEP_REMOVED,
    (Action.CHANGED, Kind.TRANSITION, "target"): EVERYBODY,
    (Action.CHANGED, Kind.TRANSITION, "source"): EVERYBODY,
    (Action.CHANGED, Kind.TRANSITION, "event"): EVERYBODY,
    (Action.CHANGED, Kind.EVENT, "name"): EVERYBODY,
    (Action.ADDED, Kind.IGNORED, None): STEP_ADDED,
    (Action.REMOVED, Kind.IGNORED, None): STEP_REMOVED,
    (Action.CHANGED, Kind.WORKFLOW, "initial"): INITIAL_CHANGED,
    (Action.CHANGED, Kind.WORKFLOW, "entity"): EVERYBODY,
    (Action.CHANGED, Kind.WORKFLOW, "key"): EVERYBODY,
    (Action.CHANGED, Kind.WORKFLOW, "derived_from"): DERIVED,
}


def law_of(change: Change) -> Law:
    """The row of the table that a change belongs to."""
    if change.kind is Kind.STATE and change.attribute == "terminal":
        return BECAME_TERMINAL if change.after else EVERYBODY
    if change.kind is Kind.STATE and change.attribute == "sla":
        return SLOWER if slower(change) else NOBODY
    if change.kind is Kind.TRANSITION and change.attribute == "guard":
        return _GUARDS[relation(change.before, change.after)]
    if change.kind is Kind.TRANSITION and change.attribute == "actor":
        return SENDER_GONE if senders_gone(change) else NOBODY
    return _LAWS.get((change.action, change.kind, change.attribute), NOBODY)


_GUARDS = {
    Relation.SAME: NOBODY,
    Relation.NARROWER: GUARD_NARROWED,
    Relation.WIDER: GUARD_WIDENED,
    Relation.OTHER: GUARD_NARROWED,
    Relation.UNDECIDED: GUARD_UNDECIDED,
}


def by_role(change: Change) -> Harm | None:
    """Whom it hurts follows from role and posture: producer, consumer, observer.

    Where nobody is declared, there is somebody who sends what the old workflow takes, and somebody
    who fails on what the old workflow does not know.
    """
    law = law_of(change)
    effects = (law.producer, law.exhaustive)
    if Effect.BREAKS in effects:
        return Harm(error=True, why="whoever lives by the old workflow can not take it")
    unknown = {Effect.RISKS, Effect.IF_USED, Effect.IF_COMMANDED, Effect.IF_RELIED_ON}
    if unknown & set(effects):
        return Harm(error=False, why="whether anybody uses it is not known")
    return None


def slower(change: Change) -> bool:
    """Whether an entity may stay longer in a state than before."""
    before, after = seconds(change.before), seconds(change.after)
    return before is not None and (after is None or after > before)


def senders_gone(change: Change) -> list[str]:
    """The systems that no longer send an event; none where anybody may send it now."""
    return [a for a in change.before if a not in change.after] if change.after else []


_UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_TIME = r"([1-9][0-9]*)(s|min|h|d)"


def seconds(time: Any) -> int | None:
    """How long `4h` is; None where nothing is said."""
    found = re.fullmatch(_TIME, time) if isinstance(time, str) else None
    return int(found[1]) * _UNITS[found[2]] if found else None
