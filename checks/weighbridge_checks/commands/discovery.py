"""Which contracts there are below some folders, and which of them are versions of one another.

Two layouts are known. In an estate each version has a folder of its own, named by its number
(`apis/orders/1.1.0/`), or a file for a workflow (`workflows/order/1.1.0.yaml`), and never changes.
Elsewhere a contract is a file that is changed in place.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.commands import cards, folders, versions
from weighbridge_checks.commands.errors import UnreadableSourceError
from weighbridge_checks.facts.estate.contract import NAMED
from weighbridge_checks.facts.formats.errors import CannotOpenError, UnreadableContractError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from weighbridge_checks.commands.cards import Card
    from weighbridge_checks.commands.trees import Tree

#: the folder of an estate that holds changes which are not published
PROPOSALS = "proposals"


class Listing:
    """Some of the files of a tree, as if there were no others."""

    def __init__(self, tree: Tree, paths: frozenset[str]) -> None:
        self.tree = tree
        self.paths = paths

    @property
    def wider(self) -> str:
        """As the tree says."""
        return self.tree.wider

    @cached_property
    def _by_folder(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for path in sorted(self.paths):
            found[posixpath.dirname(path)].append(posixpath.basename(path))
        return found

    def read(self, path: str) -> bytes:
        """The bytes of a file, be it listed or not: neighbours may lie elsewhere."""
        return self.tree.read(path)

    def names(self, folder: str) -> tuple[str, ...]:
        """The listed files that lie directly in a folder."""
        return tuple(self._by_folder.get(folder, ()))

    def folders(self, folder: str) -> tuple[str, ...]:
        """The folders in a folder in which listed files lie."""
        start = f"{folder}/" if folder else ""
        rests = (f[len(start) :] for f in self._by_folder if f.startswith(start) and f != folder)
        return tuple(sorted({r.partition("/")[0] for r in rests if r}))

    def show(self, path: str) -> str:
        """As the tree says."""
        return self.tree.show(path)


class Found(NamedTuple):
    """A contract where it lies."""

    path: str
    #: `api` for OpenAPI and AsyncAPI documents, `workflow`, `schema` for schemas that stand alone
    sort: str
    subject: str
    card: Card | None = None
    #: what the versions of one contract share; None for a contract that is changed in place
    series: str | None = None
    label: str | None = None

    @property
    def folder(self) -> str:
        """Where it lies."""
        return posixpath.dirname(self.path)

    @property
    def place(self) -> str:
        """The name by which its place tells its version: of the folder, or of a workflow's file."""
        workflow = self.sort == "workflow"
        return _stem(self.path) if workflow else posixpath.basename(self.folder)

    @property
    def settled(self) -> bool:
        """Whether others may rely on this version."""
        return self.card is None or self.card.settled


class Survey(NamedTuple):
    """The contracts that were found, and why some could not be."""

    found: tuple[Found, ...] = ()
    troubles: Mapping[str, Exception] = {}
    #: folders of proposals that were left out
    left_out: tuple[str, ...] = ()


def files_below(top: Path, places: tuple[str, ...]) -> frozenset[str]:
    """The files below some places, but for hidden folders and what package managers keep."""
    found = set()
    for place in places:
        start = top / place
        files = [start] if start.is_file() else start.rglob("*")
        for file in files:
            path = file.relative_to(top).as_posix()
            hidden = any(s.startswith(".") or s == "node_modules" for s in path.split("/"))
            if not hidden and file.is_file():
                found.add(path)
    return frozenset(found)


def survey(listing: Listing, paths: Iterable[str] = ("",)) -> Survey:
    """Find the contracts of a listing. Proposals count only where a path leads to them."""
    found: list[Found] = []
    troubles: dict[str, Exception] = {}
    left_out: list[str] = []
    paths = tuple(paths)
    claimed = {posixpath.dirname(p) for p in listing.paths if posixpath.basename(p) == cards.NAME}
    for folder in sorted(claimed):
        try:
            one = _with_card(listing, folder)
        except (CannotOpenError, UnreadableSourceError, UnreadableContractError) as error:
            troubles[posixpath.join(folder, cards.NAME)] = error
            continue
        if _only_proposed(one, paths):
            left_out.append(folder)
        else:
            found.append(one)
    for path in sorted(listing.paths):
        if not path.endswith(folders.ENDINGS) or _within(path, claimed):
            continue
        if one_ := _alone(listing, path):
            if _below_proposals(path, paths):
                left_out.append(posixpath.dirname(path))
            else:
                found.append(one_)
    placed = (_among_versions(f, found) for f in found)
    folders_out = tuple(sorted(set(left_out)))
    return Survey(tuple(sorted(placed, key=lambda f: f.path)), troubles, folders_out)


def under(path: str, places: Iterable[str]) -> bool:
    """Whether a path is one of some places, or lies below one."""
    return any(p in ("", ".", path) or path.startswith(f"{p}/") for p in places)


def widened(paths: Iterable[str]) -> tuple[str, ...]:
    """The places to look at so that a version's predecessors are seen too."""
    return tuple(_widened(p) for p in paths)


def _widened(path: str) -> str:
    steps = path.split("/")
    for index, step in enumerate(steps):
        named = _stem(step) if index == len(steps) - 1 else step
        if versions.is_version(step) or versions.is_version(named) or step == PROPOSALS:
            return "/".join(steps[:index])
    return path


def _with_card(listing: Listing, folder: str) -> Found:
    card = cards.card_in(listing, folder)
    path = folders.contract_in(listing, folder)
    versioned = versions.is_version(posixpath.basename(folder))
    return Found(
        path=path,
        sort="schema" if card.kind == "schema" else "api",
        subject=card.id,
        card=card,
        series=posixpath.dirname(folder) if versioned else None,
        label=card.version,
    )


def _alone(listing: Listing, path: str) -> Found | None:
    try:
        data = listing.read(path)
    except CannotOpenError:
        # by its name it may still mean to be a contract, and is then told of when it is read
        data = b""
    sort = folders.looks_like_contract(path, data)
    if sort is None:
        return None
    folder = posixpath.dirname(path)
    if sort == "workflow":
        return _workflow(path, data)
    label = posixpath.basename(folder)
    if not versions.is_version(label):
        return Found(path=path, sort=sort, subject=path)
    series = posixpath.dirname(folder)
    if not NAMED.fullmatch(posixpath.basename(path)):
        series = posixpath.join(series, posixpath.basename(path))
    return Found(
        path=path, sort=sort, subject=posixpath.basename(series), series=series, label=label
    )


def _workflow(path: str, data: bytes) -> Found:
    """A workflow says itself what it is called; the name of its file may be its version."""
    card = cards.card_of_workflow(data, path)
    versioned = versions.is_version(_stem(path))
    return Found(
        path=path,
        sort="workflow",
        subject=card.id if card else path,
        card=card,
        series=posixpath.dirname(path) if versioned else None,
        label=card.version if card else _stem(path) if versioned else None,
    )


def _stem(path: str) -> str:
    """The name of a file without its ending."""
    name = posixpath.basename(path)
    ending = next((e for e in folders.ENDINGS if name.endswith(e)), "")
    return name.removesuffix(ending)


def _only_proposed(found: Found, paths: tuple[str, ...]) -> bool:
    """Whether it is a wish: a version of its own among proposals, or one that is not settled."""
    wished = found.series is not None or not found.settled
    return wished and _below_proposals(found.folder, paths)


def _below_proposals(path: str, paths: tuple[str, ...]) -> bool:
    """Whether it lies among proposals, and nobody named a place that is already there."""
    rests = [path[len(p) :] for p in paths if under(path, (p,))]
    return bool(rests) and all(PROPOSALS in r.split("/") for r in rests)


def _among_versions(one: Found, found: list[Found]) -> Found:
    """A proposal, as the version that it wants to be of the contract with its name."""
    steps = one.folder.split("/")
    if one.series is not None or one.settled or PROPOSALS not in steps:
        return one
    estate = "/".join(steps[: steps.index(PROPOSALS)])
    series = {f.series for f in found if f.subject == one.subject and under(f.path, (estate,))}
    named = sorted(s for s in series if s is not None)
    return one._replace(series=named[0] if named else None)


def _within(path: str, folders_: set[str]) -> bool:
    folder = posixpath.dirname(path)
    while folder:
        if folder in folders_:
            return True
        folder = posixpath.dirname(folder)
    return "" in folders_
