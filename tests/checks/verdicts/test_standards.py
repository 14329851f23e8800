"""Every standard has a page, and of its examples the bad one is told, at the marked line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from weighbridge_checks.commands.linting import Looked, looked_at
from weighbridge_checks.verdicts.demands import OF_CHANGES, STANDARDS
from weighbridge_checks.verdicts.objections import PAGES
from weighbridge_checks.verdicts.rules.every import RULES
from weighbridge_checks.verdicts.standards import ALIASES, LINTED, called
from weighbridge_checks.verdicts.standards.judging import Bench, judged

if TYPE_CHECKING:
    from pathlib import Path

    from weighbridge_checks.commands.trees import Document
    from weighbridge_checks.verdicts.remark import Remark
    from weighbridge_checks.verdicts.standard import Standard

FILE = "# file: "
MARK = "# here"
KINDS = re.compile(r"^(openapi|asyncapi)\b", re.MULTILINE)
#: where a contract lies in an estate of one
PLACE = "apis/one/1.0.0"

each = pytest.mark.parametrize("one", LINTED.values(), ids=LINTED)


def files_of(block: str) -> dict[str, str]:
    """The files of an example: named ones, or a single document."""
    if not block.startswith(FILE):
        found = KINDS.search(block)
        name = f"{found[1]}.yaml" if found else "schema.json"
        return {name: block}
    files: dict[str, str] = {}
    for part in block.split(FILE)[1:]:
        name, _, text = part.partition("\n")
        own = name in {"contract.yaml", "openapi.yaml", "asyncapi.yaml"}
        files[f"{PLACE}/{name}" if own else name] = text
    return {"estate.yaml": "name: an estate\n", **files}


def looked(block: str, folder: Path) -> tuple[Looked, dict[str, str]]:
    files = files_of(block)
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        bare = text.replace(f"  {MARK}", "") if name.endswith(".json") else text
        file.write_text(bare, encoding="utf-8")
    (folder / ".git").mkdir(exist_ok=True)
    found = looked_at([str(folder)], stdin=_no_stdin, root=None, hosts=(), compared=True)
    assert not found.unread
    return found, files


def _no_stdin() -> Document:
    raise AssertionError("nobody asked for the standard input")


def remarks_on(block: str, folder: Path, rule: str) -> tuple[tuple[Remark, ...], dict[str, str]]:
    found, files = looked(block, folder)
    asked = None if rule.startswith("IGN") else frozenset({rule})
    bench = Bench(standards=LINTED, chosen=asked, known=frozenset(LINTED))
    remarks = judged(found.cases, bench, whole=found.whole(), chosen=found.chosen)
    return tuple(r for r in remarks if r.rule == rule), files


@each
def test_a_page_says_what_is_demanded_and_why_and_what_to_do_instead(one: Standard) -> None:
    assert one.summary.endswith(".")
    assert len(one.summary) < 100
    assert one.page.count("\n\n") > 4
    assert "\nInstead, " in one.page
    assert one.source
    assert one.bad
    assert one.good
    assert one.bad.count(MARK) == 1
    assert MARK not in one.good


@each
def test_the_bad_example_is_told_at_the_marked_line(one: Standard, tmp_path: Path) -> None:
    remarks, files = remarks_on(one.bad, tmp_path, one.id)
    assert len(remarks) == 1, [r.message for r in remarks]
    source = remarks[0].source
    marked = [
        (name, number)
        for name, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if MARK in line
    ]
    assert len(marked) == 1
    name, line = marked[0]
    if one.id == "DEP006":  # it is told at the contract, with the consumer named
        assert remarks[0].consumers[0].name == "storefront"
        return
    assert (source.file.endswith(name), source.line) == (True, line), source


@each
def test_the_good_example_is_not_told(one: Standard, tmp_path: Path) -> None:
    remarks, _ = remarks_on(one.good, tmp_path, one.id)
    assert [r.message for r in remarks] == []


def test_no_two_standards_share_a_name() -> None:
    names = [n.lower() for s in LINTED.values() for n in (s.id, s.slug, *s.also)]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("name", ALIASES)
def test_a_name_of_another_linter_leads_to_a_standard(name: str) -> None:
    one = called(name, LINTED.values())
    assert one is not None
    assert one.id == ALIASES[name]


@pytest.mark.parametrize(
    "name", ["SEC003", "sec003", "schemes-are-strong", "schemes_are_strong", "IDM001", "IDEM001"]
)
def test_a_standard_is_known_by_id_and_by_readable_name(name: str) -> None:
    assert called(name, LINTED.values()) is not None


#: the catalogue of demands that people know by these ids, wherever they are asked now
CATALOGUE = {
    "OWN": 4,
    "STR": 8,
    "SEC": 7,
    "THR": 4,
    "ERR": 4,
    "VER": 5,
    "DEP": 6,
    "IDM": 3,
    "COR": 2,
    "PAG": 3,
    "NAM": 4,
    "EVT": 6,
    "FLO": 1,
}


@pytest.mark.parametrize(
    "id_", [f"{family}{n:03}" for family, most in CATALOGUE.items() for n in range(1, most + 1)]
)
def test_every_id_of_the_catalogue_leads_to_a_page(id_: str) -> None:
    assert called(id_, STANDARDS.values()) is not None or OF_CHANGES[id_] in {*RULES, *PAGES}
