"""Containment of workflows, held against a walk over every word up to a length."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.checks.workflows import a_workflow, the_contract, the_workflow
from weighbridge_checks.proof.traces import contain, machine
from weighbridge_checks.verdicts import Severity, Word, weigh

if TYPE_CHECKING:
    from collections.abc import Callable

    from weighbridge_checks.facts.workflow import Workflow
    from weighbridge_checks.proof.traces import Outcome

#: what guards mean, told here in Python: none of it is read by the code that is tested
MEANING: dict[str, Callable[[int], bool]] = {
    "": lambda _: True,
    "open > 0": lambda n: n > 0,
    "open = 0": lambda n: n == 0,
    "open < 1": lambda n: n < 1,
}
#: a word is a list of these: an event, and how much is open
LETTERS = (("a", 0), ("a", 1), ("b", 0))
LONGEST = 8
UNHURRIED = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])


def machines(states: int) -> st.SearchStrategy[dict[str, Any]]:
    """Documents of small machines; guards stand on event `a` only, and may overlap."""
    names = [f"s{i}" for i in range(states)]
    step = st.one_of(
        st.tuples(
            st.sampled_from(names),
            st.sampled_from(names),
            st.just("a"),
            st.sampled_from(list(MEANING)),
        ),
        st.tuples(st.sampled_from(names), st.sampled_from(names), st.just("b"), st.just("")),
    )
    ignored = st.dictionaries(st.sampled_from(names), st.sampled_from([["a"], ["b"]]), max_size=1)

    def document(parts: tuple[list[Any], dict[str, Any]]) -> dict[str, Any]:
        steps = [
            {"from": f, "to": t, "on": e} | ({"guard": g} if g else {}) for f, t, e, g in parts[0]
        ]
        made = a_workflow(initial=["s0"], terminal=[], states=names, ignore=parts[1])
        return made | {"transitions": steps}

    return st.tuples(st.lists(step, max_size=5, unique=True), ignored).map(document)


def takes(document: dict[str, Any], word: tuple[tuple[str, int], ...]) -> bool:
    """Whether a machine can take a word after the creation, straight from the document."""
    at = {"s0"}
    for event, number in word:
        after = set()
        for state in at:
            ways = [
                s["to"]
                for s in document["transitions"]
                if s["from"] == state and s["on"] == event and MEANING[s.get("guard", "")](number)
            ]
            if not ways and event in document["ignore"].get(state, []):
                ways = [state]
            after.update(ways)
        at = after
    return bool(at)


def refused_word(writer: dict[str, Any], reader: dict[str, Any]) -> int | None:
    """How long the shortest word is that only the writer takes; every word is tried."""
    for length in range(LONGEST):
        for word in product(LETTERS, repeat=length):
            if takes(writer, word) and not takes(reader, word):
                return length
    return None


def asked(writer: dict[str, Any], reader: dict[str, Any]) -> Outcome:
    return contain(machine(the_workflow(writer)), machine(the_workflow(reader)))


@UNHURRIED
@given(machines(3), machines(2))
def test_what_is_contained_is_so_for_every_word(
    writer: dict[str, Any], reader: dict[str, Any]
) -> None:
    outcome = asked(writer, reader)
    length = refused_word(writer, reader)
    assert outcome.contained is (length is None)
    shortest = outcome.shortest
    assert (None if shortest is None else len(shortest.steps) - 1) == length


@UNHURRIED
@given(machines(3), machines(3))
def test_every_trace_is_taken_by_the_writer_and_refused_by_the_reader_at_its_end(
    writer: dict[str, Any], reader: dict[str, Any]
) -> None:
    for trace in asked(writer, reader).refusals.values():
        word = tuple((s.event, s.case.data.get("open", 0)) for s in trace.steps[1:])
        assert takes(writer, word)
        assert takes(reader, word[:-1])
        assert not takes(reader, word)


@given(machines(3))
def test_a_machine_takes_all_that_it_allows_itself(document: dict[str, Any]) -> None:
    assert asked(document, document).contained is True


@UNHURRIED
@given(machines(3), machines(3))
def test_no_sequence_that_one_version_refuses_passes_in_silence(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    verdict = weigh(the_contract(old), the_contract(new))
    worst = max((f.severity.weight for f in verdict.findings), default=0)
    # by the law, a consumer is not concerned by a guard that became wider
    wider = any(f.rule == "workflow-guard-widened" for f in verdict.findings)
    if asked(old, new).contained is not True or not (wider or asked(new, old).contained):
        assert worst >= Severity.WARNING.weight
    for finding in verdict.findings:
        if finding.severity is Severity.ERROR and finding.evidence.has_witness:
            assert (
                finding.evidence.witness["trace"][-1][finding.evidence.witness["refused"]["by"]]
                is None
            )
    assert weigh(the_contract(old), the_contract(old)).word is Word.IDENTICAL


def told(outcome: Outcome) -> list[str]:
    assert outcome.shortest is not None
    return [s.event for s in outcome.shortest.steps]


def test_a_new_event_is_refused_by_who_does_not_know_it() -> None:
    old = a_workflow("created > closed on order.closed")
    new = a_workflow("created > held on order.held", "held > closed on order.closed")
    outcome = asked(new, old)
    assert told(outcome) == ["order.created", "order.held"]
    assert outcome.shortest is not None
    assert outcome.shortest.reader_at == ("created",)
    assert asked(old, new).contained is False


def test_an_ignored_event_is_taken_and_changes_nothing() -> None:
    plain = a_workflow("created > closed on order.closed")
    deaf = a_workflow("created > closed on order.closed", ignore={"created": ["order.noted"]})
    assert asked(plain, deaf).contained is True
    assert told(asked(deaf, plain)) == ["order.created", "order.noted"]


def test_a_trace_shows_data_in_which_its_guards_hold() -> None:
    old = a_workflow("created > closed on order.closed if open >= 0")
    new = a_workflow("created > closed on order.closed if open > 0")
    shortest = asked(old, new).shortest
    assert shortest is not None
    assert shortest.steps[-1].case.data == {"open": 0}


@pytest.mark.parametrize(
    ("old", "new", "contained"),
    [
        pytest.param("short close", "short close", True, id="the same text"),
        pytest.param("short close", "", True, id="no condition is left"),
        pytest.param("", "short close", False, id="a condition came"),
        pytest.param("short close", "closed short", None, id="two texts that nobody understands"),
        pytest.param("short close", "open = 0", None, id="a text and a test"),
    ],
)
def test_what_opaque_guards_allow(old: str, new: str, *, contained: bool | None) -> None:
    step = "created > closed on order.closed"
    writer, reader = (a_workflow(f"{step} if {g}" if g else step) for g in (old, new))
    assert asked(writer, reader).contained is contained


def test_opaque_guards_beside_each_other_stay_known_where_both_machines_have_them() -> None:
    steps = (
        "created > closed on order.closed if paid in full",
        "created > written_off on order.closed if given up",
    )
    document = a_workflow(*steps, terminal=["closed", "written_off"])
    assert asked(document, document).contained is True


def test_where_one_machine_is_done_and_the_other_is_not_is_told() -> None:
    old = a_workflow("created > closed on order.closed", terminal=["closed"])
    new = a_workflow("created > closed on order.closed", terminal=[])
    outcome = asked(new, old)
    assert outcome.contained is True
    assert list(outcome.endings) == ["closed"]


def test_a_workflow_without_a_creation_begins_in_its_initial_states() -> None:
    document = a_workflow("created > closed on order.closed", creation=[])
    reader = a_workflow("created > shut on order.shut", creation=[], terminal=["shut"])
    assert told(asked(document, reader)) == ["order.closed"]


def test_a_step_to_an_unlisted_state_is_walked_all_the_same() -> None:
    document = a_workflow("created > gone on order.gone", states=["created"], terminal=[])
    assert the_workflow_names(the_workflow(document)) == ("created",)
    assert told(asked(document, a_workflow(terminal=["created"]))) == [
        "order.created",
        "order.gone",
    ]


def the_workflow_names(workflow: Workflow) -> tuple[str, ...]:
    return workflow.names
