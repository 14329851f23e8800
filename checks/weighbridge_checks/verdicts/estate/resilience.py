"""RES: callers may try again only where it is safe, and not for longer than anybody waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Estate


@standard("RES001", Severity.WARNING)
def retries_have_a_timeout(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - the shape of a standard
    """Who is told to try again is told how long to wait for an answer, and between two tries.

    Without a timeout the first try never ends; without a pause all callers come back at once, and
    what was slow falls over.

    bad:

        resilience: {retry: {attempts: 3}}

    good:

        resilience: {timeout: 2s, retry: {attempts: 3, wait: 500ms, backoff: exponential}}

    Instead, write both.
    """
    for one, said in _profiles(estate):
        if not said.get("retry", {}).get("attempts"):
            continue
        lacks = [
            words
            for words, known in (("timeout", "timeout" in said), ("wait", "wait" in said["retry"]))
            if not known
        ]
        if lacks:
            yield _seen(one, f"retries have no {' and no '.join(lacks)}", "retry", tuple(lacks))


@standard("RES003", Severity.WARNING)
def dead_letters_can_be_replayed(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """A dead letter queue says how its messages are sent again.

    Messages are set aside so that somebody can mend and replay them; without a way it is a bin.

    bad:

        resilience: {dead_letter: {queue: q.dlq.orders}}

    good:

        resilience: {dead_letter: {queue: q.dlq.orders, replay: runbooks/replay-orders}}

    Instead, name the tool or the runbook.
    """
    for one, said in _profiles(estate):
        if "dead_letter" in said and "replay" not in said["dead_letter"]:
            yield _seen(one, "dead letters can not be replayed", "dead_letter")


@standard("RES005", Severity.WARNING)
def critical_work_can_go_on_by_hand(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """A contract of a system that the business can not do without says how to go on by hand.

    Orders are released and shipments confirmed also on the day when the system is down.

    bad:

        # systems.yaml: wms is critical
        resilience: {timeout: 2s}

    good:

        resilience: {timeout: 2s, fallback: runbooks/confirm-on-paper}

    Instead, link the runbook.
    """
    critical = {name for name, s in estate.systems.items() if s.value.get("critical")}
    for one, said in _profiles(estate):
        needed = sorted(critical & set(one.providers))
        if needed and "fallback" not in said:
            yield _seen(one, f"{needed[0]} is critical, and there is no fallback", "", (needed[0],))


def _profiles(estate: Estate) -> Iterator[tuple[ContractVersion, Mapping[str, Any]]]:
    for one in estate.contracts:
        if one.status != "retired" and "resilience" in one.card:
            yield one, one.card["resilience"]


def _seen(one: ContractVersion, words: str, key: str, identity: tuple[str, ...] = ()) -> Seen:
    pointer = f"/resilience/{key}" if key else "/resilience"
    return Seen(
        message=f"{one.name}: {words}",
        subject=one.name,
        at=one.file.locate(pointer),
        identity=identity,
    )
