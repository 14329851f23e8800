"""`diff` and `check` name the consumers that a finding hits, by the pacts that lie in a folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.checks.commands.documents import api, card
from tests.checks.commands.running import Repository, weighbridge

if TYPE_CHECKING:
    from pathlib import Path

OLD = api(fields={"id": "string", "note": "string"}, required=("id", "note"))
NEW = api(fields={"id": "string"}, required=("id",), version="2.0.0")


def pact(consumer: str, *reads: str, contract: str = "orders") -> str:
    """A pact of a consumer that reads some fields of the one answer."""
    answer = {"status": 200, "headers": {"Content-Type": "application/json"}}
    call = {
        "description": "a look",
        "request": {"method": "GET", "path": "/orders"},
        "response": {**answer, "body": dict.fromkeys(reads, "x")},
    }
    value = {
        "consumer": {"name": consumer},
        "provider": {"name": contract},
        "interactions": [call],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    return json.dumps(value)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Two versions, and the pacts of three consumers."""
    for folder, text, version in (("old", OLD, "1.0.0"), ("new", NEW, "2.0.0")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "openapi.json").write_text(text)
        (tmp_path / folder / "contract.yaml").write_text(card(version))
    for name, text in (
        ("shop/orders", pact("shop", "id", "note")),
        ("wms/orders", pact("wms", "id")),
        ("edi/stock", pact("edi", "id", "note", contract="stock")),
    ):
        file = tmp_path / "consumers" / f"{name}.pact.json"
        file.parent.mkdir(parents=True)
        file.write_text(text)
    return tmp_path


def hit(value: object) -> set[str]:
    """The consumers that the errors of an answer name."""
    assert isinstance(value, dict)
    return {
        c["name"] for f in value["findings"] if f["severity"] == "error" for c in f["consumers"]
    }


def test_only_the_consumers_that_use_what_went_are_named(here: Path) -> None:
    ended = weighbridge("diff", "old", "new", "--consumers", "consumers", "--format=json", cwd=here)
    assert ended.code == 1
    assert hit(ended.value) == {"shop"}
    told = weighbridge("diff", "old", "new", "--consumers", "consumers", cwd=here).out
    assert "hits shop (reads 'note' of GET /orders ('a look'))" in told


def test_without_pacts_nobody_is_named(here: Path) -> None:
    assert hit(weighbridge("diff", "old", "new", "--format=json", cwd=here).value) == set()


def test_one_pact_can_be_named_alone(here: Path) -> None:
    one = "consumers/wms/orders.pact.json"
    ended = weighbridge("diff", "old", "new", "--consumers", one, "--format=json", cwd=here)
    assert hit(ended.value) == set()


def test_pacts_about_several_contracts_need_a_name_to_go_by(here: Path) -> None:
    (here / "old" / "contract.yaml").unlink()
    ended = weighbridge("diff", "old", "new", "--consumers", "consumers", cwd=here)
    assert ended.code == 2
    assert "the pacts are about several (orders, stock)" in ended.err
    alone = weighbridge("diff", "old", "new", "--consumers", "consumers/shop", cwd=here)
    assert "hits shop" in alone.out


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("nowhere", "nowhere: there is no such file or folder; check the spelling"),
        ("old", "old: no pact lies there; pacts are files named *.pact.json"),
        ("old/contract.yaml", "old/contract.yaml:1:1"),
    ],
)
def test_pacts_that_can_not_be_read_are_told(place: str, words: str, here: Path) -> None:
    ended = weighbridge("diff", "old", "new", "--consumers", place, cwd=here)
    assert (ended.code, ended.out) == (3, "")
    assert words in ended.err


def test_a_check_finds_the_pacts_of_the_estate_by_itself(tmp_path: Path) -> None:
    files = {
        "contracts/estate.yaml": "name: Ours\n",
        "contracts/apis/orders/1.0.0/openapi.json": OLD,
        "contracts/apis/orders/1.0.0/contract.yaml": card("1.0.0"),
        "contracts/consumers/shop/orders.pact.json": pact("shop", "note"),
        "contracts/consumers/edi/stock.pact.json": pact("edi", "note", contract="stock"),
    }
    repository = Repository.at(tmp_path / "repository", files)
    repository.write(
        {
            "contracts/apis/orders/1.1.0/openapi.json": NEW.replace("2.0.0", "1.1.0"),
            "contracts/apis/orders/1.1.0/contract.yaml": card("1.1.0"),
        }
    )
    (report,) = repository.check("contracts", "--format=json").value["reports"]
    assert hit(report["diff"]) == {"shop"}
    elsewhere = tmp_path / "wms.pact.json"
    elsewhere.write_text(pact("wms", "note"))
    ended = repository.check("contracts", "--format=json", "--consumers", elsewhere)
    assert hit(ended.value["reports"][0]["diff"]) == {"wms"}
