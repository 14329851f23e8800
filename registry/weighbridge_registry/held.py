"""What a registry holds of the contracts of a release: owners, cards, lint, and evidence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.verdicts.estate.sunsets import NOTICE
from weighbridge_checks.verdicts.gates import Ending, Item, Provided
from weighbridge_registry.linting import lint_errors
from weighbridge_registry.weighing import card_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.verdicts.gates import Promotion
    from weighbridge_registry.store import Store
    from weighbridge_registry.store.records import Release, Version


def evidence_of(store: Store, promotion: Promotion) -> dict[str, tuple[Item, ...]]:
    """What was seen of a release and said of it, by section."""
    found: dict[str, tuple[Item, ...]] = {}
    for record in store.evidence.of(promotion.service, promotion.release):
        item = Item(value=record.value, at=f"/evidence/{record.id}", told_at=record.recorded_at)
        found[record.section] = (*found.get(record.section, ()), item)
    return found


def provided(
    store: Store, release: Release, evidence: Mapping[str, tuple[Item, ...]], *, linted: bool
) -> Iterator[Provided]:
    """The contracts that a release provides, each with what is known of it."""
    for one in release.provides:
        version = store.versions.get(one.subject, str(one.number))
        subject = store.subjects.get(one.subject)
        held = card_in(store.cards.find(version))
        card = {} if held is None else held.value
        workflow, sla = card.get("workflow"), card.get("sla", {})
        faults = dict(_checked(evidence, one.subject, one.version))
        # the word of an estate goes before, as it knows the policy of the house
        if linted and "lint" not in faults:
            faults["lint"] = lint_errors(store, version)
        yield Provided(
            contract=one.subject,
            version=one.version,
            business=subject.business_owner,
            technical=subject.technical_owner,
            faults=faults,
            workflows=(workflow,) if workflow else (),
            lags={key: sla[key] for key in ("lag_p95", "lag_p99") if key in sla},
        )


def ending(store: Store, version: Version) -> Ending:
    """How a version was announced to end, by its card."""
    held = card_in(store.cards.find(version))
    card = {} if held is None else held.value
    said = card.get("deprecation", {})
    announced, sunset = (
        date.fromisoformat(said[key]) if key in said else None
        for key in ("deprecated_at", "sunset")
    )
    notice = duration(NOTICE[card.get("audience", "internal")])
    return Ending(announced=announced, sunset=sunset, notice=notice)


def _checked(
    evidence: Mapping[str, tuple[Item, ...]], subject: str, version: str
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """By area what the estate was seen to say of a version; the last word counts."""
    for item in evidence.get("checks", ()):
        said = item.value
        if (said["contract"], said["version"]) == (subject, version):
            yield said["area"], tuple(said["errors"])
