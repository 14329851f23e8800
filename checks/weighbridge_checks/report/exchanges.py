"""A whole message as a value: request, response or event, and how to send it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.report import curl
from weighbridge_checks.report.plain import plain
from weighbridge_checks.verdicts.exchange import Event, Request, Response

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.exchange import Exchange, Texts


def as_values(exchange: Exchange | None) -> dict[str, Any]:
    """The three members of a proof, of which at most one is there."""
    return {
        "request": _request(exchange) if isinstance(exchange, Request) else None,
        "response": _response(exchange) if isinstance(exchange, Response) else None,
        "message": _event(exchange) if isinstance(exchange, Event) else None,
    }


def _request(request: Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": curl.url(request),
        "path": request.path,
        "query": _texts(request.query),
        "headers": _texts(tuple(curl.headers(request))),
        "cookies": _texts(request.cookies),
        "has_body": request.has_body,
        "body": plain(request.body),
        "curl": curl.command(request),
    }


def _response(response: Response) -> dict[str, Any]:
    media = (("Content-Type", response.media_type),) if response.media_type else ()
    return {
        "status": response.status,
        "headers": _texts((*response.headers, *media)),
        "has_body": response.has_body,
        "body": plain(response.body),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "channel": event.channel,
        "name": event.name,
        "content_type": event.content_type,
        "has_headers": event.has_headers,
        "headers": plain(event.headers),
        "has_key": event.has_key,
        "key": plain(event.key),
        "payload": plain(event.payload),
    }


def _texts(texts: Texts) -> list[dict[str, str]]:
    """Names may come twice, so it is a list."""
    return [{"name": name, "value": value} for name, value in texts]
