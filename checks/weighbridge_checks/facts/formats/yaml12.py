"""YAML 1.2, core schema, with the place of every key and item.

PyYAML's own loaders speak YAML 1.1: to them `no` is false, `12:30` a number, and the second of two
equal keys wins in silence. So only its parser is used, and what its events mean is decided here.
"""

from __future__ import annotations

import math
import re
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.formats.limits import DIGITS
from weighbridge_checks.facts.formats.words import brief
from weighbridge_checks.facts.formats.yaml_source import (
    PARSER,
    Fault,
    check_marks,
    explained,
    source,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from weighbridge_checks.facts.formats.limits import Limits

#: Line and column of a part in one number, and for a container a list of these, its own first.
#: An alias pairs its own place with the list of what it stands for. What was read elsewhere is
#: `Moved`.
Spots = list[Any]

#: What an anchor names, where the parts of that stand, how many they are, and how deep.
Named = tuple[Any, Spots | None, int, int]

WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_STARTS = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEXADECIMAL = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_IN_JSON = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

_TAG = "tag:yaml.org,2002:"
SHIFT = 32
_BATCH = 1 << 16
#: What an anchor names while its container is still open.
_OPEN = object()
_UNKNOWN = object()


def load(
    text: bytes, *, file: str, limits: Limits, parser: Callable[[bytes], Any] = PARSER
) -> tuple[Any, Spots]:
    """The value that a UTF-8 text says, and where its parts stand."""
    return read(text, file=file, limits=limits, parser=parser)[:2]


class Moved:
    """Where a part stands that is as many lines further down than it was read."""

    __slots__ = ("lines", "spot")

    def __init__(self, spot: Any, lines: int) -> None:
        self.spot = spot
        self.lines = lines


def line_of(spot: Any) -> int:
    """The line of a part, counted from 0."""
    lines = 0
    while isinstance(spot, Moved):
        lines += spot.lines
        spot = spot.spot
    packed: int = spot if isinstance(spot, int) else spot[0]
    return lines + (packed >> SHIFT)


def unmoved(spot: Any) -> Spots:
    """Where a container stands, as a list."""
    if not isinstance(spot, Moved):
        return spot  # type: ignore[no-any-return] # that of a container is one
    inside = unmoved(spot.spot)
    return [inside[0] + (spot.lines << SHIFT), *(Moved(s, spot.lines) for s in inside[1:])]


def loaded(text: bytes, limits: Limits) -> tuple[list[Any], Spots, bool]:
    """The documents of a text, where their parts stand, and whether any part is anchored.

    Raises `Fault` and the errors of PyYAML.
    """
    loading = _Loading(limits)
    roots, spots = loading.run(source(text))
    return roots, spots, bool(loading.anchors)


def read(
    text: bytes, *, file: str, limits: Limits, parser: Callable[[bytes], Any] = PARSER
) -> tuple[Any, Spots, bool]:
    """The same as `load`, and whether any part is anchored."""
    check_marks(text, file)
    loading = _Loading(limits)
    try:
        roots, spots = loading.run(source(text, parser))
    except Fault as fault:
        line, column = fault.mark.line + 1, fault.mark.column + 1
        raise UnreadableContractError(file, fault.reason, line, column) from fault
    except yaml.YAMLError as error:
        raise explained(error, text, file) from error
    if not roots:
        raise UnreadableContractError(file, "holds only comments; write a contract into it")
    return roots[0], spots, bool(loading.anchors)


def places(root: Any, spots: Spots) -> Callable[[tuple[str, ...]], tuple[int, int]]:
    """The function from the steps to an existing part to the line and column of it."""
    orders: dict[int, dict[str, int]] = {}

    def find(steps: tuple[str, ...]) -> tuple[int, int]:
        value, spot, lines = root, spots[1], 0
        for step in steps:
            while isinstance(spot, Moved):
                lines += spot.lines
                spot = spot.spot
            if isinstance(spot, tuple):
                spot = spot[1]
            if isinstance(value, dict):
                order = orders.get(id(value))
                if order is None:
                    order = orders[id(value)] = {key: at for at, key in enumerate(value, 1)}
                spot = spot[order[step]]
                value = value[step]
            else:
                spot = spot[int(step) + 1]
                value = value[int(step)]
        while isinstance(spot, Moved):
            lines += spot.lines
            spot = spot.spot
        packed = spot if isinstance(spot, int) else spot[0]
        return (packed >> SHIFT) + lines + 1, (packed & ((1 << SHIFT) - 1)) + 1

    return find


class _Loading:
    """One run over the events of a text."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.anchors: dict[str, Named] = {}
        self.nodes = 0
        self.expanded = 0
        self.deepest = 0
        #: the open mappings into which others are merged
        self.merging: set[int] = set()

    def run(self, following: Callable[[], Any]) -> tuple[list[Any], Spots]:  # noqa: C901, PLR0912, PLR0915 - one loop with everything at hand: a call per event would double its time
        """All documents of the stream in a list, of which more than one are refused."""
        allowed = self.limits.depth
        # Each distinct key and plain word is kept once, and its meaning found out once.
        keys: dict[str, str] = {}
        meanings: dict[str, Any] = dict(WORDS)
        roots: list[Any] = []
        within: Any = roots
        spots: Spots = [0]
        is_mapping = False
        key: str | None = None
        outer: list[tuple[Any, Spots, bool, Any]] = []
        event: Any = None
        try:
            while True:
                self._count(within, outer)
                for _ in repeat(None, _BATCH):
                    event = following()
                    kind = event.__class__
                    if kind is ScalarEvent:
                        value = event.value
                        if is_mapping and key is None:
                            key = keys.setdefault(value, value)
                            if key in within or not key or key == "<<" or event.tag is not None:
                                self._check_key(event, key, within, spots)
                            mark = event.start_mark
                            spots.append(mark.line << SHIFT | mark.column)
                            if event.anchor is not None:
                                self.anchors[event.anchor] = (key, None, 0, 0)
                            continue
                        if event.tag is not None:
                            value = _tagged(event.tag, value)
                        elif event.implicit[0]:
                            meaning = meanings.get(value, _UNKNOWN)
                            if meaning is _UNKNOWN:
                                meaning = _number(value) if value[0] in _NUMBER_STARTS else value
                                meanings[value] = meaning
                            value = meaning
                        if event.anchor is not None:
                            self.anchors[event.anchor] = (value, None, 0, 0)
                        if key is not None:
                            within[key] = value
                            key = None
                        else:
                            mark = event.start_mark
                            spots.append(mark.line << SHIFT | mark.column)
                            within.append(value)
                    elif kind is MappingStartEvent or kind is SequenceStartEvent:
                        if event.tag is not None or (is_mapping and key is None):
                            _check_container(event, is_key=is_mapping and key is None)
                        if len(outer) >= allowed:
                            raise _too_deep(allowed)
                        opened: Any = {} if kind is MappingStartEvent else []
                        if key is not None:
                            within[key] = opened
                            key = None
                            inside = spots[-1] = [spots[-1]]
                        else:
                            mark = event.start_mark
                            inside = [mark.line << SHIFT | mark.column]
                            spots.append(inside)
                            within.append(opened)
                        anchored = None
                        if event.anchor is not None:
                            anchored = self._anchor(event.anchor, len(outer))
                        outer.append((within, spots, is_mapping, anchored))
                        within, spots = opened, inside
                        is_mapping = kind is MappingStartEvent
                        if len(outer) > self.deepest:  # noqa: PLR1730 - a call costs more here
                            self.deepest = len(outer)
                    elif kind is MappingEndEvent or kind is SequenceEndEvent:
                        if self.merging and id(within) in self.merging:
                            self._merge(within, spots)
                        self.nodes += len(within)
                        ended, ended_spots = within, spots
                        within, spots, is_mapping, anchored = outer.pop()
                        if anchored is not None:
                            self._anchored(anchored, ended, ended_spots, len(outer))
                    elif kind is AliasEvent:
                        value, alias_spots = self._alias(event, len(outer))
                        if is_mapping and key is None:
                            _refuse_alias_as_key()
                        if key is not None:
                            within[key] = value
                            key = None
                            if alias_spots is not None:
                                spots[-1] = spots[-1], alias_spots
                        else:
                            mark = event.start_mark
                            packed = mark.line << SHIFT | mark.column
                            spots.append(packed if alias_spots is None else (packed, alias_spots))
                            within.append(value)
                    elif kind is DocumentStartEvent:
                        _check_document(event, is_first=not roots)
                    elif kind is StreamEndEvent:
                        self._count(within, outer)
                        return roots, spots
        except Fault as fault:
            fault.mark = fault.mark or event.start_mark
            raise

    def _count(self, within: Any, outer: list[tuple[Any, Spots, bool, Any]]) -> None:
        """Refuse a text that holds too many values, while it is read: memory is spent by then."""
        nodes = self.nodes + len(within) + sum(len(above[0]) for above in outer)
        if nodes > self.limits.nodes:
            limit = f"{self.limits.nodes:,}"
            raise Fault(f"holds more than {limit} values up to here; split it into several files")

    def _check_key(self, event: Any, key: str, within: Any, spots: Spots) -> None:
        """What is wrong with a key that is written twice, empty or tagged; a merge is noted."""
        if event.tag is not None:
            _tagged(event.tag, key)
        if key in within:
            first = spots[list(within).index(key) + 1]
            packed = first if isinstance(first, int) else first[0]
            raise Fault(
                f"the key {brief(key)} stands here for the second time, "
                f"first on line {(packed >> SHIFT) + 1}; remove or rename one"
            )
        if event.implicit[0] and key == "<<":
            self.merging.add(id(within))
        if event.implicit[0] and not key:
            raise Fault("a key is missing before ':'; write it, or \"\" if it is the empty text")

    def _merge(self, within: dict[str, Any], spots: Spots) -> None:
        """Take the keys of other mappings that a mapping does not have, as most readers do.

        YAML 1.2 has no word for it, but people write it. The earlier of several mappings counts.
        """
        self.merging.remove(id(within))
        at = list(within).index("<<")
        value, spot = within.pop("<<"), spots.pop(at + 1)
        merged = value if isinstance(value, list) else [value]
        its_spots = _inside(spot)[1:] if isinstance(value, list) else [spot]
        if not all(isinstance(one, dict) for one in merged):
            packed = spot if isinstance(spot, int) else spot[0]
            raise Fault(
                "'<<' merges mappings only; give it one, by an alias such as *name, or a list",
                Mark(packed >> SHIFT, packed & ((1 << SHIFT) - 1)),
            )
        for one, its_spot in zip(merged, its_spots, strict=True):
            for key, where in zip(one, _inside(its_spot)[1:], strict=True):
                if key not in within:
                    within[key] = one[key]
                    spots.append(where)

    def _anchor(self, name: str, depth: int) -> tuple[str, Named, int, int]:
        """Start to measure a container that aliases may stand for."""
        self.anchors[name] = opened = (_OPEN, None, 0, 0)
        before = self.deepest
        self.deepest = depth
        return name, opened, self.nodes + self.expanded, before

    def _anchored(
        self, anchored: tuple[str, Named, int, int], value: Any, spots: Spots, depth: int
    ) -> None:
        name, opened, nodes_before, deepest_before = anchored
        if self.anchors[name] is opened:  # and not taken by another part, inside of this one
            size = self.nodes + self.expanded - nodes_before
            self.anchors[name] = value, spots, size, self.deepest - depth
        self.deepest = max(self.deepest, deepest_before)

    def _alias(self, event: Any, depth: int) -> tuple[Any, Spots | None]:
        """What an alias stands for, as long as all of them together stay within the budget."""
        name = event.anchor
        if name not in self.anchors:
            raise Fault(
                f"the alias {brief('*' + name)} names no anchor above it; write '&{name}' there"
            )
        value, spots, size, height = self.anchors[name]
        if value is _OPEN:
            raise Fault(
                f"the alias {brief('*' + name)} stands inside of what it names, without end; "
                "use a $ref for what is recursive"
            )
        self.expanded += size
        if self.expanded > self.limits.expanded:
            raise Fault(
                f"aliases stand for more than {self.limits.expanded:,} values up to here; "
                "use a $ref for what is repeated"
            )
        if depth + height > self.limits.depth:
            raise _too_deep(self.limits.depth)
        self.deepest = max(self.deepest, depth + height)
        return value, spots


class Mark(NamedTuple):
    """A place in the text, counted from 0, as the parser has it."""

    line: int
    column: int


def _inside(spot: Any) -> Spots:
    """Where the parts of a container stand, which an alias may stand for."""
    found: Spots = spot[1] if isinstance(spot, tuple) else spot
    return found


def _check_document(event: Any, *, is_first: bool) -> None:
    if not is_first:
        raise Fault("a second document starts here; put it into a file of its own")
    if event.version is not None and event.version != (1, 2):
        version = ".".join(map(str, event.version))
        raise Fault(
            f"is declared as YAML {version}, where no, on and dates mean other things; "
            "remove the line, or write %YAML 1.2"
        )


def _refuse_alias_as_key() -> None:
    raise Fault("an alias stands as a key; write the key itself")


def _check_container(event: Any, *, is_key: bool) -> None:
    if is_key:
        raise Fault("a mapping or a list stands as a key; write a plain word there")
    own = "map" if event.__class__ is MappingStartEvent else "seq"
    if event.tag not in (_TAG + own, "!"):
        raise _unknown_tag(event.tag)


def _too_deep(limit: int) -> Fault:
    return Fault(f"is nested more than {limit} deep here; move inner parts out and refer to them")


def _unknown_tag(tag: str) -> Fault:
    shown = "!!" + tag.removeprefix(_TAG) if tag.startswith(_TAG) else tag
    return Fault(f"the tag {brief(shown)} means nothing in a contract here; remove it")


def _tagged(tag: str, text: str) -> Any:
    """The value of a scalar whose type is written in front of it."""
    if tag in {"!", _TAG + "str"}:
        return text
    kinds = {"int": int, "float": float, "bool": bool, "null": type(None)}
    kind = kinds.get(tag.removeprefix(_TAG)) if tag.startswith(_TAG) else None
    if kind is None:
        raise _unknown_tag(tag)
    value = _plain(text)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        shown = "!!" + tag.removeprefix(_TAG)
        raise Fault(f"{brief(text)} is no {brief(shown)}; write one, or remove the tag")
    return value


def _plain(text: str) -> Any:
    """What a word without quotes means."""
    if text in WORDS:
        return WORDS[text]
    return _number(text) if text[0] in _NUMBER_STARTS else text


def _number(text: str) -> int | float | str:
    """The number that a plain word is, or the word itself."""
    if _INTEGER.fullmatch(text):
        if len(text) > DIGITS:
            raise Fault(f"a number has more than {DIGITS} digits; write a shorter one")
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if math.isinf(number):
            raise Fault(
                f"the number {brief(text)} is larger than a reader can hold; "
                "write a smaller one, or leave it out"
            )
        return number
    if _OCTAL_OR_HEXADECIMAL.fullmatch(text):
        return int(text, 0)
    if _NOT_IN_JSON.fullmatch(text):
        raise Fault(
            f"{brief(text)} is no number in JSON, and so in no message; leave it out, or quote it"
        )
    return text
