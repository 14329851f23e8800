"""Which branch of an old union stands for which branch of the new one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.schema import REMEMBERED, frozen, listed, parts, types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weighbridge_checks.facts.sameness import Sameness
    from weighbridge_checks.facts.schema import Node


#: what a schema says to people alone
_WORDS = frozenset({"title", "description", "example", "examples"})
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

    for key in (_name, _constants, _title):
        by_key: dict[Any, int] = {}
        for j, node in right.items():
            by_key.setdefault(key(node), j)
        for i, node in tuple(left.items()):
            known = key(node)
            match = None if known is None else by_key.get(known)
            if match is not None and match in right:
                settle(i, match)
    if len(left) * len(right) <= MOST_COMPARED:
        for i, j in _alike(left, right, same):
            if i in left and j in right:
                settle(i, j)
    return sorted(found.items())


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


def _likeness(old: Node, new: Node) -> float:
    was, now = parts((old,)), parts((new,))
    if not types(was) & types(now):
        return 0.0
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
