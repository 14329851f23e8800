"""A witness comes with the whole message around it, which another library judges as we do."""

from __future__ import annotations

import json
import shlex
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from tests.checks.facts.event_texts import contract, three
from tests.checks.facts.junk import JUNK, spoiled, spots
from weighbridge_checks.facts import UnreadableContractError, read
from weighbridge_checks.report import curl, text
from weighbridge_checks.report.json import as_value
from weighbridge_checks.verdicts import Mode, Severity, weigh
from weighbridge_checks.verdicts.exchange import Event, Request, Response

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
ORDER = {
    "type": "object",
    "required": ["sku", "count"],
    "properties": {
        "sku": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"},
        "count": {"type": "integer", "minimum": 1, "maximum": 99},
        "id": {"type": "integer", "readOnly": True},
        "note": {"type": "string"},
    },
}


def with_field(**fields: Any) -> dict[str, Any]:
    return {**ORDER, "properties": {**ORDER["properties"], **fields}}  # type: ignore[dict-item]


def document(
    *parameters: dict[str, Any],
    path: str = "/orders",
    body: Any = None,
    media: str = JSON,
    required: bool = True,
    answer: Any = None,
    headers: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """An API with one operation, which takes and answers what is said."""
    operation: dict[str, Any] = {
        "parameters": list(parameters),
        "responses": {
            "200": {
                "description": "fine",
                "headers": headers or {},
                **({"content": {JSON: {"schema": answer}}} if answer is not None else {}),
            }
        },
    }
    if body is not None:
        operation["requestBody"] = {"required": required, "content": {media: {"schema": body}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "orders", "version": "1.0.0"},
        "servers": [{"url": "https://erp.harborpike.example/v1"}],
        "paths": {path: {"post": operation}},
    }


def a(name: str, where: str, schema: Any, **more: Any) -> dict[str, Any]:
    """A parameter."""
    return {"name": name, "in": where, "schema": schema, **more}


TEXT = {"type": "string"}
ID = a("id", "path", TEXT, required=True)
TEXTS = {"type": "array", "items": TEXT}
BRIEF = {"type": "array", "items": {"type": "string", "maxLength": 2}}
SEEN = a("X-Seen", "header", {"type": "integer"}, required=True)

#: a request that the old document takes and the new one refuses
REQUESTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a bound in the body": (
        document(body=ORDER),
        document(body=with_field(count={"type": "integer", "minimum": 1, "maximum": 9})),
    ),
    "a field that has to be there": (
        document(body=ORDER),
        document(body={**ORDER, "required": ["sku", "count", "note"]}),
    ),
    "a pattern": (
        document(body=ORDER),
        document(body=with_field(sku={"type": "string", "pattern": "^[A-Z]{2}-[0-9]{4}$"})),
    ),
    "a value that is gone, deep inside": (
        document(body={"type": "array", "items": with_field(unit={"enum": ["EA", "CS"]})}),
        document(body={"type": "array", "items": with_field(unit={"enum": ["EA"]})}),
    ),
    "the body, beside required parameters": (
        document(ID, SEEN, a("q", "query", TEXT, required=True), path="/orders/{id}", body=ORDER),
        document(
            ID, SEEN, a("q", "query", TEXT, required=True), path="/orders/{id}",
            body=with_field(count={"type": "integer", "minimum": 5}),
        ),
    ),
    "a query parameter, beside a required body": (
        document(a("page", "query", {"type": "integer"}), body=ORDER),
        document(a("page", "query", {"type": "integer", "maximum": 50}), body=ORDER),
    ),
    "a query parameter with signs that mean something": (
        document(a("q", "query", {"enum": ["a&b=c", "d"]})),
        document(a("q", "query", {"enum": ["d"]})),
    ),
    "a list in a query, each value by itself": (
        document(a("tag", "query", TEXTS)),
        document(a("tag", "query", BRIEF)),
    ),
    "a list in a query, with commas": (
        document(a("tag", "query", TEXTS, style="form", explode=False)),
        document(a("tag", "query", BRIEF, style="form", explode=False)),
    ),
    "a list in a query, with bars": (
        document(a("tag", "query", TEXTS, style="pipeDelimited", explode=False)),
        document(a("tag", "query", BRIEF, style="pipeDelimited", explode=False)),
    ),
    "an object in a query": (
        document(
            a("by", "query", {"type": "object", "properties": {"sku": TEXT}}, style="deepObject",
              explode=True)
        ),
        document(
            a("by", "query",
              {"type": "object", "properties": {"sku": {"type": "string", "maxLength": 3}}},
              style="deepObject", explode=True)
        ),
    ),
    "a step of the path": (
        document(a("id", "path", TEXT, required=True), path="/orders/{id}"),
        document(
            a("id", "path", {"type": "string", "maxLength": 3}, required=True), path="/orders/{id}"
        ),
    ),
    "a step of the path that is renamed": (
        document(a("id", "path", {"type": "integer"}, required=True), path="/orders/{id}"),
        document(
            a("number", "path", {"type": "integer", "minimum": 100}, required=True),
            path="/orders/{number}",
        ),
    ),
    "a header": (
        document(a("X-Depot", "header", {"enum": ["north", "south"]})),
        document(a("X-Depot", "header", {"enum": ["north"]})),
    ),
    "a cookie": (
        document(a("depot", "cookie", {"enum": ["north", "south"]})),
        document(a("depot", "cookie", {"enum": ["north"]})),
    ),
    "a form": (
        document(body=ORDER, media=FORM),
        document(body=with_field(count={"type": "integer", "maximum": 9}), media=FORM),
    ),
    "a parameter that is needed now": (
        document(body=ORDER),
        document(SEEN, body=ORDER),
    ),
    "a parameter that became required": (
        document(a("q", "query", TEXT), body=ORDER),
        document(a("q", "query", TEXT, required=True), body=ORDER),
    ),
    "a body that is needed now": (
        document(body=ORDER, required=False),
        document(body=ORDER, required=True),
    ),
    "an operation that is gone": (
        document(ID, path="/orders/{id}", body=ORDER),
        document(path="/orders"),
    ),
}  # fmt: skip


def sent(request: Request) -> MockRequest:
    """Our request as the other library takes it: from what stands on the wire alone."""
    url = urlsplit(curl.url(request))
    headers = dict(curl.headers(request))
    cookies = headers.pop("Cookie", "")
    text = curl.body(request)
    return MockRequest(
        f"{url.scheme}://{url.netloc}",
        request.method.lower(),
        url.path,
        args=parse_qsl(url.query, keep_blank_values=True),  # type: ignore[arg-type]
        headers=headers,
        cookies=dict(c.split("=", 1) for c in cookies.split("; ") if c),
        data=(text or "").encode() or None,
        content_type=request.media_type or JSON,
    )


def takes(api: dict[str, Any], request: MockRequest) -> bool:
    try:
        OpenAPI.from_dict(api).validate_request(request)
    except OpenAPIError:
        return False
    return True


def exchanges(old: dict[str, Any], new: dict[str, Any], mode: Mode = Mode.BACKWARD) -> list[Any]:
    """What the errors are shown by."""
    texts = (json.dumps(d).encode() for d in (old, new))
    contracts = [read(t, name=n) for t, n in zip(texts, ("old", "new"), strict=True)]
    verdict = weigh(*contracts, mode=mode)
    errors = [f for f in verdict.findings if f.severity is Severity.ERROR]
    assert errors
    return [f.evidence.exchange for f in errors]


@pytest.mark.parametrize(("old", "new"), REQUESTS.values(), ids=REQUESTS)
def test_a_whole_request_is_taken_by_the_old_document_and_refused_by_the_new(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    for request in exchanges(old, new):
        assert isinstance(request, Request)
        assert takes(old, sent(request))
        assert not takes(new, sent(request))


@pytest.mark.parametrize(("old", "new"), REQUESTS.values(), ids=REQUESTS)
def test_only_the_finding_is_refused(old: dict[str, Any], new: dict[str, Any]) -> None:
    """The other parts of the request are fine by both documents."""
    for request in exchanges(old, new):
        mine = sent(request)
        try:
            OpenAPI.from_dict(new).validate_request(mine)
        except OpenAPIError as error:
            causes = [error, error.__cause__]
            told = [len(getattr(c, "schema_errors", ()) or ()) for c in causes]
            assert max(told) <= 1


HEADER = {"X-Count": {"required": True, "schema": {"type": "integer"}}}
#: a response that the new document allows and the old one refuses
RESPONSES = {
    "a field that may be missing": (
        document(answer=ORDER, headers=HEADER),
        document(answer={**ORDER, "required": ["sku"]}, headers=HEADER),
    ),
    "a value that is new": (
        document(answer={"type": "array", "items": {"enum": ["open"]}}),
        document(answer={"type": "array", "items": {"enum": ["open", "held"]}}),
    ),
    "another type": (document(answer=TEXT), document(answer={"type": "integer"})),
    "a header": (
        document(answer=ORDER, headers=HEADER),
        document(answer=ORDER, headers={"X-Count": {"required": True, "schema": TEXT}}),
    ),
}


@pytest.mark.parametrize(("old", "new"), RESPONSES.values(), ids=RESPONSES)
def test_a_whole_response_is_allowed_by_the_new_document_and_refused_by_the_old(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    def fits(api: dict[str, Any], response: Response) -> bool:
        request = MockRequest("https://erp.harborpike.example", "post", "/v1/orders")
        answer = MockResponse(
            json.dumps(response.body).encode(),
            status_code=response.status,
            headers=dict(response.headers),
            content_type=response.media_type or JSON,
        )
        try:
            OpenAPI.from_dict(api).validate_response(request, answer)
        except OpenAPIError:
            return False
        return True

    for response in exchanges(old, new):
        assert isinstance(response, Response)
        assert response.status == 200
        assert fits(new, response)
        assert not fits(old, response)


def test_forward_it_is_the_new_document_that_sends_the_request() -> None:
    old, new = REQUESTS["a bound in the body"]
    (request,) = exchanges(new, old, Mode.FORWARD)
    assert isinstance(request, Request)
    assert takes(old, sent(request))
    assert not takes(new, sent(request))


def test_a_command_is_quoted_for_a_shell() -> None:
    nasty = {"type": "string", "enum": ['it\'s $(rm) `x` "q" \n', "b"]}
    old, new = (
        document(body={"type": "object", "properties": {"note": note}, "required": ["note"]})
        for note in (nasty, {"enum": ["b"]})
    )
    (request,) = exchanges(old, new)
    command = curl.command(request)
    assert command.isascii()
    assert "\n" not in command
    words = shlex.split(command)
    assert words[:3] == ["curl", "-X", "POST"]
    assert json.loads(words[words.index("--data-raw") + 1]) == request.body
    assert words[-1] == "https://erp.harborpike.example/v1/orders"


def test_credentials_are_words_in_capitals() -> None:
    old, new = REQUESTS["a bound in the body"]
    schemes = {
        "key": {"type": "apiKey", "in": "query", "name": "key"},
        "token": {"type": "http", "scheme": "bearer"},
    }
    more = {"components": {"securitySchemes": schemes}, "security": [{"key": [], "token": []}]}
    (request,) = exchanges(old | more, new | more)
    assert request.query == (("key", "KEY"),)
    assert request.headers == (("Authorization", "Bearer TOKEN"),)


def test_what_no_request_can_hold_is_not_made_up() -> None:
    """An empty step would be another path, and an empty list is not sent at all."""
    step = {"enum": ["", "a"], "type": "string"}
    old = document(a("id", "path", step, required=True), path="/orders/{id}")
    new = document(a("id", "path", {"enum": ["a"]}, required=True), path="/orders/{id}")
    assert exchanges(old, new) == [None]


def test_a_webhook_is_a_request_that_the_provider_sends() -> None:
    def hook(schema: Any) -> dict[str, Any]:
        call = {"requestBody": {"content": {JSON: {"schema": schema}}}, "responses": {}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "orders", "version": "1.0.0"},
            "webhooks": {"orderPlaced": {"post": call}},
        }

    (request,) = exchanges(hook(ORDER), hook({**ORDER, "required": ["sku"]}))
    assert isinstance(request, Request)
    assert (request.method, request.server) == ("POST", "http://localhost")
    assert request.path == "/webhook/orderPlaced"
    assert "count" not in request.body


def test_an_event_comes_with_its_channel_key_and_headers() -> None:
    def said(maximum: int) -> dict[str, Any]:
        message = {
            "payload": {
                "type": "object",
                "properties": {"count": {"type": "integer", "maximum": maximum}},
                "required": ["count"],
            },
            "headers": {"type": "object", "properties": {"h": TEXT}, "required": ["h"]},
            "bindings": {"kafka": {"key": {"type": "string", "minLength": 3}}},
        }
        return three("send", messages={"placed": message})

    old, new = contract(said(9)), contract(said(10))
    (finding,) = (f for f in weigh(old, new).findings if f.severity is Severity.ERROR)
    event = finding.evidence.exchange
    assert isinstance(event, Event)
    assert event.payload == {"count": 10}
    assert event.has_headers
    assert set(event.headers) == {"h"}
    assert event.has_key
    assert len(event.key) >= 3
    assert event.channel == "orders"
    told = as_value(weigh(old, new))["findings"][0]["proof"]
    assert told["message"]["payload"] == {"count": 10}
    assert told["request"] is told["response"] is None


def test_a_finding_is_shown_by_the_message_of_which_it_tells() -> None:
    """A schema that several messages share breaks them all, each by an example of its own."""

    def said(*shared: str) -> dict[str, Any]:
        def event(name: str) -> dict[str, Any]:
            own = {"properties": {"name": {"const": name}}, "required": ["name"]}
            refs = [{"$ref": f"#/components/schemas/{part}"} for part in shared]
            return {"payload": {"type": "object", "allOf": [*refs, own]}}

        fact = {"type": "object", "properties": {"n": TEXT}, "required": ["n"]}
        return three(
            "send",
            messages={name: event(name) for name in ("placed", "shipped", "closed")},
            components={"schemas": {"fact": fact}},
        )

    verdict = weigh(contract(said("fact")), contract(said()))
    errors = [f for f in verdict.findings if f.severity is Severity.ERROR]
    assert len(errors) == 3
    for finding in errors:
        event = finding.evidence.exchange
        assert isinstance(event, Event)
        assert event.name == finding.change.path[2] == event.payload["name"]


def test_a_path_with_blanks_is_written_as_it_has_to_be() -> None:
    old = document(ID, path="/all orders/{id}/ä", body=ORDER)
    new = document(ID, path="/all orders/{id}/ä", body={**ORDER, "required": ["note"]})
    for request in exchanges(old, new):
        assert request.method == "POST"
        assert request.path == "/all%20orders/a/%C3%A4"


def test_what_is_asked_of_a_connection_is_in_no_message() -> None:
    def said(query: Any) -> dict[str, Any]:
        return three("receive", channel={"bindings": {"ws": {"query": query}}})

    loose = {"type": "object", "properties": {"a": TEXT}}
    old, new = contract(said(loose)), contract(said({**loose, "required": ["a"]}))
    (finding,) = (f for f in weigh(old, new).findings if f.severity is Severity.ERROR)
    assert finding.evidence.witness == {}
    assert finding.evidence.exchange is None


WHOLE = document(
    ID,
    a("tag", "query", TEXTS, style="pipeDelimited", explode=False),
    SEEN,
    a("sid", "cookie", {"type": "integer"}),
    path="/orders/{id}",
    body=ORDER,
    answer=ORDER,
    headers={"X-Count": {"required": True, "schema": {"type": "integer"}}},
)


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_junk_anywhere_makes_no_message_and_no_fault(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(spots(WHOLE)))
    said = spoiled(WHOLE, path, data.draw(st.sampled_from(JUNK)))
    try:
        new = read(json.dumps(said).encode(), name="new.json")
    except UnreadableContractError:
        return
    old = read(json.dumps(WHOLE).encode(), name="old.json")
    for verdict in (weigh(old, new), weigh(new, old), weigh(old, new, mode=Mode.FULL)):
        assert as_value(verdict)["findings"] is not None
        assert text.render(verdict, verbose=True)
