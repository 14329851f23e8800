"""How fields, spots and days are told to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weighbridge_checks.facts.days import Span
    from weighbridge_checks.facts.ownership import Record
    from weighbridge_checks.verdicts.ownership.owners import Spots

#: as many names stand in a sentence
FEW = 4


def listed(names: Iterable[str], most: int = FEW) -> str:
    """Names in a sentence: all of a few, else some and how many more."""
    names = list(names)
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "none"


def quoted(fields: Sequence[str], record: Record) -> str:
    """Some fields; all of an entity by its pattern."""
    names = []
    left = list(fields)
    for entity in record.entities.values():
        if len(entity.fields) > 1 and set(entity.fields) <= set(left):
            names.append(f"'{entity.name}.*'")
            left = [f for f in left if f not in entity.fields]
    return listed([*names, *(f"'{field}'" for field in left)])


def where(record: Record, field: str, locations: Spots, states: Spots) -> str:
    """The spots, as the end of a sentence; nothing where they are all that there are."""
    said = []
    places = [p for p in locations if p is not None]
    if len(places) < len(record.locations):
        said.append(f"at {listed(places)}")
    entity = record.entity_of(field)
    names = [s for s in states if s is not None]
    if entity is not None and len(names) < len(entity.states):
        said.append(f"in state {listed(names)}" if len(names) == 1 else f"in {listed(names)}")
    return " ".join(said)


def sentence(*parts: str) -> str:
    """Parts of a sentence, those that are empty left out."""
    return " ".join(part for part in parts if part)


def days(span: Span) -> dict[str, Any]:
    """A span as JSON: the first day, and the first that is no more part of it."""
    return {
        "since": span.since.isoformat() if span.since else None,
        "until": span.until.isoformat() if span.until else None,
    }


def extent(
    record: Record, fields: Sequence[str], locations: Spots, states: Spots, span: Span
) -> dict[str, Any]:
    """Fields, days and spots as JSON; locations and states only where they are not all."""
    entity = record.entity_of(fields[0])
    told: dict[str, Any] = days(span)
    if len(locations) < len(record.locations):
        told["locations"] = list(locations)
    if entity is not None and len(states) < len(entity.states):
        told["states"] = list(states)
    return {**told, "fields": list(fields)}
