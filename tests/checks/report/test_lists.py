"""Reports that other tools read: SARIF, JUnit, a page of its own, and another differ's list."""

from __future__ import annotations

import itertools
import json
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given

from tests.checks.report.verdicts import (
    STOREFRONT,
    UNHURRIED,
    VERDICTS,
    WAIVER,
    finding,
    real,
    verdict,
)
from weighbridge_checks.facts import Action, Change, Direction, Kind
from weighbridge_checks.report import Named, html, junit, oasdiff, sarif
from weighbridge_checks.report.entries import of_verdict
from weighbridge_checks.verdicts import Severity, Verdict
from weighbridge_checks.verdicts.rules.every import RULES

#: what the standard (OASIS, 2.1.0) demands of the parts that we write
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {"$ref": "#/$defs/run"}, "minItems": 1},
    },
    "$defs": {
        "text": {
            "type": "object",
            "required": ["text"],
            "properties": {"text": {"type": "string", "minLength": 1}},
            "additionalProperties": False,
        },
        "run": {
            "type": "object",
            "required": ["tool", "results"],
            "properties": {
                "tool": {
                    "type": "object",
                    "required": ["driver"],
                    "properties": {"driver": {"$ref": "#/$defs/driver"}},
                },
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
            },
            "additionalProperties": False,
        },
        "driver": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "version": {"type": "string"},
                "semanticVersion": {"type": "string"},
                "rules": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/rule"}},
            },
            "additionalProperties": False,
        },
        "rule": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string"},
                "shortDescription": {"$ref": "#/$defs/text"},
                "fullDescription": {"$ref": "#/$defs/text"},
                "help": {"$ref": "#/$defs/text"},
            },
            "additionalProperties": False,
        },
        "result": {
            "type": "object",
            "required": ["message"],
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": -1},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"$ref": "#/$defs/text"},
                "locations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
                "relatedLocations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
                "partialFingerprints": {
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                },
                "suppressions": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["kind"],
                        "properties": {
                            "kind": {"enum": ["inSource", "external"]},
                            "status": {"enum": ["accepted", "underReview", "rejected"]},
                            "justification": {"type": "string"},
                        },
                        "additionalProperties": False,
                    },
                },
            },
            "additionalProperties": False,
        },
        "location": {
            "type": "object",
            "properties": {
                "physicalLocation": {
                    "type": "object",
                    "required": ["artifactLocation"],
                    "properties": {
                        "artifactLocation": {
                            "type": "object",
                            "properties": {
                                "uri": {"type": "string", "pattern": "^[A-Za-z0-9%._~/-]+$"}
                            },
                            "additionalProperties": False,
                        },
                        "region": {
                            "type": "object",
                            "properties": {
                                "startLine": {"type": "integer", "minimum": 1},
                                "startColumn": {"type": "integer", "minimum": 1},
                            },
                            "additionalProperties": False,
                        },
                    },
                    "additionalProperties": False,
                },
                "message": {"$ref": "#/$defs/text"},
            },
            "additionalProperties": False,
        },
    },
}


def told(verdict: Verdict) -> Any:
    return of_verdict(Named("orders", verdict))


@UNHURRIED
@given(VERDICTS)
def test_sarif_is_as_its_standard_says(verdict: Verdict) -> None:
    log = json.loads(sarif.render(told(verdict)))
    jsonschema.Draft202012Validator(SARIF).validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[r["ruleIndex"]] == r["ruleId"] for r in run["results"])


def test_sarif_points_at_the_line_and_says_why() -> None:
    (run,) = sarif.as_value(told(real()))["runs"]
    first = run["results"][0]
    assert first["level"] == "error"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "new.yaml"}
    assert place["region"]["startLine"] > 1
    assert "the old document allows, the new document refuses" in first["message"]["text"]
    assert run["tool"]["driver"]["rules"][0]["shortDescription"]["text"]


def test_a_revision_in_a_name_makes_no_scheme() -> None:
    old = finding().old
    assert old is not None
    old = old._replace(file="HEAD:api/orders v1.yaml")
    (run,) = sarif.as_value(told(verdict(finding(new=None, old=old))))["runs"]
    where = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert where == {"uri": "HEAD%3Aapi/orders%20v1.yaml"}


def test_a_waived_finding_is_suppressed_skipped_and_marked() -> None:
    entries = told(verdict(finding(waived=WAIVER)))
    (run,) = sarif.as_value(entries)["runs"]
    (suppression,) = run["results"][0]["suppressions"]
    assert "waived by Ada Park until 2027-03-31" in suppression["justification"]
    case = ET.fromstring(junit.render({"orders": entries})).find("testsuite/testcase/skipped")  # noqa: S314 - our own text
    assert case is not None
    assert "error (waived)" in html.render("t", "s", {"orders": entries})


def test_a_suite_without_findings_is_a_run_that_happened() -> None:
    root = ET.fromstring(junit.render({"orders": []}))  # noqa: S314 - our own text
    assert (root.get("tests"), root.get("failures")) == ("1", "0")


class Outline(HTMLParser):
    """A page's tags in their order, and whether each is closed."""

    VOID = ("meta", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@UNHURRIED
@given(VERDICTS)
def test_the_page_is_whole_and_needs_nothing_else(verdict: Verdict) -> None:
    page = html.render("orders", "what it comes to", {"orders": told(verdict)})
    outline = Outline(page)
    assert outline.open == []
    names = [tag for tag, _ in outline.tags]
    assert not {"script", "link", "img", "iframe", "object"} & set(names)
    assert not any(a.startswith("on") for _, attributes in outline.tags for a in attributes)
    assert names.count("h1") == names.count("main") == names.count("title") == 1


def test_the_page_can_be_read_by_anybody() -> None:
    page = html.render("orders", "breaking: 2 errors", {"orders.yaml": told(real())})
    outline = Outline(page)
    by_name = dict(outline.tags)
    assert by_name["html"] == {"lang": "en"}
    assert "caption" in by_name
    assert all("scope" in attributes for tag, attributes in outline.tags if tag == "th")
    levels = [int(tag[1]) for tag, _ in outline.tags if tag in ("h1", "h2", "h3")]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    ids = [a["id"] for _, a in outline.tags if "id" in a]
    assert len(set(ids)) == len(ids)
    assert "lines[].depot" in outline.text


def test_what_a_document_says_is_text_and_no_markup() -> None:
    nasty = "<script>alert(1)</script>"
    page = html.render("t", "s", {nasty: told(verdict(finding(field=nasty, witness=nasty)))})
    assert "<script" not in page


def changed(attribute: str | None, path: tuple[str, ...], before: Any, after: Any) -> Change:
    direction = Direction.RESPONSE if "response" in path else Direction.REQUEST
    return Change(
        action=Action.CHANGED,
        kind=Kind.SCHEMA,
        attribute=attribute,
        path=path,
        direction=direction,
        operations=("POST /orders",),
        before=before,
        after=after,
    )


BODY = ("POST /orders", "request", "application/json")
QUERY = ("POST /orders", "request", "query", "depot")
ANSWER = ("POST /orders", "response", "200", "application/json")
HEADER = ("POST /orders", "response", "200", "header", "X-Depot")
NEAREST = [
    ("request-length-narrowed", "maxLength", (*BODY, "note"), 40, 20,
     "request-property-max-length-decreased"),
    ("request-length-narrowed", "maxLength", (*BODY, "note"), None, 20,
     "request-property-max-length-set"),
    ("request-length-narrowed", "minLength", (*BODY, "note"), 1, 2,
     "request-property-min-length-increased"),
    ("request-length-narrowed", "maxLength", BODY, 40, 20, "request-body-max-length-decreased"),
    ("request-length-narrowed", "maxLength", QUERY, 40, 20,
     "request-parameter-max-length-decreased"),
    ("request-range-narrowed", "minimum", QUERY, 1, 2, "request-parameter-min-increased"),
    ("request-range-widened", "maximum", (*BODY, "n"), 9, 10, "request-property-max-increased"),
    ("response-length-widened", "maxLength", (*ANSWER, "note"), 40, None,
     "response-property-max-length-unset"),
    ("response-length-widened", "minLength", (*ANSWER, "note"), 2, 1,
     "response-property-min-length-decreased"),
    ("request-pattern-added", "pattern", QUERY, None, "^a", "request-parameter-pattern-added"),
    ("request-pattern-added", "pattern", BODY, None, "^a", "request-property-pattern-added"),
    ("response-type-changed", "type", HEADER, "string", "integer", "response-header-type-changed"),
    ("response-type-changed", "type", ANSWER, "array", "object", "response-body-type-changed"),
    ("request-value-removed", "enum", QUERY, "a", None, "request-parameter-enum-value-removed"),
    ("operation-id-changed", "operationId", ("POST /orders",), None, "x",
     "api-operation-id-added"),
    ("event-type-changed", "type", ("x",), 1, 2, "event-type-changed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "attribute", "path", "before", "after", "nearest"),
    NEAREST,
    ids=[n[-1] for n in NEAREST],
)
def test_a_finding_goes_by_the_id_of_the_nearest_check(
    rule: str, attribute: str, path: tuple[str, ...], before: Any, after: Any, nearest: str
) -> None:
    change = changed(attribute, path, before, after)
    assert oasdiff.check_of(finding(rule=rule)._replace(change=change)) == nearest


def test_an_operation_that_was_announced_to_go_is_told_as_such() -> None:
    gone = finding(Severity.WARNING, rule="operation-removed")
    plain = gone.change._replace(before=None)
    told = gone.change._replace(before={"deprecated": True})
    assert oasdiff.check_of(gone._replace(change=plain)) == "api-removed-without-deprecation"
    assert oasdiff.check_of(gone._replace(change=told)) == "api-removed-with-deprecation"
    early = gone._replace(change=told, severity=Severity.ERROR)
    assert oasdiff.check_of(early) == "api-removed-before-sunset"


def test_the_list_is_as_the_other_differ_writes_it() -> None:
    hit = finding(consumers=(STOREFRONT,), severity=Severity.ERROR)
    (change,) = oasdiff.as_value(verdict(hit), {"POST /orders": "placeOrder"})
    assert change == {
        "id": "request-property-max-length-decreased",
        "text": "POST /orders · request body · note: 'note' has to be at most 20 characters long",
        "level": 3,
        "operation": "POST",
        "operationId": "placeOrder",
        "path": "/orders",
        "source": "new.yaml",
        "section": "paths",
        "baseSource": {"file": "old.yaml", "line": 3, "column": 5},
        "revisionSource": {"file": "new.yaml", "line": 4, "column": 5},
        "fingerprint": hit.fingerprint,
    }


def test_a_change_of_several_operations_is_told_for_each_of_them() -> None:
    hit = finding()
    both = hit._replace(change=hit.change._replace(operations=("POST /orders", "PUT /orders/{id}")))
    changes = oasdiff.as_value(verdict(both), {})
    assert [(c["operation"], c["path"]) for c in changes] == [
        ("POST", "/orders"),
        ("PUT", "/orders/{id}"),
    ]


def test_the_nearest_checks_are_ids() -> None:
    for rule in RULES.values():
        assert rule.oasdiff is None or rule.oasdiff == rule.oasdiff.lower().strip()
