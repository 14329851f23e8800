"""The registry as an ASGI app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from weighbridge_registry import problems
from weighbridge_registry.api import routes
from weighbridge_registry.api.bounds import Bounds, KeepEncoded
from weighbridge_registry.settings import LARGEST_REQUEST

if TYPE_CHECKING:
    from weighbridge_registry.store import Database


def create_app(database: Database, *, largest_request: int = LARGEST_REQUEST) -> FastAPI:
    """Put the routes together around one database."""
    app = FastAPI(**routes.ABOUT)
    app.state.database = database
    routes.include(app)
    problems.install(app)
    app.add_middleware(Bounds, largest=largest_request)
    app.add_middleware(KeepEncoded)
    return app
