"""Every standard about ownership and crosswalks: its page tells what its examples come to."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.checks.facts.estate.builders import of
from weighbridge_checks.verdicts import mappings, ownership

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.standard import Standard

EVERY = [*ownership.STANDARDS.values(), *mappings.STANDARDS.values()]
TODAY = date(2026, 11, 1)

SYSTEMS = ("erp", "shop", "erp-legacy", "erp-cloud", "wms", "storefront", "tms", "edi-gateway")
PLACES = ("DC-CHI", "DC-RNO", "DC-ATL", "ST-101")
FIELDS = {
    "product": ["name", "standardCost"],
    "order": ["status"],
    "inventory": ["onHand"],
    "shipment": ["eta"],
    "reservation": ["quantity"],
    "invoice": ["total"],
}
STATES = ("created", "shipped", "delivered", "dock", "picked")
AROUND = {
    "systems.yaml": {"systems": [{"id": name, "team": "finance"} for name in SYSTEMS]},
    "environments.yaml": {
        "path": ["production"],
        "environments": [{"id": "production"}],
        "locations": [{"id": place} for place in PLACES],
    },
    "workflows/order/2.0.0.yaml": {
        "workflow": "order",
        "version": "2.0.0",
        "entity": "order",
        "key": "orderId",
        "states": [{"name": name} for name in STATES],
        "initial": ["created"],
        "terminal": ["delivered"],
        "creation_events": [{"event": "order.created", "to": "created"}],
        "transitions": [
            {"from": "created", "to": "shipped", "on": "order.closed"},
            {"from": "shipped", "to": "delivered", "on": "order.closed"},
        ],
    },
}


@pytest.mark.parametrize("standard", EVERY, ids=lambda s: s.id)
def test_a_page_has_a_demand_and_a_reason(standard: Standard) -> None:
    demand, blank, reason, *_ = standard.page.splitlines()
    assert demand.endswith(".")
    assert blank == ""
    assert reason


@pytest.mark.parametrize("standard", EVERY, ids=lambda s: s.id)
def test_the_bad_example_of_a_page_is_found_and_the_good_one_is_not(standard: Standard) -> None:
    assert standard.id in found(standard, yaml.safe_load(standard.bad))
    assert standard.id not in found(standard, yaml.safe_load(standard.good))


def found(standard: Standard, example: dict[str, Any]) -> set[str]:
    """The ids of all that is said of an example, with what it takes for granted around it."""
    whole = {**AROUND, **parts(standard, example)}
    estate = of({name: json.dumps(value) for name, value in whole.items()})
    assert [t.message for t in estate.troubles if "there is no" in t.message] == []
    remarks = [*ownership.look(estate, TODAY), *mappings.look(estate)]
    return {remark.rule for remark in remarks}


def parts(standard: Standard, example: dict[str, Any]) -> dict[str, Any]:
    if standard.family == "MAP":
        return {**contract({}), "mappings/other/orders.yaml": crosswalk(standard, example)}
    entities = example.get("entities") or {name: {"fields": some} for name, some in FIELDS.items()}
    rules = example.get("rules", [])
    named = " ".join(field for rule in rules for field in rule["fields"])
    rules = [
        *rules,
        *({"fields": [f"{e}.*"], "owner": "erp-cloud"} for e in entities if f"{e}." not in named),
    ]
    files = {
        "ownership/system-of-record.yaml": {"entities": entities, "rules": rules},
        "ownership/flows.yaml": {"flows": example.get("flows", [])},
        **contract(example),
    }
    return {k: v for k, v in files.items() if v}


def contract(example: dict[str, Any]) -> dict[str, Any]:
    """An API whose request has the properties of the example."""
    properties = example.get("properties", {"sourceRefs": {"type": "string", "readOnly": True}})
    cost = "standardCost" in properties
    card = {
        "id": "orders",
        "version": "1.0.0",
        "status": "approved",
        "providers": ["wms" if cost else "erp-cloud"],
        "entity": "product" if cost else "order",
    }
    if "id" in example:
        card = {**example, "status": "approved", "providers": ["erp-cloud"]}
    line = {
        "type": "object",
        "required": ["sku", "quantity"],
        "properties": {
            "sku": {"type": "string"},
            "quantity": {
                "type": "object",
                "required": ["value"],
                "properties": {"value": {"type": "string"}},
            },
        },
    }
    body = {"application/json": {"schema": {"type": "object", "properties": properties}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Orders", "version": "1.0.0"},
        "paths": {
            "/orders": {
                "post": {
                    "operationId": "createOrder",
                    "requestBody": {"content": body},
                    "responses": {"204": {"description": "done"}},
                }
            }
        },
        "components": {"schemas": {"NewOrderLine": line}},
    }
    folder = "apis/orders/1.0.0"
    return {f"{folder}/contract.yaml": card, f"{folder}/openapi.yaml": document}


def crosswalk(standard: Standard, example: dict[str, Any]) -> dict[str, Any]:
    """A mapping that has the example where it belongs."""
    said = {"system": "other", "contract": "orders"}
    entries = example["map"]
    if any({"events", "technical"} & entry.keys() for entry in entries):
        codes = [entry["code"] for entry in entries]
        return {**said, "messages": {"codes": codes, **example}}
    if any("code" in entry for entry in entries):
        return {**said, "statuses": [{"name": "order", "workflow": "order@2.0.0", **example}]}
    sent = [entry["from"] for entry in entries]
    fields = {"schema": "NewOrderLine", "source": sent, **example}
    assert standard.id in {"MAP005", "MAP006", "MAP007", "MAP009"}
    return {**said, "fields": [fields]}
