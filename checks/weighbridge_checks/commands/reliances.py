"""The pacts that lie in a folder, and whom of their consumers a change hits."""

from __future__ import annotations

import os
import posixpath
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge_checks.commands import cards
from weighbridge_checks.commands.consumers import ENDING, NEEDS, folder_near
from weighbridge_checks.commands.errors import UnreadableSourceError, WrongUseError
from weighbridge_checks.commands.trees import bytes_of
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.facts.pact import read_pact
from weighbridge_checks.verdicts.usage import name_consumers, relier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weighbridge_checks.commands.trees import Document
    from weighbridge_checks.facts import Contract
    from weighbridge_checks.facts.pact import Pact
    from weighbridge_checks.verdicts.finding import Verdict


def pacts_at(place: str) -> tuple[Pact, ...]:
    """The pact in a file, or all pacts below a folder."""
    path = Path(place)
    if not os.path.lexists(path):
        raise UnreadableSourceError(place, "there is no such file or folder; check the spelling")
    if not path.is_dir():
        return (_pact_in(path),)
    found = _below(path)
    if found or any(path.rglob(NEEDS)):
        return found
    raise UnreadableSourceError(place, f"no pact lies there; pacts are files named *{ENDING}")


def _pact_in(file: Path) -> Pact:
    try:
        data = bytes_of(file, str(file))
    except CannotOpenError as error:
        raise UnreadableSourceError(str(file), error.reason) from error
    return read_pact(data, name=str(file))


def near(place: Path) -> tuple[Pact, ...]:
    """The pacts of the estate that a file or folder belongs to; none where it belongs to none."""
    folder = folder_near(place)
    return _below(folder) if folder else ()


@cache
def _below(folder: Path) -> tuple[Pact, ...]:
    return tuple(_pact_in(file) for file in sorted(folder.rglob(f"*{ENDING}")))


def subject_of(document: Document) -> str | None:
    """The contract that a document is a version of, where something beside it says so."""
    folder = posixpath.dirname(document.path)
    try:
        document.tree.read(posixpath.join(folder, cards.NAME))
    except CannotOpenError:
        named = getattr(document.tree, "subject", None)
        return named if isinstance(named, str) else None
    return cards.card_in(document.tree, folder).id


def wanted(pacts: tuple[Pact, ...], subject: str | None) -> tuple[Pact, ...]:
    """The pacts that are about a contract. With no name to go by, all have to be about one."""
    if subject is not None:
        return tuple(p for p in pacts if subject in (p.contract, p.provider))
    contracts = sorted({p.contract for p in pacts})
    if len(contracts) > 1:
        raise WrongUseError(
            "nothing says which contract OLD is, and the pacts are about several"
            f" ({', '.join(contracts)}); put a contract.yaml beside it, or name the pacts of one"
        )
    return pacts


def named(verdict: Verdict, old: Contract, pacts: Iterable[Pact]) -> Verdict:
    """The verdict with the consumers that each finding hits, by what they use of OLD."""
    if reliers := [relier(pact, old) for pact in pacts]:
        return name_consumers(verdict, reliers)
    return verdict
