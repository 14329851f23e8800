"""Looking at a mapping that may have been read by parts, without decoding what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weighbridge_checks.facts.formats.json_parts import Parts


def parts_of(holder: Mapping[str, Any]) -> Parts | None:
    """A mapping whose values are slices of a text; None where it is a plain one."""
    return None if type(holder) is dict else cast("Parts", holder)


def maps(holder: Mapping[str, Any], key: str) -> bool:
    """Whether the value under a key is a mapping."""
    parts = parts_of(holder)
    return isinstance(holder.get(key), dict) if parts is None else parts.maps(key)


def may_hold(holder: Mapping[str, Any], key: str, word: str) -> bool:
    """Whether the mapping under a key may have some key; a no is certain."""
    parts = parts_of(holder)
    return word in holder[key] if parts is None else word.encode() in parts.text(key)
