"""A large JSON text, read part by part.

Most parts of two versions are equal, and nobody looks into them. So the parts of the sections that
hold nearly all of a contract stay slices of the text until they are asked for. Each is decoded once
all the same, to see that it is sound, and let go of again; unless it stands in the other version.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

#: how many levels below a section stay slices: of paths, also their items and operations
_LEVELS = {
    "paths": 2, "webhooks": 2, "x-webhooks": 2, "definitions": 0, "$defs": 0, "parameters": 0,
    "responses": 0,
}  # fmt: skip
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
#: a letter or a dollar sign that is written as an escape, so that a keyword is not seen in a text
_HIDDEN = re.compile(rb"\\u00(?:24|4[1-9a-fA-F]|5[0-9aA]|6[1-9a-fA-F]|7[0-9aA])")
_REFERRING = re.compile(rb'"\$(?:ref|dynamicRef)"\s*:\s*"([^"]*)"')
_REFERRING_EXACTLY = re.compile(rb'"\$(?:ref|dynamicRef)"\s*:\s*"((?:[^"\\]|\\.)*)"')


class Parts(dict[str, Any]):
    """A mapping whose values are decoded when they are asked for."""

    __slots__ = ("levels", "slices")

    def __init__(self, slices: dict[str, msgspec.Raw], levels: int) -> None:
        super().__init__(slices)
        self.slices = slices
        self.levels = levels

    def text(self, key: str) -> bytes:
        """A value as it is written."""
        return bytes(self.slices[key])

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if type(value) is msgspec.Raw:
            value = self._decoded(value)
            super().__setitem__(key, value)
        return value

    def _decoded(self, raw: msgspec.Raw) -> Any:
        if self.levels and _is_object(raw):
            return Parts(_OBJECT.decode(raw), self.levels - 1)
        return msgspec.json.decode(raw)

    def __iter__(self) -> Iterator[str]:
        # what is copied from a mapping that iterates in its own way is asked for value by value
        return super().__iter__()

    def get(self, key: str, default: Any = None) -> Any:
        """As a dict does."""
        return self[key] if key in self else default  # noqa: SIM401 (this is that method)

    def items(self) -> Any:
        """The keys and values, decoded."""
        return [(key, self[key]) for key in self]

    def values(self) -> Any:
        """The values, decoded."""
        return [self[key] for key in self]

    def copy(self) -> dict[str, Any]:
        """A dict of the values, decoded."""
        return dict(self.items())

    def __or__(self, other: Any) -> Any:
        return self.copy() | other

    def __ror__(self, other: Any) -> Any:
        return other | self.copy()

    def __eq__(self, other: object) -> bool:
        return self.copy() == other

    __hash__ = None


class Sound(NamedTuple):
    """What was seen of a part: its text, how deep it is, and how many keys and strings it has."""

    text: msgspec.Raw
    depth: int
    strings: int


class Reading:
    """A text that is read by parts, as far as it was read."""

    __slots__ = ("depth", "opened", "root", "sound", "strings")

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self.depth = 1
        self.strings = 0
        #: by section and name, the parts that were found sound
        self.sound: dict[tuple[str, ...], Sound] = {}
        #: by the steps to a mapping that was opened, its values in the order of the text
        self.opened: dict[tuple[str, ...], dict[str, msgspec.Raw]] = {}


def may_be_read(text: bytes) -> bool:
    """Whether every keyword of a text is written as itself, so that it can be searched."""
    return b"\\u00" not in text or _HIDDEN.search(text) is None


def read(
    text: bytes,
    measure: Callable[[Any], tuple[int, int]],
    known: Mapping[tuple[str, ...], Sound] | None = None,
) -> Reading:
    """A text's root, its sections in parts. Raises `ValueError` where it is not JSON.

    `measure` tells of a value how deep it is and how many keys and strings it has. Parts with the
    texts of `known` ones were measured before.
    """
    reading = Reading()
    reading.opened[()] = top = _OBJECT.decode(text)
    for key, raw in top.items():
        reading.strings += 1
        if key == "components" and _is_object(raw):
            reading.opened[(key,)] = inner = _OBJECT.decode(raw)
            reading.strings += len(inner)
            reading.depth = max(reading.depth, 2)
            reading.root[key] = {
                name: _section(reading, (key, name), part, 0, measure, known)
                for name, part in inner.items()
            }
        else:
            levels = _LEVELS.get(key)
            reading.root[key] = _section(reading, (key,), raw, levels, measure, known)
    return reading


def _section(
    reading: Reading,
    name: tuple[str, ...],
    raw: msgspec.Raw,
    levels: int | None,
    measure: Callable[[Any], tuple[int, int]],
    known: Mapping[tuple[str, ...], Sound] | None,
) -> Any:
    if levels is None or not _is_object(raw):
        value = msgspec.json.decode(raw)
        depth, strings = measure(value)
        reading.depth = max(reading.depth, len(name) + depth)
        reading.strings += strings
        return value
    reading.opened[name] = slices = _OBJECT.decode(raw)
    reading.strings += len(slices)
    reading.depth = max(reading.depth, len(name) + 1)
    for key, part in slices.items():
        place = (*name, key)
        seen = known.get(place) if known else None
        if seen is None or seen.text != part:
            seen = Sound(part, *measure(msgspec.json.decode(part)))
        reading.sound[place] = seen
        reading.depth = max(reading.depth, len(place) + seen.depth)
        reading.strings += seen.strings
    return Parts(slices, levels)


def _is_object(raw: msgspec.Raw) -> bool:
    return bytes(memoryview(raw)[:1]) == b"{"


def mentions(text: bytes) -> tuple[str, ...]:
    """What a text refers to, in its order and each once.

    Told from the text: examples may be among it, but nothing is missing.
    """
    found = dict.fromkeys(_REFERRING.findall(text))
    if any(r.endswith(b"\\") for r in found):  # perhaps a quote inside
        found = dict.fromkeys(_REFERRING_EXACTLY.findall(text))
    return tuple(json.loads(b'"' + r + b'"') if b"\\" in r else r.decode() for r in found)


def leads_somewhere(root: Any, ref: str) -> bool:
    """Whether a reference certainly leads to a part that is no reference itself, left closed."""
    steps = ref.split("/")
    holder = root
    if ref.startswith("#/") and "~" not in ref and "%" not in ref:
        for step in steps[1:-1]:
            holder = holder.get(step) if type(holder) is dict else None
    if not isinstance(holder, Parts) or steps[-1] not in holder:
        return False
    text = holder.text(steps[-1])
    return b'"$ref"' not in text or "$ref" not in _OBJECT.decode(text)
