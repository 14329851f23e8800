"""What has to be weighed where the older side is a registry."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING

from weighbridge_checks.commands import remote, versions
from weighbridge_checks.commands.discovery import Listing, files_below, survey, under
from weighbridge_checks.commands.errors import UnreadableSourceError, WrongUseError
from weighbridge_checks.commands.pairs import Pair, Pairs, Step
from weighbridge_checks.commands.trees import Document, FolderTree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from weighbridge_checks.commands.client import Registry
    from weighbridge_checks.commands.discovery import Found


def pairs(top: Path, places: tuple[str, ...], registry: Registry, environment: str | None) -> Pairs:
    """The contracts below some paths beside what a registry holds, or what runs somewhere.

    Of a contract with version folders, the highest version is the one that would come next.
    """
    disk = FolderTree(top, wider="a contract can not reach out of the current folder")
    listing = Listing(disk, files_below(top, places))
    for place in places:
        if not any(under(path, (place,)) for path in listing.paths):
            raise WrongUseError(f"there is nothing to check in '{place}'; name a folder as PATH")
    found = survey(listing, places)
    pairs_ = [
        pair for one in _newest(found.found) for pair in _pairs(disk, one, registry, environment)
    ]
    return Pairs(tuple(pairs_), found.troubles, found.left_out, len(found.found))


def _newest(found: tuple[Found, ...]) -> list[Found]:
    alone = [f for f in found if f.series is None or f.label is None]
    by_series: dict[str, Found] = {}
    for one in found:
        if one.series is None or one.label is None:
            continue
        known = by_series.get(one.series)
        if known is None or versions.order(str(known.label)) < versions.order(one.label):
            by_series[one.series] = one
    return sorted([*alone, *by_series.values()], key=lambda f: f.path)


def _pairs(
    disk: FolderTree, one: Found, registry: Registry, environment: str | None
) -> Iterator[Pair]:
    subject = one.subject if one.card or one.series else _subject_of(one)
    new = Document(tree=disk, path=one.path)
    olds = list(_olds(subject, registry, environment))
    if not olds and environment is None:
        yield Pair(step=Step.FIRST, subject=subject, new=new, new_label=one.label)
    for old, label in olds:
        yield Pair(
            step=_step(label, one.label, environment),
            subject=subject,
            old=old,
            new=new,
            old_label=label,
            new_label=one.label,
            earlier=partial(_earlier, registry, subject, label),
        )


def _step(old: str, new: str | None, environment: str | None) -> Step:
    """What it would be to publish the contract, or to run it in place of another."""
    if environment is not None or new is None or not versions.is_version(old):
        return Step.EDITED
    if new == old:
        return Step.REWRITTEN
    return Step.NEXT if versions.follows(new, old) else Step.EDITED


def _olds(
    subject: str, registry: Registry, environment: str | None
) -> Iterator[tuple[Document, str]]:
    if environment is None:
        try:
            document = remote.version_of(registry, subject, "latest")
        except UnreadableSourceError:
            # the registry does not know it: this would be its first version
            return
        yield document, remote.label_of(document)
        return
    for label in remote.running_in(registry, subject, environment):
        yield remote.version_of(registry, subject, label), label


def _earlier(registry: Registry, subject: str, label: str) -> tuple[Document, ...]:
    """The versions of a subject before one, the oldest first."""
    known = remote.labels_of(registry, subject)
    before = known[: known.index(label)] if label in known else known
    return tuple(remote.version_of(registry, subject, other) for other in before)


def _subject_of(one: Found) -> str:
    """A contract without a card goes by its folder's name, or by its own."""
    name = posixpath.basename(one.path).partition(".")[0]
    folder = posixpath.basename(one.folder)
    return folder if name in ("openapi", "asyncapi", "swagger") and folder else name
