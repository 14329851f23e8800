"""What shop, EDI gateway and warehouse rely on to sell: orders, products, inventory."""

from __future__ import annotations

from pact import match

from tests.estate.reliance import (
    DECIMAL,
    DISPOSITIONS,
    GTIN,
    INSTANT,
    KEY,
    LINE_STATES,
    ORDER_STATES,
    PROBLEM,
    PRODUCT_STATES,
    Call,
    Reliance,
    a_problem,
    an_order,
    day,
    one_of,
)

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
WMS_PRODUCTS = Reliance(
    consumer="wms",
    contract="products",
    version="2.0.0",
    specification="V3",
    posture={},
    calls=(
        Call(
            of="the article of a scanned case",
            given={"an article exists": {"gtin": "19521110153014", "sku": "HP-BREAKER-20A"}},
            method="GET",
            path="/products/by-gtin/19521110153014",
            status=200,
            reads={
                "sku": match.str("HP-BREAKER-20A"),
                "lotControlled": match.bool(False),
                "packagings": match.each_like(
                    {
                        "gtin": match.regex("19521110153014", regex=GTIN),
                        "level": match.str("case"),
                        "quantityOfBase": match.int(12),
                    },
                    min=1,
                ),
                "netWeight": {"value": match.regex("0.16", regex=DECIMAL), "uom": match.str("KGM")},
            },
        ),
    ),
)
ERP_CLOUD_INVENTORY = Reliance(
    consumer="erp-cloud",
    contract="inventory",
    version="2.0.0",
    specification="V4",
    posture={"buckets[].disposition": "exhaustive"},
    calls=(
        Call(
            of="the stock of an article at a place",
            given={"there is stock": {"sku": "HP-BREAKER-20A", "locationId": "DC-CHI"}},
            method="GET",
            path="/balances/DC-CHI/HP-BREAKER-20A",
            status=200,
            reads={
                "sku": "HP-BREAKER-20A",
                "locationId": "DC-CHI",
                "asOf": match.regex("2026-03-02T14:00:00Z", regex=INSTANT),
                "buckets": match.each_like(
                    {
                        "disposition": one_of("available", DISPOSITIONS),
                        "quantity": {
                            "value": match.regex("420", regex=DECIMAL),
                            "uom": match.str("EA"),
                        },
                    },
                    min=1,
                ),
            },
        ),
    ),
)
SALES = (
    STOREFRONT_ORDERS,
    EDI_GATEWAY_ORDERS,
    WMS_ORDERS,
    STOREFRONT_INVENTORY,
    STOREFRONT_PRODUCTS,
    WMS_PRODUCTS,
    ERP_CLOUD_INVENTORY,
)
