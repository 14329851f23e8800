"""Rules about what an object may hold beside its declared properties, and about their names."""

from __future__ import annotations

from typing import Any

from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part, value


@rule(On(Action.CHANGED, Kind.SCHEMA, "additionalProperties", Direction.REQUEST))
def request_object_closed(change: Change) -> str | None:
    """A request may no longer hold properties that are not declared.

    Consumers that send more than is declared, which an open object allows, are refused. Consumers
    that keep to the document are not.

          type: object
          properties:
            sku: {type: string}
        + additionalProperties: false

    Instead, leave the object open and ignore what is not known.
    """
    return f"{part(change)} takes declared properties only" if change.after is False else None


@rule(On(Action.CHANGED, Kind.SCHEMA, "additionalProperties", Direction.REQUEST))
def request_object_opened(change: Change) -> str | None:
    """A request may hold any property that is not declared.

    What consumers send today is still taken.

          type: object
          properties:
            sku: {type: string}
        - additionalProperties: false

    Nothing has to be done.
    """
    return f"{part(change)} takes undeclared properties" if _open(change.after) else None


@rule(On(Action.CHANGED, Kind.SCHEMA, "additionalProperties", Direction.REQUEST))
def request_undeclared_properties_changed(change: Change) -> str:
    """Properties of a request that are not declared have to satisfy a schema.

    Where the object was open, consumers that send such properties with values that the schema does
    not allow are refused. Where it was closed, more is taken than before.

          type: object
          properties:
            sku: {type: string}
        - additionalProperties: true
        + additionalProperties: {type: string}

    Instead, look at what is really sent, and go on to take it.
    """
    return f"undeclared properties of {part(change)} have to satisfy {value(change.after)}"


@rule(On(Action.CHANGED, Kind.SCHEMA, "additionalProperties", Direction.RESPONSE))
def response_object_opened(change: Change) -> str | None:
    """A response may hold properties that are not declared, where it was closed.

    Consumers that check responses against the closed schema, or make a closed type of it, refuse
    the first undeclared property.

          type: object
          properties:
            id: {type: string}
        - additionalProperties: false
        + additionalProperties: true

    Instead, declare each property that is added.
    """
    return f"{part(change)} may hold undeclared properties" if _open(change.after) else None


@rule(On(Action.CHANGED, Kind.SCHEMA, "additionalProperties", Direction.RESPONSE))
def response_object_closed(change: Change) -> str | None:
    """A response no longer holds properties that are not declared.

    Consumers that skip what they do not know have less to skip.

          type: object
          properties:
            id: {type: string}
        + additionalProperties: false

    Think twice before closing: from now on each new property breaks those who check.
    """
    return f"{part(change)} holds declared properties only" if change.after is False else None


@rule(On(Action.CHANGED, Kind.SCHEMA, "additionalProperties", Direction.RESPONSE))
def response_undeclared_properties_changed(change: Change) -> str:
    """Properties of a response that are not declared satisfy a schema, where all or none came.

    Where the object was closed, consumers that check responses refuse the first undeclared
    property. Where it was open, they can read all that is left.

          type: object
          properties:
            id: {type: string}
        - additionalProperties: false
        + additionalProperties: {type: string}

    Instead, put such properties in an object of their own.
    """
    return f"undeclared properties of {part(change)} satisfy {value(change.after)}"


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "patternProperties", Direction.REQUEST),
    oasdiff="request-property-pattern-property-added",
)
def request_pattern_properties_changed(change: Change) -> str:
    """Properties of a request whose names follow a pattern have to satisfy another schema.

    Consumers that send such a property with a value that was free until now are refused.

          type: object
        + patternProperties:
        +   "^x-": {type: string}

    Instead, go on to take any value under these names.
    """
    return _said(change, "properties by pattern of")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "patternProperties", Direction.RESPONSE),
    oasdiff="response-property-pattern-property-removed",
)
def response_pattern_properties_changed(change: Change) -> str:
    """Properties of a response whose names follow a pattern satisfy another schema.

    Consumers that read properties by the pattern meet values that the old schema did not allow.

          type: object
        - patternProperties:
        -   "^x-": {type: string}

    Instead, keep the pattern and its schema.
    """
    return _said(change, "properties by pattern of")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "propertyNames", Direction.REQUEST),
    oasdiff="request-property-property-names-added",
)
def request_property_names_changed(change: Change) -> str:
    """The names of properties in a request have to satisfy another schema.

    Consumers that send a name which the new schema does not allow are refused.

          type: object
          additionalProperties: {type: string}
        + propertyNames: {maxLength: 20}

    Instead, go on to take the old names.
    """
    return _said(change, "the property names of")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "propertyNames", Direction.RESPONSE),
    oasdiff="response-property-property-names-removed",
)
def response_property_names_changed(change: Change) -> str:
    """The names of properties in a response satisfy another schema.

    Consumers that keep the names where the old ones fit fail on a name that was not allowed.

          type: object
          additionalProperties: {type: string}
        - propertyNames: {maxLength: 20}

    Instead, keep to the old names.
    """
    return _said(change, "the property names of")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "dependentRequired", Direction.REQUEST),
    oasdiff="request-property-dependent-required-added",
)
def request_dependent_required_changed(change: Change) -> str:
    """Whether a request needs a property depends on another one, unlike before.

    Consumers that send the one without the other, as they were allowed to, are refused.

          type: object
          properties:
            carrier: {type: string}
            depot: {type: string}
        + dependentRequired: {carrier: [depot]}

    Instead, let the provider fill in what is missing.
    """
    return _said(change, "what the properties need of each other in")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "dependentRequired", Direction.RESPONSE),
    oasdiff="response-property-dependent-required-removed",
)
def response_dependent_required_changed(change: Change) -> str:
    """Whether a response has a property depends on another one, unlike before.

    Consumers that saw the one and counted on the other fail where it is missing.

          type: object
          properties:
            carrier: {type: string}
            depot: {type: string}
        - dependentRequired: {carrier: [depot]}

    Instead, go on to send both together.
    """
    return _said(change, "what the properties promise of each other in")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "dependentSchemas", Direction.REQUEST),
    oasdiff="request-property-dependent-schema-added",
)
def request_dependent_schemas_changed(change: Change) -> str:
    """A request with a certain property has to satisfy another schema than before.

    Consumers that send the property with the rest as it was are refused.

          type: object
          properties:
            carrier: {type: string}
            weight: {type: number}
        + dependentSchemas:
        +   carrier: {properties: {weight: {maximum: 30}}}

    Instead, go on to take what the old schema allowed.
    """
    return _said(change, "what follows from a property in")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "dependentSchemas", Direction.RESPONSE),
    oasdiff="response-property-dependent-schema-removed",
)
def response_dependent_schemas_changed(change: Change) -> str:
    """A response with a certain property satisfies another schema than before.

    Consumers that saw the property and counted on the rest fail where it is otherwise.

          type: object
          properties:
            carrier: {type: string}
            weight: {type: number}
        - dependentSchemas:
        -   carrier: {properties: {weight: {maximum: 30}}}

    Instead, keep the promise.
    """
    return _said(change, "what follows from a property in")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "unevaluatedProperties", Direction.REQUEST),
    oasdiff="request-property-unevaluated-properties-added",
)
def request_unevaluated_properties_changed(change: Change) -> str:
    """A composed request takes other undeclared properties than before.

    Consumers that send a property which no part of the composition declares are refused where it
    is closed now.

          type: object
          properties:
            sku: {type: string}
        + unevaluatedProperties: false

    Instead, leave the object open and ignore what is not known.
    """
    return _said(change, "what no part declares of")


@rule(
    On(Action.CHANGED, Kind.SCHEMA, "unevaluatedProperties", Direction.RESPONSE),
    oasdiff="response-property-unevaluated-properties-removed",
)
def response_unevaluated_properties_changed(change: Change) -> str:
    """A composed response holds other undeclared properties than before.

    Consumers that check responses against the closed schema refuse the first property which no
    part of the composition declares.

          type: object
          properties:
            id: {type: string}
        - unevaluatedProperties: false
        + unevaluatedProperties: true

    Instead, declare each property that is added.
    """
    return _said(change, "what no part declares of")


def _open(schema: Any) -> bool:
    return schema is None or schema is True or schema == {}


def _said(change: Change, what: str) -> str:
    where = f"{what} {part(change)}"
    if change.before is None:
        return f"{where}: {value(change.after)} (nothing was said before)"
    if change.after is None:
        return f"{where}: nothing is said any more ({value(change.before)} before)"
    return f"{where}: {value(change.after)} ({value(change.before)} before)"
