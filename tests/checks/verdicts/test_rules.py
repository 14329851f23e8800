"""Every rule has a page, and its page tells the truth."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from tests.checks.verdicts.pages import documents
from weighbridge_checks.facts import Action, Change, Direction, Kind, read
from weighbridge_checks.facts.estate.files import faults, opened
from weighbridge_checks.verdicts import weigh
from weighbridge_checks.verdicts.promises import weigh_promises
from weighbridge_checks.verdicts.rule import collect
from weighbridge_checks.verdicts.rules import MODULES, asked, module
from weighbridge_checks.verdicts.rules.every import RULES

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.rule import Rule

#: rules for keywords that nobody has heard of, and so without an example
GENERAL = [r for r in RULES.values() if not any(r.example)]
SHOWN = [r for r in RULES.values() if any(r.example)]
#: what an example shows beside: a name can only be wrong where the data is
BESIDE = {"event-dataschema-kept": ["response-type-changed"]}
OPERATION = "GET /orders/{id}"
CARD = "id: orders\nversion: 1.0.0\n"
#: what a change may be about: kind, then what may have changed of the part itself
ATTRIBUTES: dict[Kind, tuple[str, ...]] = {
    Kind.INFO: ("title", "version", "description", "summary", "termsOfService", "x-team"),
    Kind.SERVER: ("variables", "protocol", "protocolVersion"),
    Kind.OPERATION: (
        *("operationId", "deprecated", "tags", "summary", "description", "stability"),
        *("address", "servers", "title", "channelDescription"),
    ),
    Kind.PARAMETER: (
        *("required", "deprecated", "style", "explode", "allowReserved", "allowEmptyValue"),
        *("description", "location", "content", "list"),
    ),
    Kind.BODY: ("required", "description"),
    Kind.MESSAGE: (
        *("contentType", "schemaFormat", "payload", "correlationId"),
        *("name", "title", "summary", "description", "tags"),
    ),
    Kind.REPLY: ("address", "location"),
    Kind.BINDING: ("unread",),
    Kind.RESPONSE: ("description",),
    Kind.HEADER: ("required", "description", "style", "explode", "content", "deprecated"),
    Kind.LINK: ("target",),
    Kind.ENCODING: ("style", "explode", "contentType"),
    Kind.MEDIA_TYPE: ("charset",),
    Kind.SECURITY: ("scopes", "bearerFormat", "refreshUrl"),
    Kind.PROPERTY: ("required", "deprecated", "readOnly", "writeOnly"),
    Kind.SCHEMA: (
        *("schema", "type", "nullable", "enum", "const", "minimum", "maximum", "minLength"),
        *("maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "multipleOf"),
        *("pattern", "format", "uniqueItems", "additionalProperties", "items", "prefixItems"),
        *("contains", "patternProperties", "propertyNames", "dependentRequired"),
        *("dependentSchemas", "conditional", "not", "unevaluatedProperties", "unevaluatedItems"),
        *("default", "deprecated", "readOnly", "writeOnly", "title", "description", "examples"),
        *(
            "discriminator",
            "content",
            "x-extensible-enum",
            "oneOf",
            "anyOf",
            "x-something-unheard-of",
        ),
    ),
}
#: what may come or go as a whole
PARTS: dict[Kind, tuple[str | None, ...]] = {
    Kind.OPERATION: (None,),
    Kind.PARAMETER: (None,),
    Kind.BODY: (None,),
    Kind.MEDIA_TYPE: (None,),
    Kind.MESSAGE: (None,),
    Kind.REPLY: (None,),
    Kind.BINDING: (None,),
    Kind.RESPONSE: (None,),
    Kind.HEADER: (None,),
    Kind.LINK: (None,),
    Kind.SECURITY: (None,),
    Kind.SERVER: (None,),
    Kind.PROPERTY: (None,),
    Kind.VALUE: (None,),
    Kind.BRANCH: ("oneOf", "anyOf", "allOf"),
}
#: what a binding may say
SETTINGS = (
    *(("kafka", "topic"), ("kafka", "partitions"), ("kafka", "cleanup.policy")),
    *(("kafka", "retention.ms"), ("kafka", "max.message.bytes"), ("kafka", "replicas")),
    *(("kafka", "key"), ("kafka", "schemaIdLocation"), ("amqp", "queue.durable")),
    *(("mqtt", "qos"), ("mqtt", "retain"), ("ws", "query"), ("nats", "queue")),
)
#: before and after, by the sort of attribute
FLAGS = ((False, True), (True, False))
LIMITS = ((None, 5), (5, None), (5, 6), (6, 5), (0, "> 0"), ("> 0", 1), (1.5, None))
TYPES = ((None, "string"), ("number", None), ("integer", "number"), (["null"], ["array", "object"]))
KEYWORDS = (
    (None, {"type": "string"}),
    ({"type": "string"}, None),
    ("text", "other"),
    ([1, 2], [2, 3]),
    (None, 2),
    (2, None),
    (None, False),
    (False, True),
)
ACCESS: tuple[tuple[Any, Any], ...] = (
    ([], [{"key": []}]),
    ([{"key": []}], []),
    ([{"key": []}], [{"oauth": ["read"]}]),
    ([{"key": []}], [{"key": []}, {"oauth": ["read"]}]),
    ([{"oauth": ["read"]}], [{"oauth": ["read", "write"]}]),
    ([{"oauth": ["read", "write"]}], [{"oauth": ["read"]}]),
)
SORTS: dict[str, tuple[tuple[Any, Any], ...]] = {
    **dict.fromkeys(
        (
            *("required", "explode", "list", "allowReserved", "allowEmptyValue"),
            *("nullable", "readOnly", "writeOnly", "uniqueItems"),
        ),
        FLAGS,
    ),
    **dict.fromkeys(
        (
            *("minimum", "maximum", "minLength", "maxLength"),
            *("minItems", "maxItems", "minProperties", "maxProperties"),
        ),
        LIMITS,
    ),
    "deprecated": (
        *FLAGS,
        (False, "2027-06-30"),
        ("2027-06-30", "2027-09-30"),
        ("2027-06-30", True),
        (True, "soon"),
    ),
    "discriminator": (
        (None, {"propertyName": "kind"}),
        ({"propertyName": "kind"}, None),
        ({"propertyName": "kind"}, {"propertyName": "type"}),
        *(
            ({"propertyName": "kind", "mapping": a}, {"propertyName": "kind", "mapping": b})
            for a, b in (({"a": "A"}, {"a": "B"}), ({}, {"a": "A"}), ({"a": "A"}, {}))
        ),
    ),
    "stability": ((None, "alpha"), ("alpha", "stable"), ("stable", "odd"), ("beta", None)),
    "type": TYPES,
    "prefixItems": ((None, 2), (2, None), (2, 3)),
    "scopes": ACCESS,
    **dict.fromkeys(
        ("bearerFormat", "refreshUrl"),
        ((None, {"http bearer": "JWT"}), ({"http bearer": "JWT"}, {"http bearer": "opaque"})),
    ),
}


def vocabulary() -> list[Change]:
    """Every sort of change that there is, with both requirements and all sorts of values."""
    path = {
        Kind.PARAMETER: (OPERATION, "request", "query", "status"),
        Kind.RESPONSE: (OPERATION, "response", "200"),
        Kind.HEADER: (OPERATION, "response", "200", "header", "X-Total"),
        Kind.MESSAGE: ("send orders", "message", "created"),
        Kind.REPLY: ("send orders", "reply"),
        Kind.BINDING: ("send orders", "bindings", "kafka", "partitions"),
    }
    found = [
        Change(
            action=action,
            kind=kind,
            attribute=attribute,
            direction=direction,
            path=path.get(kind, (OPERATION, str(direction), "application/json", "lines", "[]")),
            operations=(OPERATION,),
            required=required,
        )
        for action in (Action.ADDED, Action.REMOVED)
        for kind, attributes in PARTS.items()
        for attribute, direction, required in product(attributes, Direction, (False, True))
    ]
    found += [
        Change(
            action=Action.CHANGED,
            kind=kind,
            attribute=attribute,
            direction=direction,
            path=path.get(kind, (OPERATION, str(direction), "application/json", "sku")),
            operations=(OPERATION,),
            before=before,
            after=after,
        )
        for kind, attributes in ATTRIBUTES.items()
        for attribute, direction in product(attributes, Direction)
        for before, after in SORTS.get(attribute, KEYWORDS)
    ]
    found += [
        Change(action=Action.CHANGED, kind=Kind.SECURITY, path=(), before=before, after=after)
        for before, after in ACCESS
    ]
    found += [
        Change(
            action=Action.CHANGED,
            kind=Kind.BINDING,
            path=("send orders", "bindings", protocol, setting),
            direction=direction,
            before=before,
            after=after,
        )
        for protocol, setting in SETTINGS
        for direction in Direction
        for before, after in KEYWORDS
    ]
    return found


def speakers(change: Change) -> list[Rule]:
    return [r for r in asked(change) if r.says(change)]


def found(old: str, new: str) -> list[str]:
    if not re.search("^(openapi|asyncapi|workflow):", old, re.MULTILINE):
        was, now = (opened(f"{CARD}{text}\n".encode(), "contract.yaml") for text in (old, new))
        assert [*faults("contract", was), *faults("contract", now)] == []
        return [f.rule for f in weigh_promises(was, now)]
    verdict = weigh(
        read(old.encode(), name="old.yaml"),
        read(new.encode(), name="new.yaml"),
    )
    return [f.rule for f in verdict.findings]


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.id)
def test_a_rule_finds_the_example_on_its_page_and_nothing_else_does(rule: Rule) -> None:
    assert sorted(found(*documents(rule))) == sorted([*BESIDE.get(rule.id, ()), rule.id])


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_page_says_what_happened_whom_it_hurts_and_what_to_do(rule: Rule) -> None:
    paragraphs = [p for p in rule.page.split("\n\n") if not p.startswith("    ")]
    assert len(paragraphs) == 3
    assert rule.summary.endswith(".")
    assert "\n" not in paragraphs[0]
    assert all(p.endswith(".") for p in paragraphs)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_an_id_is_in_kebab_case_and_begins_with_the_side(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.id)
    directions = {on.direction for on in rule.on}
    side = rule.id.split("-")[0]
    if side in {"request", "response"} and None not in directions:
        assert directions == {Direction(side)}


def test_some_rule_speaks_of_every_change_that_there_is() -> None:
    silent = [
        (c.action, c.kind, c.attribute, c.direction, c.before, c.after)
        for c in vocabulary()
        if not speakers(c)
    ]
    assert silent == []


def test_a_message_is_part_of_a_sentence() -> None:
    for change in vocabulary():
        for rule in speakers(change):
            message = rule.says(change)
            assert message, rule.id
            assert message == message.strip(), rule.id
            assert not message.endswith("."), message
            assert not message[0].isupper(), message
            assert "\n" not in message, message


def test_who_is_asked_is_who_matches() -> None:
    for change in vocabulary():
        matching = [r for r in RULES.values() if any(on.matches(change) for on in r.on)]
        assert list(asked(change)) == matching


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_asked_about_the_kinds_of_its_rules(name: str) -> None:
    rules = collect(module(name)).values()
    assert {on.kind for rule in rules for on in rule.on} == MODULES[name]


def test_what_is_general_is_asked_last() -> None:
    assert list(RULES)[-2:] == [r.id for r in GENERAL]
