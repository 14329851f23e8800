"""What joins the two events of a completion pair is in both, and can be equal."""

from __future__ import annotations

from datetime import date

import pytest

from tests.checks.facts.estate.builders import ASYNCAPI, EVENT_CARD, of, told
from weighbridge_checks.verdicts.estate import looked_at

DOCUMENT = "events/order-events/1.0.0/asyncapi.yaml"
PAIRS = "pairs/completion.yaml"
NEXT = "events/order-events/1.1.0"
#: what an event carries where a test does not say
CREATED = "orderNumber: {type: string}, lines: {items: {properties: {lineNumber: {type: integer}}}}"
CLOSED = "reference: {properties: {id: {type: string}}}, lineNumber: {type: integer}"


def document(created: str = CREATED, closed: str = CLOSED) -> str:
    """Two events with data in an envelope that has an id of its own."""
    text = ASYNCAPI
    for start, fields in (("title: order.created, ", created), ("order.closed.v1, ", closed)):
        data = f"data: {{type: object, properties: {{{fields}}}}}"
        payload = f"payload: {{properties: {{correlationid: {{type: string}}, {data}}}}}"
        plain = f"{start}payload: {{type: object}}"
        assert plain in text
        text = text.replace(plain, f"{start}{payload}")
    return text


def pairs(key: str) -> str:
    return (
        "pairs:\n  - id: a\n    when: {event: order.created}\n    then: {event: order.closed}\n"
        f"    within: 2h\n    exception: ORD-A\n    key: {key}\n"
    )


def said(key: str, text: str | None = None, **more: str) -> list[str]:
    files = {PAIRS: pairs(key), DOCUMENT: text or document(), **more}
    found = looked_at(of(files), today=date(2026, 11, 25))
    return [
        f"{r.rule} {r.source.line}: {r.message}"
        for r in found
        if r.rule in {"PAIR005", "PAIR006", "EST001"}
    ]


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("[{when: orderNumber, then: reference.id}]", id="a name for each event"),
        pytest.param("[{when: 'lines[].lineNumber', then: lineNumber}]", id="in a list"),
        pytest.param("[correlationid]", id="both call it alike, around the data"),
        pytest.param("[{when: orderNumber, then: correlationid}]", id="data, and around it"),
    ],
)
def test_fields_of_both_events_join_them(key: str) -> None:
    assert said(key) == []


def test_a_header_of_the_message_joins_where_it_is_said_to_be_one() -> None:
    text = document().replace(
        "components:\n  messages:\n    created: {",
        "components:\n  messages:\n    created: {headers: {properties: {x.order: {}}}, ",
    )
    assert said("[{when: {header: x.order}, then: reference.id}]", text) == []
    assert said("[{when: {header: x.ordr}, then: reference.id}]", text) == [
        (
            "PAIR005 7: a: order.created has no header 'x.ordr' (order-events@1.0.0); did you mean"
            " 'x.order'?"
        )
    ]
    assert said("[{when: orderNumber, then: {header: x.order}}]", text) == [
        "PAIR005 7: a: order.closed has no header 'x.order' (order-events@1.0.0); none is known"
    ]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        pytest.param(
            "[orderNumber]",
            [
                (
                    "PAIR005 7: a: order.closed has no field 'orderNumber' (order-events@1.0.0);"
                    " did you mean 'lineNumber'?"
                )
            ],
            id="one event calls it otherwise",
        ),
        pytest.param(
            "[{when: orderNumbr, then: reference.i}]",
            [
                (
                    "PAIR005 7: a: order.created has no field 'orderNumbr' (order-events@1.0.0);"
                    " did you mean 'orderNumber'?"
                ),
                (
                    "PAIR005 7: a: order.closed has no field 'reference.i' (order-events@1.0.0);"
                    " did you mean 'reference.id'?"
                ),
            ],
            id="both are misspelt",
        ),
        pytest.param(
            "\n      - correlationid\n      - {when: lineNumber, then: lineNumber}",
            [
                (
                    "PAIR005 9: a: order.created has no field 'lineNumber' (order-events@1.0.0);"
                    " did you mean 'lines[].lineNumber'?"
                )
            ],
            id="it lies deeper, and is told at its line",
        ),
    ],
)
def test_a_field_that_an_event_does_not_have_is_told(key: str, expected: list[str]) -> None:
    assert said(key) == expected


@pytest.mark.parametrize(
    ("created", "closed", "words"),
    [
        pytest.param(
            "n: {type: integer}",
            "n: {type: string}",
            "'n' of order.created is a whole number and 'n' of order.closed is a text, which are"
            " never equal",
            id="a number and a text",
        ),
        pytest.param(
            "n: {type: string, pattern: '^SO-[0-9]+$'}",
            "n: {type: string, pattern: '^PO-[0-9]+$'}",
            "no text can be 'n' of order.created and also 'n' of order.closed",
            id="two patterns",
        ),
        pytest.param(
            "n: {enum: [a, b]}",
            "n: {const: c}",
            "no text can be 'n' of order.created and also 'n' of order.closed",
            id="two lists of values",
        ),
        pytest.param(
            "n: {type: [integer, 'null']}",
            "n: {type: [string, 'null']}",
            "'n' of order.created is a whole number and 'n' of order.closed is a text, which are"
            " never equal",
            id="null joins nothing",
        ),
    ],
)
def test_keys_that_never_match_are_told(created: str, closed: str, words: str) -> None:
    assert said("[n]", document(created, closed)) == [f"PAIR006 7: a: {words}"]


@pytest.mark.parametrize(
    ("created", "closed"),
    [
        ("n: {type: integer}", "n: {type: number}"),
        ("n: {type: string, pattern: '^SO-[0-9]+$'}", "n: {type: string, maxLength: 40}"),
        ("n: {}", "n: {type: integer}"),
        ("n: {oneOf: [{type: integer}, {type: string}]}", "n: {type: string}"),
        ("n: {$ref: '#/components/schemas/Number'}", "n: {type: string}"),
    ],
)
def test_keys_that_may_match_are_left_alone(created: str, closed: str) -> None:
    text = document(created, closed) + "  schemas: {Number: {type: string}}\n"
    assert said("[n]", text) == []


def test_one_version_has_to_have_all_keys_and_a_proposed_one_will_do() -> None:
    later = {
        f"{NEXT}/contract.yaml": EVENT_CARD.replace("1.0.0", "1.1.0").replace(
            "approved", "proposed"
        ),
        f"{NEXT}/asyncapi.yaml": document("sku: {type: string}", CLOSED).replace("1.0.0", "1.1.0"),
    }
    key = "[{when: orderNumber, then: reference.id}, {when: sku, then: reference.id}]"
    assert said(key, **later) == [
        "PAIR005 7: a: no version of order.created has 'orderNumber' and 'sku' at once"
    ]
    assert said("[{when: sku, then: reference.id}]", **later) == []


def test_an_event_that_tells_nothing_of_what_it_carries_is_not_judged() -> None:
    assert said("[whatever]", ASYNCAPI) == []


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("[{when: a}]", "'then' is missing"),
        ("[{when: a, then: b, them: c}]", "unknown key 'them'; did you mean 'then'?"),
        ("[7]", "'key' has to be a field such as orderNumber, or one for each event"),
        ("[{when: {headr: a}, then: b}]", "unknown key 'headr'; did you mean 'header'?"),
        ("['a b']", "'key' has to be a field such as orderNumber, or one for each event"),
    ],
)
def test_a_key_of_another_form_is_refused_with_its_line(key: str, words: str) -> None:
    troubles = told(of({PAIRS: pairs(key)}))
    assert any(t.startswith(f"{PAIRS}:7:") and words in t for t in troubles), troubles
