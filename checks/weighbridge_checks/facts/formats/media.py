"""Media types as they are compared: what they are, what they cover, whether they know types."""

from __future__ import annotations

#: languages besides JSON in which a number is not the text of its digits
_TYPED = ("json", "yaml", "cbor", "msgpack", "bson", "x-ndjson", "jsonl", "json-seq")


def media_key(media: str) -> str:
    """A media type in the one way in which it is told: how its characters are coded is not it."""
    name, *said = [part.strip() for part in media.lower().split(";")]
    kept = sorted(p.replace(" ", "") for p in said if p and not p.startswith("charset"))
    return ";".join((name, *kept))


def coding(media: str) -> str | None:
    """How the characters are coded, where a media type says so."""
    said = [part.strip() for part in media.lower().split(";")[1:]]
    return next((p.partition("=")[2].strip('" ') for p in said if p.startswith("charset")), None)


def essence(media: str) -> str:
    """A media type without its parameters."""
    return media.partition(";")[0].strip().lower()


def covers(wide: str, narrow: str) -> bool:
    """Whether one media type has the other in it, as `application/*` has `application/json`.

    A type without parameters has those with.
    """
    if ";" in wide:
        return media_key(wide) == media_key(narrow)
    mine, yours = essence(wide), essence(narrow)
    if mine in {yours, "*/*", "*"}:
        return True
    kind, _, form = mine.partition("/")
    its_kind, _, its_form = yours.partition("/")
    if kind != its_kind or not form.startswith("*") or its_form.startswith("*"):
        return False
    return its_form.endswith(form[1:])


def is_range(media: str) -> bool:
    """Whether several media types are meant."""
    return "*" in essence(media)


def typed(media: str) -> bool:
    """Whether the language has types of its own, or nobody knows; else all is text."""
    name = essence(media)
    form = name.partition("/")[2]
    return "*" in name or any(
        form in {word, f"x-{word}"} or form.endswith(f"+{word}") for word in _TYPED
    )
