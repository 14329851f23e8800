"""A large JSON text, read part by part.

Most parts of two versions are equal, and nobody looks into them. So the parts of the sections that
hold nearly all of a contract stay slices of the text until they are asked for. Each is decoded once
all the same, to see that it is sound, and let go of again; unless it stands in the other version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from weighbridge_checks.facts.formats.json_measures import (
    Measures,
    TooManyValuesError,
    check_values,
    measure,
)
from weighbridge_checks.facts.formats.json_mentions import mentions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: how many levels below a section stay slices: of paths, also their items and operations
_LEVELS = {
    "paths": 2, "webhooks": 2, "x-webhooks": 2, "definitions": 0, "$defs": 0, "parameters": 0,
    "responses": 0,
}  # fmt: skip
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])


class Parts(dict[str, Any]):
    """A mapping whose values are decoded when they are asked for."""

    __slots__ = ("levels", "slices", "sound")

    def __init__(
        self,
        slices: dict[str, msgspec.Raw],
        levels: int,
        sound: Mapping[str, Sound] | None = None,
    ) -> None:
        super().__init__(slices)
        self.slices = slices
        self.levels = levels
        #: what was seen of the parts of a section
        self.sound = sound

    def text(self, key: str) -> bytes:
        """A value as it is written."""
        return bytes(self.slices[key])

    def maps(self, key: str) -> bool:
        """Whether there is a value, and it is a mapping."""
        return key in self.slices and _is_object(self.slices[key])

    def mentions(self, key: str) -> tuple[bytes, ...]:
        """What a value refers to, as it is written."""
        return mentions(self.slices[key]) if self.sound is None else self.sound[key].mentions

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
    """What was seen of a part."""

    text: msgspec.Raw
    measures: Measures
    #: all that looks like a reference, as it is written between its quotes
    mentions: tuple[bytes, ...]
    #: whether the part itself is a reference
    refers: bool


class Reading:
    """A text that is read by parts, as far as it was read."""

    __slots__ = ("measures", "mentions", "most", "opened", "root", "sound")

    def __init__(self, most: int) -> None:
        self.root: dict[str, Any] = {}
        #: how many values are read at most
        self.most = most
        self.measures = Measures(1, 0, 1)
        #: by section and name, the parts that were found sound
        self.sound: dict[tuple[str, ...], dict[str, Sound]] = {}
        #: by the steps to a mapping that was opened, its values in the order of the text
        self.opened: dict[tuple[str, ...], dict[str, msgspec.Raw]] = {}
        #: all that looks like a reference, as it is written, each once
        self.mentions: dict[bytes, None] = {}

    def add(self, level: int, more: Measures) -> None:
        """Count what stands on a level below the root. Raises `TooManyValuesError`."""
        depth, strings, values = self.measures
        self.measures = Measures(
            max(depth, level + more.depth), strings + more.strings, values + more.values
        )
        if self.measures.values > self.most:
            raise TooManyValuesError


def read(
    text: bytes,
    most: int,
    known: Mapping[tuple[str, ...], Mapping[str, Sound]] | None = None,
) -> Reading:
    """A text's root, its sections in parts. Raises `ValueError` where it is not JSON.

    Parts with the texts of `known` ones were measured before. Where there are more than `most`
    values, raises `TooManyValuesError`.
    """
    reading = Reading(most)
    reading.opened[()] = top = _OBJECT.decode(text)
    reading.add(0, Measures(1, len(top), 0))
    for key, raw in top.items():
        if key == "components" and _is_object(raw):
            reading.opened[(key,)] = inner = _OBJECT.decode(raw)
            reading.add(1, Measures(1, len(inner), 1))
            reading.root[key] = {
                name: _section(reading, (key, name), part, 0, known) for name, part in inner.items()
            }
        else:
            levels = _LEVELS.get(key)
            reading.root[key] = _section(reading, (key,), raw, levels, known)
    return reading


def _section(
    reading: Reading,
    name: tuple[str, ...],
    raw: msgspec.Raw,
    levels: int | None,
    known: Mapping[tuple[str, ...], Mapping[str, Sound]] | None,
) -> Any:
    if levels is None or not _is_object(raw):
        value = _decoded(raw, reading)
        reading.add(len(name), measure(value))
        reading.mentions |= dict.fromkeys(mentions(raw))
        return value
    reading.opened[name] = slices = _OBJECT.decode(raw)
    reading.add(len(name), Measures(1, len(slices), 1))
    before = known.get(name, {}) if known else {}
    reading.sound[name] = sound = {}
    for key, part in slices.items():
        seen = before.get(key)
        if seen is None or seen.text != part:
            value = _decoded(part, reading)
            refers = type(value) is dict and "$ref" in value
            seen = Sound(part, measure(value), mentions(part), refers)
        sound[key] = seen
        reading.add(len(name) + 1, seen.measures)
        reading.mentions |= dict.fromkeys(seen.mentions)
    return Parts(slices, levels, sound)


def _decoded(raw: msgspec.Raw, reading: Reading) -> Any:
    check_values(raw, reading.most - reading.measures.values)
    return msgspec.json.decode(raw)


def _is_object(raw: msgspec.Raw) -> bool:
    return bytes(memoryview(raw)[:1]) == b"{"


def leads_somewhere(root: Any, ref: str) -> bool:
    """Whether a reference certainly leads to a part that is no reference itself, left closed."""
    steps = ref.split("/")
    holder = root
    if ref.startswith("#/") and "~" not in ref and "%" not in ref:
        for step in steps[1:-1]:
            holder = holder.get(step) if type(holder) is dict else None
    if not isinstance(holder, Parts) or holder.sound is None:
        return False
    seen = holder.sound.get(steps[-1])
    return seen is not None and not seen.refers
