"""What all reports have in common: the order of findings, their counts, the sentence at the end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.verdicts.finding import Bump, Severity, Word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weighbridge_checks.verdicts.finding import Finding, Verdict


class Named(NamedTuple):
    """A verdict and what people call the contract that it is about."""

    label: str
    verdict: Verdict


class Tally(NamedTuple):
    """How many findings stand, by severity, and how many were waived."""

    errors: int = 0
    warnings: int = 0
    infos: int = 0
    waived: int = 0

    @property
    def total(self) -> int:
        """All findings, waived ones too."""
        return self.errors + self.warnings + self.infos + self.waived

    def __str__(self) -> str:
        """The counts in words, without those that are none."""
        said = [
            _counted(self.errors, "error"),
            _counted(self.warnings, "warning"),
            _counted(self.infos, "info"),
        ]
        said.append(f"{self.waived} waived" if self.waived else "")
        return ", ".join(filter(None, said)) or "nothing"


def tally(*verdicts: Verdict) -> Tally:
    """The counts of some verdicts together."""
    return count(f for v in verdicts for f in v.findings)


def count(findings: Iterable[Finding]) -> Tally:
    """The counts of some findings."""
    standing = dict.fromkeys(Severity, 0)
    waived = 0
    for finding in findings:
        if finding.waived is None:
            standing[finding.severity] += 1
        else:
            waived += 1
    return Tally(
        errors=standing[Severity.ERROR],
        warnings=standing[Severity.WARNING],
        infos=standing[Severity.INFO],
        waived=waived,
    )


def in_order(verdict: Verdict) -> tuple[Finding, ...]:
    """The findings as every report has them: the worst first, then by place; never by chance."""
    return tuple(sorted(verdict.findings, key=_rank))


#: as many findings of one rule at one message are told one by one; of more, the first few
MANY = 8
FIRST = 3


class Alike(NamedTuple):
    """Findings that are told as one: one rule says the same of many parts of one message."""

    findings: tuple[Finding, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What each is about, in the last step of its path."""
        return tuple(f.change.path[-1] if f.change.path else "" for f in self.findings)


def gathered(findings: Iterable[Finding]) -> list[Finding | Alike]:
    """The findings in their order, where many are alike the first few and the rest as one."""
    groups: dict[Any, list[Finding]] = {}
    for finding in findings:
        c = finding.change
        key = (finding.severity, finding.rule, c.operations, c.direction, finding.waived is None)
        groups.setdefault(key, []).append(finding)
    told: list[Finding | Alike] = []
    for group in groups.values():
        if len(group) <= MANY:
            told += group
        else:
            told += [*group[:FIRST], Alike(tuple(group[FIRST:]))]
    return sorted(told, key=_place)


def _place(told: Finding | Alike) -> Any:
    return _rank(told.findings[0] if isinstance(told, Alike) else told)


def sentence(verdict: Verdict) -> str:
    """The verdict in one line, and what the version's number owes to it."""
    if verdict.word is Word.IDENTICAL:
        return "identical: nothing changed"
    bump = verdict.required_bump
    owes = "" if bump is Bump.NONE else f"; this needs a {bump} version"
    return f"{verdict.word}: {tally(verdict)}{owes}"


def _counted(number: int, word: str) -> str:
    if not number:
        return ""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _rank(finding: Finding) -> tuple[int, bool, str, tuple[str, ...], str, str, str]:
    change = finding.change
    return (
        -finding.severity.weight,
        finding.waived is not None,
        change.operation or "",
        change.path,
        finding.rule,
        change.attribute or "",
        json.dumps([change.before, change.after], sort_keys=True, default=str),
    )
