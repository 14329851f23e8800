"""The estate as it stands is what its house demands: nothing is found, nothing leads nowhere."""

from __future__ import annotations

import json

from tests.estate.documents import CONTRACTS
from tests.estate.golden import run
from weighbridge_checks.commands.trees import FolderTree
from weighbridge_checks.facts.estate.reading import read_estate


def test_the_estate_is_read_without_trouble_and_as_a_whole() -> None:
    estate = read_estate(FolderTree(CONTRACTS, prefix="contracts"))
    assert estate.troubles == ()
    assert estate.unread == ()


def test_lint_finds_nothing_and_every_exception_to_a_rule_has_its_reason() -> None:
    ran = run(["lint", ".", "--fail-on", "warning"], CONTRACTS)
    assert ran.code == 0, ran.out
    findings = json.loads(ran.out)["findings"]
    assert {each["rule"] for each in findings if each["severity"] != "info"} <= {
        *("NAM003", "IDEM004", "IDM003", "TERM002", "EVT002"),
    }
    assert all(each["ignored"] for each in findings if each["severity"] != "info")
