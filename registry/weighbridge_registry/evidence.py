"""Evidence: what was seen of a release and said of it, read strictly and kept for good."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.estate import shape
from weighbridge_registry.audit import append
from weighbridge_registry.errors import AnonymousApprovalError, EvidenceRefusedError
from weighbridge_registry.store.records import EvidenceRecord

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weighbridge_registry.audit import Author
    from weighbridge_registry.store import Store

#: the sections of an evidence file that a registry keeps; the others it knows better itself
SECTIONS = (
    "approvals",
    "checks",
    "conformance",
    "lags",
    "reconciliation",
    "replays",
    "reviews",
    "stability",
)
#: who says it, and when, in the sections that are a person's word
_WORDS = {"approvals": ("by", "at"), "reviews": ("by", "reviewed_at")}
#: stands for an actor who gave no name
_NOBODY = "anonymous"


def record_evidence(
    store: Store,
    service: str,
    release: str,
    told: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    author: Author,
) -> tuple[EvidenceRecord, ...]:
    """Keep what was seen of a release. A person's word is the word of who sends it, today."""
    store.services.release(service, release)
    signed = {section: [_signed(section, v, author) for v in vs] for section, vs in told.items()}
    _check(signed, service, release, author)
    kept = []
    for section, values in signed.items():
        for value in values:
            record = EvidenceRecord(
                service=service,
                release=release,
                section=section,
                value=value,
                actor=author.name,
                recorded_at=author.at,
            )
            kept.append(replace(record, id=store.evidence.add(record)))
    append(store, author, "evidence", f"{service} {release}", signed)
    return tuple(kept)


def _signed(section: str, value: Mapping[str, Any], author: Author) -> dict[str, Any]:
    if section not in _WORDS:
        return dict(value)
    if author.name == _NOBODY:
        raise AnonymousApprovalError(section)
    by, day = _WORDS[section]
    return {**value, by: author.name, day: author.at.date().isoformat()}


def _check(
    told: Mapping[str, Sequence[Mapping[str, Any]]], service: str, release: str, author: Author
) -> None:
    """Hold it against the published schema of evidence files."""
    whole = {
        "promotion": {"service": "any", "release": release, "environment": "any"},
        "as_of": author.at.date().isoformat(),
        **told,
    }
    for steps, words in shape.faults("evidence", whole):
        raise EvidenceRefusedError(service, release, "/".join(steps), words)
