"""The answers to wishes for promotion, for their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_registry.catalog.views import DecisionView
from weighbridge_registry.store.records import Page

if TYPE_CHECKING:
    from weighbridge_registry.store import Store
    from weighbridge_registry.store.records import DecisionRecord


def decisions(
    store: Store,
    *,
    environment: str | None = None,
    service: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[DecisionView]:
    """The answers given to wishes for promotion, newest first."""
    found = store.decisions.listed(
        environment=environment, service=service, limit=limit, cursor=cursor
    )
    return Page(items=tuple(_view(record) for record in found.items), next=found.next)


def decision(store: Store, name: str) -> DecisionView:
    """One answer, by its id. Raises NoSuchDecisionError."""
    return _view(store.decisions.get(name))


def _view(record: DecisionRecord) -> DecisionView:
    return DecisionView(
        id=record.id,
        service=record.service,
        release=record.release,
        environment=record.environment,
        allowed=record.allowed,
        reasons=record.reasons,
        decided_at=record.decided_at,
        actor=record.actor,
    )
