"""How much a JSON text or a JSON value holds: what is deep, much, or said twice is refused."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

#: what stands behind each backslash: four digits too, where these may be those of an ASCII letter
_ESCAPED = re.compile(rb"\\(u00[0-9a-fA-F]{2}|.)", re.DOTALL)
#: a letter or a dollar sign that is written by its number, so that a keyword is not seen in a text
_HIDDEN = re.compile(rb"u00(?:24|4[1-9a-fA-F]|5[0-9aA]|6[1-9a-fA-F]|7[0-9aA])")
_NOT_BEFORE_VALUES = bytes(set(range(256)) - set(b"[{,"))
_NOT_QUOTES_OR_BEFORE_VALUES = bytes(set(range(256)) - set(b'"[{,'))


class TooManyValuesError(Exception):
    """A text holds more values than are read."""


class Measures(NamedTuple):
    """How deep a value is, how many keys and strings it has, and how many values in all."""

    depth: int
    strings: int
    values: int


def measure(root: Any) -> Measures:
    """The measures of a value. By levels: it may be deep."""
    depth, strings, values = 0, int(type(root) is str), 1
    level = [root]
    while level := [value for value in level if type(value) is dict or type(value) is list]:
        depth += 1
        below: list[Any] = []
        for value in level:
            if type(value) is dict:
                strings += len(value)
                below.extend(value.values())
            else:
                below.extend(value)
        strings += list(map(type, below)).count(str)
        values += len(below)
        level = below
    return Measures(depth, strings, values)


class Seen(NamedTuple):
    """What is seen of a text without decoding it."""

    #: how many keys and strings it has, if it is sound
    strings: int
    #: whether every letter of a keyword is written as itself
    plain: bool


def see(text: bytes) -> Seen:
    """Look a text over. A string has two bare quotes."""
    escaped = _ESCAPED.findall(text)
    numbered = [e for e in escaped if len(e) > 1]
    return Seen(
        strings=(text.count(b'"') - escaped.count(b'"')) // 2,
        plain=not any(map(_HIDDEN.match, numbered)),
    )


def check_values(text: Any, most: int) -> None:
    """Refuse the bytes of a text with more values than that, before any of them takes up memory.

    Raises `TooManyValuesError`.
    """
    # two values are a comma apart at least, and so none takes less than two bytes
    if memoryview(text).nbytes > 2 * most:
        data = bytes(text)
        if _values_at_most(data) > most and _values(data) > most:
            raise TooManyValuesError


def _values_at_most(text: bytes) -> int:
    """A bound on the number of values, cheaply: each follows a bracket, a brace or a comma."""
    return 1 + len(text.translate(None, _NOT_BEFORE_VALUES))


def _values(text: bytes) -> int:
    """The same without what stands in strings."""
    bare = _ESCAPED.sub(b"", text).translate(None, _NOT_QUOTES_OR_BEFORE_VALUES)
    # Two quotes side by side hold nothing between them, whether they open, close, or both.
    return 1 + sum(map(len, bare.replace(b'""', b"").split(b'"')[::2]))
