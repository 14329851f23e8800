"""What consumers expect of providers, and which of their releases do."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from weighbridge_registry.errors import NoSuchPactError, PublishedMeanwhileError
from weighbridge_registry.store.once import insert_new
from weighbridge_registry.store.paging import page, position
from weighbridge_registry.store.records import Deployment, PactRecord, Page, Publication
from weighbridge_registry.store.tables import (
    deployments,
    pact_publications,
    pacts,
    subject_providers,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Select


class Pacts:
    """Consumers' expectations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, digest: str) -> PactRecord:
        """One pact."""
        if found := self.find(digest):
            return found
        raise NoSuchPactError(digest)

    def find(self, digest: str) -> PactRecord | None:
        """One pact, if it was published."""
        query = select(pacts).where(pacts.c.digest == digest)
        row = self._connection.execute(query).mappings().first()
        return PactRecord(**row) if row else None

    def add(self, pact: PactRecord) -> None:
        """Keep a pact, of which the content is kept already as a version of its subject."""
        try:
            self._connection.execute(insert(pacts).values(**asdict(pact)))
        except IntegrityError as error:
            raise PublishedMeanwhileError(pact.subject, str(pact.number)) from error

    def publish(self, publication: Publication) -> bool:
        """Record that a release expects a pact; says whether that was not known yet."""
        row = {
            "consumer": publication.consumer,
            "release": publication.release,
            "provider": publication.provider,
            "pact": publication.pact,
            "branch": publication.branch,
            "published_at": publication.published_at,
        }
        return insert_new(self._connection, pact_publications, row)

    def published(self, consumer: str, release: str, provider: str) -> Publication | None:
        """What a release expects of a provider."""
        query = _PUBLICATIONS.where(
            pact_publications.c.consumer == consumer,
            pact_publications.c.release == release,
            pact_publications.c.provider == provider,
        )
        return next(iter(self._read(query)), None)

    def by(self, consumer: str, release: str) -> tuple[Publication, ...]:
        """All that a release expects."""
        return self._read(
            _PUBLICATIONS.where(
                pact_publications.c.consumer == consumer, pact_publications.c.release == release
            ).order_by(pact_publications.c.provider)
        )

    def on(self, *providers: str) -> tuple[Publication, ...]:
        """All that any release expects of a provider, by any of the names it goes by."""
        return self._read(
            _PUBLICATIONS.where(pact_publications.c.provider.in_(providers)).order_by(
                pact_publications.c.consumer, pact_publications.c.release
            )
        )

    def live(
        self, environment: str, providers: Iterable[str]
    ) -> tuple[tuple[Publication, Deployment], ...]:
        """What the releases that run in an environment expect of a provider, and where they run."""
        query = (
            _PUBLICATIONS.add_columns(
                deployments.c.environment, deployments.c.scope, deployments.c.since
            )
            .join(
                deployments,
                (deployments.c.service == pact_publications.c.consumer)
                & (deployments.c.release == pact_publications.c.release),
            )
            .where(
                deployments.c.environment == environment,
                pact_publications.c.provider.in_(list(providers)),
            )
            .order_by(
                pact_publications.c.consumer, pact_publications.c.provider, deployments.c.scope
            )
        )
        found = []
        for row in self._connection.execute(query).mappings():
            parts = dict(row)
            place = {key: parts.pop(key) for key in ("environment", "scope", "since")}
            publication = Publication(**parts)
            deployment = Deployment(
                **place, service=publication.consumer, release=publication.release
            )
            found.append((publication, deployment))
        return tuple(found)

    def listed(
        self,
        *,
        provider: str | None = None,
        consumer: str | None = None,
        environment: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Publication]:
        """What releases expect, by consumer; a service as provider stands for its subjects too.

        With an environment, only what the releases expect that run there.
        """
        c = pact_publications.c
        query = _PUBLICATIONS.order_by(c.consumer, c.release, c.provider).limit(limit + 1)
        if provider is not None:
            provided = select(subject_providers.c.subject).where(
                subject_providers.c.service == provider
            )
            query = query.where((c.provider == provider) | c.provider.in_(provided))
        if consumer is not None:
            query = query.where(c.consumer == consumer)
        if environment is not None:
            runs = select(deployments.c.release).where(
                deployments.c.environment == environment,
                deployments.c.service == c.consumer,
                deployments.c.release == c.release,
            )
            query = query.where(runs.exists())
        if after := position(cursor, str, str, str):
            name, release, other = after
            same = c.consumer == name
            query = query.where(
                (c.consumer > name)
                | (same & (c.release > release))
                | (same & (c.release == release) & (c.provider > other))
            )
        return page(self._read(query), limit, lambda p: [p.consumer, p.release, p.provider])

    def _read(self, query: Select[Any]) -> tuple[Publication, ...]:
        return tuple(Publication(**row) for row in self._connection.execute(query).mappings())


_PUBLICATIONS: Select[Any] = select(
    *pact_publications.c, pacts.c.subject, pacts.c.number, pacts.c.contract
).join(pacts, pacts.c.digest == pact_publications.c.pact)
