"""What a standard has to say of one document or estate as it stands, rather than of a change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.finding import Consumer, Severity, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
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
