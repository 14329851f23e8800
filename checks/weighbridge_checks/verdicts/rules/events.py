"""Rules about the messages of an event contract."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.verdicts.law import described, event, rewritten
from weighbridge_checks.verdicts.law_of_events import misnamed, place_in_message, unweighed
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part, value, values


@rule(On(Action.ADDED, Kind.MESSAGE), On(Action.REMOVED, Kind.MESSAGE), law=described)
def message_headers_changed(change: Change) -> str | None:
    """The headers of a message are described, or no longer.

    Where the reader begins to describe what it takes, nobody knows whether what is sent fits: a
    warning. Where the writer no longer says what it sends, it takes back a promise: an error.

          channels:
            orders:
              address: orders
              messages:
                created:
                  payload: {type: object}
        +         headers: {type: object, properties: {ce-id: {type: string}}}
          operations:
            receiveOrders: {action: receive, channel: {$ref: "#/channels/orders"}}

    Describe the headers from the first version on.
    """
    if not _headers(change):
        return None
    return (
        f"the {part(change)} are {'' if change.action is Action.ADDED else 'no longer '}described"
    )


@rule(On(Action.ADDED, Kind.MESSAGE, direction=Direction.RESPONSE), law=event)
def response_message_added(change: Change) -> str:
    """An application sends a message that it never sent on this channel.

    Who listens gets a message that the old document does not know: a listener that reads each
    message as one of the known ones fails, and one that parks what it can not read fills its park.

          channels:
            orders:
              address: orders
              messages:
                created: {payload: {type: object, properties: {id: {type: string}}}}
        +       shipped: {payload: {type: object, properties: {on: {type: string}}}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, send the new message on a channel of its own.
    """
    return f"message '{change.name}' is new on its channel"


@rule(On(Action.REMOVED, Kind.MESSAGE, direction=Direction.RESPONSE), law=event)
def response_message_removed(change: Change) -> str:
    """An application no longer sends a message.

    Listeners that know it just never hear it again. What they did on it no longer happens: ask
    them.

          channels:
            orders:
              address: orders
              messages:
                created: {payload: {type: object, properties: {id: {type: string}}}}
        -       shipped: {payload: {type: object, properties: {on: {type: string}}}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, go on to send it until no consumer's contract names it.
    """
    return f"message '{change.name}' is no longer sent"


@rule(On(Action.ADDED, Kind.MESSAGE, direction=Direction.REQUEST), law=event)
def request_message_added(change: Change) -> str:
    """An application understands one more message.

    Those who send the known ones go on to send them.

          channels:
            orders:
              address: orders
              messages:
                created: {payload: {type: object, properties: {id: {type: string}}}}
        +       shipped: {payload: {type: object, properties: {on: {type: string}}}}
          operations:
            receiveOrders: {action: receive, channel: {$ref: "#/channels/orders"}}

    Nothing has to be done.
    """
    return f"message '{change.name}' is understood"


@rule(On(Action.REMOVED, Kind.MESSAGE, direction=Direction.REQUEST), law=event)
def request_message_removed(change: Change) -> str:
    """An application no longer understands a message.

    Those who send it are not heard, or their messages block the channel.

          channels:
            orders:
              address: orders
              messages:
                created: {payload: {type: object, properties: {id: {type: string}}}}
        -       shipped: {payload: {type: object, properties: {on: {type: string}}}}
          operations:
            receiveOrders: {action: receive, channel: {$ref: "#/channels/orders"}}

    Instead, go on to take the message until nobody sends it.
    """
    return f"message '{change.name}' is no longer understood"


@rule(On(Action.CHANGED, Kind.MESSAGE, "contentType"), law=rewritten)
def message_content_type_changed(change: Change) -> str:
    """A message is written in another language.

    A listener reads it as the old document says, and can not.

          channels:
            orders:
              address: orders
              messages:
                created:
        -         contentType: application/json
        +         contentType: application/cloudevents+json
                  payload: {type: object}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, send the message in its new language on a channel of its own.
    """
    return f"{part(change)} is {value(change.after)}, it was {value(change.before)}"


@rule(On(Action.CHANGED, Kind.MESSAGE, "schemaFormat"), law=rewritten)
def message_format_changed(change: Change) -> str:
    """A message is described in another language of schemas.

    Avro, Protobuf and JSON are other bytes on the wire: a listener reads them as the old document
    says, and can not.

          channels:
            orders:
              address: orders
              messages:
                created:
                  payload:
        -           schemaFormat: application/vnd.apache.avro;version=1.9.0
        +           schemaFormat: application/vnd.google.protobuf;version=3
                    schema: {}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, send the message in its new language on a channel of its own.
    """
    return f"{part(change)} is described in {change.after}, it was in {change.before}"


@rule(On(Action.CHANGED, Kind.MESSAGE, "payload"), law=unweighed)
def message_unread_changed(change: Change) -> str:
    """A message is described in a language that is not weighed, and in another way than before.

    What the description means is not known here, so the change is neither safe nor not: a warning.

          channels:
            orders:
              address: orders
              messages:
                created:
                  payload:
                    schemaFormat: application/vnd.apache.avro;version=1.9.0
        -           schema: {type: record, name: Order, fields: [{name: qty, type: int}]}
        +           schema: {type: record, name: Order, fields: [{name: qty, type: long}]}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Describe it as a JSON Schema, or weigh its description with a tool of its own.
    """
    return f"{part(change)}, whose description is not weighed, is described in another way"


@rule(On(Action.CHANGED, Kind.MESSAGE, "correlationId"), law=place_in_message)
def message_correlation_changed(change: Change) -> str:
    """What ties a message to others is found elsewhere in it.

    Who goes by the old document looks for it where it was, finds nothing, and takes the message
    for one that belongs to none.

          channels:
            orders:
              address: orders
              messages:
                created:
        -         correlationId: {location: "$message.header#/correlation"}
        +         correlationId: {location: "$message.payload#/orderId"}
                  payload: {type: object}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, put it in both places.
    """
    return (
        f"the correlation id of {part(change)} is at {value(change.after)},"
        f" it was at {value(change.before)}"
    )


@rule(On(Action.CHANGED, Kind.MESSAGE, "dataschema"), law=misnamed)
def event_dataschema_kept(change: Change) -> str:
    """The data of an event can not be read as before, and its schema is still called the same.

    Consumers fetch and keep schemas by the name that the event tells (`dataschema`). Two schemas
    of one name are one to them: they go on to read by the old one, and fail at the data.

          channels:
            orders:
              address: orders
              messages:
                created:
                  payload:
                    type: object
                    required: [dataschema, data]
                    properties:
                      dataschema: {const: https://example.com/order/v1.json}
        -             data: {type: object, properties: {id: {type: integer}}}
        +             data: {type: object, properties: {id: {type: string}}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Instead, give the new schema a new name, and the event a new type, on a channel of its own.
    """
    return f"the schema for the data of {part(change)} is still called {values(change.after)}"


@rule(On(Action.CHANGED, Kind.MESSAGE, "name"))
def message_name_changed(change: Change) -> str:
    """A message has another name in the document.

    It carries what it carried. Generated code calls its classes by the name.

          channels:
            orders:
              address: orders
              messages:
                created:
        -         name: orderCreated
        +         name: orderTaken
                  payload: {type: object, properties: {id: {type: string}}}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Nothing has to be done.
    """
    return f"message '{change.after}' was called '{change.before}'"


@rule(
    On(Action.CHANGED, Kind.MESSAGE, "summary"),
    On(Action.CHANGED, Kind.MESSAGE, "description"),
    On(Action.CHANGED, Kind.MESSAGE, "title"),
    On(Action.CHANGED, Kind.MESSAGE, "tags"),
)
def message_description_changed(change: Change) -> str:
    """A message is described in other words.

    People read it, machines do not.

          channels:
            orders:
              address: orders
              messages:
                created:
        -         summary: an order was made
        +         summary: an order was taken in
                  payload: {type: object}
          operations:
            sendOrders: {action: send, channel: {$ref: "#/channels/orders"}}

    Where the words tell of another meaning, say it in the changelog: no schema can show it.
    """
    verb = "are others" if change.attribute == "tags" else "reads differently"
    return f"the {change.attribute} of {part(change)} {verb}"


def _headers(change: Change) -> bool:
    """Headers stand in the path as (…, "message", name, "headers")."""
    return change.path[-1:] == ("headers",) and change.path[-3:-2] == ("message",)
