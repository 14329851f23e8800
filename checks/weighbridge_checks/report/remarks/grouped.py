"""Remarks in the order of every report, gathered by their rule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.report.summary import Tally
from weighbridge_checks.verdicts.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weighbridge_checks.verdicts.finding import Source
    from weighbridge_checks.verdicts.remark import Remark, Review

#: how many places of one rule are worth a line each, unless all are asked for
FEW = 5


class Group(NamedTuple):
    """What one rule says with one severity."""

    rule: str
    severity: Severity
    remarks: tuple[Remark, ...]

    @property
    def fix(self) -> str | None:
        """What to do about it, where it is the same for all."""
        fixes = {r.fix for r in self.remarks}
        return fixes.pop() if len(fixes) == 1 else None


def in_order(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """The worst first, then by rule and place; never by chance."""
    return tuple(sorted(remarks, key=_rank))


def groups(review: Review) -> tuple[Group, ...]:
    """The remarks that stand, gathered by rule, the worst rules first."""
    found: dict[tuple[Severity, str], list[Remark]] = {}
    for remark in in_order(review.remarks):
        if remark.ignored is None:
            found.setdefault((remark.severity, remark.rule), []).append(remark)
    return tuple(
        Group(rule=rule, severity=severity, remarks=tuple(remarks))
        for (severity, rule), remarks in found.items()
    )


def ignored(review: Review) -> tuple[Remark, ...]:
    """The remarks that somebody asked to pass over."""
    return in_order(r for r in review.remarks if r.ignored is not None)


def tally(remarks: Iterable[Remark]) -> Tally:
    """How many stand, by severity."""
    counts = dict.fromkeys(Severity, 0)
    for remark in remarks:
        if remark.ignored is None:
            counts[remark.severity] += 1
    return Tally(
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        infos=counts[Severity.INFO],
    )


def sentence(review: Review) -> str:
    """The review in one line."""
    counts = tally(review.remarks)
    passed = len(ignored(review))
    parts = [str(counts)] if counts.total else []
    parts += [f"{passed} ignored"] if passed else []
    said = f": {', '.join(parts)}" if parts else ""
    looked = ", ".join(
        f"{number:,} {name if number != 1 else name.removesuffix('s')}"
        for name, number in review.stats.items()
    )
    return f"{review.word}{said}{f' (looked at {looked})' if looked else ''}"


def place(source: Source) -> str:
    """A place for people and editors to go to."""
    return f"{source.file}:{source.line}:{source.column}"


def _rank(remark: Remark) -> tuple[object, ...]:
    source = remark.source
    said = json.dumps(remark.identity, sort_keys=True, default=str)
    return (
        -remark.severity.weight,
        remark.rule,
        source.file,
        source.line,
        source.column,
        source.pointer,
        said,
        remark.message,
    )
