"""Version numbers, as Semantic Versioning 2.0.0 writes and orders them."""

from __future__ import annotations

import re
from typing import Any

SEMVER = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*))?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)


def order(label: str) -> tuple[Any, ...]:
    """A key that sorts labels by precedence: a release after its candidates, 10 after 9."""
    found = SEMVER.fullmatch(label)
    if found is None:
        raise ValueError(label)
    core = tuple(int(n) for n in found.group(1, 2, 3))
    words = found.group(4)
    if words is None:
        return (*core, 1, ())
    steps = tuple((0, int(w), "") if w.isdigit() else (1, 0, w) for w in words.split("."))
    return (*core, 0, steps)


def is_version(label: str) -> bool:
    """Whether a text is a version's number."""
    return SEMVER.fullmatch(label) is not None
