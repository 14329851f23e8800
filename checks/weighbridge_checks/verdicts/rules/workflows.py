"""Rules about workflows: states, the steps between them, and the events that drive these."""

from __future__ import annotations

from typing import Any

from weighbridge_checks.facts.change import Action, Change, Kind
from weighbridge_checks.proof.guards import Relation, relation
from weighbridge_checks.verdicts.law_of_workflows import by_role, senders_gone, slower
from weighbridge_checks.verdicts.rule import ANY, On, rule
from weighbridge_checks.verdicts.wording import listed, step_words, value


@rule(On(Action.ADDED, Kind.STATE), law=by_role)
def workflow_state_added(change: Change) -> str:
    """A workflow has one more state.

    A consumer that lists all states fails on an entity in the new one. One that tolerates unknown
    states goes on; what counts entities by state counts something else from now on.

          states:
            - {name: created}
        +   - {name: on_hold}
            - {name: packed}

    Let consumers say that they tolerate unknown states first, or make a new version that they
    move to one by one.
    """
    return f"state '{change.name}' is new"


@rule(On(Action.REMOVED, Kind.STATE), law=by_role)
def workflow_state_removed(change: Change) -> str:
    """A workflow has lost a state.

    Readers never see it again. A producer whose events still lead there is refused, and so is a
    consumer that asks entities into it.

          states:
            - {name: created}
        -   - {name: on_hold}
            - {name: packed}

    Take away the ways into it first, wait until no entity stands there, and then remove it.
    """
    return f"state '{change.name}' is gone"


@rule(On(Action.CHANGED, Kind.STATE, "split"), law=by_role)
def workflow_state_split(change: Change) -> str:
    """What was one state is several now.

    The ways that led into it end in several states. Whoever acted on the old state now meets a
    part of the cases there, and the others in states that it does not know; figures by state jump.

          states:
            - {name: created}
            - {name: packed}
        +   - {name: packed_short}
          transitions:
        -   - {from: created, to: packed, on: order.packed}
        +   - {from: created, to: packed, on: order.packed, guard: "open = 0"}
        +   - {from: created, to: packed_short, on: order.packed, guard: "open > 0"}

    Keep the old state as what both are, and tell them apart by a field, until everybody has moved.
    """
    return f"state '{change.name}' is split into {listed(change.after)}"


@rule(On(Action.CHANGED, Kind.STATE, "merged"), law=by_role)
def workflow_state_merged(change: Change) -> str:
    """What was several states is one now.

    The ways that led into one of them end in another. Who acted on the difference can no longer
    tell the cases apart, and figures by state jump.

          states:
            - {name: created}
            - {name: packed}
        -   - {name: packed_short}
          transitions:
            - {from: created, to: packed, on: order.packed}
        -   - {from: created, to: packed_short, on: order.packed_short}
        +   - {from: created, to: packed, on: order.packed_short}

    Keep both states until nobody relies on the difference.
    """
    return f"states {listed(change.before)} are merged into '{change.after}'"


@rule(On(Action.CHANGED, Kind.STATE, "name"), law=by_role)
def workflow_state_renamed(change: Change) -> str:
    """A state seems to have another name: its ways in and out are those of one that is gone.

    Everybody who reads, sends or asks for the old name meets one that it does not know. Whether it
    is a rename is a guess by the neighbourhood; that the old name is gone is certain.

          states:
            - {name: created}
        -   - {name: packed}
        +   - {name: cartonized}
          transitions:
        -   - {from: created, to: packed, on: order.packed}
        +   - {from: created, to: cartonized, on: order.packed}
        -   - {from: packed, to: shipped, on: order.shipped}
        +   - {from: cartonized, to: shipped, on: order.shipped}

    Keep the name, and change what people are shown.
    """
    return f"state '{change.before}' looks renamed to '{change.after}'"


@rule(On(Action.CHANGED, Kind.STATE, "terminal"), law=by_role)
def workflow_state_no_longer_terminal(change: Change) -> str | None:
    """Entities that were done can come back to life.

    Whoever archived, invoiced or counted an entity because it was done, meets it again. Everybody
    is hit, also who only measures how long things take until they are done.

        - terminal: [shipped, cancelled]
        + terminal: [cancelled]

    Make a new entity for what happens afterwards, as a return is one of its own.
    """
    return None if change.after else f"state '{change.name}' is no longer terminal"


@rule(On(Action.CHANGED, Kind.STATE, "terminal"), law=by_role)
def workflow_state_became_terminal(change: Change) -> str | None:
    """Entities end where they went on before.

    The ways out are gone: who still sends the events that led on is refused, and who waited for
    what came afterwards waits for ever. Recordings tell whether anybody used these ways.

          transitions:
            - {from: created, to: packed, on: order.packed}
        -   - {from: packed, to: shipped, on: order.shipped}
        - terminal: [shipped]
        + terminal: [packed, shipped]

    Keep the ways out until recordings show that nobody takes them.
    """
    return f"state '{change.name}' is terminal now" if change.after else None


@rule(On(Action.ADDED, Kind.TRANSITION), law=by_role)
def workflow_transition_added(change: Change) -> str:
    """There is one more way from one state to another.

    Nobody has to send anything else. A consumer that knows all orders of states may see one that it
    does not know.

          transitions:
            - {from: created, to: packed, on: order.packed}
        +   - {from: created, to: shipped, on: order.shipped}

    Tell the consumers that list the orders of states.
    """
    return f"{step_words(change)} is new"


@rule(On(Action.REMOVED, Kind.TRANSITION), law=by_role)
def workflow_transition_removed(change: Change) -> str:
    """A way from one state to another is gone.

    A producer that still sends the event there is refused. Whether anybody does is told by
    recordings: used, it is an error; not known, a warning; seen to be unused, an info.

          transitions:
            - {from: created, to: packed, on: order.packed}
        -   - {from: created, to: cancelled, on: order.cancelled}

    Weigh it with `--replay` and a recording of what happened, and ask those who used it.
    """
    return f"{step_words(change)} is gone"


@rule(On(Action.CHANGED, Kind.TRANSITION, "guard"), law=by_role)
def workflow_guard_narrowed(change: Change) -> str | None:
    """A step is taken in fewer cases than before.

    A producer that sends the event in one of the other cases is refused, unless another step takes
    it there: then it is an info.

          transitions:
        -   - {from: packed, to: shipped, on: order.shipped, guard: "open >= 0"}
        +   - {from: packed, to: shipped, on: order.shipped, guard: "open = 0"}

    Give the other cases a step of their own.
    """
    if relation(change.before, change.after) not in (Relation.NARROWER, Relation.OTHER):
        return None
    return f"{step_words(change)} is taken {_when(change.after)}, it was {_when(change.before)}"


@rule(On(Action.CHANGED, Kind.TRANSITION, "guard"), law=by_role)
def workflow_guard_widened(change: Change) -> str | None:
    """A step is taken in more cases than before.

    What was sent goes on to be taken.

          transitions:
        -   - {from: packed, to: shipped, on: order.shipped, guard: "open = 0"}
        +   - {from: packed, to: shipped, on: order.shipped}

    Nothing has to be done.
    """
    if relation(change.before, change.after) is not Relation.WIDER:
        return None
    return f"{step_words(change)} is taken {_when(change.after)}, it was {_when(change.before)}"


@rule(On(Action.CHANGED, Kind.TRANSITION, "guard"), law=by_role)
def workflow_guard_reworded(change: Change) -> str | None:
    """A guard says the same in other words.

    It holds in the same cases.

          transitions:
        -   - {from: packed, to: shipped, on: order.shipped, guard: "open > 0 and kind = a"}
        +   - {from: packed, to: shipped, on: order.shipped, guard: "kind = a and open > 0"}

    Nothing has to be done.
    """
    if relation(change.before, change.after) is not Relation.SAME:
        return None
    return f"{step_words(change)} is taken {_when(change.after)}, in other words"


@rule(On(Action.CHANGED, Kind.TRANSITION, "guard"), law=by_role)
def workflow_guard_changed(change: Change) -> str:
    """A guard changed in a way that nobody can decide.

    At least one of the texts is not made of comparisons, so whether the step is taken in fewer
    cases is not known: a warning for those who send the event.

          transitions:
        -   - {from: packed, to: shipped, on: order.shipped, guard: paid in full}
        +   - {from: packed, to: shipped, on: order.shipped, guard: nothing is due}

    Write guards as `name op value`, joined by `and`, so that they can be weighed.
    """
    return f"{step_words(change)} is taken {_when(change.after)}, it was {_when(change.before)}"


@rule(
    On(Action.CHANGED, Kind.TRANSITION, "target"),
    On(Action.CHANGED, Kind.TRANSITION, "event"),
    On(Action.CHANGED, Kind.TRANSITION, "source"),
    law=by_role,
)
def workflow_event_moved(change: Change) -> str:
    """An event leads elsewhere, comes at another point, or another one drives the step.

    The event means something else than it meant: who sends it, who reads it and who counts by it
    are all hit.

          transitions:
            - {from: created, to: packed, on: order.packed}
        -   - {from: packed, to: shipped, on: order.shipped}
        +   - {from: packed, to: cancelled, on: order.shipped}

    Give the new meaning an event of its own.
    """
    before, after = value(change.before), value(change.after)
    if change.attribute == "target" and change.after == change.path[1]:
        return f"{step_words(change)} no longer leads on: the event is ignored there"
    what = {
        "target": f"leads to {after}, it led to {before}",
        "event": f"happens on {after}, it happened on {before}",
        "source": f"starts from {after}, it started from {before}",
    }[str(change.attribute)]
    return f"{step_words(change)} {what}"


@rule(On(Action.CHANGED, Kind.EVENT, "name"), law=by_role)
def workflow_event_renamed(change: Change) -> str:
    """An event seems to have another name: it drives the same steps as one that is gone.

    Whoever sends or hears the old name has no part in the workflow any more.

          transitions:
            - {from: created, to: packed, on: order.packed}
        -   - {from: packed, to: shipped, on: order.shipped}
        +   - {from: packed, to: shipped, on: order.dispatched}

    Take both names until everybody sends the new one.
    """
    return f"event '{change.before}' looks renamed to '{change.after}'"


@rule(On(Action.ADDED, Kind.IGNORED), law=by_role)
def workflow_ignored_event_added(change: Change) -> str:
    """An event is taken in a state and changes nothing, where it was refused before.

    Whoever sends it is no longer refused. A consumer that knows which events can come in which
    state may hear one that it does not expect.

          ignore:
            packed: [order.noted]
        +   shipped: [order.noted]

    Nothing has to be done, unless the event should have led somewhere.
    """
    return f"event '{change.name}' is ignored in state '{change.path[1]}'"


@rule(On(Action.REMOVED, Kind.IGNORED), law=by_role)
def workflow_ignored_event_removed(change: Change) -> str:
    """An event that was taken in a state and changed nothing is no longer ignored there.

    Unless a step takes it now, whoever sends it is refused. Recordings tell whether anybody does.

          ignore:
            packed: [order.noted]
        -   shipped: [order.noted]

    Go on to ignore it until nobody sends it there.
    """
    return f"event '{change.name}' is no longer ignored in state '{change.path[1]}'"


@rule(On(Action.CHANGED, Kind.WORKFLOW, "initial"), law=by_role)
def workflow_initial_changed(change: Change) -> str:
    """Entities begin in other states.

    What creates them expects to find them where they were, and who starts its work on the old
    initial state never starts it.

        - initial: [created]
        + initial: [packed]
        - creation_events: [{event: order.created, to: created}]
        + creation_events: [{event: order.created, to: packed}]

    Let entities begin where they did, and go on from there by an event of its own.
    """
    before, after = _began(change.before), _began(change.after)
    return f"entities begin in {after}, they began in {before}"


@rule(
    On(Action.CHANGED, Kind.WORKFLOW, "entity"),
    On(Action.CHANGED, Kind.WORKFLOW, "key"),
    law=by_role,
)
def workflow_key_changed(change: Change) -> str:
    """What goes through the states, or the field that tells one from another, is another.

    Events of one entity are no longer put together, so that nobody knows the state of anything.

          entity: order
        - key: orderNumber
        + key: orderId

    Make a workflow of its own for the other entity.
    """
    before, after = value(change.before), value(change.after)
    return f"the {change.attribute} is {after}, it was {before}"


@rule(On(Action.CHANGED, Kind.WORKFLOW, "derived_from"), law=by_role)
def workflow_derivation_changed(change: Change) -> str:
    """A state follows in another way from the states of parts.

    The same parts may give another state than before, and no document can show when.

          derived_from:
            entity: order-line
            field: lineStatus
        -   rule: The least advanced line decides.
        +   rule: The most advanced line decides.

    Say with examples which entities change their state by it, and ask those who read it.
    """
    if change.before is None or change.after is None:
        follows = "now follows" if change.after else "no longer follows"
        return f"the state {follows} from the states of parts"
    return "the state follows in another way from the states of parts"


@rule(On(Action.CHANGED, Kind.TRANSITION, "actor"), law=by_role)
def workflow_sender_changed(change: Change) -> str:
    """Other systems send an event.

    A system that may no longer send it there is warned: what it sends is not expected any more.

          transitions:
        -   - {from: packed, to: shipped, on: order.shipped, actor: [wms, erp]}
        +   - {from: packed, to: shipped, on: order.shipped, actor: wms}

    Ask the system that no longer sends it.
    """
    gone = senders_gone(change)
    if gone:
        return f"{step_words(change)} is no longer sent by {listed(gone)}"
    return f"{step_words(change)} is sent by {listed(change.after) or 'any producer'}"


@rule(On(Action.CHANGED, Kind.STATE, "sla"), law=by_role)
def workflow_sla_changed(change: Change) -> str:
    """An entity may stay longer or shorter in a state.

    Longer is a promise taken back: whoever waits for the next state may wait longer. Shorter
    hurts nobody who waits.

          states:
        -   - {name: packed, sla: 4h}
        +   - {name: packed, sla: 2d}

    Agree on it with those who wait.
    """
    before, after = change.before or "any time", change.after or "any time"
    word = "longer" if slower(change) else "shorter"
    return f"an entity may stay {after} in state '{change.name}', {word} than {before}"


@rule(
    On(Action.CHANGED, Kind.STATE, ANY),
    On(Action.CHANGED, Kind.WORKFLOW, ANY),
)
def workflow_described_differently(change: Change) -> str:
    """What people read about a workflow changed, and nothing else.

    Names of owners, descriptions and who takes part are for people; no machine goes by them.

          states:
        -   - {name: packed, description: In cartons.}
        +   - {name: packed, description: In cartons and on pallets.}

    Where the words tell of another meaning, say it in a new version.
    """
    what = str(change.attribute).replace("_", " ")
    where = f" of state '{change.name}'" if change.kind is Kind.STATE else ""
    plural = what in ("parties", "owners")
    return f"the {what}{where} {'are' if plural else 'is'} said differently"


def _when(guards: Any) -> str:
    """The condition of a step in words."""
    if not guards or "" in guards:
        return "always"
    return "if " + " or ".join(f"'{g}'" for g in guards)


def _began(starts: Any) -> str:
    """Where entities begin, and by which event where it is not by all."""
    by_state: dict[str, list[str]] = {s: [] for s in starts["initial"]}
    for event, state in starts["creation_events"].items():
        by_state.setdefault(state, []).append(event)
    return listed(list(by_state)) or "no state"
