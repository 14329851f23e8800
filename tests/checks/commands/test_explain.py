"""A rule's page, and the table of all."""

from __future__ import annotations

import pytest

from tests.checks.commands.running import weighbridge
from weighbridge_checks.commands import exits
from weighbridge_checks.commands.explain import _meant
from weighbridge_checks.verdicts.demands import STANDARDS
from weighbridge_checks.verdicts.objections import PAGES
from weighbridge_checks.verdicts.rules.every import RULES

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
    assert {item["id"] for item in listed["items"]} == {*RULES, *PAGES, *STANDARDS}
    lines = weighbridge("rules").out.splitlines()
    assert len(lines) == len(RULES) + len(PAGES) + len(STANDARDS)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        pytest.param("SEC003", "SEC003 ", id="the id"),
        pytest.param("schemes-are-strong", "SEC003 ", id="the readable name"),
        pytest.param("IDM001", "IDEM001 ", id="another id"),
        pytest.param("spectral:path-params", "STR003 ", id="another linter's name"),
        pytest.param("CONS001", "consistency-weakened", id="a demand on changes"),
    ],
)
def test_a_standard_is_explained_by_any_of_its_names(name: str, title: str) -> None:
    ended = weighbridge("explain", name)
    assert ended.code == 0
    assert ended.out.startswith(title)


def test_a_standard_that_nobody_knows_is_told_with_the_nearest() -> None:
    ended = weighbridge("explain", "SEC03")
    assert ended.code == exits.USAGE
    assert "'SEC003'" in ended.err
