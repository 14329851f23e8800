"""A picture of a workflow in SVG: readable without colours, and to who hears it read."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from weighbridge_checks.facts.workflow import BEFORE
from weighbridge_checks.report.drawing import Mark
from weighbridge_checks.report.layout import Box, Line, laid_out
from weighbridge_checks.report.plain import printable

if TYPE_CHECKING:
    from weighbridge_checks.report.drawing import Arrow, Figure, Picture
    from weighbridge_checks.report.layout import Layout, Route

_MARGIN = 24.0
_NAME = 8.2
_WORDS = 6.7
_LINE = 15.0
_DOT = 14.0
_LOOP = 30.0
_TITLE = 34.0
_LEGEND = 40.0
_WORD = {Mark.ADDED: "new", Mark.REMOVED: "gone", Mark.CHANGED: "changed", Mark.SAME: "as before"}

_STYLE = """
text { font: 12px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
.title { font-size: 18px; font-weight: 600 }
.name { font-size: 14px; font-weight: 600; text-anchor: middle }
.note, .words { text-anchor: middle }
.note { font-size: 11px; font-style: italic }
.loop { text-anchor: start }
.back { fill: #ffffff }
.box { fill: #f6f8fa; stroke: #57606a; stroke-width: 1.5 }
.ring { fill: none; stroke: #57606a; stroke-width: 1 }
.way { fill: none; stroke: #57606a; stroke-width: 1.4 }
.tip { fill: #57606a }
.start { fill: #1f2328 }
.added .box, .added .ring, .way.added { stroke: #1a7f37; stroke-width: 2.4 }
.added .box, .added .ring, .way.added { stroke-dasharray: 7 3 }
.removed .box, .removed .ring, .way.removed { stroke: #cf222e; stroke-width: 2 }
.removed .box, .removed .ring, .way.removed { stroke-dasharray: 2 4 }
.changed .box { stroke: #9a6700; stroke-width: 3 }
.added .box { fill: #eaf6ec }
.removed .box { fill: #fbeeee }
.changed .box { fill: #fdf6e3 }
tspan.added, .added .name { fill: #116329 }
tspan.removed, .removed .name { fill: #a40e26 }
.tip.added { fill: #1a7f37 }
.tip.removed { fill: #cf222e }
"""


def render(picture: Picture) -> str:
    """The whole document."""
    boxes = [_box(f, picture) for f in picture.figures]
    lines = [a for a in picture.arrows if a.source != a.target]
    if any(a.source == BEFORE for a in lines):
        boxes.insert(0, Box(name=BEFORE, width=_DOT, height=_DOT))
    sizes = {b.name: b for b in boxes}
    layout = laid_out(boxes, [_line(a) for a in lines])
    legend = _LEGEND if picture.compared else 0.0
    width = max(layout.width, _WORDS * 1.6 * len(picture.title), 330.0 if legend else 0.0)
    width += 2 * _MARGIN
    height = layout.height + 2 * _MARGIN + _TITLE + legend
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    named = 'role="img" aria-labelledby="title desc"'
    said = f'x="{_MARGIN:.0f}" y="{_MARGIN + 14:.0f}">{_safe(picture.title)}</text>'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {named} {size}>',
        f'<title id="title">{_safe(picture.title)}</title>',
        f'<desc id="desc">{_safe(picture.description)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="back" width="{width:.0f}" height="{height:.0f}"/>',
        f'<text class="title" {said}',
        f'<g transform="translate({_MARGIN:.0f} {_MARGIN + _TITLE:.0f})">',
        *(_way(a, r) for a, r in zip(lines, layout.routes, strict=True)),
        *(_figure(f, sizes[f.name], layout.boxes[f.name]) for f in picture.figures),
        *(
            _loop(a, sizes[a.source], layout.boxes[a.source])
            for a in picture.arrows
            if a.source == a.target
        ),
        *_start(layout),
        *(_said(a, r) for a, r in zip(lines, layout.routes, strict=True)),
        "</g>",
    ]
    if legend:
        parts.append(_legend(height - legend / 2 - 6))
    return "\n".join([*parts, "</svg>"]) + "\n"


# -- sizes


def _box(figure: Figure, picture: Picture) -> Box:
    words = _NAME * len(figure.mark.sign + figure.name)
    note = 6.0 * len(figure.note)
    loops = [a for a in picture.arrows if a.source == a.target == figure.name]
    overhang = max((_LOOP + _WORDS * _longest(a) for a in loops), default=0.0)
    return Box(
        name=figure.name,
        width=max(words, note, 60.0) + 26.0,
        height=48.0 if figure.note else 36.0,
        overhang=overhang,
    )


def _line(arrow: Arrow) -> Line:
    return Line(
        source=arrow.source,
        target=arrow.target,
        width=_WORDS * _longest(arrow) + 10.0,
        height=_LINE * len(_rows(arrow)) + 4.0,
    )


def _rows(arrow: Arrow) -> list[tuple[Mark, str]]:
    """The words of an arrow, a long guard on a line of its own."""
    rows = []
    for mark, words in arrow.words:
        event, bracket, guard = words.partition(" [")
        rows.append((mark, f"{mark.sign}{event}"))
        if bracket:
            rows.append((mark, f"[{guard}"))
    return rows


def _longest(arrow: Arrow) -> int:
    return max(len(words) for _, words in _rows(arrow))


# -- parts


def _figure(figure: Figure, box: Box, middle: tuple[float, float]) -> str:
    x, y = middle
    left, top = x - box.width / 2, y - box.height / 2
    parts = [f'<g class="{figure.mark}">', _rect("box", left, top, box.width, box.height)]
    if figure.terminal:
        parts.append(_rect("ring", left + 4, top + 4, box.width - 8, box.height - 8))
    base = y + (-1 if figure.note else 5)
    name = f"{figure.mark.sign}{figure.name}"
    parts.append(f'<text class="name" x="{x:.1f}" y="{base:.1f}">{_safe(name)}</text>')
    if figure.note:
        note = _safe(figure.note)
        parts.append(f'<text class="note" x="{x:.1f}" y="{base + 15:.1f}">{note}</text>')
    return "".join([*parts, "</g>"])


def _rect(name: str, x: float, y: float, width: float, height: float) -> str:
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" {size} rx="8"/>'


def _start(layout: Layout) -> list[str]:
    if BEFORE not in layout.boxes:
        return []
    x, y = layout.boxes[BEFORE]
    return [f'<circle class="start" cx="{x:.1f}" cy="{y:.1f}" r="{_DOT / 2:.1f}"/>']


def _way(arrow: Arrow, route: Route) -> str:
    (x, y), *rest = route.points
    drawn = [f"M{x:.1f} {y:.1f}"]
    for x2, y2 in rest:
        bend = (y2 - y) / 2
        drawn.append(f"C{x:.1f} {y + bend:.1f} {x2:.1f} {y2 - bend:.1f} {x2:.1f} {y2:.1f}")
        x, y = x2, y2
    before = route.points[-2]
    return (
        f'<path class="way {arrow.mark}" d="{" ".join(drawn)}"/>'
        f"{_tip(arrow.mark, x, y, down=y > before[1])}"
    )


def _tip(mark: Mark, x: float, y: float, *, down: bool) -> str:
    back = -8.0 if down else 8.0
    points = f"{x:.1f},{y:.1f} {x - 4.5:.1f},{y + back:.1f} {x + 4.5:.1f},{y + back:.1f}"
    return f'<polygon class="tip {mark}" points="{points}"/>'


def _said(arrow: Arrow, route: Route) -> str:
    """The words of a line, on a ground of their own, so that the line does not cross them."""
    rows = _rows(arrow)
    x, y = route.words
    width = _WORDS * max(len(words) for _, words in rows) + 4.0
    height = _LINE * len(rows)
    ground = (
        f'<rect class="back" x="{x - width / 2:.1f}" y="{y - height / 2:.1f}"'
        f' width="{width:.1f}" height="{height:.1f}"/>'
    )
    return ground + _text("words", rows, x, y - height / 2 + 11.5)


def _loop(arrow: Arrow, box: Box, middle: tuple[float, float]) -> str:
    """A step that leads back to its own state, on the right of it."""
    x, y = middle
    side = x + box.width / 2
    path = f"M{side:.1f} {y - 9:.1f} c26 -10 26 28 0 18"
    tip = f"{side:.1f},{y + 9:.1f} {side + 9:.1f},{y + 8:.1f} {side + 6:.1f},{y + 16:.1f}"
    rows = _rows(arrow)
    first = y - _LINE * (len(rows) - 1) / 2 + 4
    return (
        f'<path class="way {arrow.mark}" d="{path}"/>'
        f'<polygon class="tip {arrow.mark}" points="{tip}"/>'
        f"{_text('loop', rows, side + 24, first)}"
    )


def _text(name: str, rows: list[tuple[Mark, str]], x: float, y: float) -> str:
    spans = "".join(
        f'<tspan class="{mark}" x="{x:.1f}" y="{y + _LINE * k:.1f}">{_safe(words)}</tspan>'
        for k, (mark, words) in enumerate(rows)
    )
    return f'<text class="{name}">{spans}</text>'


def _legend(y: float) -> str:
    """What the kinds of line mean."""
    parts = []
    x = _MARGIN
    for mark in (Mark.ADDED, Mark.REMOVED, Mark.CHANGED):
        sign = mark.sign.strip()
        parts.append(
            f'<g class="{mark}">{_rect("box", x, y - 10, 28, 16)}'
            f'<text x="{x + 36:.1f}" y="{y + 3:.1f}">{sign} {_WORD[mark]}</text></g>'
        )
        x += 110
    return "".join(parts)


def _safe(text: str) -> str:
    return escape(printable(text))
