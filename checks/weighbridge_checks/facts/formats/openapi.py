"""OpenAPI 3.0, 3.1 and 3.2 as elements: operations, their messages, and schemas at the leaves."""

from __future__ import annotations

import itertools
from collections import Counter
from functools import cached_property, partial, reduce
from operator import getitem
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.canonical import canonical
from weighbridge_checks.facts.change import Direction, Kind, Place
from weighbridge_checks.facts.dialect import (
    DRAFT_4,
    DRAFT_6,
    DRAFT_7,
    DRAFT_2019,
    OPENAPI_30,
    OPENAPI_31,
)
from weighbridge_checks.facts.formats.addresses import holes, template_key
from weighbridge_checks.facts.formats.dialects import DIALECTS, dialect_of
from weighbridge_checks.facts.formats.dynamic import dynamics
from weighbridge_checks.facts.formats.errors import (
    DanglingReferenceError,
    UnreadableContractError,
)
from weighbridge_checks.facts.formats.media import essence, media_key, typed
from weighbridge_checks.facts.formats.openapi_messages import body, responses
from weighbridge_checks.facts.formats.openapi_security import schemes
from weighbridge_checks.facts.formats.openapi_writing import written
from weighbridge_checks.facts.formats.peeking import maps, may_hold, parts_of
from weighbridge_checks.facts.formats.servers import bases, servers
from weighbridge_checks.facts.heirs import Heirs, told
from weighbridge_checks.facts.lifecycle import TENTATIVE, deprecation, stability
from weighbridge_checks.facts.model import Contract, Element, Format, Unit, Written
from weighbridge_checks.facts.schema import World, escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from weighbridge_checks.facts.dialect import Dialect
    from weighbridge_checks.facts.document import Bundle
    from weighbridge_checks.facts.formats.addresses import Base

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
#: headers that the standard tells everybody to ignore where they are declared as parameters
IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
_numbers = itertools.count(1)

_DIALECTS = {
    "http://json-schema.org/draft-04/schema": DRAFT_4,
    "http://json-schema.org/draft-06/schema": DRAFT_6,
    "http://json-schema.org/draft-07/schema": DRAFT_7,
    "https://json-schema.org/draft/2019-09/schema": DRAFT_2019,
}


def read(bundle: Bundle) -> Contract:
    """Read an OpenAPI document. Operations are read when they are asked for."""
    root = bundle.root.root
    dialect = _dialect(bundle, root)
    info = root.get("info")
    info = info if isinstance(info, dict) else {}
    if not isinstance(root.get("paths"), dict) and not (
        dialect is OPENAPI_31 and ("webhooks" in root or "components" in root)
    ):
        raise _refused(bundle, "", "an OpenAPI document needs a mapping 'paths'; add it")
    newer = dialect is not OPENAPI_30
    world = World(
        dialect=dialect,
        number=next(_numbers),
        resolve=bundle_resolve(bundle),
        dialects=DIALECTS if newer else None,
        dialect_of=dialect_of(bundle) if newer else None,
        dynamics=dynamics(bundle) if newer else None,
        heirs=Heirs(root),
        told=told,
        may_say=bundle.may_say,
    )
    reader = Reader(bundle, world, root)
    return Contract(
        format=Format.OPENAPI,
        name=bundle.root.name,
        digest=bundle.digest,
        title=_text(info.get("title")),
        version=_text(info.get("version")),
        bundle=bundle,
        world=world,
        elements=tuple(reader.surroundings()),
        units=tuple(reader.units()),
        unread=tuple(reader.unread()),
    )


def bundle_resolve(bundle: Bundle) -> Any:
    """How a world of schemas asks a bundle what a reference means."""

    def resolve(ref: str, file: str, pointer: str) -> tuple[str, str, Any] | None:
        try:
            place = bundle.resolve(ref, file, at=pointer)
        except DanglingReferenceError:
            return None  # the bundle has listed it among what was not read
        return place.file, place.pointer, place.value

    return resolve


def _refused(bundle: Bundle, pointer: str, reason: str) -> UnreadableContractError:
    at = bundle.root.locate(pointer)
    return UnreadableContractError(bundle.root.name, reason, at.line, at.column)


def _dialect(bundle: Bundle, root: Mapping[str, Any]) -> Dialect:
    version = root.get("openapi")
    if not isinstance(version, str):
        raise _refused(bundle, "/openapi", 'quote the version of OpenAPI, as in openapi: "3.1.0"')
    if version.startswith("3.0"):
        return OPENAPI_30
    if version.startswith(("3.1", "3.2")):
        declared = root.get("jsonSchemaDialect")
        named = declared.rstrip("#") if isinstance(declared, str) else ""
        return _DIALECTS.get(named, OPENAPI_31)
    raise _refused(
        bundle, "/openapi", f"OpenAPI {version!r} is not known; 3.0, 3.1 and 3.2 are read"
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None if value is None else str(value)


def flip(direction: Direction) -> Direction:
    """The other direction."""
    return Direction.RESPONSE if direction is Direction.REQUEST else Direction.REQUEST


class Reader:
    """One document while it is read. `_at` values are (value, file, pointer) after references."""

    def __init__(self, bundle: Bundle, world: World, root: Mapping[str, Any]) -> None:
        self.bundle = bundle
        self.world = world
        self.root = root
        #: what the document says for all operations, beside what is asked for below
        self.around: Mapping[str, Any] = {}
        self.schemes = schemes(root.get("components"), self._scheme)

    # -- the document as a whole

    def surroundings(self) -> Iterator[Element]:
        """What belongs to no operation."""
        info = self.root.get("info")
        yield Element(
            kind=Kind.INFO,
            key="",
            steps=("info",),
            place=Place("", "/info"),
            attributes={
                k: v
                for k, v in (info if isinstance(info, dict) else {}).items()
                if not isinstance(v, (dict, list))
            },
        )
        yield from servers(self.root, Place("", ""))

    def unread(self) -> Iterator[str]:
        """What stands at the top and is not understood."""
        known = {
            "openapi", "info", "servers", "paths", "components", "security", "tags",
            "externalDocs", "webhooks", "jsonSchemaDialect", "$self",
        }  # fmt: skip
        for key in self.root:
            if key not in known and not key.startswith("x-"):
                yield f"/{escape(key)}"

    def units(self) -> Iterator[Unit]:
        """The operations of the paths and of the webhooks."""
        everywhere = bases(self.root, Place("", ""), self.parameter)
        for section, prefix in (
            ("paths", ""),
            ("webhooks", "webhook "),
            ("x-webhooks", "webhook "),
        ):
            items = self.root.get(section)
            if not isinstance(items, dict):
                continue
            templates = {path: template_key(path) for path in items}
            alike = Counter(templates.values())
            for path, template in templates.items():
                if not path.startswith("x-") and maps(items, path):
                    # paths that differ in names alone are told by their names
                    told = template if alike[template] == 1 else path
                    names = (path, told, template)
                    at = f"/{section}/{escape(path)}"
                    yield from self._path(items, names, prefix, everywhere, at)

    def _path(
        self,
        items: Mapping[str, Any],
        names: tuple[str, str, str],
        prefix: str,
        everywhere: tuple[Base, ...],
        pointer: str,
    ) -> Iterator[Unit]:
        """The operations of one path, which is called by its own name first."""
        raw = items[names[0]]
        item, file, at = self.follow(raw, "", pointer)
        if not isinstance(item, dict):
            return
        beside = self._beside(raw)
        if beside:
            item = {k: v for k, v in item.items() if k not in METHODS or k not in beside}
            item = {**item, **{k: v for k, v in beside.items() if k not in METHODS}}
        place = Place(file, at)
        around = bases(item, place, self.parameter) if "servers" in item else everywhere
        written = None
        parts = parts_of(items)
        if item is raw and parts is not None:
            elsewhere = (names[0], self.schemes.signature, self._elsewhere)
            written = Written(parts.slices[names[0]], parts.mentions(names[0]), elsewhere)
        for holder, stands in ((item, place), (beside, Place("", pointer))):
            for method, steps in self._operations(holder):
                here = Place(stands.file, stands.pointer + "".join("/" + escape(s) for s in steps))
                called = f"{prefix}{method.upper()} "
                yield self._unit(
                    (called + names[0], called + names[1], called + names[2]),
                    (holder, steps),
                    item,
                    (here, place),
                    None if prefix else around,
                    written,
                )

    @cached_property
    def _elsewhere(self) -> bytes:
        """What the document says for all operations."""
        return canonical({"security": self.root.get("security"), "around": self.around})

    @staticmethod
    def _beside(raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a path item says beside its reference to another one."""
        if not isinstance(raw.get("$ref"), str):
            return {}
        return {k: v for k, v in raw.items() if k not in {"$ref", "summary", "description"}}

    def _operations(self, item: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The methods of a path, and the steps from it to the operation of each."""
        for method in METHODS:
            if method in item and maps(item, method):
                yield method, (method,)
        more = item.get("additionalOperations")
        if isinstance(more, dict):
            for method in more:
                if maps(more, method):
                    yield method.lower(), ("additionalOperations", method)

    def _unit(
        self,
        names: tuple[str, str, str],
        stands: tuple[Mapping[str, Any], tuple[str, ...]],
        item: Mapping[str, Any],
        places: tuple[Place, Place],
        at: tuple[Base, ...] | None,
        written: Written | None,
    ) -> Unit:
        """One operation, not yet read: `at` is where the path is reached, None for a webhook."""
        label, key, template = names
        place, around = places
        holder, steps = stands
        for step in steps[:-1]:
            holder = holder[step]
        last = steps[-1]
        # a webhook is at no server of the provider's: the provider is the one who calls
        direction = Direction.REQUEST if at is not None else Direction.RESPONSE
        own_servers = None
        if at is not None:
            if may_hold(holder, last, "servers") and "servers" in holder[last]:
                at = bases(holder[last], place, self.parameter)
                own_servers = self._own_servers(holder[last], item, place, around)
            elif "servers" in item:
                own_servers = self._own_servers({}, item, place, around)

        def signature() -> bytes:
            return self.schemes.signature + canonical(
                {
                    "is": holder[last],
                    "parameters": item.get("parameters"),
                    "servers": item.get("servers"),
                    "security": holder[last].get("security", self.root.get("security")),
                    "names": holes(label),
                    "around": self.around,
                    # what stands in another file is the same where all of that is
                    "file": {"$ref": place.file} if place.file else None,
                }
            )

        def element() -> Element:
            return self.operation(label, key, holder[last], item, place, around, direction)

        return Unit(
            key,
            label,
            place,
            signature,
            element,
            at or (),
            (label, template),
            written,
            own_servers,
            self._everywhere,
            lambda: stability(holder[last]) in TENTATIVE,
        )

    def _everywhere(self) -> Iterator[Element]:
        return servers(self.root, Place("", ""))

    def _own_servers(
        self,
        operation: Mapping[str, Any],
        item: Mapping[str, Any],
        place: Place,
        around: Place,
    ) -> Callable[[], Iterator[Element]] | None:
        """The servers that an operation or its path names for itself; the nearest ones count."""
        for holder, at in ((operation, place), (item, around)):
            if isinstance(holder.get("servers"), list) and holder["servers"]:
                return partial(servers, holder, at)
        return None

    # -- an operation

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
        """All that an operation says, where it has its direction from who calls it."""
        children = [
            *self._security(operation, place, direction),
            *self._parameters(operation, item, place, item_place, direction, label),
            *body(self, operation.get("requestBody"), place, direction),
            *responses(self, operation.get("responses"), place, flip(direction)),
            *self._callbacks(operation.get("callbacks"), place, direction),
        ]
        return Element(
            kind=Kind.OPERATION,
            key=key,
            steps=(label,),
            place=place,
            direction=direction,
            attributes={
                "operationId": operation.get("operationId"),
                "deprecated": deprecation(operation),
                "stability": stability(operation),
                "tags": operation.get("tags") or None,
                "summary": operation.get("summary"),
                "description": operation.get("description"),
            },
            children=tuple(children),
        )

    def _security(
        self, operation: Mapping[str, Any], place: Place, direction: Direction
    ) -> Iterator[Element]:
        own = operation.get("security")
        # how to call the API says nothing of how the API calls others
        around = self.root.get("security") if direction is Direction.REQUEST else None
        wanted = around if own is None else own
        # what the document asks for is said once, for all operations
        at = Place("", "/security")
        if own is not None:
            at = Place(place.file, f"{place.pointer}/security")
        yield Element(
            kind=Kind.SECURITY,
            key="",
            steps=("security",),
            place=at,
            value=self.schemes.alternatives(wanted),
            attributes={
                word: self.schemes.details(wanted, word) for word in ("bearerFormat", "refreshUrl")
            },
            direction=direction,
        )

    def _parameters(
        self,
        operation: Mapping[str, Any],
        item: Mapping[str, Any],
        place: Place,
        item_place: Place,
        direction: Direction,
        label: str,
    ) -> Iterator[Element]:
        found: dict[tuple[str, str], Element] = {}
        names = holes(label)
        for holder, at in ((item, item_place), (operation, place)):
            for i, raw in enumerate(self.listed(holder.get("parameters"))):
                value, file, pointer = self.follow(raw, at.file, f"{at.pointer}/parameters/{i}")
                if not isinstance(value, dict) or not isinstance(value.get("name"), str):
                    continue
                where, name = str(value.get("in", "query")), value["name"]
                if where == "header" and name.lower() in IGNORED_HEADERS:
                    continue
                # path parameters are matched by their position: callers never see their names
                known = name.lower() if where == "header" else name
                if where == "path" and name in names:
                    known = str(names.index(name))
                element = self.parameter(value, where, name, known, Place(file, pointer), direction)
                found[where, known] = element
        for i, name in enumerate(names):
            if ("path", str(i)) not in found:  # nobody can leave out a step of the path
                undeclared = self.parameter({}, "path", name, str(i), item_place, direction)
                found["path", str(i)] = undeclared
        yield from found.values()

    def parameter(
        self,
        value: Mapping[str, Any],
        where: str,
        name: str,
        known: str,
        place: Place,
        direction: Direction,
    ) -> Element:
        """A parameter or a header: how it is written, and what it may hold."""
        said = value.get("schema")
        schema, pointer = said, f"{place.pointer}/schema"
        media = None
        content = value.get("content")
        if schema is None and isinstance(content, dict) and content:
            media = next(iter(content))
            inner = self.follow(content[media], place.file, f"{place.pointer}/content")[0]
            schema = inner.get("schema") if isinstance(inner, dict) else None
            pointer = f"{place.pointer}/content/{escape(media)}/schema"
        shape = None if media else self._shape(said, place.file)
        style, explode = written(value, where, shape) if media is None else (None, None)
        required = value.get("required") is True or where == "path"
        return Element(
            kind=Kind.PARAMETER,
            key="querystring:" if where == "querystring" else f"{where}:{known}",
            steps=("request", where, name),
            place=place,
            required=required,
            direction=direction,
            text=media is None or not typed(media),
            shape=shape,
            attributes={
                "required": required,
                "deprecated": deprecation(value),
                "style": style,
                "explode": explode,
                "content": None
                if media is None or essence(media) == "text/plain"
                else media_key(media),
                "allowReserved": value.get("allowReserved") is True,
                "allowEmptyValue": value.get("allowEmptyValue") is True,
                "description": value.get("description"),
            },
            schema=self.schema_at(schema, Place(place.file, pointer)),
        )

    def _shape(self, schema: Any, file: str) -> str | None:
        """Whether a parameter's value is an array or an object, whose writing has a style."""
        for _ in range(20):
            if not isinstance(schema, dict):
                return None
            if not isinstance(schema.get("$ref"), str):
                break
            place = self.bundle.resolve(schema["$ref"], file)
            schema, file = place.value, place.file
        if not isinstance(schema, dict):
            return None
        kind = schema.get("type")
        kinds = [kind] if isinstance(kind, str) else self.listed(kind)
        if "object" in kinds or "properties" in schema:
            return "object"
        return "array" if "array" in kinds or "items" in schema else None

    def _callbacks(self, callbacks: Any, place: Place, direction: Direction) -> Iterator[Element]:
        if not isinstance(callbacks, dict):
            return
        seen: set[str] = set()
        for name, raw in callbacks.items():
            value, file, pointer = self.follow(
                raw, place.file, f"{place.pointer}/callbacks/{escape(name)}"
            )
            if not isinstance(value, dict):
                continue
            for expression, item in value.items():
                if not isinstance(item, dict) or expression.startswith("x-"):
                    continue
                path_item, its_file, at = self.follow(item, file, f"{pointer}/{escape(expression)}")
                if not isinstance(path_item, dict):
                    continue
                for method, steps in self._operations(path_item):
                    operation = reduce(getitem, steps, path_item)
                    label = f"callback {name} {method.upper()}"
                    # who is called sees the address and not the name
                    told = f"callback {method.upper()} {expression}"
                    if told in seen:
                        told = f"{label} {expression}"
                    seen.add(told)
                    here = Place(its_file, at + "".join("/" + escape(s) for s in steps))
                    if "callbacks" in operation:
                        # a callback of a callback is a conversation that nobody has
                        operation = {k: v for k, v in operation.items() if k != "callbacks"}
                    yield self.operation(
                        label, told, operation, path_item, here,
                        Place(its_file, at), flip(direction),
                    )  # fmt: skip

    # -- small steps

    def _scheme(self, said: Any, name: str) -> Any:
        return self.follow(said, "", f"/components/securitySchemes/{escape(name)}")[0]

    def schema_at(self, value: Any, place: Place) -> Any:
        """The schema that stands at a place; None where there is none."""
        return None if value is None else self.world.node(value, place)

    def follow(self, value: Any, file: str, pointer: str) -> tuple[Any, str, str]:
        """What a part says, after the references that stand in its place."""
        for _ in range(50):
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                break
            place = self.bundle.resolve(value["$ref"], file, at=pointer)
            value, file, pointer = place.value, place.file, place.pointer
        else:
            raise _refused(
                self.bundle, pointer, "this reference leads back to itself; break the ring"
            )
        return value, file, pointer

    @staticmethod
    def listed(value: Any) -> list[Any]:
        """A list; an empty one where something else stands."""
        return value if isinstance(value, list) else []
