"""Whether one workflow takes every sequence of events that another allows: containment of automata.

A machine allows a sequence where it can take every event in turn, from the one that creates the
entity. Guards split an event into cases, and an event that is ignored leads back to its state. The
answer is exact: each state of the writer with the states in which the reader may be then is walked
breadth first, so that what is found first is a shortest sequence.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.workflow import BEFORE, Transition
from weighbridge_checks.proof.guards import Case, cases, satisfiable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from weighbridge_checks.facts.workflow import Workflow

#: pairs of states after which the question is left undecided
MOST_PAIRS = 200_000
#: pairs that are still looked at once something is refused, to see what else is
MOST_AFTER = 5_000

_ALWAYS = Case(holds=frozenset({""}))


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The ways out of one state on one event."""

    steps: tuple[Transition, ...] = ()
    #: whether the event is taken and changes nothing where no guard holds
    ignored: bool = False
    #: the guards of the steps
    guards: frozenset[str] = frozenset()

    @property
    def plain(self) -> bool:
        """Whether nothing depends on a guard."""
        return self.guards <= _UNGUARDED


_UNGUARDED = frozenset({""})
_NONE = Ways()


@dataclass(frozen=True, slots=True)
class Machine:
    """A workflow as it is run: by state and event, the ways out."""

    workflow: Workflow
    ways: Mapping[str, Mapping[str, Ways]]
    terminal: frozenset[str]
    start: tuple[str, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """Every state that is named anywhere, and the one before the creation."""
        steps = self.workflow.steps
        named = (*self.workflow.names, *self.workflow.initial, *self.ways)
        return tuple(dict.fromkeys((BEFORE, *named, *(t.target for t in steps))))

    def at(self, state: str) -> Mapping[str, Ways]:
        """The ways out of a state, by event."""
        return self.ways.get(state, {})


def machine(workflow: Workflow) -> Machine:
    """A workflow made ready to be run."""
    steps: dict[str, dict[str, list[Transition]]] = {}
    for step in workflow.steps:
        steps.setdefault(step.source, {}).setdefault(step.event, []).append(step)
    ignored = {(i.state, i.event) for i in workflow.ignored}
    for state, event in ((i.state, i.event) for i in workflow.ignored):
        steps.setdefault(state, {}).setdefault(event, [])
    return Machine(
        workflow=workflow,
        ways={
            state: {
                event: Ways(
                    tuple(found), (state, event) in ignored, frozenset(t.guard for t in found)
                )
                for event, found in by_event.items()
            }
            for state, by_event in steps.items()
        },
        terminal=frozenset(workflow.terminal),
        # a workflow that does not say what creates an entity has it begin where it says
        start=(BEFORE,) if workflow.creations else workflow.initial,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event of a trace, and where each machine is after it."""

    event: str
    case: Case
    writer: str
    #: None where the reader refuses it
    reader: tuple[str, ...] | None
    #: None for an event that the writer ignores
    taken: Transition | None
    #: what came before it; traces share their beginnings
    before: Step | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Trace:
    """A sequence of events that the writer allows; the reader refuses the last, where it does."""

    last: Step | None
    #: where the reader is at last, or was when it refused
    reader_at: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, the first first."""
        found = []
        step = self.last
        while step is not None:
            found.append(step)
            step = step.before
        return tuple(reversed(found))

    @property
    def refused(self) -> bool:
        """Whether the reader refuses the last event."""
        return self.last is not None and self.last.reader is None


#: by what a refusal is known: the writer's step, or the state and event where it ignores one
Refused = Transition | tuple[str, str]


#: traces by the places of steps, or by state and event, with their number by length
_Found = dict[Any, tuple[int, Trace]]


@dataclass(slots=True)
class Outcome:
    """All that the walk found out."""

    #: by what the reader refuses, a shortest trace to it; the shortest of all comes first
    refusals: dict[Refused, Trace] = field(default_factory=dict)
    #: refusals that rest on what opaque guards may mean
    doubtful: dict[Refused, Trace] = field(default_factory=dict)
    #: by the writer's state, where one machine is done with the entity and the other is not
    endings: dict[str, Trace] = field(default_factory=dict)
    #: by the writer's state, a shortest trace to it, as far as the reader follows
    reached: dict[str, Trace] = field(default_factory=dict)
    #: the places of the writer's steps that the reader took at least once
    taken: set[str] = field(default_factory=set)
    #: whether every pair was looked at
    whole: bool = True
    pairs: int = 0
    writer: Machine | None = None
    _known: tuple[_Found, _Found] | None = field(default=None, repr=False)

    @property
    def contained(self) -> bool | None:
        """Whether the reader takes all that the writer allows; None where that is not decided."""
        if self.refusals:
            return False
        return None if self.doubtful or not self.whole else True

    @property
    def shortest(self) -> Trace | None:
        """A shortest sequence that the writer allows and the reader refuses."""
        return next(iter(self.refusals.values()), None)

    def unlike(self, steps: Collection[Refused]) -> Outcome:
        """What is left of it without the traces that end with some steps, or have them."""
        places = {s.pointer for s in steps if isinstance(s, Transition)}

        def other(found: dict[Refused, Trace]) -> dict[Refused, Trace]:
            return {
                key: trace
                for key, trace in found.items()
                if key not in steps
                and not any(s.taken and s.taken.pointer in places for s in trace.steps)
            }

        return replace(
            self, refusals=other(self.refusals), doubtful=other(self.doubtful), _known=None
        )

    def harmless(self, steps: Iterable[Transition]) -> bool:
        """Whether the reader takes every one of some steps, wherever the writer may take it."""
        sure = self.whole and not self.doubtful
        return sure and all(s not in self.refusals and s.pointer in self.taken for s in steps)

    def through(self, steps: Sequence[Refused], *, ended: bool = False) -> Trace | None:
        """A shortest refused trace that ends with one of some steps, else one that has one.

        Failing that, one that is refused on the way to one of them.
        """
        wanted = [s.pointer if isinstance(s, Transition) else s for s in steps]
        if not wanted:
            return None
        at_end, passed = self._index()
        if found := [at_end[w] for w in wanted if w in at_end]:
            return min(found, key=lambda one: one[0])[1]
        if ended:
            return None
        if found := [passed[w] for w in wanted if w in passed]:
            return min(found, key=lambda one: one[0])[1]
        before = self._before({s.source for s in steps if isinstance(s, Transition)})
        return next(
            (t for t in self.refusals.values() if t.last is not None and t.last.writer in before),
            None,
        )

    def _index(self) -> tuple[_Found, _Found]:
        """The refused traces by what they end with, and by the steps that they have on the way."""
        if self._known is None:
            at_end: _Found = {}
            passed: _Found = {}
            for place, (key, trace) in enumerate(self.refusals.items()):
                at_end[key.pointer if isinstance(key, Transition) else key] = (place, trace)
                for step in trace.steps:
                    if step.taken is not None:
                        passed.setdefault(step.taken.pointer, (place, trace))
            self._known = at_end, passed
        return self._known

    def _before(self, states: set[str]) -> set[str]:
        """The states from which the writer comes to one of some states."""
        found = list(states)
        known = set(states)
        steps = self.writer.workflow.steps if self.writer else ()
        for state in found:  # grows while it is walked
            for step in steps:
                if step.target == state and step.source not in known:
                    known.add(step.source)
                    found.append(step.source)
        return known


def contain(writer: Machine, reader: Machine, *, most: int = MOST_PAIRS) -> Outcome:
    """Walk all that the writer allows, and find what the reader refuses of it."""
    walk = _Walk(writer, reader, most)
    walk.run(doubts=False)
    if walk.doubted:
        walk.run(doubts=True)
    return walk.outcome


#: one way of the writer: the event, the number of the state after, the step, and its number
_Way = tuple[str, int, Transition | None, int]
#: in a row of the reader: it refuses the event, or what it does depends on guards
_REFUSES, _DEPENDS = -1, -2


class _Walk:
    """Pairs of states, as one number each: most of them differ only in what a table says."""

    def __init__(self, writer: Machine, reader: Machine, most: int) -> None:
        self.writer = writer
        self.reader = reader
        self.most = most
        self.outcome = Outcome(writer=writer)
        self.order = {id(step): i for i, step in enumerate(writer.workflow.steps, 1)}
        #: by the number of a step, whether the reader took it
        self.took = bytearray(len(self.order) + 1)
        #: whether a case was passed over of which nobody knows whether it exists
        self.doubted = False
        self.states = writer.states
        self.number = {state: i for i, state in enumerate(self.states)}
        self.done = [s in writer.terminal for s in self.states]
        self.plain: list[list[_Way]] = []
        self.guarded: list[list[tuple[str, Ways]]] = []
        for state in self.states:
            here = writer.at(state)
            self.plain.append(
                [
                    (event, self.number[target], step, self.order.get(id(step), 0))
                    for event, ways in here.items()
                    if ways.plain
                    for target, step in _moves(state, ways, _ALWAYS)
                ]
            )
            self.guarded.append([(e, w) for e, w in here.items() if not w.plain])
        #: the sets of states in which the reader may be, each with its number and its row
        self.sets: list[frozenset[str]] = []
        self.known: dict[frozenset[str], int] = {}
        self.rows: list[dict[str, int] | None] = []
        self.over: list[bool] = []
        self.seen: dict[Any, Sequence[Case]] = {}
        self.refused: set[Any] = set()
        self.steps: dict[int, Step] = {}
        self.came: dict[int, tuple[int, str, Case, Transition | None] | None] = {}

    def run(self, *, doubts: bool) -> None:
        """One walk; without doubts, only through cases that there are for certain."""
        width = len(self.states)
        begin = self._set(frozenset(self.reader.start)) * width
        self.steps = {}
        came = self.came = {begin + self.number[s]: None for s in self.writer.start}
        todo = list(came)
        took = self.took
        noted: dict[int, int] = {}
        ended: dict[int, int] = {}
        for code in todo:  # grows while it is walked
            if len(came) > self.most:
                self.outcome.whole = False
                break
            there, state = divmod(code, width)
            noted.setdefault(state, code)
            if self.done[state] is not self.over[there]:
                ended.setdefault(state, code)
            row = self.rows[there] or self._row(there)
            for way in self.plain[state]:
                after = row.get(way[0], _REFUSES)
                if after >= 0:
                    took[way[3]] = 1
                    following = after * width + way[1]
                    if following not in came:
                        came[following] = (code, way[0], _ALWAYS, way[2])
                        todo.append(following)
                else:
                    depends = after == _DEPENDS
                    self._stop(code, way, todo, depends=depends, doubts=doubts)
            for event, ways in self.guarded[state]:
                self._leave(code, event, ways, todo, doubts=doubts)
        self.outcome.pairs = max(self.outcome.pairs, len(came))
        if not doubts:
            steps = self.writer.workflow.steps
            self.outcome.taken = {s.pointer for s in steps if took[self.order[id(s)]]}
            self.outcome.reached = {self.states[s]: self._trace(c) for s, c in noted.items()}
            self.outcome.endings = {
                self.states[s]: self._trace(c) for s, c in ended.items() if self.states[s]
            }

    def _stop(self, code: int, way: _Way, todo: list[int], *, depends: bool, doubts: bool) -> None:
        """Where the table of the reader does not say where it goes on."""
        event, target, step, _ = way
        if depends:
            ways = self.writer.at(self.states[code % len(self.states)])[event]
            self._leave(code, event, ways, todo, doubts=doubts)
        else:
            self._refuse(code, event, _ALWAYS, target, step, doubts=doubts)

    def _leave(self, code: int, event: str, ways: Ways, todo: list[int], *, doubts: bool) -> None:
        """Go on from a pair by an event whose guards have to be looked at."""
        width = len(self.states)
        there = self.sets[code // width]
        theirs = [self.reader.at(s).get(event, _NONE) for s in there]
        for case in self._cases(ways, theirs):
            if not case.sure:
                self.doubted = True
                if not doubts:
                    continue
            after = _after(there, theirs, case)
            for target, step in _moves(self.states[code % width], ways, case):
                number = self.number[target]
                if not after:
                    self._refuse(code, event, case, number, step, doubts=doubts)
                    continue
                self.took[self.order.get(id(step), 0)] = 1
                following = self._set(after) * width + number
                if following not in self.came:
                    self.came[following] = (code, event, case, step)
                    todo.append(following)

    def _cases(self, ours: Ways, theirs: list[Ways]) -> Sequence[Case]:
        """The cases that make a difference."""
        asked = ours.guards.union(*(ways.guards for ways in theirs))
        answers = all(ways.plain for ways in theirs)
        key = (ours.guards, ours.ignored, asked, answers)
        if key not in self.seen:
            found = _own_cases(ours) if answers else _cases(ours.guards, asked)
            self.seen[key] = found or ()
            if found is None:
                self.outcome.whole = False
        return self.seen[key]

    def _set(self, states: frozenset[str]) -> int:
        number = self.known.get(states)
        if number is None:
            number = self.known[states] = len(self.sets)
            self.sets.append(states)
            self.rows.append(None)
            self.over.append(bool(states & self.reader.terminal))
        return number

    def _row(self, there: int) -> dict[str, int]:
        """What becomes of a set of the reader's states on each event that one of them knows."""
        states = self.sets[there]
        row: dict[str, int] = {}
        for event in {e: None for s in states for e in self.reader.at(s)}:
            theirs = [self.reader.at(s).get(event, _NONE) for s in states]
            if all(ways.plain for ways in theirs):
                row[event] = self._set(_after(states, theirs, _ALWAYS))
            else:
                row[event] = _DEPENDS
        self.rows[there] = row
        return row

    def _refuse(
        self,
        code: int,
        event: str,
        case: Case,
        target: int,
        step: Transition | None,
        *,
        doubts: bool,
    ) -> None:
        there, state = divmod(code, len(self.states))
        # by its identity, as a step has many fields to be told by
        mark = (state, event) if step is None else id(step)
        if mark in self.refused:
            return
        if not self.refused:
            # the answer is known; what follows only finds further traces
            self.most = min(self.most, len(self.came) + MOST_AFTER)
        self.refused.add(mark)
        last = Step(
            event=event,
            case=case,
            writer=self.states[target],
            reader=None,
            taken=step,
            before=self._step(code),
        )
        found = self.outcome.doubtful if doubts else self.outcome.refusals
        found[step or (self.states[state], event)] = Trace(last, tuple(sorted(self.sets[there])))

    def _trace(self, code: int) -> Trace:
        there = self.sets[code // len(self.states)]
        return Trace(self._step(code), tuple(sorted(there)))

    def _step(self, code: int) -> Step | None:
        """The step that led to a pair, with all before it."""
        way = []
        at = code
        while at not in self.steps and (came := self.came[at]) is not None:
            way.append(at)
            at = came[0]
        before = self.steps.get(at)
        for one in reversed(way):
            came = self.came[one]
            assert came is not None
            there, state = divmod(one, len(self.states))
            before = self.steps[one] = Step(
                event=came[1],
                case=came[2],
                writer=self.states[state],
                reader=tuple(sorted(self.sets[there])),
                taken=came[3],
                before=before,
            )
        return before


def _own_cases(ways: Ways) -> Sequence[Case]:
    """The cases of one machine's guards, where what the other does is the same in all of them."""
    known = cases(ways.guards)
    if known is not None and all(c.sure for c in known):
        return known
    # how opaque texts stand to each other is not known, but each of them holds at some time
    each = [
        _shown(step.guard)._replace(holds=frozenset({"", step.guard}), sure=True)
        for step in ways.steps
        if satisfiable(step.guard) is not False
    ]
    return [*each, _ALWAYS._replace(sure=False)] if ways.ignored else each


def _cases(guards: frozenset[str], asked: frozenset[str]) -> Sequence[Case] | None:
    """The cases of two machines' guards; None where there are too many."""
    known = cases(asked)
    if known is None or asked != guards:
        return known
    # a machine's own guards exclude each other, so each opaque text holds alone at some time
    return [c._replace(sure=True) if len(c.holds - _UNGUARDED) == 1 else c for c in known]


def _moves(state: str, ways: Ways, case: Case) -> Iterator[tuple[str, Transition | None]]:
    """Where a machine may go from a state in one case."""
    found = False
    for step in ways.steps:
        if step.guard in case.holds:
            found = True
            yield step.target, step
    if not found and ways.ignored:
        yield state, None


def _after(there: frozenset[str], theirs: list[Ways], case: Case) -> frozenset[str]:
    """Where the reader may be after an event; nowhere where it refuses it."""
    if len(theirs) == 1 and len(theirs[0].steps) == 1 and theirs[0].steps[0].guard in case.holds:
        return frozenset((theirs[0].steps[0].target,))
    return frozenset(
        target
        for state, ways in zip(there, theirs, strict=True)
        for target, _ in _moves(state, ways, case)
    )


def _shown(guard: str) -> Case:
    """A case in which one guard holds, for a trace to show."""
    known = cases(frozenset({guard})) or ()
    return next((c for c in known if guard in c.holds), _ALWAYS)
