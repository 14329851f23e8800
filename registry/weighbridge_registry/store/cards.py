"""What is said of versions beside their documents: the newest card of each."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from weighbridge_registry.store.once import insert_new, insert_once
from weighbridge_registry.store.tables import blobs, cards

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from weighbridge_registry.store.records import Version


class Cards:
    """The cards of versions. A document never changes; what is promised of it may be said anew."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, version: Version) -> bytes | None:
        """The card of a version, as it was said last; None where there is none."""
        query = select(blobs.c.content).join(cards, blobs.c.digest == cards.c.digest)
        here = (cards.c.subject == version.subject, cards.c.number == version.number)
        return self._connection.scalar(query.where(*here))

    def put(self, version: Version, card: bytes, *, now: datetime) -> None:
        """Keep a card in place of the one before."""
        digest = hashlib.sha256(card).hexdigest()
        insert_once(self._connection, blobs, [{"digest": digest, "content": card}])
        key = {"subject": version.subject, "number": version.number}
        said = {"digest": digest, "said_at": now}
        if not insert_new(self._connection, cards, key | said):
            here = (cards.c.subject == version.subject, cards.c.number == version.number)
            self._connection.execute(update(cards).where(*here).values(said))
