"""`weighbridge workflow` as a person calls it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.checks.commands.running import weighbridge
from tests.checks.workflows import a_text, a_workflow

if TYPE_CHECKING:
    from pathlib import Path

PACK, SHIP = "created > packed on order.packed", "packed > shipped on order.shipped"
CANCEL = "created > cancelled on order.cancelled"


def order(*steps: str, **more: Any) -> str:
    said = {"terminal": ["shipped", "cancelled"], **more}
    states = ["created", "packed", "shipped", "cancelled"]
    return a_text(a_workflow(*(steps or (PACK, SHIP, CANCEL)), states=states, **said))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two versions, of which the second has lost a step."""
    (tmp_path / "old.yaml").write_text(order())
    (tmp_path / "new.yaml").write_text(order(PACK, SHIP))
    return tmp_path


def test_a_step_that_is_gone_is_a_warning_until_a_recording_tells(folder: Path) -> None:
    said = weighbridge("workflow", "diff", "old.yaml", "new.yaml", cwd=folder)
    assert said.code == 0
    assert "no recording tells whether it is used" in said.out
    lines = [{"entity": "1", "event": e} for e in ("order.created", "order.cancelled")]
    (folder / "log.ndjson").write_text("".join(f"{json.dumps(x)}\n" for x in lines))
    said = weighbridge(
        *("workflow", "diff", "old.yaml", "new.yaml", "--replay", "log.ndjson"),
        *("--format", "json"),
        cwd=folder,
    )
    (finding,) = said.value["findings"]
    assert (said.code, finding["severity"]) == (1, "error")
    assert finding["message"].endswith("is gone: 1 recorded order used it")
    assert said.value["stats"]["entities"] == 1


def test_a_trace_is_laid_out_event_by_event(folder: Path) -> None:
    said = weighbridge("workflow", "diff", "new.yaml", "old.yaml", cwd=folder)
    assert "order.created    created  created\n" in said.out
    assert "order.cancelled  refused  cancelled\n" in said.out


@pytest.mark.parametrize("shape", ["text", "json", "markdown", "github", "sarif", "junit", "html"])
def test_a_change_of_a_workflow_is_told_in_every_form(folder: Path, shape: str) -> None:
    said = weighbridge("diff", "new.yaml", "old.yaml", "--format", shape, cwd=folder)
    assert "workflow-transition-added" in said.out
    assert "'created' → 'cancelled' on 'order.cancelled'" in said.out.replace(
        "\\u2192", "→"
    ).replace("&#x27;", "'").replace("\\", "")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "log.ndjson:1:"),
        ("[]", "log.ndjson:1:1: a line is a JSON object for one event"),
        ('{"event": "a"}', "log.ndjson:1:1: 'entity' is missing"),
        ('{"entity": "a", "event": "b", "data": 3}', "log.ndjson:1:1: 'data' is a mapping"),
        ("", "log.ndjson:1:1: is empty"),
    ],
)
def test_a_recording_that_is_none_is_told_with_its_line(
    folder: Path, line: str, reason: str
) -> None:
    (folder / "log.ndjson").write_text(line)
    said = weighbridge(
        *("workflow", "diff", "old.yaml", "new.yaml", "--replay", "log.ndjson"), cwd=folder
    )
    assert (said.code, said.out) == (3, "")
    assert reason in said.err


def test_a_document_of_another_kind_is_refused(folder: Path) -> None:
    (folder / "api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: a, version: 1.0.0}\npaths: {}\n"
    )
    said = weighbridge("workflow", "diff", "old.yaml", "api.yaml", cwd=folder)
    assert said.code == 3
    assert "it is openapi, and a workflow is wanted" in said.err
    said = weighbridge("diff", "old.yaml", "api.yaml", cwd=folder)
    assert said.code == 3


def test_pacts_tell_who_reads_the_state(folder: Path) -> None:
    bound = [{"contract": "orders", "version": "1.0.0", "pointer": "/a", "field": "status"}]
    parties = [{"system": "erp", "role": "producer"}]
    for name in ("old.yaml", "new.yaml"):
        steps = (PACK, SHIP) if name == "old.yaml" else (PACK, SHIP, CANCEL)
        (folder / name).write_text(order(*steps, bound_to=bound, parties=parties))
    body = {"status": "created"}
    interaction = {
        "description": "an order",
        "request": {"method": "GET", "path": "/orders/1"},
        "response": {"status": 200, "body": body},
    }
    pact = {
        "consumer": {"name": "shop"},
        "provider": {"name": "orders"},
        "interactions": [interaction],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    (folder / "shop.pact.json").write_text(json.dumps(pact))
    said = weighbridge(
        *("workflow", "diff", "old.yaml", "new.yaml", "--consumers", "."),
        *("--format", "json"),
        cwd=folder,
    )
    (finding,) = (f for f in said.value["findings"] if f["severity"] == "warning")
    assert [c["name"] for c in finding["consumers"]] == ["shop"]


def test_a_workflow_by_itself_is_checked_and_what_was_not_looked_up_is_said(folder: Path) -> None:
    (folder / "odd.yaml").write_text(order(PACK, CANCEL))
    said = weighbridge("workflow", "check", "odd.yaml", "--format", "json", cwd=folder)
    assert said.code == 1
    assert said.value["schema"] == "weighbridge/workflow-check/v1"
    assert [(f["rule"], f["source"]["line"]) for f in said.value["findings"]] == [
        ("WF003", 5),
        ("WF004", 5),
    ]
    assert "lies in no estate" in said.err
    assert weighbridge("workflow", "check", "old.yaml", cwd=folder).code == 0


def test_an_estate_without_workflows_is_told(folder: Path) -> None:
    (folder / "estate.yaml").write_text("name: a\n")
    said = weighbridge("workflow", "check", ".", cwd=folder)
    assert said.code == 3
    assert "no workflow lies there" in said.err


def test_a_picture_is_written_to_stdout(folder: Path) -> None:
    said = weighbridge("workflow", "draw", "new.yaml", "old.yaml", cwd=folder)
    assert "created --> cancelled : \N{MINUS SIGN} order.cancelled" in said.out
    said = weighbridge("workflow", "draw", "new.yaml", "--format", "svg", cwd=folder)
    assert said.out.startswith("<svg ")
    assert said.code == 0


def test_an_identical_workflow_has_no_findings(folder: Path) -> None:
    said = weighbridge("workflow", "diff", "old.yaml", "old.yaml", cwd=folder)
    assert (said.code, said.out.splitlines()[-1]) == (0, "identical: nothing changed")
