"""Schemas as they are compared: one keyword meaning for every dialect, references followed.

Drafts 4 to 2020-12 and the dialects of OpenAPI spell the same things differently. `Node.keywords`
says each of them in the words of draft 2020-12, one schema object at a time, so that whatever
compares, proves or explains has to know one language only.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Place
from weighbridge_checks.facts.dialect import TYPES, UNKNOWN, Dialect, asserting, modern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from weighbridge_checks.facts.formats.dynamic import Dynamics
    from weighbridge_checks.facts.heirs import Heirs

    #: dynamic names, each with the file and the pointer for which it stands, outermost first
    Scope = tuple[tuple[str, str, str], ...]


class Node:
    """A schema where it stands: its value, its place, and the world that its references mean.

    Two nodes with one `key` are the same schema of the same document.
    """

    __slots__ = (
        *("_children", "_keywords", "_part", "_target"),
        *("dialect", "key", "place", "scope", "value", "world"),
    )

    def __init__(
        self,
        value: Any,
        place: Place,
        world: World,
        dialect: Dialect | None = None,
        scope: Scope = (),
    ) -> None:
        self.value = value
        self.place = place
        self.world = world
        self.dialect = world.declared(value) or dialect or world.dialect
        #: the dynamic names that were passed on the way here
        self.scope = scope
        self.key: tuple[Any, ...] = (world.number, place.file, place.pointer)
        if scope:
            self.key = (*self.key, scope)
        self._keywords: Mapping[str, Any] | None = None
        self._children: dict[tuple[str, ...], Node] = {}
        self._part: Part | None = None
        self._target: Node | None = None

    @property
    def part(self) -> Part:
        """The schema object that is asked for its own keywords only."""
        if self._part is None:
            self._part = Part(self, self.keywords)
        return self._part

    @property
    def keywords(self) -> Mapping[str, Any]:
        """The schema object in the words of draft 2020-12; `{"not": {}}` where it is `false`.

        Where a reference hides its siblings, only the reference is left.
        """
        if self._keywords is None:
            value = self.value
            if self.world.told is not None and type(value) is dict and "discriminator" in value:
                value = self.world.told(self)
            said = modern(value, self.dialect)
            self._keywords = asserting(said) if self.world.formats else said
        return self._keywords

    def child(self, value: Any, *steps: str) -> Node:
        """A schema that stands inside of this one, or is derived from it (steps in brackets)."""
        known = self._children.get(steps)
        if known is None:
            pointer = self.place.pointer + "".join("/" + escape(s) for s in steps)
            scope = self.world.entered(self.scope, self.place.file, pointer)
            known = Node(value, Place(self.place.file, pointer), self.world, self.dialect, scope)
            self._children[steps] = known
        return known

    def adopt(self, child: Node, *steps: str) -> None:
        """Take a schema that stands elsewhere for one inside of this one."""
        self._children[steps] = child

    def target(self) -> Node | None:
        """What `$ref` (or a dynamic reference) means; None where there is none."""
        if self._target is None:
            ref = self.keywords.get("$ref")
            if isinstance(ref, str):
                self._target = self.world.target(self, ref)
        return self._target

    def __repr__(self) -> str:
        return f"<{self.place.file}#{self.place.pointer}>"


class World:
    """What a document's references mean, and how its schemas are to be read.

    `resolve` is given a reference, the file in which it stands and the pointer of the schema that
    holds it, and answers (file, pointer, value), or None where the reference leads nowhere: what
    the schema says there is unknown, and nothing that touches it is ever proved. A schema is read
    in the dialect that it declares itself (`$schema`), as far as `dialects` knows that, or that
    its file declares (`dialect_of`), else in that of the schema which refers to it or holds it.
    """

    def __init__(  # noqa: PLR0913 (a reader tells it all that it knows)
        self,
        *,
        dialect: Dialect,
        number: int,
        resolve: Callable[[str, str, str], tuple[str, str, Any] | None],
        dialects: Mapping[str, Dialect] | None = None,
        dialect_of: Callable[[str], Dialect | None] | None = None,
        dynamics: Dynamics | None = None,
        heirs: Heirs | None = None,
        told: Callable[[Node], Any] | None = None,
        may_say: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self.dialect = dialect
        self._dialects = dialects or {}
        self._dialect_of = dialect_of
        self.number = number
        self._resolve = resolve
        #: what dynamic references mean; None where there are none
        self.dynamics = dynamics
        #: the families of schemas that are told apart by a field; None where there are none
        self.heirs = heirs
        #: what a schema with a `discriminator` says, where that counts
        self.told = told
        #: whether a keyword may stand anywhere in the document; a no is certain
        self.may_say = lru_cache(may_say)
        self._targets: dict[tuple[Any, ...], Node] = {}
        self._places: dict[tuple[Any, ...], Node] = {}
        #: whether formats are asserted, and not mere words; settled before anything is asked
        self.formats = False

    def target(self, node: Node, ref: str) -> Node:
        """The schema that a reference in a node means."""
        asked: tuple[Any, ...] = (node.place.file, ref)
        if self.dynamics is not None or (self.heirs is not None and self.heirs.families):
            # one text may mean several parts, by the schema in which it stands and the way there
            asked = (*asked, node.place.pointer, node.scope)
        known = self._targets.get(asked)
        if known is None:
            found = self._resolve(ref, node.place.file, node.place.pointer)
            if found is None:
                place = Place(node.place.file, f"{node.place.pointer}/$ref")
                known = Node({UNKNOWN: f"the reference {ref!r} leads nowhere"}, place, self)
            else:
                file, pointer, value = found
                dialect = node.dialect
                if file != node.place.file and self._dialect_of is not None:
                    dialect = self._dialect_of(file) or dialect
                forms = None if file or self.heirs is None else self._forms(pointer, node)
                if forms is not None:
                    pointer, value = f"{pointer}/(forms)", forms
                known = self.node(value, Place(file, pointer), dialect, node.scope)
                if self.dynamics is not None and "$ref" not in node.value:
                    known = self._meant(ref, known, node) or known
            self._targets[asked] = known
        return known

    def forget(self) -> None:
        """Let go of all nodes: what they say depends on something that is no longer so."""
        self._targets.clear()
        self._places.clear()

    def found(self, ref: str, file: str, pointer: str) -> tuple[str, str, Any] | None:
        """The part that a reference means, as it is written; None where it leads nowhere."""
        return self._resolve(ref, file, pointer)

    def _forms(self, pointer: str, holder: Node) -> Any:
        """The forms that a component takes where a value is described by it."""
        assert self.heirs is not None
        return None if holder.place.file else self.heirs.forms(pointer, holder.place.pointer)

    def _meant(self, ref: str, static: Node, holder: Node) -> Node | None:
        """What a dynamic reference means, where the way there has another schema for the name."""
        assert self.dynamics is not None
        found = self.dynamics.meant(ref, static.place.file, static.place.pointer, holder.scope)
        if found is None:
            return None
        file, pointer = found
        whole = self._resolve(f"#{pointer}", file, "")
        if whole is None:
            return None
        return self.node(whole[2], Place(file, pointer), static.dialect, holder.scope)

    def entered(self, scope: Scope, file: str, pointer: str) -> Scope:
        """The dynamic names that were passed, once a place is reached."""
        return scope if self.dynamics is None else self.dynamics.entered(scope, file, pointer)

    def node(
        self, value: Any, place: Place, dialect: Dialect | None = None, scope: Scope = ()
    ) -> Node:
        """A schema of this world: one node for one place, so that nodes can be told by identity."""
        scope = self.entered(scope, place.file, place.pointer)
        key: tuple[Any, ...] = (place.file, place.pointer)
        if scope:
            key = (*key, scope)
        known = self._places.get(key)
        if known is None:
            known = self._places[key] = Node(value, place, self, dialect, scope)
        return known

    def declared(self, value: Any) -> Dialect | None:
        """The dialect that a schema names itself, where this world heeds that."""
        if not self._dialects or not isinstance(value, dict):
            return None
        named = value.get("$schema")
        return self._dialects.get(named.rstrip("#")) if isinstance(named, str) else None


def either(nodes: Sequence[Node]) -> Node:
    """A schema that is said nowhere: at least one of these, each where it stands."""
    first = nodes[0]
    if len(nodes) == 1:
        return first
    file = first.place.file if len({n.place.file for n in nodes}) == 1 else "(several)"
    named = " or ".join(
        f"{n.world.number} {n.place.file}#{n.place.pointer} {n.scope or ''}" for n in nodes
    )
    whole = first.world.node({"anyOf": [n.value for n in nodes]}, Place(file, f"({named})"))
    for i, node in enumerate(nodes):
        whole.adopt(node, "anyOf", str(i))
    return whole


def stated(node: Node, value: Mapping[str, Any]) -> Node:
    """A schema that is said nowhere, beside a node: one for one value, and it refers to nothing."""
    return node.world.node(value, Place("", f"({json.dumps(value, sort_keys=True)})"))


def escape(step: str) -> str:
    """A step of a JSON pointer (RFC 6901)."""
    return step.replace("~", "~0").replace("/", "~1")


class Part:
    """One schema object of a conjunction: a node that is asked for its own keywords only."""

    __slots__ = ("keywords", "node")

    def __init__(self, node: Node, keywords: Mapping[str, Any]) -> None:
        self.node = node
        self.keywords = keywords


#: schemas that a value has to satisfy all at once
Conj = tuple[Node, ...]


def reduced(conj: Conj) -> Conj:
    """The same conjunction, without repetitions and references that say nothing of their own."""
    if len(conj) == 1 and not _bare(conj[0]):
        return conj
    found = []
    for node in conj:
        here = node
        for _ in range(50):
            target = here.target() if _bare(here) else None
            if target is None:
                break
            here = target
        found.append(here)
    return tuple(dict.fromkeys(found))


def _bare(node: Node) -> bool:
    return len(node.keywords) == 1 and "$ref" in node.keywords


#: how many answers about schemas are remembered while two documents are compared
REMEMBERED = 200_000


#: more schemas than anybody joins into one; a bound all the same
MOST_PARTS = 5_000


@lru_cache(maxsize=REMEMBERED)
def parts(conj: Conj) -> tuple[Part, ...]:
    """All schema objects that a value must satisfy: references and `allOf` are opened up.

    A union of one is no union. A schema that meets itself again says nothing new.
    """
    found: list[Part] = []
    seen: set[Any] = set()
    todo = list(reversed(conj))
    while todo:
        node = todo.pop()
        if node.key in seen:
            continue
        if len(found) >= MOST_PARTS:
            # what is left out is told as what nobody knows, so that it is never proved
            rest = node.child({UNKNOWN: "the rest of a very long allOf was left out"}, "(the rest)")
            return (*found, rest.part)
        seen.add(node.key)
        said = node.keywords
        inner: list[Node] = []
        target = node.target()
        if target is not None:
            inner.append(target)
        for word in ("allOf", "anyOf", "oneOf"):
            branches = said.get(word)
            if isinstance(branches, list) and (word == "allOf" or len(branches) == 1):
                inner += [node.child(b, word, str(i)) for i, b in enumerate(branches)]
        found.append(node.part)
        todo += reversed(inner)
    return tuple(found)


@lru_cache(maxsize=REMEMBERED)
def unions(whole: tuple[Part, ...]) -> tuple[tuple[str, Part, tuple[Node, ...]], ...]:
    """The choices that are open in a conjunction: (`anyOf` or `oneOf`, where, branches)."""
    found = []
    for part in whole:
        for word in ("anyOf", "oneOf"):
            branches = part.keywords.get(word)
            if isinstance(branches, list) and len(branches) > 1:
                found.append((word, part, _branches(part, word)))
    return tuple(found)


@lru_cache(maxsize=REMEMBERED)
def _branches(part: Part, word: str) -> tuple[Node, ...]:
    """The branches of one choice."""
    return tuple(part.node.child(b, word, str(i)) for i, b in enumerate(part.keywords[word]))


def forget() -> None:
    """Let go of what was remembered of schemas, and so of their documents."""
    for remembering in (parts, unions, _branches, types):
        remembering.cache_clear()


@lru_cache(maxsize=REMEMBERED)
def types(whole: tuple[Part, ...]) -> frozenset[str]:
    """The types that a conjunction leaves open by `type`, `enum` and `const`.

    `number` stands for numbers of any kind; `integer` for integers alone.
    """
    left = set(TYPES)
    for part in whole:
        said = part.keywords
        kinds = said.get("type")
        if kinds is not None:
            named = {kinds} if isinstance(kinds, str) else set(kinds)
            left = _meet(left, named)
        for values in listed(part):
            left = _meet(left, {type_of(v) for v in values})
        if said.get("not") in ({}, True):
            left = set()
    if "number" in left:
        left.add("integer")
    return frozenset(left)


def _meet(left: set[str], named: set[str]) -> set[str]:
    named = named | {"integer"} if "number" in named else named
    return left & named


def listed(part: Part) -> Iterator[list[Any]]:
    """The lists of values that a schema object allows: `enum`, and `const` as a list of one."""
    values = part.keywords.get("enum")
    if isinstance(values, list):
        yield values
    if "const" in part.keywords:
        yield [part.keywords["const"]]


def type_of(value: Any) -> str:
    """The JSON Schema type of a value; a whole number is an integer however it is written."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal as JSON Schema has it: 1 is 1.0 and is not true."""
    if one is other:
        return True
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    return bool(frozen(one) == frozen(other))


def frozen(value: Any) -> Any:
    """A JSON value as something hashable that is equal exactly where the values are."""
    if isinstance(value, bool):
        return ("b", value)
    if isinstance(value, dict):
        return ("o", frozenset((k, frozen(v)) for k, v in value.items()))
    if isinstance(value, list):
        return ("a", tuple(map(frozen, value)))
    return value
