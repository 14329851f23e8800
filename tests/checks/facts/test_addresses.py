"""An operation is where its server's path and its own lead, however a document divides the two."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge_checks.facts.formats import read
from weighbridge_checks.facts.formats.addresses import base_of
from weighbridge_checks.verdicts import Verdict, Word, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable

HOST = "https://api.example.com"


def operation(path: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    """A path item whose parameters are those in the path."""
    names = [step.strip("{}") for step in path.split("/") if step.startswith("{")]
    return {
        "get": {
            "parameters": [
                {
                    "in": "path",
                    "name": name,
                    "required": True,
                    "schema": schema or {"type": "string"},
                }
                for name in names
            ],
            "responses": {"200": {"description": "fine"}},
        }
    }


def document(servers: Iterable[Any], *paths: str, **schemas: Any) -> dict[str, Any]:
    """A document with servers (URLs, or whole objects) and paths."""
    said = [{"url": s} if isinstance(s, str) else s for s in servers]
    return {
        "openapi": "3.1.0",
        "info": {"title": "orders", "version": "1.0.0"},
        **({"servers": said} if said else {}),
        "paths": {path: operation(path, **schemas) for path in paths},
    }


def shop(**variable: Any) -> dict[str, Any]:
    return {
        "url": f"{HOST}/shops/{{shop}}/v2",
        "variables": {"shop": {"default": "main", **variable}},
    }


def weighed(old: dict[str, Any], new: dict[str, Any]) -> Verdict:
    was, now = (read(json.dumps(d).encode(), name="api.json") for d in (old, new))
    return weigh(was, now)


@pytest.mark.parametrize(
    ("url", "variables", "path", "usual"),
    [
        (HOST, {}, "", ""),
        (f"{HOST}/", {}, "", ""),
        (f"{HOST}/v2/", {}, "/v2", "/v2"),
        ("/v2", {}, "/v2", "/v2"),
        ("v2", {}, "/v2", "/v2"),
        ("./v2/../v3", {}, "/v3", "/v3"),
        ("//api.example.com/v2", {}, "/v2", "/v2"),
        ("", {}, "", ""),
        ("/", {}, "", ""),
        (f"{HOST}/{{base}}", {"base": {"default": "v2"}}, "/{base}", "/v2"),
        (f"{HOST}/{{base}}", {}, "/{base}", "/{base}"),
        ("{host}/v2", {"host": {"default": HOST}}, "/v2", "/v2"),
        ("https://{region}.example.com/v2", {"region": {"default": "eu"}}, "/v2", "/v2"),
        (f"{HOST}/v2?x=1#y", {}, "/v2", "/v2"),
    ],
)
def test_the_path_of_a_server(url: str, variables: dict[str, Any], path: str, usual: str) -> None:
    assert base_of(url, variables) == (path, usual)


SAME = {
    "the path of the server goes into the paths": (
        document([f"{HOST}/v2"], "/orders", "/orders/{id}"),
        document([HOST], "/v2/orders", "/v2/orders/{id}"),
    ),
    "a part of it does": (
        document([f"{HOST}/shop/v2"], "/orders"),
        document([f"{HOST}/shop"], "/v2/orders"),
    ),
    "with other names of the parameters": (
        document([f"{HOST}/v2"], "/orders/{id}"),
        document([HOST], "/v2/orders/{orderId}"),
    ),
    "a variable of the server becomes a parameter": (
        document([shop()], "/orders/{id}"),
        document([HOST], "/shops/{name}/v2/orders/{id}"),
    ),
    "a variable with few values becomes a parameter with the same": (
        document([shop(enum=["main", "east"])], "/orders"),
        document(
            [HOST],
            "/shops/{shop}/v2/orders",
            schema={"type": "string", "enum": ["main", "east"]},
        ),
    ),
    "a variable that nobody changes is its default": (
        document([{"url": f"{HOST}/{{v}}", "variables": {"v": {"default": "v2"}}}], "/orders"),
        document([HOST], "/v2/orders"),
    ),
    "two hosts, one path": (
        document([f"{HOST}/v2", "https://eu.example.com/v2"], "/orders"),
        document([HOST, "https://eu.example.com"], "/v2/orders"),
    ),
    "a relative address": (document(["/v2"], "/orders"), document([], "/v2/orders")),
    "the address of the document itself": (
        document(["/"], "/orders"),
        document([], "/orders"),
    ),
    "a slash at the end": (
        document([f"{HOST}/v2/"], "/orders"),
        document([f"{HOST}/v2"], "/orders"),
    ),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_what_is_divided_otherwise_is_the_same(old: dict[str, Any], new: dict[str, Any]) -> None:
    for one, other in ((old, new), (new, old)):
        assert [f"{f.rule} {f.message}" for f in weighed(one, other).findings] == []


#: old, new, and the rules that speak there and back
CHANGED = {
    "the whole API is at another path": (
        document([f"{HOST}/v66"], "/orders", "/orders/{id}"),
        document([f"{HOST}/v67"], "/orders", "/orders/{id}"),
        ["server-added", "server-removed"],
        ["server-added", "server-removed"],
    ),
    "half of the paths were moved": (
        document([f"{HOST}/v2"], "/orders", "/depots"),
        document([HOST], "/v2/orders", "/depots"),
        ["operation-added", "operation-removed"],
        ["operation-added", "operation-removed"],
    ),
    "a path is a host less": (
        document([f"{HOST}/v2", "https://eu.example.com/v2"], "/orders"),
        document([HOST], "/v2/orders"),
        ["server-removed"],
        ["server-added"],
    ),
    "one of two versions is no longer served": (
        document([f"{HOST}/v1", f"{HOST}/v2"], "/orders"),
        document([f"{HOST}/v2"], "/orders"),
        ["server-removed"],
        ["server-added"],
    ),
    "the parameter that was a variable takes fewer values": (
        document([shop()], "/orders"),
        document([HOST], "/shops/{shop}/v2/orders", schema={"type": "string", "maxLength": 3}),
        ["request-length-narrowed"],
        ["request-length-widened"],
    ),
    "a variable takes fewer values": (
        document([shop(enum=["main", "east"])], "/orders"),
        document([shop(enum=["main"])], "/orders"),
        ["server-variables-changed"],
        ["server-variables-changed"],
    ),
    "addresses are named at last": (
        document([], "/orders"),
        document([HOST], "/orders"),
        ["server-added"],
        ["server-removed"],
    ),
}


@pytest.mark.parametrize(("old", "new", "there", "back"), CHANGED.values(), ids=CHANGED)
def test_what_is_elsewhere_is_told(
    old: dict[str, Any], new: dict[str, Any], there: list[str], back: list[str]
) -> None:
    assert sorted(f.rule for f in weighed(old, new).findings) == there
    assert sorted(f.rule for f in weighed(new, old).findings) == back


def test_an_operation_may_have_a_server_of_its_own() -> None:
    old = document([HOST], "/v2/orders", "/depots")
    new = document([HOST], "/orders", "/depots")
    new["paths"]["/orders"]["get"]["servers"] = [{"url": f"{HOST}/v2"}]
    assert weighed(old, new).word is Word.IDENTICAL


def test_two_paths_that_differ_in_names_alone_are_two() -> None:
    old = document([HOST], "/orders/{id}", "/orders/{name}")
    new = document([HOST], "/orders/{id}")
    (finding,) = weighed(old, new).findings
    assert finding.rule == "operation-removed"


STEPS = st.sampled_from(["orders", "lines", "{id}", "{name}", "v2"])
PATHS = st.lists(STEPS, min_size=1, max_size=4, unique=True).map(lambda s: "/" + "/".join(s))


@settings(deadline=None)
@given(
    st.lists(PATHS, min_size=1, max_size=4, unique_by=lambda p: p.replace("name", "id")),
    st.lists(st.sampled_from(["shop", "v1", "{tenant}"]), min_size=1, max_size=3, unique=True),
    st.data(),
)
def test_wherever_the_line_is_drawn_nothing_changes(
    paths: list[str], prefix: list[str], data: st.DataObject
) -> None:
    documents = []
    for _ in range(2):
        cut = data.draw(st.integers(0, len(prefix)))
        base, rest = ("".join(f"/{step}" for step in part) for part in (prefix[:cut], prefix[cut:]))
        server = {"url": HOST + base, "variables": {"tenant": {"default": "none"}}}
        if "{tenant}" not in base:
            del server["variables"]
        documents.append(document([server], *(rest + path for path in paths)))
    assert weighed(*documents).word is Word.IDENTICAL
