"""Answers that are kept to be given again when the same request comes again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from weighbridge_registry.errors import KeyInUseError
from weighbridge_registry.store.records import Answer
from weighbridge_registry.store.tables import answers

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


#: how long a request may be sent again
KEPT = timedelta(hours=72)


class Answers:
    """What requests with an Idempotency-Key were answered."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, key: str, route: str) -> Answer | None:
        """The answer that a key got on a route."""
        c = answers.c
        query = select(c.request, c.status, c.body).where(c.key == key, c.route == route)
        row = self._connection.execute(query).mappings().first()
        return Answer(**row) if row else None

    def add(self, key: str, route: str, answer: Answer, *, now: datetime) -> None:
        """Keep an answer with what it did. Of two at once one is refused, and did nothing."""
        self._connection.execute(delete(answers).where(answers.c.given_at < now - KEPT))
        row = {
            "key": key,
            "route": route,
            "request": answer.request,
            "status": answer.status,
            "body": answer.body,
            "given_at": now,
        }
        try:
            self._connection.execute(insert(answers).values(row))
        except IntegrityError as error:
            raise KeyInUseError(key) from error
