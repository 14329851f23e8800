"""The value that machines read, and its published schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given

from tests.checks.report.verdicts import (
    OLD,
    STOREFRONT,
    UNHURRIED,
    VERDICTS,
    WAIVER,
    finding,
    real,
    verdict,
)
from weighbridge_checks.facts import read
from weighbridge_checks.report.json import as_value, render, schema
from weighbridge_checks.verdicts import Severity, Verdict, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator


def closed(value: Any) -> Any:
    """The published schema with every object closed: we send nothing that it does not name."""
    if isinstance(value, list):
        return [closed(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    whole = {key: closed(inner) for key, inner in value.items()}
    return whole | {"additionalProperties": False} if "required" in value else whole


PUBLISHED = jsonschema.Draft202012Validator(
    closed(schema()), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


def test_the_published_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_every_key_that_the_published_schema_names_is_always_there() -> None:
    """And none is closed, so that a key that comes later breaks nobody who reads it."""
    for part in objects(schema()):
        if "properties" in part and "type" in part:
            assert "additionalProperties" not in part
            assert sorted(part["required"]) == sorted(part["properties"])


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def test_a_real_verdict_is_as_the_schema_says() -> None:
    value = as_value(real())
    PUBLISHED.validate(value)
    assert value["verdict"] == "breaking"
    assert value["required_bump"] == "major"
    assert value["old"]["version"] == "1.0.0"
    first = value["findings"][0]
    assert first["proof"]["result"] == "refuted"
    assert first["proof"]["witness"]
    assert first["source"]["new"]["file"] == "new.yaml"


def test_a_document_against_itself_has_no_findings() -> None:
    same = read(OLD.encode(), name="old.yaml")
    value = as_value(weigh(same, same))
    PUBLISHED.validate(value)
    assert (value["verdict"], value["required_bump"], value["findings"]) == (
        "identical",
        "none",
        [],
    )


@UNHURRIED
@given(VERDICTS)
def test_whatever_was_found_is_strict_json_by_the_schema(told: Verdict) -> None:
    text = render(told)
    assert text.isascii()
    PUBLISHED.validate(json.loads(text, parse_constant=refuse))


def refuse(constant: str) -> None:
    pytest.fail(f"{constant} is not JSON")


def test_consumers_and_waivers_are_told() -> None:
    told = as_value(verdict(finding(consumers=(STOREFRONT,), waived=WAIVER)))
    PUBLISHED.validate(told)
    only = told["findings"][0]
    assert only["consumers"][0]["environments"] == ["production", "staging"]
    assert only["waived"]["approved_by"] == "Ada Park"
    assert only["waived"]["expires_on"] == "2027-03-31"
    assert told["verdict"] == "compatible"
    assert told["required_bump"] == "major"


def test_a_witness_that_is_null_is_told_from_none_by_the_result() -> None:
    shown = as_value(verdict(finding(witness=None)))["findings"][0]["proof"]
    assert (shown["result"], shown["witness"]) == ("refuted", None)


def test_the_worst_comes_first_and_then_the_place_decides() -> None:
    given_in_disorder = verdict(
        finding(Severity.INFO, field="a"),
        finding(Severity.ERROR, field="z"),
        finding(Severity.WARNING, field="m"),
        finding(Severity.ERROR, field="b"),
    )
    fields = [f["path"][-1] for f in as_value(given_in_disorder)["findings"]]
    assert fields == ["b", "z", "m", "a"]
    turned = given_in_disorder._replace(findings=given_in_disorder.findings[::-1])
    assert render(turned) == render(given_in_disorder)
