"""What is told of a run, one by one: findings of changes, and remarks on documents as they stand.

Reports that are lists of results (SARIF, JUnit, the page) need no more than this of either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge_checks.report import traces, words
from weighbridge_checks.report.plain import printable
from weighbridge_checks.report.summary import in_order
from weighbridge_checks.verdicts.objections import PAGES
from weighbridge_checks.verdicts.rules.every import RULES

if TYPE_CHECKING:
    from weighbridge_checks.report.summary import Named
    from weighbridge_checks.verdicts.finding import Finding, Severity, Source
    from weighbridge_checks.verdicts.remark import Remark

_WIDTH = 100
_LINES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One result, in words that are fit to be shown."""

    #: what people call the contract
    label: str
    rule: str
    severity: Severity
    where: str
    message: str
    fingerprint: str
    #: where it stands now, and where it stood
    source: Source | None = None
    old: Source | None = None
    #: further lines: why, against what, whom it hits
    lines: tuple[str, ...] = ()
    #: a value that shows it, laid out, and what it shows
    shown: str = ""
    evidence: str = ""
    #: what shows it to whoever runs it
    command: str = ""
    #: why it is let pass, where it is
    passed: str | None = None


def of_verdict(named: Named, passed: str | None = None) -> list[Entry]:
    """The findings of a verdict, the worst first; `passed` is why none of them refuses."""
    return [_of_finding(named.label, f, passed) for f in in_order(named.verdict)]


def _of_finding(label: str, finding: Finding, passed: str | None) -> Entry:
    said = [words.reason(finding), words.against(finding), words.derived(finding)]
    said.append(words.around(finding))
    if finding.consumers:
        said.append(f"hits {words.hit([finding])}")
    evidence = finding.evidence
    laid = (
        "\n".join(traces.shown(finding, width=_WIDTH, lines=_LINES)) if evidence.has_witness else ""
    )
    return Entry(
        label=label,
        rule=finding.rule,
        severity=finding.severity,
        where=printable(words.where(finding)),
        message=printable(finding.message),
        fingerprint=finding.fingerprint,
        source=finding.new or finding.old,
        old=finding.old if finding.new else None,
        lines=tuple(printable(s) for s in said if s),
        shown=printable(words.disagreement(finding)) if laid else "",
        evidence=laid,
        command=words.request(finding) or "",
        passed=printable(words.waived(finding.waived)) if finding.waived else passed,
    )


def of_remark(remark: Remark) -> Entry:
    """A remark on a document or an estate as it stands."""
    return Entry(
        label=remark.subject,
        rule=remark.rule,
        severity=remark.severity,
        where=printable(remark.subject),
        message=printable(remark.message),
        fingerprint=remark.fingerprint,
        source=remark.source,
        lines=(printable(remark.fix),) if remark.fix else (),
        passed=printable(remark.ignored) if remark.ignored else None,
    )


def page_of(rule: str) -> str:
    """What a rule's page says; nothing where it has none."""
    if known := RULES.get(rule):
        return known.page
    if rule in PAGES:
        return PAGES[rule]
    from weighbridge_checks.verdicts.demands import STANDARDS  # noqa: PLC0415 - only for remarks

    standard = STANDARDS.get(rule)
    return standard.page if standard else ""
