"""What a person sees where a page can not be shown; programs go on to get their problem+json."""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING, Any

from fastapi.exception_handlers import http_exception_handler
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from weighbridge_web.headers import HEADERS
from weighbridge_web.render import text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

#: the problem of an address that no route knows
UNROUTED = {"/problems/not-found"}


def speak_to_people(app: FastAPI) -> None:
    """Put a page before each answer to an error that the registry knows how to give."""
    handlers: dict[Any, Any] = {HTTPException: http_exception_handler, **app.exception_handlers}
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, _for_people_first(handler))


def _for_people_first(handler: Callable[..., Any]) -> Callable[..., Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        # asked even for a page: the registry alone knows which status an error has
        given = handler(request, error)
        told: Response = await given if inspect.isawaitable(given) else given
        answered = _page(request, told) if _person(request) else told
        # an error that nobody foresaw is answered outside of all middleware
        answered.headers.update(HEADERS)
        return answered

    return answer


def _person(request: Request) -> bool:
    """Whether a browser asks for a page. What is under /api speaks JSON to everybody."""
    wants = "text/html" in request.headers.get("accept", "")
    return wants and not request.url.path.startswith("/api/")


def _page(request: Request, told: Response) -> HTMLResponse:
    """The problem's own words as a page."""
    problem = _words(bytes(told.body))
    title, detail = problem.get("title", ""), problem.get("detail", "")
    if problem.get("type") in UNROUTED:
        # the registry speaks of its API there, and a person looked for a page
        title, detail = "There is no such page", f"Nothing stands at {request.url.path}"
    page = text(
        "fault.html",
        section=None,
        trail=(),
        title=title.rstrip(".") or "This page can not be shown",
        detail=detail,
    )
    return HTMLResponse(page, status_code=told.status_code)


def _words(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
