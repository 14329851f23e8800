"""How a parameter's value is written on the wire (RFC 6570, as OpenAPI has it)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weighbridge_checks.verdicts.exchange import Texts

#: what separates the values of a list in one text
_MARKS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
#: the largest code that a header can hold
_PLAIN = range(0x20, 0x7F)


def plain(value: Any) -> str | None:
    """One value as text; None where there is no way to write it."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, (bool, int, float)):
        return json.dumps(value)
    return None


def in_query(name: str, value: Any, said: Mapping[str, Any]) -> Texts | None:
    """A parameter of a query, or a cookie; None where the value can not be written.

    An empty list or object is written as nothing, and so is not sent.
    """
    style = str(said.get("style") or "form")
    explode = said.get("explode") is not False if style == "form" else said.get("explode") is True
    if isinstance(value, (list, dict)):
        inner = list(value.values()) if isinstance(value, dict) else value
        texts = _all(inner)
        if not texts:
            return None
        if isinstance(value, dict):
            return _object(name, dict(zip(value, texts, strict=True)), style, explode=explode)
        return _list(name, texts, style, explode=explode)
    text = plain(value)
    return None if text is None else ((name, text),)


def _list(name: str, texts: list[str], style: str, *, explode: bool) -> Texts | None:
    if style not in _MARKS:
        return None
    return tuple((name, t) for t in texts) if explode else ((name, _MARKS[style].join(texts)),)


def _object(name: str, texts: dict[str, str], style: str, *, explode: bool) -> Texts:
    if style == "deepObject":
        return tuple((f"{name}[{key}]", text) for key, text in texts.items())
    if style == "form" and explode:
        return tuple(texts.items())
    return ((name, _MARKS.get(style, ",").join(t for pair in texts.items() for t in pair)),)


def in_path(name: str, value: Any, said: Mapping[str, Any]) -> str | None:
    """A step of a path, percent-encoded. An empty one would be another path."""
    style = str(said.get("style") or "simple")
    explode = said.get("explode") is True
    lead, mark = {"label": (".", "."), "matrix": (";", ";")}.get(style, ("", ","))
    texts: list[str] | None
    if isinstance(value, list):
        texts = _all(value)
        if not texts:
            return None
        written = [quote(t, safe="") for t in texts]
        if style == "matrix":
            body = (
                mark.join(f"{name}={t}" for t in written)
                if explode
                else (f"{name}={','.join(written)}")
            )
        else:
            body = (mark if explode else ",").join(written)
    elif isinstance(value, dict):
        texts = _all(list(value.values()))
        if not value or texts is None:
            return None
        pairs = [(quote(k, safe=""), quote(t, safe="")) for k, t in zip(value, texts, strict=True)]
        if explode:
            body = mark.join(f"{k}={t}" for k, t in pairs)
        else:
            joined = ",".join(t for pair in pairs for t in pair)
            body = f"{name}={joined}" if style == "matrix" else joined
    else:
        text = plain(value)
        if not text or text in {".", ".."}:
            return None  # a client takes these for steps of their own
        body = f"{name}={quote(text, safe='')}" if style == "matrix" else quote(text, safe="")
    return lead + body


def in_header(value: Any, said: Mapping[str, Any]) -> str | None:
    """A header; only what is plain ASCII can be sent without doubt."""
    if isinstance(value, list):
        texts = _all(value)
        text = ",".join(texts) if texts else None
    elif isinstance(value, dict):
        texts = _all(list(value.values()))
        if not value or texts is None:
            return None
        pairs = zip(value, texts, strict=True)
        explode = said.get("explode") is True
        text = ",".join(f"{k}={t}" if explode else f"{k},{t}" for k, t in pairs)
    else:
        text = plain(value)
    if text is None or text != text.strip() or not text:
        return None
    return text if all(ord(c) in _PLAIN for c in text) else None


def _all(values: list[Any]) -> list[str] | None:
    texts = [plain(v) for v in values]
    return None if None in texts else [t for t in texts if t is not None]


def as_json(value: Any) -> str:
    """A value that is written as JSON where others are written as text."""
    return json.dumps(value, separators=(",", ":"))
