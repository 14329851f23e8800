"""Remarks as they are told: for a terminal, for machines, on a pull request, on its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.report.remarks.grouped import in_order, sentence

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.remark import Review

__all__ = ["render"]


def _listed(review: Review, shape: str) -> str:
    """The remarks in a form for services that show lists of results."""
    from weighbridge_checks.report import entries, html, junit, sarif  # noqa: PLC0415 - seldom asked

    found = [entries.of_remark(r) for r in in_order(review.remarks)]
    if shape == "sarif":
        return sarif.render(found)
    reports: dict[str, list[entries.Entry]] = {}
    for entry in found:
        reports.setdefault(entry.label, []).append(entry)
    # a list without anything in it is taken for a run that did not happen
    reports = reports or {review.what: []}
    if shape == "junit":
        return junit.render(reports, quiet="nothing found")
    return html.render(f"weighbridge {review.what}", sentence(review), reports)


def render(review: Review, shape: str, *, color: bool = False, every: bool = False) -> str:
    """One review in one form; `every` shows each place where a rule has many."""
    if shape == "json":
        from weighbridge_checks.report.remarks import json  # noqa: PLC0415 - one form of many

        return json.render(review)
    if shape == "markdown":
        from weighbridge_checks.report.remarks import markdown  # noqa: PLC0415 - as above

        return markdown.render(review, every=every)
    if shape == "github":
        from weighbridge_checks.report.remarks import github  # noqa: PLC0415 - as above

        return github.render(review)
    if shape in {"sarif", "junit", "html"}:
        return _listed(review, shape)
    from weighbridge_checks.report.remarks import text  # noqa: PLC0415 - as above

    return text.render(review, color=color, every=every)
