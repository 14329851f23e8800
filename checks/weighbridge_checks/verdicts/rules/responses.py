"""Rules about status codes and response headers."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Kind
from weighbridge_checks.verdicts.law import presence, rewritten, status
from weighbridge_checks.verdicts.law_of_life import sunset
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part


@rule(
    On(Action.REMOVED, Kind.RESPONSE),
    law=status,
    oasdiff="response-success-status-removed",
)
def response_success_removed(change: Change) -> str | None:
    """An operation no longer answers with a success that it had.

    Consumers know a success by its code and read what comes with it. They wait for an answer that
    the provider no longer gives, and take whatever comes instead for a failure or misread it.

          paths:
            /orders:
              post:
                responses:
        -         "200": {description: known already}
                  "201": {description: created}

    Instead, keep the code and what it means. A new outcome deserves a code of its own beside it.
    """
    return f"status {change.name} is gone" if change.name.startswith("2") else None


@rule(On(Action.REMOVED, Kind.RESPONSE), law=status, oasdiff="response-non-success-status-removed")
def response_status_removed(change: Change) -> str | None:
    """An operation no longer names a status code that is no success.

    The provider does not promise to fail, so a consumer that is ready for the code just never sees
    it.

          paths:
            /orders:
              post:
                responses:
                  "201": {description: created}
        -         "409": {description: known already}

    Where the code still occurs, keep it: the document should name the errors that are known.
    """
    return None if change.name.startswith("2") else f"status {change.name} is gone"


@rule(On(Action.ADDED, Kind.RESPONSE), law=status, oasdiff="response-success-status-added")
def response_status_added(change: Change) -> str:
    """An operation may answer with another status code.

    HTTP binds a client to treat a code that it does not know like the first of its class, and
    OpenAPI documents only the errors that are known; so a new error, and another code of a class
    that was documented, hurt nobody. A class that was not (the first redirect) is a warning: who
    was never told of it may not follow it.

          paths:
            /orders:
              post:
                responses:
                  "201": {description: created}
        +         "409": {description: known already}

    Keep the meaning of the old codes: what was 400 for a reason should not become 422 for it.
    """
    return f"status {change.name} is new"


@rule(On(Action.CHANGED, Kind.RESPONSE, "description"))
def response_description_changed(change: Change) -> str:
    """A response is described in other words.

    People read it, machines do not.

          paths:
            /orders:
              post:
                responses:
        -         "201": {description: created}
        +         "201": {description: taken in}

    Where the words tell of another meaning, say it in the changelog: no schema can show it.
    """
    return f"the description of status {change.name} reads differently"


@rule(On(Action.ADDED, Kind.HEADER), law=presence, oasdiff="response-header-added")
def response_header_added(change: Change) -> str:
    """A response carries another header.

    Clients skip headers that they do not know.

          paths:
            /orders:
              get:
                responses:
                  "200":
                    description: all orders
        +           headers:
        +             X-Total: {schema: {type: integer}}

    Nothing has to be done.
    """
    return f"{part(change)} is new"


@rule(On(Action.REMOVED, Kind.HEADER), law=presence, oasdiff="required-response-header-removed")
def response_header_required_removed(change: Change) -> str | None:
    """A response lost a header that was always there.

    Consumers that were told so do not check for it, and fail without it.

          paths:
            /orders:
              get:
                responses:
                  "200":
                    description: all orders
        -           headers:
        -             X-Total: {required: true, schema: {type: integer}}

    Instead, keep sending it until no consumer's contract names it.
    """
    return f"{part(change)} is gone, though it was always there" if change.required else None


@rule(On(Action.REMOVED, Kind.HEADER), law=presence, oasdiff="optional-response-header-removed")
def response_header_removed(change: Change) -> str | None:
    """A response lost a header that was not promised.

    Consumers were told that it may be missing, which is not to be told that it is gone: what they
    do with it (paging, caching, tracing) silently stops.

          paths:
            /orders:
              get:
                responses:
                  "200":
                    description: all orders
        -           headers:
        -             X-Total: {schema: {type: integer}}

    Instead, mark it as deprecated, and remove it when no consumer's contract names it.
    """
    return None if change.required else f"{part(change)} is gone"


@rule(
    On(Action.CHANGED, Kind.HEADER, "required"),
    law=presence,
    oasdiff="response-header-became-optional",
)
def response_header_became_optional(change: Change) -> str | None:
    """A response header is no longer promised.

    Consumers that were told it is always there do not check for it, and fail on the first response
    without it.

          paths:
            /orders:
              get:
                responses:
                  "200":
                    description: all orders
                    headers:
                      X-Total:
        -               required: true
                        schema: {type: integer}

    Instead, keep sending it.
    """
    return None if change.after else f"{part(change)} may now be left out"


@rule(On(Action.CHANGED, Kind.HEADER, "required"), law=presence)
def response_header_became_required(change: Change) -> str | None:
    """A response header is promised now.

    Consumers that can do without it get it all the same.

          paths:
            /orders:
              get:
                responses:
                  "200":
                    description: all orders
                    headers:
                      X-Total:
        +               required: true
                        schema: {type: integer}

    Nothing has to be done, but to keep the promise.
    """
    return f"{part(change)} is now always there" if change.after else None


@rule(On(Action.CHANGED, Kind.HEADER, "description"))
def response_header_description_changed(change: Change) -> str:
    """A response header is described in other words.

    People read it, machines do not.

          paths:
            /orders:
              get:
                responses:
                  "200":
                    description: all orders
                    headers:
                      X-Total:
        -               description: how many
        +               description: how many there are in all
                        schema: {type: integer}

    Where the words tell of another meaning, say it in the changelog: no schema can show it.
    """
    return f"the description of {part(change)} reads differently"


@rule(
    On(Action.CHANGED, Kind.HEADER, "style"),
    On(Action.CHANGED, Kind.HEADER, "explode"),
    On(Action.CHANGED, Kind.HEADER, "content"),
    law=rewritten,
)
def response_header_rewritten(change: Change) -> str:
    """A response header is written in another way.

    Consumers take the value apart as the old document says, and find odd parts or none.

          paths:
            /orders:
              get:
                responses:
                  "200":
                    description: all orders
                    headers:
                      X-Page:
        -               explode: false
        +               explode: true
                        schema: {type: object, properties: {size: {type: integer}}}

    Instead, send a header of another name in the new way beside the old one.
    """
    before, after = (
        "as usual" if said is None else str(said) for said in (change.before, change.after)
    )
    return f"`{change.attribute}` of {part(change)} is {after}, it was {before}"


@rule(On(Action.CHANGED, Kind.HEADER, "deprecated"), law=sunset)
def response_header_deprecated(change: Change) -> str:
    """A response header is on its way out, or is here to stay after all.

    It still comes as before. Consumers are told to leave it in time.

          paths:
            /orders:
              get:
                responses:
                  "200":
                    description: all orders
                    headers:
                      X-Total:
        +               deprecated: true
                        schema: {type: integer}

    Say in the description what to read instead.
    """
    verb = "is" if change.after else "is no longer"
    return f"{part(change)} {verb} deprecated"
