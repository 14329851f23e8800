"""How a value that is no single one is written into a line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: styles in which a list looks the same as in `form`, once its items stand apart
_DELIMITED = frozenset({"spaceDelimited", "pipeDelimited"})
#: styles in which a single value looks as it does without any
_PLAIN = frozenset({"form", "simple", "cookie", "deepObject", *_DELIMITED})


def written(
    said: Mapping[str, Any], where: str, shape: str | None
) -> tuple[str | None, bool | None]:
    """The style and whether the parts stand apart, as far as they make a difference."""
    usual = "form" if where in {"query", "cookie", "form"} else "simple"
    style = str(said.get("style") or usual)
    told = said.get("explode")
    explode = told if isinstance(told, bool) else style in {"form", "cookie"}
    if shape is None:
        return (None, None) if style in _PLAIN else (style, None)
    if style == "deepObject":
        return style, None
    if shape == "array" and style == "simple":
        return style, None
    if shape == "array" and style in _DELIMITED and explode:
        return "form", True
    return style, explode
