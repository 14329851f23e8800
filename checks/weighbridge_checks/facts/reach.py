"""What is reached from where in a graph that may have cycles, in time linear in its size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

K = TypeVar("K")


def reach(graph: Mapping[K, Sequence[tuple[K, Any]]], own: Mapping[K, int]) -> dict[K, int]:
    """By node, the bits of all nodes that are reached from it, its own among them.

    Nodes on one cycle reach the same (Tarjan's strongly connected components, without recursion).
    """
    found: dict[K, int] = {}
    order: dict[K, int] = {}
    low: dict[K, int] = {}
    stack: list[K] = []
    for root in graph:
        if root in order:
            continue
        order[root] = low[root] = len(order)
        stack.append(root)
        work = [(root, iter(graph[root]))]
        while work:
            node, below = work[-1]
            for child, _ in below:
                if child not in order:
                    order[child] = low[child] = len(order)
                    stack.append(child)
                    work.append((child, iter(graph.get(child, ()))))
                    break
                if child not in found:
                    low[node] = min(low[node], order[child])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == order[node]:
                    _settle(node, stack, graph, own, found)
    return found


def _settle(
    node: K,
    stack: list[K],
    graph: Mapping[K, Sequence[tuple[K, Any]]],
    own: Mapping[K, int],
    found: dict[K, int],
) -> None:
    """One component, of which everything below is known."""
    ring = []
    while True:
        ring.append(stack.pop())
        if ring[-1] == node:
            break
    bits = 0
    for one in ring:
        bits |= own.get(one, 0)
        for child, _ in graph.get(one, ()):
            bits |= found.get(child, 0)
    for one in ring:
        found[one] = bits


def ways(root: K, graph: Mapping[K, Sequence[tuple[K, Any]]]) -> dict[K, tuple[K, Any] | None]:
    """By node that is reached from a root, the step that leads to it on a shortest way."""
    found: dict[K, tuple[K, Any] | None] = {root: None}
    todo = [root]
    for node in todo:  # grows while it is walked
        for child, step in graph.get(node, ()):
            if child not in found:
                found[child] = (node, step)
                todo.append(child)
    return found


def way(node: K, found: Mapping[K, tuple[K, Any] | None]) -> list[Any]:
    """The steps from the root of some ways to a node, in their order."""
    steps = []
    here = found[node]
    while here is not None:
        steps.append(here[1])
        here = found[here[0]]
    return steps[::-1]


def bits(mask: int) -> Iterator[int]:
    """The places of the bits that are set, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
