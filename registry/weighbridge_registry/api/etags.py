"""Answers that a client may have already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

#: of what never changes: a year, which is as long as anybody keeps anything
IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}


def tagged(
    asked: str | None,
    digest: str,
    body: bytes | str,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer with its tag; without its body, where the client says that it has it."""
    marks = {"ETag": f'"{digest}"', **(headers or {})}
    if asked is not None and _has(asked, digest):
        return Response(status_code=304, headers=marks)
    return Response(body, headers=marks, media_type=media_type)


def _has(asked: str, digest: str) -> bool:
    tags = (tag.strip().removeprefix("W/") for tag in asked.split(","))
    return any(tag in ("*", f'"{digest}"') for tag in tags)
