"""Circles in graphs, against a closure that is computed the slow way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from weighbridge_checks.proof.cycles import Edge, components, cycles, path, reachable

Link = Edge[int, int]
NODES = st.integers(0, 6)


@st.composite
def graphs(draw: st.DrawFn) -> list[Link]:
    pairs = draw(st.lists(st.tuples(NODES, NODES), max_size=14))
    return [Edge(tail, head, number) for number, (tail, head) in enumerate(pairs)]


def closure(edges: list[Link]) -> set[tuple[int, int]]:
    """Which node leads to which, by one step or more: Warshall's way."""
    nodes = {n for e in edges for n in (e.tail, e.head)}
    found = {(e.tail, e.head) for e in edges}
    for middle in nodes:
        found |= {(a, b) for a in nodes for b in nodes if {(a, middle), (middle, b)} <= found}
    return found


@given(graphs())
def test_nodes_share_a_part_exactly_where_each_leads_to_the_other(edges: list[Link]) -> None:
    part, leads = components(edges), closure(edges)
    assert part.keys() == {n for e in edges for n in (e.tail, e.head)}
    for one in part:
        for other in part:
            mutual = one == other or {(one, other), (other, one)} <= leads
            assert (part[one] == part[other]) == mutual


@given(graphs())
def test_every_edge_on_a_circle_is_in_one_that_is_told_and_no_other_edge_is(
    edges: list[Link],
) -> None:
    leads = closure(edges)
    told = list(cycles(edges))
    for circle in told:
        assert len({edge.tail for edge in circle}) == len(circle)
        for edge, following in zip(circle, (*circle[1:], circle[0]), strict=True):
            assert edge in edges
            assert edge.head == following.tail
    on_one = {e for e in edges if e.tail == e.head or (e.head, e.tail) in leads}
    assert {edge for circle in told for edge in circle} == on_one


@given(graphs(), NODES, NODES)
def test_a_path_is_a_shortest_one(edges: list[Link], start: int, goal: int) -> None:
    out: dict[int, list[Link]] = {}
    for edge in edges:
        out.setdefault(edge.tail, []).append(edge)
    found = path(out, start, goal)
    layer, steps, seen = {start}, 0, set[int]()
    while layer and goal not in layer:
        seen |= layer
        layer = {e.head for e in edges if e.tail in layer} - seen
        steps += 1
    assert (None if found is None else len(found)) == (steps if goal in layer else None)


@given(graphs(), NODES)
def test_what_can_be_reached_is_the_closure_and_the_start(edges: list[Link], start: int) -> None:
    leads = closure(edges)
    expected = {start} | {b for a, b in leads if a == start}
    assert reachable(edges, [start]) == expected
