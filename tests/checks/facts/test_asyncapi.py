"""An event contract is read by what others see of it, whichever version it is written in."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.facts.event_texts import OBJECT, contract, document, three, two
from tests.checks.facts.junk import JUNK, spoiled, spots
from weighbridge_checks.facts.change import Direction, Kind
from weighbridge_checks.facts.formats import UnreadableContractError
from weighbridge_checks.verdicts import Word, weigh

if TYPE_CHECKING:
    from weighbridge_checks.facts.model import Element

HEADERS = {"type": "object", "properties": {"trace": {"type": "string"}}}
AVRO = {"type": "record", "name": "Order", "fields": []}


def only(said: dict[str, Any], **files: Any) -> Element:
    """The one operation of a contract."""
    (unit,) = contract(said, **files).units
    return unit.element()


def messages(said: dict[str, Any], **files: Any) -> list[Element]:
    return [e for e in only(said, **files).children if e.kind is Kind.MESSAGE]


def settings_of(element: Element) -> dict[str, Any]:
    return {e.key: e.value for e in element.children if e.kind is Kind.BINDING}


@pytest.mark.parametrize(
    ("said", "label", "direction"),
    [
        (three("send"), "send doOrders", Direction.RESPONSE),
        (three("receive"), "receive doOrders", Direction.REQUEST),
        (two("subscribe"), "send doOrders", Direction.RESPONSE),
        (two("publish"), "receive doOrders", Direction.REQUEST),
        (two("publish", operation={"operationId": None}), "receive orders", Direction.REQUEST),
    ],
)
def test_an_operation_is_told_from_the_application(
    said: dict[str, Any], label: str, direction: Direction
) -> None:
    assert contract(said).operations == (label,)
    assert only(said).direction is direction


def test_operations_that_send_to_one_channel_are_one_to_those_who_listen() -> None:
    said = three(messages={"a": {"payload": OBJECT}, "b": {"payload": {"type": "string"}}})
    whole = contract(said)
    said["operations"] = {
        f"send{key}": {
            "action": "send",
            "channel": {"$ref": "#/channels/orders"},
            "messages": [{"$ref": f"#/channels/orders/messages/{key}"}],
        }
        for key in ("a", "b")
    }
    assert contract(said).operations == ("send orders",)
    assert [e.key for e in messages(said)] == ["a", "b"]
    (finding,) = weigh(whole, contract(said)).findings
    assert finding.rule == "operation-id-changed"


def test_a_channel_of_which_nobody_says_who_sends_there_is_weighed_both_ways() -> None:
    said = three()
    del said["operations"]
    assert contract(said).operations == ("receive orders", "send orders")
    narrower = copy.deepcopy(said)
    narrower["channels"]["orders"]["messages"]["created"]["payload"] = {
        **OBJECT,
        "required": ["id"],
    }
    for old, new in ((said, narrower), (narrower, said)):
        assert weigh(contract(old), contract(new)).word is Word.BREAKING


def test_once_it_is_said_who_sends_nothing_is_lost() -> None:
    said = three()
    unsaid = {k: v for k, v in said.items() if k != "operations"}
    for old, new in ((unsaid, said), (said, unsaid)):
        (finding,) = weigh(contract(old), contract(new)).findings
        assert finding.rule == "operation-id-changed"


def test_a_channel_that_is_gone_is_told_although_nobody_said_who_sends_there() -> None:
    unsaid = {k: v for k, v in three().items() if k != "operations"}
    rules = [f.rule for f in weigh(contract(unsaid), contract({**unsaid, "channels": {}})).findings]
    assert rules == ["operation-removed", "operation-removed"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(
            two(
                message={
                    "name": "created",
                    "summary": "own",
                    "payload": OBJECT,
                    "traits": [{"summary": "first", "title": "first"}, {"title": "second"}],
                }
            ),
            {"summary": "first", "title": "second"},
            id="by version 2 a trait has the last word",
        ),
        pytest.param(
            three(
                messages={
                    "created": {
                        "summary": "own",
                        "payload": OBJECT,
                        "traits": [{"summary": "first", "title": "first"}, {"title": "second"}],
                    }
                }
            ),
            {"summary": "own", "title": "second"},
            id="by version 3 the message has",
        ),
    ],
)
def test_traits_are_merged_by_the_rule_of_their_version(
    said: dict[str, Any], expected: dict[str, str]
) -> None:
    (message,) = messages(said)
    assert {k: message.attributes[k] for k in expected} == expected


@pytest.mark.parametrize("make", [three, two])
def test_headers_of_a_trait_and_of_the_message_are_joined(make: Any) -> None:
    more = {"type": "object", "properties": {"kind": {"type": "string"}}}
    said = {"payload": OBJECT, "headers": HEADERS, "traits": [{"headers": more}]}
    document = three(messages={"created": said}) if make is three else two(message=said)
    (message,) = messages(document)
    headers = next(e for e in message.children if e.kind is Kind.MESSAGE)
    assert headers.schema is not None
    assert set(headers.schema.value["properties"]) == {"trace", "kind"}


def test_a_trait_of_an_operation_brings_its_bindings() -> None:
    said = three(
        operation={"traits": [{"$ref": "#/components/operationTraits/kept"}]},
        components={"operationTraits": {"kept": {"bindings": {"mqtt": {"qos": 2}}}}},
    )
    assert settings_of(only(said)) == {"mqtt.qos": 2}


def test_a_trait_in_another_file_refers_to_what_is_beside_it() -> None:
    said = three(
        messages={
            "created": {
                "payload": OBJECT,
                "headers": {"type": "object"},
                "traits": [{"$ref": "shared.json#/traced"}],
            }
        }
    )
    shared = {
        "traced": {"headers": {"properties": {"trace": {"$ref": "#/trace"}}}},
        "trace": {"type": "string", "maxLength": 3},
    }
    (message,) = messages(said, shared_json=shared)
    headers = next(e for e in message.children if e.kind is Kind.MESSAGE)
    assert headers.schema is not None
    trace = headers.schema.child(headers.schema.value["properties"]["trace"], "properties", "trace")
    target = trace.target()
    assert target is not None
    assert target.value == shared["trace"]


def test_one_of_several_messages() -> None:
    choice = [
        {"$ref": "#/components/messages/created"},
        {"messageId": "shipped", "payload": {"type": "string"}},
        {"payload": {"type": "integer"}},
    ]
    said = two(message={"oneOf": choice}, components={"messages": {"created": {"payload": OBJECT}}})
    assert [e.key for e in messages(said)] == ["created", "shipped", "message 2"]


def test_two_messages_of_one_name_are_two() -> None:
    said = three(
        messages={
            "a": {"name": "order", "payload": OBJECT},
            "b": {"name": "order", "payload": {"type": "string"}},
        }
    )
    assert [e.key for e in messages(said)] == ["a", "b"]


def test_no_message_is_not_every_message() -> None:
    assert messages(three(operation={"messages": []})) == []


@pytest.mark.parametrize(
    ("named", "dialect"),
    [
        (None, "draft-7"),
        ("application/vnd.aai.asyncapi+yaml;version=3.0.0", "draft-7"),
        ("application/schema+json;version=draft-04", "draft-4"),
        ("application/schema+yaml;version=draft-06", "draft-6"),
        ("application/schema+json;version=draft-07", "draft-7"),
        ("application/schema+json;version=2019-09", "2019-09"),
        ("application/schema+json;version=draft-2020-12", "2020-12"),
        ("application/vnd.oai.openapi;version=3.0.0", "openapi-3.0"),
        ("application/vnd.oai.openapi+json;version=3.1.0", "openapi-3.1"),
    ],
)
def test_a_payload_is_read_in_its_own_dialect(named: str | None, dialect: str) -> None:
    payload = OBJECT if named is None else {"schemaFormat": named, "schema": OBJECT}
    beside = {"payload": OBJECT, **({} if named is None else {"schemaFormat": named})}
    for said in (three(messages={"created": {"payload": payload}}), two(message=beside)):
        (message,) = messages(said)
        assert message.schema is not None
        assert message.schema.dialect.name == dialect


def test_a_schema_that_names_its_dialect_is_believed() -> None:
    said = three(messages={"created": {"payload": {"$ref": "order.json"}}})
    order = {"$schema": "https://json-schema.org/draft/2020-12/schema", **OBJECT}
    (message,) = messages(said, order_json=order)
    assert message.schema is not None
    target = message.schema.target()
    assert target is not None
    assert target.dialect.name == "2020-12"


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        (
            three(
                messages={
                    "created": {
                        "payload": {
                            "schemaFormat": "application/vnd.apache.avro;version=1.9.0",
                            "schema": AVRO,
                        }
                    }
                }
            ),
            "/channels/orders/messages/created/payload/schema (Avro)",
        ),
        (
            two(
                message={
                    "schemaFormat": "application/vnd.google.protobuf;version=3",
                    "payload": "message Order {}",
                }
            ),
            "/channels/orders/subscribe/message/payload (Protobuf)",
        ),
        (
            two(message={"schemaFormat": "application/raml+yaml;version=1.0", "payload": {}}),
            "/channels/orders/subscribe/message/payload (RAML)",
        ),
        (
            two(message={"schemaFormat": "text/x-mine", "payload": {}}),
            "/channels/orders/subscribe/message/payload (text/x-mine)",
        ),
        (two(message={"payload": [1]}), "/channels/orders/subscribe/message/payload (no schema)"),
        (three(operation={"action": "sing"}), "/operations/doOrders (action 'sing')"),
        (three(topics={}), "/topics"),
        (two(operations={}), "/operations"),
    ],
)
def test_what_is_not_understood_is_listed(said: dict[str, Any], pointer: str) -> None:
    assert contract(said).unread == (pointer,)


def test_a_payload_by_reference_may_say_its_own_format() -> None:
    said = three(
        messages={"created": {"payload": {"$ref": "#/components/schemas/Order"}}},
        components={
            "schemas": {"Order": {"schemaFormat": "application/vnd.apache.avro", "schema": AVRO}}
        },
    )
    assert contract(said).unread == ("/components/schemas/Order/schema (Avro)",)


def test_the_settings_of_a_topic() -> None:
    kafka = {
        "topic": "shop-orders",
        "partitions": 12,
        "topicConfiguration": {"cleanup.policy": ["delete", "compact"], "retention.ms": 5},
        "bindingVersion": "0.5.0",
    }
    assert settings_of(only(three(channel={"bindings": {"kafka": kafka}}))) == {
        "kafka.topic": "shop-orders",
        "kafka.partitions": 12,
        "kafka.cleanup.policy": ["compact", "delete"],
        "kafka.retention.ms": 5,
    }


def test_a_topic_that_is_called_as_its_channel_says_nothing() -> None:
    assert settings_of(only(three(channel={"bindings": {"kafka": {"topic": "orders"}}}))) == {}


def test_a_server_is_told_by_where_it_is() -> None:
    new = {
        "broker": {"host": "mq.example.com:5672", "pathname": "/shop", "protocol": "amqp"},
    }
    old = {"main": {"url": "amqp://mq.example.com:5672/shop/", "protocol": "amqp"}}
    for said in (three(servers=new), two(servers=old)):
        (server,) = (e for e in contract(said).elements if e.kind is Kind.SERVER)
        assert server.key == "mq.example.com:5672/shop"
        assert server.steps[-1] == "amqp://mq.example.com:5672/shop"


SCHEMES = {
    "user": {"type": "userPassword"},
    "oauth": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/t", "availableScopes": {}}},
        "scopes": ["read"],
    },
}
OLD_SCHEMES = {
    **SCHEMES,
    "oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/t", "scopes": {}}}},
}
#: the same contract, by version 2 and by version 3
TWINS = {
    "nothing but a message": (two(), three()),
    "the other way round": (two("publish"), three("receive")),
    "a message by reference": (
        two(
            message={"$ref": "#/components/messages/created"},
            components={"messages": {"created": {"payload": OBJECT}}},
        ),
        three(
            messages={"created": {"$ref": "#/components/messages/created"}},
            components={"messages": {"created": {"payload": OBJECT}}},
        ),
    ),
    "one of several": (
        two(
            message={
                "oneOf": [
                    {"name": "created", "payload": OBJECT},
                    {"name": "shipped", "payload": {"type": "string"}},
                ]
            }
        ),
        three(
            messages={
                "one": {"name": "created", "payload": OBJECT},
                "two": {"name": "shipped", "payload": {"type": "string"}},
            }
        ),
    ),
    "formats": (
        two(
            message={
                "name": "created",
                "schemaFormat": "application/schema+json;version=draft-07",
                "payload": OBJECT,
            }
        ),
        three(
            messages={
                "created": {
                    "payload": {
                        "schemaFormat": "application/schema+json;version=draft-07",
                        "schema": OBJECT,
                    }
                }
            }
        ),
    ),
    "headers, content and correlation": (
        two(
            message={
                "name": "created",
                "payload": OBJECT,
                "headers": HEADERS,
                "contentType": "application/json",
                "correlationId": {"location": "$message.header#/trace"},
            }
        ),
        three(
            messages={
                "created": {
                    "payload": OBJECT,
                    "headers": HEADERS,
                    "contentType": "application/json",
                    "correlationId": {"location": "$message.header#/trace"},
                }
            }
        ),
    ),
    "the content of all": (
        two(defaultContentType="application/json"),
        three(defaultContentType="application/json"),
    ),
    "an address with a hole": (
        document(
            "2.6.0",
            channels={
                "orders/{region}": {
                    "parameters": {"region": {"schema": {"type": "string", "enum": ["eu"]}}},
                    "subscribe": {
                        "operationId": "doOrders",
                        "message": {"name": "created", "payload": OBJECT},
                    },
                }
            },
        ),
        three(channel={"address": "orders/{area}", "parameters": {"area": {"enum": ["eu"]}}}),
    ),
    "servers and credentials": (
        two(
            servers={
                "broker": {
                    "url": "mq.example.com",
                    "protocol": "amqp",
                    "protocolVersion": "0.9.1",
                    "security": [{"user": []}, {"oauth": ["read"]}],
                }
            },
            components={"securitySchemes": OLD_SCHEMES},
        ),
        three(
            servers={
                "broker": {
                    "host": "mq.example.com",
                    "protocol": "amqp",
                    "protocolVersion": "0.9.1",
                    "security": [
                        {"$ref": "#/components/securitySchemes/user"},
                        {"$ref": "#/components/securitySchemes/oauth"},
                    ],
                }
            },
            components={"securitySchemes": SCHEMES},
        ),
    ),
    "credentials of an operation": (
        two(operation={"security": [{"user": []}]}, components={"securitySchemes": OLD_SCHEMES}),
        three(operation={"security": [{"type": "userPassword"}]}),
    ),
    "limited to a server": (
        two(
            channel={"servers": ["broker"]},
            servers={"broker": {"url": "mq.example.com", "protocol": "amqp"}},
        ),
        three(
            channel={"servers": [{"$ref": "#/servers/broker"}]},
            servers={"broker": {"host": "mq.example.com", "protocol": "amqp"}},
        ),
    ),
    "bindings": (
        two(
            channel={"bindings": {"kafka": {"partitions": 3}}},
            operation={"bindings": {"mqtt": {"qos": 1}}},
        ),
        three(
            channel={"bindings": {"kafka": {"partitions": 3}}},
            operation={"bindings": {"mqtt": {"qos": 1}}},
        ),
    ),
}


@pytest.mark.parametrize(("older", "newer"), TWINS.values(), ids=TWINS)
def test_version_2_says_what_version_3_says(older: dict[str, Any], newer: dict[str, Any]) -> None:
    for one, other in ((older, newer), (newer, older)):
        found = weigh(contract(one), contract(other)).findings
        assert [f"{f.rule} {f.message}" for f in found] == []


@pytest.mark.parametrize("version", ["2.0.0", "2.1.0", "2.4.0", "2.6.0", "3.0.0", "3.1.0"])
def test_every_published_version_is_read(version: str) -> None:
    assert contract(document(version, channels={})).operations == ()


@pytest.mark.parametrize("version", ["1.2.0", "4.0.0", 3.0, None, [], True])
def test_any_other_version_is_refused(version: Any) -> None:
    with pytest.raises(UnreadableContractError, match="is not known"):
        contract(document(version, channels={}))


def test_a_ring_of_references_is_refused() -> None:
    said = three(
        messages={"created": {"$ref": "#/components/messages/a"}},
        components={
            "messages": {
                "a": {"$ref": "#/components/messages/b"},
                "b": {"$ref": "#/components/messages/a"},
            }
        },
    )
    with pytest.raises(UnreadableContractError, match="leads back to itself"):
        contract(said)


def test_what_changed_in_a_neighbour_of_a_neighbour_is_seen() -> None:
    said = three()
    said["operations"] = {"sendOrders": {"$ref": "more.json#/operation"}}
    more = {
        "operation": {"action": "send", "channel": {"$ref": "#/channels/orders"}},
        "channels": {
            "orders": {
                "address": "orders",
                "messages": {"created": {"payload": {"$ref": "#/components/schemas/Order"}}},
            }
        },
    }
    old, new = (
        contract(
            {**said, "components": {"schemas": {"Order": OBJECT}}},
            more_json={**more, "components": {"schemas": {"Order": schema}}},
        )
        for schema in (OBJECT, {"type": "string"})
    )
    assert weigh(old, new).word is Word.BREAKING


# -- junk


KAFKA = {"topic": "t", "partitions": 3, "topicConfiguration": {"cleanup.policy": ["delete"]}}
WHOLE_3 = three(
    messages={
        "created": {
            "name": "created",
            "contentType": "a/b",
            "traits": [{"headers": HEADERS, "correlationId": {"location": "x"}}],
            "headers": HEADERS,
            "payload": {
                "schemaFormat": "application/schema+json;version=draft-07",
                "schema": OBJECT,
            },
            "bindings": {"kafka": {"key": {"type": "string"}}},
        }
    },
    channel={
        "address": "orders/{region}",
        "parameters": {"region": {"enum": ["eu"], "location": "x"}},
        "servers": [{"$ref": "#/servers/broker"}],
        "bindings": {"kafka": KAFKA, "ws": {"query": OBJECT}},
    },
    operation={
        "traits": [{"bindings": {"mqtt": {"qos": 1, "retain": True}}}],
        "security": [{"type": "oauth2", "flows": {"implicit": {}}, "scopes": ["a"]}],
        "reply": {"address": {"location": "x"}, "channel": {"$ref": "#/channels/orders"}},
        "tags": [{"name": "a"}],
    },
    servers={
        "broker": {
            "host": "{r}.example.com",
            "protocol": "kafka",
            "variables": {"r": {"enum": ["a"], "default": "a"}},
        }
    },
)
WHOLE_2 = two(
    message={
        "oneOf": [
            {"$ref": "#/components/messages/m"},
            {"schemaFormat": "application/vnd.apache.avro", "payload": AVRO},
        ]
    },
    channel={"servers": ["broker"], "parameters": {"a": {"schema": {"type": "string"}}}},
    operation={"security": [{"user": []}], "traits": [{"summary": "s"}]},
    servers={"broker": {"url": "mq.example.com", "protocol": "amqp", "security": [{"user": []}]}},
    components={
        "messages": {"m": {"payload": OBJECT, "traits": [{"contentType": "a/b"}]}},
        "securitySchemes": {"user": {"type": "userPassword"}},
    },
)


@pytest.mark.parametrize("whole", [WHOLE_3, WHOLE_2], ids=["version 3", "version 2"])
@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_junk_anywhere_is_refused_or_ignored(whole: dict[str, Any], data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(spots(whole)))
    said = spoiled(whole, path, data.draw(st.sampled_from(JUNK)))
    try:
        new = contract(said)
    except UnreadableContractError:
        return
    old = contract(whole)
    assert weigh(old, new).word in Word
    assert weigh(new, old).word in Word


@pytest.mark.parametrize("whole", [WHOLE_3, WHOLE_2], ids=["version 3", "version 2"])
def test_a_contract_is_identical_to_itself(whole: dict[str, Any]) -> None:
    assert weigh(contract(whole), contract(whole)).word is Word.IDENTICAL
