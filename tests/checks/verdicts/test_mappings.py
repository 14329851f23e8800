"""Crosswalks: total, of one meaning, true to the workflow, whole, and without silent loss."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.facts.estate.builders import of, told
from weighbridge_checks.verdicts.mappings import look
from weighbridge_checks.verdicts.mappings.statuses import cases
from weighbridge_checks.verdicts.mappings.subject import crosswalks, unread

WORKFLOW = """\
workflow: order
version: 1.0.0
entity: order
key: orderId
states: [{name: created}, {name: picked}, {name: shipped}, {name: cancelled}]
initial: [created]
terminal: [shipped, cancelled]
creation_events: [{event: order.created, to: created}]
transitions:
  - {from: created, to: picked, on: order.created}
  - {from: created, to: cancelled, on: order.closed}
  - {from: picked, to: shipped, on: order.closed}
"""
SCHEMAS = """\
openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
paths: {}
components:
  schemas:
    Address:
      type: object
      required: [city]
      properties: {city: {type: string}, street: {type: string}}
    NewOrder:
      type: object
      required: [orderId, lines, updatedAt]
      properties:
        orderId: {type: string}
        updatedAt: {type: string, readOnly: true}
        note: {type: string}
        billTo: {$ref: "#/components/schemas/Address"}
        lines:
          type: array
          items:
            type: object
            required: [sku, quantity]
            properties:
              sku: {type: string}
              quantity: {type: object, required: [value], properties: {value: {type: string}}}
"""


def remarks(said: dict[str, Any]) -> list[tuple[str, str]]:
    """What the standards have to say of a mapping: id and message."""
    text = json.dumps({"system": "shopware", "contract": "orders", **said})
    estate = of(
        {
            "workflows/order/1.0.0.yaml": WORKFLOW,
            "apis/orders/1.0.0/openapi.yaml": SCHEMAS,
            "mappings/shopware/orders.yaml": text,
        }
    )
    assert told(estate) == []
    seen = list(look(estate))
    assert len({r.identity for r in seen}) <= len(seen), "an estate tells each once"
    return [(r.rule, r.message) for r in seen]


def statuses(*meanings: dict[str, Any], codes: list[Any], **more: Any) -> dict[str, Any]:
    said = {"name": "order", "workflow": "order@1.0.0", "codes": codes, "map": list(meanings)}
    return {"statuses": [{**said, **more}]}


def to(code: Any, state: str, **when: list[str]) -> dict[str, Any]:
    return {"code": code, "to": state, **({"when": when} if when else {})}


BOTH = "means created and picked at once"
NO_WAY = "and no way of order@1.0.0 leads there: from"
TOLD = "and nothing says what that means"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(
            statuses(to("new", "created"), to("old", "created"), codes=["new", "old"]),
            [],
            id="two codes for one state",
        ),
        pytest.param(
            statuses(to("new", "created"), codes=["new", "done"]),
            [("MAP001", f"shopware may tell order 'done', {TOLD}")],
            id="a code of which nothing is said",
        ),
        pytest.param(
            statuses(to("new", "created"), {"code": "draft", "reject": "a basket"},
                     codes=["new", "draft"]),
            [],
            id="a code that is rejected",
        ),
        pytest.param(
            statuses(to("new", "created"), to("new", "picked"), codes=["new"]),
            [("MAP002", "order 'new' of shopware means created and picked at once")],
            id="a code for two states",
        ),
        pytest.param(
            statuses(to(["open", "*"], "created"), to(["open", "ready"], "picked"),
                     codes=[["open", "new"], ["open", "ready"]]),
            [("MAP002", "order 'open / ready' of shopware means created and picked at once")],
            id="a code for two states by a star",
        ),
        pytest.param(
            statuses(to("open", "created", step=["wait"]), to("open", "picked", step=["pick"]),
                     codes=["open"], discriminators={"step": ["wait", "pick"]}),
            [],
            id="a discriminator tells them apart",
        ),
        pytest.param(
            statuses(to("open", "created", step=["wait"]), to("open", "picked", step=["pick"]),
                     codes=["open"], discriminators={"step": ["wait", "pick", "pack"]}),
            [("MAP001", f"shopware may tell order 'open' with step pack, {TOLD}")],
            id="a value of a discriminator of which nothing is said",
        ),
        pytest.param(
            statuses(to("open", "created"), to("open", "picked", step=["pick"]),
                     codes=["open"], discriminators={"step": ["wait", "pick"]}),
            [("MAP002", f"order 'open' of shopware with step pick {BOTH}")],
            id="a meaning without condition counts in every case",
        ),
        pytest.param(
            statuses(to("new", "created"), to("done", "shipped"), codes=["new", "done"],
                     transitions=[{"from": "new", "to": ["new", "done"]}]),
            [],
            id="a step over states in between",
        ),
        pytest.param(
            statuses(to("new", "created"), to("done", "shipped"), codes=["new", "done"],
                     transitions=[{"from": "done", "to": ["new"]}]),
            [
                (
                    "MAP003",
                    ("the step of shopware from 'done' to 'new' means shipped → created,"
                    f" {NO_WAY} shipped one gets to nowhere"),
                )
            ],
            id="a step back",
        ),
        pytest.param(
            statuses(to("new", "craeted"), to("nwe", "created"), codes=["new"]),
            [
                ("MAP004", "order@1.0.0 has no state 'craeted'; did you mean 'created'?"),
                ("MAP004", "'nwe' is not among the codes of order"),
            ],
            id="names that are none",
        ),
        pytest.param(
            {
                "messages": {
                    "codes": ["850", "997", "810"],
                    "map": [
                        {"code": "850", "events": ["order.craeted"]},
                        {"code": "997", "events": ["order.closed"]},
                    ],
                }
            },
            [
                ("MAP001", "nothing says what the message '810' of shopware is"),
                ("MAP004", "there is no event 'order.craeted'; did you mean 'order.created'?"),
                (
                    "MAP008",
                    ("'997' says no more than that a message was understood, and is mapped to"
                    " order.closed"),
                ),
            ],
            id="messages",
        ),
    ],
)  # fmt: skip
def test_what_codes_come_to(said: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert remarks(said) == expected


def filled(source: list[str], *entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"fields": [{"schema": "NewOrder", "source": source, "map": list(entries), **more}]}


def fills(source: Any, target: str) -> dict[str, Any]:
    return {"from": source, "to": target}


ID = fills("id", "orderId")
LINES = (fills("items[*].no", "lines[*].sku"), fills("items[*].qty", "lines[*].quantity.value"))
SENT = ["id", "items[*].no", "items[*].qty"]
LACKING = "is required by NewOrder of orders, and nothing of shopware fills it"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(filled(SENT, ID, *LINES), [], id="everything"),
        pytest.param(
            filled(["id", "items[*].no"], ID, LINES[0]),
            [("MAP005", f"'lines.quantity.value' {LACKING}")],
            id="a required field of a line",
        ),
        pytest.param(
            filled(["id"], ID),
            [
                ("MAP005", f"'lines.sku' {LACKING}"),
                ("MAP005", f"'lines.quantity.value' {LACKING}"),
            ],
            id="a required list",
        ),
        pytest.param(
            filled([*SENT, "street"], ID, *LINES, fills("street", "billTo.street")),
            [("MAP005", f"'billTo.city' {LACKING}")],
            id="an optional object that is begun has to be whole",
        ),
        pytest.param(
            filled(["id", "all"], ID, fills("all", "lines")), [], id="a list fills its parts"
        ),
        pytest.param(
            filled(SENT[1:], {"value": "42", "to": "orderId"}, *LINES), [], id="a value fills, too"
        ),
        pytest.param(
            filled(SENT, ID, *LINES, fills("id", "oderId")),
            [("MAP006", "NewOrder has no field 'oderId'; did you mean 'orderId'?")],
            id="a target that is none",
        ),
        pytest.param(
            filled([*SENT, "items[*].unitSize"], ID, *LINES),
            [("MAP007", "'items[*].unitSize' of shopware is lost: NewOrder gets nothing of it")],
            id="a field that is lost",
        ),
        pytest.param(
            filled([*SENT, "tip"], ID, *LINES, drop=[{"field": "tip", "because": "not ours"}]),
            [],
            id="a field that is dropped with a reason",
        ),
        pytest.param(
            filled(SENT, ID, *LINES, fills("nte", "note")),
            [("MAP009", ("shopware sends no field 'nte'; known are"
              " 'id', 'items[*].no', 'items[*].qty'"))],
            id="a source that is not sent",
        ),
        pytest.param(
            {"fields": [{"schema": "Order", "source": ["id"], "map": [ID]}]},
            [("MAP006", "orders has no schema 'Order'")],
            id="a schema that is none",
        ),
    ],
)  # fmt: skip
def test_what_fields_come_to(said: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert remarks(said) == expected


def test_a_contract_that_there_is_not_is_told() -> None:
    assert remarks({"contract": "oders"}) == [
        ("MAP004", "there is no contract 'oders'; did you mean 'orders'?")
    ]


# -- against an evaluator that tries every code with every value of every discriminator

PARTS = (("open", "shut"), ("new", "done"))
VALUES = {"step": ["a", "b"], "place": ["x", "y"]}
CODES = [list(code) for code in itertools.product(*PARTS)]


@st.composite
def meanings(draw: st.DrawFn) -> dict[str, Any]:
    code = [draw(st.sampled_from((*part, "*"))) for part in PARTS]
    named = draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True))
    when = {n: draw(st.lists(st.sampled_from(VALUES[n]), min_size=1, unique=True)) for n in named}
    return to(code, draw(st.sampled_from(["created", "picked"])), **when)


@given(st.lists(meanings(), max_size=5))
def test_a_crosswalk_is_a_function_exactly_where_every_case_has_one_state(
    drawn: list[dict[str, Any]],
) -> None:
    found = remarks(statuses(*drawn, codes=CODES, discriminators=VALUES))
    told_of = {rule for rule, _ in found} & {"MAP001", "MAP002"}
    expected = set()
    for code in CODES:
        for case in itertools.product(*VALUES.values()):
            values = dict(zip(VALUES, case, strict=True))
            states = {
                m["to"]
                for m in drawn
                if all(own in ("*", part) for own, part in zip(m["code"], code, strict=True))
                and all(values[name] in some for name, some in m.get("when", {}).items())
            }
            expected |= {"MAP001"} if not states else set()
            expected |= {"MAP002"} if len(states) > 1 else set()
    assert told_of == expected


def test_a_code_without_conditions_has_one_case() -> None:
    said = statuses(to("new", "created"), codes=["new"], discriminators=VALUES)
    estate = of({"mappings/shopware/orders.yaml": json.dumps({
        "system": "shopware", "contract": "orders", **said})})  # fmt: skip
    (walked,) = crosswalks(estate)
    (found,) = walked.crosswalk.statuses
    assert list(cases(found, found.meanings)) == [{}]


def test_a_contract_that_can_not_be_read_is_told_and_its_schemas_are_not_called_missing() -> None:
    said = {"system": "shopware", "contract": "orders", **filled(SENT, ID, *LINES)}
    estate = of(
        {
            "apis/orders/1.0.0/openapi.yaml": "openapi: [\n",
            "mappings/shopware/orders.yaml": json.dumps(said),
        }
    )
    assert list(look(estate)) == []
    (told_of,) = unread(estate)
    assert told_of.startswith("apis/orders/1.0.0/openapi.yaml:")
