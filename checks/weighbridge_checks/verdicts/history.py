"""A new version against those before it: the latest alone, or every one (the transitive modes)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.finding import Mode, Severity
from weighbridge_checks.verdicts.judge import order, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from weighbridge_checks.facts.model import Contract
    from weighbridge_checks.verdicts.finding import Finding, Posture, Verdict, Waiver


class NoVersionsError(Exception):
    """There is no earlier version, and so nothing to weigh a new one against."""

    def __init__(self, new: Contract) -> None:
        self.new = new
        super().__init__(f"'{new.name}' has no earlier version to be weighed against")


def weigh_history(
    versions: Sequence[Contract],
    new: Contract,
    *,
    mode: Mode = Mode.BACKWARD_TRANSITIVE,
    posture: Posture | None = None,
    waivers: Iterable[Waiver] = (),
    today: date | None = None,
) -> Verdict:
    """Judge a new version by those before it, which are given oldest first.

    What is found against several versions is one finding, which names them all and stands as it
    is worst. Two versions that each follow from the one before need not fit the one before that:
    a field removed and brought back with another type breaks only who still has the oldest data.
    Raises `NoVersionsError` and `DifferentFormatsError`.
    """
    if not versions:
        raise NoVersionsError(new)
    waivers = tuple(waivers)
    asked = versions if mode.transitive else versions[-1:]
    verdicts = [
        weigh(old, new, mode=mode, posture=posture, waivers=waivers, today=today) for old in asked
    ]
    latest = verdicts[-1]
    if len(verdicts) == 1:
        return latest
    return latest._replace(
        findings=_joined(verdicts),
        stats=_summed(verdicts),
        unread=tuple(dict.fromkeys(p for v in verdicts for p in v.unread)),
        compared=tuple(v.old for v in verdicts),
    )


def with_log(
    verdict: Verdict,
    held: Iterable[tuple[str, Contract]],
    new: Contract,
    *,
    posture: Posture | None = None,
    waivers: Iterable[Waiver] = (),
    today: date | None = None,
) -> Verdict:
    """A verdict, and what a reader of the new version can not read of what a log still holds.

    Held are the versions of which there are events, by their numbers. Who starts anew with the new
    version reads them first, whatever the mode asks of the versions.
    """
    found = {f.fingerprint: f for f in verdict.findings}
    for version, old in held:
        again = weigh(
            old, new, mode=Mode.FORWARD, posture=posture, waivers=tuple(waivers), today=today
        )
        for finding in again.findings:
            known = found.get(finding.fingerprint)
            if finding.severity is not Severity.ERROR:
                continue
            if known is not None and known.severity is Severity.ERROR:
                continue
            words = f"{finding.message}; the log still holds events of {version}"
            found[finding.fingerprint] = finding._replace(message=words, against=(old.name,))
    return verdict._replace(findings=tuple(sorted(found.values(), key=order)))


def _joined(verdicts: Sequence[Verdict]) -> tuple[Finding, ...]:
    """Each finding once, as it is worst, and of equals against the latest version."""
    found: dict[str, Finding] = {}
    against: dict[str, list[str]] = defaultdict(list)
    for verdict in verdicts:
        for finding in verdict.findings:
            known = found.get(finding.fingerprint)
            if known is None or finding.severity.weight >= known.severity.weight:
                found[finding.fingerprint] = finding
            against[finding.fingerprint].append(verdict.old.name)
    joined = (f._replace(against=tuple(against[print_])) for print_, f in found.items())
    return tuple(sorted(joined, key=order))


def _summed(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """What was looked at over all comparisons; operations are those of the largest document."""
    counts: dict[str, int] = defaultdict(int)
    for verdict in verdicts:
        for name, number in verdict.stats.items():
            counts[name] = (
                max(counts[name], number) if name == "operations" else (counts[name] + number)
            )
    return dict(counts)
