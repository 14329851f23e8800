"""A small estate, filled through the registry's own API: what the pages of these tests show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

ORDERS_1_0 = """\
# The order desk of the tests.
openapi: 3.1.0
info:
  title: Orders
  version: 1.0.0
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        "200":
          description: All orders
          content:
            application/json:
              schema:
                type: array
                items:
                  $ref: "#/components/schemas/Order"
    post:
      operationId: placeOrder
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: schemas/new-order.yaml
      responses:
        "201":
          description: Placed
  /orders/{orderId}:
    get:
      operationId: readOrder
      parameters:
        - name: orderId
          in: path
          required: true
          schema:
            type: string
      responses:
        "200":
          description: The order
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/Order"
components:
  schemas:
    Order:
      type: object
      required: [orderId, state, note]
      properties:
        orderId:
          type: string
        state:
          type: string
          enum: [open, allocated, shipped]
        note:
          type: string
"""

NEW_ORDER_1_0 = """\
type: object
required: [sku, quantity]
properties:
  sku:
    type: string
  quantity:
    type: integer
    minimum: 1
  reference:
    type: string
"""

#: grows by an operation and an optional field
ORDERS_1_1 = ORDERS_1_0.replace("version: 1.0.0", "version: 1.1.0").replace(
    """\
components:
""",
    """\
  /orders/{orderId}/cancel:
    post:
      operationId: cancelOrder
      parameters:
        - name: orderId
          in: path
          required: true
          schema:
            type: string
      responses:
        "204":
          description: Cancelled
components:
""",
)

NEW_ORDER_1_1 = NEW_ORDER_1_0 + "  giftWrap:\n    type: boolean\n"

#: breaks readers of responses, and writers of requests in another file
ORDERS_2_0 = (
    ORDERS_1_1.replace("version: 1.1.0", "version: 2.0.0")
    .replace("[open, allocated, shipped]", "[open, allocated, backordered, shipped]")
    .replace("[orderId, state, note]", "[orderId, state]")
    .replace("        note:\n          type: string\n", "")
)

NEW_ORDER_2_0 = NEW_ORDER_1_1.replace("[sku, quantity]", "[sku, quantity, reference]")

#: the same content in another order
NEW_ORDER_2_0_AGAIN = "# the same\n" + NEW_ORDER_2_0

STOCK = """\
{"openapi": "3.1.0", "info": {"title": "Stock", "version": "1.0.0"},
 "paths": {"/stock": {"get": {"responses": {"200": {"description": "Stock by item"}}}}}}
"""

HOSTILE = '<script>alert("x")</script>'

PACT = {
    "consumer": {"name": "storefront"},
    "provider": {"name": "orders"},
    "interactions": [
        {
            "type": "Synchronous/HTTP",
            "description": "an order that is there",
            "request": {"method": "GET", "path": "/orders/7"},
            "response": {
                "status": 200,
                "headers": {"Content-Type": ["application/json"]},
                "body": {
                    "content": {"orderId": "7", "state": "open", "note": "ring twice"},
                    "contentType": "application/json",
                    "encoded": False,
                },
            },
        }
    ],
    "metadata": {"pactSpecification": {"version": "4.0"}},
}

GATES = ["compatible-with-running", "ran-in-previous-environment", "consumers-verified"]

ARROW = "/c/storefront%E2%86%92orders"
BREAK = "/c/orders/compare/1.1.0...2.0.0"

#: one of each kind of page, and of each kind of name
PAGES = (
    "/",
    "/?q=order",
    "/?q=ordrs",
    "/?kind=pact",
    "/c/orders",
    "/c/edi%2Forders",
    ARROW,
    f"{ARROW}/1",
    f"{ARROW}/compare/1...2",
    "/c/orders/1.1.0",
    "/c/orders/2.0.0?file=schemas/new-order.yaml",
    "/c/stock/1.0.0",
    BREAK,
    f"{BREAK}?severity=info",
    "/c/orders/compare/2.0.0...2.0.1",
    "/env",
    "/env/test",
    "/env/production",
    "/decisions",
    "/rules",
    "/rules?q=operation",
    "/rules/operation-removed",
)


def fill(registry: httpx.Client) -> None:
    """Publish, deploy and decide what the pages then show."""
    orders(registry, "1.0.0", ORDERS_1_0, NEW_ORDER_1_0, changelog="The first version.")
    orders(registry, "1.1.0", ORDERS_1_1, NEW_ORDER_1_1, changelog="Orders can be cancelled.")
    orders(registry, "2.0.0", ORDERS_2_0, NEW_ORDER_2_0, changelog="`note` is gone.\n\nAt last.")
    orders(registry, "2.0.1", ORDERS_2_0, NEW_ORDER_2_0_AGAIN)
    publish(registry, "stock", "1.0.0", {"stock.json": STOCK}, title="Stock", providers=["wms"])
    publish(registry, "edi/orders", "1.0.0", {"openapi.yaml": wide(3)}, title=HOSTILE)
    environments(registry)
    release(registry, "orders-service", "7.0", [("orders", "1.0.0")])
    release(registry, "orders-service", "7.1", [("orders", "1.1.0")])
    release(registry, "orders-service", "8.0", [("orders", "2.0.0")])
    release(registry, "storefront", "4.2.0", [])
    for environment in ("test", "production"):
        deploy(registry, environment, "orders-service", "7.0")
        deploy(registry, environment, "storefront", "4.2.0")
    told(registry.post("/api/v1/pacts", json={"consumer_release": "4.2.0", "content": PACT}))
    other = json.loads(json.dumps(PACT).replace("ring twice", "leave at the door"))
    told(registry.post("/api/v1/pacts", json={"consumer_release": "4.3.0", "content": other}))
    promote(registry, "orders-service", "7.1", "test")
    promote(registry, "orders-service", "8.0", "production")


def orders(registry: httpx.Client, version: str, root: str, new: str, **facts: Any) -> None:
    """Publish a version of the order desk, which has two files."""
    files = {"openapi.yaml": root, "schemas/new-order.yaml": new}
    about: dict[str, Any] = {
        "title": "Order desk",
        "description": "Takes orders and tells what became of them.",
        "owners": {"business": "Head of orders", "technical": "team-orders"},
        "providers": ["orders-service"],
    }
    publish(registry, "orders", version, files, **about, **facts)


def publish(
    registry: httpx.Client,
    subject: str,
    version: str,
    files: Mapping[str, str],
    *,
    kind: str = "api",
    **facts: Any,
) -> None:
    """Publish a version; the first file is the root."""
    body = {"version": version, "root": next(iter(files)), "files": files, "kind": kind, **facts}
    told(registry.post(f"/api/v1/subjects/{quote(subject, safe='')}/versions", json=body))


def environments(registry: httpx.Client) -> None:
    """A path of two environments, the second with every gate."""
    first = {"after": None, "gates": GATES[:1], "production": False}
    second = {"after": "test", "gates": GATES, "production": True}
    told(registry.put("/api/v1/environments/test", json=first))
    told(registry.put("/api/v1/environments/production", json=second))


def release(
    registry: httpx.Client, service: str, name: str, provides: list[tuple[str, str]]
) -> None:
    """Record a release of a service."""
    told(registry.put(f"/api/v1/services/{service}", json={"description": "", "owner": "team"}))
    body = {"provides": [{"subject": s, "version": v} for s, v in provides]}
    told(registry.put(f"/api/v1/services/{service}/releases/{name}", json=body))


def deploy(registry: httpx.Client, environment: str, service: str, name: str) -> None:
    """Record that a release runs."""
    body = {"service": service, "release": name}
    told(registry.post(f"/api/v1/environments/{environment}/deployments", json=body))


def promote(registry: httpx.Client, service: str, name: str, environment: str) -> None:
    """Ask for a promotion; what is answered stands on the pages."""
    body = {"service": service, "release": name, "environment": environment}
    told(registry.post("/api/v1/promotions", json=body))


def told(answer: httpx.Response) -> httpx.Response:
    """The answer, if it is a good one."""
    assert answer.is_success, (answer.status_code, answer.text)
    return answer


def wide(operations: int) -> str:
    """An API of so many operations."""
    paths = {
        f"/things/{n}": {"get": {"responses": {"200": {"description": f"thing {n}"}}}}
        for n in range(operations)
    }
    info = {"title": "Wide", "version": "1.0.0"}
    return json.dumps({"openapi": "3.1.0", "info": info, "paths": paths}, indent=1)
