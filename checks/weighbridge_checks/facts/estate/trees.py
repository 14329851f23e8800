"""What an estate is read from: any set of files with folders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from weighbridge_checks.facts.formats.errors import CannotOpenError

if TYPE_CHECKING:
    from collections.abc import Iterator


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


def files_in(tree: Tree, folder: str) -> tuple[str, ...]:
    """The paths of the files in a folder; none where there is no such folder."""
    try:
        return tuple(f"{folder}/{name}" if folder else name for name in tree.names(folder))
    except CannotOpenError:
        return ()


def folders_in(tree: Tree, folder: str) -> tuple[str, ...]:
    """The paths of the folders in a folder; none where there is no such folder."""
    try:
        return tuple(f"{folder}/{name}" if folder else name for name in tree.folders(folder))
    except CannotOpenError:
        return ()


def below(tree: Tree, folder: str) -> Iterator[str]:
    """The paths of all files below a folder, near ones first."""
    yield from files_in(tree, folder)
    for inner in folders_in(tree, folder):
        yield from below(tree, inner)
