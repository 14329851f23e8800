"""Random schemas, small edits of them, and values near them, for properties that must always hold.

Everything is drawn from a small vocabulary, so that schemas and values meet: two names in a pair
of schemas are often the same name. A draw is a number below a limit, 0 the plainest, so that
hypothesis can make a failing example small, and a plain random generator can make many.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

#: a number from 0 up to but not including a limit
Draw = "Callable[[int], int]"

NAMES = ("a", "b", "c")
TEXTS = ("a", "b", "", "ab", "aaa", "x1", "1")
NUMBERS = (0, 1, 2, 3, -1, 5, 0.5, 1.5, 10, 2.5)
PATTERNS = ("^a", "b$", "^[a-c]+$", "1", "^x", "^.{2}$", "^$")
TYPES = ("string", "integer", "object", "array", "number", "boolean", "null")
#: how deep schemas and values are nested
DEPTH = 3


class Maker:
    """Schemas of one draft from a source of draws."""

    def __init__(self, draw: Callable[[int], int], draft: str = "2020-12") -> None:
        self.draw = draw
        self.draft = draft
        #: definitions may be referred to from anywhere, so also from themselves
        self.definitions = 0

    # -- choices

    def one(self, options: Any) -> Any:
        """One of several."""
        return options[self.draw(len(options))]

    def some(self, options: Any, most: int) -> list[Any]:
        """A few different ones of several, in their order."""
        wanted = {self.draw(len(options)) for _ in range(1 + self.draw(most))}
        return [o for i, o in enumerate(options) if i in wanted]

    def often(self, parts: int, of: int) -> bool:
        """True in so many parts of the cases."""
        return self.draw(of) >= of - parts

    # -- schemas

    def document(self) -> Any:
        """A whole schema document."""
        if self.often(1, 5) and self.draft == "2020-12":
            self.definitions = 1 + self.draw(2)
        schema = self.schema(DEPTH)
        if self.definitions:
            schema = schema if isinstance(schema, dict) else {}
            schema["$defs"] = {f"d{i}": self.schema(2) for i in range(self.definitions)}
        return schema

    def schema(self, depth: int) -> Any:
        """A schema of at most some depth."""
        if self.often(1, 12):
            return True if self.draft == "4" else self.one((True, {}, False))
        if self.definitions and self.often(1, 6):
            return {"$ref": f"#/$defs/d{self.draw(self.definitions)}"}
        kinds = [self.one(TYPES)]
        if self.often(1, 5):
            kinds = self.some(TYPES, 3)
        schema: dict[str, Any] = {}
        if not self.often(1, 6):
            schema["type"] = kinds[0] if len(kinds) == 1 else kinds
        for kind in kinds:
            self.of_type(schema, kind, depth)
        if self.often(1, 6):
            schema["enum"] = self.values()
        elif self.often(1, 16) and self.draft != "4":
            schema["const"] = self.value(1)
        if depth > 0 and self.often(1, 4):
            self.composition(schema, depth - 1)
        return schema

    def of_type(self, schema: dict[str, Any], kind: str, depth: int) -> None:  # noqa: C901 (a table of words, as code)
        """Keywords about one type."""
        if kind in {"integer", "number"}:
            for word in self.numeric_words():
                schema[word] = self.operand(word, depth)
        elif kind == "string":
            for word in ("minLength", "maxLength", "pattern"):
                if self.often(1, 3):
                    schema[word] = self.operand(word, depth)
        elif kind == "array":
            for word in self.words("array"):
                if self.often(1, 4):
                    schema[word] = self.operand(word, depth)
        elif kind == "object":
            for word in self.words("object"):
                if self.often(2 if word in {"properties", "required"} else 1, 5):
                    schema[word] = self.operand(word, depth)

    def numeric_words(self) -> list[str]:
        words = ["minimum", "maximum", "multipleOf"]
        if self.draft != "4":
            words += ["exclusiveMinimum", "exclusiveMaximum"]
        return [w for w in words if self.often(1, 4)]

    def words(self, kind: str) -> list[str]:
        """The keywords about a type that the draft knows."""
        known = {
            "array": ["items", "minItems", "maxItems", "uniqueItems"],
            "object": [
                "properties", "required", "additionalProperties", "patternProperties",
                "minProperties", "maxProperties",
            ],
        }[kind]  # fmt: skip
        newer = {
            "array": ["contains", "minContains", "maxContains", "prefixItems", "unevaluatedItems"],
            "object": [
                "propertyNames", "dependentRequired", "dependentSchemas", "unevaluatedProperties",
            ],
        }[kind]  # fmt: skip
        if self.draft == "2020-12":
            return known + newer
        old = {"array": ["tuple", "additionalItems"], "object": ["dependencies"]}[kind]
        seventh = {"array": ["contains"], "object": ["propertyNames"]}[kind]
        return known + old + (seventh if self.draft == "7" else [])

    def operand(self, word: str, depth: int) -> Any:  # noqa: C901, PLR0911, PLR0912 (a table of words, as code)
        """What stands under a keyword."""
        if word in {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}:
            return self.one(NUMBERS)
        if word == "multipleOf":
            return self.one((1, 2, 3, 0.5, 1.5))
        if word in {"minLength", "minItems", "minProperties", "minContains"}:
            return self.draw(3)
        if word in {"maxLength", "maxItems", "maxProperties", "maxContains"}:
            return self.draw(4)
        if word == "pattern":
            return self.one(PATTERNS)
        if word == "uniqueItems":
            return not self.often(1, 8)
        if word == "required":
            return self.some(NAMES, 2)
        if word == "properties":
            return {n: self.schema(depth - 1) for n in self.some(NAMES, 3)} if depth > 0 else {}
        if word == "patternProperties":
            return {p: self.schema(depth - 1) for p in self.some(PATTERNS, 2)} if depth > 0 else {}
        if word == "dependentRequired":
            return {n: self.some(NAMES, 2) for n in self.some(NAMES, 2)}
        if word == "dependentSchemas":
            return {n: self.schema(depth - 1) for n in self.some(NAMES, 1)} if depth > 0 else {}
        if word == "dependencies":
            return {
                n: self.some(NAMES, 2) if depth <= 0 or self.often(1, 2) else self.schema(depth - 1)
                for n in self.some(NAMES, 2)
            }
        if word in {"prefixItems", "tuple"}:
            return [self.schema(max(depth - 1, 0)) for _ in range(1 + self.draw(2))]
        if word in {
            "additionalProperties",
            "unevaluatedProperties",
            "unevaluatedItems",
            "additionalItems",
        }:
            return False if depth <= 0 or self.often(3, 5) else self.schema(depth - 1)
        if word == "propertyNames":
            return self.one(
                ({"pattern": "^a"}, {"maxLength": 1}, {"enum": ["a", "b"]}, {"pattern": "b$"})
            )
        assert word in {"items", "contains"}, word
        return self.schema(max(depth - 1, 0))

    def composition(self, schema: dict[str, Any], depth: int) -> None:
        """One of the ways to join schemas."""
        words = ["allOf", "anyOf", "oneOf", "not"]
        if self.draft in {"7", "2020-12"}:
            words.append("if")
        word = self.one(words)
        if word == "not":
            schema["not"] = self.schema(depth)
        elif word == "if":
            schema["if"] = self.schema(depth)
            for then in self.some(("then", "else"), 2):
                schema[then] = self.schema(depth)
        else:
            schema[word] = [self.schema(depth) for _ in range(1 + self.draw(3))]

    # -- values

    def values(self) -> list[Any]:
        """Values for an enum, each said once."""
        found: list[Any] = []
        for _ in range(1 + self.draw(3)):
            value = self.value(1)
            if not any(alike(value, f) for f in found):
                found.append(value)
        return found

    def value(self, depth: int) -> Any:  # noqa: PLR0911 (a table of words, as code)
        """A JSON value."""
        kind = self.one(TYPES if depth > 0 else [t for t in TYPES if t not in {"object", "array"}])
        if kind == "string":
            return self.one(TEXTS)
        if kind == "integer":
            return self.one([n for n in NUMBERS if isinstance(n, int)])
        if kind == "number":
            return self.one(NUMBERS)
        if kind == "boolean":
            return self.one((True, False))
        if kind == "null":
            return None
        if kind == "array":
            return [self.value(depth - 1) for _ in range(self.draw(4))]
        names = [n for n in (*NAMES, "ab", "x1") if self.often(1, 3)]
        return {n: self.value(depth - 1) for n in names}

    # -- edits

    def edited(self, document: Any) -> Any:
        """A document like another, but for a change or two."""
        new = copy.deepcopy(document)
        for _ in range(1 + self.draw(2)):
            places = list(schemas_in(new, ()))
            path = self.one(places)
            old = at(new, path)
            new = put(new, path, self.change(copy.deepcopy(old)))
        return new

    def change(self, schema: Any) -> Any:
        """One small change of one schema."""
        if not isinstance(schema, dict) or not schema or self.often(1, 10):
            return self.schema(1)
        deed = self.one(("change", "drop", "add", "join", "wrap"))
        word = self.one(sorted(k for k in schema if k != "$defs") or ["type"])
        if deed == "drop":
            schema.pop(word, None)
        elif deed == "add":
            self.of_type(schema, self.one(TYPES[:5]), 1)
        elif deed == "join":
            self.composition(schema, 1)
        elif deed == "wrap" and "$defs" not in schema:
            how = self.one(("allOf", "anyOf", "oneOf", "not not"))
            if how == "not not":
                return {"not": {"not": schema}}
            return {how: [schema, self.schema(1)] if self.often(1, 2) else [schema]}
        elif word in schema:
            schema[word] = self.other(word, schema[word])
        return schema

    def other(self, word: str, value: Any) -> Any:  # noqa: PLR0911 (a table of words, as code)
        """Something else under a keyword, like what was there where that can be."""
        if word == "type":
            kinds = [value] if isinstance(value, str) else list(value)
            kinds = [k for k in kinds if not self.often(1, 3)] + [self.one(TYPES)]
            kinds = list(dict.fromkeys(kinds))
            return kinds[0] if len(kinds) == 1 else kinds
        if word == "enum":
            kept = [v for v in value if not self.often(1, 3)]
            more = [v for v in self.values() if not any(alike(v, k) for k in kept)]
            return kept + more[: self.draw(2)] or [None]
        if word in {"allOf", "anyOf", "oneOf"}:
            branches = [b for b in value if not self.often(1, 4)]
            if self.often(1, 2):
                branches.append(self.schema(1))
            return branches or [True if self.draft != "4" else {}]
        if word == "required":
            return sorted(set(value) ^ {self.one(NAMES)}) or ["a"]
        if word == "const":
            return self.value(1)
        if word in {"not", "if", "then", "else", "$ref"}:
            return value if word == "$ref" else self.schema(1)
        if word == "items" and isinstance(value, list):
            return self.operand("tuple", 1)
        if word in {"properties", "patternProperties"} and value:
            left: dict[str, Any] = {k: v for k, v in value.items() if not self.often(1, 3)}
            return {**self.operand(word, 1), **left}
        return self.operand(word, 1)


def document(draw: Callable[[int], int], draft: str = "2020-12") -> Any:
    """A schema document of a draft."""
    maker = Maker(draw, draft)
    return mended(maker.document(), draft)


def pair(draw: Callable[[int], int], draft: str = "2020-12") -> tuple[Any, Any]:
    """Two schema documents, the second an edit of the first."""
    maker = Maker(draw, draft)
    old = unringed(maker.document())
    return mended(old, draft), mended(unringed(maker.edited(old)), draft)


def unringed(document: Any) -> Any:
    """A document in which no definition leads back to itself without a step into the value.

    Such a ring has no meaning, and validators run forever on it.
    """
    definitions = document.get("$defs", {}) if isinstance(document, dict) else {}
    for name in definitions:
        reached, todo = set(), [definitions[name]]
        while todo:
            for ref in _here(todo.pop()):
                target = ref.rsplit("/", 1)[-1]
                if target not in reached:
                    reached.add(target)
                    todo.append(definitions[target])
        if name in reached:
            definitions[name] = {"type": "object"}
    return document


def _here(schema: Any) -> Any:
    """The references that are followed without a step into the value."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        yield schema["$ref"]
    for word in ("not", "if", "then", "else"):
        yield from _here(schema.get(word))
    for word in ("allOf", "anyOf", "oneOf"):
        for branch in schema.get(word, ()):
            yield from _here(branch)
    for inner in schema.get("dependentSchemas", {}).values():
        yield from _here(inner)


def mended(schema: Any, draft: str) -> Any:
    """A schema in the words of its draft: `tuple` is how one kind of `items` is drawn."""
    if isinstance(schema, list):
        return [mended(s, draft) for s in schema]
    if not isinstance(schema, dict):
        return ({} if schema is True else schema) if draft == "4" else schema
    said = dict(schema)
    if "tuple" in said:
        said["items"] = said.pop("tuple")
    return {k: v if k in _DATA else _inner(k, v, draft) for k, v in said.items()}


_DATA = frozenset({"enum", "const", "required", "type", "dependentRequired", "$ref", "uniqueItems"})
_MAPS = frozenset({"properties", "patternProperties", "dependentSchemas", "dependencies", "$defs"})


def _inner(word: str, value: Any, draft: str) -> Any:
    if word in _MAPS:
        return {
            k: v if isinstance(v, list) and word == "dependencies" else mended(v, draft)
            for k, v in value.items()
        }
    if draft == "4" and word in {"additionalProperties", "additionalItems"}:
        return value if isinstance(value, bool) else mended(value, draft)
    return mended(value, draft)


# -- documents as trees

_SINGLE = (
    "additionalProperties", "additionalItems", "contains", "items", "not", "if", "then", "else",
    "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems", "tuple")


def schemas_in(schema: Any, path: tuple[Any, ...]) -> Any:
    """The paths of all schemas in a document."""
    yield path
    if not isinstance(schema, dict):
        return
    for word in _SINGLE:
        if word in schema and not isinstance(schema[word], list):
            yield from schemas_in(schema[word], (*path, word))
    for word in _LISTS:
        for i, s in enumerate(schema.get(word, ())):
            yield from schemas_in(s, (*path, word, i))
    for word in _MAPS:
        for k, s in schema.get(word, {}).items():
            if not isinstance(s, list):
                yield from schemas_in(s, (*path, word, k))


def at(document: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a path."""
    for step in path:
        document = document[step]
    return document


def put(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A document with another thing at a path; definitions stay where they are needed."""
    if not path:
        kept = document.get("$defs") if isinstance(document, dict) else None
        if kept is not None and isinstance(value, dict):
            return {**value, "$defs": kept}
        return document if kept is not None else value
    holder = at(document, path[:-1])
    holder[path[-1]] = value
    return document


def alike(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON Schema has it."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(v, other[k]) for k, v in one.items())
    return bool(one == other)


# -- values near a value


def near(draw: Callable[[int], int], value: Any) -> Any:
    """A value like another, but for one part."""
    maker = Maker(draw)
    if isinstance(value, dict) and not maker.often(1, 4):
        copied = dict(value)
        deed = draw(3)
        if deed == 0 and copied:
            del copied[maker.one(sorted(copied))]
        elif deed == 1 or not copied:
            copied[maker.one((*NAMES, "ab", "x1", "other"))] = maker.value(1)
        else:
            name = maker.one(sorted(copied))
            copied[name] = near(draw, copied[name])
        return copied
    if isinstance(value, list) and not maker.often(1, 4):
        items = list(value)
        deed = draw(4)
        if deed == 0 and items:
            del items[draw(len(items))]
        elif deed == 1 or not items:
            items.insert(draw(len(items) + 1), maker.value(1))
        elif deed == 2:
            items.append(maker.one(items))
        else:
            i = draw(len(items))
            items[i] = near(draw, items[i])
        return items
    return maker.value(1)
