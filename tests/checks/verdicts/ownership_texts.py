"""Texts of ownership files as people write them, and the records that they make."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.document import parse
from weighbridge_checks.facts.flows import read_flows
from weighbridge_checks.facts.ownership import Names, Slip, read_record

if TYPE_CHECKING:
    from weighbridge_checks.facts.flows import Flow
    from weighbridge_checks.facts.ownership import Record

NAMES = Names(
    systems=("erp-legacy", "erp-cloud", "wms", "storefront", "edi-gateway", "tms"),
    locations=("DC-CHI", "DC-RNO", "DC-ATL", "ST-101"),
    waves={"W1": ("DC-RNO",), "W2": ("DC-CHI",), "W3": ("DC-ATL",), "W4": ("ST-101",)},
    workflows={"order@1.0.0": ("created", "allocated", "shipped")},
)
ORDER = {
    "workflow": "order@1.0.0",
    "fields": ["status", "requestedDeliveryDate", "lines", "lines[*].quantity"],
}
STOCK = {"fields": ["onHand", "buckets[*]"]}
ENTITIES: dict[str, dict[str, Any]] = {"order": ORDER, "inventory": STOCK}


def text_of(*rules: dict[str, Any], since: str | None = "2026-01-01", **entities: Any) -> str:
    """An ownership file with these rules; every rule on a line of its own."""
    said: dict[str, Any] = {"entities": entities or ENTITIES}
    if since:
        said["since"] = since
    lines = ",\n".join(json.dumps(rule) for rule in rules)
    return f'{{"entities": {json.dumps(said.pop("entities"))},\n' + (
        f'"since": "{since}",\n"rules": [\n{lines}\n]}}' if since else f'"rules": [\n{lines}\n]}}'
    )


def read(text: str, names: Names = NAMES) -> tuple[Record, tuple[Slip, ...]]:
    """What is read of a text."""
    document = parse(text.encode(), name="system-of-record.yaml")
    return read_record(document.root, document.locate, names)


def record_of(*rules: dict[str, Any], **more: Any) -> Record:
    """The record of these rules, in which there are no slips."""
    record, slips = read(text_of(*rules, **more))
    assert not slips, slips
    return record


def owned(owner: str, *fields: str, **more: Any) -> dict[str, Any]:
    """One rule."""
    return {"fields": list(fields), "owner": owner, **more}


def flow(way: str, *fields: str, **more: Any) -> dict[str, Any]:
    """One flow, such as `flow("erp-legacy > wms", "order.*")`."""
    source, _, target = way.partition(" > ")
    said = {"id": f"{source}-{target}", "from": source, "to": target, "fields": list(fields)}
    if check := more.pop("check", None):
        more["breaks_loop_by"] = {"origin_check": check}
    return {**said, "kind": "event", **more}


def read_flows_in(
    record: Record, *flows: dict[str, Any], names: Names = NAMES
) -> tuple[tuple[Flow, ...], tuple[Slip, ...]]:
    """What is read of a file with these flows; every flow on a line of its own."""
    text = '{"flows": [\n' + ",\n".join(json.dumps(f) for f in flows) + "\n]}"
    document = parse(text.encode(), name="flows.yaml")
    return read_flows(document.root, document.locate, names, record.entities, ("order-events",))


def flows_of(record: Record, *flows: dict[str, Any]) -> tuple[Flow, ...]:
    """The flows, in which there are no slips."""
    found, slips = read_flows_in(record, *flows)
    assert not slips, slips
    return found
