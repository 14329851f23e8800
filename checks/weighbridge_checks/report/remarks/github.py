"""Remarks as annotations: workflow commands that GitHub Actions shows on the lines of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.report import words
from weighbridge_checks.report.github import MOST, command
from weighbridge_checks.report.plain import compact
from weighbridge_checks.report.remarks.grouped import in_order, tally
from weighbridge_checks.verdicts.finding import Severity

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.remark import Remark, Review

_EVIDENCE = 400


def render(review: Review) -> str:
    """Up to ten errors and ten warnings, then one notice for the rest."""
    said = []
    left: list[Remark] = []
    room = {Severity.ERROR: MOST, Severity.WARNING: MOST, Severity.INFO: 0}
    for remark in in_order(review.remarks):
        if remark.ignored is None and room[remark.severity]:
            room[remark.severity] -= 1
            said.append(_annotation(remark))
        else:
            left.append(remark)
    if left:
        passed = sum(r.ignored is not None for r in left)
        more = f", {passed} ignored" if passed else ""
        title = {"title": "weighbridge"}
        said.append(command("notice", title, f"not shown here: {tally(left)}{more}"))
    return "".join(f"{line}\n" for line in said)


def _annotation(remark: Remark) -> str:
    source = remark.source
    said = [f"{remark.subject}: {remark.message}"]
    if remark.evidence is not None:
        said.append(compact(remark.evidence, _EVIDENCE))
    if remark.fix:
        said.append(f"instead: {remark.fix}")
    if remark.consumers:
        said.append(f"hits {', '.join(words.named(c) for c in remark.consumers)}")
    at = {"file": source.file, "line": str(source.line), "col": str(source.column)}
    return command(str(remark.severity), {"title": remark.rule, **at}, "\n".join(said))
