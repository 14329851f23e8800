"""What the consumers of the estate rely on, and the running of their consumer tests.

`python -m tests.estate.consumers` writes the pacts of `contracts/consumers/` anew.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("PACT_DO_NOT_TRACK", "true")  # read when the native library is loaded

import httpx
from pact import Pact, match

CONSUMERS = Path(__file__).parents[2] / "contracts" / "consumers"
DECIMAL = r"^-?\d{1,15}(\.\d{1,4})?$"
INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"
ORDER_STATES = "created|allocated|partially_picked|shipped|invoiced|returned|closed|cancelled"
LINE_STATES = "open|allocated|shipped|cancelled"
PRODUCT_STATES = "draft|active|blocked|discontinued"
KEY = "0b9f2a54-5d0c-4c5e-9c54-3f9d3d1f8a20"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that the consumer makes, and what it needs to find in the answer."""

    of: str
    given: dict[str, dict[str, Any]]
    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    status: int
    reads: Any
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliance:
    """One consumer's use of one contract.

    `posture` says by field what the consumer does with a value that it does not know.
    """

    consumer: str
    contract: str
    version: str
    specification: str
    posture: dict[str, str]
    calls: tuple[Call, ...]


def one_of(value: str, values: str) -> Any:
    """A field that the consumer switches on: it knows these values and no others."""
    return match.regex(value, regex=f"^({values})$")


def day(value: str) -> Any:
    """A calendar day."""
    return match.date(value, format="%Y-%m-%d")


def an_order(channel: str, sku: str = "HP-BREAKER-20A") -> dict[str, Any]:
    """The body of an order for two dozen of an article."""
    return {
        "channel": channel,
        "customerId": "C-20017",
        "buyerGln": "9521789000018",
        "customerPoNumber": "ACME-77310",
        "currency": "USD",
        "lines": [{"sku": sku, "quantity": 24}],
        "shipTo": {
            "lines": ["Acme Panel Shop", "2200 W Cermak Rd, Dock 4"],
            "city": "Chicago",
            "region": "Illinois",
            "postalCode": "60608",
            "country": "US",
        },
        "paymentTermsCode": "NET30",
    }


def a_problem(status: int, name: str, title: str, code: str) -> dict[str, Any]:
    """A problem that the consumer recognises by its code."""
    return {
        "type": match.str(f"https://contracts.harborpike.example/problems/{name}"),
        "title": match.str(title),
        "status": status,
        "code": code,
    }


PROBLEM = "application/problem+json"
STOREFRONT_ORDERS = Reliance(
    consumer="storefront",
    contract="orders",
    version="1.1.0",
    specification="V4",
    posture={"status": "exhaustive"},
    calls=(
        Call(
            of="a new web order",
            given={
                "the customer may order": {"customerId": "C-20017"},
                "the article is sold": {"sku": "HP-BREAKER-20A"},
            },
            method="POST",
            path="/orders",
            headers={"Idempotency-Key": KEY},
            body=an_order("web"),
            status=201,
            reads={
                "orderId": match.int(100042),
                "orderNumber": match.regex("SO-100042", regex=r"^SO-[0-9]{6,9}$"),
                "status": one_of("created", ORDER_STATES),
                "lines": match.each_like(
                    {
                        "lineNumber": match.int(1),
                        "sku": match.str("HP-BREAKER-20A"),
                        "promisedDate": day("2026-03-05"),
                    },
                    min=1,
                ),
                "totals": {"grandTotal": match.number(479.6)},
            },
        ),
        Call(
            of="the same web order once more, under the same key",
            given={
                "an order was handed in under a key": {
                    "key": KEY,
                    "orderId": 100042,
                    "order": an_order("web"),
                }
            },
            method="POST",
            path="/orders",
            headers={"Idempotency-Key": KEY},
            body=an_order("web"),
            status=200,
            reads={"orderId": 100042, "status": one_of("created", ORDER_STATES)},
        ),
        Call(
            of="a web order for an article that does not exist",
            given={"the article is not in the catalogue": {"sku": "HP-NOPE"}},
            method="POST",
            path="/orders",
            headers={"Idempotency-Key": KEY},
            body=an_order("web", sku="HP-NOPE"),
            status=422,
            reads=a_problem(422, "unprocessable", "Can not be carried out", "ORD-UNKNOWN-SKU"),
            content_type=PROBLEM,
        ),
    ),
)
EDI_GATEWAY_ORDERS = Reliance(
    consumer="edi-gateway",
    contract="orders",
    version="1.1.0",
    specification="V4",
    posture={"status": "exhaustive", "lines[].lineStatus": "exhaustive"},
    calls=(
        Call(
            of="an order out of an 850",
            given={"the customer may order": {"customerId": "C-20017"}},
            method="POST",
            path="/orders",
            headers={"Idempotency-Key": KEY},
            body=an_order("edi"),
            status=201,
            reads={
                "orderId": match.int(100042),
                "orderNumber": match.regex("SO-100042", regex=r"^SO-[0-9]{6,9}$"),
                "customerPoNumber": "ACME-77310",
            },
        ),
        Call(
            of="the state of an order for an 855",
            given={"an order exists": {"orderId": 100042, "status": "allocated"}},
            method="GET",
            path="/orders/100042",
            status=200,
            reads={
                "orderId": 100042,
                "customerPoNumber": match.str("ACME-77310"),
                "status": one_of("allocated", ORDER_STATES),
                "lines": match.each_like(
                    {
                        "lineNumber": match.int(1),
                        "sku": match.str("HP-BREAKER-20A"),
                        "quantity": match.int(24),
                        "lineStatus": one_of("allocated", LINE_STATES),
                        "promisedDate": day("2026-03-05"),
                    },
                    min=1,
                ),
            },
        ),
    ),
)
WMS_ORDERS = Reliance(
    consumer="wms",
    contract="orders",
    version="1.1.0",
    specification="V3",
    posture={"items[].status": "exhaustive"},
    calls=(
        Call(
            of="the orders to be picked",
            given={"an order exists": {"orderId": 100042, "status": "allocated"}},
            method="GET",
            path="/orders",
            query={"status": "allocated", "limit": "100"},
            status=200,
            reads={
                "items": match.each_like(
                    {
                        "orderId": match.int(100042),
                        "orderNumber": match.regex("SO-100042", regex=r"^SO-[0-9]{6,9}$"),
                        "status": one_of("allocated", ORDER_STATES),
                        "lines": match.each_like(
                            {
                                "lineNumber": match.int(1),
                                "sku": match.str("HP-BREAKER-20A"),
                                "quantity": match.int(24),
                                "locationId": match.str("DC-CHI"),
                            },
                            min=1,
                        ),
                        "shipTo": {
                            "lines": match.each_like(match.str("2200 W Cermak Rd"), min=1),
                            "city": match.str("Chicago"),
                            "postalCode": match.str("60608"),
                            "country": match.regex("US", regex=r"^[A-Z]{2}$"),
                        },
                    },
                    min=1,
                )
            },
        ),
    ),
)
STOREFRONT_INVENTORY = Reliance(
    consumer="storefront",
    contract="inventory",
    version="1.1.0",
    specification="V4",
    posture={"status": "tolerant"},
    calls=(
        Call(
            of="what can be promised of an article",
            given={
                "there is stock": {
                    "sku": "HP-BREAKER-20A",
                    "locationId": "DC-CHI",
                    "available": 420,
                }
            },
            method="GET",
            path="/availability",
            query={"sku": "HP-BREAKER-20A", "locationId": "DC-CHI"},
            status=200,
            reads={
                "items": match.each_like(
                    {
                        "sku": match.str("HP-BREAKER-20A"),
                        "locationId": match.str("DC-CHI"),
                        "available": match.int(420),
                        "asOf": match.regex("2026-03-02T14:00:00Z", regex=INSTANT),
                    },
                    min=1,
                )
            },
        ),
        Call(
            of="stock held for an order line",
            given={
                "there is stock": {
                    "sku": "HP-BREAKER-20A",
                    "locationId": "DC-CHI",
                    "available": 420,
                }
            },
            method="POST",
            path="/reservations",
            headers={"Idempotency-Key": KEY},
            body={
                "orderId": 100042,
                "sku": "HP-BREAKER-20A",
                "locationId": "DC-CHI",
                "quantity": 24,
            },
            status=201,
            reads={
                "reservationId": match.regex("RSV-000481", regex=r"^RSV-[0-9]{6,12}$"),
                "status": match.str("held"),
                "expiresAt": match.regex("2026-03-04T18:00:00Z", regex=INSTANT),
            },
        ),
        Call(
            of="more stock than there is",
            given={
                "there is stock": {"sku": "HP-BREAKER-20A", "locationId": "DC-CHI", "available": 10}
            },
            method="POST",
            path="/reservations",
            headers={"Idempotency-Key": KEY},
            body={
                "orderId": 100042,
                "sku": "HP-BREAKER-20A",
                "locationId": "DC-CHI",
                "quantity": 24,
            },
            status=409,
            reads=a_problem(409, "conflict", "The stock is short", "INV-SHORT"),
            content_type=PROBLEM,
        ),
    ),
)
STOREFRONT_PRODUCTS = Reliance(
    consumer="storefront",
    contract="products",
    version="2.0.0",
    specification="V4",
    posture={"status": "exhaustive"},
    calls=(
        Call(
            of="an article that is sold",
            given={
                "an article exists": {"sku": "HP-BREAKER-20A", "status": "active", "priced": True}
            },
            method="GET",
            path="/products/HP-BREAKER-20A",
            status=200,
            reads={
                "sku": "HP-BREAKER-20A",
                "name": match.str("Circuit breaker 1-pole 20 A, plug-in"),
                "status": one_of("active", PRODUCT_STATES),
                "listPrice": {
                    "amount": match.regex("18.40", regex=DECIMAL),
                    "currency": match.regex("USD", regex=r"^[A-Z]{3}$"),
                },
            },
        ),
        Call(
            of="an article that does not exist",
            given={"the article is not in the catalogue": {"sku": "HP-NOPE"}},
            method="GET",
            path="/products/HP-NOPE",
            status=404,
            reads=a_problem(404, "not-found", "Nothing is there", "PRD-UNKNOWN"),
            content_type=PROBLEM,
        ),
    ),
)
RELIANCES = (
    STOREFRONT_ORDERS,
    EDI_GATEWAY_ORDERS,
    WMS_ORDERS,
    STOREFRONT_INVENTORY,
    STOREFRONT_PRODUCTS,
)


def run(reliance: Reliance) -> dict[str, Any]:
    """Make every call against Pact's stand-in for the provider; the pact that comes of it."""
    with tempfile.TemporaryDirectory() as folder:
        for call in reliance.calls:  # one stand-in each: a provider is in one state at a time
            make(call, reliance, folder)
        (written,) = Path(folder).iterdir()
        document: dict[str, Any] = json.loads(written.read_text())
    document["metadata"]["x-weighbridge"] = {
        "contract": reliance.contract,
        "version": reliance.version,
        "posture": reliance.posture,
    }
    return document


def make(call: Call, reliance: Reliance, folder: str) -> None:
    """Make one call, and add it to the pact in the folder."""
    pact = Pact(reliance.consumer, reliance.contract).with_specification(reliance.specification)
    interaction = pact.upon_receiving(call.of)
    for state, parameters in call.given.items():
        interaction.given(state, parameters)
    interaction.with_request(call.method, call.path)
    interaction.with_query_parameters(call.query).with_headers(call.headers)
    if call.body is not None:
        interaction.with_body(call.body, "application/json")
    interaction.will_respond_with(call.status)
    interaction.with_body(call.reads, call.content_type)
    with pact.serve("127.0.0.1") as server:
        answer = httpx.request(
            call.method,
            f"{server.url}{call.path}",
            params=call.query,
            headers=call.headers,
            json=call.body,
            trust_env=False,
        )
        assert answer.status_code == call.status, answer.text
    pact.write_file(folder)


def path_of(reliance: Reliance) -> Path:
    """Where the pact lies in the estate."""
    return CONSUMERS / reliance.consumer / f"{reliance.contract}.pact.json"


if __name__ == "__main__":
    for each in RELIANCES:
        target = path_of(each)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(run(each), indent=2) + "\n")
