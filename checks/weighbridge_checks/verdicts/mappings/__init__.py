"""Crosswalks judged: total, of one meaning, true to the workflow, whole, losing nothing unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.mappings import fields, statuses
from weighbridge_checks.verdicts.mappings.subject import crosswalks
from weighbridge_checks.verdicts.seen import remarks
from weighbridge_checks.verdicts.standard import Standard, standards_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.verdicts.remark import Remark

STANDARDS: dict[str, Standard] = standards_in(statuses, fields)


def look(estate: Estate) -> Iterator[Remark]:
    """All that the standards have to say about the crosswalks of an estate."""
    for walked in crosswalks(estate):
        for one in STANDARDS.values():
            yield from remarks(one, walked)
