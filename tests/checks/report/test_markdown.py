"""The comment on a pull request."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.checks.report.verdicts import (
    STOREFRONT,
    UNHURRIED,
    VERDICTS,
    WAIVER,
    finding,
    real,
    verdict,
)
from weighbridge_checks.report import Named
from weighbridge_checks.report.markdown import LONGEST, MARKER, render
from weighbridge_checks.verdicts import Severity, Verdict


def test_a_comment_has_a_marker_a_verdict_a_table_and_a_fold_for_each_error() -> None:
    said = render([Named("orders", real()), Named("products", verdict())])
    lines = said.split("\n")
    assert lines[0] == MARKER
    assert lines[1].startswith("**Breaking**: 2 errors, 1 warning, ")
    assert lines[1].endswith(" in 2 contracts. A major version is needed.")
    assert lines[3] == "| contract | verdict | required bump | errors | warnings | consumers hit |"
    assert lines[5] == "| `orders` | breaking | major | 2 | 1 |  |"
    assert lines[6] == "| `products` | identical | none | 0 | 0 |  |"
    assert said.count("<summary>error: ") == 2
    assert said.count("<summary>warning: ") == 1
    assert said.count("<details>") == said.count("</details>") == 3


def test_a_fold_shows_before_and_after_and_the_witness() -> None:
    said = render([Named("orders", verdict(finding(witness={"note": "x" * 21})))])
    assert "before:\n```json\n40\n```" in said
    assert "after:\n```json\n20\n```" in said
    assert '```json\n{"note": "xxxxxxxxxxxxxxxxxxxxx"}\n```' in said
    assert "because it is too long" in said


def test_the_table_names_the_consumers_that_are_hit() -> None:
    said = render([Named("orders", verdict(finding(consumers=(STOREFRONT,))))])
    assert "| storefront 4.2.0 in production, staging |" in said


def test_what_is_waived_is_counted_only() -> None:
    said = render([Named("orders", verdict(finding(waived=WAIVER)))])
    assert "| `orders` | compatible (1 waived) | major | 0 | 0 |  |" in said
    assert "<details>" not in said


def test_no_contract_is_no_verdict() -> None:
    assert render([]) == f"{MARKER}\n**No contract changed.**\n"


def test_many_findings_of_one_kind_are_one_fold_with_their_names() -> None:
    many = verdict(*(finding(field=f"field{i:04}") for i in range(2_303)))
    said = render([Named("orders", many)])
    assert said.count("<summary>error: ") == 4
    assert "2,300 more of these" in said
    assert "field0003, field0004" in said
    assert "2303 errors" in said


def test_what_does_not_fit_is_left_out_whole_and_counted() -> None:
    witness = {f"field{i}": "x" * 90 for i in range(12)}
    many = verdict(*(finding(operation=f"POST /orders{i}", witness=witness) for i in range(300)))
    said = render([Named("orders", many)])
    shown = said.count("<summary>error: ")
    assert len(said) <= LONGEST
    assert 20 < shown < 300
    assert said.count("</details>") == shown
    assert f"Left out here for length: {300 - shown} errors. The full report has them." in said


def test_a_thousand_contracts_still_make_a_comment() -> None:
    said = render([Named(f"contract-{i}", verdict(finding())) for i in range(1000)])
    assert len(said) <= LONGEST
    assert "900 more contracts are left out of this table." in said


def test_a_document_can_neither_mark_up_nor_call_for_anybody() -> None:
    message = "</details> **bold** @everybody <img src=x> | `tick`"
    odd = finding(message=message, before="```\n@all", field="<b>|`x`")
    said = render([Named("or|ders", verdict(odd))])
    assert "</details> \\*\\*" not in said
    assert "<img" not in said
    assert "<b>" not in said
    outside_of_fences = re.sub(r"(`{3,}).*?\1", "", said, flags=re.DOTALL)
    assert not re.search(r"@\w", outside_of_fences)


@UNHURRIED
@given(st.lists(VERDICTS, max_size=3))
def test_a_comment_is_never_too_long_and_its_folds_are_closed(told: list[Verdict]) -> None:
    said = render([Named(f"contract{i}", v) for i, v in enumerate(told)])
    assert said.startswith(MARKER + "\n")
    assert len(said) <= LONGEST
    assert said.count("\n<details>") == said.count("\n</details>")


def test_the_order_of_findings_does_not_matter() -> None:
    told = verdict(*(finding(Severity.WARNING, field=f"f{i}") for i in range(9)))
    turned = told._replace(findings=told.findings[::-1])
    assert render([Named("orders", told)]) == render([Named("orders", turned)])
