"""An AsyncAPI document while it is read: references followed, traits merged, places kept."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.change import Place
from weighbridge_checks.facts.formats.dialects import schema_format
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.schema import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.document import Bundle
    from weighbridge_checks.facts.schema import Node, World

#: how many references may stand in each other's place
_LONGEST_CHAIN = 50


class Part(NamedTuple):
    """A mapping of the document, where it stands, and where its keys do that came from traits."""

    value: Mapping[str, Any]
    place: Place
    #: what the reference that led here was called last
    name: str = ""
    sources: Mapping[str, Place] = {}

    def get(self, key: str) -> Any:
        """What the part says under a key; None where it says nothing."""
        return self.value.get(key)

    def text(self, key: str) -> str | None:
        """What the part says under a key, where that is a text."""
        value = self.value.get(key)
        return value if isinstance(value, str) else None

    def at(self, key: str) -> Place:
        """Where the part says it."""
        return self.sources.get(key) or below(self.place, key)


class Described(NamedTuple):
    """What a document says of a payload or of headers: a schema, or a text that nobody reads."""

    schema: Node | None = None
    #: "JSON Schema", "Avro" and so on; None where nothing is said
    family: str | None = None
    #: the description itself, in a language that is not weighed
    unread: Any = None


class Source:
    """The document, the rules of its major version, and what of it was not understood."""

    def __init__(self, bundle: Bundle, world: World, major: int) -> None:
        self.bundle = bundle
        self.world = world
        self.major = major
        self.root: Mapping[str, Any] = bundle.root.root
        self.unread: dict[str, None] = {}

    def part(self, value: Any, place: Place) -> Part | None:
        """What a part says, after the references that stand in its place."""
        name = ""
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(value, dict):
                return None
            ref = value.get("$ref")
            if not isinstance(ref, str):
                return Part(value=value, place=place, name=name)
            found = self.bundle.resolve(ref, place.file, at=place.pointer)
            value, place = found.value, Place(found.file, found.pointer)
            name = ref.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")
        at = self.bundle.document(place.file).locate(place.pointer)
        reason = "this reference leads back to itself; break the ring"
        raise UnreadableContractError(at.file, reason, at.line, at.column)

    def below(self, part: Part, key: str) -> Part | None:
        """The part that another one holds under a key."""
        return self.part(part.get(key), part.at(key))

    def mapping(self, value: Any, place: Place) -> Iterator[tuple[str, Part]]:
        """The parts of a mapping of names."""
        whole = self.part(value, place)
        for name in whole.value if whole else ():
            inner = self.part(whole.value[name], below(whole.place, name)) if whole else None
            if inner is not None:
                yield name, inner

    def listed(self, value: Any, place: Place) -> Iterator[Part]:
        """The parts of a list."""
        for i, raw in enumerate(value if isinstance(value, list) else ()):
            inner = self.part(raw, below(place, str(i)))
            if inner is not None:
                yield inner

    def with_traits(self, part: Part) -> Part:
        """A part with what its traits say.

        By version 2 a trait is a patch, and has the last word. By version 3 the part itself has.
        """
        said: Any = dict(part.value) if self.major < 3 else {}  # noqa: PLR2004 (the version)
        sources: dict[str, Place] = {}
        for trait in self.listed(part.get("traits"), part.at("traits")):
            patch = self._rebased(trait, part.place.file)
            for key in trait.value:
                wins = self.major < 3 or key not in part.value  # noqa: PLR2004 (the version)
                both = isinstance(patch[key], dict) and isinstance(part.get(key), dict)
                if wins and not both:
                    sources[key] = trait.at(key)
            said = patched(said, patch)
        if self.major >= 3:  # noqa: PLR2004 (the version)
            said = patched(said, part.value) if said else part.value
        return Part(value=said, place=part.place, name=part.name, sources=sources)

    def _rebased(self, trait: Part, file: str) -> Mapping[str, Any]:
        """A trait whose references mean the same where it is merged into another file."""
        if trait.place.file in {file, ""}:
            return trait.value
        moved: Mapping[str, Any] = _moved(trait.value, trait.place.file, posixpath.dirname(file))
        return moved

    def described(self, value: Any, place: Place, named: str | None = None) -> Described:
        """A payload or headers. `named` is the format that version 2 says beside them."""
        if value is None:
            return Described()
        held = self.part(value, place)
        if held is not None and "schema" in held.value and "schemaFormat" in held.value:
            named = held.text("schemaFormat")
            value, place = held.get("schema"), held.at("schema")
        family, dialect = schema_format(named)
        if dialect is None:
            self.unread[f"{place.pointer} ({family})"] = None
            return Described(family=family, unread=value)
        if not isinstance(value, (dict, bool)):
            self.unread[f"{place.pointer} (no schema)"] = None
            return Described(family=family, unread=value)
        return Described(schema=self.world.node(value, place, dialect), family=family)


def below(place: Place, step: str) -> Place:
    """A place one step further in."""
    return Place(place.file, f"{place.pointer}/{escape(step)}")


def patched(value: Any, patch: Any) -> Any:
    """A value after a JSON Merge Patch (RFC 7386)."""
    if not isinstance(patch, dict):
        return patch
    said = dict(value) if isinstance(value, dict) else {}
    for key, new in patch.items():
        if new is None:
            said.pop(key, None)
        else:
            said[key] = patched(said.get(key), new)
    return said


def _moved(value: Any, file: str, folder: str) -> Any:
    if isinstance(value, list):
        return [_moved(v, file, folder) for v in value]
    if not isinstance(value, dict):
        return value
    said = {k: _moved(v, file, folder) for k, v in value.items()}
    ref = said.get("$ref")
    if isinstance(ref, str) and "://" not in ref:
        name, mark, fragment = ref.partition("#")
        meant = posixpath.join(posixpath.dirname(file), name) if name else file
        said["$ref"] = posixpath.relpath(meant, folder or ".") + mark + fragment
    return said
