"""What is relied on to buy, to ship, to take back and to be paid."""

from __future__ import annotations

from pact import match

from tests.estate.reliance import (
    INSTANT,
    KEY,
    PURCHASE_ORDER_STATES,
    RETURN_STATES,
    SHIPMENT_STATES,
    SSCC,
    Call,
    Reliance,
    one_of,
)

SHIPMENT = "SHP-00031877"
STOREFRONT_RETURNS = Reliance(
    consumer="storefront",
    contract="returns",
    version="1.0.0",
    specification="V4",
    posture={"status": "exhaustive"},
    calls=(
        Call(
            of="a customer who wants to send goods back",
            given={"an order was delivered": {"orderId": 100042}},
            method="POST",
            path="/returns",
            headers={"Idempotency-Key": KEY},
            body={
                "orderId": 100042,
                "lines": [{"lineNumber": 1, "quantity": 3, "reason": "damaged"}],
            },
            status=201,
            reads={
                "rmaId": match.regex("RMA-0002207", regex=r"^RMA-[0-9]{7}$"),
                "status": one_of("requested", RETURN_STATES),
            },
        ),
    ),
)
EDI_GATEWAY_SHIPMENTS = Reliance(
    consumer="edi-gateway",
    contract="shipments",
    version="2.0.0",
    specification="V4",
    posture={},
    calls=(
        Call(
            of="a shipment for an 856",
            given={"a shipment is on its way": {"shipmentId": SHIPMENT}},
            method="GET",
            path=f"/shipments/{SHIPMENT}",
            status=200,
            reads={
                "shipmentId": SHIPMENT,
                "trackingNumbers": match.each_like(match.str("1Z999AA10123456784"), min=1),
                "containers": match.each_like(
                    {
                        "sscc": match.regex("095213210000000018", regex=SSCC),
                        "items": match.each_like(
                            {
                                "gtin": match.str("09521110153017"),
                                "quantity": {"value": match.str("24"), "uom": match.str("EA")},
                            },
                            min=1,
                        ),
                    },
                    min=1,
                ),
            },
        ),
    ),
)
EDI_GATEWAY_FINANCE_REFERENCES = Reliance(
    consumer="edi-gateway",
    contract="finance-references",
    version="1.1.0",
    specification="V4",
    posture={},
    calls=(
        Call(
            of="the payment terms for an 810",
            given={"there are payment terms": {"code": "2T10N45"}},
            method="GET",
            path="/payment-terms",
            query={"limit": "200"},
            status=200,
            reads={
                "items": match.each_like(
                    {
                        "code": match.str("2T10N45"),
                        "netDays": match.int(45),
                        "discountPercent": match.number(2),
                    },
                    min=1,
                )
            },
        ),
    ),
)
WMS_PURCHASE_ORDERS = Reliance(
    consumer="wms",
    contract="purchase-orders",
    version="1.1.0",
    specification="V3",
    posture={"items[].status": "exhaustive"},
    calls=(
        Call(
            of="the purchase order of a delivery note",
            given={"a purchase order exists": {"poNumber": "PO-700318", "status": "acknowledged"}},
            method="GET",
            path="/purchase-orders",
            query={"poNumber": "PO-700318"},
            status=200,
            reads={
                "items": match.each_like(
                    {
                        "poId": match.int(200318),
                        "poNumber": match.regex("PO-700318", regex=r"^PO-[0-9]{6,9}$"),
                        "status": one_of("acknowledged", PURCHASE_ORDER_STATES),
                        "lines": match.each_like(
                            {
                                "lineNumber": match.int(1),
                                "sku": match.str("HP-BREAKER-20A"),
                                "quantity": match.int(480),
                            },
                            min=1,
                        ),
                    },
                    min=1,
                )
            },
        ),
    ),
)
TMS_SHIPMENTS = Reliance(
    consumer="tms",
    contract="shipments",
    version="2.0.0",
    specification="V4",
    posture={"status": "exhaustive"},
    calls=(
        Call(
            of="a carrier's report",
            given={"a shipment is on its way": {"shipmentId": SHIPMENT}},
            method="POST",
            path=f"/shipments/{SHIPMENT}/tracking",
            headers={"Idempotency-Key": KEY},
            body={
                "status": "in_transit",
                "trackingNumbers": ["1Z999AA10123456784"],
                "occurredAt": "2026-03-06T03:40:00Z",
                "place": "USCHI",
            },
            status=200,
            reads={
                "shipmentId": SHIPMENT,
                "status": one_of("in_transit", SHIPMENT_STATES),
                "updatedAt": match.regex("2026-03-06T03:40:05Z", regex=INSTANT),
            },
        ),
    ),
)
SUPPLY = (
    STOREFRONT_RETURNS,
    EDI_GATEWAY_SHIPMENTS,
    EDI_GATEWAY_FINANCE_REFERENCES,
    WMS_PURCHASE_ORDERS,
    TMS_SHIPMENTS,
)
