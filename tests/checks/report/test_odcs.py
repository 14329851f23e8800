"""An event contract in the words of the Open Data Contract Standard 3.1: as strict as those are.

What the standard's own schema asks of the parts that are written here is said below in our words:
it refuses members that it does not know, and options that do not belong to a type.
"""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
import yaml

from tests.checks.facts.estate.builders import ASYNCAPI, EVENT_CARD, of
from tests.estate.documents import CONTRACTS
from weighbridge_checks.commands.trees import FolderTree
from weighbridge_checks.facts.estate.reading import read_estate
from weighbridge_checks.report import odcs

TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
NUMBER: dict[str, Any] = {"type": "number"}
ANY: dict[str, Any] = {}
CUSTOM = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["property", "value"],
        "properties": {"property": TEXT, "value": ANY},
        "additionalProperties": False,
    },
}


def only(needed: str, /, **properties: Any) -> dict[str, Any]:
    """An object with these members and no others."""
    return {
        "type": "object",
        "required": needed.split(),
        "properties": properties,
        "additionalProperties": False,
    }


BOUNDS = dict.fromkeys(
    ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), NUMBER
)
OPTIONS = {
    "string": only("", minLength=COUNT, maxLength=COUNT, pattern=TEXT, format=TEXT),
    "integer": only("", **BOUNDS, format={"enum": ["i32", "i64"]}),
    "number": only("", **BOUNDS, format={"enum": ["f32", "f64"]}),
    "array": only("", minItems=COUNT, maxItems=COUNT, uniqueItems={"type": "boolean"}),
    "object": only("", minProperties=COUNT, maxProperties=COUNT),
    "boolean": False,
    "date": False,
    "timestamp": False,
    "time": False,
}
#: without a type, nothing more can be said of a property
PROPERTY = {
    **only(
        "name required",
        name=TEXT,
        logicalType={"enum": list(OPTIONS)},
        required={"type": "boolean"},
        description=TEXT,
        logicalTypeOptions={"type": "object"},
        customProperties=CUSTOM,
        properties={"type": "array", "items": {"$ref": "#/$defs/property"}},
        items={"$ref": "#/$defs/property"},
    ),
    "dependentRequired": {"logicalTypeOptions": ["logicalType"]},
    "allOf": [
        {
            "if": {"properties": {"logicalType": {"const": kind}}, "required": ["logicalType"]},
            "then": {"properties": {"logicalTypeOptions": options}},
        }
        for kind, options in OPTIONS.items()
    ],
}
MESSAGE = only(
    "name",
    name=TEXT,
    physicalName=TEXT,
    physicalType=TEXT,
    logicalType={"const": "object"},
    description=TEXT,
    properties={"type": "array", "items": {"$ref": "#/$defs/property"}},
)
SERVER = {
    **only(
        "server type",
        server=TEXT,
        type={"enum": ["kafka", "custom"]},
        environment=TEXT,
        description=TEXT,
        host=TEXT,
        format=TEXT,
        customProperties=CUSTOM,
    ),
    "if": {"properties": {"type": {"const": "kafka"}}},
    "then": {"required": ["host"]},
    "else": {"properties": {"host": False, "format": False}},
}
CONTRACT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {"property": PROPERTY},
    **only(
        "apiVersion kind id version status",
        apiVersion={"const": "v3.1.0"},
        kind={"const": "DataContract"},
        id=TEXT,
        name=TEXT,
        version=TEXT,
        status={"enum": ["proposed", "draft", "active", "deprecated", "retired"]},
        domain=TEXT,
        description=only("purpose", purpose=TEXT),
        tags={"type": "array", "items": TEXT},
        servers={"type": "array", "items": SERVER},
        schema={"type": "array", "items": MESSAGE},
        slaProperties={
            "type": "array",
            "items": only(
                "property value",
                property=TEXT,
                value={"type": ["string", "number", "integer", "boolean", "null"]},
                valueExt={"type": ["string", "number"]},
                unit=TEXT,
                description=TEXT,
            ),
        },
        team=only(
            "name members",
            name=TEXT,
            members={
                "type": "array",
                "items": only("username", username=TEXT, name=TEXT, role=TEXT),
            },
        ),
        support={
            "type": "array",
            "items": only("channel", channel=TEXT, tool={"enum": ["email", "other"]}, url=TEXT),
        },
        customProperties=CUSTOM,
    ),
}

FOLDER = "events/order-events/1.0.0"
FULL = """\
tags: [orders]
domain: sales
retention: 30d
consistency: {class: batch, schedule: daily 05:00}
sla: {availability: 99.9, freshness: 24h, lag_p95: 30s, lag_p99: 500ms}
limits: {payload_kb: 64}
correlation: {in: correlationid}
ordering: {key: orderId}
exceptions: []
"""


def exported(fields: str = "", *, card: str = "", servers: str = "") -> dict[str, Any]:
    """What is written of a contract whose event has these fields."""
    document = ASYNCAPI.replace(
        "created: {title: order.created, payload: {type: object}}",
        f"created: {{title: order.created, payload: {{properties: {{{fields}}}}}}}",
    )
    files = {
        f"{FOLDER}/contract.yaml": EVENT_CARD + card,
        f"{FOLDER}/asyncapi.yaml": document.replace(
            "channels:", f"servers: {{{servers}}}\nchannels:"
        ),
    }
    estate = of(files)
    assert estate.troubles == (), estate.troubles
    one = next(c for c in estate.contracts if c.kind == "event")
    text = odcs.render(estate, one)
    assert "&id" not in text, "a reader may know no anchors"
    value: dict[str, Any] = yaml.safe_load(text)
    jsonschema.validate(value, CONTRACT)
    return value


def field(schema: str) -> dict[str, Any]:
    """What is written of one field."""
    (found,) = exported(f"x: {schema}")["schema"][0]["properties"]
    assert (found.pop("name"), found.pop("required")) == ("x", False)
    return dict(found)


def test_every_event_contract_of_the_estate_keeps_to_the_standard() -> None:
    estate = read_estate(FolderTree(CONTRACTS, "contracts"))
    events = [one for one in estate.contracts if one.kind == "event"]
    assert len(events) > 20
    for one in events:
        jsonschema.validate(odcs.as_value(estate, one), CONTRACT)


def test_all_that_a_card_can_say_keeps_to_the_standard() -> None:
    assert exported(card=FULL)["slaProperties"][0] == {
        "property": "availability",
        "value": 99.9,
        "unit": "%",
    }


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (
            "{type: [string, 'null'], maxLength: 9, format: uuid}",
            {"logicalType": "string", "logicalTypeOptions": {"maxLength": 9, "format": "uuid"}},
        ),
        ("{type: string, format: date, maxLength: 9}", {"logicalType": "date"}),
        ("{type: string, format: date-time}", {"logicalType": "timestamp"}),
        (
            "{type: integer, format: int64, exclusiveMinimum: 0}",
            {
                "logicalType": "integer",
                "logicalTypeOptions": {"exclusiveMinimum": 0, "format": "i64"},
            },
        ),
        (
            "{type: number, format: double, multipleOf: 0.01}",
            {"logicalType": "number", "logicalTypeOptions": {"multipleOf": 0.01, "format": "f64"}},
        ),
        (
            "{type: array, minItems: 1, uniqueItems: true, items: {type: boolean}}",
            {
                "logicalType": "array",
                "logicalTypeOptions": {"minItems": 1, "uniqueItems": True},
                "items": {"name": "items", "required": False, "logicalType": "boolean"},
            },
        ),
        (
            "{enum: [a, b]}",
            {
                "logicalType": "string",
                "customProperties": [{"property": "enum", "value": ["a", "b"]}],
            },
        ),
        (
            "{const: 7}",
            {"logicalType": "integer", "customProperties": [{"property": "enum", "value": [7]}]},
        ),
        pytest.param("{}", {}, id="anything has no type"),
        pytest.param("true", {}, id="anything, in one word"),
        pytest.param("{type: [string, integer], maxLength: 3}", {}, id="several types"),
        pytest.param("{oneOf: [{type: string}, {type: integer}]}", {}, id="a choice"),
        pytest.param("{type: 'null'}", {}, id="only null"),
    ],
)
def test_a_field_is_told_by_the_one_type_that_it_has(schema: str, expected: dict[str, Any]) -> None:
    assert field(schema) == expected


def test_a_message_that_is_another_ones_is_told_as_that() -> None:
    document = ASYNCAPI + '    again: {$ref: "#/components/messages/created"}\n'
    document = document.replace("payload: {type: object}", "payload: {properties: {n: {}}}")
    estate = of({f"{FOLDER}/asyncapi.yaml": document})
    one = next(c for c in estate.contracts if c.kind == "event")
    names = {
        said["physicalName"]: [p["name"] for p in said["properties"]]
        for said in odcs.as_value(estate, one)["schema"]
    }
    assert names["created"] == names["again"] == ["n"]


def test_a_kafka_without_a_host_is_no_kafka_to_the_standard() -> None:
    said = exported(servers="a: {host: 'k:9092', protocol: kafka}, b: {protocol: kafka}")
    assert [(s["server"], s["type"]) for s in said["servers"]] == [("a", "kafka"), ("b", "custom")]
