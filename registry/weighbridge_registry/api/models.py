"""What is answered, in the shapes of the API."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Generic, Literal, Self, TypeVar

from pydantic import Field

from weighbridge_checks.verdicts.finding import Bump, Word
from weighbridge_checks.verdicts.gates import Decision, Reason, Status
from weighbridge_checks.verdicts.rule import Rule
from weighbridge_registry.api.fields import Out
from weighbridge_registry.obligations import Obligation
from weighbridge_registry.store import records

Item = TypeVar("Item")

Kind = Literal["api", "event", "schema", "workflow", "pact"]


class List(Out, Generic[Item]):
    """A part of a list; `next` is the cursor of the part after it, null at the end."""

    items: list[Item]
    next: str | None = None


def part(page: records.Page[Any], shape: Callable[[Any], Item]) -> List[Item]:
    """A part of a list, each item in its shape."""
    return List(items=[shape(item) for item in page.items], next=page.next)


class Owners(Out):
    """Who answers for a contract."""

    business: str | None = None
    technical: str | None = None


class SubjectOut(Out):
    """The name under which the versions of one contract stand."""

    name: str
    kind: str
    title: str
    description: str
    owners: Owners
    providers: list[str]
    latest: str | None
    versions: int
    published_at: datetime | None

    @classmethod
    def of(cls, subject: records.Subject) -> Self:
        """Say a subject in JSON."""
        return cls(
            name=subject.name,
            kind=subject.kind,
            title=subject.title,
            description=subject.description,
            owners=Owners(business=subject.business_owner, technical=subject.technical_owner),
            providers=list(subject.providers),
            latest=subject.latest,
            versions=subject.versions,
            published_at=subject.published_at,
        )


class VersionOut(Out):
    """Content under a number and a label, which never changes."""

    subject: str
    version: str
    number: int
    digest: str
    format: str
    root: str
    #: the sha-256 of each file
    files: dict[str, str]
    published_at: datetime
    previous: str | None = Field(description="What it was weighed against when it was published.")
    verdict: Word | None
    required_bump: Bump | None
    status: str
    changelog: str

    @classmethod
    def of(cls, version: records.Version, files: Mapping[str, str]) -> Self:
        """Say a version in JSON."""
        return cls(
            subject=version.subject,
            version=version.label,
            number=version.number,
            digest=version.digest,
            format=version.format,
            root=version.root,
            files=dict(files),
            published_at=version.published_at,
            previous=version.previous,
            verdict=Word(version.word) if version.word else None,
            required_bump=Bump(version.required_bump) if version.required_bump else None,
            status=version.status,
            changelog=version.changelog,
        )


class ServiceOut(Out):
    """An application that provides and consumes contracts."""

    name: str
    description: str
    owner: str

    @classmethod
    def of(cls, service: records.Service) -> Self:
        """Say a service in JSON."""
        return cls(name=service.name, description=service.description, owner=service.owner)


class ProvidedOut(Out):
    """A version that a release provides."""

    subject: str
    version: str
    number: int


class ReleaseOut(Out):
    """A service at a commit: the thing that is deployed."""

    service: str
    release: str
    provides: list[ProvidedOut]
    commit: str | None
    branch: str | None
    recorded_at: datetime

    @classmethod
    def of(cls, release: records.Release) -> Self:
        """Say a release in JSON."""
        return cls(
            service=release.service,
            release=release.release,
            provides=[
                ProvidedOut(subject=p.subject, version=p.version, number=p.number)
                for p in release.provides
            ],
            commit=release.commit,
            branch=release.branch,
            recorded_at=release.recorded_at,
        )


class WaveOut(Out):
    """A part of an environment that releases enter on its own, and the one before it."""

    name: str
    after: str | None


class EnvironmentOut(Out):
    """A place where releases run."""

    name: str
    after: str | None
    gates: list[str]
    limits: dict[str, Any]
    waves: list[WaveOut]
    production: bool

    @classmethod
    def of(cls, environment: records.Environment) -> Self:
        """Say an environment in JSON."""
        return cls(
            name=environment.name,
            after=environment.after,
            gates=list(environment.gates),
            limits=dict(environment.limits),
            waves=[WaveOut(name=name, after=before) for name, before in environment.waves],
            production=environment.production,
        )


class DeploymentOut(Out):
    """A release that runs in an environment."""

    environment: str
    service: str
    release: str
    scope: str
    since: datetime

    @classmethod
    def of(cls, deployment: records.Deployment) -> Self:
        """Say a deployment in JSON."""
        return cls(
            environment=deployment.environment,
            service=deployment.service,
            release=deployment.release,
            scope=deployment.scope,
            since=deployment.since,
        )


class PromotionOut(Out):
    """A wish to run a release in an environment, or in a part of it."""

    service: str
    release: str
    environment: str
    scope: str


class ReasonOut(Out):
    """What one gate concluded about one thing."""

    gate: str
    status: Status
    message: str
    remedy: str | None
    facts: dict[str, str | list[str]]

    @classmethod
    def of(cls, reason: Reason) -> Self:
        """Say a reason in JSON. What a gate may name several of is a list, also of one."""
        facts: dict[str, str | list[str]] = {}
        for name, value in reason.facts:
            if name in _SEVERAL:
                known = facts.setdefault(name, [])
                assert isinstance(known, list)
                known.append(value)
            else:
                facts[name] = value
        return cls(
            gate=reason.gate,
            status=reason.status,
            message=reason.message,
            remedy=reason.remedy,
            facts=facts,
        )


_SEVERAL = frozenset({"rule", "hits"})


class DecisionOut(Out):
    """The answer to a promotion, with every reason. Without an id it was only asked for."""

    id: str | None
    allowed: bool
    promotion: PromotionOut
    reasons: list[ReasonOut]
    decided_at: datetime
    actor: str

    @classmethod
    def of(cls, record: records.DecisionRecord) -> Self:
        """Say a recorded decision in JSON."""
        wish = PromotionOut(
            service=record.service,
            release=record.release,
            environment=record.environment,
            scope=record.scope,
        )
        return cls(
            id=record.id,
            allowed=record.allowed,
            promotion=wish,
            reasons=[ReasonOut.of(reason) for reason in record.reasons],
            decided_at=record.decided_at,
            actor=record.actor,
        )

    @classmethod
    def preview(cls, decision: Decision, *, actor: str, at: datetime) -> Self:
        """Say a decision in JSON that was not recorded."""
        wish = decision.promotion
        return cls(
            id=None,
            allowed=decision.allowed,
            promotion=PromotionOut(
                service=wish.service,
                release=wish.release,
                environment=wish.environment,
                scope=wish.scope,
            ),
            reasons=[ReasonOut.of(reason) for reason in decision.reasons],
            decided_at=at,
            actor=actor,
        )


class ObligationOut(Out):
    """A release that was let pass in an emergency, and that one which passes has to follow."""

    decision: str
    service: str
    release: str
    environment: str
    scope: str
    why: str
    until: datetime
    overdue: bool

    @classmethod
    def of(cls, one: Obligation, *, now: datetime) -> Self:
        """Say an obligation in JSON."""
        return cls(
            decision=one.decision,
            service=one.service,
            release=one.release,
            environment=one.environment,
            scope=one.scope,
            why=one.why,
            until=one.until,
            overdue=one.until < now,
        )


class UsageOut(Out):
    """Something that a pact relies on and that the provider's contract does not promise."""

    impact: str
    interaction: str
    operation: str | None
    path: list[str]
    message: str


class ExpectedOut(Out):
    """A pact, as it was published."""

    subject: str
    number: int
    digest: str
    consumer: str
    consumer_release: str
    provider: str
    contract: str
    new_content: bool
    usage: list[UsageOut]


class PublicationOut(Out):
    """A pact that a release of a consumer relies on."""

    subject: str
    number: int
    digest: str
    consumer: str
    consumer_release: str
    provider: str
    contract: str
    branch: str | None
    published_at: datetime

    @classmethod
    def of(cls, publication: records.Publication) -> Self:
        """Say a publication in JSON."""
        return cls(
            subject=publication.subject,
            number=publication.number,
            digest=publication.pact,
            consumer=publication.consumer,
            consumer_release=publication.release,
            provider=publication.provider,
            contract=publication.contract,
            branch=publication.branch,
            published_at=publication.published_at,
        )


class EvidenceOut(Out):
    """Something that was seen of a release or said of it."""

    id: int
    service: str
    release: str
    section: str
    value: dict[str, Any]
    actor: str
    recorded_at: datetime

    @classmethod
    def of(cls, record: records.EvidenceRecord) -> Self:
        """Say an entry in JSON."""
        return cls(
            id=record.id,
            service=record.service,
            release=record.release,
            section=record.section,
            value=dict(record.value),
            actor=record.actor,
            recorded_at=record.recorded_at,
        )


class VerificationOut(Out):
    """A release of a provider was tried against a pact."""

    id: int
    provider: str
    provider_release: str
    pact: str
    success: bool
    failures: list[str]
    tool: str
    tool_version: str
    url: str | None
    recorded_at: datetime

    @classmethod
    def of(cls, verification: records.Verification) -> Self:
        """Say a verification in JSON."""
        return cls(
            id=verification.id,
            provider=verification.provider,
            provider_release=verification.release,
            pact=verification.pact,
            success=verification.success,
            failures=list(verification.failures),
            tool=verification.tool,
            tool_version=verification.tool_version,
            url=verification.url,
            recorded_at=verification.recorded_at,
        )


class FailureOut(Out):
    """What a running provider did otherwise than its contract says."""

    operation: str
    check: str
    message: str
    curl: str | None


class ConformanceOut(Out):
    """A release was tried against the contract that it provides."""

    id: int
    service: str
    release: str
    subject: str
    version: str
    success: bool
    seed: str
    cases: int
    failures: list[FailureOut]
    tool: str
    tool_version: str
    recorded_at: datetime

    @classmethod
    def of(cls, tried: records.Conformance) -> Self:
        """Say a try in JSON."""
        return cls(
            id=tried.id,
            service=tried.service,
            release=tried.release,
            subject=tried.subject,
            version=tried.version,
            success=tried.success,
            seed=tried.seed,
            cases=tried.cases,
            failures=[
                FailureOut(operation=f.operation, check=f.check, message=f.message, curl=f.curl)
                for f in tried.failures
            ],
            tool=tried.tool,
            tool_version=tried.tool_version,
            recorded_at=tried.recorded_at,
        )


class RuleOut(Out):
    """A rule, and its page."""

    id: str
    summary: str
    page: str
    oasdiff: str | None

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """Say a rule in JSON."""
        return cls(id=rule.id, summary=rule.summary, page=rule.page, oasdiff=rule.oasdiff)


class EntryOut(Out):
    """A line of the audit log."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    payload: str
    previous: str
    hash: str

    @classmethod
    def of(cls, entry: records.Entry) -> Self:
        """Say an entry in JSON."""
        return cls(
            number=entry.number,
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            subject=entry.subject,
            payload=entry.payload,
            previous=entry.previous,
            hash=entry.hash,
        )


class ExaminationOut(Out):
    """What came of reading the whole audit log."""

    intact: bool
    entries: int
    altered: int | None = Field(description="The number of the first entry that was touched.")
    reason: str


class HealthOut(Out):
    """That the server answers."""

    status: Literal["ok", "ready"]
