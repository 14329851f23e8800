"""A scorecard for a terminal, for machines, and for a page."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from weighbridge_checks.report.json import written
from weighbridge_checks.report.plain import plain, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weighbridge_checks.verdicts.estate.scorecard import (
        ContractCard,
        Open,
        Scorecard,
        WorkflowCard,
    )

SCHEMA = "weighbridge/scorecard/v1"
_NONE = "-"
_CONTRACTS = ("contract", "version", "status", "owners", "pacts", "exceptions", "promises", "open")
_WORKFLOWS = ("workflow", *_CONTRACTS[1:4], "states", "exceptions", "contracts", "open")


def render(card: Scorecard, shape: str) -> str:
    """The scorecard in one form."""
    if shape == "json":
        return written(as_value(card))
    tables = (
        (_CONTRACTS, [_contract(c) for c in card.contracts]),
        (_WORKFLOWS, [_workflow(w) for w in card.workflows]),
    )
    draw = _markdown if shape == "markdown" else _text
    said = [draw(head, rows) for head, rows in tables if rows]
    said.append(_sum(card))
    title = f"# {printable(card.estate)}\n\n" if shape == "markdown" else ""
    return title + "\n\n".join(said) + "\n"


def as_value(card: Scorecard) -> dict[str, Any]:
    """The value `weighbridge/scorecard/v1`."""
    contracts = [{**asdict(c), "coverage": c.coverage} for c in card.contracts]
    value = {
        "schema": SCHEMA,
        "estate": card.estate,
        "contracts": contracts,
        "workflows": [asdict(w) for w in card.workflows],
        "others": asdict(card.others),
    }
    shown: dict[str, Any] = plain(json.loads(json.dumps(value)))
    return shown


def _contract(c: ContractCard) -> tuple[str, ...]:
    pacts = f"{len(c.covered)} of {len(c.consumers)}" if c.consumers else _NONE
    exceptions = str(len(c.exceptions)) if c.exceptions else _NONE
    if c.unowned:
        exceptions += f", {len(c.unowned)} unowned"
    sunset = f", until {c.sunset}" if c.sunset else ""
    promises = "; ".join(filter(None, [c.consistency, *(f"{k} {v}" for k, v in c.sla.items())]))
    return (
        c.contract,
        f"{c.version} of {c.versions}",
        f"{c.status}{sunset}",
        _owners(c.business, c.technical),
        pacts,
        exceptions,
        promises or _NONE,
        _open(c.open),
    )


def _workflow(w: WorkflowCard) -> tuple[str, ...]:
    return (
        w.workflow,
        f"{w.version} of {w.versions}",
        w.status,
        _owners(w.business, w.technical),
        f"{w.states}, {w.timed} timed, {w.transitions} steps",
        str(len(w.exceptions)) if w.exceptions else _NONE,
        ", ".join(w.contracts) or _NONE,
        _open(w.open),
    )


def _owners(business: str | None, technical: str | None) -> str:
    return f"{business or 'nobody'} / {technical or 'nobody'}"


def _open(found: Open) -> str:
    said = [
        f"{number} {word}{'' if number == 1 else 's'}"
        for number, word in (
            (found.errors, "error"),
            (found.warnings, "warning"),
            (found.infos, "info"),
        )
        if number
    ]
    return ", ".join(said) or "none"


def _sum(card: Scorecard) -> str:
    owned = sum(bool(c.business and c.technical) for c in card.contracts)
    asked = sum(len(c.consumers) for c in card.contracts)
    covered = sum(len(c.covered) for c in card.contracts)
    share = f", {covered} of {asked} consumers with a pact" if asked else ""
    return (
        f"{len(card.contracts)} contracts ({owned} with both owners{share}),"
        f" {len(card.workflows)} workflows; open beside them: {_open(card.others)}"
    )


def _text(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    table = [head, *rows]
    widths = [max(len(printable(row[i])) for row in table) for i in range(len(head))]
    return "\n".join(
        "  ".join(f"{printable(cell):<{w}}" for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in table
    )


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(printable(c).replace('|', '&#124;') for c in cells)} |"

    return "\n".join([line(head), line(["---"] * len(head)), *map(line, rows)])
