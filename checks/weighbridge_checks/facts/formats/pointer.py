"""JSON pointers: the path from the root of a document to one of its parts (RFC 6901)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What a step gives when it leads nowhere. `None` would not do: null is a value.
NOTHING: Any = object()

#: "01" is no index: one part has one pointer.
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")


def split(pointer: str) -> tuple[str, ...] | None:
    """The steps of a pointer, or None where the text is no pointer."""
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        return None
    if "~" not in pointer:
        return tuple(pointer[1:].split("/"))
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/"))


def join(steps: Iterable[str | int]) -> str:
    """The pointer that takes these steps."""
    return "".join(f"/{escape(step)}" for step in steps)


def escape(step: str | int) -> str:
    """One step as it is written inside of a pointer."""
    return str(step).replace("~", "~0").replace("/", "~1")


def child(value: Any, step: str) -> Any:
    """What stands one step below a value, or `NOTHING`."""
    if isinstance(value, dict):
        return value.get(step, NOTHING)
    if isinstance(value, list) and _INDEX.fullmatch(step) and int(step) < len(value):
        return value[int(step)]
    return NOTHING


def walk(root: Any, steps: tuple[str, ...]) -> tuple[int, Any]:
    """How many of the steps can be taken, and what stands there."""
    value = root
    for taken, step in enumerate(steps):
        below = child(value, step)
        if below is NOTHING:
            return taken, value
        value = below
    return len(steps), value
