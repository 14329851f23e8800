"""What a terminal shows."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from tests.checks.report.verdicts import (
    STOREFRONT,
    UNHURRIED,
    VERDICTS,
    WAIVER,
    finding,
    real,
    verdict,
)
from weighbridge_checks.report.text import render
from weighbridge_checks.verdicts import Severity, Verdict


def test_a_breaking_finding_has_its_place_its_lines_its_witness_and_its_consumers() -> None:
    told = verdict(finding(witness={"note": "x" * 21}, consumers=(STOREFRONT,)))
    assert (
        render(told)
        == """\
old.yaml 1.0.0 → new.yaml 1.1.0  (openapi, backward, lenient)

error   POST /orders · request body · note  [request-length-narrowed]
        'note' has to be at most 20 characters long
        old.yaml:3:5 → new.yaml:4:5
        the old document allows, the new document refuses:
          {"note": "xxxxxxxxxxxxxxxxxxxxx"}
        because it is too long
        hits storefront 4.2.0 in production, staging (uses note)

breaking: 1 error; this needs a major version
"""
    )


@pytest.mark.parametrize(
    ("findings", "last"),
    [
        ([], "identical: nothing changed"),
        ([Severity.INFO], "compatible: 1 info; this needs a minor version"),
        ([Severity.WARNING], "risky: 1 warning; this needs a minor version"),
        (
            [Severity.ERROR, Severity.ERROR, Severity.WARNING, Severity.INFO],
            "breaking: 2 errors, 1 warning, 1 info; this needs a major version",
        ),
    ],
)
def test_the_last_line_is_the_verdict(findings: list[Severity], last: str) -> None:
    said = render(verdict(*(finding(s, field=str(i)) for i, s in enumerate(findings))))
    assert said.rstrip("\n").split("\n")[-1] == last


def test_a_waiver_is_said_and_does_not_lower_the_bump() -> None:
    said = render(verdict(finding(waived=WAIVER)))
    assert "waived by Ada Park until 2027-03-31: the only consumer agreed" in said
    assert said.endswith("compatible: 1 waived; this needs a major version\n")


def test_what_hurts_nobody_is_counted_where_there_is_much_of_it() -> None:
    many = verdict(*(finding(Severity.INFO, field=f"field{i}") for i in range(20)))
    assert "20 that hurt nobody: request-length-narrowed 20" in render(many)
    assert "field7" not in render(many)
    assert "field7" in render(many, verbose=True)
    few = verdict(*(finding(Severity.INFO, field=f"field{i}") for i in range(5)))
    assert "field3" in render(few)


def test_a_long_witness_is_cut_and_says_so() -> None:
    witness = {"lines": [{"sku": f"HP-{i:06}"} for i in range(500)]}
    said = render(verdict(finding(witness=witness))).split("\n")
    assert len(said) < 25
    assert any(line.endswith("more lines") for line in said)


def test_what_was_not_understood_is_listed() -> None:
    said = render(verdict(finding(), unread=("/x-streams",)))
    assert "not understood, and so not compared: /x-streams" in said


def test_color_is_asked_for() -> None:
    assert "\x1b[" not in render(real())
    assert "\x1b[1;31m" in render(real(), color=True)


@UNHURRIED
@given(VERDICTS)
def test_no_document_talks_to_the_terminal(told: Verdict) -> None:
    for character in render(told, verbose=True):
        assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}


def test_a_description_can_not_fake_a_verdict() -> None:
    said = render(verdict(finding(message="x\n\ncompatible: \x1b[2J\u202enothing")))
    assert "x  compatible: \\u001b[2J\\u202enothing" in said


def test_many_findings_of_one_kind_are_named_in_one_line_unless_each_is_asked_for() -> None:
    many = verdict(*(finding(field=f"field{i:04}") for i in range(2_303)))
    said = render(many)
    assert "POST /orders · request body · 2,300 more of these" in said
    assert "field0003, field0004" in said
    assert "and 2,288 more; --verbose tells each" in said
    assert said.endswith("breaking: 2303 errors; this needs a major version\n")
    assert len(said.splitlines()) < 40
    assert "field2302" in render(many, verbose=True)


def test_a_handful_of_one_kind_is_told_one_by_one() -> None:
    few = render(verdict(*(finding(field=f"field{i}") for i in range(8))))
    assert all(f"field{i}" in few for i in range(8))
    assert "more of these" not in few
