"""Remarks in every form: nothing is lost, nothing is folded without being counted."""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import jsonschema
import pytest

from weighbridge_checks.report import remarks as reports
from weighbridge_checks.report.remarks import json as report_json
from weighbridge_checks.report.remarks.grouped import FEW
from weighbridge_checks.verdicts.finding import Consumer, Severity, Source
from weighbridge_checks.verdicts.remark import Remark, Review
from weighbridge_checks.verdicts.standards import LINTED


def remark(line: int = 1, **more: Any) -> Remark:
    said: dict[str, Any] = {
        "rule": "SEC003",
        "severity": Severity.ERROR,
        "message": "'basic' sends the password with every call",
        "subject": "orders",
        "source": Source(file="openapi.yaml", line=line, column=5, pointer="/components"),
        "identity": (line,),
    }
    return Remark(**(said | more))


def review(*remarks: Remark, **more: Any) -> Review:
    return Review(what="lint", remarks=remarks, stats={"documents": 1}, **more)


MANY = review(*(remark(n) for n in range(1, FEW + 4)))
MIXED = review(
    remark(),
    remark(rule="DEP005", severity=Severity.INFO, evidence={"a": [1]}, fix="link it"),
    remark(rule="OWN001", ignored="it is to be retired", consumers=(Consumer(name="storefront"),)),
    unread=("/x",),
)


@pytest.mark.parametrize("value", [review(), MANY, MIXED])
def test_the_value_meets_its_published_schema(value: Review) -> None:
    jsonschema.validate(report_json.as_value(value), report_json.schema("lint"))


def test_places_beyond_a_few_are_counted_unless_all_are_asked_for() -> None:
    assert "and 3 more" in reports.render(MANY, "text")
    whole = reports.render(MANY, "text", every=True)
    assert whole.count("openapi.yaml:") == FEW + 3
    assert "and 3 more" in reports.render(MANY, "markdown")


@pytest.mark.parametrize(
    ("value", "word"),
    [
        pytest.param(review(), "clean", id="nothing"),
        pytest.param(review(remark(severity=Severity.INFO)), "clean", id="infos alone"),
        pytest.param(review(remark(ignored="so it is")), "clean", id="ignored"),
        pytest.param(review(remark(severity=Severity.WARNING)), "findings", id="a warning"),
        pytest.param(MIXED, "findings", id="an error"),
        pytest.param(review()._replace(incomplete=True), "unread", id="a document was not read"),
        pytest.param(MIXED._replace(incomplete=True), "findings", id="an error, and one not read"),
    ],
)
def test_a_review_is_clean_where_no_error_and_no_warning_stands(value: Review, word: str) -> None:
    assert value.word == word
    assert reports.render(value, "text").splitlines()[-1].startswith(word)


def test_what_is_ignored_is_told_with_its_reason_and_not_annotated() -> None:
    assert "because it is to be retired" in reports.render(MIXED, "text")
    annotated = reports.render(MIXED, "github")
    assert "OWN001" not in annotated
    assert "1 ignored" in annotated


def test_a_text_from_a_document_can_neither_colour_nor_mark_up() -> None:
    odd = review(remark(message="\x1b[31m*bold* @everybody"))
    assert "\x1b" not in reports.render(odd, "text")
    comment = reports.render(odd, "markdown")
    assert "\\*bold\\*" in comment
    assert "@everybody" not in comment


def test_lists_of_results_hold_every_remark_with_its_page() -> None:
    log = json.loads(reports.render(MIXED, "sarif"))["runs"][0]
    assert len(log["results"]) == len(MIXED.remarks)
    pages = {rule["id"]: rule["fullDescription"]["text"] for rule in log["tool"]["driver"]["rules"]}
    assert pages["SEC003"] == LINTED["SEC003"].page
    suites = reports.render(MIXED, "junit")
    assert suites.count("<testcase") == len(MIXED.remarks)
    assert "nothing found" in reports.render(review(), "junit")
    page = reports.render(MIXED, "html")
    assert all(r.message in unescape(page) for r in MIXED.remarks)
