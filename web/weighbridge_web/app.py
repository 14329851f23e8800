"""The whole server: the registry's API with the catalog's pages beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from weighbridge_registry.app import create_app as create_registry
from weighbridge_web import assets
from weighbridge_web.headers import SecurityHeaders
from weighbridge_web.operations import Operations
from weighbridge_web.pages import compare, contracts, promotion, rules, versions
from weighbridge_web.refusals import speak_to_people
from weighbridge_web.route import PageRoute

if TYPE_CHECKING:
    from fastapi import FastAPI

    from weighbridge_registry.store import Database

#: the first that matches answers, so what is spelled out stands before what may be anything
PAGES = (
    PageRoute("/", contracts.index),
    PageRoute("/c/{subject}", contracts.contract),
    PageRoute("/c/{subject}/compare", compare.choose),
    PageRoute("/c/{subject}/compare/{versions}", compare.compare),
    PageRoute("/c/{subject}/{version}", versions.version),
    PageRoute("/env", promotion.board),
    PageRoute("/env/{environment}", promotion.environment),
    PageRoute("/decisions", promotion.decisions),
    PageRoute("/decisions/{decision}", promotion.decision),
    PageRoute("/rules", rules.index),
    PageRoute("/rules/{rule}", rules.rule),
    Route("/static/{digest}/{name:path}", assets.serve),
)


def create_app(database: Database) -> FastAPI:
    """Add the pages to a registry."""
    app = create_registry(database)
    app.state.database = database
    app.state.operations = Operations()
    app.router.routes.extend(PAGES)
    speak_to_people(app)
    app.add_middleware(SecurityHeaders)
    return app
