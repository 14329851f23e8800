"""Where the files of a contract come from: a folder, a git revision, a registry, a website.

A tree is closed: a document's relative references are followed within it and never out of it.
"""

from __future__ import annotations

import os
import posixpath
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from weighbridge_checks.commands.errors import UnreadableSourceError
from weighbridge_checks.facts import read
from weighbridge_checks.facts.estate import CARD
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.facts.formats.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable

    from weighbridge_checks.facts import Contract, Format


class Tree(Protocol):
    """A set of files with `/` between the steps of their paths."""

    @property
    def wider(self) -> str:
        """How to let a document reach further, said where it tries to leave."""

    def read(self, path: str) -> bytes:
        """The bytes of a file; raises CannotOpenError."""

    def names(self, folder: str) -> tuple[str, ...]:
        """The files that lie directly in a folder, `""` for the whole."""

    def folders(self, folder: str) -> tuple[str, ...]:
        """The folders that lie directly in a folder."""

    def show(self, path: str) -> str:
        """The file as a person would call it."""


class Document:
    """A contract's root document where it lies; its neighbours are fetched when it is read."""

    __slots__ = ("asked", "kept", "path", "tree")

    def __init__(self, *, tree: Tree, path: str, kept: bytes | None = None) -> None:
        self.tree = tree
        self.path = path
        #: bytes that were read already, or that can be read only once
        self.kept = kept
        #: every file that reading it asked for, whether it was there or not
        self.asked: set[str] = set()

    @property
    def name(self) -> str:
        """The document as a person would call it."""
        return self.tree.show(self.path)

    @property
    def data(self) -> bytes:
        """The bytes of the root document."""
        if self.kept is not None:
            return self.kept
        try:
            self.kept = self.tree.read(self.path)
        except CannotOpenError as error:
            raise UnreadableSourceError(self.name, error.reason) from error
        return self.kept

    @property
    def open(self) -> Callable[[str], bytes]:
        """What fetches a neighbour by its path from the root document's folder."""

        def fetch(reference: str) -> bytes:
            path = within(posixpath.dirname(self.path), reference, wider=self.tree.wider)
            self.asked.add(path)
            return self.tree.read(path)

        return fetch


def has_card(document: Document) -> bool:
    """Whether a card lies beside a document. What can not be listed has none."""
    try:
        return CARD in document.tree.names(posixpath.dirname(document.path))
    except CannotOpenError:
        return False


def contract_of(
    document: Document,
    format: Format | None = None,  # noqa: A002 - the word of the readers
    *,
    draft: str | None = None,
    assert_formats: bool = False,
    beside: Contract | None = None,
    ahead: Document | None = None,
) -> Contract:
    """Read a document that was found, `beside` or before one with which it has much in common."""
    return read(
        document.data,
        name=document.name,
        open=document.open,
        format=format,
        rise=document.path.count("/"),
        draft=draft,
        assert_formats=assert_formats,
        beside=beside,
        ahead=ahead.data if ahead else None,
    )


def expect_alike(old: Contract, new: Contract) -> None:
    """Refuse two documents of different formats: there is no law between them."""
    if old.format is not new.format:
        raise UnreadableSourceError(
            new.name,
            f"it is {new.format}, and '{old.name}' is {old.format};"
            " only documents of one format can be weighed (--as says which, where they do not)",
        )


def within(folder: str, reference: str, *, wider: str) -> str:
    """The path in its tree that a reference from a folder leads to, if it stays inside."""
    if "\0" in reference or "\\" in reference:
        raise CannotOpenError(reference, "a path has only '/' between its steps")
    path = posixpath.normpath(posixpath.join(folder, reference))
    if path == ".." or path.startswith(("../", "/")):
        raise CannotOpenError(reference, f"it lies outside of what may be read; {wider}")
    if ".git" in path.split("/"):
        raise CannotOpenError(reference, "git's own folder is not read")
    return path


class FolderTree(NamedTuple):
    """The files below a folder of this machine. Links are followed while they stay inside."""

    root: Path
    #: what goes before a path when it is shown: the folder as the person named it
    prefix: str = ""
    wider: str = "put it beside the document, or name a wider folder with --root"

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        inside = Path(os.path.realpath(self.root))
        target = Path(os.path.realpath(self.root / path))
        if not target.is_relative_to(inside):
            raise CannotOpenError(path, f"it is a link that leads outside; {self.wider}")
        if ".git" in target.relative_to(inside).parts:
            raise CannotOpenError(path, "git's own folder is not read")
        return bytes_of(target, path)

    def names(self, folder: str) -> tuple[str, ...]:
        """The files that lie directly in a folder."""
        return self._children(folder, want=Path.is_file)

    def folders(self, folder: str) -> tuple[str, ...]:
        """The folders that lie directly in a folder."""
        return self._children(folder, want=Path.is_dir)

    def show(self, path: str) -> str:
        """The file as it was named on the command line."""
        return posixpath.join(self.prefix, path)

    def _children(self, folder: str, *, want: Callable[[Path], bool]) -> tuple[str, ...]:
        try:
            return tuple(sorted(p.name for p in (self.root / folder).iterdir() if want(p)))
        except OSError as error:
            raise CannotOpenError(folder, _reason(error)) from error


def bytes_of(file: Path, name: str) -> bytes:
    """The bytes of a file that is known to be one, or of a pipe; never without end."""
    try:
        with file.open("rb") as stream:
            if stat.S_ISDIR(os.fstat(stream.fileno()).st_mode):
                raise CannotOpenError(name, "it is a folder; name a file in it")
            data = stream.read(LIMITS.bytes + 1)
    except (OSError, ValueError) as error:
        raise CannotOpenError(name, _reason(error)) from error
    if len(data) > LIMITS.bytes:
        raise CannotOpenError(name, too_large())
    return data


def too_large() -> str:
    """Why something is not read to its end."""
    return f"it is larger than {LIMITS.bytes // 1024 // 1024} MB, the most that is read"


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "there is no such file; check the spelling"
    if isinstance(error, IsADirectoryError):
        return "it is a folder; name a file in it"
    if isinstance(error, PermissionError):
        return "you may not read it; check its permissions"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error)
