"""Errors as `application/problem+json` (RFC 9457): the only place that gives them a status."""

from __future__ import annotations

import inspect
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from weighbridge_registry import errors
from weighbridge_registry.canonical import written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI
    from starlette.requests import Request

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[errors.RegistryError], int] = {
    errors.NoSuchSubjectError: 404,
    errors.NoSuchVersionError: 404,
    errors.NoSuchFileError: 404,
    errors.NoSuchCardError: 404,
    errors.NoSuchServiceError: 404,
    errors.NoSuchReleaseError: 404,
    errors.NoSuchEnvironmentError: 404,
    errors.NoSuchDeploymentError: 404,
    errors.NoSuchPactError: 404,
    errors.NoSuchDecisionError: 404,
    errors.NoSuchRuleError: 404,
    errors.NoSuchGateError: 422,
    errors.LabelNotSemverError: 422,
    errors.VersionExistsError: 409,
    errors.PublishedMeanwhileError: 409,
    errors.NoSuchWaveError: 404,
    errors.EvidenceRefusedError: 422,
    errors.AnonymousApprovalError: 422,
    errors.PromiseBrokenError: 409,
    errors.BumpTooSmallError: 422,
    errors.UnreadableContractError: 422,
    errors.FileNameRefusedError: 422,
    errors.KindDiffersError: 409,
    errors.NotComparableError: 409,
    errors.ReleaseExistsError: 409,
    errors.PathOfEnvironmentsError: 422,
    errors.PactExistsError: 409,
    errors.PactNamesDifferError: 422,
    errors.NameRefusedError: 422,
    errors.ProviderUnclearError: 422,
    errors.CursorRefusedError: 422,
    errors.KeyReusedError: 422,
    errors.KeyInUseError: 409,
    errors.DatabaseBusyError: 503,
}

#: what may be wrong with a request before any route has seen it: slug and title by status
BEFORE_ROUTES = {
    400: ("bad-request", "The request can not be understood."),
    404: ("not-found", "Nothing stands at this address."),
    405: ("method-not-allowed", "The address does not take this method."),
    413: ("too-large", "The body of the request is too large."),
    415: ("unsupported-media-type", "The body of the request is not of a type that is read here."),
    422: ("invalid-request", "A part of the request is not what it has to be."),
    500: ("unexpected", "The registry failed; it is not the fault of the request."),
}


def slug(kind: type[errors.RegistryError]) -> str:
    """NoSuchVersionError is spoken of as no-such-version."""
    words = "".join(f"-{c.lower()}" if c.isupper() else c for c in kind.__name__)
    return words.strip("-").removesuffix("-error")


def title(kind: type[errors.RegistryError]) -> str:
    """The first line of an error's docstring."""
    return (inspect.getdoc(kind) or "").splitlines()[0]


def problem(error: errors.RegistryError) -> dict[str, object]:
    """Title from the docstring, detail from the message, the rest from the error's own fields."""
    kind = type(error)
    return vars(error) | {
        "type": f"/problems/{slug(kind)}",
        "title": title(kind),
        "status": STATUS[kind],
        "detail": str(error),
    }


def plain_problem(status: int, detail: str, **more: object) -> dict[str, object]:
    """A problem with a request as such."""
    try:
        name, words = BEFORE_ROUTES[status]
    except KeyError:
        phrase = HTTPStatus(status).phrase
        name, words = phrase.lower().replace(" ", "-"), f"{phrase}."
    return {
        "type": f"/problems/{name}",
        "title": words,
        "status": status,
        "detail": detail,
        **more,
    }


def respond(value: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A problem as an answer."""
    return Response(
        written(value), status_code=value["status"], headers=headers, media_type=MEDIA_TYPE
    )


def install(app: FastAPI) -> None:
    """Answer every error with its problem."""

    @app.exception_handler(errors.RegistryError)
    async def refused(_: Request, error: errors.RegistryError) -> Response:
        later = {"Retry-After": "1"} if isinstance(error, errors.DatabaseBusyError) else None
        return respond(problem(error), later)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        found = [{"path": _path(e["loc"]), "message": _message(e)} for e in error.errors()]
        detail = "; ".join(f"{e['path']}: {e['message']}" for e in found[:3])
        return respond(plain_problem(422, detail, errors=found))

    @app.exception_handler(HTTPException)
    async def unrouted(request: Request, error: HTTPException) -> Response:
        detail = _DETAILS.get(error.status_code, "{said}").format(
            method=request.method, path=request.url.path, said=error.detail
        )
        return respond(plain_problem(error.status_code, detail), error.headers)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        reference = uuid4().hex[:12]
        _log.error("%s: %s %s failed", reference, request.method, request.url.path, exc_info=error)
        detail = f"what happened stands in the server's log under {reference}"
        return respond(plain_problem(500, detail, reference=reference))


_DETAILS = {
    400: "the body can not be read as JSON in UTF-8",
    404: "there is nothing at '{path}'; the API begins at /api/v1",
    405: "{method} is not possible at '{path}'",
}


def _path(location: tuple[int | str, ...]) -> str:
    """Where it is wrong: `body.files`, `query.limit`."""
    return ".".join(str(step) for step in location)


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] == "json_invalid":
        return f"this is not JSON: {error['ctx']['error']}"
    said = str(error["msg"]).removeprefix("Value error, ")
    return said[:1].lower() + said[1:]
