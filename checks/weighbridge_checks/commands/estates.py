"""The estate that a command is about: a folder, or that folder as a proposal would leave it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge_checks.commands.errors import UnreadableSourceError, WrongUseError
from weighbridge_checks.commands.screen import say
from weighbridge_checks.commands.trees import FolderTree
from weighbridge_checks.facts.estate.reading import read_estate
from weighbridge_checks.facts.formats.errors import CannotOpenError

if TYPE_CHECKING:
    from collections.abc import Collection

    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.estate.files import Trouble

#: where an estate is looked for when nobody names a folder
USUAL = (".", "contracts")
ROOT = "estate.yaml"
#: as many reasons are told one by one
MOST = 20


@dataclass(frozen=True, slots=True)
class Proposed:
    """An estate with the files of a proposal in the place of its own, or beside them."""

    own: FolderTree
    proposal: FolderTree

    def read(self, path: str) -> bytes:
        """The bytes of a file, the proposal's where it has one."""
        return self._of(path).read(path)

    def names(self, folder: str) -> tuple[str, ...]:
        """The files that lie directly in a folder of either."""
        return _joined(folder, (self.own.names, self.proposal.names))

    def folders(self, folder: str) -> tuple[str, ...]:
        """The folders that lie directly in a folder of either."""
        return _joined(folder, (self.own.folders, self.proposal.folders))

    def show(self, path: str) -> str:
        """The file as it was named on the command line."""
        return self._of(path).show(path)

    def _of(self, path: str) -> FolderTree:
        return self.proposal if (self.proposal.root / path).is_file() else self.own


def _joined(folder: str, asks: tuple[object, ...]) -> tuple[str, ...]:
    found: set[str] = set()
    failed: list[CannotOpenError] = []
    for ask in asks:
        try:
            found.update(ask(folder))  # type: ignore[operator] # two methods of one signature
        except CannotOpenError as error:
            failed.append(error)
    if len(failed) == len(asks):
        raise failed[0]
    return tuple(sorted(found))


def estate_at(path: str | None, proposal: str | None = None) -> Estate:
    """Read the estate in a folder; the usual one where none is named."""
    folder = path if path is not None else _usual()
    own = _folder(folder)
    if not (Path(folder) / ROOT).is_file():
        raise UnreadableSourceError(
            folder, f"there is no {ROOT} in it; name the folder of an estate"
        )
    if proposal is None:
        return read_estate(own)
    return read_estate(Proposed(own, _folder(proposal)))


def _usual() -> str:
    for folder in USUAL:
        if (Path(folder) / ROOT).is_file():
            return folder
    raise WrongUseError(
        f"there is no {ROOT} here and none in 'contracts'; name the folder of an estate"
    )


def _folder(name: str) -> FolderTree:
    folder = Path(name)
    if not folder.is_dir():
        raise UnreadableSourceError(name, "there is no such folder; check the spelling")
    return FolderTree(folder, "" if name == "." else posixpath.normpath(name))


def refuse(troubles: Collection[Trouble], name: str, missing: str) -> UnreadableSourceError:
    """The error where files can not be used: every reason is told, the last one ends the run."""
    if not troubles:
        return UnreadableSourceError(name, missing)
    *others, last = troubles
    for trouble in others[:MOST]:
        say(f"error: {trouble}")
    if len(others) > MOST:
        say(f"error: and {len(others) - MOST} more")
    return UnreadableSourceError(f"{last.file}:{last.line}:{last.column}", last.message)
