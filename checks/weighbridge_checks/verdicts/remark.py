"""What standards have to say of documents or estates as they stand, rather than of a change."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weighbridge_checks.verdicts.finding import Consumer, Severity, Source


class Remark(NamedTuple):
    """A standard's judgement of one place, with all that a person needs to act on it.

    `evidence` is a JSON value that shows it (a path round a cycle, a trace of events, the value
    that a schema refuses); `identity` is what tells two remarks at one place apart on every commit.
    """

    rule: str
    severity: Severity
    message: str
    #: whom it is about: a contract, a workflow, a system, or the estate itself
    subject: str
    source: Source
    related: tuple[Source, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    evidence: Any = None
    #: what to do about it
    fix: str | None = None
    identity: tuple[Any, ...] = ()
    #: the reason for which an author asked to pass it over
    ignored: str | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same remark on every commit: rule, subject, place, values; no lines."""
        said = json.dumps(
            [self.rule, self.subject, self.source.pointer, self.identity],
            sort_keys=True,
            default=str,
        )
        return hashlib.sha256(said.encode()).hexdigest()[:12]


class Review(NamedTuple):
    """All remarks of one run, and what they come to."""

    #: what was asked, such as `lint`: reports name their form by it
    what: str
    remarks: tuple[Remark, ...]
    #: what was looked at, counted
    stats: Mapping[str, int] = {}
    #: what could not be understood, and so was not looked at: never silently passed
    unread: tuple[str, ...] = ()
    #: what each rule demands, in one line, for reports that gather by rule
    titles: Mapping[str, str] = {}
    #: whether a whole document could not be read, so that nothing is known of it
    incomplete: bool = False

    def standing(self, severity: Severity) -> tuple[Remark, ...]:
        """The remarks of a severity that nobody asked to pass over."""
        return tuple(r for r in self.remarks if r.severity is severity and r.ignored is None)

    @property
    def word(self) -> str:
        """`findings` where an error or a warning stands; `clean` where all could be read."""
        if any(r.severity.weight and r.ignored is None for r in self.remarks):
            return "findings"
        return "unread" if self.incomplete else "clean"
