"""A proposal on a branch: the check weighs it, names whom it hits, and minds its number."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.checks.commands.running import Repository
from tests.estate.documents import CONTRACTS, read
from tests.estate.golden import Ran, expected_of, outcome

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("case", "objections"),
    [
        pytest.param("gc-01-products-gain-an-optional-field", set(), id="honest"),
        pytest.param(
            "gc-02-products-lose-the-net-weight", {"version-bump-too-small"}, id="seen by its use"
        ),
        pytest.param(
            "gc-38-finance-references-call-a-break-minor", {"version-bump-too-small"}, id="an API"
        ),
        pytest.param("shipment-events-drop-carrier", {"version-bump-too-small"}, id="events"),
    ],
)
def test_a_pull_request_with_a_proposal(case: str, objections: set[str], tmp_path: Path) -> None:
    repository = Repository.at(tmp_path)
    folder = CONTRACTS / "proposals" / case
    contract = read(folder / "contract.yaml")
    kept = next(CONTRACTS.glob(f"*/{contract['id']}"))
    for part in (kept, CONTRACTS / "consumers"):
        shutil.copytree(part, tmp_path / "contracts" / part.relative_to(CONTRACTS))
    shutil.copy(CONTRACTS / "estate.yaml", tmp_path / "contracts")
    repository.commit("the estate as it is published")
    place = f"contracts/proposals/{case}"
    shutil.copytree(folder, tmp_path / place)
    ended = repository.check(place, "--format", "json")
    (report,) = ended.value["reports"]
    expected = expected_of(folder)
    assert {each["rule"] for each in report["objections"]} == objections
    assert report["old_version"] == contract["changelog"]["from"]
    assert report["declared_bump"] == contract["changelog"]["bump"]
    assert ended.code == expected["exit"]
    found = outcome([Ran(code=ended.code, out=ended.out, err=ended.err)])
    for key in ("verdict", "required_bump", "consumers"):
        assert found[key] == expected[key]
    assert set(found["rules"]["error"]) == set(expected["rules"]["error"]) | objections
