"""What runs where, what may go on from there, and what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.gates import GATES, Status
from weighbridge_registry import catalog
from weighbridge_registry.errors import NoSuchEnvironmentError
from weighbridge_web import places
from weighbridge_web.render import page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from weighbridge_checks.verdicts.gates import Reason
    from weighbridge_registry.catalog import Board, BoardRow, Cell, DecisionView, EnvironmentView
    from weighbridge_registry.store import Database

#: so many decisions stand below the board and on an environment's page
RECENT = 8
#: so many reasons of one gate that pass are shown without being asked for
MOST_PASSED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A cell of the board, and how it stands to its neighbours on the path, in words."""

    cell: Cell | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A service, or one scope of it, with a spot for each environment."""

    service: str
    scope: str
    spots: tuple[Spot, ...]


def board(request: Request) -> Response:
    """The promotion board."""
    database: Database = request.app.state.database
    with database.reading() as store:
        view = catalog.board(store)
        recent = catalog.decisions(store, limit=RECENT)
    return page(
        "board.html",
        section="board",
        resource=places.resource("environments"),
        environments=view.environments,
        rows=rows(view),
        decisions=recent.items,
        base=str(request.base_url).rstrip("/"),
    )


def environment(request: Request) -> Response:
    """One environment: its gates, what runs in it, and what was decided for it lately."""
    name = request.path_params["environment"]
    database: Database = request.app.state.database
    with database.reading() as store:
        view = catalog.board(store)
        recent = catalog.decisions(store, environment=name, limit=RECENT)
    place = next((i for i, e in enumerate(view.environments) if e.name == name), None)
    if place is None:
        raise NoSuchEnvironmentError(name, tuple(e.name for e in view.environments))
    column = view.environments[place]
    return page(
        "environment.html",
        section="board",
        trail=(("Promotion", places.board()), (name, None)),
        resource=places.resource("environments", name),
        environment=column,
        gates=[(gate, _meaning(gate)) for gate in column.gates],
        running=[(row, row.spots[place]) for row in rows(view) if row.spots[place].cell],
        decisions=recent.items,
    )


def decisions(request: Request) -> Response:
    """The decisions, newest first."""
    asked = request.query_params
    place, service = asked.get("environment") or None, asked.get("service") or None
    narrowed = {"environment": place, "service": service}
    database: Database = request.app.state.database
    with database.reading() as store:
        part = catalog.decisions(
            store, environment=place, service=service, cursor=asked.get("cursor") or None
        )
    return page(
        "decisions.html",
        section="decisions",
        resource=places.resource("decisions", **narrowed),
        narrowed=" and ".join(f"{name} {value}" for name, value in narrowed.items() if value),
        decisions=part.items,
        more=places.decisions(**narrowed, cursor=part.next) if part.next else None,
    )


def decision(request: Request) -> Response:
    """One decision with every reason, those that stand in the way first."""
    database: Database = request.app.state.database
    with database.reading() as store:
        view = catalog.decision(store, request.path_params["decision"])
    wish = f"{view.service} {view.release} to {view.environment}"
    return page(
        "decision.html",
        section="decisions",
        trail=(("Decisions", places.decisions()), (wish, None)),
        resource=places.resource("decisions", view.id),
        d=view,
        summary=_summary(view),
        most_passed=MOST_PASSED,
        gates=[(g, _meaning(g), list(rs)) for g, rs in groupby(_ordered(view.reasons), _gate)],
        fact_place=fact_place,
        replacement_place=replacement_place,
    )


def rows(view: Board) -> tuple[Row, ...]:
    """The board's rows with what their cells are to each other."""
    return tuple(
        Row(service=row.service, scope=row.scope, spots=tuple(_spots(view.environments, row)))
        for row in view.rows
    )


def _spots(environments: Sequence[EnvironmentView], row: BoardRow) -> Iterable[Spot]:
    runs = {e.name: cell for e, cell in zip(environments, row.cells, strict=True)}
    for e in environments:
        cell = runs[e.name]
        nexts = [n for n in environments if n.after == e.name]
        notes = []
        if cell:
            notes = [f"ahead of {n.name}" for n in nexts if _release(runs[n.name]) != cell.release]
        before = runs.get(e.after) if e.after else None
        if before and _release(cell) != before.release:
            notes.append(f"behind {e.after}" if cell else f"{e.after} runs {before.release}")
        yield Spot(cell=cell, notes=tuple(notes))


def _release(cell: Cell | None) -> str | None:
    return cell.release if cell else None


def _gate(reason: Reason) -> str:
    return reason.gate


def _ordered(reasons: Iterable[Reason]) -> list[Reason]:
    """Gates in which something stands in the way come first, and so do such reasons in a gate."""
    weight = {Status.FAILED: 0, Status.UNKNOWN: 1, Status.PASSED: 2}
    kept = list(reasons)
    worst = {r.gate: min(weight[x.status] for x in kept if x.gate == r.gate) for r in kept}
    return sorted(kept, key=lambda r: (worst[r.gate], r.gate, weight[r.status]))


def _meaning(gate: str) -> str:
    """What a gate asks, in the words of its own docstring."""
    return (GATES[gate].__doc__ or "").strip() if gate in GATES else ""


def _summary(view: DecisionView) -> str:
    counts = [
        f"{sum(1 for r in view.reasons if r.status is status)} {status}"
        for status in (Status.FAILED, Status.UNKNOWN, Status.PASSED)
    ]
    return ", ".join(counts)


def fact_place(name: str, value: str, facts: Sequence[tuple[str, str]]) -> str | None:
    """The page of what a fact names, where there is one."""
    subject = dict(facts).get("subject")
    if not value:
        return None
    if name in {"running", "coming"} and subject:
        return places.version(subject, value)
    by_name = {
        "subject": places.contract,
        "rule": places.rule,
        "environment": places.environment,
        "previous": places.environment,
    }
    return by_name[name](value) if name in by_name else None


def replacement_place(facts: Sequence[tuple[str, str]]) -> str | None:
    """The comparison that a reason speaks of, where it speaks of one."""
    said = dict(facts)
    if said.get("subject") and said.get("running") and said.get("coming"):
        return places.comparison(said["subject"], said["running"], said["coming"])
    return None
