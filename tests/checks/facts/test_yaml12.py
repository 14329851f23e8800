from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yaml.cyaml import CParser  # type: ignore[attr-defined] # the stubs leave it out

from tests.checks.facts.yaml_text import as_yaml
from weighbridge_checks.facts.formats import yaml12
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.formats.limits import LIMITS, Limits
from weighbridge_checks.facts.formats.yaml_source import PARSER, PureParser

if TYPE_CHECKING:
    from collections.abc import Callable

    Parser = Callable[[bytes], Any]

PARSERS = [pytest.param(CParser, id="libyaml"), pytest.param(PureParser, id="python")]
both_parsers = pytest.mark.parametrize("parser", PARSERS)


def load(text: str | bytes, parser: Parser = PARSER, limits: Limits = LIMITS) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return yaml12.load(data, file="orders.yaml", limits=limits, parser=parser)[0]


def refused(
    text: str | bytes, parser: Parser = PARSER, limits: Limits = LIMITS
) -> UnreadableContractError:
    with pytest.raises(UnreadableContractError) as caught:
        load(text, parser, limits)
    return caught.value


def place(text: str, *steps: str) -> tuple[int, int]:
    root, spots = yaml12.load(text.encode(), file="orders.yaml", limits=LIMITS)
    return yaml12.places(root, spots)(steps)


def test_the_parser_in_use_is_libyaml() -> None:
    assert PARSER is CParser


@both_parsers
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # What YAML 1.1 made of these has cost people days.
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("Yes", "Yes"),
        ("NO", "NO"),
        ("y", "y"),
        ("N", "N"),
        ("2024-01-31", "2024-01-31"),
        ("2024-01-31T10:00:00Z", "2024-01-31T10:00:00Z"),
        ("2024-01-31 10:00:00", "2024-01-31 10:00:00"),
        ("12:30", "12:30"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("1.2.3", "1.2.3"),
        ("3.1.0", "3.1.0"),
        ("=", "="),
        # Words.
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("tRUE", "tRUE"),
        ("false", False),
        ("False", False),
        ("FALSE", False),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("~", None),
        ("", None),
        ("nULL", "nULL"),
        ("None", "None"),
        # Numbers.
        ("0", 0),
        ("010", 10),
        ("-7", -7),
        ("+7", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("0o8", "0o8"),
        ("-0x1F", "-0x1F"),
        ("0xFG", "0xFG"),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("1.0", 1.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        ("+1.5", 1.5),
        (".", "."),
        ("+", "+"),
        ("1e", "1e"),
        ("e3", "e3"),
        ("1.5.2", "1.5.2"),
        ("+.5e1", 5.0),
        ("١٢", "١٢"),
        # Quotes and tags say more than looks.
        ("'no'", "no"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("''", ""),
        ("!!str 12", "12"),
        ("!!str", ""),
        ("! 12", "12"),
        ("!!int '12'", 12),
        ("!!int 0x10", 16),
        ("!!float 1", 1.0),
        ("!!float '1.5'", 1.5),
        ("!!bool 'true'", True),
        ("!!null ''", None),
        ("!!map {a: 1}", {"a": 1}),
        ("!!seq [1]", [1]),
        ("! [1]", [1]),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">-\n  a\n  b\n", "a b"),
        (r'"a\/b\u00e9\x41\t"', "a/b\u00e9A\t"),
        ("a\u2028b", "a\u2028b"),
        ("'a\x85b'", "a\x85b"),
    ],
)
def test_what_a_value_means(written: str, meant: Any, parser: Parser) -> None:
    value = load(f"a: {written}", parser)["a"]
    assert (value, type(value)) == (meant, type(meant))


def test_a_float_keeps_its_sign() -> None:
    assert math.copysign(1, load("a: -0.0")["a"]) == -1


@both_parsers
@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("200", "200"),
        ("0o17", "0o17"),
        ("1.0", "1.0"),
        ("true", "true"),
        ("Null", "Null"),
        ("~", "~"),
        ("no", "no"),
        ("on", "on"),
        ("2024-01-31", "2024-01-31"),
        ("'200'", "200"),
        ("''", ""),
        ('"<<"', "<<"),
        ("!!str 200", "200"),
        ("!!int 200", "200"),
        ("&status 200", "200"),
        ("=", "="),
    ],
)
def test_a_key_is_the_text_that_is_written(key: str, name: str, parser: Parser) -> None:
    assert load(f"? {key}\n: x\n", parser) == {name: "x"}
    assert load(f"{key} : x\n", parser) == {name: "x"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a:\t1\nb: 2\t# two\n", {"a": 1, "b": 2}, id="tabs between words"),
        pytest.param("{a:\t1,\n\tb: 2}", {"a": 1, "b": 2}, id="tabs inside of braces"),
    ],
)
def test_a_tab_is_a_space_where_it_does_not_indent(text: str, value: Any) -> None:
    assert load(text) == value


@both_parsers
@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a: 1\n...\n", {"a": 1}, id="an end mark"),
        pytest.param("---\na: 1\n", {"a": 1}, id="a start mark"),
        pytest.param("%YAML 1.2\n---\na: no\n", {"a": "no"}, id="a version"),
        pytest.param("{a: 1, b: [x, 'y',], }", {"a": 1, "b": ["x", "y"]}, id="flow"),
        pytest.param('{"a":1,"b":{"c":[]}}', {"a": 1, "b": {"c": []}}, id="JSON"),
        pytest.param("a: &x [1]\nb: *x\n", {"a": [1], "b": [1]}, id="an alias"),
        pytest.param("a: &x 1\nb: [*x, *x]\n", {"a": 1, "b": [1, 1]}, id="an alias of a number"),
        pytest.param("&k a: 1\nb: *k\n", {"a": 1, "b": "a"}, id="an alias of a key"),
        pytest.param(
            "a: &x 1\nb: *x\nc: &x 2\nd: *x\n", {"a": 1, "b": 1, "c": 2, "d": 2}, id="anchor again"
        ),
        pytest.param(
            "a: &x [&x 1]\nb: *x\n", {"a": [1], "b": 1}, id="an anchor taken inside of its own"
        ),
        pytest.param("a: [b: 1, {c: 2}]\n", {"a": [{"b": 1}, {"c": 2}]}, id="pairs in a list"),
        pytest.param("- a\n- - b\n", ["a", ["b"]], id="lists"),
        pytest.param("x\u2029y: z", {"x\u2029y": "z"}, id="a paragraph separator in a key"),
        pytest.param("true", True, id="a boolean"),
    ],
)
def test_what_a_text_means(text: str, value: Any, parser: Parser) -> None:
    assert load(text, parser) == value


@both_parsers
@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("<<: {a: 1}\nb: 2\n", {"b": 2, "a": 1}, id="a mapping"),
        pytest.param(
            "x: &x {a: 1, b: 1}\ny:\n  a: 2\n  <<: *x\n  c: 3\n",
            {"x": {"a": 1, "b": 1}, "y": {"a": 2, "c": 3, "b": 1}},
            id="what stands there counts more",
        ),
        pytest.param(
            "x: &x {a: 1}\ny: &y {a: 2, b: 2}\nz:\n  <<: [*x, *y]\n",
            {"x": {"a": 1}, "y": {"a": 2, "b": 2}, "z": {"a": 1, "b": 2}},
            id="the earlier of several counts more",
        ),
        pytest.param(
            "x: &x {a: 1}\ny: &y\n  <<: *x\n  b: 2\nz:\n- <<: *y\n",
            {"x": {"a": 1}, "y": {"b": 2, "a": 1}, "z": [{"b": 2, "a": 1}]},
            id="of what was merged itself",
        ),
        pytest.param('"<<": {a: 1}\n', {"<<": {"a": 1}}, id="in quotes it is a name"),
    ],
)
def test_mappings_are_merged(text: str, value: Any, parser: Parser) -> None:
    assert load(text, parser) == value


def test_what_was_merged_stands_where_it_was_written() -> None:
    text = "x: &x\n  a: {b: 1}\ny:\n  <<: [*x]\n  c: 3\nz: {<<: {d: 1}}\n"
    assert place(text, "y", "a", "b") == (2, 7)
    assert place(text, "y", "c") == (5, 3)
    assert place(text, "z", "d") == (6, 10)


@both_parsers
@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        pytest.param("a: 1\nb: 2\na: 3\n", 3, 1, "'a' stands here for the second time", id="twice"),
        pytest.param("200: x\n'200': y\n", 2, 1, "first on line 1", id="number and text twice"),
        pytest.param("x: {b: {c: 1}, b: 2}\n", 1, 16, "remove or rename", id="twice in flow"),
        pytest.param("a: 1\n---\nb: 2\n", 2, 1, "a second document", id="two documents"),
        pytest.param("a: 1\n---\n", 2, 1, "file of its own", id="an empty second document"),
        pytest.param(
            "a: &x 1\nc:\n  <<: *x\n", 3, 3, "merges mappings only", id="merge of a number"
        ),
        pytest.param("<<: [{a: 1}, b]\n", 1, 1, "or a list", id="merge of a list of others"),
        pytest.param("<<: {a: 1}\n<<: {b: 1}\n", 2, 1, "second time", id="two merges"),
        pytest.param("a: &x\n  <<: *x\n", 2, 7, "without end", id="merge of itself"),
        pytest.param("a: !!python/object:os.system x", 1, 4, "python/object", id="Python tag"),
        pytest.param("a: !foo x", 1, 4, "'!foo'", id="own tag"),
        pytest.param("a: !foo [x]", 1, 4, "remove it", id="own tag on a list"),
        pytest.param("a: !!set {x: ~}", 1, 4, "'!!set'", id="set"),
        pytest.param("a: !!binary aGVsbG8=", 1, 4, "'!!binary'", id="binary"),
        pytest.param("a: !!timestamp 2024-01-31", 1, 4, "'!!timestamp'", id="timestamp"),
        pytest.param("a: !!seq {b: 1}", 1, 4, "'!!seq'", id="a mapping tagged as list"),
        pytest.param("a: !!int x", 1, 4, "'x' is no '!!int'", id="no integer"),
        pytest.param("a: !!int 1.5", 1, 4, "write one", id="no integer but a float"),
        pytest.param("a: !!bool yes", 1, 4, "'yes' is no '!!bool'", id="no boolean"),
        pytest.param("!foo a: 1", 1, 1, "'!foo'", id="own tag on a key"),
        pytest.param("a: *b\n", 1, 4, "names no anchor", id="alias of nothing"),
        pytest.param("a: &x [*x]\n", 1, 8, "use a $ref", id="alias of itself"),
        pytest.param("a: &x {b: {c: [1, *x]}}\n", 1, 19, "without end", id="alias of its holder"),
        pytest.param("a: &x b\n*x : c\n", 2, 1, "write the key itself", id="alias as key"),
        pytest.param("? [a]\n: b\n", 1, 3, "plain word", id="list as key"),
        pytest.param("{[a]: b}\n", 1, 2, "plain word", id="list as key in flow"),
        pytest.param("? {a: 1}\n: b\n", 1, 3, "plain word", id="mapping as key"),
        pytest.param("?\n: b\n", 1, 2, "a key is missing", id="no key"),
        pytest.param("a: .inf", 1, 4, "no number in JSON", id="infinity"),
        pytest.param("a: [1, -.INF]", 1, 8, "leave it out, or quote it", id="minus infinity"),
        pytest.param("a: .nan", 1, 4, "'.nan'", id="not a number"),
        pytest.param("a: 1e999", 1, 4, "larger than", id="too large"),
        pytest.param(f"a: {'9' * 4301}", 1, 4, "4300 digits", id="too long"),
        pytest.param("%YAML 1.1\n---\na: yes\n", 1, 1, "YAML 1.1", id="older version"),
        pytest.param("a: 1\n\ufeffb: 2\n", 2, 1, "byte order mark", id="a mark within"),
        pytest.param("\ufeffa: 1\n", 1, 1, "remove it", id="a second mark"),
        pytest.param("# nothing\n", None, None, "only comments", id="comments"),
    ],
)
def test_what_yaml_allows_and_a_contract_does_not(
    text: str, line: int | None, column: int | None, words: str, parser: Parser
) -> None:
    error = refused(text, parser)
    assert words in error.reason
    assert (error.file, error.line, error.column) == ("orders.yaml", line, column)


@both_parsers
@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("a: {b: c\n", 2, "close the '{'", id="an open brace"),
        pytest.param("a: [b, c\n", 2, "close the '['", id="an open bracket"),
        pytest.param("a: [b, c}\n", 1, "close the '['", id="the wrong bracket"),
        pytest.param('a: "b\n', 2, "add the closing quote", id="an open quote"),
        pytest.param("a: b: c\n", 1, "quotes", id="a colon in a text"),
        pytest.param("a:\n\t- b\n", 2, "not with tabs", id="a tab that indents"),
        pytest.param("a: `b`\n", 1, "quotes", id="a back quote"),
        pytest.param("a: @b\n", 1, "quotes", id="an at"),
        pytest.param("a:\n  - b\n c: d\n", 3, "indent it", id="indented too little"),
        pytest.param("a:\n  b: 1\n   c: 2\n", 3, "indent", id="indented too much"),
        pytest.param("a: b\nc\n", 3, "'key: value'", id="a key without colon"),
        pytest.param('a: "\\q"\n', 1, "single quotes", id="an unknown escape"),
        pytest.param('a: "\\ud83d"\n', 1, "character itself", id="half of a character"),
        pytest.param("a: x\x07\n", 1, "U+0007", id="a control character"),
        pytest.param("a: 1\nb: x\x7f\n", 2, "remove it", id="a delete character"),
        pytest.param("{a: 1} b\n", 1, "end of the document", id="more after the end"),
        pytest.param("%YAML 3.0\n---\na: 1\n", 1, "%YAML 1.2", id="a version yet to come"),
        pytest.param("a: !x!y z\n", 1, "remove the tag", id="an unknown handle"),
    ],
)
def test_what_is_not_yaml_is_told_with_line_and_advice(
    text: str, line: int, words: str, parser: Parser
) -> None:
    error = refused(text, parser)
    assert words in error.reason
    assert error.line in {line - 1, line}  # the two parsers may differ about the end of a text
    assert error.column is not None


@both_parsers
def test_an_alias_bomb_is_refused_where_it_exceeds_the_budget(parser: Parser) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    error = refused("\n".join(lines), parser)
    assert "aliases stand for more than 2,000,000 values" in error.reason
    assert error.line == 7


def test_aliases_within_the_budget_are_shared() -> None:
    root = load("a: &x {b: [1, 2]}\nc: [*x, *x]\n")
    assert root["c"][0] is root["a"]
    assert root == {"a": {"b": [1, 2]}, "c": [{"b": [1, 2]}] * 2}


def test_an_alias_counts_as_deep_as_what_it_stands_for() -> None:
    text = "a: &x [[[1]]]\nb: [[*x]]\n"
    assert load(text, limits=Limits(depth=6))["b"] == [[[[[1]]]]]
    error = refused(text, limits=Limits(depth=5))
    assert "nested more than 5 deep" in error.reason
    assert (error.line, error.column) == (2, 6)


def test_aliases_of_aliases_add_up_in_depth() -> None:
    lines = ["a0: &a0 [1]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 120)]
    assert "nested more than 100 deep" in refused("\n".join(lines)).reason


@both_parsers
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 200 + "]" * 200, id="flow"),
        pytest.param("{a: " * 200 + "1" + "}" * 200, id="flow mappings"),
        pytest.param("\n".join(" " * n + "a:" for n in range(200)), id="block"),
        pytest.param("[" * 200, id="never closed"),
    ],
)
def test_a_deep_nest_is_refused_where_it_gets_too_deep(text: str, parser: Parser) -> None:
    error = refused(text, parser)
    assert "nested more than 100 deep here" in error.reason
    assert error.line is not None


def test_a_million_open_brackets_are_refused_at_once() -> None:
    assert refused("[" * 1_000_000).line == 1


def test_a_hundred_levels_are_read() -> None:
    assert load("[" * 100 + "]" * 100)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" + "a," * 200_000 + "]", id="flat"),
        pytest.param("[" + "[]," * 200_000 + "]", id="lists"),
        pytest.param("".join(f"k{n}: v\n" for n in range(200_000)), id="mapping"),
    ],
)
def test_too_many_values_are_refused_while_they_are_read(text: str) -> None:
    error = refused(text, limits=Limits(nodes=50_000))
    assert "more than 50,000 values" in error.reason


TEXT = """\
# an order
openapi: 3.1.0
"info" :
  title: Orders
paths:
  /orders/{id}:
    get: {responses: {200: {description: é ü, x: 1}}}
  ? /long
  : post:
      tags:
        - a
        -   b
        - c: 1
          d: 2
        - - x
          - y
base: &base
  deep:
    - one: 1
same: *base
list: [*base, 2]
"""


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], (2, 1)),
        (["openapi"], (2, 1)),
        (["info"], (3, 1)),
        (["info", "title"], (4, 3)),
        (["paths", "/orders/{id}"], (6, 3)),
        (["paths", "/orders/{id}", "get", "responses", "200"], (7, 23)),
        (["paths", "/orders/{id}", "get", "responses", "200", "x"], (7, 47)),
        (["paths", "/long"], (8, 5)),
        (["paths", "/long", "post", "tags", "0"], (11, 11)),
        (["paths", "/long", "post", "tags", "1"], (12, 13)),
        (["paths", "/long", "post", "tags", "2"], (13, 11)),
        (["paths", "/long", "post", "tags", "2", "d"], (14, 11)),
        (["paths", "/long", "post", "tags", "3", "1"], (16, 13)),
        (["base", "deep", "0", "one"], (19, 7)),
        (["same"], (20, 1)),
        (["same", "deep", "0", "one"], (19, 7)),
        (["list", "0"], (21, 8)),
        (["list", "0", "deep"], (18, 3)),
        (["list", "1"], (21, 15)),
    ],
)
def test_every_key_and_item_has_its_place(steps: list[str], expected: tuple[int, int]) -> None:
    assert place(TEXT, *steps) == expected


def test_former_line_breaks_do_not_shift_the_lines() -> None:
    assert place("a: x\u2028y\x85z\nb: 1\n", "b") == (2, 1)


def test_a_character_that_the_text_uses_stands_in_for_no_other() -> None:
    assert load("a: \ue000\u2028\ue001\n") == {"a": "\ue000\u2028\ue001"}


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
    max_leaves=12,
)


layouts = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([None, True, False]),
        "allow_unicode": st.booleans(),
        "indent": st.sampled_from([2, 4]),
        "width": st.sampled_from([20, 200]),
    }
)


@settings(deadline=None)
@given(json_values, layouts, st.sampled_from([CParser, PureParser]))
def test_what_another_program_writes_reads_back_equal(
    value: Any, layout: dict[str, Any], parser: Parser
) -> None:
    text = as_yaml({"value": value}, **layout)
    assert load(text, parser) == {"value": value}
