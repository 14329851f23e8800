"""A conjunction of schemas as a person would say it: fields, types and bounds, in one place.

References, `allOf`, unions of one, and every way to write "or null" are seen through, so that two
spellings of one meaning have one view.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.change import Place
from weighbridge_checks.facts.schema import (
    REMEMBERED,
    Conj,
    Node,
    Part,
    escape,
    frozen,
    listed,
    parts,
    type_of,
    types,
    unions,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class Union(NamedTuple):
    """A choice that is left open: the branches that are not merely null."""

    word: str
    part: Part
    branches: tuple[Node, ...]


class View(NamedTuple):
    """What a conjunction of schemas says."""

    parts: tuple[Part, ...]
    unions: tuple[Union, ...]
    types: frozenset[str]
    nullable: bool
    #: property names in order, with the schemas that each must satisfy
    properties: Mapping[str, Conj] = {}
    required: frozenset[str] = frozenset()
    #: every keyword of the parts, where they were gathered
    words: frozenset[str] | None = None

    def values(self, word: str) -> list[tuple[Part, Any]]:
        """What the parts say under a keyword, part by part."""
        if self.words is not None and word not in self.words:
            return []
        return [(p, p.keywords[word]) for p in self.parts if word in p.keywords]


@lru_cache(maxsize=REMEMBERED)
def view(conj: Conj) -> View:
    """See through references, `allOf` and null branches."""
    whole = parts(conj)
    settled: list[Node] = []
    kinds = types(whole)
    nullable = "null" in kinds
    # what is settled stands beside null, and says nothing of it
    outer = {part.node.key for part in whole}
    opened: dict[Any, Union] = {}
    for _ in range(20):  # a branch may bring a union of its own; twenty deep is nobody's document
        fresh = False
        opened = {}
        for word, part, branches in unions(whole):
            rest = tuple(b for b in branches if types(parts((b,))) != {"null"})
            twice = word == "oneOf" and len(rest) < len(branches) and any(map(_takes_null, rest))
            if len(rest) == 1 and len(branches) == 2 and not twice:  # noqa: PLR2004 (one, and null)
                if not any(s.key == rest[0].key for s in settled):
                    settled.append(rest[0])
                    fresh = True
            elif twice:  # null fits two branches, and so the choice refuses it
                opened[part.node.key, word] = Union(word, part, branches)
                nullable = nullable and part.node.key not in outer
            elif rest:
                opened[part.node.key, word] = Union(word, part, rest)
                if len(rest) == len(branches) and part.node.key in outer:
                    admits = any("null" in types(parts((b,))) for b in branches)
                    nullable = nullable and admits
        if not fresh:
            break
        whole = parts((*conj, *settled))
    kinds = types(whole)
    shown = frozenset(kinds - {"null"})
    return View(
        parts=whole,
        unions=tuple(opened.values()),
        types=shown,
        nullable=nullable,
        properties=_properties(whole),
        required=frozenset(n for p in whole for n in _names(p.keywords.get("required"))),
        words=frozenset().union(*(p.keywords for p in whole)),
    )


def _takes_null(node: Node, depth: int = 0) -> bool:
    """Whether a branch may accept null beside what says only that."""
    whole = parts((node,))
    if "null" not in types(whole):
        return False
    return depth > 5 or all(  # noqa: PLR2004 (choices so deep in one another: it may)
        any(_takes_null(b, depth + 1) for b in branches) for _, _, branches in unions(whole)
    )


def _names(value: Any) -> list[str]:
    return [n for n in value if isinstance(n, str)] if isinstance(value, list) else []


def _properties(whole: tuple[Part, ...]) -> dict[str, Conj]:
    found: dict[str, tuple[Node, ...]] = {}
    for part in whole:
        declared = part.keywords.get("properties")
        if isinstance(declared, dict):
            for name, value in declared.items():
                node = part.node.child(value, "properties", name)
                found[name] = (*found.get(name, ()), node)
    return found


@lru_cache(maxsize=REMEMBERED)
def hidden(conj: Conj, word: str) -> bool:
    """Whether a property is marked `readOnly` (or `writeOnly`), and so missing one way."""
    written = any(node.world.may_say(word) for node in conj)
    return written and any(p.keywords.get(word) is True for p in parts(conj))


def forget() -> None:
    """Let go of what was remembered of schemas, and so of their documents."""
    view.cache_clear()
    hidden.cache_clear()


def allowed(view: View) -> dict[Any, tuple[Part, Any]] | None:
    """The values that are listed by `enum` and `const`; None where any value will do."""
    found: dict[Any, tuple[Part, Any]] | None = None
    for part in view.parts:
        for values in listed(part):
            here = {frozen(v): (part, v) for v in values}
            found = here if found is None else {k: v for k, v in found.items() if k in here}
    return found


class Bound(NamedTuple):
    """The tightest of several bounds, and the part and keyword that set it."""

    value: Any
    exclusive: bool
    part: Part
    keyword: str

    @property
    def shown(self) -> Any:
        """The number, or "> 0" where the bound itself is out."""
        sign = "> " if self.keyword == "exclusiveMinimum" else "< "
        return f"{sign}{self.value}" if self.exclusive else self.value


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def bound(view: View, word: str) -> Bound | None:
    """The tightest `minimum` or `maximum` (exclusive ones included) that a view sets.

    For integers alone, "> 0" is "at least 1".
    """
    low = word == "minimum"
    exclusive = "exclusiveMinimum" if low else "exclusiveMaximum"
    best: Bound | None = None
    whole = view.types <= {"integer"}
    for keyword in (word, exclusive):
        for part, value in view.values(keyword):
            if not _number(value):
                continue
            here = Bound(value, keyword == exclusive, part, keyword)
            if whole:
                here = _whole(here, low=low)
            if best is None or _tighter(here, best, low=low):
                best = here
    return best


def _whole(bound: Bound, *, low: bool) -> Bound:
    near = math.ceil(bound.value) if low else math.floor(bound.value)
    if bound.exclusive and near == bound.value:
        near += 1 if low else -1
    return Bound(near, exclusive=False, part=bound.part, keyword=bound.keyword)


def _tighter(one: Bound, other: Bound, *, low: bool) -> bool:
    if one.value == other.value:
        return one.exclusive and not other.exclusive
    return bool(one.value > other.value) if low else bool(one.value < other.value)


#: keywords that count something, with the count at which they say nothing
COUNTS = {
    "minLength": 0,
    "maxLength": None,
    "minItems": 0,
    "maxItems": None,
    "minProperties": 0,
    "maxProperties": None,
}


def count(view: View, word: str) -> Bound | None:
    """The tightest of a counting keyword; a minimum of 0 is no bound."""
    low = word.startswith("min")
    best: Bound | None = None
    for part, value in view.values(word):
        if not _number(value) or (low and value <= 0):
            continue
        here = Bound(int(value), exclusive=False, part=part, keyword=word)
        if best is None or _tighter(here, best, low=low):
            best = here
    return best


def shown_types(kinds: frozenset[str]) -> Any:
    """Types as they are written: one word, a sorted list, or None for any."""
    left = kinds - ({"integer"} if "number" in kinds else set())
    if len(left) >= 5:  # noqa: PLR2004 (everything but null, with integer inside of number)
        return None
    names = sorted(left)
    return names[0] if len(names) == 1 else names


# -- where, and how it is shown


def own_place(whole: View, conj: Conj) -> Place:
    """Where a person would look for the schema: the first part that says more than a reference."""
    for part in whole.parts:
        if part.keywords.keys() - {"$ref", "description", "title"}:
            return part.node.place
    return conj[0].place


def first(whole: View, word: str) -> Part | None:
    """The first part that says a keyword."""
    return next((p for p, _ in whole.values(word)), None)


def at_keyword(part: Part | None, keyword: str, otherwise: Place) -> Place:
    """Where a keyword of a part stands."""
    if part is None:
        return otherwise
    place = part.node.place
    return Place(place.file, f"{place.pointer}/{escape(keyword)}")


def schemas_under(whole: View, word: str) -> list[Node]:
    """The schemas that stand under a keyword, part by part."""
    return [p.node.child(v, word) for p, v in whole.values(word)]


def one(values: Any) -> Any:
    """A list of one is said without the list; an empty list is nothing."""
    if isinstance(values, list):
        return values[0] if len(values) == 1 else values or None
    return values


__all__ = [
    "COUNTS",
    "Bound",
    "Union",
    "View",
    "allowed",
    "at_keyword",
    "bound",
    "count",
    "first",
    "hidden",
    "one",
    "own_place",
    "schemas_under",
    "shown_types",
    "type_of",
    "view",
]
