"""When two schemas certainly have no value in common, seen at a glance."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.dialect import UNKNOWN
from weighbridge_checks.facts.schema import REMEMBERED, frozen, listed, parts, types
from weighbridge_checks.facts.view import View, allowed, bound, count
from weighbridge_checks.proof import fields
from weighbridge_checks.proof.cases import cases
from weighbridge_checks.proof.example import fits
from weighbridge_checks.proof.scalars import ASKED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weighbridge_checks.facts.schema import Conj, Node, Part
    from weighbridge_checks.proof.fields import Parts
    from weighbridge_checks.proof.standalone import Side


def disjoint(writer: Parts, branch: Node, kind: str, writing: Side, reading: Side) -> bool:
    """Whether no value of a type satisfies both. A no is only a doubt."""
    other = parts((branch,))
    kinds = types(other)
    if kind not in kinds and not (kind == "number" and "integer" in kinds):
        return True
    if kind == "object":
        ours, theirs = constants(writer), constants(other)
        if ours is not None and theirs is not None and not ours & theirs:
            return True
        return _no_common_object(writer, other, writing, reading) or _is_denied(
            (*writer, *other), kind
        )
    return empty((*writer, *other), kind, writing)


def _no_common_object(writer: Parts, other: Parts, writing: Side, reading: Side) -> bool:
    """Whether a property that one side needs can have no value that both accept."""
    always = fields.required(writer, writing)
    for name in always | fields.required(other, reading):
        mine = fields.field(writer, name, writing)
        yours = fields.field(other, name, reading)
        if mine is None:
            if name not in always:
                return True
        elif (yours is None and name in always) or (yours is not None and _apart(mine, yours)):
            return True
    return False


def empty(whole: Parts, kind: str, side: Side) -> bool:
    """Whether a conjunction (its choices made) certainly has no value of a type."""
    if any(fields.impossible(p.node) for p in whole) or _is_denied(whole, kind):
        return True
    view = View(parts=whole, unions=(), types=frozenset({kind}), nullable=kind == "null")
    values = allowed(view)
    if values is not None:
        return all(_refused(v, kind, whole) for _, v in values.values())
    if kind in {"integer", "number"}:
        return _no_number(view)
    if kind == "string":
        return _no_string(view)
    if kind == "array":
        return _no_array(view, side)
    needed = fields.required(whole, side) if kind == "object" else frozenset()
    return any(_void(fields.field(whole, name, side)) for name in needed)


#: how many of the items that there must be are looked at
MOST_FIRST = 20
#: how many schemas are looked at for a reason that there is no value, and how deep inside
MOST_HOLLOW, DEEPEST_HOLLOW = 500, 12


class _Effort:
    """How much may still be looked at, and how often a search was cut short."""

    __slots__ = ("cuts", "left")

    def __init__(self) -> None:
        self.left = MOST_HOLLOW
        self.cuts = 0


@lru_cache(maxsize=REMEMBERED)
def hollow(conj: Conj, side: Side) -> bool:
    """Whether nothing satisfies a conjunction, however deep inside of it the reason lies."""
    return _hollow(conj, side, frozenset(), _Effort())


@lru_cache(maxsize=REMEMBERED)
def barren(whole: Parts, kind: str, side: Side) -> bool:
    """The same of one type, for a conjunction of which the choices are made."""
    return _barren(whole, kind, side, frozenset(), _Effort())


def _hollow(conj: Conj, side: Side, outer: frozenset[Conj], effort: _Effort) -> bool:
    if conj in outer:
        # it would have to be inside of itself, and values end; but who is not taken at their word
        # has written so by mistake, and sends something all the same
        return not side.closed
    if not conj or (conj, side) in _FILLED:
        return False
    effort.left -= 1
    if len(outer) > DEEPEST_HOLLOW or effort.left < 0:
        effort.cuts += 1
        return False
    cuts = effort.cuts
    if _is_hollow(conj, side, outer | {conj}, effort):
        return True
    if effort.cuts == cuts:
        _FILLED.add((conj, side))
    return False


#: conjunctions of which was found, without a search being cut short, that they may have a value;
#: that does not depend on where they stand
_FILLED: set[tuple[Conj, Side]] = set()


def _is_hollow(conj: Conj, side: Side, around: frozenset[Conj], effort: _Effort) -> bool:
    for i, case in enumerate(cases(conj, side, limit=MOST_HOLLOW)):
        whole = parts(case)
        if i == MOST_HOLLOW - 1 or any(UNKNOWN in p.keywords for p in whole):
            return False
        if not all(_barren(whole, kind, side, around, effort) for kind in types(whole)):
            return False
    return True


def _barren(whole: Parts, kind: str, side: Side, outer: frozenset[Conj], effort: _Effort) -> bool:
    if empty(whole, kind, side):
        return True
    needed: Iterable[Conj | None] = ()
    if kind == "object":
        needed = (fields.field(whole, n, side) for n in sorted(fields.required(whole, side)))
    elif kind == "array":
        view = View(parts=whole, unions=(), types=frozenset({kind}), nullable=False)
        least = min(_span(view, "minItems", "maxItems")[0], MOST_FIRST)
        needed = (fields.item(whole, i, side) for i in range(least))
    return any(n is None or _hollow(n, side, outer, effort) for n in needed)


def _is_denied(whole: Parts, kind: str) -> bool:
    """Whether a `not` refuses every value of a type."""
    refused = [n for p in whole if (n := fields.child(p, "not")) is not None]
    return any(all(_takes_all(p, kind) for p in parts((n,))) for n in refused)


def _takes_all(part: Part, kind: str) -> bool:
    """Whether a schema object accepts every value of a type: it asks only of others."""
    for word, value in part.keywords.items():
        if word == "type":
            named = value if isinstance(value, list) else [value]
            if kind not in named and not (kind == "integer" and "number" in named):
                return False
        elif word == UNKNOWN:
            return False
        elif word not in fields.SILENT and not word.startswith("x-"):
            about = ABOUT.get(word)
            if about is None or kind in about:
                return False
    return True


_NUMBERS = frozenset({"integer", "number"})
_STRINGS = frozenset({"string"})
_ARRAYS = frozenset({"array"})
_OBJECTS = frozenset({"object"})

#: the types of which a keyword asks something
ABOUT = {
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), _NUMBERS
    ),
    **dict.fromkeys(("minLength", "maxLength", "pattern"), _STRINGS),
    **dict.fromkeys(
        (
            "items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains",
            "minContains", "maxContains", "unevaluatedItems",
        ),
        _ARRAYS,
    ),
    **dict.fromkeys(
        (
            "properties", "required", "additionalProperties", "patternProperties",
            "propertyNames", "minProperties", "maxProperties", "dependentRequired",
            "dependentSchemas", "unevaluatedProperties",
        ),
        _OBJECTS,
    ),
}  # fmt: skip


def _refused(value: Any, kind: str, whole: Parts) -> bool:
    """Whether a listed value is of another type, or refused by a keyword about its type."""
    return not fits(value, kind) or any(
        not asks(value, p.keywords[word])
        for p in whole
        for word, asks in ASKED.items()
        if word in p.keywords
    )


def _no_number(view: View) -> bool:
    low, high = bound(view, "minimum"), bound(view, "maximum")
    if low is None or high is None:
        return False
    touching = low.value == high.value and (low.exclusive or high.exclusive)
    return bool(low.value > high.value or touching)


def _no_string(view: View) -> bool:
    least, most = _span(view, "minLength", "maxLength")
    if most is not None and least > most:
        return True
    patterns = [v for _, v in view.values("pattern") if isinstance(v, str)]
    if not patterns:
        return False
    from weighbridge_checks.proof import automaton  # noqa: PLC0415 (20 ms; most have no pattern)

    return automaton.shortest(patterns, min_length=least, max_length=most) is None


def _no_array(view: View, side: Side) -> bool:
    least, most = _span(view, "minItems", "maxItems")
    if most is not None and least > most:
        return True
    firsts = range(min(least, MOST_FIRST))
    return any(_void(fields.item(view.parts, i, side)) for i in firsts)


def _span(view: View, low: str, high: str) -> tuple[int, int | None]:
    least, most = count(view, low), count(view, high)
    return (least.value if least else 0), (most.value if most else None)


def _void(conj: Conj | None) -> bool:
    """Whether a property or item can certainly have no value."""
    return conj is None or (bool(conj) and not types(parts(conj)))


def _apart(mine: Conj, yours: Conj) -> bool:
    """Whether two property schemas list values of which none is common, or have no common type."""
    if not mine or not yours:
        return False
    one, other = parts(mine), parts(yours)
    if not types(one) & types(other):
        return True
    ours, theirs = constants(one), constants(other)
    return ours is not None and theirs is not None and not ours & theirs


@lru_cache(maxsize=REMEMBERED)
def constants(whole: Parts) -> frozenset[Any] | None:
    """The values that a conjunction lists; None where it lists none."""
    found: frozenset[Any] | None = None
    for part in whole:
        for values in listed(part):
            here = frozenset(map(frozen, values))
            found = here if found is None else found & here
    return found


class Tags(NamedTuple):
    """The property by which most branches of a union are told apart, and who has which value."""

    name: str
    by_value: dict[Any, tuple[int, ...]]
    #: the branches that do not need the property, or list no values for it
    rest: tuple[int, ...]

    def fitting(self, values: frozenset[Any]) -> list[int]:
        """The branches that may accept an object whose property has one of these values, if any."""
        found = {i for v in values for i in self.by_value.get(v, ())}
        return sorted(found.union(self.rest))


def tags(branches: tuple[Node, ...], side: Side) -> Tags | None:
    """How the branches of a union are told apart; None where no property does."""
    told: list[dict[str, frozenset[Any]]] = []
    votes: Counter[str] = Counter()
    for branch in branches:
        whole = parts((branch,))
        own = {}
        for name in fields.required(whole, side):
            conj = fields.field(whole, name, side)
            values = constants(parts(conj)) if conj else None
            if values is not None:
                own[name] = values
        votes.update(own.keys())
        told.append(own)
    if not votes:
        return None
    name = max(sorted(votes), key=votes.__getitem__)
    by_value: dict[Any, list[int]] = {}
    rest = []
    for i, own in enumerate(told):
        if name not in own:
            rest.append(i)
        for value in own.get(name, ()):
            by_value.setdefault(value, []).append(i)
    return Tags(name, {v: tuple(found) for v, found in by_value.items()}, tuple(rest))


def forget() -> None:
    """Let go of what was remembered of schemas, and so of their documents."""
    for remembering in (constants, hollow, barren):
        remembering.cache_clear()
    _FILLED.clear()
