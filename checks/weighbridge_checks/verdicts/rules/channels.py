"""Rules about channels, replies, and what tells an event from the others."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Kind
from weighbridge_checks.verdicts.cloud_events import IN_HEADERS
from weighbridge_checks.verdicts.law_of_events import (
    agreed,
    answer,
    elsewhere,
    place_in_message,
    reach,
)
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part, value, values

_OF_VALUES = (
    On(Action.CHANGED, Kind.SCHEMA, "const"),
    On(Action.CHANGED, Kind.SCHEMA, "enum"),
    On(Action.ADDED, Kind.VALUE),
    On(Action.REMOVED, Kind.VALUE),
)


@rule(On(Action.CHANGED, Kind.OPERATION, "address"), law=elsewhere)
def operation_address_changed(change: Change) -> str:
    """A channel has another address.

    Who listens at the old address hears nothing, and what is sent there is not heard.

          channels:
            orders:
        -     address: orders.v1
        +     address: orders.v2
              messages:
                created: {payload: {type: object}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, send on both addresses until nobody listens at the old one.
    """
    return f"the address of '{_label(change)}' is '{change.after}', it was '{change.before}'"


@rule(On(Action.CHANGED, Kind.OPERATION, "servers"), law=reach)
def operation_servers_changed(change: Change) -> str:
    """A channel is to be had at other servers.

    Who is connected to a server that it left sends and hears nothing there. The document does not
    say whether the channel is still there, hence a warning.

          channels:
            orders:
              address: orders
        -     servers: [{$ref: "#/servers/eu"}, {$ref: "#/servers/us"}]
        +     servers: [{$ref: "#/servers/eu"}]
              messages:
                created: {payload: {type: object}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}
          servers:
            eu: {host: eu.example.com, protocol: kafka}
            us: {host: us.example.com, protocol: kafka}

    Instead, keep the channel where it was until nobody is connected there.
    """
    after = values(change.after) if change.after else "all"
    before = values(change.before) if change.before else "all"
    return f"'{_label(change)}' is at the servers {after}, it was at {before}"


@rule(On(Action.CHANGED, Kind.OPERATION, "title"))
def operation_title_changed(change: Change) -> str:
    """An operation on a channel has another title.

    People read it, machines do not.

          channels:
            orders: {address: orders, messages: {created: {payload: {type: object}}}}
          operations:
            sendOrders:
              action: send
              channel: {$ref: "#/channels/orders"}
        -     title: Orders
        +     title: Orders of all shops

    Nothing has to be done.
    """
    return f"the title of '{_label(change)}' reads differently"


@rule(On(Action.CHANGED, Kind.OPERATION, "channelDescription"))
def channel_description_changed(change: Change) -> str:
    """A channel is described in other words.

    People read it, machines do not.

          channels:
            orders:
              address: orders
        -     summary: what is ordered
        +     summary: what is ordered and paid for
              messages:
                created: {payload: {type: object}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Where the words tell of another meaning, say it in the changelog: no schema can show it.
    """
    return f"the channel of '{_label(change)}' is described in other words"


@rule(On(Action.CHANGED, Kind.PARAMETER, "location"), law=place_in_message)
def address_parameter_location_changed(change: Change) -> str:
    """A part of an address is taken from another field of the message.

    Who works out from a message where it has to go, or where it came from, looks at the old field.

          channels:
            orders:
              address: "orders.{region}"
              parameters:
        -       region: {location: "$message.payload#/region"}
        +       region: {location: "$message.payload#/depot/region"}
              messages:
                created: {payload: {type: object}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, keep the old field, with the same value.
    """
    return f"{part(change)} is at {value(change.after)}, it was at {value(change.before)}"


@rule(On(Action.ADDED, Kind.REPLY), law=answer)
def reply_added(change: Change) -> str:
    """A message gets a reply.

    Where the application replies, nobody waits for it yet. Where it waits for the reply, those who
    get its message do not know of that, and it waits for ever.

          channels:
            stock: {address: stock, messages: {ask: {payload: {type: object}}}}
            answers: {address: answers, messages: {found: {payload: {type: object}}}}
          operations:
            askStock:
              action: send
              channel: {$ref: "#/channels/stock"}
        +     reply: {channel: {$ref: "#/channels/answers"}}

    Instead, ask by a message of another name, and let those reply who know it.
    """
    return f"'{_label(change)}' has a reply"


@rule(On(Action.REMOVED, Kind.REPLY), law=answer)
def reply_removed(change: Change) -> str:
    """A message no longer gets a reply.

    Where the application replied, those who ask wait for ever. Where it waited, a reply that
    comes all the same is not looked at.

          channels:
            stock: {address: stock, messages: {ask: {payload: {type: object}}}}
            answers: {address: answers, messages: {found: {payload: {type: object}}}}
          operations:
            tellStock:
              action: receive
              channel: {$ref: "#/channels/stock"}
        -     reply: {channel: {$ref: "#/channels/answers"}}

    Instead, go on to reply until nobody asks.
    """
    return f"'{_label(change)}' no longer has a reply"


@rule(
    On(Action.CHANGED, Kind.REPLY, "address"),
    On(Action.CHANGED, Kind.REPLY, "location"),
    law=agreed,
)
def reply_address_changed(change: Change) -> str:
    """A reply goes to another place.

    Who asks waits where the old document says.

          channels:
            stock: {address: stock, messages: {ask: {payload: {type: object}}}}
            answers:
        -     address: stock.answers
        +     address: stock.replies
              messages: {found: {payload: {type: object}}}
          operations:
            tellStock:
              action: receive
              channel: {$ref: "#/channels/stock"}
              reply: {channel: {$ref: "#/channels/answers"}}

    Instead, reply to both places until nobody waits at the old one.
    """
    what = "address" if change.attribute == "address" else "place of the address"
    return (
        f"the {what} for replies to '{_label(change)}' is {value(change.after)},"
        f" it was {value(change.before)}"
    )


@rule(*_OF_VALUES)
def event_type_changed(change: Change) -> str | None:
    """An event calls itself by another type.

    Listeners choose what they do by the type. By one that they do not know, a CloudEvents router
    drops the event or parks it.

          channels:
            orders:
              address: orders
              messages:
                created:
                  payload:
                    type: object
                    required: [type]
                    properties:
        -             type: {const: com.example.order.created.v1}
        +             type: {const: com.example.order.created.v2}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, send an event of the new type beside the old one, on a channel of its own, until
    nobody listens for the old type.
    """
    return _of_event(change, "type", "the type of the event")


@rule(*_OF_VALUES)
def event_dataschema_changed(change: Change) -> str | None:
    """An event names another schema for its data.

    A consumer that looks at the name refuses the event. CloudEvents wants another name only for a
    schema that is not compatible with the old one.

          channels:
            orders:
              address: orders
              messages:
                created:
                  payload:
                    type: object
                    required: [dataschema]
                    properties:
        -             dataschema: {const: https://example.com/order/v1.json}
        +             dataschema: {const: https://example.com/order/v2.json}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, keep the name as long as the data can be read by the old schema; else give the event
    another type.
    """
    return _of_event(change, "dataschema", "the schema that the event names for its data")


def _of_event(change: Change, attribute: str, words: str) -> str | None:
    """An attribute of a CloudEvent stands at the top of the payload, or in a header."""
    path = change.path[:-1] if change.kind is Kind.VALUE else change.path
    if path[1:2] != ("message",):
        return None
    steps = path[3:]
    in_headers = [("headers", f"{prefix}{attribute}") for prefix in IN_HEADERS]
    if steps != (attribute,) and steps not in in_headers:
        return None
    if change.action is Action.ADDED:
        return f"{words} may also be {value(change.after)}"
    if change.action is Action.REMOVED:
        return f"{words} is no longer {value(change.before)}"
    after = "anything" if change.after is None else values(change.after)
    before = "anything" if change.before is None else values(change.before)
    return f"{words} is {after}, it was {before}"


def _label(change: Change) -> str:
    return change.operation or change.name
