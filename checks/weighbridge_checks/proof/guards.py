"""Guards of workflow steps: what can be decided of conditions like `open_pick > 0`.

A guard is decided where it is `name op value`, joined by `and` and `or`. Any other text is opaque:
all that is known of it is that it holds in some cases and not in others. What two opaque texts
have to do with each other, or one with a decided guard, nobody knows, and so it is not claimed.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: of one event in one state; beyond it the guards are left undecided
MOST_CASES = 4096

#: compiled when they are first asked for, as every rule loads this module
_TEST = r"""(?P<name>[A-Za-z_][\w.\-]*)\s*(?P<op>!=|<=|>=|=|<|>)\s*
    (?P<value>-?[0-9]+(?:\.[0-9]+)?|[A-Za-z_][\w.\-]*|"[^"]*"|'[^']*')"""
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_ORDER = frozenset({"<", "<=", ">", ">="})
_TRUTHS = {"true": True, "false": False}


class Test(NamedTuple):
    """One comparison of a named value with a constant."""

    name: str
    op: str
    value: Any

    def holds(self, value: Any) -> bool:
        """Whether it holds of a value; words and numbers are never equal, and have no order."""
        alike = isinstance(value, str) is isinstance(self.value, str)
        match self.op:
            case "=":
                return alike and bool(value == self.value)
            case "!=":
                return not alike or bool(value != self.value)
            case "<":
                return alike and bool(value < self.value)
            case "<=":
                return alike and bool(value <= self.value)
            case ">":
                return alike and bool(value > self.value)
            case _:
                return alike and bool(value >= self.value)


#: a guard in words that are understood: it holds where all tests of one alternative do
Alternatives = tuple[tuple[Test, ...], ...]


@lru_cache(maxsize=4096)
def understood(text: str) -> Alternatives | None:
    """A guard as its tests; None where the text is opaque. No text always holds."""
    if not text:
        return ((),)
    alternatives = []
    for part in re.split(r"\s+or\s+", text):
        tests = [_test(said) for said in re.split(r"\s+and\s+", part)]
        known = [t for t in tests if t is not None]
        if len(known) < len(tests):
            return None
        alternatives.append(tuple(known))
    return tuple(alternatives)


def _test(text: str) -> Test | None:
    found = re.fullmatch(_TEST, text.strip(), re.VERBOSE)
    if found is None:
        return None
    name, op, said = found["name"], found["op"], found["value"]
    value: Any = said
    if re.fullmatch(_NUMBER, said):
        value = float(said) if "." in said else int(said)
    elif said[0] in "\"'":
        value = said[1:-1]
    elif said in _TRUTHS:
        value = _TRUTHS[said]
    if op in _ORDER and (isinstance(value, bool) or not isinstance(value, int | float)):
        return None  # an order of words is not known
    return Test(name, op, value)


def holds(alternatives: Alternatives, data: Mapping[str, Any]) -> bool:
    """Whether a guard holds of some data, in which all its names have values."""
    return any(all(t.holds(data[t.name]) for t in tests) for tests in alternatives)


class Case(NamedTuple):
    """One way in which some guards may hold or not, with data by which they do."""

    #: the texts that hold; no text always does
    holds: frozenset[str]
    data: Mapping[str, Any] = {}
    #: the opaque texts that are taken to hold
    taken: tuple[str, ...] = ()
    #: whether it is known that there is such a case
    sure: bool = True


@lru_cache(maxsize=4096)
def cases(texts: frozenset[str]) -> tuple[Case, ...] | None:
    """Every way in which some guards may hold together; None where there are too many.

    Decided guards hold or not by the data, of which one sample is drawn from each region that their
    constants cut. An opaque text may hold or not.
    """
    decided = {t: u for t in sorted(texts) if (u := understood(t)) is not None}
    opaque = sorted(texts - decided.keys())
    names: dict[str, list[Any]] = {}
    for alternatives in decided.values():
        for test in (t for tests in alternatives for t in tests):
            names.setdefault(test.name, []).append(test.value)
    samples = {name: _samples(values) for name, values in names.items()}
    size = 2 ** len(opaque)
    for values in samples.values():
        size *= len(values)
    if size > MOST_CASES:
        return None
    sure = not opaque or (len(opaque) == 1 and not names)
    found: dict[frozenset[str], Case] = {}
    for drawn in product(*samples.values()):
        data = dict(zip(samples, drawn, strict=True))
        true = {text for text, guard in decided.items() if holds(guard, data)}
        for flags in product((True, False), repeat=len(opaque)):
            taken = tuple(text for text, flag in zip(opaque, flags, strict=True) if flag)
            case = Case(holds=frozenset({"", *true, *taken}), data=data, taken=taken, sure=sure)
            found.setdefault(case.holds, case)
    return tuple(found.values())


def _samples(constants: Iterable[Any]) -> list[Any]:
    """One value of each region that some constants cut: each itself, between, and beyond."""
    listed = list(dict.fromkeys((type(c) is bool, c) for c in constants))
    truths = [c for flag, c in listed if flag]
    numbers = sorted({c for flag, c in listed if not flag and not isinstance(c, str)})
    words = [c for _, c in listed if isinstance(c, str)]
    found: list[Any] = []
    if numbers:
        found = [*_between(numbers)]
    if truths:
        found += [True, False]
    if words:
        found += [*words, _other(words)]
    return found


def _between(numbers: list[Any]) -> Iterator[Any]:
    yield numbers[0]
    yield numbers[0] - 1
    for low, high in pairwise(numbers):
        middle = low + (high - low) / 2
        yield low + 1 if low + 1 < high else middle
        yield high
    yield numbers[-1] + 1


def _other(words: list[str]) -> str:
    """A word that is none of these."""
    return next(w for i in range(len(words) + 1) if (w := "other" + "-" * i) not in words)


class Relation(StrEnum):
    """What one guard has to do with another."""

    SAME = "same"
    #: it holds in fewer cases
    NARROWER = "narrower"
    #: it holds in more cases
    WIDER = "wider"
    #: it holds in some cases more and in some cases less
    OTHER = "other"
    UNDECIDED = "undecided"


def relation(old: Iterable[str], new: Iterable[str]) -> Relation:
    """How new guards stand to old ones; several on one step hold where one of them does."""
    before, after = frozenset(old), frozenset(new)
    if before == after or ("" in before and "" in after):
        return Relation.SAME
    known = cases(before | after)
    if known is None:
        return Relation.UNDECIDED
    lost = [c for c in known if before & c.holds and not after & c.holds]
    gained = [c for c in known if after & c.holds and not before & c.holds]
    opaque = {t for t in before | after if understood(t) is None}
    if opaque and not _settled(before, after):
        return Relation.UNDECIDED
    if lost and gained:
        return Relation.OTHER
    if lost:
        return Relation.NARROWER
    return Relation.WIDER if gained else Relation.SAME


def _settled(before: frozenset[str], after: frozenset[str]) -> bool:
    """Whether opaque texts leave no doubt: a condition came where none was, or the other way."""
    return "" in before or "" in after or before < after or after < before


def exclusive(one: str, other: str) -> bool | None:
    """Whether two guards can never hold together; None where that is not decided."""
    known = cases(frozenset({one, other}))
    both = None if known is None else [c for c in known if {one, other} <= c.holds]
    if both is not None and not both:
        return True
    if one == other or not one or not other:
        return False
    doubtful = known is None or understood(one) is None or understood(other) is None
    return None if doubtful else False


def satisfiable(text: str) -> bool | None:
    """Whether a guard can hold at all; None where that is not decided."""
    if understood(text) is None:
        return None
    known = cases(frozenset({text}))
    return None if known is None else any(text in c.holds for c in known)
