"""What an estate is read from: any set of files with folders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from weighbridge_checks.facts.formats.errors import CannotOpenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: how many folders deep files are looked for
DEEPEST = 6


class Tree(Protocol):
    """A set of files with `/` between the steps of their paths; `""` is the whole."""

    def read(self, path: str) -> bytes:
        """The bytes of a file; raises CannotOpenError."""

    def names(self, folder: str) -> tuple[str, ...]:
        """The files that lie directly in a folder; raises CannotOpenError."""

    def folders(self, folder: str) -> tuple[str, ...]:
        """The folders that lie directly in a folder; raises CannotOpenError."""

    def show(self, path: str) -> str:
        """The file as a person would call it."""


@dataclass
class Walk:
    """One way through a tree, which remembers the folders that it could not look into."""

    tree: Tree
    #: why, by folder
    failed: dict[str, str] = field(default_factory=dict)

    def files(self, folder: str) -> tuple[str, ...]:
        """The paths of the files that lie directly in a folder."""
        return self._paths(folder, self.tree.names)

    def folders(self, folder: str) -> tuple[str, ...]:
        """The paths of the folders that lie directly in a folder."""
        return self._paths(folder, self.tree.folders)

    def below(self, folder: str, depth: int = DEEPEST) -> Iterator[str]:
        """The paths of all files below a folder, near ones first.

        A link may lead back up: no estate is as deep as that is followed.
        """
        yield from self.files(folder)
        inner = self.folders(folder)
        if inner and not depth:
            self.failed[inner[0]] = f"it lies more than {DEEPEST} folders deep; move it up"
            return
        for inside in inner:
            yield from self.below(inside, depth - 1)

    def _paths(self, folder: str, listed: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
        try:
            return tuple(f"{folder}/{name}" if folder else name for name in listed(folder))
        except CannotOpenError as error:
            self.failed[folder] = error.reason
            return ()
