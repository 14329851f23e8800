from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from weighbridge_web.assets import FOREVER, address, assets

if TYPE_CHECKING:
    import httpx

STATIC = files("weighbridge_web") / "static"
VENDOR = STATIC / "vendor"
VENDORED = json.loads((VENDOR / "vendor.json").read_text())


@pytest.mark.parametrize("entry", VENDORED, ids=lambda e: e["name"])
def test_what_is_vendored_is_byte_for_byte_what_was_published(entry: dict[str, object]) -> None:
    folder = VENDOR / f"{entry['name']}-{entry['version']}"
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}
    assert found == entry["files"]
    assert any(name.startswith("LICENSE") for name in found)
    assert entry["licence"] in {"MIT", "0BSD"}


def test_nothing_is_vendored_that_is_not_listed() -> None:
    listed = {f"{entry['name']}-{entry['version']}" for entry in VENDORED}
    assert {folder.name for folder in VENDOR.iterdir() if folder.is_dir()} == listed


def test_what_is_our_own_is_small_and_loads_nothing_from_elsewhere() -> None:
    own = {name: asset.body for name, asset in assets().items() if "/" not in name}
    assert own.keys() == {"app.css", "app.js", "logo.svg"}
    assert len(own["app.css"]) <= 12 * 1024
    assert not re.search(rb"url\(|@import|//[a-z]", own["app.css"])
    assert b"http" not in own["app.js"]


@pytest.mark.parametrize("name", sorted(assets()))
def test_a_file_is_kept_for_good_under_the_address_of_its_content(
    estate: httpx.Client, name: str
) -> None:
    answer = estate.get(address(name))
    assert answer.status_code == 200
    assert answer.content == assets()[name].body
    assert answer.headers["Cache-Control"] == FOREVER
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_from_before_an_update_still_gets_its_style_but_may_not_keep_it(
    estate: httpx.Client,
) -> None:
    answer = estate.get("/static/000000000000/app.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_file_is_sent_whole_to_those_who_do_not_unpack(estate: httpx.Client) -> None:
    answer = estate.get(address("app.css"), headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert answer.content == assets()["app.css"].body


@pytest.mark.parametrize(
    "name", ["nothing.css", "../app.py", "%2e%2e/app.py", "vendor/../../app.py"]
)
def test_only_what_is_there_to_be_sent_is_sent(estate: httpx.Client, name: str) -> None:
    assert estate.get(f"/static/0/{name}").status_code == 404
