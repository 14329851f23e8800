"""Publishing: what is taken, what is refused, and that a refusal leaves everything as it was."""

from __future__ import annotations

import json
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

import pytest

from tests.registry.builders import (
    AUTHOR,
    TODAY,
    V1,
    V2,
    V3,
    offer,
    openapi,
    post_version,
    problem,
    put_up,
)
from weighbridge_registry import publish
from weighbridge_registry.errors import (
    BumpTooSmallError,
    KindDiffersError,
    PublishedMeanwhileError,
    RegistryError,
    VersionExistsError,
)
from weighbridge_registry.store import open_database

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient

    from weighbridge_registry.store import Database


def test_a_version_is_kept_with_its_verdict_against_the_one_before(database: Database) -> None:
    first = put_up(database, offer("1.0.0", V1)).version
    second = put_up(database, offer("1.1.0", V2)).version
    assert (first.number, first.previous, first.word) == (1, None, None)
    assert (second.number, second.previous, second.word) == (2, "1.0.0", "compatible")
    assert second.required_bump == "minor"
    with database.reading() as store:
        assert store.versions.get("orders", "latest") == second
        assert store.versions.get("orders", "2") == second
        assert store.versions.contents(second) == {"openapi.json": V2.encode()}


def test_the_same_content_under_the_same_label_is_the_version_that_is_there(
    database: Database,
) -> None:
    first = put_up(database, offer("1.0.0", V1))
    again = put_up(database, offer("1.0.0", V1))
    assert (first.new, again.new) == (True, False)
    assert first.version == again.version


def test_a_version_never_changes(database: Database) -> None:
    put_up(database, offer("1.0.0", V1))
    with pytest.raises(VersionExistsError, match="exists with other content"):
        put_up(database, offer("1.0.0", V2))
    with database.reading() as store:
        kept = store.versions.get("orders", "1.0.0")
        assert store.versions.contents(kept) == {"openapi.json": V1.encode()}


def test_a_label_that_differs_in_build_metadata_only_is_taken(database: Database) -> None:
    put_up(database, offer("1.0.0+a", V1))
    with pytest.raises(VersionExistsError, match="build metadata"):
        put_up(database, offer("1.0.0+b", V1))


@pytest.mark.parametrize(
    ("label", "text", "suggested"),
    [
        pytest.param("1.1.0", V3, "2.0.0", id="breaking as a minor"),
        pytest.param("1.0.1", V3, "2.0.0", id="breaking as a patch"),
        pytest.param("1.0.1", V2, "1.1.0", id="an addition as a patch"),
        pytest.param("1.1.0-rc.1", V3, "2.0.0", id="a candidate owes what its release will owe"),
    ],
)
def test_a_number_that_grew_too_little_is_refused(
    database: Database, label: str, text: str, suggested: str
) -> None:
    put_up(database, offer("1.0.0", V1))
    with pytest.raises(BumpTooSmallError) as refused:
        put_up(database, offer(label, text))
    assert refused.value.suggested == suggested
    assert refused.value.findings
    put_up(database, offer(suggested, text))


@pytest.mark.parametrize(
    ("before", "label", "text"),
    [
        pytest.param(["1.0.0"], "2.0.0", V3, id="breaking as a major"),
        pytest.param(["0.1.0"], "0.2.0", V3, id="below 1.0.0 a minor is a major"),
        pytest.param(["1.0.0"], "1.0.1", V1, id="the same content under another label"),
        pytest.param(["1.0.0"], "3.0.0", V2, id="more than is owed"),
        pytest.param(["1.0.0-rc.1"], "1.0.0", V3, id="nothing is owed to a candidate"),
        pytest.param(["1.0.0-rc.1"], "1.0.0-rc.2", V3, id="nor between candidates"),
        pytest.param(["2.0.0"], "1.0.0", V3, id="an older version that comes late"),
    ],
)
def test_a_number_that_grew_enough_is_taken(
    database: Database, before: list[str], label: str, text: str
) -> None:
    for known in before:
        put_up(database, offer(known, V1))
    assert put_up(database, offer(label, text)).new


def test_a_release_is_weighed_against_the_release_before_and_not_against_its_candidate(
    database: Database,
) -> None:
    put_up(database, offer("1.0.0", V1))
    put_up(database, offer("2.0.0-rc.1", V3))
    with pytest.raises(BumpTooSmallError) as refused:
        put_up(database, offer("1.1.0", V3))
    assert refused.value.previous == "1.0.0"
    assert put_up(database, offer("2.0.0", V2)).version.previous == "1.0.0"


def test_a_version_between_two_is_weighed_against_the_lower_one(database: Database) -> None:
    put_up(database, offer("1.0.0", V1))
    put_up(database, offer("2.0.0", V3))
    between = put_up(database, offer("1.1.0", V2)).version
    assert (between.number, between.previous) == (3, "1.0.0")
    with database.reading() as store:
        assert [v.label for v in store.versions.all("orders")] == ["2.0.0", "1.1.0", "1.0.0"]
        assert store.versions.get("orders", "latest").label == "2.0.0"


def test_files_that_refer_to_each_other_are_read_and_kept_together(database: Database) -> None:
    root = openapi(item={"$ref": "../common/item.json#/Item"})
    item = json.dumps({"Item": {"type": "object"}})
    wish = publish.Offer(
        subject="orders",
        version="1.0.0",
        root="api/openapi.json",
        files={"api/openapi.json": root.encode(), "common/item.json": item.encode()},
    )
    with pytest.raises(RegistryError, match="leads out of the folder"):
        put_up(database, wish)
    inside = publish.Offer(
        subject="orders",
        version="1.0.0",
        root="api/openapi.json",
        files={
            "api/openapi.json": root.replace("../", "").encode(),
            "api/common/item.json": item.encode(),
        },
    )
    kept = put_up(database, inside).version
    with database.reading() as store:
        assert set(store.versions.files(kept)) == {"api/openapi.json", "api/common/item.json"}


def test_what_is_said_of_a_subject_holds_until_a_newer_version_says_more(
    database: Database,
) -> None:
    put_up(database, offer("1.0.0", V1, title="Orders", providers=("erp-legacy",)))
    put_up(database, offer("2.0.0", V3, business_owner="order desk", providers=("erp-cloud",)))
    put_up(database, offer("1.1.0", V2, title="Old orders"))
    put_up(database, offer("1.0.0", V1, title="Orders", providers=("erp-legacy",)))
    with database.reading() as store:
        subject = store.subjects.get("orders")
    assert (subject.title, subject.business_owner) == ("Orders", "order desk")
    assert subject.providers == ("erp-cloud",)
    put_up(database, offer("2.0.0", V3, technical_owner="order-mgmt"))
    with database.reading() as store:
        assert store.subjects.get("orders").technical_owner == "order-mgmt"


def test_a_subject_keeps_its_kind_and_its_format(database: Database) -> None:
    put_up(database, offer("1.0.0", V1))
    with pytest.raises(KindDiffersError, match="holds api, not event"):
        put_up(database, offer("1.1.0", V2, kind="event"))
    schema = json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema"})
    with pytest.raises(KindDiffersError, match="holds openapi, not json-schema"):
        put_up(database, offer("2.0.0", schema))


# -- two at once


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        pytest.param((V1, V2), ("1.0.0", "1.0.0"), id="the same label"),
        pytest.param((V1, V2), ("1.0.0", "1.1.0"), id="another label, weighed against nothing"),
    ],
)
def test_of_two_publishes_at_once_one_wins_and_one_is_told(
    database: Database, url: str, texts: tuple[str, str], labels: tuple[str, str]
) -> None:
    weighed = Barrier(2)
    results: list[Any] = []

    def at_once(where: Database, label: str, text: str) -> None:
        with where.reading() as store:
            drafted = publish.draft(store, offer(label, text), today=TODAY)
        weighed.wait()  # neither is kept before both are weighed
        try:
            with where.writing() as store:
                results.append(publish.keep(store, drafted, author=AUTHOR))
        except PublishedMeanwhileError as error:
            results.append(error)

    other = open_database(url)  # as another process would
    _all_at_once(
        lambda: at_once(database, labels[0], texts[0]), lambda: at_once(other, labels[1], texts[1])
    )
    other.close()
    winners = [r for r in results if isinstance(r, publish.Published)]
    losers = [r for r in results if isinstance(r, PublishedMeanwhileError)]
    kept = [w.version.label for w in winners]
    # The lower label may come second: it is weighed against what is below it, so nothing changed.
    assert len(results) == 2
    assert len(losers) == 1 or (kept == ["1.1.0", "1.0.0"])
    with database.reading() as store:
        assert sorted(kept) == sorted(v.label for v in store.versions.all("orders"))


def test_the_same_publish_twice_at_once_is_one_version(database: Database, url: str) -> None:
    weighed = Barrier(2)
    results: list[publish.Published] = []

    def at_once(where: Database) -> None:
        with where.reading() as store:
            drafted = publish.draft(store, offer("1.0.0", V1), today=TODAY)
        weighed.wait()
        with where.writing() as store:
            results.append(publish.keep(store, drafted, author=AUTHOR))

    other = open_database(url)
    _all_at_once(lambda: at_once(database), lambda: at_once(other))
    other.close()
    assert sorted(r.new for r in results) == [False, True]
    assert results[0].version == results[1].version


def test_many_publishes_at_once_over_http_are_each_answered(client: TestClient) -> None:
    texts = [openapi(f"f{n}") for n in range(8)]
    statuses: list[tuple[int, str]] = []

    def one(text: str) -> None:
        answer = post_version(client, "1.0.0", text)
        said = problem(answer) if answer.status_code >= 400 else ""
        statuses.append((answer.status_code, said))

    _all_at_once(*(lambda text=text: one(text) for text in texts))
    assert sorted(status for status, _ in statuses) == [201, *[409] * 7]
    assert {said for _, said in statuses} <= {"", "version-exists", "published-meanwhile"}


def _all_at_once(*tasks: Callable[[], object]) -> None:
    threads = [Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# -- over HTTP


def test_publishing_is_answered_with_the_version_and_its_address(client: TestClient) -> None:
    answer = post_version(
        client,
        "1.0.0",
        subject="edi%2Forders%25",
        owners={"business": "order desk", "technical": "order-mgmt"},
        providers=["erp-legacy"],
        title="Orders",
        changelog="first",
        status="approved",
    )
    assert answer.status_code == 201
    said = answer.json()
    assert (said["subject"], said["version"], said["number"]) == ("edi/orders%", "1.0.0", 1)
    assert (said["format"], said["changelog"]) == ("openapi", "first")
    assert answer.headers["etag"] == f'"{said["digest"]}"'
    assert client.get(answer.headers["location"]).json() == said
    again = post_version(client, "1.0.0", subject="edi%2Forders%25")
    assert (again.status_code, again.json()) == (200, said)
    subject = client.get("/api/v1/subjects/edi%2Forders%25").json()
    assert subject["owners"] == {"business": "order desk", "technical": "order-mgmt"}
    assert (subject["kind"], subject["latest"], subject["versions"]) == ("api", "1.0.0", 1)


def test_a_refused_bump_tells_what_is_owed_and_why(client: TestClient) -> None:
    post_version(client, "1.0.0", V1)
    answer = post_version(client, "1.1.0", V3)
    assert problem(answer) == "bump-too-small"
    said = answer.json()
    assert (said["required_bump"], said["verdict"]) == ("major", "breaking")
    assert (said["previous"], said["suggested"]) == ("1.0.0", "2.0.0")
    assert said["findings"][0]["severity"] == "error"


NESTED = "{" + '"a":{' * 300 + "}" * 301
ALIASES = "a: &a [x]\n" + "".join(
    f"{b}: &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n"
    for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


def _with(schema: Any) -> str:
    return openapi(item=schema)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("neither: JSON: nor YAML: {", id="neither JSON nor YAML"),
        pytest.param(V1[: len(V1) // 2], id="truncated"),
        pytest.param(V1.replace('"openapi"', '"openapi": "3.1.0", "openapi"', 1), id="a key twice"),
        pytest.param(ALIASES, id="an alias bomb"),
        pytest.param(NESTED, id="nested 300 deep"),
        pytest.param(_with({"$ref": "#/nothing"}), id="a reference to nothing"),
        pytest.param(_with({"$ref": "../../../etc/passwd"}), id="a reference out of the root"),
        pytest.param(_with({"$ref": "/etc/passwd"}), id="a reference to an absolute path"),
        pytest.param(_with({"$ref": "http://127.0.0.1/x.json"}), id="a reference to a URL"),
        pytest.param(_with({"$ref": "missing.json"}), id="a reference to a file that is not there"),
        pytest.param('{"openapi": "3.1.0", "info": {"title": "x", "version": "1"}}', id="no paths"),
        pytest.param('{"swagger": "1.2", "paths": {}}', id="Swagger 1.2"),
        pytest.param(_with({"description": "\ud800"}), id="half of a character, escaped"),
        pytest.param("", id="empty"),
        pytest.param("   \n", id="blank"),
        pytest.param("[1, 2]", id="a list"),
        pytest.param("\ufeff\ufffe\u0001", id="binary"),
    ],
)
def test_a_document_that_can_not_be_read_is_refused_with_its_place(
    client: TestClient, text: str
) -> None:
    post_version(client, "1.0.0", V1)
    answer = post_version(client, "1.1.0", text)
    assert problem(answer) == "unreadable-contract"
    said = answer.json()
    assert said["file"] == "openapi.json"
    assert said["reason"] in said["detail"]
    assert "\n" not in said["detail"]
    assert {"line", "column"} <= said.keys()
    kept = client.get("/api/v1/subjects/orders/versions").json()["items"]
    assert [v["version"] for v in kept] == ["1.0.0"]
    assert client.get("/api/v1/subjects/orders/versions/latest/files/openapi.json").text == V1


def test_nothing_is_known_of_a_subject_whose_first_version_was_refused(
    client: TestClient,
) -> None:
    assert problem(post_version(client, "1.0.0", "no contract")) == "unreadable-contract"
    assert problem(client.get("/api/v1/subjects/orders")) == "no-such-subject"
    assert client.get("/api/v1/audit").json()["items"] == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"version": "1.0"}, "label-not-semver"),
        ({"version": "v1.0.0"}, "label-not-semver"),
        ({"version": None}, "label-not-semver"),
        ({"version": "1.0.0\u0000"}, "invalid-request"),
        ({"root": "other.json"}, "file-name-refused"),
        ({"files": {}}, "invalid-request"),
        ({"files": {"openapi.json": V1, "../x": "y"}}, "file-name-refused"),
        ({"files": {"openapi.json": V1, "/x": "y"}}, "file-name-refused"),
        ({"files": {"openapi.json": V1, "a\\b": "y"}}, "file-name-refused"),
        ({"files": {"openapi.json": V1, "a//b": "y"}}, "file-name-refused"),
        ({"files": {"openapi.json": V1, "a" * 301: "y"}}, "file-name-refused"),
        ({"files": {"openapi.json": 5}}, "invalid-request"),
        ({"files": {"openapi.json": "a\u0000b"}}, "invalid-request"),
        ({"kind": "poem"}, "invalid-request"),
        ({"providers": [""]}, "invalid-request"),
        ({"title": "a\u0000b"}, "invalid-request"),
        ({"titel": "Orders"}, "invalid-request"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_by_name(
    client: TestClient, change: dict[str, Any], expected: str
) -> None:
    body = {"version": "1.0.0", "root": "openapi.json", "files": {"openapi.json": V1}} | change
    answer = client.post("/api/v1/subjects/orders/versions", json=body)
    assert problem(answer) == expected
    assert answer.status_code == 422
    assert problem(client.get("/api/v1/subjects/orders")) == "no-such-subject"


def test_half_of_a_character_is_refused_and_not_a_failure_of_ours(client: TestClient) -> None:
    body = '{"version":"1.0.0","root":"a","files":{"a":"\\ud800"},"title":"\\udfff"}'
    headers = {"Content-Type": "application/json"}
    answer = client.post("/api/v1/subjects/orders/versions", content=body, headers=headers)
    assert problem(answer) == "invalid-request"
    assert [e["path"] for e in answer.json()["errors"]] == ["body.files.a", "body.title"]
