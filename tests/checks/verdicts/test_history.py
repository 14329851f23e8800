"""A new version is weighed against the latest, or against every version before it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from weighbridge_checks.facts import Contract, read
from weighbridge_checks.verdicts import (
    DifferentFormatsError,
    Mode,
    Posture,
    Severity,
    Verdict,
    weigh,
    weigh_history,
)
from weighbridge_checks.verdicts.history import NoVersionsError


def schema(name: str, required: tuple[str, ...] = (), **fields: Any) -> Contract:
    value = {
        "type": "object",
        "properties": {k: {"type": v} for k, v in fields.items()},
        "required": list(required),
    }
    return read(json.dumps(value).encode(), name=name)


#: a field that went, and comes back with another type: each step is harmless to the one before
FIRST = schema("1.json", id="string", depot="integer")
SECOND = schema("2.json", id="string")
THIRD = schema("3.json", id="string", depot="string")
#: and one that nobody can mind
FOURTH = schema("4.json", id="string", depot="string", note="string")

WORDS = {
    # (mode, posture): what the third version comes to after the first and the second
    (Mode.BACKWARD, Posture.LENIENT): "compatible",
    (Mode.BACKWARD_TRANSITIVE, Posture.LENIENT): "breaking",
    (Mode.FORWARD, Posture.LENIENT): "compatible",
    (Mode.FORWARD_TRANSITIVE, Posture.LENIENT): "breaking",
    (Mode.FULL, Posture.LENIENT): "compatible",
    (Mode.FULL_TRANSITIVE, Posture.LENIENT): "breaking",
    (Mode.BACKWARD, Posture.STRICT): "breaking",
    (Mode.BACKWARD_TRANSITIVE, Posture.STRICT): "breaking",
    (Mode.FORWARD, Posture.STRICT): "compatible",
    (Mode.FORWARD_TRANSITIVE, Posture.STRICT): "breaking",
    (Mode.FULL, Posture.STRICT): "breaking",
    (Mode.FULL_TRANSITIVE, Posture.STRICT): "breaking",
    (Mode.NONE, Posture.LENIENT): "compatible",
    (Mode.NONE, Posture.STRICT): "compatible",
}


@pytest.mark.parametrize(("asked", "word"), WORDS.items(), ids=[f"{m}-{p}" for m, p in WORDS])
def test_what_a_field_that_comes_back_otherwise_comes_to(
    asked: tuple[Mode, Posture], word: str
) -> None:
    mode, posture = asked
    verdict = weigh_history([FIRST, SECOND], THIRD, mode=mode, posture=posture)
    assert verdict.word == word
    assert verdict.mode is mode
    compared = ["1.json", "2.json"] if mode.transitive else ["2.json"]
    assert [side.name for side in verdict.compared] == compared
    assert verdict.old.name == "2.json"


def errors(verdict: Verdict) -> list[tuple[str, tuple[str, ...]]]:
    return [(f.rule, f.against) for f in verdict.findings if f.severity is Severity.ERROR]


def test_a_finding_says_against_which_versions_it_was_found() -> None:
    mode = Mode.BACKWARD_TRANSITIVE
    verdict = weigh_history([FIRST, SECOND, THIRD], FOURTH, mode=mode, posture=Posture.LENIENT)
    assert errors(verdict) == [("request-type-changed", ("1.json",))]
    narrow = schema("5.json", ("id",), id="string")
    verdict = weigh_history([FIRST, SECOND], narrow, mode=mode, posture=Posture.LENIENT)
    assert errors(verdict) == [("request-property-became-required", ("1.json", "2.json"))]


def test_one_version_before_it_is_no_history() -> None:
    there = weigh_history([SECOND], THIRD, mode=Mode.BACKWARD_TRANSITIVE)
    assert there.findings == weigh(SECOND, THIRD).findings
    assert all(not f.against for f in there.findings)


@pytest.mark.parametrize("mode", Mode)
def test_transitive_finds_what_each_pair_finds(mode: Mode) -> None:
    verdict = weigh_history([FIRST, SECOND], THIRD, mode=mode, posture=Posture.STRICT)
    asked = [FIRST, SECOND] if mode.transitive else [SECOND]
    apart = [weigh(old, THIRD, mode=mode, posture=Posture.STRICT) for old in asked]
    prints = {f.fingerprint: f.severity for v in apart for f in v.findings}
    assert {f.fingerprint for f in verdict.findings} == set(prints)
    for finding in verdict.findings:
        each = [f.severity for v in apart for f in v.findings if _same(f, finding)]
        assert finding.severity.weight == max(s.weight for s in each)


def _same(one: Any, other: Any) -> bool:
    return bool(one.fingerprint == other.fingerprint)


def test_by_the_mode_none_changes_are_told_and_not_weighed() -> None:
    verdict = weigh(FIRST, schema("x.json", ("id",), id="integer"), mode=Mode.NONE)
    assert {f.severity for f in verdict.findings} == {Severity.INFO}
    assert {f.rule for f in verdict.findings} >= {"request-type-changed"}
    assert verdict.stats["refuted"] == verdict.stats["proved"] == 0


def test_without_an_earlier_version_there_is_nothing_to_weigh_against() -> None:
    with pytest.raises(NoVersionsError, match=r"'3\.json' has no earlier version"):
        weigh_history([], THIRD)


def test_two_formats_have_no_law_between_them() -> None:
    api = read(b'{"openapi": "3.1.0", "info": {}, "paths": {}}', name="api.json")
    words = "'api.json' is openapi, and '1.json' is json-schema"
    with pytest.raises(DifferentFormatsError, match=words):
        weigh(FIRST, api)
    with pytest.raises(DifferentFormatsError):
        weigh_history([FIRST, SECOND], api)
