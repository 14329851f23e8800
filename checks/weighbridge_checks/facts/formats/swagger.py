"""Swagger 2.0, read as the OpenAPI 3 that says the same: one reader, and so one meaning.

Each operation is put into the words of OpenAPI 3 when it is asked for, and every part of it keeps
the place at which it stands in the Swagger document.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Direction, Place
from weighbridge_checks.facts.dialect import SWAGGER_20
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.formats.openapi import Reader, bundle_resolve
from weighbridge_checks.facts.formats.peeking import maps
from weighbridge_checks.facts.formats.swagger_parts import Around, converted, scheme, texts
from weighbridge_checks.facts.heirs import Heirs, told
from weighbridge_checks.facts.model import Contract, Format
from weighbridge_checks.facts.schema import World, escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.document import Bundle
    from weighbridge_checks.facts.model import Element

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_KNOWN = frozenset(
    {
        "swagger", "info", "host", "basePath", "schemes", "consumes", "produces", "paths",
        "definitions", "parameters", "responses", "securityDefinitions", "security", "tags",
        "externalDocs",
    }
)  # fmt: skip
_numbers = itertools.count(2_000_000)


def read(bundle: Bundle) -> Contract:
    """Read a Swagger 2.0 document. Operations are read when they are asked for."""
    root = bundle.root.root
    # many write the version without quotes, and it can mean nothing else
    if root.get("swagger") not in ("2.0", 2.0) or isinstance(root.get("swagger"), bool):
        reason = f'Swagger {root.get("swagger")!r} is not known; 2.0 is read, as swagger: "2.0"'
        raise _refused(bundle, "/swagger", reason)
    if not isinstance(root.get("paths"), dict):
        raise _refused(bundle, "", "a Swagger document needs a mapping 'paths'; add it")
    info = root.get("info")
    info = info if isinstance(info, dict) else {}
    world = World(
        dialect=SWAGGER_20,
        number=next(_numbers),
        resolve=bundle_resolve(bundle),
        heirs=Heirs(root),
        told=told,
        may_say=bundle.may_say,
    )
    reader = _Reader(bundle, world, root)
    return Contract(
        format=Format.OPENAPI,
        name=bundle.root.name,
        digest=bundle.digest,
        title=str(info["title"]) if info.get("title") is not None else None,
        version=str(info["version"]) if info.get("version") is not None else None,
        bundle=bundle,
        world=world,
        elements=tuple(map(reader.placed, reader.surroundings())),
        units=tuple(reader.units()),
        unread=tuple(f"/{escape(k)}" for k in root if k not in _KNOWN and not k.startswith("x-")),
    )


def _refused(bundle: Bundle, pointer: str, reason: str) -> UnreadableContractError:
    at = bundle.root.locate(pointer)
    return UnreadableContractError(bundle.root.name, reason, at.line, at.column)


class _Reader(Reader):
    """The reader of OpenAPI 3, given each part in its own words, and told where it really is."""

    def __init__(self, bundle: Bundle, world: World, root: Mapping[str, Any]) -> None:
        self._places: dict[tuple[str, str], Place] = {}
        self._about = Around(root)
        super().__init__(bundle, world, self._shell(root))
        self.around = {"consumes": self._about.consumes, "produces": self._about.produces}

    def _shell(self, root: Mapping[str, Any]) -> dict[str, Any]:
        """The document without its operations' insides, in the words of OpenAPI 3."""
        schemes = root.get("securityDefinitions")
        schemes = schemes if isinstance(schemes, dict) else {}
        for name in schemes:
            at = f"/components/securitySchemes/{escape(name)}"
            self._places["", at] = Place("", f"/securityDefinitions/{escape(name)}")
        servers = self._about.servers(texts(root.get("schemes")))
        where = next((k for k in ("basePath", "host") if isinstance(root.get(k), str)), "schemes")
        for i in range(len(servers)):
            self._places["", f"/servers/{i}"] = Place("", f"/{where}")
        return {
            "info": root.get("info"),
            "servers": servers,
            "security": root.get("security"),
            "tags": root.get("tags"),
            "x-webhooks": root.get("x-webhooks"),
            "paths": root["paths"],
            "components": {
                "securitySchemes": {name: scheme(said) for name, said in schemes.items()}
            },
        }

    def _operations(self, item: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((method, (method,)) for method in _METHODS if maps(item, method))

    def operation(
        self,
        label: str,
        key: str,
        operation: Mapping[str, Any],
        item: Mapping[str, Any],
        place: Place,
        item_place: Place,
        direction: Direction,
    ) -> Element:
        """What an operation says, every part with its place in the Swagger document."""
        said = converted(operation, item, place, item_place, around=self._about, follow=self.follow)
        for pointer, true in said.places.items():
            self._places[place.file, place.pointer + pointer] = true
        for at, value, properties in said.forms:
            node = self.world.node(value, at)
            for name, (schema, its_place) in properties.items():
                node.adopt(self.world.node(schema, its_place), "properties", name)
        return self.placed(
            super().operation(label, key, said.operation, said.item, place, item_place, direction)
        )

    def placed(self, element: Element) -> Element:
        """An element where it stands in truth, with all that is below it."""
        return element._replace(
            place=self._true(element.place),
            children=tuple(map(self.placed, element.children)),
        )

    def schema_at(self, value: Any, place: Place) -> Any:
        return super().schema_at(value, self._true(place))

    def _true(self, place: Place) -> Place:
        pointer = place.pointer
        while pointer:
            known = self._places.get((place.file, pointer))
            if known is not None:
                return known
            pointer = pointer.rpartition("/")[0]
        return place
