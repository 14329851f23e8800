"""How notes become remarks: severities, stages, ignores, lines, and documents full of junk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.checks.facts.junk import JUNK, spoiled, spots
from tests.checks.facts.test_outline import ASYNC_2, OPENAPI, SWAGGER
from weighbridge_checks.facts.document import Location
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.outline import outlined
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.policy import Level, Own, Policy
from weighbridge_checks.verdicts.standards import LINTED
from weighbridge_checks.verdicts.standards.ignoring import marks_in
from weighbridge_checks.verdicts.standards.judging import Bench, Case, judged
from weighbridge_checks.verdicts.standards.subject import Card, Subject, Term

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.remark import Remark

BASIC = """\
openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
paths: {}
components:
  securitySchemes:
    old: {type: http, scheme: basic}
    older: {type: http, scheme: digest}
"""
IGNORED = BASIC.replace(
    "scheme: basic}", "scheme: basic, x-weighbridge-ignore: {SEC003: the old shop}}"
)


def remarks(
    text: str,
    *,
    rule: str | None = "SEC003",
    policy: Policy | None = None,
    card: dict[str, Any] | None = None,
    superseded: str | None = None,
    apart: bool = False,
) -> list[Remark]:
    outline = outlined(text.encode(), name="openapi.yaml")
    held = None
    if card is not None:
        held = Card(
            value=card,
            locate=lambda p: Location(file="contract.yaml", line=1, column=1, pointer=p),
        )
    subject = Subject(name="orders", outline=outline, card=held, superseded=superseded)
    bench = Bench(
        standards=LINTED,
        policy=policy or Policy(),
        chosen=None if rule is None else frozenset({rule, "IGN001", "IGN002"}),
        known=frozenset(n for s in LINTED.values() for n in (s.id, s.slug, *s.also)),
        apart=apart,
    )
    case = Case(subject=subject, marks=marks_in(outline, mentioned=True))
    return list(judged([case], bench))


def severities(text: str, **more: Any) -> list[str]:
    return [str(r.severity) for r in remarks(text, **more) if r.rule == "SEC003"]


def test_a_remark_stands_at_its_line_with_the_standards_severity() -> None:
    first, second = remarks(BASIC)
    assert (first.source.line, second.source.line) == (6, 7)
    assert first.severity is Severity.ERROR
    assert first.fingerprint != second.fingerprint


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({}, ["error", "error"], id="stable"),
        pytest.param({"card": {"status": "approved"}}, ["error", "error"], id="approved"),
        pytest.param({"card": {"lifecycle": "beta"}}, ["warning", "warning"], id="a beta"),
        pytest.param({"card": {"status": "draft"}}, [], id="a draft"),
        pytest.param({"superseded": "2.0.0"}, ["info", "info"], id="a higher version is there"),
        pytest.param({"policy": Policy(rules={"SEC003": Level.OFF})}, [], id="off"),
        pytest.param(
            {"policy": Policy(rules={"SEC003": Level.WARNING})}, ["warning"] * 2, id="settled"
        ),
        pytest.param(
            {
                "policy": Policy(
                    rules={"SEC003": Level.OFF},
                    subjects={"orders": Own(rules={"SEC003": Level.INFO})},
                )
            },
            ["info", "info"],
            id="settled for this one",
        ),
        pytest.param(
            {"policy": Policy(rules={"SEC003": Level.ERROR}), "card": {"status": "draft"}},
            ["error", "error"],
            id="what is settled goes before the stage",
        ),
    ],
)
def test_how_much_a_remark_counts(more: dict[str, Any], expected: list[str]) -> None:
    assert severities(BASIC, **more) == expected


def test_a_part_may_be_less_stable_than_the_whole() -> None:
    text = BASIC.replace("scheme: basic}", "scheme: basic, x-stability: beta}")
    assert severities(text) == ["warning", "error"]


def test_a_draft_still_has_to_be_a_document() -> None:
    found = remarks("openapi: 3.1.0\npaths: {}\n", rule="STR001", card={"status": "draft"})
    assert [r.message for r in found] == ["'info' is missing"]


def test_what_is_ignored_keeps_its_reason_and_the_rest_stands() -> None:
    first, second = (r for r in remarks(IGNORED) if r.rule == "SEC003")
    assert first.ignored == "the old shop"
    assert second.ignored is None


@pytest.mark.parametrize(
    ("said", "ignored", "told"),
    [
        pytest.param("{SEC003: everywhere}", 2, [], id="the whole document"),
        pytest.param("{schemes-are-strong: by name}", 2, [], id="by the readable name"),
        pytest.param("{SEC003: }", 0, ["IGN001"], id="no reason"),
        pytest.param("{SEC003: '  '}", 0, ["IGN001"], id="a blank reason"),
        pytest.param("SEC003", 0, ["IGN001"], id="a bare name"),
        pytest.param("[SEC003, SEC004]", 0, ["IGN001", "IGN001"], id="bare names"),
        pytest.param("{SEC03: misspelt}", 0, ["IGN001"], id="a rule that there is not"),
        pytest.param("{STR005: for nothing}", 0, [], id="a rule that was not asked"),
    ],
)
def test_ignores(said: str, ignored: int, told: list[str]) -> None:
    found = remarks(f"x-weighbridge-ignore: {said}\n{BASIC}")
    assert sum(r.ignored is not None for r in found) == ignored
    assert [r.rule for r in found if r.rule.startswith("IGN")] == told


def test_an_ignore_that_passes_nothing_over_is_told() -> None:
    strong = IGNORED.replace("scheme: basic,", "scheme: bearer,")
    found = [r for r in remarks(strong) if r.rule == "IGN002"]
    assert [r.severity for r in found] == [Severity.INFO]
    assert found[0].source.line == 6


def test_what_is_missed_nearly_everywhere_is_told_once() -> None:
    paths = {
        f"/things/{n}": {"get": {"responses": {"200": {"description": "ok"}}}} for n in range(30)
    }
    text = json.dumps({"openapi": "3.1.0", "info": {}, "paths": paths})
    found = remarks(text, rule="THR001")
    assert [r.message for r in found] == ["30 of 30 operations do not declare 429"]
    assert len(found[0].related) == 5, "some of the places are shown"
    assert len(remarks(text, rule="THR001", apart=True)) == 30, "whoever asks is shown all"


@pytest.mark.parametrize(
    ("ignoring", "standing", "ignored"),
    [
        pytest.param({"/things/0"}, ["29 of 30 operations do not declare 429"], 1, id="one place"),
        pytest.param({""}, [], 1, id="by one word for all"),
        pytest.param(
            {f"/things/{n}" for n in range(21)},
            [f"GET /things/{n} does not declare 429" for n in range(21, 30)],
            21,
            id="so many that few are left",
        ),
    ],
)
def test_what_is_ignored_at_its_place_is_no_part_of_a_habit(
    ignoring: set[str], standing: list[str], ignored: int
) -> None:
    said = {"x-weighbridge-ignore": {"THR001": "the gateway does it"}}
    answers = {"responses": {"200": {"description": "ok"}}}
    paths = {
        f"/things/{n}": {"get": answers | (said if f"/things/{n}" in ignoring else {})}
        for n in range(30)
    }
    root = {"openapi": "3.1.0", "info": {}, "paths": paths} | (said if "" in ignoring else {})
    found = remarks(json.dumps(root), rule="THR001")
    assert [r.message for r in found if r.ignored is None] == standing
    assert sum(r.ignored is not None for r in found) == ignored


def test_drafts_are_no_part_of_a_habit() -> None:
    answers = {"responses": {"200": {"description": "ok"}}}
    paths = {
        f"/things/{n}": {"get": answers | ({"x-stability": "draft"} if n < 10 else {})}
        for n in range(30)
    }
    text = json.dumps({"openapi": "3.1.0", "info": {}, "paths": paths})
    found = remarks(text, rule="THR001")
    assert [r.message for r in found] == ["20 of 30 operations do not declare 429"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param(("/a/{id}/b", "/a/c/{x}"), 1, id="each spells out what the other leaves open"),
        pytest.param(("/a/{id}", "/a/new"), 0, id="the exact one goes first"),
        pytest.param(("/a/{id}", "/a/{name}"), 1, id="the same path"),
        pytest.param(("/a/{id}/b", "/a/c/d"), 0, id="never both"),
        pytest.param(("/a/{number}/b", "/a/c/{x}"), 0, id="a number is no word"),
        pytest.param(("/a/{id}.json", "/a/x.{kind}"), 0, id="open in parts"),
    ],
)
def test_paths_that_a_call_may_both_fit(paths: tuple[str, ...], expected: int) -> None:
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}
    said = {p: {"get": {"parameters": [number] if "number" in p else []}} for p in paths}
    text = json.dumps({"openapi": "3.1.0", "info": {}, "paths": said})
    assert len(remarks(text, rule="STR004")) == expected


@pytest.mark.parametrize(
    ("schema", "example", "expected"),
    [
        pytest.param({"type": "string", "nullable": True}, None, 0, id="nullable of 3.0"),
        pytest.param({"type": "string"}, None, 1, id="null"),
        pytest.param(
            {"type": "integer", "minimum": 3, "exclusiveMinimum": True}, 3, 1, id="exclusive"
        ),
        pytest.param(
            {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "string", "writeOnly": True}},
            },
            {},
            0,
            id="writeOnly is not in answers",
        ),
        pytest.param({"allOf": [{"type": "string"}, {"maxLength": 2}]}, "abc", 1, id="allOf"),
    ],
)
def test_examples_are_held_against_the_schema_in_its_own_dialect(
    schema: dict[str, Any], example: Any, expected: int
) -> None:
    answer = {"description": "x", "content": {"application/json": {}}}
    answer["content"] = {"application/json": {"schema": schema, "example": example}}
    paths = {"/a": {"get": {"responses": {"200": answer}}}}
    text = json.dumps({"openapi": "3.0.3", "info": {}, "paths": paths})
    assert len(remarks(text, rule="STR005")) == expected


def test_a_number_in_a_header_is_a_text_too() -> None:
    parameter = {"name": "X-Id", "in": "header", "schema": {"type": "string"}, "example": 123}
    paths = {"/a": {"get": {"parameters": [parameter], "responses": {}}}}
    text = json.dumps({"openapi": "3.1.0", "info": {}, "paths": paths})
    assert remarks(text, rule="STR005") == []


def test_a_pattern_that_no_engine_takes_leaves_the_other_examples_judged() -> None:
    schemas = {
        "Odd": {"type": "string", "pattern": "(?<never", "example": "x"},
        "Plain": {"type": "string", "example": 7},
    }
    text = json.dumps(
        {"openapi": "3.1.0", "info": {}, "paths": {}, "components": {"schemas": schemas}}
    )
    assert [r.source.pointer for r in remarks(text, rule="STR005")] == [
        "/components/schemas/Plain/example"
    ]


TRAPS = [yaml.safe_load(text) for text in (OPENAPI, SWAGGER, ASYNC_2)]


@pytest.mark.parametrize("document", TRAPS, ids=["openapi", "swagger", "asyncapi"])
def test_junk_in_any_place_is_judged_or_refused_and_never_a_fault_of_ours(
    document: dict[str, Any],
) -> None:
    for number, path in enumerate(spots(document)):
        for junk in (JUNK[number % len(JUNK)], JUNK[(number * 7 + 3) % len(JUNK)]):
            text = json.dumps(spoiled(document, path, junk))
            try:
                found = remarks(text, rule=None, card={})
            except UnreadableContractError:
                continue
            assert all(r.source.line >= 1 for r in found)


@pytest.mark.parametrize("named", [[], ["Unit"], {"Unit": 1}, 7, "Unti"], ids=str)
def test_a_term_that_is_no_name_is_told_like_one_that_there_is_not(named: Any) -> None:
    held = {"type": "object", "properties": {"unit": {"type": "string", "x-term": named}}}
    root = {"openapi": "3.1.0", "info": {}, "components": {"schemas": {"Thing": held}}}
    outline = outlined(json.dumps(root).encode(), name="openapi.yaml")
    subject = Subject(name="things", outline=outline, terms={"Unit": Term(id="Unit")})
    found = judged([Case(subject=subject)], Bench(standards=LINTED))
    assert [r.rule for r in found if r.rule == "TERM004"] == ["TERM004"]
