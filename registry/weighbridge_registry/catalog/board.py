"""What runs where, for the board and for the list of services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_registry.catalog.views import (
    Board,
    BoardRow,
    Cell,
    EnvironmentView,
    RunsIn,
    ServiceView,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weighbridge_registry.store import Store
    from weighbridge_registry.store.records import Deployment, Environment, Provided


def board(store: Store) -> Board:
    """The environments as columns in the order of their path, and what runs in each."""
    environments = store.environments.all()
    provides = _provides(store)
    runs: dict[tuple[str, str], dict[str, Deployment]] = {}
    for d in store.deployments.all():
        runs.setdefault((d.service, d.scope), {})[d.environment] = d
    rows = []
    for (service, scope), here in sorted(runs.items()):
        cells = (_cell(e, environments, here, provides) for e in environments)
        rows.append(BoardRow(service=service, scope=scope, cells=tuple(cells)))
    return Board(
        environments=tuple(
            EnvironmentView(name=e.name, after=e.after, gates=e.gates, production=e.production)
            for e in environments
        ),
        rows=tuple(rows),
    )


def services(store: Store) -> tuple[ServiceView, ...]:
    """The services by name, each with its newest release."""
    newest = store.services.newest()
    order = {e.name: i for i, e in enumerate(store.environments.all())}
    runs: dict[str, list[Deployment]] = {}
    for d in store.deployments.all():
        runs.setdefault(d.service, []).append(d)
    found = []
    for service in store.services.all():
        release, count = newest.get(service.name, (None, 0))
        here = sorted(runs.get(service.name, []), key=lambda d: (order[d.environment], d.scope))
        found.append(
            ServiceView(
                name=service.name,
                description=service.description,
                owner=service.owner,
                releases=count,
                latest=release.release if release else None,
                provides=_pairs(release.provides if release else ()),
                runs_in=tuple(runs_in(d) for d in here),
            )
        )
    return tuple(found)


def runs_in(deployment: Deployment) -> RunsIn:
    """A deployment, as the pages show it."""
    return RunsIn(
        environment=deployment.environment,
        service=deployment.service,
        release=deployment.release,
        since=deployment.since,
        scope=deployment.scope,
    )


def _cell(
    environment: Environment,
    environments: tuple[Environment, ...],
    here: dict[str, Deployment],
    provides: dict[tuple[str, str], list[Provided]],
) -> Cell | None:
    deployment = here.get(environment.name)
    if deployment is None:
        return None
    following = [here.get(e.name) for e in environments if e.after == environment.name]
    return Cell(
        release=deployment.release,
        since=deployment.since,
        scope=deployment.scope,
        provides=_pairs(provides.get((deployment.service, deployment.release), ())),
        ahead=any(f is None or f.release != deployment.release for f in following),
    )


def _provides(store: Store) -> dict[tuple[str, str], list[Provided]]:
    found: dict[tuple[str, str], list[Provided]] = {}
    for running in store.deployments.running():
        key = (running.deployment.service, running.deployment.release)
        known = found.setdefault(key, [])
        if running.provided not in known:
            known.append(running.provided)
    return found


def _pairs(provided: Iterable[Provided]) -> tuple[tuple[str, str], ...]:
    return tuple((p.subject, p.version) for p in provided)
