"""Rules about schemas that are made of others: choices, conjunctions, conditions, exclusions."""

from __future__ import annotations

from typing import Any

from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.verdicts.law import told_apart
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part, value


@rule(
    On(Action.ADDED, Kind.BRANCH, "oneOf", Direction.REQUEST),
    On(Action.ADDED, Kind.BRANCH, "anyOf", Direction.REQUEST),
    oasdiff="request-property-one-of-added",
)
def request_choice_added(change: Change) -> str:
    """A request may take one more form.

    Existing consumers go on to send the old forms. Under `oneOf` a message may fit only one form:
    where an old message fits the new form too it is refused, and the proof finds it.

          oneOf:
            - {type: string}
        +   - {type: integer}

    Tell the forms apart by a field that each sets to another value.
    """
    return f"{part(change)} may take one more form, {_form(change)}"


@rule(
    On(Action.REMOVED, Kind.BRANCH, "oneOf", Direction.REQUEST),
    On(Action.REMOVED, Kind.BRANCH, "anyOf", Direction.REQUEST),
    oasdiff="request-property-one-of-removed",
)
def request_choice_removed(change: Change) -> str:
    """A request may no longer take one of its forms.

    Consumers that send this form are refused.

          oneOf:
            - {type: string}
        -   - {type: integer}

    Instead, go on to take the form until no consumer's contract sends it.
    """
    return f"{part(change)} may no longer take the form {_form(change)}"


@rule(
    On(Action.ADDED, Kind.BRANCH, "oneOf", Direction.RESPONSE),
    On(Action.ADDED, Kind.BRANCH, "anyOf", Direction.RESPONSE),
    oasdiff="response-property-one-of-added",
)
def response_choice_added(change: Change) -> str:
    """A response may take a form that it never had.

    Consumers that know the old forms have no way to read the new one.

          oneOf:
            - {type: string}
        +   - {type: integer}

    Instead, offer the new form at an operation, or in a field, of its own.
    """
    return f"{part(change)} may take one more form, {_form(change)}"


@rule(
    On(Action.REMOVED, Kind.BRANCH, "oneOf", Direction.RESPONSE),
    On(Action.REMOVED, Kind.BRANCH, "anyOf", Direction.RESPONSE),
    oasdiff="response-property-one-of-removed",
)
def response_choice_removed(change: Change) -> str:
    """A response no longer takes one of its forms.

    Consumers that can read it just never meet it again.

          oneOf:
            - {type: string}
        -   - {type: integer}

    Make sure that no stored data still have this form.
    """
    return f"{part(change)} no longer takes the form {_form(change)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "oneOf", Direction.REQUEST),
    On(Action.CHANGED, Kind.SCHEMA, "anyOf", Direction.REQUEST),
    oasdiff="request-body-wrapped-in-one-of",
)
def request_choice_changed(change: Change) -> str:
    """A request has forms to choose from, or no longer, or may fit several of them at once.

    Consumers that send what fits none of the forms, or under `oneOf` more than one, are refused.

          type: object
          properties:
            sku: {type: string}
            gtin: {type: string}
        + anyOf:
        +   - required: [sku]
        +   - required: [gtin]

    Instead, go on to take what fits none of them, and fill in what is missing.
    """
    return _chosen(change)


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "oneOf", Direction.RESPONSE),
    On(Action.CHANGED, Kind.SCHEMA, "anyOf", Direction.RESPONSE),
    oasdiff="response-body-wrapped-in-one-of",
)
def response_choice_changed(change: Change) -> str:
    """A response has forms to choose from, or no longer, or may fit several of them at once.

    Consumers that count on one of the forms meet a response that fits none.

          type: object
          properties:
            sku: {type: string}
            gtin: {type: string}
        - anyOf:
        -   - required: [sku]
        -   - required: [gtin]

    Instead, keep the forms.
    """
    return _chosen(change)


@rule(On(Action.CHANGED, Kind.SCHEMA, "not", Direction.REQUEST))
def request_exclusion_changed(change: Change) -> str:
    """What a request must not be has changed.

    What is excluded newly is refused. What is no longer excluded is taken.

          type: object
          properties:
        -   sku: {type: string}
        +   sku: {type: string, not: {const: NONE}}

    Instead, go on to take it and read it as absence.
    """
    return _said(change, "what", "must not be")


@rule(On(Action.CHANGED, Kind.SCHEMA, "not", Direction.RESPONSE))
def response_exclusion_changed(change: Change) -> str:
    """What a response is never has changed.

    Consumers meet what was excluded. What is excluded newly they just never meet.

          type: object
          properties:
        -   sku: {type: string, not: {const: NONE}}
        +   sku: {type: string}

    Instead, keep the exclusion.
    """
    return _said(change, "what", "never is")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "conditional", Direction.REQUEST),
    oasdiff="request-property-then-added",
)
def request_conditional_changed(change: Change) -> str:
    """What a request has to be in a certain case (`if`, `then`, `else`) has changed.

    Consumers that send the case with the rest as it was are refused where the case asks for more.

          type: object
          properties:
            express: {type: boolean}
            phone: {type: string}
        + if: {properties: {express: {const: true}}, required: [express]}
        + then: {required: [phone]}

    Instead, let the provider fill in what is missing.
    """
    return _said(change, "in a certain case, what", "has to be")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "conditional", Direction.RESPONSE),
    oasdiff="response-property-then-removed",
)
def response_conditional_changed(change: Change) -> str:
    """What a response is in a certain case (`if`, `then`, `else`) has changed.

    Consumers that saw the case and counted on the rest fail where it is otherwise.

          type: object
          properties:
            express: {type: boolean}
            phone: {type: string}
        - if: {properties: {express: {const: true}}, required: [express]}
        - then: {required: [phone]}

    Instead, keep the promise.
    """
    return _said(change, "in a certain case, what", "is")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "discriminator", Direction.REQUEST),
    law=told_apart,
    oasdiff="request-property-discriminator-added",
)
def request_discriminator_added(change: Change) -> str | None:
    """The forms of a request are told apart by a field that is named now.

    The schemas decide what is allowed, and they are weighed on their own. The field only helps to
    choose among them.

          oneOf:
            - {type: object, properties: {kind: {const: a}}, required: [kind]}
            - {type: object, properties: {kind: {const: b}}, required: [kind]}
        + discriminator: {propertyName: kind}

    Nothing has to be done, but to send the field in every form.
    """
    return _said(change, "how", "is told apart") if change.before is None else None


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "discriminator", Direction.REQUEST),
    law=told_apart,
    oasdiff="request-property-discriminator-mapping-changed",
)
def request_discriminator_changed(change: Change) -> str:
    """The forms of a request are told apart by another field, or by other values of it.

    The schemas decide what is allowed, and they are weighed on their own. A provider that is
    generated from the document chooses the form by the discriminator, and misreads a consumer that
    names it in the old way.

          oneOf:
            - {type: object, properties: {kind: {const: a}}, required: [kind]}
            - {type: object, properties: {kind: {const: b}}, required: [kind]}
        - discriminator: {propertyName: kind}
        + discriminator: {propertyName: type}

    Instead, keep the old names in the mapping beside the new ones.
    """
    return _said(change, "how", "is told apart")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "discriminator", Direction.RESPONSE),
    law=told_apart,
    oasdiff="response-property-discriminator-added",
)
def response_discriminator_added(change: Change) -> str | None:
    """The forms of a response are told apart by a field that is named now.

    The schemas decide what is allowed, and they are weighed on their own. The field only helps to
    choose among them.

          oneOf:
            - {type: object, properties: {kind: {const: a}}, required: [kind]}
            - {type: object, properties: {kind: {const: b}}, required: [kind]}
        + discriminator: {propertyName: kind}

    Nothing has to be done, but to send the field in every form.
    """
    return _said(change, "how", "is told apart") if change.before is None else None


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "discriminator", Direction.RESPONSE),
    law=told_apart,
    oasdiff="response-property-discriminator-mapping-changed",
)
def response_discriminator_changed(change: Change) -> str:
    """The forms of a response are told apart by another field, or by other values of it.

    The schemas decide what is allowed, and they are weighed on their own. A consumer that is
    generated from the document chooses the form by the discriminator, and misreads a response that
    is named in the new way.

          oneOf:
            - {type: object, properties: {kind: {const: a}}, required: [kind]}
            - {type: object, properties: {kind: {const: b}}, required: [kind]}
        - discriminator: {propertyName: kind}
        + discriminator: {propertyName: type}

    Instead, keep the old names in the mapping beside the new ones.
    """
    return _said(change, "how", "is told apart")


def _form(change: Change) -> str:
    return f"'{change.name.strip('()')}'"


def _chosen(change: Change) -> str:
    """Before and after are lists of branches, or say which word joined how many of them."""
    if change.before is None:
        return f"{part(change)} has to fit {change.attribute} of {_count(change.after)} forms"
    if change.after is None:
        return f"{part(change)} need not fit {change.attribute} of {_count(change.before)} forms"
    return f"the forms of {part(change)} are joined by {change.attribute}, unlike before"


def _count(forms: Any) -> str:
    return str(len(forms)) if isinstance(forms, list) else "several"


def _said(change: Change, word: str, verb: str) -> str:
    where = f"{word} {part(change)} {verb}"
    if change.before is None:
        return f"{where}: {value(change.after)} (nothing was said before)"
    if change.after is None:
        return f"{where}: nothing is said any more ({value(change.before)} before)"
    return f"{where}: {value(change.after)} ({value(change.before)} before)"
