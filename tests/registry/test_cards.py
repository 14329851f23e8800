"""What a card promises is weighed with the document, and days count on their days."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.registry.builders import AUTHOR, V1, V2, offer, openapi, post_version, problem, put_up
from weighbridge_registry.errors import (
    BumpTooSmallError,
    PromiseBrokenError,
    UnreadableContractError,
)
from weighbridge_registry.reliance import compared
from weighbridge_registry.weighing import Scale

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from weighbridge_registry.store import Database

CARD = "id: orders\nversion: {version}\nkind: api\nstatus: approved\nconsumers: [shop]\n"


def card(version: str = "1.0.0", more: str = "sla: {p95_ms: 200}\n") -> bytes:
    return (CARD.format(version=version) + more).encode()


def test_a_version_that_promises_less_owes_a_major_step(database: Database) -> None:
    put_up(database, offer("1.0.0", V1, card=card()))
    slower = "sla: {p95_ms: 500}\n"
    with pytest.raises(BumpTooSmallError, match="owes a major bump") as found:
        put_up(database, offer("1.1.0", V2, card=card("1.1.0", slower)))
    (broken,) = [f for f in found.value.findings if f["severity"] == "error"]
    assert [c["name"] for c in broken["consumers"]] == []
    assert broken["before"] == 200
    kept = put_up(database, offer("2.0.0", V2, card=card("2.0.0", slower))).version
    assert (kept.word, kept.required_bump) == ("breaking", "major")
    same = put_up(database, offer("2.1.0", V2.replace("Orders", "All"), card=card("2.1.0", slower)))
    assert same.version.word != "breaking"


def test_without_a_card_on_both_sides_the_documents_alone_are_weighed(database: Database) -> None:
    put_up(database, offer("1.0.0", V1))
    assert put_up(database, offer("1.1.0", V2, card=card("1.1.0"))).version.word == "compatible"
    assert put_up(database, offer("1.2.0", V2.replace("Orders", "All"))).new


def test_a_published_version_may_be_said_anew_and_never_promise_less(database: Database) -> None:
    first = put_up(database, offer("1.0.0", V1, card=card())).version
    ends = "sla: {p95_ms: 100}\ndeprecation: {deprecated_at: '2026-03-01', sunset: '2026-09-01'}\n"
    again = put_up(database, offer("1.0.0", V1, card=card(more=ends)))
    assert (again.new, again.version) == (False, first)
    with database.reading() as store:
        assert store.cards.find(first) == card(more=ends)
        assert store.audit.listed(action="say").items[0].subject == "orders 1.0.0"
    for less in (
        ends.replace("100", "101"),
        ends.replace("2026-09-01", "2026-08-31"),
        ends.replace("sla: {p95_ms: 100}\n", ""),
    ):
        with pytest.raises(PromiseBrokenError, match="would promise less than it did"):
            put_up(database, offer("1.0.0", V1, card=card(more=less)))
    with database.reading() as store:
        assert store.cards.find(first) == card(more=ends)


def test_a_card_is_read_strictly(database: Database) -> None:
    with pytest.raises(UnreadableContractError, match="unknown key 'slo'; did you mean 'sla'"):
        put_up(database, offer("1.0.0", V1, card=card(more="slo: {}\n")))


def test_a_card_over_http(client: TestClient) -> None:
    first = post_version(client, "1.0.0", V1, card=card().decode())
    assert first.status_code == 201
    slower = card(more="sla: {p95_ms: 500}\n").decode()
    refused = post_version(client, "1.0.0", V1, card=slower)
    assert (refused.status_code, problem(refused)) == (409, "promise-broken")
    assert refused.json()["findings"][0]["severity"] == "error"


def test_the_card_that_was_said_last_is_served(client: TestClient) -> None:
    post_version(client, "1.0.0", V1)
    where = "/api/v1/subjects/orders/versions/1.0.0/card"
    nothing = client.get(where)
    assert (nothing.status_code, problem(nothing)) == (404, "no-such-card")
    post_version(client, "1.0.0", V1, card=card().decode())
    found = client.get(where)
    assert found.content == card()
    assert found.headers["content-type"] == "text/plain; charset=utf-8"
    tag = {"If-None-Match": found.headers["etag"]}
    assert client.get(where, headers=tag).status_code == 304
    post_version(client, "1.0.0", V1, card=card(more="sla: {p95_ms: 100}\n").decode())
    assert client.get(where, headers=tag).status_code == 200


# -- days


def ending(day: str) -> str:
    """A document whose operation is announced to be gone after a day."""
    value: dict[str, Any] = json.loads(openapi("note"))
    value["paths"]["/orders/{orderId}"]["get"] |= {"deprecated": True, "x-sunset": day}
    return json.dumps(value)


def gone() -> str:
    value: dict[str, Any] = json.loads(openapi("note"))
    value["paths"]["/items"] = value["paths"].pop("/orders/{orderId}")
    value["paths"]["/items"].pop("parameters")
    return json.dumps(value)


def test_what_was_announced_to_end_may_go_after_that_day_and_not_before(
    database: Database,
) -> None:
    put_up(database, offer("1.0.0", ending("2026-02-28")))  # the day before the one it is
    put_up(database, offer("1.0.1", ending("2026-02-28").replace("An order", "One order")))
    kept = put_up(database, offer("1.1.0", gone())).version
    assert kept.word != "breaking"
    words = {}
    for day in (date(2026, 2, 28), date(2026, 3, 1), None):
        with database.reading() as store:
            value, _, _ = compared(store, "orders", "1.0.0", "1.1.0", Scale(today=day))
            words[day] = value["verdict"]
    assert words[date(2026, 2, 28)] == words[None] == "breaking"
    assert words[date(2026, 3, 1)] != "breaking"


def test_a_verdict_without_days_is_kept_once_for_every_day(database: Database) -> None:
    put_up(database, offer("1.0.0", V1))
    put_up(database, offer("1.1.0", V2))
    for day in (date(2026, 1, 1), date(2027, 1, 1), None):
        with database.reading() as store:
            compared(store, "orders", "1.0.0", "1.1.0", Scale(today=day))
            assert not store.verdicts.derived


def test_a_verdict_that_names_days_is_weighed_on_each_day_once(database: Database) -> None:
    put_up(database, offer("1.0.0", ending("2026-02-28")))
    put_up(database, offer("1.1.0", gone()))
    for known, day in (
        (True, AUTHOR.at.date()),
        (False, date(2026, 3, 2)),
        (True, date(2026, 3, 2)),
    ):
        with database.reading() as store:
            compared(store, "orders", "1.0.0", "1.1.0", Scale(today=day))
            assert bool(store.verdicts.derived) is not known


def test_the_day_can_be_asked_for_over_http(client: TestClient) -> None:
    post_version(client, "1.0.0", ending("2026-02-28"))
    post_version(client, "1.1.0", gone())
    where = "/api/v1/subjects/orders/compare/1.0.0...1.1.0"
    before = client.get(where, params={"today": "2026-02-01"}).json()
    after = client.get(where, params={"today": "2026-03-01"}).json()
    assert (before["verdict"], after["verdict"] != "breaking") == ("breaking", True)
    assert client.get(where, params={"today": "soon"}).status_code == 422
