"""`weighbridge ownership` and `weighbridge who-owns`, over a small estate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsonschema
import pytest

from tests.estate.golden import run
from weighbridge_checks.report import ownership as report

if TYPE_CHECKING:
    from pathlib import Path

    from tests.estate.golden import Ran

FILES = {
    "estate.yaml": "name: Harbor & Pike\n",
    "systems.yaml": """
systems:
  - {id: erp, team: sales}
  - {id: wms, team: sales}
  - {id: shop, team: sales}
""",
    "teams.yaml": "teams: [{id: sales}]\n",
    "environments.yaml": """
path: [production]
environments: [{id: production}]
waves: [{id: W1, locations: [DC-RNO]}]
locations: [{id: DC-RNO}, {id: DC-CHI}]
""",
    "ownership/system-of-record.yaml": """
entities:
  product: {fields: [name, standardCost]}
rules:
  - {fields: ["product.*"], owner: erp, replicas: [shop]}
  - {fields: [product.name], owner: wms, waves: [W1], since: "2027-03-01", why: Labels.}
""",
    "ownership/flows.yaml": """
flows:
  - {id: names, from: erp, to: shop, kind: event, fields: ["product.*"], follows: ownership}
""",
    "apis/products/1.0.0/contract.yaml": """
id: products
version: 1.0.0
status: approved
providers: [wms]
entity: product
""",
    "apis/products/1.0.0/openapi.yaml": """
openapi: 3.1.0
info: {title: products, version: 1.0.0}
paths:
  /products/{sku}:
    put:
      operationId: replaceProduct
      parameters: [{name: sku, in: path, required: true, schema: {type: string}}]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                name: {type: string}
                standardCost: {type: string, readOnly: true}
      responses: {"204": {description: done}}
""",
}


def estate(folder: Path, **changed: str) -> Path:
    """An estate of its own; a keyword names a file by its last word before the dot."""
    for path, text in FILES.items():
        name = path.rpartition("/")[2].partition(".")[0].replace("-", "_")
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(changed.get(name, text), "utf-8")
    return folder


def check(folder: Path, *more: str) -> Ran:
    return run(["ownership", "check", ".", *more], folder)


def test_an_estate_in_which_everything_is_owned_is_clean(tmp_path: Path) -> None:
    ran = check(estate(tmp_path))
    assert ran.code == 0
    assert ran.value["schema"] == "weighbridge/ownership/v1"
    assert ran.value["verdict"] == "clean"
    assert ran.value["stats"] == {"fields": 2, "rules": 2, "flows": 1}


def test_a_field_that_the_provider_does_not_own_is_found_with_its_line(tmp_path: Path) -> None:
    writable = FILES["apis/products/1.0.0/openapi.yaml"].replace(", readOnly: true", "")
    ran = check(estate(tmp_path, openapi=writable))
    (found,) = ran.value["findings"]
    assert (ran.code, found["rule"], found["source"]["line"]) == (1, "SOR020", 16)
    assert found["message"] == (
        "replaceProduct lets callers write 'product.standardCost', which erp owns;"
        " wms provides it and is not among its writers"
    )


def test_a_field_that_is_no_field_of_the_matrix_is_found(tmp_path: Path) -> None:
    more = FILES["apis/products/1.0.0/openapi.yaml"].replace("name: {t", "colour: {t")
    ran = check(estate(tmp_path, openapi=more))
    assert [f["rule"] for f in ran.value["findings"]] == ["SOR021"]


def test_an_operation_may_write_another_entity(tmp_path: Path) -> None:
    card = FILES["apis/products/1.0.0/contract.yaml"]
    ran = check(estate(tmp_path, contract=card + "writes: {replaceProduct: label}\n"))
    (found,) = ran.value["findings"]
    assert found["message"].startswith("replaceProduct writes the entity 'label', of which")
    ran = check(estate(tmp_path, contract=card + "writes: {replaceProduct: null}\n"))
    assert ran.value["verdict"] == "clean"
    ran = check(estate(tmp_path, contract=card.replace("entity: product\n", "")))
    assert [f["rule"] for f in ran.value["findings"]] == ["SOR022"]


def test_a_proposal_is_judged_in_its_place(tmp_path: Path) -> None:
    folder = estate(tmp_path / "estate")
    proposed = tmp_path / "proposal" / "ownership"
    proposed.mkdir(parents=True)
    flows = FILES["ownership/flows.yaml"] + (
        "  - {id: back, from: shop, to: erp, kind: api, fields: [product.name]}\n"
    )
    (proposed / "flows.yaml").write_text(flows)
    ran = check(folder, "--proposal", "../proposal")
    rules = {f["rule"]: f["source"]["file"] for f in ran.value["findings"]}
    assert rules == {
        "SOR010": "../proposal/ownership/flows.yaml",
        "SOR011": "../proposal/ownership/flows.yaml",
    }
    assert check(folder).code == 0


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            "{fields: [product.name], ownr: erp}",
            "ownership/system-of-record.yaml:2:34: unknown key 'ownr'; did you mean 'owner'?",
        ),
        (
            "{fields: [product.name], owner: epr}",
            "ownership/system-of-record.yaml:2:34: there is no system 'epr'; did you mean 'erp'?",
        ),
    ],
)
def test_a_file_that_can_not_be_used_is_refused_with_its_line(
    tmp_path: Path, rule: str, told: str
) -> None:
    record = f"entities: {{product: {{fields: [name]}}}}\nrules: [{rule}]\n"
    ran = check(estate(tmp_path, system_of_record=record))
    assert (ran.code, ran.out) == (3, "")
    assert told in ran.err


def test_an_api_that_can_not_be_read_is_not_passed_in_silence(tmp_path: Path) -> None:
    ran = check(estate(tmp_path, openapi="openapi: [\n"))
    (unread,) = ran.value["unread"]
    assert unread.startswith("apis/products/1.0.0/openapi.yaml:")


def test_an_estate_without_a_matrix_is_not_called_clean(tmp_path: Path) -> None:
    folder = estate(tmp_path)
    (folder / "ownership/system-of-record.yaml").unlink()
    (folder / "ownership/flows.yaml").unlink()
    ran = check(folder)
    assert ran.code == 3
    assert "there is no such file, so nobody owns anything; write one" in ran.err


# -- who owns


def who(folder: Path, *more: str) -> Ran:
    return run(["who-owns", *more], folder)


def test_the_owner_is_told_with_the_rule_and_what_comes_next(tmp_path: Path) -> None:
    folder = estate(tmp_path)
    ran = who(folder, "product.name", "--at", "DC-RNO", "--on", "2027-02-28")
    (answer,) = ran.value["answers"]
    assert ran.code == 0
    assert answer["owner"] == "erp"
    assert answer["replicas"] == ["shop"]
    assert answer["rules"][0]["source"]["line"] == 5
    assert (answer["next"]["owners"], answer["next"]["since"]) == (["wms"], "2027-03-01")
    ran = who(folder, "product.name", "--at", "DC-RNO", "--on", "2027-03-01")
    (answer,) = ran.value["answers"]
    assert answer["owner"] == "wms"
    assert answer["next"] is None
    assert [(o["owner"], o["by"]) for o in answer["outvoted"]] == [("erp", "fields")]


def test_without_a_place_every_place_is_answered(tmp_path: Path) -> None:
    ran = who(estate(tmp_path), "product.name", "--on", "2027-03-01")
    found = [(a["owner"], a["locations"]) for a in ran.value["answers"]]
    assert found == [("wms", ["DC-RNO"]), ("erp", ["DC-CHI"])]


def test_the_answer_reads_as_text(tmp_path: Path) -> None:
    argv = ["product.name", "--at", "DC-RNO", "--on", "2027-03-01", "--format", "text"]
    ran = run(["who-owns", *argv], estate(tmp_path), shape=None)
    assert ran.out == (
        "product.name at DC-RNO on 2027-03-01\n"
        "  owner     wms\n"
        "  writers   no other\n"
        "  replicas  none\n"
        "  rule      ownership/system-of-record.yaml:6:5"
        "  product.name → wms at DC-RNO, from 2027-03-01 on\n"
        "            Labels.\n"
        "  wins over ownership/system-of-record.yaml:5:5  product.* → erp, by its fields\n"
        "  changes   never, as planned so far\n"
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["product.nmae"], "there is no field 'product.nmae'; did you mean 'product.name'?"),
        (["produkt.name"], "there is no field 'produkt.name'; did you mean 'product.name'?"),
        (["product.name", "--at", "DC-RNX"], "there is no location 'DC-RNX'; did you mean"),
        (["product.name", "--on", "tomorrow"], "--on tomorrow is not a day like 2027-03-01"),
        (["product.name", "--state", "open"], "there is no state 'open' of 'product'; none is"),
    ],
)
def test_what_nobody_knows_is_refused_with_what_was_meant(
    tmp_path: Path, asked: list[str], told: str
) -> None:
    ran = who(estate(tmp_path), *asked)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_a_gap_is_an_answer_and_a_refusal(tmp_path: Path) -> None:
    gap = FILES["ownership/system-of-record.yaml"].replace('"product.*"', "product.name")
    ran = who(estate(tmp_path, system_of_record=gap), "product.standardCost", "--on", "2027-01-01")
    assert ran.code == 1
    assert [(a["owner"], a["owners"]) for a in ran.value["answers"]] == [(None, [])]


@pytest.mark.parametrize("asked", [["product.name"], ["product.name", "--at", "DC-RNO"]])
def test_the_answer_is_what_its_schema_says(tmp_path: Path, asked: list[str]) -> None:
    ran = who(estate(tmp_path), *asked, "--on", "2027-02-28")
    published = report.schema("who-owns")
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.validate(ran.value, published)


# -- the graph


def test_the_graph_is_drawn_with_its_circles(tmp_path: Path) -> None:
    flows = """
flows:
  - {id: out, from: erp, to: shop, kind: event, fields: ["product.*"]}
  - {id: back, from: shop, to: erp, kind: api, fields: [product.name]}
  - {id: safe, from: wms, to: shop, kind: api, fields: [product.name],
     breaks_loop_by: {origin_check: source}}
"""
    folder = estate(tmp_path, flows=flows)
    ran = run(["ownership", "graph"], folder)
    jsonschema.validate(ran.value, report.schema("ownership-graph"))
    assert ran.value["circles"] == [{"flows": ["out", "back"], "fields": ["product.name"] * 2}]
    drawn = run(["ownership", "graph", "--format", "mermaid"], folder, shape=None).out
    assert drawn.splitlines() == [
        "flowchart LR",
        '  s0["erp"]',
        '  s1["shop"]',
        '  s2["wms"]',
        '  s0 -->|"product.*"| s1',
        '  s1 -->|"product.name"| s0',
        '  s2 -.->|"product.name"| s1',
        "  linkStyle 0,1 stroke:#c00,stroke-width:2px",
    ]
    told = run(["ownership", "graph", "--field", "product.standardCost"], folder, shape=None).out
    assert told == "erp\n  → shop          product.*  event\n"


def test_a_copy_that_nothing_feeds_is_found_and_one_that_nobody_names(tmp_path: Path) -> None:
    flows = """
flows:
  - {id: names, from: erp, to: shop, kind: api, fields: [product.name]}
  - {id: labels, from: shop, to: wms, kind: file, fields: [product.standardCost]}
"""
    ran = check(estate(tmp_path, flows=flows))
    assert [(f["rule"], f["source"]["line"], f["message"]) for f in ran.value["findings"]] == [
        (
            "SOR015",
            4,
            (
                "'labels' brings 'product.standardCost' to wms, which the matrix names neither as a"
                " copy, nor as owner or writer"
            ),
        ),
        (
            "SOR015",
            5,
            ("shop is named as a copy of 'product.standardCost', and no flow ever brings it there"),
        ),
    ]


def test_an_origin_check_that_reads_what_nobody_sends_is_found(tmp_path: Path) -> None:
    flows = """
flows:
  - {id: names, from: erp, to: shop, kind: api, contract: products, fields: ["product.*"],
     breaks_loop_by: {origin_check: naem}}
"""
    ran = check(estate(tmp_path, flows=flows))
    (found,) = ran.value["findings"]
    assert found["rule"] == "SOR013"
    assert found["message"] == (
        "the origin check of 'names' reads 'naem', which no message of products@1.0.0 has;"
        " did you mean 'name'?"
    )
    ran = check(estate(tmp_path, flows=flows.replace("naem", "sku")))
    assert ran.value["findings"] == []
