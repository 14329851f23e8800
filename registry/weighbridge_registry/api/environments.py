"""`/environments`: where releases run, and what does."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from weighbridge_registry import deploy, errors
from weighbridge_registry.api.fields import (
    Cursor,
    Duration,
    In,
    Limit,
    Name,
    NamePath,
    Scope,
)
from weighbridge_registry.api.models import DeploymentOut, EnvironmentOut, List, part
from weighbridge_registry.api.once import Keyed
from weighbridge_registry.api.wiring import By, Db, answer, told
from weighbridge_registry.store.records import Environment, Page

router = APIRouter(prefix="/environments", tags=["environments"])


Percent = Annotated[float, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=1)]


class LimitsIn(In):
    """How much evidence the gates ask for, and how old it may be; else what is usual."""

    verification_age: Duration | None = None
    traffic_age: Duration | None = None
    conforming_percent: Percent | None = None
    messages: Count | None = None
    soak: Duration | None = None
    difference_max_percent: Percent | None = None


class WaveIn(In):
    """A part of the environment that releases enter on its own, and the one before it."""

    name: Name
    after: Name | None = None


class EnvironmentIn(In):
    """What is said of an environment."""

    after: Name | None = Field(None, description="The environment before it on the path.")
    gates: list[Name] = Field(default_factory=list, max_length=100)
    limits: LimitsIn = LimitsIn()
    waves: list[WaveIn] = Field(default_factory=list, max_length=1_000)
    production: bool = False


class DeploymentIn(In):
    """A release that runs now."""

    service: Name
    release: Name
    scope: Scope = Field("", description="The instance, region or wave, where there are several.")


@router.get("", response_model=List[EnvironmentOut])
def list_environments(database: Db) -> Response:
    """Every environment, each after the one that lies before it on its path."""
    with database.reading() as store:
        return answer(part(Page(items=store.environments.all()), EnvironmentOut.of))


@router.get(
    "/{environment}",
    response_model=EnvironmentOut,
    responses=told(errors.NoSuchEnvironmentError),
)
def get_environment(environment: NamePath, database: Db) -> Response:
    """One environment."""
    with database.reading() as store:
        return answer(EnvironmentOut.of(store.environments.get(environment)))


@router.put(
    "/{environment}",
    response_model=EnvironmentOut,
    responses={
        201: {"description": "The environment is new.", "model": EnvironmentOut},
        **told(
            errors.NoSuchEnvironmentError, errors.NoSuchGateError, errors.PathOfEnvironmentsError
        ),
    },
)
def put_environment(environment: NamePath, body: EnvironmentIn, database: Db, by: By) -> Response:
    """Set up an environment, or change its place on the path or its gates."""
    kept = Environment(
        name=environment,
        after=body.after,
        gates=tuple(body.gates),
        limits=body.limits.model_dump(exclude_none=True),
        waves=tuple((wave.name, wave.after) for wave in body.waves),
        production=body.production,
    )
    with database.writing() as store:
        new = deploy.put_environment(store, kept, author=by)
        return answer(EnvironmentOut.of(kept), 201 if new else 200)


@router.get(
    "/{environment}/deployments",
    response_model=List[DeploymentOut],
    responses=told(errors.NoSuchEnvironmentError, errors.CursorRefusedError),
)
def list_deployments(
    environment: NamePath, database: Db, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """What runs in an environment, by service and scope."""
    with database.reading() as store:
        store.environments.get(environment)
        found = store.deployments.listed(environment, limit=limit, cursor=cursor)
        return answer(part(found, DeploymentOut.of))


@router.post(
    "/{environment}/deployments",
    status_code=201,
    response_model=DeploymentOut,
    responses=told(
        errors.NoSuchEnvironmentError,
        errors.NoSuchServiceError,
        errors.NoSuchReleaseError,
        errors.KeyInUseError,
        errors.KeyReusedError,
    ),
)
def record_deployment(
    environment: NamePath, body: DeploymentIn, database: Db, by: By, once: Keyed
) -> Response:
    """Record that a release runs now, in place of the one that did. No gate is asked."""
    with database.writing() as store:
        if known := once.answered(store):
            return known
        kept = deploy.deploy(store, environment, body.service, body.release, body.scope, author=by)
        return once.keep(store, answer(DeploymentOut.of(kept), 201), now=by.at)


@router.delete(
    "/{environment}/deployments/{service}",
    status_code=204,
    response_class=Response,
    responses=told(errors.NoSuchEnvironmentError, errors.NoSuchDeploymentError),
)
def end_deployment(
    environment: NamePath,
    service: NamePath,
    database: Db,
    by: By,
    scope: Annotated[Scope, Query()] = "",
) -> Response:
    """Record that a service runs no more in an environment."""
    with database.writing() as store:
        deploy.undeploy(store, environment, service, scope, author=by)
    return Response(status_code=204)
