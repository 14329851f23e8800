"""`weighbridge lint`: files, folders and estates in; findings, reports and exit codes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsonschema
import pytest

from tests.checks.commands.running import weighbridge
from weighbridge_checks.commands import exits
from weighbridge_checks.report.remarks import json as report_json

if TYPE_CHECKING:
    from pathlib import Path

CLEAN = """\
openapi: 3.1.0
info:
  title: Status
  version: 1.0.0
  contact: {name: Integration, email: integration@example.com}
paths: {}
"""
WEAK = CLEAN + "components: {securitySchemes: {old: {type: http, scheme: basic}}}\n"
CARD = """\
id: status
version: 1.0.0
status: approved
owners: {technical: integration, business: operations}
limits: {rate_per_min: 60}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        file = folder / name.replace("__", "/").replace("_yaml", ".yaml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def test_a_clean_document_passes(folder: Path) -> None:
    write(folder, openapi_yaml=CLEAN)
    ended = weighbridge("lint", "openapi.yaml", cwd=folder)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("clean")


def test_a_finding_is_told_with_its_place_and_ends_in_1(folder: Path) -> None:
    write(folder, openapi_yaml=WEAK)
    ended = weighbridge("lint", "openapi.yaml", cwd=folder)
    assert ended.code == exits.FOUND
    assert "SEC003" in ended.out
    assert "openapi.yaml:7:32" in ended.out
    assert weighbridge("lint", "openapi.yaml", "--fail-on", "none", cwd=folder).code == 0


def test_a_document_may_come_from_a_pipe(folder: Path) -> None:
    ended = weighbridge("lint", "-", "--format", "json", cwd=folder, stdin=WEAK.encode())
    assert ended.code == exits.FOUND
    assert [f["rule"] for f in ended.value["findings"]] == ["SEC003"]


def test_the_value_meets_its_schema_and_other_forms_come_from_the_same_run(folder: Path) -> None:
    write(folder, openapi_yaml=WEAK)
    ended = weighbridge(
        *("lint", ".", "--format", "json"),
        *("--output", "markdown=lint.md", "--output", "github=lint.txt"),
        cwd=folder,
    )
    jsonschema.validate(ended.value, report_json.schema("lint"))
    assert ended.value["verdict"] == "findings"
    assert "SEC003" in (folder / "lint.md").read_text("utf-8")
    assert (folder / "lint.txt").read_text("utf-8").startswith("::error title=SEC003")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(["--rule", "SEC003"], ["SEC003"], id="one rule"),
        pytest.param(["--rule", "schemes-are-strong"], ["SEC003"], id="by its readable name"),
        pytest.param(["--rule", "vacuum:owasp-no-http-basic"], ["SEC003"], id="another linter's"),
        pytest.param(["--rule", "SEC004"], [], id="another rule"),
        pytest.param(["--ignore-rule", "SEC003"], [], id="all but this"),
    ],
)
def test_rules_are_chosen(arguments: list[str], expected: list[str], folder: Path) -> None:
    write(folder, openapi_yaml=WEAK)
    ended = weighbridge("lint", ".", *arguments, "--format", "json", cwd=folder)
    assert [f["rule"] for f in ended.value["findings"]] == expected


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("SEC03", "did you mean SEC003"),
        ("spectral:no-such", "nothing here is what 'spectral:no-such' is"),
        ("CONS001", "asked of changes"),
    ],
)
def test_a_rule_that_there_is_not_is_wrong_use(rule: str, told: str, folder: Path) -> None:
    write(folder, openapi_yaml=WEAK)
    ended = weighbridge("lint", ".", "--rule", rule, cwd=folder)
    assert (ended.code, ended.out) == (exits.USAGE, "")
    assert told in ended.err


@pytest.mark.parametrize(
    ("settled", "code"),
    [
        pytest.param("lint: {rules: {SEC003: warning}}", 0, id="milder"),
        pytest.param("lint: {rules: {SEC003: off}}", 0, id="off"),
        pytest.param("lint: {subjects: {status: {rules: {SEC003: info}}}}", 0, id="for one"),
        pytest.param("lint: {subjects: {other: {rules: {SEC003: info}}}}", 1, id="for another"),
    ],
)
def test_a_team_settles_severities(settled: str, code: int, folder: Path) -> None:
    write(folder, openapi_yaml=WEAK, contract_yaml=CARD, weighbridge_yaml=settled)
    assert weighbridge("lint", ".", cwd=folder).code == code


def test_a_misspelt_setting_is_told_with_its_line(folder: Path) -> None:
    write(folder, openapi_yaml=WEAK, weighbridge_yaml="lint:\n  rules:\n    SEC03: off\n")
    ended = weighbridge("lint", ".", cwd=folder)
    assert ended.code == exits.USAGE
    assert "weighbridge.yaml:3:5: there is no rule 'SEC03'; did you mean 'SEC003'?" in ended.err


def test_what_can_not_be_read_is_told_and_the_rest_is_still_judged(folder: Path) -> None:
    write(folder, a__openapi_yaml="openapi: [3.1.0\n", b__openapi_yaml=WEAK)
    ended = weighbridge("lint", ".", "--format", "json", cwd=folder)
    assert ended.code == exits.UNREADABLE
    assert "a/openapi.yaml:2:1" in ended.err
    assert [f["rule"] for f in ended.value["findings"]] == ["SEC003"]
    assert len(ended.value["unread"]) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("hello: world\n", "neither an OpenAPI document", id="no contract"),
        pytest.param(
            '{"type": "record", "name": "A", "fields": []}', "this is an Avro schema", id="Avro"
        ),
    ],
)
def test_what_can_not_be_read_is_never_called_clean(text: str, told: str, folder: Path) -> None:
    (folder / "a.yaml").write_text(text)
    ended = weighbridge("lint", "a.yaml", cwd=folder)
    assert ended.code == exits.UNREADABLE
    assert told in ended.err
    assert ended.out.splitlines()[-1].startswith("unread")


def test_a_folder_without_contracts_is_no_clean_folder(folder: Path) -> None:
    ended = weighbridge("lint", ".", cwd=folder)
    assert (ended.code, ended.out) == (exits.UNREADABLE, "")
    assert "holds no contract" in ended.err


def test_only_an_estate_is_asked_what_only_an_estate_knows(folder: Path) -> None:
    write(folder, openapi_yaml=CLEAN)
    assert weighbridge("lint", ".", "--rule", "OWN001", cwd=folder).code == 0
    write(folder, contract_yaml=CARD.replace("integration", "nobody"))
    write(folder, estate_yaml="name: a\n", teams_yaml="teams: [{id: ops, name: Operations}]\n")
    ended = weighbridge("lint", ".", "--rule", "OWN001", cwd=folder)
    assert ended.code == exits.FOUND
    assert "the technical owner 'nobody' is nobody" in ended.out


def test_an_estate_settles_severities_for_families(folder: Path) -> None:
    write(folder, apis__status__1_0_0__openapi_yaml=WEAK)
    (folder / "apis/status/1_0_0").rename(folder / "apis/status/1.0.0")
    (folder / "apis/status/1.0.0/contract.yaml").write_text(CARD)
    write(folder, estate_yaml="name: a\npolicy: {severities: {SEC: info}}\n")
    ended = weighbridge("lint", ".", "--rule", "SEC003", "--format", "json", cwd=folder)
    assert [f["severity"] for f in ended.value["findings"]] == ["info"]


def test_pages_are_shown_where_they_are_asked_for(folder: Path) -> None:
    write(folder, openapi_yaml=WEAK)
    ended = weighbridge("lint", ".", "--explain", cwd=folder)
    assert "HTTP Basic hands the password over" in ended.err


def test_schemas_beside_a_document_are_judged_where_they_stand(folder: Path) -> None:
    text = (
        "asyncapi: 3.0.0\ninfo: {title: S, version: 1.0.0}\n"
        "channels: {c: {messages: {m: {payload: {$ref: ./m.json}}}}}\n"
    )
    schema = '{"$schema": "https://json-schema.org/draft/2020-12/schema",\n "type": "objekt"}\n'
    write(folder, asyncapi_yaml=text)
    (folder / "m.json").write_text(schema)
    ended = weighbridge("lint", "asyncapi.yaml", "--rule", "STR001", "--format", "json", cwd=folder)
    assert [(f["source"]["file"], f["source"]["line"]) for f in ended.value["findings"]] == [
        ("m.json", 2)
    ]


def test_a_file_of_the_estate_is_judged_by_its_schema(folder: Path) -> None:
    write(folder, estate_yaml="name: a\n", teams_yaml="team: [{id: ops, name: Operations}]\n")
    ended = weighbridge("lint", "teams.yaml", "--format", "json", cwd=folder)
    assert ended.code == exits.FOUND
    found = ended.value["findings"]
    assert {(f["rule"], f["source"]["line"]) for f in found} == {("EST001", 1)}
    assert any("did you mean 'teams'?" in f["message"] for f in found)


def test_what_is_named_twice_is_looked_at_once(folder: Path) -> None:
    write(folder, openapi_yaml=WEAK)
    ended = weighbridge("lint", ".", ".", "openapi.yaml", "--format", "json", cwd=folder)
    assert len(ended.value["findings"]) == 1


def test_references_may_reach_as_far_as_the_root_that_is_named(folder: Path) -> None:
    shared = "{type: object, properties: {id: {type: strin}}}"
    write(folder, common_yaml=shared)
    text = CLEAN + "components: {schemas: {A: {$ref: ../common.yaml}}}\n"
    write(folder, api__openapi_yaml=text)
    alone = weighbridge("lint", "api", "--rule", "STR001", cwd=folder)
    assert "leads out of the folder" in alone.out
    wide = weighbridge("lint", "api", "--rule", "STR001", "--root", ".", cwd=folder)
    assert "leads out of the folder" not in wide.out
