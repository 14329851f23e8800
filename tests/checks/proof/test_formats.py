"""Formats are words about values, unless somebody asks to have them asserted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from weighbridge_checks.facts import Contract, read
from weighbridge_checks.facts.schema import FORMATS, RANGES
from weighbridge_checks.proof import formats
from weighbridge_checks.verdicts import Posture, Severity, Word, weigh
from weighbridge_checks.verdicts.finding import Result

DRAFT = "https://json-schema.org/draft/2020-12/schema"
#: pairs of another hand, beside the project where it is developed
PROBES = next(
    (f for p in Path(__file__).parents if (f := p / "shared/cases/schema_probes.json").exists()),
    None,
)


def schema(value: Any, *, asserted: bool = True, **more: Any) -> Contract:
    return read(json.dumps(value).encode(), name="schema.json", assert_formats=asserted, **more)


def text(named: str | None = None, **more: Any) -> dict[str, Any]:
    return {"type": "string", **({"format": named} if named else {}), **more}


def whole(named: str | None = None, **more: Any) -> dict[str, Any]:
    return {"type": "integer", **({"format": named} if named else {}), **more}


TEXTS = sorted(FORMATS - RANGES.keys())
SAFE = [
    *((text(named), text()) for named in TEXTS),
    *((text(named), text(named)) for named in TEXTS),
    (text("uri"), text("uri-reference")),
    (text("uri"), text("iri")),
    (text("email"), text("idn-email")),
    (text("hostname"), text("idn-hostname")),
    (whole("int32"), whole("int64")),
    (whole("int32"), whole()),
    (whole(minimum=0, maximum=100), whole("int32")),
    (whole("int32", minimum=0), {"type": "number", "minimum": 0}),
    ({"const": "2026-01-31"}, text("date")),
    ({"enum": ["2026-01-31", "2026-02-28"]}, text("date")),
    ({"enum": [1, 2]}, whole("int32")),
    ({"type": "integer"}, {"format": "date"}),
    (text("nobody knows it"), text("nor this")),
    (text("date", pattern="^2"), text("date")),
    ({"type": "object", "properties": {"a": text("date")}},
     {"type": "object", "properties": {"a": text("date")}, "required": []}),
    ({"anyOf": [text("date"), text("uuid")]}, {"anyOf": [text("uuid"), text("date"), whole()]}),
]  # fmt: skip
BROKEN = [
    *((text(), text(named)) for named in TEXTS),
    (text("date"), text("date-time")),
    (text("date-time"), text("date")),
    (text("time"), text("date-time")),
    (text("uri-reference"), text("uri")),
    (text("idn-email"), text("email")),
    (text("ipv4"), text("ipv6")),
    (text("uuid"), text("email")),
    (text("regex"), text("json-pointer")),
    (whole(), whole("int32")),
    (whole(), whole("int64")),
    (whole("int64"), whole("int32")),
    (whole("int64"), whole("int32", minimum=-5)),
    (whole(minimum=0), whole("int32")),
    (whole("int32"), whole("int32", maximum=2**31 - 2)),
    ({"type": "number"}, {"type": "number", "format": "int32"}),
    ({"const": "2026-02-30"}, text("date")),
    ({"enum": ["2026-01-31", "soon"]}, text("date")),
    ({}, {"format": "date"}),
    ({"not": text("date")}, {"not": {"type": "string"}}),
    (text(), {"not": text("date")}),
    ({"type": "array", "items": text()}, {"type": "array", "items": text("uuid")}),
    ({"type": "object"}, {"type": "object", "propertyNames": {"format": "date"}}),
    ({"anyOf": [text("date"), text("time")]}, {"anyOf": [text("date")]}),
    (text("date"), {"oneOf": [text("date"), text()]}),
]


def name(pair: Any) -> str:
    return " to ".join(json.dumps(side) for side in pair)


@pytest.mark.parametrize("pair", SAFE, ids=name)
def test_a_format_that_says_no_more_is_proved(pair: Any) -> None:
    verdict = weigh(*map(schema, pair), posture=Posture.STRICT)
    assert verdict.stats["refuted"] == verdict.stats["undecided"] == 0
    assert not verdict.standing(Severity.ERROR)


@pytest.mark.parametrize("pair", BROKEN, ids=name)
def test_a_format_that_says_more_is_refuted_by_a_value(pair: Any) -> None:
    verdict = weigh(*map(schema, pair), posture=Posture.STRICT)
    assert verdict.word is Word.BREAKING
    shown = [f.evidence for f in verdict.findings if f.evidence.result is Result.REFUTED]
    assert shown
    old, new = (_validator(side) for side in pair)
    for evidence in shown:
        assert old(evidence.witness)
        assert not new(evidence.witness)


def _validator(value: dict[str, Any]) -> Any:
    """A judge of its own: another library's view of formats, and the ranges by hand."""
    check = jsonschema_rs.validator_for({"$schema": DRAFT, **value}, validate_formats=True)
    low, high = RANGES.get(value.get("format", ""), (float("-inf"), float("inf")))

    def fits(instance: Any) -> bool:
        number = isinstance(instance, (int, float)) and not isinstance(instance, bool)
        return check.is_valid(instance) and (not number or low <= instance <= high)

    return fits


@pytest.mark.parametrize("pair", BROKEN[: len(TEXTS) + 11], ids=name)
def test_as_words_alone_formats_break_nobody(pair: Any) -> None:
    verdict = weigh(*(schema(side, asserted=False) for side in pair), posture=Posture.STRICT)
    assert verdict.stats["refuted"] == verdict.stats["undecided"] == 0


def test_what_is_said_to_lie_inside_does() -> None:
    """Of many texts that have one format, each has the other too."""
    for own in TEXTS:
        held = [t for t in formats.TEXTS if formats.has(t, own)]
        for wanted in TEXTS:
            if formats.inside(own, wanted):
                assert all(formats.has(t, wanted) for t in held)


@pytest.mark.parametrize("named", TEXTS)
def test_every_format_has_texts_that_have_it_and_texts_that_have_not(named: str) -> None:
    assert {formats.has(t, named) for t in formats.TEXTS} == {True, False}


def test_the_draft_of_a_schema_that_does_not_say_can_be_told() -> None:
    """In draft 4 an exclusive bound is a flag; in the latest a flag is no bound."""
    old, new = {"maximum": 5}, {"maximum": 5, "exclusiveMaximum": True}
    words = {
        draft: weigh(
            *(schema(side, draft=draft) for side in (old, new)), posture=Posture.STRICT
        ).word
        for draft in ("4", "7", "2020-12")
    }
    assert words["4"] is Word.BREAKING
    assert words["7"] is not Word.BREAKING
    said = {"$schema": "http://json-schema.org/draft-04/schema#"}
    both = [schema(said | side, draft="2020-12") for side in (old, new)]
    assert weigh(*both, posture=Posture.STRICT).word is Word.BREAKING


@pytest.mark.skipif(PROBES is None, reason="the probes lie beside the project, not in it")
def test_all_probes_of_another_hand_come_out_right() -> None:
    assert PROBES is not None
    drafts = {4: "4", 6: "6", 7: "7", 2019: "2019-09", 2020: "2020-12"}
    wrong = []
    for probe in json.loads(PROBES.read_text("utf-8")):
        draft = drafts.get(probe["draft"], "2020-12")
        sides = [schema(probe[side], draft=draft) for side in ("old", "new")]
        verdict = weigh(*sides, posture=Posture.STRICT)
        safe = verdict.word is not Word.BREAKING
        if safe is not probe["compatible_backward"] or verdict.stats["undecided"]:
            wrong.append(probe["name"])
    assert wrong == []
