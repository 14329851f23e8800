from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from weighbridge_checks.verdicts.rules.every import RULES
from weighbridge_web.prose import Example, Line, Paragraph, blocks

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.rule import Rule

PAGE = """\
A thing is gone.

Whoever used `it` finds
nothing there.

      a:
    -   b: 1

    +   c: 2

Instead, wait."""


def test_a_page_comes_apart_into_prose_and_its_diff() -> None:
    first, diff, last = blocks(PAGE)
    assert first == Paragraph(runs=("Whoever used ", "it", " finds nothing there."))
    assert isinstance(diff, Example)
    assert diff.lines == (
        Line(sign=" ", text="a:"),
        Line(sign="-", text="  b: 1"),
        Line(sign=" ", text=""),
        Line(sign="+", text="  c: 2"),
    )
    assert [line.fate for line in diff.lines] == ["kept", "removed", "kept", "added"]
    assert last == Paragraph(runs=("Instead, wait.",))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_diff_on_a_rules_page_is_the_one_that_the_rule_is_tested_by(rule: Rule) -> None:
    diffs = [block for block in blocks(rule.page) if isinstance(block, Example)]
    assert len(diffs) == any(rule.example)
    lines = [line for diff in diffs for line in diff.lines]
    before = [line.text for line in lines if line.sign != "+"]
    after = [line.text for line in lines if line.sign != "-"]
    assert ["\n".join(before).strip(), "\n".join(after).strip()] == [
        "\n".join(line.rstrip() for line in text.splitlines()).strip() for text in rule.example
    ]
