"""What was seen of releases and said of them, beside tries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from weighbridge_registry.store.paging import page, position
from weighbridge_registry.store.records import EvidenceRecord, Page
from weighbridge_registry.store.tables import evidence

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select


class Evidence:
    """Evidence, each entry for good. What the newest says of a thing counts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, record: EvidenceRecord) -> int:
        """Keep an entry; gives its number."""
        row = {name: getattr(record, name) for name in evidence.c.keys() if name != "id"}  # noqa: SIM118 - columns are no mapping
        key: Any = self._connection.execute(insert(evidence).values(row)).inserted_primary_key
        return int(key[0])

    def of(self, service: str, release: str) -> tuple[EvidenceRecord, ...]:
        """All that is known of a release, oldest first."""
        return tuple(self._all(_of(service, release).order_by(evidence.c.id)))

    def listed(
        self, service: str, release: str, *, limit: int = 50, cursor: str | None = None
    ) -> Page[EvidenceRecord]:
        """What is known of a release, newest first."""
        query = _of(service, release).order_by(evidence.c.id.desc()).limit(limit + 1)
        if after := position(cursor, int):
            query = query.where(evidence.c.id < after[0])
        return page(self._all(query), limit, lambda record: [record.id])

    def _all(self, query: Select[Any]) -> list[EvidenceRecord]:
        return [EvidenceRecord(**row) for row in self._connection.execute(query).mappings()]


def _of(service: str, release: str) -> Select[Any]:
    return select(evidence).where(evidence.c.service == service, evidence.c.release == release)
