"""A document laid out: parts are found through references, once, with their places and sides."""

from __future__ import annotations

import pytest

from weighbridge_checks.facts.outline import EVENT, REQUEST, RESPONSE, Outline, outlined
from weighbridge_checks.facts.outline.forms import form, form_of

OPENAPI = """\
openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
paths:
  /orders/{orderId}:
    parameters:
      - {$ref: "#/components/parameters/OrderId"}
    put:
      operationId: replaceOrder
      requestBody: {$ref: "#/components/requestBodies/Order"}
      responses:
        "200": {$ref: "#/components/responses/Order"}
        default: {description: Whatever else.}
      callbacks:
        done:
          "{$request.body#/url}":
            post:
              requestBody:
                content: {application/json: {schema: {$ref: "#/components/schemas/Line"}}}
              responses: {"204": {description: Thanks.}}
webhooks:
  orderClosed:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
components:
  parameters:
    OrderId: {name: orderId, in: path, required: true, schema: {type: string}, example: SO-1}
  requestBodies:
    Order: {content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
  responses:
    Order:
      description: The order.
      headers: {ETag: {schema: {type: string}}}
      content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}
  schemas:
    Order:
      type: object
      properties:
        lines: {type: array, items: {$ref: "#/components/schemas/Line"}}
        parent: {$ref: "#/components/schemas/Order"}
    Line: {type: object, required: [sku], properties: {sku: {type: string}}}
    Alone: {type: string}
"""
SWAGGER = """\
swagger: "2.0"
info: {title: Orders, version: 1.0.0}
schemes: [http]
host: api.example.com
consumes: [application/json]
paths:
  /orders:
    post:
      parameters:
        - {name: body, in: body, schema: {$ref: "#/definitions/Order"}}
        - {name: dry, in: query, type: boolean}
      responses: {"201": {description: Taken., schema: {$ref: "#/definitions/Order"}}}
definitions:
  Order: {type: object, properties: {id: {type: string}}}
"""
ASYNC_2 = """\
asyncapi: 2.6.0
info: {title: Stock, version: 1.0.0}
channels:
  stock:
    subscribe:
      operationId: sendStock
      message:
        oneOf:
          - {$ref: "#/components/messages/Counted"}
components:
  messages:
    Counted:
      name: counted
      traits: [{contentType: application/cloudevents+json}]
      payload: {type: object, properties: {sku: {type: string}}}
"""


def of(text: str) -> Outline:
    return outlined(text.encode(), name="a.yaml")


def test_shared_parts_are_followed_and_operations_know_who_calls() -> None:
    outline = of(OPENAPI)
    kinds = [(o.kind, o.called) for o in outline.operations]
    assert kinds == [
        ("path", "PUT /orders/{orderId}"),
        ("callback", "POST {$request.body#/url}"),
        ("webhook", "POST orderClosed"),
    ]
    put = outline.operations[0]
    assert [p.name for p in put.parameters] == ["orderId"]
    assert put.parameters[0].spot.pointer == "/components/parameters/OrderId"
    assert put.parameters[0].named_at.pointer == "/paths/~1orders~1{orderId}/parameters/0"
    assert list(put.responses[0].headers) == ["etag"]
    assert [r.status for r in put.failures] == ["default"]
    assert [e.value for e in outline.examples] == ["SO-1"]


def test_a_schema_is_visited_once_with_every_side_that_reaches_it() -> None:
    outline = of(OPENAPI)
    by_pointer = {s.pointer: s for s in outline.schemas}
    assert len(by_pointer) == len(outline.schemas)
    both = REQUEST | RESPONSE
    assert by_pointer["/components/schemas/Order"].sides == both
    assert by_pointer["/components/schemas/Line/properties/sku"].sides == both
    assert by_pointer["/components/schemas/Line/properties/sku"].required
    assert by_pointer["/components/schemas/Alone"].sides == 0


def test_swagger_is_laid_out_in_the_same_words() -> None:
    outline = of(SWAGGER)
    post = outline.operations[0]
    assert [p.name for p in post.parameters] == ["dry"]
    assert [m.type for m in post.media] == ["application/json"]
    assert outline.servers[0].url == "http://api.example.com"
    sides = {s.pointer: s.sides for s in outline.schemas}
    assert sides["/definitions/Order/properties/id"] == REQUEST | RESPONSE


def test_messages_of_either_version_are_found_with_their_traits() -> None:
    outline = of(ASYNC_2)
    assert [(m.name, m.content_type) for m in outline.messages] == [
        ("counted", "application/cloudevents+json")
    ]
    assert [(a.name, a.action) for a in outline.actions] == [("sendStock", "send")]
    assert {s.name: s.sides for s in outline.schemas}["sku"] == EVENT


def test_a_reference_that_leads_nowhere_is_told_and_the_rest_is_there() -> None:
    outline = of(OPENAPI.replace('"#/components/responses/Order"', '"#/components/responses/Nix"'))
    assert len(outline.lost) == 1
    assert "did you mean" in outline.lost[0].reason or "leads nowhere" in outline.lost[0].reason
    assert [r.status for r in outline.operations[0].responses] == ["default"]


@pytest.mark.parametrize(
    ("family", "version", "name"),
    [
        ("openapi", "3.0.3", "openapi-3.0"),
        ("openapi", "3.2.0", "openapi-3.2"),
        ("swagger", "2.0", "swagger-2.0"),
        ("asyncapi", "2.6.0", "asyncapi-2"),
        ("asyncapi", "3.1.0", "asyncapi-3"),
        ("json-schema", "", None),
    ],
)
def test_each_version_has_a_form(family: str, version: str, name: str | None) -> None:
    assert form_of(family, version) == name
    if name:
        assert form(name)["$defs"]["Document"]["properties"]
