"""`weighbridge verify` against real providers, a real verifier and a real registry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI, Request, Response

from tests.checks.commands.serving import (
    RealRegistry,
    nobody,
    real_registry,
    say,
    serving,
    silence,
)
from tests.providers.orders import create_app
from weighbridge_checks.commands import exits

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTRACTS = Path(__file__).parents[3] / "contracts"
PACTS = sorted(CONTRACTS.glob("consumers/*/orders.pact.json"))


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WEIGHBRIDGE_REGISTRY", raising=False)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[RealRegistry]:
    with real_registry(tmp_path) as known:
        yield known


def shop(**state: Any) -> FastAPI:
    """A little provider: one order, and whatever a test does with its states."""
    app = FastAPI()
    asked: list[dict[str, Any]] = []
    app.state.asked = asked

    @app.get("/orders/{order_id}")
    def order(order_id: int, request: Request) -> Response:
        asked.append({"path": request.url.path, "token": request.headers.get("X-Token")})
        if not state.get("there", True):
            return Response(
                '{"title": "no such order"}', 404, media_type="application/problem+json"
            )
        return Response(
            json.dumps({"orderId": order_id, "status": "open"}), media_type="application/json"
        )

    @app.post("/states")
    async def states(request: Request) -> Response:
        asked.append(await request.json())
        return Response(state.get("words", "{}"), state.get("status", 200))

    @app.post("/messages")
    async def messages(request: Request) -> dict[str, Any]:
        asked.append(await request.json())
        return {"orderId": 7, "type": "created"}

    return app


def pact(folder: Path, *interactions: dict[str, Any], consumer: str = "storefront") -> Path:
    """A pact file of the fourth generation."""
    file = folder / f"{consumer}.pact.json"
    file.write_text(
        json.dumps(
            {
                "consumer": {"name": consumer},
                "provider": {"name": "orders"},
                "interactions": list(interactions),
                "metadata": {"pactSpecification": {"version": "4.0"}},
            }
        )
    )
    return file


def read_order(*states: str, **body: Any) -> dict[str, Any]:
    content = {"orderId": 7, "status": "open"} | body
    return {
        "type": "Synchronous/HTTP",
        "description": "read an order",
        "providerStates": [{"name": s} for s in states],
        "request": {"method": "GET", "path": "/orders/7"},
        "response": {
            "status": 200,
            "headers": {"Content-Type": ["application/json"]},
            "body": {"content": content, "contentType": "application/json", "encoded": False},
        },
    }


EVENT = {
    "type": "Asynchronous/Messages",
    "description": "an order came in",
    "contents": {"content": {"orderId": 7}, "contentType": "application/json", "encoded": False},
    "metadata": {"contentType": "application/json"},
}


def test_the_reference_provider_keeps_its_pacts_and_each_is_told_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with serving(create_app()) as url:
        states = f"{url}/_pact/provider-states"
        files = [x for p in PACTS for x in ("--pact", p)]
        said = say(
            capsys, "verify", "orders", "--url", url, *files, "--provider-states-url", states
        )
    assert said.code == exits.PASSED, said.out
    assert said.out.splitlines() == [
        "passed  edi-gateway -> orders (2 of 2 interactions)",
        "passed  storefront -> orders (3 of 3 interactions)",
        "passed  wms -> orders (1 of 1 interactions)",
        "orders keeps 3 pacts",
    ]


def test_a_fault_fails_the_pacts_that_rely_on_the_faulty_part_and_no_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with serving(create_app(fault="missing-promised-date")) as url:
        states = f"{url}/_pact/provider-states"
        files = [x for p in PACTS for x in ("--pact", p)]
        said = say(
            capsys,
            *("verify", "orders", "--url", url, *files, "--provider-states-url", states),
            *("--format", "json"),
        )
    assert said.code == exits.FOUND
    assert said.value["passed"] is False
    results = {p["consumer"]: p for p in said.value["pacts"]}
    assert {name: p["result"] for name, p in results.items()} == {
        "edi-gateway": "failed",
        "storefront": "failed",
        "wms": "passed",
    }
    assert any("promisedDate" in f for f in results["storefront"]["failures"])


def test_a_failure_names_the_interaction_its_state_and_what_was_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = pact(tmp_path, read_order("an order exists", status="shipped"))
    with serving(shop()) as url:
        said = say(
            capsys,
            *("verify", "orders", "--url", url, "--pact", file),
            *("--provider-states-url", f"{url}/states"),
        )
    assert said.code == exits.FOUND
    assert said.out.splitlines() == [
        "failed  storefront -> orders (0 of 1 interactions)",
        "    read an order, given an order exists",
        "      body $.status: Expected 'open' (String) to be equal to 'shipped' (String)",
    ]


def test_states_are_set_up_before_and_taken_down_after_with_the_headers_that_were_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = shop()
    file = pact(tmp_path, read_order("an order exists"), read_order())
    with serving(app) as url:
        said = say(
            capsys,
            *("verify", "orders", "--url", url, "--pact", file, "--header", "X-Token: s3cret"),
            *("--provider-states-url", f"{url}/states"),
        )
    assert said.code == exits.PASSED, said.out
    seen = [a.get("action") or a["token"] for a in app.state.asked]
    assert seen == ["setup", "s3cret", "teardown", "s3cret"]
    assert "s3cret" not in said.out + said.err


def test_without_a_place_for_states_the_person_is_told_that_none_is_set_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = pact(tmp_path, read_order("an order exists"))
    with serving(shop()) as url:
        said = say(capsys, "verify", "orders", "--url", url, "--pact", file)
    assert said.code == exits.PASSED
    assert "1 interaction needs a provider state, and without --provider-states-url" in said.err


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param(
            {"status": 500, "words": "the database is gone"},
            "/states answered 500: the database is gone",
            id="it answers 500",
        ),
        pytest.param({"status": 404}, "/states answered 404", id="it is not there"),
    ],
)
def test_a_state_that_can_not_be_had_is_asked_for_once_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], state: dict[str, Any], expected: str
) -> None:
    app = shop(**state)
    file = pact(tmp_path, read_order("an order exists"))
    with serving(app) as url:
        said = say(
            capsys,
            *("verify", "orders", "--url", url, "--pact", file),
            *("--provider-states-url", f"{url}/states"),
        )
    assert said.code == exits.FOUND
    assert "the provider state 'an order exists' could not be set up" in said.out
    assert expected in said.out
    assert [a["action"] for a in app.state.asked if "action" in a].count("setup") == 1


def test_a_state_that_hangs_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = pact(tmp_path, read_order("an order exists"))
    with serving(shop()) as url, silence() as states:
        said = say(
            capsys,
            *("verify", "orders", "--url", url, "--pact", file, "--timeout", "4"),
            *("--provider-states-url", f"{states}/states"),
        )
    assert said.code == exits.FOUND
    assert "the provider state 'an order exists' could not be set up" in said.out
    assert "did not answer within 2 s" in said.out


def test_a_provider_that_hangs_is_given_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = pact(tmp_path, read_order())
    with silence() as url:
        said = say(capsys, "verify", "orders", "--url", url, "--pact", file, "--timeout", "2")
    assert said.code == exits.FOUND
    assert "it was not done within 2 s and was stopped" in said.out


def test_a_provider_that_does_not_run_is_another_thing_than_one_that_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = pact(tmp_path, read_order())
    said = say(capsys, "verify", "orders", "--url", nobody(), "--pact", file)
    assert said.code == exits.REGISTRY
    assert said.out == ""
    assert "no provider answers at" in said.err


def test_messages_are_tried_where_the_provider_makes_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = pact(tmp_path, EVENT)
    app = shop()
    with serving(app) as url:
        asked = ("verify", "orders", "--url", url, "--pact", file)
        without = say(capsys, *asked)
        said = say(capsys, *asked, "--messages-url", f"{url}/messages")
    assert without.code == exits.USAGE
    assert "untried  storefront -> orders" in without.out
    assert "give --messages-url to try them" in without.out
    assert said.code == exits.PASSED, said.out
    assert app.state.asked[0]["description"] == "an order came in"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(
            ["--pact", "no.json"], exits.UNREADABLE, "no.json: cannot be opened", id="file"
        ),
        pytest.param(["--url", "orders:80"], exits.USAGE, "is no address", id="address"),
        pytest.param(["--header", "Token"], exits.USAGE, "'Name: value'", id="header"),
        pytest.param(["--environment", "test", "--pact", "a"], exits.USAGE, "not both", id="both"),
        pytest.param(["--registry", nobody()], exits.REGISTRY, "no answer", id="no registry"),
    ],
)
def test_wrong_use_ends_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    said = say(capsys, "verify", "orders", "--url", "http://127.0.0.1:9", *arguments)
    assert said.code == code
    assert words in said.err
    assert said.out == ""


def test_a_broken_pact_file_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pact.json"
    file.write_text('{"consumer": {"name": "a"},\n "provider": {}}')
    said = say(capsys, "verify", "orders", "--url", "http://127.0.0.1:9", "--pact", file)
    assert said.code == exits.UNREADABLE
    assert f"{file}:2:" in said.err


# -- with a registry


def published(registry: RealRegistry, file: Path, release: str = "4.2.0") -> str:
    content = json.loads(file.read_text())
    answer = registry.post("/pacts", {"consumer_release": release, "content": content})
    return str(answer["digest"])


def provided(registry: RealRegistry) -> None:
    """A service named orders with a release."""
    registry.put("/services/orders", {"description": "Orders", "owner": "order-mgmt"})
    registry.put("/services/orders/releases/2.0.0", {"provides": []})


def test_pacts_come_from_the_registry_and_every_result_goes_on_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], registry: RealRegistry
) -> None:
    provided(registry)
    good = published(registry, pact(tmp_path, read_order()))
    same = published(registry, pact(tmp_path, read_order()), release="4.3.0")
    bad = published(registry, pact(tmp_path, read_order(status="shipped"), consumer="kiosk"))
    assert good == same
    with serving(shop()) as url:
        said = say(
            capsys,
            *("verify", "orders", "--url", url, "--registry", registry.url, "--release", "2.0.0"),
        )
    assert said.code == exits.FOUND
    assert {x for x in said.out.splitlines() if not x.startswith(" ")} == {
        "passed  storefront 4.2.0, 4.3.0 -> orders (1 of 1 interactions), recorded",
        "failed  kiosk 4.2.0 -> orders (0 of 1 interactions), recorded",
    }
    kept = registry.items("/verifications", provider="orders", provider_release="2.0.0")
    assert {v["pact"]: v["success"] for v in kept} == {good: True, bad: False}
    failed = next(v for v in kept if not v["success"])
    assert failed["failures"] == [
        "read an order: body $.status: Expected 'open' (String) to be equal to 'shipped' (String)"
    ]
    assert failed["tool"] == "pact-python"
    assert failed["tool_version"]


def test_without_a_release_nothing_goes_on_record_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], registry: RealRegistry
) -> None:
    provided(registry)
    published(registry, pact(tmp_path, read_order()))
    with serving(shop()) as url:
        said = say(capsys, "verify", "orders", "--url", url, "--registry", registry.url)
    assert said.code == exits.PASSED
    assert "nothing is recorded" in said.err
    assert registry.items("/verifications") == []


def test_no_pact_is_not_passed(capsys: pytest.CaptureFixture[str], registry: RealRegistry) -> None:
    provided(registry)
    with serving(shop()) as url:
        said = say(capsys, "verify", "orders", "--url", url, "--registry", registry.url)
    assert said.code == exits.USAGE
    assert "no pact with 'orders' is known, so nothing was verified" in said.err
    assert said.out == ""


def test_a_result_that_could_not_be_recorded_is_never_green(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], registry: RealRegistry
) -> None:
    provided(registry)
    file = pact(tmp_path, read_order())
    with serving(shop()) as url:
        said = say(
            capsys,
            *("verify", "orders", "--url", url, "--pact", file),
            *("--registry", registry.url, "--release", "2.0.0"),
        )
    assert said.code == exits.REGISTRY, "the registry does not know this pact"
    assert "storefront -> orders is not on record" in said.err
    assert "keeps" not in said.out


def test_a_provider_that_is_not_there_leaves_the_record_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], registry: RealRegistry
) -> None:
    provided(registry)
    published(registry, pact(tmp_path, read_order()))
    said = say(
        capsys,
        *("verify", "orders", "--url", nobody(), "--registry", registry.url),
        *("--release", "2.0.0"),
    )
    assert said.code == exits.REGISTRY
    assert registry.items("/verifications") == []


def test_only_the_pacts_of_what_runs_in_an_environment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], registry: RealRegistry
) -> None:
    provided(registry)
    published(registry, pact(tmp_path, read_order()), release="4.2.0")
    published(registry, pact(tmp_path, read_order(status="open"), consumer="kiosk"), "1.0.0")
    registry.put("/environments/test", {"after": None, "gates": [], "production": False})
    registry.put("/services/kiosk", {"description": "Kiosk", "owner": "shops"})
    registry.put("/services/kiosk/releases/1.0.0", {"provides": []})
    registry.post("/environments/test/deployments", {"service": "kiosk", "release": "1.0.0"})
    with serving(shop()) as url:
        said = say(
            capsys,
            *("verify", "orders", "--url", url, "--registry", registry.url),
            *("--environment", "test", "--format", "json"),
        )
    assert said.code == exits.PASSED, said.err
    assert [(p["consumer"], p["consumer_releases"]) for p in said.value["pacts"]] == [
        ("kiosk", ["1.0.0"])
    ]
