"""What is in the store, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from weighbridge_checks.verdicts.gates import Reason

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """A part of a list, and the cursor with which the next part is asked for; None at the end."""

    items: tuple[Item, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The name under which the versions of one contract stand, and who answers for them."""

    name: str
    kind: str
    title: str = ""
    description: str = ""
    business_owner: str | None = None
    technical_owner: str | None = None
    #: the services that provide it
    providers: tuple[str, ...] = ()
    #: the label of the highest version, and how many there are
    latest: str | None = None
    versions: int = 0
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Content under a number and a label, which never changes."""

    subject: str
    number: int
    label: str
    rank: str
    stable: bool
    digest: str
    format: str
    root: str
    published_at: datetime
    #: the label of the version it was weighed against, and what came of it
    previous: str | None = None
    word: str | None = None
    required_bump: str | None = None
    status: str = ""
    changelog: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An application that provides and consumes contracts."""

    name: str
    description: str
    owner: str


@dataclass(frozen=True, slots=True, order=True)
class Provided:
    """A version of a subject, by its label and number."""

    subject: str
    number: int
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A service at a commit: the thing that is deployed."""

    service: str
    release: str
    recorded_at: datetime
    commit: str | None = None
    branch: str | None = None
    provides: tuple[Provided, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A place where releases run, after another one on a path, with the gates before it."""

    name: str
    after: str | None
    gates: tuple[str, ...]
    production: bool
    #: how much evidence the gates ask for, as files say it
    limits: Mapping[str, Any] = field(default_factory=dict)
    #: the waves in which releases come, each with the one before it
    waves: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A release that runs in an environment."""

    environment: str
    service: str
    release: str
    scope: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A version of a subject that runs somewhere, and the deployment that brought it there."""

    provided: Provided
    deployment: Deployment


@dataclass(frozen=True, slots=True, kw_only=True)
class PactRecord:
    """What a consumer expects of a provider: kept once, whatever releases expect it."""

    digest: str
    subject: str
    number: int
    consumer: str
    provider: str
    specification: str
    #: the subject that is meant: the provider itself, where the pact does not say
    contract: str
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A consumer's release that expects what a pact says."""

    consumer: str
    release: str
    provider: str
    pact: str
    subject: str
    number: int
    contract: str
    branch: str | None
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A release of a provider was tried against a pact."""

    pact: str
    provider: str
    release: str
    success: bool
    recorded_at: datetime
    failures: tuple[str, ...] = ()
    tool: str = ""
    tool_version: str = ""
    url: str | None = None
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What a running provider did otherwise than its contract says."""

    operation: str
    check: str
    message: str
    curl: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformance:
    """A release was tried against the contract that it provides."""

    service: str
    release: str
    subject: str
    version: str
    number: int
    success: bool
    recorded_at: datetime
    seed: str = ""
    cases: int = 0
    failures: tuple[Failure, ...] = ()
    tool: str = ""
    tool_version: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """An answer to a wish for promotion, as it was given. It never changes."""

    id: str
    service: str
    release: str
    environment: str
    allowed: bool
    reasons: tuple[Reason, ...]
    decided_at: datetime
    actor: str
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRecord:
    """Something that was seen of a release or said of it, by a section of an evidence file."""

    service: str
    release: str
    section: str
    value: Mapping[str, Any]
    actor: str
    recorded_at: datetime
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the audit log. Its hash covers the hash before it and all that it says."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    #: the digest of what was written
    payload: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request that bore a key was answered."""

    request: str
    status: int
    body: bytes = field(repr=False)
