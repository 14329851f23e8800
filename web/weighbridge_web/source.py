"""A stored document as numbered lines, in windows, with keys and comments told apart."""

from __future__ import annotations

import re
from codecs import BOM_UTF8 as BOM
from dataclasses import dataclass

from weighbridge_web.places import WINDOW

#: a line longer than this is one of a document without line breaks; the rest is in the raw file
LONG = 5000

#: a mapping's key in YAML or JSON, a comment, or neither
_KEY = re.compile(
    r"""(?P<lead>\s*(?:-\s+)*)(?P<key>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'{\[&*!|>%@,?:-][^\s#:]*)"""
    r"""(?P<colon>\s*:)(?P<rest>(?:\s.*)?)""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A line, cut into the parts that look different."""

    number: int
    lead: str = ""
    key: str = ""
    rest: str = ""
    comment: bool = False
    #: so many characters of it are not shown
    cut: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The lines of one window of a document."""

    lines: tuple[SourceLine, ...]
    part: int
    parts: int
    total: int


def listing(content: bytes, part: int) -> Listing:
    """A window of a document; a number beyond the last window gives the last.

    What is stored was once read as a contract, so it is UTF-8; should a byte of it not be, the
    page shows where instead of failing.
    """
    lines = content.removeprefix(BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if len(lines) > 1 and not lines[-1]:
        lines.pop()  # what stands after the last line's end is no line
    parts = max(1, -(-len(lines) // WINDOW))
    part = min(max(part, 1), parts)
    first = (part - 1) * WINDOW
    shown = enumerate(lines[first : first + WINDOW], start=first + 1)
    return Listing(
        lines=tuple(_line(n, line.decode("utf-8", errors="replace")) for n, line in shown),
        part=part,
        parts=parts,
        total=len(lines),
    )


def _line(number: int, text: str) -> SourceLine:
    if len(text) > LONG:
        return SourceLine(number=number, rest=text[:LONG], cut=len(text) - LONG)
    if text.lstrip().startswith("#"):
        return SourceLine(number=number, rest=text, comment=True)
    if match := _KEY.fullmatch(text):
        return SourceLine(
            number=number, lead=match["lead"], key=match["key"], rest=match["colon"] + match["rest"]
        )
    return SourceLine(number=number, rest=text)
