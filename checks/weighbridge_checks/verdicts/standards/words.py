"""Names as people write them, brought into one form to be compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_APART = re.compile(r"[^A-Za-z0-9]+")


@lru_cache(maxsize=65536)
def parts(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: `unitPrice` and `unit_price` are `unit`, `price`."""
    return tuple(p.lower() for p in _APART.split(_HUMP.sub("_", name)) if p)


def typed(said: Mapping[str, Any], *types: str) -> bool:
    """Whether a schema says one of some types, alone or among others."""
    kind = said.get("type")
    return any(kind == t or (isinstance(kind, list) and t in kind) for t in types)


def squeezed(name: str) -> str:
    """A name in lower case without anything between its words."""
    return "".join(parts(name))
