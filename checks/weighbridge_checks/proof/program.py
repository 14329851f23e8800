"""Automata of patterns: what a tree is compiled to."""

from collections.abc import Iterator
from typing import NamedTuple

from weighbridge_checks.proof.characters import WORD, Ranges
from weighbridge_checks.proof.syntax import (
    Around,
    Characters,
    Choice,
    Edge,
    Item,
    Repeat,
    Sequence,
    trimmed,
)


class Look(NamedTuple):
    """A look ahead or behind, with the automaton of what is looked for."""

    automaton: "Automaton"
    ahead: bool
    negative: bool


class Automaton(NamedTuple):
    """A nondeterministic automaton; its nodes are numbers.

    A node either consumes one character of `sets[node]` and goes on to `targets[node]`; or goes on
    to any of `free[node]`; or goes on where an edge is, or where a look, by its number, succeeds.
    """

    sets: tuple[Ranges | None, ...]
    targets: tuple[int, ...]
    free: tuple[tuple[int, ...], ...]
    edges: dict[int, tuple[Edge, int]]
    arounds: dict[int, tuple[int, int]]
    looks: tuple[Look, ...]
    start: int
    end: int

    @property
    def minds_words(self) -> bool:
        """Whether it makes a difference somewhere in it what is beside a word."""
        return any(edge in (Edge.BOUNDARY, Edge.INSIDE) for edge, _ in self.edges.values()) or any(
            look.automaton.minds_words for look in self.looks
        )

    @property
    def starts_anywhere(self) -> bool:
        """Whether a match could begin after the first character, as far as a glance tells.

        One that begins with '^' has no such match, and its machine no such threads.
        """
        seen = {self.start}
        todo = [self.start]
        while todo:
            node = todo.pop()
            if node == self.end or self.sets[node] is not None:
                return True
            reached = list(self.free[node])
            if node in self.edges and self.edges[node][0] is not Edge.START:
                reached.append(self.edges[node][1])
            if node in self.arounds:
                reached.append(self.arounds[node][1])
            fresh = [target for target in reached if target not in seen]
            seen.update(fresh)
            todo += fresh
        return False

    def all_sets(self) -> Iterator[Ranges]:
        """Every set of characters that it tells apart from the others."""
        yield from (ranges for ranges in self.sets if ranges is not None)
        if self.minds_words:
            yield WORD
        for look in self.looks:
            yield from look.automaton.all_sets()


class Program(NamedTuple):
    """A pattern as automata: all of them must match, but none of those that are refused.

    The string must also have from `least` to `most` characters: see `measured`.
    """

    automata: tuple[Automaton, ...]
    refused: tuple[Automaton, ...] = ()
    least: int = 0
    most: int | None = None

    def all_sets(self) -> Iterator[Ranges]:
        """Every set of characters that the pattern tells apart from the others."""
        for automaton in (*self.automata, *self.refused):
            yield from automaton.all_sets()


def compiled(tree: Item) -> Automaton:
    """The automaton of a tree."""
    return _Builder().automaton(tree)


class _Builder:
    """The nodes of a program in the making."""

    def __init__(self) -> None:
        self._sets: list[Ranges | None] = []
        self._targets: list[int] = []
        self._free: list[list[int]] = []
        self._edges: dict[int, tuple[Edge, int]] = {}
        self._arounds: dict[int, tuple[int, int]] = {}
        self._looks: list[Look] = []

    def automaton(self, tree: Item) -> Automaton:
        start = self._node()
        end = self._add(tree, start)
        return Automaton(
            sets=tuple(self._sets),
            targets=tuple(self._targets),
            free=tuple(map(tuple, self._free)),
            edges=self._edges,
            arounds=self._arounds,
            looks=tuple(self._looks),
            start=start,
            end=end,
        )

    def _node(self) -> int:
        self._sets.append(None)
        self._targets.append(-1)
        self._free.append([])
        return len(self._sets) - 1

    def _add(self, item: Item, origin: int) -> int:
        """Nodes that lead through an item; a node that has other ways out of it is not reused.

        The node that is returned has no way out yet, and `origin` must be one that has none.
        """
        match item:
            case Characters(ranges):
                self._sets[origin] = ranges
                self._targets[origin] = self._node()
                return self._targets[origin]
            case Edge():
                target = self._node()
                self._edges[origin] = (item, target)
                return target
            case Sequence(items):
                for part in items:
                    origin = self._add(part, origin)
                return origin
            case Choice(options):
                end = self._node()
                for option in options:
                    self._free[self._add(option, self._after(origin))].append(end)
                return end
            case Around():
                target = self._node()
                self._arounds[origin] = (len(self._looks), target)
                automaton = _Builder().automaton(trimmed(item.item, -1 if item.ahead else 0))
                self._looks.append(
                    Look(automaton=automaton, ahead=item.ahead, negative=item.negative)
                )
                return target
            case Repeat():
                return self._repeat(item, origin)

    def _after(self, origin: int) -> int:
        node = self._node()
        self._free[origin].append(node)
        return node

    def _repeat(self, item: Repeat, origin: int) -> int:
        for _ in range(item.least):
            origin = self._add(item.item, origin)
        end = self._node()
        if item.most is None:
            loop = self._after(origin)
            self._free[loop].append(end)
            self._free[self._add(item.item, self._after(loop))].append(loop)
            return end
        for _ in range(item.most - item.least):
            self._free[origin].append(end)
            origin = self._add(item.item, self._after(origin))
        self._free[origin].append(end)
        return end
