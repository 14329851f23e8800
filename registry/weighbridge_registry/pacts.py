"""Pacts, and how releases did when they were tried: against pacts, and against contracts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from weighbridge_checks.facts import UnreadableContractError as UnreadableError
from weighbridge_checks.facts.content import digest_of
from weighbridge_checks.facts.pact import Pact, read_pact
from weighbridge_checks.verdicts.usage import UsageFinding, check_usage
from weighbridge_registry.audit import append
from weighbridge_registry.errors import (
    NameRefusedError,
    NoSuchServiceError,
    PactExistsError,
    PactNamesDifferError,
    ProviderUnclearError,
    UnreadableContractError,
)
from weighbridge_registry.names import refused
from weighbridge_registry.reliance import PACT, services_of
from weighbridge_registry.store.records import PactRecord, Publication, Subject, Version
from weighbridge_registry.weighing import stored

if TYPE_CHECKING:
    from weighbridge_registry.audit import Author
    from weighbridge_registry.store import Store
    from weighbridge_registry.store.records import Conformance, Verification

#: the kind of a subject that holds pacts
KIND = PACT
#: the only file of a pact's version
FILE = "pact.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """A pact that a release of its consumer publishes."""

    release: str
    pact: Pact
    #: the pact as it came
    content: bytes
    branch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What came of publishing a pact."""

    record: PactRecord
    new_content: bool
    #: whether it was not known yet that the release expects it
    new: bool


def subject_of(consumer: str, provider: str) -> str:
    """The subject under which the pacts of two stand."""
    return f"{consumer}→{provider}"


def expect(store: Store, expectation: Expectation, *, author: Author) -> Expected:
    """Publish a pact: what a release of its consumer expects of the provider."""
    pact = expectation.pact
    record, new_content = keep(store, pact, expectation.content, author=author)
    publication = Publication(
        consumer=pact.consumer,
        release=expectation.release,
        provider=pact.provider,
        pact=pact.digest,
        subject=record.subject,
        number=record.number,
        contract=record.contract,
        branch=expectation.branch,
        published_at=author.at,
    )
    new = store.pacts.publish(publication)
    if new:
        payload = {"pact": pact.digest, "branch": expectation.branch}
        append(store, author, "expect", f"{record.subject} {expectation.release}", payload)
    else:
        _check_same(store, publication)
    return Expected(record=record, new_content=new_content, new=new)


def read(content: bytes) -> Pact:
    """Read a pact, of which the names have to be fit for keeping."""
    try:
        pact = read_pact(content, name=FILE)
    except UnreadableError as error:
        raise UnreadableContractError(error.file, error.reason, error.line, error.column) from error
    for what in ("consumer", "provider", "contract"):
        name = getattr(pact, what)
        if reason := refused(name):
            raise NameRefusedError(what, name, reason)
    return pact


def keep(
    store: Store,
    pact: Pact,
    content: bytes,
    *,
    author: Author,
    subject: str | None = None,
) -> tuple[PactRecord, bool]:
    """Keep the content of a pact, once; says whether it was new."""
    own = subject_of(pact.consumer, pact.provider)
    if subject not in {None, own}:
        raise PactNamesDifferError(str(subject), own)
    store.subjects.hold(own, kind=KIND, now=author.at)
    if known := store.pacts.find(pact.digest):
        return known, False
    number = store.versions.next(own)
    version = Version(
        subject=own,
        number=number,
        label=str(number),
        rank=f"{number:010d}",
        stable=True,
        digest=digest_of(FILE, {FILE: content}),
        format=KIND,
        root=FILE,
        published_at=author.at,
    )
    record = PactRecord(
        digest=pact.digest,
        subject=own,
        number=number,
        consumer=pact.consumer,
        provider=pact.provider,
        specification=pact.specification,
        contract=pact.contract,
        published_at=author.at,
    )
    described = Subject(
        name=own,
        kind=KIND,
        title=f"What {pact.consumer} expects of {pact.provider}",
    )
    store.subjects.put(described, now=author.at)
    store.versions.add(version, {FILE: content})
    store.pacts.add(record)
    append(store, author, "publish", f"{own} {number}", {"pact": pact.digest})
    return record, True


def usage(store: Store, pact: Pact) -> tuple[UsageFinding, ...]:
    """What a pact relies on and the contract, as far as there is one, does not promise."""
    latest = store.versions.latest(pact.contract)
    if latest is None or latest.format == KIND:
        return ()
    return check_usage(pact, stored(store, latest).contract())


def record_verification(
    store: Store, verification: Verification, *, author: Author
) -> Verification:
    """Record how a provider's release did with a pact."""
    pact = store.pacts.get(verification.pact)
    provider = provider_meant(store, verification.provider, verification.release, pact)
    kept = replace(verification, provider=provider)
    kept = replace(kept, id=store.tries.verified(kept))
    payload = {
        "pact": kept.pact,
        "success": kept.success,
        "failures": list(kept.failures),
        "tool": kept.tool,
        "tool_version": kept.tool_version,
        "url": kept.url,
    }
    append(store, author, "verify", f"{provider} {kept.release}", payload)
    return kept


def record_conformance(store: Store, tried: Conformance, *, author: Author) -> Conformance:
    """Record how a release did with the contract that it provides."""
    version = store.versions.get(tried.subject, tried.version)
    known = store.services.find(tried.service)
    if not known and tried.service not in store.subjects.providers(tried.subject):
        raise NoSuchServiceError(tried.service)
    kept = replace(tried, number=version.number, version=version.label)
    kept = replace(kept, id=store.tries.conformed(kept))
    payload = {
        "subject": kept.subject,
        "version": kept.version,
        "success": kept.success,
        "seed": kept.seed,
        "cases": kept.cases,
        "failures": len(kept.failures),
        "tool": kept.tool,
        "tool_version": kept.tool_version,
    }
    append(store, author, "test", f"{kept.service} {kept.release}", payload)
    return kept


def provider_meant(store: Store, name: str, release: str, pact: PactRecord) -> str:
    """The service that was tried, which may be named as itself or as what it provides."""
    if store.services.find(name):
        return name
    found = services_of(store, name)
    if found == (name,):
        if name in services_of(store, pact.provider):
            return name
        raise NoSuchServiceError(name)
    if len(found) > 1:
        having = tuple(s for s in found if store.services.find_release(s, release))
        if len(having) != 1:
            raise ProviderUnclearError(name, found)
        found = having
    return found[0]


def _check_same(store: Store, publication: Publication) -> None:
    known = store.pacts.published(publication.consumer, publication.release, publication.provider)
    if known and known.pact != publication.pact:
        raise PactExistsError(
            publication.consumer, publication.release, publication.provider, known.pact
        )
