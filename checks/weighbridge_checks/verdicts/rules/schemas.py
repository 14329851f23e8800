"""Rules about a schema as a whole, and for what no other rule has a name for: the last asked."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.verdicts.law import described
from weighbridge_checks.verdicts.rule import ANY, On, rule
from weighbridge_checks.verdicts.wording import part, value


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "schema", Direction.REQUEST),
    law=described,
    oasdiff="request-body-media-type-schema-added",
)
def request_schema_narrowed(change: Change) -> str | None:
    """A request has to satisfy a schema that it did not have to.

    Either nothing was said of this part and now something is, so that nobody knows whether what
    consumers send fits; or parts that belong together let less through than before, with no single
    change to blame, and the witness shows a message that was taken and is refused.

          paths:
            /notes:
              post:
                requestBody:
                  content:
                    application/json:
        -             {}
        +             {schema: {type: object}}
                responses: {"201": {description: kept}}

    Instead, look at what is really sent, and describe that. Where a witness is shown, go on to take
    it; where its cause is not plain, change one thing at a time.
    """
    return None if change.after is None else f"{part(change)} has to satisfy {value(change.after)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "schema", Direction.REQUEST),
    law=described,
    oasdiff="request-body-media-type-schema-removed",
)
def request_schema_widened(change: Change) -> str:
    """A request no longer has to satisfy a schema.

    What consumers send today is still taken.

          paths:
            /notes:
              post:
                requestBody:
                  content:
                    application/json:
        -             {schema: {type: object}}
        +             {}
                responses: {"201": {description: kept}}

    Keep the schema where it still holds: consumers and their generated clients need it.
    """
    return f"{part(change)} no longer has to satisfy {value(change.before)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "schema", Direction.RESPONSE),
    law=described,
    oasdiff="response-body-media-type-schema-removed",
)
def response_schema_widened(change: Change) -> str | None:
    """A response no longer satisfies a schema that it did.

    Either something was said of this part and now nothing is, so that anything may come; or parts
    that belong together let more through than before, with no single change to blame, and the
    witness shows a message that could not come and now may.

          paths:
            /notes:
              get:
                responses:
                  "200":
                    description: all notes
                    content:
                      application/json:
        -               {schema: {type: object}}
        +               {}

    Instead, keep the schema. Where a witness is shown, see to it that it can not come; where its
    cause is not plain, change one thing at a time.
    """
    if change.before is None:
        return None
    return f"{part(change)} need not satisfy {value(change.before)} any more"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "schema", Direction.RESPONSE),
    law=described,
    oasdiff="response-body-media-type-schema-added",
)
def response_schema_narrowed(change: Change) -> str:
    """A response satisfies a schema, where nothing was said of it.

    Consumers that were ready for anything are ready for this.

          paths:
            /notes:
              get:
                responses:
                  "200":
                    description: all notes
                    content:
                      application/json:
        -               {}
        +               {schema: {type: object}}

    Nothing has to be done, but to keep the promise.
    """
    return f"{part(change)} now always satisfies {value(change.after)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, ANY, Direction.REQUEST),
    On(Action.ADDED, Kind.BRANCH, ANY, Direction.REQUEST),
    On(Action.REMOVED, Kind.BRANCH, ANY, Direction.REQUEST),
)
def request_schema_changed(change: Change) -> str:
    """A keyword of a request's schema changed for which there is no rule of its own.

    Whether it hurts is proved from the schemas as a whole, as for every other keyword.

    Where it does, go on to take the witness.
    """
    return _said(change)


@rule(
    On(Action.CHANGED, Kind.SCHEMA, ANY, Direction.RESPONSE),
    On(Action.ADDED, Kind.BRANCH, ANY, Direction.RESPONSE),
    On(Action.REMOVED, Kind.BRANCH, ANY, Direction.RESPONSE),
)
def response_schema_changed(change: Change) -> str:
    """A keyword of a response's schema changed for which there is no rule of its own.

    Whether it hurts is proved from the schemas as a whole, as for every other keyword.

    Where it does, see to it that the witness can not come.
    """
    return _said(change)


def _said(change: Change) -> str:
    return (
        f"`{change.attribute}` of {part(change)} is {value(change.after)},"
        f" it was {value(change.before)}"
    )
