from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge_web.findings import (
    WIDTH,
    Disagreement,
    chosen,
    disagreement,
    groups,
    pretty,
    tally,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=40,
)


def finding(
    severity: str = "error",
    operation: str | None = "GET /orders",
    direction: str | None = "response",
    *,
    waived: bool = False,
) -> dict[str, Any]:
    return {
        "severity": severity,
        "operation": operation,
        "direction": direction,
        "waived": {"reason": "agreed"} if waived else None,
    }


def test_the_operation_that_is_hit_worst_comes_first_and_harmless_ones_last() -> None:
    findings = [
        finding("info", "GET /a"),
        finding("warning", "GET /b"),
        finding("error", "GET /c", waived=True),
        finding("error", "GET /d"),
    ]
    assert [g.operation for g in groups(findings)] == ["GET /d", "GET /b", "GET /c", "GET /a"]
    assert [g.loud for g in groups(findings)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("operation", "direction", "title"),
    [
        ("POST /orders", "request", "Requests"),
        ("POST /orders", "response", "Responses"),
        ("send orderCreated", "response", "Events it sends"),
        ("receive orderPlaced", "request", "Events it receives"),
        ("POST /orders", None, "The operation itself"),
        (None, None, "In general"),
    ],
)
def test_a_direction_is_told_in_words_of_its_operation(
    operation: str | None, direction: str | None, title: str
) -> None:
    (group,) = groups([finding(operation=operation, direction=direction)])
    assert [way.title for way in group.ways] == [title]


@given(
    st.lists(
        st.builds(
            finding,
            st.sampled_from(["error", "warning", "info"]),
            st.sampled_from([None, "GET /a", "send b"]),
            st.sampled_from([None, "request", "response"]),
            waived=st.booleans(),
        )
    )
)
def test_no_finding_is_lost_or_told_twice(findings: list[dict[str, Any]]) -> None:
    shown = [f for g in groups(findings) for w in g.ways for f in (*w.loud, *w.quiet)]
    assert sorted(map(id, shown)) == sorted(map(id, findings))
    assert tally(findings).total == len(findings)
    assert sum(group.size for group in groups(findings)) == len(findings)


def test_a_severity_that_there_is_not_chooses_nothing_away() -> None:
    findings = [finding("error"), finding("info")]
    assert chosen(findings, "info") == findings[1:]
    assert chosen(findings, "catastrophe") == findings
    assert chosen(findings, None) == findings


@pytest.mark.parametrize(
    ("writer", "reader", "told"),
    [
        (
            "GET /orders · response · 200, by the new document",
            "GET /orders · response · 200, by the old document",
            Disagreement(writer="2.0.0", reader="1.0.0", message="GET /orders · response · 200"),
        ),
        (
            "one, by the old document",
            "another, by the new document",
            Disagreement(writer="one, by the old document", reader="another, by the new document"),
        ),
        (None, None, Disagreement(writer="the writer", reader="the reader")),
    ],
)
def test_a_witness_is_told_by_the_versions_that_disagree_on_it(
    writer: str | None, reader: str | None, told: Disagreement
) -> None:
    assert disagreement({"writer": writer, "reader": reader}, "1.0.0", "2.0.0") == told


@given(VALUES)
def test_a_value_is_written_as_the_json_that_it_is(value: Any) -> None:
    assert json.loads(pretty(value)) == value


def test_what_fits_on_a_line_stands_on_one() -> None:
    assert pretty({"sku": "HP-1", "tags": ["a", "b"]}) == '{"sku": "HP-1", "tags": ["a", "b"]}'
    long = pretty({"one": "x" * WIDTH, "two": [1, 2]})
    assert long.splitlines() == ["{", f'  "one": "{"x" * WIDTH}",', '  "two": [1, 2]', "}"]
