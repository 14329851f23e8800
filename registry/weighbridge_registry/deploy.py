"""Services, releases, environments, and the record of what runs where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.gates import GATES
from weighbridge_registry.audit import append
from weighbridge_registry.errors import NoSuchGateError, ReleaseExistsError
from weighbridge_registry.store.records import (
    Deployment,
    Environment,
    Provided,
    Release,
    Service,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weighbridge_registry.audit import Author
    from weighbridge_registry.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What is said of a release: the versions it provides, and where it comes from."""

    service: str
    release: str
    #: subject and version, the latter by label, by number or as `latest`
    provides: tuple[tuple[str, str], ...] = ()
    commit: str | None = None
    branch: str | None = None


def describe_service(store: Store, service: Service, *, author: Author) -> bool:
    """Record a service, or what is new about it; says whether it was not known."""
    new = store.services.put(service, now=author.at)
    payload = {"description": service.description, "owner": service.owner}
    append(store, author, "describe-service", service.name, payload)
    return new


def record_release(
    store: Store, announced: Announcement, *, author: Author
) -> tuple[Release, bool]:
    """Record a release, which never changes; says whether it was new.

    The first release of a service that nobody described makes the service known.
    """
    wanted = Release(
        service=announced.service,
        release=announced.release,
        recorded_at=author.at,
        commit=announced.commit,
        branch=announced.branch,
        provides=_provided(store, announced.provides),
    )
    if not store.services.find(announced.service):
        service = Service(name=announced.service, description="", owner="")
        store.services.put(service, now=author.at)
    new = store.services.add_release(wanted)
    if not new:
        known = store.services.release(announced.service, announced.release)
        _check_same(known, wanted)
        missing = replace(
            known, commit=known.commit or wanted.commit, branch=known.branch or wanted.branch
        )
        if missing == known:
            return known, False
        store.services.complete(missing)
        wanted = missing
    payload = {
        "provides": [[p.subject, p.version] for p in wanted.provides],
        "commit": wanted.commit,
        "branch": wanted.branch,
    }
    append(store, author, "release", f"{wanted.service} {wanted.release}", payload)
    return store.services.release(wanted.service, wanted.release), new


def put_environment(store: Store, environment: Environment, *, author: Author) -> bool:
    """Set up an environment, or change its place or gates; says whether it is new."""
    for gate in environment.gates:
        if gate not in GATES:
            raise NoSuchGateError(gate, tuple(GATES))
    new = store.environments.put(environment, now=author.at)
    payload = {
        "after": environment.after,
        "gates": list(environment.gates),
        "limits": dict(environment.limits),
        "waves": [list(wave) for wave in environment.waves],
        "production": environment.production,
    }
    append(store, author, "set-environment", environment.name, payload)
    return new


def deploy(
    store: Store, environment: str, service: str, release: str, scope: str, *, author: Author
) -> Deployment:
    """Record that a release runs now, in place of the one that ran in the same scope."""
    store.environments.hold(environment)
    store.services.release(service, release)
    deployment = Deployment(
        environment=environment, service=service, release=release, scope=scope, since=author.at
    )
    store.deployments.put(deployment)
    payload = {"service": service, "release": release, "scope": scope}
    append(store, author, "deploy", environment, payload)
    return deployment


def undeploy(store: Store, environment: str, service: str, scope: str, *, author: Author) -> None:
    """Record that a service runs no more in an environment."""
    store.environments.hold(environment)
    gone = store.deployments.remove(environment, service, scope, now=author.at)
    payload = {"service": service, "release": gone.release, "scope": scope}
    append(store, author, "undeploy", environment, payload)


def _provided(store: Store, wanted: Iterable[tuple[str, str]]) -> tuple[Provided, ...]:
    versions = [store.versions.get(subject, version) for subject, version in wanted]
    return tuple(sorted({Provided(v.subject, v.number, v.label) for v in versions}))


def _check_same(known: Release, wanted: Release) -> None:
    differs = [
        name
        for name in ("commit", "branch")
        if getattr(wanted, name) not in {None, getattr(known, name)} and getattr(known, name)
    ]
    if known.provides != wanted.provides:
        differs.insert(0, "provides")
    if differs:
        raise ReleaseExistsError(known.service, known.release, tuple(differs))
