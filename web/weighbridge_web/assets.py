"""The files that pages load: read once, addressed by their content, kept by browsers for good."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from starlette.requests import Request

FOREVER = "public, max-age=31536000, immutable"

#: below this, compression gains nothing
SMALL = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file as it is sent."""

    body: bytes
    packed: bytes | None
    media_type: str
    digest: str


@cache
def assets() -> dict[str, Asset]:
    """All files under `static`, by their path there."""
    return dict(_found(files("weighbridge_web") / "static", ""))


def _found(folder: Traversable, under: str) -> list[tuple[str, Asset]]:
    found: list[tuple[str, Asset]] = []
    for entry in folder.iterdir():
        name = f"{under}{entry.name}"
        found += _found(entry, f"{name}/") if entry.is_dir() else [(name, _read(entry))]
    return found


def _read(file: Traversable) -> Asset:
    body = file.read_bytes()
    guessed = mimetypes.guess_type(file.name)[0] or "text/plain"
    text = guessed.startswith("text/") or guessed.endswith(("javascript", "json", "xml"))
    return Asset(
        body=body,
        packed=gzip.compress(body, mtime=0) if text and len(body) > SMALL else None,
        media_type=f"{guessed}; charset=utf-8" if text else guessed,
        digest=hashlib.sha256(body).hexdigest()[:12],
    )


def address(name: str) -> str:
    """Where a page finds a file; another content has another address."""
    return f"/static/{assets()[name].digest}/{name}"


def serve(request: Request) -> Response:
    """Send a file. Only under the address of its present content may it be kept for good.

    A page from before an update may ask under an older address: it gets the present file, to be
    asked for again, since an unstyled page would help nobody.
    """
    asset = assets().get(request.path_params["name"])
    if asset is None:
        raise HTTPException(404, f"there is no file {request.path_params['name']!r}")
    current = request.path_params["digest"] == asset.digest
    headers = {
        "Cache-Control": FOREVER if current else "no-cache",
        "ETag": f'"{asset.digest}"',
        "Vary": "Accept-Encoding",
    }
    body = asset.body
    if asset.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body = asset.packed
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=asset.media_type, headers=headers)
