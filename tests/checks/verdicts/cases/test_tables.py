"""Every row of every table says what is found, both ways, and the verdict that follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.checks.verdicts.cases import frames
from tests.checks.verdicts.cases.tables import Case, cases, rows, told, weighed
from weighbridge_checks.verdicts import Mode

if TYPE_CHECKING:
    from collections.abc import Callable

#: in which frames the fragments of a table stand
TABLES: dict[str, dict[str, Callable[[Any], Any]]] = {
    "bodies": {"operation": frames.operation, "webhook": frames.webhook},
    "callbacks": {"operation": frames.operation},
    "drafts": {"alone": frames.alone},
    "heirs": {"both": frames.both},
    "meaning": {"both": frames.both},
    "operations": {"document": frames.document},
    "parameters": {"operation": frames.operation, "webhook": frames.webhook},
    "responses": {"operation": frames.operation},
    "schemas": {"request": frames.request, "response": frames.response},
    "security": {"guarded": frames.guarded},
    "servers": {"document": frames.document},
    "swagger": {"document": frames.document},
    "webhooks": {"document": frames.document},
}
CASES = [case for table, by_name in TABLES.items() for case in cases(table, by_name)]
#: the schemas that are asked of a request and promised in a response
SCHEMAS = [row["is"] for row in rows("schemas")]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_a_change_comes_to(case: Case) -> None:
    verdict = weighed(case)
    assert told(verdict) == case.expected
    assert verdict.word == case.word


@pytest.mark.parametrize("case", CASES, ids=str)
def test_forward_is_backward_with_the_versions_exchanged(case: Case) -> None:
    forward = weighed(case, mode=Mode.FORWARD)
    assert forward.word == weighed(case.exchanged).word


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_breaks_a_request_is_what_breaks_a_response_the_other_way_round(name: str) -> None:
    by_way = {case.way: case.word for case in CASES if (case.table, case.name) == ("schemas", name)}
    for there, back in (("request", "response-back"), ("request-back", "response")):
        assert (by_way[there] == "breaking") is (by_way[back] == "breaking")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_told_twice_and_every_row_expects_something(table: str) -> None:
    names = [row["is"] for row in rows(table)]
    assert len(names) == len(set(names))
    ways = {way for name in TABLES[table] for way in (name, f"{name}-back")}
    assert all(
        ways & row.keys() and row.keys() - ways <= {"is", "old", "new", "today"}
        for row in rows(table)
    )
