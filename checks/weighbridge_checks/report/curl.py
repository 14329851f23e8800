"""A request as a command that a person can copy and run."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from weighbridge_checks.report.plain import plain

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.exchange import Request

_FORM = "application/x-www-form-urlencoded"


def command(request: Request) -> str:
    """The call, quoted for a shell. All of it is plain ASCII, so that no terminal obeys it."""
    words = ["curl", "-X", request.method]
    for name, value in headers(request):
        words += ["-H", f"{name}: {value}"]
    text = body(request)
    if text is not None:
        words += ["--data-raw", text]
    return " ".join(shlex.quote(word) for word in (*words, url(request)))


def url(request: Request) -> str:
    """Server, path and query."""
    query = urlencode(request.query, quote_via=quote)
    server = quote(request.server, safe=":/?#[]@!$&'()*+,;=%~")
    return f"{server}{request.path}" + (f"?{query}" if query else "")


def headers(request: Request) -> list[tuple[str, str]]:
    """All headers, with those that follow from the rest of the request."""
    found = list(request.headers)
    if request.cookies:
        pairs = (f"{name}={quote(value, safe='')}" for name, value in request.cookies)
        found.append(("Cookie", "; ".join(pairs)))
    if request.media_type:
        media = "application/json" if request.media_type.startswith("*") else request.media_type
        found.append(("Content-Type", media))
    return found


def body(request: Request) -> str | None:
    """The body as it is written."""
    if not request.has_body:
        return None
    media = (request.media_type or "").partition(";")[0].lower()
    if media == _FORM and isinstance(request.body, dict):
        pairs = {k: v if isinstance(v, str) else json.dumps(v) for k, v in request.body.items()}
        return urlencode(pairs)
    if media.startswith("text/") and isinstance(request.body, str) and request.body.isascii():
        return request.body
    return json.dumps(plain(request.body))
