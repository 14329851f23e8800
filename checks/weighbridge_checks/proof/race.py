"""Machines side by side, and walks over the strings that they let through.

A walk in breadth finds a shortest string; a walk that ends without one is a proof that there is
none. Every walk is bounded, and a bound that is reached is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.proof.characters import READABLE, alphabet
from weighbridge_checks.proof.machine import DEAD, DONE, Effort, TooMuchError, machine_of
from weighbridge_checks.proof.pattern import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from weighbridge_checks.proof.machine import State
    from weighbridge_checks.proof.program import Program

# threads that may be followed for each state that may be reached: most states have few of them,
# and the rest are what makes a walk slow
_EFFORT_A_STATE = 5
# a longer string is no help to a reader
_LONGEST = 100_000
# how many steps back are looked at to gather examples, over all states
_PATIENCE = 150_000


def races_of(
    required: Sequence[Program],
    refused: Sequence[Program],
    least: int,
    most: int | None,
    states: int,
    *,
    floating: bool = True,
) -> Iterator[Race]:
    """The question, cut at the lengths that patterns name, from short strings to long ones.

    A pattern that is also a bound on the length refuses nothing outside of it: so between two
    bounds a refused pattern is either run without its own, or not at all.
    """
    least = max(least, 0, *(program.least for program in required))
    bounds = [program.most for program in required] + [most]
    most = min((bound for bound in bounds if bound is not None), default=None)
    cuts = {program.least for program in refused}
    cuts |= {program.most + 1 for program in refused if program.most is not None}
    starts = [least, *sorted(cut for cut in cuts if cut > least)]
    effort = Effort(states * _EFFORT_A_STATE // (1 if floating else 2))
    for low, after in zip(starts, [*starts[1:], None], strict=True):
        if most is not None and low > most:
            return
        high = most if after is None or (most is not None and most < after) else after - 1
        met = [
            program
            for program in refused
            if program.least <= low and (program.most is None or low <= program.most)
        ]
        yield Race(required, met, low, high, states, effort, floating=floating)


class Race:
    """Machines that run side by side: all of the required must match, and none of the refused."""

    def __init__(
        self,
        required: Sequence[Program],
        refused: Sequence[Program],
        min_length: int,
        max_length: int | None,
        states: int,
        effort: Effort,
        *,
        floating: bool,
    ) -> None:
        # to require what is found in every string changes nothing, but there is one machine then
        programs = (*(required or [read("")]), *refused)
        self._letters = alphabet(ranges for program in programs for ranges in program.all_sets())
        self._required = len(programs) - len(refused)
        # a refused pattern always floats: it must be found nowhere
        self._machines = [
            machine_of(program, self._letters, effort, floating=floating or index >= self._required)
            for index, program in enumerate(programs)
        ]
        self._min_length = min_length
        self._max_length = max_length
        self._states = states
        self._effort = effort
        # the readable kinds come first, and last one of surrogates alone, which no string may hold
        self._kinds = sum(map(bool, self._letters.samples))
        self._readable = sum(
            samples[:1] in READABLE for samples in self._letters.samples[: self._kinds]
        )

    def text(self, word: Sequence[int]) -> str:
        """A word in its most readable characters."""
        return "".join(self._letters.samples[kind][0] for kind in word)

    def holds(self, text: str) -> bool:
        """Whether a text is one of the strings."""
        if self._max_length is not None and len(text) > self._max_length:
            return False
        state = self._initial()
        try:
            for character in text:
                state = self._next(state, self._letters.kind(character))
            return len(text) >= self._min_length and self._accepts(state)
        except TooMuchError:
            return False

    def is_readable(self, word: Sequence[int]) -> bool:
        """Whether a word can be told in printable ASCII characters."""
        return max(word, default=0) < self._readable

    def readable(self, longest: int) -> list[int] | None:
        """A shortest readable word, if one of at most the given length is found in time."""
        if self._max_length is not None:
            longest = min(longest, self._max_length)
        try:
            return self._search(self._readable, longest)
        except TooMuchError:
            return None

    def shortest(self) -> list[int] | None:
        """A shortest word, in kinds."""
        return self._search(self._kinds, self._max_length)

    def longest(self, word: Sequence[int]) -> int | None:
        """The length of a longest word, of which there is at least the given one."""
        if self._max_length is not None:
            reached = self._reached(self._kinds, self._max_length)
            return next(
                length
                for length in reached.lengths_down()
                if any(map(self._accepts, reached.layer(length)))
            )
        if self._goes_on(word):
            return None
        return self._graph(self._kinds).longest()

    def words(self, *, readable: bool) -> Iterator[str]:
        """The words, shortest first, until they or the patience come to an end."""
        graph = self._graph(self._readable if readable else self._kinds, whole=False)
        # from which nodes an end can be reached in exactly so many steps
        alive = [graph.ends]
        patience = _PATIENCE
        while alive[-1] and patience > 0:
            if self._max_length is not None and len(alive) > self._max_length + 1:
                return
            if 0 in alive[-1]:
                yield from self._texts(graph, alive, readable=readable)
            patience -= sum(len(graph.sources[node]) + 1 for node in alive[-1])
            alive.append(graph.before(alive[-1]))

    def _texts(
        self, graph: _Graph, alive: list[frozenset[int]], *, readable: bool
    ) -> Iterator[str]:
        """The texts of the length for which `alive` has been gathered: none leads nowhere."""

        def onwards(node: int, left: int) -> Iterator[tuple[str, int]]:
            return (
                (character, target)
                for kind, target in graph.steps[node]
                if target in alive[left]
                for character in self._letters.samples[kind]
                if not readable or character in READABLE
            )

        length = len(alive) - 1
        if length == 0:
            yield ""
            return
        text: list[str] = []
        # not by recursion, which long words would exhaust
        todo = [onwards(0, length - 1)]
        while todo:
            step = next(todo[-1], None)
            if step is None:
                todo.pop()
                if text:
                    text.pop()
            elif len(todo) == length:
                yield "".join(text) + step[0]
            else:
                text.append(step[0])
                todo.append(onwards(step[1], length - len(todo) - 1))

    def _search(self, kinds: int, longest: int | None) -> list[int] | None:
        """A shortest word over the first kinds, and of those of its length one of the first."""
        if longest is not None and longest < self._min_length:
            return None
        reached = self._reached(kinds, self._min_length)
        layer = list(enumerate(reached.layer(self._min_length)))
        seen = {state for _, state in layer}
        parents = [-1] * len(layer)
        last_kinds = [-1] * len(layer)
        length = self._min_length
        while layer:
            found = next((place for place, state in layer if self._accepts(state)), None)
            if found is not None:
                return self._way(found, reached, parents, last_kinds)
            if length == longest:
                return None
            length += 1
            following = []
            for parent, state in layer:
                for kind, after in self._steps(state, kinds):
                    if after not in seen:
                        seen.add(after)
                        following.append((len(parents), after))
                        parents.append(parent)
                        last_kinds.append(kind)
                if len(seen) > self._states:
                    raise self._too_many_states()
            layer = following
        return None

    def _way(
        self, place: int, reached: _Reached, parents: Sequence[int], last_kinds: Sequence[int]
    ) -> list[int]:
        """The kinds on the way to a place, of which the first lead to the least length."""
        word = []
        while last_kinds[place] >= 0:
            word.append(last_kinds[place])
            place = parents[place]
        if self._min_length + len(word) > _LONGEST:
            raise TooMuchError(f"the shortest such string has more than {_LONGEST} characters")
        state = list(reached.layer(self._min_length))[place]
        for length in range(self._min_length, 0, -1):
            state, kind = reached.layer(length)[state]
            word.append(kind)
        return word[::-1]

    def _reached(self, kinds: int, length: int) -> _Reached:
        """What is reached in each length up to the given one."""
        layers: list[dict[State, tuple[State, int]]] = [{self._initial(): ((), -1)}]
        known: dict[frozenset[State], int] = {}
        states = 0
        circle = None
        while len(layers) <= length and circle is None:
            layer: dict[State, tuple[State, int]] = {}
            for state in layers[-1]:
                for kind, after in self._steps(state, kinds):
                    layer.setdefault(after, (state, kind))
            states += len(layer) + 1
            if states > self._states:
                raise self._too_many_states()
            first = known.setdefault(frozenset(layer), len(layers))
            circle = None if first == len(layers) else first
            layers.append(layer)
        return _Reached(layers=layers, circle=circle, length=length)

    def _graph(self, kinds: int, *, whole: bool = True) -> _Graph:
        """The states that are reached over the first kinds, and every step between them.

        Where it need not be whole, it may be what could be reached before there was too much.
        """
        start = (self._initial(), 0)
        numbers = {start: 0}
        todo = [start]
        steps: list[list[tuple[int, int]]] = []
        ends = set()
        try:
            for number, (state, length) in enumerate(todo):  # which grows
                if length >= self._min_length and self._accepts(state):
                    ends.add(number)
                steps.append([])
                for kind, after in self._steps(state, kinds, alike=True):
                    key = (after, min(length + 1, self._min_length))
                    if key not in numbers:
                        numbers[key] = len(numbers)
                        todo.append(key)
                    steps[-1].append((kind, numbers[key]))
                if len(numbers) > self._states:
                    raise self._too_many_states()
        except TooMuchError:
            if whole:
                raise
        steps += [[]] * (len(numbers) - len(steps))
        return _Graph.of(steps, ends)

    def _goes_on(self, word: Sequence[int]) -> bool:
        """Whether every string that begins with a word and is longer will do."""
        state = self._initial()
        for kind in (*word, 0):
            state = self._next(state, kind)
        return all(number == DONE for number in state)

    def _initial(self) -> State:
        return tuple(machine.initial() for machine in self._machines)

    def _next(self, state: State, kind: int) -> State:
        return tuple(
            machine.row(number)[kind] for machine, number in zip(self._machines, state, strict=True)
        )

    def _steps(
        self, state: State, kinds: int, *, alike: bool = False
    ) -> Iterable[tuple[int, State]]:
        """The states after one more character, without those from which no string will do.

        Of kinds that lead to the same state the first stands for all, unless `alike` are wanted.
        """
        rows = [machine.row(number) for machine, number in zip(self._machines, state, strict=True)]
        afters = list(zip(*rows, strict=True))[:kinds]
        firsts: dict[State, int] = {}
        for kind, after in enumerate(afters):
            firsts.setdefault(after, kind)
        self._effort.spend(1 + len(afters) // 4)
        useful = {
            after: kind
            for after, kind in firsts.items()
            if DEAD not in after[: self._required] and DONE not in after[self._required :]
        }
        if alike:
            return ((kind, after) for kind, after in enumerate(afters) if after in useful)
        return ((kind, after) for after, kind in useful.items())

    def _accepts(self, state: State) -> bool:
        return all(
            machine.ends(number) == (index < self._required)
            for index, (machine, number) in enumerate(zip(self._machines, state, strict=True))
        )

    def _too_many_states(self) -> TooMuchError:
        return TooMuchError(f"the automata have more than {self._states} states side by side")


class _Reached(NamedTuple):
    """The states that are reached in each length, and a way to each.

    A layer has the states of one length, each with the one before it and the kind between them.
    A layer depends on nothing but the last one: so when it has the states of an earlier one, the
    layers go in a circle from there on, and a great length need not be counted up to.
    """

    layers: list[dict[State, tuple[State, int]]]
    circle: int | None
    length: int

    def layer(self, length: int) -> dict[State, tuple[State, int]]:
        """The states at a length, up to the one that was asked for."""
        first = self.circle
        if first is None or length <= first:
            return self.layers[length] if length < len(self.layers) else {}
        # the first layer of the circle is met again at its end, with the way that led back to it
        return self.layers[first + 1 + (length - first - 1) % (len(self.layers) - first - 1)]

    def lengths_down(self) -> Iterator[int]:
        """The lengths from the greatest down, with one round of the circle for all rounds."""
        if self.circle is None:
            yield from range(self.length, -1, -1)
            return
        yield from range(self.length, max(self.circle, self.length - len(self.layers)), -1)
        yield from range(self.circle, -1, -1)


class _Graph(NamedTuple):
    """A deterministic automaton: the steps of each node by kind, and where it may end."""

    steps: list[list[tuple[int, int]]]
    sources: list[set[int]]
    ends: frozenset[int]

    @classmethod
    def of(cls, steps: list[list[tuple[int, int]]], ends: Iterable[int]) -> _Graph:
        """A graph with the ways back in it."""
        sources: list[set[int]] = [set() for _ in steps]
        for node, onwards in enumerate(steps):
            for _, target in onwards:
                sources[target].add(node)
        return cls(steps=steps, sources=sources, ends=frozenset(ends))

    def before(self, nodes: frozenset[int]) -> frozenset[int]:
        """The nodes from which one of the given ones is a step away."""
        return frozenset(source for node in nodes for source in self.sources[node])

    def longest(self) -> int | None:
        """The length of a longest way to an end; None where there is always a longer one.

        There must be a way to an end.
        """
        useful = set(self.ends)
        todo = list(useful)
        while todo:
            fresh = self.sources[todo.pop()] - useful
            useful |= fresh
            todo += fresh
        waiting = {node: len(self.sources[node] & useful) for node in useful}
        length = dict.fromkeys(useful, 0)
        ready = [node for node, sources in waiting.items() if not sources]
        for node in ready:  # which grows
            for target in {target for _, target in self.steps[node]} & useful:
                length[target] = max(length[target], length[node] + 1)
                waiting[target] -= 1
                if not waiting[target]:
                    ready.append(target)
        # a node that was never ready is on a circle, and a circle can be walked again
        return max(length[node] for node in self.ends) if len(ready) == len(useful) else None
