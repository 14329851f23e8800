"""The standards of an estate as a whole, and what they come to.

Each looks at an estate on a day and yields what does not meet it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.estate import (
    batches,
    consistency,
    coverage,
    exceptions,
    files,
    pairs,
    resilience,
    retention,
    sunsets,
)
from weighbridge_checks.verdicts.seen import remarks
from weighbridge_checks.verdicts.standard import standards_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.verdicts.remark import Remark

STANDARDS = standards_in(
    files, sunsets, consistency, coverage, exceptions, resilience, pairs, retention, batches
)


def looked_at(estate: Estate, *, today: date) -> Iterator[Remark]:
    """All that the standards of the estate have to say of it."""
    for standard in STANDARDS.values():
        yield from remarks(standard, estate, today)
