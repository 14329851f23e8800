"""Instances of a schema, the smallest first: the raw material of witnesses.

Nothing here is proved: whoever uses an instance asks a validator first. So a construction may be
approximate, but it has to end.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.schema import frozen, parts, type_of, types
from weighbridge_checks.facts.view import View, allowed, bound, count
from weighbridge_checks.proof import fields
from weighbridge_checks.proof.cases import cases
from weighbridge_checks.proof.opposites import denied, is_picky, opposites
from weighbridge_checks.proof.standalone import standalone
from weighbridge_checks.proof.validation import validator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from weighbridge_checks.facts.schema import Conj, Node, Part
    from weighbridge_checks.facts.view import Bound
    from weighbridge_checks.proof.fields import Parts
    from weighbridge_checks.proof.standalone import Side

#: there is no instance, or none was found
NOTHING: Any = object()

#: of how many schemas inside of one another instances are looked for: cycles that no value
#: satisfies are gone through again by every way that leads into them
MOST_TRIED = 2_000
#: how many ways to choose are gone through, until there are enough instances
MOST_WAYS = 100
#: how many values are tried that a schema which must not fit is likely to refuse
MOST_OTHERS = 12

FORMATS = {
    "date-time": ("2026-01-31T12:00:00Z",),
    "date": ("2026-01-31",),
    "time": ("12:00:00Z",),
    "duration": ("P1D",),
    "email": ("a@example.org",),
    "idn-email": ("a@example.org",),
    "hostname": ("example.org",),
    "idn-hostname": ("example.org",),
    "ipv4": ("192.0.2.1",),
    "ipv6": ("2001:db8::1",),
    "uri": ("https://example.org/a",),
    "uri-reference": ("/a",),
    "iri": ("https://example.org/a",),
    "iri-reference": ("/a",),
    "uuid": ("00000000-0000-4000-8000-000000000000", "11111111-1111-4111-8111-111111111111"),
    "json-pointer": ("/a",),
    "relative-json-pointer": ("0",),
    "regex": ("a",),
    "uri-template": ("/a/{b}",),
    "byte": ("YQ==",),
}


class Examples:
    """Instances of schemas of one side, remembered by schema."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self._known: dict[Any, Any] = {}
        self._busy: set[Any] = set()
        #: how many schemas were gone through for the one that was asked for first
        self._tried = 0
        self._tags: dict[tuple[Parts, int], dict[str, Any]] = {}

    def one(self, conj: Conj) -> Any:
        """The smallest instance that is easy to find, or `NOTHING`."""
        key = conj
        if key in self._known:
            return self._known[key]
        if not self._busy:
            self._tried = 0
        self._tried += 1
        too_deep = len(self._busy) > 60  # noqa: PLR2004 (deeper is too deep to read)
        if key in self._busy or too_deep or self._tried > MOST_TRIED:
            return NOTHING
        self._busy.add(key)
        try:
            found = self._first(conj)
        finally:
            self._busy.discard(key)
        if found is not NOTHING or not self._busy:
            self._known[key] = found
        return found

    def _first(self, conj: Conj) -> Any:
        """The first instance; of a schema that refuses some of its own, the first that it takes."""
        made = self.several(conj)
        first = next(made, NOTHING)
        if first is NOTHING or not is_picky(parts(conj)):
            return first
        check = validator(standalone(conj, self.side), formats=self.side.formats)
        if check is None:
            return first
        return next((v for v in itertools.chain([first], made) if check.is_valid(v)), first)

    def several(self, conj: Conj, limit: int = 24) -> Iterator[Any]:
        """Different instances: each way to choose, each type, with and without optional parts.

        After these, what is likely to keep out of the forms that it must not have.
        """
        made = itertools.chain.from_iterable(self._ways(conj))
        yield from itertools.islice(made, limit)

    def _ways(self, conj: Conj) -> Iterator[Iterator[Any]]:
        picky = []
        for case in cases(conj, self.side, limit=MOST_WAYS):
            whole = parts(case)
            yield from (self.of_type(whole, kind) for kind in _order(types(whole)))
            if nodes := denied(whole):
                picky.append((whole, nodes))
        for whole, nodes in picky:
            yield self.others(whole, nodes)

    def others(self, whole: Parts, nodes: list[Node]) -> Iterator[Any]:
        """Instances, perhaps, that some other schemas refuse."""
        least = self.object(whole, {}) if "object" in types(whole) else {}
        plain = {} if least is NOTHING else least
        for node in nodes:
            for value in itertools.islice(opposites(node, self.side), MOST_OTHERS):
                yield {**plain, **value} if isinstance(value, dict) else value

    def of_type(self, whole: Parts, kind: str) -> Iterator[Any]:
        """Instances of one type of a conjunction in which all choices are made."""
        view = View(parts=whole, unions=(), types=frozenset({kind}), nullable=kind == "null")
        values = allowed(view)
        if values is not None:
            yield from (v for _, v in values.values() if fits(v, kind))
        elif kind == "null":
            yield None
        elif kind == "boolean":
            yield from (True, False)
        elif kind in {"integer", "number"}:
            yield from _numbers(view, kind)
        elif kind == "string":
            yield from strings(view)
        elif kind == "array":
            yield from self._arrays(whole, view)
        else:
            yield from self._objects(whole, view)

    def _objects(self, whole: Parts, view: View) -> Iterator[Any]:
        smallest = self.object(whole, {})
        if smallest is not NOTHING:
            yield smallest
            tagged = self.object(whole, self.tags(whole))
            if tagged is not NOTHING and tagged != smallest:
                yield tagged
        optional = {}
        for name in fields.names(whole, self.side):
            conj = fields.field(whole, name, self.side)
            value = self.one(conj) if conj else NOTHING
            if value is not NOTHING:
                optional[name] = value
        most = count(view, "maxProperties")
        if optional and (most is None or len(optional) <= most.value):
            richest = self.object(whole, optional)
            if richest is not NOTHING and richest != smallest:
                yield richest

    def tags(self, whole: Parts, most: int = 1) -> dict[str, Any]:
        """The properties that can have few values only: by them people tell branches apart."""
        key = (whole, most)
        if key not in self._tags:
            self._tags[key] = self._tagged(whole, most)
        return self._tags[key]

    def _tagged(self, whole: Parts, most: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in fields.names(whole, self.side):
            conj = fields.field(whole, name, self.side)
            values = fields.listed_values(parts(conj)) if conj else None
            if values and len(values) <= most:
                kinds = types(parts(conj)) if conj else frozenset()
                fitting = [v for v in values if type_of(v) in kinds]
                found.update((name, v) for v in fitting[:1])
        return found

    def object(self, whole: Parts, given: dict[str, Any]) -> Any:
        """The smallest object that has these properties, or `NOTHING`."""
        value = dict(given)
        for _ in range(3):  # what is added may ask for more
            needed = set(fields.required(whole, self.side))
            for part in whole:
                dependent = part.keywords.get("dependentRequired")
                if isinstance(dependent, dict):
                    asked = [dependent[k] for k in value.keys() & dependent.keys()]
                    needed |= {n for names in asked if isinstance(names, list) for n in names}
            missing = [n for n in sorted(needed) if n not in value]
            if not missing:
                break
            for name in missing:
                conj = fields.field(whole, name, self.side)
                made = NOTHING if conj is None else self.one(conj) if conj else "a"
                if made is NOTHING:
                    return NOTHING
                value[name] = made
        view = View(parts=whole, unions=(), types=frozenset({"object"}), nullable=False)
        least = count(view, "minProperties")
        if least is not None and len(value) < least.value:
            self._fill(whole, value, least.value)
        return value

    def filled(self, whole: Parts, size: int) -> Any:
        """An object with as many properties as that, where there can be so many; or `NOTHING`."""
        value = self.object(whole, {})
        if value is not NOTHING:
            self._fill(whole, value, size)
        return value

    def _fill(self, whole: Parts, value: dict[str, Any], size: int) -> None:
        fresh = (f"property{i}" for i in itertools.count(1))
        patterned = [n for p in whole for pat in fields.patterns(p) for n in fields.sample(pat)]
        for name in itertools.chain(fields.names(whole, self.side), patterned, fresh):
            if len(value) >= min(size, 1_000) or name == "property1001":
                return
            conj = None if name in value else fields.field(whole, name, self.side)
            if conj is not None:
                made = self.one(conj) if conj else "a"
                if made is not NOTHING:
                    value[name] = made

    def _arrays(self, whole: Parts, view: View) -> Iterator[Any]:
        least = count(view, "minItems")
        size = least.value if least else 0
        held = [(n, _copies(p)) for p in whole if (n := fields.child(p, "contains")) is not None]
        size = max(size, *(n for _, n in held)) if held else size
        made = self.array(whole, size)
        if made is NOTHING:
            return
        for node, copies in held:
            for i in range(copies):
                value = self.one((*(fields.item(whole, i, self.side) or ()), node))
                if value is not NOTHING:
                    made[i] = value
        yield made
        most = count(view, "maxItems")
        longer = size + 1
        if most is None or longer <= most.value:
            bigger = self.array(whole, longer)
            if bigger is not NOTHING:
                yield [*made, bigger[-1]]
                yield bigger

    def array(self, whole: Parts, size: int) -> Any:
        """An array of a size, its items different where they must be; or `NOTHING`."""
        if size > 1_000:  # noqa: PLR2004 (nobody reads a witness of that length)
            return NOTHING
        unique = any(p.keywords.get("uniqueItems") is True for p in whole)
        made: list[Any] = []
        taken: set[Any] = set()
        for i in range(size):
            conj = fields.item(whole, i, self.side)
            if conj is None:
                return NOTHING
            if not unique:
                value = self.one(conj) if conj else "a"
            else:
                fresh = self._distinct(conj, size + 1)
                value = next((v for v in fresh if frozen(v) not in taken), NOTHING)
            if value is NOTHING:
                return NOTHING
            taken.add(frozen(value))
            made.append(value)
        return made

    def _distinct(self, conj: Conj, size: int) -> Iterator[Any]:
        if not conj:
            yield from range(size)
            return
        if (conj, "several") in self._busy or len(self._busy) > 60:  # noqa: PLR2004 (as above)
            return
        self._busy.add((conj, "several"))
        try:
            yield from self.several(conj, limit=size)
        finally:
            self._busy.discard((conj, "several"))
        for case in cases(conj, self.side, limit=4):
            whole = parts(case)
            for kind in _order(types(whole)):
                view = View(parts=whole, unions=(), types=frozenset({kind}), nullable=False)
                if kind in {"integer", "number"} and allowed(view) is None:
                    low, high = bound(view, "minimum"), bound(view, "maximum")
                    start = int(low.value) + 1 if low else int(high.value) - size if high else 0
                    yield from range(start, start + size)
                elif kind == "string" and allowed(view) is None:
                    yield from strings(view, wanted=size)


def _copies(part: Part) -> int:
    """How many items a `contains` wants to find."""
    wanted = part.keywords.get("minContains", 1)
    return min(int(wanted), 100) if fits(wanted, "number") else 1


def fits(value: Any, kind: str) -> bool:
    """Whether a value is of a type, whole numbers being numbers too."""
    own = type_of(value)
    return own == kind or (kind == "number" and own == "integer")


def _order(kinds: frozenset[str]) -> list[str]:
    wanted = ("object", "array", "string", "integer", "number", "boolean", "null")
    left = [k for k in wanted if k in kinds]
    if "number" in kinds:
        left.remove("integer")
    return left


def _numbers(view: View, kind: str) -> Iterator[Any]:
    low, high = bound(view, "minimum"), bound(view, "maximum")
    steps = [v for _, v in view.values("multipleOf") if fits(v, "number") and v > 0]
    if steps:
        yield from _stepped(steps, low, high, kind)
        return
    small = 1 if kind == "integer" else 0.5
    candidates: list[Any] = []
    if low is not None:
        candidates += [low.value + (small if low.exclusive else 0), low.value + small]
    if high is not None:
        candidates += [high.value - (small if high.exclusive else 0), high.value - small]
    if low is not None and high is not None:
        candidates.append((low.value + high.value) / 2)
    if low is None and high is None:
        candidates = [0, 1, -1]
        if kind == "number":
            candidates.append(0.5)
    yield from (_plain(c, kind) for c in dict.fromkeys(candidates))


def _stepped(steps: list[Any], low: Bound | None, high: Bound | None, kind: str) -> Iterator[Any]:
    """Multiples of all steps, near the bounds or near zero."""
    from fractions import Fraction  # noqa: PLC0415 - few schemas count in steps

    step = Fraction(1) if kind == "integer" else Fraction(str(steps[0]))
    for one in steps:
        step = _common(step, Fraction(str(one)))
    start = 0
    if low is not None:
        start = -(-Fraction(str(low.value)) // step)
    elif high is not None:
        start = Fraction(str(high.value)) // step - 2
    found: list[Any] = []
    for i in range(12):
        value = (start + i) * step
        over = high is not None and (value > high.value or (value == high.value and high.exclusive))
        if not over and not (low is not None and low.exclusive and value == low.value):
            found.append(int(value) if value.denominator == 1 else float(value))
    # validators that divide floats find no multiple of 0.1 in 0.3
    exact = [v for v in found if all((v / float(s)).is_integer() for s in steps)]
    yield from dict.fromkeys((*exact[:4], *found[:4]))


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The least number that is a multiple of both."""
    below = one.denominator * other.denominator
    least = math.lcm(one.numerator * other.denominator, other.numerator * one.denominator)
    return type(one)(least, below)


def _plain(value: Any, kind: str) -> Any:
    if isinstance(value, float) and (kind == "integer" or value.is_integer()):
        return int(value)
    return value


def strings(view: View, wanted: int = 3, refused: tuple[str, ...] = ()) -> Iterator[str]:
    """Strings that satisfy patterns and lengths, readable ones first."""
    low, high = count(view, "minLength"), count(view, "maxLength")
    least, most = (low.value if low else 0), (high.value if high else None)
    wants = list(dict.fromkeys(v for _, v in view.values("pattern") if isinstance(v, str)))
    if wants or refused:
        least = min(least, 2_000)
        from weighbridge_checks.proof import automaton  # noqa: PLC0415 (20 ms; most have no pattern)

        yield from automaton.some(
            wants, refused=refused, min_length=least, max_length=most, count=wanted
        )
        return
    for _, name in view.values("format"):
        for text in FORMATS.get(name, ()) if isinstance(name, str) else ():
            if least <= len(text) and (most is None or len(text) <= most):
                yield text
    letters = "abcdefghijklmnopqrstuvwxyz"
    size = max(least, 1) if most is None or most >= 1 else 0
    if size > 1_000_000:  # noqa: PLR2004 (a million letters prove nothing that a person can read)
        return
    for i in range(wanted):
        head = letters[i % 26] if i < 26 else letters[i // 26 % 26] + letters[i % 26]  # noqa: PLR2004 (the alphabet)
        text = (head + "a" * size)[: max(size, len(head))]
        if most is None or len(text) <= most:
            yield text
    if least == 0:
        yield ""


__all__ = ["FORMATS", "NOTHING", "Examples", "fits", "strings"]
