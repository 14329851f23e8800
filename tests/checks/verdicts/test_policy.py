"""A policy says what refuses a change, and can not change what is known of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.checks.report.verdicts import NEW, OLD, finding, real, verdict
from weighbridge_checks.facts import read
from weighbridge_checks.report import Named, github, markdown, tally, text
from weighbridge_checks.report.json import as_value
from weighbridge_checks.verdicts import Bump, Mode, Severity, Word, weigh
from weighbridge_checks.verdicts.finding import Evidence, Result
from weighbridge_checks.verdicts.policy import Level, Own, Policy, applied

if TYPE_CHECKING:
    from weighbridge_checks.verdicts import Verdict

NARROWED = "request-length-narrowed"
REQUIRED = "request-required-property-added"
REMOVED = "response-property-removed"
ADDED = "operation-added"


def settled(verdict: Verdict, **levels: str) -> Verdict:
    rules = {name.replace("_", "-"): Level(level) for name, level in levels.items()}
    return applied(Own(rules=rules), verdict)


def severities(verdict: Verdict) -> dict[str, str]:
    return {f.rule: str(f.severity) for f in verdict.findings}


def test_without_a_policy_the_law_speaks() -> None:
    assert applied(Policy().of("orders"), real()) == real()


@pytest.mark.parametrize("level", ["error", "warning", "info"])
@pytest.mark.parametrize("rule", [NARROWED, REMOVED, ADDED])
def test_a_rule_counts_as_much_as_is_settled(rule: str, level: str) -> None:
    before, after = real(), settled(real(), **{rule: level})
    assert severities(after) == severities(before) | {rule: level}
    told = [f for f in as_value(after)["findings"] if f["rule"] == rule]
    assert {f["derived_severity"] for f in told} == {severities(before)[rule]}
    by = "law" if level == severities(before)[rule] else "policy"
    assert {f["severity_by"] for f in told} == {by}
    weights = [f.severity.weight for f in after.findings]
    assert weights == sorted(weights, reverse=True)


def test_what_is_off_is_not_shown_and_is_counted() -> None:
    after = settled(real(), **{NARROWED: "off"})
    assert NARROWED not in severities(after)
    assert after.stats["off"] == after.stats["by_policy"] == 1
    assert after.word is Word.BREAKING
    assert "1 finding set by policy, of which 1 not shown (1 breaking)" in text.render(after)


def test_neither_lowered_nor_hidden_does_a_break_become_safe() -> None:
    for level in ("warning", "info", "off"):
        after = settled(real(), **{NARROWED: level, REQUIRED: level, REMOVED: "off"})
        assert after.word is Word.RISKY
        assert after.required_bump is Bump.MAJOR
        assert not after.standing(Severity.ERROR)


def test_what_the_law_allows_is_never_called_breaking() -> None:
    old, new = (read(t.encode(), name="a.yaml") for t in (OLD, OLD.replace("40}", "50}")))
    after = settled(weigh(old, new), **{"request-length-widened": "error"})
    assert severities(after) == {"request-length-widened": "error"}
    assert after.word is Word.RISKY
    assert after.required_bump is Bump.MINOR


def test_a_doubt_that_is_hidden_is_told() -> None:
    doubt = finding(Severity.WARNING, evidence=Evidence(result=Result.UNDECIDED, error="why"))
    after = settled(verdict(doubt), **{NARROWED: "off"})
    assert after.findings == ()
    assert after.word is Word.RISKY
    words = "1 finding set by policy, of which 1 not shown (1 undecided)"
    assert words in text.render(after)
    assert "1 undecided" in markdown.render([Named("orders", after)])


def test_a_subject_has_its_own_word_over_the_common_one() -> None:
    policy = Policy(
        rules={NARROWED: Level.INFO, REMOVED: Level.ERROR},
        subjects={"orders": Own(rules={NARROWED: Level.OFF}, mode=Mode.FULL)},
    )
    assert policy.of("orders").rules == {NARROWED: Level.OFF, REMOVED: Level.ERROR}
    assert policy.of("orders").mode is Mode.FULL
    assert policy.of("inventory").rules == policy.rules
    assert policy.of(None).mode is None


def test_every_surface_says_what_a_policy_did() -> None:
    after = settled(real(), **{NARROWED: "warning", ADDED: "off"})
    words = "2 findings set by policy, of which 1 not shown"
    assert words in text.render(after)
    assert "warning by policy; by the law it is an error" in text.render(after)
    assert "2 findings set by policy" in markdown.render([Named("orders", after)])
    assert "by the law it is an error" in github.render([Named("orders", after)])
    assert tally(after).errors == 1
    assert json.loads(json.dumps(as_value(after)))["stats"]["off"] == 1


def test_the_two_documents_of_the_example_differ() -> None:
    assert OLD != NEW
