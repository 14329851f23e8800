"""What was let pass past the gates, and has to be settled by a release that passes them all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.gates import BREAK_GLASS, Status

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.gates import Promotion
    from weighbridge_registry.store import Store
    from weighbridge_registry.store.records import DecisionRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A decision past the gates that no decision by the gates followed."""

    decision: str
    service: str
    release: str
    environment: str
    scope: str
    why: str
    until: datetime


def obligations(store: Store) -> tuple[Obligation, ...]:
    """All that is owed, the oldest first. What passed the gates later in a place settles it."""
    found = map(_owed, store.decisions.granted())
    return tuple(sorted((one for one in found if one), key=lambda o: (o.until, o.decision)))


def overdue(store: Store, promotion: Promotion, now: datetime) -> str | None:
    """What is owed for longer than it may be where a promotion wishes to go, in words."""
    place = (promotion.service, promotion.environment, promotion.scope)
    for one in obligations(store):
        if (one.service, one.environment, one.scope) == place and one.until < now:
            return f"{one.service} {one.release} was to be settled until {one.until:%Y-%m-%d %H:%M}"
    return None


def _owed(record: DecisionRecord) -> Obligation | None:
    for reason in record.reasons:
        if reason.gate == BREAK_GLASS and reason.status is Status.PASSED:
            (until,) = reason.fact("until")
            return Obligation(
                decision=record.id,
                service=record.service,
                release=record.release,
                environment=record.environment,
                scope=record.scope,
                why=reason.message,
                until=datetime.fromisoformat(until),
            )
    return None
