"""A picture of a workflow in Mermaid, which GitHub and many wikis draw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge_checks.report.drawing import Mark
from weighbridge_checks.report.plain import printable

if TYPE_CHECKING:
    from weighbridge_checks.report.drawing import Arrow, Figure, Picture

_STYLES = {
    Mark.ADDED: "stroke:#1a7f37,stroke-width:3px,stroke-dasharray:6 3",
    Mark.REMOVED: "stroke:#cf222e,stroke-width:2px,stroke-dasharray:2 3",
    Mark.CHANGED: "stroke:#9a6700,stroke-width:3px",
}


def render(picture: Picture) -> str:
    """The text of a state diagram."""
    ids = _ids(picture)
    lines = ["---", f"title: {_text(picture.title)}", "---", "stateDiagram-v2"]
    lines += [f'    state "{_label(f)}" as {ids[f.name]}' for f in picture.figures]
    for arrow in picture.arrows:
        lines += _steps(arrow, ids)
    lines += [f"    {ids[f.name]} --> [*]" for f in picture.figures if f.terminal]
    used = [m for m in _STYLES if any(f.mark is m for f in picture.figures)]
    lines += [f"    classDef {mark} {_STYLES[mark]}" for mark in used]
    lines += [
        f"    class {','.join(ids[f.name] for f in picture.figures if f.mark is mark)} {mark}"
        for mark in used
    ]
    return "\n".join(lines) + "\n"


def _ids(picture: Picture) -> dict[str, str]:
    """A name of letters and digits for each state, as Mermaid wants them."""
    found: dict[str, str] = {}
    for figure in picture.figures:
        base = re.sub(r"\W", "_", figure.name, flags=re.ASCII)
        base = base if base[:1].isalpha() and base != "end" else f"s_{base}"
        number, name = 2, base
        while name in found.values():
            name, number = f"{base}_{number}", number + 1
        found[figure.name] = name
    return found


def _label(figure: Figure) -> str:
    note = f" ({figure.note})" if figure.note else ""
    return _text(f"{figure.mark.sign}{figure.name}{note}")


def _steps(arrow: Arrow, ids: dict[str, str]) -> list[str]:
    source = ids.get(arrow.source, "[*]")
    return [
        f"    {source} --> {ids[arrow.target]} : {_text(mark.sign + words)}"
        for mark, words in arrow.words
    ]


#: what has a meaning of its own in a diagram
_SPECIAL = {c: f"#{ord(c)};" for c in '"<>;#{}|`'}


def _text(text: str) -> str:
    return "".join(_SPECIAL.get(c, c) for c in " ".join(printable(text).split()))
