"""What the pages of the catalog are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.registry.builders import (
    AUTHOR,
    TODAY,
    V1,
    V2,
    V3,
    environment,
    offer,
    pact,
    put_up,
    release,
    run,
)
from weighbridge_checks.verdicts.finding import Posture, Word
from weighbridge_checks.verdicts.gates import Promotion, Status
from weighbridge_registry import catalog
from weighbridge_registry.errors import (
    NoSuchDecisionError,
    NoSuchSubjectError,
    NoSuchVersionError,
    NotComparableError,
)
from weighbridge_registry.promote import promote

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from weighbridge_registry.store import Database


@pytest.fixture
def estate(database: Database, client: TestClient) -> Database:
    put_up(
        database,
        offer(
            "1.0.0",
            V1,
            title="Sales orders",
            providers=("erp",),
            business_owner="order desk",
            technical_owner="order-mgmt",
        ),
    )
    put_up(database, offer("1.1.0", V2))
    put_up(database, offer("2.0.0", V3))
    environment(database, "test")
    environment(database, "production", "test")
    release(database, "erp", "7.0", ("orders", "1.0.0"))
    release(database, "erp", "7.1", ("orders", "1.1.0"))
    run(database, "erp", "7.1", "test")
    run(database, "erp", "7.0", "production")
    body = {"consumer_release": "4.2", "content": pact("id", "note")}
    digest = client.post("/api/v1/pacts", json=body).json()["digest"]
    release(database, "storefront", "4.2")
    run(database, "storefront", "4.2", "production")
    tried = {"provider": "erp", "provider_release": "7.0", "pact": digest, "success": True}
    client.post("/api/v1/verifications", json=tried)
    return database


def test_contracts_are_listed_with_where_they_run_and_pacts_only_if_asked_for(
    estate: Database,
) -> None:
    with estate.reading() as store:
        (row,) = catalog.contracts(store).items
        assert [r.subject for r in catalog.contracts(store, kind="pact").items] == [
            "storefront→orders"
        ]
        assert catalog.contracts(store, search="nothing of the kind").items == ()
        (found,) = catalog.contracts(store, search="SALES").items
    assert (row.subject, row.title, row.latest, row.versions) == (
        "orders",
        "Sales orders",
        "2.0.0",
        3,
    )
    assert row.owners == catalog.Owners(business="order desk", technical="order-mgmt")
    assert row.environments == ("test", "production")
    assert found == row


def test_a_contract_shows_its_versions_and_who_relies_on_it(estate: Database) -> None:
    with estate.reading() as store:
        view = catalog.contract(store, "orders")
        with pytest.raises(NoSuchSubjectError):
            catalog.contract(store, "moon")
    assert [(v.version, v.word) for v in view.versions] == [
        ("2.0.0", Word.BREAKING),
        ("1.1.0", Word.COMPATIBLE),
        ("1.0.0", None),
    ]
    places = [(r.environment, r.release) for v in view.versions for r in v.runs_in]
    assert places == [("test", "7.1"), ("production", "7.0")]
    (consumer,) = view.consumers
    assert (consumer.consumer, consumer.release) == ("storefront", "4.2")
    assert consumer.environments == ("production",)
    assert [(v.release, v.status, v.environments) for v in consumer.verified] == [
        ("7.0", Status.PASSED, ("production",)),
        ("7.1", Status.UNKNOWN, ("test",)),
    ]


def test_a_comparison_names_the_consumers_that_each_finding_hits(estate: Database) -> None:
    with estate.reading() as store:
        found = catalog.comparison(store, "orders", "1.0.0", "latest", today=TODAY)
        again = catalog.comparison(store, "orders", "1", "3", today=TODAY)
        strict = catalog.comparison(store, "orders", "1", "3", posture=Posture.STRICT, today=TODAY)
        with pytest.raises(NoSuchVersionError):
            catalog.comparison(store, "orders", "1.0.0", "9.9.9", today=TODAY)
        with pytest.raises(NotComparableError):
            catalog.comparison(store, "storefront→orders", "1", "1", today=TODAY)
    assert (found.old.version, found.new.version) == ("1.0.0", "2.0.0")
    assert found.value["verdict"] == "breaking"
    errors = [f for f in found.value["findings"] if f["severity"] == "error"]
    (consumer,) = errors[0]["consumers"]
    assert (consumer["name"], consumer["release"]) == ("storefront", "4.2")
    assert consumer["environments"] == ["production"]
    assert consumer["uses"]
    assert again == found
    assert strict.value["posture"] == "strict"


def test_what_was_weighed_while_reading_is_known_afterwards(estate: Database) -> None:
    with estate.reading() as store:
        found = catalog.comparison(store, "orders", "1.0.0", "2.0.0", today=TODAY)
        assert store.verdicts.derived
    with estate.reading() as store:
        assert catalog.comparison(store, "orders", "1.0.0", "2.0.0", today=TODAY) == found
        assert not store.verdicts.derived
        assert not store.verdicts.derived_hits


def test_the_board_has_a_column_per_environment_and_a_row_per_service_and_scope(
    estate: Database,
) -> None:
    run(estate, "erp", "7.0", "test", "W1")
    with estate.reading() as store:
        board = catalog.board(store)
    assert [e.name for e in board.environments] == ["test", "production"]
    cells = {
        (r.service, r.scope): [c and (c.release, c.ahead) for c in r.cells] for r in board.rows
    }
    assert cells == {
        ("erp", ""): [("7.1", True), ("7.0", False)],
        ("erp", "W1"): [("7.0", True), None],
        ("storefront", ""): [None, ("4.2", False)],
    }
    cell = board.rows[0].cells[0]
    assert cell is not None
    assert cell.provides == (("orders", "1.1.0"),)


def test_services_show_their_newest_release_and_where_they_run(estate: Database) -> None:
    with estate.reading() as store:
        erp, storefront = catalog.services(store)
    assert (erp.name, erp.releases, erp.latest) == ("erp", 2, "7.1")
    assert erp.provides == (("orders", "1.1.0"),)
    assert [(r.environment, r.release) for r in erp.runs_in] == [
        ("test", "7.1"),
        ("production", "7.0"),
    ]
    assert (storefront.latest, storefront.provides) == ("4.2", ())


def test_decisions_are_shown_as_they_were_given(estate: Database) -> None:
    wish = Promotion(service="erp", release="7.1", environment="production")
    with estate.writing() as store:
        record = promote(store, wish, author=AUTHOR)
    with estate.reading() as store:
        view = catalog.decision(store, record.id)
        assert catalog.decisions(store).items == (view,)
        assert catalog.decisions(store, environment="test").items == ()
        with pytest.raises(NoSuchDecisionError):
            catalog.decision(store, "moon")
    assert (view.allowed, view.reasons, view.actor) == (False, record.reasons, "rosa")
