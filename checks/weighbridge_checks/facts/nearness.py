"""The names that are nearest to one that leads nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(name: str, known: Iterable[str], most: int = 1, alike: float = 0.6) -> list[str]:
    """At most so many of the known names, the nearest first, that are at least so much alike."""
    from difflib import get_close_matches  # noqa: PLC0415 - only what is refused needs it

    return get_close_matches(name, list(known), n=most, cutoff=alike)
