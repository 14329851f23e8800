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


def sent(schema: dict[str, Any], *, type_: str = "application/json") -> dict[str, Any]:
    return {"requestBody": {"content": {type_: {"schema": schema}}}}


def shown(schema: dict[str, Any], example: Any, **media: Any) -> str:
    """A body of a request and its example."""
    content = {"application/json": {"schema": schema, "example": example, **media}}
    return one({"requestBody": {"content": content}}, method="post")


def texted(schema: dict[str, Any], example: Any) -> str:
    """A query parameter and its example, which travels as text."""
    return one({"parameters": [{"name": "q", "in": "query", "schema": schema, "example": example}]})


def passing(**beside: Any) -> str:
    """A deprecated operation, and what is said beside."""
    return one({"deprecated": True, **beside})


def failing(type_: str, status: str = "400", **operation: Any) -> str:
    """An error that is told as some content type."""
    held = {"description": "no", "content": {type_: {"schema": {"type": "object"}}}}
    return one({"responses": {**OK, status: held}, **operation})


def many(name: str, schema: dict[str, Any], count: int) -> str:
    """Components that all have a field of one name, and another that is as it should be."""
    said = {"type": "string", "format": "date-time"}
    held = {f"T{i}": {"properties": {name: schema, "paid_at": said}} for i in range(count)}
    return http({}, components={"schemas": held})


def twice(schema: dict[str, Any]) -> str:
    """A text that is shown for a text, and for something else."""
    shared = {"examples": {"a": {"$ref": "#/components/examples/a"}}}
    bodies = [{"schema": s, **shared} for s in ({"type": "string"}, schema)]
    calls = {
        f"/{i}": {"post": {"requestBody": {"content": {"application/json": b}}}}
        for i, b in enumerate(bodies)
    }
    return http(calls, components={"examples": {"a": {"value": "x"}}})


def old(text: str) -> str:
    """The same in the words of OpenAPI 3.0."""
    return json.dumps({**json.loads(text), "openapi": "3.0.3"})


def swagger(schema: dict[str, Any], example: Any) -> str:
    """An answer of Swagger 2.0 and its example."""
    held = {"description": "ok", "schema": schema, "examples": {"application/json": example}}
    root = {"swagger": "2.0", "info": {"title": "a", "version": "1.0.0"}}
    return json.dumps({**root, "paths": {"/a": {"get": {"responses": {"200": held}}}}})


def other(type_: str) -> str:
    """A text that is shown as a body of some type, though the schema says an object."""
    content = {type_: {"schema": {"type": "object"}, "example": "<a/>"}}
    return one({"requestBody": {"content": content}}, method="post")


def newer(version: str) -> str:
    """A document with words of OpenAPI 3.2."""
    stream = {"description": "ok", "content": {"application/jsonl": {"itemSchema": {}}}}
    root = json.loads(one({"responses": {"200": stream}}))
    tags = [{"name": "a", "kind": "nav"}]
    servers = [{"url": "/", "name": "live"}]
    return json.dumps({**root, "openapi": version, "servers": servers, "tags": tags})


def session() -> dict[str, Any]:
    return {"name": "sessionId", "in": "path", "required": True, "schema": {"type": "string"}}


def traced(header: str) -> str:
    """A call that takes a header and gives it back."""
    held = {"description": "ok", "headers": {header: {"schema": {"type": "string"}}}}
    asked_ = {**query(header), "in": "header"}
    return one({"parameters": [asked_], "responses": {"200": held}})


def limited(header: str, status: str = "429") -> str:
    """An answer to who asks too often, with a header."""
    held = {"description": "no", "headers": {header: {"schema": {"type": "string"}}}}
    return one({"responses": {**OK, status: held}})


def asked(schema: dict[str, Any]) -> str:
    """A field of a request."""
    return one(sent({"type": "object", "properties": {"a": schema}}), method="post")


def made(path: str, **responses: Any) -> str:
    """A call that makes something."""
    return one({"responses": {"201": {"description": "x"}, **responses}}, path, "post")


def paths(*names: str) -> str:
    return http({n: {"get": {}} for n in names})


def events(*names: str, **more: Any) -> str:
    """AsyncAPI with messages of some names, each with an empty object."""
    messages = {n: {"name": n, "payload": {"type": "object"}} for n in names}
    root = {"asyncapi": "3.0.0", "info": {"title": "a", "version": "1.0.0"}}
    return json.dumps({**root, "channels": {"c": {"messages": messages}}, **more})


BODY = sent({"type": "object", "properties": {"note": {"type": "string"}}})
BOTH = {
    "type": "object",
    "required": ["id", "name"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "name": {"type": "string"},
        "secret": {"type": "string", "writeOnly": True},
    },
}
OPERATION = {"o": {"action": "send", "channel": {"$ref": "#/channels/c"}}}
LISTED = "#/components/schemas/L"
NEXT: dict[str, Any] = {
    "properties": {"items": {"type": "array", "items": {"properties": {"id": {}}}}, "next": {}}
}

CASES = [
    # STR
    (
        "STR001",
        http(
            {},
            components={
                "schemas": {n: {"$ref": "#/components/schemas/Gone"} for n in ("A", "B", "C")}
            },
        ),
        1,
        "what many refer to is missing once",
    ),
    (
        "STR003",
        one({"parameters": [ID]}, "/{id=shelves/*}"),
        0,
        "a name and the form of its values",
    ),
    ("STR003", one({"parameters": [ID]}, "/{key=shelves/*}"), 1, "another name with a form"),
    ("STR001", newer("3.2.0"), 0, "what 3.2 knows"),
    ("STR001", newer("3.1.0"), 3, "what 3.1 does not"),
    ("STR005", shown(BOTH, {"name": "x"}), 0, "what only the other side writes is not asked for"),
    (
        "STR005",
        shown(BOTH, {"id": "1", "name": "x"}),
        0,
        "what the other side writes is no stranger",
    ),
    ("STR005", shown(BOTH, {"id": "1"}), 1, "what is asked for"),
    (
        "STR005",
        http({}, components={"schemas": {"T": {**BOTH, "example": {"name": "x"}}}}),
        0,
        "one way",
    ),
    (
        "STR005",
        http({}, components={"schemas": {"T": {**BOTH, "example": {"id": "1"}}}}),
        1,
        "no way",
    ),
    (
        "STR005",
        answer({**BOTH, "example": {"name": "x"}}),
        1,
        "a schema that is only answered shows what is always there",
    ),
    ("STR005", shown({"type": ["string", "null"]}, None), 0, "nothing, as 3.1 says it"),
    (
        "STR005",
        old(shown({"type": "string", "nullable": True}, None)),
        0,
        "nothing, as 3.0 says it",
    ),
    ("STR005", old(shown({"enum": ["a"], "nullable": True}, None)), 0, "nothing beside a list"),
    (
        "STR005",
        old(shown({"nullable": True, "allOf": [{"type": "string"}]}, None)),
        0,
        "nothing beside another schema",
    ),
    (
        "STR005",
        shown({"type": "string", "nullable": True}, None),
        1,
        "no word of 3.1",
    ),
    (
        "STR005",
        swagger({"type": "string", "x-nullable": True}, None),
        0,
        "nothing, as others say it",
    ),
    ("STR005", swagger({"type": "string"}, None), 1, "nothing that nobody allows"),
    ("STR005", other("application/xml"), 0, "a body that is no JSON"),
    ("STR005", other("*/*"), 0, "a text of a type that is not told"),
    ("STR005", other("application/vnd.acme+json; v=1"), 1, "a kind of JSON"),
    ("STR005", texted({"type": "array", "items": {"type": "integer"}}, "1,2"), 0, "a list as text"),
    ("STR005", texted({"type": "array", "items": {"type": "integer"}}, "1,b"), 1, "another list"),
    ("STR005", texted({"type": "boolean"}, "true"), 0, "a truth value as text"),
    ("STR005", texted({"type": "integer"}, "many"), 1, "a word for a number"),
    ("STR005", texted({"type": "object"}, "a=1,b=2"), 0, "an object as text"),
    ("STR005", shown({"type": "array"}, "1,2"), 1, "a body is no text"),
    ("STR005", twice({"type": "array"}), 1, "right at one place and wrong at another"),
    ("STR005", twice({"type": "string"}), 0, "right at both"),
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
    (
        "SEC004",
        one({"parameters": [{**query("token"), "description": "Leads to the next page."}]}),
        0,
        "a cursor by its words",
    ),
    ("SEC004", one({"parameters": [{**query("token"), "description": "Yours."}]}), 1, "a token"),
    ("SEC004", one({"parameters": [session()]}, "/charging-sessions/{sessionId}"), 0, "a thing"),
    ("SEC004", one({"parameters": [session()]}, "/carts/{sessionId}"), 1, "who is logged in"),
    ("SEC001", events("made", operations=OPERATION), 1, "no server is named"),
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
    (
        "SEC001",
        one(
            {"security": [], **sent({"properties": {"grant_type": {}}})},
            method="post",
            security=[{"key": []}],
        ),
        0,
        "where tokens are got",
    ),
    (
        "SEC001",
        one({"security": []}, "/t", "post", security=[{"oauth": ["read"]}]),
        0,
        "its tokenUrl",
    ),
    ("SEC001", one({"security": []}, "/x", "post", security=[{"oauth": ["read"]}]), 1, "elsewhere"),
    (
        "SEC001",
        http(
            {"/.well-known/keys": {"get": {"security": []}}, "/a": {"get": {}}},
            security=[{"key": []}],
        ),
        0,
        "open by its standard",
    ),
    (
        "SEC001",
        events(
            "made",
            servers={
                "dev": {"host": "localhost:9092", "protocol": "kafka"},
                "live": {"host": "a", "protocol": "kafka-secure", "security": [{"type": "X509"}]},
            },
            operations={"o": {"action": "send", "channel": {"$ref": "#/channels/c"}}},
        ),
        0,
        "the broker on the own machine is nobody's door",
    ),
    (
        "SEC001",
        events(
            "made",
            servers={
                "test": {"host": "b", "protocol": "kafka-secure"},
                "live": {"host": "a", "protocol": "kafka-secure", "security": [{"type": "X509"}]},
            },
            operations={"o": {"action": "send", "channel": {"$ref": "#/channels/c"}}},
        ),
        1,
        "a broker that others reach is",
    ),
    ("SEC007", field("full_name", {"type": "string"}, owner={}), 0, "the name of a repository"),
    (
        "SEC007",
        field("full_name", {"type": "string"}, gender={"type": "boolean"}),
        1,
        "of a person",
    ),
    ("SEC007", field("bank_account", {"type": "integer"}), 0, "an amount"),
    (
        "SEC007",
        field("tax_id", {"type": "string", "description": "Tax ID of the company."}),
        0,
        "its",
    ),
    (
        "SEC007",
        field("tax_id", {"type": "string", "description": "Of the holder."}),
        1,
        "a holder's",
    ),
    # THR and ERR
    ("THR001", one({"responses": OK}, "/healthz"), 0, "a probe knows when to ask again"),
    ("THR001", one({"responses": OK}, "/health-records"), 1, "what begins like a probe"),
    ("THR001", one({"responses": OK}, "/sites/{id}/health"), 1, "the health of a thing"),
    (
        "THR001",
        http(
            {"/a": {"get": {"responses": OK}}},
            info={"title": "a", "version": "1.0.0", "x-audience": "company-internal"},
        ),
        0,
        "inside of the house, as Zalando says it",
    ),
    ("THR002", limited("X-RateLimit-Reset"), 0, "when the allowance is renewed"),
    ("THR002", limited("RateLimit"), 0, "the window of the draft"),
    ("THR002", limited("X-RateLimit-Limit"), 1, "how much is allowed"),
    ("THR002", limited("X-RateLimit-Reset", "503"), 1, "no allowance ends an outage"),
    ("THR004", asked({"type": "string", "readOnly": True}), 0, "what is not sent"),
    (
        "THR004",
        asked({"type": "array", "readOnly": True, "items": {"type": "string"}}),
        0,
        "nor inside",
    ),
    (
        "THR004",
        asked({"type": "string", "description": "Max length: 60 characters."}),
        0,
        "in words",
    ),
    (
        "THR004",
        asked({"type": "string", "description": "Maximum priority wins."}),
        1,
        "other words",
    ),
    ("THR004", asked({"type": "string", "format": "iso-4217"}), 0, "a format of three letters"),
    ("THR004", asked({"type": "string", "format": "uri"}), 1, "an address"),
    (
        "THR004",
        asked({"type": "array", "uniqueItems": True, "items": {"enum": [1, 2]}}),
        0,
        "each once",
    ),
    (
        "THR004",
        asked({"type": "array", "items": {"enum": [1, 2]}}),
        1,
        "each as often as one likes",
    ),
    (
        "THR004",
        one({"parameters": [{**query("page_token"), "schema": {"type": "string"}}]}),
        0,
        "ours",
    ),
    ("THR004", one(sent({"type": "string"}, type_="text/csv"), method="post"), 0, "a file"),
    ("THR004", one(sent({"type": "string"}), method="post"), 1, "a text"),
    ("THR004", one({"parameters": [{**query("token"), "schema": {"type": "string"}}]}), 1, "yours"),
    (
        "THR004",
        one(
            {
                "parameters": [
                    {**query("q"), "schema": {"type": "string"}, "description": "At most 9."}
                ]
            }
        ),
        0,
        "in the words of the parameter",
    ),
    (
        "THR004",
        one(
            sent(
                {
                    "allOf": [
                        {"properties": {"a": {"type": "string"}}},
                        {"properties": {"a": {"maxLength": 9}}},
                    ]
                }
            ),
            method="post",
        ),
        0,
        "by the other branch",
    ),
    ("ERR001", failing("application/vnd.api+json"), 0, "as JSON:API has settled it"),
    ("ERR001", failing("application/problem+xml"), 0, "the same in XML"),
    ("ERR001", failing("application/vnd.error+json"), 1, "as nobody has settled it"),
    (
        "ERR001",
        one(
            {
                "responses": {
                    **OK,
                    "400": {"description": "no", "content": {"application/json": {}}},
                },
                **sent({"properties": {"grant_type": {}}}),
            },
            method="post",
        ),
        0,
        "as OAuth has settled it",
    ),
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
        "DEP001",
        passing(**{"x-own": {"removalDate": "2027-01-01"}}),
        0,
        "in an extension of their own",
    ),
    ("DEP001", passing(**{"x-own": {"deprecationDate": "2027-01-01"}}), 1, "since when only"),
    ("DEP001", passing(**{"x-deprecation": {"retirementDate": "TBD"}}), 1, "some day"),
    ("DEP001", passing(description="It will be removed after August 30, 2027."), 0, "in words"),
    (
        "DEP001",
        passing(description="Added on August 30, 2021. It will be removed."),
        1,
        "another day",
    ),
    (
        "DEP002",
        passing(**{"x-own": {"removalDate": "2027-02-01", "deprecationDate": "2027-01-01"}}),
        1,
        "a month",
    ),
    ("DEP005", passing(**{"x-deprecation": {"replacedBy": "Search"}}), 0, "a name in an extension"),
    ("DEP005", passing(**{"x-deprecatedMessage": "Use `other`."}), 0, "a message in an extension"),
    ("DEP005", passing(**{"x-deprecation": {"replacedBy": ""}}), 1, "nothing in an extension"),
    ("DEP005", passing(**{"x-message": "Use it often."}), 1, "a message of something else"),
    (
        "VER004",
        answer({"enum": ["a", "b"], "x-ms-enum": {"modelAsString": True}}),
        0,
        "open, by Azure",
    ),
    ("VER004", answer({"enum": ["a", "b"], "x-ms-enum": {"name": "N"}}), 1, "a name, by Azure"),
    ("VER004", answer({"anyOf": [{"enum": ["a", "b"]}, {"type": "string"}]}), 0, "any text beside"),
    ("VER004", answer({"oneOf": [{"enum": ["a", "b"]}, {"type": "integer"}]}), 1, "numbers beside"),
    (
        "VER004",
        answer({"enum": ["a", "b"], "description": "New values may be added."}),
        0,
        "in words",
    ),
    ("VER004", answer({"enum": ["a", "b"], "description": "The new value."}), 1, "other words"),
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
    ("IDM003", one({"responses": OK, **BODY}, "/orders/{id}", "patch"), 1, "a blind update"),
    (
        "IDEM001",
        one(
            {
                "responses": {"201": {"description": "x"}},
                "parameters": [{**query("Acme-Idempotency-Token"), "in": "header"}],
            },
            method="post",
        ),
        0,
        "a key by the name of a house",
    ),
    ("IDEM001", made("/orders/{id}/access_tokens"), 0, "a second token does nothing twice"),
    ("IDEM001", made("/orders", **{"409": {"description": "It exists already."}}), 0, "refused"),
    ("IDEM001", made("/orders", **{"409": {"description": "Conflict."}}), 1, "some conflict"),
    ("IDM003", one({"responses": OK}, "/users/{id}/starred/{x}", "put"), 0, "a mark has no state"),
    (
        "IDM003",
        one(sent({"type": "array"}, type_="application/json-patch+json"), "/a/{id}", "patch"),
        0,
        "JSON Patch can test",
    ),
    (
        "IDM003",
        one(sent({"type": "object"}, type_="application/merge-patch+json"), "/a/{id}", "patch"),
        1,
        "a merge can not",
    ),
    (
        "IDM003",
        one(
            sent({"properties": {"metadata": {"properties": {"resourceVersion": {}}}}}), "/a", "put"
        ),
        0,
        "a version among what is told of the thing",
    ),
    (
        "IDM003",
        one(
            sent({"properties": {"entry": {"properties": {"version": {}}}}}), "/entries/{id}", "put"
        ),
        0,
        "a version of what the path names",
    ),
    (
        "IDM003",
        one(sent({"properties": {"app": {"properties": {"version": {}}}}}), "/entries/{id}", "put"),
        1,
        "a version of something else",
    ),
    (
        "IDM003",
        one(
            sent({"properties": {"stamp": {"description": "Used for optimistic concurrency."}}}),
            "/entries/{id}",
            "put",
        ),
        0,
        "a stamp by its words",
    ),
    (
        "IDM003",
        one(sent({"properties": {"version": {"readOnly": True}}}), "/a", "put"),
        1,
        "a version that is not sent",
    ),
    # COR and PAG
    ("COR002", traced("X-Amz-Request-Id"), 0, "an id by the name of a house"),
    ("COR002", traced("X-Amz-Content-Sha256"), 1, "something else of that house"),
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
    (
        "PAG002",
        one(
            {
                "parameters": [
                    query("cursor"),
                    {**query("limit"), "description": "A limit ranging from 1 to 100."},
                ]
            }
        ),
        0,
        "a range in words",
    ),
    (
        "PAG002",
        one({"parameters": [{**query("page"), "schema": {"properties": {"after": {}}}}]}),
        0,
        "a page with a cursor inside",
    ),
    ("PAG002", one({"parameters": [query("page[number]")]}), 1, "a page with a number inside"),
    ("PAG001", answer(NEXT), 0, "the server leads to the next page"),
    (
        "PAG001",
        answer({"properties": {**NEXT["properties"], "next": {}, "_links": {}}, "x": 1}),
        0,
        "among others",
    ),
    (
        "PAG001",
        answer({"properties": {"value": NEXT["properties"]["items"], "@odata.nextLink": {}}}),
        0,
        "as OData says it",
    ),
    (
        "PAG001",
        answer(
            {
                "properties": {
                    "items": NEXT["properties"]["items"],
                    "_links": {"properties": {"next": {}}},
                }
            }
        ),
        0,
        "as HAL says it",
    ),
    ("PAG001", answer({"type": "array"}, description="The top 10 paths."), 0, "ten at most"),
    ("PAG001", answer({"type": "array"}, description="Takes up to 10 seconds."), 1, "ten of what"),
    ("PAG001", answer({"type": "array"}, path="/.well-known/keys"), 0, "settled by its standard"),
    (
        "PAG001",
        answer({"type": "array"}, path="/books:batchGet", parameters=[query("names")]),
        0,
        "what is asked for by name",
    ),
    ("PAG001", answer({"type": "array"}, parameters=[query("names")]), 1, "what may be named"),
    (
        "PAG001",
        http(
            {
                f"/{n}": {
                    "get": {
                        "responses": {
                            "200": {
                                "description": "ok",
                                "content": {"application/json": {"schema": {"$ref": LISTED}}},
                            }
                        }
                    }
                }
                for n in ("a", "b", "c")
            },
            components={"schemas": {"L": {"type": "array", "items": {}}}},
        ),
        1,
        "one list that many answer",
    ),
    # NAM
    ("NAM001", field("orderId", {}, customerId={}, grant_type={}, access_token={}), 0, "OAuth's"),
    (
        "NAM001",
        field("orderId", {}, customerId={}, order_date={}, order_no={}),
        1,
        "one object, once",
    ),
    (
        "NAM001",
        json.dumps(
            {
                "asyncapi": "3.0.0",
                "info": {"title": "a", "version": "1.0.0"},
                "channels": {
                    "c": {
                        "messages": {
                            "m": {
                                "headers": {"properties": {"x-tenant-id": {}, "ce_id": {}}},
                                "payload": {"properties": {"orderId": {}, "orderDate": {}}},
                            }
                        }
                    }
                },
            }
        ),
        0,
        "headers have customs of their own",
    ),
    ("NAM002", paths("/order_lines/{id}", "/order_notes"), 1, "a settled case is told once"),
    ("NAM002", paths("/order_lines", "/order-notes", "/a_b"), 2, "no settled case"),
    ("NAM002", paths("/order_lines", "/order_lines/{id}", "/a-b"), 1, "one name in many paths"),
    ("NAM002", paths("/$batch", "/users/@me", "/_search", "/books:batchGet"), 0, "signs of others"),
    ("NAM002", paths("/orders#Action=Create", "/orders?op=Do"), 0, "what is no path"),
    ("NAM002", paths("/v1/{name=operations/**}"), 0, "a slash inside of braces"),
    ("NAM002", paths("/api/read-models", "/list-prices", "/put-aways", "/add-ons"), 0, "things"),
    ("NAM002", paths("/update-prices"), 1, "a verb and its object"),
    ("NAM002", paths("/paypal/updateOrder", "/payLinks", "/payMethods"), 2, "in another case too"),
    ("NAM002", paths("/v1/list"), 1, "a verb after the version"),
    ("NAM002", paths("/images/custom/{image_id}"), 0, "some of many"),
    ("NAM002", paths("/repos/{id}/tarball/{ref}", "/compare/{basehead}"), 0, "what has no number"),
    ("NAM002", paths("/starred/{repo_id}", "/codes-of-conduct/{key}"), 0, "plural in its way"),
    ("NAM002", paths("/tags/protection/{protection_id}"), 1, "named after the one"),
    ("NAM002", paths("/user/{id}", "/user/{id}/notes"), 1, "told where it is first"),
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
    (
        "NAM003",
        field("price", {"type": "number", "format": "decimal"}),
        0,
        "a decimal, as Zalando's",
    ),
    ("NAM003", field("price", {"type": "number", "multipleOf": 0.01}), 0, "whole cents"),
    ("NAM003", field("price", {"type": "number", "format": "double"}), 1, "a double"),
    (
        "NAM003",
        field("endsAt", {"type": "string", "description": "As YYYY-MM-DD."}),
        0,
        "a pattern",
    ),
    (
        "NAM003",
        field("paidAt", {"type": "string", "description": "In seconds since 1970."}),
        0,
        "s",
    ),
    ("NAM003", field("lookAt", {"type": "string"}), 0, "no time"),
    ("NAM003", field("start_at", {"type": "string", "description": "A decimal."}), 0, "a number"),
    ("NAM003", field("start_at", {"type": "string", "description": "The first."}), 1, "a time"),
    (
        "NAM003",
        field("currency", {"type": "string", "description": "Three-letter [ISO code](https://a)."}),
        0,
        "a code in words",
    ),
    ("NAM003", field("currency", {"type": "string", "description": "Its currency."}), 1, "no code"),
    (
        "NAM003",
        field("country", {"type": "string", "description": "Two-letter code."}),
        0,
        "letters",
    ),
    ("NAM003", field("quantity", {"type": "number", "description": "In pieces."}), 0, "of pieces"),
    ("NAM003", many("created_at", {"type": "string"}, 12), 1, "one name at many places"),
    ("NAM003", many("created_at", {"type": "string"}, 5), 5, "one name at a few places"),
    (
        "NAM003",
        one(
            {
                "parameters": [
                    {
                        "name": "created_at",
                        "in": "query",
                        "schema": {"type": "string"},
                        "description": "In ISO 8601 format.",
                    }
                ]
            }
        ),
        0,
        "in the words of the parameter",
    ),
    (
        "NAM003",
        http(
            {},
            components={
                "schemas": {
                    "T": {
                        "allOf": [
                            {"properties": {"paidAt": {"type": "string", "format": "date-time"}}},
                            {"properties": {"paidAt": {"type": "string"}}},
                        ]
                    }
                }
            },
        ),
        0,
        "by the other branch",
    ),
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
    ("TERM003", field("currency", {"type": "string", "example": "CNH"}), 0, "a market's own"),
    ("TERM003", field("code", {"type": "string", "x-term": "gtin", "example": "1"}), 1, "x-term"),
    (
        "TERM003",
        field("ssccs", {"type": "array", "items": {"type": "string"}, "example": ["1"]}),
        1,
        "several",
    ),
    # EVT
    ("EVT001", events("orderCreated", "shipmentNotice"), 2, "facts"),
    (
        "EVT001",
        events("cancelOrder", "priceRequest", "priceReply"),
        0,
        "a wish, a question, an answer",
    ),
    (
        "EVT001",
        events(
            "made",
            "done",
            operations={
                "o": {
                    "action": "send",
                    "channel": {"$ref": "#/channels/c"},
                    "reply": {"messages": [{"$ref": "#/channels/c/messages/done"}]},
                }
            },
        ),
        1,
        "a reply, whatever it is called",
    ),
    ("EVT004", events("cancelOrder"), 1, "a wish that comes twice"),
    ("EVT005", events("cancelOrder"), 0, "wishes have no order"),
    ("EVT005", events("orderCancelled"), 1, "facts have"),
]


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [pytest.param(*case[:3], id=f"{case[0]}: {case[3]}") for case in CASES],
)
def test_how_often_a_standard_speaks(rule: str, text: str, expected: int) -> None:
    found = [r for r in remarks(text, rule=rule) if r.rule == rule]
    assert len(found) == expected, [r.message for r in found]


def test_an_example_that_is_right_elsewhere_is_told_where_it_is_wrong() -> None:
    found = [r for r in remarks(twice({"type": "array"}), rule="STR005") if r.rule == "STR005"]
    pointer = "/paths/~11/post/requestBody/content/application~1json/examples/a"
    assert [r.source.pointer for r in found] == [pointer]
    assert found[0].related[0].pointer == "/components/examples/a/value"


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        pytest.param(
            {"anyOf": [{"type": "null"}, {"required": ["a"]}, {"required": ["b", "c"]}]},
            'it fits no branch, and the nearest says: "a" is a required property',
            id="the branch that lacks least",
        ),
        pytest.param(
            {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
            "{} is not valid under any of the schemas listed in the 'anyOf' keyword",
            id="none is nearer",
        ),
        pytest.param({"maxProperties": 0, "not": {}}, "not", id="no branches at all"),
    ],
)
def test_a_refusal_by_branches_says_what_is_wrong(schema: dict[str, Any], told: str) -> None:
    text = shown({"type": "object", **schema}, {})
    found = [r for r in remarks(text, rule="STR005") if r.rule == "STR005"]
    assert told in found[0].message


def test_a_long_value_is_cut_and_the_reason_is_not() -> None:
    text = shown({"type": "array"}, {f"name{i}": "x" * 20 for i in range(30)})
    found = [r for r in remarks(text, rule="STR005") if r.rule == "STR005"]
    assert found[0].message.endswith('is not of type "array"')
    assert len(found[0].message) < 260
