"""Rules about the properties of objects."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.verdicts.law_of_life import sunset
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part, value


@rule(
    On(Action.ADDED, Kind.PROPERTY, direction=Direction.REQUEST),
    oasdiff="new-required-request-property",
)
def request_required_property_added(change: Change) -> str | None:
    """A request has to carry a property that did not exist.

    No existing consumer sends it, so the provider refuses all of their requests. A default does
    not help: a required property has to be there.

          type: object
          properties:
            sku: {type: string}
        +   depot: {type: string}
        + required: [depot]

    Instead, add it as optional and let the provider fill in what it meant until now.
    """
    return f"{part(change)} is new and required" if change.required else None


@rule(
    On(Action.ADDED, Kind.PROPERTY, direction=Direction.REQUEST),
    oasdiff="new-optional-request-property",
)
def request_property_added(change: Change) -> str:
    """A request may carry another property.

    Existing consumers leave it out, which is allowed. Only where they may send undeclared
    properties can they have sent this name with another meaning; then the proof finds it.

          type: object
          properties:
            sku: {type: string}
        +   depot: {type: string}

    Make sure that a request without it means the same as before.
    """
    return f"{part(change)} is new and optional"


@rule(
    On(Action.REMOVED, Kind.PROPERTY, direction=Direction.REQUEST),
    hurts_readers=True,
    oasdiff="request-property-removed",
)
def request_property_removed(change: Change) -> str:
    """A request no longer has a property.

    Consumers go on to send it. A provider whose schema is closed refuses it; one whose schema is
    open ignores it, so that what they ask for silently does not happen.

          type: object
          properties:
            sku: {type: string}
        -   note: {type: string}

    Instead, mark it as deprecated, and remove it when no consumer's contract sends it.
    """
    return f"{part(change)} is gone"


@rule(
    On(Action.CHANGED, Kind.PROPERTY, "required", Direction.REQUEST),
    oasdiff="request-property-became-required",
)
def request_property_became_required(change: Change) -> str | None:
    """A request may no longer leave a property out.

    Consumers that leave it out, as they were allowed to, are refused.

          type: object
          properties:
            sku: {type: string}
            depot: {type: string}
        - required: [sku]
        + required: [sku, depot]

    Instead, keep it optional and let the provider fill in what it meant until now.
    """
    return f"{part(change)} became required" if change.after else None


@rule(
    On(Action.CHANGED, Kind.PROPERTY, "required", Direction.REQUEST),
    oasdiff="request-property-became-optional",
)
def request_property_became_optional(change: Change) -> str | None:
    """A request may leave a property out.

    Existing consumers go on to send it, which is allowed.

          type: object
          properties:
            sku: {type: string}
            depot: {type: string}
        - required: [sku, depot]
        + required: [sku]

    Say in the description what a request without it means.
    """
    return None if change.after else f"{part(change)} became optional"


@rule(
    On(Action.ADDED, Kind.PROPERTY, direction=Direction.RESPONSE),
    oasdiff="response-optional-property-added",
)
def response_property_added(change: Change) -> str:
    """A response carries another property.

    Consumers skip what they do not know. Only where the old schema was closed have they been
    promised that there is nothing more; then the proof finds it.

          type: object
          properties:
            id: {type: string}
        +   note: {type: string}

    Nothing has to be done.
    """
    return f"{part(change)} is new{' and always there' if change.required else ''}"


@rule(
    On(Action.REMOVED, Kind.PROPERTY, direction=Direction.RESPONSE),
    oasdiff="response-required-property-removed",
)
def response_required_property_removed(change: Change) -> str | None:
    """A response lost a property that was always there.

    Consumers that were told so do not check for it, and fail on the first response without it.

          type: object
          properties:
            id: {type: string}
        -   note: {type: string}
        - required: [note]

    Instead, mark it as deprecated, go on to send it, and remove it when no consumer's contract
    names it.
    """
    return f"{part(change)} is gone, though it was always there" if change.required else None


@rule(
    On(Action.REMOVED, Kind.PROPERTY, direction=Direction.RESPONSE),
    hurts_readers=True,
    oasdiff="response-optional-property-removed",
)
def response_property_removed(change: Change) -> str:
    """A response lost a property that was not promised.

    Consumers were told that it may be missing, which is not to be told that it is gone. Whether
    that hurts depends on who reads it: with no consumer known it is a warning.

          type: object
          properties:
            id: {type: string}
        -   note: {type: string}

    Instead, mark it as deprecated, and remove it when no consumer's contract names it.
    """
    return f"{part(change)} is gone"


@rule(
    On(Action.CHANGED, Kind.PROPERTY, "required", Direction.RESPONSE),
    oasdiff="response-property-became-optional",
)
def response_property_became_optional(change: Change) -> str | None:
    """A response no longer promises a property.

    Consumers that were told it is always there do not check for it, and fail on the first response
    without it.

          type: object
          properties:
            id: {type: string}
        - required: [id]

    Instead, keep sending it, or add a new one beside it.
    """
    return None if change.after else f"{part(change)} may now be left out"


@rule(
    On(Action.CHANGED, Kind.PROPERTY, "required", Direction.RESPONSE),
    oasdiff="response-property-became-required",
)
def response_property_became_required(change: Change) -> str | None:
    """A response promises a property.

    Consumers that can do without it get it all the same.

          type: object
          properties:
            id: {type: string}
        + required: [id]

    Nothing has to be done, but to keep the promise.
    """
    return f"{part(change)} is now always there" if change.after else None


@rule(
    On(Action.CHANGED, Kind.PROPERTY, "readOnly", Direction.REQUEST),
    On(Action.CHANGED, Kind.SCHEMA, "readOnly", Direction.REQUEST),
    hurts_readers=True,
    oasdiff="request-optional-property-became-read-only",
)
def request_property_became_read_only(change: Change) -> str | None:
    """A property can be read but no longer be sent.

    Consumers go on to send it. The provider ignores it, or refuses the request.

          type: object
          properties:
            sku: {type: string}
        -   price: {type: number}
        +   price: {type: number, readOnly: true}

    Instead, go on to take it until no consumer's contract sends it.
    """
    return f"{part(change)} became read-only" if change.after else None


@rule(
    On(Action.CHANGED, Kind.PROPERTY, "readOnly", Direction.REQUEST),
    On(Action.CHANGED, Kind.SCHEMA, "readOnly", Direction.REQUEST),
    oasdiff="request-optional-property-became-not-read-only",
)
def request_property_no_longer_read_only(change: Change) -> str | None:
    """A property that could only be read can be sent.

    Existing consumers leave it out. Where it is required, it has to be sent from now on: then the
    proof finds it.

          type: object
          properties:
            sku: {type: string}
        -   price: {type: number, readOnly: true}
        +   price: {type: number}

    Make sure that a request without it means the same as before.
    """
    return None if change.after else f"{part(change)} is no longer read-only"


@rule(
    On(Action.CHANGED, Kind.PROPERTY, "writeOnly", Direction.RESPONSE),
    On(Action.CHANGED, Kind.SCHEMA, "writeOnly", Direction.RESPONSE),
    hurts_readers=True,
    oasdiff="response-optional-property-became-write-only",
)
def response_property_became_write_only(change: Change) -> str | None:
    """A property can be sent but is no longer given back.

    Consumers that read it find nothing there.

          type: object
          properties:
            id: {type: string}
        -   pin: {type: string}
        +   pin: {type: string, writeOnly: true}

    Instead, go on to send it, masked where it is a secret, until no consumer's contract reads it.
    """
    return f"{part(change)} became write-only" if change.after else None


@rule(
    On(Action.CHANGED, Kind.PROPERTY, "writeOnly", Direction.RESPONSE),
    On(Action.CHANGED, Kind.SCHEMA, "writeOnly", Direction.RESPONSE),
    oasdiff="response-optional-property-became-not-write-only",
)
def response_property_no_longer_write_only(change: Change) -> str | None:
    """A property that could only be sent is given back.

    Consumers skip what they do not know.

          type: object
          properties:
            id: {type: string}
        -   pin: {type: string, writeOnly: true}
        +   pin: {type: string}

    Make sure that it is no secret: what is write-only is so for a reason.
    """
    return None if change.after else f"{part(change)} is no longer write-only"


@rule(
    On(Action.CHANGED, Kind.PROPERTY, "readOnly", Direction.RESPONSE),
    On(Action.CHANGED, Kind.SCHEMA, "readOnly", Direction.RESPONSE),
    oasdiff="response-optional-property-became-read-only",
)
def response_property_read_only_changed(change: Change) -> str:
    """A property in a response is marked as read-only, or no longer.

    A response carries it as before: the mark speaks of requests.

          type: object
          properties:
            id: {type: string}
        -   price: {type: number}
        +   price: {type: number, readOnly: true}

    Nothing has to be done here. Where a request has the same schema, look there.
    """
    return f"{part(change)} {'became' if change.after else 'is no longer'} read-only"


@rule(
    On(Action.CHANGED, Kind.PROPERTY, "writeOnly", Direction.REQUEST),
    On(Action.CHANGED, Kind.SCHEMA, "writeOnly", Direction.REQUEST),
    oasdiff="request-optional-property-became-write-only",
)
def request_property_write_only_changed(change: Change) -> str:
    """A property in a request is marked as write-only, or no longer.

    A request carries it as before: the mark speaks of responses.

          type: object
          properties:
            id: {type: string}
        -   pin: {type: string}
        +   pin: {type: string, writeOnly: true}

    Nothing has to be done here. Where a response has the same schema, look there.
    """
    return f"{part(change)} {'became' if change.after else 'is no longer'} write-only"


@rule(
    On(Action.CHANGED, Kind.PROPERTY, "deprecated"),
    On(Action.CHANGED, Kind.SCHEMA, "deprecated"),
    law=sunset,
    oasdiff="response-property-deprecated",
)
def property_deprecated(change: Change) -> str | None:
    """A property is on its way out.

    It still works as before. Consumers are told to leave it in time.

          type: object
          properties:
            id: {type: string}
        -   note: {type: string}
        +   note: {type: string, deprecated: true}

    Say in the description what to use instead.
    """
    return f"{part(change)} is deprecated" if change.after and not change.before else None


@rule(
    On(Action.CHANGED, Kind.PROPERTY, "deprecated"),
    On(Action.CHANGED, Kind.SCHEMA, "deprecated"),
    law=sunset,
    oasdiff="response-property-reactivated",
)
def property_no_longer_deprecated(change: Change) -> str | None:
    """A property is here to stay after all.

    Consumers may go on to use it.

          type: object
          properties:
            id: {type: string}
        -   note: {type: string, deprecated: true}
        +   note: {type: string}

    Nothing has to be done.
    """
    return None if change.after else f"{part(change)} is no longer deprecated"


@rule(
    On(Action.CHANGED, Kind.PROPERTY, "deprecated"),
    On(Action.CHANGED, Kind.SCHEMA, "deprecated"),
    law=sunset,
    oasdiff="request-property-sunset-date-too-small",
)
def property_sunset_changed(change: Change) -> str:
    """The day after which a property may be gone has moved.

    It works as before until that day. Those who plan their move by it are let down where it comes
    sooner, and left in the dark where it is no longer named.

          type: object
          properties:
            id: {type: string}
        -   note: {type: string, deprecated: true, x-sunset: "2027-06-30"}
        +   note: {type: string, deprecated: true, x-sunset: "2027-09-30"}

    A sunset should only be put off. Where it has to come sooner, ask the consumers first.
    """
    return f"the sunset of {part(change)} is {value(change.after)}, it was {value(change.before)}"
