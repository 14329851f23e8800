from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge_checks.facts.formats import json_faults, json_places, json_text
from weighbridge_checks.facts.formats.errors import NotJsonError, UnreadableContractError
from weighbridge_checks.facts.formats.limits import LIMITS, Limits
from weighbridge_checks.facts.formats.lines import BLOCK, Lines, place

#: From which size on msgspec reads a text instead of the standard library.
SIZES = (json_text.LARGE, 0)
both_readers = pytest.mark.parametrize("large", SIZES, ids=["standard library", "msgspec"])


def decode(text: str, large: int = json_text.LARGE, limits: Limits = LIMITS) -> Any:
    return json_text.decode(text.encode(), file="orders.json", limits=limits, large=large)


def refused(
    text: str, large: int = json_text.LARGE, limits: Limits = LIMITS
) -> UnreadableContractError:
    with pytest.raises(UnreadableContractError) as caught:
        decode(text, large, limits)
    return caught.value


@both_readers
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{}", {}),
        ("[]", []),
        (
            ' {"a" : [ 1 , 2.5 , -0 , true , false , null ] } ',
            {"a": [1, 2.5, 0, True, False, None]},
        ),
        ('{"a":{"a":{"a":1}}}', {"a": {"a": {"a": 1}}}),
        (r'["\"\\\/\b\f\n\r\té"]', ['"\\/\b\f\n\r\té']),
        (r'["\ud83d\ude00", "😀", "\\ud83d"]', ["😀", "😀", "\\ud83d"]),
        (r'{"a\\": 1, "a\"": 2, "a": "\\\"{["}', {"a\\": 1, 'a"': 2, "a": '\\"{['}),
        ("[123456789012345678901234567890]", [123456789012345678901234567890]),
        ("[1e5, 1E-2, 1.5e+3]", [100000.0, 0.01, 1500.0]),
        ('["\u2028\x7f\ufeff"]', ["\u2028\x7f\ufeff"]),
        ('{"": 1}', {"": 1}),
    ],
)
def test_what_a_text_means(written: str, meant: Any, large: int) -> None:
    value = decode(written, large)
    assert value == meant
    assert json.dumps(value) == json.dumps(meant)


@both_readers
@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        pytest.param('{"a": 1,\n "b": 2,\n "a": 3}', 3, 2, "first on line 1", id="a key twice"),
        pytest.param('{"x": [{"é": 1, "é": 1}]}', 1, 17, "'é'", id="a key twice further in"),
        pytest.param(r'{"a": "x", "\u0061": "x"}', 1, 12, "remove or rename", id="twice, escaped"),
        pytest.param(
            '{"a": {"b": {}}, "a": {"b": {}}}', 1, 18, "remove or rename", id="twice, containers"
        ),
        pytest.param('{"a": NaN}', 1, 7, "NaN is not JSON", id="NaN"),
        pytest.param('{"a": [1, -Infinity]}', 1, 11, "write null", id="infinity"),
        pytest.param('{"a": 1e999}', 1, 7, "larger than", id="too large"),
        pytest.param('{"a": -1.5e400}', 1, 7, "'-1.5e400'", id="too small"),
        pytest.param('{"a": ' + "9" * 4301 + "}", 1, 7, "4300 digits", id="too long"),
        pytest.param(r'["\ud83d"]', 1, 3, r"\ud83d is half", id="half of a character"),
        pytest.param(r'["a \ude00 b"]', 1, 5, "other half", id="the other half"),
        pytest.param(r'["\ud83d\u0041"]', 1, 3, "half", id="half, then a letter"),
        pytest.param(r'{"\ud83d": 1}', 1, 3, "half", id="half of a character in a key"),
        pytest.param('{"a": 1, // one\n "b": 2}', 1, 10, "JSON has none", id="a comment"),
        pytest.param('{"a": 1 /* one */}', 1, 9, "as YAML", id="a comment before the end"),
        pytest.param('{"a": [1 2]}', 1, 10, "a comma is missing before '2'", id="no comma"),
        pytest.param('{"a": 1\n "b": 2}', 2, 2, "a comma is missing", id="no comma, two lines"),
        pytest.param('{"a" 1}', 1, 6, "no ':'", id="no colon"),
    ],
)
def test_what_no_reader_may_accept(
    text: str, line: int, column: int, words: str, large: int
) -> None:
    error = refused(text, large)
    assert words in error.reason
    assert (error.file, error.line, error.column) == ("orders.json", line, column)
    assert not isinstance(error, NotJsonError)


@both_readers
@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        pytest.param(" ", 1, 2, "is empty", id="nothing"),
        pytest.param("\ufeff{}", 1, 1, "is no value", id="a byte order mark"),
        pytest.param('{"a": 1,}', 1, 8, "nothing after it", id="a comma at the end"),
        pytest.param("[1,\n]", 1, 3, "remove it", id="a comma at the end of a list"),
        pytest.param("[,1]", 1, 2, "two commas", id="a comma at the start"),
        pytest.param("[1,,2]", 1, 4, "two commas", id="two commas"),
        pytest.param("{a: 1}", 1, 2, "double quotes", id="a key without quotes"),
        pytest.param("{1: 2}", 1, 2, "in double quotes", id="a number as key"),
        pytest.param("{'a': 1}", 1, 2, "double quotes", id="single quotes"),
        pytest.param('{"a": abc}', 1, 7, "'abc' is no value", id="a word"),
        pytest.param('{"a": True}', 1, 7, "write true", id="Python's true"),
        pytest.param('{"a": None}', 1, 7, "write null", id="Python's null"),
        pytest.param('{"a": undefined}', 1, 7, "write null", id="JavaScript's undefined"),
        pytest.param('{"a": 01}', 1, 7, "'01' is no value", id="a leading zero"),
        pytest.param('{"a": .5}', 1, 7, "both sides of the point", id="a bare point"),
        pytest.param('{"a": +1}', 1, 7, "-12.5e3", id="a plus"),
        pytest.param('{"a": 0x1F}', 1, 7, "'0x1F'", id="hexadecimal"),
        pytest.param('{"a": "b\nc"}', 1, 7, "closing quote", id="a line break in a text"),
        pytest.param('{"a": "b\tc"}', 1, 9, r"\t", id="a tab in a text"),
        pytest.param('{"a": "b\x01c"}', 1, 9, r"\u0001", id="a control character in a text"),
        pytest.param(r'{"a": "\x41"}', 1, 8, "no escape of JSON", id="an unknown escape"),
        pytest.param(r'{"a": "\u12"}', 1, 8, "no escape of JSON", id="a short escape"),
        pytest.param('{"a": 1} x', 1, 10, "after the end", id="more after the end"),
        pytest.param('{"a": 1}\n{"b": 2}', 2, 1, "after the end", id="two documents"),
        pytest.param('{"a": [1}', 1, 9, "close that first with ']'", id="the wrong bracket"),
        pytest.param("[1}", 1, 3, "'}' does not close the list", id="the wrong brace"),
        pytest.param('{"a": }', 1, 7, "where a value should be", id="no value"),
        pytest.param('{"a": 1 # one\n}', 1, 9, "'#'", id="a comment of YAML"),
        pytest.param('{"a": &x 1}', 1, 7, "'&'", id="an anchor of YAML"),
    ],
)
def test_what_is_not_json_is_told_with_place_and_advice(
    text: str, line: int, column: int, words: str, large: int
) -> None:
    error = refused(text, large)
    assert words in error.reason
    assert (error.line, error.column) == (line, column)
    assert isinstance(error, NotJsonError)


@both_readers
@pytest.mark.parametrize("text", ['{"a"', '{"a":', '{"a": [1', '{"a": [1,', "[", "{", '{"a": {}'])
def test_a_text_that_was_cut_off_says_what_was_still_open(text: str, large: int) -> None:
    error = refused("\n" + text, large)
    assert "that line 2 opens is closed; restore what was cut off" in error.reason
    assert (error.line, error.column) == (2, len(text) + 1)


def test_a_text_that_was_cut_off_inside_of_a_string() -> None:
    assert "no closing quote" in refused('{"a": "bc').reason


@both_readers
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 101 + "]" * 101, id="just too deep"),
        pytest.param("[" * 200 + "]" * 200, id="too deep"),
        pytest.param('{"a":' * 200 + "1" + "}" * 200, id="objects"),
        pytest.param("[" * 100_000, id="deeper than Python's stack"),
        pytest.param('{"a":' * 100_000 + "1" + "}" * 100_000, id="objects deeper than the stack"),
    ],
)
def test_a_deep_nest_is_refused_where_it_gets_too_deep(text: str, large: int) -> None:
    error = refused(text, large)
    assert "nested more than 100 deep here" in error.reason
    assert (error.line, error.column) == (1, 101 if text.startswith("[") else 501)
    assert not isinstance(error, NotJsonError)


@both_readers
def test_a_hundred_levels_are_read(large: int) -> None:
    assert decode("[" * 100 + "]" * 100, large)


@both_readers
@pytest.mark.parametrize(
    ("text", "values"),
    [("[1,2,3]", 4), ('{"a":[1],"b":{"c":2}}', 5), ('{"a,[{":"x,,[[","b\\"":",\\""}', 3)],
)
def test_values_are_counted_before_they_are_read(text: str, values: int, large: int) -> None:
    assert decode(text, large, Limits(nodes=values)) is not None
    error = refused(text, large, Limits(nodes=values - 1))
    assert f"more than {values - 1} values" in error.reason


MANY_STRINGS = json.dumps({f"key {n}": [n, "é", {"deep": n}] for n in range(2000)})


@pytest.mark.parametrize(
    ("extra", "column_of"),
    [
        pytest.param('"b": 1, "c": {}, "b": 2', '"b": 2', id="a number"),
        pytest.param('"b": "x", "c": {}, "b": "x"', '"b": "x"}', id="a text"),
        pytest.param('"c": [{"d": "\\"", "\\\\": 1, "d": 2}]', '"d": 2', id="among escapes"),
        pytest.param('"key 7": null', '"key 7": null', id="far apart"),
    ],
)
def test_a_key_twice_is_found_by_counting_strings(extra: str, column_of: str) -> None:
    text = MANY_STRINGS[:-1] + ", " + extra + "}"
    error = refused(text, large=0)
    assert "for the second time" in error.reason
    assert (error.line, error.column) == (1, text.rindex(column_of) + 1)


def test_strings_are_counted_right() -> None:
    assert len(decode(MANY_STRINGS, large=0)) == 2000


characters = st.characters(exclude_categories=["Cs"])
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
layouts = st.fixed_dictionaries(
    {"indent": st.sampled_from([None, 1, "\t"]), "ensure_ascii": st.booleans()}
)


@settings(deadline=None)
@given(json_values, layouts)
def test_both_readers_agree(value: Any, layout: dict[str, Any]) -> None:
    text = json.dumps([value], **layout)
    for large in SIZES:
        assert json.dumps(decode(text, large)) == json.dumps([value])


@settings(deadline=None)
@given(json_values, layouts)
def test_the_explaining_reader_finds_no_fault_where_there_is_none(
    value: Any, layout: dict[str, Any]
) -> None:
    assert json_faults.find(json.dumps([value], **layout), LIMITS) is None


@settings(deadline=None)
@given(json_values, layouts, st.data())
def test_whatever_is_broken_is_refused_with_a_place(
    value: Any, layout: dict[str, Any], data: st.DataObject
) -> None:
    text = json.dumps({"value": value}, **layout)
    at = data.draw(st.integers(min_value=0, max_value=len(text) - 1))
    broken = text[:at] + data.draw(st.sampled_from(["", "{", "]", ",", '"', "\\", "x", "1"]))
    broken += text[at + data.draw(st.integers(min_value=0, max_value=2)) :]
    for large in SIZES:
        try:
            sound = json.loads(broken)
        except ValueError:
            error = refused(broken, large)
            assert error.line is not None
            assert "could not be read" not in error.reason
        else:
            assert accepted_or_refused_knowingly(broken, large, sound)


def accepted_or_refused_knowingly(text: str, large: int, sound: Any) -> bool:
    """The standard library accepts a little more than we do, and no more than that."""
    try:
        return bool(decode(text, large) == sound)
    except UnreadableContractError as error:
        return any(words in error.reason for words in ("second time", "half of", "larger than"))


def pointers(value: Any, *steps: str) -> list[tuple[tuple[str, ...], Any]]:
    found = [(steps, value)]
    children: Any = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = ((str(index), item) for index, item in enumerate(value))
    for step, child in children:
        found += pointers(child, *steps, step)
    return found


@settings(deadline=None)
@given(json_values, layouts)
def test_every_part_stands_where_it_is_said_to(value: Any, layout: dict[str, Any]) -> None:
    text = " \n " + json.dumps({"value": value}, **layout)
    for large in SIZES:
        find = json_places.places(text.encode(), large)
        lines = text.split("\n")
        for steps, part in pointers({"value": value}):
            line, column = find(steps)
            rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
            decoded, end = json.JSONDecoder().raw_decode(rest)
            if steps and rest[end : end + 1] == ":":
                assert decoded == steps[-1]
                decoded, _ = json.JSONDecoder().raw_decode(rest[end + 1 :].lstrip())
            assert decoded == part


@settings(deadline=None)
@given(st.text(st.sampled_from("aé😀\n")), st.integers(min_value=0, max_value=2))
def test_a_line_table_agrees_with_counting(text: str, blocks: int) -> None:
    text = "é" * (BLOCK // 2 * blocks - blocks) + text
    lines = Lines(text.encode())
    for offset in range(max(0, len(text) - 80), len(text) + 1):
        assert lines.place(len(text[:offset].encode())) == place(text, offset)
