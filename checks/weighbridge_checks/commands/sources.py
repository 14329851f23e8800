"""OLD and NEW: what a person may write where a document is wanted."""

from __future__ import annotations

import os
import posixpath
import re
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge_checks.commands.errors import UnreadableSourceError, WrongUseError
from weighbridge_checks.commands.trees import Document, FolderTree, bytes_of, too_large
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.facts.formats.limits import LIMITS
from weighbridge_checks.facts.nearness import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from weighbridge_checks.commands.client import Registry

#: `C:\\orders.yaml` is a file on a drive, not a path in a revision named C
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


class Sources:
    """What naming a document may reach in one run."""

    __slots__ = ("allow_remote", "registry", "root", "taken")

    def __init__(
        self,
        *,
        registry: Callable[[], Registry],
        allow_remote: bool = False,
        root: str | None = None,
    ) -> None:
        self.registry = registry
        self.allow_remote = allow_remote
        #: the folder that relative references may not leave; None for each document's own
        self.root = root
        #: whether the standard input was read, which can be done once
        self.taken = False

    def find(self, text: str) -> Document:
        """The document that a word of the command line stands for.

        What exists as a file is that file, whatever it is called: a colon may be part of a name.
        """
        if text == "-":
            return self._standard_input()
        if os.path.lexists(text):
            return self._file(Path(text), text)
        if text.startswith(("http://", "https://")):
            return self._site(text)
        if text.startswith("registry:"):
            from weighbridge_checks.commands.remote import registered  # noqa: PLC0415 - 35 ms

            return registered(self.registry(), text)
        if ":" in text and not _DRIVE.match(text):
            return revision_document(text)
        raise UnreadableSourceError(text, _missing(Path(text)))

    def _standard_input(self) -> Document:
        if self.taken:
            raise WrongUseError("the standard input can be read once; name a file for one side")
        self.taken = True
        data = sys.stdin.buffer.read(LIMITS.bytes + 1)
        if len(data) > LIMITS.bytes:
            raise UnreadableSourceError("<stdin>", too_large())
        if self.root is None:
            return Document(tree=_Pipe(), path="<stdin>", kept=data)
        return Document(tree=FolderTree(_folder(self.root)), path="<stdin>", kept=data)

    def _file(self, file: Path, text: str) -> Document:
        if file.is_dir():
            from weighbridge_checks.commands.folders import contract_in  # noqa: PLC0415 - few are folders

            tree = FolderTree(file, prefix=text.rstrip("/") or text)
            found = contract_in(tree, "")
            return self._widened(file / found, f"{tree.prefix}/{found}")
        try:
            if not stat.S_ISREG(file.stat().st_mode):
                # a pipe such as <(git show …) gives its bytes once and has no neighbours
                return Document(tree=_Pipe(), path=text, kept=bytes_of(file, text))
        except OSError as error:
            raise UnreadableSourceError(text, "the link leads nowhere") from error
        except CannotOpenError as error:
            raise UnreadableSourceError(text, error.reason) from error
        return self._widened(file, text)

    def _widened(self, file: Path, text: str) -> Document:
        """A file in the folder that its references may reach, read by the name that was given."""
        try:
            data = bytes_of(file, text)
        except CannotOpenError as error:
            raise UnreadableSourceError(text, error.reason) from error
        folder = posixpath.dirname(Path(text).as_posix())
        if self.root is None:
            return Document(tree=FolderTree(file.parent, prefix=folder), path=file.name, kept=data)
        root = _folder(self.root)
        path = Path(os.path.realpath(file.parent)) / file.name
        if not path.is_relative_to(os.path.realpath(root)):
            raise WrongUseError(f"'{text}' does not lie in '{self.root}', which --root names")
        inside = path.relative_to(os.path.realpath(root)).as_posix()
        prefix = "" if root == Path() else root.as_posix()
        return Document(tree=FolderTree(root, prefix=prefix), path=inside, kept=data)

    def _site(self, url: str) -> Document:
        if not self.allow_remote:
            raise WrongUseError(f"'{url}' is on the web; give --allow-remote to let it be fetched")
        from weighbridge_checks.commands.remote import site_document  # noqa: PLC0415 - 35 ms

        return site_document(url)


class _Pipe:
    """A document that came without a place, and so without neighbours."""

    wider = "a document from a pipe has no folder; name its folder with --root"

    def read(self, path: str) -> bytes:
        raise CannotOpenError(path, self.wider)

    def names(self, folder: str) -> tuple[str, ...]:  # noqa: ARG002 - the shape of a Tree
        return ()

    folders = names

    def show(self, path: str) -> str:
        return path


def revision_document(text: str) -> Document:
    """The document that `REV:path` stands for, its neighbours from the same revision."""
    from weighbridge_checks.commands import revisions  # noqa: PLC0415 - git costs 90 ms
    from weighbridge_checks.commands.folders import contract_in  # noqa: PLC0415 - few are folders

    revision, _, path = text.partition(":")
    try:
        repo = revisions.repository()
    except WrongUseError as error:
        raise UnreadableSourceError(
            text, "there is no such file, and no git repository here to look up a revision in"
        ) from error
    tree = revisions.tree_of(repo, revision) if revision else revisions.StagedTree(repo)
    inside = _from_top(repo.working_tree_dir, path)
    if tree.is_folder(inside):
        return Document(tree=tree, path=contract_in(tree, inside))
    return Document(tree=tree, path=inside)


def _from_top(top: str | os.PathLike[str] | None, path: str) -> str:
    """The path as the repository counts it; `./` and `../` start at the current folder."""
    if path.startswith(("./", "../")) and top is not None:
        here = Path(os.path.realpath(Path.cwd())).relative_to(os.path.realpath(top))
        path = posixpath.join(here.as_posix(), path)
    path = posixpath.normpath(path) if path else ""
    if path.startswith(("../", "/")) or path == "..":
        raise WrongUseError(f"'{path}' does not lie in the repository")
    return "" if path == "." else path


def _folder(name: str) -> Path:
    folder = Path(name)
    if not folder.is_dir():
        raise WrongUseError(f"'{name}', which --root names, is no folder")
    return folder


def _missing(file: Path) -> str:
    folder = file.parent
    near = []
    if folder.is_dir():
        near = nearest(file.name, [p.name for p in folder.iterdir()], most=2)
    if near:
        names = " or ".join(f"'{folder / n}'" for n in near)
        return f"there is no such file; did you mean {names}?"
    return "there is no such file; check the spelling"
