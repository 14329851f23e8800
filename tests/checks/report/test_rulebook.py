from __future__ import annotations

from pathlib import Path

from weighbridge_checks.report import rulebook
from weighbridge_checks.verdicts.rules import RULES

COMMITTED = Path(__file__).parents[3] / "RULES.md"


def test_the_committed_rule_book_is_what_the_rules_say() -> None:
    assert COMMITTED.read_text("utf-8") == rulebook.render(RULES.values()), "run: make rules"


def test_every_rule_has_its_page_under_its_name() -> None:
    book = rulebook.render(RULES.values())
    for rule in RULES.values():
        assert f"\n## {rule.id}\n\n{rule.summary}" in book
    assert book.count("```") % 2 == 0
