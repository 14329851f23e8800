"""Values and texts from other people's documents, made fit for the place where they are shown.

A document may hold what no JSON can (not-a-number), what no encoding can (half of a character),
and what a terminal obeys (an escape code in a description). None of it may leave by a report.
"""

from __future__ import annotations

import json
import math
import unicodedata
from typing import Any

#: controls, invisible format marks (which can turn a line around), half characters, separators
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def plain(value: Any) -> Any:
    """A value as strict JSON has it."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def printable(text: str) -> str:
    """A text in which all that is not to be seen is spelled out; line ends stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c == "\n" or not _unseen(c) else _spelled(c) for c in text)


def compact(value: Any, longest: int) -> str:
    """A JSON value on one line, cut where it is long."""
    return cut(_dumps(plain(value)), longest)


def laid_out(value: Any, *, width: int, lines: int) -> list[str]:
    """A JSON value on one line if it fits, else on several; too many are counted instead.

    A value may be huge, so no more of it is written than is shown.
    """
    value = plain(value)
    if _length(value, width) <= width and len(text := _dumps(value)) <= width:
        return [text]
    encoder = json.JSONEncoder(ensure_ascii=False, indent=2)
    written: list[str] = []
    ends = 0
    for chunk in encoder.iterencode(value):
        written.append(chunk)
        ends += chunk.count("\n")
        if ends >= lines:
            break
    shown = [cut(line, width) for line in printable("".join(written)).split("\n")[:lines]]
    if left := _height(value) - len(shown):
        shown.append(f"… {left} more {'line' if left == 1 else 'lines'}")
    return shown


def _height(value: Any) -> int:
    """On how many lines a value is written when it is laid out."""
    inner = value.values() if isinstance(value, dict) else value
    if not isinstance(value, (dict, list)) or not value:
        return 1
    return 2 + sum(map(_height, inner))


def _length(value: Any, enough: int) -> int:
    """At least how many characters a value takes, looked at no further than needed."""
    if isinstance(value, str):
        return len(value)
    length = 0
    if isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            length += 1 + _length(inner, enough)
            if length > enough:
                break
    return length


def cut(text: str, longest: int) -> str:
    """A text that ends in an ellipsis where it is too long."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _dumps(value: Any) -> str:
    return printable(json.dumps(value, ensure_ascii=False))


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN


def _spelled(character: str) -> str:
    code = ord(character)
    four_digits = 0xFFFF
    return f"\\u{code:04x}" if code <= four_digits else f"\\U{code:08x}"
