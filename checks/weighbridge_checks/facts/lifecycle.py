"""How far along its life a part of a contract is: on trial, in force, on its way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: under which names people write the day after which a part may be gone
_SUNSETS = ("x-sunset", "x-sunset-date", "x-removal-date")
#: words of which a document has one if it names any such day
DATED = (b"sunset", b"x-removal-date", b"x-deprecated")
#: under which names people write how settled a part is
_LEVELS = ("x-stability-level", "x-stability", "x-release-status", "x-maturity")
#: levels that say that a part is on its way out
_LEAVING = frozenset({"deprecated", "sunset", "retired", "obsolete"})
#: levels at which nobody has been promised anything
TENTATIVE = frozenset({"draft", "alpha", "experimental", "preview", "development"})
#: the levels in their order, the same words for each
_ORDER = {
    **dict.fromkeys(TENTATIVE, 1),
    "draft": 0,
    **dict.fromkeys(("beta", "testing", "rc"), 2),
    **dict.fromkeys(("stable", "ga", "general", "released", "production", "public"), 3),
}


def deprecation(said: Mapping[str, Any]) -> bool | str:
    """Whether a part is deprecated: if so, with the day after which it may be gone, if one is told.

    A day alone says it too.
    """
    marked = said.get("x-deprecated")
    sunset = next((said[k] for k in _SUNSETS if said.get(k) not in (None, "", False)), None)
    if isinstance(marked, dict):
        sunset = sunset or marked.get("sunset") or marked.get("date")
    if sunset is not None:
        return str(sunset)
    return said.get("deprecated") is True or bool(marked) or _level(said) in _LEAVING


def stability(said: Mapping[str, Any]) -> str | None:
    """How settled a part is, in the word that its document has for it."""
    level = _level(said)
    return None if level in _LEAVING else level


def rank(level: Any) -> int | None:
    """Where a level stands among the others; what is not told is stable. None if unknown."""
    return _ORDER["stable"] if level is None else _ORDER.get(str(level))


def _level(said: Mapping[str, Any]) -> str | None:
    for word in _LEVELS:
        if isinstance(said.get(word), str):
            return str(said[word]).strip().lower()
    return None
