"""Rules about what a contract says in the words of one protocol."""

from __future__ import annotations

from typing import Any

from weighbridge_checks.facts.change import Action, Change, Kind
from weighbridge_checks.verdicts.law import described
from weighbridge_checks.verdicts.law_of_events import (
    agreed,
    elsewhere,
    guarantee,
    kept,
    largest,
    lasting,
    partitions,
    remembered,
    unweighed,
)
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import value, values

_ANY_WAY = (
    On(Action.ADDED, Kind.BINDING),
    On(Action.REMOVED, Kind.BINDING),
    On(Action.CHANGED, Kind.BINDING),
)
_PLACES = frozenset(
    {
        *(("amqp", "is"), ("amqp", "exchange.name"), ("amqp", "exchange.type")),
        *(("amqp", "exchange.vhost"), ("amqp", "queue.name"), ("amqp", "queue.vhost")),
        *(("kafka", "topic"), ("mqtt", "responseTopic"), ("jms", "destination")),
        *(("sns", "name"), ("sqs", "queue.name"), ("googlepubsub", "topic")),
        *(("ibmmq", "queue.objectName"), ("ibmmq", "topic.objectName"), ("ibmmq", "topic.string")),
        *(("anypointmq", "destination"), ("pulsar", "namespace"), ("pulsar", "persistence")),
    }
)
_ALIKE = frozenset(
    {
        *(("amqp", "exchange.durable"), ("amqp", "exchange.autoDelete")),
        *(("amqp", "queue.durable"), ("amqp", "queue.exclusive"), ("amqp", "queue.autoDelete")),
        *(("sqs", "queue.fifoQueue"), ("jms", "destinationType")),
    }
)
_WRITTEN = frozenset(
    {
        *(("kafka", "schemaIdLocation"), ("kafka", "schemaIdPayloadEncoding")),
        *(("kafka", "schemaLookupStrategy"), ("amqp", "contentEncoding")),
        *(("amqp", "messageType"), ("mqtt", "payloadFormatIndicator"), ("mqtt", "contentType")),
        *(("ws", "method"), ("http", "method"), ("http", "type"), ("http", "statusCode")),
    }
)
_KEPT = frozenset({"retention.ms", "retention.bytes", "delete.retention.ms"})
#: what the application alone sees of the broker
_OWN = frozenset(
    {
        *(("kafka", "replicas"), ("kafka", "groupId"), ("kafka", "clientId")),
        *(("amqp", "priority"), ("amqp", "userId"), ("amqp", "timestamp"), ("amqp", "cc")),
        *(("amqp", "bcc"), ("amqp", "mandatory"), ("amqp", "ack")),
        *(("mqtt", "clientId"), ("mqtt", "keepAlive"), ("mqtt", "cleanSession")),
    }
)
_DESCRIBED = frozenset({"key", "query", "headers"})


@rule(*_ANY_WAY, law=elsewhere)
def binding_address_changed(change: Change) -> str | None:
    """Messages go through another topic, exchange or queue.

    Who listens at the old one hears nothing, and what is sent there is not heard. The address of
    the channel may be the same: to the broker it is another place.

          channels:
            orders:
              address: orders
        -     bindings: {kafka: {topic: shop-orders}}
        +     bindings: {kafka: {topic: shop-orders-v2}}
              messages:
                created: {payload: {type: object}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, send through both until nobody listens at the old one.
    """
    return _said(change) if _setting(change) in _PLACES else None


@rule(*_ANY_WAY, law=agreed)
def binding_declaration_changed(change: Change) -> str | None:
    """A queue or an exchange is declared otherwise.

    Whoever declares it as the old document says is refused by the broker, with its connection
    closed: all who use a queue have to declare it alike.

          channels:
            orders:
              address: orders
        -     bindings: {amqp: {is: queue, queue: {durable: true}}}
        +     bindings: {amqp: {is: queue, queue: {durable: false}}}
              messages:
                created: {payload: {type: object}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, make a queue of another name, and keep the old one until nobody uses it.
    """
    return _said(change) if _setting(change) in _ALIKE else None


@rule(*_ANY_WAY, law=agreed)
def binding_encoding_changed(change: Change) -> str | None:
    """A message is written in another way on the wire.

    Who reads by the old document looks for the schema's number, the encoding or the kind of the
    message where it was, and takes it for what it was.

          channels:
            orders:
              address: orders
              messages:
                created:
                  payload: {type: object}
        -         bindings: {kafka: {schemaIdLocation: payload}}
        +         bindings: {kafka: {schemaIdLocation: header}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, send in the new way on a channel of its own.
    """
    return _said(change) if _setting(change) in _WRITTEN else None


@rule(*_ANY_WAY, law=partitions)
def kafka_partitions_changed(change: Change) -> str | None:
    """A topic has more partitions, or fewer.

    A topic can not lose partitions: it is made anew, and what was in it is lost. With more of
    them, the messages of one key go to another partition than before, so that a consumer may see
    a later one first.

          channels:
            orders:
              address: orders
        -     bindings: {kafka: {partitions: 12}}
        +     bindings: {kafka: {partitions: 6}}
              messages:
                created: {payload: {type: object}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, make a topic of another name; and choose at the start as many as will be needed.
    """
    return _said(change) if _setting(change) == ("kafka", "partitions") else None


@rule(*_ANY_WAY, law=kept)
def kafka_cleanup_changed(change: Change) -> str | None:
    """A topic drops other messages than before.

    A topic that is compacted keeps the last message of each key for ever; one from which is deleted
    keeps all of some age. A consumer that reads it from the start finds other messages than the
    old document let it expect.

          channels:
            orders:
              address: orders
        -     bindings: {kafka: {topicConfiguration: {cleanup.policy: [compact]}}}
        +     bindings: {kafka: {topicConfiguration: {cleanup.policy: [delete]}}}
              messages:
                created: {payload: {type: object}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, give the new policy to a topic of its own.
    """
    return _said(change) if _setting(change) == ("kafka", "cleanup.policy") else None


@rule(*_ANY_WAY, law=lasting)
def kafka_retention_changed(change: Change) -> str | None:
    """A topic keeps its messages for a shorter time, or for a longer one.

    A consumer that is away for as long as the old document allows misses what was dropped. How
    long consumers are away no contract says, hence a warning.

          channels:
            orders:
              address: orders
        -     bindings: {kafka: {topicConfiguration: {retention.ms: 604800000}}}
        +     bindings: {kafka: {topicConfiguration: {retention.ms: 86400000}}}
              messages:
                created: {payload: {type: object}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, keep messages as long as before, or agree on less with all who listen.
    """
    protocol, setting = _setting(change)
    return _said(change) if protocol == "kafka" and setting in _KEPT else None


@rule(*_ANY_WAY, law=largest)
def kafka_largest_message_changed(change: Change) -> str | None:
    """A message may be larger than before, or has to be smaller.

    A sender whose message is larger than the topic allows is refused. A consumer that has no room
    for the larger ones stops at the first of them.

          channels:
            orders:
              address: orders
        -     bindings: {kafka: {topicConfiguration: {max.message.bytes: 1048576}}}
        +     bindings: {kafka: {topicConfiguration: {max.message.bytes: 262144}}}
              messages:
                created: {payload: {type: object}}
          operations:
            receiveOrders: {action: receive, channel: {$ref: "#/channels/orders"}}

    Instead, keep the limit, and bound the parts of the message in its schema.
    """
    return _said(change) if _setting(change) == ("kafka", "max.message.bytes") else None


@rule(*_ANY_WAY, law=guarantee)
def mqtt_qos_changed(change: Change) -> str | None:
    """A message is delivered with another quality of service.

    With 0 a message may be lost, with 1 it may come twice, with 2 it comes exactly once. Who goes
    by the old document counts on what that promises.

          channels:
            orders:
              address: orders
              messages:
                created: {payload: {type: object}}
          operations:
            sendOrders:
              action: send
              channel: {$ref: "#/channels/orders"}
        -     bindings: {mqtt: {qos: 2}}
        +     bindings: {mqtt: {qos: 0}}

    Instead, keep the quality, or send with less of it under an address of its own.
    """
    return _said(change) if _setting(change) == ("mqtt", "qos") else None


@rule(*_ANY_WAY, law=remembered)
def mqtt_retain_changed(change: Change) -> str | None:
    """The broker gives the last message to whoever begins to listen, or no longer does.

    A listener that counts on it knows nothing until the next message. One that does not expect it
    takes an old message for a new one.

          channels:
            orders:
              address: orders
              messages:
                created: {payload: {type: object}}
          operations:
            sendOrders:
              action: send
              channel: {$ref: "#/channels/orders"}
        -     bindings: {mqtt: {retain: true}}
        +     bindings: {mqtt: {retain: false}}

    Instead, go on to let the broker retain the last message.
    """
    return _said(change) if _setting(change) == ("mqtt", "retain") else None


@rule(On(Action.ADDED, Kind.BINDING), On(Action.REMOVED, Kind.BINDING), law=described)
def binding_described(change: Change) -> str | None:
    """The key of a message, or what a connection is asked with, is described, or no longer.

    Where the reader begins to describe what it takes, nobody knows whether what is sent fits: a
    warning. Where the writer no longer says what it sends, it takes back a promise: an error.

          channels:
            orders:
              address: orders
              messages:
                created:
                  payload: {type: object}
        -         bindings: {kafka: {key: {type: string}}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Describe it from the first version on.
    """
    protocol, setting = _setting(change)
    if setting not in _DESCRIBED:
        return None
    verb = "is" if setting in {"key", "query"} else "are"
    no_longer = "" if change.action is Action.ADDED else "no longer "
    return f"the {protocol} {setting} {verb} {no_longer}described"


@rule(On(Action.CHANGED, Kind.BINDING, "unread"), law=unweighed)
def binding_unread_changed(change: Change) -> str:
    """A key or a query is described in a language that is not weighed.

    What the description means is not known here, so the change is neither safe nor not: a warning.

          channels:
            orders:
              address: orders
              messages:
                created:
                  payload: {type: object}
                  bindings:
                    kafka:
                      key:
                        schemaFormat: application/vnd.apache.avro;version=1.9.0
        -               schema: {type: int}
        +               schema: {type: long}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Describe it as a JSON Schema, or weigh its description with a tool of its own.
    """
    protocol, setting = _setting(change)
    return f"the {protocol} {setting}, which is not weighed, is described in another way"


@rule(*_ANY_WAY)
def binding_detail_changed(change: Change) -> str | None:
    """A setting of the broker is another one that only the application itself can see.

    How many copies the broker keeps, or under which name the application is known to it, changes
    no message.

          channels:
            orders:
              address: orders
        -     bindings: {kafka: {replicas: 2}}
        +     bindings: {kafka: {replicas: 3}}
              messages:
                created: {payload: {type: object}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Nothing has to be done.
    """
    protocol, setting = _setting(change)
    own = (protocol, setting) in _OWN or setting.startswith("confluent.")
    return _said(change) if own else None


@rule(*_ANY_WAY, law=unweighed)
def binding_changed(change: Change) -> str:
    """A setting of a protocol is another one.

    It is not among those whose effect on others is known, so nobody is told that it is safe.

          channels:
            orders:
              address: orders
              messages:
                created: {payload: {type: object}}
          operations:
            sendOrders:
              action: send
              channel: {$ref: "#/channels/orders"}
        -     bindings: {amqp: {expiration: 60000}}
        +     bindings: {amqp: {expiration: 1000}}

    Ask those who send and listen there whether it changes anything for them.
    """
    return _said(change)


def _setting(change: Change) -> tuple[str, str]:
    """The protocol and the setting, which end the path."""
    protocol, setting = change.path[-2:]
    return protocol, setting


def _said(change: Change) -> str:
    protocol, setting = _setting(change)
    words = f"the {protocol} setting '{setting}'" if setting else f"the {protocol} binding"
    if change.before is None:
        return f"{words} is {_shown(change.after)}, and was not set"
    if change.after is None:
        return f"{words} is no longer set, it was {_shown(change.before)}"
    return f"{words} is {_shown(change.after)}, it was {_shown(change.before)}"


def _shown(said: Any) -> str:
    return values(said) if isinstance(said, list) else value(said)
