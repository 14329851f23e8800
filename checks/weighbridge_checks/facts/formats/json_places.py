"""Where each part of a JSON text stands, found when it is asked for.

Most parts of a document are never reported, so no position is kept while it is read. To find one,
the containers on the way to it are read again, one level each, by the fastest reader for the size.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecoder
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.formats.json_text import LARGE
from weighbridge_checks.facts.formats.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Steps = tuple[str, ...]
    #: For each part of a container: where its key or item starts, and where its value does.
    Parts = dict[str, tuple[int, int]]

_BLANK = re.compile(r"[ \t\n\r]*")
_BEFORE_ITEM = re.compile(rb"[ \t\n\r,]*")
#: what stands before a value in a mapping: its key in quotes is the first group
BEFORE_VALUE = re.compile(rb'[ \t\n\r,]*("[^"\\]*(?:\\.[^"\\]*)*")[ \t\n\r]*:[ \t\n\r]*')


def places(
    text: bytes, large: int = LARGE, opened: Mapping[Steps, Mapping[str, Any]] | None = None
) -> Callable[[Steps], tuple[int, int]]:
    """The function from the steps to an existing part to the line and column of it.

    `opened` has slices of the values of some mappings of a large text, in its order.
    """
    if len(text) > large:
        return _Large(text, opened or {}).find
    return _Small(text.decode()).find


class _Small:
    """Positions in a small text, by the standard library."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decode = JSONDecoder().raw_decode
        self._parts: dict[int, Parts] = {}
        self._lines: list[int] = []

    def find(self, steps: Steps) -> tuple[int, int]:
        stands = value = self._blank(0)
        for step in steps:
            if value not in self._parts:
                self._parts[value] = self._read(value)
            stands, value = self._parts[value][step]
        if not self._lines:
            self._lines = [0, *(found.end() for found in re.finditer("\n", self._text))]
        line = bisect_right(self._lines, stands)
        return line, stands - self._lines[line - 1] + 1

    def _read(self, offset: int) -> Parts:
        text = self._text
        is_object = text[offset] == "{"
        end = "}" if is_object else "]"
        parts: Parts = {}
        offset = self._blank(offset + 1)
        while text[offset] != end:
            stands, step = offset, str(len(parts))
            if is_object:
                step, offset = self._decode(text, offset)
                offset = self._blank(self._blank(offset) + 1)
            parts[step] = stands, offset
            _, offset = self._decode(text, offset)
            offset = self._blank(offset)
            if text[offset] == ",":
                offset = self._blank(offset + 1)
        return parts

    def _blank(self, offset: int) -> int:
        found = _BLANK.match(self._text, offset)
        assert found is not None
        return found.end()


class _Large:
    """Positions in a large text, by msgspec's raw values: slices whose insides are skipped."""

    def __init__(self, text: bytes, opened: Mapping[Steps, Mapping[str, Any]]) -> None:
        import msgspec  # noqa: PLC0415 - only large texts need it, and its import takes a while

        self._text = text
        self._opened = opened
        self._lines = Lines(text)
        self._object = msgspec.json.Decoder(dict[str, msgspec.Raw])
        self._list = msgspec.json.Decoder(list[msgspec.Raw])
        self._sizes: dict[int, int] = {}
        self._parts: dict[int, Parts] = {}

    def find(self, steps: Steps) -> tuple[int, int]:
        stands = value = _end(_BEFORE_ITEM, self._text, 0)
        for i, step in enumerate(steps):
            if value not in self._parts:
                known = self._opened.get(steps[:i])
                self._parts[value] = (
                    self._read(value) if known is None else self._read_object(value + 1, known)
                )
            stands, value = self._parts[value][step]
        return self._lines.place(stands)

    def _read(self, offset: int) -> Parts:
        # Raw values come in the order of the text, each as long as its slice. So the next key
        # stands right behind the last value, and no value has to be read to get past it.
        size = self._sizes.get(offset, len(self._text) - offset)
        slice_ = memoryview(self._text)[offset : offset + size]
        if self._text.startswith(b"{", offset):
            return self._read_object(offset + 1, self._object.decode(slice_))
        return self._read_list(offset + 1, self._list.decode(slice_))

    def _read_object(self, offset: int, values: Mapping[str, Any]) -> Parts:
        parts: Parts = {}
        for step, raw in values.items():
            found = BEFORE_VALUE.match(self._text, offset)
            assert found is not None
            parts[step] = found.start(1), found.end()
            offset = self._past(found.end(), raw)
        return parts

    def _read_list(self, offset: int, values: list[Any]) -> Parts:
        parts: Parts = {}
        for index, raw in enumerate(values):
            start = _end(_BEFORE_ITEM, self._text, offset)
            parts[str(index)] = start, start
            offset = self._past(start, raw)
        return parts

    def _past(self, start: int, raw: Any) -> int:
        size = memoryview(raw).nbytes
        self._sizes[start] = size
        return start + size


def _end(pattern: re.Pattern[bytes], text: bytes, offset: int) -> int:
    found = pattern.match(text, offset)
    assert found is not None
    return found.end()
