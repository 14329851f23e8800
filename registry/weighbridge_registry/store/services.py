"""Services and their releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, tuple_, update

from weighbridge_registry.errors import NoSuchReleaseError, NoSuchServiceError
from weighbridge_registry.store.once import insert_new
from weighbridge_registry.store.paging import moment, page, position
from weighbridge_registry.store.records import Page, Provided, Release, Service
from weighbridge_registry.store.tables import (
    release_provides,
    releases,
    services,
    stamped,
    versions,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Select


class Services:
    """Who provides and consumes contracts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> Service:
        """One service."""
        if found := self.find(name):
            return found
        raise NoSuchServiceError(name)

    def find(self, name: str) -> Service | None:
        """One service, if there is one of that name."""
        row = self._connection.execute(_SERVICES.where(services.c.name == name)).mappings().first()
        return Service(**row) if row else None

    def listed(self, *, limit: int = 50, cursor: str | None = None) -> Page[Service]:
        """The services by name."""
        query = _SERVICES.order_by(services.c.name).limit(limit + 1)
        if after := position(cursor, str):
            query = query.where(services.c.name > after[0])
        found = [Service(**row) for row in self._connection.execute(query).mappings()]
        return page(found, limit, lambda service: [service.name])

    def all(self) -> tuple[Service, ...]:
        """Every service, by name."""
        rows = self._connection.execute(_SERVICES.order_by(services.c.name)).mappings()
        return tuple(Service(**row) for row in rows)

    def put(self, service: Service, *, now: datetime) -> bool:
        """Keep a service, new or with new facts about it; says whether it is new."""
        facts = {"description": service.description, "owner": service.owner}
        here = services.c.name == service.name
        if self._connection.execute(update(services).where(here).values(facts)).rowcount:
            return False
        row = {"name": service.name, "created_at": now, **facts}
        return insert_new(self._connection, services, row)

    def release(self, service: str, release: str) -> Release:
        """One release of a service."""
        if found := self.find_release(service, release):
            return found
        self.get(service)
        raise NoSuchReleaseError(service, release)

    def find_release(self, service: str, release: str) -> Release | None:
        """One release of a service, if it was recorded."""
        query = _RELEASES.where(releases.c.service == service, releases.c.release == release)
        found = self._read(self._connection.execute(query).mappings().all())
        return found[0] if found else None

    def releases(
        self, service: str, *, limit: int = 50, cursor: str | None = None
    ) -> Page[Release]:
        """The releases of a service, newest first."""
        query = _RELEASES.where(releases.c.service == service)
        if after := position(cursor, str, str):
            at = moment(cursor, after[0])
            earlier = releases.c.recorded_at < at
            beside = (releases.c.recorded_at == at) & (releases.c.release < after[1])
            query = query.where(earlier | beside)
        query = query.order_by(releases.c.recorded_at.desc(), releases.c.release.desc())
        found = self._read(self._connection.execute(query.limit(limit + 1)).mappings().all())
        return page(found, limit, lambda r: [stamped(r.recorded_at), r.release])

    def newest(self) -> dict[str, tuple[Release, int]]:
        """The newest release of each service that has one, and how many it has."""
        place = func.row_number().over(
            partition_by=releases.c.service,
            order_by=(releases.c.recorded_at.desc(), releases.c.release.desc()),
        )
        count = func.count().over(partition_by=releases.c.service)
        placed = select(releases, place.label("place"), count.label("count")).subquery()
        rows = self._connection.execute(select(placed).where(placed.c.place == 1)).mappings().all()
        found = self._read([{c.name: row[c.name] for c in releases.c} for row in rows])
        return {r.service: (r, row["count"]) for r, row in zip(found, rows, strict=True)}

    def add_release(self, release: Release) -> bool:
        """Keep a release; says whether it was new. One that is there stays as it is."""
        row = {
            "service": release.service,
            "release": release.release,
            "commit": release.commit,
            "branch": release.branch,
            "recorded_at": release.recorded_at,
        }
        if not insert_new(self._connection, releases, row):
            return False
        rows = [
            {
                "service": release.service,
                "release": release.release,
                "subject": provided.subject,
                "number": provided.number,
            }
            for provided in release.provides
        ]
        if rows:
            self._connection.execute(insert(release_provides), rows)
        return True

    def complete(self, release: Release) -> None:
        """Keep where a release comes from, which was not said when it was recorded."""
        here = (releases.c.service == release.service) & (releases.c.release == release.release)
        facts = {"commit": release.commit, "branch": release.branch}
        self._connection.execute(update(releases).where(here).values(facts))

    def _read(self, rows: Iterable[Mapping[Any, Any]]) -> list[Release]:
        found = [dict(row) for row in rows]
        keys = [(row["service"], row["release"]) for row in found]
        provides: dict[tuple[str, str], list[Provided]] = {key: [] for key in keys}
        for row in self._connection.execute(
            _PROVIDES.where(
                tuple_(release_provides.c.service, release_provides.c.release).in_(keys)
            )
        ):
            provided = Provided(row.subject, row.number, row.label)
            provides[row.service, row.release].append(provided)
        return [
            Release(**row, provides=tuple(provides[key]))
            for row, key in zip(found, keys, strict=True)
        ]


_SERVICES: Select[Any] = select(services.c.name, services.c.description, services.c.owner)
_RELEASES: Select[Any] = select(releases)
_PROVIDES: Select[Any] = (
    select(release_provides, versions.c.label)
    .join(
        versions,
        (versions.c.subject == release_provides.c.subject)
        & (versions.c.number == release_provides.c.number),
    )
    .order_by(release_provides.c.subject, release_provides.c.number)
)
