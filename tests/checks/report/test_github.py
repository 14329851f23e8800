"""Annotations on the lines of a change."""

from __future__ import annotations

from hypothesis import given

from tests.checks.report.verdicts import UNHURRIED, VERDICTS, finding, verdict
from weighbridge_checks.report import Named
from weighbridge_checks.report.github import render
from weighbridge_checks.verdicts import Severity, Verdict
from weighbridge_checks.verdicts.finding import Source


def test_an_annotation_stands_on_the_new_line() -> None:
    assert render([Named("orders", verdict(finding()))]) == (
        "::error title=request-length-narrowed,file=new.yaml,line=4,col=5::"
        "orders: POST /orders · request body · note:"
        " 'note' has to be at most 20 characters long\n"
    )


def test_what_is_gone_altogether_stands_on_the_old_line() -> None:
    assert "file=old.yaml,line=3,col=5" in render([Named("orders", verdict(finding(new=None)))])
    assert "title=request-length-narrowed::" in render(
        [Named("orders", verdict(finding(old=None, new=None)))]
    )


def test_a_message_may_hold_what_commands_are_made_of() -> None:
    odd = finding(
        message="100 %\r\n::error::faked, surely: yes",
        new=Source(file="a,b:c%.yaml", line=1, column=2, pointer=""),
    )
    said = render([Named("orders", verdict(odd))])
    assert said.count("\n") == 1
    assert "file=a%2Cb%3Ac%25.yaml,line=1" in said
    assert "100 %25%0D%0A::error::faked, surely: yes" in said


def test_the_witness_and_the_reason_are_in_the_annotation() -> None:
    said = render([Named("orders", verdict(finding(witness={"note": "long"})))])
    assert (
        '%0Athe old document allows, the new document refuses: {"note": "long"}'
        "%0Abecause it is too long\n"
    ) in said


def test_ten_of_a_sort_are_shown_and_the_rest_is_counted() -> None:
    told = verdict(
        *(finding(Severity.ERROR, field=f"e{i}") for i in range(13)),
        *(finding(Severity.WARNING, field=f"w{i}") for i in range(11)),
        *(finding(Severity.INFO, field=f"i{i}") for i in range(2)),
    )
    lines = render([Named("orders", told), Named("products", verdict(finding()))]).split("\n")
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert sum(line.startswith("::warning ") for line in lines) == 10
    assert lines[-2] == "::notice title=weighbridge::not shown here: 4 errors, 1 warning, 2 infos"


def test_nothing_found_is_nothing_said() -> None:
    assert render([Named("orders", verdict())]) == ""


@UNHURRIED
@given(VERDICTS)
def test_every_line_is_one_command(told: Verdict) -> None:
    lines = render([Named("orders", told)]).split("\n")
    assert lines.pop() == ""
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
