"""Breaking the glass: what two people may let pass although a gate refuses, for a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.gates.facts import BREAK_GLASS, Decision, Reason, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.verdicts.gates.facts import Facts, Item, Promotion

#: as long a word counts, and as long what was let pass may stand as it is
SPAN = timedelta(hours=24)
_PEOPLE = 2


def past_the_gates(decision: Decision, facts: Facts, now: datetime) -> Decision:
    """A refusal that two people let pass in an emergency, with that as one more reason."""
    promotion = decision.promotion
    if decision.allowed or not promotion.emergency or not facts.known_release:
        return decision
    return Decision(promotion=promotion, reasons=(*decision.reasons, _answer(decision, facts, now)))


def _answer(decision: Decision, facts: Facts, now: datetime) -> Reason:
    promotion = decision.promotion
    if facts.owed is not None:
        return Reason(
            gate=BREAK_GLASS,
            status=Status.FAILED,
            message=f"what was let pass before is not settled: {facts.owed}",
            remedy="promote a release that passes every gate",
        )
    said = {item.value["by"]: item for item in _words(promotion, facts, now)}
    if len(said) < _PEOPLE:
        who = next(iter(said), None)
        words = f"only {who} says that this is an emergency" if who else "nobody says so"
        return Reason(
            gate=BREAK_GLASS,
            status=Status.UNKNOWN,
            message=f"an emergency needs the word of two people of the last day; {words}",
            remedy=f"weighbridge approve {promotion.service}@{promotion.release} --emergency"
            f" --to {promotion.environment} --reason WHY --by NAME",
        )
    until = now + SPAN
    why = "; ".join(dict.fromkeys(str(item.value["reason"]) for item in said.values()))
    open_ = sum(r.status is not Status.PASSED for r in decision.reasons)
    return Reason(
        gate=BREAK_GLASS,
        status=Status.PASSED,
        message=f"{' and '.join(said)} let it pass, though {open_} answers stand in the way: {why}."
        f" Until {until:%Y-%m-%d %H:%M} UTC a release has to follow that passes every gate",
        facts=(("until", until.isoformat()), *(("person", name) for name in said)),
    )


def _words(promotion: Promotion, facts: Facts, now: datetime) -> Iterator[Item]:
    """The words for an emergency that were given for this environment within the last day."""
    for item in facts.told("approvals"):
        said = item.value
        if not said.get("emergency") or said.get("environment") != promotion.environment:
            continue
        if item.told_at is not None and timedelta(0) <= now - item.told_at <= SPAN:
            yield item
