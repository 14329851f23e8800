"""Verdicts as a comment on a pull request: a line, a table, and a fold for each finding."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from weighbridge_checks.report import traces, words
from weighbridge_checks.report.plain import cut, laid_out, printable
from weighbridge_checks.report.summary import Alike, count, gathered, in_order, tally
from weighbridge_checks.verdicts.finding import Bump, Severity, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weighbridge_checks.report.summary import Named
    from weighbridge_checks.verdicts.finding import Finding, Verdict

#: by this the comment is found again, to be replaced
MARKER = "<!-- weighbridge -->"
#: GitHub refuses comments of more than 65,536 characters
LONGEST = 60_000
_WIDTH = 100
_LINES = 12
_ROWS = 100
_WORDS = 300
_SEVERITY = {Word.IDENTICAL: 0, Word.COMPATIBLE: 1, Word.RISKY: 2, Word.BREAKING: 3}


def render(reports: Sequence[Named]) -> str:
    """The comment. What does not fit is left out in whole sections, and counted."""
    sections = [f"{MARKER}\n{_headline(reports)}"]
    if reports:
        sections.append(_table(reports))
    room = LONGEST - sum(len(s) + 2 for s in sections) - 200
    left: list[Finding] = []
    for label, verdict in reports:
        for told in gathered(_told(verdict)):
            section = ""
            if not left:
                section = _folded(label, told) if isinstance(told, Alike) else _fold(label, told)
            if left or len(section) + 2 > room:
                left += told.findings if isinstance(told, Alike) else (told,)
            else:
                room -= len(section) + 2
                sections.append(section)
    sections += _policies(reports)
    if left:
        sections.append(f"Left out here for length: {count(left)}. The full report has them.")
    return "\n\n".join(sections) + "\n"


def _policies(reports: Sequence[Named]) -> list[str]:
    """What policies have set, contract by contract."""
    said = [(r.label, words.policy(r.verdict)) for r in reports]
    return [
        _prose(f"{label}: {told}" if len(reports) > 1 else told) for label, told in said if told
    ][:_ROWS]


def _told(verdict: Verdict) -> Iterator[Finding]:
    """What needs somebody's attention: what hurts nobody, or was forgiven, is counted only."""
    return (f for f in in_order(verdict) if f.severity is not Severity.INFO and f.waived is None)


def _headline(reports: Sequence[Named]) -> str:
    verdicts = [r.verdict for r in reports]
    if not verdicts:
        return "**No contract changed.**"
    worst = max((v.word for v in verdicts), key=lambda word: _SEVERITY[word])
    bump = max((v.required_bump for v in verdicts), key=lambda b: b.size)
    counts = tally(*verdicts)
    number = f" in {len(verdicts)} contracts" if len(verdicts) > 1 else ""
    said = f": {counts}{number}" if counts.total else number
    owes = "" if bump is Bump.NONE else f" A {bump} version is needed."
    return f"**{str(worst).capitalize()}**{said}.{owes}"


def _table(reports: Sequence[Named]) -> str:
    rows = [
        "| contract | verdict | required bump | errors | warnings | consumers hit |",
        "| --- | --- | --- | ---: | ---: | --- |",
    ]
    ranked = sorted(reports, key=lambda r: (-_SEVERITY[r.verdict.word], r.label))
    for label, verdict in ranked[:_ROWS]:
        counts = tally(verdict)
        waived = f" ({counts.waived} waived)" if counts.waived else ""
        cells = (
            _code(label),
            f"{verdict.word}{waived}",
            str(verdict.required_bump),
            str(counts.errors),
            str(counts.warnings),
            _prose(words.hit(_told(verdict))),
        )
        rows.append(f"| {' | '.join(cells)} |")
    if len(ranked) > _ROWS:
        rows.append(f"\n{len(ranked) - _ROWS} more contracts are left out of this table.")
    return "\n".join(rows)


def _fold(label: str, finding: Finding) -> str:
    place = html.escape(_short(f"{label} · {words.where(finding)}"))
    summary = f"{finding.severity}: <code>{place}</code> (<code>{finding.rule}</code>)"
    parts = [_prose(finding.message)]
    if lines := words.lines(finding):
        parts.append(_code(lines))
    parts += [_prose(said) for said in (words.against(finding), words.derived(finding)) if said]
    for name, value in (("before", finding.change.before), ("after", finding.change.after)):
        if value is not None:
            parts.append(f"{name}:\n{_json(value)}")
    if finding.evidence.has_witness:
        told = _prose(words.disagreement(finding))
        parts.append(f"{told}:\n{_witness(finding)}")
    if why := words.reason(finding):
        parts.append(_prose(why))
    if rest := words.around(finding):
        parts.append(_prose(rest))
    if command := words.request(finding):
        fence = "`" * max(3, _longest_run(command) + 1)
        parts.append(f"{fence}sh\n{command}\n{fence}")
    if finding.consumers:
        parts.append(f"hits {_prose(words.hit([finding]))}")
    inside = "\n\n".join(parts)
    return f"<details><summary>{summary}</summary>\n\n{inside}\n\n</details>"


def _folded(label: str, told: Alike) -> str:
    """Many findings of one kind, by their names."""
    first = told.findings[0]
    place = html.escape(_short(f"{label} · {words.message_of(first)}"))
    names = ", ".join(told.names[:_ROWS])
    more = f" and {len(told.names) - _ROWS:,} more" if len(told.names) > _ROWS else ""
    summary = (
        f"{first.severity}: <code>{place}</code>, {len(told.names):,} more of these"
        f" (<code>{first.rule}</code>)"
    )
    return f"<details><summary>{summary}</summary>\n\n{_prose(names)}{more}\n\n</details>"


def _json(value: object) -> str:
    return _fenced("\n".join(laid_out(value, width=_WIDTH, lines=_LINES)), "json")


def _witness(finding: Finding) -> str:
    text = "\n".join(traces.shown(finding, width=_WIDTH, lines=_LINES))
    return _fenced(text, "text" if traces.is_trace(finding) else "json")


def _fenced(text: str, language: str) -> str:
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _code(text: str) -> str:
    """Text as it is; a pipe would end the cell of a table even here."""
    text = _short(text).replace("|", "¦")
    fence = "`" * (_longest_run(text) + 1)
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{room}{text}{room}{fence}"


def _prose(text: str) -> str:
    """Text that neither marks up, nor calls for anybody: an @ before a name is held off from it."""
    escaped = re.sub(r"([\\`*_{}\[\]()#+!|~-])", r"\\\1", html.escape(_short(text), quote=False))
    return escaped.replace("@", "@\u200b")


def _short(text: str) -> str:
    return cut(" ".join(printable(text).split("\n")), _WORDS)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
