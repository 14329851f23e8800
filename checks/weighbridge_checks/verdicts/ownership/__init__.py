"""Ownership judged: one owner for every field, no circles of writes, nobody in others' fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.estate.holdings import holdings
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.ownership import copies, exposure, matrix, origins, writes
from weighbridge_checks.verdicts.remark import Remark
from weighbridge_checks.verdicts.seen import remarks, source
from weighbridge_checks.verdicts.standard import Standard, standards_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.estate.files import EstateFile

STANDARDS: dict[str, Standard] = standards_in(matrix, writes, copies, origins, exposure)


def look(estate: Estate, today: date) -> Iterator[Remark]:
    """All that the standards have to say about who owns what in an estate.

    Where its files can not be used, there is nothing to judge: the estate's troubles say why.
    """
    held = holdings(estate)
    if held.record is None:
        if estate.root is not None and not any("ownership" in t.file for t in estate.troubles):
            yield _unsaid(estate.root)
        return
    for one in standards_in(matrix).values():
        yield from remarks(one, held.record, today)
    for one in standards_in(writes, copies).values():
        yield from remarks(one, held.record, held.flows)
    for one in standards_in(origins).values():
        yield from remarks(one, held.flows, estate)
    for one in standards_in(exposure).values():
        yield from remarks(one, held.record, estate)


def _unsaid(root: EstateFile) -> Remark:
    """What is to be said of an estate without a matrix: nothing is known, and that is told."""
    return Remark(
        rule=matrix.every_field_has_an_owner.id,
        severity=Severity.INFO,
        message="there is no ownership/system-of-record.yaml, so it is not known who owns what",
        subject="estate",
        source=source(root.locate("")),
    )
