"""One version of a contract: what it offers, and its files with a number to each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_registry import catalog
from weighbridge_registry.errors import NoSuchVersionError
from weighbridge_web import places
from weighbridge_web.render import page
from weighbridge_web.source import listing

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from weighbridge_registry.store import Database
    from weighbridge_web.operations import Operations

#: so many parts on either side of the shown one can be reached in one step
REACH = 5

#: a part's number has so many digits at most
DIGITS = 6


def version(request: Request) -> Response:
    """One version, with the root file or the one that was asked for."""
    subject, asked = request.path_params["subject"], request.path_params["version"]
    known: Operations = request.app.state.operations
    database: Database = request.app.state.database
    with database.reading() as store:
        stored = store.versions.get(subject, asked)
        seen = {v.version: v for v in catalog.contract(store, subject).versions}
        if stored.label not in seen:
            raise NoSuchVersionError(subject, asked)
        view = seen[stored.label]
        file = request.query_params.get("file") or view.root
        _, content = store.versions.file(stored, file)
        operations = known.of(
            view.digest, view.format, view.root, lambda: store.versions.contents(stored)
        )
    shown = listing(content, _number(request.query_params.get("part")))
    return page(
        "version.html",
        section="contracts",
        trail=(
            ("Contracts", places.home()),
            (subject, places.contract(subject)),
            (view.version, None),
        ),
        resource=places.resource("subjects", subject, "versions", view.version),
        subject=subject,
        v=view,
        file=file,
        raw=places.file(subject, view.version, file),
        operations=operations,
        listing=shown,
        near_parts=_near(shown.part, shown.parts),
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= DIGITS else 1


def _near(part: int, parts: int) -> list[int]:
    """The parts to lead to: the first, those around the shown one, the last."""
    around = range(max(1, part - REACH), min(parts, part + REACH) + 1)
    return sorted({1, *around, parts})
