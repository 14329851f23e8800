"""What a team settles for itself: how much a rule's findings count, here or everywhere.

The derived severity is the default. A policy says what refuses a change; it does not change what
is known of it: the verdict's word and the owed version step follow the law (`finding.Verdict`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.verdicts.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weighbridge_checks.verdicts.finding import Finding, Mode, Posture, Verdict


class Level(StrEnum):
    """How much a rule's findings count. `off` hides them, and still counts them."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"


class Own(NamedTuple):
    """What is settled for one subject, over what is settled for all."""

    rules: Mapping[str, Level] = {}
    mode: Mode | None = None
    posture: Posture | None = None


class Policy(NamedTuple):
    """What is settled for all subjects, and for single ones."""

    rules: Mapping[str, Level] = {}
    subjects: Mapping[str, Own] = {}

    def of(self, subject: str | None) -> Own:
        """What counts for a subject; its own word goes before the common one."""
        own = self.subjects.get(subject or "", Own())
        return own._replace(rules={**self.rules, **own.rules})


def applied(own: Own, verdict: Verdict) -> Verdict:
    """The same verdict with the severities that are settled."""
    if not own.rules:
        return verdict
    levels = [(f, own.rules.get(f.rule)) for f in verdict.findings]
    off = tuple(f for f, level in levels if level is Level.OFF)
    kept = (_set(f, level) for f, level in levels if level is not Level.OFF)
    findings = tuple(sorted(kept, key=_weight))
    by_policy = len(off) + sum(f.derived is not None for f in findings)
    stats = {**verdict.stats, "by_policy": by_policy, "off": len(off)}
    return verdict._replace(findings=findings, off=(*verdict.off, *off), stats=stats)


def _set(finding: Finding, level: Level | None) -> Finding:
    if level is None:
        return finding
    severity = Severity(level.value)
    derived = finding.lawful
    return finding._replace(severity=severity, derived=None if severity is derived else derived)


def _weight(finding: Finding) -> int:
    """The worst first; among equals the order stays."""
    return -finding.severity.weight
