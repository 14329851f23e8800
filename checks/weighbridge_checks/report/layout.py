"""Where the boxes and lines of a directed graph go: in layers, from top to bottom.

States stand in every other row, and the words of a line have a place of their own in the rows
between, so that no two texts can lie on each other. Rows are put in an order with few crossings,
and then moved to where their neighbours are.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GAP = 22.0
ROW_GAP = 22.0
_SWEEPS = 16
_ROUNDS = 32
_THREAD = 10.0
#: spots that are gone over in one drawing
_WORK = 150_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A thing to be placed: its size, and what hangs out of it on the right."""

    name: str
    width: float
    height: float
    overhang: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line from one box to another, with the size of the words on it."""

    source: str
    target: str
    width: float
    height: float


@dataclass(slots=True)
class _Spot:
    """A box, the words of a line, or a point on the way of one."""

    left: float
    right: float
    height: float
    row: int
    x: float = 0.0
    above: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)
    #: points of a line stay in line with each other rather than boxes do
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The way of a line: its points from source to target, and the middle of its words."""

    points: tuple[tuple[float, float], ...]
    words: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The middles of the boxes, the ways of the lines, and the size of it all."""

    boxes: Mapping[str, tuple[float, float]]
    routes: tuple[Route, ...]
    width: float
    height: float


def laid_out(boxes: Sequence[Box], lines: Sequence[Line]) -> Layout:
    """Place boxes and lines; a line from a box to itself is the caller's to draw."""
    return _Placing(boxes, lines).layout()


class _Placing:
    """One drawing."""

    def __init__(self, boxes: Sequence[Box], lines: Sequence[Line]) -> None:
        self.boxes = {b.name: b for b in boxes}
        self.lines = lines
        self.turned = _turned([b.name for b in boxes], lines)
        self.layer = _layers([b.name for b in boxes], lines, self.turned)
        self.spots: list[_Spot] = []
        self.of_box: dict[str, int] = {}
        #: for each line the spots from the upper box to the lower one, and which holds the words
        self.chains: list[tuple[list[int], int]] = []
        self._build()
        self.rows = self._ordered()

    def layout(self) -> Layout:
        """The whole."""
        self._spread()
        tops = self._row_middles()
        boxes = {n: (self.spots[i].x, tops[self.spots[i].row]) for n, i in self.of_box.items()}
        ports = self._ports()
        routes = [self._route(k, ports, tops) for k in range(len(self.lines))]
        width = max((s.x + s.right for s in self.spots), default=0.0)
        last = max((self.spots[i].row for i in self.of_box.values()), default=0)
        height = tops.get(last, 0.0) + max(
            (self.spots[i].height / 2 for i in self.of_box.values()), default=0.0
        )
        return Layout(boxes=boxes, routes=tuple(routes), width=width, height=height)

    # -- what is where

    def _add(self, spot: _Spot) -> int:
        self.spots.append(spot)
        return len(self.spots) - 1

    def _build(self) -> None:
        for name, box in self.boxes.items():
            half = box.width / 2
            self.of_box[name] = self._add(
                _Spot(half, half + box.overhang, box.height, 2 * self.layer[name])
            )
        for number, line in enumerate(self.lines):
            upper, lower = line.source, line.target
            if number in self.turned:
                upper, lower = lower, upper
            first, last = 2 * self.layer[upper], 2 * self.layer[lower]
            middle = first + 1 + 2 * ((last - first) // 4)
            chain = [self.of_box[upper]]
            words = 0
            for row in range(first + 1, last):
                if row == middle:
                    half = line.width / 2
                    words = self._add(_Spot(half, half, line.height, row))
                    chain.append(words)
                else:
                    chain.append(self._add(_Spot(_THREAD / 2, _THREAD / 2, 0.0, row, weight=8.0)))
            chain.append(self.of_box[lower])
            for one, other in pairwise(chain):
                self.spots[one].below.append(other)
                self.spots[other].above.append(one)
            self.chains.append((chain, words))

    # -- order

    def _ordered(self) -> list[list[int]]:
        count = max((s.row for s in self.spots), default=-1) + 1
        rows: list[list[int]] = [[] for _ in range(count)]
        seen: set[int] = set()
        stack = [i for i in reversed(list(self.of_box.values())) if not self.spots[i].above]
        stack = [i for i in reversed(list(self.of_box.values())) if i not in stack] + stack
        while stack:
            at = stack.pop()
            if at in seen:
                continue
            seen.add(at)
            rows[self.spots[at].row].append(at)
            stack += reversed(self.spots[at].below)
        place = {i: p for row in rows for p, i in enumerate(row)}
        best, fewest = [list(r) for r in rows], self._crossings(rows, place)
        for sweep in range(self._affordable(_SWEEPS)):
            down = sweep % 2 == 0
            for row in rows[1:] if down else reversed(rows[:-1]):
                self._sort(row, place, down=down)
            crossings = self._crossings(rows, place)
            if crossings < fewest:
                best, fewest = [list(r) for r in rows], crossings
        return best

    def _affordable(self, turns: int) -> int:
        """How often a large drawing is gone over: it is never a good one, and has to end."""
        return max(2, min(turns, _WORK // max(len(self.spots), 1)))

    def _sort(self, row: list[int], place: dict[int, int], *, down: bool) -> None:
        """Put a row into the order of what its spots hang on."""

        def middle(index: int) -> float:
            spot = self.spots[index]
            near = spot.above if down else spot.below
            return sum(place[n] for n in near) / len(near) if near else place[index]

        row.sort(key=lambda i: (middle(i), place[i]))
        place.update((index, number) for number, index in enumerate(row))

    def _crossings(self, rows: list[list[int]], place: dict[int, int]) -> int:
        found = 0
        for row in rows:
            passed: list[int] = []
            for index in row:
                ends = [place[b] for b in self.spots[index].below]
                found += sum(len(passed) - bisect_right(passed, end) for end in ends)
                for end in ends:
                    insort(passed, end)
        return found

    # -- places

    def _spread(self) -> None:
        """Move every row to where its neighbours are, with room between the spots."""
        for row in self.rows:
            self._pack(row, [0.0] * len(row))
        rounds = self._affordable(_ROUNDS)
        for turn in range(rounds):
            down = turn % 2 == 0
            for row in self.rows[1:] if down else list(reversed(self.rows[:-1])):
                self._pack(row, [self._wish(i, down=down, both=turn >= rounds - 2) for i in row])
        least = min((s.x - s.left for s in self.spots), default=0.0)
        for spot in self.spots:
            spot.x -= least

    def _wish(self, index: int, *, down: bool, both: bool) -> float:
        spot = self.spots[index]
        near = spot.above + spot.below if both else spot.above if down else spot.below
        if not near:
            return spot.x
        weights = [spot.weight * self.spots[n].weight for n in near]
        return sum(w * self.spots[n].x for w, n in zip(weights, near, strict=True)) / sum(weights)

    def _pack(self, row: list[int], wishes: list[float]) -> None:
        """The places nearest to the wishes that leave room; neighbours that clash are joined."""
        shifts = [0.0]
        for one, other in pairwise(row):
            gap = self.spots[one].right + self.spots[other].left + GAP
            shifts.append(shifts[-1] + gap)
        blocks: list[tuple[float, int]] = []
        for wish, shift in zip(wishes, shifts, strict=False):
            mean, size = wish - shift, 1
            while blocks and blocks[-1][0] > mean:
                before, more = blocks.pop()
                mean, size = (mean * size + before * more) / (size + more), size + more
            blocks.append((mean, size))
        flat = [mean for mean, size in blocks for _ in range(size)]
        for index, base, shift in zip(row, flat, shifts, strict=False):
            self.spots[index].x = base + shift

    def _row_middles(self) -> dict[int, float]:
        tops: dict[int, float] = {}
        at = 0.0
        for number, row in enumerate(self.rows):
            height = max((self.spots[i].height for i in row), default=0.0)
            tops[number] = at + height / 2
            at += height + ROW_GAP
        return tops

    # -- lines

    def _ports(self) -> dict[tuple[int, int, bool], float]:
        """By line and box: where along the edge of a box a line begins or ends."""
        found: dict[tuple[int, int, bool], float] = {}
        for index in self.of_box.values():
            for below in (True, False):
                ends = [
                    (self.spots[chain[1] if below else chain[-2]].x, number)
                    for number, (chain, _) in enumerate(self.chains)
                    if chain[0 if below else -1] == index
                ]
                ends.sort()
                spot = self.spots[index]
                room = 1.4 * spot.left
                step = min(18.0, room / max(len(ends), 1))
                for place, (_, number) in enumerate(ends):
                    found[number, index, below] = spot.x + step * (place - (len(ends) - 1) / 2)
        return found

    def _route(
        self, number: int, ports: dict[tuple[int, int, bool], float], tops: dict[int, float]
    ) -> Route:
        chain, words = self.chains[number]
        first, last = self.spots[chain[0]], self.spots[chain[-1]]
        points = [(ports[number, chain[0], True], tops[first.row] + first.height / 2)]
        points += [(self.spots[i].x, tops[self.spots[i].row]) for i in chain[1:-1]]
        points.append((ports[number, chain[-1], False], tops[last.row] - last.height / 2))
        if number in self.turned:
            points.reverse()
        spot = self.spots[words]
        return Route(points=tuple(points), words=(spot.x, tops[spot.row]))


def _turned(names: Sequence[str], lines: Sequence[Line]) -> set[int]:
    """The lines that have to be turned round so that nothing goes in circles."""
    out: dict[str, list[int]] = {n: [] for n in names}
    for number, line in enumerate(lines):
        out[line.source].append(number)
    turned: set[int] = set()
    done: set[str] = set()
    for start in names:
        way: list[tuple[str, int]] = [(start, 0)]
        open_ = {start}
        while way and start not in done:
            name, place = way.pop()
            if place == len(out[name]):
                open_.discard(name)
                done.add(name)
                continue
            way.append((name, place + 1))
            number = out[name][place]
            target = lines[number].target
            if target in open_:
                turned.add(number)
            elif target not in done:
                open_.add(target)
                way.append((target, 0))
    return turned


def _layers(names: Sequence[str], lines: Sequence[Line], turned: set[int]) -> dict[str, int]:
    """How far down each box stands: below everything that leads to it."""
    above: dict[str, list[str]] = {n: [] for n in names}
    for number, line in enumerate(lines):
        upper, lower = line.source, line.target
        if number in turned:
            upper, lower = lower, upper
        above[lower].append(upper)
    layer: dict[str, int] = {}
    todo = list(reversed(names))
    while todo:
        name = todo[-1]
        waiting = [a for a in above[name] if a not in layer]
        if waiting:
            todo += waiting
            continue
        todo.pop()
        layer[name] = max((layer[a] + 1 for a in above[name]), default=0)
    return layer
