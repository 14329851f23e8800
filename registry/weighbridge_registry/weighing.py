"""Weighing two versions of a subject, once: the verdict is kept by what the two contain."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts import Contract, UnreadableContractError, read
from weighbridge_checks.facts.estate import CARD
from weighbridge_checks.facts.estate.files import parse_file
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.facts.lifecycle import DATED
from weighbridge_checks.report.json import as_value
from weighbridge_checks.verdicts.finding import Mode, Posture
from weighbridge_checks.verdicts.judge import weigh
from weighbridge_checks.verdicts.promises import weigh_promises, with_promises
from weighbridge_registry.canonical import written
from weighbridge_registry.errors import NotComparableError
from weighbridge_registry.store.verdicts import Weighed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from importlib.resources.abc import Traversable

    from weighbridge_checks.facts.estate.files import EstateFile
    from weighbridge_checks.verdicts.finding import Verdict
    from weighbridge_registry.store import Store
    from weighbridge_registry.store.records import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How to weigh: in which direction, under which assumption about undeclared properties, when.

    What was announced to end is held to be promised until its day.
    """

    mode: Mode = Mode.BACKWARD
    #: None stands for the one that is usual for the format
    posture: Posture | None = None
    #: None stands for before every day that documents name
    today: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One side of a weighing: what it is called, and how to come by it if it must be read."""

    subject: str
    version: str
    #: of the content, and of the card with it
    digest: str
    #: of the content alone
    content: str
    contract: Callable[[], Contract]
    #: whether the documents name days on which something ends
    dated: Callable[[], bool]
    card: bytes | None = None


def load(
    subject: str,
    version: str,
    content: str,
    *,
    contract: Callable[[], Contract],
    files: Callable[[], Mapping[str, bytes]],
    card: bytes | None,
) -> Load:
    """One side of a weighing, with its card where it has one."""
    both = f"{content}\n{hashlib.sha256(card or b'').hexdigest()}\n".encode()
    return Load(
        subject=subject,
        version=version,
        digest=content if card is None else hashlib.sha256(both).hexdigest(),
        content=content,
        contract=contract,
        dated=lambda: any(word in data for data in files().values() for word in DATED),
        card=card,
    )


def stored(store: Store, kept: Version) -> Load:
    """A version that was published."""

    def contract() -> Contract:
        try:
            return read_files(kept.root, store.versions.contents(kept))
        except UnreadableContractError as error:
            raise NotComparableError(kept.subject, str(error)) from error

    return load(
        kept.subject,
        kept.label,
        kept.digest,
        contract=contract,
        files=lambda: store.versions.contents(kept),
        card=store.cards.find(kept),
    )


def card_in(card: bytes | None) -> EstateFile | None:
    """A card that was kept, which was read strictly then; None where there is none."""
    return None if card is None else parse_file("contract", card, CARD)[0]


def compare(store: Store, old: Load, new: Load, scale: Scale | None = None) -> dict[str, Any]:
    """The `weighbridge/diff/v1` of two contents: as it was found before, or weighed now."""
    scale = scale or Scale()
    key = weighed(store, old, new, scale)
    known = store.verdicts.find(key)
    if known is None:
        known = written(as_value(verdict_of(old, new, scale, old.contract())))
        store.verdicts.keep(key, known)
    value: dict[str, Any] = json.loads(known)
    # The same content may stand under other names; the verdict is kept for the content.
    for side, one in (("old", old), ("new", new)):
        value[side] |= {"name": one.subject, "version": one.version, "digest": one.content}
    value["compared"] = [value["old"]]
    return value


def verdict_of(old: Load, new: Load, scale: Scale, before: Contract) -> Verdict:
    """Weigh now, with what cards promise; `before` is the old contract, read already."""
    after = new.contract()
    if before.format is not after.format:
        reason = f"{old.version} is {before.format}, {new.version} is {after.format}"
        raise NotComparableError(new.subject, reason)
    verdict = weigh(before, after, mode=scale.mode, posture=scale.posture, today=scale.today)
    was, now = card_in(old.card), card_in(new.card)
    if was is None or now is None:
        return verdict
    return with_promises(verdict, weigh_promises(was, now, mode=scale.mode))


def weighed(store: Store, old: Load, new: Load, scale: Scale) -> Weighed:
    """What a verdict is kept under: with a day only where the documents name days."""
    always = Weighed(
        old=old.digest,
        new=new.digest,
        posture=scale.posture or "",
        mode=scale.mode,
        engine=engine(),
    )
    if store.verdicts.knows(always):
        return always
    today = replace(always, day=scale.today.isoformat() if scale.today else _NO_DAY)
    return today if store.verdicts.knows(today) or old.dated() or new.dated() else always


#: the day of a verdict that was asked for without one
_NO_DAY = "none"


@cache
def engine() -> str:
    """Whose verdicts these are: the digest of all that judges, so that better code weighs anew."""
    found = hashlib.sha256(version("jsonschema-rs").encode())
    for package in ("facts", "proof", "report", "verdicts"):
        for path, data in sorted(_sources(files("weighbridge_checks") / package, package)):
            found.update(f"{path}\0{len(data)}\0".encode() + data)
    return found.hexdigest()


def _sources(folder: Traversable, at: str) -> Iterator[tuple[str, bytes]]:
    for part in folder.iterdir():
        path = f"{at}/{part.name}"
        if part.is_dir():
            yield from _sources(part, path)
        elif part.name.endswith(".py"):
            yield path, part.read_bytes()


def read_files(root: str, contents: Mapping[str, bytes]) -> Contract:
    """Read a contract of which the files are at hand, and no others."""

    def neighbour(path: str) -> bytes:
        if path not in contents:
            raise CannotOpenError(path, "it was not published with the contract")
        return contents[path]

    # The references of the root are relative to its folder, and so are the paths asked for.
    inner = root[: root.rfind("/") + 1]
    return read(contents[root], name=root, open=lambda path: neighbour(inner + path))
