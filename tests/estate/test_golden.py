"""Every proposal comes to what its `expected.json` says: exactly, by the command line."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from openapi_spec_validator import validate

from tests.estate.documents import read
from tests.estate.golden import BUMPS, CASES, KEYS, WORDS, Ran, expected_of, outcome, run
from weighbridge_checks.commands import exits

if TYPE_CHECKING:
    from pathlib import Path

IDS = re.compile(r"gc-[0-9]{2}(-[a-z0-9]+)+")
#: the API documents of the cases that are about documents which can be read
DOCUMENTS = sorted(
    path
    for case in CASES
    for path in case.glob("*.yaml")
    if expected_of(case)["exit"] != exits.UNREADABLE
    and path.read_text("utf-8").startswith(("openapi: 3", 'swagger: "2'))
)
each_case = pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)


@each_case
def test_a_case_says_all_that_is_compared(case: Path) -> None:
    expected = expected_of(case)
    assert expected.keys() - {"says"} == KEYS
    assert expected["title"]
    assert expected["why"].endswith(".")
    assert expected["runs"]
    assert all(argv and all(isinstance(word, str) for word in argv) for argv in expected["runs"])
    assert expected["verdict"] in (*WORDS, None)
    assert expected["required_bump"] in (*BUMPS, None)
    assert expected["rules"].keys() == {"error", "warning"}
    assert all(rules == sorted(set(rules)) for rules in expected["rules"].values())
    assert expected["consumers"] == sorted(set(expected["consumers"]))


@each_case
def test_a_golden_case_lies_where_its_number_says(case: Path) -> None:
    number = expected_of(case)["case"]
    if case.name.startswith("gc-"):
        assert IDS.fullmatch(case.name)
        assert number == case.name[:5].upper()
    else:
        assert number == case.name


def test_no_two_cases_are_one() -> None:
    titles = [expected_of(case)["title"] for case in CASES]
    assert sorted(set(titles)) == sorted(titles)


@each_case
def test_a_case_comes_to_what_it_expects(case: Path) -> None:
    expected = expected_of(case)
    ran = [run(argv, case) for argv in expected["runs"]]
    said = {key: expected[key] for key in ("exit", "verdict", "required_bump", "rules")}
    found = outcome(ran)
    told = "\n".join(one.err for one in ran)
    assert found == {**said, "consumers": expected["consumers"]}, told
    for words in expected.get("says", ()):
        assert words in told


def test_the_worst_of_several_runs_counts() -> None:
    def answer(verdict: str, bump: str | None, rule: str, severity: str) -> str:
        finding = {"rule": rule, "severity": severity, "consumers": [{"name": rule[0]}]}
        return json.dumps({"verdict": verdict, "required_bump": bump, "findings": [finding]})

    ran = [
        Ran(code=0, out=answer("compatible", "minor", "b-added", "info"), err=""),
        Ran(code=1, out=answer("breaking", "major", "a-gone", "error"), err=""),
        Ran(code=1, out=answer("findings", None, "TERM001", "warning"), err=""),
    ]
    assert outcome(ran) == {
        "exit": 1,
        "verdict": "breaking",
        "required_bump": "major",
        "rules": {"error": ["a-gone"], "warning": ["TERM001"]},
        "consumers": ["T", "a", "b"],
    }


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_document_of_a_case_is_valid_but_where_that_is_the_case(path: Path) -> None:
    validate(read(path))
