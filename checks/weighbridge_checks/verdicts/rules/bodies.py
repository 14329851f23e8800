"""Rules about request bodies, and about the media types of both directions."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.verdicts.law import body, language
from weighbridge_checks.verdicts.rule import On, rule


@rule(On(Action.ADDED, Kind.BODY), law=body, oasdiff="request-body-added-required")
def request_body_required_added(change: Change) -> str | None:
    """A request has to carry a body, where there was none.

    Existing consumers send no body and are refused.

          paths:
            /orders/export:
              post:
        +       requestBody:
        +         required: true
        +         content: {application/json: {schema: {type: object}}}
                responses: {"202": {description: started}}

    Instead, add it as optional and let its absence mean what it meant until now.
    """
    return "a request body is new and required" if change.required else None


@rule(On(Action.ADDED, Kind.BODY), law=body, oasdiff="request-body-added-optional")
def request_body_added(change: Change) -> str | None:
    """A request may carry a body, where there was none.

    Existing consumers send none, which is allowed.

          paths:
            /orders/export:
              post:
        +       requestBody:
        +         content: {application/json: {schema: {type: object}}}
                responses: {"202": {description: started}}

    Make sure that a request without it means the same as before.
    """
    return None if change.required else "a request body is new and optional"


@rule(On(Action.REMOVED, Kind.BODY), law=body, oasdiff="request-body-removed")
def request_body_removed(_change: Change) -> str:
    """A request no longer has a body.

    Consumers go on to send one. The provider by the new document reads none: what they say in it
    is lost, or the request is refused for its content type.

          paths:
            /orders/export:
              post:
        -       requestBody:
        -         content: {application/json: {schema: {type: object}}}
                responses: {"202": {description: started}}

    Instead, keep the body as optional and say that it is no longer looked at.
    """
    return "the request body is gone"


@rule(On(Action.CHANGED, Kind.BODY, "required"), law=body, oasdiff="request-body-became-required")
def request_body_became_required(change: Change) -> str | None:
    """A request body may no longer be left out.

    Consumers that send none, as they were allowed to, are refused.

          paths:
            /orders/export:
              post:
                requestBody:
        +         required: true
                  content: {application/json: {schema: {type: object}}}
                responses: {"202": {description: started}}

    Instead, keep it optional and let its absence mean what it meant until now.
    """
    return "the request body became required" if change.after else None


@rule(On(Action.CHANGED, Kind.BODY, "required"), law=body, oasdiff="request-body-became-optional")
def request_body_became_optional(change: Change) -> str | None:
    """A request body may be left out now.

    Existing consumers go on to send it, which is allowed.

          paths:
            /orders/export:
              post:
                requestBody:
        -         required: true
                  content: {application/json: {schema: {type: object}}}
                responses: {"202": {description: started}}

    Say in the description what a request without a body means.
    """
    return None if change.after else "the request body became optional"


@rule(On(Action.CHANGED, Kind.BODY, "description"))
def request_body_description_changed(_change: Change) -> str:
    """A request body is described in other words.

    People read it, machines do not.

          paths:
            /orders/export:
              post:
                requestBody:
        -         description: what to export
        +         description: which orders to export
                  content: {application/json: {schema: {type: object}}}
                responses: {"202": {description: started}}

    Where the words tell of another meaning, say it in the changelog: no schema can show it.
    """
    return "the description of the request body reads differently"


@rule(
    On(Action.ADDED, Kind.MEDIA_TYPE, direction=Direction.REQUEST),
    law=language,
    oasdiff="request-body-media-type-added",
)
def request_media_type_added(change: Change) -> str:
    """A request body may be written in another language as well.

    Existing consumers go on to write what they wrote.

          paths:
            /orders/export:
              post:
                requestBody:
                  content:
                    application/json: {schema: {type: object}}
        +           text/csv: {schema: {type: string}}
                responses: {"202": {description: started}}

    Nothing has to be done.
    """
    return f"the {_message(change)} may also be '{change.name}'"


@rule(
    On(Action.REMOVED, Kind.MEDIA_TYPE, direction=Direction.REQUEST),
    law=language,
    oasdiff="request-body-media-type-removed",
)
def request_media_type_removed(change: Change) -> str:
    """A request body may no longer be written in a language.

    Consumers that write it get 415, "unsupported media type".

          paths:
            /orders/export:
              post:
                requestBody:
                  content:
                    application/json: {schema: {type: object}}
        -           text/csv: {schema: {type: string}}
                responses: {"202": {description: started}}

    Instead, go on to read it until no consumer's contract sends it.
    """
    return f"the {_message(change)} may no longer be '{change.name}'"


@rule(
    On(Action.ADDED, Kind.MEDIA_TYPE, direction=Direction.RESPONSE),
    law=language,
    oasdiff="response-media-type-added",
)
def response_media_type_added(change: Change) -> str:
    """A response can be had in another language as well.

    A consumer names in its `Accept` header what it understands, and goes on to get that. A webhook
    is sent unasked: there the new language reaches listeners that can not read it.

          paths:
            /orders:
              get:
                responses:
                  "200":
                    description: all orders
                    content:
                      application/json: {schema: {type: object}}
        +             text/csv: {schema: {type: string}}

    Answer a request without an `Accept` header in the old language, for there are such clients.
    """
    return f"the {_message(change)} may also come as '{change.name}'"


@rule(
    On(Action.REMOVED, Kind.MEDIA_TYPE, direction=Direction.RESPONSE),
    law=language,
    oasdiff="response-media-type-removed",
)
def response_media_type_removed(change: Change) -> str:
    """A response can no longer be had in a language.

    Consumers that ask for it get 406, "not acceptable", or a language that they do not read.

          paths:
            /orders:
              get:
                responses:
                  "200":
                    description: all orders
                    content:
                      application/json: {schema: {type: object}}
        -             text/csv: {schema: {type: string}}

    Instead, go on to offer it until no consumer's contract asks for it.
    """
    return f"the {_message(change)} no longer comes as '{change.name}'"


def _message(change: Change) -> str:
    """Media types stand in the path as (operation, "response", status, media type)."""
    status = 2
    if change.path[1:status] == ("response",) and len(change.path) > status:
        return f"{change.path[status]} response"
    return "request body"
