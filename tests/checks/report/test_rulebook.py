from __future__ import annotations

from pathlib import Path

from weighbridge_checks.report import rulebook
from weighbridge_checks.verdicts.demands import STANDARDS
from weighbridge_checks.verdicts.rules.every import RULES

COMMITTED = Path(__file__).parents[3] / "RULES.md"


def test_the_committed_rule_book_is_what_the_rules_say() -> None:
    assert COMMITTED.read_text("utf-8") == rulebook.render(RULES.values(), STANDARDS.values()), (
        "run: make rules"
    )


def test_every_rule_has_its_page_under_its_name() -> None:
    book = rulebook.render(RULES.values())
    for rule in RULES.values():
        assert f"\n## {rule.id}\n\n{rule.summary}" in book
    assert book.count("```") % 2 == 0


def test_every_standard_has_its_page_with_both_examples() -> None:
    book = rulebook.render((), STANDARDS.values())
    for one in STANDARDS.values():
        assert f"\n## {one.id}\n" in book
        assert one.summary in book
    assert book.count("```") % 2 == 0
    assert book.count("\nBad:\n") == book.count("\nGood:\n")
