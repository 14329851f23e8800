"""What a standard's function has seen, before the standard lends its id and its severity to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.document import Location
from weighbridge_checks.verdicts.finding import Severity, Source
from weighbridge_checks.verdicts.remark import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.verdicts.finding import Consumer
    from weighbridge_checks.verdicts.standard import Standard


class Seen(NamedTuple):
    """One place that does not meet a demand."""

    message: str
    subject: str
    at: Location
    related: tuple[Location, ...] = ()
    evidence: Any = None
    fix: str | None = None
    identity: tuple[Any, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    #: milder than the standard, where it is over already
    severity: Severity | None = None


def remarks(standard: Standard, *facts: Any) -> Iterator[Remark]:
    """All that a standard has to say of some facts."""
    for seen in standard.looks(*facts):
        yield Remark(
            rule=standard.id,
            severity=seen.severity or standard.severity,
            message=seen.message,
            subject=seen.subject,
            source=source(seen.at),
            related=tuple(map(source, seen.related)),
            evidence=seen.evidence,
            consumers=seen.consumers,
            fix=seen.fix,
            identity=seen.identity,
        )


def source(at: Location) -> Source:
    """A place of a file, as remarks have it."""
    return Source(file=at.file, line=at.line, column=at.column, pointer=at.pointer)


def located(at: Source | None) -> Location | None:
    """The same the other way round, of what a finding points at."""
    if at is None:
        return None
    return Location(file=at.file, line=at.line, column=at.column, pointer=at.pointer)
