"""`/rules` and `/audit`: what is judged by, and who wrote what."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from weighbridge_checks.verdicts.rules.every import RULES
from weighbridge_registry import audit, errors
from weighbridge_registry.api.fields import Cursor, Limit, Line, Name, NamePath
from weighbridge_registry.api.models import EntryOut, ExaminationOut, List, RuleOut, part
from weighbridge_registry.api.wiring import Db, answer, told
from weighbridge_registry.errors import NoSuchRuleError
from weighbridge_registry.store.records import Page

router = APIRouter(tags=["knowledge"])


@router.get("/rules", response_model=List[RuleOut])
def list_rules() -> Response:
    """Every rule, in the order in which they are asked."""
    return answer(part(Page(items=tuple(RULES.values())), RuleOut.of))


@router.get("/rules/{rule}", response_model=RuleOut, responses=told(NoSuchRuleError))
def get_rule(rule: NamePath) -> Response:
    """One rule, with its page."""
    if rule not in RULES:
        raise NoSuchRuleError(rule)
    return answer(RuleOut.of(RULES[rule]))


@router.get("/audit", response_model=List[EntryOut], responses=told(errors.CursorRefusedError))
def list_audit(
    database: Db,
    action: Annotated[Name | None, Query()] = None,
    subject: Annotated[Line | None, Query()] = None,
    actor: Annotated[Name | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The audit log, newest first."""
    with database.reading() as store:
        found = store.audit.listed(
            action=action, subject=subject, actor=actor, limit=limit, cursor=cursor
        )
        return answer(part(found, EntryOut.of))


@router.get("/audit/verification", response_model=ExaminationOut)
def verify_audit(database: Db) -> Response:
    """Read the whole log, and name the first entry that is not as it was written."""
    with database.reading() as store:
        found = audit.verify(store)
    return answer(
        ExaminationOut(
            intact=found.intact,
            entries=found.entries,
            altered=found.altered,
            reason=found.reason,
        )
    )
