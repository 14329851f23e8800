"""Values that a schema is likely to refuse: what a writer sends that must not be of some form.

A `not`, and the branches of a `oneOf` that were not chosen, ask of a value that it is something
else. Nothing here is proved: whoever uses a value asks a validator first.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.schema import parts, types, unions
from weighbridge_checks.proof import fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from weighbridge_checks.facts.schema import Node, Part
    from weighbridge_checks.proof.fields import Parts
    from weighbridge_checks.proof.standalone import Side

#: how deep inside of a value it may be that a schema refuses it
DEEPEST = 3
#: how many ways to be refused are gone through for each part of a value
MOST_INSIDE = 3
#: greater bounds are not gone beyond: long texts and lists are no help to a reader
LONGEST = 1_000
#: one value of each type
PLAIN: dict[str, Any] = {
    "object": {},
    "array": [],
    "string": "a",
    "integer": 0,
    "number": 0.5,
    "boolean": True,
    "null": None,
}


def denied(whole: Parts) -> list[Node]:
    """The schemas that a value of these must not satisfy, beside those that it must."""
    chosen = {p.node.key for p in whole}
    found = [n for p in whole if (n := fields.child(p, "not")) is not None]
    for word, _, branches in unions(whole):
        if word == "oneOf" and any(b.key in chosen for b in branches):
            found += [b for b in branches if b.key not in chosen]
    return found


def is_picky(whole: Parts) -> bool:
    """Whether an instance that satisfies all that is asked may be refused for something else."""
    return any("not" in p.keywords for p in whole) or any(w == "oneOf" for w, _, _ in unions(whole))


def opposites(node: Node, side: Side, depth: int = 0) -> Iterator[Any]:
    """Values that a schema is likely to refuse, those that differ inside first."""
    whole = parts((node,))
    if depth < DEEPEST:
        for part in whole:
            yield from _inside(part, side, depth)
    for part in whole:
        yield from _beyond(part)
    kinds = types(whole)
    yield from (value for kind, value in PLAIN.items() if kind not in kinds)
    for _, _, branches in unions(whole):
        for branch in branches if depth < DEEPEST else ():
            yield from itertools.islice(opposites(branch, side, depth + 1), MOST_INSIDE)


def _inside(part: Part, side: Side, depth: int) -> Iterator[Any]:
    """Objects and arrays with one part that is likely to be refused."""
    named = dict(fields.declared(part, side))
    for pattern, node in fields.patterns(part).items():
        named |= dict.fromkeys(fields.sample(pattern), node)
    for word in ("additionalProperties", "unevaluatedProperties"):
        if (rest := fields.child(part, word)) is not None:
            named |= {"other": rest}
    for name, node in named.items():
        for value in itertools.islice(opposites(node, side, depth + 1), MOST_INSIDE):
            yield {name: value}
    for item in (fields.told_item(part, 0), fields.child(part, "unevaluatedItems")):
        if item is not None:
            for value in itertools.islice(opposites(item, side, depth + 1), MOST_INSIDE):
                yield [value]


def _beyond(part: Part) -> Iterator[Any]:
    """Values just outside of the bounds that a schema object sets."""
    said = part.keywords
    for word, outside in _OUTSIDE.items():
        value = said.get(word)
        if isinstance(value, int | float) and not isinstance(value, bool) and value < LONGEST:
            yield outside(value)
    if said.get("required"):
        yield {}
    if isinstance(said.get("pattern"), str):
        from weighbridge_checks.proof import automaton  # noqa: PLC0415 (20 ms; most have no pattern)

        yield from automaton.some([], refused=[said["pattern"]], count=2)


#: by keyword, a value that it is likely to refuse
_OUTSIDE: dict[str, Callable[[Any], Any]] = {
    "minimum": lambda n: n - 1,
    "maximum": lambda n: n + 1,
    "exclusiveMinimum": lambda n: n,
    "exclusiveMaximum": lambda n: n,
    "multipleOf": lambda n: n / 2,
    "minLength": lambda _: "",
    "maxLength": lambda n: "a" * (int(n) + 1),
    "minItems": lambda _: [],
    "maxItems": lambda n: list(range(int(n) + 1)),
    "minProperties": lambda _: {},
}
