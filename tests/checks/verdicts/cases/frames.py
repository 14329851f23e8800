"""Whole documents around the fragments of a table."""

from __future__ import annotations

from typing import Any

INFO = {"title": "orders", "version": "1.0.0"}
OK = {"200": {"description": "fine"}}


def document(said: dict[str, Any]) -> dict[str, Any]:
    """A fragment that is most of a document."""
    if "swagger" in said:
        return {"info": INFO, "paths": {}, **said}
    return {"openapi": "3.1.0", "info": INFO, "paths": {}, **said}


def operation(said: dict[str, Any]) -> dict[str, Any]:
    """A fragment that is an operation, and may bring components."""
    said = dict(said)
    around: dict[str, Any] = {k: said.pop(k) for k in ("components", "openapi") if k in said}
    return document({"paths": {"/orders": {"post": {"responses": OK, **said}}}, **around})


def webhook(said: dict[str, Any]) -> dict[str, Any]:
    """The same operation, which the provider calls."""
    said = dict(said)
    around: dict[str, Any] = {k: said.pop(k) for k in ("components", "openapi") if k in said}
    return document({"webhooks": {"order": {"post": {"responses": OK, **said}}}, **around})


def request(schema: Any) -> dict[str, Any]:
    """A fragment that is the schema of a request body."""
    return operation({"requestBody": {"content": {"application/json": {"schema": schema}}}})


def response(schema: Any) -> dict[str, Any]:
    """A fragment that is the schema of a response body."""
    content = {"application/json": {"schema": schema}}
    return operation({"responses": {"200": {"description": "fine", "content": content}}})


def alone(schema: Any) -> Any:
    """A fragment that is a whole schema document."""
    return schema


SCHEMES: dict[str, Any] = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "basic": {"type": "http", "scheme": "basic"},
    "oauth": {
        "type": "oauth2",
        "flows": {
            "clientCredentials": {"tokenUrl": "/token", "scopes": {"read": "r", "write": "w"}}
        },
    },
}


def guarded(said: dict[str, Any]) -> dict[str, Any]:
    """A fragment that says who may call an operation, with which schemes."""
    schemes = said.get("schemes", SCHEMES)
    own = {"security": said["security"]} if "security" in said else {}
    everywhere = {"security": said["global"]} if "global" in said else {}
    item = {"post": {"responses": OK, **own}}
    components = {"securitySchemes": schemes}
    return document({"paths": {"/orders": item}, "components": components, **everywhere})


def both(said: dict[str, Any]) -> dict[str, Any]:
    """A fragment that is a schema with its components, asked for and answered with."""
    content = {"application/json": {"schema": said["body"]}}
    components = {"components": {"schemas": said["schemas"]}} if "schemas" in said else {}
    version = {"openapi": said["openapi"]} if "openapi" in said else {}
    exchange = {
        "requestBody": {"content": content},
        "responses": {"200": {"description": "fine", "content": content}},
    }
    return operation({**exchange, **components, **version})
