"""Remarks for machines: the value `weighbridge/<what>/v1`, which every other form renders."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from weighbridge_checks.report.json import written
from weighbridge_checks.report.plain import plain
from weighbridge_checks.report.remarks.grouped import in_order

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.finding import Consumer, Source
    from weighbridge_checks.verdicts.remark import Remark, Review


def schema(what: str = "lint") -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of the value."""
    text = files("weighbridge_checks.report.remarks").joinpath("remarks.schema.json").read_text()
    published: dict[str, Any] = json.loads(text)
    published["$id"] = f"urn:weighbridge:{what}:v1"
    published["properties"]["schema"] = {"const": f"weighbridge/{what}/v1"}
    return published


def render(review: Review) -> str:
    """The value as text: ASCII, so that no encoding on the way can spoil it."""
    return written(as_value(review))


def as_value(review: Review) -> dict[str, Any]:
    """The value: stable, complete, and the same for the same documents."""
    return {
        "schema": f"weighbridge/{review.what}/v1",
        "verdict": review.word,
        "findings": [_remark(r) for r in in_order(review.remarks)],
        "stats": {str(k): v for k, v in review.stats.items()},
        "unread": list(review.unread),
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "rule": remark.rule,
        "severity": str(remark.severity),
        "message": remark.message,
        "subject": remark.subject,
        "source": _source(remark.source),
        "related": [_source(s) for s in remark.related],
        "consumers": [_consumer(c) for c in remark.consumers],
        "evidence": plain(remark.evidence),
        "fix": remark.fix,
        "ignored": remark.ignored,
        "fingerprint": remark.fingerprint,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "file": source.file,
        "line": source.line,
        "column": source.column,
        "pointer": source.pointer,
    }


def _consumer(consumer: Consumer) -> dict[str, Any]:
    return {
        "name": consumer.name,
        "release": consumer.release,
        "environments": list(consumer.environments),
        "uses": list(consumer.uses),
    }
