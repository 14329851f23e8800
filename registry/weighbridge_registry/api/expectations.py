"""`/pacts`, `/verifications` and `/conformance`: what is expected, and what came of trying."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query
from pydantic import Field
from starlette.responses import Response

from weighbridge_registry import errors, pacts
from weighbridge_registry.api import etags
from weighbridge_registry.api.fields import (
    Cursor,
    Digest,
    In,
    Limit,
    Line,
    Name,
    Subject,
    Wanted,
    Words,
)
from weighbridge_registry.api.models import (
    ConformanceOut,
    ExpectedOut,
    List,
    PublicationOut,
    UsageOut,
    VerificationOut,
    part,
)
from weighbridge_registry.api.once import Keyed
from weighbridge_registry.api.wiring import By, Db, answer, told
from weighbridge_registry.reliance import services_of
from weighbridge_registry.store.records import Conformance, Failure, Verification

router = APIRouter(tags=["expectations"])

IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=10_000)]


class PactIn(In):
    """A pact that a release of its consumer publishes."""

    consumer_release: Name
    content: dict[str, Any] = Field(description="The pact, of specification 1 to 4.")
    branch: Line | None = None


class VerificationIn(In):
    """How a release of a provider did with a pact."""

    provider: Name = Field(description="The service, or the subject that it provides.")
    provider_release: Name
    pact: Digest
    success: bool
    failures: list[Words] = Field(default_factory=list, max_length=10_000)
    tool: Line = ""
    tool_version: Line = ""
    url: Line | None = None


class FailureIn(In):
    """What a running provider did otherwise than its contract says."""

    operation: Line = ""
    check: Line = ""
    message: Words = ""
    curl: Words | None = None


class ConformanceIn(In):
    """How a release did with the contract that it provides."""

    service: Name
    release: Name
    subject: Subject
    version: Wanted
    success: bool
    seed: int | Line | None = None
    cases: int = Field(0, ge=0, le=2**31 - 1)
    failures: list[FailureIn] = Field(default_factory=list, max_length=10_000)
    tool: Line = ""
    tool_version: Line = ""


@router.post(
    "/pacts",
    status_code=201,
    response_model=ExpectedOut,
    responses={
        200: {
            "description": "It was known that this release expects it.",
            "model": ExpectedOut,
        },
        **told(
            errors.PactExistsError,
            errors.KindDiffersError,
            errors.PublishedMeanwhileError,
            errors.KeyInUseError,
            errors.UnreadableContractError,
            errors.NameRefusedError,
            errors.KeyReusedError,
        ),
    },
)
def publish_pact(body: PactIn, database: Db, by: By, once: Keyed) -> Response:
    """Publish what a release of a consumer expects; it is held against the contract at once."""
    content = json.dumps(body.content, indent=2).encode()
    pact = pacts.read(content)
    with database.reading() as store:
        if known := once.answered(store):
            return known
        usage = pacts.usage(store, pact)
    wish = pacts.Expectation(
        release=body.consumer_release, pact=pact, content=content, branch=body.branch
    )
    with database.writing() as store:
        if known := once.answered(store):
            return known
        found = pacts.expect(store, wish, author=by)
        out = ExpectedOut(
            subject=found.record.subject,
            number=found.record.number,
            digest=found.record.digest,
            consumer=pact.consumer,
            consumer_release=body.consumer_release,
            provider=pact.provider,
            contract=pact.contract,
            new_content=found.new_content,
            usage=[
                UsageOut(
                    impact=u.impact,
                    interaction=u.interaction,
                    operation=u.operation,
                    path=list(u.path),
                    message=u.message,
                )
                for u in usage
            ],
        )
        return once.keep(store, answer(out, 201 if found.new else 200), now=by.at)


@router.get(
    "/pacts",
    response_model=List[PublicationOut],
    responses=told(errors.NoSuchEnvironmentError, errors.CursorRefusedError),
)
def list_pacts(
    database: Db,
    provider: Annotated[
        Subject | None, Query(description="A service stands for the subjects it provides too.")
    ] = None,
    consumer: Annotated[Name | None, Query()] = None,
    environment: Annotated[
        Name | None, Query(description="Only of releases that run there.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """What releases of consumers expect."""
    with database.reading() as store:
        if environment is not None:
            store.environments.get(environment)
        found = store.pacts.listed(
            provider=provider,
            consumer=consumer,
            environment=environment,
            limit=limit,
            cursor=cursor,
        )
        return answer(part(found, PublicationOut.of))


@router.get(
    "/pacts/{pact}",
    response_model=dict[str, Any],
    responses={
        304: {"description": "The client has it already."},
        **told(errors.NoSuchPactError),
    },
)
def get_pact(
    pact: Annotated[Digest, Path()], database: Db, if_none_match: IfNoneMatch = None
) -> Response:
    """A pact, as it was published."""
    with database.reading() as store:
        record = store.pacts.get(pact)
        version = store.versions.get(record.subject, str(record.number))
        digest, data = store.versions.file(version, version.root)
    return etags.tagged(if_none_match, digest, data, headers=etags.IMMUTABLE)


@router.post(
    "/verifications",
    status_code=201,
    response_model=VerificationOut,
    responses=told(
        errors.NoSuchPactError,
        errors.NoSuchServiceError,
        errors.ProviderUnclearError,
        errors.KeyInUseError,
        errors.KeyReusedError,
    ),
)
def record_verification(body: VerificationIn, database: Db, by: By, once: Keyed) -> Response:
    """Record how a release of a provider did with a pact. The newest record counts."""
    tried = Verification(
        pact=body.pact,
        provider=body.provider,
        release=body.provider_release,
        success=body.success,
        failures=tuple(body.failures),
        tool=body.tool,
        tool_version=body.tool_version,
        url=body.url,
        recorded_at=by.at,
    )
    with database.writing() as store:
        if known := once.answered(store):
            return known
        kept = pacts.record_verification(store, tried, author=by)
        return once.keep(store, answer(VerificationOut.of(kept), 201), now=by.at)


@router.get(
    "/verifications",
    response_model=List[VerificationOut],
    responses=told(errors.CursorRefusedError),
)
def list_verifications(
    database: Db,
    provider: Annotated[
        Subject | None, Query(description="The service, or the subject that it provides.")
    ] = None,
    provider_release: Annotated[Name | None, Query()] = None,
    pact: Annotated[Digest | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The tries against pacts, newest first."""
    with database.reading() as store:
        found = store.tries.verifications(
            providers=provider and {provider, *services_of(store, provider)},
            release=provider_release,
            pact=pact,
            limit=limit,
            cursor=cursor,
        )
        return answer(part(found, VerificationOut.of))


@router.post(
    "/conformance",
    status_code=201,
    response_model=ConformanceOut,
    responses=told(
        errors.NoSuchSubjectError,
        errors.NoSuchVersionError,
        errors.NoSuchServiceError,
        errors.KeyInUseError,
        errors.KeyReusedError,
    ),
)
def record_conformance(body: ConformanceIn, database: Db, by: By, once: Keyed) -> Response:
    """Record how a release did with the contract that it provides."""
    tried = Conformance(
        service=body.service,
        release=body.release,
        subject=body.subject,
        version=body.version,
        number=0,
        success=body.success,
        seed="" if body.seed is None else str(body.seed),
        cases=body.cases,
        failures=tuple(Failure(**failure.model_dump()) for failure in body.failures),
        tool=body.tool,
        tool_version=body.tool_version,
        recorded_at=by.at,
    )
    with database.writing() as store:
        if known := once.answered(store):
            return known
        kept = pacts.record_conformance(store, tried, author=by)
        return once.keep(store, answer(ConformanceOut.of(kept), 201), now=by.at)


@router.get(
    "/conformance",
    response_model=List[ConformanceOut],
    responses=told(errors.CursorRefusedError),
)
def list_conformance(
    database: Db,
    service: Annotated[Name | None, Query()] = None,
    release: Annotated[Name | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The tries against contracts, newest first."""
    with database.reading() as store:
        found = store.tries.conformance(
            service=service, release=release, limit=limit, cursor=cursor
        )
        return answer(part(found, ConformanceOut.of))
