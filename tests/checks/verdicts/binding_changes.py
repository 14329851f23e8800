"""Changes of what a contract says in the words of one protocol, and what each comes to."""

from __future__ import annotations

from typing import Any

from tests.checks.verdicts.event_changes import TEXT, Parts, avro, channel, message, operation


def kafka(**said: Any) -> Parts:
    return channel(bindings={"kafka": said})


def topic(**said: Any) -> Parts:
    return kafka(topicConfiguration={name.replace("_", "."): v for name, v in said.items()})


def amqp(**said: Any) -> Parts:
    return channel(bindings={"amqp": said})


def ws(**said: Any) -> Parts:
    return channel(bindings={"ws": said})


def mqtt(**said: Any) -> Parts:
    return operation(bindings={"mqtt": said})


#: as in the table of events
CASES: dict[str, tuple[Any, ...]] = {
    "topic": (
        kafka(topic="a"),
        kafka(topic="b"),
        "binding-address-changed error",
        "binding-address-changed error",
    ),
    "topic named apart": (
        {},
        kafka(topic="a"),
        "binding-address-changed error",
        "binding-address-changed error",
    ),
    "partitions": (
        kafka(partitions=6),
        kafka(partitions=3),
        "kafka-partitions-changed error",
        "kafka-partitions-changed warning",
    ),
    "partitions said": (
        {},
        kafka(partitions=3),
        "kafka-partitions-changed info",
        "kafka-partitions-changed info",
    ),
    "replicas": (
        kafka(replicas=1),
        kafka(replicas=2),
        "binding-detail-changed info",
        "binding-detail-changed info",
    ),
    "cleanup": (
        topic(cleanup_policy=["delete"]),
        topic(cleanup_policy=["compact"]),
        "kafka-cleanup-changed error",
        "kafka-cleanup-changed error",
    ),
    "cleanup order": (
        topic(cleanup_policy=["delete", "compact"]),
        topic(cleanup_policy=["compact", "delete"]),
        "",
        "",
    ),
    "cleanup said": (
        {},
        topic(cleanup_policy=["delete"]),
        "kafka-cleanup-changed warning",
        "kafka-cleanup-changed warning",
    ),
    "retention": (
        topic(retention_ms=100),
        topic(retention_ms=50),
        "kafka-retention-changed warning",
        "kafka-retention-changed info",
    ),
    "retention without end": (
        topic(retention_ms=100),
        topic(retention_ms=-1),
        "kafka-retention-changed info",
        "kafka-retention-changed warning",
    ),
    "largest message": (
        topic(max_message_bytes=100),
        topic(max_message_bytes=50),
        "kafka-largest-message-changed info",
        "kafka-largest-message-changed warning",
        "kafka-largest-message-changed error",
        "kafka-largest-message-changed info",
    ),
    "key": (
        message(bindings={"kafka": {"key": TEXT}}),
        message(bindings={"kafka": {"key": {"type": "integer"}}}),
        "response-type-changed error",
        "response-type-changed error",
        "request-type-changed error",
        "request-type-changed error",
    ),
    "key narrowed": (
        message(bindings={"kafka": {"key": TEXT}}),
        message(bindings={"kafka": {"key": {**TEXT, "enum": ["a"]}}}),
        "response-const-added info",
        "response-const-removed error",
        "request-const-added error",
        "request-const-removed info",
    ),
    "key described": (
        message(),
        message(bindings={"kafka": {"key": TEXT}}),
        "binding-described info",
        "binding-described error",
        "binding-described warning",
        "binding-described info",
    ),
    "key in avro": (
        message(bindings={"kafka": {"key": avro("int")}}),
        message(bindings={"kafka": {"key": avro("long")}}),
        "binding-unread-changed warning",
        "binding-unread-changed warning",
    ),
    "schema id location": (
        message(bindings={"kafka": {"schemaIdLocation": "header"}}),
        message(bindings={"kafka": {"schemaIdLocation": "payload"}}),
        "binding-encoding-changed error",
        "binding-encoding-changed error",
    ),
    "schema id encoding": (
        message(bindings={"kafka": {"schemaIdPayloadEncoding": "confluent"}}),
        message(bindings={"kafka": {"schemaIdPayloadEncoding": "apicurio-new"}}),
        "binding-encoding-changed error",
        "binding-encoding-changed error",
    ),
    "schema lookup": (
        message(bindings={"kafka": {"schemaLookupStrategy": "TopicIdStrategy"}}),
        message(bindings={"kafka": {"schemaLookupStrategy": "RecordIdStrategy"}}),
        "binding-encoding-changed error",
        "binding-encoding-changed error",
    ),
    "schema id location said": (
        message(),
        message(bindings={"kafka": {"schemaIdLocation": "payload"}}),
        "binding-encoding-changed warning",
        "binding-encoding-changed warning",
    ),
    "queue or routing key": (
        amqp(exchange={"name": "e"}),
        amqp(**{"is": "queue"}),
        "binding-address-changed error; binding-address-changed error",
        "binding-address-changed error; binding-address-changed error",
    ),
    "routing key by default": (
        amqp(exchange={"name": "e"}),
        amqp(**{"is": "routingKey", "exchange": {"name": "e"}}),
        "",
        "",
    ),
    "exchange type": (
        amqp(exchange={"name": "e", "type": "topic"}),
        amqp(exchange={"name": "e", "type": "fanout"}),
        "binding-address-changed error",
        "binding-address-changed error",
    ),
    "exchange name": (
        amqp(exchange={"name": "e"}),
        amqp(exchange={"name": "f"}),
        "binding-address-changed error",
        "binding-address-changed error",
    ),
    "queue durable": (
        amqp(**{"is": "queue", "queue": {"name": "q", "durable": True}}),
        amqp(**{"is": "queue", "queue": {"name": "q", "durable": False}}),
        "binding-declaration-changed error",
        "binding-declaration-changed error",
    ),
    "queue exclusive": (
        amqp(**{"is": "queue", "queue": {"exclusive": False}}),
        amqp(**{"is": "queue", "queue": {"exclusive": True}}),
        "binding-declaration-changed error",
        "binding-declaration-changed error",
    ),
    "content encoding": (
        message(bindings={"amqp": {"contentEncoding": "gzip"}}),
        message(bindings={"amqp": {"contentEncoding": "br"}}),
        "binding-encoding-changed error",
        "binding-encoding-changed error",
    ),
    "expiration": (
        operation(bindings={"amqp": {"expiration": 10}}),
        operation(bindings={"amqp": {"expiration": 5}}),
        "binding-changed warning",
        "binding-changed warning",
    ),
    "priority": (
        operation(bindings={"amqp": {"priority": 1}}),
        operation(bindings={"amqp": {"priority": 2}}),
        "binding-detail-changed info",
        "binding-detail-changed info",
    ),
    "qos": (mqtt(qos=2), mqtt(qos=1), "mqtt-qos-changed error", "mqtt-qos-changed info"),
    "retain": (
        mqtt(retain=True),
        mqtt(retain=False),
        "mqtt-retain-changed error",
        "mqtt-retain-changed warning",
    ),
    "web socket method": (
        ws(method="GET"),
        ws(method="POST"),
        "binding-encoding-changed error",
        "binding-encoding-changed error",
    ),
    "web socket method by default": (ws(), ws(method="GET"), "", ""),
    "web socket query": (
        ws(query={"type": "object", "properties": {"a": TEXT}}),
        ws(query={"type": "object", "properties": {"a": TEXT}, "required": ["a"]}),
        "request-property-became-required error",
        "request-property-became-optional info",
    ),
    "web socket header": (
        ws(headers={"type": "object", "properties": {"a": TEXT}}),
        ws(headers={"type": "object", "properties": {"a": {**TEXT, "enum": ["x"]}}}),
        "request-const-added error",
        "request-const-removed info",
    ),
    "http method": (
        operation(bindings={"http": {"method": "POST"}}),
        operation(bindings={"http": {"method": "PUT"}}),
        "binding-encoding-changed error",
        "binding-encoding-changed error",
    ),
    "binding version": (kafka(bindingVersion="0.4.0"), kafka(bindingVersion="0.5.0"), "", ""),
    "unknown binding": (
        channel(bindings={"nats": {"queue": "a"}}),
        channel(bindings={"nats": {"queue": "b"}}),
        "binding-changed warning",
        "binding-changed warning",
    ),
    "a consumer's group": (
        operation(bindings={"kafka": {"groupId": {"type": "string", "enum": ["a"]}}}),
        operation(bindings={"kafka": {"groupId": {"type": "string", "enum": ["b"]}}}),
        "binding-detail-changed info",
        "binding-detail-changed info",
    ),
    "retention by size": (
        topic(retention_bytes=100),
        topic(retention_bytes=50),
        "kafka-retention-changed warning",
        "kafka-retention-changed info",
    ),
    "a queue of another protocol": (
        channel(bindings={"sqs": {"queue": {"name": "a"}}}),
        channel(bindings={"sqs": {"queue": {"name": "b"}}}),
        "binding-address-changed error",
        "binding-address-changed error",
    ),
    "a queue that keeps its order": (
        channel(bindings={"sqs": {"queue": {"name": "a", "fifoQueue": True}}}),
        channel(bindings={"sqs": {"queue": {"name": "a", "fifoQueue": False}}}),
        "binding-declaration-changed error",
        "binding-declaration-changed error",
    ),
    "a destination that is called as its channel": (
        {},
        channel(bindings={"jms": {"destination": "orders"}}),
        "",
        "",
    ),
    "a destination that is called otherwise": (
        {},
        channel(bindings={"jms": {"destination": "sales"}}),
        "binding-address-changed error",
        "binding-address-changed error",
    ),
    "topics of other brokers": (
        channel(bindings={"sns": {"name": "a"}, "googlepubsub": {"topic": "a"}}),
        channel(bindings={"sns": {"name": "b"}, "googlepubsub": {"topic": "b"}}),
        "binding-address-changed error; binding-address-changed error",
        "binding-address-changed error; binding-address-changed error",
    ),
    "http query": (
        operation(bindings={"http": {"query": {"type": "object", "properties": {"a": TEXT}}}}),
        operation(
            bindings={
                "http": {"query": {"type": "object", "properties": {"a": TEXT}, "required": ["a"]}}
            }
        ),
        "response-property-became-required info",
        "response-property-became-optional error",
        "request-property-became-required error",
        "request-property-became-optional info",
    ),
    "message type": (
        message(bindings={"amqp": {"messageType": "a"}}),
        message(bindings={"amqp": {"messageType": "b"}}),
        "binding-encoding-changed error",
        "binding-encoding-changed error",
    ),
    "another virtual host": (
        amqp(**{"is": "queue", "queue": {"name": "q", "vhost": "/"}}),
        amqp(**{"is": "queue", "queue": {"name": "q", "vhost": "/a"}}),
        "binding-address-changed error",
        "binding-address-changed error",
    ),
}
