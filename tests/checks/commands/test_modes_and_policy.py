"""What `weighbridge.yaml` settles, and histories on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.checks.commands.documents import api, estate
from tests.checks.commands.running import Repository, weighbridge

if TYPE_CHECKING:
    from pathlib import Path

WITH = {"id": "string", "depot": "integer"}
BACK = {"id": "string", "depot": "string"}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Three versions: a field that a request may hold goes, and comes back with another type."""
    for name, sends in (("1", WITH), ("2", {"id": "string"}), ("3", BACK)):
        (tmp_path / f"{name}.json").write_text(api("post /orders", sends=sends))
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("2.json", "3.json"), 0, id="the latest alone"),
        pytest.param(("1.json", "2.json", "3.json", "--mode", "backward-transitive"), 1, id="all"),
        pytest.param(("2.json", "3.json", "--mode", "full-transitive"), 0, id="all of one"),
        pytest.param(("1.json", "3.json", "--mode", "none"), 0, id="nobody asked"),
        pytest.param(("1.json", "2.json", "3.json"), 2, id="several, but not transitive"),
        pytest.param(("1.json",), 2, id="one document alone"),
    ],
)
def test_versions_are_given_oldest_first(arguments: tuple[str, ...], code: int, here: Path) -> None:
    assert weighbridge("diff", *arguments, cwd=here).code == code


def test_the_value_names_every_version_that_was_compared(here: Path) -> None:
    names = ("1.json", "2.json", "3.json")
    ended = weighbridge(
        *("diff", *names, "--mode", "backward-transitive", "--format", "json"), cwd=here
    )
    assert [side["name"] for side in ended.value["compared"]] == ["1.json", "2.json"]
    (error,) = (f for f in ended.value["findings"] if f["severity"] == "error")
    assert (error["rule"], error["against"]) == ("request-type-changed", ["1.json"])
    said = weighbridge("diff", *names, "--mode", "backward-transitive", cwd=here)
    assert said.out.startswith("1.json 1.0.0, 2.json 1.0.0 → 3.json 1.0.0")
    assert "against 1.json\n" in said.out


def test_the_file_may_set_the_mode(here: Path) -> None:
    (here / "weighbridge.yaml").write_text("mode: backward-transitive\n")
    assert weighbridge("diff", "1.json", "2.json", "3.json", cwd=here).code == 1


def test_a_subject_has_its_own_mode_rules_and_posture(here: Path) -> None:
    (here / "weighbridge.yaml").write_text(
        "rules: {request-property-removed: warning}\n"
        "subjects:\n"
        "  orders: {rules: {request-property-removed: error}}\n"
        "  loose: {mode: none}\n"
        "  tight: {posture: strict}\n"
    )
    diff = ("diff", "1.json", "2.json")
    assert weighbridge(*diff, "--fail-on", "warning", cwd=here).code == 1
    assert weighbridge(*diff, cwd=here).code == 0
    assert weighbridge(*diff, "--subject", "orders", cwd=here).code == 1
    assert weighbridge("diff", "1.json", "3.json", cwd=here).code == 1
    assert weighbridge("diff", "1.json", "3.json", "--subject", "loose", cwd=here).code == 0
    assert weighbridge("diff", "2.json", "3.json", "--subject", "tight", cwd=here).code == 1
    ended = weighbridge(*diff, "--subject", "order", cwd=here)
    assert ended.code == 2
    assert "settles nothing for the subject 'order'; did you mean 'orders'?" in ended.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "rules: {request-property-remved: off}\n",
            (
                "1:9: there is no rule 'request-property-remved'; did you mean"
                " 'request-property-removed'?"
            ),
        ),
        (
            "rules:\n  operation-added: fatal\n",
            "2:3: 'operation-added' can not be 'fatal'; known are",
        ),
        ("rules: [operation-added]\n", "1:1: 'rules' has to be a mapping, not a list"),
        (
            "subjects:\n  orders: {rule: {}}\n",
            "2:12: unknown key 'rule'; did you mean 'rules'?",
        ),
        ("mode: backwards\n", "1:1: 'mode' can not be 'backwards'; did you mean 'backward'?"),
    ],
)
def test_what_is_settled_wrongly_is_told_with_its_line(text: str, words: str, here: Path) -> None:
    (here / "weighbridge.yaml").write_text(text)
    ended = weighbridge("diff", "1.json", "2.json", cwd=here)
    assert ended.code == 2
    assert f"weighbridge.yaml:{words}" in ended.err


def test_a_check_weighs_a_version_against_all_before_it(tmp_path: Path) -> None:
    versions = {
        "v1_0_0": api("post /orders", sends=WITH, version="1.0.0"),
        "v1_1_0": api("post /orders", sends={"id": "string"}, version="1.1.0"),
        "v1_2_0": api("post /orders", sends=BACK, version="1.2.0"),
    }
    repository = Repository.at(tmp_path, estate("1.0.0", "1.1.0", **versions))
    repository.write(estate("1.2.0", **versions))
    assert repository.check().code == 0
    repository.write({"weighbridge.yaml": "subjects: {orders: {mode: backward-transitive}}\n"})
    ended = repository.check("--format", "json")
    assert ended.code == 1
    (report,) = ended.value["reports"]
    assert len(report["diff"]["compared"]) == 2
    assert repository.check("--mode", "backward").code == 0


def test_documents_of_two_formats_are_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(api())
    (tmp_path / "schema.json").write_text('{"type": "object"}')
    ended = weighbridge("diff", "schema.json", "api.json", cwd=tmp_path)
    assert (ended.code, ended.out) == (3, "")
    assert "it is openapi, and 'schema.json' is json-schema" in ended.err


def test_formats_are_asserted_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text('{"type": "string"}')
    (tmp_path / "new.json").write_text('{"type": "string", "format": "date-time"}')
    diff = ("diff", "old.json", "new.json", "--as", "json-schema")
    assert weighbridge(*diff, cwd=tmp_path).code == 0
    asked = weighbridge(*diff, "--assert-formats", cwd=tmp_path)
    assert asked.code == 1
    assert "(json-schema, backward, strict, formats asserted)" in asked.out
    (tmp_path / "weighbridge.yaml").write_text("assert_formats: true\n")
    assert weighbridge(*diff, cwd=tmp_path).code == 1
    (tmp_path / "weighbridge.yaml").write_text("assert_formats: often\n")
    ended = weighbridge(*diff, cwd=tmp_path)
    assert (ended.code, "has to be true or false, not 'often'" in ended.err) == (2, True)


def test_the_draft_is_told_where_schemas_do_not_say_it(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text('{"maximum": 5}')
    (tmp_path / "new.json").write_text('{"maximum": 5, "exclusiveMaximum": true}')
    diff = ("diff", "old.json", "new.json", "--as", "json-schema")
    assert weighbridge(*diff, cwd=tmp_path).code == 0
    assert weighbridge(*diff, "--draft", "4", cwd=tmp_path).code == 1
    (tmp_path / "weighbridge.yaml").write_text('draft: "4"\n')
    assert weighbridge(*diff, cwd=tmp_path).code == 1


def test_a_card_beside_a_document_says_whose_settings_count(tmp_path: Path) -> None:
    versions = {
        "v1_0_0": api("post /orders", sends=WITH, version="1.0.0"),
        "v2_0_0": api("post /orders", sends=BACK, version="2.0.0"),
    }
    for path, text in estate("1.0.0", "2.0.0", **versions).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    folder = "contracts/apis/orders"
    diff = ("diff", f"{folder}/1.0.0", f"{folder}/2.0.0")
    assert weighbridge(*diff, cwd=tmp_path).code == 1
    (tmp_path / "weighbridge.yaml").write_text("subjects: {orders: {mode: none}}\n")
    assert weighbridge(*diff, cwd=tmp_path).code == 0
    (tmp_path / "weighbridge.yaml").write_text("subjects: {stock: {mode: none}}\n")
    assert weighbridge(*diff, cwd=tmp_path).code == 1
