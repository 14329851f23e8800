"""Formats are words about values, unless somebody asks to have them asserted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weighbridge_checks.facts import Contract, read
from weighbridge_checks.facts.dialect import FORMATS, RANGES
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


NAMED = st.sampled_from(["date", "date-time", "uri", "uri-reference", "uuid", "hostname", "int32"])
LEAVES = st.one_of(
    st.builds(lambda f: {"format": f}, NAMED),
    st.builds(lambda f: {"type": "string", "format": f}, NAMED),
    st.builds(lambda f: {"type": "integer", "format": f}, st.sampled_from(["int32", "int64"])),
    st.builds(lambda n: {"type": "string", "minLength": n}, st.integers(0, 11)),
    st.sampled_from([{"type": "string"}, {"type": "integer"}, {"pattern": "^2"}, {"maximum": 9}]),
    st.builds(lambda v: {"enum": v}, st.lists(st.sampled_from(formats.TEXTS), min_size=1)),
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda s: {"not": s}, inner),
        st.builds(lambda s: {"anyOf": s}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda s: {"oneOf": s}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda s: {"allOf": s}, st.lists(inner, min_size=1, max_size=2)),
        st.builds(lambda s: {"type": "array", "items": s}, inner),
        st.builds(lambda s: {"type": "array", "contains": s}, inner),
        st.builds(lambda s: {"type": "object", "properties": {"a": s}}, inner),
        st.builds(lambda s: {"type": "object", "propertyNames": s}, inner),
        st.builds(lambda s, t, u: {"if": s, "then": t, "else": u}, inner, inner, inner),
    ),
    max_leaves=5,
)
SCALARS = (*formats.TEXTS, 0, 9, 10, 2**31 - 1, 2**31, -(2**31) - 1, 2**63, 1.5, None, True)
POOL = (
    *SCALARS,
    [],
    {},
    *([v] for v in SCALARS),
    *({"a": v} for v in SCALARS),
    *({str(v): 1} for v in SCALARS),
    ["2026-01-31", "soon"],
)


def _ranged(value: Any) -> Any:
    """A schema whose formats of numbers are written as the bounds that they are."""
    if isinstance(value, list):
        return [_ranged(v) for v in value]
    if not isinstance(value, dict):
        return value
    said = {k: _ranged(v) for k, v in value.items()}
    if value.get("format") in RANGES:
        low, high = RANGES[value["format"]]
        return {"allOf": [said, {"minimum": low, "maximum": high}]}
    return said


def _judge(value: Any) -> Any:
    whole = {"$schema": DRAFT, "allOf": [_ranged(value)]}
    return jsonschema_rs.validator_for(whole, validate_formats=True)


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(SCHEMAS, SCHEMAS)
def test_what_is_proved_no_value_refutes_and_what_is_refuted_a_value_shows(
    old: Any, new: Any
) -> None:
    verdict = weigh(schema(old), schema(new), posture=Posture.STRICT)
    writes, reads = _judge(old), _judge(new)
    apart = [v for v in POOL if writes.is_valid(v) and not reads.is_valid(v)]
    if verdict.stats["refuted"] == verdict.stats["undecided"] == 0:
        assert apart == []
    for finding in verdict.findings:
        if finding.evidence.result is Result.REFUTED:
            assert writes.is_valid(finding.evidence.witness)
            assert not reads.is_valid(finding.evidence.witness)
