"""Findings as a reader wants them: counted, chosen by severity, and grouped by what they touch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SEVERITIES = ("error", "warning", "info")

#: so many findings are shown before the reader has to ask for the rest
CAP = 200

#: longer values are folded
FOLD = 24

#: and of values longer than this only so many characters are shown
LONGEST = 8_000

#: of the operations that a finding reaches, so many are named
MOST = 30

#: a value that is no wider than this stands on one line
WIDTH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The findings on one direction of an operation's messages."""

    direction: str | None
    title: str
    #: what hurts or may hurt
    loud: tuple[Mapping[str, Any], ...]
    #: what harms nobody, or was waived
    quiet: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The findings on one operation; without a name, on the contract as a whole."""

    operation: str | None
    ways: tuple[Way, ...]
    worst: str
    size: int

    @property
    def loud(self) -> bool:
        """Whether anything in it hurts or may hurt."""
        return any(way.loud for way in self.ways)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Who may send a message and who refuses it."""

    writer: str
    reader: str
    #: which message it is, where both name the same
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many findings there are of each severity, and how many of them were waived."""

    by_severity: Mapping[str, int]
    waived: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_severity.values())


def tally(findings: Iterable[Mapping[str, Any]]) -> Tally:
    """Count findings. A waived one still has its severity; it is told of besides."""
    kept = list(findings)
    counts = dict.fromkeys(SEVERITIES, 0)
    for finding in kept:
        counts[finding["severity"]] += 1
    return Tally(by_severity=counts, waived=sum(1 for f in kept if f.get("waived")))


def chosen(
    findings: Sequence[Mapping[str, Any]], severity: str | None
) -> Sequence[Mapping[str, Any]]:
    """The findings of a severity, or all where none is named."""
    if severity not in SEVERITIES:
        return findings
    return [f for f in findings if f["severity"] == severity]


def groups(findings: Sequence[Mapping[str, Any]]) -> tuple[Group, ...]:
    """Findings by operation, the one that is hit worst first, then by direction."""
    by_operation: dict[str | None, list[Mapping[str, Any]]] = {}
    for finding in findings:
        by_operation.setdefault(finding.get("operation"), []).append(finding)
    made = [_group(operation, members) for operation, members in by_operation.items()]
    return tuple(sorted(made, key=lambda g: (not g.loud, SEVERITIES.index(g.worst))))


def _group(operation: str | None, members: list[Mapping[str, Any]]) -> Group:
    ordered = sorted(members, key=_direction)
    return Group(
        operation=operation,
        ways=tuple(_way(operation, d, tuple(fs)) for d, fs in groupby(ordered, key=_direction)),
        worst=min((f["severity"] for f in members), key=SEVERITIES.index),
        size=len(members),
    )


def _direction(finding: Mapping[str, Any]) -> str:
    return finding.get("direction") or ""


def _way(operation: str | None, direction: str, members: tuple[Mapping[str, Any], ...]) -> Way:
    def quiet(finding: Mapping[str, Any]) -> bool:
        return finding["severity"] == "info" or bool(finding.get("waived"))

    return Way(
        direction=direction or None,
        title=_title(operation, direction),
        loud=tuple(f for f in members if not quiet(f)),
        quiet=tuple(f for f in members if quiet(f)),
    )


def _title(operation: str | None, direction: str) -> str:
    """Who writes to whom, in words of the operation's own kind."""
    event = (operation or "").startswith(("send ", "receive "))
    if direction == "request":
        return "Events it receives" if event else "Requests"
    if direction == "response":
        return "Events it sends" if event else "Responses"
    return "The operation itself" if operation else "In general"


def disagreement(proof: Mapping[str, Any], old: str, new: str) -> Disagreement:
    """The two sides of a proof, called by the versions that they are.

    A proof says "GET /orders · response · 200, by the new document" of each side.
    """
    sides = [(proof[name] or f"the {name}").rpartition(", by ") for name in ("writer", "reader")]
    names = {"the old document": old, "the new document": new}
    writer, reader = (names.get(side, side) for _, _, side in sides)
    (message, *_), (other, *_) = sides
    if message == other:
        return Disagreement(writer=writer, reader=reader, message=message or None)
    return Disagreement(writer="".join(sides[0]), reader="".join(sides[1]))


def pretty(value: Any) -> str:
    """A JSON value for reading: what fits on a line stands on one.

    The absence of a value is said in the page, not here.
    """
    if not isinstance(value, dict | list) or not value:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        parts = [f"{json.dumps(k, ensure_ascii=False)}: {pretty(v)}" for k, v in value.items()]
        opening, closing = "{", "}"
    else:
        parts = [pretty(v) for v in value]
        opening, closing = "[", "]"
    if sum(map(len, parts)) + 2 * len(parts) <= WIDTH and not any("\n" in p for p in parts):
        return f"{opening}{', '.join(parts)}{closing}"
    lines = ",\n".join(parts).replace("\n", "\n  ")
    return f"{opening}\n  {lines}\n{closing}"
