"""What runs where, and what ever ran."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from weighbridge_registry.errors import NoSuchDeploymentError
from weighbridge_registry.store.paging import page, position
from weighbridge_registry.store.records import Deployment, Page, Provided, Running
from weighbridge_registry.store.tables import (
    deployment_history,
    deployments,
    release_provides,
    versions,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select


class Deployments:
    """The releases that run, by environment, service and scope."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, deployment: Deployment) -> None:
        """Record that a release runs, in place of the one that did."""
        self._end(deployment)
        row = {
            "environment": deployment.environment,
            "service": deployment.service,
            "scope": deployment.scope,
            "release": deployment.release,
        }
        self._connection.execute(insert(deployments).values(row | {"since": deployment.since}))
        started = row | {"started_at": deployment.since}
        self._connection.execute(insert(deployment_history).values(started))

    def remove(self, environment: str, service: str, scope: str, *, now: datetime) -> Deployment:
        """Record that a service runs no more in an environment."""
        query = select(deployments).where(*_at(deployments.c, environment, service, scope))
        row = self._connection.execute(query).mappings().first()
        if row is None:
            raise NoSuchDeploymentError(environment, service, scope)
        gone = Deployment(**row)
        self._end(
            Deployment(
                environment=environment,
                service=service,
                scope=scope,
                release=gone.release,
                since=now,
            )
        )
        return gone

    def listed(
        self, environment: str, *, limit: int = 50, cursor: str | None = None
    ) -> Page[Deployment]:
        """What runs in an environment, by service and scope."""
        query = select(deployments).where(deployments.c.environment == environment)
        if after := position(cursor, str, str):
            service, scope = after
            beside = (deployments.c.service == service) & (deployments.c.scope > scope)
            query = query.where((deployments.c.service > service) | beside)
        query = query.order_by(deployments.c.service, deployments.c.scope).limit(limit + 1)
        return page(self._all(query), limit, lambda d: [d.service, d.scope])

    def all(self, environment: str | None = None) -> tuple[Deployment, ...]:
        """What runs, everywhere or in one environment."""
        query = select(deployments).order_by(
            deployments.c.service, deployments.c.scope, deployments.c.environment
        )
        if environment is not None:
            query = query.where(deployments.c.environment == environment)
        return tuple(self._all(query))

    def of(self, service: str) -> tuple[Deployment, ...]:
        """Where a service runs."""
        query = select(deployments).where(deployments.c.service == service)
        return tuple(self._all(query.order_by(deployments.c.environment, deployments.c.scope)))

    def running(
        self, *, subject: str | None = None, environment: str | None = None
    ) -> tuple[Running, ...]:
        """The versions that run: of a subject or of all, in an environment or in all."""
        query = _RUNNING
        if subject is not None:
            query = query.where(release_provides.c.subject == subject)
        if environment is not None:
            query = query.where(deployments.c.environment == environment)
        return tuple(
            Running(
                provided=Provided(row.subject, row.number, row.label),
                deployment=Deployment(
                    environment=row.environment,
                    service=row.service,
                    release=row.release,
                    scope=row.scope,
                    since=row.since,
                ),
            )
            for row in self._connection.execute(query)
        )

    def ran_in(self, service: str, release: str) -> frozenset[str]:
        """The environments in which a release runs or has run."""
        here = deployment_history.c.service == service
        query = select(deployment_history.c.environment).where(
            here, deployment_history.c.release == release
        )
        return frozenset(self._connection.scalars(query))

    def ran(self, environment: str, service: str) -> tuple[str, ...]:
        """The releases of a service that run or ran in an environment."""
        c = deployment_history.c
        query = select(c.release).distinct()
        here = query.where(c.environment == environment, c.service == service)
        return tuple(self._connection.scalars(here.order_by(c.release)))

    def _end(self, deployment: Deployment) -> None:
        where = (deployment.environment, deployment.service, deployment.scope)
        self._connection.execute(delete(deployments).where(*_at(deployments.c, *where)))
        self._connection.execute(
            update(deployment_history)
            .where(
                *_at(deployment_history.c, *where),
                deployment_history.c.ended_at.is_(None),
            )
            .values(ended_at=deployment.since)
        )

    def _all(self, query: Select[Any]) -> list[Deployment]:
        return [Deployment(**row) for row in self._connection.execute(query).mappings()]


def _at(columns: Any, environment: str, service: str, scope: str) -> list[ColumnElement[bool]]:
    return [
        columns.environment == environment,
        columns.service == service,
        columns.scope == scope,
    ]


_RUNNING: Select[Any] = (
    select(release_provides.c.subject, release_provides.c.number, versions.c.label, *deployments.c)
    .join(
        deployments,
        (deployments.c.service == release_provides.c.service)
        & (deployments.c.release == release_provides.c.release),
    )
    .join(
        versions,
        (versions.c.subject == release_provides.c.subject)
        & (versions.c.number == release_provides.c.number),
    )
    .order_by(
        release_provides.c.subject,
        versions.c.rank,
        deployments.c.environment,
        deployments.c.service,
        deployments.c.scope,
    )
)
