"""What `promote` and `can-i-deploy` write of the reasons that a registry gives."""

from __future__ import annotations

from typing import Any

from weighbridge_checks.commands.promote import _lines


def reason(gate: str, status: str, message: str, remedy: str | None = None) -> dict[str, Any]:
    return {"gate": gate, "status": status, "message": message, "remedy": remedy}


def test_few_reasons_of_a_gate_are_told_one_by_one() -> None:
    told = _lines(
        [
            reason("owners-named", "passed", "orders belongs to sales"),
            reason("owners-named", "passed", "products belongs to buying"),
            reason("lint-clean", "failed", "orders has an error of lint", "mend it"),
        ]
    )
    assert told == [
        "ok  owners-named: orders belongs to sales",
        "ok  owners-named: products belongs to buying",
        "no  lint-clean: orders has an error of lint",
        "    to change that: mend it",
    ]


def test_of_many_that_pass_the_first_is_told_and_what_does_not_pass_is_told_each() -> None:
    told = _lines(
        [
            reason("lint-clean", "passed", "a is clean"),
            reason("lint-clean", "failed", "b is not", "mend it"),
            reason("lint-clean", "passed", "c is clean"),
            reason("lint-clean", "unknown", "nobody looked at d", "look at it"),
            reason("lint-clean", "unknown", "nobody looked at e", "look at it"),
            reason("lint-clean", "passed", "f is clean"),
        ]
    )
    assert told == [
        "ok  lint-clean: a is clean; and 2 more pass (--format json tells each)",
        "no  lint-clean: b is not",
        "    to change that: mend it",
        "??  lint-clean: nobody looked at d",
        "??  lint-clean: nobody looked at e",
        "    to change that: look at it",
    ]


def test_reasons_that_are_alike_are_counted_each() -> None:
    told = _lines([reason("owners-named", "passed", "orders belongs to sales") for _ in range(3)])
    assert told == [
        "ok  owners-named: orders belongs to sales; and 2 more pass (--format json tells each)"
    ]
