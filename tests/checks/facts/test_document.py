from __future__ import annotations

import codecs
import hashlib
import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.facts.yaml_text import as_yaml
from weighbridge_checks.facts.document import Document, Limits, Location, NothingThereError, parse
from weighbridge_checks.facts.formats.errors import UnreadableContractError


def read(text: str | bytes, limits: Limits | None = None) -> Document:
    data = text.encode() if isinstance(text, str) else text
    return parse(data, name="orders.yaml", limits=limits or Limits())


def refused(text: str | bytes, limits: Limits | None = None) -> UnreadableContractError:
    with pytest.raises(UnreadableContractError) as caught:
        read(text, limits)
    return caught.value


@pytest.mark.parametrize(
    ("text", "root"),
    [
        pytest.param('{"a": [1]}', {"a": [1]}, id="JSON"),
        pytest.param('\n\t {"a": "\\ud83d\\ude00"}', {"a": "😀"}, id="JSON behind white space"),
        pytest.param('\ufeff{"a": 1}', {"a": 1}, id="JSON behind a byte order mark"),
        pytest.param("\ufeffa: 1", {"a": 1}, id="YAML behind a byte order mark"),
        pytest.param("a: 1\r\nb:\r\n  - no\r\n", {"a": 1, "b": ["no"]}, id="lines of Windows"),
        pytest.param("{a: no, b: [x,],}", {"a": "no", "b": ["x"]}, id="YAML in braces"),
        pytest.param("{'a': 0x1F, b: 'it''s'}", {"a": 31, "b": "it's"}, id="YAML's quotes"),
        pytest.param('{"a": 1} # one', {"a": 1}, id="JSON with a comment of YAML"),
        pytest.param('{"a": 1, # one\n "b": 2 # two\n}', {"a": 1, "b": 2}, id="and more of them"),
        pytest.param('{"a": "b\n  c"}', {"a": "b c"}, id="a text over two lines"),
        pytest.param('# x\n{"a": 1}', {"a": 1}, id="JSON behind a comment"),
        pytest.param('---\n{"a": 1}', {"a": 1}, id="JSON behind a start mark"),
        pytest.param("true", True, id="the schema that accepts all"),
        pytest.param("false", False, id="the schema that accepts nothing"),
        pytest.param("{}", {}, id="the empty schema"),
    ],
)
def test_the_content_decides_how_it_is_read(text: str, root: Any) -> None:
    document = read(text)
    assert document.root == root
    assert type(document.root) is type(root)
    assert document.digest == hashlib.sha256(text.encode()).hexdigest()
    assert document.size == len(text.encode())
    assert document.name == "orders.yaml"


ENGLISH = '{"openapi": "3.1.0"}'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "is empty; write a contract", id="nothing"),
        pytest.param(b" \n\t\n", "is empty", id="white space"),
        pytest.param(codecs.BOM_UTF8, "is empty", id="a byte order mark"),
        pytest.param(b"# orders\n\n# to come\n", "only comments", id="comments"),
        pytest.param(ENGLISH.encode("utf-16"), "is UTF-16 text; save it as UTF-8", id="UTF-16"),
        pytest.param(ENGLISH.encode("utf-16-le"), "UTF-16", id="UTF-16 without a mark"),
        pytest.param(ENGLISH.encode("utf-16-be"), "UTF-16", id="UTF-16 the other way round"),
        pytest.param(codecs.BOM_UTF16_BE + "a: 1".encode("utf-16-be"), "UTF-16", id="UTF-16 BE"),
        pytest.param(ENGLISH.encode("utf-32"), "is UTF-32 text; save it as UTF-8", id="UTF-32"),
        pytest.param(ENGLISH.encode("utf-32-le"), "UTF-32", id="UTF-32 without a mark"),
        pytest.param(ENGLISH.encode("utf-32-be"), "UTF-32", id="UTF-32 the other way round"),
        pytest.param(b"PK\x03\x04\x14\x00\x00", "binary file", id="a zip file"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "binary file", id="a picture"),
        pytest.param(b"\x7fELF\x02\x01\x01\x00", "binary file", id="a program"),
        pytest.param(b"\x1f\x8b\x08\x08\xc3", "not UTF-8", id="a compressed file"),
        pytest.param(b"- a\n- b\n", "a mapping at the top; give the items names", id="a list"),
        pytest.param(b"[1, 2]", "is a list", id="a list in JSON"),
        pytest.param(b"hello", "says only 'hello', and a contract is a mapping", id="a word"),
        pytest.param(b"42", "says only 42", id="a number"),
        pytest.param(b'"hello"', "write 'key: value' lines", id="a text in quotes"),
        pytest.param(b"null", "says only null", id="null"),
    ],
)
def test_what_is_no_contract_at_all(data: bytes, words: str) -> None:
    error = refused(data)
    assert words in error.reason
    assert error.file == "orders.yaml"
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("data", "line", "column", "words"),
    [
        pytest.param("a: 1\nb: é".encode("latin-1"), 2, 4, "0xe9", id="Latin-1"),
        pytest.param("é: “x".encode("cp1252"), 1, 1, "Windows-1252", id="Windows-1252"),
        pytest.param(b"a: \xed\xa0\xbd", 1, 4, "save the file as UTF-8", id="half a character"),
        pytest.param(b"a: \xc0\x80", 1, 4, "0xc0", id="a character written too long"),
        pytest.param(b"a: \xc3", 1, 4, "0xc3", id="a character cut off"),
        pytest.param(b"a: 1\nb: x\x00y", 2, 5, "NUL", id="a NUL"),
        pytest.param(b" " * (1 << 20) + "\né".encode() + b"\xe9", 2, 2, "0xe9", id="far behind"),
        pytest.param(
            b" " * ((1 << 20) - 1) + "é".encode() + b"\xff", 1, (1 << 20) + 1, "0xff", id="chunks"
        ),
    ],
)
def test_what_is_not_utf8_is_told_with_its_place(
    data: bytes, line: int, column: int, words: str
) -> None:
    error = refused(data)
    assert words in error.reason
    assert (error.line, error.column) == (line, column)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        pytest.param('{"a": 1,\n "b": [1, 2', 2, 12, "restore what was cut off", id="cut off"),
        pytest.param('{"a": 1} {"b": 2}', 1, 10, "after the end", id="two JSON documents"),
        pytest.param('{"a": 1, "a": 2}', 1, 10, "for the second time", id="a key twice"),
        pytest.param("{a: 1, a: 2}", 1, 8, "for the second time", id="a key twice, YAML"),
        pytest.param('{"a": NaN}', 1, 7, "NaN", id="no text of YAML is made of NaN"),
        pytest.param('{"a": 1 // one\n}', 1, 9, "a comment", id="nor of a comment"),
        pytest.param('{"a": [1 2]}', 1, 10, "a comma", id="nor of two numbers"),
        pytest.param("{a: 1, b: [}", 1, 2, "double quotes", id="neither JSON nor YAML"),
        pytest.param("[" * 200 + "]" * 200, 1, 101, "nested", id="a deep nest"),
        pytest.param("{a: " * 200 + "1" + "}" * 200, 1, 401, "nested", id="a deep nest of YAML"),
        pytest.param("a: 1\na: 2", 2, 1, "for the second time", id="a key twice in lines"),
        pytest.param("a: [1", 1, 6, "close the '['", id="cut off, YAML"),
    ],
)
def test_what_can_not_be_read_is_told_with_its_place(
    text: str, line: int, column: int, words: str
) -> None:
    error = refused(text)
    assert words in error.reason
    assert (error.line, error.column) == (line, column)
    assert str(error) == f"orders.yaml:{line}:{column}: {error.reason}"


def test_too_many_bytes_are_refused_before_they_are_read() -> None:
    error = refused("a: 1234567", Limits(bytes=9))
    assert error.reason.startswith("has 10 bytes, and 9 are read at most; split it")
    assert read("a: 1234567", Limits(bytes=10)).root == {"a": 1234567}


@pytest.mark.parametrize("text", ['{"a": [1, 2, 3, 4]}', "a: [1, 2, 3, 4]"])
def test_too_many_values_are_refused(text: str) -> None:
    assert "more than 3 values" in refused(text, Limits(nodes=3)).reason


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", {"a": {"b/c": {"~": [10, None]}, "": 0}}),
        ("/a/b~1c/~0/0", 10),
        ("/a/b~1c/~0/1", None),
        ("/a/", 0),
    ],
)
def test_a_pointer_leads_to_a_part(pointer: str, expected: Any) -> None:
    for text in ('{"a": {"b/c": {"~": [10, null]}, "": 0}}', "a: {b/c: {'~': [10, ~]}, '': 0}"):
        assert read(text).at(pointer) == expected


@pytest.mark.parametrize(
    "pointer",
    ["/x", "/a/x", "/a/2", "/a/-1", "/a/00", "/a/\u0661", "/a/-", "/a/0/x", "a", "/", "#/a"],
)
def test_a_pointer_to_nothing_is_an_error_that_names_it(pointer: str) -> None:
    with pytest.raises(NothingThereError) as caught:
        read("a: [1, 2]").at(pointer)
    assert (caught.value.file, caught.value.pointer) == ("orders.yaml", pointer)
    assert repr(pointer) in str(caught.value)


JSON = """
{ "openapi": "3.1.0",
  "paths": {
    "/orders/{id}": {"get": {"tags": ["a",
      "b"]}}
  }
}
"""
YAML = """
openapi: 3.1.0
paths:
  /orders/{id}:
    get: {tags: [a,
      b]}
"""


@pytest.mark.parametrize(
    ("pointer", "found", "in_json", "in_yaml"),
    [
        ("", "", (2, 1), (2, 1)),
        ("/openapi", "/openapi", (2, 3), (2, 1)),
        ("/paths/~1orders~1{id}", "/paths/~1orders~1{id}", (4, 5), (4, 3)),
        (
            "/paths/~1orders~1{id}/get/tags/1",
            "/paths/~1orders~1{id}/get/tags/1",
            (5, 7),
            (6, 7),
        ),
        ("/paths/~1items/get", "/paths", (3, 3), (3, 1)),
        ("/openapi/x/y", "/openapi", (2, 3), (2, 1)),
        ("/info", "", (2, 1), (2, 1)),
        ("info", "", (2, 1), (2, 1)),
    ],
)
def test_a_part_or_what_holds_it_is_located(
    pointer: str, found: str, in_json: tuple[int, int], in_yaml: tuple[int, int]
) -> None:
    for text, (line, column) in ((JSON, in_json), (YAML, in_yaml)):
        expected = Location(file="orders.yaml", line=line, column=column, pointer=found)
        assert read(text).locate(pointer) == expected


def test_a_byte_order_mark_is_no_column() -> None:
    for text in ('\ufeff{"a": 1}', "\ufeff a: 1"):
        assert read(text).locate("/a").column == 2


def test_columns_count_characters() -> None:
    large = '{"😀é": "' + "é" * (1 << 20) + '", "b": 1}'
    assert read(large).locate("/b").column == large.index('"b"') + 1
    for text in ('{"😀é": 1, "b": 1}', '{"😀é": 1, b: 1}'):
        assert read(text).locate("/b").column == 11


#: Without what PyYAML writes as the ends of lines, which they were until YAML 1.2.
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x85\u2028\u2029")
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(characters),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(characters), inner, max_size=4)
    ),
    max_leaves=15,
)
objects = st.dictionaries(st.text(characters), json_values, max_size=4)


def parts(value: Any, pointer: str = "") -> list[tuple[str, str | None, Any]]:
    """Every part with its pointer, and with its key where it has one."""
    found: list[tuple[str, str | None, Any]] = []
    if isinstance(value, dict):
        for key, below in value.items():
            at = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            found += [(at, key, below), *parts(below, at)]
    elif isinstance(value, list):
        for index, below in enumerate(value):
            found += [(f"{pointer}/{index}", None, below), *parts(below, f"{pointer}/{index}")]
    return found


@settings(deadline=None)
@given(objects, st.booleans())
def test_every_part_of_json_is_found_where_it_stands(value: Any, wide: bool) -> None:  # noqa: FBT001 - hypothesis passes by name
    text = json.dumps(value, indent=2 if wide else None, ensure_ascii=wide)
    document = read(text)
    assert document.root == value
    lines = text.split("\n")
    for pointer, key, part in parts(value):
        assert document.at(pointer) == part
        place = document.locate(pointer)
        assert place.pointer == pointer
        rest = "\n".join([lines[place.line - 1][place.column - 1 :], *lines[place.line :]])
        assert json.JSONDecoder().raw_decode(rest)[0] == (part if key is None else key)


@settings(deadline=None)
@given(objects, st.sampled_from([None, True, False]))
def test_every_part_of_yaml_is_found_where_it_stands(value: Any, flow: Any) -> None:
    text = as_yaml(value, default_flow_style=flow, allow_unicode=True, width=1000)
    document = read(text)
    assert document.root == value
    # PyYAML's own composer is a second opinion on where its nodes stand.
    expected: dict[str, tuple[int, int]] = {}
    collect(yaml.compose(text, yaml.SafeLoader), "", expected)
    for pointer, _, part in parts(value):
        assert document.at(pointer) == part
        place = document.locate(pointer)
        assert (place.pointer, place.line, place.column) == (pointer, *expected[pointer])


def collect(node: Any, pointer: str, found: dict[str, tuple[int, int]]) -> None:
    children: list[tuple[str, Any, Any]] = []
    if isinstance(node, yaml.MappingNode):
        children = [(key.value, key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        children = [(str(index), item, item) for index, item in enumerate(node.value)]
    for step, stands, below in children:
        at = f"{pointer}/{step.replace('~', '~0').replace('/', '~1')}"
        found[at] = stands.start_mark.line + 1, stands.start_mark.column + 1
        collect(below, at, found)


@settings(deadline=None)
@given(
    st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))
)
def test_whatever_comes_in_is_read_or_refused(data: bytes) -> None:
    try:
        document = read(data)
    except UnreadableContractError as error:
        assert str(error).startswith("orders.yaml:")  # noqa: PT017 - most inputs are refused, some are not
        assert "\n" not in str(error)  # noqa: PT017 - as above
    else:
        assert isinstance(document.root, dict | bool)
        document.locate("/x")


@settings(deadline=None)
@given(st.text(st.sampled_from("{}[]:,\"'ab1 \n\t-?&*!|>#%@`~\\"), max_size=40))
def test_whatever_looks_like_a_document_is_read_or_refused(text: str) -> None:
    try:
        document = read(text)
    except UnreadableContractError as error:
        assert "\n" not in str(error)  # noqa: PT017 - most inputs are refused, some are not
    else:
        for pointer, _, part in parts(document.root):
            assert document.at(pointer) is part
            assert document.locate(pointer).pointer == pointer
