"""Answers to wishes for promotion, as they were given."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from weighbridge_checks.verdicts.gates import Reason, Status
from weighbridge_registry.errors import NoSuchDecisionError
from weighbridge_registry.store.paging import page, position
from weighbridge_registry.store.records import DecisionRecord, Page
from weighbridge_registry.store.tables import decisions

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping


class Decisions:
    """What was allowed and refused, and why. There is no way to change any of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, decision: DecisionRecord) -> None:
        """Keep a decision."""
        row = {key: value for key, value in asdict(decision).items() if key != "reasons"}
        reasons = [_written(reason) for reason in decision.reasons]
        self._connection.execute(insert(decisions).values(**row, reasons=reasons))

    def get(self, name: str) -> DecisionRecord:
        """One decision, by its id."""
        query = select(decisions).where(decisions.c.id == name)
        if row := self._connection.execute(query).mappings().first():
            return _read(row)
        raise NoSuchDecisionError(name)

    def listed(
        self,
        *,
        environment: str | None = None,
        service: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[DecisionRecord]:
        """The decisions, newest first."""
        query = select(decisions).order_by(decisions.c.number.desc()).limit(limit + 1)
        if environment is not None:
            query = query.where(decisions.c.environment == environment)
        if service is not None:
            query = query.where(decisions.c.service == service)
        if after := position(cursor, int):
            query = query.where(decisions.c.number < after[0])
        rows = self._connection.execute(query).mappings().all()
        part = page(rows, limit, lambda row: [row["number"]])
        return Page(items=tuple(_read(row) for row in part.items), next=part.next)

    def granted(self) -> tuple[DecisionRecord, ...]:
        """The newest decision that let a release pass, of each service in each place."""
        c = decisions.c
        newest = select(func.max(c.number)).where(c.allowed)
        newest = newest.group_by(c.service, c.environment, c.scope)
        rows = self._connection.execute(select(decisions).where(c.number.in_(newest))).mappings()
        return tuple(map(_read, rows))


def _written(reason: Reason) -> dict[str, Any]:
    return {
        "gate": reason.gate,
        "status": reason.status.value,
        "message": reason.message,
        "remedy": reason.remedy,
        "facts": [list(fact) for fact in reason.facts],
    }


def _read(row: RowMapping) -> DecisionRecord:
    reasons = tuple(
        Reason(
            gate=reason["gate"],
            status=Status(reason["status"]),
            message=reason["message"],
            remedy=reason["remedy"],
            facts=tuple((name, value) for name, value in reason["facts"]),
        )
        for reason in row["reasons"]
    )
    parts = {key: value for key, value in row.items() if key not in {"number", "reasons"}}
    return DecisionRecord(**parts, reasons=reasons)
