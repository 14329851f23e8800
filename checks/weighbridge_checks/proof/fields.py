"""What a conjunction of schema objects says of one property, or of one item.

For a writer these answers may promise less than the schemas do, and never more: whatever the
writer may send is let through. Hence the care for schemas that may or may not apply to a value
(`open_parts`), since what they evaluate is not left over for `unevaluatedProperties`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.schema import REMEMBERED, either, frozen, listed, parts, unions
from weighbridge_checks.proof.standalone import free
from weighbridge_checks.proof.validation import validator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.schema import Conj, Node, Part
    from weighbridge_checks.proof.standalone import Side

Parts = tuple["Part", ...]

#: keywords that ask nothing of a value by themselves
SILENT = frozenset(
    {
        "title", "description", "default", "examples", "example", "deprecated", "readOnly",
        "writeOnly", "externalDocs", "xml", "discriminator", "$ref", "allOf", "$schema", "$id",
        "$comment", "$anchor", "$defs", "definitions", "id", "format", "contentEncoding",
        "contentMediaType", "contentSchema", "$dynamicAnchor", "$dynamicRef", "$recursiveRef",
        "$recursiveAnchor", "$vocabulary", "then", "else", "nullable",
    }
)  # fmt: skip

#: keywords that speak of some properties, and of all others
BY_NAME = frozenset({"properties", "patternProperties", "additionalProperties"})
CLOSING = frozenset({"additionalProperties", "unevaluatedProperties"})


def forget() -> None:
    """Let go of what was remembered of schemas, and so of their documents."""
    for remembering in (
        declared, names, hidden_names, required, patterns, field, item, open_parts, closing,
        possible_names, _index, _open_index,
    ):  # fmt: skip
        remembering.cache_clear()


@lru_cache(maxsize=50_000)
def matches(pattern: str, text: str) -> bool:
    """Whether a pattern is found in a text; a pattern that nobody can read matches nothing."""
    from weighbridge_checks.proof import automaton  # noqa: PLC0415 (20 ms; most have no pattern)

    known = automaton.accepts(pattern, text)
    if known is None:
        check = validator({"pattern": pattern})
        return check is not None and bool(check.is_valid(text))
    return known


def sample(pattern: str) -> list[str]:
    """A text or two in which a pattern is found."""
    from weighbridge_checks.proof import automaton  # noqa: PLC0415 (20 ms; most have no pattern)

    return automaton.some([pattern], count=2)


# -- names


@lru_cache(maxsize=REMEMBERED)
def declared(part: Part, side: Side) -> dict[str, Node]:
    """The properties that a schema object names and that exist in this direction."""
    named = part.keywords.get("properties")
    if not isinstance(named, dict):
        return {}
    nodes = {n: part.node.child(v, "properties", n) for n, v in named.items()}
    if not side.may_hide(part):
        return nodes
    return {n: node for n, node in nodes.items() if not side.hides((node,))}


@lru_cache(maxsize=REMEMBERED)
def names(whole: Parts, side: Side) -> tuple[str, ...]:
    """All property names that are declared, in order."""
    return tuple(dict.fromkeys(n for p in whole for n in declared(p, side)))


@lru_cache(maxsize=REMEMBERED)
def possible_names(whole: Parts, side: Side) -> tuple[str, ...]:
    """The declared names, with those that only a schema declares which may not apply."""
    if not _leaves_over(whole, side):
        return names(whole, side)
    rest = any("unevaluatedProperties" in p.keywords for p in whole)
    settled = frozenset() if rest else closing(tuple(p for p in whole if side.owns(p)))
    more = [p for p, _ in open_parts(whole, settled)]
    return tuple(dict.fromkeys(n for p in (*whole, *more) for n in declared(p, side)))


def naming(whole: Parts) -> Conj:
    """The schemas that the names of properties have to satisfy."""
    return tuple(n for p in whole if (n := child(p, "propertyNames")) is not None)


def listed_names(whole: Parts) -> list[str] | None:
    """The names that `propertyNames` lists; None where it lists none."""
    own = naming(whole)
    values = listed_values(parts(own)) if own else None
    return None if values is None else [v for v in values if isinstance(v, str)]


def only_names(whole: Parts, side: Side) -> tuple[str, ...] | None:
    """The names beside which there can be none; None where there can be others."""
    named = listed_names(whole)
    if named is not None:
        return tuple(n for n in named if field(whole, n, side) is not None)
    if any(patterns(p) for p in (*whole, *(p for p, _ in open_parts(whole)))):
        return None
    if field(whole, "a name that nobody declares", side) is not None:
        return None
    return possible_names(whole, side)


@lru_cache(maxsize=REMEMBERED)
def hidden_names(whole: Parts, side: Side) -> frozenset[str]:
    """The property names that are declared, and do not exist in this direction."""
    if side.direction is None:
        return frozenset()
    found = set()
    for part in whole:
        named = part.keywords.get("properties")
        if isinstance(named, dict) and side.may_hide(part):
            for name, value in named.items():
                if side.hides((part.node.child(value, "properties", name),)):
                    found.add(name)
    return frozenset(found)


@lru_cache(maxsize=REMEMBERED)
def required(whole: Parts, side: Side) -> frozenset[str]:
    """The property names that have to be there in this direction."""
    needed = {
        n
        for p in whole
        if isinstance(p.keywords.get("required"), list)
        for n in p.keywords["required"]
        if isinstance(n, str)
    }
    return frozenset(needed) - (hidden_names(whole, side) if needed else frozenset())


@lru_cache(maxsize=REMEMBERED)
def patterns(part: Part) -> dict[str, Node]:
    """The pattern properties of a schema object."""
    named = part.keywords.get("patternProperties")
    if not isinstance(named, dict):
        return {}
    return {p: part.node.child(v, "patternProperties", p) for p, v in named.items()}


def child(part: Part, word: str) -> Node | None:
    """A schema under a keyword of a schema object."""
    if word not in part.keywords:
        return None
    return part.node.child(part.keywords[word], word)


# -- schemas that may apply or not


#: more of them are not gone through: then anything may be evaluated
MOST_OPEN = 1_000


@lru_cache(maxsize=REMEMBERED)
def open_parts(
    whole: Parts, settled: frozenset[Any] = frozenset()
) -> tuple[tuple[Part, bool], ...]:
    """The schema objects that may or may not apply to the value, and evaluate parts of it.

    Of a `oneOf` of which a branch was chosen, the other branches do not apply; those of an `anyOf`
    may apply as well, unless the union is `settled`. With each goes whether it is a condition, in
    which nothing closes.
    """
    chosen = {p.node.key for p in whole}
    found: list[tuple[Part, bool]] = []
    seen: set[Any] = set()
    todo = list(_choices(whole, chosen, settled))
    while todo and len(found) < MOST_OPEN:
        node, asked = todo.pop()
        if (node.key, asked) in seen:
            continue
        seen.add((node.key, asked))
        inner = parts((node,))
        found += [(p, asked) for p in inner if p.node.key not in chosen]
        todo += [(n, asked or also) for n, also in _choices(inner, frozenset(), frozenset())]
    return tuple(found)


def _choices(
    whole: Parts, chosen: set[Any] | frozenset[Any], settled: frozenset[Any]
) -> Iterator[tuple[Node, bool]]:
    for word, part, branches in unions(whole):
        if (part.node.key, word) in settled:
            continue
        if word == "anyOf" or not any(b.key in chosen for b in branches):
            yield from ((b, False) for b in branches)
    for part in whole:
        if "if" in part.keywords:
            for word in ("if", "then", "else"):
                if (node := child(part, word)) is not None:
                    yield node, word == "if"
        dependent = part.keywords.get("dependentSchemas")
        if isinstance(dependent, dict):
            for name, value in dependent.items():
                yield part.node.child(value, "dependentSchemas", name), False


@lru_cache(maxsize=REMEMBERED)
def closing(whole: Parts) -> frozenset[Any]:
    """The unions of which each branch closes by itself, since nothing is declared beside them.

    What another branch declares is not sent along with the chosen one.
    """
    found: list[tuple[Any, str]] = []
    keys = {p.node.key for p in whole}
    told: set[Any] = set()
    node: Node | None = whole[0].node if whole else None
    while node is not None:
        base = parts((node,))
        told |= {p.node.key for p in base}
        choices = unions(base)
        node = None
        if len(choices) == 1 and free(base):
            word, part, branches = choices[0]
            chosen = [b for b in branches if b.key in keys]
            # beyond plain references, the union stands at the very root of what closes
            plain = all(p.keywords.keys() == {"$ref"} for p in base[: base.index(part)])
            if plain and len(chosen) == 1:
                found.append((part.node.key, word))
                node = chosen[0]
    # several schemas for one value close together
    alone = all(p.node.key in told or p.node.place.pointer.startswith("(") for p in whole)
    return frozenset(found) if alone else frozenset()


def _leaves_over(whole: Parts, side: Side) -> bool:
    """Whether it matters what else evaluates a property."""
    return side.closed or any("unevaluatedProperties" in p.keywords for p in whole)


# -- one property


def told(part: Part, name: str, side: Side) -> tuple[list[Node], bool]:
    """What a schema object itself says of a property, and whether it says anything."""
    nodes = []
    own = declared(part, side).get(name)
    if own is not None:
        nodes.append(own)
    nodes += [node for pattern, node in patterns(part).items() if matches(pattern, name)]
    if nodes:
        return nodes, True
    rest = child(part, "additionalProperties")
    return ([rest], True) if rest is not None else ([], False)


class _Index(NamedTuple):
    """Which schema objects of several speak of which property, so that not all have to be asked."""

    #: by declared name: the object's number, what it says, and whether it is one of the side's own
    by_name: dict[str, list[tuple[int, Node, bool]]]
    #: the objects that may speak of names which they do not declare
    others: tuple[tuple[int, Part], ...]
    rest: tuple[Node, ...]
    own: Parts
    #: whether an object of the side's own is free of form
    free: bool
    settled: frozenset[Any]


@lru_cache(maxsize=REMEMBERED)
def _index(whole: Parts, side: Side) -> _Index:
    by_name: dict[str, list[tuple[int, Node, bool]]] = {}
    others = []
    for i, part in enumerate(whole):
        owned = side.owns(part)
        for name, node in declared(part, side).items():
            by_name.setdefault(name, []).append((i, node, owned))
        if _speaks_of_others(part):
            others.append((i, part))
    own = tuple(p for p in whole if side.owns(p))
    rest = tuple(n for p in whole if (n := child(p, "unevaluatedProperties")) is not None)
    return _Index(
        by_name, tuple(others), rest, own, free(own), closing(own) if side.closed else frozenset()
    )


def _speaks_of_others(part: Part) -> bool:
    return "patternProperties" in part.keywords or "additionalProperties" in part.keywords


@lru_cache(maxsize=REMEMBERED)
def field(whole: Parts, name: str, side: Side) -> Conj | None:
    """The schemas that the value of a property must satisfy; None where it can not be there."""
    index = _index(whole, side)
    entries = index.by_name.get(name, ())
    sent = any(owned for _, _, owned in entries)
    nodes = [node for _, node, _ in entries]
    known = bool(nodes)
    if index.others:
        said = [(i, [node]) for i, node, _ in entries if not _speaks_of_others(whole[i])]
        for i, part in index.others:
            more, hit = told(part, name, side)
            known = known or hit
            sent = sent or (hit and side.owns(part))
            said.append((i, more))
        nodes = [n for _, more in sorted(said, key=_number) for n in more]
    rest = list(index.rest)
    if rest and not known:
        nodes += _one_of(rest, _opened(whole, name, side))
    sent = sent or any(side.owns(n.part) for n in rest)
    if side.closed and not sent and not index.free:
        found = _opened(index.own, name, side, index.settled)
        if found == []:
            return None
        nodes += _one_of([], found)
    if any(impossible(n) for n in nodes):
        return None
    return tuple(nodes)


def _number(said: tuple[int, Any]) -> int:
    return said[0]


def _one_of(nodes: list[Node], more: list[Node] | None) -> list[Node]:
    """One schema for values that satisfy at least one; none where anything will do."""
    if more is None:
        return []
    every = list(dict.fromkeys([*nodes, *more]))
    return [either([n for n in every if not impossible(n)] or every[:1])]


def _opened(
    whole: Parts, name: str, side: Side, settled: frozenset[Any] = frozenset()
) -> list[Node] | None:
    """What schemas that may apply say of a property; None where they may say anything."""
    index = _open_index(whole, side, settled)
    if index is None:
        return None
    by_name, others = index
    said = list(by_name.get(name, ()))
    for i, part, asked in others:
        nodes, hit = told(part, name, side)
        left = child(part, "unevaluatedProperties")
        if not hit and left is not None:
            nodes, hit = [left], True
        if hit:
            said.append((i, nodes[0], asked))
    if side.closed and any(asked for _, _, asked in said):
        return None
    found = [node for _, node, _ in sorted(said, key=_place_in_order)]
    return None if any(anything(n) for n in found) else found


def _place_in_order(said: tuple[int, Any, bool]) -> int:
    return said[0]


@lru_cache(maxsize=REMEMBERED)
def _open_index(
    whole: Parts, side: Side, settled: frozenset[Any]
) -> tuple[dict[str, list[tuple[int, Node, bool]]], tuple[tuple[int, Part, bool], ...]] | None:
    """Which of the schemas that may apply speak of which property; None where there are too many.

    Those that may speak of names which they do not declare stand in a list of their own.
    """
    every = open_parts(whole, settled)
    if len(every) >= MOST_OPEN:
        return None
    by_name: dict[str, list[tuple[int, Node, bool]]] = {}
    others = []
    for i, (part, asked) in enumerate(every):
        if _speaks_of_others(part) or "unevaluatedProperties" in part.keywords:
            others.append((i, part, asked))
            continue
        for name, node in declared(part, side).items():
            by_name.setdefault(name, []).append((i, node, asked))
    return by_name, tuple(others)


def listed_values(whole: Parts) -> list[Any] | None:
    """The values that `enum` and `const` leave, whatever else is asked; None where any will do."""
    left: dict[Any, Any] | None = None
    for part in whole:
        for values in listed(part):
            here = {frozen(v): v for v in values}
            left = here if left is None else {k: v for k, v in left.items() if k in here}
    return None if left is None else list(left.values())


# -- one item


@lru_cache(maxsize=REMEMBERED)
def item(whole: Parts, index: int, side: Side) -> Conj | None:
    """The schemas that an item must satisfy; None where there can be none at that index."""
    nodes = [n for p in whole if (n := told_item(p, index)) is not None]
    rest = [n for p in whole if (n := child(p, "unevaluatedItems")) is not None]
    if rest and not nodes:
        nodes += _one_of(rest, _opened_items(whole, index, side))
    return None if any(impossible(n) for n in nodes) else tuple(nodes)


def told_item(part: Part, index: int) -> Node | None:
    """What a schema object itself says of an item at an index."""
    tuples = part.keywords.get("prefixItems")
    if isinstance(tuples, list) and index < len(tuples):
        return part.node.child(tuples[index], "prefixItems", str(index))
    return child(part, "items")


def _opened_items(whole: Parts, index: int, side: Side) -> list[Node] | None:
    """What else may evaluate an item: `contains`, and schemas that may apply."""
    found: list[Node] = []
    every = open_parts(whole)
    if len(every) >= MOST_OPEN:
        return None
    for part in (*whole, *(p for p, _ in every)):
        held = child(part, "contains")
        if held is not None:
            if side.closed:
                return None  # a question that is asked of an item does not close it
            found.append(held)
    for part, asked in every:
        said = told_item(part, index) or child(part, "unevaluatedItems")
        if said is not None:
            if side.closed and asked:
                return None
            found.append(said)
    return None if any(anything(n) for n in found) else found


def is_rest(part: Part, index: int) -> bool:
    """Whether what a schema object says of an item it says of all that follow, too."""
    tuples = part.keywords.get("prefixItems")
    return not (isinstance(tuples, list) and index < len(tuples))


def tuple_length(whole: Parts) -> int:
    """How many items from the start have schemas of their own."""
    every = whole
    if any("unevaluatedItems" in p.keywords for p in whole):
        every = (*whole, *(p for p, _ in open_parts(whole)))
    lengths = [p.keywords["prefixItems"] for p in every if "prefixItems" in p.keywords]
    return max((len(t) for t in lengths if isinstance(t, list)), default=0)


def asks_inside(node: Node) -> bool:
    """Whether a schema asks something of the properties or items of a value."""
    words = ("properties", "patternProperties", "additionalProperties", "items", "prefixItems")
    return any(word in p.keywords for p in parts((node,)) for word in words)


def anything(node: Node) -> bool:
    """Whether a schema accepts everything by its own first word."""
    return not node.keywords


def impossible(node: Node) -> bool:
    """Whether a schema refuses everything by its own first word."""
    if node.value is False:
        return True
    inner: Any = node.keywords.get("not", False)
    return inner is True or inner == {}
