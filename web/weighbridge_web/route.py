"""A page's route: it matches the path as it was sent, and decodes each part only afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from starlette.routing import Match, Route

if TYPE_CHECKING:
    from starlette.types import Scope


class PageRoute(Route):
    """A route whose parameters may hold any character, a percent-encoded slash included.

    The server decodes a path before it is matched, and a subject named `edi/orders` would then be
    two parts of it. So what is matched is the path as it came over the wire.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match the raw path; what is handed to the page is decoded."""
        if scope["type"] != "http":
            return Match.NONE, {}
        match, child = super().matches({**scope, "path": _sent(scope)})
        if match is not Match.NONE:
            given = child["path_params"]
            child["path_params"] = {name: unquote(value) for name, value in given.items()}
        return match, child


def _sent(scope: Scope) -> str:
    """The path as it was sent; a server that does not keep it gets it encoded anew."""
    raw: bytes | None = scope.get("raw_path")
    if raw is None:
        return quote(scope["path"])
    return raw.partition(b"?")[0].decode("latin-1")
