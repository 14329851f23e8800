"""What a pact relies on and a contract does not promise, and whom a change hits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.builders import a_contract
from weighbridge_checks.facts import Contract, read
from weighbridge_checks.facts.pact import Pact, read_pact
from weighbridge_checks.proof.standalone import Side, standalone
from weighbridge_checks.verdicts import weigh
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.usage import (
    check_usage,
    hit_consumers,
    name_consumers,
    relier,
)

ORDER: dict[str, Any] = {
    "type": "object",
    "required": ["orderId", "status", "lines"],
    "properties": {
        "orderId": {"type": "integer"},
        "status": {"type": "string", "enum": ["open", "shipped"]},
        "note": {"type": "string", "maxLength": 10},
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["sku", "quantity"],
                "properties": {"sku": {"type": "string"}, "quantity": {"type": "number"}},
            },
        },
    },
}
NEW_ORDER: dict[str, Any] = {
    "type": "object",
    "required": ["sku"],
    "properties": {
        "sku": {"type": "string", "pattern": "^[A-Z]+$"},
        "quantity": {"type": "integer", "minimum": 1},
        "kind": {"enum": ["web", "edi"]},
        "id": {"type": "integer", "readOnly": True},
    },
}


def contract(order: Any = None, new: Any = None, version: str = "3.1.0") -> Contract:
    """The orders API, with other schemas or operations where a test says so."""
    paths: dict[str, Any] = {
        "/orders/{orderId}": {
            "get": {
                "parameters": [
                    {
                        "name": "orderId",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "integer"},
                    }
                ],
                "responses": {
                    "200": {
                        "description": "the order",
                        "headers": {"ETag": {"schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": _ref("Order")}},
                    },
                    "4XX": {"description": "not here"},
                },
            }
        },
        "/orders": {
            "get": {
                "parameters": [
                    {
                        "name": "status",
                        "in": "query",
                        "schema": {"type": "string", "enum": ["open", "shipped"]},
                    },
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 50}},
                ],
                "responses": {
                    "200": {
                        "description": "the orders",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["items"],
                                    "properties": {
                                        "items": {"type": "array", "items": _ref("Order")}
                                    },
                                }
                            }
                        },
                    }
                },
            },
            "post": {
                "parameters": [
                    {
                        "name": "Idempotency-Key",
                        "in": "header",
                        "required": True,
                        "schema": {"type": "string"},
                    }
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": _ref("NewOrder")}},
                },
                "responses": {
                    "201": {"description": "taken"},
                    "default": {
                        "description": "anything else",
                        "content": {"application/problem+json": {"schema": {"type": "object"}}},
                    },
                },
            },
        },
    }
    document = {
        "openapi": version,
        "info": {"title": "Orders", "version": "1.0.0"},
        "servers": [{"url": "https://api.harborpike.example/v1"}],
        "paths": paths,
        "components": {"schemas": {"Order": order or ORDER, "NewOrder": new or NEW_ORDER}},
    }
    return read(json.dumps(document).encode(), name="openapi.json")


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def changed(
    schema: dict[str, Any], *, drop: str = "", required: Any = None, **properties: Any
) -> Any:
    """An object schema with other properties."""
    kept = {k: v for k, v in schema["properties"].items() if k != drop}
    wanted = [n for n in schema["required"] if n != drop] if required is None else required
    return schema | {"required": wanted, "properties": kept | properties}


def pact(*interactions: dict[str, Any], consumer: str = "storefront", posture: Any = None) -> Pact:
    """A pact of the third generation."""
    metadata: dict[str, Any] = {"pactSpecification": {"version": "3.0.0"}}
    if posture:
        metadata["x-weighbridge"] = {"posture": posture}
    value = {
        "consumer": {"name": consumer},
        "provider": {"name": "orders"},
        "interactions": list(interactions),
        "metadata": metadata,
    }
    return read_pact(json.dumps(value).encode(), name="pact.json")


def reads(
    body: Any = None,
    *,
    path: str = "/orders/7",
    status: int = 200,
    kind: str | None = "type",
    rules: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
    **request: Any,
) -> dict[str, Any]:
    """A GET, whose answer is compared by type unless a test says otherwise."""
    every = {"$": {"match": kind}} if kind else {}
    body_rules = {p: {"matchers": [r]} for p, r in (every | (rules or {})).items()}
    answer: dict[str, Any] = {"status": status, "matchingRules": {"body": body_rules}}
    answer["headers"] = {"Content-Type": "application/json"} | (headers or {})
    if body is not None:
        answer["body"] = body
    sent = {"method": "GET", "path": path} | request
    return {"description": "read", "request": sent, "response": answer}


def sends(body: Any, *, status: int = 201, key: bool = True, **request: Any) -> dict[str, Any]:
    """A POST of a new order."""
    headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": "k-1"} if key else {})
    sent = {"method": "POST", "path": "/orders", "headers": headers, "body": body} | request
    return {"description": "order", "request": sent, "response": {"status": status}}


def found(*interactions: dict[str, Any], on: Contract | None = None, **options: Any) -> list[str]:
    """What is found, as `impact: where: message`."""
    findings = check_usage(pact(*interactions, **options), on or contract())
    return [f"{f.impact}: {f.message}" for f in findings]


SHIPPED = {"orderId": 7, "status": "shipped", "lines": [{"sku": "A", "quantity": 2}]}


def test_a_pact_that_uses_what_is_promised_finds_nothing() -> None:
    new = {"sku": "ABC", "quantity": 2, "kind": "web"}
    listing = reads({"items": [SHIPPED]}, path="/orders", query="status=open&limit=5")
    assert found(reads(SHIPPED), listing, sends(new)) == []


@pytest.mark.parametrize(
    ("interaction", "expected"),
    [
        pytest.param(
            reads({"price": 1}),
            "breaks: the answer's field 'price' is not in the contract",
            id="a field that is not there",
        ),
        pytest.param(
            reads({"lines": [{"sku": "A", "colour": "red"}]}),
            "breaks: the answer's field 'lines[].colour' is not in the contract",
            id="a field inside of a list that is not there",
        ),
        pytest.param(
            reads({"note": "x"}),
            "may-break: the answer's field 'note' is optional, so it may be missing",
            id="an optional field",
        ),
        pytest.param(
            reads({"orderId": "7"}),
            "breaks: the answer's field 'orderId' is of type integer in the contract,"
            " but a string is expected",
            id="another type",
        ),
        pytest.param(
            reads(
                {"lines": [{"quantity": 2}]}, rules={"$.lines[*].quantity": {"match": "integer"}}
            ),
            "may-break: the answer's field 'lines[].quantity' may have decimals,"
            " but an integer is expected",
            id="an integer out of numbers",
        ),
        pytest.param(
            reads({"status": "lost"}, kind=None),
            "breaks: the answer's field 'status' is never 'lost' by the contract,"
            " only 'open', 'shipped'",
            id="a value that is never sent",
        ),
        pytest.param(
            reads({"status": "lost"}),
            "may-break: the answer's field 'status' is never 'lost' by the contract,"
            " only 'open', 'shipped'",
            id="an example that is never sent, where any text will do",
        ),
        pytest.param(
            reads({"status": "open"}, rules={"$.status": {"match": "regex", "regex": "^open$"}}),
            "may-break: the answer's field 'status' may be 'shipped', outside of the expected"
            " pattern '^open$'",
            id="a pattern that not every value fits",
        ),
        pytest.param(
            reads({"status": "new"}, rules={"$.status": {"match": "regex", "regex": "^new$"}}),
            "breaks: the answer's field 'status' may be 'open' or 'shipped', outside of the"
            " expected pattern '^new$'",
            id="a pattern that no value fits",
        ),
        pytest.param(
            reads({"note": "a long note"}, rules={"$": {"match": "type"}}),
            "notice: the answer's field 'note' has an example that the contract never sends:"
            ' "a long note" is longer than 10 characters',
            id="an example out of bounds",
        ),
        pytest.param(
            reads(status=301),
            "breaks: status 301 is expected, but the contract has only 200, 4XX",
            id="a status that is not documented",
        ),
        pytest.param(
            reads(SHIPPED, headers={"Content-Type": "application/xml"}, path="/orders/7"),
            "breaks: application/xml is expected, but the contract sends application/json",
            id="another media type",
        ),
        pytest.param(
            reads(SHIPPED, headers={"X-Rate": "9"}),
            "may-break: the header 'X-Rate' is read, but the contract does not promise it",
            id="a header that is not promised",
        ),
        pytest.param(
            reads(path="/carts/7"), "breaks: GET /carts/7 is not in the contract", id="no operation"
        ),
        pytest.param(
            reads(path="/orders/7", method="PUT"),
            "breaks: PUT /orders/7 is not in the contract; it has GET there",
            id="no such method",
        ),
        pytest.param(
            reads(SHIPPED, path="/orders/seven"),
            "breaks: the path parameter 'orderId' is of type integer in the contract,"
            " but a string is sent",
            id="a path that no order has",
        ),
        pytest.param(
            reads(path="/orders", query="status=lost"),
            "breaks: the query parameter 'status' is 'lost', which is none of 'open', 'shipped'",
            id="a query value that is not accepted",
        ),
        pytest.param(
            reads(path="/orders", query="limit=99"),
            "breaks: the query parameter 'limit' is refused: 99 is greater than the maximum of 50",
            id="a query value out of bounds",
        ),
        pytest.param(
            reads(path="/orders", query="colour=red"),
            "notice: the query parameter 'colour' is not in the contract, so it is ignored",
            id="a query parameter that nobody knows",
        ),
        pytest.param(
            sends({"sku": "A"}, key=False),
            "breaks: the required header parameter 'Idempotency-Key' is not sent",
            id="a required header",
        ),
        pytest.param(
            sends({"quantity": 1}),
            "breaks: the body's field 'sku' is required, but is not sent",
            id="a required field",
        ),
        pytest.param(
            sends({"sku": "abc"}),
            'breaks: the body\'s field \'sku\' is refused: "abc" does not match "^[A-Z]+$"',
            id="a pattern",
        ),
        pytest.param(
            sends({"sku": "A", "quantity": "2"}),
            "breaks: the body's field 'quantity' is of type integer in the contract,"
            " but a string is sent",
            id="a type",
        ),
        pytest.param(
            sends({"sku": "A", "kind": "fax"}),
            "breaks: the body's field 'kind' is 'fax', which is none of 'web', 'edi'",
            id="a value",
        ),
        pytest.param(
            sends({"sku": "A", "gift": True}),
            "notice: the body's field 'gift' is not in the contract, so it is ignored",
            id="a field too many",
        ),
        pytest.param(
            sends({"sku": "A", "id": 7}),
            "notice: the body's field 'id' is only for reading (readOnly), so what is sent is"
            " ignored",
            id="a field that is only read",
        ),
        pytest.param(
            sends(None), "breaks: the body is required, but none is sent", id="no body at all"
        ),
        pytest.param(
            sends("<o/>", headers={"Content-Type": "text/xml", "Idempotency-Key": "k"}),
            "breaks: text/xml is sent, but the contract only accepts application/json",
            id="a media type that is not accepted",
        ),
        pytest.param(
            sends({"sku": "A"}, status=202),
            "notice: status 202 is only covered by 'default'",
            id="only by default",
        ),
    ],
)
def test_what_is_relied_on_and_not_promised(interaction: dict[str, Any], expected: str) -> None:
    assert expected in found(interaction)


@pytest.mark.parametrize(
    "interaction",
    [
        pytest.param(reads(status=404), id="a range of statuses"),
        pytest.param(reads(SHIPPED, path="/v1/orders/7"), id="with the server's path"),
        pytest.param(reads(SHIPPED, headers={"ETag": "x"}), id="a promised header"),
        pytest.param(
            reads(SHIPPED, headers={"Content-Type": "application/json; charset=utf-8"}),
            id="a media type with a parameter",
        ),
        pytest.param(
            sends({"quantity": 0}, status=400), id="what is meant to be refused may be wrong"
        ),
    ],
)
def test_what_is_promised_in_another_way(interaction: dict[str, Any]) -> None:
    words = [w for w in found(interaction) if not w.startswith("notice")]
    assert words == []


@pytest.mark.parametrize(
    ("schema", "body", "expected"),
    [
        pytest.param(
            {
                "type": "object",
                "required": ["a"],
                "properties": {"a": {"type": ["string", "null"]}},
            },
            {"a": "x"},
            ["may-break: the answer's field 'a' may be null by the contract"],
            id="null",
        ),
        pytest.param(
            {
                "type": "object",
                "required": ["a"],
                "properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
            },
            {"a": "x"},
            ["may-break: the answer's field 'a' may be null by the contract"],
            id="null as a branch",
        ),
        pytest.param(
            {
                "type": "object",
                "required": ["a"],
                "properties": {"a": {"type": ["string", "integer"]}},
            },
            {"a": "x"},
            ["may-break: the answer's field 'a' may also be of type integer by the contract"],
            id="one of two types",
        ),
        pytest.param(
            {}, {"a": "x"}, ["breaks: the answer's field 'a' is not in the contract"], id="{}"
        ),
        pytest.param(
            {"type": "object", "additionalProperties": {"type": "integer"}},
            {"dc-chi": 4},
            [
                (
                    "may-break: the answer's field 'dc-chi' is not declared, only allowed by"
                    " additionalProperties"
                )
            ],
            id="a name that is only allowed",
        ),
        pytest.param(
            {
                "allOf": [
                    {"required": ["a"], "properties": {"a": {"type": "string"}}},
                    {"required": ["b"], "properties": {"b": {"type": "string"}}},
                ]
            },
            {"a": "x", "b": "y"},
            [],
            id="allOf",
        ),
        pytest.param(
            {
                "oneOf": [
                    {
                        "required": ["kind", "iban"],
                        "properties": {"kind": {"const": "bank"}, "iban": {"type": "string"}},
                    },
                    {
                        "required": ["kind", "number"],
                        "properties": {"kind": {"const": "card"}, "number": {"type": "string"}},
                    },
                ]
            },
            {"kind": "card", "number": "4"},
            [],
            id="the branch of a union that is meant",
        ),
        pytest.param(
            {
                "type": "object",
                "required": ["secret"],
                "properties": {"secret": {"type": "string", "writeOnly": True}},
            },
            {"secret": "x"},
            [
                (
                    "breaks: the answer's field 'secret' is only for writing (writeOnly),"
                    " so it is in no answer"
                )
            ],
            id="what is only written",
        ),
        pytest.param(
            {
                "$defs": {
                    "node": {
                        "type": "object",
                        "required": ["next"],
                        "properties": {"next": _ref("Order")},
                    }
                },
                "allOf": [{"$ref": "#/components/schemas/Order/$defs/node"}],
            },
            {"next": {"next": {"next": {"end": 1}}}},
            ["breaks: the answer's field 'next.next.next.end' is not in the contract"],
            id="a schema that holds itself",
        ),
        pytest.param(
            {"allOf": [_ref("Order")], "anyOf": [_ref("Order"), {"type": "object"}]},
            {"a": 1},
            ["breaks: the answer's field 'a' is not in the contract"],
            id="a schema that is itself",
        ),
        pytest.param(
            {"anyOf": [{"type": ["string", "null"]}, {"type": "object", "properties": {}}]},
            {"a": 1},
            [
                "breaks: the answer's field 'a' is not in the contract",
                "may-break: the answer may be null by the contract",
                "may-break: the answer may also be of type string by the contract",
            ],
            id="the branch that is nearest",
        ),
        pytest.param(
            {"type": "array", "prefixItems": [{"type": "string"}], "items": False},
            ["a", "b"],
            ["breaks: the answer's field '[]' has more items than the contract knows"],
            id="a tuple",
        ),
    ],
)
def test_how_schemas_are_read(schema: Any, body: Any, expected: list[str]) -> None:
    assert found(reads(body), on=contract(schema)) == expected


def test_nullable_of_openapi_3_0_is_null() -> None:
    order = changed(ORDER, status={"type": "string", "nullable": True})
    assert found(reads({"status": "x"}), on=contract(order, version="3.0.3")) == [
        "may-break: the answer's field 'status' may be null by the contract"
    ]


def test_too_many_choices_are_said_to_be_unchecked() -> None:
    pairs = [{"oneOf": [{"minimum": i}, {"maximum": i}]} for i in range(12)]
    order = changed(ORDER, orderId={"type": "integer", "allOf": pairs})
    assert found(reads({"orderId": 7}), on=contract(order)) == [
        (
            "may-break: the answer's field 'orderId' was not checked:"
            " the schema leaves more than 64 choices"
        )
    ]


def test_what_only_a_validator_sees_is_seen() -> None:
    new = NEW_ORDER | {"not": {"required": ["quantity"], "properties": {"quantity": {"const": 13}}}}
    words = found(sends({"sku": "A", "quantity": 13}), on=contract(new=new))
    assert [w.partition(":")[0] for w in words] == ["breaks"]
    assert found(sends({"sku": "A", "quantity": 12}), on=contract(new=new)) == []


def test_a_tolerant_consumer_is_told_of_unknown_values_and_no_more() -> None:
    one = reads({"status": "open"}, rules={"$.status": {"match": "regex", "regex": "^open$"}})
    words = found(one, posture={"status": "tolerant"})
    assert [w.partition(":")[0] for w in words] == ["notice"]


def test_findings_are_worst_first_and_say_where_the_contract_speaks_of_it() -> None:
    document = contract()
    findings = check_usage(pact(reads({"note": "x", "price": 1, "orderId": "7"})), document)
    assert [f.impact for f in findings] == ["breaks", "breaks", "may-break"]
    last = findings[-1]
    assert last.path == ("GET /orders/{orderId}", "response", "200", "application/json", "note")
    assert last.place is not None
    assert document.locate(last.place).pointer == "/components/schemas/Order/properties/note"


def message(body: Any, **more: Any) -> Pact:
    """A pact with one message."""
    value = {
        "consumer": {"name": "analytics"},
        "provider": {"name": "order-events"},
        "messages": [{"description": "an order came in", "contents": body} | more],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    return read_pact(json.dumps(value).encode(), name="pact.json")


def events(**properties: Any) -> Contract:
    """A document of two events on one channel."""

    def event(kind: str) -> Any:
        named = {"type": {"const": kind}} | properties
        return {"payload": {"type": "object", "required": list(named), "properties": named}}

    document = {
        "asyncapi": "3.0.0",
        "info": {"title": "Order events", "version": "1.0.0"},
        "channels": {
            "orders": {
                "address": "orders",
                "messages": {"created": event("created"), "shipped": event("shipped")},
            }
        },
        "operations": {"send": {"action": "send", "channel": {"$ref": "#/channels/orders"}}},
    }
    return read(json.dumps(document).encode(), name="asyncapi.json")


def test_a_message_is_held_against_the_one_that_it_is_an_example_of() -> None:
    document = events(orderId={"type": "integer"})
    good = message({"type": "shipped", "orderId": 7})
    bad = message({"type": "shipped", "order": 7})
    assert check_usage(good, document) == ()
    only = check_usage(bad, document)[0]
    assert only.path == ("send send", "message", "shipped", "order")
    assert only.message == "the message's field 'order' is not in the contract"


def test_a_message_is_held_against_a_schema_that_is_a_contract() -> None:
    schema = read(b'{"type": "object", "properties": {"a": {"type": "string"}}}', name="s.json")
    assert [f.message for f in check_usage(message({"a": 1}), schema)] == [
        "the message's field 'a' is of type string in the contract, but an integer is expected",
        "the message's field 'a' is optional, so it may be missing",
    ]


def test_what_can_not_be_compared_is_said_to_be_unchecked() -> None:
    schema = read(b'{"type": "object"}', name="s.json")
    for findings in (
        check_usage(pact(reads(SHIPPED)), schema),
        check_usage(message({"a": 1}), contract()),
    ):
        assert [f.impact for f in findings] == ["may-break"]
        assert "was not checked" in findings[0].message


# -- whom a change hits

READS_STATUS = pact(reads({"status": "open"}), consumer="storefront")
READS_SKU = pact(reads({"items": [{"lines": [{"sku": "A"}]}]}, path="/orders"), consumer="wms")
ORDERS = pact(sends({"sku": "A", "quantity": 2}), consumer="edi-gateway")
FILTERS = pact(reads({"items": []}, path="/orders", query="status=open"), consumer="analytics")
EVERYBODY = (READS_STATUS, READS_SKU, ORDERS, FILTERS)


def hits(old: Contract, new: Contract, *pacts: Pact) -> dict[str, list[str]]:
    """For each part that a finding which hurts is about, the consumers that it hits."""
    reliers = [relier(p, old, release="1.0.0") for p in pacts or EVERYBODY]
    named: dict[str, list[str]] = {}
    for finding in weigh(old, new).findings:
        if finding.severity != "info":
            names = named.setdefault(finding.change.name, [])
            names += [c.name for c in hit_consumers(finding, reliers) if c.name not in names]
    return named


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        pytest.param(
            contract(changed(ORDER, drop="status")),
            {"status": ["storefront"]},
            id="a field goes that one reads",
        ),
        pytest.param(
            contract(
                changed(
                    ORDER,
                    lines=ORDER["properties"]["lines"]
                    | {"items": changed(ORDER["properties"]["lines"]["items"], drop="quantity")},
                )
            ),
            {"quantity": []},
            id="a field goes that nobody reads",
        ),
        pytest.param(
            contract(
                changed(
                    ORDER,
                    lines=ORDER["properties"]["lines"]
                    | {"items": changed(ORDER["properties"]["lines"]["items"], drop="sku")},
                )
            ),
            {"sku": ["wms"]},
            id="a field goes that one reads through another operation",
        ),
        pytest.param(
            contract(
                changed(ORDER, status={"type": "string", "enum": ["open", "shipped", "lost"]})
            ),
            {"lost": ["storefront"]},
            id="a value comes",
        ),
        pytest.param(
            contract(changed(ORDER, required=["orderId", "lines"])),
            {"status": ["storefront"]},
            id="a field may be missing",
        ),
        pytest.param(
            contract(
                new=changed(NEW_ORDER, required=["sku", "currency"], currency={"type": "string"})
            ),
            {"currency": ["edi-gateway"]},
            id="a field is demanded",
        ),
        pytest.param(
            contract(new=changed(NEW_ORDER, required=["sku", "quantity"])),
            {"quantity": []},
            id="a field is demanded that is sent anyway",
        ),
        pytest.param(
            contract(new=changed(NEW_ORDER, required=["sku", "kind"])),
            {"kind": ["edi-gateway"]},
            id="a field is demanded that was left out",
        ),
        pytest.param(
            contract(new=changed(NEW_ORDER, kind={"enum": ["edi"]})),
            {"web": []},
            id="a value goes that nobody sends",
        ),
        pytest.param(
            contract(new=changed(NEW_ORDER, quantity={"type": "integer", "minimum": 10})),
            {"quantity": ["edi-gateway"]},
            id="a bound is tightened",
        ),
    ],
)
def test_whom_a_change_hits(new: Contract, expected: dict[str, list[str]]) -> None:
    assert hits(contract(), new) == expected


def test_an_operation_that_goes_hits_those_who_call_it_by_whatever_parameter_name() -> None:
    old = contract()
    renamed = json.loads(json.dumps(old.document).replace("orderId}", "id}"))
    renamed["paths"]["/orders/{id}"]["get"]["parameters"][0]["name"] = "id"
    del renamed["paths"]["/orders"]["get"]
    new = read(json.dumps(renamed).encode(), name="openapi.json")
    assert hits(old, new) == {"GET /orders": ["wms", "analytics"]}


def test_a_parameter_that_is_demanded_hits_those_who_do_not_send_it() -> None:
    old = contract()
    asked = json.loads(json.dumps(old.document))
    asked["paths"]["/orders"]["get"]["parameters"][0]["required"] = True
    new = read(json.dumps(asked).encode(), name="openapi.json")
    assert list(hits(old, new).values()) == [["wms"]]


def test_a_query_value_that_goes_hits_those_who_send_it() -> None:
    old = contract()
    asked = json.loads(json.dumps(old.document))
    asked["paths"]["/orders"]["get"]["parameters"][0]["schema"]["enum"] = ["shipped"]
    assert list(hits(old, read(json.dumps(asked).encode(), name="o.json")).values()) == [
        ["analytics"]
    ]


@pytest.mark.parametrize(
    ("rule", "posture", "hit"),
    [
        pytest.param({"match": "type"}, {}, True, id="any value, exhaustive"),
        pytest.param({"match": "type"}, {"status": "tolerant"}, False, id="tolerant"),
        pytest.param({"match": "type"}, {"*": "tolerant"}, False, id="tolerant of all"),
        pytest.param({"match": "regex", "regex": "open|lost"}, {}, False, id="expected already"),
        pytest.param({"match": "regex", "regex": "^open$"}, {}, True, id="not expected"),
    ],
)
def test_a_new_value_hits_those_who_can_not_live_with_it(
    rule: Any,
    posture: Any,
    hit: bool,  # noqa: FBT001 - a row of a table
) -> None:
    one = pact(reads({"status": "open"}, rules={"$.status": rule}), posture=posture)
    values = {"type": "string", "enum": ["open", "shipped", "lost"]}
    found_hits = hits(contract(), contract(changed(ORDER, status=values)), one)
    assert list(found_hits.values()) == [["storefront"] if hit else []]


def test_a_consumer_is_named_with_its_release_where_it_runs_and_what_it_uses() -> None:
    old, new = contract(), contract(changed(ORDER, drop="status"))
    who = relier(READS_STATUS, old, release="4.2.0", environments=("test", "production"))
    verdict = name_consumers(weigh(old, new), [who])
    (only,) = (c for f in verdict.findings for c in f.consumers)
    assert (only.name, only.release, only.environments) == (
        "storefront",
        "4.2.0",
        ("test", "production"),
    )
    assert only.uses == ("reads 'status' of GET /orders/{orderId} ('read')",)


def test_a_field_that_was_never_promised_breaks_whoever_reads_it_when_it_goes() -> None:
    optional = {**ORDER, "required": [n for n in ORDER["required"] if n != "status"]}
    old, new = contract(optional), contract(changed(optional, drop="status"))
    verdict = weigh(old, new)
    assert (verdict.word, verdict.required_bump) == ("risky", "minor")
    assert name_consumers(verdict, []) == verdict
    named = name_consumers(verdict, [relier(READS_STATUS, old)])
    assert (named.word, named.required_bump) == ("breaking", "major")
    (error,) = named.standing(Severity.ERROR)
    assert error.evidence.error == "storefront reads it, though it was never promised"
    assert error.fingerprint in {f.fingerprint for f in verdict.findings}


def test_prose_hits_nobody() -> None:
    old = contract()
    told = json.loads(json.dumps(old.document))
    told["info"]["title"] = "All orders"
    new = read(json.dumps(told).encode(), name="openapi.json")
    reliers = [relier(p, old) for p in EVERYBODY]
    assert [hit_consumers(f, reliers) for f in weigh(old, new).findings] == [()]


# -- properties

NAMES = st.sampled_from(["a", "b", "c"])
SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "x", "xyz", "open"])
VALUES = st.recursive(
    SCALARS,
    lambda v: st.lists(v, max_size=2) | st.dictionaries(NAMES, v, max_size=3),
    max_leaves=5,
)
LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.builds(
        lambda kind: {"type": kind}, st.sampled_from(["string", "integer", "null", "boolean"])
    ),
    st.builds(lambda kinds: {"type": kinds}, st.just(["string", "null"])),
    st.builds(lambda values: {"enum": values}, st.lists(SCALARS, min_size=1, max_size=3)),
    st.builds(lambda n: {"type": "string", "maxLength": n}, st.integers(0, 3)),
    st.builds(lambda n: {"type": "integer", "minimum": n}, st.integers(-2, 2)),
    st.just({"type": "string", "pattern": "^x"}),
)


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    def built(properties: dict[str, Any], required: list[str], rest: Any) -> Any:
        schema = {"type": "object", "properties": properties, "required": required}
        return schema | ({} if rest is None else {"additionalProperties": rest})

    return st.builds(
        built,
        st.dictionaries(NAMES, inner, max_size=3),
        st.lists(NAMES, unique=True, max_size=2),
        st.none() | st.booleans() | inner,
    )


def unions(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    branches = st.lists(inner, min_size=1, max_size=3)
    return st.builds(
        lambda word, some: {word: some}, st.sampled_from(["anyOf", "oneOf", "allOf"]), branches
    )


SCHEMAS = st.recursive(
    LEAVES,
    lambda s: objects(s) | unions(s) | s.map(lambda i: {"type": "array", "items": i}),
    max_leaves=6,
)


def breaks(interaction: dict[str, Any], document: Contract) -> list[str]:
    findings = check_usage(pact(interaction), document)
    return [f.message for f in findings if f.impact == "breaks"]


@given(SCHEMAS, VALUES)
def test_what_is_sent_breaks_exactly_where_a_validator_refuses_it(schema: Any, value: Any) -> None:
    assume(value not in (None, ""))  # to a pact, a body that is null or empty is no body
    words = breaks(sends(value), contract(new=schema))
    accepted = Draft202012Validator(schema).is_valid(value)
    assert (words == []) is accepted, words


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(SCHEMAS, VALUES, st.sampled_from(["type", None]))
def test_no_answer_that_the_contract_allows_is_said_to_be_broken(
    schema: Any, value: Any, kind: str | None
) -> None:
    # a provider sends what it declares, and nothing beside it
    node = a_contract(schema).elements[0].schema
    assert node is not None
    sent = Draft202012Validator(standalone((node,), Side(closed=True)))
    assume(value not in (None, "") and sent.is_valid(value))
    words = breaks(reads(value, kind=kind), contract(schema))
    # a field that nobody declares is not promised, whatever a validator thinks of it
    assert [w for w in words if not w.endswith("is not in the contract")] == []


@given(VALUES, VALUES, VALUES)
def test_no_schema_is_too_odd_to_be_read(one: Any, other: Any, body: Any) -> None:
    odd = {"properties": {"a": one, "b": other}, "required": one, "enum": other, "items": one}
    for schema in (odd, {"allOf": [odd, one]}, {"anyOf": [odd, other], "pattern": other}):
        document = contract(schema, schema)
        for interaction in (reads(body), sends(body)):
            check_usage(pact(interaction), document)
