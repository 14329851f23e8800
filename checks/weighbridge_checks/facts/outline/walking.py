"""One walk over all schemas of a document, from every place where a message uses them.

A schema is visited once, and again where another direction reaches it: three times at most. So
the walk is linear in the size of the document, however its parts refer to each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.formats.pointer import escape
from weighbridge_checks.facts.outline.parts import REQUEST, RESPONSE, Example, Schema, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.change import Place
    from weighbridge_checks.facts.outline.parts import Outline

_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLES = ("additionalProperties", "items", "unevaluatedProperties", "unevaluatedItems")
_ASKED = ("not", "if", "then", "else", "contains", "propertyNames")
_ROLES = {"properties": "property", "$defs": "component", "definitions": "component"}
_ROLES |= {"items": "items", "prefixItems": "items", "additionalProperties": "part"}
_ROLES |= {"allOf": "branch", "anyOf": "branch", "oneOf": "branch"}
#: keywords under which no message carries anything by itself
_APART = frozenset({"$defs", "definitions"})


class Walk:
    """The schemas and examples that were come upon."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._schemas: dict[tuple[str, str], Schema] = {}
        self._examples: dict[tuple[str, ...], Example] = {}

    def root(
        self, spot: Spot, *, name: str, side: int, role: str = "root", required: bool = False
    ) -> None:
        """Walk a schema from a place where it is used in messages of this side."""
        todo = [(spot.value, spot.file, spot.pointer, name, role, None, required, side)]
        while todo:
            value, file, pointer, name, role, parent, required, side = todo.pop()
            if side and isinstance(value, dict):
                # what only one side writes does not travel the other way, nor what is inside of it
                if value.get("readOnly") is True:
                    side &= ~REQUEST
                if value.get("writeOnly") is True:
                    side &= ~RESPONSE
            key = (file, pointer)
            schema = self._schemas.get(key)
            if schema is None:
                schema = self._schemas[key] = Schema(
                    value,
                    file=file,
                    pointer=pointer,
                    name=name,
                    role=role,
                    parent=parent,
                    required=required,
                )
                schema.sides = side
            elif schema.sides | side == schema.sides:
                continue
            else:
                schema.sides |= side
            if isinstance(value, dict):
                todo.extend(self._below(schema, side))

    def _below(self, schema: Schema, side: int) -> Iterator[tuple[Any, ...]]:
        value, file, at = schema.value, schema.file, schema.pointer
        if "$ref" in value:
            target = self._outline.follow(value, file, at)
            if target is not None:
                called = target.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
                yield (
                    target.value,
                    target.file,
                    target.pointer,
                    called,
                    "component",
                    None,
                    False,
                    side,
                )
        for word in value:
            if word in _MAPS:
                yield from self._mapped(schema, word, side)
            elif word in _LISTS or word == "items":
                yield from self._listed(schema, word, side)
            if word in _SINGLES and isinstance(value[word], dict):
                role = _ROLES.get(word, "part")
                yield value[word], file, f"{at}/{word}", schema.name, role, schema, False, side
            elif word in _ASKED and isinstance(value[word], dict):
                # what is asked of a value is not sent, but what it refers to is looked at
                yield value[word], file, f"{at}/{word}", schema.name, "asked", schema, False, 0

    def _listed(self, schema: Schema, word: str, side: int) -> Iterator[tuple[Any, ...]]:
        held, role = schema.value[word], _ROLES[word]
        for i, below in enumerate(held if isinstance(held, list) else ()):
            if isinstance(below, dict):
                at = f"{schema.pointer}/{word}/{i}"
                yield below, schema.file, at, schema.name, role, schema, False, side

    def _mapped(self, schema: Schema, word: str, side: int) -> Iterator[tuple[Any, ...]]:
        held = schema.value[word]
        if not isinstance(held, dict):
            return
        wanted = schema.value.get("required")
        needed = set(filter(_is_text, wanted)) if isinstance(wanted, list) else ()
        role = _ROLES.get(word, "part")
        start = f"{schema.pointer}/{word}/"
        if word in _APART:
            side = 0
        for name, below in held.items():
            if isinstance(below, dict):
                required = word == "properties" and name in needed
                yield below, schema.file, start + escape(name), name, role, schema, required, side

    def example(
        self,
        value: Any,
        place: Place,
        schema: Spot | None,
        side: int,
        *,
        sort: str = "example",
        text: bool = False,
        named_at: Place | None = None,
    ) -> None:
        """Note a value that is an example of a schema."""
        if schema is not None:
            key = (place.file, place.pointer, schema.file, schema.pointer)
            self._examples.setdefault(
                key, Example(value, place, schema, side, sort, text, named_at)
            )

    def examples_of(
        self,
        holder: Spot,
        schema: Spot | None,
        side: int,
        *,
        text: bool = False,
        no_texts: bool = False,
    ) -> None:
        """Note what a media type, a parameter or a header shows: `example` and `examples`."""
        for value, place, named_at in self._shown(holder):
            if not (no_texts and isinstance(value, str)):
                self.example(value, place, schema, side, text=text, named_at=named_at)

    def _shown(self, holder: Spot) -> Iterator[tuple[Any, Place, Place | None]]:
        if "example" in holder.value:
            yield holder.value["example"], holder.at("example"), None
        named = holder.value.get("examples")
        for name, raw in named.items() if isinstance(named, dict) else ():
            at = holder.at("examples", name)
            entry = self._outline.follow(raw, at.file, at.pointer)
            if entry is None:
                continue
            for word in ("value", "dataValue"):
                if word in entry.value:
                    yield entry.value[word], entry.at(word), at

    def schemas(self) -> tuple[Schema, ...]:
        """Every schema that was come upon, in the order of the walk."""
        return tuple(self._schemas.values())

    def examples(self) -> tuple[Example, ...]:
        """Every example: of messages first, then those that stand in schemas themselves."""
        for schema in self._schemas.values():
            value = schema.value
            if not isinstance(value, dict) or schema.role == "asked":
                continue
            if "example" in value or "examples" in value or "default" in value:
                spot, side = Spot(value, schema.file, schema.pointer), schema.sides
                if "example" in value:
                    self.example(value["example"], spot.at("example"), spot, side)
                several = value.get("examples")
                for i, one in enumerate(several if isinstance(several, list) else ()):
                    self.example(one, spot.at("examples", str(i)), spot, side)
                if "default" in value:
                    self.example(value["default"], spot.at("default"), spot, side, sort="default")
        return tuple(self._examples.values())


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
