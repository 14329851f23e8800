"""What is proved is never contradicted, and what is refuted is refused by two validators."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.proof.schemas import near, pair
from weighbridge_checks.facts import read
from weighbridge_checks.facts.change import Direction
from weighbridge_checks.proof.example import Examples
from weighbridge_checks.proof.standalone import Side, Transcript, standalone
from weighbridge_checks.verdicts import Mode, Posture, Severity, weigh
from weighbridge_checks.verdicts.finding import Result

if TYPE_CHECKING:
    from collections.abc import Callable

    from weighbridge_checks.facts import Contract
    from weighbridge_checks.facts.schema import Node

DRAFTS: dict[str, tuple[str, Any, Any]] = {
    "4": (
        "http://json-schema.org/draft-04/schema#",
        jsonschema_rs.Draft4Validator,
        jsonschema.Draft4Validator,
    ),
    "7": (
        "http://json-schema.org/draft-07/schema#",
        jsonschema_rs.Draft7Validator,
        jsonschema.Draft7Validator,
    ),
    "2020-12": (
        "https://json-schema.org/draft/2020-12/schema",
        jsonschema_rs.Draft202012Validator,
        jsonschema.Draft202012Validator,
    ),
}
MANY = settings(max_examples=150, deadline=None, derandomize=True)


def drawing(seed: int) -> Callable[[int], int]:
    source = random.Random(seed)  # noqa: S311 (no secret is made of it)
    return lambda limit: source.randrange(limit) if limit else 0


def drawn(seed: int, draft: str) -> tuple[Any, Any]:
    """Two schemas that a validator takes, the second an edit of the first."""
    draw = drawing(seed)
    for _ in range(20):
        old, new = pair(draw, draft)
        try:
            for schema in (old, new):
                DRAFTS[draft][1](schema)
        except (ValueError, jsonschema_rs.ValidationError):
            continue
        return old, new
    return {}, {}


def contract(schema: Any, draft: str) -> Contract:
    said = {"$schema": DRAFTS[draft][0], **schema} if isinstance(schema, dict) else schema
    return read(json.dumps(said).encode(), name="schema.json")


def root(contract: Contract) -> Node:
    node = contract.elements[0].schema
    assert node is not None
    return node


def values_near(seed: int, *contracts: Contract) -> list[Any]:
    """Instances of the schemas, and values that differ from these in one part."""
    draw = drawing(seed)
    made = [v for c in contracts for v in Examples(Side()).several((root(c),))]
    return made + [near(draw, v) for v in made for _ in range(6)]


@pytest.mark.parametrize("mode", [Mode.BACKWARD, Mode.FORWARD])
@pytest.mark.parametrize("draft", DRAFTS)
@given(seed=st.integers(0, 2**32))
@MANY
def test_taken_at_their_word_schemas_are_judged_as_validators_do(
    seed: int, draft: str, mode: Mode
) -> None:
    old, new = drawn(seed, draft)
    writer, reader = (old, new) if mode is Mode.BACKWARD else (new, old)
    contracts = contract(old, draft), contract(new, draft)
    verdict = weigh(*contracts, mode=mode, posture=Posture.STRICT)
    _, quick, slow = DRAFTS[draft]
    for finding in verdict.findings:
        if finding.evidence.has_witness:
            for validator in (quick, slow):
                assert validator(writer).is_valid(finding.evidence.witness)
                assert not validator(reader).is_valid(finding.evidence.witness)
    doubts = [f for f in verdict.findings if f.evidence.result is Result.UNDECIDED]
    if not verdict.standing(Severity.ERROR) and not doubts:
        writes, reads = quick(writer), quick(reader)
        for value in values_near(seed, *contracts):
            assert reads.is_valid(value) or not writes.is_valid(value)


@given(seed=st.integers(0, 2**32))
@MANY
def test_a_lenient_writer_is_judged_as_validators_do_that_close_it(seed: int) -> None:
    old, new = drawn(seed, "2020-12")
    contracts = contract(old, "2020-12"), contract(new, "2020-12")
    verdict = weigh(*contracts, posture=Posture.LENIENT)
    closed = standalone((root(contracts[0]),), Side(closed=True))
    writes, reads = jsonschema.Draft202012Validator(closed), jsonschema.Draft202012Validator(new)
    for finding in verdict.findings:
        if finding.evidence.has_witness:
            assert writes.is_valid(finding.evidence.witness)
            assert not reads.is_valid(finding.evidence.witness)
    doubts = [f for f in verdict.findings if f.evidence.result is Result.UNDECIDED]
    if verdict.standing(Severity.ERROR) or doubts:
        return
    # open branches of a oneOf overlap where nobody meant it, so that any branch will do, unless
    # the writer's own schema says to the letter that it is the only one
    any_branch = standalone((root(contracts[1]),), Side(any_of=True))
    loosely = jsonschema.Draft202012Validator(any_branch)
    literally = jsonschema.Draft202012Validator(old)
    for value in values_near(seed, *contracts):
        if writes.is_valid(value):
            assert loosely.is_valid(value)
            assert reads.is_valid(value) or not literally.is_valid(value)


@given(seed=st.integers(0, 2**32))
@MANY
def test_a_schema_on_its_own_means_the_same_as_where_it_stood(seed: int) -> None:
    schema, _ = drawn(seed, "2020-12")
    node = root(contract(schema, "2020-12"))
    alone = jsonschema_rs.Draft202012Validator(standalone((node,), Side()))
    there = jsonschema_rs.Draft202012Validator(schema)
    for value in values_near(seed, contract(schema, "2020-12")):
        assert alone.is_valid(value) == there.is_valid(value)


@pytest.mark.parametrize(
    "side",
    [
        pytest.param(Side(), id="open"),
        pytest.param(Side(closed=True), id="closed"),
        pytest.param(Side(any_of=True), id="of any branch"),
        pytest.param(Side(closed=True, direction=Direction.REQUEST), id="sent in a request"),
    ],
)
@given(seed=st.integers(0, 2**32))
@MANY
def test_what_is_written_for_one_value_says_of_it_what_the_whole_says(
    seed: int, side: Side
) -> None:
    old, _ = drawn(seed, "2020-12")
    node = root(contract(old, "2020-12"))
    whole = jsonschema_rs.Draft202012Validator(standalone((node,), side))
    for value in values_near(seed, contract(old, "2020-12")):
        about = Transcript(side).of((node,), (value,))
        assert jsonschema_rs.Draft202012Validator(about).is_valid(value) == whole.is_valid(value)


@pytest.mark.parametrize(
    ("schema", "sent", "not_sent"),
    [
        pytest.param({"properties": {"a": {}}}, {"a": 1}, {"b": 1}, id="only what is declared"),
        pytest.param({"type": "object"}, {"b": 1}, [], id="an object that says nothing is free"),
        pytest.param({"type": "object", "properties": {}}, {}, {"b": 1}, id="but not an empty one"),
        pytest.param(
            {"properties": {"a": {}}, "additionalProperties": True}, {"b": 1}, 0, id="said open"
        ),
        pytest.param(
            {"allOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]},
            {"a": 1, "b": 1},
            {"c": 1},
            id="closed around the whole, not in each part",
        ),
        pytest.param(
            {"properties": {"a": {"properties": {"b": {}}}}},
            {"a": {"b": 1}},
            {"a": {"c": 1}},
            id="all the way down",
        ),
        pytest.param(
            {"oneOf": [{"properties": {"a": {}}, "required": ["a"]}, {"type": "object"}]},
            {"b": 1},
            None,
            id="a free branch stays free",
        ),
        pytest.param(
            {"properties": {"a": {}}, "not": {"properties": {"a": {"const": 1}}}},
            {"a": 2},
            {"a": 1},
            id="nothing closes where a question is asked",
        ),
    ],
)
def test_what_a_lenient_writer_sends(schema: Any, sent: Any, not_sent: Any) -> None:
    node = root(contract(schema, "2020-12"))
    closed = jsonschema.Draft202012Validator(standalone((node,), Side(closed=True)))
    assert closed.is_valid(sent)
    assert not_sent in (0, None) or not closed.is_valid(not_sent)


@pytest.mark.parametrize(
    ("direction", "carries"),
    [(Direction.REQUEST, {"b"}), (Direction.RESPONSE, {"a"}), (None, {"a", "b"})],
)
def test_what_is_read_only_is_in_no_request(direction: Direction | None, carries: set[str]) -> None:
    schema = {
        "properties": {"a": {"readOnly": True}, "b": {"allOf": [{"writeOnly": True}]}},
        "required": ["a", "b"],
    }
    node = root(contract(schema, "2020-12"))
    written = standalone((node,), Side(direction=direction))["allOf"][0]
    assert set(written["properties"]) == set(written["required"]) == carries
