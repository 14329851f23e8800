"""Contracts as a user would write them, small enough to be read in a test."""

from __future__ import annotations

import json


def api(
    *operations: str,
    fields: dict[str, str] | None = None,
    required: tuple[str, ...] = (),
    sends: dict[str, str] | None = None,
    needs: tuple[str, ...] = (),
    version: str = "1.0.0",
    title: str = "Orders",
) -> str:
    """An OpenAPI document whose operations all answer one object, and may take another."""
    paths: dict[str, dict[str, object]] = {}
    for operation in operations or ("get /orders",):
        method, path = operation.split()
        body = {"requestBody": {"content": _json(_object(sends, needs))}} if sends else {}
        answer = {
            "description": "fine",
            "content": _json(_object(fields or {"id": "string"}, required)),
        }
        paths.setdefault(path, {})[method] = {**body, "responses": {"200": answer}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
    }
    return json.dumps(document, indent=2) + "\n"


def card(version: str, *, id_: str = "orders", status: str = "approved") -> str:
    """What stands beside a version."""
    return (
        f"id: {id_}\nkind: api\nversion: {version}\nstatus: {status}\n"
        "providers: [erp-legacy]\nowners: {business: customer-service, technical: order-mgmt}\n"
    )


def estate(*versions: str, **documents: str) -> dict[str, str]:
    """Version folders of the orders API; `v1_1_0=` gives one another document."""
    files = {}
    for version in versions:
        text = documents.get(f"v{version.replace('.', '_')}") or api(version=version)
        files[f"contracts/apis/orders/{version}/contract.yaml"] = card(version)
        files[f"contracts/apis/orders/{version}/openapi.json"] = text
    return files


def _object(fields: dict[str, str] | None, required: tuple[str, ...]) -> dict[str, object]:
    properties = {name: {"type": kind} for name, kind in (fields or {}).items()}
    return {"type": "object", "properties": properties, "required": list(required)}


def _json(schema: dict[str, object]) -> dict[str, object]:
    return {"application/json": {"schema": schema}}
