"""Circles of writes, and who writes into whose fields."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.verdicts.ownership_texts import (
    NAMES,
    flow,
    flows_of,
    owned,
    read_flows_in,
    record_of,
)
from weighbridge_checks.verdicts.ownership import writes
from weighbridge_checks.verdicts.ownership.owners import matrix
from weighbridge_checks.verdicts.seen import remarks
from weighbridge_checks.verdicts.standard import standards_in

RULES = (
    owned("erp-legacy", "order.*", writers=[{"system": "edi-gateway"}, {"system": "erp-cloud"}]),
    owned("wms", "inventory.*", writers=[{"system": "tms"}, {"system": "storefront"}]),
)


def said(*flows: dict[str, Any], rules: tuple[dict[str, Any], ...] = RULES) -> list[Any]:
    record = record_of(*rules)
    read = flows_of(record, *flows)
    found = []
    for standard in standards_in(writes).values():
        seen = list(remarks(standard, record, read))
        assert len({r.identity for r in seen}) <= len(seen), "an estate tells each once"
        found += [(r.rule, r.message) for r in seen]
    return found


NO_WRITER = "which owns it, from 2026-01-01 on: storefront is not among its writers"


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        pytest.param([flow("erp-legacy > wms", "order.*")], [], id="a tree"),
        pytest.param(
            [
                flow("storefront > erp-legacy", "order.status"),
                flow("erp-legacy > wms", "order.{status,lines}"),
                flow("wms > storefront", "order.status"),
            ],
            [
                (
                    "SOR010",
                    (
                        "'order.status' goes round in a circle:"
                        " storefront → erp-legacy → wms → storefront"
                    ),
                ),
                ("SOR011", f"storefront writes 'order.status' into erp-legacy, {NO_WRITER}"),
            ],
            id="three systems",
        ),
        pytest.param(
            [flow("wms > wms", "inventory.onHand")],
            [("SOR010", "'inventory.onHand' goes round in a circle: wms → wms")],
            id="one system",
        ),
        pytest.param(
            [
                flow("wms > tms", "inventory.*", check="source"),
                flow("tms > wms", "inventory.*", check="source"),
            ],
            [],
            id="every origin is checked",
        ),
        pytest.param(
            [
                flow("wms > tms", "inventory.*"),
                flow("tms > wms", "inventory.*", check="source"),
            ],
            [
                (
                    "SOR014",
                    (
                        "a change of 'inventory.*' that begins at tms goes round in a circle:"
                        " no origin check stops it: wms → tms → wms"
                    ),
                )
            ],
            id="one origin is not",
        ),
        pytest.param(
            [
                flow("erp-legacy > edi-gateway", "order.*", states=["shipped"]),
                flow("edi-gateway > erp-legacy", "order.*", states=["created"]),
            ],
            [],
            id="there and back in different states is no circle",
        ),
        pytest.param(
            [
                flow("erp-legacy > edi-gateway", "order.status", states=["created", "shipped"]),
                flow("edi-gateway > erp-legacy", "order.status", states=["created", "allocated"]),
            ],
            [
                (
                    "SOR010",
                    (
                        "'order.status' goes round in a circle in state created:"
                        " erp-legacy → edi-gateway → erp-legacy"
                    ),
                )
            ],
            id="in the state in which both run it is",
        ),
        pytest.param(
            [
                flow("erp-legacy > erp-cloud", "order.status", until="2027-03-04", waves=["W1"]),
                flow("erp-cloud > erp-legacy", "order.status", since="2027-03-01"),
            ],
            [
                (
                    "SOR010",
                    (
                        "'order.status' goes round in a circle at DC-RNO from 2027-03-01"
                        " until 2027-03-03: erp-legacy → erp-cloud → erp-legacy"
                    ),
                )
            ],
            id="while both run, where both run",
        ),
        pytest.param(
            [
                flow("wms > storefront", "inventory.buckets", into=["inventory.onHand"]),
                flow("storefront > wms", "inventory.onHand", into=["inventory.buckets"]),
            ],
            [
                (
                    "SOR010",
                    (
                        "'inventory.buckets[*]' goes round in a circle: wms 'inventory.buckets[*]'"
                        " → storefront 'inventory.onHand' → wms 'inventory.buckets[*]'"
                    ),
                )
            ],
            id="through another field",
        ),
    ],
)
def test_what_a_graph_comes_to(flows: list[Any], expected: list[tuple[str, str]]) -> None:
    assert said(*flows) == expected


def test_a_circle_is_told_with_the_line_of_every_flow_on_it() -> None:
    record = record_of(*RULES)
    read = flows_of(
        record,
        flow("erp-legacy > wms", "order.status"),
        flow("wms > tms", "order.status"),
        flow("tms > erp-legacy", "order.status"),
    )
    (remark,) = remarks(writes.no_circle_of_writes, record, read)
    assert [s.line for s in (remark.source, *remark.related)] == [2, 3, 4]
    assert [(step["from"], step["line"]) for step in remark.evidence["path"]] == [
        ("erp-legacy", 2),
        ("wms", 3),
        ("tms", 4),
    ]


def test_a_writer_by_events_has_no_call_that_writes() -> None:
    writers = [{"system": "wms", "states": ["allocated"], "through": "events"}]
    rules = (owned("erp-legacy", "order.*", writers=writers), RULES[1])
    way = flow("wms > erp-legacy", "order.status", states=["allocated"])
    assert said(way, rules=rules) == []
    assert said({**way, "kind": "api"}, rules=rules) == [
        (
            "SOR011",
            (
                "wms writes 'order.status' into erp-legacy, which owns it, in state allocated"
                " from 2026-01-01 on: wms may write it by events only"
            ),
        )
    ]
    assert said({**way, "states": ["allocated", "shipped"]}, rules=rules) == [
        (
            "SOR011",
            (
                "wms writes 'order.status' into erp-legacy, which owns it, in state shipped"
                " from 2026-01-01 on: wms is not among its writers"
            ),
        )
    ]


def test_a_copy_of_a_copy_beside_the_owner_is_told() -> None:
    assert said(
        flow("wms > storefront", "inventory.onHand"),
        flow("tms > storefront", "inventory.onHand"),
        flow("wms > erp-legacy", "inventory.onHand"),
        flow("erp-legacy > storefront", "inventory.onHand"),
    ) == [
        (
            "SOR012",
            (
                "storefront gets 'inventory.onHand' from erp-legacy, which has no more than a copy,"
                " and from wms and tms as well, from 2026-01-01 on"
            ),
        )
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"from": "wmss"}, "there is no system 'wmss'; did you mean 'wms'?"),
        ({"contract": "order-event"}, "there is no contract 'order-event'; did you mean"),
        ({"states": ["creatd"]}, "there is no order state 'creatd'; did you mean 'created'?"),
        ({"into": ["inventory.onHand"]}, "'into' has to be of the one entity that 'fields' are of"),
    ],
)
def test_a_slip_in_a_flow_is_told(more: Any, message: str) -> None:
    record = record_of(*RULES)
    _, slips = read_flows_in(record, {**flow("erp-legacy > wms", "order.*"), **more})
    assert [slip.message.startswith(message) for slip in slips] == [True]


# -- against a walk through every system, location, state and day

SYSTEMS = ("erp-legacy", "wms", "storefront", "tms")
FIRST = date(2026, 1, 1)


@st.composite
def drawn_flows(draw: st.DrawFn) -> dict[str, Any]:
    source, target = draw(st.sampled_from(SYSTEMS)), draw(st.sampled_from(SYSTEMS))
    fields = draw(st.sampled_from(["order.*", "order.status", "order.{status,lines}"]))
    more: dict[str, Any] = {}
    if draw(st.booleans()):
        more["states"] = draw(st.lists(st.sampled_from(["created", "allocated"]), min_size=1))
    if draw(st.booleans()):
        more["locations"] = draw(st.lists(st.sampled_from(NAMES.locations), min_size=1))
    if draw(st.booleans()):
        more["until"] = (FIRST + timedelta(days=draw(st.integers(1, 4)))).isoformat()
    if draw(st.integers(0, 3)) == 0:
        more["check"] = "source"
    if draw(st.integers(0, 3)) == 0:
        more["follows"] = "ownership"
    return flow(f"{source} > {target}", fields, **more)


#: the shop owns the status where it was created, elsewhere and later the ERP does
SPLIT = (
    owned("erp-legacy", "order.*", writers=[{"system": "tms"}]),
    owned("storefront", "order.status", states=["created"], locations=["DC-CHI", "DC-ATL"]),
    owned("wms", "inventory.*"),
)
CORNERS = [
    (field, place, state, FIRST + timedelta(days=n))
    for field in ("order.status", "order.lines")
    for place in NAMES.locations
    for state in ("created", "allocated", "shipped")
    for n in range(6)
]


def running(record: Any, read: Any, field: str, spot: tuple[str, str], day: date) -> list[Any]:
    """The flows that carry a field in a spot on a day."""
    (cell,) = (
        c
        for c in matrix(record, field)
        if spot[0] in c.locations and spot[1] in c.states and day in c.span
    )
    return [
        f
        for f in read
        if day in f.span
        and spot in f.scope
        and f.lands(field, record.entities["order"].fields)
        and (not f.follows_ownership or f.source in cell.owners)
    ]


def told_of(found: list[Any], field: str, spot: tuple[str, str], day: date) -> bool:
    return any(
        field in one["fields"]
        and spot[0] in one.get("locations", NAMES.locations)
        and spot[1] in one.get("states", ("created", "allocated", "shipped"))
        and (one["until"] is None or day.isoformat() < one["until"])
        and day.isoformat() >= one["since"]
        for one in found
    )


@given(st.lists(drawn_flows(), max_size=7))
def test_a_circle_is_told_exactly_where_a_walk_finds_one(drawn: list[dict[str, Any]]) -> None:
    named = [{**one, "id": f"f{number}"} for number, one in enumerate(drawn)]
    record = record_of(*SPLIT)
    read = flows_of(record, *named)
    found = [r.evidence for r in remarks(writes.no_circle_of_writes, record, read)]
    for field, place, state, day in CORNERS:
        run = running(record, read, field, (place, state), day)
        edges = {(f.source, f.target) for f in run if f.origin_check is None}
        assert told_of(found, field, (place, state), day) == _turns(edges)


@given(st.lists(drawn_flows(), max_size=7))
def test_a_change_goes_round_for_ever_only_where_a_circle_or_a_leak_is_told(
    drawn: list[dict[str, Any]],
) -> None:
    named = [{**one, "id": f"f{number}"} for number, one in enumerate(drawn)]
    record = record_of(*SPLIT)
    read = flows_of(record, *named)
    found = [
        r.evidence
        for standard in (writes.no_circle_of_writes, writes.an_origin_check_stops_every_origin)
        for r in remarks(standard, record, read)
    ]
    for field, place, state, day in CORNERS:
        run = running(record, read, field, (place, state), day)
        shop = field == "order.status" and state == "created" and place in ("DC-CHI", "DC-ATL")
        origins = ["storefront"] if shop else ["erp-legacy", "tms"]
        if any(_for_ever(origin, run) for origin in origins):
            assert told_of(found, field, (place, state), day)


def _for_ever(origin: str, run: list[Any]) -> bool:
    """Whether a change that begins at a system is still on its way after more hops than systems."""
    holders = {origin}
    for _ in range(len(SYSTEMS) + 1):
        holders = {
            f.target
            for f in run
            if f.source in holders and not (f.origin_check and f.target == origin)
        }
    return bool(holders)


def _turns(edges: set[tuple[str, str]]) -> bool:
    """Whether something is left when nodes without a way out are taken away, one by one."""
    while edges:
        tails = {tail for tail, _ in edges}
        left = {(tail, head) for tail, head in edges if head in tails}
        if left == edges:
            return True
        edges = left
    return False
