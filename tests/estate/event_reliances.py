"""What those who listen rely on: analytics, which lives with the unknown, and the legacy ERP."""

from __future__ import annotations

from typing import Any

from pact import match

from tests.estate.reliance import INSTANT, Message, Reliance

ORDER = {"orderId": match.int(100042), "orderNumber": match.str("SO-100042")}
MOVEMENTS = "receipt|reservation|release|shipment|transfer|status_change|adjustment|count"


def event(name: str, major: int, subject: str, data: dict[str, Any]) -> dict[str, Any]:
    """The parts of the envelope that a listener reads, around the data."""
    return {
        "id": match.uuid("3d9b6c1e-0f4a-4b7e-8c11-5a2e7d400001"),
        "source": match.str("/systems/erp-legacy"),
        "type": f"com.harborpike.{name}.v{major}",
        "subject": match.str(subject),
        "time": match.regex("2026-03-02T14:05:00Z", regex=INSTANT),
        "sequence": match.regex("000000000001", regex=r"^[0-9]{12}$"),
        "data": data,
    }


def movement(name: str, kind: str, quantity: int) -> dict[str, Any]:
    """A movement of stock as the first version of its events tells it."""
    data = {
        "movementId": match.str("MV-00914402"),
        "sku": match.str("HP-BREAKER-20A"),
        "locationId": match.str("DC-CHI"),
        "movementType": match.regex(kind, regex=f"^({MOVEMENTS})$"),
        "qty": match.int(quantity),
        "reference": {"type": match.str("order"), "id": match.str("SO-100042")},
    }
    return event(name, 1, "stock/DC-CHI/HP-BREAKER-20A", data)


ANALYTICS_ORDERS = Reliance(
    consumer="analytics",
    contract="order-events",
    version="1.1.0",
    specification="V4",
    posture={"type": "tolerant", "data.status": "tolerant"},
    messages=(
        Message(
            of="an order was taken",
            reads=event(
                "order.created", 1, "order/SO-100042", {**ORDER, "status": match.str("created")}
            ),
        ),
        Message(
            of="an order is allocated",
            reads=event(
                "order.allocated", 1, "order/SO-100042", {**ORDER, "status": match.str("allocated")}
            ),
        ),
    ),
)
ANALYTICS_INVENTORY = Reliance(
    consumer="analytics",
    contract="inventory-events",
    version="1.1.0",
    specification="V4",
    posture={"type": "tolerant", "data.movementType": "tolerant"},
    messages=(
        Message(
            of="goods were received", reads=movement("inventory.receipt.recorded", "receipt", 480)
        ),
        Message(of="goods were shipped", reads=movement("inventory.shipped", "shipment", 24)),
    ),
)
ANALYTICS_SHIPMENTS = Reliance(
    consumer="analytics",
    contract="shipment-events",
    version="1.1.0",
    specification="V4",
    posture={"type": "tolerant", "data.status": "tolerant"},
    messages=(
        Message(
            of="a truck has left",
            reads=event(
                "shipment.dispatched",
                1,
                "shipment/SHP-00031877",
                {
                    "shipmentId": match.str("SHP-00031877"),
                    "orderIds": match.each_like(match.int(100042), min=1),
                    "status": match.str("in_transit"),
                    "carrier": match.str("UPS Ground"),
                },
            ),
        ),
    ),
)
ERP_LEGACY_INVENTORY = Reliance(
    consumer="erp-legacy",
    contract="inventory-events",
    version="1.1.0",
    specification="V3",
    posture={"data.movementType": "exhaustive"},
    messages=(
        Message(
            of="goods that are to be booked",
            reads=movement("inventory.receipt.recorded", "receipt", 480),
        ),
        Message(
            of="goods that are to be invoiced", reads=movement("inventory.shipped", "shipment", 24)
        ),
        Message(
            of="stock that was set right",
            reads=movement("inventory.adjustment.recorded", "adjustment", -2),
        ),
    ),
)
HEARD = (ANALYTICS_ORDERS, ANALYTICS_INVENTORY, ANALYTICS_SHIPMENTS, ERP_LEGACY_INVENTORY)
