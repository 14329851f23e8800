"""Standards on status codes and messages: every one means something, one thing, and what may be."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.mapping import shown
from weighbridge_checks.proof.cycles import Edge, path, reachable
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.ownership.words import listed
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from weighbridge_checks.facts.document import Location
    from weighbridge_checks.facts.mapping import Code, Meaning, Message, Statuses
    from weighbridge_checks.facts.workflow import Workflow
    from weighbridge_checks.verdicts.mappings.subject import Walked

#: messages that say no more than that another one came, or came broken
TECHNICAL = frozenset({"997", "999", "TA1", "CONTRL", "APERAK"})


@standard("MAP001", Severity.ERROR)
def every_code_means_something(walked: Walked) -> Iterator[Seen]:
    """Every code that the other system may tell is mapped, or rejected with a reason.

    A code that nobody thought of comes on a Saturday night, and the order that carries it
    stands still, or worse, keeps its old state. This goes for each value of a discriminator, too.

    bad:
        codes: [pending, shipped]
        map: [{code: shipped, to: shipped}]
    good:
        codes: [pending, shipped]
        map: [{code: pending, to: created}, {code: shipped, to: shipped}]
    """
    one = walked.crosswalk
    for statuses in one.statuses:
        for told in statuses.codes:
            fitting = [m for m in statuses.meanings if m.fits(told.code)]
            for case in cases(statuses, fitting):
                if not any(_in(m, case) for m in fitting):
                    yield Seen(
                        message=f"{one.system} may tell {statuses.name} {shown(told.code)}"
                        f"{_told(case)}, and nothing says what that means",
                        subject=one.name,
                        at=told.at,
                        fix="map it to a state, or reject it with the reason",
                        identity=(statuses.name, told.code, tuple(sorted(case.items()))),
                    )
    for told in one.codes:
        if not any(m.code == told.code for m in one.messages):
            yield Seen(
                message=f"nothing says what the message {shown(told.code)} of {one.system} is",
                subject=one.name,
                at=told.at,
                fix="name its events, or say that it is technical, or reject it with the reason",
                identity=("messages", told.code),
            )


@standard("MAP002", Severity.ERROR)
def a_code_means_one_thing(walked: Walked) -> Iterator[Seen]:
    """No code means two states at once: what tells them apart is named by a discriminator.

    Where one code stands for two states, whoever reads it guesses, and two readers guess
    differently. Two codes for one state are fine.

    bad:
        codes: [in_progress]
        map: [{code: in_progress, to: dock}, {code: in_progress, to: picked}]
    good:
        codes: [in_progress]
        discriminators: {bizStep: [receiving, picking]}
        map:
          - {code: in_progress, to: dock, when: {bizStep: [receiving]}}
          - {code: in_progress, to: picked, when: {bizStep: [picking]}}
    """
    one = walked.crosswalk
    for statuses in one.statuses:
        for told in statuses.codes:
            fitting = [m for m in statuses.meanings if m.fits(told.code)]
            for case in cases(statuses, fitting):
                there = [m for m in fitting if _in(m, case)]
                means = dict.fromkeys(m.state or "nothing" for m in there)
                if len(means) > 1:
                    yield Seen(
                        message=f"{statuses.name} {shown(told.code)} of {one.system}{_told(case)}"
                        f" means {listed(means)} at once",
                        subject=one.name,
                        at=there[0].at,
                        related=tuple(m.at for m in there[1:]),
                        fix="name a discriminator that tells them apart, and say 'when'",
                        identity=(statuses.name, told.code, tuple(sorted(case.items()))),
                    )
    for told in one.codes:
        own = [m for m in one.messages if m.code == told.code]
        if len({_is(m) for m in own}) > 1:
            yield Seen(
                message=f"the message {shown(told.code)} of {one.system} is told of twice,"
                " and differently",
                subject=one.name,
                at=own[0].at,
                related=tuple(m.at for m in own[1:]),
                fix="keep one of them",
                identity=("messages", told.code),
            )


@standard("MAP003", Severity.ERROR)
def a_step_is_a_way_of_the_workflow(walked: Walked) -> Iterator[Seen]:
    """Every step that the other system takes is, mapped, a way that the workflow allows.

    A crosswalk that is right for every single code may still turn a legal step of the other
    system into one that ours refuses, such as back from delivered. A step may pass over
    states, or stay in one; it may not go where no way leads.

    bad:
        codes: [open, done]
        map: [{code: open, to: created}, {code: done, to: delivered}]
        transitions: [{from: done, to: [open]}]
    good:
        codes: [open, done]
        map: [{code: open, to: created}, {code: done, to: delivered}]
        transitions: [{from: open, to: [done]}]
    """
    one = walked.crosswalk
    for statuses in one.statuses:
        workflow = walked.workflows.get(statuses.workflow)
        if workflow is None:
            continue
        out = _ways(workflow)
        for start, end, at in statuses.steps:
            starts, ends = _states(statuses, start), _states(statuses, end)
            for state in starts:
                if state not in workflow.names or not ends:
                    continue
                if any(path(out, state, goal) is not None for goal in ends):
                    continue
                yield Seen(
                    message=f"the step of {one.system} from {shown(start)} to {shown(end)} means"
                    f" {state} → {listed(ends)}, and no way of {statuses.workflow} leads there:"
                    f" from {state} one gets to {listed(_reached(out, state) or ['nowhere'])}",
                    subject=one.name,
                    at=at,
                    related=tuple(m.at for m in statuses.meanings if m.fits(start) or m.fits(end)),
                    evidence=_evidence(out, state, ends),
                    fix="map one of the two codes to another state, or tell them apart",
                    identity=(statuses.name, start, end, state),
                )


@standard("MAP004", Severity.ERROR)
def a_mapping_speaks_of_what_there_is(walked: Walked) -> Iterator[Seen]:
    """A mapping names states, codes, events and contracts that there are.

    A state that is misspelt is a state that no order is ever in.

    bad:
        {workflow: order@2.0.0, codes: [new], map: [{code: new, to: craeted}]}
    good:
        {workflow: order@2.0.0, codes: [new], map: [{code: new, to: created}]}
    """
    one = walked.crosswalk
    if walked.contract is None:
        version = f"@{one.version}" if one.version else ""
        words = f"there is no contract '{one.contract}{version}'"
        known = hint(one.contract + version, walked.contracts)
        yield _missing(walked, f"{words}; {known}", one.contract_at, one.contract)
    for statuses in one.statuses:
        yield from _odd_statuses(walked, statuses)
    told_codes = {told.code for told in one.codes}
    for message in one.messages:
        if message.code not in told_codes:
            words = f"the message {shown(message.code)} is not among the codes"
            yield _missing(walked, words, message.at, message.code)
        for event, at in message.events:
            if event not in walked.events:
                words = f"there is no event '{event}'; {hint(event, walked.events)}"
                yield _missing(walked, words, at, event)


@standard("MAP008", Severity.ERROR, source="X12: functional acknowledgments are never acknowledged")
def an_acknowledgement_is_no_event(walked: Walked) -> Iterator[Seen]:
    """A technical acknowledgement is never mapped to a business event.

    A 997 or 999 says that a message could be parsed, not that anybody agreed to it. Taken
    for an acceptance, it promises a customer what nobody has looked at yet.

    bad:
        map: [{code: "997", events: [order.allocated]}]
    good:
        map: [{code: "997", technical: says that the syntax was right}]
    """
    one = walked.crosswalk
    for message in one.messages:
        if message.events and message.code[0].upper() in TECHNICAL:
            yield Seen(
                message=f"{shown(message.code)} says no more than that a message was understood,"
                f" and is mapped to {listed(event for event, _ in message.events)}",
                subject=one.name,
                at=message.at,
                fix="say 'technical' instead of events",
                identity=("technical", message.code),
            )


# -- what the standards share


def cases(statuses: Statuses, fitting: Sequence[Meaning]) -> Iterator[dict[str, str]]:
    """The cases of a code: one for each choice of the discriminators that its meanings name."""
    named = dict.fromkeys(name for m in fitting for name in m.when)
    known = [name for name in named if name in statuses.discriminators]
    for values in itertools.product(*(statuses.discriminators[name] for name in known)):
        yield dict(zip(known, values, strict=True))


def _in(meaning: Meaning, case: Mapping[str, str]) -> bool:
    return all(case.get(name) in values for name, values in meaning.when.items())


def _told(case: Mapping[str, str]) -> str:
    said = ", ".join(f"{name} {value}" for name, value in case.items())
    return f" with {said}" if said else ""


def _is(message: Message) -> tuple[object, ...]:
    return tuple(event for event, _ in message.events), bool(message.technical)


def _states(statuses: Statuses, code: Code) -> list[str]:
    found = (m.state for m in statuses.meanings if m.fits(code))
    return list(dict.fromkeys(state for state in found if state is not None))


def _ways(workflow: Workflow) -> dict[str, list[Edge[str, str]]]:
    out: dict[str, list[Edge[str, str]]] = {name: [] for name in workflow.names}
    for step in workflow.transitions:
        out.setdefault(step.source, []).append(Edge(step.source, step.target, step.event))
    return out


def _reached(out: Mapping[str, list[Edge[str, str]]], state: str) -> list[str]:
    """The states that one gets to from a state, in the order of the workflow."""
    edges = [edge for some in out.values() for edge in some]
    found = reachable(edges, [edge.head for edge in out[state]])
    return [name for name in out if name in found]


def _evidence(
    out: Mapping[str, list[Edge[str, str]]], state: str, ends: Sequence[str]
) -> dict[str, list[str]] | None:
    """The way in the other direction, where there is one: most often that is the mistake."""
    back = next((way for end in ends if (way := path(out, end, state))), None)
    if back is None:
        return None
    return {"the other way": [back[0].tail, *(edge.head for edge in back)]}


def _odd_statuses(walked: Walked, statuses: Statuses) -> Iterator[Seen]:
    workflow = walked.workflows.get(statuses.workflow)
    if workflow is None:
        words = f"there is no workflow version '{statuses.workflow}'"
        known = hint(statuses.workflow, walked.workflows)
        yield _missing(walked, f"{words}; {known}", statuses.at, statuses.workflow)
    codes = {told.code for told in statuses.codes}
    for told in statuses.codes:
        if statuses.parts and len(told.code) != len(statuses.parts):
            words = f"{shown(told.code)} has {len(told.code)} parts, and 'of' names"
            yield _missing(walked, f"{words} {len(statuses.parts)}", told.at, told.code)
    for meaning in statuses.meanings:
        if not any(meaning.fits(code) for code in codes):
            words = f"{shown(meaning.code)} is not among the codes of {statuses.name}"
            yield _missing(walked, words, meaning.at, meaning.code)
        if workflow is not None and meaning.state not in (None, *workflow.names):
            words = f"{statuses.workflow} has no state '{meaning.state}'"
            known = hint(str(meaning.state), workflow.names)
            yield _missing(walked, f"{words}; {known}", meaning.at, meaning.state)
        yield from _odd_when(walked, statuses, meaning)
    for start, end, at in statuses.steps:
        for code in (start, end):
            if code not in codes:
                words = f"{shown(code)} is not among the codes of {statuses.name}"
                yield _missing(walked, words, at, code)


def _odd_when(walked: Walked, statuses: Statuses, meaning: Meaning) -> Iterator[Seen]:
    for name, values in meaning.when.items():
        known = statuses.discriminators.get(name)
        if known is None:
            words = f"there is no discriminator '{name}'; {hint(name, statuses.discriminators)}"
            yield _missing(walked, words, meaning.at, name)
            continue
        for value in values:
            if value not in known:
                words = f"'{value}' is no value of '{name}'; {hint(value, known)}"
                yield _missing(walked, words, meaning.at, value)


def _missing(walked: Walked, message: str, at: Location, name: object) -> Seen:
    return Seen(
        message=message,
        subject=walked.crosswalk.name,
        at=at,
        fix="mend the name",
        identity=(str(name),),
    )
