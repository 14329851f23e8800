"""What the pages of the catalog show: plain values, gathered from the store and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from weighbridge_checks.verdicts.finding import Bump, Word
    from weighbridge_checks.verdicts.gates import Reason, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Who answers for a contract: a role in the business, and a team that runs it."""

    business: str | None = None
    technical: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsIn:
    """A place where a version runs now: the environment, and the release that brought it there."""

    environment: str
    service: str
    release: str
    since: datetime
    #: the instance, region or wave; empty where there is only one
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    """One line of the list of contracts."""

    subject: str
    kind: str
    title: str
    description: str
    owners: Owners
    providers: tuple[str, ...]
    #: the label of the highest version; None where nothing was published yet
    latest: str | None
    versions: int
    published_at: datetime | None
    #: the environments in which any version of it runs, in the order of their path
    environments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """One version of a contract, with the places where it runs."""

    version: str
    number: int
    digest: str
    format: str
    root: str
    files: tuple[str, ...]
    published_at: datetime
    #: the version it was weighed against when it was published, and what came of it
    previous: str | None
    word: Word | None
    required_bump: Bump | None
    status: str
    changelog: str
    runs_in: tuple[RunsIn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedBy:
    """How the newest try of a pact against one provider release ended; unknown where none was."""

    service: str
    release: str
    status: Status
    #: where that provider release runs now
    environments: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerView:
    """A consumer's release that relies on a contract, by its pact."""

    consumer: str
    release: str
    #: the digest of the pact
    pact: str
    #: where the consumer's release runs now
    environments: tuple[str, ...]
    verified: tuple[VerifiedBy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractView:
    """A contract with all its versions, highest first, and all who are known to rely on it."""

    subject: str
    kind: str
    title: str
    description: str
    owners: Owners
    providers: tuple[str, ...]
    versions: tuple[VersionView, ...]
    consumers: tuple[ConsumerView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions beside each other; `value` is the `weighbridge/diff/v1` of the report."""

    subject: str
    value: dict[str, Any]
    old: VersionView
    new: VersionView


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentView:
    """A column of the board."""

    name: str
    #: the environment before it on the path; None for the first
    after: str | None
    gates: tuple[str, ...]
    production: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What of a service runs in one environment."""

    release: str
    since: datetime
    scope: str
    #: subject and version, for each contract that the release provides
    provides: tuple[tuple[str, str], ...]
    #: whether the next environment of the path does not run this release (yet)
    ahead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """A service, or one scope of it, with a cell for each column of the board."""

    service: str
    scope: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The environments in the order of their path, and what runs in each."""

    environments: tuple[EnvironmentView, ...]
    rows: tuple[BoardRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """An answer that was given to a wish for promotion, with every reason for it."""

    id: str
    service: str
    release: str
    environment: str
    allowed: bool
    reasons: tuple[Reason, ...]
    decided_at: datetime
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceView:
    """A service, its newest release, and where it runs."""

    name: str
    description: str
    owner: str
    releases: int
    latest: str | None
    #: subject and version, for each contract that the newest release provides
    provides: tuple[tuple[str, str], ...]
    runs_in: tuple[RunsIn, ...]
