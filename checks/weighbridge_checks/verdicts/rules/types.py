"""Rules about types and about null."""

from __future__ import annotations

from typing import Any

from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part

_ALL = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "type", Direction.REQUEST),
    oasdiff="request-property-list-of-types-narrowed",
)
def request_type_narrowed(change: Change) -> str | None:
    """A request may hold fewer types of value than before.

    Consumers that send one of the others, as they were allowed to, are refused.

          type: object
          properties:
        -   quantity: {type: number}
        +   quantity: {type: integer}

    Instead, go on to take the old type and bring it into the new form on the provider's side.
    """
    return _said(change, "may now only be") if _before(change) > _after(change) else None


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "type", Direction.REQUEST),
    oasdiff="request-property-type-generalized",
)
def request_type_widened(change: Change) -> str | None:
    """A request may hold more types of value than before.

    What consumers send today is still taken.

          type: object
          properties:
        -   quantity: {type: integer}
        +   quantity: {type: number}

    See to it that what is stored can also be given back: the responses of the same field may not
    widen with it.
    """
    return _said(change, "may now be") if _before(change) < _after(change) else None


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "type", Direction.REQUEST),
    oasdiff="request-property-type-changed",
)
def request_type_changed(change: Change) -> str:
    """A request holds another type of value than before.

    Consumers go on to send the old type and are refused.

          type: object
          properties:
        -   quantity: {type: string}
        +   quantity: {type: integer}

    Instead, take both types, or add a field of another name for the new one.
    """
    return _said(change, "has to be")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "type", Direction.RESPONSE),
    oasdiff="response-property-list-of-types-widened",
)
def response_type_widened(change: Change) -> str | None:
    """A response may hold more types of value than before.

    Consumers were promised the old type; they fail on, or silently cut, a value of a new one.

          type: object
          properties:
        -   quantity: {type: integer}
        +   quantity: {type: number}

    Instead, keep the field as it is and add one of another name for the wider value.
    """
    return _said(change, "may now be") if _before(change) < _after(change) else None


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "type", Direction.RESPONSE),
    oasdiff="response-property-list-of-types-narrowed",
)
def response_type_narrowed(change: Change) -> str | None:
    """A response holds fewer types of value than before.

    Consumers can read all that is left. They just never meet the others again.

          type: object
          properties:
        -   quantity: {type: number}
        +   quantity: {type: integer}

    Nothing has to be done.
    """
    return _said(change, "can now only be") if _before(change) > _after(change) else None


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "type", Direction.RESPONSE),
    oasdiff="response-property-type-changed",
)
def response_type_changed(change: Change) -> str:
    """A response holds another type of value than before.

    Consumers read the old type and fail, or take the value for something else (`"10"` sorts before
    `"9"`).

          type: object
          properties:
        -   quantity: {type: integer}
        +   quantity: {type: string}

    Instead, keep the field as it is and add one of another name for the new type.
    """
    return _said(change, "is now")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "nullable", Direction.REQUEST),
    oasdiff="request-property-became-not-nullable",
)
def request_null_forbidden(change: Change) -> str | None:
    """A request may no longer hold null.

    Consumers that say "none" by null are refused.

          type: object
          properties:
        -   note: {type: [string, "null"]}
        +   note: {type: string}

    Instead, go on to take null and read it as absence.
    """
    return None if change.after else f"{part(change)} may no longer be null"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "nullable", Direction.REQUEST),
    oasdiff="request-property-became-nullable",
)
def request_null_allowed(change: Change) -> str | None:
    """A request may hold null.

    What consumers send today is still taken.

          type: object
          properties:
        -   note: {type: string}
        +   note: {type: [string, "null"]}

    Say whether null clears the field or leaves it as it is.
    """
    return f"{part(change)} may now be null" if change.after else None


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "nullable", Direction.RESPONSE),
    oasdiff="response-property-became-nullable",
)
def response_null_allowed(change: Change) -> str | None:
    """A response may hold null.

    Consumers were promised a value and fail on the first null: the commonest crash there is.

          type: object
          properties:
        -   note: {type: string}
        +   note: {type: [string, "null"]}

    Instead, send an empty value of the old type, or leave the field out if it is optional.
    """
    return f"{part(change)} may now be null" if change.after else None


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "nullable", Direction.RESPONSE),
    oasdiff="response-property-became-not-nullable",
)
def response_null_forbidden(change: Change) -> str | None:
    """A response no longer holds null.

    Consumers that are ready for null just never meet it.

          type: object
          properties:
        -   note: {type: [string, "null"]}
        +   note: {type: string}

    Nothing has to be done, but to keep the promise.
    """
    return None if change.after else f"{part(change)} is no longer ever null"


def _before(change: Change) -> frozenset[str]:
    return _types(change.before)


def _after(change: Change) -> frozenset[str]:
    return _types(change.after)


def _types(kinds: Any) -> frozenset[str]:
    """The types that a `type` leaves open; every number but the whole ones is no integer."""
    if kinds is None:
        return _ALL
    named = frozenset([kinds] if isinstance(kinds, str) else kinds)
    return named | {"integer"} if "number" in named else named


def _said(change: Change, verb: str) -> str:
    return f"{part(change)} {verb} {_listed(change.after)} ({_listed(change.before)} before)"


def _listed(kinds: Any) -> str:
    if kinds is None:
        return "of any type"
    if isinstance(kinds, str):
        return kinds
    return " or ".join(map(str, kinds)) or "of no type"
