"""Remarks for a terminal, gathered by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.report import words
from weighbridge_checks.report.plain import cut, laid_out, printable
from weighbridge_checks.report.remarks.grouped import FEW, groups, ignored, place, sentence

if TYPE_CHECKING:
    from weighbridge_checks.report.remarks.grouped import Group
    from weighbridge_checks.verdicts.remark import Remark, Review

_COLOR = {"error": "31", "warning": "33", "info": "36"}
_WORD = {"clean": "32", "findings": "31", "unread": "31"}
_INDENT = " " * 8
_WIDTH = 100
_LINES = 8
_LONGEST = 400
#: as many things that could not be read are named
_UNREAD = 20


def render(review: Review, *, color: bool = False, every: bool = False) -> str:
    """Each rule with its places, the worst first, and the sum as the last line."""
    titles = review.titles
    said = [_group(g, titles.get(g.rule), color=color, every=every) for g in groups(review)]
    if passed := ignored(review):
        said.append(_ignored(passed, every=every))
    if review.unread:
        said.append(_unread(review.unread))
    said.append(_bold(sentence(review), _WORD[review.word], on=color))
    return "\n\n".join(said) + "\n"


def _group(group: Group, title: str | None, *, color: bool, every: bool) -> str:
    many = len(group.remarks)
    number = f" ({many} places)" if many > 1 else ""
    word = _bold(f"{group.severity:<7}", _COLOR[group.severity], on=color)
    said = [f"{word} {group.rule}{f'  {_line(title)}' if title else ''}{number}"]
    shown = group.remarks if every or many <= FEW else group.remarks[:FEW]
    for remark in shown:
        said += _remark(remark, tell_fix=group.fix is None)
    if len(shown) < many:
        said.append(f"{_INDENT}… and {many - len(shown)} more (--all shows them)")
    if group.fix:
        said.append(f"{_INDENT}instead: {_line(group.fix)}")
    return "\n".join(said)


def _remark(remark: Remark, *, tell_fix: bool) -> list[str]:
    said = [f"{_INDENT}{_line(place(remark.source))}", f"{_INDENT}  {_line(remark.message)}"]
    said += [f"{_INDENT}  see {_line(place(s))}" for s in remark.related[:FEW]]
    if len(remark.related) > FEW:
        said.append(f"{_INDENT}  and {len(remark.related) - FEW} more places")
    if remark.evidence is not None:
        lines = laid_out(remark.evidence, width=_WIDTH - len(_INDENT) - 4, lines=_LINES)
        said += [f"{_INDENT}    {line}" for line in lines]
    if remark.consumers:
        hit = [words.named(c) for c in remark.consumers]
        said.append(f"{_INDENT}  hits {_line(', '.join(hit))}")
    if tell_fix and remark.fix:
        said.append(f"{_INDENT}  instead: {_line(remark.fix)}")
    return said


def _ignored(remarks: tuple[Remark, ...], *, every: bool) -> str:
    shown = remarks if every else remarks[:FEW]
    said = [f"ignored {len(remarks)}"]
    said += [
        f"{_INDENT}{_line(place(r.source))} [{r.rule}] because {_line(r.ignored or '')}"
        for r in shown
    ]
    if len(shown) < len(remarks):
        said.append(f"{_INDENT}… and {len(remarks) - len(shown)} more (--all shows them)")
    return "\n".join(said)


def _unread(parts: tuple[str, ...]) -> str:
    said = ["not understood, and so not looked at:"]
    said += [f"{_INDENT}{_line(p)}" for p in parts[:_UNREAD]]
    if len(parts) > _UNREAD:
        said.append(f"{_INDENT}and {len(parts) - _UNREAD} more")
    return "\n".join(said)


def _bold(text: str, color: str, *, on: bool) -> str:
    return f"\x1b[1;{color}m{text}\x1b[0m" if on else text


def _line(text: str) -> str:
    return cut(" ".join(printable(text).split("\n")), _LONGEST)
