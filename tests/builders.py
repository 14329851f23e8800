"""Short ways to say what a test is about. Everything that is left out has a harmless value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts import read

if TYPE_CHECKING:
    from weighbridge_checks.facts import Contract
    from weighbridge_checks.facts.document import Opener


def a_contract(document: Any, *, open: Opener | None = None) -> Contract:  # noqa: A002 (as `read` has it)
    """A document as it would be read from a file."""
    text = document if isinstance(document, str) else json.dumps(document)
    return read(text.encode(), name="document", open=open)


def an_api(
    *,
    request: Any = None,
    response: Any = None,
    parameters: list[Any] | None = None,
    path: str = "/orders",
    openapi: str = "3.1.0",
    schemas: dict[str, Any] | None = None,
    operation: dict[str, Any] | None = None,
    more: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """An OpenAPI document with one operation, `POST /orders`."""
    answer: dict[str, Any] = {"description": "done"}
    if response is not None:
        answer["content"] = {"application/json": {"schema": response}}
    said: dict[str, Any] = {"responses": {"200": answer}}
    if request is not None:
        said["requestBody"] = {"content": {"application/json": {"schema": request}}}
    if parameters is not None:
        said["parameters"] = parameters
    document: dict[str, Any] = {
        "openapi": openapi,
        "info": {"title": "orders", "version": "1.0.0"},
        "paths": {path: {"post": {**said, **(operation or {})}}},
    }
    if schemas is not None:
        document["components"] = {"schemas": schemas}
    return {**document, **(more or {})}


def an_object(*required: str, **properties: Any) -> dict[str, Any]:
    """An object schema: `an_object("id", id="string", state=["open", "shut"])`."""
    kinds = {
        name: {"enum": kind}
        if isinstance(kind, list)
        else {"type": kind}
        if isinstance(kind, str)
        else kind
        for name, kind in properties.items()
    }
    schema: dict[str, Any] = {"type": "object", "properties": kinds}
    return {**schema, "required": list(required)} if required else schema


def ref(name: str) -> dict[str, str]:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}
