"""Witnesses as people read them: a message as JSON, a trace of events as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import WORKFLOW_KINDS
from weighbridge_checks.report.plain import compact, cut, laid_out, printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weighbridge_checks.verdicts.finding import Finding

_DATA = 40


def shown(finding: Finding, *, width: int, lines: int) -> list[str]:
    """A finding's witness, on as many lines as there are."""
    witness = finding.evidence.witness
    if not is_trace(finding):
        return laid_out(witness, width=width, lines=lines)
    rows = [("event", "old", "new"), *map(_row, witness["trace"])]
    left = len(rows) - lines
    if left > 0:
        # how it begins and how it ends is what tells most
        head, tail = rows[: lines // 2], rows[-(lines - lines // 2) :]
        rows = [*head, (f"… {left} more", "", ""), *tail]
    wide = [max(len(row[i]) for row in rows) for i in range(3)]
    told = ["  ".join(cell.ljust(w) for cell, w in zip(r, wide, strict=True)) for r in rows]
    return [cut(line.rstrip(), width) for line in told]


def brief(finding: Finding, longest: int) -> str:
    """A finding's witness on one line."""
    witness = finding.evidence.witness
    if not is_trace(finding):
        return compact(witness, longest)
    return cut(", ".join(_event(step) for step in witness["trace"]), longest)


def is_trace(finding: Finding) -> bool:
    """Whether a witness is a sequence of events."""
    witness = finding.evidence.witness
    return (
        finding.change.kind in WORKFLOW_KINDS and isinstance(witness, dict) and "trace" in witness
    )


def _row(step: Mapping[str, Any]) -> tuple[str, str, str]:
    return _event(step), _state(step["old"]), _state(step["new"])


def _event(step: Mapping[str, Any]) -> str:
    data = [f"{k} = {v}" for k, v in step.get("data", {}).items()]
    given = cut(", ".join([*data, *step.get("where", ())]), _DATA)
    return _line(f"{step['event']} [{given}]" if given else step["event"])


def _state(value: Any) -> str:
    if value is None:
        return "refused"
    return _line(" or ".join(value) if isinstance(value, list) else value)


def _line(text: str) -> str:
    return " ".join(printable(text).split("\n"))
