"""The audit log's rows. What makes a chain of them stands in `weighbridge_registry.audit`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from weighbridge_registry.store.paging import page, position
from weighbridge_registry.store.records import Entry, Page
from weighbridge_registry.store.tables import audit, audit_head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


class Audit:
    """Who wrote what, and when: entries are added, and that is all."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self) -> tuple[int, str]:
        """The number and hash of the last entry, which stays so until the transaction ends."""
        query = select(audit_head.c.number, audit_head.c.hash).with_for_update()
        number, last = self._connection.execute(query).one()
        return number, last

    def head(self) -> tuple[int, str]:
        """The number and hash of the last entry."""
        number, last = self._connection.execute(
            select(audit_head.c.number, audit_head.c.hash)
        ).one()
        return number, last

    def add(self, entry: Entry) -> None:
        """Put an entry at the end, which the caller holds."""
        self._connection.execute(insert(audit).values(**asdict(entry)))
        end = {"number": entry.number, "hash": entry.hash}
        self._connection.execute(update(audit_head).values(end))

    def all(self) -> Iterator[Entry]:
        """Every entry, first to last."""
        query = select(audit).order_by(audit.c.number).execution_options(yield_per=1000)
        for row in self._connection.execute(query).mappings():
            yield Entry(**row)

    def listed(
        self,
        *,
        action: str | None = None,
        subject: str | None = None,
        actor: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Entry]:
        """The entries, newest first."""
        query = select(audit).order_by(audit.c.number.desc()).limit(limit + 1)
        for column, value in (
            (audit.c.action, action),
            (audit.c.subject, subject),
            (audit.c.actor, actor),
        ):
            if value is not None:
                query = query.where(column == value)
        if after := position(cursor, int):
            query = query.where(audit.c.number < after[0])
        rows = self._connection.execute(query).mappings()
        return page([Entry(**row) for row in rows], limit, lambda entry: [entry.number])
