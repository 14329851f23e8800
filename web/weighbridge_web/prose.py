"""A rule's page as parts: a docstring's paragraphs, and the diff that stands indented in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: what a sign at the start of a line of a diff says, in words for those who see no colour
SIGNS = {"+": "added", "-": "removed", " ": "kept"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a diff."""

    sign: str
    text: str

    @property
    def fate(self) -> str:
        """What happened to it, in a word."""
        return SIGNS[self.sign]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text, in runs that alternate between plain and code."""

    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A diff."""

    lines: tuple[Line, ...]


def blocks(page: str) -> tuple[Paragraph | Example, ...]:
    """The parts of a page after its first line, which is its summary."""
    _, _, rest = page.partition("\n")
    parts = re.split(r"\n\s*\n", rest.strip("\n"))
    joined: list[str] = []
    for part in parts:
        # an empty line inside of a diff does not end it
        if joined and _indented(part) and _indented(joined[-1]):
            joined[-1] += f"\n\n{part}"
        elif part.strip():
            joined.append(part)
    return tuple(_example(p) if _indented(p) else paragraph(p) for p in joined)


def paragraph(text: str) -> Paragraph:
    """Running text; every second run stood between backticks."""
    return Paragraph(runs=tuple(" ".join(text.split("\n")).strip().split("`")))


def _indented(part: str) -> bool:
    return part.startswith("    ")


def _example(part: str) -> Example:
    return Example(lines=tuple(_line(line.removeprefix("    ")) for line in part.split("\n")))


def _line(line: str) -> Line:
    if line[:1] in {"+", "-"}:
        return Line(sign=line[0], text=line[1:].removeprefix(" "))
    return Line(sign=" ", text=line.removeprefix("  "))
