"""Hostile and broken documents: each ends in one line with the file, the place and advice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.checks.commands.documents import api
from tests.checks.commands.running import weighbridge
from weighbridge_checks.commands import exits

if TYPE_CHECKING:
    from pathlib import Path

GOOD = api()
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)


def nested(depth: int) -> str:
    return "{" + '"a":{' * depth + "}" * depth + "}"


def refers(to: str) -> str:
    document = json.loads(GOOD)
    document["paths"]["/orders"]["get"]["responses"]["200"] = {"$ref": to}
    return json.dumps(document)


BAD: dict[str, bytes] = {
    "not JSON and not YAML": b'{"openapi": "3.1.0", paths: [}',
    "prose": b"Dear all,\n\nplease find: attached: the contract.\n",
    "truncated JSON": GOOD[: len(GOOD) // 2].encode(),
    "truncated YAML": b'openapi: "3.1.0\ninfo: {title: a',
    "a key twice": b"openapi: 3.1.0\ninfo: {title: a, version: 1.0.0}\npaths: {}\npaths: {}\n",
    "a key twice in JSON": b'{"openapi": "3.1.0", "paths": {}, "paths": {}}',
    "an alias bomb": BOMB.encode(),
    "a deep nest": nested(200).encode(),
    "a very deep nest": nested(100_000).encode(),
    "a reference to nothing": refers("#/components/responses/Gone").encode(),
    "a reference to itself": refers("#/paths/~1orders/get/responses/200").encode(),
    "a reference outside": refers("../secret.json").encode(),
    "a reference to an absolute path": refers("/etc/passwd").encode(),
    "a reference to an address": refers("https://harborpike.example/a.json").encode(),
    "a reference to a file that is not there": refers("gone.json#/a").encode(),
    "no paths": b'{"openapi": "3.1.0", "info": {"title": "a", "version": "1.0.0"}}',
    "OpenAPI 3.0 without paths": b"openapi: 3.0.3\ninfo: {title: a, version: 1.0.0}\n",
    "Swagger 1.2": b'{"swaggerVersion": "1.2", "apis": [{"path": "/orders", "operations": []}]}',
    "an empty file": b"",
    "blanks only": b"  \n\n\t\n",
    "comments only": b"# nothing\n",
    "a binary file": bytes(range(256)) * 8,
    "UTF-16": GOOD.encode("utf-16"),
    "UTF-16 without a mark": GOOD.encode("utf-16-le"),
    "Latin-1": "openapi: 3.1.0\ninfo: {title: Aufträge}\npaths: {}\n".encode("latin-1"),
    "a list": b"[1, 2, 3]",
    "a number": b"42",
    "null": b"null",
    "two documents": b"openapi: 3.1.0\npaths: {}\n---\nopenapi: 3.1.0\npaths: {}\n",
    "an unknown tag": b"openapi: !!python/object:os.system 3.1.0\n",
    "not a contract": b'{"name": "weighbridge", "scripts": {}}',
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_document_is_refused_in_one_line_on_either_side(name: str, tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text(GOOD)
    (tmp_path / "bad.yaml").write_bytes(BAD[name])
    for pair in (("good.json", "bad.yaml"), ("bad.yaml", "good.json")):
        ended = weighbridge("diff", *pair, "--output", "json=out.json", cwd=tmp_path)
        assert ended.code == exits.UNREADABLE, ended.err
        assert ended.out == ""
        assert ended.err.startswith("error: bad.yaml")
        assert ended.err.count("\n") == 1
        assert "root:" not in ended.err
        assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a key twice", "bad.yaml:4:1"),
        ("a key twice in JSON", "bad.yaml:1:"),
        ("a reference to nothing", "bad.yaml:1:"),
        ("UTF-16", "save it as UTF-8"),
        ("an empty file", "is empty"),
        ("no paths", "paths"),
    ],
)
def test_the_line_says_where_and_what_to_do(name: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_bytes(BAD[name])
    assert told in weighbridge("diff", "bad.yaml", "bad.yaml", cwd=tmp_path).err


@pytest.mark.parametrize(
    "name", ["gone.yaml", "folder", "unreadable.yaml", "loop.yaml", "good.json/more.yaml"]
)
def test_a_file_that_can_not_be_opened(name: str, tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text(GOOD)
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "unreadable.yaml").symlink_to("nowhere")
    ended = weighbridge("diff", name, "good.json", cwd=tmp_path)
    assert ended.code == exits.UNREADABLE
    assert ended.err.startswith(f"error: {name}")
    assert ended.out == ""


def test_a_file_without_end_is_not_read_to_its_end() -> None:
    ended = weighbridge("diff", "/dev/zero", "/dev/zero")
    assert ended.code == exits.UNREADABLE
    assert "larger than 64 MB" in ended.err


def test_a_misspelt_file_names_the_one_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text(GOOD)
    ended = weighbridge("diff", "opneapi.json", "openapi.json", cwd=tmp_path)
    assert "did you mean 'openapi.json'?" in ended.err


def test_only_like_is_weighed_with_like(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(GOOD)
    (tmp_path / "schema.json").write_text(
        '{"$schema": "https://json-schema.org/draft/2020-12/schema"}'
    )
    ended = weighbridge("diff", "api.json", "schema.json", cwd=tmp_path)
    assert ended.code == exits.UNREADABLE
    assert ended.err.startswith("error: schema.json: it is json-schema, and 'api.json' is openapi")
