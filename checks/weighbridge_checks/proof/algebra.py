"""The native algebra of schemas, asked only what it can answer in bounded time."""

from __future__ import annotations

from functools import partial
from typing import Any

from weighbridge_checks.facts.canonical import canonical
from weighbridge_checks.facts.dialect import UNKNOWN

#: a native call can not be interrupted, so that what it is given is kept small
MOST_BYTES = 6_000


def covers(reader: dict[str, Any], writer: dict[str, Any], *, formats: bool = False) -> bool | None:
    """Whether every instance of the writer is one of the reader's; None where nobody knows."""
    if not (_is_askable(reader) and _is_askable(writer)):
        return None
    import jsonschema_rs  # noqa: PLC0415 (12 ms that no proof by structure needs)

    canonicalize: Any = partial(jsonschema_rs.canonicalize, validate_formats=formats)
    try:
        answer = canonicalize(reader).covers(canonicalize(writer))
    except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
        return None
    except Exception as error:  # the algebra's own refusals have no common type
        if type(error).__module__.startswith("jsonschema_rs"):
            return None
        raise
    name = str(answer).lower().rsplit(".", 1)[-1]
    return {"yes": True, "no": False, "true": True, "false": False}.get(name)


def left_over(writer: dict[str, Any], reader: dict[str, Any], *, formats: bool = False) -> Any:
    """A schema of instances that the writer has and the reader has not; None where none is told."""
    if not (_is_askable(reader) and _is_askable(writer)):
        return None
    import jsonschema_rs  # noqa: PLC0415 (12 ms that no proof by structure needs)

    canonicalize: Any = partial(jsonschema_rs.canonicalize, validate_formats=formats)
    try:
        return canonicalize(writer).subtract(canonicalize(reader)).to_json_schema()
    except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
        return None
    except Exception as error:  # the algebra's own refusals have no common type
        if type(error).__module__.startswith("jsonschema_rs"):
            return None
        raise


def _is_askable(schema: dict[str, Any]) -> bool:
    """Whether a schema is small, does not refer to itself, and says nothing that nobody knows."""
    written = canonical(schema)
    known = UNKNOWN.encode() not in written
    return known and len(written) <= MOST_BYTES and not _recursive(schema)


def _recursive(schema: dict[str, Any]) -> bool:
    """Whether any definition reaches itself; the algebra would answer nothing, and slowly."""
    definitions = schema.get("$defs", {})
    edges = {name: set(_refs(value)) for name, value in definitions.items()}
    done: set[str] = set()
    for start, first in edges.items():
        path: list[tuple[str, list[str]]] = [(start, list(first))]
        on = {start}
        while path:
            name, left = path[-1]
            if not left:
                path.pop()
                on.discard(name)
                done.add(name)
                continue
            inner = left.pop()
            if inner in on:
                return True
            if inner not in done and inner in edges:
                path.append((inner, list(edges[inner])))
                on.add(inner)
    return False


def _refs(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = value.get("$ref")
        found = [own.rsplit("/", 1)[-1]] if isinstance(own, str) else []
        return found + [r for v in value.values() for r in _refs(v)]
    return [r for v in value for r in _refs(v)] if isinstance(value, list) else []
