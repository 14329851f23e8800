"""Promotions: what the gates are shown of the record, and what is written down of the answer."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from tests.registry.builders import (
    AUTHOR,
    NOW,
    V1,
    V2,
    V3,
    environment,
    offer,
    openapi,
    pact,
    problem,
    put_up,
    release,
    run,
)
from weighbridge_checks.verdicts.gates import Promotion, Status
from weighbridge_registry.errors import (
    NoSuchDeploymentError,
    NoSuchEnvironmentError,
    NoSuchServiceError,
    PathOfEnvironmentsError,
    ReleaseExistsError,
)
from weighbridge_registry.promote import gather, preview, promote

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from weighbridge_registry.store import Database
    from weighbridge_registry.store.records import DecisionRecord

COMPATIBLE = "compatible-with-running"
RAN = "ran-in-previous-environment"
VERIFIED = "consumers-verified"


@pytest.fixture
def estate(database: Database) -> Database:
    """Orders in three versions, two releases of its provider, and a path of two environments."""
    put_up(database, offer("1.0.0", V1, providers=("erp",)))
    put_up(database, offer("1.1.0", V2))
    put_up(database, offer("2.0.0", V3))
    release(database, "erp", "7.0", ("orders", "1.0.0"))
    release(database, "erp", "7.1", ("orders", "1.1.0"))
    release(database, "erp", "8.0", ("orders", "2.0.0"))
    environment(database, "test", None)
    environment(database, "production", "test")
    return database


def ask(database: Database, service: str, name: str, where: str) -> DecisionRecord:
    wish = Promotion(service=service, release=name, environment=where)
    with database.writing() as store:
        return promote(store, wish, author=AUTHOR)


def statuses(decision: Any) -> list[tuple[str, Status]]:
    return [(reason.gate, reason.status) for reason in decision.reasons]


def running(database: Database, where: str) -> list[tuple[str, str]]:
    with database.reading() as store:
        return [(d.service, d.release) for d in store.deployments.all(where)]


def test_an_allowed_promotion_is_recorded_and_runs(estate: Database) -> None:
    decision = ask(estate, "erp", "7.0", "test")
    assert decision.allowed
    assert running(estate, "test") == [("erp", "7.0")]
    with estate.reading() as store:
        assert store.decisions.get(decision.id) == decision
        assert store.decisions.listed().items == (decision,)


def test_a_refused_promotion_is_recorded_too_and_changes_nothing_that_runs(
    estate: Database,
) -> None:
    run(estate, "erp", "7.1", "test")
    decision = ask(estate, "erp", "8.0", "test")
    assert not decision.allowed
    (reason,) = [r for r in decision.reasons if r.status is Status.FAILED]
    assert reason.gate == COMPATIBLE
    assert "orders 1.1.0 to 2.0.0 is breaking" in reason.message
    assert running(estate, "test") == [("erp", "7.1")]
    with estate.reading() as store:
        assert store.decisions.get(decision.id) == decision


def test_a_release_has_to_have_run_in_the_environment_before(estate: Database) -> None:
    refused = ask(estate, "erp", "7.0", "production")
    assert (RAN, Status.FAILED) in statuses(refused)
    run(estate, "erp", "7.0", "test")
    run(estate, "erp", "7.1", "test")
    assert ask(estate, "erp", "7.0", "production").allowed, "that it has run is enough"


def test_a_release_that_is_not_known_is_refused_with_that_reason(estate: Database) -> None:
    decision = ask(estate, "erp", "9.9", "test")
    assert statuses(decision) == [("release-known", Status.FAILED)]
    with estate.reading() as store:
        assert store.decisions.get(decision.id).release == "9.9"


def test_an_environment_without_gates_allows_nothing(estate: Database) -> None:
    with estate.writing() as store:
        from weighbridge_registry.store.records import Environment  # noqa: PLC0415

        store.environments.put(
            Environment(name="dev", after=None, gates=(), production=False), now=AUTHOR.at
        )
    assert statuses(ask(estate, "erp", "7.0", "dev")) == [("gates-configured", Status.UNKNOWN)]


def test_unknown_environments_and_services_are_errors_and_no_decisions(estate: Database) -> None:
    with pytest.raises(NoSuchEnvironmentError, match="'test', 'production'"):
        ask(estate, "erp", "7.0", "moon")
    with pytest.raises(NoSuchServiceError):
        ask(estate, "moon", "7.0", "test")
    with estate.reading() as store:
        assert store.decisions.listed().items == ()


def test_a_preview_is_the_same_answer_and_leaves_no_trace(estate: Database) -> None:
    run(estate, "erp", "7.1", "test")
    wish = Promotion(service="erp", release="8.0", environment="test")
    with estate.reading() as store:
        before = store.audit.head()
        previewed = preview(store, wish, now=NOW)
    with estate.reading() as store:
        assert store.audit.head() == before
        assert store.decisions.listed().items == ()
    assert ask(estate, "erp", "8.0", "test").reasons == previewed.reasons


def test_what_another_service_runs_of_the_same_subject_counts(estate: Database) -> None:
    run(estate, "erp", "7.1", "test")
    release(estate, "erp-cloud", "1", ("orders", "2.0.0"))
    decision = ask(estate, "erp-cloud", "1", "test")
    assert (COMPATIBLE, Status.FAILED) in statuses(decision)


def test_a_release_may_provide_old_and_new_side_by_side(estate: Database) -> None:
    run(estate, "erp", "7.1", "test")
    release(estate, "erp", "8.1", ("orders", "1.1.0"), ("orders", "2.0.0"))
    assert ask(estate, "erp", "8.1", "test").allowed


def test_a_contract_that_nobody_would_provide_any_more_is_a_break(estate: Database) -> None:
    run(estate, "erp", "7.1", "test")
    release(estate, "erp", "9.0")
    (reason,) = [r for r in ask(estate, "erp", "9.0", "test").reasons if r.gate == COMPATIBLE]
    assert reason.status is Status.FAILED
    assert "contract-withdrawn" in reason.message


def test_a_contract_may_go_where_another_service_provides_it(estate: Database) -> None:
    run(estate, "erp", "7.1", "test")
    release(estate, "erp-cloud", "1", ("orders", "1.1.0"))
    run(estate, "erp-cloud", "1", "test")
    release(estate, "erp", "9.0")
    assert ask(estate, "erp", "9.0", "test").allowed


def test_two_promotions_at_once_are_decided_one_after_the_other(estate: Database) -> None:
    release(estate, "erp-cloud", "1", ("orders", "2.0.0"))
    release(estate, "erp-old", "1", ("orders", "1.1.0"))
    found: list[DecisionRecord] = []
    threads = [
        Thread(target=lambda s=service: found.append(ask(estate, s, "1", "test")))
        for service in ("erp-cloud", "erp-old")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(d.allowed for d in found) == [False, True], "each alone would be allowed"
    assert len(running(estate, "test")) == 1


# -- pacts


def expect(client: TestClient, name: str, wish: dict[str, Any]) -> dict[str, Any]:
    answer = client.post("/api/v1/pacts", json={"consumer_release": name, "content": wish})
    assert answer.status_code in {200, 201}, answer.text
    said: dict[str, Any] = answer.json()
    return said


def verify(client: TestClient, digest: str, name: str, *, success: bool, **more: Any) -> None:
    body = {"provider": "erp", "provider_release": name, "pact": digest, "success": success}
    answer = client.post("/api/v1/verifications", json=body | more)
    assert answer.status_code == 201, answer.text


@pytest.fixture
def shop(estate: Database, client: TestClient) -> str:
    """A storefront that runs in test, beside the provider, and reads `note`; gives its pact."""
    run(estate, "erp", "7.0", "test")
    digest: str = expect(client, "4.2", pact("id", "note"))["digest"]
    release(estate, "storefront", "4.2")
    run(estate, "storefront", "4.2", "test")
    return digest


def test_a_live_consumer_has_to_be_verified_by_this_very_release(
    estate: Database, client: TestClient, shop: str
) -> None:
    unknown = ask(estate, "erp", "7.1", "test")
    (reason,) = [r for r in unknown.reasons if r.gate == VERIFIED]
    assert reason.status is Status.UNKNOWN
    assert "storefront 4.2 on orders of erp 7.1 (test)" in reason.message
    verify(client, shop, "7.0", success=True)
    assert not ask(estate, "erp", "7.1", "test").allowed, "that was another release"
    verify(client, shop, "7.1", success=False, failures=["status was 500"])
    (failed,) = [r for r in ask(estate, "erp", "7.1", "test").reasons if r.gate == VERIFIED]
    assert failed.status is Status.FAILED
    assert "status was 500" in failed.message
    verify(client, shop, "7.1", success=True)
    assert ask(estate, "erp", "7.1", "test").allowed, "the newest result counts"


def test_a_new_release_of_the_consumer_with_the_same_pact_is_verified_already(
    estate: Database, client: TestClient, shop: str
) -> None:
    verify(client, shop, "7.1", success=True)
    again = expect(client, "4.3", pact("note", "id"))
    assert (again["digest"], again["new_content"], again["number"]) == (shop, False, 1)
    release(estate, "storefront", "4.3")
    run(estate, "storefront", "4.3", "test")
    assert ask(estate, "erp", "7.1", "test").allowed


def test_a_consumer_has_to_be_verified_by_every_release_of_its_provider_that_runs_there(
    estate: Database, client: TestClient
) -> None:
    run(estate, "erp", "7.0", "test", "W1")
    run(estate, "erp", "7.1", "test", "W2")
    digest = expect(client, "4.2", pact("id", "note"))["digest"]
    release(estate, "storefront", "4.2")
    verify(client, digest, "7.0", success=True)
    decision = ask(estate, "storefront", "4.2", "test")
    assert [s for g, s in statuses(decision) if g == VERIFIED] == [Status.PASSED, Status.UNKNOWN]
    verify(client, digest, "7.1", success=True)
    assert ask(estate, "storefront", "4.2", "test").allowed


def test_a_consumer_whose_provider_is_not_there_is_not_verified(
    estate: Database, client: TestClient
) -> None:
    expect(client, "4.2", pact("id"))
    release(estate, "storefront", "4.2")
    (reason,) = [r for r in ask(estate, "storefront", "4.2", "test").reasons if r.gate == VERIFIED]
    assert reason.status is Status.UNKNOWN
    assert "orders (not deployed)" in reason.message


def test_a_consumer_that_does_not_run_there_is_nobody_s_concern(
    estate: Database, client: TestClient
) -> None:
    expect(client, "4.2", pact("id", "note"))
    release(estate, "storefront", "4.2")
    assert ask(estate, "erp", "7.1", "test").allowed


def test_a_pact_on_one_service_is_not_the_concern_of_another_that_provides_something_else(
    estate: Database, client: TestClient, shop: str
) -> None:
    del client, shop
    put_up(estate, offer("1.0.0", V1, subject="products", providers=("erp-cloud",)))
    put_up(estate, offer("2.0.0", V3, providers=("erp", "erp-cloud")))
    release(estate, "erp-cloud", "1", ("products", "1.0.0"))
    assert ask(estate, "erp-cloud", "1", "test").allowed


def test_a_break_names_the_consumers_that_use_what_breaks(
    estate: Database, client: TestClient, shop: str
) -> None:
    del shop
    expect(client, "1", pact("eta", consumer="analytics"))
    release(estate, "analytics", "1")
    run(estate, "analytics", "1", "test")
    (reason,) = [r for r in ask(estate, "erp", "8.0", "test").reasons if r.gate == COMPATIBLE]
    assert "which hits storefront 4.2 (test)" in reason.message
    assert "analytics" not in reason.message, "it does not read `id`"


def test_what_the_law_allows_is_a_break_where_a_live_consumer_reads_it(
    estate: Database, client: TestClient, shop: str
) -> None:
    put_up(estate, offer("1.2.0", openapi("eta"), subject="orders"))
    release(estate, "erp", "7.2", ("orders", "1.2.0"))
    verify(client, shop, "7.2", success=True)
    (reason,) = [r for r in ask(estate, "erp", "7.2", "test").reasons if r.gate == COMPATIBLE]
    assert reason.status is Status.FAILED
    assert "hits storefront 4.2" in reason.message
    with estate.writing() as store:
        store.deployments.remove("test", "storefront", "", now=AUTHOR.at)
    assert ask(estate, "erp", "7.2", "test").allowed


def test_a_service_does_not_stand_in_its_own_way(estate: Database, client: TestClient) -> None:
    run(estate, "erp", "7.0", "test")
    expect(client, "7.0", pact("id", consumer="erp"))
    with estate.reading() as store:
        facts = gather(store, Promotion(service="erp", release="7.1", environment="test"), now=NOW)
    assert facts.reliances == ()


# -- the record of what runs


def test_a_release_never_changes(estate: Database) -> None:
    release(estate, "erp", "7.0", ("orders", "1.0.0"))
    with pytest.raises(ReleaseExistsError, match="differs in provides"):
        release(estate, "erp", "7.0", ("orders", "1.1.0"))


def test_where_a_release_comes_from_may_be_said_later_and_once(client: TestClient) -> None:
    where = "/api/v1/services/erp/releases/1"
    assert client.put(where, json={}).status_code == 201
    assert client.put(where, json={"commit": "abc"}).json()["commit"] == "abc"
    assert client.put(where, json={"branch": "main"}).json()["commit"] == "abc"
    assert problem(client.put(where, json={"commit": "def"})) == "release-exists"
    assert client.get("/api/v1/services/erp").json()["name"] == "erp"


def test_a_deployment_replaces_the_one_of_the_same_scope(estate: Database) -> None:
    run(estate, "erp", "7.0", "test")
    run(estate, "erp", "7.1", "test", "W1")
    run(estate, "erp", "7.1", "test")
    with estate.reading() as store:
        found = [(d.scope, d.release) for d in store.deployments.all("test")]
        assert found == [("", "7.1"), ("W1", "7.1")]
        assert store.deployments.ran_in("erp", "7.0") == {"test"}


def test_a_deployment_ends_and_has_been(estate: Database, client: TestClient) -> None:
    run(estate, "erp", "7.0", "test", "W1")
    where = "/api/v1/environments/test/deployments/erp"
    assert problem(client.delete(where)) == "no-such-deployment"
    assert client.delete(where, params={"scope": "W1"}).status_code == 204
    with estate.reading() as store:
        assert store.deployments.all("test") == ()
        assert store.deployments.ran_in("erp", "7.0") == {"test"}
    with pytest.raises(NoSuchDeploymentError), estate.writing() as store:
        store.deployments.remove("test", "erp", "W1", now=AUTHOR.at)


def test_environments_stand_in_the_order_of_their_path(database: Database) -> None:
    environment(database, "production", None)
    environment(database, "dev", None)
    environment(database, "test", "dev")
    environment(database, "staging", "test")
    environment(database, "production", "staging")
    with database.reading() as store:
        assert [e.name for e in store.environments.all()] == [
            "dev",
            "test",
            "staging",
            "production",
        ]
        assert store.environments.before("production") == ("dev", "test", "staging")


@pytest.mark.parametrize("after", ["dev", "test", "staging"])
def test_an_environment_can_not_come_after_itself(database: Database, after: str) -> None:
    environment(database, "dev", None)
    environment(database, "test", "dev")
    environment(database, "staging", "test")
    with pytest.raises(PathOfEnvironmentsError):
        environment(database, "dev", after)


def test_promotions_over_http(estate: Database, client: TestClient) -> None:
    run(estate, "erp", "7.1", "test")
    wish = {"service": "erp", "release": "8.0", "environment": "test"}
    asked = client.get("/api/v1/can-i-deploy", params=wish)
    assert (asked.status_code, asked.json()["id"], asked.json()["allowed"]) == (200, None, False)
    answer = client.post("/api/v1/promotions", json=wish, headers={"X-Weighbridge-Actor": "rosa"})
    assert answer.status_code == 201
    said = answer.json()
    wished = {**wish, "scope": ""}
    assert (said["allowed"], said["promotion"], said["actor"]) == (False, wished, "rosa")
    assert said["reasons"] == asked.json()["reasons"]
    facts = next(r["facts"] for r in said["reasons"] if r["status"] == "failed")
    assert facts["rule"]
    assert client.get(answer.headers["location"]).json() == said
    listed = client.get("/api/v1/decisions", params={"service": "erp", "environment": "test"})
    assert listed.json() == {"items": [said], "next": None}
    assert client.get("/api/v1/decisions", params={"service": "x"}).json()["items"] == []
    unknown = client.post("/api/v1/promotions", json=wish | {"environment": "moon"})
    assert problem(unknown) == "no-such-environment"
    assert unknown.json()["known"] == ["test", "production"]
    assert problem(client.get("/api/v1/decisions/0")) == "no-such-decision"
