"""The messages of an operation: bodies in their languages, answers with their headers and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Kind, Place
from weighbridge_checks.facts.formats.media import coding, media_key
from weighbridge_checks.facts.formats.openapi_bodies import encodings, is_opaque, is_text
from weighbridge_checks.facts.model import Element
from weighbridge_checks.facts.schema import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.change import Direction
    from weighbridge_checks.facts.formats.openapi import Reader


def body(reader: Reader, raw: Any, place: Place, direction: Direction) -> Iterator[Element]:
    """The body of a request."""
    value, file, pointer = reader.follow(raw, place.file, f"{place.pointer}/requestBody")
    if not isinstance(value, dict):
        return
    at = Place(file, pointer)
    yield Element(
        kind=Kind.BODY,
        key="",
        steps=("request",),
        place=at,
        required=value.get("required") is True,
        direction=direction,
        attributes={
            "required": value.get("required") is True,
            "description": value.get("description"),
        },
        children=tuple(_content(reader, value.get("content"), at, direction)),
    )


def _content(reader: Reader, content: Any, at: Place, direction: Direction) -> Iterator[Element]:
    """The languages that a body may have."""
    if not isinstance(content, dict):
        return
    for media, raw in content.items():
        value, file, pointer = reader.follow(raw, at.file, f"{at.pointer}/content/{escape(media)}")
        inner = value if isinstance(value, dict) else {}
        here = Place(file, pointer)
        schema = _payload(reader, inner, here)
        if schema is not None and is_opaque(media, schema):
            schema = None
        yield Element(
            kind=Kind.MEDIA_TYPE,
            key=media_key(media),
            steps=(media,),
            place=here,
            direction=direction,
            schema=schema,
            text=is_text(media, schema),
            attributes={"charset": coding(media)},
            children=tuple(encodings(media, inner, schema, here, direction)),
        )


def _payload(reader: Reader, said: Mapping[str, Any], here: Place) -> Any:
    """The schema of a body: of the whole, or of each item where it comes as a row of them."""
    whole = reader.schema_at(said.get("schema"), Place(here.file, f"{here.pointer}/schema"))
    if said.get("itemSchema") is None:
        return whole
    at = Place(here.file, f"{here.pointer}/itemSchema")
    item = reader.schema_at(said["itemSchema"], at)
    row = reader.world.node(
        {"type": "array", "items": said["itemSchema"]}, Place(here.file, f"{at.pointer}/(row)")
    )
    row.adopt(item, "items")
    return row


def responses(reader: Reader, said: Any, place: Place, direction: Direction) -> Iterator[Element]:
    """The answers, each with its headers, body and links."""
    if not isinstance(said, dict):
        return
    for status, raw in said.items():
        if status.startswith("x-"):
            continue
        value, file, pointer = reader.follow(
            raw, place.file, f"{place.pointer}/responses/{escape(status)}"
        )
        if not isinstance(value, dict):
            continue
        at = Place(file, pointer)
        yield Element(
            kind=Kind.RESPONSE,
            key=status.upper(),
            steps=("response", status),
            place=at,
            direction=direction,
            attributes={"description": value.get("description")},
            children=(
                *_headers(reader, value.get("headers"), at, direction),
                *_content(reader, value.get("content"), at, direction),
                *_links(reader, value.get("links"), at, direction),
            ),
        )


def _headers(reader: Reader, headers: Any, at: Place, direction: Direction) -> Iterator[Element]:
    """The headers of an answer; of its media type the body tells."""
    if not isinstance(headers, dict):
        return
    for name, raw in headers.items():
        if name.lower() == "content-type":
            continue
        value, file, pointer = reader.follow(raw, at.file, f"{at.pointer}/headers/{escape(name)}")
        if not isinstance(value, dict):
            continue
        told = reader.parameter(
            value, "header", name, name.lower(), Place(file, pointer), direction
        )
        kept = ("required", "deprecated", "style", "explode", "content", "description")
        yield told._replace(
            kind=Kind.HEADER,
            key=name.lower(),
            steps=("header", name),
            attributes={word: told.attributes[word] for word in kept},
        )


def _links(reader: Reader, links: Any, at: Place, direction: Direction) -> Iterator[Element]:
    """Where an answer leads."""
    if not isinstance(links, dict):
        return
    for name, raw in links.items():
        value, file, pointer = reader.follow(raw, at.file, f"{at.pointer}/links/{escape(name)}")
        if isinstance(value, dict):
            words = ("operationId", "operationRef", "parameters", "requestBody", "server")
            yield Element(
                kind=Kind.LINK,
                key=name,
                steps=("link", name),
                place=Place(file, pointer),
                direction=direction,
                attributes={
                    "target": {w: value[w] for w in words if value.get(w) not in (None, {})}
                },
            )
