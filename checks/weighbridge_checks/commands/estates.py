"""The estate that a command is about: a folder, or that folder as a proposal would leave it."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge_checks.commands.errors import UnreadableSourceError, WrongUseError
from weighbridge_checks.commands.screen import say
from weighbridge_checks.commands.trees import FolderTree
from weighbridge_checks.facts.estate.overlay import overlaid
from weighbridge_checks.facts.estate.reading import read_estate

if TYPE_CHECKING:
    from collections.abc import Collection

    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.estate.files import Trouble

#: where an estate is looked for when nobody names a folder
USUAL = (".", "contracts")
ROOT = "estate.yaml"
#: as many reasons are told one by one
MOST = 20


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
    return read_estate(overlaid(own, _folder(proposal)))


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
