"""Lines that are read without click mean what they mean to click."""

from __future__ import annotations

from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge_checks.commands import catalog
from weighbridge_checks.commands.declared import Command

DECLARED = {
    name: found for name in catalog.ADDRESSES if isinstance(found := catalog.found(name), Command)
}


def by_click(command: Command, words: list[str]) -> dict[str, Any] | None:
    """What click makes of a line; None where it refuses it, or shows its help."""
    try:
        context = command.clicked().make_context(command.name, list(words))
    except (click.ClickException, click.exceptions.Exit):
        return None
    return context.params


def test_the_commands_for_which_people_wait_are_read_without_click() -> None:
    assert DECLARED.keys() == {"diff", "check", "lint", "can-i-deploy", "promote"}


@pytest.mark.parametrize(
    ("words", "read"),
    [
        pytest.param(["a", "b"], True, id="two files"),
        pytest.param(["a", "b", "c"], True, id="three files"),
        pytest.param(["-", "b"], True, id="the standard input"),
        pytest.param(["a", "--format", "json", "b"], True, id="an option between them"),
        pytest.param(["a", "b", "--format=json", "-v"], True, id="other spellings"),
        pytest.param(["a", "b", "--output", "json=x", "--output", "html=y"], True, id="twice"),
        pytest.param(["a", "b", "--mode", "full", "--mode", "none"], True, id="the last counts"),
        pytest.param(["a"], False, id="too few files"),
        pytest.param(["a", "b", "--help"], False, id="help"),
        pytest.param(["a", "b", "--format"], False, id="no value"),
        pytest.param(["a", "b", "--format", "jsn"], False, id="no such value"),
        pytest.param(["a", "b", "--form", "json"], False, id="an option cut short"),
        pytest.param(["a", "b", "--verbose=yes"], False, id="a value that nobody wants"),
        pytest.param(["a", "b", "--today", "2027-03-01"], False, id="a value to convert"),
        pytest.param(["--", "a", "b"], False, id="two dashes"),
    ],
)
def test_which_lines_are_plain(words: list[str], read: bool) -> None:  # noqa: FBT001 - a table
    assert (DECLARED["diff"].plain(words) is not None) is read


@st.composite
def lines(draw: st.DrawFn) -> tuple[Command, list[str]]:
    """A command, and words that may or may not be a line of it."""
    command = draw(st.sampled_from(list(DECLARED.values())))
    names = [n for o in command.options for n in o.names] + ["--help", "-x", "--", "--un"]
    values = [v for o in command.options for v in o.choices] + [
        "a",
        "-",
        "b=c",
        "",
        "é",
        "2027-03-01",
    ]
    name, value = st.sampled_from(names), st.sampled_from(values)
    word = st.one_of(
        value.map(lambda v: [v]),
        name.map(lambda n: [n]),
        st.tuples(name, value).map(list),
        st.tuples(name, value).map(lambda pair: ["=".join(pair)]),
    )
    return command, [w for some in draw(st.lists(word, max_size=6)) for w in some]


@given(lines())
def test_a_line_that_is_plain_means_the_same_to_click(line: tuple[Command, list[str]]) -> None:
    command, words = line
    plain = command.plain(words)
    if plain is not None:
        assert plain == by_click(command, words)
