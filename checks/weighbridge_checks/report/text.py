"""A verdict for a terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from weighbridge_checks.report import traces, words
from weighbridge_checks.report.plain import cut, printable
from weighbridge_checks.report.summary import Alike, gathered, in_order, sentence
from weighbridge_checks.verdicts.finding import Severity, Word

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.finding import Finding, Side, Verdict

#: as many findings that hurt nobody are still worth a line each
FEW = 5
_WIDTH = 100
_WITNESS_LINES = 12
_KINDS = 8
#: of so many alike the names are told
_NAMES = 12
_INDENT = "       "

_COLOR = {"error": "31", "warning": "33", "info": "36"}
_VERDICT = {
    Word.IDENTICAL: "32",
    Word.COMPATIBLE: "32",
    Word.RISKY: "33",
    Word.BREAKING: "31",
}


def render(verdict: Verdict, *, color: bool = False, verbose: bool = False) -> str:
    """The findings, the worst first, and the verdict as the last line.

    Findings that hurt nobody are counted where they are many, unless they are asked for.
    """
    paint = _Paint(on=color)
    findings = in_order(verdict)
    infos = [f for f in findings if f.severity is Severity.INFO and f.waived is None]
    folded = not verbose and len(infos) > FEW
    shown = [f for f in findings if not (folded and f in infos)]
    said = [paint.faint(_title(verdict))]
    for told in shown if verbose else gathered(shown):
        if isinstance(told, Alike):
            said.append(_alike(told, paint))
        else:
            said.append("\n".join(_finding(told, paint, verbose=verbose)))
    if folded:
        said.append(_counts(infos, paint))
    if verdict.unread:
        said.append(_unread(verdict.unread))
    if by_policy := words.policy(verdict):
        said.append(by_policy)
    said.append(paint.bold(sentence(verdict), _VERDICT[verdict.word]))
    return "\n\n".join(said) + "\n"


class _Paint:
    """ANSI codes, or none. What comes from a document is made printable before it gets here."""

    def __init__(self, *, on: bool) -> None:
        self._on = on

    def bold(self, text: str, color: str) -> str:
        return f"\x1b[1;{color}m{text}\x1b[0m" if self._on else text

    def faint(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self._on else text


def _title(verdict: Verdict) -> str:
    olds = verdict.compared or (verdict.old,)
    sides = " → ".join((", ".join(map(_side, olds)), _side(verdict.new)))
    formats = ", formats asserted" if verdict.formats else ""
    how = f"{printable(verdict.old.format)}, {verdict.mode}, {verdict.posture}{formats}"
    return f"{sides}  ({how})"


def _side(side: Side) -> str:
    version = f" {side.version}" if side.version else ""
    return _line(f"{side.name}{version}")


def _finding(finding: Finding, paint: _Paint, *, verbose: bool) -> list[str]:
    severity = finding.severity
    word = paint.bold(f"{severity:<7}", _COLOR[severity])
    head = f"{word} {_line(words.where(finding))}  {paint.faint(f'[{finding.rule}]')}"
    said = [head, _INDENT + " " + _line(finding.message)]
    if severity is Severity.INFO and not verbose:
        return said
    said += [_INDENT + " " + paint.faint(x) for x in _details(finding)]
    if finding.evidence.has_witness:
        said.append(f"{_INDENT} {_line(words.disagreement(finding))}:")
        said += [
            f"{_INDENT}   {line}"
            for line in traces.shown(finding, width=_WIDTH - len(_INDENT) - 3, lines=_WITNESS_LINES)
        ]
    if why := words.reason(finding):
        said.append(f"{_INDENT} {_line(why)}")
    if rest := words.around(finding):
        said.append(f"{_INDENT} {_line(rest)}")
    if command := words.request(finding):
        said.append(f"{_INDENT} {command}")
    said += [f"{_INDENT} hits {_line(_hit)}" for _hit in _hits(finding)]
    if finding.waived:
        said.append(f"{_INDENT} {_line(words.waived(finding.waived))}")
    return said


def _alike(told: Alike, paint: _Paint) -> str:
    """Many findings of one kind, by their names."""
    first = told.findings[0]
    word = paint.bold(f"{first.severity:<7}", _COLOR[first.severity])
    rule = paint.faint(f"[{first.rule}]")
    names = told.names
    more = f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES else ""
    place = words.message_of(first)
    return "\n".join(
        (
            f"{word} {_line(place)} · {len(names):,} more of these  {rule}",
            f"{_INDENT} {_line(', '.join(names[:_NAMES]))}{more}; --verbose tells each",
        )
    )


def _details(finding: Finding) -> list[str]:
    said = (words.lines(finding), words.against(finding), words.derived(finding))
    return [_line(s) for s in said if s]


def _hits(finding: Finding) -> list[str]:
    return [
        words.named(c) + (f" ({words.used(c.uses[:FEW])})" if c.uses else "")
        for c in finding.consumers
    ]


def _counts(infos: list[Finding], paint: _Paint) -> str:
    kinds = Counter(f.rule for f in infos).most_common()
    kinds.sort(key=lambda kind: (-kind[1], kind[0]))
    said = ", ".join(f"{rule} {n}" for rule, n in kinds[:_KINDS])
    more = f" and {len(kinds) - _KINDS} more kinds" if len(kinds) > _KINDS else ""
    return f"{paint.bold('info   ', _COLOR['info'])} {len(infos)} that hurt nobody: {said}{more}"


def _unread(pointers: tuple[str, ...]) -> str:
    if len(pointers) == 1:
        return f"not understood, and so not compared: {_line(pointers[0])}"
    few = [f"  {_line(p)}" for p in pointers[:FEW]]
    more = [f"  and {len(pointers) - FEW} more"] if len(pointers) > FEW else []
    return "\n".join(["not understood, and so not compared:", *few, *more])


def _line(text: str) -> str:
    """Somebody else's words on one line of a terminal."""
    longest = 400
    return cut(" ".join(printable(text).split("\n")), longest)
