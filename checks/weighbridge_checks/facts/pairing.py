"""Which branch of an old union stands for which branch of the new one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.schema import REMEMBERED, frozen, listed, parts, types

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weighbridge_checks.facts.sameness import Sameness
    from weighbridge_checks.facts.schema import Node, Part


#: what a schema says to people alone
_WORDS = frozenset({"title", "description", "example", "examples"})
#: lists of lists of lists are told apart by what is in them
_DEEPEST = 5
#: more pairs of branches than these are not compared by likeness, which would be quadratic
MOST_COMPARED = 10_000


def pair(old: Sequence[Node], new: Sequence[Node], same: Sameness | None) -> list[tuple[int, int]]:
    """Index pairs of branches that stand for each other, in the order of the old union.

    Branches are matched by what is surest first: the same content, the same name, the same
    discriminating constants, the same title; what is left, by likeness and then by order. At most
    a few hundred branches are compared by likeness, since that is quadratic.
    """
    left, right = dict(enumerate(old)), dict(enumerate(new))
    found: dict[int, int] = {}

    def settle(i: int, j: int) -> None:
        found[i] = j
        del left[i], right[j]

    for key in (_name, _constants, _title, _said):
        ours, theirs = _told(left, key), _told(right, key)
        for known, here in ours.items():
            there = theirs.get(known, [])
            # what several share tells none of them from the others, unless it is a name
            if there and (len(here) == len(there) == 1 or key is _name):
                settle(here[0], there[0])
    if len(left) * len(right) <= MOST_COMPARED:
        for i, j in _alike(left, right, same):
            if i in left and j in right:
                settle(i, j)
    return sorted(found.items())


def _told(nodes: dict[int, Node], key: Callable[[Node], Any]) -> dict[Any, list[int]]:
    """The branches by what tells them apart."""
    found: dict[Any, list[int]] = {}
    for i, node in nodes.items():
        known = key(node)
        if known is not None:
            found.setdefault(known, []).append(i)
    return found


def _alike(
    left: dict[int, Node], right: dict[int, Node], same: Sameness | None
) -> list[tuple[int, int]]:
    """Pairs that may stand for each other, the likeliest first: equal content before likeness."""
    scored = []
    for i, one in left.items():
        for j, other in right.items():
            equal = same is not None and same.nodes(_core(one), _core(other))
            score = 2.0 if equal else _likeness(one, other)
            if score > 0:
                scored.append((-score, abs(i - j), i, j))
    return [(i, j) for _, _, i, j in sorted(scored)]


def _core(node: Node) -> Node:
    """A schema without what is wrapped around it: a reference, an `allOf` or a choice of one."""
    for _ in range(20):
        said = node.keywords.keys() - _WORDS
        inner = node.target() if said == {"$ref"} else None
        for word in ("allOf", "anyOf", "oneOf"):
            branches = node.keywords.get(word)
            if said == {word} and isinstance(branches, list) and len(branches) == 1:
                inner = node.child(branches[0], word, "0")
        if inner is None:
            break
        node = inner
    return node


def label(node: Node) -> str:
    """What a person calls a branch: the last step of its reference, its title, or its type."""
    if (named := _name(node)) is not None:
        return str(named)
    title = node.keywords.get("title")
    if isinstance(title, str):
        return title
    constants = _constants(node)
    if constants:
        return ", ".join(f"{name}={value}" for name, value in sorted(constants, key=str))
    kind = node.keywords.get("type")
    return kind if isinstance(kind, str) else f"option {node.place.pointer.rsplit('/', 1)[-1]}"


def _name(node: Node) -> Any:
    ref = node.keywords.get("$ref")
    if isinstance(ref, str):
        return ref.rsplit("/", 1)[-1]
    # a form that is told apart by a field is called as the component that it is
    named = node.keywords.get("x-form")
    return named if isinstance(named, str) else None


def _said(node: Node) -> Any:
    return frozen(node.value)


def _title(node: Node) -> Any:
    title = node.keywords.get("title")
    return title if isinstance(title, str) else None


@lru_cache(maxsize=REMEMBERED)
def _constants(node: Node) -> Any:
    """The required properties that can have one value only, which tell branches apart."""
    found = set()
    for part in parts((node,)):
        declared = part.keywords.get("properties")
        if isinstance(declared, dict):
            for name, value in declared.items():
                for inner in parts((part.node.child(value, "properties", name),)):
                    for values in listed(inner):
                        if len(values) == 1:
                            found.add((name, frozen(values[0])))
    return frozenset(found) or None


def forget() -> None:
    """Let go of what was remembered of schemas, and so of their documents."""
    _constants.cache_clear()


def _items(whole: tuple[Part, ...]) -> list[Node]:
    return [p.node.child(p.keywords["items"], "items") for p in whole if "items" in p.keywords]


def _likeness(old: Node, new: Node, depth: int = 0) -> float:
    was, now = parts((old,)), parts((new,))
    if not types(was) & types(now):
        return 0.0
    items = [_items(whole) for whole in (was, now)]
    if depth < _DEEPEST and types(was) == types(now) == {"array"} and all(items):
        return _likeness(items[0][0], items[1][0], depth + 1)
    names = [
        {
            name
            for p in whole
            if isinstance(declared := p.keywords.get("properties"), dict)
            for name in declared
        }
        for whole in (was, now)
    ]
    together = names[0] | names[1]
    shared = len(names[0] & names[1]) / len(together) if together else 0.5
    return (0.1 if types(was) == types(now) else 0.05) + shared
