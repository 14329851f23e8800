"""What a consumer's test says that it relies on, in Python before it is a pact."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

os.environ.setdefault("PACT_DO_NOT_TRACK", "true")  # read when the native library is loaded

from pact import match

DECIMAL = r"^-?\d{1,15}(\.\d{1,4})?$"
INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"
ORDER_STATES = "created|allocated|partially_picked|shipped|invoiced|returned|closed|cancelled"
LINE_STATES = "open|allocated|shipped|cancelled"
PRODUCT_STATES = "draft|active|blocked|discontinued"
KEY = "0b9f2a54-5d0c-4c5e-9c54-3f9d3d1f8a20"
DISPOSITIONS = (
    "on_order|in_transit|dock|available|reserved|picked|quarantined|damaged|return_hold"
    "|shipped|scrapped|lost"
)
SHIPMENT_STATES = (
    "planned|released|picking|packed|manifested|in_transit|exception|delivered"
    "|returned_to_sender|lost|cancelled"
)
PURCHASE_ORDER_STATES = (
    "draft|submitted|acknowledged|rejected|partially_received|received|closed|cancelled"
)
RETURN_STATES = "requested|authorized|rejected|received|restocked|credited|closed|cancelled"
GTIN = r"^([0-9]{8}|[0-9]{12}|[0-9]{13}|[0-9]{14})$"
SSCC = r"^[0-9]{18}$"
PROBLEM = "application/problem+json"


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
class Message:
    """An event that the consumer waits for, and what it needs to find in it."""

    of: str
    reads: Any


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
    calls: tuple[Call, ...] = ()
    messages: tuple[Message, ...] = ()


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
