"""A YAML text that is read beside another version says what it says when it is read alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge_checks.facts import UnreadableContractError, read
from weighbridge_checks.facts.formats import yaml12, yaml_blocks
from weighbridge_checks.facts.formats.limits import LIMITS
from weighbridge_checks.verdicts import Word, weigh

API = """\
# orders
openapi: 3.1.0
info: {title: orders, version: 1.0.0}
paths:
  # the only one
  /orders:
    get:
      responses:
        200:
          description: |
            all of them

            at: once
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Orders'}
components:

  schemas:
    Order:
      type: object
      description: "a text
    that: goes on
      here"
      properties:
        id: {type: string}
    Orders:
      type: array
      items:
        $ref: "#/components/schemas/Order"
tags:
- name: orders
"""


@pytest.fixture(autouse=True)
def short_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks are opened however short they are."""
    monkeypatch.setattr(yaml_blocks, "_LONG", 0)


def whole(text: str) -> yaml_blocks.Whole:
    root, spots, anchored = yaml12.read(text.encode(), file="old.yaml", limits=LIMITS)
    assert not anchored
    return yaml_blocks.Whole(text.encode(), root, spots)


def steps_in(value: Any, *steps: str) -> list[tuple[str, ...]]:
    found = [steps]
    inner: Any = value.items() if isinstance(value, dict) else ()
    for step, below in enumerate(value) if isinstance(value, list) else inner:
        found += steps_in(below, *steps, str(step))
    return found


def beside(old: str, new: str) -> Any:
    """What the new text says beside the old one; None where it is read as a whole.

    It has to be what it says alone, at the same places.
    """
    found = yaml_blocks.read(new.encode(), "new.yaml", LIMITS, whole(old))
    if found is not None:
        root, spots, _ = yaml12.read(new.encode(), file="new.yaml", limits=LIMITS)
        assert json.dumps(found[0]) == json.dumps(root)
        here, there = yaml12.places(*found), yaml12.places(root, spots)
        for steps in steps_in(root):
            assert here(steps) == there(steps)
        return found[0]
    return None


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("type: array", "type: object", id="a word in a component"),
        pytest.param("# orders\n", "# orders\n# and\n\n# more\n", id="a comment at the top"),
        pytest.param("    Orders:\n", "    # all\n\n    Orders:\n", id="a comment between blocks"),
        pytest.param("    Orders:\n", "    New: {}\n    Orders:\n", id="a component more"),
        pytest.param("  /orders:", "  /v2/orders:", id="another name"),
        pytest.param("tags:", "x-new: 1\ntags:", id="a section more"),
        pytest.param("tags:\n- name: orders\n", "", id="the end is gone"),
        pytest.param("at: once", "at: once\n            Order: no", id="a text that looks so"),
        pytest.param("    that: goes on", "    that: goes\n    far:", id="a quoted text too"),
    ],
)
def test_what_is_the_same_is_taken_from_the_other_version(was: str, becomes: str) -> None:
    assert was in API
    root = beside(API, API.replace(was, becomes, 1) if was else API)
    if "    that" not in was:
        assert root is not None
        old = whole(API)
        again = yaml_blocks.read(API.replace(was, becomes, 1).encode(), "n", LIMITS, old)
        assert again is not None
        assert again[0]["info"] is old.root["info"]


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(API + "---\na: b\n", id="a second document"),
        pytest.param(API + "...\n", id="an end that is marked"),
        pytest.param("%YAML 1.2\n---\n" + API, id="a directive"),
        pytest.param(API.replace("tags:", "info: 1\ntags:"), id="a key twice, of both versions"),
        pytest.param(API.replace("    Orders:\n", "    Order: 1\n    Orders:\n"), id="twice below"),
        pytest.param(API.replace("type: array", "type: &a array"), id="an anchor"),
        pytest.param(API.replace("type: array", "type: *a"), id="an alias"),
        pytest.param(API.replace("type: array", "type: [array"), id="a list that does not end"),
        pytest.param(API.replace("type: array", '"type: array'), id="a quote that does not end"),
        pytest.param(
            API.replace("    Orders:\n", "    ? Orders\n    :\n"), id="a key in long form"
        ),
        pytest.param(API.replace("\n", "\r"), id="line ends of another kind"),
        pytest.param(json.dumps({"openapi": "3.1.0"}), id="one flow"),
        pytest.param("- a\n- b\n", id="a list"),
        pytest.param("", id="nothing at all"),
    ],
)
def test_where_a_doubt_is_left_the_text_is_read_as_a_whole(new: str) -> None:
    assert yaml_blocks.read(new.encode(), "new.yaml", LIMITS, whole(API)) is None or beside(
        API, new
    )


@pytest.mark.parametrize("form", ["\r\n", "---\n", "indented"])
def test_the_form_of_the_text_does_not_matter(form: str) -> None:
    other = API.replace("type: array", "type: object")
    if form == "\r\n":
        texts = [t.replace("\n", "\r\n") for t in (API, other)]
    elif form == "---\n":
        texts = [f"---\n{t}" for t in (API, other)]
    else:
        texts = [API, other.replace("    Order:", "    Order: # it").replace("# orders\n", "")]
    assert beside(*texts) is not None


def test_a_version_that_was_read_beside_another_is_one_to_read_beside() -> None:
    old = whole(API)
    texts = [API.replace("# orders\n", "# a\n# b\n"), API.replace("type: array", "type: object")]
    first = yaml_blocks.read(texts[0].encode(), "b", LIMITS, old)
    assert first is not None
    between = yaml_blocks.Whole(texts[0].encode(), *first)
    last = yaml_blocks.read(texts[1].encode(), "c", LIMITS, between)
    assert last is not None
    root, spots, _ = yaml12.read(texts[1].encode(), file="c", limits=LIMITS)
    assert last[0] == root
    for steps in steps_in(root):
        assert yaml12.places(*last)(steps) == yaml12.places(root, spots)(steps)


LINES = API.split("\n")
PIECES = [
    "",
    "a: b",
    "  a: b",
    "    Order:",
    "  - x",
    "# c",
    '"',
    "'",
    "[",
    "]",
    "|",
    "---",
    "\t",
    ":",
]


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(LINES) - 1), st.sampled_from(["cut", "add", "join", "twice"]),
            st.sampled_from(PIECES),
        ),
        max_size=4,
    )
)  # fmt: skip
def test_whatever_was_edited_it_says_the_same(edits: list[tuple[int, str, str]]) -> None:
    lines = list(LINES)
    for at, edit, piece in edits:
        i = at % len(lines)
        if edit == "cut" and len(lines) > 1:
            del lines[i]
        elif edit == "add":
            lines.insert(i, piece)
        elif edit == "join":
            lines[i] += piece
        else:
            lines.insert(i, lines[i])
    new = "\n".join(lines)
    try:
        alone: Any = yaml12.read(new.encode(), file="new.yaml", limits=LIMITS)[0]
    except UnreadableContractError:
        assert yaml_blocks.read(new.encode(), "new.yaml", LIMITS, whole(API)) is None
    else:
        found = beside(API, new)
        assert found is None or json.dumps(found) == json.dumps(alone)


def test_large_contracts_are_weighed_as_small_ones_are() -> None:
    padding = "x-padding: " + "a" * (1 << 20) + "\n"
    texts = [(t + padding).encode() for t in (API, API.replace("type: string", "type: integer"))]
    old = read(texts[0], name="old.yaml")
    new = read(texts[1], name="new.yaml", beside=old)
    assert new.document["info"] is old.document["info"]
    verdict = weigh(old, new)
    assert verdict.word is Word.BREAKING
    finding = verdict.findings[0]
    assert finding.new is not None
    assert finding.new.line == API[: API.index("{type: string}")].count("\n") + 1


LIST = """\
$schema: https://json-schema.org/draft/2020-12/schema
$id: https://example.org/strings
$ref: list
$defs:
  list:
    $id: list
    type: array
    items: {$dynamicRef: '#item'}
    $defs:
      anything: {$dynamicAnchor: item}
  item:
    $dynamicAnchor: item
    type: string
"""


def test_what_is_read_once_for_both_may_mean_something_else_in_each() -> None:
    padding = "x-padding: " + "a" * (1 << 20) + "\n"
    texts = [t + padding for t in (LIST, LIST.replace("type: string", "type: integer"))]
    old = read(texts[0].encode(), name="old.yaml")
    new = read(texts[1].encode(), name="new.yaml", beside=old)
    assert new.document["$defs"]["list"] is old.document["$defs"]["list"]
    verdicts = [weigh(old, new), weigh(old, read(texts[1].encode(), name="new.yaml"))]
    assert [v.word for v in verdicts] == [Word.BREAKING, Word.BREAKING]
    assert verdicts[0].findings == verdicts[1].findings
