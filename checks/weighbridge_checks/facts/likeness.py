"""Schemas that say the same under other names: renamed components, references written out.

Two schemas are alike where they say the same word for word, and what they refer to is alike. That
is assumed of a pair while it is looked at, so that rings end; only a whole closure without any
difference is remembered as alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.dialect import UNKNOWN
from weighbridge_checks.facts.schema import frozen, same

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weighbridge_checks.facts.schema import Node

    Pairs = list[tuple[Node, Node]]
    #: what tells a pair of schemas
    Key = tuple[Any, Any]

#: how many pairs are looked at in vain before two documents count as too different to try
PATIENCE = 30_000

_ONE = frozenset(
    {
        "additionalProperties", "items", "not", "if", "then", "else", "contains", "propertyNames",
        "unevaluatedItems", "unevaluatedProperties", "contentSchema",
    }
)  # fmt: skip
_NAMED = frozenset({"properties", "patternProperties", "dependentSchemas"})
_LISTED = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_JOINED = frozenset({"allOf", "anyOf", "oneOf"})
_SETS = frozenset({"enum", "required", "type"})
#: what is only referred to, and what a form is called
_ASIDE = frozenset({"$defs", "definitions", "x-form", "$dynamicAnchor", "$anchor", "$comment"})


class Likeness:
    """The pairs of schemas of two documents that were found alike, and how much was tried.

    `same` tells at once of some pairs that they say the same.
    """

    def __init__(self, same: Callable[[Node, Node], bool]) -> None:
        self._same = same
        self._alike: set[Key] = set()
        self._different: set[Key] = set()
        #: by pair, those on which it depends, and those that depend on it
        self._below: dict[Key, Pairs] = {}
        self._above: dict[Key, list[Key]] = {}
        self._patience = PATIENCE

    def of(self, old: Node, new: Node) -> bool:
        """Whether two schemas are alike. A no is only a doubt."""
        start = (old.key, new.key)
        if start in self._alike or start in self._different:
            return start in self._alike
        seen = {start}
        todo = [(old, new)]
        for pair in todo:  # grows while it is walked
            if self._patience <= 0:
                return False
            self._patience -= 1
            if not self._opened(pair):
                return False
            for inner in self._below[pair[0].key, pair[1].key]:
                key = (inner[0].key, inner[1].key)
                if key not in seen and key not in self._alike:
                    seen.add(key)
                    todo.append(inner)
        self._alike |= seen
        self._patience += len(seen)  # what was not in vain is not counted
        return True

    def _opened(self, pair: tuple[Node, Node]) -> bool:
        """Whether nothing is known by which two schemas differ, once they were looked at."""
        key = (pair[0].key, pair[1].key)
        if key not in self._below and key not in self._different:
            found = _below(_end(pair[0]), _end(pair[1]))
            if found is None:
                self._differ(key)
            else:
                self._below[key] = inside = [p for p in found if not self._same(*p)]
                for one, other in inside:
                    inner = (one.key, other.key)
                    self._above.setdefault(inner, []).append(key)
                    if inner in self._different:
                        self._differ(key)
        return key not in self._different

    def _differ(self, key: Key) -> None:
        """A pair is different, and so is every pair that depends on it."""
        self._different.add(key)
        todo = [key]
        while todo:
            for above in self._above.get(todo.pop(), ()):
                if above not in self._different:
                    self._different.add(above)
                    todo.append(above)


def _end(node: Node) -> Node:
    """Where a chain of references, and of joins and choices of one, ends that say no more."""
    for _ in range(50):
        inner = _inner(node)
        if inner is None:
            break
        node = inner
    return node


def _inner(node: Node) -> Node | None:
    said = node.keywords
    if len(said) != 1:
        return None
    word, value = next(iter(said.items()))
    if word == "$ref":
        return node.target()
    if word in _JOINED and isinstance(value, list) and len(value) == 1:
        return node.child(value[0], word, "0")
    return None


def _below(old: Node, new: Node) -> Pairs | None:
    """The pairs on which it depends whether two schemas are alike; None where they are not."""
    if isinstance(old.value, bool) or isinstance(new.value, bool):
        return [] if old.value is new.value else None
    was, now = old.keywords, new.keywords
    if UNKNOWN in was or UNKNOWN in now or was.keys() - _ASIDE != now.keys() - _ASIDE:
        return None
    if _differs_at_a_glance(was, now):
        return None
    found: Pairs = []
    for word, said in was.items():
        if word in _ASIDE:
            continue
        below = _word(word, old, new, said, now[word])
        if below is None:
            return None
        found += below
    return found


def _differs_at_a_glance(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a word that is no schema says something else, or other properties are named."""
    for word, said in was.items():
        other = now.get(word)
        if word in _NAMED:
            if isinstance(said, dict) and isinstance(other, dict) and said.keys() != other.keys():
                return True
        elif word in _ASIDE or word in _ONE or word == "$ref" or isinstance(said, dict | list):
            continue
        elif said != other:
            return True
    return False


def _word(word: str, old: Node, new: Node, was: Any, now: Any) -> Pairs | None:
    """The pairs on which it depends whether a keyword says the same."""
    if word == "$ref":
        ends = old.target(), new.target()
        return None if ends[0] is None or ends[1] is None else [(ends[0], ends[1])]
    if word in _ONE:
        return [(old.child(was, word), new.child(now, word))]
    if isinstance(was, dict) and isinstance(now, dict):
        if word == "discriminator":
            return _mapped(old, new, was, now)
        if word in _NAMED:
            return _by_key(word, old, new)
    if isinstance(was, list) and isinstance(now, list):
        return _from_lists(word, old, new)
    return [] if same(was, now) else None


def _by_key(word: str, old: Node, new: Node) -> Pairs | None:
    was, now = old.keywords[word], new.keywords[word]
    if was.keys() != now.keys():
        return None
    return [(old.child(v, word, k), new.child(now[k], word, k)) for k, v in was.items()]


def _from_lists(word: str, old: Node, new: Node) -> Pairs | None:
    was, now = old.keywords[word], new.keywords[word]
    if word not in _LISTED:
        in_order = word not in _SETS
        ours, theirs = ([frozen(v) for v in said] for said in (was, now))
        return [] if (ours == theirs if in_order else set(ours) == set(theirs)) else None
    if len(was) != len(now):
        return None
    return [
        (old.child(a, word, str(i)), new.child(b, word, str(i)))
        for i, (a, b) in enumerate(zip(was, now, strict=True))
    ]


def _mapped(old: Node, new: Node, was: Mapping[str, Any], now: Mapping[str, Any]) -> Pairs | None:
    """A discriminator: the same field, and by each of its values the same form."""
    rest = [{k: v for k, v in said.items() if k != "mapping"} for said in (was, now)]
    mine, yours = (said.get("mapping") or {} for said in (was, now))
    if not same(rest[0], rest[1]) or not isinstance(mine, dict):
        return None
    if not isinstance(yours, dict) or mine.keys() != yours.keys():
        return None
    found: Pairs = []
    for value, target in mine.items():
        other = yours[value]
        if target == other and "/" not in str(target):
            continue
        if not all(isinstance(t, str) and "/" in t for t in (target, other)):
            return None
        found.append((old.world.target(old, target), new.world.target(new, other)))
    return found
