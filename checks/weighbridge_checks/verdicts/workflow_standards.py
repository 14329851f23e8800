"""Standards of a workflow as it stands: whether the machine makes sense by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.interaction import Stance
from weighbridge_checks.facts.workflow import BEFORE, Role
from weighbridge_checks.proof.guards import exclusive, satisfiable
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.wording import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from weighbridge_checks.facts.document import Location
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.workflow import Party, Transition, Workflow


class Sheet(NamedTuple):
    """A workflow, the places of its parts, and the estate that it belongs to, if any."""

    workflow: Workflow
    locate: Callable[[str], Location]
    estate: Estate | None = None

    def seen(self, message: str, pointer: str, **more: object) -> Seen:
        """Something that does not meet a demand, at a part of the file."""
        return Seen(
            message=message,
            subject=f"{self.workflow.name}@{self.workflow.version}",
            at=self.locate(pointer),
            **more,  # type: ignore[arg-type] # the fields of Seen
        )

    def line(self, pointer: str) -> int:
        """The line of a part, for a message that names two."""
        return self.locate(pointer).line


@standard("WF001", Severity.ERROR, on="workflow")
def states_stand_once(sheet: Sheet) -> Iterator[Seen]:
    """Every state stands in the list once.

    Of two entries with one name, nobody knows which promise holds.

    bad:
        states: [{name: created, sla: 4h}, {name: created, sla: 2d}, {name: closed}]
    good:
        states: [{name: created, sla: 4h}, {name: closed}]

    Instead, keep one of them.
    """
    first: dict[str, str] = {}
    for state in sheet.workflow.states:
        if state.name in first:
            where = sheet.line(first[state.name])
            words = f"state '{state.name}' stands here again, first on line {where}"
            yield sheet.seen(words, state.pointer, related=(sheet.locate(first[state.name]),))
        first.setdefault(state.name, state.pointer)


@standard("WF002", Severity.ERROR, on="workflow")
def states_that_are_named_exist(sheet: Sheet) -> Iterator[Seen]:
    """Every state that is named anywhere stands in the list of states.

    A step to a state that nobody lists leads entities where no consumer expects them.

    bad:
        states: [{name: created}, {name: closed}]
        transitions:
          - {from: created, to: close, on: order.closed}
    good:
        states: [{name: created}, {name: closed}]
        transitions:
          - {from: created, to: closed, on: order.closed}

    Instead, correct the name, or add the state.
    """
    known = sheet.workflow.names
    for name, pointer in _mentions(sheet.workflow):
        if name not in known:
            yield sheet.seen(
                f"there is no state '{name}'; {hint(name, known)}", pointer, identity=(name,)
            )


def _mentions(workflow: Workflow) -> Iterator[tuple[str, str]]:
    yield from _each(workflow.initial, "/initial")
    yield from _each(workflow.terminal, "/terminal")
    for step in workflow.steps:
        if step.source != BEFORE:
            yield step.source, f"{step.pointer}/from"
        yield step.target, f"{step.pointer}/to"
    for state in dict.fromkeys(i.state for i in workflow.ignored):
        yield state, next(i.pointer for i in workflow.ignored if i.state == state)
    for party in workflow.parties:
        yield from _each(party.commands, f"{party.pointer}/commands")
        yield from _each(party.relies_on, f"{party.pointer}/relies_on")
    for binding in workflow.bindings:
        yield from _each(binding.without, f"{binding.pointer}/without")


def _each(names: Iterable[str], pointer: str) -> Iterator[tuple[str, str]]:
    return ((name, f"{pointer}/{index}") for index, name in enumerate(names))


@standard("WF003", Severity.ERROR, on="workflow")
def every_state_can_be_reached(sheet: Sheet) -> Iterator[Seen]:
    """An entity can come into every state.

    A state that nobody reaches is waited for in vain, and hides that a step was forgotten.

    bad:
        states: [{name: created}, {name: packed}, {name: closed}]
        transitions:
          - {from: created, to: closed, on: order.closed}
          - {from: packed, to: closed, on: order.closed}
    good:
        states: [{name: created}, {name: packed}, {name: closed}]
        transitions:
          - {from: created, to: packed, on: order.packed}
          - {from: packed, to: closed, on: order.closed}

    Instead, add the step that leads there, or remove the state.
    """
    reached = reachable(sheet.workflow)
    for state in sheet.workflow.states:
        if state.name not in reached:
            yield sheet.seen(f"no entity can reach state '{state.name}'", f"{state.pointer}/name")


@standard("WF004", Severity.ERROR, on="workflow")
def every_entity_can_end(sheet: Sheet) -> Iterator[Seen]:
    """From every state there is a way to a terminal one.

    What can never be done stays open for ever, in every list and in every figure.

    bad:
        states: [{name: created}, {name: stuck}, {name: closed}]
        transitions:
          - {from: created, to: closed, on: order.closed}
          - {from: created, to: stuck, on: order.packed}
    good:
        states: [{name: created}, {name: stuck}, {name: closed}]
        transitions:
          - {from: created, to: closed, on: order.closed}
          - {from: created, to: stuck, on: order.packed}
          - {from: stuck, to: closed, on: order.closed}

    Instead, add a way on, or say that the state is terminal.
    """
    workflow = sheet.workflow
    ends = _backwards(workflow, workflow.terminal)
    reached = reachable(workflow)
    for state in workflow.states:
        if state.name not in ends and state.name in reached:
            words = f"no way leads from state '{state.name}' to a terminal one"
            yield sheet.seen(words, f"{state.pointer}/name", evidence=_onward(workflow, state.name))


@standard("WF005", Severity.ERROR, on="workflow")
def terminal_states_have_no_way_out(sheet: Sheet) -> Iterator[Seen]:
    """No step leads out of a terminal state.

    Terminal means that others may archive and count the entity; a way out brings it back to life.

    bad:
        terminal: [closed]
        transitions:
          - {from: created, to: closed, on: order.closed}
          - {from: closed, to: created, on: order.reopened}
    good:
        terminal: [closed]
        transitions:
          - {from: created, to: closed, on: order.closed}

    Instead, make a new entity for what happens afterwards, or say that the state is not terminal.
    """
    terminal = set(sheet.workflow.terminal)
    for step in sheet.workflow.transitions:
        if step.source in terminal:
            words = f"'{step.event}' leads out of the terminal state '{step.source}'"
            yield sheet.seen(words, step.pointer, identity=step.step)


@standard("WF006", Severity.ERROR, on="workflow")
def an_event_leads_one_way(sheet: Sheet) -> Iterator[Seen]:
    """In one state one event leads one way: the guards of its steps exclude each other.

    Where two steps may be taken, two systems take different ones, and disagree about the state.
    Where a guard is not made of comparisons, nobody can tell: that is a warning.

    bad:
        transitions:
          - {from: created, to: packed, on: order.packed, guard: "open >= 0"}
          - {from: created, to: closed, on: order.packed, guard: "open = 0"}
    good:
        transitions:
          - {from: created, to: packed, on: order.packed, guard: "open > 0"}
          - {from: created, to: closed, on: order.packed, guard: "open = 0"}

    Instead, narrow the guards until no case is left in which both hold.
    """
    for step, other in _rivals(sheet.workflow):
        answer = exclusive(step.guard, other.guard)
        if answer is True:
            continue
        where = f"in state '{step.source}'" if step.source else "at the creation"
        ends = f"'{step.target}' and '{other.target}'"
        words = f"'{step.event}' {where} leads to {ends} at once, see line"
        words = f"{words} {sheet.line(step.pointer)}"
        if answer is None:
            guards = listed([step.guard or "always", other.guard or "always"])
            words = f"whether '{step.event}' {where} leads one way is undecided: {guards}"
        yield sheet.seen(
            words,
            other.pointer,
            related=(sheet.locate(step.pointer),),
            identity=(*step.step, other.target),
            severity=Severity.WARNING if answer is None else None,
        )


def _rivals(workflow: Workflow) -> Iterator[tuple[Transition, Transition]]:
    """Steps that one event may take from one state, two by two."""
    by_event: dict[tuple[str, str], list[Transition]] = {}
    for step in workflow.steps:
        others = by_event.setdefault((step.source, step.event), [])
        yield from ((o, step) for o in others if o.target != step.target)
        others.append(step)


@standard("WF007", Severity.ERROR, on="workflow")
def entities_begin_in_an_initial_state(sheet: Sheet) -> Iterator[Seen]:
    """Something creates entities, and they begin in the states that are said to be initial.

    Who waits for new entities looks at the initial states; one that begins elsewhere is missed.

    bad:
        initial: [created]
        creation_events:
          - {event: order.created, to: packed}
    good:
        initial: [created]
        creation_events:
          - {event: order.created, to: created}

    Instead, make the initial states and the ends of the creation events agree.
    """
    workflow = sheet.workflow
    if not workflow.initial:
        yield sheet.seen("there is no initial state, so nothing can begin", "/initial")
    if not workflow.creations:
        yield sheet.seen("no event creates an entity, so nothing can begin", "/creation_events")
    for step in workflow.creations:
        if step.target not in workflow.initial:
            words = f"'{step.event}' creates entities in '{step.target}', which is not initial"
            yield sheet.seen(words, f"{step.pointer}/to", related=(sheet.locate("/initial"),))
    ends = {step.target for step in workflow.creations}
    for index, name in enumerate(workflow.initial):
        if workflow.creations and name not in ends:
            words = f"state '{name}' is initial, and no event creates an entity in it"
            yield sheet.seen(words, f"/initial/{index}")


@standard("WF008", Severity.ERROR, on="workflow")
def events_are_those_of_event_contracts(sheet: Sheet) -> Iterator[Seen]:
    """Every event of a workflow is one that an event contract of the estate carries.

    An event that nobody describes is never sent in the form that somebody expects.

    bad:
        transitions:
          - {from: created, to: closed, on: order.shut}
    good:
        transitions:
          - {from: created, to: closed, on: order.closed}

    Instead, correct the name, or write the event into an event contract.
    """
    if sheet.estate is None:
        return
    known = tuple(sheet.estate.events)
    named = [(t.event, f"{t.pointer}/{_word(t)}") for t in sheet.workflow.steps]
    named += [(i.event, i.pointer) for i in sheet.workflow.ignored]
    for event, pointer in dict(reversed(named)).items():
        if not sheet.estate.carrying(event):
            words = f"no event contract carries '{event}'; {hint(event, known)}"
            yield sheet.seen(words, pointer, identity=(event,))


def _word(step: Transition) -> str:
    return "event" if step.source == BEFORE else "on"


@standard("WF009", Severity.ERROR, on="workflow")
def an_event_is_ignored_or_taken(sheet: Sheet) -> Iterator[Seen]:
    """What a state ignores, no step of it takes without a condition, and the event moves something.

    An event that both leads on and changes nothing is read in two ways. One that the workflow uses
    nowhere need not be ignored: that is a warning.

    bad:
        transitions:
          - {from: created, to: closed, on: order.closed}
        ignore:
          created: [order.closed]
    good:
        transitions:
          - {from: created, to: closed, on: order.closed}
        ignore:
          closed: [order.closed]

    Instead, remove it from the list, or give the step a guard.
    """
    workflow = sheet.workflow
    used = {t.event for t in workflow.steps}
    for one in workflow.ignored:
        taken = [
            t
            for t in workflow.transitions
            if (t.source, t.event) == (one.state, one.event) and not t.guard
        ]
        if taken:
            words = f"'{one.event}' is ignored in state '{one.state}', and leads to"
            words = f"{words} '{taken[0].target}' by line {sheet.line(taken[0].pointer)}"
            yield sheet.seen(words, one.pointer, related=(sheet.locate(taken[0].pointer),))
        elif one.event not in used:
            words = f"'{one.event}' is ignored in state '{one.state}', and moves nothing anywhere"
            yield sheet.seen(words, one.pointer, severity=Severity.WARNING)


@standard("WF010", Severity.ERROR, on="workflow")
def guards_can_hold(sheet: Sheet) -> Iterator[Seen]:
    """Every guard holds in some case.

    A step whose guard never holds is none, and looks like one.

    bad:
        transitions:
          - {from: created, to: closed, on: order.closed, guard: "open > 0 and open = 0"}
    good:
        transitions:
          - {from: created, to: closed, on: order.closed, guard: "open = 0"}

    Instead, correct the guard, or remove the step.
    """
    for step in sheet.workflow.steps:
        if step.guard and satisfiable(step.guard) is False:
            yield sheet.seen(f"the guard '{step.guard}' never holds", f"{step.pointer}/guard")


@standard("WF011", Severity.WARNING, on="workflow")
def a_step_stands_once(sheet: Sheet) -> Iterator[Seen]:
    """Every step stands in the list once.

    Of two equal ones somebody changes the one and leaves the other.

    bad:
        transitions:
          - {from: created, to: closed, on: order.closed}
          - {from: created, to: closed, on: order.closed}
    good:
        transitions:
          - {from: created, to: closed, on: order.closed}

    Instead, remove one of them.
    """
    first: dict[tuple[str, ...], Transition] = {}
    for step in sheet.workflow.steps:
        known = first.setdefault((*step.step, step.guard), step)
        if known is not step:
            words = f"the same step stands on line {sheet.line(known.pointer)}"
            yield sheet.seen(words, step.pointer, related=(sheet.locate(known.pointer),))


@standard("WF012", Severity.WARNING, on="workflow")
def done_means_terminal(sheet: Sheet) -> Iterator[Seen]:
    """A state whose kind is `done` is terminal, and a terminal state's kind is no other.

    People read the kind, machines the list.

    bad:
        states: [{name: created}, {name: closed, kind: active}]
        terminal: [closed]
    good:
        states: [{name: created}, {name: closed, kind: done}]
        terminal: [closed]

    Instead, make the two agree.
    """
    terminal = set(sheet.workflow.terminal)
    for state in sheet.workflow.states:
        if state.kind is None or (state.kind == "done") is (state.name in terminal):
            continue
        is_ = "is" if state.name in terminal else "is not"
        words = f"the kind of state '{state.name}' is '{state.kind}', and it {is_} terminal"
        yield sheet.seen(words, f"{state.pointer}/kind")


@standard("WF013", Severity.WARNING, on="workflow")
def whoever_sends_is_a_producer(sheet: Sheet) -> Iterator[Seen]:
    """Every system that a step names as its sender is declared as a producer.

    Whom a change hits is told by the parties; who is missing there is forgotten.

    bad:
        transitions:
          - {from: created, to: closed, on: order.closed, actor: erp}
        parties:
          - {system: shop, role: consumer}
    good:
        transitions:
          - {from: created, to: closed, on: order.closed, actor: erp}
        parties:
          - {system: shop, role: consumer}
          - {system: erp, role: producer}

    Instead, add the system to the parties.
    """
    workflow = sheet.workflow
    declared = {p.system for p in workflow.parties if p.role is Role.PRODUCER}
    told: set[str] = set()
    for step in workflow.steps if workflow.parties else ():
        for actor in step.actors:
            if actor not in declared | told:
                told.add(actor)
                words = f"'{actor}' sends '{step.event}', and is not declared as a producer"
                yield sheet.seen(words, f"{step.pointer}/actor", identity=(actor,))


@standard("WF014", Severity.WARNING, on="workflow")
def a_party_stands_once(sheet: Sheet) -> Iterator[Seen]:
    """A system has each role once, and a posture where it reads.

    Of two postures nobody knows which holds; and a producer or an observer has none.

    bad:
        parties:
          - {system: shop, role: consumer, posture: tolerant}
          - {system: shop, role: consumer, posture: exhaustive}
    good:
        parties:
          - {system: shop, role: consumer, posture: exhaustive}

    Instead, keep the entry that is true.
    """
    first: dict[tuple[str, str], str] = {}
    for party in sheet.workflow.parties:
        key = party.system, party.role
        if key in first:
            words = f"'{party.system}' is {_role(party)} already on line {sheet.line(first[key])}"
            yield sheet.seen(words, party.pointer, related=(sheet.locate(first[key]),))
        first.setdefault(key, party.pointer)
        if party.posture is Stance.TOLERANT and party.role is not Role.CONSUMER:
            words = f"'{party.system}' is {_role(party)}, for whom a posture has no meaning"
            yield sheet.seen(words, f"{party.pointer}/posture", identity=("posture",))


def _role(party: Party) -> str:
    return f"{'an' if party.role is Role.OBSERVER else 'a'} {party.role}"


# -- ways


def reachable(workflow: Workflow) -> set[str]:
    """The states into which an entity can come, from its creation."""
    begin = [t.target for t in workflow.creations] or list(workflow.initial)
    return _closure(begin, ((t.source, t.target) for t in workflow.transitions if _open(t)))


def _backwards(workflow: Workflow, ends: Iterable[str]) -> set[str]:
    """The states from which one of some states can be reached."""
    return _closure(ends, ((t.target, t.source) for t in workflow.transitions if _open(t)))


def _open(step: Transition) -> bool:
    """Whether a step can ever be taken."""
    return satisfiable(step.guard) is not False


def _closure(begin: Iterable[str], edges: Iterable[tuple[str, str]]) -> set[str]:
    following: dict[str, list[str]] = {}
    for source, target in edges:
        following.setdefault(source, []).append(target)
    found = list(dict.fromkeys(begin))
    known = set(found)
    for state in found:  # grows while it is walked
        for target in following.get(state, ()):
            if target not in known:
                known.add(target)
                found.append(target)
    return known


def _onward(workflow: Workflow, state: str) -> list[str]:
    """The states that can still be reached from one, for a person to see the trap."""
    edges = ((t.source, t.target) for t in workflow.transitions)
    found = _closure([state], edges)
    return [s for s in workflow.names if s in found]
