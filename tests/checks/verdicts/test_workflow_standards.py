"""What is wrong with a workflow as it stands: each sentence, and the line where it stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.checks.verdicts.pages import WORKFLOW
from tests.checks.workflows import a_text, a_workflow, the_contract
from weighbridge_checks.commands.trees import FolderTree
from weighbridge_checks.facts.estate.reading import read_estate
from weighbridge_checks.verdicts.workflow_review import STANDARDS, look, reviewed

if TYPE_CHECKING:
    from pathlib import Path

    from weighbridge_checks.verdicts.remark import Remark
    from weighbridge_checks.verdicts.standard import Standard

PACK, SHIP = "created > packed on order.packed", "packed > shipped on order.shipped"
PACKED = "'order.packed' in state 'created'"
BARE = [s for s in STANDARDS.values() if s.id != "WF008" and s.family == "WF"]


def order(*steps: str, **more: Any) -> dict[str, Any]:
    return a_workflow(*(steps or (PACK, SHIP)), **{"terminal": ["shipped"], **more})


def found(document: dict[str, Any] | str) -> list[tuple[str, str, str]]:
    contract = the_contract(document if isinstance(document, str) else a_text(document))
    return [(r.rule, str(r.severity), r.message) for r in reviewed(contract)]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(order(), [], id="a sound one"),
        pytest.param(
            order(states=["created", "packed", "shipped", "packed"]),
            [("WF001", "error", "state 'packed' stands here again, first on line 5")],
            id="a state stands twice",
        ),
        pytest.param(
            order(
                PACK, SHIP, "packed > shiped on order.lost", states=["created", "packed", "shipped"]
            ),
            [("WF002", "error", "there is no state 'shiped'; did you mean 'shipped'?")],
            id="a step leads nowhere",
        ),
        pytest.param(
            order(ignore={"gone": ["order.packed"]}),
            [
                (
                    "WF002",
                    "error",
                    "there is no state 'gone'; known are 'created', 'packed', 'shipped'",
                )
            ],
            id="a state that is none ignores an event",
        ),
        pytest.param(
            order(parties=[{"system": "a", "role": "consumer", "relies_on": ["boxed"]}]),
            [
                (
                    "WF002",
                    "error",
                    "there is no state 'boxed'; known are 'created', 'packed', 'shipped'",
                )
            ],
            id="a party relies on a state that is none",
        ),
        pytest.param(
            order(PACK, SHIP, states=["created", "packed", "shipped", "lost"]),
            [("WF003", "error", "no entity can reach state 'lost'")],
            id="a state that nobody reaches",
        ),
        pytest.param(
            order(PACK, SHIP, "packed > lost on order.lost if open = 1 and open = 2"),
            [
                ("WF003", "error", "no entity can reach state 'lost'"),
                ("WF010", "error", "the guard 'open = 1 and open = 2' never holds"),
            ],
            id="a state behind a guard that never holds",
        ),
        pytest.param(
            order(
                PACK, SHIP, "packed > stuck on order.lost", "stuck > packed on order.x if open = 1"
            )
            | {"terminal": ["shipped"]},
            [],
            id="a way back is a way on",
        ),
        pytest.param(
            order(PACK, SHIP, "packed > stuck on order.lost"),
            [("WF004", "error", "no way leads from state 'stuck' to a terminal one")],
            id="a dead end",
        ),
        pytest.param(
            order(PACK, terminal=[]),
            [
                ("WF004", "error", "no way leads from state 'created' to a terminal one"),
                ("WF004", "error", "no way leads from state 'packed' to a terminal one"),
            ],
            id="nothing is terminal",
        ),
        pytest.param(
            order(PACK, SHIP, "shipped > packed on order.back"),
            [("WF005", "error", "'order.back' leads out of the terminal state 'shipped'")],
            id="a way out of a terminal state",
        ),
        pytest.param(
            order(PACK, SHIP, "created > shipped on order.packed"),
            [
                (
                    "WF006",
                    "error",
                    f"{PACKED} leads to 'packed' and 'shipped' at once, see line 9",
                )
            ],
            id="one event, two ways",
        ),
        pytest.param(
            order(f"{PACK} if open > 0", SHIP, "created > shipped on order.packed if open = 0"),
            [],
            id="guards that exclude each other",
        ),
        pytest.param(
            order(f"{PACK} if in stock", SHIP, "created > shipped on order.packed if drop shipped"),
            [
                (
                    "WF006",
                    "warning",
                    f"whether {PACKED} leads one way is undecided: 'in stock' and 'drop shipped'",
                )
            ],
            id="guards that nobody understands",
        ),
        pytest.param(
            order(initial=[], creation=[{"event": "order.created", "to": "created"}]),
            [
                ("WF007", "error", "there is no initial state, so nothing can begin"),
                (
                    "WF007",
                    "error",
                    "'order.created' creates entities in 'created', which is not initial",
                ),
            ],
            id="nothing is initial",
        ),
        pytest.param(
            order(creation=[]),
            [("WF007", "error", "no event creates an entity, so nothing can begin")],
            id="nothing is created",
        ),
        pytest.param(
            order(
                creation=[{"event": "order.created", "to": "created"}],
                initial=["created", "packed"],
            ),
            [("WF007", "error", "state 'packed' is initial, and no event creates an entity in it")],
            id="an initial state in which nothing begins",
        ),
        pytest.param(
            order(ignore={"created": ["order.packed"]}),
            [
                (
                    "WF009",
                    "error",
                    "'order.packed' is ignored in state 'created', and leads to 'packed' by line 9",
                )
            ],
            id="ignored and taken",
        ),
        pytest.param(
            order(f"{PACK} if open > 0", SHIP, ignore={"created": ["order.packed"]}),
            [],
            id="ignored where no guard holds",
        ),
        pytest.param(
            order(ignore={"created": ["order.seen"]}),
            [
                (
                    "WF009",
                    "warning",
                    "'order.seen' is ignored in state 'created', and moves nothing anywhere",
                )
            ],
            id="ignored for nothing",
        ),
        pytest.param(
            order(PACK, SHIP, SHIP),
            [("WF011", "warning", "the same step stands on line 9")],
            id="a step stands twice",
        ),
        pytest.param(
            order()
            | {
                "states": [
                    {"name": "created"},
                    {"name": "packed", "kind": "done"},
                    {"name": "shipped"},
                ]
            },
            [("WF012", "warning", "the kind of state 'packed' is 'done', and it is not terminal")],
            id="done and not terminal",
        ),
        pytest.param(
            order(f"{PACK} by wms", SHIP, parties=[{"system": "erp", "role": "producer"}]),
            [("WF013", "warning", "'wms' sends 'order.packed', and is not declared as a producer")],
            id="a sender whom nobody declared",
        ),
        pytest.param(order(f"{PACK} by wms", SHIP), [], id="nobody is declared at all"),
        pytest.param(
            order(
                parties=[
                    {"system": "a", "role": "consumer"},
                    {"system": "a", "role": "consumer", "posture": "tolerant"},
                    {"system": "b", "role": "observer", "posture": "tolerant"},
                ]
            ),
            [
                ("WF014", "warning", "'a' is a consumer already on line 10"),
                ("WF014", "warning", "'b' is an observer, for whom a posture has no meaning"),
            ],
            id="a party stands twice",
        ),
    ],
)
def test_what_a_workflow_comes_to(
    document: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert found(document) == expected


def test_a_state_that_nobody_reaches_is_named_with_its_line() -> None:
    text = a_text(order()).replace(
        "states: ",
        "states:\n  - {name: lost}\n  - {name: created}\n  - {name: packed}\n"
        "  - {name: shipped}\n# ",
    )
    (remark,) = reviewed(the_contract(text))
    assert (remark.source.line, remark.source.column) == (6, 6)
    assert remark.subject == "order@1.0.0"


# -- pages


@pytest.mark.parametrize("one", STANDARDS.values(), ids=STANDARDS)
def test_a_page_says_what_is_demanded_and_why_and_what_to_do_instead(one: Standard) -> None:
    assert one.summary.endswith(".")
    assert one.page.count("\n\n") >= 3
    assert "\nInstead, " in one.page
    assert one.bad
    assert one.good


@pytest.mark.parametrize("one", BARE, ids=lambda one: one.id)
def test_the_bad_example_on_a_page_is_told_and_the_good_one_is_not(one: Standard) -> None:
    def rules(example: str) -> set[str]:
        return {rule for rule, _, _ in found(_whole(example))}

    assert one.id in rules(one.bad)
    assert one.id not in rules(one.good)


def _whole(example: str) -> str:
    """The example on a page with what else a workflow needs."""
    base = {**WORKFLOW, "states": "[{name: created}, {name: packed}, {name: closed}]"}
    base["terminal"] = "[closed]"
    base["transitions"] = "[]"
    said = {line.split(":")[0] for line in example.splitlines() if line[:1].isalpha()}
    return "\n".join([*(f"{k}: {v}" for k, v in base.items() if k not in said), example]) + "\n"


# -- parity, in an estate


def estate(folder: Path, *, enum: list[str], const: str = "shipped", **more: Any) -> list[Remark]:
    """The remarks on a workflow beside an API and an event contract."""
    api, events = folder / "apis/orders/1.0.0", folder / "events/order-events/1.0.0"
    for place in (api, events, folder / "workflows/order"):
        place.mkdir(parents=True)
    (folder / "estate.yaml").write_text("name: a company\n")
    card = {"version": "1.0.0", "status": "approved", "workflow": "order@1.0.0"}
    (api / "contract.yaml").write_text(a_text({"id": "orders", "kind": "api", **card}))
    (events / "contract.yaml").write_text(a_text({"id": "order-events", "kind": "event", **card}))
    head = {"openapi": "3.1.0", "info": {"title": "a", "version": "1.0.0"}, "paths": {}}
    schemas = {"OrderStatus": {"type": "string", "enum": enum}, "Other": {"type": "integer"}}
    (api / "openapi.yaml").write_text(a_text(head | {"components": {"schemas": schemas}}))
    messages = {
        name.title(): {
            "title": f"order.{name}",
            "payload": {"properties": {"status": {"const": state}}},
        }
        for name, state in (("created", "created"), ("packed", "packed"), ("shipped", const))
    }
    asyncapi = {"asyncapi": "3.0.0", "info": head["info"], "components": {"messages": messages}}
    (events / "asyncapi.yaml").write_text(a_text(asyncapi))
    bound = [
        {
            "contract": "orders",
            "version": "1.0.0",
            "pointer": "/components/schemas/OrderStatus/enum",
        },
        {
            "contract": "order-events",
            "version": "1.0.0",
            "field": "status",
            "pointer": "/components/messages/Created/payload/properties/status/const",
            "without": ["packed", "shipped"],
        },
    ]
    document = order(bound_to=bound) | more
    (folder / "workflows/order/1.0.0.yaml").write_text(a_text(document))
    return list(look(read_estate(FolderTree(folder))))


STATES = ["created", "packed", "shipped"]


def test_a_workflow_that_agrees_with_api_and_events_is_clean(tmp_path: Path) -> None:
    assert estate(tmp_path, enum=STATES) == []


def test_a_state_that_an_api_can_not_name_is_told_with_both_places(tmp_path: Path) -> None:
    (remark,) = estate(tmp_path, enum=["created", "shipped"])
    assert remark.rule == "WFP001"
    assert remark.message == (
        "'packed' is a state of order 1.0.0, and no value of orders 1.0.0"
        " (apis/orders/1.0.0/openapi.yaml:4)"
    )
    assert remark.source.file == "workflows/order/1.0.0.yaml"
    assert remark.source.pointer == "/states/1"
    assert remark.related[0].pointer == "/components/schemas/OrderStatus/enum"


def test_a_value_that_is_no_state_is_told_with_both_places(tmp_path: Path) -> None:
    (remark,) = estate(tmp_path, enum=[*STATES, "paused"])
    assert remark.rule == "WFP002"
    assert "and no state of order 1.0.0; did you mean" in remark.message
    assert remark.related[0].pointer == "/components/schemas/OrderStatus/enum/3"


@pytest.mark.parametrize(
    ("binding", "message"),
    [
        ({"contract": "order"}, "there is no contract 'order'; did you mean 'orders'?"),
        ({"version": "1.0.1"}, "there is no orders 1.0.1; did you mean '1.0.0'?"),
        ({"pointer": "/components/schemas/Orders/enum"}, "there is nothing at"),
        ({"pointer": "/components/schemas/Other/type"}, ""),
        ({"pointer": "/components/schemas/Other"}, "is no list of texts; point at an enum"),
        ({"pointer": "../x.json#/enum"}, "there is no such file"),
        ({"pointer": "../../../../x.json#/enum"}, "it lies outside of the estate"),
    ],
)
def test_a_binding_that_leads_nowhere_is_told(
    tmp_path: Path, binding: dict[str, str], message: str
) -> None:
    base = {"contract": "orders", "version": "1.0.0", "pointer": "/a"}
    told = estate(tmp_path, enum=STATES, bound_to=[base | binding])
    wrong = [r for r in told if r.rule == "WFP003"]
    if message:
        assert message in wrong[0].message
    else:
        assert wrong == []


def test_an_event_that_tells_another_state_than_it_leads_to_is_told(tmp_path: Path) -> None:
    (remark,) = estate(tmp_path, enum=STATES, const="packed")
    assert remark.rule == "WFP004"
    assert remark.message.startswith("'order.shipped' of order-events 1.0.0 tells 'packed' (")
    assert remark.message.endswith("), and leads to 'shipped'")


def test_an_event_of_which_the_workflow_says_nothing_is_told(tmp_path: Path) -> None:
    steps = ["created > packed on order.packed"]
    document = order(*steps, terminal=["packed"], states=["created", "packed"])
    told = estate(
        tmp_path,
        enum=["created", "packed"],
        **{k: document[k] for k in ("transitions", "terminal", "states")},
    )
    assert ("WFP005", "warning") in {(r.rule, str(r.severity)) for r in told}


def test_a_contract_that_names_the_workflow_is_to_be_bound(tmp_path: Path) -> None:
    told = estate(tmp_path, enum=STATES, bound_to=[])
    assert [(r.rule, r.message.split(" (")[0]) for r in told] == [
        ("WFP006", "orders 1.0.0 names this workflow"),
        ("WFP006", "order-events 1.0.0 names this workflow"),
    ]


def test_an_event_that_no_contract_carries_is_told_once(tmp_path: Path) -> None:
    steps = [PACK, "packed > shipped on order.shiped", "created > shipped on order.shiped"]
    transitions = order(*steps)["transitions"]
    told = estate(tmp_path, enum=STATES, transitions=transitions)
    wrong = [r for r in told if r.rule == "WF008"]
    assert [r.message for r in wrong] == [
        "no event contract carries 'order.shiped'; did you mean 'order.shipped'?"
    ]
    assert wrong[0].source.pointer == "/transitions/1/on"


def test_remarks_are_json_values(tmp_path: Path) -> None:
    for remark in estate(tmp_path, enum=["created", "shipped"]):
        json.dumps(remark.evidence)
