"""Rules about the parameters of a request: in the path, the query, the headers and the cookies."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Kind
from weighbridge_checks.verdicts.law import disallowed, presence, respelled, rewritten, several
from weighbridge_checks.verdicts.law_of_life import sunset
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part, value


@rule(On(Action.ADDED, Kind.PARAMETER), law=presence, oasdiff="new-required-request-parameter")
def parameter_required_added(change: Change) -> str | None:
    """A request has to carry a parameter that did not exist.

    No existing consumer sends it, so the provider refuses all of their requests. A default in its
    schema does not help: a required parameter has to be there.

          paths:
            /orders:
              get:
        +       parameters:
        +         - {in: query, name: depot, required: true, schema: {type: string}}
                responses: {"200": {description: all orders}}

    Instead, add it as optional and let the provider fill in what it meant until now.
    """
    return f"{part(change)} is new and required" if change.required else None


@rule(On(Action.ADDED, Kind.PARAMETER), law=presence, oasdiff="new-optional-request-parameter")
def parameter_added(change: Change) -> str | None:
    """A request may carry another parameter.

    Existing consumers leave it out, which is allowed.

          paths:
            /orders:
              get:
        +       parameters:
        +         - {in: query, name: depot, schema: {type: string}}
                responses: {"200": {description: all orders}}

    Make sure that a request without it means the same as before.
    """
    return None if change.required else f"{part(change)} is new and optional"


@rule(On(Action.REMOVED, Kind.PARAMETER), law=presence, oasdiff="request-parameter-removed")
def parameter_removed(change: Change) -> str:
    """A parameter is gone.

    Consumers go on to send it. A provider that ignores it answers something else than they asked
    for (a filter that no longer filters); one that is strict refuses the request. The document
    does not say which, hence a warning.

          paths:
            /orders:
              get:
        -       parameters:
        -         - {in: query, name: depot, schema: {type: string}}
                responses: {"200": {description: all orders}}

    Instead, mark it as deprecated, and remove it when no consumer's contract sends it.
    """
    return f"{part(change)} is gone"


@rule(
    On(Action.CHANGED, Kind.PARAMETER, "required"),
    law=presence,
    oasdiff="request-parameter-became-required",
)
def parameter_became_required(change: Change) -> str | None:
    """A parameter may no longer be left out.

    Consumers that leave it out, as they were allowed to, are refused.

          paths:
            /orders:
              get:
                parameters:
                  - in: query
                    name: depot
        +           required: true
                    schema: {type: string}
                responses: {"200": {description: all orders}}

    Instead, keep it optional and let the provider fill in what it meant until now.
    """
    return f"{part(change)} became required" if change.after else None


@rule(
    On(Action.CHANGED, Kind.PARAMETER, "required"),
    law=presence,
    oasdiff="request-parameter-became-optional",
)
def parameter_became_optional(change: Change) -> str | None:
    """A parameter may be left out now.

    Existing consumers go on to send it, which is allowed.

          paths:
            /orders:
              get:
                parameters:
                  - in: query
                    name: depot
        -           required: true
                    schema: {type: string}
                responses: {"200": {description: all orders}}

    Say in the description what a request without it means.
    """
    return None if change.after else f"{part(change)} became optional"


@rule(
    On(Action.CHANGED, Kind.PARAMETER, "style"),
    law=respelled,
    oasdiff="request-parameter-style-changed",
)
def parameter_style_changed(change: Change) -> str:
    """A parameter is written in another style.

    Consumers write the value in the old way (`1,2,3`) and the provider takes it apart in the new
    one (`1|2|3`): it sees one odd value, or refuses the request.

          paths:
            /orders:
              get:
                parameters:
                  - in: query
                    name: ids
                    explode: false
        -           style: form
        +           style: pipeDelimited
                    schema: {type: array, items: {type: string}}
                responses: {"200": {description: all orders}}

    Instead, add a parameter of another name in the new style beside the old one.
    """
    return (
        f"{part(change)} is written in style {_or_default(change.after)},"
        f" before in {_or_default(change.before)}"
    )


@rule(
    On(Action.CHANGED, Kind.PARAMETER, "explode"),
    law=rewritten,
    oasdiff="request-parameter-explode-changed",
)
def parameter_explode_changed(change: Change) -> str:
    """The values of a list are written apart, or together, unlike before.

    `ids=1&ids=2` and `ids=1,2` are the two ways. Consumers write the one, the provider by the new
    document reads the other: it sees one odd value, or the last one alone.

          paths:
            /orders:
              get:
                parameters:
                  - in: query
                    name: ids
        -           explode: true
        +           explode: false
                    schema: {type: array, items: {type: string}}
                responses: {"200": {description: all orders}}

    Instead, add a parameter of another name that is written in the new way beside the old one.
    """
    return (
        f"{part(change)} has `explode` {_or_default(change.after)},"
        f" before {_or_default(change.before)}"
    )


@rule(On(Action.CHANGED, Kind.PARAMETER, "content"), law=respelled)
def parameter_language_changed(change: Change) -> str:
    """The value of a parameter is written in another language.

    Consumers write it as plain text, say, and the provider by the new document reads JSON: `open`
    is no JSON, `"open"` is.

          paths:
            /orders:
              get:
                parameters:
                  - in: query
                    name: state
        -           schema: {type: string}
        +           content: {application/json: {schema: {type: string}}}
                responses: {"200": {description: all orders}}

    Instead, add a parameter of another name in the new language beside the old one.
    """
    return (
        f"{part(change)} is written as {change.after or 'plain text'},"
        f" before as {change.before or 'plain text'}"
    )


@rule(
    On(Action.CHANGED, Kind.PARAMETER, "list"),
    law=several,
    oasdiff="request-parameter-type-generalized",
)
def parameter_takes_several(change: Change) -> str | None:
    """A parameter may have several values, where it had one.

    `id=7` is a list of one: who sends one value is understood as before.

          paths:
            /orders:
              get:
                parameters:
                  - in: query
                    name: id
        -           schema: {type: string}
        +           schema: {type: array, items: {type: string}}
                responses: {"200": {description: all orders}}

    Nothing has to be done.
    """
    return f"{part(change)} may have several values" if change.after else None


@rule(
    On(Action.CHANGED, Kind.PARAMETER, "list"),
    law=several,
    oasdiff="request-parameter-type-changed",
)
def parameter_takes_one(change: Change) -> str:
    """A parameter has one value, where it could have several.

    Consumers that send `id=7&id=8` are refused, or served as if they had sent the last one alone.

          paths:
            /orders:
              get:
                parameters:
                  - in: query
                    name: id
        -           schema: {type: array, items: {type: string}}
        +           schema: {type: string}
                responses: {"200": {description: all orders}}

    Instead, go on to take several, or add a parameter of another name.
    """
    return f"{part(change)} has one value, it could have several"


@rule(
    On(Action.CHANGED, Kind.PARAMETER, "allowReserved"),
    law=disallowed,
    oasdiff="request-parameter-became-not-allow-reserved",
)
def parameter_allow_reserved_changed(change: Change) -> str:
    """Characters such as `/` and `?` in a value are to be escaped, unlike before, or need not be.

    Where they have to be escaped now, consumers that send them bare are misread. Where they need
    not be any more, whoever escapes them is understood as before.

          paths:
            /orders:
              get:
                parameters:
                  - in: query
                    name: reference
        -           allowReserved: true
                    schema: {type: string}
                responses: {"200": {description: all orders}}

    Instead, go on to accept both: a provider that unescapes what is escaped understands either.
    """
    if change.after:
        return f"{part(change)} may hold reserved characters unescaped"
    return f"reserved characters in {part(change)} have to be escaped"


@rule(On(Action.CHANGED, Kind.PARAMETER, "allowEmptyValue"), law=disallowed)
def parameter_allow_empty_value_changed(change: Change) -> str:
    """A parameter may be sent without a value (`?urgent`), or no longer.

    Where it may no longer be, consumers that send it so are refused.

          paths:
            /orders:
              get:
                parameters:
                  - in: query
                    name: urgent
        -           allowEmptyValue: true
                    schema: {type: string}
                responses: {"200": {description: all orders}}

    Instead, go on to take it, and read it as the value that it stood for.
    """
    return f"{part(change)} may {'now' if change.after else 'no longer'} be sent without a value"


@rule(
    On(Action.CHANGED, Kind.PARAMETER, "deprecated"),
    law=sunset,
    oasdiff="request-parameter-deprecated",
)
def parameter_deprecated(change: Change) -> str | None:
    """A parameter is on its way out.

    It still works as before. Consumers are told to leave it in time.

          paths:
            /orders:
              get:
                parameters:
                  - in: query
                    name: depot
        +           deprecated: true
                    schema: {type: string}
                responses: {"200": {description: all orders}}

    Say in the description what to send instead.
    """
    return f"{part(change)} is deprecated" if change.after and not change.before else None


@rule(
    On(Action.CHANGED, Kind.PARAMETER, "deprecated"),
    law=sunset,
    oasdiff="request-parameter-reactivated",
)
def parameter_no_longer_deprecated(change: Change) -> str | None:
    """A parameter is here to stay after all.

    Consumers may go on to send it.

          paths:
            /orders:
              get:
                parameters:
                  - in: query
                    name: depot
        -           deprecated: true
                    schema: {type: string}
                responses: {"200": {description: all orders}}

    Nothing has to be done.
    """
    return None if change.after else f"{part(change)} is no longer deprecated"


@rule(
    On(Action.CHANGED, Kind.PARAMETER, "deprecated"),
    law=sunset,
    oasdiff="request-parameter-sunset-date-changed-too-small",
)
def parameter_sunset_changed(change: Change) -> str:
    """The day after which a parameter may be gone has moved.

    It works as before until that day. Those who plan their move by it are let down where it comes
    sooner, and left in the dark where it is no longer named.

          paths:
            /orders:
              get:
                parameters:
                  - in: query
                    name: depot
                    deprecated: true
        -           x-sunset: "2027-06-30"
        +           x-sunset: "2027-09-30"
                    schema: {type: string}
                responses: {"200": {description: all orders}}

    A sunset should only be put off. Where it has to come sooner, ask the consumers first.
    """
    return f"the sunset of {part(change)} is {value(change.after)}, it was {value(change.before)}"


@rule(On(Action.CHANGED, Kind.PARAMETER, "description"))
def parameter_description_changed(change: Change) -> str:
    """A parameter is described in other words.

    People read it, machines do not.

          paths:
            /orders:
              get:
                parameters:
                  - in: query
                    name: depot
        -           description: where it is stored
        +           description: where it is shipped from
                    schema: {type: string}
                responses: {"200": {description: all orders}}

    Where the words tell of another meaning, as they do here, say it in the changelog: no schema can
    show it.
    """
    return f"the description of {part(change)} reads differently"


def _or_default(setting: object) -> str:
    return "its default" if setting is None else value(setting)
