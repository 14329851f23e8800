"""Who relies on whom: which services a pact means, and whom a finding hits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.pact import Pact, read_pact
from weighbridge_checks.verdicts.usage import hit_consumers, relier
from weighbridge_registry.canonical import written
from weighbridge_registry.errors import NotComparableError
from weighbridge_registry.weighing import Load, Scale, compare, stored, verdict_of, weighed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weighbridge_registry.store import Store
    from weighbridge_registry.store.records import Deployment, Publication, Release, Version

#: the format of a version that is a pact
PACT = "pact"
#: what a consumer uses of what changed, by the fingerprint of the finding
Uses = dict[str, list[str]]


def services_of(store: Store, provider: str) -> tuple[str, ...]:
    """The services that a pact means by its provider: those of the subject, or the one so named."""
    return store.subjects.providers(provider) or (provider,)


def names_of(store: Store, release: Release) -> tuple[str, ...]:
    """The names by which a pact may mean a release."""
    provided = {p.subject for p in release.provides}
    own = store.subjects.provided_by(release.service)
    return tuple(sorted({release.service, *provided, *own}))


def concerns(store: Store, publication: Publication, release: Release) -> bool:
    """Whether what a consumer expects is expected of a release.

    A release that provides the contract is meant by its name. One that provides others is not,
    although its service may be among those that do; of one that says nothing of what it provides,
    all is expected that is expected of its service.
    """
    provided = {p.subject for p in release.provides}
    if publication.provider in provided:
        return True
    if release.service not in services_of(store, publication.provider):
        return False
    return not provided or publication.provider == release.service


def live_releases(
    store: Store, publication: Publication, environment: str | None = None
) -> list[Release]:
    """The releases that run, here or anywhere, of which a consumer expects what its pact says."""
    found: dict[tuple[str, str], Release] = {}
    for running in _candidates(store, publication, environment):
        key = (running.service, running.release)
        if key not in found:
            release = store.services.release(*key)
            if concerns(store, publication, release):
                found[key] = release
    return list(found.values())


def on_subject(store: Store, subject: str) -> tuple[Publication, ...]:
    """All pacts on a subject: those that name it, as the provider or as the contract."""
    names = {subject, *store.subjects.providers(subject)}
    every = store.pacts.on(*sorted(names))
    return tuple(p for p in every if subject in {p.contract, p.provider})


def _candidates(
    store: Store, publication: Publication, environment: str | None
) -> list[Deployment]:
    """What runs of the services that a pact may mean."""
    meant = {
        *services_of(store, publication.provider),
        *(
            running.deployment.service
            for running in store.deployments.running(
                subject=publication.provider, environment=environment
            )
        ),
    }
    return [
        deployment
        for service in sorted(meant)
        for deployment in store.deployments.of(service)
        if environment in {None, deployment.environment}
    ]


def content(store: Store, publication: Publication) -> Pact:
    """What a pact says."""
    version = store.versions.get(publication.subject, str(publication.number))
    _, data = store.versions.file(version, version.root)
    return read_pact(data, name=f"{version.subject} {version.number}")


def hits(
    store: Store,
    old: Load,
    new: Load,
    publications: Iterable[Publication],
    scale: Scale | None = None,
) -> dict[str, Uses]:
    """Which findings hit whom: by the digest of the pact, then by the fingerprint of the finding.

    It is kept as the verdict is; only for pacts that are new to it the contracts are read again.
    """
    scale = scale or Scale()
    key = weighed(store, old, new, scale)
    by_pact = {p.pact: p for p in publications}
    known = store.verdicts.find_hits(key, by_pact)
    missing = {digest: p for digest, p in by_pact.items() if digest not in known}
    if missing:
        found = _hits(store, old, new, scale, missing)
        store.verdicts.keep_hits(key, found)
        known |= found
    return {digest: json.loads(value) for digest, value in known.items()}


def compared(
    store: Store, subject: str, old: str, new: str, scale: Scale | None = None
) -> tuple[dict[str, Any], Version, Version]:
    """Two versions of a subject weighed, each finding with the consumers that it hits.

    Of a consumer the releases are named that run somewhere, or else its newest one that is known.
    """
    before, after = store.versions.get(subject, old), store.versions.get(subject, new)
    if before.format == PACT:
        raise NotComparableError(subject, "they are pacts, of which only the content differs")
    sides = stored(store, before), stored(store, after)
    value = compare(store, *sides, scale)
    if not value["findings"]:
        return value, before, after
    there = present(store, subject)
    found = hits(store, *sides, [publication for publication, _ in there], scale)
    for finding in value["findings"]:
        finding["consumers"] += [
            {
                "name": publication.consumer,
                "release": publication.release,
                "environments": list(environments),
                "uses": found[publication.pact][finding["fingerprint"]],
            }
            for publication, environments in there
            if finding["fingerprint"] in found[publication.pact]
        ]
    return value, before, after


def present(store: Store, subject: str) -> list[tuple[Publication, tuple[str, ...]]]:
    """The pacts on a subject that count, each with where its consumer's release runs.

    They are those of the releases that run, and for a consumer of which none does, the newest.
    """
    every = on_subject(store, subject)
    order = [e.name for e in store.environments.all()]
    runs: dict[tuple[str, str], set[str]] = {}
    for deployment in store.deployments.all():
        key = (deployment.service, deployment.release)
        runs.setdefault(key, set()).add(deployment.environment)
    newest: dict[str, Publication] = {}
    for publication in sorted(every, key=lambda p: p.published_at):
        newest[publication.consumer] = publication
    live = {p.consumer for p in every if (p.consumer, p.release) in runs}
    return [
        (p, tuple(e for e in order if e in runs.get((p.consumer, p.release), ())))
        for p in every
        if (p.consumer, p.release) in runs or (p.consumer not in live and p is newest[p.consumer])
    ]


def _hits(
    store: Store, old: Load, new: Load, scale: Scale, missing: dict[str, Publication]
) -> dict[str, bytes]:
    before = old.contract()
    findings = verdict_of(old, new, scale, before).findings
    found = {}
    for digest, publication in missing.items():
        # of the old version, as that is what the consumer was written for
        one = relier(content(store, publication), before)
        uses: Uses = {}
        for finding in findings:
            for consumer in hit_consumers(finding, [one]):
                uses[finding.fingerprint] = list(consumer.uses)
        found[digest] = written(uses)
    return found
