"""Pact files of four generations end in one shape, and bad ones in one line."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.interaction import Sort, Stance
from weighbridge_checks.facts.matching import split_path
from weighbridge_checks.facts.pact import Pact, read_pact, spell

ORDER = {"orderId": 7, "status": "open", "lines": [{"sku": "A-1", "qty": 2}]}


def text(*interactions: Any, version: str | None = "3.0.0", **more: Any) -> bytes:
    """The text of a pact between the storefront and orders."""
    value: dict[str, Any] = {
        "consumer": {"name": "storefront"},
        "provider": {"name": "orders"},
        "interactions": list(interactions),
    }
    if version:
        value["metadata"] = {"pactSpecification": {"version": version}}
    return json.dumps(value | more).encode()


def interaction(**changes: Any) -> dict[str, Any]:
    """One interaction that reads an order."""
    return {
        "description": "read an order",
        "request": {"method": "get", "path": "/orders/7"},
        "response": {
            "status": 200,
            "headers": {"Content-Type": "application/json"},
            "body": ORDER,
        },
    } | changes


def rules(pact: Pact) -> dict[str, str]:
    """What is read, as people write it, with the first comparison of each."""
    response = pact.interactions[0].response
    assert response is not None
    return {spell(f.path): f.kind for f in response.reads}


def read(*interactions: Any, **more: Any) -> Pact:
    return read_pact(text(*interactions, **more), name="storefront.pact.json")


V2_RULES = {
    "$.body.orderId": {"match": "integer"},
    "$.body.lines": {"min": 1},
    "$.body.lines[*].sku": {"match": "regex", "regex": "^[A-Z]-\\d+$"},
    "$.header.ETag": {"match": "type"},
}
V3_RULES = {
    "body": {
        "$.orderId": {"matchers": [{"match": "integer"}]},
        "$.lines": {"matchers": [{"match": "type", "min": 1}]},
        "$.lines[*].sku": {"matchers": [{"match": "regex", "regex": "^[A-Z]-\\d+$"}]},
    },
    "header": {"ETag": {"matchers": [{"match": "type"}]}},
}
ENVELOPE = {"content": ORDER, "contentType": "application/json", "encoded": False}


@pytest.mark.parametrize(
    ("version", "body", "matching"),
    [
        pytest.param("2.0.0", ORDER, V2_RULES, id="rules from the root of the message"),
        pytest.param("3.0.0", ORDER, V3_RULES, id="rules by part"),
        pytest.param("4.0", ENVELOPE, V3_RULES, id="a body in an envelope"),
        pytest.param(None, ORDER, V3_RULES, id="a pact that does not say its specification"),
    ],
)
def test_every_generation_says_the_same_in_its_way(
    version: str | None, body: Any, matching: Any
) -> None:
    headers: Any = {"Content-Type": "application/json", "ETag": "x"}
    if version == "4.0":
        headers = {name: [value] for name, value in headers.items()}
    answer = {"status": 200, "headers": headers, "body": body, "matchingRules": matching}
    pact = read(interaction(response=answer), version=version)
    assert rules(pact) == {
        "orderId": "integer",
        "status": "equality",
        "lines[].sku": "regex",
        "lines[].qty": "type",
    }
    response = pact.interactions[0].response
    assert response is not None
    assert [(h.name, h.values, h.matchers[0].kind) for h in response.headers] == [
        ("Content-Type", ("application/json",), "equality"),
        ("ETag", ("x",), "type"),
    ]


def test_the_first_generation_has_one_state_a_query_as_text_and_no_rules() -> None:
    request = {"method": "GET", "path": "/orders", "query": "status=open&status=shut&q=a%20b"}
    pact = read(interaction(provider_state="orders exist", request=request), version="1.0.0")
    only = pact.interactions[0]
    assert only.request is not None
    assert [s.name for s in only.states] == ["orders exist"]
    assert [(q.name, q.values) for q in only.request.query] == [
        ("status", ("open", "shut")),
        ("q", ("a b",)),
    ]
    assert set(rules(pact).values()) == {"equality"}


def test_later_generations_have_states_with_parameters_and_queries_as_lists() -> None:
    states = [{"name": "an order exists", "params": {"orderId": 7}}, {"name": "it is paid"}]
    request = {"method": "GET", "path": "/orders", "query": {"status": ["open", "shut"]}}
    only = read(interaction(providerStates=states, request=request)).interactions[0]
    assert only.request is not None
    assert [(s.name, s.params) for s in only.states] == [
        ("an order exists", {"orderId": 7}),
        ("it is paid", {}),
    ]
    assert only.request.query[0].values == ("open", "shut")


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param({"$.a.b": "integer", "$.a": "type"}, "integer", id="the longer path"),
        pytest.param({"$.a.*": "integer", "$.a.b": "type"}, "type", id="the name before the star"),
        pytest.param({"$": "type"}, "type", id="handed down from the root"),
        pytest.param({"$.a.b": "equality", "$": "type"}, "equality", id="taken back below"),
        pytest.param({"$.x": "type"}, "equality", id="of something else"),
        pytest.param({"$.a": "values"}, "equality", id="about the container alone"),
        pytest.param({"$['a']['b']": "type"}, "type", id="names in brackets"),
    ],
)
def test_the_rule_that_says_most_of_a_field_wins(paths: dict[str, str], expected: str) -> None:
    matching = {"body": {path: {"matchers": [{"match": kind}]} for path, kind in paths.items()}}
    answer = {"status": 200, "body": {"a": {"b": 1}}, "matchingRules": matching}
    assert rules(read(interaction(response=answer))) == {"a.b": expected}


def test_each_value_of_a_map_is_compared_by_the_rules_inside() -> None:
    matching = {
        "body": {"$": {"matchers": [{"match": "eachValue", "rules": [{"match": "integer"}]}]}}
    }
    answer = {"status": 200, "body": {"dc-chi": 4}, "matchingRules": matching}
    assert rules(read(interaction(response=answer))) == {"dc-chi": "integer"}


def test_messages_are_read_from_the_third_and_the_fourth_generation() -> None:
    third = read(
        version="3.0.0",
        messages=[
            {
                "description": "an order came in",
                "contents": {"orderId": 7},
                "metaData": {"contentType": "application/json", "topic": "orders"},
            }
        ],
    )
    fourth = read(
        {
            "type": "Asynchronous/Messages",
            "description": "an order came in",
            "contents": {"content": {"orderId": 7}, "contentType": "application/json"},
        },
        {
            "type": "Synchronous/Messages",
            "description": "ask for stock",
            "request": {"contents": {"content": {"sku": "A"}, "contentType": "application/json"}},
            "response": [{"contents": {"content": {"qty": 1}, "contentType": "application/json"}}],
        },
        version="4.0",
    )
    event, exchange = fourth.interactions
    assert third.interactions[0].sort is event.sort is Sort.MESSAGE
    assert third.interactions[0].received[0].fields == event.received[0].fields
    assert third.interactions[0].metadata["topic"] == "orders"
    assert exchange.sort is Sort.EXCHANGE
    assert [f.path for f in exchange.sent[0].fields] == [("sku",)]
    assert [f.path for f in exchange.received[0].fields] == [("qty",)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"content": {"a": 1}, "contentType": "application/json"}, {"a": 1}, id="json"),
        pytest.param(
            {"content": '{"a": 1}', "contentType": "application/json", "encoded": "JSON"},
            {"a": 1},
            id="json as text",
        ),
        pytest.param(
            {
                "content": base64.b64encode(b'{"a": 1}').decode(),
                "contentType": "application/problem+json",
                "encoded": "base64",
            },
            {"a": 1},
            id="json as base64",
        ),
        pytest.param({"content": "hi", "contentType": "text/plain"}, "hi", id="text"),
    ],
)
def test_a_body_of_the_fourth_generation_is_taken_out_of_its_envelope(
    body: Any, expected: Any
) -> None:
    only = read(interaction(response={"status": 200, "body": body}), version="4.0").interactions[0]
    assert only.response is not None
    assert only.response.body is not None
    assert only.response.body.root.example == expected


def test_before_the_fourth_generation_a_field_named_content_is_a_field() -> None:
    assert list(rules(read(interaction(response={"status": 200, "body": {"content": 1}})))) == [
        "content"
    ]


def test_a_response_without_a_body_reads_nothing() -> None:
    assert rules(read(interaction(response={"status": 204}))) == {}
    assert rules(read(interaction(response={"status": 204, "body": None}))) == {}


def test_a_pact_may_name_the_contract_that_it_means() -> None:
    assert read(interaction()).contract == "orders"
    metadata = {"x-weighbridge": {"contract": "order-events"}}
    named = read_pact(text(interaction(), metadata=metadata), name="p")
    assert named.contract == "order-events"


@pytest.mark.parametrize(
    ("posture", "path", "expected"),
    [
        pytest.param({}, ("status",), Stance.EXHAUSTIVE, id="exhaustive where nothing is said"),
        pytest.param({"status": "tolerant"}, ("status",), Stance.TOLERANT, id="a field"),
        pytest.param(
            {"status": "tolerant"}, ("items", "[]", "status"), Stance.EXHAUSTIVE, id="another one"
        ),
        pytest.param(
            {"$.lines[*].state": "tolerant"}, ("lines", "[]", "state"), Stance.TOLERANT, id="by $"
        ),
        pytest.param(
            {"*": "tolerant", "status": "exhaustive"}, ("status",), Stance.EXHAUSTIVE, id="but one"
        ),
        pytest.param("tolerant", ("a", "b"), Stance.TOLERANT, id="one word for all"),
    ],
)
def test_a_consumer_says_which_unknown_values_it_can_live_with(
    posture: Any, path: tuple[str, ...], expected: Stance
) -> None:
    metadata = {"x-weighbridge": {"posture": posture}}
    pact = read_pact(text(interaction(), metadata=metadata), name="p")
    assert pact.stance(path) is expected


SAME = [
    pytest.param(lambda p: p["interactions"].reverse(), id="order of the interactions"),
    pytest.param(lambda p: p["metadata"].update(client={"version": "9"}), id="who wrote it"),
    pytest.param(lambda p: p["interactions"][0].update(_id="a1", key="k"), id="marks of a tool"),
    pytest.param(lambda p: p["interactions"][0].update(pending=False), id="not pending"),
    pytest.param(lambda p: p["metadata"]["pactSpecification"].update(version="3.0"), id="3.0"),
]
OTHER = [
    pytest.param(lambda p: p["consumer"].update(name="kiosk"), id="another consumer"),
    pytest.param(lambda p: p["interactions"].pop(), id="an interaction less"),
    pytest.param(lambda p: p["interactions"][0]["response"].update(status=201), id="the status"),
    pytest.param(lambda p: p["interactions"][0].update(providerState="x"), id="a state"),
    pytest.param(lambda p: p["interactions"][0].update(pending=True), id="pending"),
    pytest.param(
        lambda p: p["metadata"].update({"x-weighbridge": {"posture": {"status": "tolerant"}}}),
        id="the posture",
    ),
    pytest.param(
        lambda p: p["interactions"][0]["response"].update(
            matchingRules={
                "body": {"$": {"matchers": [{"match": "type"}]}},
                "header": {},
                "path": {},
            }
        ),
        id="the rules",
    ),
]


@pytest.mark.parametrize("change", SAME)
def test_the_digest_stays_where_a_verification_would_say_the_same(change: Any) -> None:
    assert _changed(change) == _changed(lambda _: None)


@pytest.mark.parametrize("change", OTHER)
def test_the_digest_changes_with_what_is_relied_on(change: Any) -> None:
    assert _changed(change) != _changed(lambda _: None)


def _changed(change: Any) -> str:
    value = json.loads(text(interaction(), interaction(description="again")))
    change(value)
    return read_pact(json.dumps(value).encode(), name="p").digest


@given(st.permutations(range(5)))
def test_the_digest_does_not_know_the_order_of_interactions(order: list[int]) -> None:
    every = [interaction(description=f"number {i}") for i in range(5)]
    assert read(*(every[i] for i in order)).digest == read(*every).digest


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", "p.json: is empty", id="empty"),
        pytest.param(b"\xff\xfe\x00", "p.json: is UTF-16 text; save it as UTF-8", id="utf-16"),
        pytest.param(b'{"consumer": ', "p.json:1:", id="truncated"),
        pytest.param(b"consumer: {name: a}", "p.json:1:1", id="yaml"),
        pytest.param(b"[]", "p.json:1:1: a pact is a JSON object", id="a list"),
        pytest.param(b'{"consumer": {}}', 'names its consumer, as in {"consumer"', id="no name"),
        pytest.param(
            b'{"consumer": {"name": "a"}}', "provider: a pact names its", id="no provider"
        ),
        pytest.param(b'{"a": 1, "a": 2}', "p.json:1:", id="a key twice"),
        pytest.param(text(7), "interactions[0]: an interaction is an object", id="a number"),
        pytest.param(text({"request": {}}), "interactions[0].request.method", id="no method"),
        pytest.param(
            text(interaction(request={"method": "GET", "path": "orders"})),
            "'orders' is no path; it starts with a slash",
            id="no path",
        ),
        pytest.param(
            text(interaction(response={"status": 7})), "7 is no status code", id="no status"
        ),
        pytest.param(
            text(interaction(type="Carrier/Pigeon"), version="4.0"), "Carrier/Pigeon", id="no kind"
        ),
        pytest.param(text(version="5.0"), "specification '5.0' is unknown", id="a later one"),
        pytest.param(
            text(
                interaction(
                    response={"status": 200, "matchingRules": {"body": {"lines..": {"match": "x"}}}}
                )
            ),
            "'lines..' is no path; write one such as $.lines[*].sku",
            id="no path in the rules",
        ),
        pytest.param(
            text(metadata={"x-weighbridge": {"posture": {"status": "easy"}}}),
            "'easy' is no posture; write exhaustive or tolerant",
            id="no posture",
        ),
    ],
)
def test_what_is_no_pact_is_refused_in_one_line_that_says_where(data: bytes, expected: str) -> None:
    with pytest.raises(UnreadableContractError) as refused:
        read_pact(data, name="p.json")
    assert expected in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_refusal_points_at_the_line_in_the_pact() -> None:
    lines = json.dumps(
        json.loads(text(interaction(request={"method": "GET", "path": 7}))), indent=1
    )
    with pytest.raises(UnreadableContractError) as refused:
        read_pact(lines.encode(), name="p.json")
    assert refused.value.line is not None
    assert '"path": 7' in lines.splitlines()[refused.value.line - 1]


def test_a_pact_that_is_nested_without_end_is_refused() -> None:
    with pytest.raises(UnreadableContractError):
        read_pact(b'{"a":' * 100_000, name="p.json")


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_whatever_is_given_is_read_or_refused(data: bytes) -> None:
    try:
        read_pact(data, name="p.json")
    except UnreadableContractError as error:
        assert str(error)  # noqa: PT017 - any of many inputs may be refused, none may crash


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["request", "response", "body", "status", "path", "matchingRules", "$"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=2), JSON, st.sampled_from(["1.0", "2.0.0", "3.0.0", "4.0"]))
def test_whatever_stands_in_a_pact_is_read_or_refused(
    interactions: list[Any], metadata: Any, version: str
) -> None:
    try:
        read(*interactions, version=version, metadata=metadata)
        read(*({"request": i, "response": metadata} for i in interactions), version=version)
    except UnreadableContractError as error:
        assert str(error)  # noqa: PT017 - as above


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("$", ()),
        ("$.a.b", ("a", "b")),
        ("$.a[0][*].c", ("a", 0, "*", "c")),
        ("$['a b'].c", ("a b", "c")),
        ('$["it\'s"]', ("it's",)),
        ("$.*", ("*",)),
        ("a.b", None),
        ("$.a[", None),
        ("$a", None),
    ],
)
def test_the_paths_of_rules(path: str, steps: tuple[str | int, ...] | None) -> None:
    assert split_path(path) == steps
