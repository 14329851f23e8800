"""An estate as it would be with the files of a proposal in it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from weighbridge_checks.facts.estate import CARD
from weighbridge_checks.facts.estate.files import opened
from weighbridge_checks.facts.estate.reading import CONTRACTS, FOLDERS, kind_of
from weighbridge_checks.facts.estate.trees import Walk
from weighbridge_checks.facts.formats.errors import CannotOpenError, UnreadableContractError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weighbridge_checks.facts.estate.trees import Tree

_FOLDERS = {"event": "events", "schema": "schemas"}
#: folders of an estate that a proposal may have too, with documents and parts of them
_KEPT = frozenset({*FOLDERS, *CONTRACTS, "common"})


@dataclass(frozen=True)
class Overlay:
    """The files of a tree, with those of another one over them."""

    base: Tree
    over: Tree
    #: where each file of the other one lies here, and its path there
    placed: Mapping[str, str]
    #: files of the other one that have no place here
    left_out: tuple[str, ...] = field(default=())
    wider: str = "copy it into the estate"

    def read(self, path: str) -> bytes:
        """The bytes of a file, of the one that lies above."""
        there = self.placed.get(path)
        return self.base.read(path) if there is None else self.over.read(there)

    def names(self, folder: str) -> tuple[str, ...]:
        """The files that lie directly in a folder."""
        return self._children(folder, self._names.get(folder, ()), files=True)

    def folders(self, folder: str) -> tuple[str, ...]:
        """The folders that lie directly in a folder."""
        return self._children(folder, self._folders.get(folder, ()), files=False)

    def show(self, path: str) -> str:
        """The file as a person would call it, where it really lies."""
        there = self.placed.get(path)
        return self.base.show(path) if there is None else self.over.show(there)

    def _children(self, folder: str, more: tuple[str, ...], *, files: bool) -> tuple[str, ...]:
        try:
            found = self.base.names(folder) if files else self.base.folders(folder)
        except CannotOpenError:
            if folder not in self._names and folder not in self._folders:
                raise
            found = ()
        return tuple(sorted({*found, *more}))

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for path in self.placed:
            folder = posixpath.dirname(path)
            found[folder] = (*found.get(folder, ()), posixpath.basename(path))
        return found

    @cached_property
    def _folders(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for path in self.placed:
            folder = posixpath.dirname(path)
            while folder:
                above, name = posixpath.split(folder)
                found[above] = (*found.get(above, ()), name)
                folder = above
        return found


def overlaid(base: Tree, over: Tree) -> Overlay:
    """An estate with the files of a proposal.

    A folder with a contract.yaml is the version that this names, and lies where that version does.
    Any other file lies as it does in an estate. What is neither is left out. Raises
    `UnreadableContractError` for a card that does not say which version it is.
    """
    walk = Walk(over)
    paths = list(walk.below(""))
    for shut, reason in walk.failed.items():
        raise UnreadableContractError(over.show(shut), reason)
    versions = {posixpath.dirname(p): _place(over, p) for p in paths if _is_card(p)}
    placed, left = {}, []
    for path in paths:
        folder = next((f for f in _upwards(path) if f in versions), None)
        if folder is not None and (folder or kind_of(path) is None):
            inside = posixpath.relpath(path, folder or ".")
            placed[f"{versions[folder]}/{inside}"] = path
        elif kind_of(path) is not None or path.split("/")[0] in _KEPT:
            placed[path] = path
        else:
            left.append(over.show(path))
    return Overlay(base, over, placed, tuple(left))


def _is_card(path: str) -> bool:
    return posixpath.basename(path) == CARD


def _upwards(path: str) -> list[str]:
    """The folders that hold a file, the nearest first."""
    found = []
    folder = posixpath.dirname(path)
    while folder:
        found.append(folder)
        folder = posixpath.dirname(folder)
    return [*found, ""]


def _place(over: Tree, path: str) -> str:
    name = over.show(path)
    try:
        said = opened(over.read(path), name).value
    except CannotOpenError as error:
        raise UnreadableContractError(name, error.reason) from error
    words = [said.get(key) if isinstance(said, dict) else None for key in ("id", "version")]
    if not all(isinstance(word, str) and word and "/" not in word for word in words):
        raise UnreadableContractError(name, "'id' and 'version' have to say which version it is", 1)
    kind = _FOLDERS.get(str(said.get("kind")), "apis")
    return f"{kind}/{words[0]}/{words[1]}"
