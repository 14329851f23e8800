"""Changes of CloudEvents: their types, the names of their schemas, their data and extensions."""

from __future__ import annotations

from typing import Any

from tests.checks.facts.event_texts import OBJECT
from tests.checks.verdicts.event_changes import TEXT, Parts, message, payload

NUMBER: dict[str, Any] = {"type": "integer"}
V1, V2 = "https://example.com/order/v1.json", "https://example.com/order/v2.json"


def event(*required: str, **properties: Any) -> Parts:
    """An event in structured mode: its attributes stand in the payload."""
    return payload({"type": "object", "properties": properties, "required": list(required)})


def data(of: Any, name: Any = None, **more: Any) -> Parts:
    named = {} if name is None else {"dataschema": name}
    return event("data", data={"type": "object", "properties": {"id": of}}, **named, **more)


def binary(of: Any, **headers: Any) -> Parts:
    """An event in binary mode: its attributes are headers, and the payload is the data."""
    return message(
        payload={"type": "object", "properties": {"id": of}},
        headers={"type": "object", "properties": headers},
    )


#: as in the table of events
CASES: dict[str, tuple[Any, ...]] = {
    "data that breaks under the old name": (
        data(TEXT, {"const": V1}),
        data(NUMBER, {"const": V1}),
        "event-dataschema-kept warning; response-type-changed error",
        "event-dataschema-kept warning; response-type-changed error",
        "event-dataschema-kept warning; request-type-changed error",
        "event-dataschema-kept warning; request-type-changed error",
    ),
    "data that breaks under a new name": (
        data(TEXT, {"const": V1}),
        data(NUMBER, {"const": V2}),
        "event-dataschema-changed error; response-type-changed error",
        "event-dataschema-changed error; response-type-changed error",
        "event-dataschema-changed error; request-type-changed error",
        "event-dataschema-changed error; request-type-changed error",
    ),
    "data that breaks without a name": (
        data(TEXT),
        data(NUMBER),
        "response-type-changed error",
        "response-type-changed error",
        "request-type-changed error",
        "request-type-changed error",
    ),
    "data that breaks under one of several names": (
        data(TEXT, {"enum": [V1, V2]}),
        data(NUMBER, {"enum": [V2, V1]}),
        "event-dataschema-kept warning; response-type-changed error",
        "event-dataschema-kept warning; response-type-changed error",
        "event-dataschema-kept warning; request-type-changed error",
        "event-dataschema-kept warning; request-type-changed error",
    ),
    "data that breaks under a name that is not told": (
        data(TEXT, {"type": "string", "format": "uri"}),
        data(NUMBER, {"type": "string", "format": "uri"}),
        "response-type-changed error",
        "response-type-changed error",
        "request-type-changed error",
        "request-type-changed error",
    ),
    "data that grows under the old name": (
        data({**TEXT, "maxLength": 5}, {"const": V1}),
        data({**TEXT, "maxLength": 9}, {"const": V1}),
        "event-dataschema-kept warning; response-length-widened error",
        "response-length-narrowed info",
        "request-length-widened info",
        "event-dataschema-kept warning; request-length-narrowed error",
    ),
    "an attribute that breaks under the old name": (
        data(TEXT, {"const": V1}, subject=TEXT),
        data(TEXT, {"const": V1}, subject=NUMBER),
        "response-type-changed error",
        "response-type-changed error",
        "request-type-changed error",
        "request-type-changed error",
    ),
    "data in binary mode that breaks under the old name": (
        binary(TEXT, ce_dataschema={"const": V1}),
        binary(NUMBER, ce_dataschema={"const": V1}),
        "event-dataschema-kept warning; response-type-changed error",
        "event-dataschema-kept warning; response-type-changed error",
        "event-dataschema-kept warning; request-type-changed error",
        "event-dataschema-kept warning; request-type-changed error",
    ),
    "data in binary mode that breaks under a new name": (
        binary(TEXT, **{"ce-dataschema": {"const": V1}}),
        binary(NUMBER, **{"ce-dataschema": {"const": V2}}),
        "event-dataschema-changed error; response-type-changed error",
        "event-dataschema-changed error; response-type-changed error",
        "event-dataschema-changed error; request-type-changed error",
        "event-dataschema-changed error; request-type-changed error",
    ),
    "the type of an event, and its data": (
        data(TEXT, type={"const": "a.v1"}),
        data(NUMBER, type={"const": "a.v2"}),
        "event-type-changed error; response-type-changed error",
        "event-type-changed error; response-type-changed error",
        "event-type-changed error; request-type-changed error",
        "event-type-changed error; request-type-changed error",
    ),
    "the type is one where it was free": (
        event(type=TEXT),
        event(type={**TEXT, "const": "a.v1"}),
        "event-type-changed info",
        "event-type-changed error",
        "event-type-changed error",
        "event-type-changed info",
    ),
    "a type deep in the data is no type of an event": (
        data({"const": "a"}),
        data({"const": "b"}),
        "response-const-changed error",
        "response-const-changed error",
        "request-const-changed error",
        "request-const-changed error",
    ),
    "an extension that may be there": (
        event("id", id=TEXT),
        event("id", id=TEXT, traceparent=TEXT),
        "response-property-added info",
        "response-property-removed warning",
        "request-property-added info",
        "request-property-removed warning",
    ),
    "an extension that is always there": (
        event("id", id=TEXT),
        event("id", "partitionkey", id=TEXT, partitionkey=TEXT),
        "response-property-added info",
        "response-required-property-removed error",
        "request-required-property-added error",
        "request-property-removed warning",
    ),
    "an extension that becomes required": (
        event("id", id=TEXT, traceparent=TEXT),
        event("id", "traceparent", id=TEXT, traceparent=TEXT),
        "response-property-became-required info",
        "response-property-became-optional error",
        "request-property-became-required error",
        "request-property-became-optional info",
    ),
    "a required header in binary mode": (
        message(headers={"type": "object", "properties": {"ce_source": TEXT}}),
        message(
            headers={
                "type": "object", "properties": {"ce_source": TEXT}, "required": ["ce_source"]
            }
        ),
        "response-property-became-required info",
        "response-property-became-optional error",
        "request-property-became-required error",
        "request-property-became-optional info",
    ),
    "the language of the data": (
        event(datacontenttype={"const": "application/json"}),
        event(datacontenttype={"const": "application/xml"}),
        "response-const-changed error",
        "response-const-changed error",
        "request-const-changed error",
        "request-const-changed error",
    ),
    "the version of the specification": (
        event(specversion={"const": "1.0"}),
        event(specversion={"const": "1.1"}),
        "response-const-changed error",
        "response-const-changed error",
        "request-const-changed error",
        "request-const-changed error",
    ),
    "from structured to binary mode": (
        message(contentType="application/cloudevents+json"),
        message(contentType="application/json"),
        "message-content-type-changed error",
        "message-content-type-changed error",
    ),
    "the envelope by reference": (
        payload({"allOf": [OBJECT, {"type": "object", "required": ["id"]}]}),
        payload({**OBJECT, "required": ["id"]}),
        "",
        "",
    ),
}  # fmt: skip
