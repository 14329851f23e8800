"""The cards that lie beside two documents, weighed with them."""

from __future__ import annotations

import posixpath
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge_checks.commands import cards
from weighbridge_checks.commands.consumers import NEEDS, folder_near
from weighbridge_checks.commands.errors import UnreadableSourceError
from weighbridge_checks.commands.trees import bytes_of, has_card
from weighbridge_checks.facts.estate.files import faults, parse_file
from weighbridge_checks.facts.estate.needs import needs_in
from weighbridge_checks.facts.formats.errors import CannotOpenError, UnreadableContractError
from weighbridge_checks.verdicts.promises import weigh_promises, with_promises

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from weighbridge_checks.commands.trees import Document
    from weighbridge_checks.facts.estate.files import EstateFile
    from weighbridge_checks.facts.estate.needs import Need
    from weighbridge_checks.verdicts.finding import Mode, Verdict, Waiver


def card_of(document: Document) -> EstateFile | None:
    """The card beside a document, read strictly; None where there is none."""
    if not has_card(document):
        return None
    return cards.whole_card_in(document.tree, posixpath.dirname(document.path))


def judged(
    verdict: Verdict,
    old: Document,
    new: Document,
    needs: Iterable[Need],
    *,
    mode: Mode,
    waivers: tuple[Waiver, ...] = (),
    today: date | None = None,
) -> Verdict:
    """A verdict on two documents with what their cards promise, where both have one."""
    coming = card_of(new)
    if coming is None or not has_card(old):
        return verdict
    before = cards.file_in(old.tree, posixpath.dirname(old.path))
    for trouble in faults("contract", before):
        # it is over and can not be mended: what it promised is not known, and that is said
        words = f"the promises of the old card ({trouble})"
        return verdict._replace(unread=(*verdict.unread, words))
    findings = weigh_promises(before, coming, needs, mode=mode)
    return with_promises(verdict, findings, waivers=waivers, today=today)


def needs_at(place: str) -> tuple[Need, ...]:
    """What the consumers below a folder say they need."""
    path = Path(place)
    return _below(path) if path.is_dir() else ()


def needs_near(place: Path) -> tuple[Need, ...]:
    """What the consumers say of the estate that a file or folder belongs to."""
    folder = folder_near(place)
    return _below(folder) if folder else ()


@cache
def _below(folder: Path) -> tuple[Need, ...]:
    return tuple(need for file in sorted(folder.rglob(NEEDS)) for need in _needs_in(file))


def _needs_in(path: Path) -> tuple[Need, ...]:
    try:
        data = bytes_of(path, str(path))
    except CannotOpenError as error:
        raise UnreadableSourceError(str(path), error.reason) from error
    file, troubles = parse_file("needs", data, str(path))
    if file is None:
        first = troubles[0]
        raise UnreadableContractError(first.file, first.message, first.line, first.column)
    return tuple(needs_in(file))
