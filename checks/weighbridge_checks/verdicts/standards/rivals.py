"""Paths that a call may fit both of, though neither is the more exact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOLE = re.compile(r"\{[^{}]*\}")
#: which of two paths spells out what the other leaves open
_THIS, _OTHER, _BOTH = 1, 2, 3


class _Branch:
    __slots__ = ("exact", "open", "path")

    def __init__(self) -> None:
        self.exact: dict[str, _Branch] = {}
        self.open: _Branch | None = None
        self.path: str | None = None


class Rivals:
    """The paths so far, as a tree of their segments.

    Looking for rivals takes few steps where paths are written by people; how many all looks
    together may take is bounded, since a document could be written to take them all.
    """

    def __init__(self, steps: int = 5_000_000) -> None:
        self._top = _Branch()
        self._left = steps

    @property
    def given_up(self) -> bool:
        """Whether the bound was reached, so that not all rivals are known."""
        return self._left <= 0

    def add(self, path: str) -> None:
        """Remember a path."""
        branch = self._top
        for segment in _segments(path):
            if segment is None:
                branch.open = branch.open or _Branch()
                branch = branch.open
            else:
                branch = branch.exact.setdefault(segment, _Branch())
        branch.path = path

    def of(self, path: str) -> Iterator[str]:
        """The remembered paths that are rivals of this one."""
        segments = _segments(path)
        todo = [(self._top, 0, 0)]
        while todo and not self.given_up:
            branch, index, sides = todo.pop()
            self._left -= 1
            if index == len(segments):
                if sides == _BOTH and branch.path is not None:
                    yield branch.path
                continue
            segment = segments[index]
            if segment is None:
                if branch.open is not None:
                    todo.append((branch.open, index + 1, sides))
                todo.extend((b, index + 1, sides | _OTHER) for b in branch.exact.values())
                continue
            if segment in branch.exact:
                todo.append((branch.exact[segment], index + 1, sides))
            if branch.open is not None:
                todo.append((branch.open, index + 1, sides | _THIS))


def _segments(path: str) -> list[str | None]:
    """The steps of a path; None for one that is wholly open."""
    return [None if _HOLE.fullmatch(s) else _HOLE.sub("{}", s) for s in path.split("/")]
