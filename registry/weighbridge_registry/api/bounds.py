"""What holds of every request before a route sees it: how large, of what type, and which path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from weighbridge_registry.problems import plain_problem, respond

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_API = "/api/"
_WITH_BODY = frozenset({"PATCH", "POST", "PUT"})


class KeepEncoded:
    """Lets routes of the API match the path as it was sent, percent-encoded.

    A server decodes it first, and a subject named `edi/orders` would then be two parts of a path.
    The routes decode each part by themselves.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""
        raw: bytes | None = scope.get("raw_path")
        if scope["type"] == "http" and raw and scope["path"].startswith(_API):
            scope = {**scope, "path": raw.partition(b"?")[0].decode("latin-1")}
        await self.app(scope, receive, send)


class Bounds:
    """Refuses bodies that are too large, before they are in memory, or that are no JSON."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self.app = app
        self.largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, or refuse it."""
        if scope["type"] != "http" or scope["method"] not in _WITH_BODY:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        length = headers.get("content-length", "")
        if length.isdecimal() and len(length) <= len(str(self.largest)):
            declared = int(length)
        else:
            declared = self.largest + 1 if length.isdecimal() else 0
        body = b"" if declared > self.largest else await self._read(receive)
        if body is None or declared > self.largest:
            words = f"the body is larger than {self.largest:,} bytes; send less at once"
            await respond(plain_problem(413, words))(scope, receive, send)
            return
        if body and scope["path"].startswith(_API) and not _is_json(headers):
            words = "the body has to be JSON; send it with 'Content-Type: application/json'"
            await respond(plain_problem(415, words))(scope, receive, send)
            return
        await self.app(scope, _again(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return b"".join(parts)
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self.largest:
                return None
            if not message.get("more_body"):
                return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    told = False

    async def first_the_body() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return first_the_body


def _is_json(headers: Headers) -> bool:
    essence = headers.get("content-type", "").partition(";")[0].strip().lower()
    return essence == "application/json" or (
        essence.startswith("application/") and essence.endswith("+json")
    )
