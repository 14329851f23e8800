"""OpenAPI and Swagger laid out: the same parts, in whichever words a version says them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.formats.openapi import METHODS
from weighbridge_checks.facts.formats.pointer import escape
from weighbridge_checks.facts.outline.parts import (
    REQUEST,
    RESPONSE,
    Media,
    Operation,
    Parameter,
    Response,
    Server,
    Spot,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.outline.parts import Outline
    from weighbridge_checks.facts.outline.walking import Walk

_HOLE = re.compile(r"\{([^{}]*)\}")
#: what Swagger writes into a parameter or header is the schema of its value
_FORM = ("application/x-www-form-urlencoded", "multipart/form-data")
_JSON = ["application/json"]


class HttpReader:
    """One document while it is laid out."""

    def __init__(self, outline: Outline, walk: Walk) -> None:
        self._outline = outline
        self._walk = walk
        self._root = outline.root
        self._follow = outline.follow
        self._old = outline.family == "swagger"
        self._servers: list[Server] = []
        self._responses: dict[tuple[str, str, int], tuple[dict[str, Spot], tuple[Media, ...]]] = {}

    def read(self) -> None:
        """Lay the document out."""
        outline = self._outline
        outline.schemes = dict(self._components("securitySchemes", "securityDefinitions"))
        self._servers.extend(self._of_document())
        outline.operations = tuple(self._operations())
        outline.servers = tuple(self._servers)
        for name, spot in self._components("schemas", "definitions"):
            self._walk.root(spot, name=name, side=0, role="component")

    def _components(self, new: str, old: str) -> Iterator[tuple[str, Spot]]:
        held = self._root if self._old else self._root.get("components")
        start = "" if self._old else "/components"
        word = old if self._old else new
        found = held.get(word) if isinstance(held, dict) else None
        for name, raw in found.items() if isinstance(found, dict) else ():
            pointer = f"{start}/{word}/{escape(name)}"
            if word in {"schemas", "definitions"}:
                if isinstance(raw, dict):
                    yield name, Spot(raw, "", pointer)
            elif (spot := self._follow(raw, "", pointer)) is not None:
                yield name, spot

    # -- servers

    def _of_document(self) -> Iterator[Server]:
        root = self._root
        if self._old:
            host = root.get("host")
            for i, scheme in enumerate(_list(root.get("schemes"))):
                spot = Spot(root, "", f"/schemes/{i}")
                yield Server(str(host), spot, f"{scheme}://{host}", str(scheme))
            return
        yield from _servers(self._outline.whole)

    # -- operations

    def _operations(self) -> Iterator[Operation]:
        for word, kind in (("paths", "path"), ("webhooks", "webhook"), ("x-webhooks", "webhook")):
            held = self._root.get(word)
            for path, raw in held.items() if isinstance(held, dict) else ():
                if path.startswith("x-"):
                    continue
                item = self._follow(raw, "", f"/{word}/{escape(path)}")
                if item is not None:
                    yield from self._item(path, item, kind)

    def _item(self, path: str, item: Spot, kind: str) -> Iterator[Operation]:
        self._servers.extend(_servers(item))
        more = item.get("additionalOperations")
        for method, raw in (more if isinstance(more, dict) else {}).items():
            if isinstance(raw, dict):
                at = item.at("additionalOperations", method)
                yield from self._operation(method.lower(), path, raw, at, item, kind)
        for method in METHODS:
            raw = item.value.get(method)
            if isinstance(raw, dict):
                yield from self._operation(method, path, raw, item.at(method), item, kind)

    def _operation(
        self, method: str, path: str, raw: Mapping[str, Any], at: Any, item: Spot, kind: str
    ) -> Iterator[Operation]:
        spot = Spot(raw, at.file, at.pointer)
        self._servers.extend(_servers(spot))
        asks, answers = (REQUEST, RESPONSE) if kind == "path" else (RESPONSE, REQUEST)
        parameters = tuple(self._parameters(spot, item, asks))
        body, media = self._body(spot, item, asks)
        own = raw.get("security")
        whole = self._root.get("security")
        security = own if isinstance(own, list) else whole if isinstance(whole, list) else None
        yield Operation(
            method=method,
            path=path,
            spot=spot,
            kind=kind,
            parameters=parameters,
            body=body,
            media=media,
            responses=tuple(self._answers(spot, answers)),
            security=security,
            security_at=spot.at("security") if isinstance(own, list) else spot.place,
        )
        yield from self._callbacks(spot, kind)

    def _callbacks(self, spot: Spot, kind: str) -> Iterator[Operation]:
        held = spot.get("callbacks")
        if kind == "callback":
            return  # a callback of a callback is nobody's
        for name, raw in held.items() if isinstance(held, dict) else ():
            at = spot.at("callbacks", name)
            callback = self._follow(raw, at.file, at.pointer)
            for url, below in callback.value.items() if callback else ():
                where = callback.at(url) if callback else at
                item = self._follow(below, where.file, where.pointer)
                if item is not None and not url.startswith("x-"):
                    yield from self._item(url, item, "callback")

    # -- what is sent

    def _parameters(self, spot: Spot, item: Spot, side: int) -> Iterator[Parameter]:
        found: dict[tuple[str, str], Parameter] = {}
        for holder in (item, spot):
            for i, raw in enumerate(_list(holder.get("parameters"))):
                at = holder.at("parameters", str(i))
                inner = self._follow(raw, at.file, at.pointer)
                if inner is None or not isinstance(inner.get("name"), str):
                    continue
                where = str(inner.get("in", ""))
                if self._old and where in {"body", "formData"}:
                    continue
                name = inner.value["name"]
                schema = self._value_schema(inner)
                found[where, name] = Parameter(
                    name, where, inner, schema, inner.get("required") is True, at
                )
                if schema is not None:
                    self._outline.holders[schema.file, schema.pointer] = inner
                    self._walk.root(
                        schema,
                        name=name,
                        side=side,
                        role="parameter",
                        required=inner.get("required") is True,
                    )
                if not self._old:
                    self._walk.examples_of(inner, schema, side, text=True)
        yield from found.values()

    def _value_schema(self, holder: Spot) -> Spot | None:
        """The schema of a parameter's or header's value, wherever it is said."""
        if self._old:
            return holder
        raw = holder.get("schema")
        if isinstance(raw, dict):
            at = holder.at("schema")
            return Spot(raw, at.file, at.pointer)
        content = holder.get("content")
        for name, media in content.items() if isinstance(content, dict) else ():
            if isinstance(media, dict) and isinstance(media.get("schema"), dict):
                at = holder.at("content", name, "schema")
                return Spot(media["schema"], at.file, at.pointer)
        return None

    def _body(self, spot: Spot, item: Spot, side: int) -> tuple[Spot | None, tuple[Media, ...]]:
        if self._old:
            return self._old_body(spot, item, side)
        raw = spot.get("requestBody")
        at = spot.at("requestBody")
        body = self._follow(raw, at.file, at.pointer)
        return body, self._content(body, side, "body") if body else ()

    def _old_body(self, spot: Spot, item: Spot, side: int) -> tuple[Spot | None, tuple[Media, ...]]:
        for holder in (spot, item):
            for i, raw in enumerate(_list(holder.get("parameters"))):
                at = holder.at("parameters", str(i))
                inner = self._follow(raw, at.file, at.pointer)
                if inner is None or inner.get("in") not in ("body", "formData"):
                    continue
                written = inner.get("schema")
                if inner.get("in") == "formData":
                    return inner, ()
                takes = _list(spot.get("consumes", self._root.get("consumes"))) or _JSON
                where = inner.at("schema")
                schema = (
                    Spot(written, where.file, where.pointer) if isinstance(written, dict) else None
                )
                if schema is not None:
                    self._walk.root(schema, name="body", side=side)
                return inner, tuple(Media(str(t), inner, schema, written) for t in takes)
        return None, ()

    def _content(self, holder: Spot, side: int, name: str) -> tuple[Media, ...]:
        content = holder.get("content")
        found = []
        for type_, raw in content.items() if isinstance(content, dict) else ():
            at = holder.at("content", type_)
            media = self._follow(raw, at.file, at.pointer)
            if media is None:
                continue
            written = media.get("schema")
            schema = None
            if isinstance(written, dict):
                where = media.at("schema")
                schema = Spot(written, where.file, where.pointer)
                self._walk.root(schema, name=name, side=side)
            if isinstance(media.get("itemSchema"), dict):
                where = media.at("itemSchema")
                item = Spot(media.value["itemSchema"], where.file, where.pointer)
                self._walk.root(item, name=name, side=side)
            found.append(Media(str(type_), media, schema, written))
            if found[-1].is_json:
                # a text of any type may be of one that is no JSON
                self._walk.examples_of(media, schema, side, no_texts=type_ == "*/*")
        return tuple(found)

    # -- what is answered

    def _answers(self, spot: Spot, side: int) -> Iterator[Response]:
        held = spot.get("responses")
        for status, raw in held.items() if isinstance(held, dict) else ():
            status = str(status)  # noqa: PLW2901 - a number in careless JSON
            if status.startswith("x-"):
                continue
            at = spot.at("responses", status)
            answer = self._follow(raw, at.file, at.pointer)
            if answer is None:
                continue
            # a shared answer is laid out once, however many operations give it
            key = (answer.file, answer.pointer, side)
            if key not in self._responses:
                self._responses[key] = (
                    dict(self._headers(answer, side)),
                    self._given(answer, spot, side),
                )
            headers, media = self._responses[key]
            yield Response(status, answer, headers, media, at)

    def _headers(self, answer: Spot, side: int) -> Iterator[tuple[str, Spot]]:
        held = answer.get("headers")
        for name, raw in held.items() if isinstance(held, dict) else ():
            at = answer.at("headers", name)
            header = self._follow(raw, at.file, at.pointer)
            if header is None:
                continue
            schema = self._value_schema(header)
            if schema is not None:
                self._outline.holders[schema.file, schema.pointer] = header
                self._walk.root(schema, name=name, side=side, role="parameter")
            if not self._old:
                self._walk.examples_of(header, schema, side, text=True)
            yield name.lower(), header

    def _given(self, answer: Spot, spot: Spot, side: int) -> tuple[Media, ...]:
        if not self._old:
            return self._content(answer, side, "response")
        written = answer.get("schema")
        if not isinstance(written, dict):
            return ()
        at = answer.at("schema")
        schema = Spot(written, at.file, at.pointer)
        self._walk.root(schema, name="response", side=side)
        shown = answer.get("examples")
        for type_, value in shown.items() if isinstance(shown, dict) else ():
            if "json" in str(type_):
                self._walk.example(value, answer.at("examples", str(type_)), schema, side)
        gives = _list(spot.get("produces", self._root.get("produces"))) or _JSON
        return tuple(Media(str(t), answer, schema, written) for t in gives)


def _servers(holder: Spot) -> Iterator[Server]:
    """The servers that a document, a path or an operation names."""
    for i, raw in enumerate(_list(holder.get("servers"))):
        if isinstance(raw, dict) and isinstance(raw.get("url"), str):
            at = holder.at("servers", str(i))
            spot = Spot(raw, at.file, at.pointer)
            yield Server(raw["url"], spot, _filled(raw["url"], raw.get("variables")))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _filled(url: str, variables: Any) -> str:
    said = variables if isinstance(variables, dict) else {}

    def default(hole: re.Match[str]) -> str:
        variable = said.get(hole[1])
        named = variable.get("default") if isinstance(variable, dict) else None
        return str(named) if named is not None else hole[0]

    return _HOLE.sub(default, url)
