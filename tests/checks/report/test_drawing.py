"""Pictures of workflows: every part is there, nothing overlaps, and no colour is needed."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.workflows import a_workflow, the_workflow
from weighbridge_checks.report import drawing
from weighbridge_checks.report.drawing import Mark, picture
from weighbridge_checks.report.layout import Box, Layout, Line, laid_out

SVG = "{http://www.w3.org/2000/svg}"
PACK, SHIP = "created > packed on order.packed", "packed > shipped on order.shipped"
OLD = a_workflow(PACK, SHIP, "created > cancelled on order.cancelled", terminal=["shipped"])
NEW = a_workflow(
    "created > boxed on order.packed",
    "boxed > shipped on order.shipped if open = 0",
    "created > held on order.held",
    "held > held on order.noted",
    terminal=["shipped", "held"],
)


def drawn(new: Any, old: Any = None, shape: str = "svg") -> str:
    return drawing.render(the_workflow(new), None if old is None else the_workflow(old), shape)


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own text


def test_a_workflow_in_mermaid() -> None:
    assert drawn(OLD, shape="mermaid").splitlines() == [
        "---",
        "title: order 1.0.0",
        "---",
        "stateDiagram-v2",
        '    state "created" as created',
        '    state "packed" as packed',
        '    state "shipped" as shipped',
        '    state "cancelled" as cancelled',
        "    [*] --> created : order.created",
        "    created --> packed : order.packed",
        "    packed --> shipped : order.shipped",
        "    created --> cancelled : order.cancelled",
        "    shipped --> [*]",
    ]


def test_a_change_in_mermaid_is_told_by_signs_and_words() -> None:
    said = drawn(NEW, OLD, shape="mermaid")
    for line in (
        'state "~ boxed (was packed)" as boxed',
        'state "+ held (new)" as held',
        'state "\N{MINUS SIGN} cancelled (gone)" as cancelled',
        "created --> held : + order.held",
        "boxed --> shipped : + order.shipped [open = 0]",
        "boxed --> shipped : \N{MINUS SIGN} order.shipped",
        "created --> cancelled : \N{MINUS SIGN} order.cancelled",
        "class held added",
        "class cancelled removed",
    ):
        assert f"    {line}\n" in said


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("in transit", '    state "in transit" as in_transit'),
        ("end", '    state "end" as s_end'),
        ("1st", '    state "1st" as s_1st'),
        ('a"b', '    state "a#34;b" as a_b'),
        ("\x1b[31m", '    state "\\u001b[31m" as s_'),
    ],
)
def test_a_name_can_not_break_out_of_mermaid(name: str, label: str) -> None:
    document = a_workflow(states=["created", name], terminal=[name])
    assert any(line.startswith(label) for line in drawn(document, shape="mermaid").splitlines())


def test_two_names_that_look_alike_stay_two() -> None:
    document = a_workflow(states=["a-b", "a_b"], initial=["a-b"], terminal=["a_b"])
    said = drawn(document, shape="mermaid")
    assert '"a-b" as a_b\n' in said
    assert '"a_b" as a_b_2\n' in said


def test_what_became_of_each_state() -> None:
    figures = {f.name: (f.mark, f.note) for f in picture(*map(the_workflow, (NEW, OLD))).figures}
    assert figures == {
        "created": (Mark.SAME, ""),
        "boxed": (Mark.CHANGED, "was packed"),
        "shipped": (Mark.SAME, ""),
        "held": (Mark.ADDED, "new"),
        "cancelled": (Mark.REMOVED, "gone"),
    }


def test_the_svg_is_a_document_with_a_title_and_a_description() -> None:
    root = parsed(drawn(NEW, OLD))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "title desc"
    assert root.findtext(f"{SVG}title") == "order 1.0.0 → 1.0.0"
    described = root.findtext(f"{SVG}desc") or ""
    assert "New: held." in described
    assert "Gone: cancelled." in described
    assert (
        "Steps that are gone: boxed to shipped on order.shipped; created to cancelled" in described
    )


def test_the_svg_tells_by_text_and_dash_what_it_tells_by_colour() -> None:
    root = parsed(drawn(NEW, OLD))
    texts = ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]
    assert "+ held" in texts
    assert "\N{MINUS SIGN} cancelled" in texts
    assert "was packed" in texts
    style = root.findtext(f"{SVG}style") or ""
    for mark in ("added", "removed"):
        assert re.search(rf"\.way\.{mark} {{ stroke-dasharray: \d", style)


def test_every_step_has_a_line_with_its_words() -> None:
    root = parsed(drawn(OLD))
    assert len(list(root.iter(f"{SVG}path"))) == 4
    words = [
        "".join(t.itertext())
        for t in root.iter(f"{SVG}text")
        if t.attrib.get("class") in ("words", "loop")
    ]
    assert sorted(words) == ["order.cancelled", "order.created", "order.packed", "order.shipped"]


def test_what_a_file_says_can_not_break_out_of_the_svg() -> None:
    nasty = "<script>alert(1)</script>"
    said = drawn(a_workflow(states=["created", nasty], terminal=[nasty]) | {"title": nasty})
    assert "<script" not in said
    parsed(said)


# -- the layout

NAMES = [f"s{i}" for i in range(7)]
GRAPHS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda e: e[0] != e[1]),
    max_size=14,
    unique=True,
)


def placed(edges: list[tuple[str, str]]) -> tuple[list[Box], list[Line], Layout]:
    boxes = [Box(name=n, width=60 + 20 * (i % 3), height=36) for i, n in enumerate(NAMES)]
    lines = [Line(source=a, target=b, width=90, height=30) for a, b in edges]
    return boxes, lines, laid_out(boxes, lines)


@settings(deadline=None)
@given(GRAPHS)
def test_no_two_boxes_or_words_lie_on_each_other(edges: list[tuple[str, str]]) -> None:
    boxes, lines, layout = placed(edges)
    areas = [(*layout.boxes[b.name], b.width, b.height) for b in boxes]
    areas += [(*r.words, x.width, x.height) for r, x in zip(layout.routes, lines, strict=True)]
    for (x, y, w, h), (x2, y2, w2, h2) in combinations(areas, 2):
        assert abs(x - x2) >= (w + w2) / 2 - 0.01 or abs(y - y2) >= (h + h2) / 2 - 0.01
    for x, y, w, h in areas:
        assert x - w / 2 >= -0.01
        assert x + w / 2 <= layout.width + 0.01
        assert y - h / 2 >= -0.01
        assert y + h / 2 <= layout.height + 0.01


@settings(deadline=None)
@given(GRAPHS)
def test_a_line_begins_and_ends_at_its_boxes(edges: list[tuple[str, str]]) -> None:
    boxes, lines, layout = placed(edges)
    sizes = {b.name: b for b in boxes}
    for line, route in zip(lines, layout.routes, strict=True):
        for name, (x, y) in ((line.source, route.points[0]), (line.target, route.points[-1])):
            middle, box = layout.boxes[name], sizes[name]
            assert abs(x - middle[0]) <= box.width / 2
            assert abs(abs(y - middle[1]) - box.height / 2) < 0.01


def test_the_same_graph_is_always_drawn_alike() -> None:
    edges = [("s0", "s1"), ("s1", "s2"), ("s2", "s0"), ("s0", "s3")]
    assert placed(edges)[2] == placed(edges)[2]
