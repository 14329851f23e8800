"""Results as SARIF 2.1.0, which code scanning services show beside the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from weighbridge_checks import __version__
from weighbridge_checks.report.entries import page_of
from weighbridge_checks.report.json import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weighbridge_checks.report.entries import Entry
    from weighbridge_checks.verdicts.finding import Source

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: SARIF's words for ours
LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(entries: Sequence[Entry]) -> str:
    """One run with all results."""
    return written(as_value(entries))


def as_value(entries: Sequence[Entry]) -> dict[str, Any]:
    """The log as a value."""
    rules = sorted({e.rule for e in entries})
    index = {rule: i for i, rule in enumerate(rules)}
    driver = {
        "name": "weighbridge",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(e, index[e.rule]) for e in entries],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: str) -> dict[str, Any]:
    page = page_of(rule)
    if not page:
        return {"id": rule}
    return {
        "id": rule,
        "shortDescription": {"text": page.splitlines()[0]},
        "fullDescription": {"text": page},
        "help": {"text": f"{page}\n\nThe same by `weighbridge explain {rule}`."},
    }


def _result(entry: Entry, index: int) -> dict[str, Any]:
    head = f"{entry.label}: {entry.where}: {entry.message}"
    evidence = (f"{entry.shown}:", entry.evidence) if entry.evidence else ()
    result: dict[str, Any] = {
        "ruleId": entry.rule,
        "ruleIndex": index,
        "level": LEVELS[entry.severity],
        "message": {
            "text": "\n".join(filter(None, (head, *entry.lines, *evidence, entry.command)))
        },
        "partialFingerprints": {"weighbridge/v1": entry.fingerprint},
    }
    if entry.source:
        result["locations"] = [_location(entry.source)]
    if entry.old:
        related = _location(entry.old) | {"message": {"text": "where it stood before"}}
        result["relatedLocations"] = [related]
    if entry.passed:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": entry.passed}
        ]
    return result


def _location(source: Source) -> dict[str, Any]:
    return {
        "physicalLocation": {
            # a name may be `HEAD:openapi.yaml`, and a colon would make a scheme of its beginning
            "artifactLocation": {"uri": quote(source.file.encode("utf-8", "backslashreplace"))},
            "region": {"startLine": source.line, "startColumn": source.column},
        }
    }
