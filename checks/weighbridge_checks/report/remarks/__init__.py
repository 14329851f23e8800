"""Remarks as they are told: for a terminal, for machines, on a pull request, on its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.report.remarks import github, json, markdown, text

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.remark import Review

__all__ = ["github", "json", "markdown", "render", "text"]


def render(review: Review, shape: str, *, color: bool = False, every: bool = False) -> str:
    """One review in one form; `every` shows each place where a rule has many."""
    if shape == "json":
        return json.render(review)
    if shape == "markdown":
        return markdown.render(review, every=every)
    if shape == "github":
        return github.render(review)
    return text.render(review, color=color, every=every)
