"""Workflow files are found by `check` beside other contracts, by their names and versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.checks.commands.running import Repository
from tests.checks.workflows import a_text, a_workflow

if TYPE_CHECKING:
    from pathlib import Path

PACK, SHIP = "created > packed on order.packed", "packed > shipped on order.shipped"


def order(*steps: str, version: str = "1.0.0", **more: Any) -> str:
    document = a_workflow(*(steps or (PACK, SHIP)), terminal=["shipped"], **more)
    return a_text(document | {"version": version})


def test_a_new_version_beside_the_old_one_is_weighed_against_it(tmp_path: Path) -> None:
    repo = Repository.at(tmp_path, {"contracts/workflows/order/1.0.0.yaml": order()})
    longer = order(PACK, SHIP, "created > held on order.held", version="1.1.0")
    repo.write({"contracts/workflows/order/1.1.0.yaml": longer})
    said = repo.check("--format", "json")
    (report,) = said.value["reports"]
    assert (said.code, said.value["verdict"]) == (1, "breaking")
    assert (report["step"], report["subject"], report["old_version"]) == ("next", "order", "1.0.0")
    assert [o["rule"] for o in report["objections"]] == ["version-bump-too-small"]
    assert {f["rule"] for f in report["diff"]["findings"]} == {"workflow-state-added"}


def test_a_published_workflow_may_not_be_edited(tmp_path: Path) -> None:
    repo = Repository.at(tmp_path, {"contracts/workflows/order/1.0.0.yaml": order()})
    repo.write({"contracts/workflows/order/1.0.0.yaml": order(PACK)})
    (report,) = repo.check("--format", "json").value["reports"]
    assert report["objections"][0]["rule"] == "published-version-edited"
    assert report["objections"][0]["source"]["line"] == 2


def test_a_draft_is_weighed_in_its_place(tmp_path: Path) -> None:
    path = "contracts/workflows/order/1.0.0.yaml"
    repo = Repository.at(tmp_path, {path: order(status="draft")})
    repo.write({path: order(PACK, status="draft")})
    (report,) = repo.check("--format", "json").value["reports"]
    assert (report["step"], report["objections"]) == ("first", [])


def test_a_workflow_in_any_other_place_is_weighed_against_itself(tmp_path: Path) -> None:
    repo = Repository.at(tmp_path, {"contracts/order.yaml": order()})
    repo.write({"contracts/order.yaml": order(PACK, SHIP, "created > shipped on order.shipped")})
    (report,) = repo.check("--format", "json").value["reports"]
    assert report["step"] == "edited"
    assert report["diff"]["verdict"] == "risky"


def test_a_proposed_version_of_a_workflow_is_weighed_where_a_path_leads_to_it(
    tmp_path: Path,
) -> None:
    repo = Repository.at(tmp_path, {"contracts/workflows/order/1.0.0.yaml": order()})
    wish = order(PACK, version="1.1.0", status="proposed")
    repo.write({"contracts/proposals/shorter/order.yaml": wish})
    assert repo.check().out.startswith("no contract differs")
    said = repo.check("contracts/proposals/shorter", "--format", "json")
    (report,) = said.value["reports"]
    assert (report["subject"], report["old_version"]) == ("order", "1.0.0")


def test_a_workflow_that_is_gone_is_told_with_what_is_lost(tmp_path: Path) -> None:
    repo = Repository.at(tmp_path, {"contracts/workflows/order/1.0.0.yaml": order()})
    repo.remove("contracts/workflows/order/1.0.0.yaml")
    (report,) = repo.check("--format", "json").value["reports"]
    assert report["objections"][0]["message"] == "order is gone, and with it 3 states"


def test_a_workflow_that_can_not_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    path = "contracts/workflows/order/1.0.0.yaml"
    repo = Repository.at(tmp_path, {path: order()})
    repo.write({path: order().replace("terminal:", "terminals:")})
    said = repo.check()
    assert said.code == 3
    assert "unknown key 'terminals'; did you mean 'terminal'?" in said.err
