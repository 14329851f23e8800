"""Rules about how great a number, how long a text, how full a list or an object may be."""

from __future__ import annotations

import math
from typing import Any

from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part, value


def _on(direction: Direction, *attributes: str) -> tuple[On, ...]:
    return tuple(On(Action.CHANGED, Kind.SCHEMA, a, direction) for a in attributes)


_RANGE = ("minimum", "maximum")
_LENGTH = ("minLength", "maxLength")
_ITEMS = ("minItems", "maxItems")
_PROPERTIES = ("minProperties", "maxProperties")
#: what each bound counts
_OF = {
    "minLength": " characters long",
    "maxLength": " characters long",
    "minItems": " items long",
    "maxItems": " items long",
    "minProperties": " properties large",
    "maxProperties": " properties large",
}
_LIMIT = {
    "minimum": "a lower limit",
    "maximum": "an upper limit",
    "minLength": "a least length",
    "maxLength": "a greatest length",
    "minItems": "a least number of items",
    "maxItems": "a greatest number of items",
    "minProperties": "a least number of properties",
    "maxProperties": "a greatest number of properties",
}


@rule(*_on(Direction.REQUEST, *_RANGE), oasdiff="request-property-max-decreased")
def request_range_narrowed(change: Change) -> str | None:
    """A number in a request may be less great, or less small, than before.

    Consumers that send a number outside of the new range are refused.

          type: object
          properties:
        -   quantity: {type: integer, minimum: 0}
        +   quantity: {type: integer, minimum: 1}

    Instead, go on to take the old range, or refuse such numbers one by one with an error that was
    documented before.
    """
    return _said(change, "has to be") if _tighter(change) else None


@rule(*_on(Direction.REQUEST, *_RANGE), oasdiff="request-property-max-increased")
def request_range_widened(change: Change) -> str | None:
    """A number in a request may be greater, or smaller, than before.

    What consumers send today is still taken.

          type: object
          properties:
        -   quantity: {type: integer, maximum: 100}
        +   quantity: {type: integer, maximum: 1000}

    See to it that what is stored can also be given back: responses may have the old range.
    """
    return None if _tighter(change) else _said(change, "may be")


@rule(*_on(Direction.RESPONSE, *_RANGE), oasdiff="response-property-max-increased")
def response_range_widened(change: Change) -> str | None:
    """A number in a response may be greater, or smaller, than was promised.

    Consumers keep it where the old range fits (a column, a 32-bit integer, a label) and fail, or
    cut it, on the first number outside.

          type: object
          properties:
        -   quantity: {type: integer, maximum: 100}
        +   quantity: {type: integer, maximum: 1000}

    Instead, keep the range and add a field of another name for the greater numbers.
    """
    return None if _tighter(change) else _said(change, "may be")


@rule(*_on(Direction.RESPONSE, *_RANGE))
def response_range_narrowed(change: Change) -> str | None:
    """A number in a response stays in a narrower range than was promised.

    Consumers that can read the old range can read this.

          type: object
          properties:
        -   quantity: {type: integer, minimum: 0}
        +   quantity: {type: integer, minimum: 1}

    Make sure that no stored numbers are outside.
    """
    return _said(change, "is now always") if _tighter(change) else None


@rule(*_on(Direction.REQUEST, *_LENGTH), oasdiff="request-property-max-length-decreased")
def request_length_narrowed(change: Change) -> str | None:
    """A text in a request may be less long, or less short, than before.

    Consumers that send a text of another length are refused.

          type: object
          properties:
        -   reference: {type: string, maxLength: 40}
        +   reference: {type: string, maxLength: 20}

    Instead, go on to take the old lengths, and cut the text where it does not fit.
    """
    return _said(change, "has to be") if _tighter(change) else None


@rule(*_on(Direction.REQUEST, *_LENGTH), oasdiff="request-property-max-length-increased")
def request_length_widened(change: Change) -> str | None:
    """A text in a request may be longer, or shorter, than before.

    What consumers send today is still taken.

          type: object
          properties:
        -   reference: {type: string, maxLength: 20}
        +   reference: {type: string, maxLength: 40}

    See to it that what is stored can also be given back: responses may have the old length.
    """
    return None if _tighter(change) else _said(change, "may be")


@rule(*_on(Direction.RESPONSE, *_LENGTH), oasdiff="response-property-max-length-increased")
def response_length_widened(change: Change) -> str | None:
    """A text in a response may be longer, or shorter, than was promised.

    Consumers keep it where the old length fits (a column, a label, an EDI segment) and fail, or
    cut it, on the first text that does not.

          type: object
          properties:
        -   reference: {type: string, maxLength: 20}
        +   reference: {type: string, maxLength: 40}

    Instead, keep the length and add a field of another name for the longer text.
    """
    return None if _tighter(change) else _said(change, "may be")


@rule(*_on(Direction.RESPONSE, *_LENGTH))
def response_length_narrowed(change: Change) -> str | None:
    """A text in a response keeps to fewer lengths than was promised.

    Consumers that can read the old lengths can read this.

          type: object
          properties:
        -   reference: {type: string, maxLength: 40}
        +   reference: {type: string, maxLength: 20}

    Make sure that no stored texts are longer.
    """
    return _said(change, "is now always") if _tighter(change) else None


@rule(*_on(Direction.REQUEST, *_ITEMS), oasdiff="request-property-min-items-increased")
def request_item_count_narrowed(change: Change) -> str | None:
    """A list in a request may be less long, or less short, than before.

    Consumers that send a list of another length are refused.

          type: object
          properties:
        -   lines: {type: array}
        +   lines: {type: array, maxItems: 500}

    Instead, go on to take the old lengths, and work through a long list in parts.
    """
    return _said(change, "has to be") if _tighter(change) else None


@rule(*_on(Direction.REQUEST, *_ITEMS), oasdiff="request-property-min-items-decreased")
def request_item_count_widened(change: Change) -> str | None:
    """A list in a request may be longer, or shorter, than before.

    What consumers send today is still taken.

          type: object
          properties:
        -   lines: {type: array, minItems: 1}
        +   lines: {type: array}

    See to it that what is stored can also be given back: responses may have the old bounds.
    """
    return None if _tighter(change) else _said(change, "may be")


@rule(*_on(Direction.RESPONSE, *_ITEMS), oasdiff="response-property-min-items-decreased")
def response_item_count_widened(change: Change) -> str | None:
    """A list in a response may be longer, or shorter, than was promised.

    Consumers that take the first item without looking fail on an empty list; those with room for
    a given number fail on a longer one.

          type: object
          properties:
        -   lines: {type: array, minItems: 1}
        +   lines: {type: array}

    Instead, keep the bound, or offer the other lists at an operation of their own.
    """
    return None if _tighter(change) else _said(change, "may be")


@rule(*_on(Direction.RESPONSE, *_ITEMS))
def response_item_count_narrowed(change: Change) -> str | None:
    """A list in a response keeps to fewer lengths than was promised.

    Consumers that can read the old lengths can read this.

          type: object
          properties:
        -   lines: {type: array}
        +   lines: {type: array, maxItems: 500}

    Where items are left out for it, offer a way to get them (pages), and say so in the changelog.
    """
    return _said(change, "is now always") if _tighter(change) else None


@rule(*_on(Direction.REQUEST, *_PROPERTIES), oasdiff="request-property-max-properties-decreased")
def request_property_count_narrowed(change: Change) -> str | None:
    """An object in a request may have fewer properties, or needs more, than before.

    Consumers that send another number of properties are refused.

          type: object
          properties:
        -   labels: {type: object, additionalProperties: {type: string}}
        +   labels: {type: object, additionalProperties: {type: string}, maxProperties: 10}

    Instead, go on to take the old number.
    """
    return _said(change, "has to be") if _tighter(change) else None


@rule(*_on(Direction.REQUEST, *_PROPERTIES), oasdiff="request-property-max-properties-increased")
def request_property_count_widened(change: Change) -> str | None:
    """An object in a request may have more properties, or needs fewer, than before.

    What consumers send today is still taken.

          type: object
          properties:
        -   labels: {type: object, additionalProperties: {type: string}, maxProperties: 10}
        +   labels: {type: object, additionalProperties: {type: string}, maxProperties: 50}

    See to it that what is stored can also be given back: responses may have the old bound.
    """
    return None if _tighter(change) else _said(change, "may be")


@rule(*_on(Direction.RESPONSE, *_PROPERTIES), oasdiff="response-property-max-properties-increased")
def response_property_count_widened(change: Change) -> str | None:
    """An object in a response may have more properties, or fewer, than was promised.

    Consumers with room for the old number, or that count on one property at least, fail.

          type: object
          properties:
        -   labels: {type: object, additionalProperties: {type: string}, maxProperties: 10}
        +   labels: {type: object, additionalProperties: {type: string}, maxProperties: 50}

    Instead, keep the bound.
    """
    return None if _tighter(change) else _said(change, "may be")


@rule(*_on(Direction.RESPONSE, *_PROPERTIES))
def response_property_count_narrowed(change: Change) -> str | None:
    """An object in a response keeps to a narrower number of properties than was promised.

    Consumers that can read the old numbers can read this.

          type: object
          properties:
        -   labels: {type: object, additionalProperties: {type: string}}
        +   labels: {type: object, additionalProperties: {type: string}, maxProperties: 10}

    Make sure that no stored objects are larger.
    """
    return _said(change, "is now always") if _tighter(change) else None


def _tighter(change: Change) -> bool:
    low = (change.attribute or "").startswith("min")
    before, after = _limit(change.before, low=low), _limit(change.after, low=low)
    return after > before if low else after < before


def _limit(bound: Any, *, low: bool) -> tuple[float, int]:
    """A bound as something to compare: "> 0" is tighter than 0, and none is the loosest."""
    if bound is None or isinstance(bound, bool):
        return (-math.inf if low else math.inf, 0)
    if isinstance(bound, str):
        return (float(bound.strip("<>= ")), 1 if low else -1)
    return (bound, 0)


def _said(change: Change, verb: str) -> str:
    attribute = change.attribute or ""
    after, before = _bound(attribute, change.after), _bound(attribute, change.before)
    if change.after is None:
        return f"{part(change)} no longer has {_LIMIT[attribute]} ({before} before)"
    counted = f"{part(change)} {verb} {after}{_OF.get(attribute, '')}"
    return counted if change.before is None else f"{counted} ({before} before)"


def _bound(attribute: str, bound: Any) -> str:
    low = attribute.startswith("min")
    if isinstance(bound, str):
        return f"{'more' if low else 'less'} than {bound.strip('<>= ')}"
    return f"{'at least' if low else 'at most'} {value(bound)}"
