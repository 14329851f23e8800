"""Circles in a directed graph: strongly connected parts, and a shortest way round for each edge."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

N = TypeVar("N", bound="Hashable")
E = TypeVar("E", bound="Hashable")


class Edge(NamedTuple, Generic[N, E]):
    """An edge with a name, since two nodes may be joined by several."""

    tail: N
    head: N
    name: E


def components(edges: Iterable[Edge[N, E]]) -> dict[N, int]:
    """The number of the strongly connected part that each node is in (Kosaraju's way).

    Two nodes have one number exactly where each can be reached from the other.
    """
    edges = tuple(edges)
    against = _leaving(Edge(e.head, e.tail, e.name) for e in edges)
    part: dict[N, int] = {}
    for number, root in enumerate(reversed(_finished(_leaving(edges)))):
        todo = [] if root in part else [root]
        while todo:
            node = todo.pop()
            part[node] = number
            todo += [e.head for e in against[node] if e.head not in part]
    return part


def _finished(out: Mapping[N, Sequence[Edge[N, E]]]) -> list[N]:
    """The nodes in the order in which a search, depth first, is done with them."""
    done: list[N] = []
    seen: set[N] = set()
    for root in out:
        work = [] if root in seen else [(root, iter(out[root]))]
        seen.add(root)
        while work:
            node, rest = work[-1]
            following = next((e.head for e in rest if e.head not in seen), None)
            if following is None:
                done.append(node)
                work.pop()
            else:
                seen.add(following)
                work.append((following, iter(out[following])))
    return done


def cycles(edges: Iterable[Edge[N, E]]) -> Iterator[tuple[Edge[N, E], ...]]:
    """Shortest circles, so many that every edge that is part of any circle is in one of them.

    To cut one edge of each of them does not have to leave the graph without circles, but whoever
    looks for an edge that keeps a circle alive finds it here.
    """
    edges = tuple(dict.fromkeys(edges))
    part = components(edges)
    inner = [e for e in edges if part[e.tail] == part[e.head]]
    out = _leaving(inner)
    covered: set[Edge[N, E]] = set()
    for edge in inner:
        if edge in covered:
            continue
        back = path(out, edge.head, edge.tail)
        if back is None:  # the two ends are in one part, so there is a way back
            raise AssertionError("no way back within a strongly connected part")
        circle = (edge, *back)
        covered.update(circle)
        yield circle


def path(out: Mapping[N, Sequence[Edge[N, E]]], start: N, goal: N) -> tuple[Edge[N, E], ...] | None:
    """A shortest way from one node to another: no edge at all where they are one."""
    came: dict[N, Edge[N, E] | None] = {start: None}
    todo = deque([start])
    while todo and goal not in came:
        node = todo.popleft()
        for edge in out.get(node, ()):
            if edge.head not in came:
                came[edge.head] = edge
                todo.append(edge.head)
    if goal not in came:
        return None
    found: list[Edge[N, E]] = []
    node = goal
    while (step := came[node]) is not None:
        found.append(step)
        node = step.tail
    return tuple(reversed(found))


def reachable(edges: Iterable[Edge[N, E]], starts: Iterable[N]) -> set[N]:
    """The nodes that can be reached, the starts among them."""
    out = _leaving(edges)
    found = set(starts)
    todo = list(found)
    while todo:
        for edge in out.get(todo.pop(), ()):
            if edge.head not in found:
                found.add(edge.head)
                todo.append(edge.head)
    return found


def _leaving(edges: Iterable[Edge[N, E]]) -> dict[N, list[Edge[N, E]]]:
    out: dict[N, list[Edge[N, E]]] = {}
    for edge in edges:
        out.setdefault(edge.tail, []).append(edge)
        out.setdefault(edge.head, [])
    return out
