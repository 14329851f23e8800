"""All routes of the registry, put into an app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_registry.api import (
    environments,
    evidence,
    expectations,
    files,
    health,
    knowledge,
    promotions,
    services,
    subjects,
)

if TYPE_CHECKING:
    from fastapi import FastAPI
    from fastapi.routing import APIRoute

PREFIX = "/api/v1"


def _name(route: APIRoute) -> str:
    return route.name


#: what the app says of itself; the version is that of the API and not of the program
ABOUT: dict[str, Any] = {
    "title": "Weighbridge registry",
    "summary": "What was published, what runs where, and what was decided.",
    "version": "1.0.0",
    "docs_url": None,
    "redoc_url": None,
    "openapi_url": None,
    "redirect_slashes": False,
    "generate_unique_id_function": _name,
}


def include(app: FastAPI) -> None:
    """Put all routes into an app."""
    app.router.routes.append(files.route)
    for part in (
        subjects,
        services,
        evidence,
        environments,
        promotions,
        expectations,
        knowledge,
    ):
        app.include_router(part.router, prefix=PREFIX)
    app.include_router(health.router)
