"""A rule's page, and the table of all."""

from __future__ import annotations

import pytest

from tests.checks.commands.running import weighbridge
from weighbridge_checks.commands import exits
from weighbridge_checks.commands.explain import _meant
from weighbridge_checks.verdicts.objections import PAGES
from weighbridge_checks.verdicts.rules import RULES

NAMES = ("operation-added", "operation-removed", "response-property-removed")


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        pytest.param("operation-added", "operation-added", id="the id"),
        pytest.param("operation-r", "operation-removed", id="the beginning of one"),
        pytest.param("property-removed", "response-property-removed", id="the end of one"),
        pytest.param("response-propertty-removd", "response-property-removed", id="misspelt"),
    ],
)
def test_a_rule_is_found_by_what_a_person_remembers(wish: str, found: str) -> None:
    assert _meant(wish, NAMES) == found


def test_an_unclear_wish_names_the_rules_that_it_may_mean() -> None:
    ended = weighbridge("explain", "operation")
    assert ended.code == exits.USAGE
    assert ended.out == ""
    assert "'operation-added'" in ended.err
    assert "'operation-removed'" in ended.err


def test_a_page_is_the_rules_own() -> None:
    name, rule = next(iter(RULES.items()))
    ended = weighbridge("explain", name)
    assert ended.code == 0
    assert rule.page in ended.out


def test_every_rule_is_in_the_table_also_those_of_the_check() -> None:
    listed = weighbridge("rules", "--format", "json").value
    assert {item["id"] for item in listed["items"]} == {*RULES, *PAGES}
    lines = weighbridge("rules").out.splitlines()
    assert len(lines) == len(RULES) + len(PAGES)
