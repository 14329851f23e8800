"""Promoting: gather what the gates need, let the core decide, write the answer down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from weighbridge_checks.verdicts.finding import Word
from weighbridge_checks.verdicts.gates import (
    BREAK_GLASS,
    NOT_DEPLOYED,
    NOTHING,
    Decision,
    Facts,
    Promotion,
    Reliance,
    Replacement,
    decide,
    limits,
    past_the_gates,
)
from weighbridge_checks.verdicts.promotion import WITHDRAWN
from weighbridge_checks.verdicts.rules.every import RULES
from weighbridge_registry import labels
from weighbridge_registry.audit import append
from weighbridge_registry.errors import NoSuchWaveError, NotComparableError
from weighbridge_registry.held import ending, evidence_of, provided
from weighbridge_registry.obligations import overdue
from weighbridge_registry.reliance import concerns, hits, live_releases, names_of
from weighbridge_registry.store.records import DecisionRecord, Deployment
from weighbridge_registry.weighing import Scale, compare, stored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from weighbridge_registry.audit import Author
    from weighbridge_registry.store import Store
    from weighbridge_registry.store.records import Publication, Release, Running, Version


#: the gates for which more is gathered than costs nothing
_LINTED, _REVIEWED = "lint-clean", "consumers-reviewed"


def promote(store: Store, promotion: Promotion, *, author: Author) -> DecisionRecord:
    """Decide a promotion, record the answer, and the deployment too if it is allowed."""
    # Held first: of two promotions at once, the second is decided on what the first did.
    store.environments.hold(promotion.environment)
    decision = preview(store, promotion, now=author.at)
    record = DecisionRecord(
        id=uuid4().hex,
        service=promotion.service,
        release=promotion.release,
        environment=promotion.environment,
        scope=promotion.scope,
        allowed=decision.allowed,
        reasons=decision.reasons,
        decided_at=author.at,
        actor=author.name,
    )
    store.decisions.add(record)
    if decision.allowed:
        store.deployments.put(
            Deployment(
                environment=promotion.environment,
                service=promotion.service,
                release=promotion.release,
                scope=promotion.scope,
                since=author.at,
            )
        )
    payload = {
        "decision": record.id,
        "service": record.service,
        "release": record.release,
        "scope": record.scope,
        "allowed": record.allowed,
        "reasons": [[reason.gate, reason.status, reason.message] for reason in record.reasons],
    }
    action = "promote" if decision.emergency is None else BREAK_GLASS
    append(store, author, action, promotion.environment, payload)
    return record


def preview(store: Store, promotion: Promotion, *, now: datetime) -> Decision:
    """What would be decided, with nothing written down."""
    environment = store.environments.get(promotion.environment)
    facts = gather(store, promotion, now=now)
    return past_the_gates(decide(promotion, facts, environment.gates), facts, now)


def gather(store: Store, promotion: Promotion, *, now: datetime) -> Facts:
    """All that the gates look at."""
    today = now.date()
    store.services.get(promotion.service)
    environment = store.environments.get(promotion.environment)
    waves = dict(environment.waves)
    if promotion.scope and waves and promotion.scope not in waves:
        raise NoSuchWaveError(promotion.environment, promotion.scope, tuple(waves))
    release = store.services.find_release(promotion.service, promotion.release)
    if release is None:
        return Facts(known_release=False)
    evidence = evidence_of(store, promotion)
    wants = frozenset(environment.gates)
    return Facts(
        today=today,
        limits=limits(environment.limits),
        before=store.environments.before(promotion.environment),
        ran_in=store.deployments.ran_in(promotion.service, promotion.release),
        provided=tuple(provided(store, release, evidence, linted=_LINTED in wants)),
        replacements=tuple(_replacements(store, promotion, release, today)),
        reliances=(
            *_as_provider(store, promotion, release),
            *_as_consumer(store, promotion, release),
        ),
        newly_used=tuple(_newly_used(store, promotion)) if _REVIEWED in wants else (),
        wave_before=waves.get(promotion.scope),
        evidence=evidence,
        owed=overdue(store, promotion, now) if promotion.emergency else None,
    )


def _replacements(
    store: Store, promotion: Promotion, release: Release, today: date
) -> Iterator[Replacement]:
    """Each subject of the release beside the versions of it that run in the target."""
    running = store.deployments.running(environment=promotion.environment)
    for subject in sorted({p.subject for p in release.provides}):
        coming = [
            store.versions.get(subject, str(p.number))
            for p in release.provides
            if p.subject == subject
        ]
        there = {r.provided.number: r.provided for r in running if r.provided.subject == subject}
        if not there:
            for version in coming:
                yield Replacement(subject=subject, running=None, coming=version.label)
        for one in there.values():
            old = store.versions.get(subject, str(one.number))
            yield _best(store, promotion, old, coming, today)
    yield from _withdrawn(store, promotion, release, running)


def _best(
    store: Store, promotion: Promotion, old: Version, coming: list[Version], today: date
) -> Replacement:
    """What becomes of those who rely on a version that runs.

    Where a release provides several versions of a subject side by side, it is enough that one of
    them is compatible with what runs: that is the one which its consumers go on to use.
    """
    found = [_replacement(store, promotion, old, new, today) for new in coming]
    return min(found, key=lambda r: (r.word is None, bool(r.errors), r.word not in _CALM))


_CALM = frozenset({Word.IDENTICAL, Word.COMPATIBLE})


def _replacement(
    store: Store, promotion: Promotion, old: Version, new: Version, today: date
) -> Replacement:
    before, after = stored(store, old), stored(store, new)
    scale = Scale(today=today)
    try:
        value = compare(store, before, after, scale)
    except NotComparableError:
        return Replacement(subject=new.subject, running=old.label, coming=new.label)
    errors = [f for f in value["findings"] if f["severity"] == "error" and not f["waived"]]
    doubts = [f for f in value["findings"] if _usage_decides(f)]
    live = _live(store, promotion, old.subject) if errors or doubts else ()
    hit = hits(store, before, after, live, scale) if live else {}
    used = {fingerprint for uses in hit.values() for fingerprint in uses}
    # What the law allows and a consumer that runs there relies on is an error in that place.
    guilty = [*errors, *(f for f in doubts if f["fingerprint"] in used)]
    prints = {f["fingerprint"] for f in guilty}
    return Replacement(
        subject=new.subject,
        running=old.label,
        coming=new.label,
        word=value["verdict"],
        errors=tuple(dict.fromkeys(f["rule"] for f in guilty)),
        hits=tuple(
            dict.fromkeys(
                [
                    *(_named(p, promotion) for p in live if prints & hit[p.pact].keys()),
                    *_declared(store, promotion, guilty, {p.consumer for p in live}),
                ]
            )
        ),
        owed=value["required_bump"],
        step=labels.bump(labels.parse(old.label), labels.parse(new.label)).value,
        ending=ending(store, old),
    )


def _declared(
    store: Store, promotion: Promotion, guilty: list[dict[str, Any]], told: set[str]
) -> Iterator[str]:
    """Who runs in the target and counts, by the card, on a promise that breaks."""
    named = {c["name"] for f in guilty for c in f["consumers"]} - told
    if named:
        for deployment in store.deployments.all(promotion.environment):
            if deployment.service in named:
                yield f"{deployment.service} {deployment.release} ({promotion.environment})"


def _usage_decides(finding: dict[str, Any]) -> bool:
    rule = RULES.get(finding["rule"])
    warned = finding["severity"] == "warning" and not finding["waived"]
    return warned and rule is not None and rule.hurts_readers


def _withdrawn(
    store: Store, promotion: Promotion, release: Release, running: tuple[Running, ...]
) -> Iterator[Replacement]:
    """Each subject that runs in the target now, and that nothing there would provide any more."""
    kept = {p.subject for p in release.provides}
    replaced = []
    for r in running:
        if (r.deployment.service, r.deployment.scope) == (promotion.service, promotion.scope):
            replaced.append(r.provided)
        else:
            kept.add(r.provided.subject)
    for gone in replaced:
        if gone.subject not in kept:
            live = _live(store, promotion, gone.subject)
            yield Replacement(
                subject=gone.subject,
                running=gone.version,
                coming=NOTHING,
                word=Word.BREAKING,
                errors=(WITHDRAWN,),
                hits=tuple(dict.fromkeys(_named(p, promotion) for p in live)),
                ending=ending(store, store.versions.get(gone.subject, str(gone.number))),
            )


def _live(store: Store, promotion: Promotion, subject: str) -> tuple[Publication, ...]:
    """The pacts on a subject of consumers that run in the target."""
    names = {subject, *store.subjects.providers(subject)}
    found = store.pacts.live(promotion.environment, names)
    return tuple(
        publication
        for publication, _ in found
        if subject in {publication.contract, publication.provider}
    )


def _named(publication: Publication, promotion: Promotion) -> str:
    return f"{publication.consumer} {publication.release} ({promotion.environment})"


def _as_provider(store: Store, promotion: Promotion, release: Release) -> Iterator[Reliance]:
    """The pacts that consumers in the target have with the release."""
    names = names_of(store, release)
    if promotion.replaces is not None:
        names = (*names, promotion.replaces)
    live = store.pacts.live(promotion.environment, names)
    wanted = dict.fromkeys(
        publication
        for publication, _ in live
        # its own release that runs there now is the one that is replaced
        if publication.consumer != release.service
        and (concerns(store, publication, release) or publication.provider == promotion.replaces)
    )
    tried = store.tries.newest((p.pact, release.service, release.release) for p in wanted)
    for publication in wanted:
        found = tried.get((publication.pact, release.service, release.release))
        yield _reliance(promotion, publication, release.service, release.release, found)


def _as_consumer(store: Store, promotion: Promotion, release: Release) -> Iterator[Reliance]:
    """The pacts of the release with the providers that it would meet in the target."""
    for publication in store.pacts.by(release.service, release.release):
        met = [
            provider
            for provider in live_releases(store, publication, promotion.environment)
            if provider.service != release.service
        ]
        if not met:
            yield _reliance(promotion, publication, publication.provider, NOT_DEPLOYED, None)
        keys = [(publication.pact, provider.service, provider.release) for provider in met]
        tried = store.tries.newest(keys)
        for key in keys:
            yield _reliance(promotion, publication, key[1], key[2], tried.get(key))


def _reliance(
    promotion: Promotion, publication: Publication, provider: str, release: str, found: Any
) -> Reliance:
    return Reliance(
        consumer=publication.consumer,
        consumer_release=publication.release,
        environment=promotion.environment,
        provider=provider,
        provider_release=release,
        pact=publication.pact,
        contract=publication.contract,
        success=found.success if found else None,
        failures=found.failures if found else (),
        tried_on=found.recorded_at.date() if found else None,
    )


def _newly_used(store: Store, promotion: Promotion) -> Iterator[str]:
    """The contracts that a release has pacts on, and that no release before it had there."""
    before = {
        publication.contract
        for release in store.deployments.ran(promotion.environment, promotion.service)
        for publication in store.pacts.by(promotion.service, release)
    }
    now = {p.contract for p in store.pacts.by(promotion.service, promotion.release)}
    yield from sorted(now - before)
