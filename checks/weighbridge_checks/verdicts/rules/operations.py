"""Rules about operations as a whole."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Kind
from weighbridge_checks.facts.lifecycle import rank
from weighbridge_checks.verdicts.law import address
from weighbridge_checks.verdicts.law_of_life import settled, sunset
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

    Instead, mark it as `deprecated`, name what replaces it and a sunset date (`x-sunset`), and
    remove it after that day, when no consumer's contract names it and nothing that runs calls it.
    What was marked as draft or alpha (`x-stability-level`) was never promised.
    """
    return f"'{_label(change)}' is gone"


@rule(On(Action.CHANGED, Kind.OPERATION, "deprecated"), law=sunset, oasdiff="endpoint-deprecated")
def operation_deprecated(change: Change) -> str | None:
    """An operation is on its way out.

    It still answers as before. Consumers are told to leave it in time: until the day that
    `x-sunset` names, they may count on it. A day that nobody can read promises nothing.

          paths:
            /orders:
              get:
        +       deprecated: true
                responses: {"200": {description: all orders}}

    Add an `x-sunset` date and say in the description what to call instead.
    """
    if change.before:
        return None
    return f"'{_label(change)}' is deprecated{_until(change.after)}" if change.after else None


@rule(On(Action.CHANGED, Kind.OPERATION, "deprecated"), law=sunset, oasdiff="endpoint-reactivated")
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


@rule(
    On(Action.CHANGED, Kind.OPERATION, "deprecated"),
    law=sunset,
    oasdiff="api-sunset-date-changed-too-small",
)
def operation_sunset_changed(change: Change) -> str:
    """The day after which an operation may be gone has moved.

    The operation answers as before until that day. Those who plan their move by it are let down
    where it comes sooner, and left in the dark where it is no longer named.

          paths:
            /orders:
              get:
                deprecated: true
        -       x-sunset: "2027-06-30"
        +       x-sunset: "2027-09-30"
                responses: {"200": {description: all orders}}

    A sunset should only be put off. Where it has to come sooner, ask the consumers first.
    """
    if not isinstance(change.before, str):
        return f"'{_label(change)}' has a sunset: {value(change.after)}"
    if not isinstance(change.after, str):
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


@rule(
    On(Action.CHANGED, Kind.OPERATION, "stability"), law=settled, oasdiff="api-stability-increased"
)
def operation_stability_raised(change: Change) -> str | None:
    """An operation is promised more firmly than before.

    From now on it is weighed as what it is called.

          paths:
            /orders:
              get:
        -       x-stability-level: beta
        +       x-stability-level: stable
                responses: {"200": {description: all orders}}

    Nothing has to be done, but to keep the promise.
    """
    was, now = rank(change.before), rank(change.after)
    return _levels(change) if was is not None and now is not None and now > was else None


@rule(
    On(Action.CHANGED, Kind.OPERATION, "stability"), law=settled, oasdiff="api-stability-decreased"
)
def operation_stability_lowered(change: Change) -> str | None:
    """An operation is promised less firmly than before.

    Consumers came when it was promised to stay as it is, and it may now change under them.

          paths:
            /orders:
              get:
        -       x-stability-level: stable
        +       x-stability-level: alpha
                responses: {"200": {description: all orders}}

    Instead, keep the promise, and try out what is new under another path.
    """
    was, now = rank(change.before), rank(change.after)
    return _levels(change) if was is not None and now is not None and now < was else None


@rule(On(Action.CHANGED, Kind.OPERATION, "stability"), law=settled)
def operation_stability_renamed(change: Change) -> str:
    """How firmly an operation is promised is said in another word.

    Where both words are known they promise the same. Of a word that is not known nobody can tell,
    hence a warning.

          paths:
            /orders:
              get:
        -       x-stability-level: ga
        +       x-stability-level: stable
                responses: {"200": {description: all orders}}

    Keep to draft, alpha, beta and stable.
    """
    return _levels(change)


def _levels(change: Change) -> str:
    return f"'{_label(change)}' is {_level(change.after)}, it was {_level(change.before)}"


def _level(said: object) -> str:
    return "of no named stability" if said is None else str(said)


def _until(sunset: object) -> str:
    return f", with the sunset {value(sunset)}" if isinstance(sunset, str) else ""


def _label(change: Change) -> str:
    if len(change.path) > 1 and change.operation:  # a callback stands inside of an operation
        return f"{change.name}' of '{change.operation}"
    return change.operation or change.name
