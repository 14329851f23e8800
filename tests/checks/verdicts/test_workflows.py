"""Whom a change of a workflow hits: each class of change, for each role and posture."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.checks.workflows import a_workflow, the_contract, the_workflow
from weighbridge_checks.facts.workflow_log import read_log
from weighbridge_checks.proof.traces import contain, machine
from weighbridge_checks.verdicts import Severity, Verdict, weigh
from weighbridge_checks.verdicts.finding import Mode, Result
from weighbridge_checks.verdicts.workflows import weigh_workflows

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.finding import Finding

E, W, I, N = "error", "warning", "info", None  # noqa: E741 - the letters of a table
#: the four columns of the table
PARTIES = (
    {"system": "erp", "role": "producer"},
    {"system": "shop", "role": "consumer", "posture": "exhaustive"},
    {"system": "edi", "role": "consumer", "posture": "tolerant"},
    {"system": "analytics", "role": "observer"},
)
PACK, SHIP = "created > packed on order.packed", "packed > shipped on order.shipped"
CANCEL = "created > cancelled on order.cancelled"
STATES = ("created", "packed", "shipped", "cancelled")


def order(*steps: str, **more: Any) -> dict[str, Any]:
    """The workflow that is changed: packed and shipped, or cancelled."""
    said = {"terminal": ("shipped", "cancelled"), "states": STATES, **more}
    return a_workflow(*(steps or (PACK, SHIP, CANCEL)), **said)


def judged(
    old: dict[str, Any],
    new: dict[str, Any],
    *parties: dict[str, Any],
    log: str | None = None,
) -> Verdict:
    records = None if log is None else read_log(log.encode(), name="log.ndjson")
    before, after = (
        the_contract(document | {"parties": list(parties)}, name)
        for document, name in ((old, "old.yaml"), (new, "new.yaml"))
    )
    return weigh_workflows(before, after, records=records)


def only(verdict: Verdict, rule: str) -> Finding:
    (found,) = [f for f in verdict.findings if f.rule == rule]
    return found


BASE = order()
GUARDED = order(PACK, f"{SHIP} if open >= 0", CANCEL)
#: class of change, old, new, rule, and what it is to producer, exhaustive, tolerant, observer
TABLE: tuple[tuple[str, dict[str, Any], dict[str, Any], str, tuple[str | None, ...]], ...] = (
    (
        "state added",
        BASE,
        order(PACK, SHIP, CANCEL, "created > held on order.held", states=(*STATES, "held")),
        "workflow-state-added",
        (I, E, I, I),
    ),
    (
        "state removed",
        order(PACK, SHIP, CANCEL, "created > held on order.held", states=(*STATES, "held")),
        BASE,
        "workflow-state-removed",
        (W, I, I, I),
    ),
    (
        "state split",
        BASE,
        order(
            "created > packed on order.packed if open = 0",
            "created > short on order.packed if open > 0",
            *(SHIP, CANCEL),
            states=(*STATES, "short"),
        ),
        "workflow-state-split",
        (E, E, W, W),
    ),
    (
        "state merged",
        order(PACK, SHIP, "created > short on order.short", CANCEL, states=(*STATES, "short")),
        order(PACK, SHIP, "created > packed on order.short", CANCEL),
        "workflow-state-merged",
        (E, W, W, W),
    ),
    (
        "state renamed",
        BASE,
        order(
            "created > boxed on order.packed",
            "boxed > shipped on order.shipped",
            CANCEL,
            states=("created", "boxed", "shipped", "cancelled"),
        ),
        "workflow-state-renamed",
        (E, E, E, I),
    ),
    (
        "transition added",
        BASE,
        order(PACK, SHIP, CANCEL, "created > shipped on order.shipped"),
        "workflow-transition-added",
        (I, W, I, I),
    ),
    ("transition removed", BASE, order(PACK, SHIP), "workflow-transition-removed", (W, I, I, I)),
    (
        "guard narrowed",
        GUARDED,
        order(PACK, f"{SHIP} if open = 0", CANCEL),
        "workflow-guard-narrowed",
        (E, N, N, N),
    ),
    (
        "guard widened",
        order(PACK, f"{SHIP} if open = 0", CANCEL),
        GUARDED,
        "workflow-guard-widened",
        (I, N, N, N),
    ),
    (
        "guard undecided",
        order(PACK, f"{SHIP} if paid", CANCEL),
        order(PACK, f"{SHIP} if nothing due", CANCEL),
        "workflow-guard-changed",
        (W, N, N, N),
    ),
    (
        "initial changed",
        BASE,
        order(initial=("packed",)),
        "workflow-initial-changed",
        (E, E, W, I),
    ),
    (
        "terminal to non-terminal",
        BASE,
        order(PACK, SHIP, CANCEL, "shipped > packed on order.reopened", terminal=("cancelled",)),
        "workflow-state-no-longer-terminal",
        (E, E, E, E),
    ),
    (
        "non-terminal to terminal",
        BASE,
        order(PACK, CANCEL, terminal=("packed", "shipped", "cancelled")),
        "workflow-state-became-terminal",
        (W, W, W, I),
    ),
    (
        "event renamed",
        BASE,
        order(PACK, "packed > shipped on order.dispatched", CANCEL),
        "workflow-event-renamed",
        (E, E, E, E),
    ),
    (
        "event moved",
        BASE,
        order(PACK, "packed > cancelled on order.shipped", CANCEL),
        "workflow-event-moved",
        (E, E, E, E),
    ),
    (
        "event ignored",
        BASE,
        order(ignore={"packed": ["order.packed"]}),
        "workflow-ignored-event-added",
        (I, W, I, I),
    ),
    (
        "event no longer ignored",
        order(ignore={"packed": ["order.packed"]}),
        BASE,
        "workflow-ignored-event-removed",
        (W, I, I, I),
    ),
)
CELLS = [
    pytest.param(old, new, rule, party, severity, id=f"{name}: {party['role']} {party['system']}")
    for name, old, new, rule, row in TABLE
    for party, severity in zip(PARTIES, row, strict=True)
]
#: parties for whom nothing is an error, beside whom the one that is asked about can be seen
CALM = ({"system": "clock", "role": "producer"}, {"system": "calm", "role": "consumer"})


@pytest.mark.parametrize(("old", "new", "rule", "party", "severity"), CELLS)
def test_whom_a_change_hits(
    old: dict[str, Any],
    new: dict[str, Any],
    rule: str,
    party: dict[str, Any],
    severity: str | None,
) -> None:
    found = only(judged(old, new, *PARTIES), rule)
    alone = _alone(old, new, rule, party)
    assert alone == (severity or I)
    named = {c.name for c in found.consumers}
    worst = severity == found.severity and severity != I
    assert (party["system"] in named) is worst


def _alone(old: dict[str, Any], new: dict[str, Any], rule: str, party: dict[str, Any]) -> str:
    """How bad it is where everybody plays the one role, in so far as the roles can be left out."""
    others = [
        {"system": "nobody", "role": role}
        for role in ("producer", "consumer")
        if role != party["role"]
    ]
    # the steps name their sender, so that the producer beside sends none of them
    if party["role"] != "producer":
        old, new = (_sent_by(document, "somebody") for document in (old, new))
    verdict = judged(old, new, party, *others)
    return str(_severity_for(only(verdict, rule), party["system"]))


def _severity_for(finding: Finding, name: str) -> str:
    """What a finding says of one system: it is hit, warned, told, or not concerned."""
    if any(c.name == name for c in finding.consumers):
        return str(finding.severity)
    said = finding.evidence.error or ""
    warned = [part for part in said.split("; ") if part.startswith("a warning to ")]
    return W if any(name in part for part in warned) else I


def _sent_by(document: dict[str, Any], actor: str) -> dict[str, Any]:
    return document | {"transitions": [t | {"actor": actor} for t in document["transitions"]]}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [pytest.param(*row[1:4], id=row[0]) for row in TABLE if E in row[4]],
)
def test_a_break_is_shown_by_a_trace_or_told_to_be_structural(
    old: dict[str, Any], new: dict[str, Any], rule: str
) -> None:
    found = only(judged(old, new, *PARTIES), rule)
    one, other = (machine(the_workflow(document)) for document in (old, new))
    if found.evidence.has_witness:
        witness = found.evidence.witness
        assert found.evidence.result is Result.REFUTED
        assert witness["refused"]["step"] == len(witness["trace"])
        assert witness["trace"][-1][witness["refused"]["by"]] is None
    else:
        assert found.evidence.result is Result.STRUCTURAL
        assert contain(one, other).contained
        assert contain(other, one).contained


def test_a_trace_tells_the_events_the_states_on_both_sides_and_the_step_that_is_refused() -> None:
    found = only(judged(*_held(), *PARTIES), "workflow-state-added")
    assert found.evidence.witness == {
        "trace": [
            {"event": "order.created", "new": "created", "old": "created"},
            {"event": "order.held", "new": "held", "old": None},
        ],
        "refused": {"step": 2, "event": "order.held", "by": "old", "in": "created"},
    }
    assert found.evidence.writer == "the new workflow"
    assert found.evidence.error == (
        "the old workflow does not take 'order.held' in state 'created';"
        " a notice to erp, edi, analytics"
    )


def test_a_guard_that_is_narrowed_is_shown_by_data_that_is_no_longer_taken() -> None:
    old, new = GUARDED, order(PACK, f"{SHIP} if open = 0", CANCEL)
    found = only(judged(old, new, *PARTIES), "workflow-guard-narrowed")
    assert found.evidence.witness["trace"][-1] == {
        "event": "order.shipped",
        "data": {"open": 1},
        "old": "shipped",
        "new": None,
    }
    assert [c.name for c in found.consumers] == ["erp"]


def test_a_narrowed_guard_hurts_nobody_where_another_step_takes_the_rest() -> None:
    old = order(PACK, SHIP, CANCEL)
    new = order(
        PACK,
        f"{SHIP} if open = 0",
        "packed > cancelled on order.shipped if open != 0",
        CANCEL,
    )
    found = only(judged(old, new, *PARTIES), "workflow-guard-narrowed")
    assert found.severity is Severity.INFO
    assert found.evidence.result is Result.PROVED
    assert found.evidence.error == "the other cases are taken by other steps"


def test_opaque_guards_are_undecided_and_never_green() -> None:
    old, new = (order(PACK, f"{SHIP} if {g}", CANCEL) for g in ("paid", "nothing due"))
    found = only(judged(old, new, *PARTIES), "workflow-guard-changed")
    assert found.severity is Severity.WARNING
    assert found.evidence.result is Result.UNDECIDED
    assert "is not known; it may be that the new workflow" in (found.evidence.error or "")


def _held() -> tuple[dict[str, Any], dict[str, Any]]:
    return TABLE[0][1], TABLE[0][2]


def test_what_only_all_changes_together_let_happen_is_told_at_the_first_of_them() -> None:
    old = order(PACK, SHIP, CANCEL, ignore={"packed": ["order.shipped"]})
    new = order(PACK, f"{SHIP} if open = 0", CANCEL, ignore={"packed": ["order.shipped"]})
    found = only(judged(old, new, *PARTIES), "workflow-guard-narrowed")
    assert (found.severity, [c.name for c in found.consumers]) == (W, ["shop"])
    assert found.evidence.result is Result.REFUTED
    assert (found.evidence.error or "").startswith("together with the other changes, the old")
    tolerant = (PARTIES[0], *PARTIES[2:])
    assert only(judged(old, new, *tolerant), "workflow-guard-narrowed").severity is Severity.INFO


# -- who is there


@pytest.mark.parametrize(
    ("parties", "severity"),
    [
        pytest.param((), E, id="nobody is declared: somebody fails on what is unknown"),
        pytest.param(PARTIES[:1], E, id="no consumer is declared: there is one all the same"),
        pytest.param(PARTIES[2:], I, id="all who read tolerate what they do not know"),
        pytest.param(PARTIES[3:], E, id="an observer is no consumer"),
        pytest.param(PARTIES[1:], E, id="one of several does not"),
    ],
)
def test_unknown_use_is_not_no_use(parties: tuple[dict[str, Any], ...], severity: str) -> None:
    assert only(judged(*_held(), *parties), "workflow-state-added").severity == severity


def test_a_proposal_can_not_declare_its_readers_tolerant() -> None:
    old, new = _held()
    strict, mild = PARTIES[1], PARTIES[1] | {"posture": "tolerant"}
    verdict = weigh_workflows(
        the_contract(old | {"parties": [strict]}), the_contract(new | {"parties": [mild]})
    )
    assert only(verdict, "workflow-state-added").severity is Severity.ERROR


def test_only_the_systems_that_send_an_event_are_hit_as_producers() -> None:
    other = {"system": "tms", "role": "producer"}
    old = order(PACK, f"{SHIP} if open >= 0 by erp", CANCEL)
    new = order(PACK, f"{SHIP} if open = 0 by erp", CANCEL)
    found = only(judged(old, new, *PARTIES, other), "workflow-guard-narrowed")
    assert [c.name for c in found.consumers] == ["erp"]
    assert found.consumers[0].uses == ("event 'order.shipped'",)


def test_whoever_sends_an_event_is_a_producer_without_being_declared() -> None:
    old, new = (order(PACK, f"{SHIP} if {g} by wms", CANCEL) for g in ("open >= 0", "open = 0"))
    found = only(judged(old, new, *PARTIES[1:]), "workflow-guard-narrowed")
    assert [c.name for c in found.consumers] == ["wms"]


@pytest.mark.parametrize(
    ("party", "severity"),
    [
        (PARTIES[2] | {"relies_on": ["packed"]}, E),
        (PARTIES[2] | {"relies_on": ["created"]}, I),
        (PARTIES[2], W),
    ],
)
def test_a_split_breaks_a_tolerant_consumer_that_acts_on_the_old_meaning(
    party: dict[str, Any], severity: str
) -> None:
    _, old, new, rule, _ = TABLE[2]
    assert _severity_for(only(judged(old, new, *PARTIES[:2], party), rule), "edi") == severity


@pytest.mark.parametrize("posture", ["exhaustive", "tolerant"])
def test_a_state_that_is_gone_breaks_who_asks_for_it(posture: str) -> None:
    _, old, new, rule, _ = TABLE[1]
    asks = {"system": "desk", "role": "consumer", "posture": posture, "commands": ["held"]}
    found = only(judged(old, new, *PARTIES, asks), rule)
    assert [(c.name, c.uses) for c in found.consumers] == [("desk", ("state 'held'",))]
    assert found.severity is Severity.ERROR


# -- recordings


def log(*lines: tuple[str, str]) -> str:
    said = (json.dumps({"entity": e, "event": v}) for e, v in lines)
    return "".join(f"{line}\n" for line in said)


USED = log(("1", "order.created"), ("2", "order.created"), ("1", "order.cancelled"))
NEAR = log(("1", "order.created"), ("1", "order.packed"))
FAR = log(("1", "order.shipped"))


@pytest.mark.parametrize(
    ("recorded", "severity", "words"),
    [
        pytest.param(None, W, "no recording tells whether it is used", id="no recording"),
        pytest.param(USED, E, "", id="used"),
        pytest.param(NEAR, I, "none of 1 recorded orders used it", id="seen to be unused"),
        pytest.param(FAR, W, "the recording does not come near it", id="not seen at all"),
    ],
)
def test_a_recording_decides_whether_a_step_that_is_gone_breaks(
    recorded: str | None, severity: str, words: str
) -> None:
    found = only(judged(BASE, order(PACK, SHIP), log=recorded), "workflow-transition-removed")
    assert found.severity == severity
    assert words in (found.evidence.error or "")


def test_the_entities_that_used_it_are_counted_and_named() -> None:
    found = only(judged(BASE, order(PACK, SHIP), log=USED), "workflow-transition-removed")
    assert found.message.endswith("is gone: 1 recorded order used it")
    assert found.evidence.witness["recorded"] == {"count": 1, "first": ["1"]}


@pytest.mark.parametrize(("recorded", "severity"), [(USED, W), (NEAR, W)])
def test_a_way_out_of_a_state_that_became_terminal_breaks_where_it_was_used(
    recorded: str, severity: str
) -> None:
    _, old, new, rule, _ = TABLE[12]
    assert only(judged(old, new, *PARTIES, log=recorded), rule).severity == severity
    shipped = NEAR + FAR
    assert only(judged(old, new, *PARTIES, log=shipped), rule).severity is Severity.ERROR


def test_an_event_that_led_on_and_is_ignored_now_has_moved() -> None:
    new = order(PACK, SHIP, ignore={"created": ["order.cancelled"]})
    found = only(judged(BASE, new), "workflow-event-moved")
    assert found.severity is Severity.ERROR
    assert found.message.endswith("no longer leads on: the event is ignored there")


def test_what_a_recording_can_not_explain_is_counted() -> None:
    odd = log(("1", "order.created"), ("1", "order.shipped"), ("1", "cat.fed"))
    stats = judged(BASE, order(PACK, SHIP), log=odd).stats
    assert (stats["records"], stats["entities"]) == (3, 1)
    assert (stats["unexplained"], stats["foreign"]) == (1, 1)


def test_a_step_between_two_states_that_are_gone_is_lost_with_either() -> None:
    old = order(
        PACK,
        SHIP,
        CANCEL,
        "packed > held on order.held",
        "held > lost on order.lost",
        states=(*STATES, "held", "lost"),
        terminal=("shipped", "cancelled", "lost"),
    )
    used = NEAR + log(("1", "order.held"), ("1", "order.lost"))
    found = [f for f in judged(old, BASE, log=used).findings if f.rule == "workflow-state-removed"]
    assert [(f.change.name, f.severity) for f in found] == [("held", E), ("lost", E)]


def test_a_state_that_became_terminal_loses_its_ways_to_states_that_are_gone() -> None:
    new = order(PACK, terminal=("packed",), states=("created", "packed"))
    verdict = judged(BASE, new, log=NEAR + FAR)
    assert only(verdict, "workflow-state-became-terminal").severity is Severity.ERROR


def test_where_only_names_change_it_is_said_that_no_event_is_refused() -> None:
    _, old, new, rule, _ = TABLE[4]
    said = only(judged(old, new, *PARTIES), rule).evidence.error or ""
    assert said.startswith("every event is taken as before, and what the names stand for is not")


# -- the whole


def test_a_workflow_is_weighed_like_any_contract() -> None:
    old, new = (the_contract(d) for d in _held())
    assert weigh(old, new).findings == weigh_workflows(old, new).findings
    assert weigh(old, old).word == "identical"


def test_by_the_mode_none_changes_are_told_and_not_weighed() -> None:
    old, new = (the_contract(d) for d in _held())
    verdict = weigh(old, new, mode=Mode.NONE)
    assert {f.severity for f in verdict.findings} == {Severity.INFO}


def test_a_finding_points_at_the_lines_of_both_files() -> None:
    found = only(judged(BASE, order(PACK, SHIP)), "workflow-transition-removed")
    assert (found.old is not None, found.new is not None) == (True, True)
    assert found.old is not None
    assert found.old.pointer == "/transitions/2"
    assert found.old.file == "old.yaml"


def test_words_for_people_are_a_patch() -> None:
    verdict = judged(BASE | {"description": "a"}, BASE | {"description": "b"})
    assert verdict.required_bump == "patch"
