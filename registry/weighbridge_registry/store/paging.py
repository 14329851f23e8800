"""Lists in parts: a cursor says where the part before ended, so that new rows move nothing."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from typing import TYPE_CHECKING

from weighbridge_registry.errors import CursorRefusedError
from weighbridge_registry.store.records import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    Item = TypeVar("Item")
    Key = TypeVar("Key", bound=tuple[str | int, ...])


def page(
    items: Sequence[Item], limit: int, key: Callable[[Item], Sequence[str | int]]
) -> Page[Item]:
    """A part of a list, of items that were asked for with one more than `limit`."""
    kept = tuple(items[:limit])
    return Page(items=kept, next=_write(key(kept[-1])) if len(items) > limit else None)


def position(cursor: str | None, *kinds: type[str | int]) -> tuple[str | int, ...] | None:
    """The key of the last item before a part, of which the parts have these types."""
    if cursor is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise CursorRefusedError(cursor) from error
    fits = isinstance(key, list) and [type(part) for part in key] == list(kinds)
    if not fits or any(isinstance(part, str) and "\0" in part for part in key):
        raise CursorRefusedError(cursor)
    return tuple(key)


def moment(cursor: str | None, text: str | int) -> datetime:
    """The instant that stands in a key."""
    try:
        return datetime.fromisoformat(str(text))
    except ValueError as error:
        raise CursorRefusedError(str(cursor)) from error


def _write(key: Sequence[str | int]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode()
