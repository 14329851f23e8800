"""Rules about patterns, formats, multiples, and what a text holds."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part, value

#: formats of which the second holds every value of the first
_MORE_DIGITS = (("int32", "int64"), ("float", "double"))


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "pattern", Direction.REQUEST),
    oasdiff="request-property-pattern-added",
)
def request_pattern_added(change: Change) -> str | None:
    """A text in a request has to follow a pattern, where it was free.

    Consumers that send anything else are refused.

          type: object
          properties:
        -   sku: {type: string}
        +   sku: {type: string, pattern: "^[A-Z]{2}[0-9]{6}$"}

    Instead, look at what is really sent, and choose a pattern that lets it through.
    """
    if change.before is not None:
        return None
    return f"{part(change)} has to match {value(change.after)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "pattern", Direction.REQUEST),
    oasdiff="request-property-pattern-removed",
)
def request_pattern_removed(change: Change) -> str | None:
    """A text in a request need not follow a pattern any more.

    What consumers send today is still taken.

          type: object
          properties:
        -   sku: {type: string, pattern: "^[A-Z]{2}[0-9]{6}$"}
        +   sku: {type: string}

    See to it that responses of the same field keep the pattern.
    """
    if change.after is not None:
        return None
    return f"{part(change)} need not match {value(change.before)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "pattern", Direction.REQUEST),
    oasdiff="request-property-pattern-changed",
)
def request_pattern_changed(change: Change) -> str:
    """A text in a request has to follow another pattern.

    Consumers that send a text which fits the old pattern alone are refused. Where the new pattern
    lets all of the old texts through, nobody is hurt.

          type: object
          properties:
        -   sku: {type: string, pattern: "^[A-Z]{2}[0-9]{6}$"}
        +   sku: {type: string, pattern: "^[A-Z]{2}[0-9]{8}$"}

    Instead, let the new pattern take in the old one (`^[A-Z]{2}([0-9]{6}|[0-9]{8})$`).
    """
    return f"{part(change)} has to match {value(change.after)} ({value(change.before)} before)"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "pattern", Direction.RESPONSE),
    oasdiff="response-property-pattern-removed",
)
def response_pattern_removed(change: Change) -> str | None:
    """A text in a response no longer follows a pattern.

    Consumers that take the text apart by the pattern fail on the first one that does not fit.

          type: object
          properties:
        -   sku: {type: string, pattern: "^[A-Z]{2}[0-9]{6}$"}
        +   sku: {type: string}

    Instead, keep the pattern, and put other texts in a field of another name.
    """
    if change.after is not None:
        return None
    return f"{part(change)} need not match {value(change.before)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "pattern", Direction.RESPONSE),
    oasdiff="response-property-pattern-added",
)
def response_pattern_added(change: Change) -> str | None:
    """A text in a response follows a pattern, where it was free.

    Consumers that can read any text can read these.

          type: object
          properties:
        -   sku: {type: string}
        +   sku: {type: string, pattern: "^[A-Z]{2}[0-9]{6}$"}

    Make sure that no stored texts are otherwise.
    """
    if change.before is not None:
        return None
    return f"{part(change)} now always matches {value(change.after)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "pattern", Direction.RESPONSE),
    oasdiff="response-property-pattern-changed",
)
def response_pattern_changed(change: Change) -> str:
    """A text in a response follows another pattern.

    Consumers that take the text apart by the old pattern fail on the first one that does not fit.
    Where all of the new texts fit the old pattern too, nobody is hurt.

          type: object
          properties:
        -   sku: {type: string, pattern: "^[A-Z]{2}[0-9]{6}$"}
        +   sku: {type: string, pattern: "^[A-Z]{2}[0-9]{8}$"}

    Instead, publish the new numbers in a field of another name beside the old one.
    """
    return f"{part(change)} now matches {value(change.after)} ({value(change.before)} before)"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "format", Direction.REQUEST),
    hurts_readers=True,
    oasdiff="request-property-type-changed",
)
def request_format_added(change: Change) -> str | None:
    """A value in a request is said to have a format, where it was free.

    A provider that checks the format refuses consumers that send anything else. The document does
    not say whether it is checked, hence a warning.

          type: object
          properties:
        -   shipped: {type: string}
        +   shipped: {type: string, format: date}

    Instead, look at what is really sent before naming the format.
    """
    if change.before is not None:
        return None
    return f"{part(change)} has to be of format {value(change.after)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "format", Direction.REQUEST),
    oasdiff="request-property-type-generalized",
)
def request_format_removed(change: Change) -> str | None:
    """A value in a request is no longer said to have a format.

    What consumers send today is still taken.

          type: object
          properties:
        -   shipped: {type: string, format: date}
        +   shipped: {type: string}

    Where the format still holds in fact, keep it: generated clients make a type of it.
    """
    if change.after is not None:
        return None
    return f"{part(change)} need not be of format {value(change.before)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "format", Direction.REQUEST),
    oasdiff="request-property-type-generalized",
)
def request_format_widened(change: Change) -> str | None:
    """A number in a request may have more digits than before.

    What consumers send today is still taken.

          type: object
          properties:
        -   quantity: {type: integer, format: int32}
        +   quantity: {type: integer, format: int64}

    See to it that responses of the same field keep to the old digits.
    """
    if (change.before, change.after) not in _MORE_DIGITS:
        return None
    return f"{part(change)} may be {change.after} ({change.before} before)"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "format", Direction.REQUEST),
    hurts_readers=True,
    oasdiff="request-property-type-changed",
)
def request_format_changed(change: Change) -> str:
    """A value in a request is said to have another format.

    A provider that checks the new format refuses what consumers send by the old one: a `date` is
    no `date-time`. The document does not say whether it is checked, hence a warning.

          type: object
          properties:
        -   shipped: {type: string, format: date}
        +   shipped: {type: string, format: date-time}

    Instead, add a field of another name for the new format, and go on to take the old one.
    """
    return (
        f"{part(change)} has to be of format {value(change.after)} ({value(change.before)} before)"
    )


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "format", Direction.RESPONSE),
    hurts_readers=True,
    oasdiff="response-property-type-generalized",
)
def response_format_removed(change: Change) -> str | None:
    """A value in a response is no longer said to have a format.

    Consumers that parse it by the format fail on the first value that does not have it. To a
    validator a format is a hint, hence a warning.

          type: object
          properties:
        -   shipped: {type: string, format: date}
        +   shipped: {type: string}

    Instead, keep the format as long as it holds.
    """
    if change.after is not None:
        return None
    return f"{part(change)} need not be of format {value(change.before)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "format", Direction.RESPONSE),
    oasdiff="response-property-type-specialized",
)
def response_format_added(change: Change) -> str | None:
    """A value in a response is said to have a format, where it was free.

    Consumers that can read any value can read this. Generated clients may make another type of it.

          type: object
          properties:
        -   shipped: {type: string}
        +   shipped: {type: string, format: date}

    Make sure that no stored values are otherwise.
    """
    if change.before is not None:
        return None
    return f"{part(change)} is now always of format {value(change.after)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "format", Direction.RESPONSE),
    oasdiff="response-property-type-specialized",
)
def response_format_narrowed(change: Change) -> str | None:
    """A number in a response has fewer digits than before.

    Consumers that can read the longer number can read the shorter one.

          type: object
          properties:
        -   quantity: {type: integer, format: int64}
        +   quantity: {type: integer, format: int32}

    Make sure that no stored numbers are longer.
    """
    if (change.after, change.before) not in _MORE_DIGITS:
        return None
    return f"{part(change)} is now always {change.after} ({change.before} before)"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "format", Direction.RESPONSE),
    hurts_readers=True,
    oasdiff="response-property-type-changed",
)
def response_format_changed(change: Change) -> str:
    """A value in a response is said to have another format.

    Consumers that parse it by the old format fail. To a validator a format is a hint, hence a
    warning.

          type: object
          properties:
        -   shipped: {type: string, format: date}
        +   shipped: {type: string, format: date-time}

    Instead, add a field of another name for the new format beside the old one.
    """
    return f"{part(change)} is now of format {value(change.after)} ({value(change.before)} before)"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "multipleOf", Direction.REQUEST),
    oasdiff="request-property-multiple-of-set",
)
def request_multiple_of_added(change: Change) -> str | None:
    """A number in a request has to be a multiple, where it was free.

    Consumers that send a number between the steps are refused.

          type: object
          properties:
        -   quantity: {type: integer}
        +   quantity: {type: integer, multipleOf: 6}

    Instead, go on to take any number, and round it in the way that is agreed.
    """
    if change.before is not None:
        return None
    return f"{part(change)} has to be a multiple of {value(change.after)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "multipleOf", Direction.REQUEST),
    oasdiff="request-property-multiple-of-unset",
)
def request_multiple_of_removed(change: Change) -> str | None:
    """A number in a request need not be a multiple any more.

    What consumers send today is still taken.

          type: object
          properties:
        -   quantity: {type: integer, multipleOf: 6}
        +   quantity: {type: integer}

    See to it that responses of the same field keep the steps.
    """
    if change.after is not None:
        return None
    return f"{part(change)} need not be a multiple of {value(change.before)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "multipleOf", Direction.REQUEST),
    oasdiff="request-property-multiple-of-changed",
)
def request_multiple_of_changed(change: Change) -> str:
    """A number in a request has to be a multiple of another number.

    Consumers that send a multiple of the old number alone are refused. Where each multiple of the
    old number is one of the new, nobody is hurt.

          type: object
          properties:
        -   quantity: {type: integer, multipleOf: 6}
        +   quantity: {type: integer, multipleOf: 12}

    Instead, go on to take the old steps.
    """
    return (
        f"{part(change)} has to be a multiple of {value(change.after)}"
        f" ({value(change.before)} before)"
    )


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "multipleOf", Direction.RESPONSE),
    oasdiff="response-property-multiple-of-unset",
)
def response_multiple_of_removed(change: Change) -> str | None:
    """A number in a response need not be a multiple any more.

    Consumers that divide by the step, or keep so many decimals, get remainders.

          type: object
          properties:
        -   quantity: {type: integer, multipleOf: 6}
        +   quantity: {type: integer}

    Instead, keep the steps, and add a field of another name for the finer number.
    """
    if change.after is not None:
        return None
    return f"{part(change)} need not be a multiple of {value(change.before)}"


@rule(On(Action.CHANGED, Kind.SCHEMA, "multipleOf", Direction.RESPONSE))
def response_multiple_of_added(change: Change) -> str | None:
    """A number in a response is always a multiple, where it was free.

    Consumers that can read any number can read these.

          type: object
          properties:
        -   quantity: {type: integer}
        +   quantity: {type: integer, multipleOf: 6}

    Make sure that no stored numbers are otherwise.
    """
    if change.before is not None:
        return None
    return f"{part(change)} is now always a multiple of {value(change.after)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "multipleOf", Direction.RESPONSE),
    oasdiff="response-property-multiple-of-changed",
)
def response_multiple_of_changed(change: Change) -> str:
    """A number in a response is a multiple of another number.

    Consumers that divide by the old step get remainders. Where each multiple of the new number is
    one of the old, nobody is hurt.

          type: object
          properties:
        -   quantity: {type: integer, multipleOf: 12}
        +   quantity: {type: integer, multipleOf: 6}

    Instead, keep the steps, and add a field of another name for the finer number.
    """
    return (
        f"{part(change)} is now a multiple of {value(change.after)} ({value(change.before)} before)"
    )


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "content", Direction.REQUEST),
    hurts_readers=True,
    oasdiff="request-property-content-media-type-changed",
)
def request_content_changed(change: Change) -> str:
    """A text in a request carries another document inside (`contentMediaType`, `contentEncoding`).

    A provider that unpacks the text in the new way can not read what consumers pack in the old one.

          type: object
          properties:
        -   label: {type: string, contentEncoding: base64, contentMediaType: image/png}
        +   label: {type: string, contentEncoding: base64, contentMediaType: image/gif}

    Instead, add a field of another name for the new kind of content.
    """
    return f"{part(change)} carries {value(change.after)} inside ({value(change.before)} before)"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "content", Direction.RESPONSE),
    hurts_readers=True,
    oasdiff="response-property-content-media-type-changed",
)
def response_content_changed(change: Change) -> str:
    """A text in a response carries another document inside (`contentMediaType`, `contentEncoding`).

    Consumers unpack the text in the old way and can not read what is packed in the new one.

          type: object
          properties:
        -   label: {type: string, contentEncoding: base64, contentMediaType: image/png}
        +   label: {type: string, contentEncoding: base64, contentMediaType: image/gif}

    Instead, add a field of another name for the new kind of content.
    """
    return f"{part(change)} carries {value(change.after)} inside ({value(change.before)} before)"
