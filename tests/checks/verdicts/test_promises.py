"""What a card promises is weighed: less is a break, and whoever needed it is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge_checks.facts.estate.files import EstateFile, faults, opened
from weighbridge_checks.facts.estate.needs import needs_in
from weighbridge_checks.facts.promises import Class, Consistency, promise_changes
from weighbridge_checks.verdicts.finding import Finding, Mode
from weighbridge_checks.verdicts.promises import weigh_promises

NEEDS = """\
consumer: storefront
needs:
  - {id: reserve, contract: inventory, operation: createReservation, at_least: strong}
  - {id: page, contract: inventory, operation: getAvailability, within: 10s}
  - {id: fast, contract: inventory, p95_ms: 300, availability: 99.5}
  - {id: other, contract: orders, at_least: strong}
"""
STRONG = (
    "consistency: {class: bounded, bound: 5s, operations: {createReservation: {class: strong}}}"
)


def card(text: str) -> EstateFile:
    head = "id: inventory\nversion: 1.0.0\nconsumers: [erp, storefront]\n"
    file = opened(f"{head}{text}\n".encode(), "contract.yaml")
    assert faults("contract", file) == ()
    return file


def weighed(old: str, new: str, needs: str = "") -> list[Finding]:
    said = tuple(needs_in(opened(needs.encode(), "needs.yaml"))) if needs else ()
    return list(weigh_promises(card(old), card(new), said))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        (
            "consistency: {class: strong}",
            "consistency: {class: eventual, bound: 5s}",
            ["error consistency-weakened: 'consistency' is eventual (5s), it was strong"],
        ),
        (
            "consistency: {class: eventual, bound: 5s}",
            "consistency: {class: strong}",
            ["info promise-strengthened: 'consistency' is strong, it was eventual (5s)"],
        ),
        (
            "consistency: {class: bounded, bound: 5s}",
            "consistency: {class: bounded, bound: 1m}",
            ["error consistency-weakened: 'consistency' is bounded (1m), it was bounded (5s)"],
        ),
        (
            "consistency: {class: eventual, bound: 5s}",
            "consistency: {class: bounded, bound: 1m}",
            ["error consistency-weakened: 'consistency' is bounded (1m), it was eventual (5s)"],
        ),
        (
            "consistency: {class: bounded, bound: 60s}",
            "consistency: {class: bounded, bound: 1m}",
            None,
        ),
        (
            "consistency: {class: batch, schedule: daily 05:00}",
            "consistency: {class: batch, schedule: weekly}",
            [
                (
                    "error consistency-weakened: 'consistency' is batch (weekly),"
                    " it was batch (daily 05:00)"
                )
            ],
        ),
        (
            STRONG,
            "consistency: {class: bounded, bound: 5s}",
            [
                (
                    "error consistency-weakened: 'consistency.createReservation' is bounded (5s),"
                    " it was strong"
                )
            ],
        ),
        (
            "consistency: {class: strong}",
            "",
            ["error consistency-weakened: 'consistency' is not said, it was strong"],
        ),
        ("", "retention: 30d", ["info promise-strengthened: 'retention' is promised: 30d"]),
        (
            "sla: {lag_p95: 30s, availability: 99.9}",
            "sla: {lag_p95: 10m, availability: 99.95}",
            [
                "error service-level-weakened: 'sla.lag_p95' is 10m, it was 30s",
                "info promise-strengthened: 'sla.availability' is 99.95, it was 99.9",
            ],
        ),
        (
            "sla: {p95_ms: 200, operations: {listOrders: {p95_ms: 300}}}",
            "sla: {p95_ms: 200, operations: {listOrders: {p95_ms: 900}}}",
            ["error service-level-weakened: 'sla.p95_ms.listOrders' is 900, it was 300"],
        ),
        (
            "limits: {page_max: 1000, rate_per_min: 60}",
            "limits: {page_max: 100, payload_kb: 64, rate_per_min: 120}",
            [
                "error limit-lowered: 'limits.page_max' is 100, it was 1000",
                "info promise-strengthened: 'limits.rate_per_min' is 120, it was 60",
                "warning limit-lowered: 'limits.payload_kb' is limited to 64, no limit was told",
            ],
        ),
        (
            "limits: {page_max: 1000}",
            "",
            ["info promise-strengthened: 'limits.page_max' is not said, it was 1000"],
        ),
        (
            "idempotency: {header: Idempotency-Key, window: 72h}",
            "idempotency: {header: X-Key, window: 1h}",
            [
                "error idempotency-weakened: 'idempotency.header' is X-Key, it was Idempotency-Key",
                "error idempotency-weakened: 'idempotency.window' is 1h, it was 72h",
            ],
        ),
        (
            "idempotency: {natural_key: [a, b]}",
            "idempotency: {natural_key: [b, a]}",
            [],
        ),
        (
            "idempotency: {window: 1h}",
            "",
            ["error idempotency-weakened: 'idempotency.window' is not said, it was 1h"],
        ),
        (
            "correlation: {out: X-Correlation-ID}",
            "correlation: {out: traceparent}",
            [
                (
                    "error correlation-changed: 'correlation.out' is traceparent,"
                    " it was X-Correlation-ID"
                )
            ],
        ),
        (
            "retention: 30d",
            "retention: 7d",
            ["error retention-shortened: 'retention' is 7d, it was 30d"],
        ),
        ("retention: 7d", "retention: 168h", None),
        (
            "update_semantics: {adjust: relative}",
            "update_semantics: {adjust: absolute}",
            [
                (
                    "error update-semantics-changed: "
                    "'update_semantics.adjust' is absolute, it was relative"
                )
            ],
        ),
        (
            "update_semantics: relative",
            "update_semantics: {adjust: absolute}",
            [
                (
                    "error update-semantics-changed: 'update_semantics.adjust' is absolute,"
                    " it was relative"
                ),
                "info update-semantics-changed: 'update_semantics' is not said, it was relative",
            ],
        ),
        (
            "audience: partner",
            "audience: internal",
            ["error audience-narrowed: 'audience' is internal, it was partner"],
        ),
        (
            "audience: partner",
            "audience: public",
            ["info promise-strengthened: 'audience' is public, it was partner"],
        ),
        (
            "owners: {business: a, technical: b}",
            "owners: {technical: c}",
            [
                "info owner-changed: 'owners.technical' is c, it was b",
                "warning owner-gone: 'owners.business' is nobody, it was a",
            ],
        ),
        (
            "compatibility: full-transitive",
            "compatibility: backward-transitive",
            [
                (
                    "warning compatibility-weakened: 'compatibility' is backward-transitive,"
                    " it was full-transitive"
                )
            ],
        ),
        (
            "compatibility: backward",
            "compatibility: full-transitive",
            ["info promise-strengthened: 'compatibility' is full-transitive, it was backward"],
        ),
        (
            'deprecation: {deprecated_at: "2026-01-01", sunset: "2027-01-01"}',
            'deprecation: {deprecated_at: "2026-01-01", sunset: "2026-12-31"}',
            ["error sunset-brought-forward: 'deprecation.sunset' is 2026-12-31, it was 2027-01-01"],
        ),
        (
            'deprecation: {deprecated_at: "2026-01-01", sunset: "2027-01-01"}',
            'deprecation: {deprecated_at: "2026-01-01", sunset: "2027-02-01"}',
            ["info deprecation-announced: 'deprecation.sunset' is 2027-02-01, it was 2027-01-01"],
        ),
        (
            "",
            'deprecation: {deprecated_at: "2026-01-01"}',
            ["info deprecation-announced: 'deprecation.deprecated_at' is 2026-01-01"],
        ),
    ],
)
def test_what_a_changed_promise_comes_to(old: str, new: str, expected: list[str] | None) -> None:
    found = sorted(f"{f.severity} {f.rule}: {f.message}" for f in weighed(old, new))
    if expected is None:  # the same in other units hurts nobody
        assert [line.split()[0] for line in found] == ["info"]
    else:
        assert found == expected


def test_whoever_said_that_it_needs_more_is_named_with_its_need() -> None:
    weaker = STRONG.replace("class: strong", "class: eventual, bound: 5s")
    (finding,) = weighed(STRONG, weaker, NEEDS)
    assert [(c.name, c.uses) for c in finding.consumers] == [
        ("storefront", ("needs at least strong (reserve)",))
    ]
    assert finding.new is not None
    assert (finding.new.line, finding.new.pointer) == (
        4,
        "/consistency/operations/createReservation",
    )


def test_whoever_gets_what_it_needs_all_the_same_is_not_named() -> None:
    for slower, names in (("8s", []), ("11s", ["storefront"])):
        (finding,) = weighed(STRONG, STRONG.replace("5s", slower), NEEDS)
        assert [c.name for c in finding.consumers] == names
    (finding,) = weighed("sla: {p95_ms: 100}", "sla: {p95_ms: 250}", NEEDS)
    assert (finding.rule, finding.consumers) == ("service-level-weakened", ())
    (finding,) = weighed("sla: {availability: 99.9}", "sla: {availability: 99}", NEEDS)
    assert [c.uses for c in finding.consumers] == [("needs 99.5 % (fast)",)]


def test_where_nobody_can_say_a_need_all_who_use_the_contract_are_named() -> None:
    (finding,) = weighed("retention: 30d", "retention: 1d", NEEDS)
    assert [c.name for c in finding.consumers] == ["erp", "storefront"]


def test_by_the_mode_none_nothing_is_weighed() -> None:
    findings = weigh_promises(card("retention: 30d"), card("retention: 1d"), mode=Mode.NONE)
    assert [str(f.severity) for f in findings] == ["info"]


def test_a_promise_has_the_same_fingerprint_wherever_it_stands() -> None:
    (one,) = weighed("retention: 30d", "retention: 1d")
    (other,) = weighed("audience: internal\nretention: 30d", "retention: 1d\naudience: internal")
    assert one.fingerprint == other.fingerprint


consistencies = st.builds(
    Consistency,
    kind=st.sampled_from(Class),
    bound=st.none() | st.integers(0, 5).map(float),
)


@given(consistencies, consistencies, consistencies)
def test_promises_of_consistency_are_ordered(
    a: Consistency, b: Consistency, c: Consistency
) -> None:
    assert a.at_least(a)
    if a.at_least(b) and b.at_least(c):
        assert a.at_least(c)
    if a.at_least(b) and b.at_least(a):
        assert (a.kind, a.age) == (b.kind, b.age)


@given(consistencies, st.integers(0, 5))
def test_a_shorter_bound_is_never_less(one: Consistency, bound: int) -> None:
    shorter = Consistency(kind=one.kind, bound=min(one.age, float(bound)))
    assert shorter.at_least(one)


@given(consistencies)
def test_strong_is_the_most_and_a_batch_of_any_age_the_least(one: Consistency) -> None:
    assert Consistency(kind=Class.STRONG).at_least(one)
    assert one.at_least(Consistency(kind=Class.BATCH))


CARDS = st.fixed_dictionaries(
    {},
    optional={
        "audience": st.sampled_from(["internal", "partner", "public"]),
        "retention": st.sampled_from(["1d", "7d", "30d"]),
        "sla": st.fixed_dictionaries(
            {},
            optional={
                "availability": st.sampled_from([99, 99.9]),
                "p95_ms": st.sampled_from([1, 2]),
            },
        ),
        "limits": st.fixed_dictionaries({}, optional={"page_max": st.sampled_from([10, 20])}),
    },
)


@given(CARDS, CARDS)
def test_there_and_back_are_as_many_changes_with_the_values_exchanged(old: dict, new: dict) -> None:  # type: ignore[type-arg] # JSON
    there = {(c.path, str(c.before), str(c.after)) for c in promise_changes(old, new)}
    back = {(c.path, str(c.after), str(c.before)) for c in promise_changes(new, old)}
    assert there == back
    assert promise_changes(old, old) == ()
