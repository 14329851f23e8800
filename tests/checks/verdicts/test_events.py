"""What changes about events, channels and brokers comes to, for who sends and for who listens."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from tests.checks.facts.event_texts import contract, older, three
from tests.checks.verdicts import (
    binding_changes,
    channel_changes,
    cloud_event_changes,
    event_changes,
)
from tests.checks.verdicts.pages import documents
from tests.checks.verdicts.test_rules import BESIDE
from weighbridge_checks.facts import read
from weighbridge_checks.verdicts import Mode, Severity, Verdict, weigh
from weighbridge_checks.verdicts.exchange import Event
from weighbridge_checks.verdicts.finding import Result
from weighbridge_checks.verdicts.rule import collect
from weighbridge_checks.verdicts.rules import bindings, channels, events, servers
from weighbridge_checks.verdicts.rules.every import RULES

#: what stands around events, and what comes of it by the example on its page
PAGES = {
    "server-variables-changed": "warning",
    "server-protocol-changed": "error",
    "server-protocol-version-changed": "error",
    "operation-address-changed": "error",
    "operation-servers-changed": "warning",
    "operation-title-changed": "info",
    "channel-description-changed": "info",
    "address-parameter-location-changed": "error",
    "reply-added": "error",
    "reply-removed": "error",
    "reply-address-changed": "error",
    "event-type-changed": "error",
    "event-dataschema-changed": "error",
    "event-dataschema-kept": "warning",
    "binding-address-changed": "error",
    "binding-declaration-changed": "error",
    "binding-encoding-changed": "error",
    "kafka-partitions-changed": "error",
    "kafka-cleanup-changed": "error",
    "kafka-retention-changed": "warning",
    "kafka-largest-message-changed": "error",
    "mqtt-qos-changed": "error",
    "mqtt-retain-changed": "error",
    "binding-described": "error",
    "binding-unread-changed": "warning",
    "binding-detail-changed": "info",
    "binding-changed": "warning",
    "message-headers-changed": "warning",
    "response-message-added": "error",
    "response-message-removed": "warning",
    "request-message-added": "info",
    "request-message-removed": "error",
    "message-content-type-changed": "error",
    "message-format-changed": "error",
    "message-unread-changed": "warning",
    "message-correlation-changed": "error",
    "message-name-changed": "info",
    "message-description-changed": "info",
}


def test_every_rule_about_events_is_weighed_here() -> None:
    assert set(collect(servers, channels, bindings, events)) == set(PAGES)


@pytest.mark.parametrize(("rule", "severity"), PAGES.items(), ids=PAGES)
def test_what_the_example_on_a_page_comes_to(rule: str, severity: str) -> None:
    old, new = (
        read(text.encode(), name=name)
        for text, name in zip(documents(RULES[rule]), ("old.yaml", "new.yaml"), strict=True)
    )
    found = {f.rule: f.severity for f in weigh(old, new).findings}
    assert found.pop(rule) == severity
    assert list(found) == BESIDE.get(rule, [])


CASES = {**event_changes.CASES, **binding_changes.CASES, **cloud_event_changes.CASES}


def document(action: str, parts: event_changes.Parts) -> dict[str, Any]:
    """A document with these parts, whose operation may have another name."""
    parts = dict(parts)
    name = parts.pop("NAME", "doOrders")
    whole = three(action, **parts)
    return whole | {"operations": {name: whole["operations"]["doOrders"]}}


def said(verdict: Verdict) -> str:
    """The findings in few words."""
    return "; ".join(sorted(f"{f.rule} {f.severity}" for f in verdict.findings))


@pytest.mark.parametrize("action", ["send", "receive"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_a_change_comes_to_there_and_back(case: tuple[Any, ...], action: str) -> None:
    old, new, *expected = case
    there, back = expected[:2] if action == "send" else expected[-2:]
    before, after = (contract(document(action, parts)) for parts in (old, new))
    assert said(weigh(before, after)) == there
    assert said(weigh(after, before)) == back


#: what version 2 has no words for, or says elsewhere
NEWER = {"channel prose", "limited to a server", "message key alone renamed"}
OLDER = {
    name: case
    for name, case in CASES.items()
    if name not in NEWER and not any("reply" in part.get("operation", {}) for part in case[:2])
}


@pytest.mark.parametrize("action", ["send", "receive"])
@pytest.mark.parametrize("case", OLDER.values(), ids=OLDER)
def test_a_change_comes_to_the_same_by_version_2(case: tuple[Any, ...], action: str) -> None:
    newer = [document(action, parts) for parts in case[:2]]
    old, new = (contract(older(whole)) for whole in newer)
    expected = [weigh(*map(contract, pair)) for pair in (newer, newer[::-1])]
    for verdict, other in ((weigh(old, new), expected[0]), (weigh(new, old), expected[1])):
        assert said(verdict) == said(other)
    for whole in newer:
        assert said(weigh(contract(older(whole)), contract(whole))) == ""


@pytest.mark.parametrize("action", ["send", "receive"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_forward_is_backward_with_the_versions_exchanged(
    case: tuple[Any, ...], action: str
) -> None:
    old, new = (contract(document(action, parts)) for parts in case[:2])
    assert severities(weigh(old, new, mode=Mode.FORWARD)) == severities(weigh(new, old))


def severities(verdict: Verdict) -> list[Severity]:
    """How bad the findings are that follow from the law, and not from what usage may tell."""
    return sorted(
        f.severity
        for f in verdict.findings
        if f.evidence.result is Result.STRUCTURAL or f.severity is Severity.ERROR
    )


@pytest.mark.parametrize("action", ["send", "receive"])
@pytest.mark.parametrize("case", channel_changes.WHOLE.values(), ids=channel_changes.WHOLE)
def test_what_a_change_of_a_document_comes_to_there_and_back(
    case: tuple[Any, ...], action: str
) -> None:
    old, new, *expected = case
    there, back = expected[:2] if action == "send" else expected[-2:]
    before, after = (contract(channel_changes.filled(whole, action)) for whole in (old, new))
    assert said(weigh(before, after)) == there
    assert said(weigh(after, before)) == back


@pytest.mark.parametrize("action", ["send", "receive"])
def test_a_whole_event_is_what_the_writer_may_send_and_the_reader_refuses(action: str) -> None:
    """Payload, headers and key of every break in the tables, by another library."""
    judged = 0
    for parts in CASES.values():
        pair = [document(action, said) for said in parts[:2]]
        for old, new in (pair, pair[::-1]):
            writer, reader = (new, old) if action == "send" else (old, new)
            for finding in weigh(contract(old), contract(new)).findings:
                event = finding.evidence.exchange
                refuted = finding.evidence.result is Result.REFUTED
                if not refuted or not isinstance(event, Event) or finding.change.path[1] == "reply":
                    continue
                written, read_ = (crossing(whole, event.name) for whole in (writer, reader))
                sent = {"payload": event.payload, "headers": event.headers, "key": event.key}
                assert all(fits(schema, sent[part]) for part, schema in written.items())
                if finding.change.path[1] == "message":
                    refused = [p for p, schema in read_.items() if not fits(schema, sent[p])]
                    assert refused == [at(finding.change.path)]
                    judged += 1
    assert judged > 30


def crossing(whole: dict[str, Any], name: str) -> dict[str, Any]:
    """The schemas of one message, part by part."""
    (channel,) = whole["channels"].values()
    messages = channel["messages"]
    alike = [m for key, m in messages.items() if m.get("name", key) == name]
    said = (alike or list(messages.values()))[0]
    payload = said.get("payload")
    if isinstance(payload, dict) and "schemaFormat" in payload:
        draft = {"$schema": "http://json-schema.org/draft-04/schema#"}
        payload = {**payload["schema"], **(draft if "04" in payload["schemaFormat"] else {})}
    key = said.get("bindings", {}).get("kafka", {}).get("key")
    found = {"payload": payload, "headers": said.get("headers"), "key": key}
    return {part: schema for part, schema in found.items() if schema is not None}


def fits(schema: Any, value: Any) -> bool:
    draft = jsonschema.validators.validator_for(schema, jsonschema.Draft7Validator)
    return bool(draft(schema).is_valid(value))


def at(path: tuple[str, ...]) -> str:
    if path[3:4] == ("bindings",):
        return "key"
    return "headers" if path[3:4] == ("headers",) else "payload"


def test_who_begins_to_send_where_he_listened_leaves_those_who_sent() -> None:
    one, other = (
        contract(channel_changes.filled(channel_changes.events(), action))
        for action in ("send", "receive")
    )
    for old, new in ((one, other), (other, one)):
        assert said(weigh(old, new)) == "operation-added info; operation-removed error"


def test_the_rows_are_many() -> None:
    assert len(CASES) + len(channel_changes.WHOLE) >= 100
