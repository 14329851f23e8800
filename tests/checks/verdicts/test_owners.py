"""Who owns a field: precedence, exact gaps and overlaps, and the answer to a person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.verdicts.ownership_texts import NAMES, owned, read, record_of, text_of
from weighbridge_checks.facts.days import Span
from weighbridge_checks.facts.fields import patterns, steps_of
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.ownership.matrix import (
    a_rule_decides_something,
    conflicts,
    every_field_has_an_owner,
    one_owner_per_field,
)
from weighbridge_checks.verdicts.ownership.owners import answers, matrix
from weighbridge_checks.verdicts.seen import remarks

if TYPE_CHECKING:
    from weighbridge_checks.facts.ownership import Record, Rule

TODAY = date(2026, 11, 1)
BOTH = "erp-legacy and erp-cloud both own"
ALWAYS = " from 2026-01-01 on"
OUTVOTED = "decides nothing: narrower rules decide wherever it holds"
NO_FIELD = "names no field of its entity"
EVERYTHING = (owned("erp-legacy", "order.*"), owned("wms", "inventory.*"))


def said(record: Record, today: date = TODAY) -> list[tuple[str, str]]:
    """All that the standards say of a record: id and message."""
    found = []
    for standard in (every_field_has_an_owner, one_owner_per_field, a_rule_decides_something):
        found += [(r.rule, r.message) for r in remarks(standard, record, today)]
    return found


def test_a_matrix_in_which_everything_has_one_owner_is_clean() -> None:
    assert said(record_of(*EVERYTHING)) == []


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param(
            [owned("erp-legacy", "order.*"), owned("wms", "inventory.buckets[*]")],
            [("SOR001", "nobody owns 'inventory.onHand' from 2026-01-01 on")],
            id="a field that no pattern covers",
        ),
        pytest.param(
            [
                owned("erp-legacy", "order.*"),
                owned("wms", "inventory.*", locations=["DC-CHI", "DC-RNO"]),
                owned("erp-legacy", "inventory.*", waves=["W3"]),
            ],
            [("SOR001", "nobody owns 'inventory.*' at ST-101 from 2026-01-01 on")],
            id="a location that no rule names",
        ),
        pytest.param(
            [
                owned("erp-legacy", "order.*", until="2027-03-04"),
                owned("erp-cloud", "order.*", since="2027-03-01"),
                owned("wms", "inventory.*"),
            ],
            [
                (
                    "SOR002",
                    f"{BOTH} 'order.*' from 2027-03-01 until 2027-03-03",
                )
            ],
            id="three days with two owners",
        ),
        pytest.param(
            [
                owned("erp-legacy", "order.*", waves=["W1"], until="2027-03-01"),
                owned("erp-legacy", "order.*", locations=["DC-CHI", "DC-ATL", "ST-101"]),
                owned("erp-cloud", "order.*", waves=["W1"], since="2027-03-02"),
                owned("wms", "inventory.*"),
            ],
            [("SOR001", "nobody owns 'order.*' at DC-RNO on 2027-03-01")],
            id="a day between two waves",
        ),
        pytest.param(
            [
                *EVERYTHING,
                owned("edi-gateway", "order.requestedDeliveryDate", states=["created"]),
            ],
            [],
            id="a split by state is legal",
        ),
        pytest.param(
            [
                *EVERYTHING,
                owned("edi-gateway", "order.status", states=["created", "allocated"]),
                owned("wms", "order.status", states=["allocated", "shipped"]),
            ],
            [
                (
                    "SOR002",
                    "edi-gateway and wms both own 'order.status' in state allocated" + ALWAYS,
                )
            ],
            id="two states each, of which one is in both",
        ),
        pytest.param(
            [*EVERYTHING, owned("wms", "inventory.onHand")],
            [],
            id="one owner by two rules is one owner",
        ),
        pytest.param(
            [*EVERYTHING, owned("erp-legacy", "inventory.*")],
            [
                (
                    "SOR002",
                    "wms and erp-legacy both own 'inventory.*'" + ALWAYS,
                )
            ],
            id="two wide rules",
        ),
        pytest.param(
            [*EVERYTHING, owned("wms", "order.state")],
            [
                (
                    "SOR003",
                    "'order.state' names no field of its entity; did you mean 'order.status'?",
                )
            ],
            id="a pattern that names nothing",
        ),
        pytest.param(
            [
                *EVERYTHING,
                owned("erp-cloud", "inventory.*", locations=["DC-CHI"]),
                owned("wms", "inventory.onHand", "inventory.buckets"),
            ],
            [
                ("SOR003", f"the rule for 'inventory.*' {OUTVOTED}"),
                ("SOR003", f"the rule for 'inventory.*' {OUTVOTED}"),
            ],
            id="rules that are outvoted everywhere",
        ),
    ],
)
def test_what_a_matrix_comes_to(rules: list[Any], expected: list[tuple[str, str]]) -> None:
    assert said(record_of(*rules)) == expected


def test_a_conflict_that_is_over_is_told_and_stops_nobody() -> None:
    record = record_of(*EVERYTHING, owned("wms", "order.*", until="2026-02-01"))
    (remark,) = remarks(one_owner_per_field, record, date(2026, 2, 1))
    assert remark.severity is Severity.INFO
    (remark,) = remarks(one_owner_per_field, record, date(2026, 1, 31))
    assert remark.severity is Severity.ERROR


def test_every_rule_of_an_overlap_is_named_with_its_line() -> None:
    record = record_of(*EVERYTHING, owned("erp-legacy", "inventory.*"))
    (remark,) = remarks(one_owner_per_field, record, TODAY)
    assert [s.line for s in (remark.source, *remark.related)] == [5, 6]
    assert remark.evidence["rules"] == [
        {"owner": "wms", "file": "system-of-record.yaml", "line": 5},
        {"owner": "erp-legacy", "file": "system-of-record.yaml", "line": 6},
    ]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (owned("wmss", "order.*"), "there is no system 'wmss'; did you mean 'wms'?"),
        (owned("wms", "ordr.*"), "there is no entity 'ordr'; did you mean 'order'?"),
        (
            owned("wms", "order.*", locations=["DC-RNX"]),
            "there is no location 'DC-RNX'; did you mean 'DC-RNO'?",
        ),
        (
            owned("wms", "order.*", waves=["W9"]),
            "there is no wave 'W9'; known are 'W1', 'W2', 'W3', 'W4'",
        ),
        (
            owned("wms", "order.*", states=["create"]),
            "there is no order state 'create'; did you mean 'created'?",
        ),
        (
            owned("wms", "inventory.*", states=["created"]),
            "'inventory' has no states; give the entity a 'workflow', or drop 'states'",
        ),
        (owned("wms", "order.*", since="2027-02-30"), "'2027-02-30' is not a day like 2027-03-01"),
        (
            owned("wms", "order.*", since="2027-03-01", until="2027-03-01"),
            "'until' 2027-03-01 is not after 'since' 2027-03-01",
        ),
        (
            owned("wms", "order.*", replicas=["tsm"]),
            "there is no system 'tsm'; did you mean 'tms'?",
        ),
        (
            owned("wms", "order.*", writers=[{"system": "wms", "states": ["shiped"]}]),
            "there is no order state 'shiped'; did you mean 'shipped'?",
        ),
    ],
)
def test_a_name_that_nobody_has_is_told_with_its_place(rule: Any, message: str) -> None:
    _, slips = read(text_of(rule))
    assert [(s.message, s.at.line) for s in slips] == [(message, 4)]


# -- the answer to a person

WAVES = (
    owned("erp-legacy", "order.*", until="2027-02-01"),
    owned("erp-legacy", "order.*", locations=["DC-CHI", "DC-ATL", "ST-101"], since="2027-02-01"),
    owned(
        "erp-cloud",
        "order.*",
        waves=["W1"],
        since="2027-02-01",
        writers=[{"system": "wms", "states": ["allocated"], "through": "events"}],
    ),
    owned("wms", "inventory.*", replicas=["storefront"]),
)


def test_the_answer_names_owner_writers_and_what_comes_next() -> None:
    record = record_of(*WAVES)
    (answer,) = answers(
        record, "order.status", on=date(2027, 1, 31), at="DC-RNO", state="allocated"
    )
    assert answer.owner == "erp-legacy"
    assert answer.next is not None
    assert answer.next.span == Span(date(2027, 2, 1))
    assert answer.next.owners == ("erp-cloud",)
    assert list(map(str, answer.next.writers)) == ["wms (in allocated; by events only)"]


def test_a_change_of_the_rule_that_changes_nothing_is_none() -> None:
    (answer,) = answers(record_of(*WAVES), "order.status", on=TODAY, at="DC-CHI", state="shipped")
    assert answer.owner == "erp-legacy"
    assert answer.next is None
    assert answer.cell.span == Span()


def test_what_is_left_open_is_answered_for_every_part() -> None:
    found = answers(record_of(*WAVES), "order.lines[*].quantity", on=date(2027, 2, 1))
    assert {(a.owner, a.cell.locations, a.cell.states) for a in found} == {
        ("erp-legacy", ("DC-CHI", "DC-ATL", "ST-101"), ("created", "allocated", "shipped")),
        ("erp-cloud", ("DC-RNO",), ("created", "shipped")),
        ("erp-cloud", ("DC-RNO",), ("allocated",)),
    }


def test_a_wider_rule_that_was_outvoted_is_told() -> None:
    record = record_of(*EVERYTHING, owned("edi-gateway", "order.status", states=["created"]))
    (answer,) = answers(record, "order.status", on=TODAY, at="DC-CHI", state="created")
    assert answer.owner == "edi-gateway"
    assert [(o.rule.owner, o.by) for o in answer.outvoted] == [("erp-legacy", "fields")]
    record = record_of(*EVERYTHING, owned("edi-gateway", "order.*", states=["created"]))
    (answer,) = answers(record, "order.status", on=TODAY, at="DC-CHI", state="created")
    assert [(o.rule.owner, o.by) for o in answer.outvoted] == [("erp-legacy", "scope")]


# -- against an evaluator that looks at every field, location, state and day

FIRST = date(2026, 1, 1)
LAST = FIRST + timedelta(days=12)
DAYS = st.integers(0, 12).map(lambda n: (FIRST + timedelta(days=n)).isoformat())
FIELDS = [*record_of(since="2026-01-01").fields]
PATTERNS = st.sampled_from(
    [
        *("order.*", "order.status", "order.{status,lines}", "order.lines[*].*"),
        *("order.*.quantity", "order.lines[*].quantity", "order.lines", "inventory.*"),
        *("inventory.onHand", "inventory.{onHand,buckets[*]}"),
    ]
)


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    fields = draw(st.lists(PATTERNS, min_size=1, max_size=2, unique=True))
    rule = owned(draw(st.sampled_from(["erp-legacy", "erp-cloud", "wms"])), *fields)
    if draw(st.booleans()):
        rule["locations"] = draw(st.lists(st.sampled_from(NAMES.locations), min_size=1))
    if draw(st.booleans()):
        rule["waves"] = [draw(st.sampled_from(sorted(NAMES.waves)))]
    if draw(st.booleans()) and all(f.startswith("order") for f in fields):
        rule["states"] = draw(st.lists(st.sampled_from(["created", "allocated"]), min_size=1))
    since, until = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if since:
        rule["since"] = since
    if until and (not since or since < until):
        rule["until"] = until
    return rule


def naive(record: Record, field: str, place: str, state: str | None, day: date) -> set[int]:
    """The rules that win, by the words of the specification and nothing cleverer."""
    holding: list[tuple[Rule, tuple[str, ...]]] = []
    for rule in record.rules:
        if rule.span.since is not None and day < rule.span.since:
            continue
        if rule.span.until is not None and day >= rule.span.until:
            continue
        if rule.scope.locations is not None and place not in rule.scope.locations:
            continue
        if rule.scope.states is not None and state not in rule.scope.states:
            continue
        holding += [(rule, p.steps) for p in rule.patterns if _matches(p.steps, steps_of(field))]
    inner = [h for h in holding if not any(_less(o[1], h[1]) for o in holding)]
    return {
        rule.number for rule, _ in inner if not any(_smaller(other, rule) for other, _ in inner)
    }


def _matches(pattern: tuple[str, ...], field: tuple[str, ...]) -> bool:
    if not pattern:
        return True
    return bool(field) and pattern[0] in ("*", field[0]) and _matches(pattern[1:], field[1:])


#: enough paths to tell the patterns above apart
PATHS = [
    (entity, *steps)
    for entity in ("order", "inventory")
    for one in ("status", "lines", "onHand", "buckets", "other")
    for steps in ((one,), (one, "quantity"), (one, "other"), (one, "quantity", "deep"))
]


def _less(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    mine = {path for path in PATHS if _matches(one, path)}
    theirs = {path for path in PATHS if _matches(other, path)}
    return mine < theirs


def _smaller(one: Rule, other: Rule) -> bool:
    everywhere = frozenset(["anywhere", *NAMES.locations])
    always = frozenset(["anyhow", "created", "allocated", "shipped"])
    (a, b), (c, d) = (
        (r.scope.locations if r.scope.locations is not None else everywhere,
         r.scope.states if r.scope.states is not None else always)
        for r in (one, other)
    )  # fmt: skip
    return a <= c and b <= d and (a, b) != (c, d)


@given(st.lists(rules(), max_size=5))
def test_cells_and_conflicts_are_those_of_a_day_by_day_evaluation(drawn: list[Any]) -> None:
    record = record_of(*drawn, since=FIRST.isoformat())
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 2)]
    gaps = conflicts(record, lambda cell: not cell.owners)
    overlaps = conflicts(record, lambda cell: len(cell.owners) > 1)
    for field in FIELDS:
        entity = record.entity_of(field)
        assert entity is not None
        cells = matrix(record, field)
        for place in NAMES.locations:
            for state in entity.states or (None,):
                for day in days:
                    expected = naive(record, field, place, state, day)
                    (cell,) = (
                        c
                        for c in cells
                        if place in c.locations and state in c.states and day in c.span
                    )
                    assert {r.number for r in cell.winners} == expected
                    owners = {record.rules[n].owner for n in expected}
                    told = [
                        [
                            c
                            for c in some
                            if field in c.fields
                            and place in c.locations
                            and state in c.states
                            and day in c.span
                        ]
                        for some in (gaps, overlaps)
                    ]
                    assert [len(t) for t in told] == [int(not owners), int(len(owners) > 1)]


@given(PATTERNS, PATTERNS)
def test_a_narrower_pattern_covers_a_part_of_the_other(one: str, other: str) -> None:
    for a in patterns(one):
        for b in patterns(other):
            assert a.narrower(b) == _less(a.steps, b.steps)
            assert a.meets(b) == any(
                _matches(a.steps, path) and _matches(b.steps, path) for path in PATHS
            )
