"""Values and texts of others, made fit to be shown."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from tests.checks.report.verdicts import JSON, UNHURRIED
from weighbridge_checks.report.plain import laid_out, plain, printable


@UNHURRIED
@given(JSON)
def test_a_value_is_laid_out_as_json_is(value: Any) -> None:
    everything = laid_out(value, width=100_000, lines=100_000)
    assert everything == [printable(json.dumps(plain(value), ensure_ascii=False))]
    spread = laid_out(value, width=0, lines=100_000)
    whole = printable(json.dumps(plain(value), ensure_ascii=False, indent=2)).split("\n")
    assert len(spread) == len(whole)


@UNHURRIED
@given(JSON)
def test_what_is_not_shown_is_counted(value: Any) -> None:
    whole = json.dumps(plain(value), indent=2).split("\n")
    *shown, last = laid_out(value, width=0, lines=3)
    left = len(whole) - 3
    if left > 0:
        assert last == f"… {left} more {'line' if left == 1 else 'lines'}"
        assert len(shown) == 3
    else:
        assert len(shown) + 1 == len(whole)


def test_a_line_that_is_too_long_is_cut() -> None:
    assert laid_out("x" * 200, width=20, lines=3) == ['"' + "x" * 18 + "…"]


def test_what_no_json_can_hold_becomes_a_text() -> None:
    assert plain({1: float("nan"), "b": (float("-inf"), None)}) == {"1": "nan", "b": ["-inf", None]}
