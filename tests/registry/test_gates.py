"""Each gate of an environment passes and refuses on what the registry was told, in both stores."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
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
    pact,
    put_up,
    release,
    run,
)
from weighbridge_checks.verdicts.gates import Promotion, Status
from weighbridge_registry import deploy, pacts
from weighbridge_registry.errors import (
    AnonymousApprovalError,
    EvidenceRefusedError,
    NoSuchReleaseError,
    NoSuchWaveError,
)
from weighbridge_registry.evidence import record_evidence
from weighbridge_registry.obligations import obligations
from weighbridge_registry.pacts import Expectation, expect, record_verification
from weighbridge_registry.promote import preview, promote
from weighbridge_registry.store.records import Environment, Verification

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from weighbridge_checks.verdicts.gates import Reason
    from weighbridge_registry.store import Database
    from weighbridge_registry.store.records import DecisionRecord

#: a document that lint has no error to tell of
SOUND = """\
openapi: 3.1.0
info: {title: Orders, version: 1.0.0, contact: {name: Orders, url: "https://o.example"}}
servers: [{url: "https://o.example"}]
security: [{key: []}]
tags: [{name: orders}]
paths:
  /orders/{orderId}:
    get:
      operationId: getOrder
      summary: One order
      tags: [orders]
      parameters:
        - {name: orderId, in: path, required: true, schema: {type: string, maxLength: 9}}
        - {name: X-Correlation-ID, in: header, schema: {type: string}}
      responses:
        "200":
          description: An order
          headers: {X-Correlation-ID: {schema: {type: string}}}
        default:
          headers: {X-Correlation-ID: {schema: {type: string}}}
          description: A problem
          content:
            application/problem+json:
              schema: {type: object, properties: {type: {type: string, format: uri}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
"""
CARD = """\
id: orders
version: 1.0.0
kind: api
status: approved
providers: [erp]
owners: {business: sales, technical: erp-team}
"""


def card(more: str = "", version: str = "1.0.0") -> bytes:
    return (CARD.replace("1.0.0", version) + more).encode()


def wish(**more: Any) -> Promotion:
    return Promotion(**{"service": "erp", "release": "7", "environment": "production", **more})


def gate(database: Database, *names: str, waves: Any = (), **limits: Any) -> None:
    """An environment with these gates."""
    made = Environment(
        name="production", after=None, gates=names, production=True, limits=limits, waves=waves
    )
    with database.writing() as store:
        deploy.put_environment(store, made, author=AUTHOR)


def told(database: Database, by: str = "rosa", release: str = "7", **sections: Any) -> None:
    with database.writing() as store:
        record_evidence(store, "erp", release, sections, author=replace(AUTHOR, name=by))


def asked(database: Database, promotion: Promotion | None = None, day: date = TODAY) -> Reason:
    """The first reason that does not pass, or the last one."""
    with database.reading() as store:
        now = datetime.combine(day, time(12), UTC)
        reasons = preview(store, promotion or wish(), now=now).reasons
    return next((r for r in reasons if r.status is not Status.PASSED), reasons[-1])


def brings(database: Database, text: str = V1, **more: Any) -> None:
    """A version of orders, and a release that provides it."""
    put_up(database, offer("1.0.0", text, providers=("erp",), **more))
    release(database, "erp", "7", ("orders", "1.0.0"))


DAY = (TODAY - timedelta(days=1)).isoformat()


def test_lint_is_asked_of_what_was_published(database: Database) -> None:
    gate(database, "lint-clean")
    brings(database)
    reason = asked(database)
    assert reason.status is Status.FAILED
    assert "orders 1.0.0: " in reason.message
    assert "SEC005 at openapi.json:" in reason.message or "of lint" in reason.message
    assert asked(database) == reason, "it is remembered"


def test_a_sound_document_passes_lint(database: Database) -> None:
    gate(database, "lint-clean")
    files = {"openapi.yaml": SOUND.encode()}
    sound = replace(offer("1.0.0"), root="openapi.yaml", files=files)
    put_up(database, sound)
    release(database, "erp", "7", ("orders", "1.0.0"))
    reason = asked(database)
    assert reason.status is Status.PASSED, reason.message


def test_the_word_of_the_estate_goes_before_what_the_registry_sees(database: Database) -> None:
    gate(database, "lint-clean")
    brings(database)
    check = {"contract": "orders", "version": "1.0.0", "area": "lint", "checked_at": DAY}
    told(database, checks=[{**check, "errors": []}])
    assert asked(database).status is Status.PASSED
    told(database, checks=[{**check, "errors": ["VER003 at contract.yaml:1"]}])
    reason = asked(database)
    assert (reason.status, "VER003" in reason.message) == (Status.FAILED, True)


@pytest.mark.parametrize(
    ("name", "area"), [("exceptions-mapped", "exceptions"), ("ownership-clean", "ownership")]
)
def test_what_the_estate_says_is_asked_for(database: Database, name: str, area: str) -> None:
    gate(database, name)
    brings(database)
    assert asked(database).status is Status.UNKNOWN
    check = {"contract": "orders", "version": "1.0.0", "area": area, "checked_at": DAY}
    told(database, checks=[{**check, "errors": ["EXC001 at a.yaml:1"]}])
    assert asked(database).status is Status.FAILED
    told(database, checks=[{**check, "errors": []}])
    assert asked(database).status is Status.PASSED


def test_owners_are_those_that_were_published(database: Database) -> None:
    gate(database, "owners-named")
    brings(database, business_owner="sales")
    reason = asked(database)
    assert (reason.status, reason.message) == (Status.FAILED, "orders has no technical owner")
    put_up(database, offer("1.0.0", V1, technical_owner="erp-team"))
    assert asked(database).status is Status.PASSED


def test_a_step_is_held_against_the_version_that_runs_there(database: Database) -> None:
    gate(database, "version-step")
    for label, text in (("1.0.0", V1), ("1.1.0", V2), ("2.0.0", V3)):
        put_up(database, offer(label, text))
    release(database, "erp", "6", ("orders", "1.1.0"))
    release(database, "erp", "7", ("orders", "2.0.0"))
    run(database, "erp", "6", "production")
    reason = asked(database)
    assert (reason.status, reason.message) == (
        Status.PASSED,
        "orders 1.1.0 to 2.0.0 owes major, and is major",
    )
    release(database, "erp", "5", ("orders", "1.0.0"))
    assert asked(database, wish(release="5")).message == "orders goes back from 1.1.0 to 1.0.0"


def test_small_steps_that_are_a_large_one_together_are_refused(database: Database) -> None:
    gate(database, "version-step")
    texts = (openapi("note"), openapi(), openapi(note={"type": "integer"}))
    for label, text in zip(("1.0.0", "1.1.0", "1.2.0"), texts, strict=True):
        put_up(database, offer(label, text))
    for name, label in (("6", "1.0.0"), ("7", "1.2.0"), ("8", "1.1.0")):
        release(database, "erp", name, ("orders", label))
    run(database, "erp", "6", "production")
    reason = asked(database)
    assert (reason.status, reason.message) == (
        Status.FAILED,
        "orders 1.0.0 to 1.2.0 is a minor step, and its changes owe a major one",
    )
    assert asked(database, wish(release="8")).status is Status.PASSED


def test_nothing_is_owed_to_a_candidate(database: Database) -> None:
    gate(database, "version-step")
    put_up(database, offer("1.0.0-rc.1", V2))
    put_up(database, offer("1.0.0", V3))
    release(database, "erp", "6", ("orders", "1.0.0-rc.1"))
    release(database, "erp", "7", ("orders", "1.0.0"))
    run(database, "erp", "6", "production")
    assert asked(database).message == "orders 1.0.0-rc.1 is a candidate, and nothing is owed to it"


def test_a_verification_counts_for_as_long_as_the_environment_says(database: Database) -> None:
    gate(database, "consumers-verified")
    brings(database)
    release(database, "storefront", "4")
    run(database, "storefront", "4", "production")
    read = pacts.read(json.dumps(pact("id")).encode())
    with database.writing() as store:
        wanted = Expectation(release="4", pact=read, content=b"{}", branch=None)
        found = expect(store, wanted, author=AUTHOR)
        tried = Verification(
            pact=found.record.digest,
            provider="erp",
            release="7",
            success=True,
            recorded_at=AUTHOR.at,
        )
        record_verification(store, tried, author=AUTHOR)
    assert asked(database).status is Status.PASSED
    assert asked(database, day=TODAY + timedelta(days=7)).status is Status.PASSED
    late = asked(database, day=TODAY + timedelta(days=8))
    assert (late.status, "7d is the most" in late.message) == (Status.UNKNOWN, True)
    gate(database, "consumers-verified", verification_age="9d")
    assert asked(database, day=TODAY + timedelta(days=8)).status is Status.PASSED


def test_workflows_are_those_that_the_card_names(database: Database) -> None:
    gate(database, "workflows-replayed")
    brings(database, card=card("workflow: order@2.0.0\n"))
    assert asked(database).status is Status.UNKNOWN
    replay = {"workflow": "order@2.0.0", "events": 40, "replayed_at": DAY}
    told(database, replays=[{**replay, "faults": 1}])
    assert asked(database).status is Status.FAILED
    told(database, replays=[{**replay, "faults": 0}])
    assert asked(database).status is Status.PASSED
    assert asked(database, day=TODAY + timedelta(days=30)).status is Status.UNKNOWN


def test_lag_is_held_against_what_the_card_promises(database: Database) -> None:
    gate(database, "lag-within-promise")
    brings(database, card=card("sla: {lag_p95: 30s}\n"))
    assert asked(database).status is Status.UNKNOWN
    told(database, lags=[{"contract": "orders", "p95": "31s", "observed_at": DAY}])
    assert asked(database).status is Status.FAILED
    told(database, lags=[{"contract": "orders", "p95": "30s", "observed_at": DAY}])
    assert asked(database).status is Status.PASSED


def test_traffic_is_held_against_the_limits_of_the_environment(database: Database) -> None:
    gate(database, "traffic-conforms")
    brings(database)
    assert asked(database).status is Status.UNKNOWN
    seen = {"contract": "orders", "messages": 1000, "observed_at": DAY}
    told(database, conformance=[{**seen, "conforming": 990}])
    assert asked(database).status is Status.FAILED
    gate(database, "traffic-conforms", conforming_percent=99)
    assert asked(database).status is Status.PASSED


def test_a_contract_that_is_newly_used_is_reviewed(database: Database) -> None:
    gate(database, "consumers-reviewed")
    release(database, "erp", "6")
    release(database, "erp", "7")
    read = pacts.read(json.dumps(pact("id", consumer="erp", provider="prices")).encode())
    with database.writing() as store:
        expect(
            store, Expectation(release="7", pact=read, content=b"{}", branch=None), author=AUTHOR
        )
    assert asked(database).message == "nobody reviewed erp as a consumer of prices"
    told(database, reviews=[{"contract": "prices", "approved": False}])
    assert asked(database).status is Status.FAILED
    told(database, reviews=[{"contract": "prices", "approved": True}])
    assert asked(database).status is Status.PASSED
    # a release that ran there with the same pact makes it known
    release(database, "erp", "8")
    with database.writing() as store:
        expect(
            store, Expectation(release="8", pact=read, content=b"{}", branch=None), author=AUTHOR
        )
    assert asked(database, wish(release="8")).status is Status.UNKNOWN
    run(database, "erp", "7", "production")
    assert asked(database, wish(release="8")).status is Status.PASSED


def test_two_owners_approve_and_are_two_people(database: Database) -> None:
    gate(database, "approved")
    brings(database, business_owner="sales", technical_owner="erp-team")
    assert asked(database).message == "sales did not approve orders"
    told(database, "hana", approvals=[{"role": "sales"}])
    assert asked(database).message == "erp-team did not approve orders"
    told(database, "hana", approvals=[{"role": "erp-team", "by": "rosa", "at": "2020-01-01"}])
    assert asked(database).message == "hana approved orders both as sales and as erp-team"
    told(database, "rosa", approvals=[{"role": "erp-team"}])
    assert asked(database).status is Status.PASSED


def test_what_goes_was_announced(database: Database) -> None:
    gate(database, "notice-given", "compatible-with-running")
    brings(database, card=card())
    put_up(database, offer("2.0.0", V3, card=card(version="2.0.0")))
    release(database, "erp", "8", ("orders", "2.0.0"))
    run(database, "erp", "7", "production")
    ask = wish(release="8")
    assert "no sunset was announced" in asked(database, ask).message
    told_days = "deprecation: {deprecated_at: '2025-09-01', sunset: '2026-02-01'}\n"
    put_up(database, offer("1.0.0", V1, card=card(told_days)))
    assert asked(database, ask).status is Status.PASSED
    assert "was promised until 2026-02-01" in asked(database, ask, date(2026, 2, 1)).message
    short = told_days.replace("2025-09-01", "2026-01-01")
    put_up(database, offer("1.0.0", V1, card=card(short)))
    assert "31 days of notice, and 90d are owed" in asked(database, ask).message


def test_who_takes_over_agrees_with_who_did_it_before(database: Database) -> None:
    gate(database, "providers-agree")
    brings(database)
    assert asked(database).status is Status.PASSED
    swap = wish(replaces="old-erp")
    assert asked(database, swap).status is Status.UNKNOWN
    told(database, reconciliation=[{"compared": 1000, "differing": 1, "observed_at": DAY}])
    assert asked(database, swap).status is Status.FAILED
    told(database, reconciliation=[{"compared": 10000, "differing": 1, "observed_at": DAY}])
    assert asked(database, swap).status is Status.PASSED


def test_a_wave_waits_for_the_one_before_and_is_deployed_as_such(database: Database) -> None:
    gate(database, "previous-wave-stable", waves=(("W1", None), ("W2", "W1")))
    brings(database)
    assert asked(database, wish(scope="W1")).status is Status.PASSED
    second = wish(scope="W2")
    assert asked(database, second).status is Status.UNKNOWN
    stable = {"wave": "W1", "open_severity_1": 0}
    told(database, stability=[{**stable, "since": DAY}])
    assert asked(database, second).status is Status.FAILED
    assert asked(database, second, TODAY + timedelta(days=6)).status is Status.PASSED
    with database.writing() as store:
        late = replace(AUTHOR, at=AUTHOR.at + timedelta(days=6))
        assert promote(store, second, author=late).scope == "W2"
        assert [d.scope for d in store.deployments.of("erp")] == ["W2"]
        assert store.decisions.listed().items[0].scope == "W2"
    with pytest.raises(NoSuchWaveError, match="known are: 'W1', 'W2'"):
        asked(database, wish(scope="W3"))


def test_evidence_is_read_strictly_and_signed_by_who_sends_it(database: Database) -> None:
    brings(database)
    with pytest.raises(EvidenceRefusedError, match="'observed_at' is missing"):
        told(database, lags=[{"contract": "orders"}])
    with pytest.raises(EvidenceRefusedError, match="unknown key 'messags'"):
        told(database, lags=[{"contract": "orders", "observed_at": DAY, "messags": 1}])
    with pytest.raises(AnonymousApprovalError, match="nobody says whose"):
        told(database, "anonymous", approvals=[{"role": "sales"}])
    with pytest.raises(NoSuchReleaseError):
        told(database, release="9", approvals=[{"role": "sales"}])
    with database.reading() as store:
        assert store.evidence.of("erp", "7") == ()
    told(database, "hana", approvals=[{"role": "sales"}])
    with database.reading() as store:
        (kept,) = store.evidence.listed("erp", "7").items
        assert kept.value == {"role": "sales", "by": "hana", "at": TODAY.isoformat()}
        assert kept.actor == "hana"
        assert store.audit.listed(action="evidence").items[0].subject == "erp 7"


# -- emergencies


def emergency(database: Database, by: str, at: datetime, where: str = "production") -> None:
    word = {"emergency": True, "environment": where, "reason": "orders stand"}
    with database.writing() as store:
        author = replace(AUTHOR, name=by, at=at)
        record_evidence(store, "erp", "7", {"approvals": [word]}, author=author)


def decided(database: Database, promotion: Promotion, at: datetime) -> DecisionRecord:
    with database.writing() as store:
        return promote(store, promotion, author=replace(AUTHOR, at=at))


HOUR = timedelta(hours=1)
NOW = AUTHOR.at


def test_two_people_let_a_release_pass_in_an_emergency_and_it_is_owed(database: Database) -> None:
    gate(database, "approved")
    brings(database, business_owner="sales", technical_owner="erp-team")
    wished = wish(emergency=True)
    refused = decided(database, wished, NOW)
    assert (refused.allowed, refused.reasons[-1].gate) == (False, "break-glass")
    assert "nobody says so" in refused.reasons[-1].message
    emergency(database, "hana", NOW)
    emergency(database, "hana", NOW)
    emergency(database, "rosa", NOW, "staging")
    assert "only hana says that" in decided(database, wished, NOW).reasons[-1].message
    emergency(database, "rosa", NOW)
    assert not decided(database, wish(), NOW).allowed, "only who asks for it gets it"
    passed = decided(database, wished, NOW + HOUR)
    assert passed.allowed
    words = passed.reasons[-1].message
    assert words.startswith("hana and rosa let it pass, though 2 answers stand in the way: orders")
    assert "Until 2026-03-02 13:00 UTC" in words
    with database.reading() as store:
        assert [d.release for d in store.deployments.of("erp")] == ["7"]
        assert store.audit.listed(action="break-glass").items[0].subject == "production"
        (owed,) = obligations(store)
        assert (owed.service, owed.release, owed.decision) == ("erp", "7", passed.id)


def test_the_word_for_an_emergency_counts_for_a_day(database: Database) -> None:
    gate(database, "approved")
    brings(database)
    for by in ("hana", "rosa"):
        emergency(database, by, NOW)
    assert decided(database, wish(emergency=True), NOW + 24 * HOUR).allowed
    late = decided(database, wish(emergency=True), NOW + 24 * HOUR + timedelta(seconds=1))
    assert not late.allowed


def test_what_is_owed_is_settled_by_the_gates_and_nothing_is_lent_before(
    database: Database,
) -> None:
    gate(database, "approved")
    brings(database, business_owner="sales", technical_owner="erp-team")
    for at in (NOW, NOW + 30 * HOUR):
        for by in ("hana", "rosa"):
            emergency(database, by, at)
    assert decided(database, wish(emergency=True), NOW).allowed
    again = decided(database, wish(emergency=True), NOW + 30 * HOUR)
    assert not again.allowed
    assert "what was let pass before is not settled: erp 7" in again.reasons[-1].message
    for role, by in (("sales", "hana"), ("erp-team", "rosa")):
        told(database, by, approvals=[{"role": role}])
    settled = decided(database, wish(emergency=True), NOW + 30 * HOUR)
    assert (settled.allowed, [r.gate for r in settled.reasons]) == (True, ["approved"])
    with database.reading() as store:
        assert obligations(store) == ()


def test_an_emergency_says_where_and_why(database: Database) -> None:
    brings(database)
    with pytest.raises(EvidenceRefusedError, match="'reason' is missing"):
        told(database, approvals=[{"emergency": True, "environment": "production"}])
    with pytest.raises(EvidenceRefusedError, match="'role' is missing"):
        told(database, approvals=[{}])


def test_obligations_over_http(database: Database, client: TestClient) -> None:
    gate(database, "approved")
    brings(database, business_owner="sales", technical_owner="erp-team")
    word = {"emergency": True, "environment": "production", "reason": "orders stand"}
    for by in ("hana", "rosa"):
        answer = client.post(
            "/api/v1/services/erp/releases/7/evidence",
            json={"approvals": [word]},
            headers={"X-Weighbridge-Actor": by},
        )
        assert answer.status_code == 201, answer.text
    asked = {"service": "erp", "release": "7", "environment": "production"}
    assert not client.get("/api/v1/can-i-deploy", params=asked).json()["allowed"]
    asked["emergency"] = "true"
    assert client.get("/api/v1/can-i-deploy", params=asked).json()["allowed"]
    assert client.get("/api/v1/obligations").json()["items"] == []
    passed = client.post("/api/v1/promotions", json={**asked, "emergency": True}).json()
    (owed,) = client.get("/api/v1/obligations").json()["items"]
    assert (owed["decision"], owed["overdue"]) == (passed["id"], False)
    listed = client.get("/api/v1/services/erp/releases/7/evidence").json()["items"]
    assert [item["actor"] for item in listed] == ["rosa", "hana"]
