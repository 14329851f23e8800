"""A large JSON text, read part by part.

Most parts of two versions are equal, and nobody looks into them. So the parts of the sections that
hold nearly all of a contract stay slices of the text until they are asked for. Each is decoded once
all the same, to see that it is sound, and let go of again; unless it stands in the other version:
then it is looked at when it is asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from weighbridge_checks.facts.formats.json_measures import (
    Measures,
    TooManyValuesError,
    check_values,
    measure,
    strings_in,
)
from weighbridge_checks.facts.formats.json_mentions import mentions, spelled
from weighbridge_checks.facts.formats.json_places import BEFORE_VALUE
from weighbridge_checks.facts.formats.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import NoReturn

    from weighbridge_checks.facts.formats.limits import Limits

#: how many levels below a section stay slices: of paths, also their items and operations
_LEVELS = {
    "paths": 2, "webhooks": 2, "x-webhooks": 2, "definitions": 0, "$defs": 0, "parameters": 0,
    "responses": 0,
}  # fmt: skip
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
BLANKS = b" \t\r\n"
_END = re.compile(rb"[ \t\r\n]*}")
#: how deep a part may be nested; documents have their limit too
DEEPEST = LIMITS.depth


class Parts(dict[str, Any]):
    """A mapping whose values are decoded when they are asked for."""

    __slots__ = ("levels", "refuse", "slices", "sound")

    def __init__(
        self,
        slices: dict[str, msgspec.Raw],
        levels: int,
        sound: Mapping[str, Sound] | None = None,
        refuse: Callable[[], NoReturn] | None = None,
    ) -> None:
        super().__init__(slices)
        self.slices = slices
        self.levels = levels
        #: what was seen of the parts of a section
        self.sound = sound
        #: says what is wrong with the text, where a part that was passed over is not sound
        self.refuse = refuse

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
            passed = self.sound is None or not self.sound[key].looked
            value = self._decoded(value, self.refuse if passed else None)
            super().__setitem__(key, value)
        return value

    def _decoded(self, raw: msgspec.Raw, refuse: Callable[[], NoReturn] | None) -> Any:
        if self.levels and _is_object(raw):
            return Parts(_OBJECT.decode(raw), self.levels - 1, None, refuse)
        if refuse is None:
            return msgspec.json.decode(raw)
        try:
            return _sound(raw)[0]
        except (ValueError, RecursionError):
            refuse()

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


class UnsoundError(ValueError):
    """A part has a key twice, or is nested too deep."""


def _sound(raw: msgspec.Raw) -> tuple[Any, Measures]:
    """The value of a part, with its measures. Raises `ValueError` or `RecursionError`."""
    value = msgspec.json.decode(raw)
    measures = measure(value)
    # msgspec keeps the last of two equal keys and says nothing. But then the text has more strings
    # than the value.
    if measures.strings != strings_in(bytes(raw)) or measures.depth > DEEPEST:
        raise UnsoundError
    return value, measures


class Sound(NamedTuple):
    """What was seen of a part."""

    #: its text
    text: msgspec.Raw
    #: all that looks like a reference, as it is written between its quotes
    mentions: tuple[bytes, ...]
    #: whether the part itself is a reference
    refers: bool
    #: its measures; None where it was passed over
    measures: Measures | None

    @property
    def looked(self) -> bool:
        """Whether it was decoded and found sound."""
        return self.measures is not None


#: by the steps to a mapping of a text that is opened, its values in their order, as slices
Opened = dict[tuple[str, ...], dict[str, msgspec.Raw]]


class Split(NamedTuple):
    """A text with the mappings opened whose values are its parts."""

    text: bytes
    opened: Opened

    def is_complete(self) -> bool:
        """Whether these mappings have all keys that stand in the text, so that none is there twice.

        The keys are looked up one behind the other, each value as long as it is.
        """
        text = self.text
        spans: dict[tuple[str, ...], tuple[int, int]] = {
            (): (text.index(b"{"), len(text.rstrip(BLANKS)))
        }
        for steps, values in self.opened.items():  # outer ones first
            at, end = spans[steps]
            at += 1
            for key, raw in values.items():
                found = BEFORE_VALUE.match(text, at)
                if found is None or spelled(found[1][1:-1]) != key:
                    return False
                at = found.end() + memoryview(raw).nbytes
                spans[(*steps, key)] = (found.end(), at)
            closing = _END.match(text, at)
            if closing is None or closing.end() != end:
                return False
        return True


def split(text: bytes) -> Split:
    """Open a text. Raises `ValueError` where it is not JSON."""
    opened: Opened = {(): _OBJECT.decode(text)}
    for key, raw in opened[()].items():
        if key == "components" and _is_object(raw):
            opened[(key,)] = inner = _OBJECT.decode(raw)
            for name, section in inner.items():
                if _is_object(section):
                    opened[key, name] = _OBJECT.decode(section)
        elif key in _LEVELS and _is_object(raw):
            opened[(key,)] = _OBJECT.decode(raw)
    return Split(text, opened)


class Reading:
    """A text that is read by parts, as far as it was read."""

    __slots__ = ("limits", "measures", "mentions", "refuse", "root", "sound")

    def __init__(self, limits: Limits, refuse: Callable[[], NoReturn]) -> None:
        self.root: dict[str, Any] = {}
        self.limits = limits
        self.refuse = refuse
        self.measures = Measures(1, 0, 1)
        #: by section and name, the parts that were found sound
        self.sound: dict[tuple[str, ...], dict[str, Sound]] = {}
        #: all that looks like a reference, as it is written, each once
        self.mentions: dict[bytes, None] = {}

    def add(self, level: int, more: Measures) -> None:
        """Count what stands on a level below the root. Raises `TooManyValuesError`."""
        depth, strings, values = self.measures
        self.measures = Measures(
            max(depth, level + more.depth), strings + more.strings, values + more.values
        )
        if self.measures.values > self.limits.nodes:
            raise TooManyValuesError

    def value(self, raw: msgspec.Raw) -> tuple[Any, Measures]:
        """A part that is looked into. Raises `ValueError`, `RecursionError`, or the above."""
        check_values(raw, self.limits.nodes - self.measures.values)
        return _sound(raw)


def read(
    whole: Split,
    limits: Limits,
    refuse: Callable[[], NoReturn],
    known: Mapping[tuple[str, ...], Mapping[str, Sound]],
    others: Opened,
) -> Reading:
    """A text's root, its sections in parts. Raises `ValueError` where a part is not sound.

    Parts with the texts of `known` ones were seen before; those that stand among `others` are
    looked into when they are asked for, and `refuse` says what is wrong with them. Where there are
    more values than the limit, raises `TooManyValuesError`.
    """
    reading = Reading(limits, refuse)
    top = whole.opened[()]
    reading.add(0, Measures(1, len(top), 0))
    for key, raw in top.items():
        inner = whole.opened.get((key,))
        if key == "components" and inner is not None:
            reading.add(1, Measures(1, len(inner), 1))
            reading.root[key] = {
                name: _section(reading, whole, (key, name), part, known, others)
                for name, part in inner.items()
            }
        else:
            reading.root[key] = _section(reading, whole, (key,), raw, known, others)
    return reading


def _section(
    reading: Reading,
    whole: Split,
    name: tuple[str, ...],
    raw: msgspec.Raw,
    known: Mapping[tuple[str, ...], Mapping[str, Sound]],
    others: Opened,
) -> Any:
    level = len(name)
    slices = whole.opened.get(name)
    if slices is None:
        value, measures = reading.value(raw)
        reading.add(level, measures)
        reading.mentions |= dict.fromkeys(mentions(raw))
        return value
    reading.add(level, Measures(1, len(slices), 1))
    before, beside = known.get(name, {}), others.get(name, {})
    reading.sound[name] = sound = {}
    for key, part in slices.items():
        seen = before.get(key)
        if seen is None or seen.text != part:
            if beside.get(key) == part:
                seen = _passed(part)
            else:
                value, measures = reading.value(part)
                refers = type(value) is dict and "$ref" in value
                seen = Sound(part, mentions(part), refers, measures)
        sound[key] = seen
        if seen.measures is not None:
            reading.add(level + 1, seen.measures)
        reading.mentions |= dict.fromkeys(seen.mentions)
    return Parts(slices, _LEVELS.get(name[0], 0), sound, reading.refuse)


def _passed(part: msgspec.Raw) -> Sound:
    """What is seen of a part without decoding it."""
    referring = mentions(part)
    refers = bool(referring) and _is_object(part) and "$ref" in _OBJECT.decode(part)
    return Sound(part, referring, refers, None)


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
