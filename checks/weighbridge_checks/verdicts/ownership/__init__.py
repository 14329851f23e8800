"""Ownership judged: one owner for every field, no circles of writes, nobody in others' fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.estate.holdings import holdings
from weighbridge_checks.verdicts.ownership import exposure, matrix, writes
from weighbridge_checks.verdicts.seen import remarks
from weighbridge_checks.verdicts.standard import Standard, standards_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.verdicts.remark import Remark

STANDARDS: dict[str, Standard] = standards_in(matrix, writes, exposure)


def look(estate: Estate, today: date) -> Iterator[Remark]:
    """All that the standards have to say about who owns what in an estate.

    Where its files can not be used, there is nothing to judge: the estate's troubles say why.
    """
    held = holdings(estate)
    if held.record is None:
        return
    for one in standards_in(matrix).values():
        yield from remarks(one, held.record, today)
    for one in standards_in(writes).values():
        yield from remarks(one, held.record, held.flows)
    for one in standards_in(exposure).values():
        yield from remarks(one, held.record, estate)
