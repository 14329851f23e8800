"""What a published schema finds wrong in a file, in the words of the person who wrote it."""

from __future__ import annotations

import json
from functools import cache
from pkgutil import get_data
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.formats.words import brief

if TYPE_CHECKING:
    from collections.abc import Iterator

#: a file with more faults than these is another kind of file
MOST = 50
_ENDING = ".schema.json"
#: how messages call the types of JSON
TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "a mapping",
    "string": "a text",
}


def kinds() -> tuple[str, ...]:
    """The kinds of files for which a schema is published."""
    from importlib.resources import files  # noqa: PLC0415 - 5 ms that most commands can do without

    found = files(__package__).joinpath("schemas").iterdir()
    return tuple(sorted(f.name.removesuffix(_ENDING) for f in found if f.name.endswith(_ENDING)))


@cache
def schema(kind: str) -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of a kind of file."""
    data = get_data(__package__, f"schemas/{kind}{_ENDING}") or b""
    published: dict[str, Any] = json.loads(data)
    return published


@cache
def _validator(kind: str) -> Any:
    import jsonschema_rs  # noqa: PLC0415 - its import costs 30 ms

    return jsonschema_rs.Draft202012Validator(schema(kind), validate_formats=True)


def faults(kind: str, value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is wrong, each with the steps to where it stands."""
    for count, error in enumerate(_validator(kind).iter_errors(value)):
        if count == MOST:
            return
        yield from _said(error, schema(kind))


def _said(error: Any, published: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    steps = tuple(map(str, error.instance_path))
    around = _part(published, error.schema_path[:-1])
    match error.kind.name:
        case "additionalProperties":
            for key in error.kind.unexpected:
                yield (*steps, key), f"unknown key '{key}'; {hint(key, around['properties'])}"
        case "required":
            yield steps, f"'{error.kind.property}' is missing"
        case "propertyNames":
            key = str(error.kind.error.instance)
            wanted = around.get("propertyNames", around).get("title") or _leaf(published, around)
            yield (*steps, key), f"the key {brief(key)} has to be {wanted or 'another word'}"
        case "falseSchema":
            yield steps, f"'{steps[-1] if steps else ''}' has no meaning here; remove it"
        case _:
            name = f"'{_key(steps)}'"
            yield steps, f"{name} {_about(error, around)}"


def _about(error: Any, around: dict[str, Any]) -> str:
    """What the value has to be, after the name of its key."""
    value, kind = error.instance, error.kind
    if kind.name == "enum":
        options = [str(option) for option in kind.options]
        if isinstance(value, str):
            return f"can not be {brief(value)}; {hint(value, options)}"
        return f"has to be one of {', '.join(options)}, not {shown(value)}"
    if kind.name == "uniqueItems":
        twice = next(v for i, v in enumerate(value) if v in value[:i])
        return f"names {shown(twice)} twice; remove one"
    if kind.name in ("minItems", "minProperties") and not value:
        return "may not be empty"
    wanted = around.get("title")
    if kind.name == "type":
        wanted = wanted or " or ".join(TYPES[t] for t in reversed(kind.types))
    elif wanted is None:
        other = {"minLength": "a text that is not empty", "format": "of another form"}
        wanted = other.get(kind.name)
    if wanted is None:
        return f"is not what is allowed here: {error.message}"
    return f"has to be {wanted}, not {shown(value)}{_quotes(value, kind)}"


def _quotes(value: Any, kind: Any) -> str:
    """What to do where only the quotes are wrong."""
    if kind.name != "type" or isinstance(value, bool):
        return ""
    if isinstance(value, int | float) and "string" in kind.types:
        return "; put it in quotes"
    wants_number = {"integer", "number"} & set(kind.types)
    if isinstance(value, str) and value.isdigit() and wants_number:
        return "; write it without quotes"
    return ""


def shown(value: Any) -> str:
    """A value as a message calls it."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    words = {None: "nothing", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return words[value]
    return brief(str(value))


def _key(steps: tuple[str, ...]) -> str:
    """The key that a value stands under; an item of a list is named by the list's key."""
    named = [step for step in steps if not step.isdigit()]
    return named[-1] if named else "the file"


def _leaf(published: dict[str, Any], around: dict[str, Any]) -> str | None:
    target = around.get("propertyNames", {}).get("$ref", "")
    title = _part(published, target.removeprefix("#/").split("/")).get("title") if target else None
    return str(title) if title else None


def _part(published: dict[str, Any], steps: list[str]) -> dict[str, Any]:
    """The schema that a keyword stands in; an empty one where the path leads elsewhere."""
    value: Any = published
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step, {})
        elif isinstance(value, list) and str(step).isdigit():
            value = value[int(step)]
    return value if isinstance(value, dict) else {}
