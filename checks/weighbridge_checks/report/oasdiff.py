"""A verdict in the shape of `oasdiff changelog --format json`, for tools that read that.

The findings are ours, and so are the levels; what another tool would have called them is told by
the id of its nearest check. A finding without one keeps the id of our rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Action, Direction
from weighbridge_checks.report import words
from weighbridge_checks.report.json import written
from weighbridge_checks.report.plain import printable
from weighbridge_checks.report.summary import in_order
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.rules.every import RULES
from weighbridge_checks.verdicts.wording import spot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weighbridge_checks.facts.change import Change
    from weighbridge_checks.verdicts.finding import Finding, Source, Verdict

LEVELS = {Severity.INFO: 1, Severity.WARNING: 2, Severity.ERROR: 3}

#: our keywords as its ids spell them
_BOUNDS = {
    "minimum": "min",
    "maximum": "max",
    "exclusiveMinimum": "exclusive-min",
    "exclusiveMaximum": "exclusive-max",
    "minLength": "min-length",
    "maxLength": "max-length",
    "minItems": "min-items",
    "maxItems": "max-items",
    "minProperties": "min-properties",
    "maxProperties": "max-properties",
}
_PARTS = ("request-property-", "response-property-")
#: what it asks of properties, and of whole bodies not
_OF_PROPERTIES = ("pattern-", "deprecated", "reactivated", "became-required", "became-optional")
#: what it asks of parameters too
_OF_PARAMETERS = (
    "pattern-", "became-nullable", "became-not-nullable", "became-enum", "became-not-enum",
    "enum-value-", "max-", "min-", "exclusive-", "default-value-", "type-changed",
    "type-generalized", "deprecated", "reactivated",
)  # fmt: skip
_OF_HEADERS = ("became-nullable", "became-not-nullable", "type-")


def render(verdict: Verdict, operation_ids: Mapping[str, str] | None = None) -> str:
    """The list of changes as text; who waived a finding wants to see it nowhere, as there."""
    return written(as_value(verdict, operation_ids or {}))


def as_value(verdict: Verdict, operation_ids: Mapping[str, str]) -> list[dict[str, Any]]:
    """The findings that stand, one by one for each operation that they reach."""
    return [
        _change(finding, operation, operation_ids.get(operation or ""))
        for finding in in_order(verdict)
        if finding.waived is None
        for operation in finding.change.operations or (None,)
    ]


def _change(finding: Finding, operation: str | None, id_: str | None) -> dict[str, Any]:
    method, _, path = (operation or "").partition(" ")
    # what is no operation of a path (a webhook, a channel) has a name and no method
    is_path = path.startswith("/")
    source = finding.new or finding.old
    said = {
        "id": check_of(finding),
        "text": printable(f"{words.where(finding)}: {finding.message}"),
        "comment": _comment(finding),
        "level": LEVELS[finding.severity],
        "operation": method if is_path else None,
        "operationId": id_,
        "path": path if is_path else operation,
        "source": source.file if source else None,
        "section": _section(finding.change, is_path=is_path),
        "baseSource": _place(finding.old),
        "revisionSource": _place(finding.new),
        "fingerprint": finding.fingerprint,
    }
    return {key: value for key, value in said.items() if value is not None}


def _comment(finding: Finding) -> str | None:
    said = filter(None, (words.reason(finding), words.derived(finding)))
    return printable("; ".join(said)) or None


def _section(change: Change, *, is_path: bool) -> str:
    if is_path or change.operations:
        return "paths"
    return "info" if change.path[:1] == ("info",) else "components"


def _place(source: Source | None) -> dict[str, Any] | None:
    if source is None:
        return None
    return {"file": source.file, "line": source.line, "column": source.column}


def check_of(finding: Finding) -> str:
    """The nearest check: what the rule names, told apart by where the change is and which way."""
    rule = RULES.get(finding.rule)
    named = rule.oasdiff if rule else None
    if named is None:
        return finding.rule
    change = finding.change
    if named == "api-removed-without-deprecation" and _deprecated(change.before):
        early = finding.lawful is Severity.ERROR
        return "api-removed-before-sunset" if early else "api-removed-with-deprecation"
    prefix = next((p for p in _PARTS if named.startswith(p)), None)
    if prefix is None:
        return _turned(named, change)
    rest = _bound(change) or named.removeprefix(prefix)
    return f"{_subject(prefix, rest, change)}{rest}"


def _deprecated(said: Any) -> bool:
    return isinstance(said, dict) and bool(said.get("deprecated"))


def _subject(prefix: str, rest: str, change: Change) -> str:
    """Whether it is about a body as a whole, a property in it, a parameter or a header."""
    where = spot(change)
    if "parameter '" in where.message or "request header '" in where.message:
        return "request-parameter-" if rest.startswith(_OF_PARAMETERS) else prefix
    if "response header '" in where.message:
        return "response-header-" if rest.startswith(_OF_HEADERS) else prefix
    if where.field or rest.startswith(_OF_PROPERTIES) or not where.message:
        return prefix
    return prefix.replace("property", "body")


def _bound(change: Change) -> str | None:
    """A bound by its name and by the way that it moved."""
    word = _BOUNDS.get(change.attribute or "")
    if word is None:
        return None
    before, after = _limit(change.before), _limit(change.after)
    if before is None:
        # of answers it does not ask whether a bound was set: there it narrows
        return f"{word}-set" if change.direction is Direction.REQUEST else f"{word}-increased"
    if after is None:
        unset = change.direction is Direction.RESPONSE and word in {"max-length", "min-items"}
        wider = "decreased" if "min" in word.split("-") else "increased"
        return f"{word}-unset" if unset else f"{word}-{wider}"
    return f"{word}-{'increased' if after > before else 'decreased'}"


def _limit(said: Any) -> float | None:
    """A bound as a number, also where it is written as `> 0`."""
    if isinstance(said, str):
        said = said.lstrip("<> ")
        return float(said) if said.replace(".", "", 1).lstrip("-").isdigit() else None
    return float(said) if isinstance(said, (int, float)) and not isinstance(said, bool) else None


def _turned(named: str, change: Change) -> str:
    """Of checks that come in pairs, the one for the way that the change goes."""
    came = change.after not in (None, False, [], {})
    if named == "api-operation-id-removed" and change.before is None:
        return "api-operation-id-added"
    if named == "request-parameter-became-not-allow-reserved" and came:
        return "request-parameter-became-allow-reserved"
    if named == "response-success-status-added" and not change.name.startswith("2"):
        return "response-non-success-status-added"
    if named.endswith("discriminator-mapping-changed") and change.action is Action.REMOVED:
        return named.removesuffix("mapping-changed") + "removed"
    required = {
        "response-optional-property-added": "response-required-property-added",
    }
    return required.get(named, named) if change.required else named
