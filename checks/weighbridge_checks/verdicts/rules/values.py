"""Rules about enumerated values and constants."""

from __future__ import annotations

from typing import Any

from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.verdicts.law import expected
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part, value, values


@rule(
    On(Action.REMOVED, Kind.VALUE, direction=Direction.REQUEST),
    oasdiff="request-property-enum-value-removed",
)
def request_value_removed(change: Change) -> str:
    """A request may no longer hold one of the values that it might.

    Consumers that send it are refused.

          type: object
          properties:
        -   priority: {enum: [low, normal, high]}
        +   priority: {enum: [normal, high]}

    Instead, go on to take the value and read it as the one that replaces it.
    """
    return f"{part(change)} may no longer be {value(_one(change))}"


@rule(
    On(Action.ADDED, Kind.VALUE, direction=Direction.REQUEST),
    oasdiff="request-property-enum-value-added",
)
def request_value_added(change: Change) -> str:
    """A request may hold one more value.

    Existing consumers do not send it, and need not.

          type: object
          properties:
        -   priority: {enum: [normal, high]}
        +   priority: {enum: [normal, high, urgent]}

    See to it that the value does not come back in responses that did not have it: there it hurts.
    """
    return f"{part(change)} may now also be {value(_one(change))}"


@rule(
    On(Action.ADDED, Kind.VALUE, direction=Direction.RESPONSE),
    oasdiff="response-property-enum-value-added",
)
def response_value_added(change: Change) -> str:
    """A response may hold a value that it never held before.

    A consumer that handles each value by name has no branch for the new one: an order in a state
    that a warehouse does not know is not shipped.

          type: object
          properties:
        -   state: {enum: [open, shipped]}
        +   state: {enum: [open, shipped, returned]}

    Instead, say from the start that the list may grow (`x-extensible-enum`), or give the new value
    a field of its own.
    """
    return f"{part(change)} may now also be {value(_one(change))}"


@rule(
    On(Action.REMOVED, Kind.VALUE, direction=Direction.RESPONSE),
    oasdiff="response-property-enum-value-removed",
)
def response_value_removed(change: Change) -> str:
    """A response no longer holds one of the values that it might.

    Consumers that are ready for it just never meet it again.

          type: object
          properties:
        -   state: {enum: [open, shipped, returned]}
        +   state: {enum: [open, shipped]}

    Make sure that no stored data still have the value.
    """
    return f"{part(change)} is no longer ever {value(_one(change))}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "enum", Direction.REQUEST),
    oasdiff="request-property-became-enum",
)
def request_enum_added(change: Change) -> str | None:
    """A request may hold listed values only, where it was free.

    Consumers that send any other value are refused.

          type: object
          properties:
        -   carrier: {type: string}
        +   carrier: {type: string, enum: [courier, post]}

    Instead, look at what is really sent, and go on to take it.
    """
    if change.after is None:
        return None
    return f"{part(change)} may only be one of {values(change.after)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "enum", Direction.REQUEST),
    oasdiff="request-property-became-not-enum",
)
def request_enum_removed(change: Change) -> str:
    """A request may hold any value, where the values were listed.

    What consumers send today is still taken.

          type: object
          properties:
        -   carrier: {type: string, enum: [courier, post]}
        +   carrier: {type: string}

    See to it that responses of the same field do not open up with it: there it hurts.
    """
    return f"{part(change)} is no longer bound to {values(change.before)}"


@rule(On(Action.CHANGED, Kind.SCHEMA, "enum", Direction.RESPONSE))
def response_enum_removed(change: Change) -> str | None:
    """A response may hold any value, where the values were listed.

    A consumer that handles each value by name has no branch for the others.

          type: object
          properties:
        -   carrier: {type: string, enum: [courier, post]}
        +   carrier: {type: string}

    Instead, keep the list, and put what does not fit in a field of another name.
    """
    if change.after is not None:
        return None
    return f"{part(change)} is no longer bound to {values(change.before)}"


@rule(On(Action.CHANGED, Kind.SCHEMA, "enum", Direction.RESPONSE))
def response_enum_added(change: Change) -> str:
    """A response holds listed values only, where it was free.

    Consumers that can read anything can read these.

          type: object
          properties:
        -   carrier: {type: string}
        +   carrier: {type: string, enum: [courier, post]}

    Think twice before listing: from now on a further value breaks consumers.
    """
    return f"{part(change)} is now always one of {values(change.after)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "const", Direction.REQUEST),
    oasdiff="request-property-const-added",
)
def request_const_added(change: Change) -> str | None:
    """A request has to hold one value, where it was free.

    Consumers that send any other value are refused.

          type: object
          properties:
        -   unit: {type: string}
        +   unit: {type: string, const: EA}

    Instead, go on to take the other values, and refuse what can not be done one by one.
    """
    return f"{part(change)} has to be {value(change.after)}" if change.before is None else None


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "const", Direction.REQUEST),
    oasdiff="request-property-const-removed",
)
def request_const_removed(change: Change) -> str | None:
    """A request may hold more than the one value that it had to.

    What consumers send today is still taken.

          type: object
          properties:
        -   unit: {type: string, const: EA}
        +   unit: {type: string}

    Nothing has to be done.
    """
    return f"{part(change)} need not be {value(change.before)}" if change.after is None else None


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "const", Direction.REQUEST),
    oasdiff="request-property-const-changed",
)
def request_const_changed(change: Change) -> str:
    """A request has to hold another value than before.

    All existing consumers send the old one and are refused.

          type: object
          properties:
        -   unit: {const: EA}
        +   unit: {const: PCE}

    Instead, take both (`enum: [EA, PCE]`) until nobody sends the old one.
    """
    return f"{part(change)} has to be {value(change.after)} ({value(change.before)} before)"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "const", Direction.RESPONSE),
    oasdiff="response-property-const-removed",
)
def response_const_removed(change: Change) -> str | None:
    """A response may hold more than the one value that it always held.

    Consumers that rely on it, often to tell one kind of message from another, take a message for
    what it is not.

          type: object
          properties:
        -   unit: {type: string, const: EA}
        +   unit: {type: string}

    Instead, keep the field as it is and put other values in a field of another name.
    """
    return f"{part(change)} need not be {value(change.before)}" if change.after is None else None


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "const", Direction.RESPONSE),
    oasdiff="response-property-const-added",
)
def response_const_added(change: Change) -> str | None:
    """A response always holds one value, where it was free.

    Consumers that can read anything can read this.

          type: object
          properties:
        -   unit: {type: string}
        +   unit: {type: string, const: EA}

    Think twice before promising: from now on another value breaks consumers.
    """
    return f"{part(change)} is now always {value(change.after)}" if change.before is None else None


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "const", Direction.RESPONSE),
    oasdiff="response-property-const-changed",
)
def response_const_changed(change: Change) -> str:
    """A response always holds another value than before.

    Consumers that look for the old one no longer find it.

          type: object
          properties:
        -   unit: {const: EA}
        +   unit: {const: PCE}

    Instead, publish the new meaning under a field of another name.
    """
    return f"{part(change)} is now always {value(change.after)} ({value(change.before)} before)"


def _one(change: Change) -> Any:
    return change.after if change.action is Action.ADDED else change.before


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "x-extensible-enum", Direction.REQUEST),
    law=expected,
    oasdiff="request-property-x-extensible-enum-value-removed",
)
def request_open_values_changed(change: Change) -> str:
    """The known values of an open list in a request are others.

    Readers of an open list expect others to join. A provider that no longer knows a value can not
    do what a consumer asks for by it.

          type: object
          properties:
        -   channel: {type: string, x-extensible-enum: [shop, phone, fax]}
        +   channel: {type: string, x-extensible-enum: [shop, phone]}

    Instead, go on to take the value until no consumer's contract sends it.
    """
    return _open(change)


@rule(On(Action.CHANGED, Kind.SCHEMA, "x-extensible-enum", Direction.RESPONSE), law=expected)
def response_open_values_changed(change: Change) -> str:
    """The known values of an open list in a response are others.

    Consumers were told to expect values that they do not know, and that any may be missing.

          type: object
          properties:
        -   channel: {type: string, x-extensible-enum: [shop, phone]}
        +   channel: {type: string, x-extensible-enum: [shop, phone, chat]}

    Nothing has to be done.
    """
    return _open(change)


def _open(change: Change) -> str:
    return (
        f"the known values of {part(change)} are {values(change.after)},"
        f" they were {values(change.before)}"
    )
