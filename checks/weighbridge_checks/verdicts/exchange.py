"""A whole message as it crosses: an HTTP request, a response, or an event."""

from __future__ import annotations

from typing import Any, NamedTuple

#: names with their values as text, in their order
Texts = tuple[tuple[str, str], ...]


class Request(NamedTuple):
    """An HTTP request by the writer's document, all of it."""

    method: str
    #: where the server is, without a slash at the end
    server: str
    #: percent-encoded, with its parameters filled in
    path: str
    query: Texts = ()
    headers: Texts = ()
    cookies: Texts = ()
    media_type: str | None = None
    has_body: bool = False
    body: Any = None


class Response(NamedTuple):
    """An HTTP response by the writer's document, all of it."""

    status: int
    headers: Texts = ()
    media_type: str | None = None
    has_body: bool = False
    body: Any = None


class Event(NamedTuple):
    """A message on a channel by the writer's document, all of it."""

    #: the address, with its parameters filled in
    channel: str
    name: str
    content_type: str | None = None
    has_headers: bool = False
    headers: Any = None
    has_key: bool = False
    key: Any = None
    payload: Any = None


Exchange = Request | Response | Event
