"""How a run starts and ends, whatever it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.checks.commands.documents import api
from tests.checks.commands.running import COMMAND, environment, weighbridge
from weighbridge_checks import __version__
from weighbridge_checks.commands import catalog, cli, exits
from weighbridge_checks.commands.outcome import run

HEAVY = {
    "alembic", "fastapi", "git", "httpx", "jsonschema", "jsonschema_rs", "msgspec", "pact",
    "pydantic", "rich", "schemathesis", "sqlalchemy", "urllib.request", "uvicorn", "yaml",
}  # fmt: skip


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_one_line(option: str) -> None:
    ended = weighbridge(option)
    assert (ended.code, ended.out, ended.err) == (0, f"weighbridge {__version__}\n", "")


def test_the_version_is_told_before_anything_is_imported() -> None:
    assert loaded("--version") & {"click", "dataclasses", "re", "json", *HEAVY} == set()


@pytest.mark.parametrize("words", [("--help",), ("-h",), ()])
def test_help_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    assert loaded(*words) & HEAVY == set()


#: what Python takes a while to load, and a small document does not need
SLOW = {
    *HEAVY, "click", "dataclasses", "difflib", "email", "fractions", "importlib.resources",
    "inspect", "logging", "random", "socket", "subprocess", "tempfile", "textwrap", "uuid",
}  # fmt: skip


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_small_diff_loads_what_it_needs_and_no_more(form: str, tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(api("get /orders"))
    new.write_text(api("get /orders", "get /stock", fields={"id": "string", "note": "string"}))
    found = loaded("diff", str(old), str(new), "--format", form)
    assert found & SLOW == set()
    ours = {name.removeprefix("weighbridge_checks.") for name in found}
    assert ours & {"commands.cli", "facts.workflow", "verdicts.rules.workflows"} == set()


def test_a_witness_is_looked_for_by_a_validator_that_is_loaded_for_it(tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(api("post /orders", sends={"id": "string"}))
    new.write_text(api("post /orders", sends={"id": "integer"}))
    # the validator brings some of its own: `email`, `random` and `socket`
    found = loaded("diff", str(old), str(new)) & SLOW
    assert "jsonschema_rs" in found
    assert found <= {"jsonschema_rs", "email", "random", "socket"}


def test_yaml_is_loaded_for_yaml(tmp_path: Path) -> None:
    for name in ("old.yaml", "new.yaml"):
        (tmp_path / name).write_text("openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {}\n")
    found = loaded("diff", str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml"))
    assert found & SLOW == {"yaml"}


def test_lint_of_a_lone_document_loads_no_estate(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(api())
    found = loaded("lint", str(tmp_path / "api.json"))
    assert found & {"click", "dataclasses", "git", "http.client", "msgspec"} == set()
    ours = {name.removeprefix("weighbridge_checks.") for name in found}
    assert ours & {"facts.estate.reading", "verdicts.judge", "verdicts.ownership"} == set()


def test_who_asks_a_registry_loads_no_proofs() -> None:
    found = loaded("can-i-deploy", "a@1", "--to", "b", "--registry", "http://127.0.0.1:9")
    assert found & {"click", "jsonschema_rs", "msgspec", "yaml"} == set()
    assert "weighbridge_checks.verdicts.judge" not in found


def loaded(*words: str) -> set[str]:
    """The modules that a run has loaded when it ends."""
    program = (
        "import sys\n"
        "from weighbridge_checks.commands.start import ended\n"
        "ended(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        env=environment(),
        capture_output=True,
        check=True,
        text=True,
    )
    return set(done.stderr.splitlines()[-1].split())


def test_every_command_is_listed_and_has_help_that_begins_with_what_it_does() -> None:
    listed = weighbridge("--help").out
    for name in catalog.ADDRESSES:
        assert f"  {name} " in listed
        command = cli.cli.get_command(None, name)  # type: ignore[arg-type]  # it needs no context
        assert command is not None
        assert command.help


@pytest.mark.parametrize("name", sorted(catalog.ADDRESSES))
def test_a_command_takes_both_spellings_of_help(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for option in ("-h", "--help"):
        assert run([name, option]) == exits.PASSED
        assert capsys.readouterr().out.startswith(f"Usage: weighbridge {name}")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("dif",), "Did you mean 'diff'?", id="a command"),
        pytest.param(("diff", "--pasture", "strict"), "--posture", id="an option"),
        pytest.param(("diff", "a"), "Missing argument", id="too few"),
        pytest.param(("diff", "a", "b", "--mode", "sideways"), "backward", id="no such choice"),
        pytest.param(("explain", "nothing-of-the-sort-at-all"), "weighbridge rules", id="a rule"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_what_would_be_right(
    words: tuple[str, ...], told: str
) -> None:
    ended = weighbridge(*words)
    assert ended.code == exits.USAGE
    assert ended.out == ""
    assert told in ended.err


def test_no_command_is_wrong_use_and_shows_the_help() -> None:
    ended = weighbridge()
    assert ended.code == exits.USAGE
    assert "Weigh a change" in ended.err
    assert ended.out == ""


def faulty(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """Give the command line a command that can not be loaded."""
    monkeypatch.setitem(catalog.ADDRESSES, "faulty", (module, "A fault."))


def test_a_fault_of_ours_is_one_line_and_code_5(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty(monkeypatch, "exits:nothing_like_that")
    assert run(["faulty"]) == exits.OURS
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("error: internal error: AttributeError")
    assert "please report it" in said.err


@pytest.mark.parametrize("words", [["--debug", "faulty"], ["faulty", "--debug"]])
def test_the_traceback_is_shown_on_demand(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty(monkeypatch, "exits:nothing_like_that")
    assert run(words) == exits.OURS
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(api())
    (tmp_path / "new.json").write_text(api("get /"))
    process = subprocess.Popen(
        [*COMMAND, "diff", "old.json", "new.json"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=60) == exits.PIPE_CLOSED


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is needed")
@pytest.mark.parametrize("words", [("--version",), ("--help",), ("diff", "old.json", "new.json")])
def test_a_full_disk_is_told_in_one_line(words: tuple[str, ...], tmp_path: Path) -> None:
    for name in ("old.json", "new.json"):
        (tmp_path / name).write_text(api())
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, *words],
            cwd=tmp_path,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == exits.USAGE
    assert done.stderr.count(b"\n") == 1
    assert b"No space left" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_ctrl_c_ends_quietly(tmp_path: Path) -> None:
    (tmp_path / "new.json").write_text(api())
    # whatever starts the tests in the background ignores it, and so would what they start
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*COMMAND, "diff", "-", "new.json"],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    # more than a pipe holds: once it is taken, the program waits for the rest
    process.stdin.write(b"{" + b" " * 4_000_000)
    process.stdin.flush()
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.returncode == exits.INTERRUPTED
    assert process.stdout.read() == b""
    assert process.stderr.read().strip() == b""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_completion(shell: str) -> None:
    ended = weighbridge("completion", shell)
    assert ended.code == 0
    assert "_WEIGHBRIDGE_COMPLETE" in ended.out


def test_completion_knows_the_commands() -> None:
    asked = {
        "_WEIGHBRIDGE_COMPLETE": "bash_complete",
        "COMP_WORDS": "weighbridge d",
        "COMP_CWORD": "1",
    }
    ended = weighbridge(env=asked)
    assert {line.partition(",")[2] for line in ended.out.splitlines()} >= {"diff", "deploy"}


def test_completion_of_an_unknown_shell_is_wrong_use() -> None:
    ended = weighbridge("completion", env={"SHELL": "/bin/tcsh"})
    assert ended.code == exits.USAGE
    assert "tcsh" in ended.err


def test_the_doctor_names_what_is_there_and_what_is_not(tmp_path: Path) -> None:
    ended = weighbridge(
        "doctor", "--registry", "http://127.0.0.1:9", "--format", "json", cwd=tmp_path
    )
    assert ended.code == 0
    found = {item["name"]: item["status"] for item in ended.value["items"]}
    assert found["python"] == found["git"] == found["server"] == found["verify"] == "ok"
    assert found["registry"] == "missing"


def test_the_doctor_finds_a_configuration_that_no_command_could_use(tmp_path: Path) -> None:
    (tmp_path / "weighbridge.yaml").write_text("contract: api\n")
    ended = weighbridge("doctor", cwd=tmp_path)
    assert ended.code == exits.USAGE
    assert "weighbridge.yaml:1:1: unknown key 'contract'; did you mean 'contracts'?" in ended.out
