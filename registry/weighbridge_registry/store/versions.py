"""Versions of subjects, and their content."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from weighbridge_registry.errors import (
    NoSuchFileError,
    NoSuchSubjectError,
    NoSuchVersionError,
    PublishedMeanwhileError,
)
from weighbridge_registry.store.once import insert_once
from weighbridge_registry.store.paging import page, position
from weighbridge_registry.store.records import Page, Version
from weighbridge_registry.store.tables import blobs, subjects, version_files, versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from sqlalchemy import Connection, Select

#: the label that means the highest version: of the releases, or of the candidates if all are such
LATEST = "latest"
_LARGEST = 2**31 - 1
_MOST_DIGITS = 10


class Versions:
    """What was published, which never changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, subject: str, wanted: str) -> Version:
        """One version of a subject: by its label, by its number, or the latest."""
        found = self.latest(subject) if wanted == LATEST else self.labelled(subject, wanted)
        if not found and wanted.isascii() and wanted.isdigit() and len(wanted) <= _MOST_DIGITS:
            found = self.numbered(subject, int(wanted))
        if found:
            return found
        known = select(subjects.c.name).where(subjects.c.name == subject)
        if self._connection.scalar(known) is None:
            raise NoSuchSubjectError(subject)
        raise NoSuchVersionError(subject, wanted)

    def labelled(self, subject: str, label: str) -> Version | None:
        """The version with a label."""
        return self._one(_of(subject).where(versions.c.label == label))

    def numbered(self, subject: str, number: int) -> Version | None:
        """The version with a number."""
        if number > _LARGEST:
            return None
        return self._one(_of(subject).where(versions.c.number == number))

    def ranked(self, subject: str, rank: str) -> Version | None:
        """The version whose label has the same precedence."""
        return self._one(_of(subject).where(versions.c.rank == rank))

    def same(self, subject: str, digest: str) -> Version | None:
        """The first version of a subject that has this very content."""
        query = _of(subject).where(versions.c.digest == digest)
        return self._one(query.order_by(versions.c.number))

    def latest(self, subject: str) -> Version | None:
        """The highest release, or the highest candidate where there is no release."""
        return self._one(_of(subject).order_by(versions.c.stable.desc(), versions.c.rank.desc()))

    def before(self, subject: str, rank: str) -> Version | None:
        """What a version is weighed against: the highest release below it.

        Candidates are passed over, since they promise nothing; they only count where there is
        no release below.
        """
        query = _of(subject).where(versions.c.rank < rank)
        return self._one(query.order_by(versions.c.stable.desc(), versions.c.rank.desc()))

    def listed(self, subject: str, *, limit: int = 50, cursor: str | None = None) -> Page[Version]:
        """The versions of a subject, highest first."""
        query = _of(subject).order_by(versions.c.rank.desc()).limit(limit + 1)
        if after := position(cursor, str):
            query = query.where(versions.c.rank < after[0])
        return page(self._all(query), limit, lambda version: [version.rank])

    def all(self, subject: str) -> tuple[Version, ...]:
        """Every version of a subject, highest first."""
        return tuple(self._all(_of(subject).order_by(versions.c.rank.desc())))

    def next(self, subject: str) -> int:
        """The number that the next version will have."""
        query = select(func.max(versions.c.number)).where(versions.c.subject == subject)
        return (self._connection.scalar(query) or 0) + 1

    def add(self, version: Version, files: Mapping[str, bytes]) -> None:
        """Keep a version. Its number and label are taken for good: the keys see to that."""
        digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
        contents = {digests[path]: data for path, data in files.items()}
        rows = [{"digest": key, "content": contents[key]} for key in sorted(contents)]
        insert_once(self._connection, blobs, rows)
        here = {"subject": version.subject, "number": version.number}
        try:
            self._connection.execute(insert(versions).values(**asdict(version)))
        except IntegrityError as error:
            raise PublishedMeanwhileError(version.subject, version.label) from error
        self._connection.execute(
            insert(version_files),
            [here | {"path": path, "digest": key} for path, key in sorted(digests.items())],
        )

    def files(self, version: Version) -> dict[str, str]:
        """The paths of a version's files, with the digests of their content."""
        query = select(version_files.c.path, version_files.c.digest).where(*_files_of(version))
        rows = self._connection.execute(query.order_by(version_files.c.path))
        return {row.path: row.digest for row in rows}

    def files_of_all(
        self, subject: str, numbers: Iterable[int] | None = None
    ) -> dict[int, dict[str, str]]:
        """The files of these versions of a subject, or of every one, by number."""
        c = version_files.c
        query = select(c.number, c.path, c.digest).where(c.subject == subject)
        if numbers is not None:
            query = query.where(c.number.in_(sorted(numbers)))
        found: dict[int, dict[str, str]] = {}
        for number, path, digest in self._connection.execute(query.order_by(c.number, c.path)):
            found.setdefault(number, {})[path] = digest
        return found

    def contents(self, version: Version) -> dict[str, bytes]:
        """The files of a version."""
        query = select(version_files.c.path, blobs.c.content).join(
            blobs, blobs.c.digest == version_files.c.digest
        )
        rows = self._connection.execute(query.where(*_files_of(version)))
        return {row.path: row.content for row in rows}

    def file(self, version: Version, path: str) -> tuple[str, bytes]:
        """One file of a version, with the digest of its content."""
        query = select(blobs.c.digest, blobs.c.content).join(
            version_files, blobs.c.digest == version_files.c.digest
        )
        row = self._connection.execute(
            query.where(*_files_of(version), version_files.c.path == path)
        ).first()
        if row is None:
            raise NoSuchFileError(version.subject, version.label, path)
        return row.digest, row.content

    def _one(self, query: Select[Any]) -> Version | None:
        row = self._connection.execute(query.limit(1)).mappings().first()
        return Version(**row) if row else None

    def _all(self, query: Select[Any]) -> list[Version]:
        return [Version(**row) for row in self._connection.execute(query).mappings()]


def _of(subject: str) -> Select[Any]:
    return select(versions).where(versions.c.subject == subject)


def _files_of(version: Version) -> tuple[Any, Any]:
    return (
        version_files.c.subject == version.subject,
        version_files.c.number == version.number,
    )
