"""How a route comes by what it needs."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, cast

from fastapi import Depends, Header, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from weighbridge_registry.audit import Author
from weighbridge_registry.errors import RegistryError
from weighbridge_registry.names import LONGEST, refused
from weighbridge_registry.problems import MEDIA_TYPE, STATUS, slug, title
from weighbridge_registry.store import Database

ANONYMOUS = "anonymous"


async def database_of(request: Request) -> Database:
    """The database that the app was made with."""
    return cast("Database", request.app.state.database)


async def author_of(
    actor: Annotated[
        str | None,
        Header(
            alias="X-Weighbridge-Actor",
            max_length=LONGEST,
            description="Who writes, for the audit log.",
        ),
    ] = None,
) -> Author:
    """Who says that he writes, and the time that it is."""
    named = actor if actor and not refused(actor) else ANONYMOUS
    return Author(name=named, at=datetime.now(UTC))


async def day_of(
    today: Annotated[
        date | None, Query(description="The day by which sunsets are judged, if it is not today.")
    ] = None,
) -> date:
    """The day that is asked about, or the one that it is."""
    return today or datetime.now(UTC).date()


Db = Annotated[Database, Depends(database_of)]
By = Annotated[Author, Depends(author_of)]
Today = Annotated[date, Depends(day_of)]


def answer(
    model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A model as an answer, written once."""
    return Response(
        model.model_dump_json(), status_code=status, headers=headers, media_type="application/json"
    )


def told(*kinds: type[RegistryError]) -> dict[int | str, dict[str, Any]]:
    """The problems of a route, for its description."""
    found: dict[int | str, dict[str, Any]] = {}
    by_status: dict[int, list[type[RegistryError]]] = {}
    for kind in kinds:
        by_status.setdefault(STATUS[kind], []).append(kind)
    for status, group in sorted(by_status.items()):
        words = "\n".join(f"- `{slug(kind)}`: {title(kind)}" for kind in group)
        found[status] = {"description": words, "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
    return found


PROBLEM = {"$ref": "#/components/schemas/Problem"}
