"""Everything that the standards have to say of an estate, in one review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.estate import looked_at
from weighbridge_checks.verdicts.finding import Severity, Source
from weighbridge_checks.verdicts.remark import Remark, Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from weighbridge_checks.facts.estate.estate import Estate


def reviewed(estate: Estate, more: Iterable[Remark] = (), *, today: date) -> Review:
    """All remarks on an estate, each once, with the severities of its policy."""
    remarks = [*looked_at(estate, today=today), *more]
    told = {(r.rule, r.source.file, r.source.pointer) for r in remarks}
    remarks += [r for r in _owners(estate) if (r.rule, r.source.file, r.source.pointer) not in told]
    once = {(r.rule, r.source.file, r.source.pointer, r.identity): r for r in reversed(remarks)}
    levels = estate.policy.get("severities", {})
    kept = (_settled(r, levels) for r in reversed(once.values()))
    return Review(
        what="estate",
        remarks=tuple(r for r in kept if r is not None),
        stats={
            "files": sum(len(f) for f in estate.files.values()) + len(estate.pacts),
            "contracts": len(estate.contracts),
            "workflows": len(estate.workflows),
            "systems": len(estate.systems),
        },
        unread=estate.unread,
    )


def brought(now: Review, before: Review) -> Review:
    """What there is to say now, and was not before."""
    known = {r.fingerprint for r in before.remarks}
    fresh = tuple(r for r in now.remarks if r.fingerprint not in known)
    return now._replace(remarks=fresh)


def _owners(estate: Estate) -> Iterator[Remark]:
    """Owners that lead nowhere, where the documents are not looked at, which would tell of them."""
    for trouble in estate.troubles:
        if trouble.rule == "OWN001":
            yield Remark(
                rule=trouble.rule,
                severity=Severity.ERROR,
                message=trouble.message,
                subject=trouble.file,
                source=Source(
                    file=trouble.file,
                    line=trouble.line,
                    column=trouble.column,
                    pointer=trouble.pointer,
                ),
            )


def _settled(remark: Remark, levels: dict[str, str]) -> Remark | None:
    family = remark.rule.rstrip("0123456789")
    level = levels.get(remark.rule, levels.get(family))
    if level is None:
        return remark
    return None if level == "off" else remark._replace(severity=Severity(level))
