"""How much a JSON text or a JSON value holds: what is deep, much, or said twice is refused."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

#: what stands behind each backslash
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
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


def strings_in(text: bytes) -> int:
    """How many keys and strings a sound text has. A string has two bare quotes."""
    escaped = _ESCAPED.findall(text).count(b'"') if b'\\"' in text else 0
    return (text.count(b'"') - escaped) // 2


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
