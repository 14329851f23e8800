"""RES: what callers do when there is no answer does not make it worse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.idempotency import creates, key_of
from weighbridge_checks.verdicts.standards.subject import CARD, Note, Subject, note, on_card

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.change import Place

#: methods that HTTP itself lets be repeated
_SAFE = frozenset({"get", "head", "options", "put", "delete", "trace", "query"})
_BACKOFF = 2.0


def _profile(subject: Subject) -> tuple[Any, Place]:
    """What callers do, by the card or by the document."""
    said = subject.said("resilience")
    if isinstance(said, dict):
        return said, on_card("/resilience")
    spot = subject.outline.info
    said = spot.get("x-resilience")
    return (said if isinstance(said, dict) else {}), spot.at("x-resilience")


def _inside(place: Place, *steps: str) -> Place:
    kind = type(place)
    return kind(place.file, place.pointer + "".join(f"/{s}" for s in steps))


@standard("RES002", Severity.ERROR, source="RFC 9110, 9.2.2", on="http")
def only_repeatable_calls_are_retried(subject: Subject) -> Iterator[Note]:
    """Callers try again only what can be repeated: safe methods, and calls with a key.

    A retry after a lost answer does a second time what was done already.

    bad:

        # file: contract.yaml
        id: inventory
        version: 1.0.0
        resilience:
          retry: {attempts: 3, operations: [createAdjustment]}  # here
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Inventory, version: 1.0.0}
        paths:
          /adjustments:
            post:
              operationId: createAdjustment
              responses: {"201": {description: It is booked.}}

    good:

        # file: contract.yaml
        id: inventory
        version: 1.0.0
        resilience:
          retry: {attempts: 3, operations: [getBalance]}
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Inventory, version: 1.0.0}
        paths:
          /balances:
            get:
              operationId: getBalance
              responses: {"200": {description: What is there.}}

    Instead, give the operation an `Idempotency-Key`, or take it off the list.
    """
    profile, at = _profile(subject)
    retry = profile.get("retry")
    if not isinstance(retry, dict) or not retry.get("attempts"):
        return
    named = retry.get("operations")
    listed = named if isinstance(named, list) else []
    known = {o.id: o for o in subject.outline.calls}
    for i, name in enumerate(listed):
        operation = known.get(name)
        where = _inside(at, "retry", "operations", str(i))
        if operation is None:
            yield note(f"'{name}', which is tried again, is no operation here", where)
        elif operation.method not in _SAFE and not key_of(subject, operation):
            message = f"{operation.called} is tried again, and does its work a second time"
            yield note(message, where)
    if not listed and at.file != CARD and not isinstance(named, list):
        # a document alone does not say which are left out, so that all are meant
        for operation in subject.outline.calls:
            if creates(subject, operation) and not key_of(subject, operation):
                message = f"{operation.called} is tried again, and does its work a second time"
                yield note(message, operation.spot.place)


@standard("RES004", Severity.ERROR, source="AWS Builders' Library, timeouts and retries", on="card")
def retries_end_within_the_promise(subject: Subject) -> Iterator[Note]:
    """All attempts together, with what is waited between them, end within the promised time.

    The promise is `sla.freshness`: who tries for longer than that acts on what is no longer true.

    bad:

        # file: contract.yaml
        id: inventory
        version: 1.0.0
        sla: {freshness: 5s}
        resilience:
          timeout: 2s
          retry: {attempts: 3, wait: 1s, backoff: exponential}  # here
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Inventory, version: 1.0.0}
        paths: {}

    good:

        # file: contract.yaml
        id: inventory
        version: 1.0.0
        sla: {freshness: 15s}
        resilience:
          timeout: 2s
          retry: {attempts: 3, wait: 1s, backoff: exponential}
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Inventory, version: 1.0.0}
        paths: {}

    Instead, try less often, wait less, or promise less.
    """
    profile = subject.said("resilience")
    promised = _seconds(subject.said("sla", "freshness"))
    if not isinstance(profile, dict) or not isinstance(profile.get("retry"), dict):
        return
    retry = profile["retry"]
    timeout, wait = _seconds(profile.get("timeout")), _seconds(retry.get("wait")) or 0.0
    attempts = retry.get("attempts")
    if promised is None or timeout is None or not isinstance(attempts, int):
        return
    longest = _seconds(retry.get("max_wait"))
    total = timeout
    for _ in range(attempts):
        total += timeout + wait
        if retry.get("backoff") == "exponential":
            wait = wait * _BACKOFF if longest is None else min(wait * _BACKOFF, longest)
    if total > promised:
        message = f"all attempts may take {total:g}s, and {promised:g}s are promised"
        yield note(message, on_card("/resilience/retry"))


def _seconds(value: Any) -> float | None:
    try:
        return duration(value).seconds if isinstance(value, str) else None
    except ValueError:
        return None
