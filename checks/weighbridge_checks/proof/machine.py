"""An automaton made deterministic as it is run.

A state is made when it is first reached, so that a run takes time in proportion to the string. It
never goes back, whatever the pattern. A look ahead is run beside the thread that asked for it,
which must see it through: so it may stand anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from weighbridge_checks.proof.characters import WORD, Alphabet
from weighbridge_checks.proof.syntax import Edge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from weighbridge_checks.proof.program import Automaton, Program

# what is beside a place in a string
_EDGE, _WORD, _OTHER = 0, 1, 2
# the states that every machine has: nothing can match any more, and something has matched for good
DEAD, DONE = 0, 1
# the states of several machines
State: TypeAlias = tuple[int, ...]
# a thread of a machine still has to see these looks through: their numbers and their states
_Duties = frozenset[tuple[int, int]]
_FREE: _Duties = frozenset()


class TooMuchError(Exception):
    """The work that was allowed is done, and the question is still open: which bound it was."""


class Effort:
    """What may still be done, counted in threads and states that are looked at: time follows."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, count: int) -> None:
        """Look at so many, or raise an error where that is more than is left."""
        self.left -= count
        if self.left < 0:
            raise TooMuchError("the automata have too many threads to follow")


class _Closure(NamedTuple):
    """Where a state leads without a character, given what comes next.

    A move has the kinds of characters it consumes, as bits, and the node it leads to. The lasts are
    the threads that there would be, too, if nothing came next.
    """

    moves: list[tuple[int, int, _Duties]]
    ended: list[_Duties]
    lasts: list[int]


class _Place(NamedTuple):
    """What is before the place, the threads that are alive, and the states of the looks behind."""

    before: int
    threads: frozenset[int]
    behind: tuple[int, ...]


class Machine:
    """An automaton made deterministic as it is run: a state of it is made when it is reached.

    `floating` lets a match begin at any place; `lasting` keeps a match that has been found: a look
    behind must not, since it asks for a match that ends here.
    """

    def __init__(
        self,
        automaton: Automaton,
        letters: Alphabet,
        effort: Effort,
        *,
        floating: bool = True,
        lasting: bool = True,
    ) -> None:
        self._automaton = automaton
        self._effort = effort
        self._floating = floating and automaton.starts_anywhere
        self._lasting = lasting
        self._masks = [0 if ranges is None else letters.masks[ranges] for ranges in automaton.sets]
        self._count = len(letters.samples)
        self._minds_words = automaton.minds_words
        self._guarded = {*automaton.edges, *automaton.arounds}
        words = letters.masks[WORD] if self._minds_words else 0
        others = (1 << self._count) - 1 - words
        self._sides = [(side, kinds) for side, kinds in ((_WORD, words), (_OTHER, others)) if kinds]
        self._looks = [
            Machine(look.automaton, letters, effort, floating=not look.ahead, lasting=look.ahead)
            for look in automaton.looks
        ]
        self._behind = [number for number, look in enumerate(automaton.looks) if not look.ahead]
        # a thread without duties has the number of its node
        self._threads: list[tuple[int, _Duties]] = [
            (node, _FREE) for node in range(len(self._masks))
        ]
        self._thread_numbers: dict[tuple[int, _Duties], int] = {}
        nowhere = _Place(_OTHER, frozenset(), ())
        self._places = [nowhere, nowhere]
        self._numbers: dict[_Place, int] = {}
        self._rows: list[list[int] | None] = [[DEAD] * self._count, [DONE] * self._count]
        self._closures: dict[tuple[int, int], _Closure] = {}
        self._endings: dict[int, bool] = {DEAD: False, DONE: True}

    def initial(self, before: int = _EDGE) -> int:
        """The state before the first character, or in the midst of a string."""
        behind = tuple(self._looks[number].initial(before) for number in self._behind)
        return self._number(_Place(before, frozenset((self._automaton.start,)), behind))

    def row(self, state: int) -> list[int]:
        """The states after one more character, by its kind."""
        row = self._rows[state]
        if row is None:
            row = self._rows[state] = self._made(state)
        return row

    def ends(self, state: int) -> bool:
        """Whether the string may end here and the pattern is found in it."""
        known = self._endings.get(state)
        if known is None:
            known = self._endings[state] = any(
                all(
                    self._looks[number].ends(reached) != self._automaton.looks[number].negative
                    for number, reached in duties
                )
                for duties in self._closure(state, _EDGE).ended
            )
        return known

    def found_here(self, state: int, following: int) -> bool:
        """Whether a match ends at this place; only for machines that have no look ahead."""
        return state > DONE and bool(self._closure(state, following).ended)

    def _number(self, place: _Place) -> int:
        number = self._numbers.get(place)
        if number is None:
            number = self._numbers[place] = len(self._places)
            self._places.append(place)
            self._rows.append(None)
        return number

    def _thread(self, node: int, duties: _Duties) -> int:
        if not duties:
            return node
        number = self._thread_numbers.get((node, duties))
        if number is None:
            number = self._thread_numbers[node, duties] = len(self._threads)
            self._threads.append((node, duties))
        return number

    def _made(self, state: int) -> list[int]:
        row = [DONE] * self._count
        for side, kinds in self._sides:
            closure = self._closure(state, side)
            if self._lasting and _FREE in closure.ended:
                continue
            for alike, threads in self._grouped(closure, kinds):
                after = self._after(self._places[state], side, alike, threads)
                for kind in _bits(alike):
                    row[kind] = after
        return row

    def _after(self, place: _Place, side: int, kinds: int, threads: set[int]) -> int:
        """The state after a character of kinds that are alike, with the threads it has then."""
        if self._floating:
            threads = threads | {self._automaton.start}
        if not threads:
            return DEAD
        self._effort.spend(1 + len(threads) // 2)
        kind = kinds.bit_length() - 1
        behind = tuple(
            self._looks[number].row(reached)[kind]
            for number, reached in zip(self._behind, place.behind, strict=True)
        )
        return self._number(_Place(side, frozenset(threads), behind))

    def _grouped(self, closure: _Closure, kinds: int) -> list[tuple[int, set[int]]]:
        """The threads after one more character, for kinds that have the same ones at once."""
        if self._looks:
            # looks tell kinds apart on their own
            return [(1 << kind, self._dutiful(closure, kind)) for kind in _bits(kinds)]
        targets: dict[int, set[int]] = {}
        for mask, target, _ in closure.moves:
            targets.setdefault(mask, set()).add(target)
        groups: list[tuple[int, set[int]]] = [(kinds, set())]
        for mask, reached in targets.items():
            self._effort.spend(len(groups))
            split: list[tuple[int, set[int]]] = []
            for alike, threads in groups:
                if inside := alike & mask:
                    split.append((inside, threads | reached))
                if outside := alike & ~mask:
                    split.append((outside, threads))
            groups = split
        return groups

    def _dutiful(self, closure: _Closure, kind: int) -> set[int]:
        """The threads after one more character whose looks have not failed on it."""
        goals = [(target, duties) for mask, target, duties in closure.moves if mask >> kind & 1]
        if self._lasting:
            # what has been found waits at the end for its looks to be seen through
            goals += [(self._automaton.end, duties) for duties in closure.ended]
        by_node: dict[int, set[_Duties]] = {}
        for node, duties in goals:
            self._effort.spend(1 + len(duties))
            kept = self._kept(duties, kind)
            if kept is not None:
                by_node.setdefault(node, set()).add(kept)
        threads = set()
        for node, loads in by_node.items():
            self._effort.spend(len(loads) * len(loads) // 8)
            # a thread is no use where another is that has fewer duties
            threads |= {
                self._thread(node, duties)
                for duties in loads
                if not any(other < duties for other in loads)
            }
        return threads

    def _kept(self, duties: _Duties, kind: int) -> _Duties | None:
        """The duties that are left after one more character; None when one has failed."""
        kept = []
        for number, reached in duties:
            after = self._looks[number].row(reached)[kind]
            if after > DONE:
                kept.append((number, after))
            elif (after == DONE) == self._automaton.looks[number].negative:
                return None
        return frozenset(kept)

    def _closure(self, state: int, following: int) -> _Closure:
        known = self._closures.get((state, following))
        if known is not None:
            return known
        place = self._places[state]
        if following == _EDGE and not self._minds_words and not self._behind:
            # all that is new at the end of the string lies behind a '$'
            nearly = self._closure(state, _OTHER)
            rest = self._followed(nearly.lasts, place, following)
            closure = _Closure([], nearly.ended + rest.ended, [])
        else:
            closure = self._followed(place.threads, place, following)
        self._closures[state, following] = closure
        return closure

    def _followed(self, threads: Iterable[int], place: _Place, following: int) -> _Closure:
        # local names, since this is where the time goes
        masks, targets, free = self._masks, self._automaton.targets, self._automaton.free
        guarded, end, known = self._guarded, self._automaton.end, self._threads
        moves: list[tuple[int, int, _Duties]] = []
        ended: list[_Duties] = []
        lasts: list[int] = []
        seen = set(threads)
        todo = sorted(seen)
        while todo:
            node, duties = known[todo.pop()]
            if masks[node]:
                moves.append((masks[node], targets[node], duties))
                continue
            if node == end:
                ended.append(duties)
                continue
            reached: Iterable[int] = free[node]
            if duties:
                reached = [self._thread(target, duties) for target in reached]
            if node in guarded:
                reached = self._passed(node, duties, place, following, lasts)
            for thread in reached:
                if thread not in seen:
                    seen.add(thread)
                    todo.append(thread)
        self._effort.spend(len(seen))
        return _Closure(moves, ended, lasts)

    def _passed(
        self, node: int, duties: _Duties, place: _Place, following: int, lasts: list[int]
    ) -> list[int]:
        """Where an edge or a look leads: on, or nowhere, or on only if the string ended here."""
        if node in self._automaton.arounds:
            return self._around(node, duties, place, following)
        edge, target = self._automaton.edges[node]
        thread = self._thread(target, duties)
        if edge is Edge.END and following != _EDGE:
            lasts.append(thread)
        return [thread] if _holds(edge, place.before, following) else []

    def _around(self, node: int, duties: _Duties, place: _Place, following: int) -> list[int]:
        """Where a look leads: on, with a duty or without, or nowhere."""
        number, target = self._automaton.arounds[node]
        look = self._automaton.looks[number]
        if look.ahead:
            begun = self._looks[number].initial(place.before)
            return [self._thread(target, duties | {(number, begun)})]
        reached = place.behind[self._behind.index(number)]
        if self._looks[number].found_here(reached, following) == look.negative:
            return []
        return [self._thread(target, duties)]


class Joint:
    """Some machines as one: the required must all match, and none of the others."""

    def __init__(self, machines: Sequence[Machine], required: int, effort: Effort) -> None:
        self._machines = machines
        self._required = required
        self._effort = effort
        self._states: list[State] = [(), ()]
        self._numbers: dict[State, int] = {}
        count = len(machines[0].row(DEAD))
        self._rows: list[list[int] | None] = [[DEAD] * count, [DONE] * count]

    def initial(self) -> int:
        """The state before the first character."""
        return self._number(tuple(machine.initial() for machine in self._machines))

    def row(self, state: int) -> list[int]:
        """The states after one more character, by its kind."""
        row = self._rows[state]
        if row is None:
            parts = zip(self._machines, self._states[state], strict=True)
            rows = [machine.row(part) for machine, part in parts]
            self._effort.spend(len(rows[0]))
            row = self._rows[state] = [self._number(after) for after in zip(*rows, strict=True)]
        return row

    def ends(self, state: int) -> bool:
        """Whether the string may end here and the pattern is found in it."""
        if state <= DONE:
            return state == DONE
        return all(
            machine.ends(part) == (index < self._required)
            for index, (machine, part) in enumerate(
                zip(self._machines, self._states[state], strict=True)
            )
        )

    def _number(self, state: State) -> int:
        required, refused = state[: self._required], state[self._required :]
        if DEAD in required or DONE in refused:
            return DEAD
        if not any(part != DONE for part in required) and not any(refused):
            return DONE
        number = self._numbers.get(state)
        if number is None:
            number = self._numbers[state] = len(self._states)
            self._states.append(state)
            self._rows.append(None)
        return number


def machine_of(
    program: Program, letters: Alphabet, effort: Effort, *, floating: bool = True
) -> Machine | Joint:
    """What runs a program, apart from the lengths that it asks for."""
    machines = [
        Machine(automaton, letters, effort, floating=floating) for automaton in program.automata
    ]
    machines += [Machine(automaton, letters, effort) for automaton in program.refused]
    if len(machines) == 1:
        return machines[0]
    return Joint(machines, len(program.automata), effort)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        yield mask.bit_length() - 1
        mask ^= 1 << (mask.bit_length() - 1)


def _holds(edge: Edge, before: int, following: int) -> bool:
    if edge is Edge.START:
        return before == _EDGE
    if edge is Edge.END:
        return following == _EDGE
    return ((before == _WORD) != (following == _WORD)) == (edge is Edge.BOUNDARY)
