"""The name that somebody meant, where the one that was written leads nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.nearness import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

#: as many names are listed where none is near
FEW = 8


def hint(name: str, known: Collection[str]) -> str:
    """What to write instead: the nearest name that is known, or else those that there are."""
    if near := nearest(name, known):
        return f"did you mean '{near[0]}'?"
    if not known:
        return "none is known"
    few = ", ".join(f"'{each}'" for each in sorted(known)[:FEW])
    more = f" and {len(known) - FEW} more" if len(known) > FEW else ""
    return f"known are {few}{more}"
