"""Events that a log still holds, weighed with a new version of their contract."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from weighbridge_checks.commands import cards
from weighbridge_checks.commands.trees import has_card
from weighbridge_checks.facts.estate.contract import ContractVersion
from weighbridge_checks.facts.estate.files import faults
from weighbridge_checks.verdicts.estate.retention import retained, topics
from weighbridge_checks.verdicts.history import with_log

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from weighbridge_checks.commands.trees import Document
    from weighbridge_checks.facts import Contract
    from weighbridge_checks.verdicts.finding import Posture, Verdict, Waiver


def judged(
    verdict: Verdict,
    earlier: Sequence[Document],
    document: Document,
    new: Contract,
    read: Callable[[Document], Contract],
    *,
    posture: Posture | None,
    waivers: tuple[Waiver, ...],
    today: date,
) -> Verdict:
    """A verdict with what can not be read any more, where the card says how long events are kept.

    Only what travels on the same topics is in the same log. A version whose card can not be
    understood is none that could be dated, and is left to the check of its own.
    """
    one = _version(document)
    if one is None or one.kind != "event" or "retention" not in one.card:
        return verdict
    dated = [(v, d) for d in earlier if (v := _version(d)) is not None]
    kept = retained([v for v, _ in dated], one, today)
    held = [(v.version, read(d)) for v, d in dated if v in kept]
    there = topics(new)
    return with_log(
        verdict,
        [(version, old) for version, old in held if topics(old) & there],
        new,
        posture=posture,
        waivers=waivers,
        today=today,
    )


def _version(document: Document) -> ContractVersion | None:
    if not has_card(document):
        return None
    folder = posixpath.dirname(document.path)
    file = cards.file_in(document.tree, folder)
    if faults("contract", file):
        return None
    return ContractVersion(tree=document.tree, folder=folder, file=file)
