"""`weighbridge test` against real providers, with a real registry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI, Request, Response

from tests.checks.commands.serving import (
    RealRegistry,
    Said,
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

CONTRACT = Path(__file__).parents[3] / "contracts" / "apis" / "orders" / "1.1.0"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WEIGHBRIDGE_REGISTRY", raising=False)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[RealRegistry]:
    with real_registry(tmp_path) as known:
        yield known


STOCK: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Stock", "version": "1.0.0"},
    "paths": {
        "/stock": {
            "get": {
                "parameters": [
                    {
                        "name": "limit",
                        "in": "query",
                        "schema": {"type": "integer", "minimum": 0, "maximum": 100},
                    }
                ],
                "responses": {
                    "200": {
                        "description": "the stock",
                        "content": {
                            "application/json": {"schema": {"$ref": "schemas/stock.json#/Stock"}}
                        },
                    }
                },
            }
        },
        "/counts": {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"$ref": "schemas/stock.json#/Count"}}
                    },
                },
                "responses": {"204": {"description": "taken"}},
            }
        },
    },
}
SCHEMAS = {
    "Stock": {"type": "object", "required": ["onHand"], "properties": {"onHand": {"$ref": "#/N"}}},
    "Count": {
        "type": "object",
        "required": ["counted"],
        "properties": {"counted": {"$ref": "#/N"}},
    },
    "N": {"type": "integer", "minimum": 0},
}


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    """A contract in two files."""
    root = tmp_path / "api" / "openapi.json"
    (root.parent / "schemas").mkdir(parents=True)
    root.write_text(json.dumps(STOCK))
    (root.parent / "schemas" / "stock.json").write_text(json.dumps(SCHEMAS))
    return root


def warehouse(fault: str = "") -> FastAPI:
    """A provider of the stock API, right unless a fault is asked for."""
    app = FastAPI()
    app.state.tokens = set()

    @app.get("/stock")
    def stock(request: Request, limit: int = 10) -> Response:
        app.state.tokens.add(request.headers.get("Authorization"))
        if fault == "crash" and limit == 0:
            raise ZeroDivisionError
        on_hand: Any = "many" if fault == "type" else 7
        return Response(json.dumps({"onHand": on_hand}), media_type="application/json")

    @app.post("/counts")
    async def count(request: Request) -> Response:
        counted = (await request.json())["counted"]
        if fault == "locked":
            return Response(status_code=204)
        return Response(status_code=204 if counted >= 0 else 500)

    return app


def tried(capsys: pytest.CaptureFixture[str], contract: Path, app: FastAPI, *more: object) -> Said:
    with serving(app) as url:
        return say(capsys, "test", contract, "--url", url, *more)


def test_the_reference_provider_conforms_to_its_contract(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = tried(capsys, CONTRACT, create_app(), "--max-examples", 5)
    assert said.code == exits.PASSED, said.out
    lines = said.out.splitlines()
    assert [x[:8].strip() for x in lines[:-1]] == ["passed"] * 5
    assert lines[-1].startswith("5 of 5 operations conform, ")


@pytest.mark.parametrize(
    ("fault", "check", "operation"),
    [
        ("wrong-status-type", "response_schema_conformance", "POST /orders"),
        ("crash-on-limit-zero", "not_a_server_error", "GET /orders"),
    ],
)
def test_a_fault_of_the_reference_provider_is_found_with_a_request_that_shows_it(
    capsys: pytest.CaptureFixture[str], fault: str, check: str, operation: str
) -> None:
    app = create_app(fault=fault)
    said = tried(capsys, CONTRACT, app, "--operation", operation, "--format", "json")
    assert said.code == exits.FOUND
    by_label = {o["label"]: o for o in said.value["operations"]}
    failure = next(f for f in by_label[operation]["failures"] if f["check"] == check)
    assert failure["curl"].startswith(f"curl -X {operation.partition(' ')[0]} ")


def test_a_contract_of_several_files_is_tried_as_one(
    stock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tried(capsys, stock, warehouse()).code == exits.PASSED
    said = tried(capsys, stock, warehouse("type"))
    assert said.code == exits.FOUND
    assert "failed   GET /stock: " in said.out
    assert "response_schema_conformance: Response violates schema" in said.out
    assert "passed   POST /counts: " in said.out
    assert "1 of 2 operations conform" in said.out


def test_the_same_seed_says_the_same_and_another_tries_other_requests(
    stock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for seed in (1, 1, 2):
        seen: list[bytes] = []
        app = warehouse("crash")

        @app.middleware("http")
        async def listen(request: Request, call_next: Any, seen: list[bytes] = seen) -> Any:
            seen.append(request.url.query.encode() + await request.body())
            return await call_next(request)

        found = tried(capsys, stock, app, "--seed", seed, "--format", "json").value
        url = found.pop("url")
        said.append((json.dumps(found).replace(url, "URL"), seen))
    assert said[0] == said[1]
    assert said[0][1] != said[2][1]


def test_only_the_operations_that_are_named_are_tried(
    stock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = tried(capsys, stock, warehouse("type"), "--operation", "POST /counts")
    assert said.code == exits.PASSED
    assert said.out.splitlines()[-1].startswith("1 of 1 operations conform")
    wrong = say(capsys, "test", stock, "--url", nobody(), "--operation", "POST /count")
    assert wrong.code == exits.USAGE
    assert "did you mean 'POST /counts'?" in wrong.err


def test_headers_reach_the_provider_and_stay_out_of_the_report(
    stock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = warehouse("type")
    said = tried(capsys, stock, app, "--header", "Authorization: Bearer s3cret")
    assert app.state.tokens == {"Bearer s3cret"}
    assert said.code == exits.FOUND
    assert "s3cret" not in said.out + said.err


def test_an_operation_that_never_succeeds_is_remarked_on(
    stock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = FastAPI()

    @app.get("/stock")
    def locked() -> Response:
        return Response('{"onHand": 1}', 401, media_type="application/json")

    said = tried(capsys, stock, app, "--operation", "GET /stock")
    assert "GET /stock never succeeded" in said.err


def test_a_provider_that_does_not_run_was_not_tried(
    stock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, "test", stock, "--url", nobody())
    assert said.code == exits.REGISTRY
    assert "no provider answers at" in said.err
    assert said.out == ""


def test_operations_that_were_never_reached_are_unknown_and_so_not_passed(
    stock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with silence() as url:
        said = say(capsys, "test", stock, "--url", url, "--max-time", "1")
    assert said.code == exits.FOUND
    assert "unknown  POST /counts: was never reached" in said.out
    assert "0 of 2 operations conform" in said.out


def test_the_report_as_junit(stock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = tried(capsys, stock, warehouse("type"), "--format", "junit")
    assert said.code == exits.FOUND
    suite = ET.fromstring(said.out.partition("\n")[2])[0]  # noqa: S314 - our own text
    assert suite.attrib == {"name": "Stock", "tests": "2", "failures": "1", "errors": "0"}
    assert [(c.get("name"), [e.tag for e in c]) for c in suite] == [
        ("GET /stock", ["failure"]),
        ("POST /counts", []),
    ]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        pytest.param("openapi: 3.1.0\n", exits.UNREADABLE, "paths", id="no paths"),
        pytest.param('{"type": "object"}', exits.USAGE, "is json-schema; only", id="a schema"),
        pytest.param(
            '{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}',
            exits.USAGE,
            "has no operation, so there is nothing to try",
            id="nothing in it",
        ),
    ],
)
def test_what_can_not_be_tried_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, code: int, words: str
) -> None:
    file = tmp_path / "c.yaml"
    file.write_text(text)
    said = say(capsys, "test", file, "--url", nobody())
    assert said.code == code
    assert words in said.err


# -- with a registry


def provided(registry: RealRegistry, stock: Path) -> None:
    """The contract as version 1.0.0 of a subject, and a service with a release."""
    files = {
        "openapi.json": stock.read_text(),
        "schemas/stock.json": (stock.parent / "schemas" / "stock.json").read_text(),
    }
    registry.post(
        "/subjects/stock/versions",
        {"version": "1.0.0", "root": "openapi.json", "files": files, "kind": "api"},
    )
    registry.put("/services/wms", {"description": "Warehouse", "owner": "wms-team"})
    provides = [{"subject": "stock", "version": "1.0.0"}]
    registry.put("/services/wms/releases/7.1.0", {"provides": provides})


def recording(registry: RealRegistry) -> tuple[str, ...]:
    return ("--registry", registry.url, "--service", "wms", "--release", "7.1.0")


def test_a_result_goes_on_record_under_the_release(
    stock: Path, capsys: pytest.CaptureFixture[str], registry: RealRegistry
) -> None:
    provided(registry, stock)
    good = tried(capsys, stock, warehouse(), *recording(registry), "--subject", "stock")
    bad = tried(capsys, stock, warehouse("type"), *recording(registry), "--subject", "stock")
    assert (good.code, bad.code) == (exits.PASSED, exits.FOUND), good.err + bad.err
    assert good.out.splitlines()[-1].endswith(", recorded")
    newest, first = registry.items("/conformance", service="wms", release="7.1.0")
    assert (first["success"], newest["success"]) == (True, False)
    assert (newest["subject"], newest["version"], newest["seed"]) == ("stock", "1.0.0", "1")
    assert newest["cases"] > 0
    assert [f["operation"] for f in newest["failures"]] == ["GET /stock"]


def test_the_contract_may_come_from_the_registry_itself(
    stock: Path, capsys: pytest.CaptureFixture[str], registry: RealRegistry
) -> None:
    provided(registry, stock)
    said = tried(capsys, Path("registry:stock@1.0.0"), warehouse(), *recording(registry))
    assert said.code == exits.PASSED, said.err
    assert [c["version"] for c in registry.items("/conformance", service="wms")] == ["1.0.0"]


def test_a_result_that_could_not_be_recorded_is_never_green(
    stock: Path, capsys: pytest.CaptureFixture[str], registry: RealRegistry
) -> None:
    provided(registry, stock)
    unknown = ("--registry", registry.url, "--service", "tms", "--release", "0.0.0")
    for more in (unknown, (*recording(registry), "--contract-version", "9.9.9")):
        said = tried(capsys, stock, warehouse(), "--subject", "stock", *more)
        assert said.code == exits.REGISTRY
        assert "the result is not on record" in said.err
        assert "recorded" not in said.out


def test_a_record_needs_a_name(stock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = say(capsys, "test", stock, "--url", nobody(), "--service", "wms")
    assert alone.code == exits.USAGE
    nameless = say(
        capsys, "test", stock, "--url", nobody(), "--service", "wms", "--release", "7.1.0"
    )
    assert nameless.code == exits.USAGE
    assert "name its --subject" in nameless.err
