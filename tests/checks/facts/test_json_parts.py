"""A large JSON text is read by parts, and says the same as a small one would."""

from __future__ import annotations

import json
from typing import Any

import pytest

from weighbridge_checks.facts import UnreadableContractError, read
from weighbridge_checks.facts.document import parse
from weighbridge_checks.facts.formats.json_parts import Parts
from weighbridge_checks.verdicts import Word, weigh

PADDING = {"x-padding": "a" * (1 << 20)}
ORDER: dict[str, Any] = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "lines": {"$ref": "#/components/schemas/Lines"}},
}
API: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "orders", "version": "1.0.0"},
    "paths": {
        "/orders/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}],
            "get": {
                "operationId": "getOrder",
                "responses": {
                    "200": {
                        "description": "it",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Order"}}
                        },
                    }
                },
            },
        }
    },
    "components": {
        "schemas": {
            "Order": ORDER,
            "Lines": {"type": "array", "items": {"type": "integer"}},
            "Same": {"$ref": "#/components/schemas/Order"},
        }
    },
}


def large(document: dict[str, Any], **form: Any) -> bytes:
    return json.dumps({**document, **PADDING}, **form).encode()


def changed(**schemas: Any) -> dict[str, Any]:
    known = API["components"]["schemas"]
    return {**API, "components": {"schemas": {**known, **schemas}}}


def test_its_sections_are_decoded_when_they_are_asked_for_and_are_what_was_written() -> None:
    root = parse(large(API), name="api.json").root
    schemas = root["components"]["schemas"]
    assert isinstance(root["paths"], Parts)
    assert isinstance(schemas, Parts)
    assert schemas.text("Order") == json.dumps(ORDER).encode()
    assert (schemas["Order"], schemas.get("Nothing", 5)) == (ORDER, 5)
    assert dict(schemas) == {**schemas} == schemas.copy() == API["components"]["schemas"]
    assert json.loads(json.dumps(root["paths"])) == API["paths"] == root["paths"]
    assert (schemas | {}, {} | schemas) == (schemas, schemas)


@pytest.mark.parametrize(
    ("new", "word"),
    [
        pytest.param(API, Word.IDENTICAL, id="nothing"),
        pytest.param(
            changed(Lines={"type": "array", "items": {"type": "number"}}),
            Word.BREAKING,
            id="behind a reference",
        ),
        pytest.param(
            changed(Lines={"items": {"type": "integer"}, "type": "array"}),
            Word.IDENTICAL,
            id="the order of keys",
        ),
        pytest.param(changed(Unused={"type": "string"}), Word.IDENTICAL, id="what nobody reaches"),
    ],
)
@pytest.mark.parametrize("form", [{}, {"indent": 2}, {"separators": (",", ":")}])
@pytest.mark.parametrize("by_parts", [(True, True), (True, False), (False, True)])
def test_it_is_weighed_as_a_small_one_is_however_it_is_written(
    new: Any, word: Word, form: dict[str, Any], by_parts: tuple[bool, bool]
) -> None:
    texts = [
        large(d, **form) if p else json.dumps(d).encode()
        for d, p in zip((API, new), by_parts, strict=True)
    ]
    old = read(texts[0], name="old.json")
    assert weigh(old, read(texts[1], name="new.json", beside=old)).word is word


def test_a_reference_counts_however_its_letters_are_written() -> None:
    text = large(API).replace(b'"$ref"', b'"\\u0024r\\u0065f"').replace(b"#/comp", b"#\\/comp")
    new = changed(Lines={"type": "array", "items": {"type": "number"}})
    assert weigh(read(text, name="a.json"), read(large(new), name="b.json")).word is Word.BREAKING


@pytest.mark.parametrize(
    ("found", "written"),
    [
        (b'"getOrder"', b'"getOrder", "operationId": "again"'),
        (b'"openapi"', b'"openapi": "3.0.0", "openapi"'),
        (b'"Lines": {', b'"Lines": {"type": "string"}, "Lines": {'),
        (b'"items": {', b'"items": {"type": "string"}, "items": {'),
        (b'"schemas": {"Order"', b'"schemas": {}, "schemas": {"Order"'),
    ],
)
def test_a_key_that_stands_twice_in_any_part_is_refused_with_its_line(
    found: bytes, written: bytes
) -> None:
    text = large(API, indent=2).replace(b'"schemas": {\n      "Order"', b'"schemas": {"Order"')
    assert found in text
    with pytest.raises(UnreadableContractError, match="second time") as refused:
        read(text.replace(found, written, 1), name="api.json")
    assert refused.value.line


def test_a_key_that_stands_twice_is_refused_where_all_else_is_known_from_the_other_version() -> (
    None
):
    old = read(large(API), name="old.json")
    twice = large(API).replace(b'"getOrder"', b'"getOrder", "operationId": "again"')
    with pytest.raises(UnreadableContractError, match="second time"):
        read(twice, name="new.json", beside=old)


LINES = b'"Lines": {"type": "array"'


@pytest.mark.parametrize(
    "unsound",
    [
        pytest.param(b'"Lines": {"type": "array", "type": "array"', id="a key twice"),
        pytest.param(b'"Lines": {"type": "array", "x": ' + b"[" * 101 + b"]" * 101, id="deep"),
        pytest.param(b'"Lines": {"type": "array", "x": 1e999', id="a number beyond all"),
        pytest.param(b'"Lines": {"type": "array", "title": "\xff"', id="no UTF-8"),
    ],
)
def test_a_fault_that_two_versions_share_is_told_where_somebody_has_to_look_there(
    unsound: bytes,
) -> None:
    same = large(API).replace(LINES, unsound)
    other = same.replace(b'"operationId": "getOrder"', b'"operationId": "get"')
    assert LINES in large(API)
    old = read(same, name="old.json", ahead=other)
    new = read(other, name="new.json", beside=old)
    assert [f.rule for f in weigh(old, new).findings] == ["operation-id-changed"]
    for contract in (old, new):
        with pytest.raises(UnreadableContractError) as refused:
            contract.document["components"]["schemas"]["Lines"]
        assert (refused.value.file, refused.value.line) == (contract.name, 1)
    with pytest.raises(UnreadableContractError):
        read(same, name="old.json")


@pytest.mark.parametrize("change", [b'"Lines": {"type": "object"', b'"Lines": {"type":  "array"'])
def test_what_two_versions_share_is_read_as_if_each_stood_alone(change: bytes) -> None:
    texts = large(API), large(API).replace(LINES, change)
    old = read(texts[0], name="old.json", ahead=texts[1])
    new = read(texts[1], name="new.json", beside=old)
    alone = [read(t, name=c.name) for t, c in zip(texts, (old, new), strict=True)]
    assert weigh(old, new) == weigh(*alone)
    for contract, its in zip((old, new), alone, strict=True):
        assert contract.document == its.document


def test_what_is_ahead_may_be_no_contract_at_all() -> None:
    for ahead in (b"{" * (1 << 21), b"a: b", large(API)[:-5], b"\xff\xfe" + b" " * (1 << 21)):
        assert read(large(API), name="old.json", ahead=ahead).operations == ("GET /orders/{id}",)


def test_what_is_too_deep_in_any_part_is_refused() -> None:
    deep: Any = {}
    for _ in range(120):
        deep = {"not": deep}
    with pytest.raises(UnreadableContractError, match="deep"):
        read(large(changed(Deep=deep)), name="api.json")


def test_positions_are_those_of_the_text() -> None:
    text = large(API, indent=2)
    contract = read(text, name="api.json")
    for pointer in (
        "/paths/~1orders~1{id}/get/operationId",
        "/components/schemas/Lines/items/type",
        "/components/schemas/Order/properties/lines",
        "/info/title",
    ):
        at = contract.bundle.root.locate(pointer)
        line = text.splitlines()[at.line - 1].decode()
        assert line[at.column - 1 :].startswith(f'"{pointer.rsplit("/", 1)[1]}"')


def test_a_reference_that_leads_nowhere_is_told() -> None:
    broken = changed(Order={"$ref": "#/components/schemas/Missing"})
    contract = read(large(broken), name="api.json")
    assert any("Missing" in unread for unread in contract.unread)
