"""The numbers of versions."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge_checks.commands import versions
from weighbridge_checks.verdicts.finding import Bump

#: the example of the standard, lowest first, with numbers that are no decimals among them
ORDERED = (
    "0.1.0", "0.9.9", "0.10.0", "1.0.0-0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
    "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.2.0", "1.10.0",
    "2.0.0",
)  # fmt: skip


def test_versions_stand_in_the_order_of_the_standard() -> None:
    mixed = list(ORDERED)
    random.Random(1).shuffle(mixed)  # noqa: S311 - nothing is secret here
    assert sorted(mixed, key=versions.order) == list(ORDERED)


@pytest.mark.parametrize(
    "text", ["1", "1.0", "01.0.0", "1.0.0.0", "v1.0.0", "1.0.0-01", "latest", ""]
)
def test_what_is_no_version(text: str) -> None:
    assert not versions.is_version(text)


@pytest.mark.parametrize(
    ("old", "new", "bump"),
    [
        ("1.0.0", "1.0.0", Bump.NONE),
        ("1.0.0", "1.0.1", Bump.PATCH),
        ("1.0.9", "1.1.0", Bump.MINOR),
        ("1.9.9", "2.0.0", Bump.MAJOR),
        ("0.1.0", "0.1.1", Bump.PATCH),
        ("0.1.0", "0.2.0", Bump.MAJOR),
        ("0.9.0", "1.0.0", Bump.MAJOR),
        ("1.0.0-rc.1", "1.0.0", Bump.NONE),
    ],
)
def test_by_how_much_a_number_grew(old: str, new: str, bump: Bump) -> None:
    assert versions.declared(old, new) is bump


@pytest.mark.parametrize("bump", [Bump.PATCH, Bump.MINOR, Bump.MAJOR])
@given(st.tuples(*(st.integers(min_value=0, max_value=50),) * 3))
def test_the_next_number_is_higher_and_owes_what_was_asked(
    bump: Bump, parts: tuple[int, int, int]
) -> None:
    label = ".".join(map(str, parts))
    following = versions.raised(label, bump)
    assert versions.follows(following, label)
    assert versions.declared(label, following).size >= bump.size


@given(st.lists(st.sampled_from(ORDERED)), st.sampled_from(ORDERED))
def test_the_versions_below_are_all_that_are_lower_in_their_order(
    others: list[str], label: str
) -> None:
    found = versions.below(label, others)
    assert sorted(found) == sorted(o for o in others if versions.follows(label, o))
    assert found == sorted(found, key=versions.order)
