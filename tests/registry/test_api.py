"""What holds of the whole API: problems, lists, tags, keys, limits, health."""

from __future__ import annotations

import inspect
import json
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from tests.registry.builders import V1, V2, openapi, post_version, problem
from weighbridge_checks.verdicts.rules.every import RULES
from weighbridge_registry import errors
from weighbridge_registry.app import create_app
from weighbridge_registry.problems import STATUS, slug, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_registry.store import Database

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.RegistryError) and kind is not errors.RegistryError
]


# -- problems


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_has_a_status_a_name_and_a_title(
    kind: type[errors.RegistryError],
) -> None:
    assert 400 <= STATUS[kind] < 600
    assert title(kind).endswith(".")
    assert slug(kind) == slug(kind).strip("-").lower()


def test_no_status_is_given_to_what_is_no_error_any_more() -> None:
    assert set(STATUS) == set(KINDS)


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("GET", "/", 404, "not-found"),
        ("GET", "/api/v1", 404, "not-found"),
        ("GET", "/api/v1/nothing", 404, "not-found"),
        ("GET", "/api/v1/subjects/", 404, "not-found"),
        ("GET", "/docs", 404, "not-found"),
        ("GET", "/redoc", 404, "not-found"),
        ("GET", "/openapi.json", 404, "not-found"),
        ("DELETE", "/api/v1/subjects", 405, "method-not-allowed"),
        ("GET", "/api/v1/subjects/%00", 422, "invalid-request"),
        ("GET", "/api/v1/subjects/%FF", 422, "invalid-request"),
        ("GET", "/api/v1/subjects/%ED%A0%80", 422, "invalid-request"),
        ("GET", "/api/v1/subjects/x", 404, "no-such-subject"),
        ("GET", "/api/v1/subjects/x/versions", 404, "no-such-subject"),
        ("GET", "/api/v1/subjects/x/versions/1", 404, "no-such-subject"),
        ("GET", "/api/v1/subjects/orders/versions/9.9.9", 404, "no-such-version"),
        ("GET", "/api/v1/subjects/orders/versions/99999999999999999999", 404, "no-such-version"),
        ("GET", "/api/v1/subjects/orders/versions/2147483648", 404, "no-such-version"),
        ("GET", "/api/v1/subjects/orders/versions/1.0.0/files/x", 404, "no-such-file"),
        ("GET", "/api/v1/subjects/orders/versions/1.0.0/files/%00", 404, "no-such-file"),
        ("GET", "/api/v1/subjects/orders/compare/1.0.0...3.0.0", 404, "no-such-version"),
        ("GET", "/api/v1/subjects/orders/compare/1.0.0", 404, "not-found"),
        ("GET", "/api/v1/subjects/orders/compare/1...1?mode=x", 422, "invalid-request"),
        ("GET", "/api/v1/services/x", 404, "no-such-service"),
        ("GET", "/api/v1/services/x/releases", 404, "no-such-service"),
        ("GET", "/api/v1/services/x/releases/1", 404, "no-such-service"),
        ("GET", "/api/v1/environments/x", 404, "no-such-environment"),
        ("GET", "/api/v1/environments/x/deployments", 404, "no-such-environment"),
        ("GET", "/api/v1/can-i-deploy", 422, "invalid-request"),
        ("GET", "/api/v1/rules/x", 404, "no-such-rule"),
        ("GET", "/api/v1/subjects?limit=0", 422, "invalid-request"),
        ("GET", "/api/v1/subjects?limit=201", 422, "invalid-request"),
        ("GET", "/api/v1/subjects?limit=x", 422, "invalid-request"),
        ("GET", "/api/v1/subjects?cursor=x", 422, "cursor-refused"),
        ("GET", "/api/v1/subjects?cursor=%C3%A9", 422, "cursor-refused"),
        ("GET", "/api/v1/subjects?cursor=WzFd", 422, "cursor-refused"),
        ("GET", "/api/v1/subjects?cursor=WyJcdTAwMDAiXQ==", 422, "cursor-refused"),
        ("GET", "/api/v1/audit?cursor=WyJhIl0=", 422, "cursor-refused"),
        ("GET", "/api/v1/subjects?q=%00", 422, "invalid-request"),
    ],
)
def test_what_is_not_there_or_makes_no_sense_is_a_problem_with_a_name(
    client: TestClient, method: str, path: str, status: int, name: str
) -> None:
    post_version(client, "1.0.0")
    answer = client.request(method, path)
    assert (answer.status_code, problem(answer)) == (status, name)


def test_a_method_that_is_not_possible_is_told_which_are(client: TestClient) -> None:
    assert client.delete("/api/v1/subjects").headers["allow"] == "GET"


def test_an_invalid_request_says_where_and_what(client: TestClient) -> None:
    answer = client.post("/api/v1/promotions", json={"service": "", "release": "1"})
    assert problem(answer) == "invalid-request"
    assert [e["path"] for e in answer.json()["errors"]] == ["body.service", "body.environment"]


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        (b"{", 422, "invalid-request"),
        (b"", 422, "invalid-request"),
        (b"null", 422, "invalid-request"),
        (b"[" * 100_000, 400, "bad-request"),
        (b'{"service": "\xff"}', 400, "bad-request"),
    ],
)
def test_a_body_that_is_no_json_is_refused(
    client: TestClient, body: bytes, status: int, name: str
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = client.post("/api/v1/promotions", content=body, headers=headers)
    assert (answer.status_code, problem(answer)) == (status, name)


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "", "application/xml"])
def test_a_body_of_another_type_is_refused(client: TestClient, kind: str) -> None:
    headers = {"Content-Type": kind}
    answer = client.post("/api/v1/promotions", content=b"{}", headers=headers)
    assert (answer.status_code, problem(answer)) == (415, "unsupported-media-type")


def test_what_we_did_not_expect_is_told_without_its_insides(database: Database) -> None:
    app = create_app(database)

    @app.get("/api/v1/fault")
    def fault() -> None:
        raise RuntimeError("the password is secret")

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/api/v1/fault")
    assert (answer.status_code, problem(answer)) == (500, "unexpected")
    assert "secret" not in answer.text
    assert answer.json()["reference"]


# -- limits


@pytest.fixture
def small(database: Database) -> Iterator[TestClient]:
    with TestClient(create_app(database, largest_request=1_000)) as found:
        yield found


def test_a_body_that_is_too_large_is_refused_before_it_is_read(small: TestClient) -> None:
    body = json.dumps({"service": "x" * 2_000})
    headers = {"Content-Type": "application/json"}
    answer = small.post("/api/v1/promotions", content=body, headers=headers)
    assert (answer.status_code, problem(answer)) == (413, "too-large")


def test_a_body_that_does_not_say_how_large_it_is_is_counted(small: TestClient) -> None:
    pieces = iter([b'{"service": "', b"x" * 2_000, b'"}'])
    headers = {"Content-Type": "application/json"}
    answer = small.post("/api/v1/promotions", content=pieces, headers=headers)
    assert (answer.status_code, problem(answer)) == (413, "too-large")
    pieces = iter([b'{"description": "', b"x" * 100, b'"}'])
    put = small.put("/api/v1/services/erp", content=pieces, headers=headers)
    assert put.json()["description"] == "x" * 100


# -- lists


def test_lists_are_read_part_by_part_and_new_rows_move_nothing(client: TestClient) -> None:
    for number in range(7):
        client.put(f"/api/v1/services/s{number}", json={})
    first = client.get("/api/v1/services", params={"limit": 3}).json()
    client.put("/api/v1/services/a", json={})
    second = client.get("/api/v1/services", params={"limit": 3, "cursor": first["next"]}).json()
    third = client.get("/api/v1/services", params={"limit": 3, "cursor": second["next"]}).json()
    names = [item["name"] for part in (first, second, third) for item in part["items"]]
    assert names == [f"s{number}" for number in range(7)]
    assert third["next"] is None


LISTS = {
    "subjects": 3,
    "subjects/orders/versions": 5,
    "services": 4,
    "services/erp/releases": 5,
    "environments/test/deployments": 4,
    "audit": 40,
    "decisions": 4,
    "pacts": 3,
    "verifications": 3,
    "conformance": 3,
}


def test_every_list_comes_whole_in_parts_of_one(client: TestClient) -> None:
    _fill(client)
    for path, count in LISTS.items():
        whole = client.get(f"/api/v1/{path}", params={"limit": 200}).json()
        assert whole["next"] is None
        items: list[Any] = []
        cursor = None
        while True:
            query = {"limit": "1", **({"cursor": cursor} if cursor else {})}
            part = client.get(f"/api/v1/{path}", params=query).json()
            items += part["items"]
            assert len(part["items"]) == 1
            cursor = part["next"]
            if cursor is None:
                break
        assert items == whole["items"]
        assert len(items) >= count


def _fill(client: TestClient) -> None:
    from tests.registry.builders import pact  # noqa: PLC0415

    def sent(method: str, path: str, body: dict[str, Any]) -> Any:
        answer = client.request(method, f"/api/v1/{path}", json=body)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()

    for number in range(5):
        post_version(client, f"1.{number}.0", openapi(*(f"f{n}" for n in range(number))))
        provides = [{"subject": "orders", "version": f"1.{number}.0"}]
        sent("PUT", f"services/erp/releases/{number}", {"provides": provides})
    post_version(client, "1.0.0", subject="products")
    gates = {"gates": ["compatible-with-running"]}
    sent("PUT", "environments/test", gates)
    for service in ("erp", "wms", "tms", "shop"):
        sent("PUT", f"services/{service}/releases/1", {}) if service != "erp" else None
        sent("POST", "promotions", {"service": service, "release": "1", "environment": "test"})
    for release in ("4.1", "4.2", "4.3"):
        known = sent("POST", "pacts", {"consumer_release": release, "content": pact("id")})
        tried = {"provider": "orders", "provider_release": release, "pact": known["digest"]}
        sent("POST", "verifications", tried | {"success": True})
        where = {"service": "erp", "release": release, "subject": "orders", "version": "1.0.0"}
        sent("POST", "conformance", where | {"success": True})
    for number in range(15):
        sent("PUT", "services/erp", {"description": str(number)})


def test_subjects_are_searched_and_chosen_by_kind(client: TestClient) -> None:
    post_version(client, "1.0.0", title="Sales orders")
    post_version(client, "1.0.0", json.dumps({"type": "string"}), "sku", title="Article number")

    def found(**query: str) -> list[str]:
        items = client.get("/api/v1/subjects", params=query).json()["items"]
        return [item["name"] for item in items]

    assert found(q="ARTICLE") == ["sku"]
    assert found(kind="schema") == ["sku"]
    assert found(kind="api", q="article") == []


# -- tags and caches


def test_a_client_that_has_a_version_is_not_sent_it_again(client: TestClient) -> None:
    post_version(client, "1.0.0", V1)
    where = "/api/v1/subjects/orders/versions"
    for path in (f"{where}/1.0.0", f"{where}/1.0.0/files/openapi.json"):
        tag = client.get(path).headers["etag"]
        for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            answer = client.get(path, headers={"If-None-Match": asked})
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == tag
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_files_come_as_they_were_sent_and_may_be_kept_for_ever(client: TestClient) -> None:
    text = V1.replace("An order", "Ein Auftrag für →")
    post_version(client, "1.0.0", text)
    where = "/api/v1/subjects/orders/versions"
    answer = client.get(f"{where}/1.0.0/files/openapi.json")
    assert answer.content == text.encode()
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"]
    assert "immutable" in client.get(f"{where}/1/files/openapi.json").headers["cache-control"]
    assert "cache-control" not in client.get(f"{where}/latest/files/openapi.json").headers


def test_a_comparison_is_the_published_value_and_has_a_tag(client: TestClient) -> None:
    import jsonschema  # noqa: PLC0415

    from weighbridge_checks.report.json import schema  # noqa: PLC0415

    post_version(client, "1.0.0", V1)
    post_version(client, "1.1.0", V2)
    where = "/api/v1/subjects/orders/compare"
    answer = client.get(f"{where}/1.0.0...1.1.0")
    value = answer.json()
    jsonschema.validate(value, schema())
    assert (value["verdict"], value["old"]["version"], value["new"]["name"]) == (
        "compatible",
        "1.0.0",
        "orders",
    )
    tag = {"If-None-Match": answer.headers["etag"]}
    assert client.get(f"{where}/1...latest", headers=tag).status_code == 304
    assert client.get(f"{where}/latest...latest").json()["verdict"] == "identical"
    strict = client.get(f"{where}/1...2", params={"posture": "strict", "mode": "full"}).json()
    assert (strict["posture"], strict["mode"]) == ("strict", "full")


# -- keys


def test_a_request_with_a_key_is_done_once_and_answered_twice(client: TestClient) -> None:
    body = {"version": "1.0.0", "root": "o.json", "files": {"o.json": V1}}
    where = "/api/v1/subjects/orders/versions"
    headers = {"Idempotency-Key": "k1"}
    first = client.post(where, json=body, headers=headers)
    again = client.post(where, json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert len(client.get("/api/v1/audit").json()["items"]) == 1


def test_a_key_belongs_to_one_request(client: TestClient) -> None:
    client.put("/api/v1/environments/test", json={"gates": ["compatible-with-running"]})
    client.put("/api/v1/services/erp/releases/1", json={})
    headers = {"Idempotency-Key": "k1"}
    wish = {"service": "erp", "release": "1", "environment": "test"}
    first = client.post("/api/v1/promotions", json=wish, headers=headers)
    other = client.post("/api/v1/promotions", json=wish | {"release": "2"}, headers=headers)
    assert (other.status_code, problem(other)) == (422, "key-reused")
    assert client.get("/api/v1/decisions").json()["items"] == [first.json()]
    elsewhere = {"service": "erp", "release": "1"}
    where = "/api/v1/environments/test/deployments"
    assert client.post(where, json=elsewhere, headers=headers).status_code == 201


def test_a_refused_request_may_be_mended_and_sent_with_its_key(client: TestClient) -> None:
    headers = {"Idempotency-Key": "k1"}
    wish = {"service": "erp", "release": "1", "environment": "test"}
    assert client.post("/api/v1/promotions", json=wish, headers=headers).status_code == 404
    client.put("/api/v1/environments/test", json={"gates": ["compatible-with-running"]})
    client.put("/api/v1/services/erp/releases/1", json={})
    assert client.post("/api/v1/promotions", json=wish, headers=headers).status_code == 201


def test_two_requests_with_one_key_at_once_do_one_thing(client: TestClient) -> None:
    client.put("/api/v1/environments/test", json={"gates": ["compatible-with-running"]})
    client.put("/api/v1/services/erp/releases/1", json={})
    wish = {"service": "erp", "release": "1", "environment": "test"}
    answers = []

    def send() -> None:
        headers = {"Idempotency-Key": "k1"}
        answers.append(client.post("/api/v1/promotions", json=wish, headers=headers))

    threads = [Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {a.status_code for a in answers} <= {201, 409}
    assert {problem(a) for a in answers if a.status_code == 409} <= {"key-in-use"}
    assert len({a.json()["id"] for a in answers if a.status_code == 201}) == 1
    assert len(client.get("/api/v1/decisions").json()["items"]) == 1


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "é"])
def test_a_key_that_is_none_is_refused(client: TestClient, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("latin-1")}
    answer = client.post("/api/v1/promotions", json={}, headers=headers)
    assert problem(answer) == "invalid-request"


# -- the rest


def test_rules_are_listed_and_each_has_its_page(client: TestClient) -> None:
    listed = client.get("/api/v1/rules").json()["items"]
    assert [rule["id"] for rule in listed] == list(RULES)
    name = next(iter(RULES))
    assert client.get(f"/api/v1/rules/{name}").json()["page"] == RULES[name].page


def test_the_server_says_that_it_is_alive_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_a_server_whose_tables_were_changed_by_another_is_alive_but_not_ready(
    client: TestClient, database: Database
) -> None:
    from sqlalchemy import text  # noqa: PLC0415

    with database.writing() as store:
        store.audit._connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))  # noqa: SLF001 (as another version of the program would)
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, problem(answer)) == (503, "database-busy")
    assert answer.headers["retry-after"]


@pytest.mark.parametrize(
    ("actor", "expected"),
    [("rosa", "rosa"), (None, "anonymous"), ("", "anonymous"), ("\t", "anonymous")],
)
def test_who_writes_stands_in_the_log(client: TestClient, actor: str | None, expected: str) -> None:
    headers = {} if actor is None else {"X-Weighbridge-Actor": actor}
    client.put("/api/v1/services/erp", json={}, headers=headers)
    (entry,) = client.get("/api/v1/audit", params={"action": "describe-service"}).json()["items"]
    assert (entry["actor"], entry["subject"]) == (expected, "erp")
    assert client.get("/api/v1/audit", params={"actor": "nobody"}).json()["items"] == []
    assert client.get("/api/v1/audit/verification").json()["intact"] is True
