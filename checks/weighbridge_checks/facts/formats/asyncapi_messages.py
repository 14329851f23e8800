"""The messages of an event contract: payload, headers, and how they are recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.canonical import canonical
from weighbridge_checks.facts.change import Direction, Kind
from weighbridge_checks.facts.formats.asyncapi_bindings import settings
from weighbridge_checks.facts.formats.asyncapi_source import below
from weighbridge_checks.facts.model import Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from weighbridge_checks.facts.formats.asyncapi_source import Part, Source


def channel_messages(source: Source, channel: Part | None) -> Iterator[tuple[str, Part]]:
    """The messages of a channel of version 3, by their keys."""
    if channel is not None:
        yield from source.mapping(channel.get("messages"), channel.at("messages"))


def chosen_messages(
    source: Source, holder: Part, channel: Part | None
) -> Iterator[tuple[str, Part]]:
    """The messages of an operation or reply of version 3: those it lists, else the channel's."""
    listed = holder.get("messages")
    if not isinstance(listed, list):
        yield from channel_messages(source, channel)
        return
    place = holder.at("messages")
    for i, raw in enumerate(listed):
        part = source.part(raw, below(place, str(i)))
        if part is not None:
            ref = raw.get("$ref") if isinstance(raw, dict) else None
            yield ref.rsplit("/", 1)[-1] if isinstance(ref, str) else str(i), part


def operation_messages(source: Source, operation: Part) -> Iterator[tuple[str, Part]]:
    """The messages of an operation of version 2: one, or one of several."""
    raw = operation.get("message")
    if raw is None:
        return
    place = operation.at("message")
    part = source.part(raw, place)
    if part is None:
        return
    choice = part.get("oneOf")
    if not isinstance(choice, list):
        yield part.name or part.text("messageId") or "message", part
        return
    for i, one in enumerate(source.listed(choice, part.at("oneOf"))):
        yield one.name or one.text("messageId") or f"message {i}", one


def messages(
    source: Source, named: Iterable[tuple[str, Part]], direction: Direction
) -> tuple[Element, ...]:
    """The messages as elements, each once, told by their names where these are their own."""
    parts: dict[tuple[str, str], tuple[str, Part]] = {}
    for key, part in named:
        parts.setdefault((part.place.file, part.place.pointer), (key, source.with_traits(part)))
    said = [(key, part, part.text("name") or key) for key, part in parts.values()]
    names = [name for _, _, name in said]
    found: dict[str, Element] = {}
    for key, part, name in said:
        told = name if names.count(name) == 1 else key
        while told in found:
            told += "'"
        found[told] = _message(source, part, (told, key), direction)
    return tuple(found.values())


def _message(source: Source, part: Part, names: tuple[str, str], direction: Direction) -> Element:
    told, key = names
    beside = part.text("schemaFormat") if source.major < 3 else None  # noqa: PLR2004 (the version)
    payload = source.described(part.get("payload"), part.at("payload"), beside)
    correlation = source.below(part, "correlationId")
    return Element(
        kind=Kind.MESSAGE,
        key=told,
        names=_other_names(part, key),
        steps=("message", told),
        place=part.place,
        direction=direction,
        attributes={
            "name": told,
            "contentType": _media(part.get("contentType") or source.root.get("defaultContentType")),
            "schemaFormat": payload.family,
            "payload": payload.unread,
            "correlationId": correlation.get("location") if correlation else None,
            "title": part.get("title"),
            "summary": part.get("summary"),
            "description": part.get("description"),
            "tags": tags(part.get("tags")),
        },
        schema=payload.schema,
        children=(
            *_headers(source, part, direction),
            *settings(source, part, "message", direction),
        ),
    )


def _other_names(part: Part, key: str) -> tuple[str, ...]:
    """By what a renamed message is still told: its key, where it stands, what it carries."""
    found = [f"key {key}", f"at {part.place.file}#{part.place.pointer}"]
    payload = part.get("payload")
    if isinstance(payload, dict) and payload:
        found.insert(0, f"carries {canonical(payload).decode()}")
    return tuple(found)


def _headers(source: Source, part: Part, direction: Direction) -> Iterator[Element]:
    if part.get("headers") is None:
        return
    described = source.described(part.get("headers"), part.at("headers"))
    yield Element(
        kind=Kind.MESSAGE,
        key="headers",
        steps=("headers",),
        place=part.at("headers"),
        direction=direction,
        attributes={"schemaFormat": described.family, "payload": described.unread},
        schema=described.schema,
    )


def _media(said: Any) -> str | None:
    return said.replace(" ", "").lower() if isinstance(said, str) else None


def tags(said: Any) -> list[str] | None:
    """The names of tags."""
    listed = said if isinstance(said, list) else []
    names = [str(t.get("name")) for t in listed if isinstance(t, dict) and "name" in t]
    return sorted(names) or None
