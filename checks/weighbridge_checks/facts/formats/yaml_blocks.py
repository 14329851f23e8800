"""A large YAML text, read beside another version: what both have in common is read once.

A block is a key at the indentation of its mapping, with all lines up to the next such key. The
blocks of the other version are known to be right, since its own keys stand exactly where they
begin. In the text that is read, what stands before a block is either a block of the other version
or was read on its own, and so is complete: a block that follows begins where a key may stand, and
means what it means in the other version. Anchors could reach from block to block: where there are
any, and wherever else a doubt is left, the text is read as a whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from weighbridge_checks.facts.formats import yaml12
from weighbridge_checks.facts.formats.yaml_source import Fault, check_marks

if TYPE_CHECKING:
    from weighbridge_checks.facts.formats.limits import Limits
    from weighbridge_checks.facts.formats.yaml12 import Spots

#: a block that is longer is opened, if its value is a mapping
_LONG = 16_384
#: how many levels of mappings are opened, indented by two each as a rule
_DEEPEST = 4
_ASIDE = rb"(?: *(?:#[^\n]*)?\r?\n)*"
#: what may stand before the first key
_PREAMBLE = re.compile(_ASIDE + rb"(?:--- *\r?\n)?" + _ASIDE)
#: the line of a key without a value beside it, and what stands between that and the first key below
_HEADER = re.compile(rb"([A-Za-z$_][A-Za-z0-9$_.-]*):(?: +#[^\n]*| *)\r?\n" + _ASIDE)
_INDENTATION = re.compile(rb" *")


class Whole(NamedTuple):
    """A version that was read as a whole, in which no part is anchored."""

    text: bytes
    root: Any
    spots: Spots


class _Region(NamedTuple):
    """The lines of a mapping: from where to where, and the number of the first, from 0."""

    text: bytes
    start: int
    end: int
    line: int


class _Block(NamedTuple):
    start: int
    end: int
    line: int


class _DoubtError(Exception):
    """The text has to be read as a whole."""


def read(
    text: bytes, file: str, limits: Limits, other: Whole
) -> tuple[dict[str, Any], Spots] | None:
    """The value of a text and where its parts stand; None where it has to be read as a whole."""
    check_marks(text, file)
    # no value takes less than two bytes
    if len(text) > 2 * limits.nodes or not isinstance(other.root, dict):
        return None
    theirs, ours = map(_region, (other.text, text))
    own = ours.line << yaml12.SHIFT | _indent(ours)
    try:
        mapping = _Mapping(limits, other.root, yaml12.unmoved(other.spots[1]), theirs, own)
        mapping.read(ours)
    except (_DoubtError, Fault, yaml.YAMLError):
        return None
    return mapping.found, [0, mapping.spots]


def _region(text: bytes) -> _Region:
    before = _PREAMBLE.match(text)
    at = before.end() if before else 0
    return _Region(text, at, len(text), text.count(b"\n", 0, at))


class _Mapping:
    """A mapping, read beside the same one of another version. Raises `_DoubtError`."""

    def __init__(
        self,
        limits: Limits,
        known: dict[str, Any],
        spots: Spots,
        region: _Region,
        own: int,
    ) -> None:
        self.limits = limits
        #: what the other version says, where its parts stand, and its blocks
        self.known = known
        self.known_spots = spots
        self.keys = list(known)
        self.region = region
        self.indent = _indent(region)
        self.blocks = _blocks(region, self.indent)
        if [b.line for b in self.blocks] != [yaml12.line_of(s) for s in spots[1:]]:
            raise _DoubtError
        #: what was read so far, and where it stands
        self.found: dict[str, Any] = {}
        self.spots: Spots = [own]

    def read(self, region: _Region) -> None:
        """Read the lines of the mapping in this version."""
        if _indent(region) != self.indent:
            raise _DoubtError
        text = self.region.text
        index = {text[b.start : b.end]: i for i, b in enumerate(self.blocks)}
        fresh: list[_Block] = []
        for block in _blocks(region, self.indent):
            i = index.get(region.text[block.start : block.end])
            inside = self._inside(region, block) if i is None else None
            if i is None and inside is None:
                fresh.append(block)
                continue
            self._alone(region, fresh)
            fresh.clear()
            if inside is not None:
                self._add(*inside)
            elif i is not None:
                key = self.keys[i]
                lines = block.line - self.blocks[i].line
                self._add(key, self.known[key], yaml12.Moved(self.known_spots[i + 1], lines))
        self._alone(region, fresh)

    def _add(self, key: str, value: Any, spot: Any) -> None:
        if key in self.found:
            raise _DoubtError
        self.found[key] = value
        self.spots.append(spot)

    def _alone(self, region: _Region, blocks: list[_Block]) -> None:
        """Read some blocks on their own."""
        if not blocks:
            return
        first = blocks[0].line
        text = region.text[blocks[0].start : blocks[-1].end]
        # whatever is too deep is told when the text is read as a whole
        limits = self.limits._replace(depth=self.limits.depth - _DEEPEST)
        roots, spots, anchored = yaml12.loaded(text, limits)
        if len(roots) != 1 or not isinstance(roots[0], dict) or anchored:
            raise _DoubtError
        its_spots = spots[1][1:]
        if [b.line for b in blocks] != [yaml12.line_of(s) + first for s in its_spots]:
            raise _DoubtError
        for (key, value), spot in zip(roots[0].items(), its_spots, strict=True):
            self._add(key, value, yaml12.Moved(spot, first))

    def _inside(self, region: _Region, block: _Block) -> tuple[str, dict[str, Any], Spots] | None:
        """The key of a long block with the mapping in it; None where it is read on its own."""
        ours = _opened(region, block, self.indent)
        if ours is None or not isinstance(self.known.get(ours[0]), dict):
            return None
        key = ours[0]
        i = self.keys.index(key)
        theirs = _opened(self.region, self.blocks[i], self.indent)
        if theirs is None:
            return None
        own = block.line << yaml12.SHIFT | self.indent
        spots = yaml12.unmoved(self.known_spots[i + 1])
        try:
            mapping = _Mapping(self.limits, self.known[key], spots, theirs[1], own)
            mapping.read(ours[1])
        except _DoubtError:
            return None
        return key, mapping.found, mapping.spots


def _opened(region: _Region, block: _Block, indent: int) -> tuple[str, _Region] | None:
    """The key of a long block, and the lines of the mapping that it may be; None for others."""
    if block.end - block.start < _LONG or indent > _DEEPEST * 2:
        return None
    header = _HEADER.match(region.text, block.start + indent)
    if header is None or header.end() >= block.end:
        return None
    line = block.line + region.text.count(b"\n", block.start, header.end())
    inside = _Region(region.text, header.end(), block.end, line)
    return (header[1].decode(), inside) if _indent(inside) > indent else None


def _indent(region: _Region) -> int:
    """How far the first line is indented."""
    found = _INDENTATION.match(region.text, region.start)
    return found.end() - region.start if found else 0


def _blocks(region: _Region, indent: int) -> list[_Block]:
    """The blocks of a mapping whose keys are indented by so much. Raises `_DoubtError`."""
    # no comment, no item of a list, and no key or value that is marked as such
    begins = re.compile(rb"\n%b(?=[^\s#?:-]|-\S)" % (b" " * indent))
    first = region.start - 1 if region.start else 0
    starts = [m.start() + 1 for m in begins.finditer(region.text, first, region.end)]
    if not region.start:
        starts.insert(0, 0)
    if not starts or starts[0] != region.start:
        raise _DoubtError
    blocks = []
    line, at = region.line, region.start
    for start, end in zip(starts, [*starts[1:], region.end], strict=True):
        line += region.text.count(b"\n", at, start)
        at = start
        blocks.append(_Block(start, end, line))
    return blocks
