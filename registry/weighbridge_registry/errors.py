"""What may go wrong in a registry, in its own words. Nothing here knows of HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class RegistryError(Exception):
    """The registry can not do what it was asked."""


class StartError(Exception):
    """The registry can not even start: its settings or its database forbid it."""


@dataclass(eq=False)  # not frozen: Python itself sets __traceback__ on an exception
class NoSuchSubjectError(RegistryError):
    """Nothing was ever published under that subject."""

    subject: str

    def __str__(self) -> str:
        """Name what was looked for."""
        return f"there is no subject {self.subject!r}; publish its first version"


@dataclass(eq=False)
class NoSuchVersionError(RegistryError):
    """The subject has no such version."""

    subject: str
    version: str

    def __str__(self) -> str:
        """Name what was looked for."""
        return f"{self.subject!r} has no version {self.version!r}"


@dataclass(eq=False)
class NoSuchFileError(RegistryError):
    """The version has no such file."""

    subject: str
    version: str
    path: str

    def __str__(self) -> str:
        """Name what was looked for."""
        return f"{self.subject!r} {self.version} has no file {self.path!r}"


@dataclass(eq=False)
class NoSuchCardError(RegistryError):
    """Nobody said what the version promises beside its document."""

    subject: str
    version: str

    def __str__(self) -> str:
        """Name what was looked for, and say how it comes there."""
        return (
            f"{self.subject!r} {self.version} has no card; publish it again with its contract.yaml"
        )


@dataclass(eq=False)
class NoSuchServiceError(RegistryError):
    """No service of that name was recorded."""

    service: str

    def __str__(self) -> str:
        """Say how to record it."""
        return f"there is no service {self.service!r}; record it with PUT /services/{{name}}"


@dataclass(eq=False)
class NoSuchReleaseError(RegistryError):
    """The service has no such release."""

    service: str
    release: str

    def __str__(self) -> str:
        """Say how to record it."""
        return (
            f"{self.service!r} has no release {self.release!r}; "
            "record it with PUT /services/{name}/releases/{release}"
        )


@dataclass(eq=False)
class NoSuchEnvironmentError(RegistryError):
    """No environment of that name was set up."""

    environment: str
    known: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Name those that there are."""
        there = ", ".join(repr(name) for name in self.known) or "none yet"
        return f"there is no environment {self.environment!r}; known are: {there}"


@dataclass(eq=False)
class NoSuchDeploymentError(RegistryError):
    """The service does not run in that environment."""

    environment: str
    service: str
    scope: str

    def __str__(self) -> str:
        """Name the scope only where there is one."""
        where = f" in scope {self.scope!r}" if self.scope else ""
        return f"{self.service!r} does not run in {self.environment!r}{where}"


@dataclass(eq=False)
class NoSuchPactError(RegistryError):
    """No pact of that digest was published."""

    pact: str

    def __str__(self) -> str:
        """Name what was looked for."""
        return f"there is no pact {self.pact!r}; publish it with POST /pacts"


@dataclass(eq=False)
class NoSuchDecisionError(RegistryError):
    """No decision of that id was made."""

    decision: str

    def __str__(self) -> str:
        """Name what was looked for."""
        return f"there is no decision {self.decision!r}"


@dataclass(eq=False)
class NoSuchRuleError(RegistryError):
    """There is no rule of that id."""

    rule: str

    def __str__(self) -> str:
        """Say where the rules are listed."""
        return f"there is no rule {self.rule!r}; GET /rules lists them"


@dataclass(eq=False)
class NoSuchGateError(RegistryError):
    """A gate was named that does not exist."""

    gate: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        """Name those that there are."""
        return f"there is no gate {self.gate!r}; known are: {', '.join(self.known)}"


@dataclass(eq=False)
class NoSuchWaveError(RegistryError):
    """A wave was named that the environment does not have."""

    environment: str
    wave: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        """Name those that there are."""
        known = ", ".join(repr(name) for name in self.known)
        return f"{self.environment} has no wave {self.wave!r}; known are: {known}"


@dataclass(eq=False)
class EvidenceRefusedError(RegistryError):
    """The evidence does not say what evidence says."""

    service: str
    release: str
    path: str
    reason: str

    def __str__(self) -> str:
        """Name the place, and what has to stand there."""
        return f"evidence of {self.service} {self.release}: {self.path or 'it'}: {self.reason}"


@dataclass(eq=False)
class AnonymousApprovalError(RegistryError):
    """A person's word was given without the person's name."""

    section: str

    def __str__(self) -> str:
        """Say how to give it."""
        return (
            f"{self.section} are a person's word, and nobody says whose; name yourself in"
            " X-Weighbridge-Actor (on the command line: --by, or WEIGHBRIDGE_ACTOR)"
        )


@dataclass(eq=False)
class PromiseBrokenError(RegistryError):
    """A published version would promise less than it did."""

    subject: str
    version: str
    findings: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        """Say what to do."""
        return (
            f"{self.subject} {self.version} is published, and its contract.yaml would promise less"
            " than it did; publish what promises less as a new major version"
        )


@dataclass(eq=False)
class LabelNotSemverError(RegistryError):
    """The label of a version is not a version of Semantic Versioning 2.0.0."""

    version: str

    def __str__(self) -> str:
        """Show one that is."""
        return f"{self.version!r} is not a semantic version; write it like 1.4.0 or 2.0.0-rc.1"


@dataclass(eq=False)
class VersionExistsError(RegistryError):
    """The label is taken by other content, and a version never changes."""

    subject: str
    version: str
    #: the label that has its place: another one only where they differ in build metadata
    existing: str
    digest: str

    def __str__(self) -> str:
        """Say what to do."""
        if self.existing != self.version:
            return (
                f"{self.subject!r} has {self.existing}, from which {self.version} differs in build"
                " metadata only; publish under a higher number"
            )
        return (
            f"{self.subject!r} {self.version} exists with other content; "
            "publish the change under a higher number"
        )


@dataclass(eq=False)
class PublishedMeanwhileError(RegistryError):
    """Somebody else published under the subject at the same time."""

    subject: str
    version: str

    def __str__(self) -> str:
        """Say what to do."""
        return (
            f"another version of {self.subject!r} was published while {self.version} was weighed;"
            " publish again"
        )


@dataclass(eq=False)
class BumpTooSmallError(RegistryError):
    """The version's number grew by less than its changes owe."""

    subject: str
    version: str
    previous: str
    required_bump: str
    verdict: str
    suggested: str
    #: the first findings, as the report says them
    findings: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        """Say what to do."""
        return (
            f"{self.subject!r} {self.version} is {self.verdict} against {self.previous} and owes a"
            f" {self.required_bump} bump; publish it as {self.suggested}, or take the change back"
        )


@dataclass(eq=False)
class UnreadableContractError(RegistryError):
    """A document can not be read, so nothing was stored."""

    file: str
    reason: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Point at the place."""
        place = (self.file, self.line, self.column)
        return f"{':'.join(str(part) for part in place if part is not None)}: {self.reason}"


@dataclass(eq=False)
class FileNameRefusedError(RegistryError):
    """A file of a version has a name that can not be kept."""

    file: str
    reason: str

    def __str__(self) -> str:
        """Say what is wrong with it."""
        return f"{self.file!r} {self.reason}"


@dataclass(eq=False)
class KindDiffersError(RegistryError):
    """The subject holds contracts of another kind or format."""

    subject: str
    kind: str
    existing: str

    def __str__(self) -> str:
        """Say what to do."""
        return (
            f"{self.subject!r} holds {self.existing}, not {self.kind}; publish under another name"
        )


@dataclass(eq=False)
class NotComparableError(RegistryError):
    """The two versions can not be weighed against each other."""

    subject: str
    reason: str

    def __str__(self) -> str:
        """Say why."""
        return f"versions of {self.subject!r} can not be compared: {self.reason}"


@dataclass(eq=False)
class ReleaseExistsError(RegistryError):
    """The release was recorded with other facts, and a release never changes."""

    service: str
    release: str
    #: what differs: provides, commit or branch
    differs: tuple[str, ...]

    def __str__(self) -> str:
        """Say what to do."""
        return (
            f"{self.service!r} {self.release} exists and differs in {', '.join(self.differs)}; "
            "record the change under another release"
        )


@dataclass(eq=False)
class PathOfEnvironmentsError(RegistryError):
    """An environment would come after itself."""

    environment: str
    after: str

    def __str__(self) -> str:
        """Say what to do."""
        return (
            f"{self.environment!r} can not come after {self.after!r}, which comes after it; "
            "choose an environment that lies before both"
        )


@dataclass(eq=False)
class PactExistsError(RegistryError):
    """The consumer's release published another pact with this provider, and it never changes."""

    consumer: str
    consumer_release: str
    provider: str
    pact: str

    def __str__(self) -> str:
        """Say what to do."""
        return (
            f"{self.consumer!r} {self.consumer_release} has another pact with {self.provider!r}; "
            "publish the change under another release"
        )


@dataclass(eq=False)
class PactNamesDifferError(RegistryError):
    """A pact is published under another name than its own."""

    subject: str
    expected: str

    def __str__(self) -> str:
        """Say what to do."""
        return f"the subject of this pact is {self.expected!r}, not {self.subject!r}"


@dataclass(eq=False)
class NameRefusedError(RegistryError):
    """A name inside of a document is none that can be kept."""

    what: str
    name: str
    reason: str

    def __str__(self) -> str:
        """Say what is wrong with it."""
        return f"the {self.what} {self.name!r} {self.reason}"


@dataclass(eq=False)
class ProviderUnclearError(RegistryError):
    """Several services provide what was named, and which was meant is not clear."""

    provider: str
    services: tuple[str, ...]

    def __str__(self) -> str:
        """Name them."""
        return f"{self.provider!r} is provided by {', '.join(self.services)}; name one of them"


@dataclass(eq=False)
class CursorRefusedError(RegistryError):
    """The cursor is none that this list gave out."""

    cursor: str

    def __str__(self) -> str:
        """Say what to do."""
        return f"{self.cursor!r} is no cursor of this list; leave it out to begin at the start"


@dataclass(eq=False)
class KeyReusedError(RegistryError):
    """The Idempotency-Key was used before for another request."""

    key: str

    def __str__(self) -> str:
        """Say what to do."""
        return f"the key {self.key!r} belongs to another request; make a new key for this one"


@dataclass(eq=False)
class KeyInUseError(RegistryError):
    """A request with the same Idempotency-Key was answered at the same time."""

    key: str

    def __str__(self) -> str:
        """Say what to do."""
        return f"another request with the key {self.key!r} was just answered; send this one again"


@dataclass(eq=False)
class DatabaseBusyError(RegistryError):
    """The database did not take the request in time."""

    reason: str

    def __str__(self) -> str:
        """Say what to do."""
        return f"the database is busy or out of reach ({self.reason}); try again"


@dataclass(eq=False)
class DatabaseUrlError(StartError):
    """The address of the database can not be used."""

    url: str
    reason: str

    def __str__(self) -> str:
        """Show addresses that can."""
        return (
            f"{self.url!r} {self.reason}; "
            "write sqlite:///registry.db or postgresql://user@host/database"
        )


@dataclass(eq=False)
class DatabaseNotOpenedError(StartError):
    """The database could not be opened."""

    url: str
    reason: str

    def __str__(self) -> str:
        """Say why."""
        return f"{self.url!r} can not be opened: {self.reason}"


@dataclass(eq=False)
class NewerDatabaseError(StartError):
    """The database was last used by a newer version of this program."""

    url: str
    revision: str

    def __str__(self) -> str:
        """Say what to do."""
        return (
            f"{self.url!r} is at schema revision {self.revision!r}, which this version does not"
            " know; start the newer version of weighbridge that made it"
        )


@dataclass(eq=False)
class NotLoopbackError(StartError):
    """The server would be reachable from other machines, and nothing guards it yet."""

    host: str

    def __str__(self) -> str:
        """Say what to do."""
        return (
            f"refusing to listen on {self.host!r}: without access control the registry is open to"
            " whoever reaches it; listen on 127.0.0.1, and let a proxy that checks identity stand"
            " before it"
        )
