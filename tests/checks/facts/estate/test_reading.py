"""An estate is read whole, and every name in it leads somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.facts.estate.builders import (
    CARD,
    EVENT_CARD,
    SYSTEMS,
    TEAMS,
    WHOLE,
    Texts,
    of,
    told,
)
from weighbridge_checks.commands.trees import FolderTree
from weighbridge_checks.facts.estate.reading import read_estate
from weighbridge_checks.facts.formats.errors import CannotOpenError

CONTRACTS = Path(__file__).parents[4] / "contracts"
API = "apis/orders/1.0.0/contract.yaml"
EVENT = "events/order-events/1.0.0/contract.yaml"


def test_a_small_estate_is_read_without_trouble() -> None:
    found = of({})
    assert told(found) == []
    assert found.unread == ()
    assert [c.name for c in found.contracts] == ["orders@1.0.0", "order-events@1.0.0"]
    assert found.contracts[0].contract.title == "Orders"
    assert list(found.events) == ["order.created", "com.acme.order.closed"]
    for name in ("order.created", "com.acme.order.created.v1", "order.closed"):
        assert [c.name for c in found.carrying(name)] == ["order-events@1.0.0"], name


def test_every_file_of_the_shipped_estate_is_one_of_its_kind() -> None:
    found = read_estate(FolderTree(CONTRACTS, "contracts"))
    assert [str(t) for t in found.troubles if t.rule == "EST001"] == []
    assert found.unread == ()


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        (
            API,
            CARD.replace("[erp]", "[epr]"),
            "5:13: there is no system 'epr'; did you mean 'erp'?",
        ),
        (
            API,
            CARD.replace("technical: finance", "technical: finanse"),
            "7:38: there is no team 'finanse'; did you mean 'finance'?",
        ),
        (
            API,
            CARD.replace("customer-service", "customer-servce"),
            "7:10: there is no business role 'customer-servce'; did you mean 'customer-service'?",
        ),
        (
            API,
            CARD + "exceptions: [ORD-DUP]\n",
            "8:14: there is no exception code 'ORD-DUP'; none is known",
        ),
        (
            API,
            CARD + "workflow: order@1.0.0\n",
            "8:1: there is no workflow version 'order@1.0.0'; none is known",
        ),
        (
            API,
            CARD + 'deprecation: {deprecated_at: "2026-01-01", successor: 1.0.1}\n',
            "8:44: there is no version '1.0.1' of orders; did you mean '1.0.0'?",
        ),
        (
            API,
            CARD + 'deprecation: {deprecated_at: "2026-01-01", successor: order@1.0.0}\n',
            "8:44: there is no contract 'order'; did you mean 'orders'?",
        ),
        (
            "systems.yaml",
            SYSTEMS.replace("[production]", "[prodution]"),
            "2:45: there is no environment 'prodution'; did you mean 'production'?",
        ),
        (
            "systems.yaml",
            SYSTEMS + "  - {id: erp, team: finance}\n",
            "4:6: 'erp' stands here again, first at systems.yaml:2; rename one",
        ),
        (
            "pairs/completion.yaml",
            (
                "pairs:\n  - id: a\n    when: {event: order.creatd}\n"
                "    then: {event: order.closed}\n    within: 2h\n    key: [orderId]\n"
            ),
            "3:12: there is no event 'order.creatd'; did you mean 'order.created'?",
        ),
        (
            "consumers/shop/needs.yaml",
            "consumer: shop\nneeds:\n  - {id: a, contract: order}\n",
            "3:13: there is no contract 'order'; did you mean 'orders'?",
        ),
        (
            "usage.yaml",
            (
                'as_of: "2026-01-01"\nuses:\n  - {contract: orders, version: 1.0.0, consumer: shp,'
                ' environment: production, last_seen: "2026-01-01"}\n'
            ),
            "3:40: there is no system 'shp'; did you mean 'shop'?",
        ),
        (
            "exceptions/catalogue.yaml",
            "exceptions:\n  - {code: ORD-A, workflow: order, queue: q}\n",
            "2:19: there is no workflow 'order'; none is known",
        ),
        (
            "environments.yaml",
            WHOLE["environments.yaml"] + "  - {id: W2, locations: [], after: W0}\n",
            "7:29: there is no wave 'W0'; known are 'W1', 'W2'",
        ),
        (
            "vocabulary/terms.yaml",
            "terms:\n  - {id: Money, code_list: currency}\n",
            "2:17: there is no code list 'currency'; none is known",
        ),
        (
            "consumers/shop/orders.pact.json",
            '{"consumer": {"name": "shp"}, "provider": {"name": "orders"}, "interactions": []}',
            "1:1: there is no system 'shp'; did you mean 'shop'?",
        ),
        (
            "consumers/shop/orders.pact.json",
            '{"consumer": {"name": "shop"}, "interactions": []}',
            "1:1: provider: a pact names its provider, as in",
        ),
    ],
)
def test_a_name_that_leads_nowhere_is_told_with_its_line_and_the_nearest_one(
    path: str, text: str, message: str
) -> None:
    (said,) = told(of({path: text}))
    assert said.startswith(f"{path}:{message}")


def test_a_retired_system_names_every_contract_that_depends_on_it() -> None:
    retired = SYSTEMS.replace(
        "environments: [production]", 'status: retired, retired_on: "2026-01-31", successor: shop'
    )
    said = told(of({"systems.yaml": retired}))
    words = (
        "'erp' among its providers, which is retired since 2026-01-31; name its successor 'shop'"
    )
    assert said == [
        f"{API}:5:13: orders@1.0.0 names {words}",
        f"{EVENT}:5:13: order-events@1.0.0 names {words}",
    ]


def test_a_system_that_is_gone_names_every_contract_that_depends_on_it() -> None:
    said = told(of({"systems.yaml": "systems:\n  - {id: shop, team: commerce}\n"}))
    words = "there is no system 'erp'; known are 'shop'"
    assert said == [f"{API}:5:13: {words}", f"{EVENT}:5:13: {words}"]


def test_a_retired_version_may_name_what_was_retired() -> None:
    retired = SYSTEMS.replace("environments: [production]", "status: retired")
    cards = {p: t.replace("approved", "retired") for p, t in ((API, CARD), (EVENT, EVENT_CARD))}
    assert told(of({"systems.yaml": retired, **cards})) == []


def test_a_retired_team_leaves_orphans_which_are_named() -> None:
    teams = TEAMS.replace("{id: finance}", "{id: finance, status: retired}")
    said = told(of({"teams.yaml": teams}))
    assert said[0] == (
        f"{API}:7:38: orders@1.0.0 is owned by 'finance', which is retired; name another owner"
    )
    assert len(said) == 2


def test_a_file_that_nothing_reads_is_listed() -> None:
    found = of({"system.yaml": "a: 1", "ownership/sor.yaml": "a: 1", "README.md": "# hello"})
    assert found.unread == ("system.yaml", "ownership/sor.yaml")


def test_what_an_estate_has_to_have_is_missed() -> None:
    files = {
        p: t
        for p, t in WHOLE.items()
        if p != "estate.yaml" and not p.endswith("1.0.0/contract.yaml")
    }
    said = told(read_estate(Texts(files)))
    words = "there is no contract.yaml beside the document; write one with its id and version"
    assert said == [
        f"{API}:1:1: {words}",
        "estate.yaml:1:1: there is no estate.yaml here; `weighbridge init`",
        f"{EVENT}:1:1: {words}",
    ]


def test_a_card_says_what_its_folders_say() -> None:
    said = told(of({API: CARD.replace("id: orders", "id: order").replace("1.0.0", "1.0.1")}))
    assert said == [
        f"{API}:1:1: says 'order', but lies in the folder 'orders'; make them agree",
        f"{API}:2:1: says 1.0.1, but the folder is named 1.0.0; make them agree",
    ]


def test_a_document_that_is_missing_is_told_when_it_is_asked_for() -> None:
    files = {p: t for p, t in WHOLE.items() if not p.endswith("openapi.yaml")}
    (one, *_) = read_estate(Texts(files)).contracts
    with pytest.raises(Exception, match=r"no document lies beside it; add openapi.yaml"):
        one.contract  # noqa: B018 - reading is what fails


def test_a_folder_that_can_not_be_looked_into_is_told() -> None:
    class Shut(Texts):
        def names(self, folder: str) -> tuple[str, ...]:
            if folder == "exceptions":
                raise CannotOpenError(folder, "you may not read it; check its permissions")
            return super().names(folder)

    said = told(read_estate(Shut({**WHOLE, "exceptions/catalogue.yaml": "exceptions: []"})))
    assert said == ["exceptions:1:1: you may not read it; check its permissions"]


def test_a_link_that_leads_back_up_ends(tmp_path: Path) -> None:
    for path, text in WHOLE.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "pairs").mkdir()
    (tmp_path / "pairs" / "up").symlink_to(tmp_path)
    said = told(read_estate(FolderTree(tmp_path)))
    assert all("folders deep" in words for words in said)
    assert said


def test_an_empty_folder_is_no_estate() -> None:
    assert told(read_estate(Texts({}))) == [
        "estate.yaml:1:1: there is no estate.yaml here; `weighbridge init`"
    ]
