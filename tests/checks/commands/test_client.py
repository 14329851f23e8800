"""The registry's client before servers that are down, strange, slow or hostile."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.checks.commands.running import weighbridge
from tests.checks.commands.serving import nobody, silence
from weighbridge_checks.commands import client, exits
from weighbridge_checks.commands.client import Registry, registry_at
from weighbridge_checks.commands.errors import (
    CommandError,
    RegistryRefusedError,
    RegistryUnreachableError,
    WrongUseError,
    code_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROBLEM = "application/problem+json"


@contextmanager
def answering(
    status: int, body: bytes, kind: str = "application/json", **headers: str
) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Somebody who gives one answer to everything, and the headers of those who asked."""
    seen: list[dict[str, str]] = []

    class Server(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            seen.append(dict(self.headers))
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PUT = do_GET  # noqa: N815 - the names that the standard library calls

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def problem(slug: str, status: int, **more: object) -> bytes:
    value = {"type": f"/problems/{slug}", "title": "A title.", "status": status, **more}
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("status", "slug", "code"),
    [
        (401, "unauthorised", exits.REGISTRY),
        (403, "forbidden", exits.REGISTRY),
        (404, "no-such-environment", exits.USAGE),
        (409, "version-exists", exits.FOUND),
        (409, "published-meanwhile", exits.FOUND),
        (422, "bump-too-small", exits.FOUND),
        (422, "unreadable-contract", exits.UNREADABLE),
        (422, "invalid-request", exits.USAGE),
        (429, "too-many", exits.REGISTRY),
        (500, "unexpected", exits.REGISTRY),
        (503, "database-busy", exits.REGISTRY),
    ],
)
def test_each_refusal_has_its_code_and_the_registrys_own_words(
    status: int, slug: str, code: int
) -> None:
    body = problem(slug, status, detail="what the matter is", previous="1.0.0")
    with answering(status, body, PROBLEM) as (url, _), pytest.raises(RegistryRefusedError) as info:
        client.ask(Registry(url=url), "GET", "/")
    assert code_of(info.value) == code
    assert "what the matter is" in str(info.value)
    assert info.value.facts == {"previous": "1.0.0"}


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        pytest.param(200, b"<html>hello</html>", "does not speak JSON", id="a website"),
        pytest.param(404, b"<html>gone</html>", "404", id="a website without the page"),
        pytest.param(502, b"", "502", id="a proxy"),
        pytest.param(500, b'["oops"]', "500", id="JSON, but no problem"),
        pytest.param(200, b"\xff\xfe", "does not speak JSON", id="bytes"),
    ],
)
def test_who_is_no_registry_is_told_apart(status: int, body: bytes, told: str) -> None:
    with answering(status, body) as (url, _), pytest.raises(RegistryUnreachableError) as info:
        client.ask(Registry(url=url), "GET", "/")
    assert code_of(info.value) == exits.REGISTRY
    assert told in str(info.value)


def test_an_answer_of_another_shape_is_not_a_fault_of_ours() -> None:
    with answering(200, b'{"hello": "world"}') as (url, _), pytest.raises(RegistryUnreachableError):
        list(client.pages(Registry(url=url), "/"))


def test_nobody_there_is_told_with_what_to_do(tmp_path: Path) -> None:
    ended = weighbridge("promote", "erp@1", "--to", "dev", "--registry", nobody(), cwd=tmp_path)
    assert ended.code == exits.REGISTRY
    assert ended.out == ""
    assert "connection refused" in ended.err
    assert "weighbridge serve" in ended.err
    assert ended.err.count("\n") == 1


def test_who_never_answers_is_given_up() -> None:
    with silence() as url, pytest.raises(RegistryUnreachableError, match="nothing came for"):
        client.ask(Registry(url=url, patience=0.2), "GET", "/")


def test_a_redirect_does_not_carry_the_token_elsewhere() -> None:
    with answering(200, b"{}") as (elsewhere, seen):
        with answering(302, b"", Location=f"{elsewhere}/api") as (url, _):
            registry = Registry(url=url, token="a token")  # noqa: S106 - it opens nothing
            with pytest.raises(RegistryUnreachableError, match="it points to"):
                client.ask(registry, "GET", "/")
        assert seen == []


@pytest.mark.parametrize(
    ("option", "environment", "file", "sent"),
    [
        pytest.param("http://a", None, None, "a token", id="an option"),
        pytest.param(None, "http://a", None, "a token", id="the environment"),
        pytest.param(None, None, "http://a", None, id="a file, which a pull request can change"),
        pytest.param(None, None, "http://127.0.0.1:1", "a token", id="a file, but this machine"),
        pytest.param(None, None, None, "a token", id="the default"),
    ],
)
def test_the_token_goes_only_where_somebody_we_trust_points(
    option: str | None,
    environment: str | None,
    file: str | None,
    sent: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WEIGHBRIDGE_TOKEN", "a token")
    monkeypatch.delenv("WEIGHBRIDGE_REGISTRY", raising=False)
    if environment:
        monkeypatch.setenv("WEIGHBRIDGE_REGISTRY", environment)
    registry = registry_at(option, configured=file)
    assert registry.token == sent
    assert "a token" not in repr(registry)


def test_the_token_is_sent_as_bearer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIGHBRIDGE_TOKEN", "a token")
    with answering(200, b"{}") as (url, seen):
        client.ask(registry_at(url), "GET", "/")
    assert seen[0]["Authorization"] == "Bearer a token"


@pytest.mark.parametrize(
    "url", ["ftp://a", "nonsense", "http://", "http://me:secret@a", "file:///a"]
)
def test_an_address_that_can_not_be_is_wrong_use(url: str) -> None:
    with pytest.raises(WrongUseError) as info:
        registry_at(url)
    assert "secret" not in str(info.value)


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        (("subjects", "orders"), "/api/v1/subjects/orders"),
        (("subjects", "a/b", "versions", 3), "/api/v1/subjects/a%2Fb/versions/3"),
        (("subjects", "storefront→orders"), "/api/v1/subjects/storefront%E2%86%92orders"),
        (("subjects", "../admin?x#y"), "/api/v1/subjects/..%2Fadmin%3Fx%23y"),
    ],
)
def test_a_name_stays_one_step_of_the_path(steps: tuple[str | int, ...], path: str) -> None:
    assert client.path(*steps) == path


@pytest.mark.parametrize(
    "words",
    [
        ("promote", "erp", "--to", "dev"),
        ("promote", "@1", "--to", "dev"),
        ("can-i-deploy", "erp@", "--to", "dev"),
        ("release", "erp@1", "--provides", "orders"),
        ("release", "erp@1", "--provides", "orders@latest"),
        ("deploy", "erp@1"),
    ],
)
def test_a_name_of_another_shape_is_wrong_use(words: tuple[str, ...], tmp_path: Path) -> None:
    ended = weighbridge(*words, cwd=tmp_path)
    assert ended.code == exits.USAGE
    assert ended.out == ""


def test_every_error_of_a_command_ends_in_a_code_of_the_table() -> None:
    kinds = CommandError.__subclasses__()
    assert {k.code for k in kinds} <= {exits.USAGE, exits.UNREADABLE, exits.REGISTRY}
