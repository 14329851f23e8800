"""Whatever is written otherwise and means the same breaks nobody, however it is put together."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import a_contract, an_api
from weighbridge_checks.verdicts import Severity, weigh

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = "abcdef"
LEAVES: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": "integer", "minimum": 1, "maximum": 9},
    {"type": "boolean"},
    {"type": ["string", "null"]},
    {"enum": ["x", "y", "z"]},
    {"const": "k"},
    {"type": "string", "pattern": "^[a-z]+$", "maxLength": 5},
)
DEEPEST = 3
SEEDS = range(120)


def a_schema(rng: random.Random, depth: int = 0) -> dict[str, Any]:
    """A schema of objects, lists and choices, a few levels deep."""
    sort = rng.random()
    if depth > DEEPEST or sort < 0.3:
        return dict(rng.choice(LEAVES))
    if sort < 0.7:
        names = rng.sample(NAMES, rng.randint(1, 4))
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {name: a_schema(rng, depth + 1) for name in names},
        }
        if rng.random() < 0.6:
            schema["required"] = rng.sample(names, rng.randint(1, len(names)))
        return schema
    if sort < 0.85:
        return {"type": "array", "items": a_schema(rng, depth + 1)}
    return {"anyOf": [a_schema(rng, depth + 1) for _ in range(rng.randint(2, 3))]}


def extracted(schema: dict[str, Any], rng: random.Random, components: dict[str, Any]) -> Any:
    name = f"C{len(components)}{rng.choice(NAMES)}"
    components[name] = schema
    return {"$ref": f"#/components/schemas/{name}"}


def wrapped(schema: dict[str, Any], rng: random.Random, _: dict[str, Any]) -> Any:
    return {rng.choice(["allOf", "anyOf", "oneOf"]): [schema]}


def reordered(schema: dict[str, Any], rng: random.Random, _: dict[str, Any]) -> Any:
    return {
        k: rng.sample(v, len(v)) if k in {"anyOf", "enum", "required"} else v
        for k, v in rng.sample(list(schema.items()), len(schema))
    }


def split(schema: dict[str, Any], _: random.Random, __: dict[str, Any]) -> Any:
    names = list(schema.get("properties", ()))
    if len(names) < 2:
        return schema
    halves = names[: len(names) // 2], names[len(names) // 2 :]
    required = schema.get("required", [])
    return {
        "allOf": [
            {
                "type": "object",
                "properties": {n: schema["properties"][n] for n in half},
                "required": [n for n in required if n in half],
            }
            for half in halves
        ]
    }


def worded(schema: dict[str, Any], rng: random.Random, _: dict[str, Any]) -> Any:
    return {**schema, "description": rng.choice(NAMES)}


REWRITINGS: tuple[Callable[[dict[str, Any], random.Random, dict[str, Any]], Any], ...] = (
    *(extracted, wrapped, reordered, split, worded),
)


def rewritten(schema: Any, rng: random.Random, components: dict[str, Any]) -> Any:
    """The same schema in other words, inside out."""
    said: dict[str, Any] = {}
    for word, value in schema.items():
        if word == "properties":
            said[word] = {n: rewritten(s, rng, components) for n, s in value.items()}
        elif word == "anyOf":
            said[word] = [rewritten(s, rng, components) for s in value]
        else:
            said[word] = rewritten(value, rng, components) if word == "items" else value
    return rng.choice(REWRITINGS)(said, rng, components) if rng.random() < 0.4 else said


@pytest.mark.parametrize("seed", SEEDS)
def test_other_words_break_nobody(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 (what it makes is no secret)
    schema = a_schema(rng)
    components: dict[str, Any] = {}
    other = rewritten(schema, rng, components)
    old = a_contract(an_api(request=schema, response=schema))
    new = a_contract(an_api(request=other, response=other, schemas=components))
    for pair in ((old, new), (new, old)):
        verdict = weigh(*pair)
        assert verdict.standing(Severity.ERROR) == ()
        assert {f.change.attribute for f in verdict.findings} <= {"description", "title"}
