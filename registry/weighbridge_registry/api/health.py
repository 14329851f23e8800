"""`/healthz` and `/readyz`: for whoever starts, stops and watches the server."""

from fastapi import APIRouter
from starlette.responses import Response

from weighbridge_registry.api.models import HealthOut
from weighbridge_registry.api.wiring import Db, answer, told
from weighbridge_registry.errors import DatabaseBusyError

router = APIRouter(tags=["health"])


@router.get("/healthz", response_model=HealthOut)
async def healthz() -> Response:
    """The server answers."""
    return answer(HealthOut(status="ok"))


@router.get("/readyz", response_model=HealthOut, responses=told(DatabaseBusyError))
def readyz(database: Db) -> Response:
    """The database answers, and has the tables of this version."""
    if not database.ready():
        raise DatabaseBusyError("its tables are of another version of this program")
    return answer(HealthOut(status="ready"))
