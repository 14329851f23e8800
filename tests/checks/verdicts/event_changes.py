"""Changes of events and their channels, and what each comes to."""

from __future__ import annotations

from typing import Any

from tests.checks.facts.event_texts import OBJECT

TEXT: dict[str, Any] = {"type": "string"}
Parts = dict[str, Any]
DRAFT_4 = "application/schema+json;version=draft-04"


def message(**said: Any) -> Parts:
    return {"messages": {"created": {"payload": OBJECT, **said}}}


def payload(said: Any) -> Parts:
    return {"messages": {"created": {"payload": said}}}


def fields(**properties: Any) -> Parts:
    return payload({"type": "object", "properties": properties})


def avro(kind: str) -> Parts:
    return {"schemaFormat": "application/vnd.apache.avro", "schema": {"type": kind}}


def channel(**said: Any) -> Parts:
    return {"channel": said}


def operation(**said: Any) -> Parts:
    return {"operation": said}


def server(**said: Any) -> Parts:
    return {"servers": {"broker": {"host": "mq.example.com", "protocol": "amqp", **said}}}


def reply(**said: Any) -> Parts:
    return operation(reply=said)


#: old, new, and what comes of it where the application sends: there, and back; where it receives:
#: there, and back, if that is anything else
CASES: dict[str, tuple[Any, ...]] = {
    "message added": (
        message(),
        {"messages": {"created": {"payload": OBJECT}, "shipped": {"payload": TEXT}}},
        "response-message-added error",
        "response-message-removed warning",
        "request-message-added info",
        "request-message-removed error",
    ),
    "message renamed": (
        {"messages": {"created": {"payload": OBJECT}}},
        {"messages": {"taken": {"payload": OBJECT}}},
        "message-name-changed info",
        "message-name-changed info",
    ),
    "message key alone renamed": (
        {"messages": {"a": {"name": "created", "payload": OBJECT}}},
        {"messages": {"b": {"name": "created", "payload": OBJECT}}},
        "",
        "",
    ),
    "property required": (
        payload(OBJECT),
        payload({**OBJECT, "required": ["id"]}),
        "response-property-became-required info",
        "response-property-became-optional error",
        "request-property-became-required error",
        "request-property-became-optional info",
    ),
    "property added": (
        fields(id=TEXT),
        fields(id=TEXT, on=TEXT),
        "response-property-added info",
        "response-property-removed warning",
        "request-property-added info",
        "request-property-removed warning",
    ),
    "type changed": (
        fields(id=TEXT),
        fields(id={"type": "integer"}),
        "response-type-changed error",
        "response-type-changed error",
        "request-type-changed error",
        "request-type-changed error",
    ),
    "enum grew": (
        fields(s={"enum": ["a"]}),
        fields(s={"enum": ["a", "b"]}),
        "response-value-added error",
        "response-value-removed info",
        "request-value-added info",
        "request-value-removed error",
    ),
    "content type changed": (
        message(contentType="application/json"),
        message(contentType="application/xml"),
        "message-content-type-changed error",
        "message-content-type-changed error",
    ),
    "content type named": (
        message(),
        message(contentType="application/json"),
        "message-content-type-changed info",
        "message-content-type-changed info",
    ),
    "default content type changed": (
        {"defaultContentType": "application/json"},
        {"defaultContentType": "text/csv"},
        "message-content-type-changed error",
        "message-content-type-changed error",
    ),
    "default said at the message": (
        {"defaultContentType": "application/json"},
        message(contentType="application/json"),
        "",
        "",
    ),
    "headers described": (
        message(),
        message(headers={"type": "object", "properties": {"a": TEXT}}),
        "message-headers-changed info",
        "message-headers-changed error",
        "message-headers-changed warning",
        "message-headers-changed info",
    ),
    "header required": (
        message(headers={"type": "object", "properties": {"a": TEXT}}),
        message(headers={"type": "object", "properties": {"a": TEXT}, "required": ["a"]}),
        "response-property-became-required info",
        "response-property-became-optional error",
        "request-property-became-required error",
        "request-property-became-optional info",
    ),
    "format changed": (
        payload(avro("int")),
        payload({"schemaFormat": "application/vnd.google.protobuf", "schema": "x"}),
        "message-format-changed error; message-unread-changed warning",
        "message-format-changed error; message-unread-changed warning",
    ),
    "avro changed": (
        payload(avro("int")),
        payload(avro("long")),
        "message-unread-changed warning",
        "message-unread-changed warning",
    ),
    "draft named": (
        payload(OBJECT),
        payload({"schemaFormat": "application/schema+json;version=draft-07", "schema": OBJECT}),
        "",
        "",
    ),
    "correlation moved": (
        message(correlationId={"location": "$message.header#/a"}),
        message(correlationId={"location": "$message.header#/b"}),
        "message-correlation-changed error",
        "message-correlation-changed error",
    ),
    "correlation said": (
        message(),
        message(correlationId={"location": "$message.header#/b"}),
        "message-correlation-changed info",
        "message-correlation-changed warning",
        "message-correlation-changed warning",
        "message-correlation-changed info",
    ),
    "message title": (
        message(title="a"),
        message(title="b"),
        "message-description-changed info",
        "message-description-changed info",
    ),
    "message tags": (
        message(tags=[{"name": "a"}]),
        message(tags=[{"name": "b"}]),
        "message-description-changed info",
        "message-description-changed info",
    ),
    "address changed": (
        {},
        channel(address="orders.v2"),
        "operation-address-changed error",
        "operation-address-changed error",
    ),
    "address parameter renamed": (
        channel(address="o.{a}", parameters={"a": {}}),
        channel(address="o.{b}", parameters={"b": {}}),
        "",
        "",
    ),
    "address parameter value added": (
        channel(address="o.{a}", parameters={"a": {"enum": ["x"]}}),
        channel(address="o.{a}", parameters={"a": {"enum": ["x", "y"]}}),
        "response-value-added error",
        "response-value-removed info",
        "request-value-added info",
        "request-value-removed error",
    ),
    "address parameter limited": (
        channel(address="o.{a}"),
        channel(address="o.{a}", parameters={"a": {"enum": ["x"]}}),
        "response-const-added info",
        "response-const-removed error",
        "request-const-added error",
        "request-const-removed info",
    ),
    "address parameter location": (
        channel(address="o.{a}", parameters={"a": {"location": "$message.payload#/a"}}),
        channel(address="o.{a}", parameters={"a": {"location": "$message.payload#/b"}}),
        "address-parameter-location-changed error",
        "address-parameter-location-changed error",
    ),
    "address parameter prose": (
        channel(address="o.{a}", parameters={"a": {"description": "a"}}),
        channel(address="o.{a}", parameters={"a": {"description": "b"}}),
        "parameter-description-changed info",
        "parameter-description-changed info",
    ),
    "channel prose": (
        channel(summary="a"),
        channel(summary="b"),
        "channel-description-changed info",
        "channel-description-changed info",
    ),
    "limited to a server": (
        server(),
        {**server(), **channel(servers=[{"$ref": "#/servers/broker"}])},
        "operation-servers-changed warning",
        "operation-servers-changed info",
    ),
    "reply": (
        {},
        reply(channel={"address": "r", "messages": {"r": {"payload": TEXT}}}),
        "reply-added error",
        "reply-removed info",
        "reply-added info",
        "reply-removed error",
    ),
    "reply address": (
        reply(channel={"address": "r", "messages": {"r": {"payload": TEXT}}}),
        reply(channel={"address": "s", "messages": {"r": {"payload": TEXT}}}),
        "reply-address-changed error",
        "reply-address-changed error",
    ),
    "reply location": (
        reply(address={"location": "$message.header#/a"}),
        reply(address={"location": "$message.header#/b"}),
        "reply-address-changed error",
        "reply-address-changed error",
    ),
    "reply message added": (
        reply(channel={"address": "r", "messages": {"r": {"payload": TEXT}}}),
        reply(
            channel={"address": "r", "messages": {"r": {"payload": TEXT}, "s": {"payload": OBJECT}}}
        ),
        "request-message-added info",
        "request-message-removed error",
        "response-message-added error",
        "response-message-removed warning",
    ),
    "reply payload narrowed": (
        reply(channel={"address": "r", "messages": {"r": {"payload": TEXT}}}),
        reply(channel={"address": "r", "messages": {"r": {"payload": {**TEXT, "maxLength": 3}}}}),
        "request-length-narrowed error",
        "request-length-widened info",
        "response-length-narrowed info",
        "response-length-widened error",
    ),
    "operation renamed": (
        {},
        {"NAME": "otherName"},
        "operation-id-changed info",
        "operation-id-changed info",
    ),
    "security asked": (
        {},
        operation(security=[{"type": "plain"}]),
        "security-added error",
        "security-removed info",
    ),
    "security alternative": (
        operation(security=[{"type": "plain"}]),
        operation(security=[{"type": "plain"}, {"type": "scramSha512"}]),
        "security-widened info",
        "security-narrowed error",
    ),
    "scope": (
        operation(security=[{"type": "oauth2", "scopes": ["a"]}]),
        operation(security=[{"type": "oauth2", "scopes": ["a", "b"]}]),
        "security-scope-added error",
        "security-scope-removed info",
    ),
    "server moved": (
        server(),
        server(host="mq2.example.com"),
        "server-added info; server-removed warning",
        "server-added info; server-removed warning",
    ),
    "server protocol": (
        server(),
        server(protocol="kafka"),
        "server-protocol-changed error",
        "server-protocol-changed error",
    ),
    "server protocol version": (
        server(protocolVersion="0.9.1"),
        server(protocolVersion="1.0.0"),
        "server-protocol-version-changed error",
        "server-protocol-version-changed error",
    ),
    "server protocol version said": (
        server(),
        server(protocolVersion="1.0.0"),
        "server-protocol-version-changed info",
        "server-protocol-version-changed info",
    ),
    "server security": (
        server(security=[{"type": "plain"}]),
        server(security=[{"type": "scramSha512"}]),
        "security-narrowed error",
        "security-narrowed error",
    ),
    "server variable": (
        server(host="{r}.x.io", variables={"r": {"enum": ["a", "b"]}}),
        server(host="{r}.x.io", variables={"r": {"enum": ["a"]}}),
        "server-variables-changed warning",
        "server-variables-changed info",
    ),
    "server binding": (
        server(bindings={"kafka": {"schemaRegistryUrl": "a"}}),
        server(bindings={"kafka": {"schemaRegistryUrl": "b"}}),
        "binding-changed warning",
        "binding-changed warning",
    ),
    "event type": (
        fields(type={"const": "a.v1"}),
        fields(type={"const": "a.v2"}),
        "event-type-changed error",
        "event-type-changed error",
    ),
    "event type of several": (
        fields(type={"enum": ["a"]}),
        fields(type={"enum": ["a", "b"]}),
        "event-type-changed error",
        "event-type-changed info",
        "event-type-changed info",
        "event-type-changed error",
    ),
    "dataschema": (
        fields(dataschema={"const": "a"}),
        fields(dataschema={"const": "b"}),
        "event-dataschema-changed error",
        "event-dataschema-changed error",
    ),
    "event type in a header": (
        message(headers={"type": "object", "properties": {"ce_type": {"const": "a"}}}),
        message(headers={"type": "object", "properties": {"ce_type": {"const": "b"}}}),
        "event-type-changed error",
        "event-type-changed error",
    ),
    "a payload where there was none": (
        {"messages": {"created": {}}},
        payload(OBJECT),
        "message-format-changed info; response-schema-narrowed info",
        "message-format-changed info; response-schema-widened error",
        "message-format-changed info; request-schema-narrowed warning",
        "message-format-changed info; request-schema-widened info",
    ),
    "a bound by draft 4": (
        payload({"schemaFormat": DRAFT_4, "schema": {"maximum": 5}}),
        payload({"schemaFormat": DRAFT_4, "schema": {"maximum": 5, "exclusiveMaximum": True}}),
        "response-range-narrowed info",
        "response-range-widened error",
        "request-range-narrowed error",
        "request-range-widened info",
    ),
    "examples of a message": (
        message(examples=[{"payload": {}}]),
        message(examples=[{"payload": {"id": "a"}}]),
        "",
        "",
    ),
    "two alike messages, one gone": (
        {"messages": {"a": {"payload": OBJECT}, "b": {"payload": TEXT}}},
        {"messages": {"a": {"payload": OBJECT}}},
        "response-message-removed warning",
        "response-message-added error",
        "request-message-removed error",
        "request-message-added info",
    ),
    "a list in a payload": (
        fields(lines={"type": "array", "items": TEXT}),
        fields(lines={"type": "array", "items": TEXT, "minItems": 1}),
        "response-item-count-narrowed info",
        "response-item-count-widened error",
        "request-item-count-narrowed error",
        "request-item-count-widened info",
    ),
    "a hole in the address": (
        channel(address="orders"),
        channel(address="orders.{region}", parameters={"region": {"enum": ["eu"]}}),
        "operation-address-changed error; parameter-required-added info",
        "operation-address-changed error; parameter-removed error",
        "operation-address-changed error; parameter-required-added error",
        "operation-address-changed error; parameter-removed warning",
    ),
}
