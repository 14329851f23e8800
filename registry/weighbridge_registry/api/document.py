"""The registry's own contract: its OpenAPI document, generated from the routes.

`python -m weighbridge_registry.api.document` writes it to where it is kept.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from weighbridge_checks.report.json import schema as diff_schema
from weighbridge_registry.api import routes
from weighbridge_registry.api.wiring import PROBLEM
from weighbridge_registry.problems import BEFORE_ROUTES, MEDIA_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

#: where the document is kept
KEPT = Path(__file__).with_name("openapi.json")

_PROBLEM = {
    "description": "What went wrong (RFC 9457). Further members are the facts of the problem.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "`/problems/` and the name of the problem."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened this time, and what to do."},
        "errors": {
            "description": "Of an invalid request: what is wrong, and where.",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "message"],
                "properties": {"path": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}

_FILE = {
    "tags": ["subjects"],
    "summary": "Get File",
    "description": "One file of a version: the bytes as they were published, which never change.",
    "operationId": "get_file",
    "parameters": [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in ("subject", "version", "path")
    ],
    "responses": {
        "200": {
            "description": "The file.",
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        "304": {"description": "The client has it already."},
        "404": {
            "description": "There is no such subject, version or file.",
            "content": {MEDIA_TYPE: {"schema": PROBLEM}},
        },
    },
}


def document() -> dict[str, Any]:
    """The OpenAPI document of the API, the same for the same routes."""
    app = FastAPI(**routes.ABOUT)
    routes.include(app)
    made = _renamed(app.openapi())
    made["openapi"] = "3.1.0"
    schemas = made["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = _PROBLEM
    schemas["Diff"] = _moved(diff_schema(), "#/components/schemas/Diff")
    path = f"{routes.PREFIX}/subjects/{{subject}}/versions/{{version}}/files/{{path}}"
    made["paths"][path] = {"get": _FILE}
    for operation in _operations(made):
        _tell_problems(operation)
    compare = made["paths"][f"{routes.PREFIX}/subjects/{{subject}}/compare/{{old}}...{{new}}"]
    answer = compare["get"]["responses"]["200"]["content"]["application/json"]
    answer["schema"] = {"$ref": "#/components/schemas/Diff"}
    made["paths"] = dict(sorted(made["paths"].items()))
    made["components"]["schemas"] = dict(sorted(schemas.items()))
    plain: dict[str, Any] = _untitled(made)
    return plain


def text() -> str:
    """The document as it is kept."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _operations(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in made["paths"].values():
        yield from item.values()


def _tell_problems(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    content = {MEDIA_TYPE: {"schema": PROBLEM}}
    name, words = BEFORE_ROUTES[422]
    said = f"- `{name}`: {words}"
    if known := responses.get("422"):
        of_routes = MEDIA_TYPE in known.get("content", {})
        lines = [known["description"], said] if of_routes else [said]
        responses["422"] = {"description": "\n".join(lines), "content": content}
    responses["default"] = {"description": "Any other problem.", "content": content}
    operation["responses"] = dict(sorted(responses.items()))


def _renamed(made: dict[str, Any]) -> dict[str, Any]:
    """The schemas by the names of things, without how they are made."""
    names = {}
    for name in made["components"]["schemas"]:
        short = re.sub(r"^List_(\w+)_$", r"\1List", name)
        short = re.sub(r"Out(?=List$|$)", "", short)
        names[name] = re.sub(r"In$", "Request", short)
    if len(set(names.values())) < len(names):
        raise ValueError("two schemas would have one name")
    start = "#/components/schemas/"
    written = re.sub(
        rf'"{start}(\w+)"', lambda m: f'"{start}{names.get(m[1], m[1])}"', json.dumps(made)
    )
    renamed: dict[str, Any] = json.loads(written)
    schemas = renamed["components"]["schemas"]
    renamed["components"]["schemas"] = {names[name]: schema for name, schema in schemas.items()}
    return renamed


def _moved(schema: Any, to: str) -> Any:
    """A schema document as a part of this one: its references lead to where it stands now."""
    if isinstance(schema, dict):
        return {
            key: f"{to}{value[1:]}" if key == "$ref" else _moved(value, to)
            for key, value in schema.items()
            if key not in {"$schema", "$id"}
        }
    return [_moved(value, to) for value in schema] if isinstance(schema, list) else schema


_SCHEMA_WORDS = frozenset({"type", "anyOf", "$ref", "enum", "items", "const"})


def _untitled(value: Any) -> Any:
    """Without the titles that only repeat the names of fields."""
    if isinstance(value, dict):
        schema = bool(_SCHEMA_WORDS & value.keys()) and isinstance(value.get("title"), str)
        return {k: _untitled(v) for k, v in value.items() if not (schema and k == "title")}
    return [_untitled(v) for v in value] if isinstance(value, list) else value


if __name__ == "__main__":
    KEPT.write_text(text(), encoding="utf-8")
