"""Remarks as a comment on a pull request: a line, a table of rules, and a fold for each."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from weighbridge_checks.report import words
from weighbridge_checks.report.plain import compact, cut, printable
from weighbridge_checks.report.remarks.grouped import FEW, groups, ignored, place, sentence

if TYPE_CHECKING:
    from weighbridge_checks.report.remarks.grouped import Group
    from weighbridge_checks.verdicts.remark import Remark, Review

#: GitHub refuses comments of more than 65,536 characters
LONGEST = 60_000
_WORDS = 300


def render(review: Review, *, every: bool = False) -> str:
    """The comment. What does not fit is left out in whole rules, and counted."""
    head = sentence(review)
    sections = [f"<!-- weighbridge {review.what} -->\n**{_prose(head[:1].upper() + head[1:])}**"]
    found = groups(review)
    if found:
        sections.append(_table(found))
    room = LONGEST - sum(len(s) + 2 for s in sections) - 200
    left = 0
    for group in found:
        section = _fold(group, review.titles.get(group.rule), every=every)
        if left or len(section) + 2 > room:
            left += 1
            continue
        room -= len(section) + 2
        sections.append(section)
    if left:
        sections.append(f"Left out here for length: {left} rules. The full report has them.")
    if passed := ignored(review):
        sections.append(f"Ignored, each with a reason: {len(passed)}.")
    if review.unread:
        sections.append(f"Not understood, and so not looked at: {len(review.unread)} parts.")
    return "\n\n".join(sections) + "\n"


def _table(found: tuple[Group, ...]) -> str:
    rows = ["| rule | severity | places |", "| --- | --- | ---: |"]
    rows += [f"| {g.rule} | {g.severity} | {len(g.remarks)} |" for g in found]
    return "\n".join(rows)


def _fold(group: Group, title: str | None, *, every: bool) -> str:
    many = len(group.remarks)
    shown = group.remarks if every else group.remarks[:FEW]
    lines = [f"<details><summary>{group.severity}: <code>{group.rule}</code> ({many})</summary>\n"]
    lines += [f"{_prose(title)}\n"] if title else []
    lines += [_item(r) for r in shown]
    if len(shown) < many:
        lines.append(f"- and {many - len(shown)} more")
    if group.fix:
        lines.append(f"\nInstead: {_prose(group.fix)}")
    return "\n".join([*lines, "\n</details>"])


def _item(remark: Remark) -> str:
    said = f"- {_code(place(remark.source))} {_prose(remark.message)}"
    if remark.evidence is not None:
        said += f" {_code(compact(remark.evidence, _WORDS))}"
    if remark.consumers:
        said += f" (hits {_prose(', '.join(words.named(c) for c in remark.consumers))})"
    return said


def _code(text: str) -> str:
    text = _short(text).replace("|", "¦")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{room}{text}{room}{fence}"


def _prose(text: str) -> str:
    escaped = re.sub(r"([\\`*_{}\[\]()#+!|~-])", r"\\\1", html.escape(_short(text), quote=False))
    return escaped.replace("@", "@\u200b")


def _short(text: str) -> str:
    return cut(" ".join(printable(text).split("\n")), _WORDS)
