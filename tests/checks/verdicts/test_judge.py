from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from typing import Any

import jsonschema
import pytest

from tests.builders import a_contract, an_api, an_object, ref
from weighbridge_checks.report import json as report
from weighbridge_checks.verdicts import Mode, Posture, Waiver, Word, weigh
from weighbridge_checks.verdicts.finding import Bump, Result, Severity, Verdict


def judged(old: Any, new: Any, **options: Any) -> Verdict:
    return weigh(a_contract(old), a_contract(new), **options)


OPEN = {"type": "object", "properties": {"a": {"type": "string"}}}
SHUT = OPEN | {"additionalProperties": False}
#: narrower, wider: everything that the first accepts, the second accepts, and more
PAIRS = [
    pytest.param(an_object(a=["x"]), an_object(a=["x", "y"]), id="a value"),
    pytest.param(an_object(a=["x"]), an_object(a="string"), id="a whole list of values"),
    pytest.param(an_object(a="integer"), an_object(a="number"), id="integers are numbers"),
    pytest.param(an_object(a="string"), an_object(a={"type": ["string", "null"]}), id="null"),
    pytest.param(an_object("a", a="string"), an_object(a="string"), id="a required property"),
    pytest.param(
        an_object(a={"type": "string", "maxLength": 4}),
        an_object(a={"type": "string", "maxLength": 5}),
        id="a length",
    ),
    pytest.param(
        an_object(a={"type": "integer", "minimum": 1}),
        an_object(a={"type": "integer", "minimum": 0}),
        id="a bound",
    ),
    pytest.param(
        an_object(a={"type": "integer", "multipleOf": 6}),
        an_object(a={"type": "integer", "multipleOf": 3}),
        id="a step",
    ),
    pytest.param(
        an_object(a={"type": "string", "pattern": "^[a-c]{2}$"}),
        an_object(a={"type": "string", "pattern": "^[a-z]+$"}),
        id="a pattern",
    ),
    pytest.param(
        an_object(a={"type": "array", "uniqueItems": True}),
        an_object(a={"type": "array"}),
        id="unique",
    ),
    pytest.param(
        an_object(a={"type": "array", "maxItems": 2}), an_object(a={"type": "array"}), id="a count"
    ),
    pytest.param(
        {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]},
        id="a choice",
    ),
    pytest.param(
        {"type": "object", "not": {"required": ["a"]}}, {"type": "object"}, id="what must not be"
    ),
    pytest.param(
        {"type": "object", "not": {"properties": {"a": {}}, "minProperties": 1}},
        {"type": "object", "not": {"properties": {"a": {}}, "minProperties": 1, "required": ["a"]}},
        id="narrower inside of not is wider",
    ),
    pytest.param(
        {"oneOf": [{"type": "integer"}, {"type": ["string", "null"]}, {"type": "null"}]},
        {"oneOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]},
        id="a choice that null fits twice",
    ),
    pytest.param(
        {"type": "array", "prefixItems": [{"type": "string"}], "items": False},
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "string"}], "items": False},
        id="a longer tuple, where nothing may follow it",
    ),
]


@pytest.mark.parametrize(("narrow", "wide"), PAIRS)
def test_a_request_may_widen_and_a_response_may_narrow(narrow: Any, wide: Any) -> None:
    for old, new in (
        (an_api(request=narrow), an_api(request=wide)),
        (an_api(response=wide), an_api(response=narrow)),
    ):
        verdict = judged(old, new)
        assert verdict.standing(Severity.ERROR) == ()
        assert {f.evidence.result for f in verdict.findings} <= {Result.PROVED}


@pytest.mark.parametrize(("narrow", "wide"), PAIRS)
def test_a_request_that_narrows_or_a_response_that_widens_breaks_with_a_witness(
    narrow: Any, wide: Any
) -> None:
    for old, new in (
        (an_api(request=wide), an_api(request=narrow)),
        (an_api(response=narrow), an_api(response=wide)),
    ):
        verdict = judged(old, new)
        assert (verdict.word, verdict.required_bump) == (Word.BREAKING, Bump.MAJOR)
        for finding in verdict.standing(Severity.ERROR):
            assert finding.evidence.has_witness
            assert finding.evidence.error


@pytest.mark.parametrize(("narrow", "wide"), PAIRS)
def test_the_modes_say_who_has_to_understand_whom(narrow: Any, wide: Any) -> None:
    words = {
        mode: [judged(*pair, mode=mode).word for pair in ((narrow, wide), (wide, narrow))]
        for mode in Mode
    }
    assert words[Mode.BACKWARD] == [Word.COMPATIBLE, Word.BREAKING]
    assert words[Mode.FORWARD] == [Word.BREAKING, Word.COMPATIBLE]
    assert words[Mode.FULL] == [Word.BREAKING, Word.BREAKING]


@pytest.mark.parametrize(
    ("old", "new", "strict", "lenient"),
    [
        pytest.param(OPEN, an_object(a="string", b="string"), "breaking", "compatible", id="added"),
        pytest.param(
            an_object(a="string", b="string"), OPEN, "compatible", "compatible", id="gone"
        ),
        pytest.param(an_object(a="string", b="string"), SHUT, "breaking", "breaking", id="refused"),
        pytest.param(OPEN, SHUT, "breaking", "compatible", id="closed, with nothing sent beside"),
        pytest.param(
            OPEN | {"additionalProperties": True}, SHUT, "breaking", "breaking", id="said open"
        ),
        pytest.param({}, {"type": "object"}, "breaking", "breaking", id="anything to an object"),
    ],
)
def test_what_undeclared_properties_do(old: Any, new: Any, strict: str, lenient: str) -> None:
    assert judged(old, new, posture=Posture.STRICT).word == strict
    assert judged(old, new, posture=Posture.LENIENT).word == lenient


def test_a_schema_is_taken_at_its_word_and_an_api_as_it_is_meant() -> None:
    assert judged(OPEN, an_object(a="string", b="string")).posture is Posture.STRICT
    assert judged(an_api(request=OPEN), an_api(request=SHUT)).posture is Posture.LENIENT


def test_a_narrowing_that_the_rest_of_the_message_rules_out_is_told_with_that_reason() -> None:
    narrow = {"properties": {"a": {"type": "string", "maxLength": 3}}}
    old = {"allOf": [an_object(a="string"), {"properties": {"a": {"maxLength": 2}}}]}
    new = {"allOf": [narrow | {"type": "object"}, {"properties": {"a": {"maxLength": 2}}}]}
    verdict = judged(an_api(request=old), an_api(request=new))
    assert verdict.standing(Severity.ERROR) == ()


def test_a_witness_is_a_whole_message_and_the_error_is_about_the_change() -> None:
    order = an_object("id", "lines", id="string", lines={"type": "array", "items": ref("Line")})
    old, new = (
        an_api(
            response=order,
            schemas={"Line": an_object("sku", "state", sku="string", state=states)},
        )
        for states in (["open"], ["open", "shut"])
    )
    (finding,) = judged(old, new).findings
    assert finding.evidence.witness == {"id": "a", "lines": [{"sku": "a", "state": "shut"}]}
    assert finding.evidence.error == '/lines/0/state: "shut" is not one of "open"'


def test_a_reader_of_an_open_list_expects_other_values() -> None:
    def states(*values: str) -> Any:
        return an_object(state={"enum": list(values), "x-extensible-enum": True})

    old, new = (states("open"), states("open", "shut"))
    assert judged(an_api(response=old), an_api(response=new)).word is Word.COMPATIBLE
    assert judged(an_api(request=new), an_api(request=old)).word is Word.BREAKING


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ({"type": "integer"}, {"type": "string"}, Word.COMPATIBLE),
        ({"type": "string"}, {"type": "integer"}, Word.BREAKING),
        ({"type": "boolean"}, {"type": "string"}, Word.COMPATIBLE),
        ({"type": "string"}, {"type": "string", "minLength": 1}, Word.BREAKING),
    ],
)
def test_a_parameter_travels_as_text(old: Any, new: Any, word: Word) -> None:
    apis = (an_api(parameters=[{"in": "query", "name": "q", "schema": s}]) for s in (old, new))
    assert judged(*apis).word is word


@pytest.mark.parametrize(
    "document",
    [
        an_api(
            request=an_object(a="string"),
            response=ref("R"),
            schemas={"R": {"$ref": "#/x"}},
            more={"x": {}},
        ),
        an_object(a="string"),
        True,
        {},
        {"$ref": "#/$defs/a", "$defs": {"a": {"properties": {"b": {"$ref": "#/$defs/a"}}}}},
    ],
)
def test_a_document_against_itself_is_identical(document: Any) -> None:
    verdict = judged(document, document)
    assert (verdict.word, verdict.required_bump) == (Word.IDENTICAL, Bump.NONE)


def test_words_alone_owe_a_patch_and_additions_a_minor() -> None:
    plain = an_api(response=an_object(a="string"))
    told = an_api(response=an_object(a={"type": "string", "description": "the first"}))
    more = an_api(response=an_object(a="string", b="string"))
    assert judged(plain, told).required_bump is Bump.PATCH
    assert judged(plain, more).required_bump is Bump.MINOR


@pytest.mark.parametrize(
    ("today", "word"),
    [
        (None, Word.BREAKING),
        (date(2026, 3, 31), Word.COMPATIBLE),
        (date(2026, 4, 1), Word.BREAKING),
    ],
)
def test_a_waiver_holds_to_the_end_of_its_last_day_and_lowers_no_bump(
    today: date | None, word: Word
) -> None:
    old, new = (an_api(request=an_object(a=values)) for values in (["x", "y"], ["x"]))
    (finding,) = judged(old, new).findings
    waiver = Waiver(
        subject="orders",
        fingerprint=finding.fingerprint,
        reason="the one consumer has moved on",
        approved_by="ada",
        expires_on=date(2026, 3, 31),
    )
    verdict = judged(old, new, waivers=[waiver], today=today)
    assert (verdict.word, verdict.required_bump) == (word, Bump.MAJOR)
    assert [f._replace(waived=None) for f in verdict.findings] == [finding]


def test_a_fingerprint_stays_when_something_else_changes() -> None:
    old, new = (an_api(request=an_object(a=values)) for values in (["x", "y"], ["x"]))
    elsewhere = an_api(request=an_object(a=["x"]), more={"tags": [{"name": "z"}], "x-new": 1})
    (before,) = judged(old, new).findings
    after = judged(old, elsewhere).standing(Severity.ERROR)
    assert [f.fingerprint for f in after] == [before.fingerprint]


def test_a_run_says_the_same_whatever_the_order_of_hashes() -> None:
    schema = an_object(*"abc", **{n: [n, "x", "y"] for n in "abcdef"})
    program = (
        "import sys, json; from weighbridge_checks.facts import read;"
        "from weighbridge_checks.verdicts import weigh;"
        "from weighbridge_checks.report import json as r;"
        "old, new = json.load(sys.stdin);"
        "print(r.render(weigh(*(read(json.dumps(d).encode(), name='d') for d in (old, new)))))"
    )
    pair = json.dumps([an_api(request=schema, response=schema), an_api(request={}, response={})])
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=pair,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1
    assert json.loads(told.pop())["verdict"] == "breaking"


def test_the_json_of_every_verdict_fits_its_published_schema() -> None:
    for parameter in PAIRS:
        narrow, wide = parameter.values
        value = report.as_value(judged(an_api(request=wide), an_api(request=narrow)))
        jsonschema.Draft202012Validator(report.schema()).validate(value)
