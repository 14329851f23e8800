"""`/services`: applications and their releases."""

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from weighbridge_registry import deploy, errors
from weighbridge_registry.api.fields import (
    Cursor,
    In,
    Limit,
    Line,
    NamePath,
    Subject,
    Wanted,
    Words,
)
from weighbridge_registry.api.models import List, ReleaseOut, ServiceOut, part
from weighbridge_registry.api.wiring import By, Db, answer, told
from weighbridge_registry.store.records import Service

router = APIRouter(prefix="/services", tags=["services"])


class ServiceIn(In):
    """What is said of a service."""

    description: Words = ""
    owner: Line = ""


class ProvidesIn(In):
    """A version that a release provides."""

    subject: Subject
    version: Wanted


class ReleaseIn(In):
    """What is said of a release."""

    provides: list[ProvidesIn] = Field(default_factory=list, max_length=1_000)
    commit: Line | None = None
    branch: Line | None = None


@router.get("", response_model=List[ServiceOut], responses=told(errors.CursorRefusedError))
def list_services(database: Db, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """The services by name."""
    with database.reading() as store:
        return answer(part(store.services.listed(limit=limit, cursor=cursor), ServiceOut.of))


@router.get("/{service}", response_model=ServiceOut, responses=told(errors.NoSuchServiceError))
def get_service(service: NamePath, database: Db) -> Response:
    """One service."""
    with database.reading() as store:
        return answer(ServiceOut.of(store.services.get(service)))


@router.put(
    "/{service}",
    response_model=ServiceOut,
    responses={201: {"description": "The service is new.", "model": ServiceOut}},
)
def put_service(service: NamePath, body: ServiceIn, database: Db, by: By) -> Response:
    """Record a service, or what is new about it."""
    kept = Service(name=service, description=body.description, owner=body.owner)
    with database.writing() as store:
        new = deploy.describe_service(store, kept, author=by)
        return answer(ServiceOut.of(kept), 201 if new else 200)


@router.get(
    "/{service}/releases",
    response_model=List[ReleaseOut],
    responses=told(errors.NoSuchServiceError, errors.CursorRefusedError),
)
def list_releases(
    service: NamePath, database: Db, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """The releases of a service, newest first."""
    with database.reading() as store:
        store.services.get(service)
        found = store.services.releases(service, limit=limit, cursor=cursor)
        return answer(part(found, ReleaseOut.of))


@router.get(
    "/{service}/releases/{release}",
    response_model=ReleaseOut,
    responses=told(errors.NoSuchServiceError, errors.NoSuchReleaseError),
)
def get_release(service: NamePath, release: NamePath, database: Db) -> Response:
    """One release of a service."""
    with database.reading() as store:
        return answer(ReleaseOut.of(store.services.release(service, release)))


@router.put(
    "/{service}/releases/{release}",
    response_model=ReleaseOut,
    responses={
        201: {"description": "The release is new.", "model": ReleaseOut},
        **told(errors.NoSuchSubjectError, errors.NoSuchVersionError, errors.ReleaseExistsError),
    },
)
def put_release(
    service: NamePath, release: NamePath, body: ReleaseIn, database: Db, by: By
) -> Response:
    """Record a release, which never changes. The first one makes its service known."""
    announced = deploy.Announcement(
        service=service,
        release=release,
        provides=tuple((p.subject, p.version) for p in body.provides),
        commit=body.commit,
        branch=body.branch,
    )
    with database.writing() as store:
        kept, new = deploy.record_release(store, announced, author=by)
        return answer(ReleaseOut.of(kept), 201 if new else 200)
