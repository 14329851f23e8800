"""What a user would send: texts of contracts and pacts, and the requests around them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from weighbridge_registry import deploy, publish
from weighbridge_registry.audit import Author
from weighbridge_registry.store.records import Environment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fastapi.testclient import TestClient
    from httpx import Response

    from weighbridge_registry.store import Database

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
AUTHOR = Author(name="rosa", at=NOW)
GATES = ["compatible-with-running", "ran-in-previous-environment", "consumers-verified"]


def openapi(*fields: str, required: Iterable[str] = ("id",), **schemas: Any) -> str:
    """The text of an API with one operation, of which the response has these text fields."""
    properties = {field: {"type": "string"} for field in ("id", *fields)} | schemas
    schema = {"type": "object", "properties": properties, "required": list(required)}
    content = {"application/json": {"schema": schema}}
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Orders", "version": "1.0.0"},
            "paths": {
                "/orders/{orderId}": {
                    "parameters": [
                        {
                            "name": "orderId",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "string"},
                        }
                    ],
                    "get": {"responses": {"200": {"description": "An order", "content": content}}},
                }
            },
        }
    )


#: the second is compatible with the first, the third breaks the second, which promised `status`
V1 = openapi("note")
V2 = openapi("note", "eta")
V3 = openapi("note", "eta", required=(), id={"type": "integer"})


def pact(
    *reads: str, consumer: str = "storefront", provider: str = "orders", **metadata: Any
) -> dict[str, Any]:
    """A pact of which the one interaction reads these text fields of an order."""
    return {
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": [
            {
                "description": "one order",
                "request": {"method": "GET", "path": "/orders/1"},
                "response": {
                    "status": 200,
                    "headers": {"Content-Type": "application/json"},
                    "body": dict.fromkeys(reads, "x"),
                    "matchingRules": {
                        "body": {f"$.{field}": {"matchers": [{"match": "type"}]} for field in reads}
                    },
                },
            }
        ],
        "metadata": {"pactSpecification": {"version": "3.0.0"}, **metadata},
    }


def offer(version: str, text: str = V1, subject: str = "orders", **more: Any) -> publish.Offer:
    return publish.Offer(
        subject=subject,
        version=version,
        root="openapi.json",
        files={"openapi.json": text.encode()},
        **more,
    )


def put_up(database: Database, wish: publish.Offer) -> publish.Published:
    """Publish, as the API does: weighed in one transaction and kept in another."""
    with database.reading() as store:
        drafted = publish.draft(store, wish, today=TODAY)
    with database.writing() as store:
        return publish.keep(store, drafted, author=AUTHOR)


def release(database: Database, service: str, name: str, *provides: tuple[str, str]) -> None:
    announced = deploy.Announcement(service=service, release=name, provides=provides)
    with database.writing() as store:
        deploy.record_release(store, announced, author=AUTHOR)


def environment(database: Database, name: str, after: str | None = None, *gates: str) -> None:
    made = Environment(
        name=name, after=after, gates=gates or tuple(GATES), production=name == "production"
    )
    with database.writing() as store:
        deploy.put_environment(store, made, author=AUTHOR)


def run(database: Database, service: str, name: str, where: str, scope: str = "") -> None:
    with database.writing() as store:
        deploy.deploy(store, where, service, name, scope, author=AUTHOR)


def post_version(
    client: TestClient, version: str | None, text: str = V1, subject: str = "orders", **more: Any
) -> Response:
    body = {"version": version, "root": "openapi.json", "files": {"openapi.json": text}, **more}
    answer: Response = client.post(f"/api/v1/subjects/{subject}/versions", json=body)
    return answer


def problem(response: Response) -> str:
    """The name of the problem that was answered; it fails if the answer is no whole problem."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    said = response.json()
    assert said["status"] == response.status_code
    assert said["title"].endswith(".")
    assert said["detail"]
    assert "Traceback" not in response.text
    return str(said["type"]).removeprefix("/problems/")
