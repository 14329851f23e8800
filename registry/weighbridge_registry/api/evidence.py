"""`/services/…/evidence`: what was seen of a release and said of it, for the gates."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from weighbridge_registry import errors
from weighbridge_registry.api.fields import Cursor, In, Limit, NamePath
from weighbridge_registry.api.models import EvidenceOut, List, part
from weighbridge_registry.api.once import Keyed
from weighbridge_registry.api.wiring import By, Db, answer, told
from weighbridge_registry.evidence import record_evidence
from weighbridge_registry.store.records import Page

router = APIRouter(prefix="/services", tags=["evidence"])

Entries = Annotated[list[dict[str, Any]], Field(default_factory=list, max_length=10_000)]


class EvidenceIn(In):
    """The sections of an evidence file (`weighbridge estate schema evidence`).

    Approvals and reviews are the word of who sends them, today: `by` and the day are filled in.
    """

    approvals: Entries
    checks: Entries
    conformance: Entries
    lags: Entries
    reconciliation: Entries
    replays: Entries
    reviews: Entries
    stability: Entries


@router.post(
    "/{service}/releases/{release}/evidence",
    status_code=201,
    response_model=List[EvidenceOut],
    responses=told(
        errors.NoSuchServiceError,
        errors.NoSuchReleaseError,
        errors.EvidenceRefusedError,
        errors.AnonymousApprovalError,
        errors.KeyInUseError,
        errors.KeyReusedError,
    ),
)
def add_evidence(
    service: NamePath, release: NamePath, body: EvidenceIn, database: Db, by: By, once: Keyed
) -> Response:
    """Record what was seen of a release or said of it. It is kept for good."""
    sections = {name: values for name, values in body.model_dump().items() if values}
    with database.writing() as store:
        if known := once.answered(store):
            return known
        kept = record_evidence(store, service, release, sections, author=by)
        return once.keep(store, answer(part(Page(items=kept), EvidenceOut.of), 201), now=by.at)


@router.get(
    "/{service}/releases/{release}/evidence",
    response_model=List[EvidenceOut],
    responses=told(errors.NoSuchServiceError, errors.NoSuchReleaseError, errors.CursorRefusedError),
)
def list_evidence(
    service: NamePath, release: NamePath, database: Db, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """What is known of a release beside tries, newest first."""
    with database.reading() as store:
        store.services.release(service, release)
        found = store.evidence.listed(service, release, limit=limit, cursor=cursor)
        return answer(part(found, EvidenceOut.of))
