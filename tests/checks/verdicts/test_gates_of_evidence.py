"""Each gate passes and refuses: on what a release brings, and on what was seen and said of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from weighbridge_checks.facts.estate import shape
from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.verdicts.gates import (
    GATES,
    NOTHING,
    Ending,
    Facts,
    Item,
    Limits,
    Promotion,
    Provided,
    Reason,
    Reliance,
    Replacement,
    Status,
    decide,
    limits,
)

TODAY = date(2026, 11, 25)
WISH = Promotion(service="erp", release="2.0", environment="production", scope="W2")
SWAP = Promotion(service="erp", release="2.0", environment="production", replaces="old-erp")
P, F, U = Status.PASSED, Status.FAILED, Status.UNKNOWN


def provided(**more: Any) -> Facts:
    one = {"contract": "orders", "version": "2.0.0", "business": "sales", "technical": "erp-team"}
    return Facts(today=TODAY, provided=(Provided(**{**one, **more}),))


def seen(section: str, *entries: dict[str, Any], **more: Any) -> Facts:
    """Facts with one section of evidence."""
    items = tuple(Item(value=e, at=f"/{section}/{i}") for i, e in enumerate(entries))
    return Facts(today=TODAY, evidence={section: items}, **more)


def replaced(**more: Any) -> Facts:
    one = {"subject": "orders", "running": "1.1.0", "coming": "2.0.0", "word": "breaking"}
    return Facts(today=TODAY, replacements=(Replacement(**{**one, **more}),))


def conformed(messages: int, conforming: int, day: str = "2026-11-24") -> dict[str, Any]:
    return {
        "contract": "orders",
        "messages": messages,
        "conforming": conforming,
        "observed_at": day,
    }


def lag(p95: str = "20s", day: str = "2026-11-24") -> dict[str, Any]:
    return {"contract": "orders", "p95": p95, "observed_at": day}


def replay(events: int = 100, faults: int = 0, day: str = "2026-11-24") -> dict[str, Any]:
    return {"workflow": "order@2.0.0", "events": events, "faults": faults, "replayed_at": day}


def review(*, yes: bool = True) -> dict[str, Any]:
    return {"contract": "prices", "by": "rosa", "reviewed_at": "2026-11-20", "approved": yes}


def yes(role: str, by: str, **more: Any) -> dict[str, Any]:
    return {"role": role, "by": by, "at": "2026-11-24", **more}


def reconciled(differing: int, day: str = "2026-11-24") -> dict[str, Any]:
    return {"compared": 10_000, "differing": differing, "observed_at": day}


def stable(since: str = "2026-11-10", grave: int = 0, **more: Any) -> dict[str, Any]:
    return {"wave": "W1", "since": since, "open_severity_1": grave, **more}


ENDED = Ending(announced=date(2026, 6, 1), sunset=date(2026, 11, 24), notice=duration("90d"))
LATE = {"lags": {"lag_p95": "30s"}}
FLOW = {"workflows": ("order@2.0.0",)}


def with_evidence(facts: Facts, section: str, *entries: dict[str, Any]) -> Facts:
    return facts._replace(evidence=seen(section, *entries).evidence)


APPROVING = [yes("sales", "hana"), yes("erp-team", "rosa")]


@pytest.mark.parametrize(
    ("gate", "facts", "status", "words"),
    [
        # what a release brings
        ("lint-clean", provided(faults={"lint": ()}), P, "orders 2.0.0 has no error of lint"),
        ("lint-clean", provided(faults={"lint": ("SEC001 at a:1",)}), F, "1 error of lint: SEC001"),
        ("lint-clean", provided(), U, "nobody looked at the lint of orders 2.0.0"),
        ("lint-clean", Facts(), P, "provides no contract"),
        ("exceptions-mapped", provided(faults={"exceptions": ()}), P, "no error of exceptions"),
        (
            "exceptions-mapped",
            provided(faults={"exceptions": ("EXC001", "EXC002", "EXC010", "EXC012")}),
            F,
            "4 errors of exceptions: EXC001; EXC002; EXC010 and 1 more",
        ),
        ("exceptions-mapped", provided(), U, "nobody looked at the exceptions"),
        ("ownership-clean", provided(faults={"ownership": ()}), P, "no error of ownership"),
        ("ownership-clean", provided(faults={"ownership": ("SOR002",)}), F, "SOR002"),
        ("ownership-clean", provided(), U, "nobody looked at the ownership"),
        ("owners-named", provided(), P, "orders belongs to sales and erp-team"),
        ("owners-named", provided(business=None), F, "orders has no business owner"),
        (
            "owners-named",
            provided(business="", technical=None),
            F,
            "orders has no business and no technical owner",
        ),
        ("version-step", replaced(owed="major", step="major"), P, "owes major, and is major"),
        ("version-step", replaced(owed="minor", step="major"), P, "owes minor, and is major"),
        (
            "version-step",
            replaced(owed="major", step="minor"),
            F,
            "orders 1.1.0 to 2.0.0 is a minor step, and its changes owe a major one",
        ),
        ("version-step", replaced(), U, "was never weighed"),
        ("version-step", replaced(running=None), P, "replaces no version"),
        ("version-step", Facts(replacements=None), U, "nobody says what runs in production"),
        ("compatible-with-running", Facts(replacements=None), U, "nobody says what runs"),
        (
            "ran-in-previous-environment",
            Facts(before=("staging",), ran_in=None),
            U,
            "nobody says whether erp 2.0 has run in staging",
        ),
        # what it takes away
        ("notice-given", replaced(), P, "takes nothing away"),
        ("notice-given", replaced(errors=("x",)), F, "no sunset was announced"),
        ("notice-given", replaced(errors=("x",), ending=ENDED), P, "ended on 2026-11-24"),
        (
            "notice-given",
            replaced(coming=NOTHING, errors=("contract-withdrawn",), ending=ENDED),
            P,
            "ended on 2026-11-24, as it was announced on 2026-06-01",
        ),
        (
            "notice-given",
            replaced(
                errors=("x",), ending=Ending(announced=date(2026, 6, 1), sunset=date(2026, 11, 25))
            ),
            F,
            "was promised until 2026-11-25",
        ),
        (
            "notice-given",
            replaced(
                errors=("x",), ending=Ending(announced=date(2026, 9, 1), sunset=date(2026, 11, 1))
            ),
            F,
            "61 days of notice, and 90d are owed",
        ),
        ("notice-given", Facts(replacements=None), U, "nobody says what runs in production"),
        (
            "compatible-with-running",
            replaced(errors=("x",), ending=ENDED),
            P,
            "1.1.0 ended on 2026-11-24 as it was announced; nobody who runs there relies on it",
        ),
        (
            "compatible-with-running",
            replaced(errors=("x",), ending=ENDED, hits=("shop",)),
            F,
            "which hits shop",
        ),
        # what was seen of it
        ("traffic-conforms", seen("conformance", conformed(1000, 999)), P, "999 of 1,000"),
        ("traffic-conforms", seen("conformance", conformed(1000, 998)), F, "(99.80 %)"),
        ("traffic-conforms", seen("conformance", conformed(999, 999)), U, "only 999 messages"),
        ("traffic-conforms", seen("conformance", conformed(0, 0)), U, "only 0 messages"),
        (
            "traffic-conforms",
            seen("conformance", conformed(1000, 1000, "2026-11-21")),
            U,
            "were compared on 2026-11-21; 3d is the most",
        ),
        (
            "traffic-conforms",
            seen("conformance", conformed(5000, 1, "2026-11-22"), conformed(1000, 1000)),
            P,
            "1,000 of 1,000",
        ),
        ("traffic-conforms", Facts(), U, "no traffic of erp was compared"),
        ("lag-within-promise", with_evidence(provided(**LATE), "lags", lag()), P, "p95 20s"),
        (
            "lag-within-promise",
            with_evidence(provided(**LATE), "lags", lag("31s")),
            F,
            "orders promises a lag of 30s (p95), and it is 31s",
        ),
        ("lag-within-promise", provided(**LATE), U, "nobody measured how late"),
        (
            "lag-within-promise",
            with_evidence(provided(lags={"lag_p99": "60s"}), "lags", lag()),
            U,
            "p99 was not measured",
        ),
        (
            "lag-within-promise",
            with_evidence(provided(**LATE), "lags", lag(day="2026-11-01")),
            U,
            "3d is the most",
        ),
        ("lag-within-promise", provided(), P, "promises how late events may be"),
        (
            "workflows-replayed",
            with_evidence(provided(**FLOW), "replays", replay()),
            P,
            "0 of 100 events of order@2.0.0 are not what it allows",
        ),
        (
            "workflows-replayed",
            with_evidence(provided(**FLOW), "replays", replay(faults=2)),
            F,
            "2 of 100 events of order@2.0.0 are not what it allows",
        ),
        (
            "workflows-replayed",
            with_evidence(provided(**FLOW), "replays", replay(events=0)),
            U,
            "has no events",
        ),
        (
            "workflows-replayed",
            with_evidence(provided(**FLOW), "replays", replay(day="2026-11-17")),
            U,
            "7d is the most",
        ),
        ("workflows-replayed", provided(**FLOW), U, "nobody replayed a recording of order@2.0.0"),
        ("workflows-replayed", provided(), P, "follows a workflow"),
        (
            "consumers-reviewed",
            seen("reviews", review(), newly_used=("prices",)),
            P,
            "rosa reviewed erp as a consumer of prices on 2026-11-20",
        ),
        (
            "consumers-reviewed",
            seen("reviews", review(yes=False), newly_used=("prices",)),
            F,
            "rosa refused erp as a consumer of prices",
        ),
        ("consumers-reviewed", Facts(newly_used=("prices",)), U, "nobody reviewed erp as"),
        ("consumers-reviewed", Facts(), P, "relies on no contract that it did not"),
        (
            "approved",
            with_evidence(provided(), "approvals", *APPROVING),
            P,
            "hana (sales) and rosa (erp-team) approved orders",
        ),
        (
            "approved",
            with_evidence(provided(), "approvals", yes("sales", "rosa"), yes("erp-team", "rosa")),
            F,
            "rosa approved orders both as sales and as erp-team",
        ),
        (
            "approved",
            with_evidence(provided(), "approvals", yes("sales", "hana")),
            U,
            "erp-team did not approve orders",
        ),
        (
            "approved",
            with_evidence(
                provided(),
                "approvals",
                yes("sales", "hana"),
                yes("erp-team", "rosa", emergency=True),
            ),
            U,
            "erp-team did not approve orders",
        ),
        ("approved", provided(business=None), F, "has no owners who could approve"),
        ("approved", Facts(), P, "no contract that somebody would have to approve"),
        ("previous-wave-stable", seen("stability", stable(), wave_before="W1"), P, "since"),
        (
            "previous-wave-stable",
            seen("stability", stable("2026-11-19"), wave_before="W1"),
            F,
            "W1 is stable since 2026-11-19 only; 7d are asked for",
        ),
        (
            "previous-wave-stable",
            seen("stability", stable(grave=2), wave_before="W1"),
            F,
            "W1 has 2 open exceptions of severity 1",
        ),
        (
            "previous-wave-stable",
            seen("stability", stable(shadow_consumers=["bi"]), wave_before="W1"),
            F,
            "W1 has consumers that nobody registered: bi",
        ),
        ("previous-wave-stable", Facts(wave_before="W1"), U, "nothing says whether W1"),
        ("previous-wave-stable", Facts(), P, "no wave comes before W2"),
    ],
)
def test_a_gate_is_judged_from_facts(gate: str, facts: Facts, status: Status, words: str) -> None:
    decision = decide(WISH, facts, (gate,))
    (reason,) = [r for r in decision.reasons if words in r.message] or decision.reasons
    assert words in reason.message
    assert (reason.gate, reason.status) == (gate, status)
    assert (reason.remedy is None) is (status is Status.PASSED)
    assert decision.allowed is (status is Status.PASSED)


@pytest.mark.parametrize(
    ("promotion", "facts", "status", "words"),
    [
        (SWAP, seen("reconciliation", reconciled(9)), P, "9 of 10,000 records differ (0.09 %)"),
        (SWAP, seen("reconciliation", reconciled(10)), F, "less than 0.1 % is asked for"),
        (SWAP, seen("reconciliation", reconciled(0, "2026-11-01")), U, "7d is the most"),
        (SWAP, Facts(), U, "what old-erp and erp hold was not compared"),
        (WISH, Facts(), P, "erp takes over from nobody"),
    ],
)
def test_who_takes_over_holds_the_same(
    promotion: Promotion, facts: Facts, status: Status, words: str
) -> None:
    (reason,) = decide(promotion, facts, ("providers-agree",)).reasons
    assert words in reason.message
    assert reason.status is status


@pytest.mark.parametrize(
    ("tried", "status"),
    [
        (date(2026, 11, 18), Status.PASSED),
        (date(2026, 11, 17), Status.UNKNOWN),
        (None, Status.PASSED),
    ],
)
def test_a_verification_grows_old(tried: date | None, status: Status) -> None:
    one = Reliance(
        consumer="shop",
        consumer_release="4.2",
        environment="production",
        provider="erp",
        provider_release="2.0",
        pact="abc",
        success=True,
        tried_on=tried,
    )
    facts = Facts(today=TODAY, reliances=(one,))
    (reason,) = decide(WISH, facts, ("consumers-verified",)).reasons
    assert reason.status is status


def test_limits_are_those_that_are_said_first_and_the_usual_else() -> None:
    found = limits({"soak": "2d"}, {"soak": "9d", "verification_age": "1d", "posture": "strict"})
    assert (str(found.soak), str(found.verification_age)) == ("2d", "1d")
    assert found.messages == Limits().messages == 1000


def test_every_gate_is_one_that_files_may_name_and_says_what_it_asks() -> None:
    named = shape.schema("environments")["$defs"]["gate"]["enum"]
    assert named == list(GATES)
    assert all((gate.__doc__ or "").strip().endswith(".") for gate in GATES.values())


def test_a_reason_gives_its_parts_by_name() -> None:
    reason = Reason(gate="g", status=P, message="m", facts=(("a", "1"), ("b", "2"), ("a", "3")))
    assert reason.fact("a") == ("1", "3")
    assert reason.fact("c") == ()
