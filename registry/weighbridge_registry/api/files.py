"""The files of a version: bytes that never change, served as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from weighbridge_registry.api import etags
from weighbridge_registry.errors import NoSuchFileError
from weighbridge_registry.names import spoiled

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from weighbridge_registry.store import Database

#: plain text, whatever the file says that it is: nothing that is kept here runs in a browser
MEDIA_TYPE = "text/plain; charset=utf-8"


async def get_file(request: Request) -> Response:
    """One file of a version, by its path."""
    given = request.path_params
    subject, version, path = (_decoded(given[name]) for name in ("subject", "version", "path"))
    if any(spoiled(text) for text in (subject, version, path)):
        raise NoSuchFileError(subject, version, path)
    database: Database = request.app.state.database

    def found() -> tuple[str, str, bytes]:
        with database.reading() as store:
            kept = store.versions.get(subject, version)
            return (kept.label, *store.versions.file(kept, path))

    label, digest, data = await run_in_threadpool(found)
    # `latest` will be another version one day, and a number or a label never will.
    headers = etags.IMMUTABLE if version == label or version.isdigit() else {}
    return etags.tagged(
        request.headers.get("if-none-match"),
        digest,
        data,
        MEDIA_TYPE,
        {"X-Content-Type-Options": "nosniff", **headers},
    )


def _decoded(text: str) -> str:
    return unquote(text, errors="surrogateescape")


route = Route(
    "/api/v1/subjects/{subject}/versions/{version}/files/{path:path}", get_file, methods=["GET"]
)
