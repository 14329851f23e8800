"""What a recording shows of a workflow: which steps entities took, and what it can not explain."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weighbridge_checks.facts.workflow import BEFORE
from weighbridge_checks.proof.guards import holds, understood

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weighbridge_checks.facts.workflow import Transition
    from weighbridge_checks.facts.workflow_log import Record
    from weighbridge_checks.proof.traces import Machine, Ways


@dataclass(slots=True)
class Use:
    """What was seen in a recording. A step that may have been taken counts as taken."""

    #: by the place of a step in the file, the entities that took it
    steps: dict[str, dict[str, None]] = field(default_factory=dict)
    #: by state and event, the entities of which the event was ignored there
    ignored: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)
    #: by state, the entities that were in it
    visits: dict[str, dict[str, None]] = field(default_factory=dict)
    #: records that no state takes in which the entity may have been
    refused: list[Record] = field(default_factory=list)
    #: records of events that the workflow does not know
    foreign: list[Record] = field(default_factory=list)
    entities: dict[str, None] = field(default_factory=dict)
    records: int = 0

    def of(self, steps: Iterable[Transition]) -> tuple[str, ...]:
        """The entities that took one of some steps."""
        found: dict[str, None] = {}
        for step in steps:
            found.update(self.steps.get(step.pointer, {}))
        return tuple(found)

    def visited(self, states: Iterable[str]) -> bool:
        """Whether an entity was seen in one of some states; all are where they began."""
        return any(self.visits.get(s) for s in states if s) or (
            bool(self.entities) and BEFORE in tuple(states)
        )


def replay(machine: Machine, records: Sequence[Record]) -> Use:
    """Lead every recorded entity through a workflow.

    A recording may begin in the middle of an entity's life: until it is known where the entity is,
    it may be anywhere. What the workflow refuses leaves the entity where it may have been.
    """
    use = Use(records=len(records))
    known = machine.workflow.events
    at: dict[str, frozenset[str]] = {}
    for record in records:
        event = _named(record.event, known)
        if event is None:
            use.foreign.append(record)
            continue
        use.entities[record.entity] = None
        states = at.get(record.entity, frozenset(machine.states))
        after = _step(machine, use, record, event, states)
        if not after:
            use.refused.append(record)
            after = states
        at[record.entity] = after
        if len(after) == 1:
            for state in after:
                use.visits.setdefault(state, {})[record.entity] = None
    return use


def _named(event: str, known: Sequence[str]) -> str | None:
    """The event that a record means, be it named with the company's prefix or without."""
    if event in known:
        return event
    bare = re.sub(r"\.v\d+$", "", event)
    return next((e for e in known if bare.endswith(f".{e}")), None)


def _step(
    machine: Machine, use: Use, record: Record, event: str, states: frozenset[str]
) -> frozenset[str]:
    taken: list[tuple[str, Transition | None]] = []
    # an entity that is seen for the first time by what creates it was created by it
    fresh = states >= frozenset(machine.states) and event in machine.at(BEFORE)
    for state in (BEFORE,) if fresh else sorted(states):
        ways = machine.at(state).get(event)
        if ways is not None:
            taken += _may_take(state, ways, record)
    if record.state is not None and any(s == record.state for s, _ in taken):
        taken = [(s, step) for s, step in taken if s == record.state]
    sources = {step.source for _, step in taken if step is not None}
    for state, step in taken:
        if step is not None:
            use.steps.setdefault(step.pointer, {})[record.entity] = None
        else:
            use.ignored.setdefault((state, event), {})[record.entity] = None
            sources.add(state)
    if len(sources) == 1:
        for state in sources - {BEFORE}:
            use.visits.setdefault(state, {})[record.entity] = None
    return frozenset(state for state, _ in taken)


def _may_take(state: str, ways: Ways, record: Record) -> list[tuple[str, Transition | None]]:
    """Where an entity may have gone; what a guard asks for and nobody recorded is left open."""
    certain, possible = [], []
    for step in ways.steps:
        answer = _holds(step.guard, record)
        if answer is not False:
            possible.append(step)
        if answer is True:
            certain.append(step)
    found: list[tuple[str, Transition | None]] = [(s.target, s) for s in certain or possible]
    if ways.ignored and not certain:
        found.append((state, None))
    return found


def _holds(guard: str, record: Record) -> bool | None:
    known = understood(guard)
    if known is None:
        return None
    names = {test.name for tests in known for test in tests}
    if not names <= record.data.keys():
        return None
    values = {n: record.data[n] for n in names}
    if not all(isinstance(v, str | int | float) for v in values.values()):
        return None
    return holds(known, values)
