"""All rules as one page of Markdown, in the order in which they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weighbridge_checks.verdicts.rule import Rule
    from weighbridge_checks.verdicts.standard import Standard

HEAD = """\
# Rules

What a change is called, whom it hurts, the smallest example, and what to do instead. A rule has
no severity of its own: it follows from who writes and who reads. What a proof refutes is an error,
what nobody could decide a warning, what is proved an info. `weighbridge explain RULE` shows one.

This page is written by `make rules` from the rules themselves.
"""


STANDARDS = """
# Standards

What is demanded of a document or an estate as it stands, why, the smallest example that does not
meet it and one that does, and what to do instead. Severities are settled in `weighbridge.yaml`
(`lint: {rules: {SEC003: warning}}`), and a demand that does not hold somewhere is passed over there
with a reason (`x-weighbridge-ignore: {SEC003: …}`).
"""


def render(rules: Iterable[Rule], standards: Iterable[Standard] = ()) -> str:
    """The whole book: a table to find a rule by, then each rule's page; standards after them."""
    rules = tuple(rules)
    lines = [HEAD, "| rule | what happened |", "| --- | --- |"]
    lines += [f"| [{r.id}](#{r.id}) | {r.summary.replace('|', '&#124;')} |" for r in rules]
    for rule in rules:
        lines += ["", f"## {rule.id}", "", *_page(rule.page)]
        if rule.oasdiff:
            lines += ["", f"Nearest check of oasdiff: `{rule.oasdiff}`."]
    standards = tuple(standards)
    if standards:
        lines += [STANDARDS, "| standard | severity | what is demanded |", "| --- | --- | --- |"]
        lines += [
            f"| [{s.id}](#{s.id.lower()}) | {s.severity} | {s.summary.replace('|', '&#124;')} |"
            for s in standards
        ]
    for one in standards:
        lines += ["", f"## {one.id}", "", f"*{one.slug}*, {one.severity}", "", *_standard(one)]
    return "\n".join(lines) + "\n"


def _standard(one: Standard) -> list[str]:
    """A standard's page with its examples fenced as YAML."""
    lines = [("```yaml" if x == "```diff" else x) for x in _page(one.page)]
    lines = [{"bad:": "Bad:", "good:": "Good:"}.get(x, x) for x in lines]
    notes = []
    if one.also:
        notes.append(f"Also known as {', '.join(one.also)}.")
    if one.source:
        notes.append(f"Source: {one.source}.")
    return [*lines, "", " ".join(notes)] if notes else lines


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
