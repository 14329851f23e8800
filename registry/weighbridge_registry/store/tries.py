"""Releases that were tried: against the pacts of their consumers, and against their contracts."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, tuple_

from weighbridge_registry.store.paging import page, position
from weighbridge_registry.store.records import Conformance, Failure, Page, Verification
from weighbridge_registry.store.tables import conformance, verifications, versions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection, Select


class Tries:
    """What came of trying. Every try is kept; the newest counts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def verified(self, verification: Verification) -> int:
        """Record how a release did with a pact; gives the number of the record."""
        row = asdict(verification)
        del row["id"]
        row["failures"] = list(verification.failures)
        return _number(self._connection.execute(insert(verifications).values(row)))

    def newest(
        self, wanted: Iterable[tuple[str, str, str]]
    ) -> dict[tuple[str, str, str], Verification]:
        """The newest try of each pact, provider and release that was ever tried."""
        c = verifications.c
        keys = sorted(set(wanted))
        last = (
            select(func.max(c.id))
            .where(tuple_(c.pact, c.provider, c.release).in_(keys))
            .group_by(c.pact, c.provider, c.release)
        )
        query = select(verifications).where(c.id.in_(last))
        return {(v.pact, v.provider, v.release): v for v in self._verifications(query)}

    def of_pacts(self, digests: Iterable[str]) -> tuple[Verification, ...]:
        """The newest try of each release of a provider against any of these pacts."""
        c = verifications.c
        last = (
            select(func.max(c.id))
            .where(c.pact.in_(sorted(set(digests))))
            .group_by(c.pact, c.provider, c.release)
        )
        query = select(verifications).where(c.id.in_(last)).order_by(c.id)
        return tuple(self._verifications(query))

    def verifications(
        self,
        *,
        providers: Collection[str] | None = None,
        release: str | None = None,
        pact: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Verification]:
        """The tries against pacts, newest first."""
        c = verifications.c
        query = select(verifications)
        if providers is not None:
            query = query.where(c.provider.in_(sorted(providers)))
        query = _newest_first(query, c.id, {c.release: release, c.pact: pact}, limit, cursor)
        return page(self._verifications(query), limit, lambda v: [v.id])

    def conformed(self, found: Conformance) -> int:
        """Record how a release did with the contract that it provides."""
        row = asdict(found)
        del row["id"], row["version"]
        row["failures"] = [asdict(failure) for failure in found.failures]
        return _number(self._connection.execute(insert(conformance).values(row)))

    def conformance(
        self,
        *,
        service: str | None = None,
        release: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Conformance]:
        """The tries against contracts, newest first."""
        c = conformance.c
        query = select(conformance, versions.c.label.label("version")).join(
            versions,
            (versions.c.subject == c.subject) & (versions.c.number == c.number),
        )
        query = _newest_first(query, c.id, {c.service: service, c.release: release}, limit, cursor)
        rows = self._connection.execute(query).mappings()
        found = [
            Conformance(**dict(row) | {"failures": tuple(Failure(**f) for f in row["failures"])})
            for row in rows
        ]
        return page(found, limit, lambda tried: [tried.id])

    def _verifications(self, query: Select[Any]) -> list[Verification]:
        rows = self._connection.execute(query).mappings()
        return [Verification(**dict(row) | {"failures": tuple(row["failures"])}) for row in rows]


def _number(result: Any) -> int:
    key: tuple[int] = result.inserted_primary_key
    return key[0]


def _newest_first(
    query: Select[Any],
    number: Any,
    wanted: Mapping[Any, str | None],
    limit: int,
    cursor: str | None,
) -> Select[Any]:
    for column, value in wanted.items():
        if value is not None:
            query = query.where(column == value)
    if after := position(cursor, int):
        query = query.where(number < after[0])
    return query.order_by(number.desc()).limit(limit + 1)
