"""Pacts, verifications and tries of conformance over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.registry.builders import V1, environment, offer, pact, problem, put_up, release, run
from tests.registry.builders import post_version as publish

if TYPE_CHECKING:
    from fastapi.testclient import TestClient
    from httpx import Response

    from weighbridge_registry.store import Database


def post(client: TestClient, name: str, content: Any) -> Response:
    body = {"consumer_release": name, "content": content}
    answer: Response = client.post("/api/v1/pacts", json=body)
    return answer


def test_a_pact_is_a_numbered_version_of_its_own_subject(client: TestClient) -> None:
    first = post(client, "4.2", pact("id")).json()
    assert (first["subject"], first["number"], first["new_content"]) == (
        "storefront→orders",
        1,
        True,
    )
    assert post(client, "4.3", pact("id", "note")).json()["number"] == 2
    assert post(client, "4.4", pact("id")).json()["number"] == 1
    listed = client.get("/api/v1/subjects/storefront→orders/versions").json()["items"]
    assert [(v["version"], v["format"]) for v in listed] == [("2", "pact"), ("1", "pact")]
    assert (
        client.get("/api/v1/subjects", params={"kind": "pact"}).json()["items"][0]["latest"] == "2"
    )


def test_a_pact_is_given_back_as_it_came(client: TestClient) -> None:
    content = pact("id", x={"y": [1, None, "→"]})
    digest = post(client, "4.2", content).json()["digest"]
    answer = client.get(f"/api/v1/pacts/{digest}")
    assert answer.json() == content
    assert "immutable" in answer.headers["cache-control"]
    tag = {"If-None-Match": answer.headers["etag"]}
    assert client.get(f"/api/v1/pacts/{digest}", headers=tag).status_code == 304
    assert problem(client.get(f"/api/v1/pacts/{'0' * 64}")) == "no-such-pact"


def test_a_release_has_one_pact_with_a_provider(client: TestClient) -> None:
    assert post(client, "4.2", pact("id")).status_code == 201
    assert post(client, "4.2", pact("id")).status_code == 200
    refused = post(client, "4.2", pact("id", "note"))
    assert (refused.status_code, problem(refused)) == (409, "pact-exists")
    assert post(client, "4.2", pact("id", provider="products")).status_code == 201
    assert client.get("/api/v1/subjects/storefront→orders").json()["versions"] == 1


def test_a_pact_is_held_against_the_contract_at_once(client: TestClient) -> None:
    assert post(client, "4.1", pact("id", "colour")).json()["usage"] == []
    publish(client, "1.0.0", V1)
    (finding,) = post(client, "4.2", pact("id", "colour")).json()["usage"]
    assert finding["impact"] == "breaks"
    assert "colour" in finding["path"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({}, "unreadable-contract"),
        ({"consumer": {"name": "a"}}, "unreadable-contract"),
        (pact("id", consumer="a\u0000"), "name-refused"),
        (pact("id", consumer="a" * 101), "name-refused"),
        (pact("id", provider="\n"), "unreadable-contract"),
        (pact("id", pactSpecification={"version": "9"}), "unreadable-contract"),
        ([], "invalid-request"),
        ("pact", "invalid-request"),
    ],
)
def test_what_is_no_pact_is_refused(client: TestClient, content: Any, expected: str) -> None:
    assert problem(post(client, "4.2", content)) == expected
    assert client.get("/api/v1/pacts").json()["items"] == []


def test_pacts_are_found_by_provider_consumer_and_environment(
    database: Database, client: TestClient
) -> None:
    put_up(database, offer("1.0.0", V1, providers=("erp",)))
    post(client, "4.2", pact("id"))
    post(client, "4.3", pact("id"))
    post(client, "1", pact("id", consumer="analytics", provider="erp"))
    environment(database, "test")
    release(database, "storefront", "4.2")
    run(database, "storefront", "4.2", "test")

    def found(**query: str) -> list[tuple[str, str]]:
        items = client.get("/api/v1/pacts", params=query).json()["items"]
        return [(item["consumer"], item["consumer_release"]) for item in items]

    both = [("storefront", "4.2"), ("storefront", "4.3")]
    assert found(provider="orders") == both
    assert found(provider="erp") == [("analytics", "1"), *both]
    assert found(consumer="analytics") == [("analytics", "1")]
    assert found(provider="orders", environment="test") == [("storefront", "4.2")]
    moon = client.get("/api/v1/pacts", params={"environment": "moon"})
    assert problem(moon) == "no-such-environment"


def test_content_of_a_pact_may_be_published_as_a_version(client: TestClient) -> None:
    import json  # noqa: PLC0415

    text = json.dumps(pact("id"))
    where = "storefront%E2%86%92orders"
    first = publish(client, None, text, where, kind="pact")
    assert (first.status_code, first.json()["version"]) == (201, "1")
    assert publish(client, None, text, where, kind="pact").status_code == 200
    other = publish(client, None, text, "shop", kind="pact")
    assert (problem(other), other.json()["expected"]) == ("pact-names-differ", "storefront→orders")


def verification(digest: str, provider: str = "erp", **more: Any) -> dict[str, Any]:
    return {
        "provider": provider,
        "provider_release": "7.0",
        "pact": digest,
        "success": True,
        **more,
    }


def test_a_verification_names_the_service_or_what_it_provides(
    database: Database, client: TestClient
) -> None:
    digest = post(client, "4.2", pact("id")).json()["digest"]
    put_up(database, offer("1.0.0", V1, providers=("erp",)))
    for name in ("orders", "erp"):
        answer = client.post("/api/v1/verifications", json=verification(digest, name))
        assert (answer.status_code, answer.json()["provider"]) == (201, "erp")
    listed = client.get("/api/v1/verifications", params={"provider": "erp"}).json()["items"]
    assert [v["id"] for v in listed] == sorted((v["id"] for v in listed), reverse=True)
    assert len(listed) == 2
    named = client.get("/api/v1/verifications", params={"provider": "orders"}).json()["items"]
    assert named == listed
    none = client.get("/api/v1/verifications", params={"provider_release": "9"})
    assert none.json()["items"] == []


def test_a_verification_by_one_of_several_providers_has_to_say_by_which(
    database: Database, client: TestClient
) -> None:
    digest = post(client, "4.2", pact("id")).json()["digest"]
    put_up(database, offer("1.0.0", V1, providers=("erp", "erp-cloud")))
    answer = client.post("/api/v1/verifications", json=verification(digest, "orders"))
    assert problem(answer) == "provider-unclear"
    assert answer.json()["services"] == ["erp", "erp-cloud"]
    release(database, "erp-cloud", "7.0")
    told = client.post("/api/v1/verifications", json=verification(digest, "orders"))
    assert told.json()["provider"] == "erp-cloud", "only it has that release"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"pact": "0" * 64}, "no-such-pact"),
        ({"pact": "xyz"}, "invalid-request"),
        ({"provider": "moon"}, "no-such-service"),
        ({"success": "perhaps"}, "invalid-request"),
        ({"failures": "none"}, "invalid-request"),
    ],
)
def test_a_verification_of_nothing_is_refused(
    client: TestClient, change: dict[str, Any], expected: str
) -> None:
    digest = post(client, "4.2", pact("id")).json()["digest"]
    body = verification(digest, "orders") | change
    assert problem(client.post("/api/v1/verifications", json=body)) == expected
    assert client.get("/api/v1/verifications").json()["items"] == []


def test_conformance_is_recorded_for_a_version_by_any_of_its_names(
    database: Database, client: TestClient
) -> None:
    put_up(database, offer("1.0.0", V1, providers=("erp",)))
    body = {
        "service": "erp",
        "release": "7.0",
        "subject": "orders",
        "version": "latest",
        "success": False,
        "seed": 42,
        "cases": 120,
        "failures": [
            {"operation": "GET /orders/{orderId}", "check": "status", "message": "500", "curl": "c"}
        ],
        "tool": "schemathesis",
        "tool_version": "4",
    }
    answer = client.post("/api/v1/conformance", json=body)
    assert answer.status_code == 201
    said = answer.json()
    assert (said["version"], said["seed"], said["cases"]) == ("1.0.0", "42", 120)
    listed = client.get("/api/v1/conformance", params={"service": "erp", "release": "7.0"})
    assert listed.json()["items"] == [said]
    for change, expected in (
        ({"version": "9.9.9"}, "no-such-version"),
        ({"subject": "moon"}, "no-such-subject"),
        ({"service": "moon"}, "no-such-service"),
        ({"cases": -1}, "invalid-request"),
    ):
        assert problem(client.post("/api/v1/conformance", json=body | change)) == expected
