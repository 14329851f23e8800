"""Changes of whole documents: channels, operations, traits and servers come, go and move."""

from __future__ import annotations

from typing import Any

from tests.checks.facts.event_texts import OBJECT, document
from tests.checks.verdicts.event_changes import TEXT

Document = dict[str, Any]
SHIPPED: dict[str, Any] = {"payload": {"type": "object", "properties": {"on": TEXT}}}
CREATED: dict[str, Any] = {"payload": OBJECT}
WITH_HEADER = {"type": "object", "properties": {"trace": TEXT}, "required": ["trace"]}

EXTENDED: Any = {"x-a": 1}
DEPRECATED: Any = {"x-deprecated": True}


def on(name: str, *messages: str, action: str = "ACTION", **said: Any) -> Document:
    """An operation on a channel, limited to messages where any are named."""
    limited = (
        {"messages": [{"$ref": f"#/channels/{name}/messages/{m}"} for m in messages]}
        if messages
        else {}
    )
    return {"action": action, "channel": {"$ref": f"#/channels/{name}"}, **limited, **said}


def channel(address: str | None, said: Any = None, **messages: Any) -> Document:
    return {"address": address, "messages": messages or {"created": CREATED}, **(said or {})}


def events(operations: Document | None = None, **parts: Any) -> Document:
    """A document of one channel and one operation, where nothing else is said."""
    channels = parts.pop("channels", {"orders": channel("orders")})
    said = {"doOrders": on("orders")} if operations is None else operations
    return document("3.0.0", channels=channels, operations=said, **parts)


BOTH = {"orders": channel("orders", created=CREATED, shipped=SHIPPED)}
TWO = {"orders": channel("orders"), "stock": channel("stock")}
BROKER = {"host": "mq.example.com", "protocol": "amqp"}
TRAIT = {"headers": WITH_HEADER, "contentType": "application/json"}

#: old, new, and what comes of it where the application sends: there, and back; where it receives:
#: there, and back, if that is anything else. `ACTION` stands for what it does
WHOLE: dict[str, tuple[Any, ...]] = {
    "a channel says at last who sends there": (
        events(channels=TWO),
        events({"doOrders": on("orders"), "doStock": on("stock")}, channels=TWO),
        "operation-id-changed info",
        "operation-id-changed info",
    ),
    "a channel is new, with its operation": (
        events(),
        events({"doOrders": on("orders"), "doStock": on("stock")}, channels=TWO),
        "operation-added info",
        "operation-removed error",
    ),
    "a channel that nobody uses goes by another key": (
        events(channels={"orders": channel("orders")}),
        events({"doOrders": on("sales")}, channels={"sales": channel("orders")}),
        "",
        "",
    ),
    "a channel has no address, and another key": (
        events(channels={"orders": channel(None)}),
        events({"doOrders": on("sales")}, channels={"sales": channel(None)}),
        "operation-address-changed error",
        "operation-address-changed error",
    ),
    "an operation is limited to one message": (
        events(channels=BOTH),
        events({"doOrders": on("orders", "created")}, channels=BOTH),
        "response-message-removed warning",
        "response-message-added error",
        "request-message-removed error",
        "request-message-added info",
    ),
    "an operation names all messages": (
        events(channels=BOTH),
        events({"doOrders": on("orders", "created", "shipped")}, channels=BOTH),
        "",
        "",
    ),
    "one operation becomes two on a channel": (
        events(channels=BOTH),
        events(
            {"doOrders": on("orders", "created"), "doOther": on("orders", "shipped")},
            channels=BOTH,
        ),
        "operation-id-changed info",
        "operation-id-changed info",
    ),
    "messages change their order": (
        events(channels={"orders": channel("orders", created=CREATED, shipped=SHIPPED)}),
        events(channels={"orders": channel("orders", shipped=SHIPPED, created=CREATED)}),
        "",
        "",
    ),
    "a message moves to the components": (
        events(),
        events(
            channels={
                "orders": channel("orders", created={"$ref": "#/components/messages/created"})
            },
            components={"messages": {"created": CREATED}},
        ),
        "",
        "",
    ),
    "a payload moves to the components": (
        events(),
        events(
            channels={
                "orders": channel(
                    "orders", created={"payload": {"$ref": "#/components/schemas/order"}}
                )
            },
            components={"schemas": {"order": OBJECT}},
        ),
        "",
        "",
    ),
    "a component that nobody uses": (
        events(components={"schemas": {"order": TEXT}, "messages": {"m": SHIPPED}}),
        events(),
        "",
        "",
    ),
    "what a message said, a trait says": (
        events(channels={"orders": channel("orders", created={**CREATED, **TRAIT})}),
        events(channels={"orders": channel("orders", created={**CREATED, "traits": [TRAIT]})}),
        "",
        "",
    ),
    "a trait begins to say a header": (
        events(
            channels={
                "orders": channel(
                    "orders",
                    created={
                        **CREATED,
                        "headers": {"type": "object", "properties": {"trace": TEXT}},
                    },
                )
            }
        ),
        events(
            channels={
                "orders": channel(
                    "orders",
                    created={
                        **CREATED,
                        "headers": {"type": "object", "properties": {"trace": TEXT}},
                        "traits": [{"headers": {"required": ["trace"]}}],
                    },
                )
            }
        ),
        "response-property-became-required info",
        "response-property-became-optional error",
        "request-property-became-required error",
        "request-property-became-optional info",
    ),
    "the later trait has the word over the earlier": (
        events(
            channels={
                "orders": channel(
                    "orders",
                    created={
                        **CREATED,
                        "traits": [
                            {"contentType": "text/csv"},
                            {"contentType": "application/json"},
                        ],
                    },
                )
            }
        ),
        events(
            channels={
                "orders": channel("orders", created={**CREATED, "contentType": "application/json"})
            }
        ),
        "",
        "",
    ),
    "a message has the word over its trait": (
        events(
            channels={
                "orders": channel(
                    "orders",
                    created={
                        **CREATED,
                        "contentType": "application/json",
                        "traits": [{"contentType": "text/csv"}],
                    },
                )
            }
        ),
        events(
            channels={"orders": channel("orders", created={**CREATED, "contentType": "text/csv"})}
        ),
        "message-content-type-changed error",
        "message-content-type-changed error",
    ),
    "a trait of an operation brings a binding": (
        events({"doOrders": on("orders", bindings={"mqtt": {"qos": 2}})}),
        events({"doOrders": on("orders", traits=[{"bindings": {"mqtt": {"qos": 1}}}])}),
        "mqtt-qos-changed error",
        "mqtt-qos-changed info",
    ),
    "a trait of an operation brings credentials": (
        events(),
        events({"doOrders": on("orders", traits=[{"security": [{"type": "plain"}]}])}),
        "security-added error",
        "security-removed info",
    ),
    "a correlation id comes by a trait": (
        events(
            channels={
                "orders": channel(
                    "orders",
                    created={**CREATED, "correlationId": {"location": "$message.header#/a"}},
                )
            }
        ),
        events(
            channels={
                "orders": channel(
                    "orders",
                    created={
                        **CREATED,
                        "traits": [{"correlationId": {"location": "$message.header#/b"}}],
                    },
                )
            }
        ),
        "message-correlation-changed error",
        "message-correlation-changed error",
    ),
    "a server goes by another name": (
        events(servers={"main": BROKER}),
        events(servers={"production": BROKER}),
        "",
        "",
    ),
    "a server is new": (
        events(servers={"main": BROKER}),
        events(servers={"main": BROKER, "other": {**BROKER, "host": "mq2.example.com"}}),
        "server-added info",
        "server-removed warning",
    ),
    "the path of a server": (
        events(servers={"main": {**BROKER, "pathname": "/a"}}),
        events(servers={"main": {**BROKER, "pathname": "/b"}}),
        "server-added info; server-removed warning",
        "server-added info; server-removed warning",
    ),
    "secure instead of plain": (
        events(servers={"main": {**BROKER, "protocol": "kafka"}}),
        events(servers={"main": {**BROKER, "protocol": "kafka-secure"}}),
        "server-protocol-changed error",
        "server-protocol-changed error",
    ),
    "headers are closed": (
        events(
            channels={
                "orders": channel(
                    "orders",
                    created={**CREATED, "headers": {"type": "object", "properties": {"a": TEXT}}},
                )
            }
        ),
        events(
            channels={
                "orders": channel(
                    "orders",
                    created={
                        **CREATED,
                        "headers": {
                            "type": "object",
                            "properties": {"a": TEXT},
                            "additionalProperties": False,
                        },
                    },
                )
            }
        ),
        "response-object-closed info",
        "response-object-opened info",
        "request-object-closed info",
        "request-object-opened info",
    ),
    "a choice inside of a payload grows": (
        events(
            channels={
                "orders": channel("orders", created={"payload": {"oneOf": [TEXT]}}),
            }
        ),
        events(
            channels={
                "orders": channel(
                    "orders", created={"payload": {"oneOf": [TEXT, {"type": "integer"}]}}
                ),
            }
        ),
        "response-choice-added error",
        "response-choice-removed info",
        "request-choice-added info",
        "request-choice-removed error",
    ),
    "prose, tags and extensions": (
        events(),
        events(
            {"doOrders": on("orders", summary="a", tags=[{"name": "t"}], **EXTENDED)},
            tags=[{"name": "t"}],
            **{"x-b": 2},
        ),
        "operation-summary-changed info; operation-tags-changed info",
        "operation-summary-changed info; operation-tags-changed info",
    ),
    "an operation is on its way out": (
        events(),
        events({"doOrders": on("orders", **DEPRECATED)}),
        "operation-deprecated info",
        "operation-no-longer-deprecated info",
    ),
}


def filled(value: Any, action: str) -> Any:
    """A document in which the application does one thing or the other."""
    if isinstance(value, dict):
        return {k: filled(v, action) for k, v in value.items()}
    if isinstance(value, list):
        return [filled(v, action) for v in value]
    return action if value == "ACTION" else value
