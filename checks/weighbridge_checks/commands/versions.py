"""The numbers of versions, as Semantic Versioning 2.0.0 orders them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.semver import is_version, order
from weighbridge_checks.verdicts.bumps import declared, raised

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["below", "declared", "follows", "is_version", "order", "raised"]


def below(label: str, others: Iterable[str]) -> list[str]:
    """Those of some labels that are lower than this one, the lowest first."""
    return sorted((o for o in others if order(o) < order(label)), key=order)


def follows(label: str, other: str) -> bool:
    """Whether the one is higher than the other."""
    return order(label) > order(other)
