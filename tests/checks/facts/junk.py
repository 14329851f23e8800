"""Values that stand where they should not, and every place in a document where they may."""

from __future__ import annotations

import copy
from typing import Any

JUNK: tuple[Any, ...] = (
    *(None, True, 0, 2.5, "", "x", "#/nowhere"),
    *([], [None], ["a"], [[]], [{}], {}, {"a": 1}, {"$ref": 5}, {"$ref": "#"}),
)


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything inside of a value."""
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    found = [path] if path else []
    for step, below in inner:
        found += spots(below, (*path, step))
    return found


def spoiled(document: dict[str, Any], path: tuple[Any, ...], junk: Any) -> dict[str, Any]:
    """A document with junk at a path."""
    said = copy.deepcopy(document)
    holder: Any = said
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = copy.deepcopy(junk)
    return said
