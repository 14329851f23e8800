"""The registry as seen from here: HTTP and JSON, bounded in time and size."""

from __future__ import annotations

import http.client
import json
import os
import ssl
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from weighbridge_checks import __version__
from weighbridge_checks.commands.errors import (
    RegistryRefusedError,
    RegistryUnreachableError,
    WrongUseError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = "http://127.0.0.1:8080"
LARGEST_ANSWER = 256 * 1024 * 1024
ADVICE = (
    "start one with `weighbridge serve`, or name another with --registry or WEIGHBRIDGE_REGISTRY"
)


class Registry:
    """Where a registry is, and with what it lets us in. No representation shows the token."""

    __slots__ = ("actor", "patience", "token", "url")

    def __init__(
        self,
        *,
        url: str,
        token: str | None = None,
        actor: str | None = None,
        patience: float = 30.0,
    ) -> None:
        self.url = url
        self.token = token
        #: who speaks, for the audit log
        self.actor = actor
        #: seconds without a sign of life after which it counts as gone
        self.patience = patience


def registry_at(wish: str | None, *, configured: str | None = None) -> Registry:
    """The registry to speak to: an option before the environment before a file before this machine.

    The token goes only where the option or the environment points, or to this machine: a pull
    request can change a configuration file, and must not be able to send the token elsewhere.
    """
    trusted = wish or os.environ.get("WEIGHBRIDGE_REGISTRY")
    url = (trusted or configured or HERE).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongUseError(f"'{url}' is no address of a registry; write http://host:port")
    if parts.username or parts.password:
        raise WrongUseError(
            "the address of the registry holds a password; give it in WEIGHBRIDGE_TOKEN instead"
        )
    token = os.environ.get("WEIGHBRIDGE_TOKEN") if trusted or _loopback(url) else None
    actor = os.environ.get("WEIGHBRIDGE_ACTOR") or None
    return Registry(url=url, token=token or None, actor=actor)


def path(*steps: str | int) -> str:
    """A path of the API with each step encoded, as a subject's name may hold any character."""
    return "/".join(("/api/v1", *(quote(str(step), safe="") for step in steps)))


def ask(
    registry: Registry,
    method: str,
    where: str,
    *,
    query: Mapping[str, str | None] | None = None,
    body: Any = None,
) -> Any:
    """Send one request, and give the JSON that was answered."""
    return told(registry, method, where, query=query, body=body)[0]


def told(
    registry: Registry,
    method: str,
    where: str,
    *,
    query: Mapping[str, str | None] | None = None,
    body: Any = None,
) -> tuple[Any, int]:
    """Send one request, and give the JSON that was answered with its status."""
    data, status = _sent(registry, method, where, query=query, body=body)
    if not data:
        return None, status
    try:
        return json.loads(data), status
    except ValueError as error:
        raise RegistryUnreachableError(
            registry.url, "what answers there does not speak JSON", "check the address"
        ) from error


def fetch(registry: Registry, where: str) -> bytes:
    """The bytes that stand at a path."""
    return _sent(registry, "GET", where, query=None, body=None)[0]


def _sent(
    registry: Registry,
    method: str,
    where: str,
    *,
    query: Mapping[str, str | None] | None,
    body: Any,
) -> tuple[bytes, int]:
    asked = urlencode({k: v for k, v in (query or {}).items() if v is not None})
    url = f"{registry.url}{where}{'?' + asked if asked else ''}"
    headers = {"Accept": "application/json", "User-Agent": f"weighbridge/{__version__}"}
    data = None
    if body is not None:
        data = json.dumps(body, ensure_ascii=False).encode()
        headers["Content-Type"] = "application/json"
    if registry.token:
        headers["Authorization"] = f"Bearer {registry.token}"
    if registry.actor:
        headers["X-Weighbridge-Actor"] = registry.actor
    request = urllib.request.Request(url, data=data, headers=headers, method=method)  # noqa: S310 - registry_at let only http and https through
    try:
        # no redirect is followed: it would carry the token to another host
        director = opener(registry.url, follow=False)
        with director.open(request, timeout=registry.patience) as answer:
            found: bytes = answer.read(LARGEST_ANSWER + 1)
            status: int = answer.status
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(registry, error) from error
    except (OSError, http.client.HTTPException) as error:
        raise RegistryUnreachableError(registry.url, _why(error, registry), ADVICE) from error
    if len(found) > LARGEST_ANSWER:
        reason = f"the answer is larger than {LARGEST_ANSWER // 1024 // 1024} MB"
        raise RegistryUnreachableError(registry.url, reason, "check the address")
    return found, status


def pages(
    registry: Registry, where: str, *, query: Mapping[str, str | None] | None = None
) -> Iterator[dict[str, Any]]:
    """The items of a list, page after page."""
    cursor: str | None = None
    while True:
        page = ask(
            registry, "GET", where, query={**(query or {}), "limit": "200", "cursor": cursor}
        )
        yield from member(registry, page, "items")
        following = page.get("next")
        # a cursor that does not move would ask for ever
        if not following or following == cursor:
            return
        cursor = following


def member(registry: Registry, answer: Any, name: str) -> Any:
    """A member of an answer; where it is missing, a registry of ours does not stand there."""
    if isinstance(answer, dict) and name in answer:
        return answer[name]
    raise RegistryUnreachableError(
        registry.url, f"its answer has no '{name}'", "check the address and its version"
    )


def opener(url: str, *, follow: bool) -> urllib.request.OpenerDirector:
    """What speaks HTTP and nothing else: no file, no FTP, and no proxy to this machine itself."""
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.ProxyHandler({} if _loopback(url) else None),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ]
    if follow:
        handlers.append(urllib.request.HTTPRedirectHandler())
    director = urllib.request.OpenerDirector()
    for handler in handlers:
        director.add_handler(handler)
    return director


def _loopback(url: str) -> bool:
    return (urlsplit(url).hostname or "") in ("127.0.0.1", "::1", "localhost")


def _refusal(registry: Registry, error: urllib.error.HTTPError) -> Exception:
    if 300 <= error.code < 400:  # noqa: PLR2004 - HTTP's redirects
        where = error.headers.get("Location", "elsewhere")
        return RegistryUnreachableError(
            registry.url, f"it points to {where}", "give that address, if you trust it"
        )
    try:
        problem = json.loads(error.read(1024 * 1024))
        slug = str(problem["type"]).rpartition("/")[2]
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return RegistryUnreachableError(
            registry.url,
            f"it answered {error.code} {error.reason}, not as a registry does",
            "check the address",
        )
    detail = str(problem.get("detail") or problem.get("title") or f"HTTP {error.code}")
    known = {"type", "title", "status", "detail", "instance"}
    return RegistryRefusedError(
        registry.url,
        error.code,
        slug,
        detail,
        {k: v for k, v in problem.items() if k not in known},
    )


def _why(error: Exception, registry: Registry) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ConnectionRefusedError):
        return "connection refused"
    if isinstance(cause, TimeoutError):
        return f"nothing came for {registry.patience:g} s"
    if isinstance(cause, ssl.SSLError):
        return f"its certificate or TLS was not accepted ({cause.reason or cause})"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    return " ".join(str(cause).split()) or type(cause).__name__
