"""Rules about what `contract.yaml` promises: no message shows it, and consumers build on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Action, Change, Kind
from weighbridge_checks.verdicts.law_of_promises import ceiling, doubt, meaning, stated, weaker
from weighbridge_checks.verdicts.rule import ANY, On, rule
from weighbridge_checks.verdicts.wording import dotted, values

if TYPE_CHECKING:
    from collections.abc import Mapping

_LEVELS = ("availability", "p95_ms", "freshness", "lag_p95", "lag_p99")


def _on(*attributes: str) -> tuple[On, ...]:
    return tuple(On(Action.CHANGED, Kind.PROMISE, a) for a in attributes)


@rule(*_on("consistency"), law=stated, also=("CONS001",))
def consistency_weakened(change: Change) -> str | None:
    """What is read may be older, or less agreed upon, than was promised.

    A consumer that reserves stock on the word of a strong read sells what is gone. Strong is more
    than reading one's own writes, that is more than a bound, a bound more than eventually, and a
    batch is the least; among equals the shorter bound is more.

          consistency:
        -   class: strong
        +   class: eventual
        +   bound: 5s

    Instead, offer the weaker one as another operation or contract, and let consumers choose it.
    """
    if not weaker(change):
        return None
    return f"{_of(change)} is {_consistency(change.after)}, it was {_consistency(change.before)}"


@rule(*_on(*_LEVELS), law=stated, also=("SLA001",))
def service_level_weakened(change: Change) -> str | None:
    """A promised service level got worse: availability, answer time, freshness, or lag of events.

    Consumers chose their timeouts, retries and safety stocks by the old figure.

          sla:
            availability: 99.9
        -   p95_ms: 200
        +   p95_ms: 500

    Instead, keep the figure until its consumers have agreed, and publish the worse one as a new
    major version.
    """
    if not weaker(change):
        return None
    return f"{_of(change)} is {_said(change.after)}, it was {_said(change.before)}"


@rule(*_on("limits"), law=ceiling)
def limit_lowered(change: Change) -> str | None:
    """Consumers may ask for less than before: fewer calls, smaller pages, batches or payloads.

    Who pages by a thousand gets an error, or silently the first hundred. A figure where there was
    none is told as a doubt, as nobody knows how much was let through until now.

          limits:
        -   page_max: 1000
        +   page_max: 100

    Instead, serve a smaller page with a cursor to the rest, and announce the day.
    """
    if change.before is None:
        return f"{_of(change)} is limited to {_said(change.after)}, no limit was told"
    if not weaker(change):
        return None
    return f"{_of(change)} is {_said(change.after)}, it was {_said(change.before)}"


@rule(*_on("idempotency"), law=stated)
def idempotency_weakened(change: Change) -> str | None:
    """A repeated request is no longer known for what it is, or not for as long.

    A consumer that repeats a request after a timeout books the same order or movement twice.

          idempotency:
            header: Idempotency-Key
        -   window: 72h
        +   window: 1h

    Instead, keep the key and the window for as long as a consumer may repeat a request.
    """
    if not weaker(change):
        return None
    return f"{_of(change)} is {_said(change.after)}, it was {_said(change.before)}"


@rule(*_on("correlation"), law=stated)
def correlation_changed(change: Change) -> str | None:
    """The correlation id travels in another place, or nowhere.

    Traces break where the two systems meet, and a late order can no longer be followed.

          correlation:
            in: X-Correlation-ID
        -   out: X-Correlation-ID

    Instead, go on to set the old header beside the new one.
    """
    if not weaker(change):
        return None
    return f"{_of(change)} is {_said(change.after)}, it was {_said(change.before)}"


@rule(*_on("retention", "replay"), law=stated)
def retention_shortened(change: Change) -> str | None:
    """Events can be replayed for a shorter time, or in another way.

    A consumer that starts anew, or comes back after a long weekend, finds a hole.

          kind: event
        - retention: 30d
        + retention: 7d

    Instead, offer a snapshot to start from before the log gets shorter.
    """
    if not weaker(change):
        return None
    return f"{_of(change)} is {_said(change.after)}, it was {_said(change.before)}"


@rule(*_on("update_semantics"), law=meaning)
def update_semantics_changed(change: Change) -> str:
    """The same message has another effect: it sets a value, adds to it, or takes a step.

    A consumer that sends a difference where the new value is wanted destroys the stock figure, and
    a repeated difference counts twice.

          update_semantics:
        -   createAdjustment: relative
        +   createAdjustment: absolute

    Instead, add an operation or event with the other meaning, and deprecate this one.
    """
    if change.before is None:
        return f"{_of(change)} is {_said(change.after)}, and nobody said it before"
    return f"{_of(change)} is {_said(change.after)}, it was {_said(change.before)}"


@rule(*_on("audience"), law=stated)
def audience_narrowed(change: Change) -> str | None:
    """The contract is no longer meant for all who could use it.

    Partners who were told that they may build on it lose the notice that they were promised.

        - audience: partner
        + audience: internal

    Instead, keep the audience for as long as somebody outside of it uses the contract.
    """
    if not weaker(change):
        return None
    return f"{_of(change)} is {_said(change.after)}, it was {_said(change.before)}"


@rule(*_on("owners"), law=doubt)
def owner_gone(change: Change) -> str | None:
    """A contract lost an owner.

    Nobody is left to ask, to approve the next change, or to answer when it fails.

          owners:
            business: customer-service
        -   technical: order-mgmt

    Instead, hand it over: name the team or role that answers from now on.
    """
    return f"{_of(change)} is nobody, it was {_said(change.before)}" if weaker(change) else None


@rule(*_on("owners"))
def owner_changed(change: Change) -> str:
    """Another team or role answers for the contract.

    No message changes by it. Who has a question, or has to approve, asks somebody else.

          owners:
        -   technical: order-mgmt
        +   technical: commerce

    Nothing has to be done, but to tell the consumers.
    """
    was = f", it was {_said(change.before)}" if change.before is not None else ""
    return f"{_of(change)} is {_said(change.after)}{was}"


@rule(*_on("compatibility"), law=doubt)
def compatibility_weakened(change: Change) -> str | None:
    """The next versions are held to less than consumers were told.

    Nothing breaks today. Who relied on reading every version to come can not any more.

          kind: event
        - compatibility: full-transitive
        + compatibility: backward

    Instead, keep the mode for as long as the contract's major version lives.
    """
    if not weaker(change):
        return None
    return f"{_of(change)} is {_said(change.after)}, it was {_said(change.before)}"


@rule(*_on("sunset"), law=stated, also=("DEP003",))
def sunset_brought_forward(change: Change) -> str | None:
    """A version ends sooner than was announced.

    Consumers planned their move by the date that they were told.

          deprecation:
            deprecated_at: "2026-09-01"
        -   sunset: "2027-03-31"
        +   sunset: "2026-12-31"

    Instead, keep the date; a later one may be announced at any time.
    """
    if not weaker(change):
        return None
    return f"{_of(change)} is {_said(change.after)}, it was {_said(change.before)}"


@rule(*_on("delivery"), law=stated)
def delivery_changed(change: Change) -> str | None:
    """A file has another name or format, comes at another time, or tells less of itself.

    The job that waits for it at five in the morning finds nothing there, or half of it.

          delivery:
            file: stock-{date}.csv
            format: csv
        -   schedule: daily 05:00
        +   schedule: daily 09:00

    Instead, send both files for a while, and announce the day on which the old one ends.
    """
    if not weaker(change):
        return None
    return f"{_of(change)} is {_said(change.after)}, it was {_said(change.before)}"


@rule(*_on("deprecated_at", "sunset", "successor"))
def deprecation_announced(change: Change) -> str:
    """A version is deprecated, ends later than was announced, or has another successor.

    Nobody is hit today; consumers learn by when they have to move, and where to.

          deprecation:
        -   deprecated_at: "2026-09-01"
        +   deprecated_at: "2026-10-01"

    Nothing has to be done now; plan the move.
    """
    if change.after is None:
        return f"{_of(change)} is taken back, it was {_said(change.before)}"
    was = f", it was {_said(change.before)}" if change.before is not None else ""
    return f"{_of(change)} is {_said(change.after)}{was}"


@rule(On(Action.CHANGED, Kind.PROMISE, ANY))
def promise_strengthened(change: Change) -> str:
    """A contract promises more than before, or for the first time.

    Nobody is hit by it. From now on consumers may count on it.

          sla:
        -   availability: 99.5
        +   availability: 99.9

    Nothing has to be done, but to hold it.
    """
    if change.attribute == "consistency":
        now, was = _consistency(change.after), _consistency(change.before)
    else:
        now, was = _said(change.after), _said(change.before)
    if change.before is None:
        return f"{_of(change)} is promised: {now}"
    return f"{_of(change)} is {now}, it was {was}"


def _of(change: Change) -> str:
    """The promise, as the subject of a sentence."""
    return f"'{dotted(change.path)}'"


def _said(value: Any) -> str:
    """A card's value as it was written there."""
    if isinstance(value, list):
        return values(value)
    return "not said" if value is None else str(value)


def _consistency(said: Mapping[str, Any] | None) -> str:
    if said is None:
        return "not said"
    more = said.get("bound") or said.get("schedule")
    return f"{said['class']} ({more})" if more else str(said["class"])
