"""How much of a document is read before it is refused: every input is hostile until read."""

from __future__ import annotations

from typing import NamedTuple

#: CPython refuses to read longer decimal numbers, because the time that takes is quadratic.
DIGITS = 4300


class Limits(NamedTuple):
    """The bounds of what is read. All are far above the largest contracts that are published."""

    bytes: int = 64 * 1024 * 1024
    depth: int = 100
    nodes: int = 5_000_000
    expanded: int = 2_000_000  # nodes that YAML aliases may add by standing for others
    files: int = 5_000


LIMITS = Limits()
