"""Rules about operations as a whole."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Kind
from weighbridge_checks.verdicts.law import address
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import value, values


@rule(On(Action.ADDED, Kind.OPERATION), law=address, oasdiff="endpoint-added")
def operation_added(change: Change) -> str:
    """An operation is new.

    Nobody calls it yet, so nobody is hurt.

          paths:
            /orders:
              get: {responses: {"200": {description: all orders}}}
        +     post: {responses: {"201": {description: created}}}

    Nothing has to be done. What is published once has to be kept, so publish what is meant to stay.
    """
    return f"'{_label(change)}' is new"


@rule(On(Action.REMOVED, Kind.OPERATION), law=address, oasdiff="api-removed-without-deprecation")
def operation_removed(change: Change) -> str:
    """An operation is gone.

    Whoever calls it gets an error instead of an answer: the provider by the new document does not
    know the path, or does not know the method there. To its callers a renamed path is a removed
    one.

          paths:
            /orders:
              get: {responses: {"200": {description: all orders}}}
        -     delete: {responses: {"204": {description: all gone}}}

    Instead, mark it as `deprecated`, name what replaces it and a sunset date, and remove it when no
    consumer's contract names it and nothing that runs calls it.
    """
    return f"'{_label(change)}' is gone"


@rule(On(Action.CHANGED, Kind.OPERATION, "deprecated"), oasdiff="endpoint-deprecated")
def operation_deprecated(change: Change) -> str | None:
    """An operation is on its way out.

    It still answers as before. Consumers are told to leave it in time.

          paths:
            /orders:
              get:
        +       deprecated: true
                responses: {"200": {description: all orders}}

    Add an `x-sunset` date and say in the description what to call instead.
    """
    return f"'{_label(change)}' is deprecated" if change.after else None


@rule(On(Action.CHANGED, Kind.OPERATION, "deprecated"), oasdiff="endpoint-reactivated")
def operation_no_longer_deprecated(change: Change) -> str | None:
    """An operation is here to stay after all.

    Its callers may go on as they are. Those who have already moved need not come back.

          paths:
            /orders:
              get:
        -       deprecated: true
                responses: {"200": {description: all orders}}

    Remove the sunset date too where there was one.
    """
    return None if change.after else f"'{_label(change)}' is no longer deprecated"


@rule(On(Action.CHANGED, Kind.OPERATION, "x-sunset"), oasdiff="api-sunset-date-changed-too-small")
def operation_sunset_changed(change: Change) -> str:
    """The day after which an operation may be gone has moved.

    The operation answers as before until that day. Those who plan their move by it have to look.

          paths:
            /orders:
              get:
                deprecated: true
        -       x-sunset: "2027-06-30"
        +       x-sunset: "2027-09-30"
                responses: {"200": {description: all orders}}

    A sunset should only be put off. Where it has to come sooner, ask the consumers first.
    """
    if change.before is None:
        return f"'{_label(change)}' has a sunset: {value(change.after)}"
    if change.after is None:
        return f"'{_label(change)}' no longer has a sunset (it was {value(change.before)})"
    return (
        f"the sunset of '{_label(change)}' is {value(change.after)}, it was {value(change.before)}"
    )


@rule(On(Action.CHANGED, Kind.OPERATION, "operationId"), oasdiff="api-operation-id-removed")
def operation_id_changed(change: Change) -> str:
    """An operation has another `operationId`.

    Nothing changes on the wire. Clients that are generated from the document name their functions
    by it: their source no longer compiles after the next generation.

          paths:
            /orders:
              get:
        -       operationId: listOrders
        +       operationId: findOrders
                responses: {"200": {description: all orders}}

    Instead, keep the id; it is a name for machines, and nobody reads it for its beauty.
    """
    return (
        f"the operationId of '{_label(change)}' is {value(change.after)},"
        f" it was {value(change.before)}"
    )


@rule(On(Action.CHANGED, Kind.OPERATION, "tags"), oasdiff="api-tag-removed")
def operation_tags_changed(change: Change) -> str:
    """An operation stands under other tags.

    Tags group operations in the documentation; no message changes. Some generators make one client
    class per tag.

          paths:
            /orders:
              get:
        -       tags: [orders]
        +       tags: [sales]
                responses: {"200": {description: all orders}}

    Nothing has to be done.
    """
    return (
        f"the tags of '{_label(change)}' are {values(change.after)},"
        f" they were {values(change.before)}"
    )


@rule(On(Action.CHANGED, Kind.OPERATION, "summary"))
def operation_summary_changed(change: Change) -> str:
    """An operation has another headline.

    People read it, machines do not.

          paths:
            /orders:
              get:
        -       summary: Orders
        +       summary: All open orders
                responses: {"200": {description: all orders}}

    Where the words tell of another behaviour, the behaviour is a change of its own: say it in the
    changelog.
    """
    return f"the summary of '{_label(change)}' reads differently"


@rule(On(Action.CHANGED, Kind.OPERATION, "description"))
def operation_description_changed(change: Change) -> str:
    """An operation is described in other words.

    People read it, machines do not.

          paths:
            /orders:
              get:
        -       description: Lists the orders.
        +       description: Lists the orders, newest first.
                responses: {"200": {description: all orders}}

    Where the words tell of another behaviour, as they do here, say it in the changelog: no schema
    can show it.
    """
    return f"the description of '{_label(change)}' reads differently"


def _label(change: Change) -> str:
    return change.operation or change.name
