"""Rules about what a list may hold."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part, value


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "uniqueItems", Direction.REQUEST),
    oasdiff="request-property-unique-items-set",
)
def request_items_made_unique(change: Change) -> str | None:
    """A list in a request may no longer hold an item twice.

    Consumers that send a list with equal items are refused.

          type: object
          properties:
        -   tags: {type: array, items: {type: string}}
        +   tags: {type: array, items: {type: string}, uniqueItems: true}

    Instead, go on to take such lists, and drop what is there twice.
    """
    return f"the items of {part(change)} have to differ" if change.after else None


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "uniqueItems", Direction.REQUEST),
    oasdiff="request-property-unique-items-unset",
)
def request_items_no_longer_unique(change: Change) -> str | None:
    """A list in a request may hold an item twice.

    What consumers send today is still taken.

          type: object
          properties:
        -   tags: {type: array, items: {type: string}, uniqueItems: true}
        +   tags: {type: array, items: {type: string}}

    See to it that responses of the same field keep their items apart.
    """
    return None if change.after else f"the items of {part(change)} need not differ"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "uniqueItems", Direction.RESPONSE),
    oasdiff="response-property-unique-items-unset",
)
def response_items_no_longer_unique(change: Change) -> str | None:
    """A list in a response may hold an item twice.

    Consumers that make a set or a table of it lose one of the two, or fail on the second key.

          type: object
          properties:
        -   tags: {type: array, items: {type: string}, uniqueItems: true}
        +   tags: {type: array, items: {type: string}}

    Instead, go on to drop what is there twice.
    """
    return None if change.after else f"the items of {part(change)} need not differ"


@rule(On(Action.CHANGED, Kind.SCHEMA, "uniqueItems", Direction.RESPONSE))
def response_items_made_unique(change: Change) -> str | None:
    """A list in a response never holds an item twice.

    Consumers that can read any list can read these.

          type: object
          properties:
        -   tags: {type: array, items: {type: string}}
        +   tags: {type: array, items: {type: string}, uniqueItems: true}

    Nothing has to be done, but to keep the promise.
    """
    return f"the items of {part(change)} now always differ" if change.after else None


@rule(On(Action.CHANGED, Kind.SCHEMA, "items", Direction.REQUEST))
def request_items_changed(change: Change) -> str:
    """The items of a list in a request have a schema, or none, unlike before.

    Where a schema is new, consumers that send items which it does not allow are refused. Where it
    is gone, everything is taken.

          type: object
          properties:
        -   tags: {type: array}
        +   tags: {type: array, items: {type: string}}

    Instead, look at what is really sent, and go on to take it.
    """
    return _said(change, "the items of")


@rule(On(Action.CHANGED, Kind.SCHEMA, "items", Direction.RESPONSE))
def response_items_changed(change: Change) -> str:
    """The items of a list in a response have a schema, or none, unlike before.

    Where the schema is gone, consumers meet items that it did not allow. Where it is new, they can
    read all that is left.

          type: object
          properties:
        -   tags: {type: array, items: {type: string}}
        +   tags: {type: array}

    Instead, keep the schema of the items.
    """
    return _said(change, "the items of")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "prefixItems", Direction.REQUEST),
    oasdiff="request-property-prefix-items-added",
)
def request_prefix_items_changed(change: Change) -> str:
    """The first items of a list in a request have to satisfy other schemas, each by its place.

    Consumers that send other items in these places are refused.

          type: object
          properties:
        -   size: {type: array}
        +   size: {type: array, prefixItems: [{type: number}, {type: string}]}

    Instead, go on to take what was allowed in each place.
    """
    return _by_place(change)


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "prefixItems", Direction.RESPONSE),
    oasdiff="response-property-prefix-items-removed",
)
def response_prefix_items_changed(change: Change) -> str:
    """The first items of a list in a response satisfy other schemas, each by its place.

    Consumers that read the items by their places meet what was not allowed there.

          type: object
          properties:
        -   size: {type: array, prefixItems: [{type: number}, {type: string}]}
        +   size: {type: array}

    Instead, keep the places, and add new items at the end.
    """
    return _by_place(change)


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "contains", Direction.REQUEST),
    On(Action.CHANGED, Kind.SCHEMA, "minContains", Direction.REQUEST),
    On(Action.CHANGED, Kind.SCHEMA, "maxContains", Direction.REQUEST),
    oasdiff="request-property-contains-added",
)
def request_contains_changed(change: Change) -> str:
    """What a list in a request has to contain has changed.

    Consumers that send a list without it, or with too many of it, are refused.

          type: object
          properties:
        -   tags: {type: array}
        +   tags: {type: array, contains: {const: b2b}}

    Instead, go on to take the old lists, and add what is missing on the provider's side.
    """
    return _said(change, f"{change.attribute} of")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "contains", Direction.RESPONSE),
    On(Action.CHANGED, Kind.SCHEMA, "minContains", Direction.RESPONSE),
    On(Action.CHANGED, Kind.SCHEMA, "maxContains", Direction.RESPONSE),
    oasdiff="response-property-contains-removed",
)
def response_contains_changed(change: Change) -> str:
    """What a list in a response contains for sure has changed.

    Consumers that look for the promised item do not find it.

          type: object
          properties:
        -   tags: {type: array, contains: {const: b2b}}
        +   tags: {type: array}

    Instead, keep the promise.
    """
    return _said(change, f"{change.attribute} of")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "unevaluatedItems", Direction.REQUEST),
    oasdiff="request-property-unevaluated-items-added",
)
def request_unevaluated_items_changed(change: Change) -> str:
    """A composed list in a request takes other further items than before.

    Consumers that send an item which no part of the composition describes are refused where the
    list is closed now.

          type: object
          properties:
            size:
              type: array
              prefixItems: [{type: number}]
        +     unevaluatedItems: false

    Instead, leave the list open and ignore what is not known.
    """
    return _said(change, "what no part describes of")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "unevaluatedItems", Direction.RESPONSE),
    oasdiff="response-property-unevaluated-items-removed",
)
def response_unevaluated_items_changed(change: Change) -> str:
    """A composed list in a response holds other further items than before.

    Consumers that read the list by its places fail on an item which no part describes.

          type: object
          properties:
            size:
              type: array
              prefixItems: [{type: number}]
        -     unevaluatedItems: false

    Instead, describe each item that is added.
    """
    return _said(change, "what no part describes of")


def _by_place(change: Change) -> str:
    """Before and after say for how many places there is a schema."""
    after, before = change.after or "no", change.before or "none"
    return f"{after} items of {part(change)} have schemas of their own ({before} before)"


def _said(change: Change, what: str) -> str:
    where = f"{what} {part(change)}"
    if change.before is None:
        return f"{where}: {value(change.after)} (nothing was said before)"
    if change.after is None:
        return f"{where}: nothing is said any more ({value(change.before)} before)"
    return f"{where}: {value(change.after)} ({value(change.before)} before)"
