"""EXC: every business exception has a queue, and people who take it from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from weighbridge_checks.facts.estate.estate import Entry, Estate


@standard("EXC001", Severity.ERROR)
def exception_has_owners(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - the shape of a standard
    """Each exception names who decides about it in the business and who can mend it.

    A queue without an owner grows until a customer calls.

    bad:

        - {code: ORD-DUP-PO, queue: q.order.intake, owners: {technical: commerce}}

    good:

        - {code: ORD-DUP-PO, queue: q.order.intake,
           owners: {business: customer-service, technical: commerce}}

    Instead, name a role and a team of teams.yaml.
    """
    for entry in estate.exceptions.values():
        owners = entry.value.get("owners", {})
        lacks = [key for key in ("business", "technical") if not owners.get(key)]
        if lacks:
            words = f"{entry.id} has no {' and no '.join(lacks)} owner"
            yield _seen(estate, entry, words, "owners", tuple(lacks))


@standard("EXC002", Severity.ERROR)
def exception_has_a_queue(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """Each exception names the queue in which it waits.

    What waits nowhere is lost, or blocks what comes after it.

    bad:

        - {code: ORD-DUP-PO}

    good:

        - {code: ORD-DUP-PO, queue: q.order.intake}

    Instead, name the queue.
    """
    for entry in estate.exceptions.values():
        if "queue" not in entry.value:
            yield _seen(estate, entry, f"{entry.id} waits in no queue", "queue")


@standard("EXC003", Severity.WARNING)
def exception_is_taken_up_in_time(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """Each exception says when somebody responds and when it is resolved, in this order.

    Without times nobody sees that a queue is late.

    bad:

        - {code: ORD-DUP-PO, respond_within: 1d, resolve_within: 1h}

    good:

        - {code: ORD-DUP-PO, respond_within: 1h, resolve_within: 1d}

    Instead, write both, the response not after the resolution.
    """
    for entry in estate.exceptions.values():
        respond, resolve = (entry.value.get(f"{w}_within") for w in ("respond", "resolve"))
        if respond is None or resolve is None:
            what = "when somebody responds" if respond is None else "when it is resolved"
            yield _seen(estate, entry, f"{entry.id} does not say {what}", "", (what,))
        elif duration(respond).seconds > duration(resolve).seconds:
            words = f"{entry.id} is to be resolved within {resolve}, and responded to in {respond}"
            yield _seen(estate, entry, words, "respond_within")


@standard("EXC004", Severity.WARNING)
def retried_work_can_be_taken_up_again(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """An exception that can be retried says how, and each one has a runbook.

    At night nobody remembers whether to send the message again or to book it by hand.

    bad:

        - {code: SHP-CONFIRM-LATE, retryable: true}

    good:

        - {code: SHP-CONFIRM-LATE, retryable: true, replay: Send the confirmation again.,
           runbook: https://runbooks.example.com/late-confirmation}

    Instead, write the runbook that was followed the last time, and link it.
    """
    for entry in estate.exceptions.values():
        if entry.value.get("retryable") and "replay" not in entry.value:
            words = f"{entry.id} can be retried and does not say how"
            yield _seen(estate, entry, words, "retryable")
        if "runbook" not in entry.value:
            yield _seen(estate, entry, f"{entry.id} has no runbook", "", ("runbook",))


@standard("EXC011", Severity.INFO)
def exception_is_raised_by_somebody(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """Each code of the catalogue is named by a contract or a completion pair.

    A code that nobody raises is left over, or its contract forgot to name it.

    bad:

        - {code: ORD-OLD}  # and no contract names it

    good:

        exceptions: [ORD-OLD]  # in the contract.yaml of orders

    Instead, name it where it is raised, or take it out.
    """
    raised = {code for c in estate.contracts for code in c.card.get("exceptions", ())}
    raised |= {str(p.value.get("exception")) for p in estate.pairs.values()}
    for entry in estate.exceptions.values():
        if entry.id not in raised:
            yield _seen(estate, entry, f"no contract and no pair raises {entry.id}", "code")


@standard("EXC012", Severity.ERROR)
def exception_belongs_to_a_state(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """The stage of an exception is a state of its workflow.

    Figures by stage count nothing for a stage that there is not.

    bad:

        - {code: ORD-ALLOC-SHORT, workflow: order, stage: creatd}

    good:

        - {code: ORD-ALLOC-SHORT, workflow: order, stage: created}

    Instead, write the state as the workflow does.
    """
    states: dict[str, set[str]] = {}
    for file in estate.workflows:
        known = states.setdefault(file.value["workflow"], set())
        known |= {state["name"] for state in file.value["states"]}
    for entry in estate.exceptions.values():
        workflow, stage = entry.value.get("workflow"), entry.value.get("stage")
        if stage is None or workflow not in states or stage in states[workflow]:
            continue
        words = f"{entry.id}: '{stage}' is no state of {workflow}; {hint(stage, states[workflow])}"
        yield _seen(estate, entry, words, "stage")


def _seen(
    estate: Estate, entry: Entry, words: str, key: str, identity: tuple[str, ...] = ()
) -> Seen:
    raising = [c for c in estate.contracts if entry.id in c.card.get("exceptions", ())]
    return Seen(
        message=words,
        subject=entry.id,
        at=entry.file.locate(f"{entry.pointer}/{key}" if key else entry.pointer),
        related=tuple(c.file.locate("/exceptions") for c in raising if c.live),
        identity=identity,
    )
