"""All rules as one page of Markdown, in the order in which they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weighbridge_checks.verdicts.rule import Rule

HEAD = """\
# Rules

What a change is called, whom it hurts, the smallest example, and what to do instead. A rule has
no severity of its own: it follows from who writes and who reads. What a proof refutes is an error,
what nobody could decide a warning, what is proved an info. `weighbridge explain RULE` shows one.

This page is written by `make rules` from the rules themselves.
"""


def render(rules: Iterable[Rule]) -> str:
    """The whole book: a table to find a rule by, then each rule's page."""
    rules = tuple(rules)
    lines = [HEAD, "| rule | what happened |", "| --- | --- |"]
    lines += [f"| [{r.id}](#{r.id}) | {r.summary.replace('|', '&#124;')} |" for r in rules]
    for rule in rules:
        lines += ["", f"## {rule.id}", "", *_page(rule.page)]
        if rule.oasdiff:
            lines += ["", f"Nearest check of oasdiff: `{rule.oasdiff}`."]
    return "\n".join(lines) + "\n"


def _page(page: str) -> list[str]:
    """A page with its example fenced as a diff."""
    lines: list[str] = []
    inside = False
    for line in page.splitlines():
        example = line.startswith("    ")
        if example != inside and (example or line.strip()):
            lines += ["```diff"] if example else ["```", ""]
            inside = example
        if inside and not line.strip():
            continue
        lines.append(line.removeprefix("    ") if example else line)
    return [*lines, "```"] if inside else lines
