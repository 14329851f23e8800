"""`/promotions`, `/can-i-deploy` and `/decisions`: whether a release may run somewhere."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from weighbridge_checks.verdicts.gates import Promotion
from weighbridge_registry import errors
from weighbridge_registry.api.fields import Cursor, In, Limit, Name, NamePath, Scope
from weighbridge_registry.api.models import DecisionOut, List, ObligationOut, part
from weighbridge_registry.api.once import Keyed
from weighbridge_registry.api.wiring import By, Db, answer, told
from weighbridge_registry.obligations import obligations
from weighbridge_registry.promote import preview, promote
from weighbridge_registry.store.records import Page

router = APIRouter(tags=["promotions"])


Emergency = Annotated[
    bool, Field(description="Whether two people may let it pass although a gate refuses.")
]


class PromotionIn(In):
    """What a caller asks for."""

    service: Name
    release: Name
    environment: Name
    scope: Scope = Field("", description="The instance, region or wave, where there are several.")
    replaces: Name | None = Field(
        None, description="The service that did the work before, where another one takes over."
    )
    emergency: Emergency = False


@router.post(
    "/promotions",
    status_code=201,
    response_model=DecisionOut,
    responses=told(
        errors.NoSuchEnvironmentError,
        errors.NoSuchServiceError,
        errors.NoSuchWaveError,
        errors.KeyInUseError,
        errors.KeyReusedError,
    ),
)
def promote_release(body: PromotionIn, database: Db, by: By, once: Keyed) -> Response:
    """Decide a promotion. A refusal is an answer too: it is 201, with `allowed` false."""
    wish = Promotion(**body.model_dump())
    with database.reading() as store:
        if known := once.answered(store):
            return known
        # Weighs what was never weighed, so that nobody who writes waits for it.
        preview(store, wish, now=by.at)
    with database.writing() as store:
        if known := once.answered(store):
            return known
        out = DecisionOut.of(promote(store, wish, author=by))
        headers = {"Location": f"/api/v1/decisions/{out.id}"}
        return once.keep(store, answer(out, 201, headers), now=by.at)


@router.get(
    "/can-i-deploy",
    response_model=DecisionOut,
    responses=told(
        errors.NoSuchEnvironmentError, errors.NoSuchServiceError, errors.NoSuchWaveError
    ),
)
def can_i_deploy(asked: Annotated[PromotionIn, Query()], database: Db, by: By) -> Response:
    """What would be decided of a promotion. Nothing is recorded."""
    wish = Promotion(**asked.model_dump())
    with database.reading() as store:
        decision = preview(store, wish, now=by.at)
        return answer(DecisionOut.preview(decision, actor=by.name, at=by.at))


@router.get("/obligations", response_model=List[ObligationOut])
def list_obligations(database: Db, by: By) -> Response:
    """What was let pass in emergencies and is not settled, the oldest first."""
    with database.reading() as store:
        found = Page(items=obligations(store))
        return answer(part(found, lambda one: ObligationOut.of(one, now=by.at)))


@router.get(
    "/decisions", response_model=List[DecisionOut], responses=told(errors.CursorRefusedError)
)
def list_decisions(
    database: Db,
    environment: Annotated[Name | None, Query()] = None,
    service: Annotated[Name | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The decisions, newest first."""
    with database.reading() as store:
        found = store.decisions.listed(
            environment=environment, service=service, limit=limit, cursor=cursor
        )
        return answer(part(found, DecisionOut.of))


@router.get(
    "/decisions/{decision}",
    response_model=DecisionOut,
    responses=told(errors.NoSuchDecisionError),
)
def get_decision(decision: NamePath, database: Db) -> Response:
    """One decision, as it was given."""
    with database.reading() as store:
        return answer(DecisionOut.of(store.decisions.get(decision)))
