"""The reference provider is right, and each of its faults is found by a pact or by its document."""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("PACT_DO_NOT_TRACK", "true")  # read when the native library is loaded

import httpx
import pytest
import schemathesis
import uvicorn
from pact import Verifier
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from tests.providers.orders import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTRACTS = Path(__file__).parents[2] / "contracts"
DOCUMENT = CONTRACTS / "apis" / "orders" / "1.1.0" / "openapi.yaml"
PACTS = sorted(CONTRACTS.glob("consumers/*/orders.pact.json"))
NEW = {
    "channel": "web",
    "customerId": "C-20017",
    "currency": "USD",
    "lines": [{"sku": "HP-BREAKER-20A", "quantity": 24}],
    "shipTo": {"lines": ["Dock 4"], "city": "Chicago", "postalCode": "60608", "country": "US"},
}


@contextmanager
def serving(fault: str | None = None) -> Iterator[str]:
    """The provider on a free port of the loopback, as long as the block lasts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(fault=fault), log_level="critical", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the provider did not start"
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def failed_interactions(url: str) -> set[str]:
    """The descriptions of the interactions that the provider does not honour."""
    verifier = Verifier("orders", host="127.0.0.1").add_transport(url=url)
    verifier.state_handler(f"{url}/_pact/provider-states", teardown=True, body=True)
    for pact in PACTS:
        verifier.add_source(pact)
    try:
        verifier.verify()
    except RuntimeError:  # says only that something failed; what failed is in the results
        assert not verifier.results["result"]
    results = verifier.results["interactionResults"]
    assert len(results) == 6
    return {each["description"] for each in results if each["result"] != "OK"}


def violated_checks(url: str) -> set[str]:
    """The schemathesis checks that the provider fails, on requests that follow the contract."""
    config = SchemathesisConfig.from_dict(
        {
            "base-url": url,
            "seed": 1,
            "max-failures": 20,
            "continue-on-failure": True,
            "generation": {"max-examples": 20, "deterministic": True, "mode": "positive"},
            "phases": {"stateful": {"enabled": False}},
        }
    )
    violated: set[str] = set()
    cases = 0
    for event in from_schema(schemathesis.openapi.from_path(DOCUMENT, config=config)).execute():
        assert not isinstance(event, events.FatalError | events.NonFatalError), event
        if isinstance(event, events.ScenarioFinished):
            cases += len(event.recorder.interactions)
            violated.update(
                check.name
                for checks in event.recorder.checks.values()
                for check in checks
                if check.failure_info
            )
    assert cases > 100
    return violated


def test_the_good_provider_honours_all_pacts_and_its_document() -> None:
    with serving() as url:
        assert failed_interactions(url) == set()
        assert violated_checks(url) == set()


@pytest.mark.parametrize(
    ("fault", "interactions", "checks"),
    [
        pytest.param(
            "missing-promised-date",
            {"a new web order", "the state of an order for an 855"},
            {"response_schema_conformance"},
            id="found by both",
        ),
        pytest.param(
            "wrong-status-type",
            {
                "a new web order",
                "the same web order once more, under the same key",
                "the state of an order for an 855",
                "the orders to be picked",
            },
            {"response_schema_conformance"},
            id="found by both, and by every consumer that reads the status",
        ),
        pytest.param(
            "crash-on-limit-zero",
            set(),
            {"not_a_server_error", "status_code_conformance"},
            id="no consumer asks for it, the document allows it",
        ),
    ],
)
def test_a_fault_is_found(fault: str, interactions: set[str], checks: set[str]) -> None:
    with serving(fault) as url:
        assert failed_interactions(url) == interactions
        assert violated_checks(url) == checks


def test_a_fault_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no fault 'slow'"):
        create_app(fault="slow")


def test_the_same_key_takes_an_order_once_and_never_another_one() -> None:
    key = {"Idempotency-Key": "0b9f2a54-5d0c-4c5e-9c54-3f9d3d1f8a20"}
    with serving() as url, httpx.Client(base_url=url, trust_env=False) as client:
        first = client.post("/orders", json=NEW, headers=key)
        again = client.post("/orders", json=NEW, headers=key)
        other = client.post("/orders", json=NEW | {"channel": "edi"}, headers=key)
        listed = client.get("/orders").json()["items"]
    assert [first.status_code, again.status_code, other.status_code] == [201, 200, 409]
    assert again.json() == first.json()
    assert other.json()["code"] == "ORD-KEY-REUSED"
    assert listed == [first.json()]


def test_pages_join_to_the_whole_list() -> None:
    with serving() as url, httpx.Client(base_url=url, trust_env=False) as client:
        taken = [client.post("/orders", json=NEW).json()["orderId"] for _ in range(5)]
        query: dict[str, Any] = {"limit": 2}
        seen: list[int] = []
        while True:
            page = client.get("/orders", params=query).json()
            seen += [order["orderId"] for order in page["items"]]
            if "nextCursor" not in page:
                break
            query["cursor"] = page["nextCursor"]
    assert seen == taken


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/orders/1", None, 404, "ORD-UNKNOWN"),
        ("GET", "/orders/x", None, 400, "SYS-SCHEMA-INVALID"),
        ("GET", "/orders?limit=201", None, 400, "SYS-SCHEMA-INVALID"),
        ("POST", "/orders", NEW | {"lines": []}, 400, "SYS-SCHEMA-INVALID"),
        ("PATCH", "/orders/1/lines/1", {}, 400, "SYS-SCHEMA-INVALID"),
        ("GET", "/nowhere", None, 404, "SYS-NO-OPERATION"),
        ("DELETE", "/orders", None, 405, "SYS-NO-OPERATION"),
    ],
)
def test_a_refusal_is_a_problem_with_a_code(
    method: str, path: str, body: Any, status: int, code: str
) -> None:
    correlation = {"X-Correlation-ID": "6f1c2d44-6a0e-4a51"}
    with serving() as url:
        answer = httpx.request(method, url + path, json=body, headers=correlation, trust_env=False)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Correlation-ID"] == "6f1c2d44-6a0e-4a51"
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["correlationId"] == "6f1c2d44-6a0e-4a51"
