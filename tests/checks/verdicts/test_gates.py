from __future__ import annotations

import pytest

from weighbridge_checks.verdicts.gates import (
    GATES,
    NOT_DEPLOYED,
    Facts,
    Promotion,
    Reliance,
    Replacement,
    Status,
    decide,
)

WISH = Promotion(service="erp", release="2.0", environment="production")
SAME = Replacement(subject="orders", running="1.0.0", coming="1.0.0", word="identical")
TRIED = Reliance(
    consumer="shop",
    consumer_release="4.2",
    environment="production",
    provider="erp",
    provider_release="2.0",
    pact="abc",
    contract="orders",
    success=True,
)


def statuses(facts: Facts, *gates: str) -> list[tuple[str, Status]]:
    return [(r.gate, r.status) for r in decide(WISH, facts, gates).reasons]


@pytest.mark.parametrize(
    ("replacement", "status", "words"),
    [
        (SAME, Status.PASSED, "identical"),
        (SAME._replace(running=None, word=None), Status.PASSED, "does not run in production yet"),
        (SAME._replace(word=None), Status.UNKNOWN, "never weighed"),
        (SAME._replace(word="risky"), Status.PASSED, "risky"),
        (
            SAME._replace(word="breaking", errors=("operation-removed",), hits=("shop 4.2",)),
            Status.FAILED,
            "operation-removed), which hits shop 4.2",
        ),
    ],
)
def test_what_a_release_brings_is_held_against_what_runs(
    replacement: Replacement, status: Status, words: str
) -> None:
    decision = decide(WISH, Facts(replacements=(replacement,)), ("compatible-with-running",))
    (reason,) = decision.reasons
    assert (reason.status, words in reason.message) == (status, True)
    assert decision.allowed is (status is Status.PASSED)


@pytest.mark.parametrize(
    ("before", "ran_in", "status"),
    [
        ((), frozenset(), Status.PASSED),
        (("dev", "test"), frozenset({"test"}), Status.PASSED),
        (("dev", "test"), frozenset({"dev"}), Status.FAILED),
        (("dev", "test"), frozenset({"production"}), Status.FAILED),
    ],
)
def test_a_release_takes_the_path_step_by_step(
    before: tuple[str, ...], ran_in: frozenset[str], status: Status
) -> None:
    facts = Facts(before=before, ran_in=ran_in)
    gate = "ran-in-previous-environment"
    assert statuses(facts, gate) == [(gate, status)]


@pytest.mark.parametrize(
    ("success", "status", "remedy"),
    [
        (True, Status.PASSED, None),
        (False, Status.FAILED, "mend erp"),
        (None, Status.UNKNOWN, "weighbridge verify orders --release 2.0"),
    ],
)
def test_each_live_pact_needs_a_result_of_its_own(
    success: bool | None,  # noqa: FBT001 (the three answers there are)
    status: Status,
    remedy: str | None,
) -> None:
    facts = Facts(reliances=(TRIED._replace(success=success), TRIED))
    decision = decide(WISH, facts, ("consumers-verified",))
    assert [r.status for r in decision.reasons] == [status, Status.PASSED]
    assert "shop 4.2 on orders of erp 2.0 (production)" in decision.reasons[0].message
    assert (decision.reasons[0].remedy or "").startswith(remedy or "")


def test_a_provider_that_is_not_there_has_to_come_first() -> None:
    facts = Facts(reliances=(TRIED._replace(provider_release=NOT_DEPLOYED, success=None),))
    (reason,) = decide(WISH, facts, ("consumers-verified",)).reasons
    assert reason.remedy == "bring a release of erp to production first"


def test_every_gate_is_asked_and_every_reason_is_kept() -> None:
    facts = Facts(
        before=("test",),
        replacements=(SAME, SAME._replace(subject="products", word="breaking", errors=("x",))),
        reliances=(TRIED._replace(success=None),),
    )
    gates = ("compatible-with-running", "ran-in-previous-environment", "consumers-verified")
    decision = decide(WISH, facts, gates)
    assert [r.status for r in decision.reasons] == [
        Status.PASSED,
        Status.FAILED,
        Status.FAILED,
        Status.UNKNOWN,
    ]
    assert not decision.allowed


def test_an_environment_without_gates_allows_nothing() -> None:
    decision = decide(WISH, Facts(), ())
    assert not decision.allowed
    assert [r.status for r in decision.reasons] == [Status.UNKNOWN]


def test_a_release_that_nobody_recorded_is_refused_before_any_gate_is_asked() -> None:
    decision = decide(WISH, Facts(known_release=False), tuple(GATES))
    assert [(r.gate, r.status) for r in decision.reasons] == [("release-known", Status.FAILED)]
