"""Labels: what is one, which of two comes first, and by how much one grew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge_checks.verdicts.finding import Bump
from weighbridge_registry import labels
from weighbridge_registry.errors import LabelNotSemverError


@pytest.mark.parametrize(
    "text", ["0.0.0", "1.2.3", "1.0.0-rc.1", "1.0.0-0a.--", "1.0.0+build.007", "10.20.30-x+y-z"]
)
def test_a_semantic_version_is_a_label(text: str) -> None:
    assert labels.parse(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.2",
        "v1.2.3",
        "01.2.3",
        "1.2.03",
        "1.2.3-",
        "1.2.3-01",
        "1.2.3-a..b",
        "1.2.3+",
        "1.2.3 ",
        "1.2.3\n",
        "\u0661.\u0662.\u0663",
        "latest",
        f"1.0.0-{'a' * 100}",
    ],
)
def test_anything_else_is_not(text: str) -> None:
    with pytest.raises(LabelNotSemverError, match="like"):
        labels.parse(text)


#: from the specification's own words, each before the next
IN_ORDER = (
    "0.9.9",
    "1.0.0-1",
    "1.0.0-9",
    "1.0.0-10",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-alpha-",
    "1.0.0-alphab",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1",
    "1.2.0",
    "1.10.0",
    "2.0.0",
    "10.0.0",
)


def test_ranks_sort_as_the_specification_orders_labels() -> None:
    assert sorted(IN_ORDER, key=lambda text: labels.parse(text).rank) == list(IN_ORDER)


numbers = st.integers(0, 20) | st.integers(0, 10**15)
words = st.text("09aZ-", min_size=1, max_size=6).filter(
    lambda word: not word.isdigit() or word == "0" or word[0] != "0"
)


@given(
    st.tuples(numbers, numbers, numbers, st.lists(words, max_size=4)),
    st.tuples(numbers, numbers, numbers, st.lists(words, max_size=4)),
)
def test_ranks_agree_with_a_comparison_by_hand(
    one: tuple[int, int, int, list[str]], other: tuple[int, int, int, list[str]]
) -> None:
    rank_one, rank_other = (labels.parse(_text(parts)).rank for parts in (one, other))
    assert (rank_one < rank_other) == (_key(one) < _key(other))
    assert (rank_one == rank_other) == (_key(one) == _key(other))


def _text(parts: tuple[int, int, int, list[str]]) -> str:
    *core, prerelease = parts
    text = ".".join(map(str, core))
    return f"{text}-{'.'.join(prerelease)}" if prerelease else text


def _key(parts: tuple[int, int, int, list[str]]) -> tuple[object, ...]:
    major, minor, patch, _ = parts
    text = _text(parts)
    prerelease = text.partition("-")[2].split(".") if "-" in text else []
    steps = [(0, int(w), "") if w.isdigit() else (1, 0, w) for w in prerelease]
    return (major, minor, patch, not prerelease, steps)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1.0.0", "2.0.0", Bump.MAJOR),
        ("1.0.0", "1.1.0", Bump.MINOR),
        ("1.0.0", "1.0.1", Bump.PATCH),
        ("1.0.0", "1.0.0+b", Bump.NONE),
        ("1.4.0", "2.0.0-rc.1", Bump.MAJOR),
        ("0.1.0", "0.2.0", Bump.MAJOR),
        ("0.1.0", "0.1.1", Bump.PATCH),
        ("0.9.0", "1.0.0", Bump.MAJOR),
    ],
)
def test_by_how_much_a_label_grew(old: str, new: str, expected: Bump) -> None:
    assert labels.bump(labels.parse(old), labels.parse(new)) is expected


@pytest.mark.parametrize(
    ("old", "owed", "expected"),
    [
        ("1.2.3", Bump.MAJOR, "2.0.0"),
        ("1.2.3", Bump.MINOR, "1.3.0"),
        ("1.2.3", Bump.PATCH, "1.2.4"),
        ("0.2.3", Bump.MAJOR, "0.3.0"),
    ],
)
def test_the_suggested_label_pays_what_is_owed(old: str, owed: Bump, expected: str) -> None:
    suggested = labels.parse(old).raised(owed)
    assert suggested == expected
    assert labels.bump(labels.parse(old), labels.parse(suggested)).size >= owed.size
