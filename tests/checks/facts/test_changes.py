from __future__ import annotations

from typing import Any

import pytest

from tests.builders import a_contract, an_api, an_object, ref
from weighbridge_checks.facts import Direction
from weighbridge_checks.facts.changes import changes
from weighbridge_checks.facts.formats.errors import CannotOpenError

ORDER = an_object("id", id="string", note="string")
RING = an_object(next=ref("Ring"), note="string")


def told(old: Any, new: Any) -> list[tuple[str, str, str | None, str]]:
    """Each change as action, kind, attribute and the last step of its path."""
    found = changes(a_contract(old), a_contract(new))
    return [(c.action.value, c.kind.value, c.attribute, c.name) for c in found]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            an_api(response=ref("Order"), schemas={"Order": ORDER}),
            an_api(response=ref("Purchase"), schemas={"Purchase": ORDER}),
            id="a component renamed",
        ),
        pytest.param(
            an_api(response=ref("Order"), schemas={"Order": ORDER}),
            an_api(response=ORDER),
            id="a reference written out",
        ),
        pytest.param(
            an_api(response=ORDER),
            an_api(
                response={"allOf": [an_object("id", id="string"), an_object(note="string")]},
            ),
            id="an object parted into allOf",
        ),
        pytest.param(
            an_api(response={"allOf": [an_object(a="string"), an_object(b="string")]}),
            an_api(response={"allOf": [an_object(b="string"), an_object(a="string")]}),
            id="allOf in another order",
        ),
        pytest.param(
            an_api(response={"oneOf": [{"type": "string"}, {"type": "integer"}]}),
            an_api(response={"oneOf": [{"type": "integer"}, {"type": "string"}]}),
            id="oneOf in another order",
        ),
        pytest.param(
            an_api(response=an_object(id={"type": "string", "nullable": True}), openapi="3.0.3"),
            an_api(response=an_object(id={"type": ["string", "null"]})),
            id="nullable as a type",
        ),
        pytest.param(
            an_api(response=an_object(id={"type": ["string", "null"]})),
            an_api(response=an_object(id={"oneOf": [{"type": "string"}, {"type": "null"}]})),
            id="nullable as a choice",
        ),
        pytest.param(
            an_api(
                request={"type": "integer", "minimum": 0, "exclusiveMinimum": True}, openapi="3.0.3"
            ),
            an_api(request={"type": "integer", "minimum": 1}),
            id="a bound of integers said otherwise",
        ),
        pytest.param(
            an_api(response=an_object(state=["open"])),
            an_api(response=an_object(state={"const": "open"})),
            id="a list of one value as a constant",
        ),
        pytest.param(
            an_api(response=ORDER),
            an_api(response=ORDER, schemas={"Unused": an_object(a="string")}),
            id="a component that nothing reaches",
        ),
        pytest.param(
            an_api(path="/orders/{id}"),
            an_api(path="/orders/{orderId}"),
            id="a path parameter's name",
        ),
        pytest.param(
            an_api(),
            an_api(parameters=[{"in": "header", "name": "Accept", "schema": {"type": "string"}}]),
            id="a header that the standard ignores",
        ),
        pytest.param(
            an_api(parameters=[{"in": "header", "name": "X-Trace", "schema": {"type": "string"}}]),
            an_api(parameters=[{"in": "header", "name": "x-trace", "schema": {"type": "string"}}]),
            id="the case of a header",
        ),
        pytest.param(
            an_api(request=ref("Ring"), schemas={"Ring": RING}),
            an_api(request=ref("Ring"), schemas={"Ring": {**RING, "type": "object"}}),
            id="a ring of schemas",
        ),
        pytest.param(
            an_api(operation={"security": []}),
            an_api(operation={"security": [{}]}),
            id="nobody is asked who they are",
        ),
    ],
)
def test_what_is_said_otherwise_is_no_change(old: Any, new: Any) -> None:
    left = [t for t in told(old, new) if t[1] != "info" and t[2] not in {"description", "title"}]
    assert left == []
    assert [t for t in told(new, old) if t[1] != "info"] == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ORDER, an_object("id", id="string"), ("removed", "property", None, "note")),
        (an_object(id="string"), ORDER | {"required": []}, ("added", "property", None, "note")),
        (
            an_object(id="string"),
            an_object("id", id="string"),
            ("changed", "property", "required", "id"),
        ),
        (an_object(id="string"), an_object(id="integer"), ("changed", "schema", "type", "id")),
        (
            an_object(id="string"),
            an_object(id={"type": ["string", "null"]}),
            ("changed", "schema", "nullable", "id"),
        ),
        (an_object(a=["x", "y"]), an_object(a=["x"]), ("removed", "value", None, "y")),
        (an_object(a=["x"]), an_object(a=["x", "y"]), ("added", "value", None, "y")),
        (
            an_object(a={"type": "string", "enum": ["x"]}),
            an_object(a="string"),
            ("changed", "schema", "const", "a"),
        ),
        (
            an_object(a={"type": "string", "maxLength": 5}),
            an_object(a={"type": "string", "maxLength": 4}),
            ("changed", "schema", "maxLength", "a"),
        ),
        (
            {"type": "object"},
            {"type": "object", "additionalProperties": False},
            ("changed", "schema", "additionalProperties", "application/json"),
        ),
        (
            {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]},
            ("added", "branch", "oneOf", "(boolean)"),
        ),
        (
            {"type": "array", "items": {"type": "string"}},
            {"type": "array", "items": {"type": "integer"}},
            ("changed", "schema", "type", "[]"),
        ),
    ],
)
def test_one_difference_is_one_change(
    old: Any, new: Any, expected: tuple[str, str, str | None, str]
) -> None:
    assert told(an_api(request=old), an_api(request=new)) == [expected]
    assert told(an_api(response=old), an_api(response=new)) == [expected]


def test_a_shared_schema_changes_once_for_all_its_operations() -> None:
    def api(kind: str) -> dict[str, Any]:
        document = an_api(response=ref("Order"), schemas={"Order": an_object(id=kind)})
        paths = document["paths"]
        paths["/other"] = paths["/orders"]
        paths["/many"] = an_api(response={"type": "array", "items": ref("Order")})["paths"][
            "/orders"
        ]
        return document

    (change,) = changes(a_contract(api("string")), a_contract(api("integer")))
    assert change.operations == ("POST /orders", "POST /other", "POST /many")
    assert change.path == ("POST /orders", "response", "200", "application/json", "id")


def test_callbacks_and_webhooks_travel_the_other_way() -> None:
    def api(kind: str) -> dict[str, Any]:
        hook = an_api(request=an_object(id=kind))["paths"]["/orders"]
        return an_api(
            operation={"callbacks": {"done": {"{$request.body#/url}": hook}}},
            more={"webhooks": {"shipped": hook}},
        )

    found = changes(a_contract(api("string")), a_contract(api("integer")))
    assert [c.direction for c in found] == [Direction.RESPONSE, Direction.RESPONSE]


@pytest.mark.parametrize(
    ("word", "request_changes", "response_changes"),
    [("readOnly", 0, 1), ("writeOnly", 1, 0)],
)
def test_a_property_that_does_not_travel_does_not_change(
    word: str, request_changes: int, response_changes: int
) -> None:
    old = an_object(id={"type": "string", word: True})
    new = an_object(id={"type": "integer", word: True})
    assert len(told(an_api(request=old), an_api(request=new))) == request_changes
    assert len(told(an_api(response=old), an_api(response=new))) == response_changes


def test_yaml_and_json_of_one_document_are_the_same() -> None:
    text = """
    openapi: 3.1.0
    info: {title: orders, version: 1.0.0}
    paths: {/orders: {post: {responses: {200: {description: done}}}}}
    """
    assert changes(a_contract(text), a_contract(an_api())) == ()


def test_a_change_in_a_neighbour_file_is_seen_through_the_reference() -> None:
    def opened(kind: str) -> Any:
        files = {
            "order.json": f'{{"properties": {{"id": {{"type": "{kind}"}}, "up": {{"$ref": "#"}}}}}}'
        }

        def opener(path: str) -> bytes:
            if path not in files:
                raise CannotOpenError(path, "there is no such file")
            return files[path].encode()

        return a_contract(an_api(response={"$ref": "order.json"}), open=opener)

    assert changes(opened("string"), opened("string")) == ()
    (change,) = changes(opened("string"), opened("integer"))
    assert (change.name, change.new and change.new.file) == ("id", "order.json")


def test_each_side_of_a_change_leads_to_its_line() -> None:
    old, new = (
        a_contract(f"type: object\nproperties:\n  id: {{type: string}}\n{more}required: [id]\n")
        for more in ("  note:\n    type: string\n", "")
    )
    (change,) = changes(old, new)
    assert change.old is not None
    assert change.new is not None
    assert (old.locate(change.old).line, old.locate(change.old).column) == (4, 3)
    assert new.locate(change.new).line == 1


def test_a_component_without_anything_in_it_is_new_like_any_other() -> None:
    old = an_api(response=ref("Order"), schemas={"Order": ORDER})
    new = an_api(response=ref("Order"), schemas={"Order": ORDER, "Nothing": None})
    assert told(old, new) == []
    assert told(new, old) == []
