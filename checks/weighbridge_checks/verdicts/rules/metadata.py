"""Rules about what no message shows: prose, defaults, servers, the document itself."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.verdicts.law import host
from weighbridge_checks.verdicts.rule import ANY, On, rule
from weighbridge_checks.verdicts.wording import part, value


@rule(On(Action.CHANGED, Kind.INFO, "version"))
def info_version_changed(change: Change) -> str:
    """The document has another version.

    No message changes by it. Whether the new number is great enough for what changed is a question
    of its own, which the required bump answers.

          info:
        -   version: 1.0.0
        +   version: 1.1.0

    Nothing has to be done.
    """
    return f"the version is {value(change.after)}, it was {value(change.before)}"


@rule(On(Action.CHANGED, Kind.INFO, ANY))
def info_changed(change: Change) -> str:
    """The document speaks of itself in other words: title, description, contact, licence, terms.

    No message changes by it. A new licence or new terms of service bind people, not machines.

          info:
        -   title: Orders
        +   title: Sales orders

    Nothing has to be done, but to tell people where the terms are others.
    """
    if change.attribute in {"description", "summary"}:
        return f"the {change.attribute} of the document reads differently"
    return (
        f"the document's {change.attribute} is {value(change.after)}, it was {value(change.before)}"
    )


@rule(On(Action.ADDED, Kind.SERVER), law=host)
def server_added(change: Change) -> str:
    """The API can be reached at another address.

    Consumers go on to call the old one.

          servers:
            - url: https://api.example.com
        +   - url: https://eu.api.example.com

    Nothing has to be done.
    """
    return f"server '{change.name}' is new"


@rule(On(Action.REMOVED, Kind.SERVER), law=host)
def server_removed(change: Change) -> str:
    """An address of the API is no longer named.

    Consumers go on to call it. The document does not say whether it still answers, hence a
    warning.

          servers:
            - url: https://api.example.com
        -   - url: https://eu.api.example.com

    Instead, keep the address alive, and in the document, until nobody calls it.
    """
    return f"server '{change.name}' is gone"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "default", Direction.REQUEST),
    oasdiff="request-property-default-value-added",
)
def request_default_added(change: Change) -> str | None:
    """A value that a request may leave out has a default, where none was named.

    The document says what was left open. Consumers that leave the value out are served as it says.

          type: object
          properties:
        -   limit: {type: integer}
        +   limit: {type: integer, default: 50}

    Name as default what the provider did all along.
    """
    if change.before is not None:
        return None
    return f"{part(change)} is {value(change.after)} where it is left out"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "default", Direction.REQUEST),
    hurts_readers=True,
    oasdiff="request-property-default-value-changed",
)
def request_default_changed(change: Change) -> str:
    """A value that a request leaves out means something else than before.

    Each request is still taken. A consumer that leaves the value out, on the word of the document,
    gets another answer: fewer orders to a page, another depot, another currency.

          type: object
          properties:
        -   limit: {type: integer, default: 50}
        +   limit: {type: integer, default: 20}

    Instead, keep the default, and let those who want another say so.
    """
    if change.after is None:
        return f"{part(change)} no longer has a default ({value(change.before)} before)"
    return (
        f"{part(change)} is {value(change.after)} where it is left out"
        f" ({value(change.before)} before)"
    )


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "default", Direction.RESPONSE),
    oasdiff="response-property-default-value-changed",
)
def response_default_changed(change: Change) -> str:
    """The default of a value in a response has changed.

    A default is a hint to readers about a value that is left out. Validators ignore it; some
    generated clients fill it in.

          type: object
          properties:
        -   limit: {type: integer, default: 50}
        +   limit: {type: integer, default: 20}

    Instead, send the value, so that nobody has to guess.
    """
    if change.after is None:
        return f"{part(change)} no longer has a default ({value(change.before)} before)"
    before = "" if change.before is None else f" ({value(change.before)} before)"
    return f"the default of {part(change)} is {value(change.after)}{before}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "title"),
    On(Action.CHANGED, Kind.SCHEMA, "description"),
    On(Action.CHANGED, Kind.SCHEMA, "examples"),
    On(Action.CHANGED, Kind.SCHEMA, "example"),
    On(Action.CHANGED, Kind.SCHEMA, "externalDocs"),
)
def schema_prose_changed(change: Change) -> str:
    """A schema is described in other words, or shown by other examples.

    People read it, machines do not. Some generators name a type after the title.

          type: object
          properties:
        -   note: {type: string, description: for the driver}
        +   note: {type: string, description: for the picker}

    Where the words tell of another meaning, as they do here, say it in the changelog: no schema can
    show it.
    """
    verb = "are others" if change.attribute == "examples" else "reads differently"
    return f"the {change.attribute} of {part(change)} {verb}"
