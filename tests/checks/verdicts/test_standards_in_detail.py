"""What a standard takes into account beyond the examples on its page: no alarm is false."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.checks.verdicts.test_judging import remarks

OK: dict[str, Any] = {"200": {"description": "ok"}}
COMPONENTS = {
    "parameters": {
        "Id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
        "Key": {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}},
        "Trace": {"name": "X-Correlation-ID", "in": "header", "schema": {"type": "string"}},
    },
    "headers": {"Trace": {"schema": {"type": "string"}}},
    "responses": {
        "Bad": {
            "description": "no",
            "headers": {"Retry-After": {"schema": {"type": "integer"}}},
            "content": {"application/problem+json": {"schema": {"type": "object"}}},
        },
        "Listed": {
            "description": "all",
            "headers": {"X-Correlation-ID": {"$ref": "#/components/headers/Trace"}},
            "content": {"application/json": {"schema": {"type": "array", "items": {}}}},
        },
    },
    "securitySchemes": {
        "oauth": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "https://a/t", "scopes": {"read": "r"}}},
        },
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    },
}
ID = {"$ref": "#/components/parameters/Id"}
BAD = {"$ref": "#/components/responses/Bad"}


def http(paths: dict[str, Any], **more: Any) -> str:
    root = {"openapi": "3.1.0", "info": {"title": "a", "version": "1.0.0"}, "paths": paths}
    return json.dumps({**root, "components": COMPONENTS, **more})


def one(operation: dict[str, Any], path: str = "/orders", method: str = "get", **more: Any) -> str:
    return http({path: {method: operation}}, **more)


def field(name: str, schema: dict[str, Any], **beside: Any) -> str:
    held = {"type": "object", "properties": {name: schema, **beside}}
    return http({}, components={"schemas": {"Thing": held}})


def answer(schema: dict[str, Any], *, path: str = "/orders", **operation: Any) -> str:
    content = {"application/json": {"schema": schema}}
    responses = {"200": {"description": "ok", "content": content}}
    return one({"responses": responses, **operation}, path)


def text_query(pattern: str) -> str:
    said = {"name": "q", "in": "query", "schema": {"type": "string", "pattern": pattern}}
    return one({"parameters": [said]})


def query(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "integer", **schema}}


CASES = [
    # STR
    ("STR002", http({"/a": {"get": {"operationId": "a"}}}), 0, "an id alone"),
    ("STR002", one({"operationId": "with space"}), 1, "an id that is no part of a URL"),
    ("STR002", http({}, webhooks={"done": {"post": {}}}), 1, "a webhook has one too"),
    ("STR003", http({"/a/{id}": {"parameters": [ID], "get": {}}}), 0, "declared beside"),
    ("STR003", one({"parameters": [ID]}, "/a/{id}"), 0, "by reference"),
    ("STR003", one({}, "/a/{id}"), 1, "declared nowhere"),
    ("STR003", one({"parameters": [ID]}, "/a/{id}/b/{id}"), 1, "named twice"),
    ("STR006", one({"responses": {"default": {"description": "x"}, **OK}}), 0, "a default"),
    ("STR006", one({"responses": {"2XX": {"description": "x"}, "4XX": BAD}}), 0, "classes"),
    ("STR006", one({"responses": {"302": {"description": "x"}, "400": BAD}}), 0, "a redirect"),
    ("STR006", http({}, webhooks={"w": {"post": {"responses": OK}}}), 0, "no error of a webhook"),
    # SEC
    ("SEC001", one({"responses": OK}, security=[{"key": []}]), 0, "the document asks"),
    ("SEC001", one({"security": [{}, {"key": []}]}, security=[{"key": []}]), 1, "or nothing"),
    ("SEC001", one({"security": [{"nobody": []}]}), 1, "a scheme that there is not"),
    ("SEC001", one({}, **{"x-public": "a map of the world"}), 0, "open on purpose"),
    ("SEC001", http({}, webhooks={"w": {"post": {}}}), 0, "a webhook is the provider's call"),
    ("SEC002", one({"security": [{"oauth": ["read"]}]}), 0, "a declared scope"),
    ("SEC002", one({"security": [{"oauth": ["write"]}]}), 1, "another scope"),
    ("SEC002", one({"security": [{"key": []}]}), 0, "a key has no scopes"),
    ("SEC004", one({"parameters": [query("page_token")]}), 0, "a cursor"),
    ("SEC004", one({"parameters": [query("access_token")]}), 1, "a token in the query"),
    ("SEC004", http({}, servers=[{"url": "https://u:p@a.example.com"}]), 1, "in the address"),
    ("SEC005", http({}, servers=[{"url": "/v1"}]), 0, "as the document is reached"),
    ("SEC005", http({}, servers=[{"url": "http://localhost:8080"}]), 0, "the own machine"),
    ("SEC005", http({}, servers=[{"url": "http://127.0.0.1"}]), 0, "the own machine, by number"),
    ("SEC005", http({}, servers=[{"url": "http://a.example.com:80"}]), 1, "in the clear"),
    (
        "SEC005",
        http({}, servers=[{"url": "{s}://a", "variables": {"s": {"default": "http"}}}]),
        1,
        "in the clear by default",
    ),
    ("SEC005", one({"servers": [{"url": "http://a.example.com"}]}), 1, "of an operation"),
    ("SEC006", one({"security": [{"key": []}], "responses": {"default": BAD}}), 0, "a default"),
    ("SEC006", one({"security": [{"key": []}], "responses": {"4XX": BAD, **OK}}), 0, "a class"),
    ("SEC006", one({"responses": OK}), 0, "nothing is asked for"),
    ("SEC007", field("email", {"type": "string", "x-classification": "personal"}), 0, "said"),
    ("SEC007", field("email", {"type": "boolean"}), 0, "whether there is one"),
    ("SEC007", field("phone_number", {"type": ["string", "null"]}), 1, "in snake case"),
    # THR and ERR
    ("THR001", one({"responses": {"4XX": BAD, **OK}}), 0, "a class"),
    ("THR002", one({"responses": {"429": BAD}}), 0, "declared in a shared answer"),
    ("THR004", one({"parameters": [{**query("q"), "schema": {"type": "string"}}]}), 1, "a query"),
    (
        "THR004",
        one(
            {
                "parameters": [
                    {**query("q"), "schema": {"type": "string", "pattern": "^[a-z]{1,9}$"}}
                ]
            }
        ),
        0,
        "a pattern that ends",
    ),
    (
        "THR004",
        text_query("^[a-z]+$"),
        1,
        "a pattern that does not",
    ),
    (
        "THR004",
        one(
            {"parameters": [{**query("q"), "schema": {"type": "string", "pattern": "^[+*]{1,3}$"}}]}
        ),
        0,
        "signs in a class of characters",
    ),
    ("THR004", answer({"type": "string"}), 0, "an answer"),
    ("ERR001", one({"responses": {"400": BAD, **OK}}), 0, "a shared problem"),
    ("ERR001", one({"responses": {"400": {"description": "x"}, **OK}}, method="head"), 0, "HEAD"),
    ("ERR001", one({"responses": {"400": {"description": "x"}, **OK}}), 1, "nothing is said"),
    # VER and DEP
    ("VER004", answer({"enum": ["a"]}), 0, "one value is a constant"),
    ("VER004", answer({"enum": [True, False]}), 0, "true and false"),
    ("VER004", answer({"enum": ["a", "b"]}), 1, "two"),
    ("VER004", one({"parameters": [query("q", enum=[1, 2])]}), 0, "in a request"),
    ("VER005", answer({"additionalProperties": False}), 0, "nothing is meant to be there"),
    ("DEP001", one({"deprecated": True, "x-sunset": "soon"}), 1, "no date"),
    ("DEP001", one({"deprecated": False}), 0, "not deprecated"),
    (
        "DEP005",
        one({"deprecated": True, "description": "Use GET /orders/{id} instead."}),
        0,
        "said in words",
    ),
    # IDEM
    ("IDEM001", one({"responses": {"201": {"description": "x"}}}, method="post"), 1, "it makes"),
    (
        "IDEM001",
        one(
            {
                "responses": {"201": {"description": "x"}},
                "parameters": [{"$ref": "#/components/parameters/Key"}],
            },
            method="post",
        ),
        0,
        "a shared key",
    ),
    ("IDEM001", one({"responses": OK}, "/orders/{id}/cancel", "post"), 0, "a step"),
    ("IDEM001", one({"responses": OK}, "/orders/search", "post"), 0, "a search"),
    ("IDEM001", one({"responses": OK}, "/orders/{id}", "post"), 0, "an update"),
    (
        "IDEM001",
        one({"responses": {"201": {"description": "x"}}, "x-natural-key": "number"}, method="post"),
        0,
        "a natural key",
    ),
    ("IDM003", one({"responses": OK}, "/orders/{id}", "patch"), 1, "a blind update"),
    # COR and PAG
    (
        "COR002",
        one(
            {
                "parameters": [{"$ref": "#/components/parameters/Trace"}],
                "responses": {"200": {"$ref": "#/components/responses/Listed"}},
            }
        ),
        0,
        "in and out by reference",
    ),
    ("PAG001", answer({"type": "array", "maxItems": 20}), 0, "a list that stays short"),
    ("PAG001", answer({"type": "array"}, parameters=[query("per_page")]), 0, "pages"),
    ("PAG001", answer({"type": "array"}, path="/orders/{id}"), 0, "of one thing"),
    (
        "PAG001",
        answer({"properties": {"items": {"type": "array", "items": {"properties": {"id": {}}}}}}),
        1,
        "a list in an object",
    ),
    (
        "PAG001",
        answer({"properties": {"tags": {"type": "array", "items": {"type": "string"}}}}),
        0,
        "a thing that has tags",
    ),
    ("PAG002", one({"parameters": [query("page"), query("cursor")]}), 0, "a cursor as well"),
    (
        "PAG002",
        one({"parameters": [query("cursor"), {**query("limit"), "description": "At most 100."}]}),
        0,
        "a bound in words",
    ),
    (
        "PAG002",
        one({"parameters": [{"name": "page", "in": "query", "schema": {"type": "string"}}]}),
        0,
        "a page that is a text is a cursor",
    ),
    # NAM
    ("NAM002", http({"/files/digest/{file_digest}": {"get": {}}}), 0, "by what it is found"),
    ("NAM001", field("orderId", {}, customer_id={}, orderDate={}), 1, "one of three"),
    ("NAM001", field("id", {}, order_id={}), 0, "one word fits all"),
    ("NAM002", http({"/order-lines/{id}/cancel": {"post": {}}}), 0, "a step at the end"),
    ("NAM002", http({"/v1/orders": {"get": {}}, "/orders.json": {"get": {}}}), 0, "customs"),
    ("NAM002", http({"/order/{id}": {"get": {}}}), 1, "one for many"),
    ("NAM002", http({"/orders/{id}/update": {"post": {}}}), 0, "a verb alone may be a step"),
    ("NAM002", http({"/orderLines": {"get": {}}}), 1, "camels"),
    ("NAM003", field("price", {"type": "integer"}), 0, "whole minor units"),
    ("NAM003", field("price", {"type": ["number", "null"]}), 1, "a float or nothing"),
    ("NAM003", field("discountRate", {"type": "number"}), 0, "a rate is no money"),
    ("NAM003", field("createdAt", {"type": "string"}), 1, "a time in any form"),
    (
        "NAM003",
        field("createdAt", {"type": "string", "description": "RFC 3339."}),
        0,
        "a form that is said in words",
    ),
    ("NAM003", field("currency", {"type": "string", "enum": ["USD"]}), 0, "a list of codes"),
    ("NAM003", field("quantity", {"type": "number"}), 1, "of what"),
    ("NAM003", field("quantity", {"type": "number"}, uom={"enum": ["EA"]}), 0, "with a unit"),
    # TERM
    ("TERM001", field("gtin", {"type": "integer"}), 1, "a number loses zeros"),
    ("TERM001", field("gtin", {"type": "string", "pattern": "^[0-9]{14}$"}), 0, "padded"),
    ("TERM001", field("gtin13", {"type": "string", "maxLength": 13}), 0, "named for one size"),
    ("TERM001", field("shipToGln", {"type": "string", "maxLength": 12}), 1, "the end of a name"),
    ("TERM003", field("gln", {"type": "string", "example": "9521321000019"}), 1, "an example"),
    ("TERM003", field("gln", {"type": "string", "default": "9521321000018"}), 0, "a default"),
    ("TERM003", field("uom", {"enum": ["EA", "EACH"]}), 1, "a list"),
    ("TERM003", field("currency", {"type": "string", "example": "usd"}), 0, "no code at all"),
    ("TERM003", field("currency", {"type": "string", "example": "EUO"}), 1, "no such code"),
    ("TERM003", field("code", {"type": "string", "x-term": "gtin", "example": "1"}), 1, "x-term"),
    (
        "TERM003",
        field("ssccs", {"type": "array", "items": {"type": "string"}, "example": ["1"]}),
        1,
        "several",
    ),
]


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [pytest.param(*case[:3], id=f"{case[0]}: {case[3]}") for case in CASES],
)
def test_how_often_a_standard_speaks(rule: str, text: str, expected: int) -> None:
    found = [r for r in remarks(text, rule=rule) if r.rule == rule]
    assert len(found) == expected, [r.message for r in found]
