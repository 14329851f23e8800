"""A verdict for machines: the value `weighbridge/diff/v1`, which every other surface renders."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from weighbridge_checks.report import exchanges
from weighbridge_checks.report.plain import plain
from weighbridge_checks.report.summary import in_order

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.finding import (
        Consumer,
        Evidence,
        Finding,
        Side,
        Source,
        Verdict,
        Waiver,
    )

SCHEMA = "weighbridge/diff/v1"


def schema() -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of the value."""
    from importlib.resources import files  # noqa: PLC0415 - 4 ms that a verdict can do without

    text = files("weighbridge_checks.report").joinpath("diff.schema.json").read_text("utf-8")
    published: dict[str, Any] = json.loads(text)
    return published


def render(verdict: Verdict) -> str:
    """The value as text: ASCII, so that no encoding on the way can spoil it."""
    return written(as_value(verdict))


#: a value whose text is longer is laid out by the faster library, which takes a while to import
LONG = 100_000


def written(value: Any) -> str:
    """A JSON value as a file: two spaces, ASCII, and a line end.

    The standard library lays out in Python what it writes in C; but it alone takes half of a
    character.
    """
    text = json.dumps(value, allow_nan=False)
    if "msgspec" not in sys.modules and len(text) <= LONG:
        return _slowly(value)
    import msgspec  # noqa: PLC0415 (as above)

    try:
        return msgspec.json.format(text, indent=2) + "\n"
    except msgspec.DecodeError:
        return _slowly(value)


def _slowly(value: Any) -> str:
    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def as_value(verdict: Verdict) -> dict[str, Any]:
    """The value: stable, complete, and the same for the same two documents."""
    return {
        "schema": SCHEMA,
        "verdict": str(verdict.word),
        "required_bump": str(verdict.required_bump),
        "old": _side(verdict.old),
        "new": _side(verdict.new),
        "posture": str(verdict.posture),
        "mode": str(verdict.mode),
        "formats_asserted": verdict.formats,
        "compared": [_side(side) for side in verdict.compared or (verdict.old,)],
        "findings": [_finding(f) for f in in_order(verdict)],
        "stats": {str(k): v for k, v in verdict.stats.items()},
        "unread": list(verdict.unread),
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "name": side.name,
        "format": str(side.format),
        "digest": side.digest,
        "version": side.version,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    change = finding.change
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "severity_by": "law" if finding.derived is None else "policy",
        "derived_severity": str(finding.lawful),
        "message": finding.message,
        "operation": change.operation,
        "operations": list(change.operations),
        "direction": None if change.direction is None else str(change.direction),
        "path": list(change.path),
        "against": list(finding.against),
        "before": plain(change.before),
        "after": plain(change.after),
        "source": {"old": _source(finding.old), "new": _source(finding.new)},
        "proof": _proof(finding.evidence),
        "consumers": [_consumer(c) for c in finding.consumers],
        "fingerprint": finding.fingerprint,
        "waived": _waiver(finding.waived),
    }


def _source(source: Source | None) -> dict[str, Any] | None:
    if source is None:
        return None
    return {
        "file": source.file,
        "line": source.line,
        "column": source.column,
        "pointer": source.pointer,
    }


def _proof(evidence: Evidence) -> dict[str, Any]:
    return {
        "result": str(evidence.result),
        "witness": plain(evidence.witness) if evidence.has_witness else None,
        "writer": evidence.writer,
        "reader": evidence.reader,
        "error": evidence.error,
        **exchanges.as_values(evidence.exchange),
    }


def _consumer(consumer: Consumer) -> dict[str, Any]:
    return {
        "name": consumer.name,
        "release": consumer.release,
        "environments": list(consumer.environments),
        "uses": list(consumer.uses),
    }


def _waiver(waiver: Waiver | None) -> dict[str, Any] | None:
    if waiver is None:
        return None
    return {
        "subject": waiver.subject,
        "reason": waiver.reason,
        "approved_by": waiver.approved_by,
        "expires_on": waiver.expires_on.isoformat(),
    }
