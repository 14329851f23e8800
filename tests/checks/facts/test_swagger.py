"""Swagger 2.0 says what its conversion to OpenAPI 3 says, change by change and line by line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.facts.junk import JUNK, spoiled, spots
from tests.checks.facts.swagger_twins import downgraded, openapi, swagger
from weighbridge_checks.facts.formats import UnreadableContractError, read
from weighbridge_checks.verdicts import Verdict, Word, weigh

if TYPE_CHECKING:
    from collections.abc import Callable

    from weighbridge_checks.facts.model import Contract

OK: dict[str, Any] = {"200": {"description": "fine"}}
ORDER = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}


def contract(document: dict[str, Any]) -> Contract:
    return read(json.dumps(document, indent=1).encode(), name="api.json")


def weighed(old: dict[str, Any], new: dict[str, Any]) -> Verdict:
    return weigh(contract(old), contract(new))


def two(operation: dict[str, Any], **more: Any) -> dict[str, Any]:
    return swagger({"/orders": {"post": {"responses": OK, **operation}}}, **more)


def three(operation: dict[str, Any], **more: Any) -> dict[str, Any]:
    return openapi({"/orders": {"post": {"responses": OK, **operation}}}, **more)


def json_body(schema: Any, *media: str, required: bool = False) -> dict[str, Any]:
    content = {m: {"schema": schema} for m in media or ("application/json",)}
    return {"requestBody": {"required": required, "content": content}}


def body(schema: Any, *, required: bool = False) -> dict[str, Any]:
    return {"in": "body", "name": "order", "required": required, "schema": schema}


def query(**said: Any) -> dict[str, Any]:
    return {"parameters": [{"in": "query", "name": "ids", **said}]}


def listed(**said: Any) -> dict[str, Any]:
    return query(schema={"type": "array", "items": {"type": "string"}}, **said)


def list_query(written: str | None) -> dict[str, Any]:
    said = query(type="array", items={"type": "string"})
    if written:
        said["parameters"][0]["collectionFormat"] = written
    return said


def answer(schema: Any, *media: str) -> dict[str, Any]:
    content = {m: {"schema": schema} for m in media or ("application/json",)}
    return {"responses": {"200": {"description": "fine", "content": content}}}


def scheme(said: dict[str, Any]) -> dict[str, Any]:
    return {"components": {"securitySchemes": {"door": said}}, "security": [{"door": []}]}


def old_scheme(said: dict[str, Any]) -> dict[str, Any]:
    return {"securityDefinitions": {"door": said}, "security": [{"door": []}]}


ORDER_THERE = {"$ref": "#/definitions/Order"}
ORDER_HERE = {"$ref": "#/components/schemas/Order"}
PAIRS = {
    "nothing but an operation": (two({}), three({})),
    "host, base path and scheme": (
        two({}, host="api.example.com", basePath="/v2", schemes=["https"]),
        three({}, servers=[{"url": "https://api.example.com/v2"}]),
    ),
    "two schemes": (
        two({}, host="api.example.com", basePath="/", schemes=["https", "http"]),
        three({}, servers=[{"url": f"{s}://api.example.com"} for s in ("http", "https")]),
    ),
    "a host without a scheme": (
        two({}, host="api.example.com", basePath="/v2"),
        three({}, servers=[{"url": "https://api.example.com/v2"}]),
    ),
    "a base path alone": (two({}, basePath="/v2/"), three({}, servers=[{"url": "/v2"}])),
    "a base path that went into the paths": (
        two({}, host="api.example.com", basePath="/v2", schemes=["https"]),
        openapi(
            {"/v2/orders": {"post": {"responses": OK}}},
            servers=[{"url": "https://api.example.com"}],
        ),
    ),
    "a body": (
        two({"parameters": [body(ORDER, required=True)]}),
        three(json_body(ORDER, required=True)),
    ),
    "what the document consumes": (
        two({"parameters": [body(ORDER)]}, consumes=["application/json", "text/xml"]),
        three(json_body(ORDER, "application/json", "text/xml")),
    ),
    "what the operation consumes": (
        two({"parameters": [body(ORDER)], "consumes": ["text/xml"]}, consumes=["a/b"]),
        three(json_body(ORDER, "text/xml")),
    ),
    "a body by reference": (
        two(
            {"parameters": [{"$ref": "#/parameters/order"}]},
            parameters={"order": body(ORDER_THERE)},
            definitions={"Order": ORDER},
        ),
        three(json_body(ORDER_HERE), components={"schemas": {"Order": ORDER}}),
    ),
    "a form": (
        two(
            {
                "parameters": [
                    {"in": "formData", "name": "a", "type": "string", "required": True},
                    {"in": "formData", "name": "b", "type": "integer", "maximum": 5},
                ]
            }
        ),
        three(
            json_body(
                {
                    "type": "object",
                    "required": ["a"],
                    "properties": {
                        "a": {"type": "string"},
                        "b": {"type": "integer", "maximum": 5},
                    },
                },
                "application/x-www-form-urlencoded",
                required=True,
            )
        ),
    ),
    "an upload": (
        two(
            {
                "consumes": ["multipart/form-data"],
                "parameters": [{"in": "formData", "name": "file", "type": "file"}],
            }
        ),
        three(
            json_body(
                {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                },
                "multipart/form-data",
            )
        ),
    ),
    "an upload that names no media type": (
        two({"parameters": [{"in": "formData", "name": "file", "type": "file"}]}),
        three(
            json_body(
                {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                },
                "multipart/form-data",
            )
        ),
    ),
    "a list, unsaid how": (two(list_query(None)), three(listed(explode=False))),
    "a list with commas": (two(list_query("csv")), three(listed(style="form", explode=False))),
    "a list with spaces": (
        two(list_query("ssv")),
        three(listed(style="spaceDelimited", explode=False)),
    ),
    "a list with pipes": (
        two(list_query("pipes")),
        three(listed(style="pipeDelimited", explode=False)),
    ),
    "a list written apart": (two(list_query("multi")), three(listed())),
    "bounds of a parameter": (
        two(query(type="integer", minimum=1, exclusiveMinimum=True, format="int32")),
        three(
            query(
                schema={
                    "type": "integer",
                    "minimum": 1,
                    "exclusiveMinimum": True,
                    "format": "int32",
                }
            )
        ),
    ),
    "a parameter of the path as a whole": (
        swagger(
            {
                "/orders/{id}": {
                    "parameters": [
                        {"in": "path", "name": "id", "required": True, "type": "string"}
                    ],
                    "get": {"responses": OK},
                }
            }
        ),
        openapi(
            {
                "/orders/{orderId}": {
                    "get": {
                        "parameters": [
                            {
                                "in": "path",
                                "name": "orderId",
                                "required": True,
                                "schema": {"type": "string"},
                            }
                        ],
                        "responses": OK,
                    }
                }
            }
        ),
    ),
    "an answer": (
        two({"responses": {"200": {"description": "fine", "schema": ORDER}}}),
        three(answer(ORDER)),
    ),
    "an answer by reference, in two languages": (
        two(
            {"responses": {"200": {"$ref": "#/responses/Order"}}},
            produces=["application/json", "text/xml"],
            responses={"Order": {"description": "fine", "schema": ORDER_THERE}},
            definitions={"Order": ORDER},
        ),
        three(
            answer(ORDER_HERE, "application/json", "text/xml"),
            components={"schemas": {"Order": ORDER}},
        ),
    ),
    "a file as an answer": (
        two(
            {
                "produces": ["application/pdf"],
                "responses": {"200": {"description": "fine", "schema": {"type": "file"}}},
            }
        ),
        three(answer({"type": "string", "format": "binary"}, "application/pdf")),
    ),
    "a header of an answer": (
        two(
            {
                "responses": {
                    "200": {
                        "description": "fine",
                        "headers": {"X-Rate": {"type": "integer", "description": "left"}},
                    }
                }
            }
        ),
        three(
            {
                "responses": {
                    "200": {
                        "description": "fine",
                        "headers": {
                            "X-Rate": {"schema": {"type": "integer"}, "description": "left"}
                        },
                    }
                }
            }
        ),
    ),
    "null let in": (
        two({"parameters": [body({"type": "string", "x-nullable": True})]}),
        three(json_body({"type": "string", "nullable": True})),
    ),
    "a discriminator": (
        two({"parameters": [body({**ORDER, "discriminator": "id"})]}),
        three(json_body({**ORDER, "discriminator": {"propertyName": "id"}})),
    ),
    "basic authentication": (
        two({}, **old_scheme({"type": "basic"})),
        three({}, **scheme({"type": "http", "scheme": "basic"})),
    ),
    "a key": (
        two({}, **old_scheme({"type": "apiKey", "in": "header", "name": "X-Key"})),
        three({}, **scheme({"type": "apiKey", "in": "header", "name": "X-Key"})),
    ),
    "a token": (
        two(
            {},
            **old_scheme(
                {"type": "oauth2", "flow": "application", "tokenUrl": "/t", "scopes": {"a": "b"}}
            ),
        ),
        three(
            {},
            **scheme(
                {
                    "type": "oauth2",
                    "flows": {"clientCredentials": {"tokenUrl": "/t", "scopes": {"a": "b"}}},
                }
            ),
        ),
    ),
    "no credentials after all": (
        two({"security": []}, **old_scheme({"type": "basic"})),
        three({"security": []}, **scheme({"type": "http", "scheme": "basic"})),
    ),
}


@pytest.mark.parametrize(("old", "new"), PAIRS.values(), ids=PAIRS)
def test_a_document_says_what_its_conversion_says(old: dict[str, Any], new: dict[str, Any]) -> None:
    for one, other in ((old, new), (new, old)):
        assert [f"{f.rule} {f.message}" for f in weighed(one, other).findings] == []


def field(**said: Any) -> dict[str, Any]:
    return {"parameters": [{"in": "formData", "name": "a", "type": "string", **said}]}


#: old, new, what a change comes to, and what the way back comes to
CHANGES = {
    "the base path changed": (
        two({}, host="x.io", basePath="/v1", schemes=["https"]),
        two({}, host="x.io", basePath="/v2", schemes=["https"]),
        ["server-added", "server-removed"],
        ["server-added", "server-removed"],
    ),
    "the base path went into the paths": (
        two({}, host="x.io", basePath="/v1", schemes=["https"]),
        swagger({"/v1/orders": {"post": {"responses": OK}}}, host="x.io", schemes=["https"]),
        [],
        [],
    ),
    "half of the paths moved": (
        swagger(
            {"/a": {"get": {"responses": OK}}, "/b": {"get": {"responses": OK}}},
            basePath="/v1",
        ),
        swagger({"/v1/a": {"get": {"responses": OK}}, "/b": {"get": {"responses": OK}}}),
        ["operation-added", "operation-removed"],
        ["operation-added", "operation-removed"],
    ),
    "a scheme is gone": (
        two({}, host="x.io", schemes=["https", "http"]),
        two({}, host="x.io", schemes=["https"]),
        ["server-removed"],
        ["server-added"],
    ),
    "the document consumes less": (
        two({"parameters": [body(ORDER)]}, consumes=["application/json", "text/xml"]),
        two({"parameters": [body(ORDER)]}, consumes=["application/json"]),
        ["request-media-type-removed"],
        ["request-media-type-added"],
    ),
    "the document produces less": (
        two({"responses": {"200": {"description": "fine", "schema": ORDER}}}, produces=["a/b"]),
        two({"responses": {"200": {"description": "fine", "schema": ORDER}}}, produces=["a/c"]),
        ["response-media-type-added", "response-media-type-removed"],
        ["response-media-type-added", "response-media-type-removed"],
    ),
    "the languages told one by one": (
        two({"parameters": [body(ORDER)]}, consumes=["text/xml"]),
        two({"parameters": [body(ORDER)], "consumes": ["text/xml"]}),
        [],
        [],
    ),
    "lists written otherwise": (
        two(list_query("csv")),
        two(list_query("pipes")),
        ["parameter-style-changed"],
        ["parameter-style-changed"],
    ),
    "lists written apart": (
        two(list_query("csv")),
        two(list_query("multi")),
        ["parameter-explode-changed"],
        ["parameter-explode-changed"],
    ),
    "lists in lists written otherwise": (
        two(query(type="array", items={"type": "array", "items": {"type": "string"}})),
        two(
            query(
                type="array",
                items={"type": "array", "items": {"type": "string"}, "collectionFormat": "ssv"},
            )
        ),
        ["parameter-style-changed"],
        ["parameter-style-changed"],
    ),
    "a field of a form became required": (
        two(field()),
        two(field(required=True)),
        ["request-body-became-required", "request-property-became-required"],
        ["request-body-became-optional", "request-property-became-optional"],
    ),
    "a field of a form has a bound": (
        two(field()),
        two(field(maxLength=5)),
        ["request-length-narrowed"],
        ["request-length-widened"],
    ),
    "null no longer let in": (
        two({"parameters": [body({"type": "string", "x-nullable": True})]}),
        two({"parameters": [body({"type": "string"})]}),
        ["request-null-forbidden"],
        ["request-null-allowed"],
    ),
    "a definition that is reached": (
        two({"parameters": [body(ORDER_THERE)]}, definitions={"Order": ORDER}),
        two(
            {"parameters": [body(ORDER_THERE)]},
            definitions={"Order": {**ORDER, "required": ["id", "on"]}},
        ),
        ["request-property-became-required"],
        ["request-property-became-optional"],
    ),
    "a definition that nothing reaches": (
        two({}, definitions={"Order": ORDER}),
        two({}, definitions={}),
        [],
        [],
    ),
    "a shared parameter": (
        two(
            {"parameters": [{"$ref": "#/parameters/limit"}]},
            parameters={"limit": {"in": "query", "name": "limit", "type": "integer"}},
        ),
        two(
            {"parameters": [{"$ref": "#/parameters/limit"}]},
            parameters={
                "limit": {"in": "query", "name": "limit", "type": "integer", "maximum": 50}
            },
        ),
        ["request-range-narrowed"],
        ["request-range-widened"],
    ),
    "a shared answer": (
        two(
            {"responses": {"200": {"$ref": "#/responses/Order"}}},
            responses={"Order": {"description": "fine", "schema": ORDER}},
        ),
        two(
            {"responses": {"200": {"$ref": "#/responses/Order"}}},
            responses={"Order": {"description": "fine", "schema": {**ORDER, "required": []}}},
        ),
        ["response-property-became-optional"],
        ["response-property-became-required"],
    ),
}


@pytest.mark.parametrize(("old", "new", "there", "back"), CHANGES.values(), ids=CHANGES)
def test_what_a_change_comes_to_there_and_back(
    old: dict[str, Any], new: dict[str, Any], there: list[str], back: list[str]
) -> None:
    assert sorted(f.rule for f in weighed(old, new).findings) == there
    assert sorted(f.rule for f in weighed(new, old).findings) == back


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        pytest.param(
            two({"parameters": [body(ORDER)]}),
            two({"parameters": [body({**ORDER, "required": ["id", "on"]})]}),
            "/paths/~1orders/post/parameters/0/schema/required/1",
            id="in a body",
        ),
        pytest.param(
            two(query(type="integer")),
            two(query(type="integer", maximum=9)),
            "/paths/~1orders/post/parameters/0/maximum",
            id="in a parameter",
        ),
        pytest.param(
            two(field()),
            two(field(maxLength=5)),
            "/paths/~1orders/post/parameters/0/maxLength",
            id="in a field of a form",
        ),
        pytest.param(
            two({"responses": {"200": {"$ref": "#/responses/R"}}}, responses={"R": {}}),
            two(
                {"responses": {"200": {"$ref": "#/responses/R"}}},
                responses={"R": {"headers": {"X": {"type": "string"}}}},
            ),
            "/responses/R/headers/X",
            id="a header of a shared answer",
        ),
        pytest.param(
            two({}, host="x.io", basePath="/v1"),
            two({}, host="x.io", basePath="/v2"),
            "/basePath",
            id="the address",
        ),
        pytest.param(
            two({"parameters": [body(ORDER)]}),
            two({"parameters": [body(ORDER, required=True)]}),
            "/paths/~1orders/post/parameters/0",
            id="the body itself",
        ),
    ],
)
def test_a_finding_points_at_the_swagger_document(
    old: dict[str, Any], new: dict[str, Any], pointer: str
) -> None:
    places = [f.new.pointer for f in weighed(old, new).findings if f.new]
    assert pointer in places


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('{"swagger": "1.2", "paths": {}}', "Swagger '1.2' is not known", id="1.2"),
        pytest.param('{"swagger": true, "paths": {}}', "Swagger True is not known", id="a truth"),
        pytest.param('{"swagger": "2.0"}', "needs a mapping 'paths'", id="no paths"),
        pytest.param('{"swagger": "2.0", "paths": []}', "needs a mapping 'paths'", id="a list"),
        pytest.param(
            json.dumps(two({"parameters": [{"$ref": "#/parameters/none"}]})),
            "#/parameters/none",
            id="a reference to nothing",
        ),
    ],
)
def test_what_is_no_swagger_is_refused(text: str, said: str) -> None:
    with pytest.raises(UnreadableContractError, match=said):
        read(text.encode(), name="api.json")


def test_a_version_without_quotes_is_understood() -> None:
    assert read(b"swagger: 2.0\npaths: {}\n", name="api.yaml").operations == ()


def test_what_is_not_understood_is_listed() -> None:
    assert contract(two({}, hosts=["x"])).unread == ("/hosts",)


def joined(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter with the words about its writing put in."""
    return {**{k: v for k, v in parameter.items() if k != "how"}, **parameter["how"]}


def always(document: Any) -> Callable[[str], bytes]:
    """What opens any neighbour as the same document."""
    return lambda _: json.dumps(document).encode()


def test_a_neighbour_file_is_read_where_it_stands() -> None:
    old = two({"parameters": [{"$ref": "shared.json#/limit"}]})
    files = [
        {"limit": {"in": "query", "name": "limit", "type": "integer", **more}}
        for more in ({}, {"maximum": 5})
    ]
    was, now = (read(json.dumps(old).encode(), name="api.json", open=always(f)) for f in files)
    (finding,) = weigh(was, now).findings
    assert finding.rule == "request-range-narrowed"
    assert finding.new is not None
    assert (finding.new.file, finding.new.pointer) == ("shared.json", "/limit/maximum")


# -- any document


NAMES = st.sampled_from(["id", "sku", "on", "qty"])
LEAVES = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "maxLength": st.integers(1, 9),
            "enum": st.lists(st.sampled_from("abc"), min_size=1, unique=True),
            "nullable": st.booleans(),
        },
    ),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"])},
        optional={"minimum": st.integers(0, 3), "maximum": st.integers(4, 9)},
    ),
    st.just({"type": "boolean"}),
)
PLAIN = LEAVES.map(lambda leaf: {k: v for k, v in leaf.items() if k != "nullable"})
OBJECTS = st.fixed_dictionaries(
    {"type": st.just("object"), "properties": st.dictionaries(NAMES, LEAVES, max_size=3)},
    optional={"required": st.lists(NAMES, min_size=1, max_size=2, unique=True)},
)
SCHEMAS = st.one_of(
    LEAVES,
    OBJECTS,
    st.fixed_dictionaries({"type": st.just("array"), "items": LEAVES}),
    st.just({"$ref": "#/components/schemas/Order"}),
)
ARRAYS = st.fixed_dictionaries({"type": st.just("array"), "items": PLAIN})


def parameter(where: str) -> st.SearchStrategy[dict[str, Any]]:
    said = {"in": st.just(where), "name": NAMES, "required": st.booleans()}
    plain = st.fixed_dictionaries(said | {"schema": PLAIN})
    if where != "query":
        return plain
    written: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
        [
            {},
            {"style": "form", "explode": False},
            {"style": "spaceDelimited", "explode": False},
            {"style": "pipeDelimited", "explode": False},
        ]
    )
    apart = st.fixed_dictionaries(said | {"schema": ARRAYS, "how": written}).map(joined)
    return st.one_of(plain, apart)


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """A form of a few plain fields, of which some are required."""
    fields = draw(st.dictionaries(NAMES, PLAIN, min_size=1, max_size=3))
    required = draw(st.lists(st.sampled_from(sorted(fields)), unique=True, max_size=2))
    said = {"type": "object", "properties": fields}
    return {**said, "required": required} if required else said


def form_body(form: dict[str, Any]) -> dict[str, Any]:
    content = {"application/x-www-form-urlencoded": {"schema": form}}
    return {"required": bool(form.get("required")), "content": content}


BODIES = st.one_of(
    st.builds(
        lambda schema, media, required: {
            "required": required,
            "content": {m: {"schema": schema} for m in media},
        },
        SCHEMAS,
        st.lists(st.sampled_from(["application/json", "text/xml"]), min_size=1, unique=True),
        st.booleans(),
    ),
    forms().map(form_body),
)
RESPONSES = st.dictionaries(
    st.sampled_from(["200", "201", "404"]),
    st.fixed_dictionaries(
        {"description": st.just("an answer")},
        optional={
            "content": SCHEMAS.map(lambda s: {"application/json": {"schema": s}}),
            "headers": st.dictionaries(
                st.sampled_from(["X-Rate", "X-Next"]),
                PLAIN.map(lambda s: {"schema": s}),
                max_size=1,
            ),
        },
    ),
    min_size=1,
    max_size=2,
)
OPERATIONS = st.fixed_dictionaries(
    {"responses": RESPONSES},
    optional={
        "parameters": st.lists(
            st.one_of(parameter("query"), parameter("header")),
            max_size=2,
            unique_by=lambda p: (p["in"], p["name"]),
        ),
        "requestBody": BODIES,
        "deprecated": st.booleans(),
        "security": st.sampled_from([[], [{"key": []}], [{"key": []}, {"oauth": ["read"]}]]),
    },
)
DOCUMENTS = st.builds(
    lambda paths, order, base: openapi(
        paths,
        servers=[{"url": f"https://api.example.com{base}"}],
        security=[{"key": []}],
        components={
            "schemas": {"Order": order},
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "oauth": {
                    "type": "oauth2",
                    "flows": {"clientCredentials": {"tokenUrl": "/t", "scopes": {"read": "r"}}},
                },
            },
        },
    ),
    st.dictionaries(
        st.sampled_from(["/orders", "/orders/all"]),
        st.dictionaries(st.sampled_from(["get", "post"]), OPERATIONS, min_size=1, max_size=2),
        min_size=1,
        max_size=2,
    ),
    OBJECTS,
    st.sampled_from(["", "/v1"]),
)


@settings(deadline=None, max_examples=60)
@given(DOCUMENTS)
def test_a_generated_document_is_its_downgraded_twin(document: dict[str, Any]) -> None:
    older = downgraded(document)
    for one, other in ((document, older), (older, document)):
        assert [f"{f.rule} {f.message}" for f in weighed(one, other).findings] == []


@settings(deadline=None, max_examples=60)
@given(DOCUMENTS, DOCUMENTS)
def test_a_change_weighs_the_same_in_either_language(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    expected = weighed(old, new)
    # one schema under two media types is one place in Swagger, and two in OpenAPI 3
    said = {(f.rule, f.severity) for f in expected.findings}
    for was, now in (
        (downgraded(old), downgraded(new)),
        (downgraded(old), new),
        (old, downgraded(new)),
    ):
        verdict = weighed(was, now)
        assert verdict.word is expected.word
        assert {(f.rule, f.severity) for f in verdict.findings} == said


WHOLE = two(
    {
        "schemes": ["https"],
        "parameters": [
            {"$ref": "#/parameters/limit"},
            {"in": "query", "name": "a", "type": "array", "items": {"type": "array"}},
            {"in": "formData", "name": "f", "type": "file", "collectionFormat": "csv"},
        ],
        "responses": {
            "200": {"$ref": "#/responses/R"},
            "400": {"schema": ORDER_THERE, "headers": {"X": {"type": "string"}}},
        },
    },
    host="x.io",
    basePath="/v1",
    schemes=["https"],
    consumes=["a/b"],
    produces=["a/b"],
    parameters={"limit": {"in": "query", "name": "limit", "type": "integer"}},
    responses={"R": {"description": "fine"}},
    securityDefinitions={"o": {"type": "oauth2", "flow": "implicit", "scopes": {"a": "b"}}},
    security=[{"o": ["a"]}],
    definitions={"Order": ORDER},
)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(spots(WHOLE)), st.sampled_from(JUNK))
def test_junk_anywhere_is_refused_or_ignored(path: tuple[Any, ...], junk: Any) -> None:
    try:
        new = contract(spoiled(WHOLE, path, junk))
    except UnreadableContractError:
        return
    old = contract(WHOLE)
    assert weigh(old, new).word in Word
    assert weigh(new, old).word in Word
