"""What is decided of guards, and what is said to be undecided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge_checks.proof.guards import (
    Relation,
    cases,
    exclusive,
    holds,
    relation,
    satisfiable,
    understood,
)

NUMBERS = st.sampled_from(
    [f"open {op} {n}" for op in ("=", "!=", "<", "<=", ">", ">=") for n in range(3)]
)
WORDS = st.sampled_from([f"reason {op} {w}" for op in ("=", "!=") for w in ("lost", "found")])
TESTS = NUMBERS | WORDS
GUARDS = st.lists(
    st.lists(TESTS, min_size=1, max_size=3).map(" and ".join), min_size=1, max_size=2
).map(" or ".join)
DATA = [
    {"open": number, "reason": word}
    for number in (-1, 0, 0.5, 1, 1.5, 2, 7)
    for word in ("lost", "found", "other", "stolen")
]


def naive(guard: str, data: dict[str, float | str]) -> bool:
    """Python's own reading of a guard."""
    text = guard.replace("!=", "≠").replace("<=", "≤").replace(">=", "≥").replace("=", "==")
    text = text.replace("≠", "!=").replace("≤", "<=").replace("≥", ">=")
    words = {"lost": "lost", "found": "found"}
    return bool(eval(text, {"__builtins__": {}}, {**words, **data}))  # noqa: S307 - the test's own texts


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("open_pick > 0", "open_pick = 0", True),
        ("disposition = restock", "disposition = scrap", True),
        ("disposition = restock", "disposition != restock", True),
        ("open > 0 and reason = lost", "open > 0 and reason = found", True),
        ("open > 0", "open >= 0", False),
        ("open > 0", "reason = lost", False),
        ("open > 0", "open > 0", False),
        ("", "open > 0", False),
        ("", "short close", False),
        ("short close", "short close", False),
        ("short close", "long close", None),
        ("short close", "open > 0", None),
        ("urgent = true", "urgent = false", True),
        ("urgent = true", "urgent != true", True),
        ("reason = '7'", "reason = 7", True),
        ("open > 1 and open < 1", "open > 0", True),
    ],
)
def test_whether_two_guards_exclude_each_other(one: str, other: str, expected: object) -> None:
    assert exclusive(one, other) is expected
    assert exclusive(other, one) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([""], ["open > 0"], Relation.NARROWER),
        (["open > 0"], [""], Relation.WIDER),
        (["open > 0"], ["open > 5"], Relation.NARROWER),
        (["open > 5"], ["open >= 5"], Relation.WIDER),
        (["open > 0"], ["open != 0"], Relation.WIDER),
        (["open > 0"], ["open < 0"], Relation.OTHER),
        (["open > 0"], ["0 < open"], Relation.UNDECIDED),
        (["open > 0", "open <= 0"], [""], Relation.SAME),
        (["reason = lost or reason = found"], ["reason = found or reason = lost"], Relation.SAME),
        (["reason = lost"], ["reason = lost and open > 0"], Relation.NARROWER),
        (["short close"], ["short  close"], Relation.UNDECIDED),
        (["short close"], ["closed short"], Relation.UNDECIDED),
        ([""], ["short close"], Relation.NARROWER),
        (["short close"], [""], Relation.WIDER),
        (["short close"], ["short close", "open > 0"], Relation.WIDER),
    ],
)
def test_how_a_new_guard_stands_to_the_old_one(
    old: list[str], new: list[str], expected: Relation
) -> None:
    assert relation(old, new) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("open > 0", True), ("open > 1 and open < 1", False), ("short close", None), ("", True)],
)
def test_whether_a_guard_can_hold(text: str, *, expected: object) -> None:
    assert satisfiable(text) is expected


def test_too_many_cases_are_left_undecided() -> None:
    texts = frozenset(f"n{i} = {v}" for i in range(13) for v in (1, 2))
    assert cases(texts) is None
    assert relation(texts, [*texts, "n0 = 3"]) is Relation.UNDECIDED


@given(GUARDS, st.sampled_from(DATA))
def test_a_guard_holds_where_python_says_so(guard: str, data: dict[str, float | str]) -> None:
    known = understood(guard)
    assert known is not None
    assert holds(known, data) is naive(guard, data)


@given(GUARDS, GUARDS)
def test_guards_that_exclude_each_other_never_hold_together(one: str, other: str) -> None:
    together = any(naive(one, d) and naive(other, d) for d in DATA)
    assert exclusive(one, other) is not together


@given(GUARDS, GUARDS)
def test_a_narrower_guard_holds_in_fewer_cases(old: str, new: str) -> None:
    lost = any(naive(old, d) and not naive(new, d) for d in DATA)
    gained = any(naive(new, d) and not naive(old, d) for d in DATA)
    expected = {
        (False, False): Relation.SAME,
        (True, False): Relation.NARROWER,
        (False, True): Relation.WIDER,
        (True, True): Relation.OTHER,
    }
    assert relation([old], [new]) is expected[lost, gained]
