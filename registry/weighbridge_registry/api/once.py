"""Requests that bear a key: sent twice, they are done once and answered twice."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request
from starlette.responses import Response

from weighbridge_registry.errors import KeyReusedError
from weighbridge_registry.store import Store
from weighbridge_registry.store.records import Answer

REPLAYED = {"Idempotency-Replayed": "true"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """A request that may have been answered before."""

    key: str | None
    route: str
    #: the digest of its body
    request: str

    def answered(self, store: Store) -> Response | None:
        """The answer that it got before; it is refused if the key belongs to another request."""
        if self.key is None:
            return None
        known = store.answers.find(self.key, self.route)
        if known is None:
            return None
        if known.request != self.request:
            raise KeyReusedError(self.key)
        return Response(known.body, known.status, headers=REPLAYED, media_type="application/json")

    def keep(self, store: Store, response: Response, *, now: datetime) -> Response:
        """Keep an answer, in the transaction that does what it says."""
        if self.key is not None:
            kept = Answer(
                request=self.request, status=response.status_code, body=bytes(response.body)
            )
            store.answers.add(self.key, self.route, kept, now=now)
        return response


async def once_of(
    request: Request,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=200,
            pattern="^[!-~]+$",
            description="Of two requests with the same key and body, the second does nothing.",
        ),
    ] = None,
) -> Once:
    """The request's key, with what the key stands for."""
    body = await request.body()
    return Once(
        key=key,
        route=f"{request.method} {request.url.path}",
        request=hashlib.sha256(body).hexdigest(),
    )


Keyed = Annotated[Once, Depends(once_of)]
