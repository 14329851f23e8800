"""Publishing: a version is read, weighed against the one before it, and kept for good.

It takes two transactions. Reading and weighing may take seconds and change nothing, so they come
first and hold nobody up; then the version is kept, if what it was weighed against still stands.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts import Format
from weighbridge_checks.facts import UnreadableContractError as UnreadableError
from weighbridge_checks.facts.content import digest_of
from weighbridge_checks.facts.estate import CARD
from weighbridge_checks.facts.estate.files import parse_file
from weighbridge_checks.verdicts.finding import Bump, Severity
from weighbridge_checks.verdicts.promises import weigh_promises
from weighbridge_registry import labels
from weighbridge_registry.audit import append
from weighbridge_registry.errors import (
    BumpTooSmallError,
    FileNameRefusedError,
    KindDiffersError,
    PromiseBrokenError,
    PublishedMeanwhileError,
    UnreadableContractError,
    VersionExistsError,
)
from weighbridge_registry.store.records import Subject, Version
from weighbridge_registry.weighing import (
    Scale,
    card_in,
    compare,
    load,
    read_files,
    stored,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from weighbridge_checks.facts import Contract
    from weighbridge_registry.audit import Author
    from weighbridge_registry.labels import Label
    from weighbridge_registry.store import Store

#: what a contract is called where nobody says what it is
KINDS = {
    Format.OPENAPI: "api",
    Format.ASYNCAPI: "event",
    Format.JSON_SCHEMA: "schema",
    Format.WORKFLOW: "workflow",
}
#: how many findings a refusal shows
_SHOWN = 20
_LONGEST_PATH = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What somebody wants to publish. What is None stays as it was."""

    subject: str
    version: str
    root: str
    files: Mapping[str, bytes]
    #: None stands for the kind of the subject, or else for that of the format
    kind: str | None = None
    title: str | None = None
    description: str | None = None
    business_owner: str | None = None
    technical_owner: str | None = None
    providers: tuple[str, ...] | None = None
    changelog: str = ""
    status: str = ""
    #: the contract.yaml; None where nobody says what it promises
    card: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An offer that may be kept, as long as its place among the versions is what it was."""

    offer: Offer
    label: Label
    digest: str
    format: str
    kind: str
    #: the document's own title, for a subject that nobody gave one
    title: str = ""
    previous: Version | None = None
    word: str | None = None
    required_bump: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A version that is kept now, and whether it was not before."""

    version: Version
    new: bool


def draft(store: Store, offer: Offer, *, today: date) -> Draft:
    """Read and weigh an offer. It is refused here if it can not be read or its number is wrong."""
    label = labels.parse(offer.version)
    _check_paths(offer)
    _check_card(offer)
    kind = _kind(store, offer)
    digest = digest_of(offer.root, offer.files)
    existing = store.versions.ranked(offer.subject, label.rank)
    if existing:
        if (existing.label, existing.digest) != (label.text, digest):
            raise VersionExistsError(offer.subject, label.text, existing.label, existing.digest)
        return Draft(
            offer=offer, label=label, digest=digest, format=existing.format, kind=str(kind)
        )
    contract = _read(offer)
    drafted = Draft(
        offer=offer,
        label=label,
        digest=digest,
        format=contract.format,
        kind=kind or KINDS[contract.format],
        title=contract.title or "",
    )
    _check_format(drafted, store.versions.latest(offer.subject))
    previous = store.versions.before(offer.subject, label.rank)
    return _weighed(store, drafted, previous, contract, today) if previous else drafted


def keep(store: Store, drafted: Draft, *, author: Author) -> Published:
    """Keep a draft, unless something was published meanwhile that it was not weighed against."""
    offer, label = drafted.offer, drafted.label
    store.subjects.hold(offer.subject, kind=drafted.kind, now=author.at)
    _kind(store, replace(offer, kind=drafted.kind))
    existing = store.versions.ranked(offer.subject, label.rank)
    same = existing and (existing.label, existing.digest) == (label.text, drafted.digest)
    newest = store.versions.latest(offer.subject)
    if existing and same:
        _say_anew(store, existing, offer, author)
        _describe(store, drafted, newest, author)
        return Published(version=existing, new=False)
    previous = store.versions.before(offer.subject, label.rank)
    if existing or previous != drafted.previous:
        raise PublishedMeanwhileError(offer.subject, label.text)
    _check_format(drafted, newest)
    version = Version(
        subject=offer.subject,
        number=store.versions.next(offer.subject),
        label=label.text,
        rank=label.rank,
        stable=label.stable,
        digest=drafted.digest,
        format=drafted.format,
        root=offer.root,
        published_at=author.at,
        previous=previous.label if previous else None,
        word=drafted.word,
        required_bump=drafted.required_bump,
        status=offer.status,
        changelog=offer.changelog,
    )
    _describe(store, drafted, newest, author, told=False)
    store.versions.add(version, offer.files)
    if offer.card is not None:
        store.cards.put(version, offer.card, now=author.at)
    append(
        store,
        author,
        "publish",
        f"{version.subject} {version.label}",
        {"subject": version.subject, "version": version.label, "digest": version.digest},
    )
    return Published(version=version, new=True)


def _say_anew(store: Store, version: Version, offer: Offer, author: Author) -> None:
    """Take over what a card says now of a version, which may not be less than it promised."""
    known = store.cards.find(version)
    if offer.card is None or offer.card == known:
        return
    was, now = card_in(known), card_in(offer.card)
    if was is not None and now is not None:
        broken = [f for f in weigh_promises(was, now) if f.severity is Severity.ERROR]
        if broken:
            said = [{"rule": f.rule, "severity": "error", "message": f.message} for f in broken]
            raise PromiseBrokenError(version.subject, version.label, said[:_SHOWN])
    store.cards.put(version, offer.card, now=author.at)
    payload = {"version": version.label, "card": hashlib.sha256(offer.card).hexdigest()}
    append(store, author, "say", f"{version.subject} {version.label}", payload)


def _check_card(offer: Offer) -> None:
    if offer.card is None:
        return
    _, troubles = parse_file("contract", offer.card, CARD)
    for trouble in troubles:
        raise UnreadableContractError(trouble.file, trouble.message, trouble.line, trouble.column)


def _weighed(
    store: Store, drafted: Draft, previous: Version, contract: Contract, today: date
) -> Draft:
    offer, label = drafted.offer, drafted.label
    new = load(
        offer.subject,
        label.text,
        drafted.digest,
        contract=lambda: contract,
        files=lambda: offer.files,
        card=offer.card,
    )
    value = compare(store, stored(store, previous), new, Scale(today=today))
    required = Bump(value["required_bump"])
    before = labels.parse(previous.label)
    # A candidate promises nothing, so nothing is owed to it; what is owed is owed to a release.
    if before.stable and labels.bump(before, label).size < required.size:
        raise _too_small(drafted, previous, value, before.raised(required))
    return replace(drafted, previous=previous, word=value["verdict"], required_bump=required.value)


def _too_small(
    drafted: Draft, previous: Version, value: dict[str, Any], suggested: str
) -> BumpTooSmallError:
    return BumpTooSmallError(
        subject=drafted.offer.subject,
        version=drafted.label.text,
        previous=previous.label,
        required_bump=value["required_bump"],
        verdict=value["verdict"],
        suggested=suggested,
        findings=value["findings"][:_SHOWN],
    )


def _read(offer: Offer) -> Contract:
    try:
        return read_files(offer.root, offer.files)
    except UnreadableError as error:
        raise UnreadableContractError(error.file, error.reason, error.line, error.column) from error


def _check_paths(offer: Offer) -> None:
    for path in offer.files:
        reason = _wrong(path)
        if reason:
            raise FileNameRefusedError(path, reason)
    if offer.root not in offer.files:
        raise FileNameRefusedError(offer.root, "is the root, but is not among the files")


def _wrong(path: str) -> str | None:
    if len(path) > _LONGEST_PATH:
        return f"is longer than {_LONGEST_PATH} characters; shorten it"
    if "\\" in path or path.startswith("/") or any(character < " " for character in path):
        return "is no relative path; write it with '/', from the folder of the contract"
    if any(step in {"", ".", ".."} for step in path.split("/")):
        return "has an empty step, '.' or '..' in it; write it without"
    return None


def _kind(store: Store, offer: Offer) -> str | None:
    """The kind that is said, or that the subject has; None where only the format can tell."""
    known = store.subjects.kind(offer.subject)
    if known and offer.kind not in {None, known}:
        raise KindDiffersError(offer.subject, str(offer.kind), known)
    return offer.kind or known


def _check_format(drafted: Draft, latest: Version | None) -> None:
    if latest and latest.format != drafted.format:
        raise KindDiffersError(drafted.offer.subject, drafted.format, latest.format)


def _describe(
    store: Store,
    drafted: Draft,
    newest: Version | None,
    author: Author,
    *,
    told: bool = True,
) -> None:
    """Take over what is said about the subject, if nothing newer said it."""
    offer = drafted.offer
    if newest and newest.rank > drafted.label.rank:
        return
    known = store.subjects.get(offer.subject)
    described = Subject(
        name=offer.subject,
        kind=drafted.kind,
        title=_either(offer.title, known.title or drafted.title),
        description=_either(offer.description, known.description),
        business_owner=_either(offer.business_owner, known.business_owner),
        technical_owner=_either(offer.technical_owner, known.technical_owner),
        providers=_either(offer.providers and tuple(sorted(set(offer.providers))), known.providers),
        latest=known.latest,
        versions=known.versions,
        published_at=known.published_at,
    )
    if described == known:
        return
    store.subjects.put(described, now=author.at)
    if told:
        append(store, author, "describe", offer.subject, {"subject": offer.subject})


def _either(new: Any, old: Any) -> Any:
    return old if new is None else new
