"""The workflows of the estate: whole, and of the form that is published."""

from __future__ import annotations

import itertools
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from tests.estate.documents import CONTRACTS, name_of, read
from weighbridge_checks.commands.trees import FolderTree
from weighbridge_checks.commands.versions import declared
from weighbridge_checks.facts.estate.reading import read_estate
from weighbridge_checks.facts.formats import read as read_contract
from weighbridge_checks.facts.workflow import Workflow, workflow_in
from weighbridge_checks.verdicts import weigh
from weighbridge_checks.verdicts.workflow_review import look

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(CONTRACTS.glob("workflows/*/*.yaml"))
LADDER = {
    "inventory-disposition": ["1.0.0", "2.0.0"],
    "order": ["1.0.0", "2.0.0", "3.0.0"],
    "purchase-order": ["1.0.0", "2.0.0"],
    "return": ["1.0.0", "2.0.0"],
    "shipment": ["1.0.0", "2.0.0"],
}


def the_schema() -> Any:
    folder = files("weighbridge_checks.facts.estate")
    return json.loads(folder.joinpath("schemas/workflow.schema.json").read_text("utf-8"))


def the_workflow(path: Path) -> Workflow:
    return workflow_in(read(path))


def test_the_ladder_of_workflows_is_complete() -> None:
    found: dict[str, list[str]] = {}
    for path in FILES:
        found.setdefault(path.parent.name, []).append(path.stem)
    assert found == LADDER


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_workflow_file_has_the_published_form(path: Path) -> None:
    assert [e.message for e in Draft202012Validator(the_schema()).iter_errors(read(path))] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_workflow_lies_where_its_name_and_version_say(path: Path) -> None:
    workflow = the_workflow(path)
    assert (workflow.name, workflow.version) == (path.parent.name, path.stem)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_systems_and_owners_of_a_workflow_exist(path: Path) -> None:
    workflow = the_workflow(path)
    systems = {s["id"] for s in read(CONTRACTS / "systems.yaml")["systems"]}
    named = {p.system for p in workflow.parties}
    named |= {a for t in workflow.steps for a in t.actors}
    named |= {s.owner_system for s in workflow.states if s.owner_system}
    assert named <= systems
    teams = read(CONTRACTS / "teams.yaml")
    assert workflow.owners["technical"] in {t["id"] for t in teams["teams"]}
    assert workflow.owners["business"] in {r["id"] for r in teams["roles"]}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_whoever_sends_an_event_is_a_producer(path: Path) -> None:
    workflow = the_workflow(path)
    producers = {p.system for p in workflow.parties if p.role == "producer"}
    assert {a for t in workflow.steps for a in t.actors} == producers


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [(n, *pair) for n, versions in LADDER.items() for pair in itertools.pairwise(versions)],
)
def test_the_number_of_a_workflow_grows_by_what_its_change_owes(
    name: str, old: str, new: str
) -> None:
    was, now = (
        read_contract((CONTRACTS / "workflows" / name / f"{v}.yaml").read_bytes(), name=v)
        for v in (old, new)
    )
    assert declared(old, new) == weigh(was, now).required_bump


def test_the_workflows_make_sense_and_agree_with_apis_and_events() -> None:
    assert [str(r) for r in look(read_estate(FolderTree(CONTRACTS)))] == []
