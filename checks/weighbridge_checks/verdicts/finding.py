"""What was found, how bad it is, how it was proved, and what was forgiven."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from weighbridge_checks.facts.change import Change
    from weighbridge_checks.verdicts.exchange import Exchange


class Severity(StrEnum):
    """How much a finding hurts. Only an error makes a version breaking."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def weight(self) -> int:
        """Greater is worse."""
        return {"info": 0, "warning": 1, "error": 2}[self.value]


class Word(StrEnum):
    """The verdict in one word."""

    IDENTICAL = "identical"
    COMPATIBLE = "compatible"
    RISKY = "risky"
    BREAKING = "breaking"


class Bump(StrEnum):
    """By how much a version's number has to grow (Semantic Versioning 2.0.0)."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"

    @property
    def size(self) -> int:
        """Greater is more."""
        return ("none", "patch", "minor", "major").index(self.value)


class Posture(StrEnum):
    """What is assumed of properties that a writer's schema does not declare."""

    STRICT = "strict"
    LENIENT = "lenient"


class Mode(StrEnum):
    """Who has to understand whom: new readers old data, old readers new data, or both.

    The transitive ones ask it of every earlier version, the others of the latest alone. By `none`
    nobody has to understand anybody: changes are told, and not weighed.
    """

    NONE = "none"
    BACKWARD = "backward"
    FORWARD = "forward"
    FULL = "full"
    BACKWARD_TRANSITIVE = "backward-transitive"
    FORWARD_TRANSITIVE = "forward-transitive"
    FULL_TRANSITIVE = "full-transitive"

    @property
    def transitive(self) -> bool:
        """Whether every earlier version counts, and not the latest alone."""
        return self.value.endswith("-transitive")

    @property
    def ways(self) -> tuple[Mode, ...]:
        """The single questions that it asks of two versions."""
        word = self.value.removesuffix("-transitive")
        return {
            "none": (),
            "backward": (Mode.BACKWARD,),
            "forward": (Mode.FORWARD,),
            "full": (Mode.BACKWARD, Mode.FORWARD),
        }[word]


class Result(StrEnum):
    """How a finding is known. `structural`: it follows from the documents without schemas."""

    REFUTED = "refuted"
    PROVED = "proved"
    UNDECIDED = "undecided"
    STRUCTURAL = "structural"


class Evidence(NamedTuple):
    """How a finding is known: with a witness where one side may send what the other refuses."""

    result: Result
    #: the whole message: a JSON value that `writer` accepts and `reader` refuses
    witness: Any = None
    has_witness: bool = False
    writer: str | None = None
    reader: str | None = None
    #: the reader's validation error, or the reason why nothing was decided
    error: str | None = None
    #: the message with all that is around it, as it crosses; None where nothing is around it, or
    #: where it can not be put together
    exchange: Exchange | None = None


class Source(NamedTuple):
    """A place in a file for a person to click on; line and column count from 1."""

    file: str
    line: int
    column: int
    pointer: str


class Consumer(NamedTuple):
    """Somebody whom a finding hits: which release relies on what changed, and where it runs."""

    name: str
    release: str | None = None
    environments: tuple[str, ...] = ()
    #: the parts of the contract that it reads or sends
    uses: tuple[str, ...] = ()


class Waiver(NamedTuple):
    """A person's word that one finding on one subject may pass, until the end of a day."""

    subject: str
    fingerprint: str
    reason: str
    approved_by: str
    expires_on: date


class Finding(NamedTuple):
    """A rule's judgement of one change."""

    rule: str
    severity: Severity
    message: str
    change: Change
    evidence: Evidence
    old: Source | None = None
    new: Source | None = None
    consumers: tuple[Consumer, ...] = ()
    waived: Waiver | None = None
    #: what the law says, where a policy says another severity
    derived: Severity | None = None
    #: the earlier versions against which it was found, where there are several
    against: tuple[str, ...] = ()

    @property
    def lawful(self) -> Severity:
        """The severity that follows from the law, whatever a policy says."""
        return self.derived or self.severity

    @property
    def fingerprint(self) -> str:
        """The same for the same finding on every commit: rule, side, path and values, no lines."""
        c = self.change
        identity = json.dumps(
            [self.rule, c.direction, c.path, c.attribute, c.before, c.after],
            sort_keys=True,
            default=str,
        )
        return hashlib.sha256(identity.encode()).hexdigest()[:12]


class Side(NamedTuple):
    """One of the two documents that were compared."""

    name: str
    format: str
    digest: str
    version: str | None = None


class Verdict(NamedTuple):
    """All findings of one comparison, worst first, and what they come to."""

    old: Side
    new: Side
    posture: Posture
    mode: Mode
    findings: tuple[Finding, ...]
    #: counts: operations, messages (compared), changed, proved, refuted, undecided; `unread` parts
    stats: Mapping[str, int] = {}
    #: pointers of parts that no reader understands, never silently passed
    unread: tuple[str, ...] = ()
    #: whether formats were taken for promises about values
    formats: bool = False
    #: the earlier versions that the new one was weighed against, oldest first; `old` is the last
    compared: tuple[Side, ...] = ()
    #: what a policy switched off: not shown, still counted
    off: tuple[Finding, ...] = ()

    @property
    def by_policy(self) -> int:
        """How many findings have another severity than the law's, or are not shown."""
        return len(self.off) + sum(f.derived is not None for f in self.findings)

    def standing(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of a severity that nobody waived."""
        return tuple(f for f in self.findings if f.severity is severity and f.waived is None)

    @property
    def word(self) -> Word:
        """The verdict in one word; waived findings do not count.

        A policy may say what refuses a change. It can neither call breaking what the law does not,
        nor safe what the law doubts.
        """
        standing = [f for f in self.findings if f.waived is None]
        if any(f.severity is f.lawful is Severity.ERROR for f in standing):
            return Word.BREAKING
        if any(f.severity is not Severity.INFO for f in standing) or any(
            f.lawful is Severity.ERROR or f.evidence.result is Result.UNDECIDED
            for f in (*standing, *self.off)
        ):
            return Word.RISKY
        return Word.COMPATIBLE if self.findings or self.off else Word.IDENTICAL

    @property
    def required_bump(self) -> Bump:
        """What the version's number owes to the law. Neither waiver nor policy changes that."""
        findings = (*self.findings, *self.off)
        if any(f.lawful is Severity.ERROR for f in findings):
            return Bump.MAJOR
        if not findings:
            return Bump.NONE
        prose = all(f.change.attribute in PROSE for f in findings)
        return Bump.PATCH if prose else Bump.MINOR


#: attributes of which no machine takes notice
PROSE = frozenset(
    {"description", "summary", "title", "example", "examples", "externalDocs", "tags"}
)
