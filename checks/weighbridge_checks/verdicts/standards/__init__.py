"""Every standard that documents are judged by, and who knows them by which name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.nearness import nearest
from weighbridge_checks.verdicts.standard import standards_in
from weighbridge_checks.verdicts.standards import (
    deprecation,
    events,
    examples,
    failures,
    idempotency,
    judging,
    naming,
    ownership,
    paging,
    resilience,
    security,
    structure,
    terms,
    throttling,
    tracing,
    validity,
    versioning,
)
from weighbridge_checks.verdicts.standards.aliases import ALIASES

if TYPE_CHECKING:
    from collections.abc import Collection

    from weighbridge_checks.verdicts.standard import Standard

__all__ = ["ALIASES", "LINTED", "called", "near"]

LINTED = standards_in(
    ownership,
    validity,
    structure,
    examples,
    security,
    throttling,
    failures,
    versioning,
    deprecation,
    idempotency,
    tracing,
    paging,
    naming,
    terms,
    events,
    resilience,
    judging,
)


def called(name: str, known: Collection[Standard]) -> Standard | None:
    """The standard that a name means: its id, its slug, a former id, or another linter's name."""
    wanted = name.strip()
    meant = {a.lower(): i for a, i in ALIASES.items()}.get(wanted.lower(), wanted).lower()
    for one in known:
        names = (one.id, one.slug, *one.also)
        if meant.replace("_", "-") in {n.lower() for n in names}:
            return one
    return None


def near(name: str, known: Collection[Standard]) -> tuple[str, ...]:
    """The ids of the standards whose names come near one."""
    names = {n.lower(): s.id for s in known for n in (s.id, s.slug, *s.also)}
    names |= {a.lower(): i for a, i in ALIASES.items()}
    found = nearest(name.strip().lower(), names, most=3)
    return tuple(dict.fromkeys(names[f] for f in found))
