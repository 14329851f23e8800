"""The action for other people's pull requests: its steps are run here as the runner would."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.checks.commands.documents import api
from tests.checks.commands.running import Repository, environment

TOP = Path(__file__).parents[3]
ACTION = yaml.safe_load((TOP / ".github/actions/check/action.yml").read_text("utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the action needs bash")

FULL = api("get /orders", "get /orders/open")
LESS = api("get /orders")
#: gh, as far as the action uses it: it notes what it was asked for, and answers from a file
GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$GH_LOG"
case "$*" in *PATCH* | *POST*) exit "${GH_WRITES:-0}" ;; esac
cat "$GH_COMMENTS"
"""


def test_no_script_holds_an_expression_that_a_stranger_could_fill() -> None:
    for step in STEPS.values():
        assert "${{" not in step["run"], step["name"]


def test_every_input_and_output_says_what_it_is() -> None:
    assert all(i["description"] for i in (ACTION["inputs"] | ACTION["outputs"]).values())
    assert {"verdict", "errors", "required_bump", "json_path"} <= set(ACTION["outputs"])


def test_our_own_workflow_runs_it_on_our_contracts_with_as_few_rights_as_it_needs() -> None:
    text = (TOP / ".github/workflows/ci.yml").read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert "pull_request_target" not in text
    assert workflow["permissions"] == {"contents": "read"}
    uses = [
        s
        for s in workflow["jobs"]["contracts"]["steps"]
        if s.get("uses", "").endswith("/actions/check")
    ]
    assert uses[0]["with"]["paths"].split() == [
        "contracts",
        "registry/weighbridge_registry/api/openapi.json",
    ]


class Runner:
    """The runner's side: the files in which steps leave what later steps need."""

    def __init__(self, folder: Path, repository: Repository) -> None:
        self.repository = repository
        self.folder = folder
        self.output = folder / "output"
        self.summary = folder / "summary"
        self.log = folder / "gh.log"
        programs = folder / "bin"
        programs.mkdir(parents=True)
        (programs / "gh").write_text(GH)
        (programs / "gh").chmod(0o755)
        command = programs / "weighbridge"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m weighbridge_checks "$@"\n')
        command.chmod(0o755)
        (programs / "python").symlink_to(sys.executable)
        for file in (self.output, self.summary, self.log, folder / "comments"):
            file.write_text("")
        self.env = environment(
            RUNNER_TEMP=str(folder),
            GITHUB_OUTPUT=str(self.output),
            GITHUB_STEP_SUMMARY=str(self.summary),
            WEIGHBRIDGE_BIN=str(programs),
            GH_LOG=str(self.log),
            GH_COMMENTS=str(folder / "comments"),
            PATH=f"{programs}{os.pathsep}{os.environ['PATH']}",
        )

    def run(self, name: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run the script of one step."""
        return subprocess.run(
            [
                str(shutil.which("bash")),
                "--noprofile",
                "--norc",
                "-e",
                "-o",
                "pipefail",
                "-c",
                STEPS[name]["run"],
            ],
            cwd=self.repository.folder,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def outputs(self) -> dict[str, str]:
        """What the steps have said so far."""
        lines = self.output.read_text("utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def check(self, against: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run the check itself."""
        given = {"AGAINST": against, "PATHS": "", "FAIL_ON": "", **env}
        return self.run("Check the contracts", **given)

    def comment(self, **env: str) -> list[str]:
        """Run the step that comments; the calls of gh that it made."""
        found = self.outputs
        done = self.run(
            "Comment on the pull request",
            REPOSITORY="harbor/pike",
            NUMBER="7",
            COMMENT=found["comment"],
            VERDICT=found["verdict"],
            **env,
        )
        assert done.returncode == 0, done.stderr
        return [line for line in self.log.read_text("utf-8").splitlines() if "--method" in line]


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner beside a repository whose contract was changed for the worse."""
    repository = Repository.at(tmp_path / "repository", {"contracts/openapi.json": FULL})
    repository.write({"contracts/openapi.json": LESS})
    return Runner(tmp_path / "runner", repository)


def test_a_break_is_annotated_summed_up_and_handed_on(runner: Runner) -> None:
    done = runner.check("HEAD")
    assert done.returncode == 0, done.stderr
    assert "::error title=operation-removed,file=contracts/openapi.json" in done.stdout
    outputs = runner.outputs
    assert (outputs["verdict"], outputs["errors"], outputs["required_bump"]) == (
        "breaking",
        "1",
        "major",
    )
    assert outputs["code"] == "1"
    assert json.loads(Path(outputs["json_path"]).read_text("utf-8"))["passed"] is False
    assert runner.summary.read_text("utf-8").startswith("<!-- weighbridge -->")
    assert runner.run("Tell how it ended", CODE=outputs["code"]).returncode == 1


def test_paths_and_severity_are_passed_on(runner: Runner) -> None:
    runner.repository.write({"other/openapi.json": FULL})
    runner.repository.commit()
    runner.repository.write(
        {"other/openapi.json": api("get /orders", "get /orders/open", "get /x")}
    )
    assert runner.check("HEAD", PATHS="other contracts", FAIL_ON="info").returncode == 0
    assert runner.outputs["code"] == "1"
    assert runner.outputs["verdict"] == "compatible"


def test_a_contract_that_can_not_be_read_has_no_verdict(runner: Runner) -> None:
    runner.repository.write({"contracts/openapi.json": "{"})
    runner.check("HEAD")
    assert (runner.outputs["verdict"], runner.outputs["code"]) == ("", "3")


def test_a_wish_that_can_not_be_is_told_in_the_summary(runner: Runner) -> None:
    done = runner.check("HEAD", PATHS="nowhere")
    assert "there is no 'nowhere'" in done.stderr
    assert runner.outputs["code"] == "2"
    assert "there is no 'nowhere'" in runner.summary.read_text("utf-8")


def test_a_comment_is_made_once_and_then_kept_up_to_date(runner: Runner) -> None:
    runner.check("HEAD")
    (made,) = runner.comment()
    assert "--method POST repos/harbor/pike/issues/7/comments" in made
    (runner.folder / "comments").write_text("4711\n")
    runner.log.write_text("")
    (kept,) = runner.comment()
    assert "--method PATCH repos/harbor/pike/issues/comments/4711" in kept


def test_where_all_is_well_nobody_is_called(runner: Runner) -> None:
    runner.repository.write({"contracts/openapi.json": FULL})
    runner.check("HEAD")
    assert runner.outputs["verdict"] == "identical"
    assert runner.comment() == []
    (runner.folder / "comments").write_text("4711\n")
    assert len(runner.comment()) == 1


def test_a_token_that_may_only_read_leaves_the_summary(runner: Runner) -> None:
    runner.check("HEAD")
    assert len(runner.comment(GH_WRITES="1")) == 1


def commits(repository: Repository) -> dict[str, Any]:
    """A branch and its merge, as a pull request is checked out."""
    repo = repository.repo
    base = repo.head.commit.hexsha
    repo.git.switch("--create", "topic")
    repository.commit()
    head = repo.head.commit.hexsha
    repo.git.switch("main")
    repository.write({"README.md": "meanwhile\n"})
    repository.commit()
    main = repo.head.commit.hexsha
    repo.git.merge("--no-ff", "--quiet", "topic")
    return {"base": base, "head": head, "main": main}


def test_a_merge_is_compared_with_what_it_goes_into(runner: Runner) -> None:
    made = commits(runner.repository)
    done = runner.run("Find what to compare with", AGAINST="", BASE_SHA=made["base"], BEFORE_SHA="")
    assert done.returncode == 0, done.stderr
    assert runner.outputs["against"] == made["main"]


def test_a_shallow_clone_fetches_the_one_commit_that_it_needs(
    runner: Runner, tmp_path: Path
) -> None:
    made = commits(runner.repository)
    origin = runner.repository
    origin.repo.git.config("uploadpack.allowAnySHA1InWant", "true")
    origin.repo.git.clone(
        "--quiet", "--depth=1", f"file://{origin.folder}", str(tmp_path / "clone")
    )
    runner.repository = Repository(tmp_path / "clone")
    done = runner.run("Find what to compare with", AGAINST="", BASE_SHA=made["base"], BEFORE_SHA="")
    assert done.returncode == 0, done.stderr
    assert runner.outputs["against"] == made["main"]
    assert runner.check(runner.outputs["against"]).returncode == 0
    assert runner.outputs["verdict"] == "breaking"


@pytest.mark.parametrize(
    ("against", "before", "found"),
    [
        pytest.param("registry:production", "", "registry:production", id="a registry"),
        pytest.param("HEAD", "", "HEAD", id="named"),
        pytest.param("", "0" * 40, None, id="a branch that is new"),
        pytest.param("", "", None, id="nothing known"),
    ],
)
def test_what_else_there_is_to_compare_with(
    against: str, before: str, found: str | None, runner: Runner
) -> None:
    done = runner.run("Find what to compare with", AGAINST=against, BASE_SHA="", BEFORE_SHA=before)
    if found is None:
        assert done.returncode == 2
        assert "set the input 'against'" in done.stdout
    else:
        assert runner.outputs["against"] == found
