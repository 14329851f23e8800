"""An estate as a proposal would leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.checks.facts.estate.builders import CARD, OPENAPI, WHOLE, Texts, told
from weighbridge_checks.commands.trees import FolderTree
from weighbridge_checks.facts.estate.overlay import overlaid
from weighbridge_checks.facts.estate.reading import read_estate
from weighbridge_checks.facts.formats.errors import CannotOpenError, UnreadableContractError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_version_lies_where_its_card_says() -> None:
    files = {
        "new/contract.yaml": CARD.replace("1.0.0", "1.1.0"),
        "new/openapi.yaml": OPENAPI.replace("Orders", "New orders"),
        "notes.txt": "hello",
    }
    tree = overlaid(Texts(WHOLE), Texts(files))
    found = read_estate(tree)
    assert told(found) == []
    assert [c.name for c in found.contracts][:2] == ["orders@1.0.0", "orders@1.1.0"]
    assert found.contracts[1].contract.title == "New orders"
    assert tree.left_out == ("notes.txt",)
    assert tree.show("apis/orders/1.1.0/openapi.yaml") == "new/openapi.yaml"


def test_a_card_alone_stands_before_the_document_that_is_there() -> None:
    tree = overlaid(Texts(WHOLE), Texts({"contract.yaml": CARD + "retention: 1d\n"}))
    (one, _) = read_estate(tree).contracts
    assert one.card["retention"] == "1d"
    assert one.contract.title == "Orders"


def test_a_document_alone_stands_before_the_one_that_is_there() -> None:
    path = "apis/orders/1.0.0/openapi.yaml"
    tree = overlaid(Texts(WHOLE), Texts({path: OPENAPI.replace("Orders", "Other orders")}))
    (one, _) = read_estate(tree).contracts
    assert one.contract.title == "Other orders"


def test_other_files_lie_as_they_do_in_an_estate() -> None:
    files = {"teams.yaml": "teams: [{id: nobody}]\n", "exceptions/more.yaml": "exceptions: []\n"}
    found = read_estate(overlaid(Texts(WHOLE), Texts(files)))
    assert any("there is no team 'finance'" in words for words in told(found))
    assert len(found.files["exceptions"]) == 1


@pytest.mark.parametrize("text", ["id: orders\n", "id: a/b\nversion: 1.0.0\n", "[]", "{"])
def test_a_card_that_names_no_version_is_refused(text: str) -> None:
    with pytest.raises(UnreadableContractError):
        overlaid(Texts(WHOLE), Texts({"contract.yaml": text}))


def test_a_folder_of_the_proposal_alone_is_looked_into(tmp_path: Path) -> None:
    for path, text in WHOLE.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    more = {"consumers/shop/needs.yaml": "consumer: shop\nneeds: []\n"}
    found = read_estate(overlaid(FolderTree(tmp_path), Texts(more)))
    assert told(found) == []
    assert len(found.files["needs"]) == 1


def test_what_is_in_neither_can_not_be_opened() -> None:
    tree = overlaid(Texts(WHOLE), Texts({}))
    with pytest.raises(CannotOpenError):
        tree.read("nothing.yaml")
