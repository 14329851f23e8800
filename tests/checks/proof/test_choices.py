"""Choices between overlapping branches: no proof is contradicted by any of many values."""

from __future__ import annotations

import copy
import json
import random
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge_checks.facts import read
from weighbridge_checks.proof.standalone import Side, standalone
from weighbridge_checks.verdicts import Posture, Severity, weigh
from weighbridge_checks.verdicts.finding import Result

if TYPE_CHECKING:
    from collections.abc import Callable

    from weighbridge_checks.facts import Contract
    from weighbridge_checks.facts.schema import Node
    from weighbridge_checks.verdicts.finding import Verdict

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, 2, 5, 10, 1.5, -1, "", "a", "b", "abc", [], [1], ["a"], {}),
    *({"k": "a"}, {"k": "b"}, {"k": "c"}, {"k": 1}, {"k": None}, {"z": 1}, {"v": 1}, {"v": "x"}),
    *({"k": "a", "v": 1}, {"k": "a", "v": "x"}, {"k": "b", "v": 1}, {"w": "x", "v": 1}),
)
Draw = random.Random


def drawn_object(draw: Draw) -> dict[str, Any]:
    kinds: tuple[Any, ...] = (
        *({"const": draw.choice("abc")}, {"enum": draw.sample("abc", 2)}, {"type": "string"}),
        *({"type": "integer"}, {"type": ["string", "null"]}, {}),
    )
    properties = {n: draw.choice(kinds) for n in "kvw" if draw.random() < 0.6}
    said: dict[str, Any] = {"type": "object", "properties": properties}
    if properties and draw.random() < 0.6:
        said["required"] = draw.sample(list(properties), draw.randint(1, len(properties)))
    if draw.random() < 0.25:
        said["additionalProperties"] = draw.choice((False, {"type": "integer"}, True))
    return said


def drawn_branch(draw: Draw) -> dict[str, Any]:
    kinds = ("string", "integer", "number", "boolean", "null", "object")
    makes: tuple[Callable[[], dict[str, Any]], ...] = (
        lambda: {"type": draw.choice(kinds)},
        lambda: {"type": draw.sample(kinds, 2)},
        lambda: {"enum": draw.sample(["a", "b", "abc", 1, 2, None, True], draw.randint(1, 4))},
        lambda: {"type": "string", "maxLength": draw.choice((1, 3))},
        lambda: {"type": "integer", "minimum": draw.choice((0, 1, 2))},
        lambda: {"type": "string", "pattern": draw.choice(("^a", "b$", "^[a-c]+$"))},
        dict,
        lambda: {"not": drawn_branch(draw)},
        *[lambda: drawn_object(draw)] * 4,
    )
    return draw.choice(makes)()


def drawn_choice(draw: Draw, depth: int = 0) -> dict[str, Any]:
    word = draw.choice(("oneOf", "oneOf", "anyOf"))
    said: dict[str, Any] = {
        word: [
            drawn_choice(draw, 1) if not depth and draw.random() < 0.2 else drawn_branch(draw)
            for _ in range(draw.randint(2, 4))
        ]
    }
    if draw.random() < 0.2:
        said["type"] = draw.choice(("object", ["object", "null"]))
    return said


def edited(draw: Draw, schema: dict[str, Any]) -> dict[str, Any]:
    """A choice of which a branch came, went, moved, or says something else."""
    said = copy.deepcopy(schema)
    branches = next(said[w] for w in ("oneOf", "anyOf") if w in said)
    at = draw.randrange(len(branches))
    edit = draw.randrange(5)
    if edit == 0:
        branches[at] = drawn_branch(draw)
    elif edit == 1:
        branches.insert(at, drawn_branch(draw))
    elif edit == 2 and len(branches) > 1:
        branches.pop(at)
    elif edit == 3:
        draw.shuffle(branches)
    elif "type" in branches[at]:
        kinds = branches[at]["type"]
        more = draw.choice(("null", "string", "integer"))
        branches[at]["type"] = sorted({more, *([kinds] if isinstance(kinds, str) else kinds)})
    return said


def contract(schema: dict[str, Any]) -> Contract:
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return read(json.dumps({"$schema": dialect, **schema}).encode(), name="schema.json")


def root(contract: Contract) -> Node:
    node = contract.elements[0].schema
    assert node is not None
    return node


def validator(schema: dict[str, Any]) -> Any:
    return jsonschema_rs.Draft202012Validator(schema)


def is_proved(verdict: Verdict) -> bool:
    doubts = any(f.evidence.result is Result.UNDECIDED for f in verdict.findings)
    return not doubts and not verdict.standing(Severity.ERROR)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_choices_are_judged_as_a_validator_does(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 (no secret is made of it)
    pair = drawn_choice(draw)
    old, new = draw.sample([pair, edited(draw, pair)], 2)
    contracts = contract(old), contract(new)
    writes, reads = validator(old), validator(new)
    strict = weigh(*contracts, posture=Posture.STRICT)
    for finding in strict.findings:
        if finding.evidence.has_witness:
            assert writes.is_valid(finding.evidence.witness)
            assert not reads.is_valid(finding.evidence.witness)
    if is_proved(strict):
        assert all(reads.is_valid(v) for v in VALUES if writes.is_valid(v))
    # a lenient writer sends what it declares; any branch of a reader's oneOf will do
    closed = validator(standalone((root(contracts[0]),), Side(closed=True)))
    loose = validator(standalone((root(contracts[1]),), Side(any_of=True)))
    lenient = weigh(*contracts, posture=Posture.LENIENT)
    for finding in lenient.findings:
        if finding.evidence.has_witness:
            assert closed.is_valid(finding.evidence.witness)
            assert not reads.is_valid(finding.evidence.witness)
    if is_proved(lenient):
        assert all(loose.is_valid(v) for v in VALUES if closed.is_valid(v))


NULL = {"type": "null"}
FREE = {"type": "object"}
TEXT = {"type": "object", "properties": {"w": {"type": "string"}}}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            {"oneOf": [{"type": "integer"}, {"type": "integer"}, NULL]},
            {"oneOf": [{"type": "integer"}, {"type": ["integer", "null"]}, NULL]},
            id="null fits two branches where it fitted one",
        ),
        pytest.param(
            {"anyOf": [TEXT, FREE], "type": ["object", "null"]},
            {"anyOf": [TEXT], "type": ["object", "null"]},
            id="the branch that is free of form is gone",
        ),
        pytest.param(
            {"anyOf": [{"oneOf": [{"type": "integer"}, {}]}, {"type": "integer", "minimum": 0}]},
            {"anyOf": [{"oneOf": [{"type": "integer"}, {}]}, {"const": "b"}]},
            id="what is left matches twice",
        ),
    ],
)
@pytest.mark.parametrize("posture", list(Posture))
def test_a_choice_that_lets_out_what_the_other_refuses_breaks(
    old: dict[str, Any], new: dict[str, Any], posture: Posture
) -> None:
    verdict = weigh(contract(old), contract(new), posture=posture)
    assert verdict.standing(Severity.ERROR)


def test_many_forms_that_nobody_names_are_told_by_what_they_say() -> None:
    old = {"anyOf": [{"required": [f"a{i}"], "maxProperties": 2} for i in range(150)]}
    new = copy.deepcopy(old)
    new["anyOf"][70]["maxProperties"] = 1
    verdict = weigh(contract(old), contract(new), posture=Posture.STRICT)
    assert [(f.rule, f.severity) for f in verdict.findings] == [
        ("request-property-count-narrowed", Severity.ERROR)
    ]


def test_forms_that_hold_one_another_are_weighed_in_time() -> None:
    old = {
        "$ref": "#/$defs/node",
        "$defs": {
            "node": {
                "anyOf": [
                    {"type": "string"},
                    *(
                        {"properties": {f"k{i}": {"$ref": "#/$defs/node"}}, "required": [f"k{i}"]}
                        for i in range(9)
                    ),
                ]
            }
        },
    }
    new = copy.deepcopy(old)
    new["$defs"]["node"]["anyOf"][5]["properties"]["z"] = {"type": "integer"}  # type: ignore[index]
    verdict = weigh(contract(old), contract(new), posture=Posture.STRICT)
    assert verdict.standing(Severity.ERROR)
