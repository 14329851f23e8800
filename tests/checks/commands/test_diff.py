"""`weighbridge diff`: what it says, where it says it, and how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from tests.checks.commands.documents import api
from tests.checks.commands.running import weighbridge
from weighbridge_checks.commands import exits
from weighbridge_checks.report.json import schema

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with documents that differ in one way each from `old.json`."""
    fields = {"id": "string", "note": "string"}
    for name, text in {
        "old": api(fields=fields, required=("id",)),
        "same": api(fields=fields, required=("id",)),
        "more": api("get /orders", "get /more", fields=fields, required=("id",)),
        "loose": api(fields={"id": "string"}, required=("id",)),
        "less": api(fields={"note": "string"}),
    }.items():
        (tmp_path / f"{name}.json").write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("new", "options", "code"),
    [
        pytest.param("same", (), 0, id="nothing changed"),
        pytest.param("more", (), 0, id="harmless"),
        pytest.param("more", ("--fail-on", "info"), 1, id="harmless, but asked for"),
        pytest.param("less", (), 1, id="a break"),
        pytest.param("less", ("--fail-on", "none"), 0, id="a break, but only told"),
        pytest.param("less", ("--fail-on", "warning"), 1, id="worse than asked"),
        pytest.param("loose", (), 0, id="a warning"),
        pytest.param("loose", ("--fail-on", "warning"), 1, id="a warning, asked for"),
    ],
)
def test_the_exit_code_tells_what_was_found(
    new: str, options: tuple[str, ...], code: int, here: Path
) -> None:
    assert weighbridge("diff", "old.json", f"{new}.json", *options, cwd=here).code == code


def test_the_mode_turns_the_question_around(here: Path) -> None:
    assert weighbridge("diff", "less.json", "old.json", cwd=here).code == 0
    assert weighbridge("diff", "less.json", "old.json", "--mode", "forward", cwd=here).code == 1
    assert weighbridge("diff", "less.json", "old.json", "--mode", "full", cwd=here).code == 1


def test_the_format_of_a_document_that_does_not_say_can_be_given(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text('{"x-kind": "anything"}')
    (tmp_path / "new.json").write_text('{"x-kind": "anything", "type": "string"}')
    assert weighbridge("diff", "old.json", "new.json", cwd=tmp_path).code == exits.UNREADABLE
    ended = weighbridge("diff", "old.json", "new.json", "--as", "json-schema", cwd=tmp_path)
    assert ended.code == exits.FOUND, ended.err


@pytest.mark.parametrize("posture", ["strict", "lenient"])
def test_the_posture_is_told_in_the_answer(posture: str, here: Path) -> None:
    ended = weighbridge(
        "diff", "old.json", "less.json", "--posture", posture, "--format", "json", cwd=here
    )
    assert ended.value["posture"] == posture


def test_json_is_as_published(here: Path) -> None:
    ended = weighbridge("diff", "old.json", "less.json", "--format", "json", cwd=here)
    assert ended.err == ""
    jsonschema.validate(ended.value, schema())
    assert ended.value["verdict"] == "breaking"


def test_one_run_fills_many_sinks(here: Path) -> None:
    ended = weighbridge(
        "diff", "old.json", "less.json",
        "--output", "json=a.json", "--output", "markdown=a.md",
        "--output", "github=a.txt", "--output", "text=b.txt",
        cwd=here,
    )  # fmt: skip
    assert ended.code == exits.FOUND
    assert json.loads((here / "a.json").read_text("utf-8"))["verdict"] == "breaking"
    assert (here / "a.md").read_text("utf-8").startswith("<!-- weighbridge -->")
    assert (here / "a.txt").read_text("utf-8").startswith("::error ")
    assert (here / "b.txt").read_text("utf-8") == ended.out


@pytest.mark.parametrize(
    "output",
    ["json", "json=", "xml=a.xml", "json=nowhere/a.json", "json=."],
)
def test_a_sink_that_can_not_be_is_told_before_any_work(output: str, here: Path) -> None:
    ended = weighbridge("diff", "gone.json", "gone.json", "--output", output, cwd=here)
    assert ended.code == exits.USAGE
    assert "--output" in ended.err


def test_two_sinks_can_not_be_one_file(here: Path) -> None:
    twice = ("--output", "json=a", "--output", "text=a")
    ended = weighbridge("diff", "old.json", "less.json", *twice, cwd=here)
    assert ended.code == exits.USAGE
    assert not (here / "a").exists()


@pytest.mark.parametrize(
    ("options", "env", "colored"),
    [
        pytest.param((), {}, False, id="no terminal"),
        pytest.param(("--color", "always"), {}, True, id="asked for"),
        pytest.param(("--color", "never"), {"FORCE_COLOR": "1"}, False, id="asked not to"),
        pytest.param((), {"FORCE_COLOR": "1", "NO_COLOR": ""}, True, id="forced"),
        pytest.param((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, id="both: none"),
        pytest.param(("--color", "always", "--format", "json"), {}, False, id="never in JSON"),
    ],
)
def test_colours(
    options: tuple[str, ...], env: dict[str, str], *, colored: bool, here: Path
) -> None:
    ended = weighbridge("diff", "old.json", "less.json", *options, cwd=here, env=env)
    assert ("\x1b[" in ended.out) is colored


def test_files_have_no_colours(here: Path) -> None:
    words = ("--color", "always", "--output", "text=a.txt")
    weighbridge("diff", "old.json", "less.json", *words, cwd=here)
    assert "\x1b[" not in (here / "a.txt").read_text("utf-8")


def test_verbose_tells_on_stderr_what_the_verdict_rests_on(here: Path) -> None:
    ended = weighbridge("diff", "old.json", "less.json", "--verbose", cwd=here)
    assert "operations 1" in ended.err
    assert "lenient posture" in ended.err


def test_the_settings_of_the_folder_hold_where_the_command_line_says_nothing(here: Path) -> None:
    (here / "weighbridge.yaml").write_text("fail_on: info\n")
    assert weighbridge("diff", "old.json", "more.json", cwd=here).code == exits.FOUND
    assert weighbridge("diff", "old.json", "more.json", "--fail-on", "error", cwd=here).code == 0


def test_a_document_that_carries_escape_codes_does_not_reach_the_terminal(here: Path) -> None:
    (here / "bad.json").write_text(api(title="\u001b]0;owned\u0007", version="\u001b[2J"))
    for shape in ("text", "markdown", "github", "json"):
        ended = weighbridge("diff", "old.json", "bad.json", "--format", shape, cwd=here)
        assert "\x1b" not in ended.out + ended.err


def test_a_name_that_is_no_text_can_be_shown(tmp_path: Path) -> None:
    name = b"or\xffder.json"
    (tmp_path / "old.json").write_text(api())
    ended = weighbridge("diff", "old.json", name.decode("utf-8", "surrogateescape"), cwd=tmp_path)
    assert ended.code == exits.UNREADABLE
    assert "\\udcff" in ended.err


@pytest.mark.parametrize(
    ("shape", "start"),
    [
        ("sarif", '{\n  "$schema"'),
        ("junit", "<?xml"),
        ("html", "<!doctype html>"),
        ("oasdiff-json", "["),
    ],
)
def test_lists_of_results_for_other_tools(shape: str, start: str, here: Path) -> None:
    ended = weighbridge("diff", "old.json", "less.json", "--format", shape, cwd=here)
    assert (ended.code, ended.err) == (1, "")
    assert ended.out.startswith(start)
    beside = weighbridge("diff", "old.json", "less.json", "--output", f"{shape}=out", cwd=here)
    assert beside.code == 1
    assert (here / "out").read_text() == ended.out


@pytest.mark.parametrize(
    ("today", "code"), [("2027-06-30", exits.FOUND), ("2027-07-01", exits.PASSED)]
)
def test_what_is_gone_after_its_sunset_breaks_nobody(today: str, code: int, tmp_path: Path) -> None:
    gone = {"deprecated": True, "x-sunset": "2027-06-30", "responses": {}}
    for name, paths in (("old", {"/a": {"get": gone}}), ("new", {})):
        document = {"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": paths}
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    run = weighbridge("diff", "old.json", "new.json", "--today", today, cwd=tmp_path)
    assert run.code == code
