"""Subjects, and who provides them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from weighbridge_registry.errors import NoSuchSubjectError
from weighbridge_registry.store.once import insert_once
from weighbridge_registry.store.paging import page, position
from weighbridge_registry.store.records import Page, Subject
from weighbridge_registry.store.tables import subject_providers, subjects, versions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select


class Subjects:
    """The names under which versions stand."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> Subject:
        """One subject."""
        if found := self.find(name):
            return found
        raise NoSuchSubjectError(name)

    def find(self, name: str) -> Subject | None:
        """One subject, if there is one of that name."""
        rows = self._connection.execute(_SUBJECTS.where(subjects.c.name == name)).all()
        return next(iter(self._read(rows)), None)

    def kind(self, name: str) -> str | None:
        """What kind of contracts a subject holds, if there is one of that name."""
        return self._connection.scalar(select(subjects.c.kind).where(subjects.c.name == name))

    def listed(
        self,
        *,
        search: str = "",
        kind: str | None = None,
        without: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Subject]:
        """The subjects by name, of a kind or without a kind, in which a text occurs."""
        query = _SUBJECTS.order_by(subjects.c.name).limit(limit + 1)
        if search:
            query = query.where(subjects.c.sought.contains(search.casefold(), autoescape=True))
        if kind:
            query = query.where(subjects.c.kind == kind)
        if without:
            query = query.where(subjects.c.kind != without)
        if after := position(cursor, str):
            query = query.where(subjects.c.name > after[0])
        found = self._read(self._connection.execute(query).all())
        return page(found, limit, lambda subject: [subject.name])

    def providers(self, name: str) -> tuple[str, ...]:
        """The services that are said to provide a subject."""
        query = select(subject_providers.c.service).where(subject_providers.c.subject == name)
        return tuple(self._connection.scalars(query.order_by(subject_providers.c.service)))

    def provided_by(self, service: str) -> tuple[str, ...]:
        """The subjects that a service is said to provide."""
        query = select(subject_providers.c.subject).where(subject_providers.c.service == service)
        return tuple(self._connection.scalars(query.order_by(subject_providers.c.subject)))

    def put(self, subject: Subject, *, now: datetime) -> None:
        """Keep a subject, new or with new facts about it. Its kind is taken for good."""
        facts = {
            "title": subject.title,
            "description": subject.description,
            "business_owner": subject.business_owner,
            "technical_owner": subject.technical_owner,
            "sought": f"{subject.name}\n{subject.title}\n{subject.description}".casefold(),
        }
        if self.kind(subject.name) is None:
            row = {"name": subject.name, "kind": subject.kind, "created_at": now, **facts}
            insert_once(self._connection, subjects, [row])
        here = subjects.c.name == subject.name
        self._connection.execute(update(subjects).where(here).values(facts))
        gone = subject_providers.c.subject == subject.name
        self._connection.execute(delete(subject_providers).where(gone))
        rows = [{"subject": subject.name, "service": s} for s in sorted(set(subject.providers))]
        if rows:
            self._connection.execute(insert(subject_providers), rows)

    def hold(self, name: str, *, kind: str, now: datetime) -> None:
        """Take a subject's turn until the transaction ends, making the subject where it is new."""
        row = {"name": name, "kind": kind, "title": "", "description": "", "created_at": now}
        insert_once(self._connection, subjects, [row | {"sought": name.casefold()}])
        query = select(subjects.c.name).where(subjects.c.name == name).with_for_update()
        self._connection.execute(query)

    def _read(self, rows: Iterable[Row[tuple[object, ...]]]) -> list[Subject]:
        found = [row._mapping for row in rows]  # noqa: SLF001 (public in spite of its name)
        names = [row["name"] for row in found]
        query = select(subject_providers).where(subject_providers.c.subject.in_(names))
        by_name: dict[str, list[str]] = {name: [] for name in names}
        for subject, service in self._connection.execute(
            query.order_by(subject_providers.c.service)
        ):
            by_name[subject].append(service)
        return [Subject(**row, providers=tuple(by_name[row["name"]])) for row in found]


def _subjects() -> Select[tuple[object, ...]]:
    mine = versions.c.subject == subjects.c.name
    latest = (
        select(versions.c.label)
        .where(mine)
        .order_by(versions.c.stable.desc(), versions.c.rank.desc())
        .limit(1)
    )
    count = select(func.count()).select_from(versions).where(mine)
    newest = select(func.max(versions.c.published_at)).where(mine)
    return select(
        subjects.c.name,
        subjects.c.kind,
        subjects.c.title,
        subjects.c.description,
        subjects.c.business_owner,
        subjects.c.technical_owner,
        latest.scalar_subquery().label("latest"),
        count.scalar_subquery().label("versions"),
        newest.scalar_subquery().label("published_at"),
    )


_SUBJECTS = _subjects()
