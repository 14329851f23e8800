"""Contracts, their versions, who provides and who relies on them, for their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.finding import Bump, Mode, Posture, Word
from weighbridge_checks.verdicts.gates import Status
from weighbridge_registry.catalog.board import runs_in
from weighbridge_registry.catalog.views import (
    Comparison,
    ConsumerView,
    ContractRow,
    ContractView,
    Owners,
    RunsIn,
    VerifiedBy,
    VersionView,
)
from weighbridge_registry.reliance import PACT, compared, live_releases, present
from weighbridge_registry.store.records import Page
from weighbridge_registry.weighing import Scale

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from weighbridge_registry.store import Store
    from weighbridge_registry.store.records import (
        Publication,
        Running,
        Subject,
        Verification,
        Version,
    )


def contracts(
    store: Store,
    *,
    search: str = "",
    kind: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[ContractRow]:
    """The contracts by name in which a text occurs. Pacts are listed only where asked for."""
    found = store.subjects.listed(
        search=search,
        kind=kind,
        without=None if kind else PACT,
        limit=limit,
        cursor=cursor,
    )
    order = [e.name for e in store.environments.all()]
    runs: dict[str, set[str]] = {}
    for running in store.deployments.running():
        runs.setdefault(running.provided.subject, set()).add(running.deployment.environment)
    rows = tuple(
        ContractRow(
            subject=subject.name,
            kind=subject.kind,
            title=subject.title,
            description=subject.description,
            owners=_owners(subject),
            providers=subject.providers,
            latest=subject.latest,
            versions=subject.versions,
            published_at=subject.published_at,
            environments=tuple(e for e in order if e in runs.get(subject.name, ())),
        )
        for subject in found.items
    )
    return Page(items=rows, next=found.next)


def contract(store: Store, subject: str) -> ContractView:
    """One contract, with all versions and all who are known to rely on it.

    Raises NoSuchSubjectError.
    """
    found = store.subjects.get(subject)
    order = {e.name: i for i, e in enumerate(store.environments.all())}
    runs: dict[int, list[RunsIn]] = {}
    for running in _in_order(store.deployments.running(subject=subject), order):
        runs.setdefault(running.provided.number, []).append(runs_in(running.deployment))
    versions = store.versions.all(subject)
    files = store.versions.files_of_all(subject)
    return ContractView(
        subject=found.name,
        kind=found.kind,
        title=found.title,
        description=found.description,
        owners=_owners(found),
        providers=found.providers,
        versions=tuple(
            _version(v, files.get(v.number, {}), tuple(runs.get(v.number, ()))) for v in versions
        ),
        consumers=_consumers(store, subject, order),
    )


def comparison(
    store: Store,
    subject: str,
    old: str,
    new: str,
    *,
    posture: Posture | None = None,
    mode: Mode = Mode.BACKWARD,
    today: date,
) -> Comparison:
    """Two versions beside each other; `old` and `new` are labels, numbers or `latest`.

    Raises NoSuchSubjectError, NoSuchVersionError, NotComparableError.
    """
    scale = Scale(mode=mode, posture=posture, today=today)
    value, before, after = compared(store, subject, old, new, scale)
    running = store.deployments.running(subject=subject)
    order = {e.name: i for i, e in enumerate(store.environments.all())}
    views = [
        _version(
            version,
            store.versions.files(version),
            tuple(
                runs_in(r.deployment)
                for r in _in_order(running, order)
                if r.provided.number == version.number
            ),
        )
        for version in (before, after)
    ]
    return Comparison(subject=subject, value=value, old=views[0], new=views[1])


def _version(version: Version, files: Iterable[str], runs: tuple[RunsIn, ...]) -> VersionView:
    return VersionView(
        version=version.label,
        number=version.number,
        digest=version.digest,
        format=version.format,
        root=version.root,
        files=tuple(files),
        published_at=version.published_at,
        previous=version.previous,
        word=Word(version.word) if version.word else None,
        required_bump=Bump(version.required_bump) if version.required_bump else None,
        status=version.status,
        changelog=version.changelog,
        runs_in=runs,
    )


def _consumers(store: Store, subject: str, order: dict[str, int]) -> tuple[ConsumerView, ...]:
    there = present(store, subject)
    tried: dict[str, list[Verification]] = {}
    for verification in store.tries.of_pacts(p.pact for p, _ in there):
        tried.setdefault(verification.pact, []).append(verification)
    places: dict[tuple[str, str], list[str]] = {}
    for d in store.deployments.all():
        places.setdefault((d.service, d.release), []).append(d.environment)
    for found in places.values():
        found[:] = sorted(set(found), key=order.__getitem__)
    return tuple(
        ConsumerView(
            consumer=publication.consumer,
            release=publication.release,
            pact=publication.pact,
            environments=environments,
            verified=_verified(store, publication, tried.get(publication.pact, []), places),
        )
        for publication, environments in there
    )


def _verified(
    store: Store,
    publication: Publication,
    tried: list[Verification],
    places: dict[tuple[str, str], list[str]],
) -> tuple[VerifiedBy, ...]:
    """Each release that runs or was tried, with how the newest try of it ended."""
    found = {
        (v.provider, v.release): VerifiedBy(
            service=v.provider,
            release=v.release,
            status=Status.PASSED if v.success else Status.FAILED,
            environments=tuple(places.get((v.provider, v.release), ())),
            at=v.recorded_at,
        )
        for v in tried
    }
    for release in live_releases(store, publication):
        key = (release.service, release.release)
        found.setdefault(
            key,
            VerifiedBy(
                service=release.service,
                release=release.release,
                status=Status.UNKNOWN,
                environments=tuple(places.get(key, ())),
            ),
        )
    return tuple(found[key] for key in sorted(found))


def _owners(subject: Subject) -> Owners:
    return Owners(business=subject.business_owner, technical=subject.technical_owner)


def _in_order(running: Iterable[Running], order: dict[str, int]) -> list[Running]:
    return sorted(running, key=lambda r: order[r.deployment.environment])
