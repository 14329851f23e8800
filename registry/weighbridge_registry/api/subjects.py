"""`/subjects`: contracts by name, and their versions."""

import hashlib
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Header, Query
from pydantic import Field
from starlette.responses import PlainTextResponse, Response

from weighbridge_checks.verdicts.finding import Mode, Posture
from weighbridge_registry import errors, pacts, publish
from weighbridge_registry.api import etags
from weighbridge_registry.api.fields import (
    Content,
    Cursor,
    In,
    Limit,
    Line,
    Name,
    SubjectPath,
    Wanted,
    WantedPath,
    Words,
)
from weighbridge_registry.api.files import MEDIA_TYPE
from weighbridge_registry.api.models import Kind, List, SubjectOut, VersionOut, part
from weighbridge_registry.api.once import Keyed
from weighbridge_registry.api.wiring import By, Db, Today, answer, told
from weighbridge_registry.canonical import digest, written
from weighbridge_registry.reliance import compared
from weighbridge_registry.weighing import Scale

router = APIRouter(prefix="/subjects", tags=["subjects"])

IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=10_000)]


class OwnersIn(In):
    """Who answers for a contract."""

    business: Line | None = None
    technical: Line | None = None


class PublishIn(In):
    """A version to publish. What is said of the subject holds until a newer version says more."""

    version: Wanted | None = Field(
        None, description="Semantic Versioning 2.0.0. A pact needs none: it is numbered here."
    )
    root: Line = Field(description="The path of the document among the files.")
    files: dict[Line, Content] = Field(min_length=1, max_length=2_000)
    kind: Kind | None = Field(None, description="What it is; if left out, its format says so.")
    owners: OwnersIn | None = None
    providers: list[Name] | None = Field(None, max_length=1_000)
    title: Line | None = None
    description: Words | None = None
    changelog: Words | None = None
    status: Line | None = None
    card: Words | None = Field(
        None, description="The contract.yaml: what is promised of the version beside its document."
    )


@router.get("", response_model=List[SubjectOut], responses=told(errors.CursorRefusedError))
def list_subjects(
    database: Db,
    q: Annotated[Line | None, Query(description="Occurs in name, title or description.")] = None,
    kind: Kind | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The subjects by name."""
    with database.reading() as store:
        found = store.subjects.listed(search=q or "", kind=kind, limit=limit, cursor=cursor)
        return answer(part(found, SubjectOut.of))


@router.get("/{subject}", response_model=SubjectOut, responses=told(errors.NoSuchSubjectError))
def get_subject(subject: SubjectPath, database: Db) -> Response:
    """One subject."""
    with database.reading() as store:
        return answer(SubjectOut.of(store.subjects.get(subject)))


@router.get(
    "/{subject}/versions",
    response_model=List[VersionOut],
    responses=told(errors.NoSuchSubjectError, errors.CursorRefusedError),
)
def list_versions(
    subject: SubjectPath, database: Db, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """The versions of a subject, highest first."""
    with database.reading() as store:
        store.subjects.get(subject)
        found = store.versions.listed(subject, limit=limit, cursor=cursor)
        files = store.versions.files_of_all(subject, {v.number for v in found.items})
        return answer(part(found, lambda v: VersionOut.of(v, files.get(v.number, {}))))


@router.post(
    "/{subject}/versions",
    status_code=201,
    response_model=VersionOut,
    responses={
        200: {
            "description": "The version was there already, with the same content.",
            "model": VersionOut,
        },
        **told(
            errors.VersionExistsError,
            errors.PublishedMeanwhileError,
            errors.KindDiffersError,
            errors.NotComparableError,
            errors.KeyInUseError,
            errors.BumpTooSmallError,
            errors.PromiseBrokenError,
            errors.UnreadableContractError,
            errors.LabelNotSemverError,
            errors.FileNameRefusedError,
            errors.PactNamesDifferError,
            errors.NameRefusedError,
            errors.KeyReusedError,
        ),
    },
)
def publish_version(
    subject: SubjectPath, body: PublishIn, database: Db, by: By, once: Keyed
) -> Response:
    """Publish a version: it is read, weighed against the one before it, and kept for good."""
    if body.kind == pacts.KIND:
        return _publish_pact(subject, body, database, by, once)
    offer = _offer(subject, body)
    with database.reading() as store:
        if known := once.answered(store):
            return known
        drafted = publish.draft(store, offer, today=by.at.date())
    with database.writing() as store:
        if known := once.answered(store):
            return known
        published = publish.keep(store, drafted, author=by)
        out = VersionOut.of(published.version, store.versions.files(published.version))
        return once.keep(store, _created(out, new=published.new), now=by.at)


@router.get(
    "/{subject}/versions/{version}",
    response_model=VersionOut,
    responses={
        304: {"description": "The client has it already."},
        **told(errors.NoSuchSubjectError, errors.NoSuchVersionError),
    },
)
def get_version(
    subject: SubjectPath, version: WantedPath, database: Db, if_none_match: IfNoneMatch = None
) -> Response:
    """One version of a subject: by its label, by its number, or the `latest`."""
    with database.reading() as store:
        found = store.versions.get(subject, version)
        out = VersionOut.of(found, store.versions.files(found))
    return etags.tagged(if_none_match, found.digest, out.model_dump_json())


@router.get(
    "/{subject}/versions/{version}/card",
    response_class=PlainTextResponse,
    responses={
        304: {"description": "The client has it already."},
        **told(errors.NoSuchSubjectError, errors.NoSuchVersionError, errors.NoSuchCardError),
    },
)
def get_card(
    subject: SubjectPath, version: WantedPath, database: Db, if_none_match: IfNoneMatch = None
) -> Response:
    """What is promised of a version beside its document: its contract.yaml, as it was said last."""
    with database.reading() as store:
        found = store.versions.get(subject, version)
        card = store.cards.find(found)
    if card is None:
        raise errors.NoSuchCardError(subject, found.label)
    return etags.tagged(
        if_none_match,
        hashlib.sha256(card).hexdigest(),
        card,
        MEDIA_TYPE,
        {"X-Content-Type-Options": "nosniff"},
    )


@router.get(
    "/{subject}/compare/{old}...{new}",
    response_model=dict[str, Any],
    responses={
        304: {"description": "The client has it already."},
        **told(errors.NoSuchSubjectError, errors.NoSuchVersionError, errors.NotComparableError),
    },
)
def compare_versions(
    subject: SubjectPath,
    old: WantedPath,
    new: WantedPath,
    database: Db,
    today: Today,
    posture: Posture | None = None,
    mode: Mode = Mode.BACKWARD,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Two versions weighed: a value of the schema `weighbridge/diff/v1`."""
    with database.reading() as store:
        scale = Scale(mode=mode, posture=posture, today=today)
        value, _, _ = compared(store, subject, old, new, scale)
    return etags.tagged(if_none_match, digest(value), written(value))


def _offer(subject: str, body: PublishIn) -> publish.Offer:
    owners = body.owners or OwnersIn()
    return publish.Offer(
        subject=subject,
        version=body.version or "",
        root=body.root,
        files={path: text.encode() for path, text in body.files.items()},
        kind=body.kind,
        title=body.title,
        description=body.description,
        business_owner=owners.business,
        technical_owner=owners.technical,
        providers=None if body.providers is None else tuple(body.providers),
        changelog=body.changelog or "",
        status=body.status or "",
        card=None if body.card is None else body.card.encode(),
    )


def _publish_pact(subject: str, body: PublishIn, database: Db, by: By, once: Keyed) -> Response:
    """Keep a pact's content. Which release expects it is said by `POST /pacts`."""
    offer = _offer(subject, body)
    if set(offer.files) != {offer.root}:
        raise errors.FileNameRefusedError(offer.root, "has to be the only file of a pact")
    content = offer.files[offer.root]
    pact = pacts.read(content)
    with database.writing() as store:
        if known := once.answered(store):
            return known
        record, new = pacts.keep(store, pact, content, author=by, subject=subject)
        version = store.versions.get(record.subject, str(record.number))
        out = VersionOut.of(version, store.versions.files(version))
        return once.keep(store, _created(out, new=new), now=by.at)


def _created(out: VersionOut, *, new: bool) -> Response:
    steps = (quote(step, safe="") for step in ("subjects", out.subject, "versions", out.version))
    headers = {"ETag": f'"{out.digest}"', "Location": "/".join(("/api/v1", *steps))}
    return answer(out, 201 if new else 200, headers)
