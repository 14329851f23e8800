"""Schemas as one self-contained document of draft 2020-12, which any validator understands.

This is where the posture and the direction of a message become keywords: a lenient writer sends
only what it declares (`unevaluatedProperties: false` at each composed object), a request carries no
`readOnly` property and a response no `writeOnly` one.
"""

from __future__ import annotations

from collections import Counter
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.change import Direction
from weighbridge_checks.facts.dialect import ASSERTED, RANGES, TYPES, UNKNOWN
from weighbridge_checks.facts.schema import parts, unions
from weighbridge_checks.facts.view import hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from weighbridge_checks.facts.schema import Conj, Node, Part

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_BRANCHES = ("allOf", "anyOf", "oneOf")
_PREDICATES = ("not", "if", "contains", "propertyNames")
_VALUES = ("additionalProperties", "items", "unevaluatedProperties", "unevaluatedItems")
#: what holds schemas, or says something of a property that may be hidden
_INSIDE = frozenset(
    {
        *_BRANCHES, *_PREDICATES, *_VALUES, "$ref", "then", "else", "properties",
        "patternProperties", "dependentSchemas", "prefixItems", "required",
    }
)  # fmt: skip


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _count(value: Any) -> bool:
    return _number(value) and value >= 0 and value == int(value)


def _typed(value: Any) -> bool:
    named = value if isinstance(value, list) else [value]
    return bool(named) and all(v in TYPES for v in named if isinstance(v, str))


def _names(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(v, list) for v in value.values())


#: keywords that are copied, where their values make sense; a validator would refuse the others
_KEPT: dict[str, Callable[[Any], bool]] = {
    "type": _typed,
    "enum": lambda v: isinstance(v, list),
    "const": lambda _: True,
    "multipleOf": lambda v: _number(v) and v > 0,
    "maximum": _number,
    "exclusiveMaximum": _number,
    "minimum": _number,
    "exclusiveMinimum": _number,
    "maxLength": _count,
    "minLength": _count,
    "pattern": lambda v: isinstance(v, str),
    "format": lambda v: isinstance(v, str),
    "maxItems": _count,
    "minItems": _count,
    "uniqueItems": lambda v: isinstance(v, bool),
    "maxContains": _count,
    "minContains": _count,
    "maxProperties": _count,
    "minProperties": _count,
    "dependentRequired": _names,
    #: validators pass over it; who proves something by what is written here must not
    UNKNOWN: lambda v: isinstance(v, str),
}


class Side:
    """How the schemas of one side of a message are meant; told by identity, which is fast."""

    __slots__ = ("any_of", "closed", "direction", "formats", "tolerant", "world")

    def __init__(
        self,
        *,
        direction: Direction | None = None,
        closed: bool = False,
        tolerant: bool = False,
        any_of: bool = False,
        world: int | None = None,
        formats: bool = False,
    ) -> None:
        self.direction = direction
        #: whether this side writes, and sends only what it declares
        self.closed = closed
        #: whether this side reads what a provider sends, and so takes open lists of values as open
        self.tolerant = tolerant
        #: whether any branch of a `oneOf` will do: open branches overlap where people did not mean
        #: it, so that this side is asked for one branch alone only of what the writer's own schema
        #: accepts
        self.any_of = any_of
        #: the number of the writer's world: what schemas of other worlds declare, it does not send
        self.world = world
        #: whether formats are asserted
        self.formats = formats

    def but(self, **other: Any) -> Side:
        """The same side, meant otherwise in some respect."""
        return Side(**{name: getattr(self, name) for name in self.__slots__} | other)

    def hides(self, conj: Conj) -> bool:
        """Whether a property does not exist in messages of this direction."""
        word = self._mark
        return word is not None and hidden(conj, word)

    def may_hide(self, part: Part) -> bool:
        """Whether a schema object's document may mark any property as such; a no is certain."""
        word = self._mark
        return word is not None and part.node.world.may_say(word)

    @property
    def _mark(self) -> str | None:
        if self.direction is None:
            return None
        return "readOnly" if self.direction is Direction.REQUEST else "writeOnly"

    def owns(self, part: Part) -> bool:
        """Whether a schema object is this side's own, and not one that is held against it."""
        return self.world is None or part.node.world.number == self.world


def free(whole: tuple[Part, ...]) -> bool:
    """Whether nothing is said of properties, so that an object is free of form.

    An empty `properties` says something: that there are none.
    """
    return not any("properties" in p.keywords or "patternProperties" in p.keywords for p in whole)


def extensible(said: Mapping[str, Any]) -> bool:
    """Whether a list of values is declared to grow, so that readers must expect others."""
    return said.get("x-extensible-enum") is True


class _Manner(Enum):
    """How a schema is meant where it is written."""

    #: what a writer sends: nothing that it does not declare
    CLOSED = "closed"
    #: what may be there, in this direction
    OPEN = "open"
    #: a question that is asked of a value, as under `not`: neither posture nor direction counts
    ASKED = "asked"


class TooLargeError(Exception):
    """A document would have more schema objects than were wanted."""


#: of an object around one of its schemas: the properties that do not exist, and what is shared
Around = frozenset[Any]
#: the values that a schema is held against; None for any
Held = tuple[Any, ...] | None


def standalone(conj: Conj, side: Side) -> dict[str, Any]:
    """A conjunction of schemas, with everything that it refers to, as one schema document."""
    return Transcript(side).of(conj)


class Transcript:
    """The schemas of one side as documents that stand alone; what they share is written once.

    What is written for one value has only what that value is held against: of properties, those
    that it has. Whatever is left out would be asked of nothing, so that the answer is the same.
    """

    def __init__(
        self, side: Side, names: dict[Any, str] | None = None, *, annotating: bool = True
    ) -> None:
        self.side = side
        #: whether formats are written that are words only
        self._annotating = annotating or side.formats
        #: by name, a definition with the names to which it refers
        self._definitions: dict[str, tuple[Any, tuple[str, ...]]] = {}
        #: what definitions are called; transcripts that share this say the same in the same words
        self._names = {} if names is None else names
        self._begun: set[str] = set()
        self._todo: list[tuple[str, Node, bool, _Manner, Around, Held]] = []
        self._referred: dict[str, None] = {}
        self._lost: dict[Any, Around] = {}
        #: how schema objects are written that have no others inside of them; None for the rest
        self._plain: dict[Node, dict[str, Any] | None] = {}
        #: the same without formats that are words only
        self._plainer = self._plain if side.formats else {}
        #: whether a `oneOf` was written
        self.chose = False
        #: how many schema objects were written
        self._size = 0

    def anew(self, names: dict[Any, str] | None = None) -> Transcript:
        """A transcript of the same side in which nothing is written yet, for validators only."""
        found = Transcript(self.side, names, annotating=False)
        found._lost, found._plain = self._lost, self._plainer
        return found

    def of(self, conj: Conj, held: Held = None, *, most: int | None = None) -> dict[str, Any]:
        """A conjunction of schemas, with everything that it refers to, as one schema document.

        Where values are `held` against it, they have to live as long as the transcript. Where that
        takes more than so many schema objects, raises `TooLargeError`, and is of no use any more.
        """
        self._referred = {}
        manner = _Manner.CLOSED if self.side.closed else _Manner.OPEN
        schema = self._whole(conj, manner, held)
        wanted = list(self._referred)
        self._write(most)
        document: dict[str, Any] = {"$schema": DIALECT, "allOf": [schema]}
        definitions: dict[str, Any] = {}
        for name in wanted:  # grows while it is walked
            if name not in definitions:
                definitions[name], more = self._definitions[name]
                wanted += more
        if definitions:
            document["$defs"] = definitions
        return document

    # -- references

    def _named(
        self,
        node: Node,
        manner: _Manner,
        held: Held,
        *,
        root: bool,
        dropped: Around = frozenset(),
    ) -> dict[str, Any]:
        key = (node.key, root, manner, dropped, held and tuple(map(id, held)))
        name = self._names.get(key)
        if name is None:
            name = f"d{len(self._names)}"
            self._names[key] = name
        if name not in self._begun:
            self._begun.add(name)
            self._todo.append((name, node, root, manner, dropped, held))
        self._referred[name] = None
        return {"$ref": f"#/$defs/{name}"}

    def _write(self, most: int | None = None) -> None:
        """Write what was referred to: definitions come one after the other, never nested."""
        while self._todo:
            if most is not None and self._size > most:
                raise TooLargeError
            name, node, root, manner, dropped, held = self._todo.pop()
            self._referred = {}
            if root:
                written = self._root(node, manner, held)
            else:
                written = self._object(node, manner, dropped, held)
            self._definitions[name] = (written, tuple(self._referred))

    def placed(self, node: Node) -> str:
        """The pointer at which a schema stands in `together`, as what may be there."""
        ref: str = self._named(node, _Manner.OPEN, None, root=True)["$ref"]
        return ref

    def together(self) -> dict[str, Any]:
        """Everything that was placed as one document, so that thousands of values are tried by one.

        Nothing is accepted or refused by the document itself: its definitions are asked.
        """
        self._write()
        return {"$schema": DIALECT, "$defs": {n: s for n, (s, _) in self._definitions.items()}}

    # -- schemas that stand for a whole value

    def _whole(self, conj: Conj, manner: _Manner, held: Held) -> Any:
        """Schemas for one value: several close together, or not at all."""
        if len(conj) == 1:
            return self._position(conj[0], manner, held)
        dropped = self._dropped(conj)
        schemas = [self._branch(n, manner, dropped, held) for n in conj]
        if manner is _Manner.CLOSED and _declares(conj) and not any(map(_closes_by_branch, conj)):
            joint = {"allOf": schemas, "unevaluatedProperties": False}
            self._jointly(conj, joint, held)
            return joint
        # where branches close by themselves, more is let through here than is ever sent
        return {"allOf": schemas}

    def _position(self, node: Node, manner: _Manner, held: Held) -> Any:
        """A schema for a value of its own: the composed object, to which the posture applies."""
        if isinstance(node.value, bool):
            return node.value
        if held == ():
            return True
        plain = self._plainly(node)
        if plain is not None:
            return plain
        if set(node.keywords) == {"$ref"}:
            target = node.target()
            if target is not None:
                return self._named(target, manner, held, root=True)
        return self._root(node, manner, held)

    def _root(self, node: Node, manner: _Manner, held: Held) -> Any:
        if isinstance(node.value, bool):
            return node.value
        dropped = frozenset() if manner is _Manner.ASKED else self._dropped((node,))
        written = self._object(node, manner, dropped, held)
        if manner is not _Manner.CLOSED:
            return written
        self._jointly((node,), written, held)
        base = parts((node,))
        if free(base):
            choices = list(unions(base))
            if len(choices) == 1 and choices[0][1].node.key == node.key:
                # nothing is declared beside the choice, so that each branch closes by itself
                word, _, branches = choices[0]
                written[word] = [self._position(b, manner, held) for b in branches]
                return written
            if not _declares((node,)):
                return written
        return (
            written
            if "unevaluatedProperties" in written
            else {**written, "unevaluatedProperties": False}
        )

    def _dropped(self, conj: Conj) -> Around:
        """The properties that do not exist in this direction, and as `Shared` those of several."""
        if self.side.direction is None and not self.side.closed:
            return frozenset()
        known = self._lost.get(conj)
        if known is None:
            names: set[Any] = set()
            for part in parts(conj) if self.side.direction is not None else ():
                declared = part.keywords.get("properties")
                if isinstance(declared, dict) and self.side.may_hide(part):
                    for name, value in declared.items():
                        if self.side.hides((part.node.child(value, "properties", name),)):
                            names.add(name)
            if self.side.closed:
                names |= _shared(parts(conj))
            known = self._lost[conj] = frozenset(names)
        return known

    def _jointly(self, conj: Conj, written: dict[str, Any], held: Held) -> None:
        """Let what several schemas of one object say of a property close around all of that."""
        dropped = self._dropped(conj)
        joint = {
            name: self._whole(nodes, _Manner.CLOSED, _named(held, name))
            for name, nodes in _declared_together(parts(conj)).items()
            if Shared(name) in dropped and name not in dropped
        }
        if joint:
            written["allOf"] = [*written.get("allOf", ()), {"properties": joint}]

    # -- one schema object

    def _plainly(self, node: Node) -> dict[str, Any] | None:
        """A schema object without others inside of it, which is the same in any manner."""
        if node not in self._plain:
            plain = _INSIDE.isdisjoint(node.keywords)
            self._plain[node] = (
                self._object(node, _Manner.OPEN, frozenset(), None) if plain else None
            )
        return self._plain[node]

    def _branch(self, node: Node, manner: _Manner, dropped: Around, held: Held) -> Any:
        if isinstance(node.value, bool):
            return node.value
        if held == ():
            return True
        if manner is not _Manner.ASKED:
            dropped |= self._dropped((node,))
        return self._object(node, manner, dropped, held)

    def _object(self, node: Node, manner: _Manner, dropped: Around, held: Held) -> dict[str, Any]:
        self._size += 1
        said = node.keywords
        written = self._copied(said)
        if isinstance(said.get("$ref"), str):
            target = node.target()
            if target is not None:
                written |= self._named(target, manner, held, root=False, dropped=dropped)
        required = said.get("required")
        if isinstance(required, list):
            left = [n for n in required if isinstance(n, str) and n not in dropped]
            if left:
                written["required"] = list(dict.fromkeys(left))
        for word in _BRANCHES:
            branches = said.get(word)
            if isinstance(branches, list) and branches:
                written[word] = [
                    self._branch(node.child(b, word, str(i)), manner, dropped, held)
                    for i, b in enumerate(branches)
                ]
        if said.get(ASSERTED) in RANGES:
            least, most = RANGES[said[ASSERTED]]
            written.setdefault("allOf", []).append({"minimum": least, "maximum": most})
        self.chose = self.chose or "oneOf" in written
        if self.side.any_of and manner is _Manner.OPEN and "oneOf" in written:
            written.setdefault("allOf", []).append({"anyOf": written.pop("oneOf")})
        self._places(node, written, manner, dropped, held)
        return written

    def _copied(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """The keywords that hold no schemas."""
        written = {k: v for k, v in said.items() if k in _KEPT and _KEPT[k](v)}
        if self.side.tolerant and extensible(said):
            written.pop("enum", None)
        if not self._annotating:
            written.pop("format", None)
        return written

    def _places(
        self,
        node: Node,
        written: dict[str, Any],
        manner: _Manner,
        dropped: Around,
        held: Held,
    ) -> None:
        """The schemas that stand under other keywords."""
        said = node.keywords
        for word in ("then", "else"):
            if word in said and "if" in said:
                written[word] = self._branch(node.child(said[word], word), manner, dropped, held)
        for word in _PREDICATES:
            if word in said:
                inner, inside = node.child(said[word], word), _inside(held, word)
                written[word] = self._branch(inner, _Manner.ASKED, frozenset(), inside)
        for word in _VALUES:
            if word in said:
                inner, inside = node.child(said[word], word), _inside(held, word)
                written[word] = self._position(inner, _loosely(manner, word, dropped), inside)
        for word in ("properties", "patternProperties", "dependentSchemas"):
            if isinstance(said.get(word), dict):
                written[word] = self._mapped(node, word, manner, dropped, held)
        tuples = said.get("prefixItems")
        if isinstance(tuples, list) and tuples:
            loosely = _loosely(manner, "items", dropped)
            written["prefixItems"] = [
                self._position(node.child(v, "prefixItems", str(i)), loosely, _items(held, i))
                for i, v in enumerate(tuples)
            ]

    def _mapped(
        self, node: Node, word: str, manner: _Manner, dropped: Around, held: Held
    ) -> dict[str, Any]:
        said = node.keywords[word]
        if word == "patternProperties":
            inside = _inside(held, word)
            loosely = _loosely(manner, word, dropped)
            return {
                k: self._position(node.child(v, word, k), loosely, inside) for k, v in said.items()
            }
        if held is not None:
            there = {name for value in held if isinstance(value, dict) for name in value}
            said = {k: v for k, v in said.items() if k in there}
        children = {k: node.child(v, word, k) for k, v in said.items()}
        if word == "dependentSchemas":
            return {k: self._branch(n, manner, dropped, held) for k, n in children.items()}
        return {
            k: self._position(n, _loosely(manner, k, dropped), _named(held, k))
            for k, n in children.items()
            if k not in dropped
        }


# -- what several schemas of one object say of the same


class Shared(NamedTuple):
    """The name of a property of which several schemas speak that apply to one object together.

    Each by itself does not close around its value, since the others may declare more of it.
    """

    name: str


#: in place of a name: whatever a schema says of some properties, or of items
OTHERS, ITEMS = "(others)", "(items)"
_SPEAKING = {
    "additionalProperties": OTHERS,
    "unevaluatedProperties": OTHERS,
    "patternProperties": OTHERS,
    "items": ITEMS,
    "unevaluatedItems": ITEMS,
}


def _loosely(manner: _Manner, word: str, around: Around) -> _Manner:
    """How a property or an item is meant; what is shared is not closed by each who speaks of it."""
    named = _SPEAKING.get(word, word)
    if manner is not _Manner.CLOSED:
        return manner
    shared = Shared(named) in around or (named != ITEMS and Shared(OTHERS) in around)
    return _Manner.OPEN if shared else manner


def _shared(whole: tuple[Part, ...]) -> set[Shared]:
    """What several of these speak of, or one and a form that a value may have beside them."""
    found = _spoken_of_twice(whole)
    for form in _alternatives(whole):
        found |= _spoken_of_twice((*whole, *parts((form,))))
    return {Shared(name) for name in found}


def _spoken_of_twice(whole: tuple[Part, ...]) -> set[str]:
    speaking = [said for p in whole if (said := _spoken_of(p))]
    times = Counter(name for said in speaking for name in said)
    found = {name for name, many in times.items() if many > 1}
    if any(map(_overlaps, whole)) or (len(speaking) > 1 and OTHERS in times):
        found.add(OTHERS)
    return found


def _overlaps(part: Part) -> bool:
    """Whether a schema object itself may speak of a property twice."""
    named = part.keywords.get("patternProperties")
    return isinstance(named, dict) and (len(named) > 1 or "properties" in part.keywords)


def _spoken_of(part: Part) -> set[str]:
    """The properties of which a schema object says what they hold, and whether it does of items."""
    said = part.keywords
    declared = said.get("properties")
    found = set(declared) if isinstance(declared, dict) else set()
    found |= {what for word, what in _SPEAKING.items() if isinstance(said.get(word), dict)}
    return found | ({ITEMS} if "prefixItems" in said else set())


def _declared_together(whole: tuple[Part, ...]) -> dict[str, Conj]:
    """What the schemas of one object say of each property."""
    found: dict[str, Conj] = {}
    for part in whole:
        declared = part.keywords.get("properties")
        for name, value in declared.items() if isinstance(declared, dict) else ():
            found[name] = (*found.get(name, ()), part.node.child(value, "properties", name))
    return {name: nodes for name, nodes in found.items() if len(nodes) > 1}


# -- what is held against the schemas inside of a schema


def _named(held: Held, name: str) -> Held:
    """The values of a property."""
    if held is None:
        return None
    return tuple([v[name] for v in held if isinstance(v, dict) and name in v])


def _items(held: Held, index: int) -> Held:
    """The items at an index."""
    if held is None:
        return None
    return tuple([v[index] for v in held if isinstance(v, list) and index < len(v)])


def _inside(held: Held, word: str) -> Held:
    """What a keyword may be asked of: names, items, the values of properties, or the values."""
    if held is None or word in {"not", "if"}:
        return held
    if word == "propertyNames":
        return tuple([name for v in held if isinstance(v, dict) for name in v])
    if word in {"items", "contains", "unevaluatedItems"}:
        return tuple([item for v in held if isinstance(v, list) for item in v])
    return tuple([inner for v in held if isinstance(v, dict) for inner in v.values()])


def _closes_by_branch(node: Node) -> bool:
    """Whether nothing is declared beside the one choice of a schema."""
    base = parts((node,))
    return free(base) and len(unions(base)) == 1


def _declares(conj: Conj, depth: int = 0) -> bool:
    """Whether anything is said of properties, in any branch; else an object is free of form."""
    whole = parts(conj)
    if not free(whole):
        return True
    return depth < 10 and any(  # noqa: PLR2004 (unions of unions of unions end somewhere)
        _declares((node,), depth + 1) for node in _alternatives(whole)
    )


def _alternatives(whole: tuple[Part, ...]) -> Iterator[Node]:
    """The schemas that apply to some values and not to others."""
    for _, _, branches in unions(whole):
        yield from branches
    for part in whole:
        for word in ("then", "else"):
            if word in part.keywords and "if" in part.keywords:
                yield part.node.child(part.keywords[word], word)
        dependent = part.keywords.get("dependentSchemas")
        if isinstance(dependent, dict):
            for name, value in dependent.items():
                yield part.node.child(value, "dependentSchemas", name)
