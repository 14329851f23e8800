"""What the standards of an estate find, and what they leave alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.facts.estate.builders import (
    ASYNCAPI,
    CARD,
    ESTATE,
    EVENT_CARD,
    OPENAPI,
    SYSTEMS,
    TEAMS,
    WHOLE,
    Texts,
    of,
)
from weighbridge_checks.facts.estate.durations import duration, spelled
from weighbridge_checks.facts.estate.reading import read_estate
from weighbridge_checks.verdicts.estate import STANDARDS, looked_at
from weighbridge_checks.verdicts.estate.consistency import needs_of, way_of
from weighbridge_checks.verdicts.estate.review import brought, reviewed
from weighbridge_checks.verdicts.standards import LINTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weighbridge_checks.verdicts.remark import Remark

TODAY = date(2026, 11, 25)
API = "apis/orders/1.0.0/contract.yaml"
EVENT = "events/order-events/1.0.0/contract.yaml"
NEEDS = "consumers/shop/needs.yaml"
CODES = "exceptions/catalogue.yaml"
LETTERS = "recordings/dead-letters.ndjson"
PAIRS = "pairs/completion.yaml"
PROMISED = CARD + "consistency: {class: read-your-writes}\nsla: {availability: 99.9, p95_ms: 800}\n"
TOLD = EVENT_CARD + "consistency: {class: eventual, bound: 30s}\nsla: {lag_p95: 30s}\n"
SOUND = {API: PROMISED, EVENT: TOLD}
CODE = (
    "code: ORD-A, queue: q, runbook: https://r.example, respond_within: 1h, resolve_within: 1d,"
    " owners: {business: customer-service, technical: finance}"
)
PAIR = (
    "  - {id: a, when: {event: order.created, system: erp, measure: n}, within: 2h, key: [orderId],"
    " quantities: equal,"
)
THEN = " then: {event: order.closed, system: erp, measure: n}, exception: ORD-A}\n"


def found(files: Mapping[str, str], today: date = TODAY) -> list[Remark]:
    return list(looked_at(of({**SOUND, **files}), today=today))


def said(files: Mapping[str, str], today: date = TODAY) -> list[str]:
    return [f"{r.rule} {r.source.file}:{r.source.line}: {r.message}" for r in found(files, today)]


def deprecated(text: str) -> dict[str, str]:
    return {API: PROMISED.replace("approved", "deprecated") + f"deprecation: {{{text}}}\n"}


def needs(text: str) -> dict[str, str]:
    return {NEEDS: f"consumer: shop\nneeds:\n  - {{id: n, {text}}}\n"}


def test_a_sound_estate_has_nothing_to_be_told() -> None:
    assert said({}) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {API: PROMISED + "oweners: {}\n"},
            [f"EST001 {API}:10: unknown key 'oweners'; did you mean 'owners'?"],
            id="an unknown key",
        ),
        pytest.param(
            {"systems.yaml": SYSTEMS.replace("team: finance", "team: fiance")},
            ["EST002 systems.yaml:2: there is no team 'fiance'; did you mean 'finance'?"],
            id="a dangling name",
        ),
        pytest.param(
            {API: PROMISED + "exceptions: [ORD-B]\n", CODES: f"exceptions: [{{{CODE}}}]\n"},
            [
                f"EXC010 {API}:10: there is no exception code 'ORD-B'; did you mean 'ORD-A'?",
                f"EXC011 {CODES}:1: no contract and no pair raises ORD-A",
            ],
            id="an unknown exception",
        ),
        pytest.param(
            {
                API: PROMISED + "exceptions: [ORD-A]\n",
                CODES: f"exceptions: [{{{CODE}}}]\n",
                LETTERS: '{"code":"ORD-A"}\n{"code":"ORD-B"}\n\n{"data":{"code":"ORD-B"}}\n',
            },
            [
                (
                    f"EXC010 {LETTERS}:2: there is no exception code 'ORD-B', which 2 dead letters"
                    " have; did you mean 'ORD-A'?"
                )
            ],
            id="dead letters of an unknown exception",
        ),
        pytest.param(
            {LETTERS: '{"headers":{"code":"ORD-B"}}\n'},
            [
                (
                    f"EXC010 {LETTERS}:1: there is no exception code 'ORD-B', which a dead letter"
                    " has; none is known"
                )
            ],
            id="a dead letter without any catalogue",
        ),
        pytest.param(
            {LETTERS: '{"code":"ORD-B"}\n{"cod":"ORD-B"}\n'},
            [f"EST001 {LETTERS}:2: 'code' is missing; a line is like "],
            id="a dead letter without a code",
        ),
        pytest.param({LETTERS: "", "recordings/http.ndjson": "no JSON"}, [], id="no dead letters"),
        pytest.param(
            {"teams.yaml": TEAMS.replace("{id: customer-service}", "{id: boss}")},
            [],
            id="an unknown owner is told by the review, as lint tells it too",
        ),
        pytest.param(
            {"apis/orders/1.0.0/openapi.yaml": "openapi: 3.1.0\npaths: [\n"},
            ["EST004 apis/orders/1.0.0/openapi.yaml:3: is not YAML: "],
            id="a document that can not be read",
        ),
        pytest.param(
            deprecated('deprecated_at: "2026-09-01"'),
            [
                (
                    f"DEP012 {API}:10: orders@1.0.0 is deprecated and does not say until when it"
                    " lives and what to use instead"
                )
            ],
            id="a deprecation without an end",
        ),
        pytest.param(
            deprecated(
                'deprecated_at: "2026-01-01", sunset: "2026-11-24", successor: order-events@1.0.0'
            ),
            [f"DEP010 {API}:10: orders@1.0.0 was to end on 2026-11-24, and is deprecated"],
            id="a sunset that is over",
        ),
        pytest.param(
            needs("contract: orders, at_least: strong"),
            [
                (
                    f"CONS002 {NEEDS}:3: shop (n) needs at least strong of orders@1.0.0, which"
                    " promises read-your-writes"
                )
            ],
            id="a class that is too weak",
        ),
        pytest.param(
            needs("contract: orders, within: 5s"),
            [
                (
                    f"CONS004 {NEEDS}:3: shop (n) needs it within 5s, and nobody says how long"
                    " 'orders' takes"
                )
            ],
            id="a step without a bound",
        ),
        pytest.param(
            needs(
                "contract: orders, within: 1m,"
                " path: [{contract: order-events}, {delay: cache, bound: 31s}]"
            ),
            [
                (
                    f"CONS003 {NEEDS}:3: shop (n) needs it within 1m, and the way takes 61s:"
                    " order-events 30s + cache 31s"
                )
            ],
            id="a way that is too long",
        ),
        pytest.param(
            needs(
                "contract: orders, within: 30s,"
                " path: [{contract: order-events}, {contract: orders}, {delay: cache, bound: 1s}]"
            ),
            [
                (
                    f"CONS003 {NEEDS}:3: shop (n) needs it within 30s, and the way takes at least"
                    " 31s: order-events 30s + orders unknown + cache 1s"
                )
            ],
            id="a way that is too long whatever the unknown part is",
        ),
        pytest.param(
            needs("contract: orders, p95_ms: 300, availability: 99.95"),
            [
                (
                    f"SLA002 {NEEDS}:3: shop (n) needs 300 ms (p95_ms) of orders@1.0.0, which"
                    " promises 800 ms"
                ),
                (
                    f"SLA002 {NEEDS}:3: shop (n) needs 99.95 % (availability) of orders@1.0.0,"
                    " which promises 99.9 %"
                ),
            ],
            id="a service level that is too low",
        ),
        pytest.param(
            {API: CARD},
            [f"SLA003 {API}:4: orders@1.0.0 promises no consistency and no sla"],
            id="no promise",
        ),
        pytest.param(
            {"estate.yaml": ESTATE + "  max_bound: {internal: 15s}\n"},
            [f"CONS005 {EVENT}:8: order-events@1.0.0 is bounded by 30s, and 15s is the most"],
            id="an audience of which the card says nothing is internal",
        ),
        pytest.param(
            {
                "estate.yaml": ESTATE + "  max_bound: {partner: 15s}\n",
                EVENT: TOLD + "audience: partner\n",
            },
            [f"CONS005 {EVENT}:8: order-events@1.0.0 is bounded by 30s, and 15s is the most"],
            id="a bound that the policy does not allow",
        ),
        pytest.param(
            {"estate.yaml": ESTATE + "  required_families: {counts: [inventory.count.recorded]}\n"},
            [
                (
                    "COV001 estate.yaml:4: gap in counts: inventory.count.recorded is not covered;"
                    " no event contract carries it"
                )
            ],
            id="a gap",
        ),
        pytest.param(
            {
                "estate.yaml": ESTATE + "  required_families: {orders: [order.created]}\n",
                EVENT: TOLD.replace("approved", "proposed"),
            },
            [
                (
                    "COV001 estate.yaml:4: gap in orders: order.created is not covered;"
                    " order-events@1.0.0 carries it, and is not approved"
                )
            ],
            id="a gap until it is approved",
        ),
        pytest.param(
            {
                "estate.yaml": ESTATE + "  required_families: {orders: [order.created]}\n",
                EVENT: TOLD.replace("consumers: [shop]", "consumers: []"),
            },
            [
                (
                    "COV001 estate.yaml:4: gap in orders: order.created is not covered;"
                    " order-events@1.0.0 carries it and names no consumer"
                )
            ],
            id="a gap as nobody listens",
        ),
        pytest.param(
            {
                API: PROMISED + "exceptions: [ORD-A]\n",
                CODES: "exceptions:\n  - {code: ORD-A, retryable: true}\n",
            },
            [
                f"EXC001 {CODES}:2: ORD-A has no business and no technical owner",
                f"EXC002 {CODES}:2: ORD-A waits in no queue",
                f"EXC003 {CODES}:2: ORD-A does not say when somebody responds",
                f"EXC004 {CODES}:2: ORD-A can be retried and does not say how",
                f"EXC004 {CODES}:2: ORD-A has no runbook",
            ],
            id="an exception of nobody",
        ),
        pytest.param(
            {
                API: PROMISED + "exceptions: [ORD-A]\n",
                CODES: f"exceptions: [{{{CODE.replace('1h', '2d')}}}]\n",
            },
            [f"EXC003 {CODES}:1: ORD-A is to be resolved within 1d, and responded to in 2d"],
            id="times in the wrong order",
        ),
        pytest.param(
            {PAIRS: f"pairs:\n{PAIR}{THEN}", CODES: f"exceptions: [{{{CODE}}}]\n"},
            [],
            id="a sound pair",
        ),
        pytest.param(
            {
                PAIRS: f"pairs:\n{PAIR.replace('system: erp', 'system: shop')}{THEN}",
                CODES: f"exceptions: [{{{CODE}}}]\n",
            },
            [f"PAIR001 {PAIRS}:2: a: shop does not send order.created; erp does"],
            id="a pair with a stranger",
        ),
        pytest.param(
            {
                PAIRS: f"pairs:\n{PAIR} then: {{event: order.created, system: erp}}}}\n",
            },
            [
                f"PAIR002 {PAIRS}:2: a: both ends are order.created",
                f"PAIR002 {PAIRS}:2: a: quantities are compared, and 'then' names no measure",
                f"PAIR003 {PAIRS}:2: a raises no exception when it does not complete",
            ],
            id="a pair with itself",
        ),
        pytest.param(
            {
                PAIRS: f"pairs:\n{PAIR}{THEN}".replace("measure: n", "measure: 'lines[].n'"),
                CODES: f"exceptions: [{{{CODE}}}]\n",
                "events/order-events/1.0.0/asyncapi.yaml": ASYNCAPI.replace(
                    "{type: object}",
                    "{type: object, properties: {data: {$ref: '#/components/schemas/D'}}}",
                )
                + "  schemas:\n"
                + "    D: {allOf: [{properties: {orderId: {}, lines: {items: {$ref: '#/N'}}}}]}\n"
                + "N: {properties: {n: {}}}\n",
            },
            [],
            id="a measure below references and parts",
        ),
        pytest.param(
            {
                PAIRS: f"pairs:\n{PAIR}{THEN}",
                CODES: f"exceptions: [{{{CODE}}}]\n",
                "events/order-events/1.0.0/asyncapi.yaml": ASYNCAPI.replace(
                    "{title: order.created, payload: {type: object}}",
                    "{title: order.created, payload: {properties: {orderId: {}, qty: {}}}}",
                ),
            },
            [f"PAIR004 {PAIRS}:2: a: order.created has no field 'n' (order-events@1.0.0)"],
            id="a measure that no event carries",
        ),
        pytest.param(
            {API: PROMISED + "resilience: {retry: {attempts: 2}, dead_letter: {queue: q}}\n"},
            [
                f"RES001 {API}:10: orders@1.0.0: retries have no timeout and no wait",
                f"RES003 {API}:10: orders@1.0.0: dead letters can not be replayed",
            ],
            id="retries without a pause",
        ),
        pytest.param(
            {
                API: PROMISED + "resilience: {timeout: 2s}\n",
                "systems.yaml": SYSTEMS.replace("team: finance", "team: finance, critical: true"),
            },
            [f"RES005 {API}:10: orders@1.0.0: erp is critical, and there is no fallback"],
            id="a critical system",
        ),
        pytest.param(
            {EVENT: TOLD + "retention: 30d\n"},
            [f"VER011 {EVENT}:10: order-events@1.0.0 keeps events for 30d, and has no day"],
            id="a log without days",
        ),
    ],
)
def test_what_the_standards_say(files: dict[str, str], expected: list[str]) -> None:
    told = said(files)
    assert len(told) == len(expected), told
    for line, start in zip(sorted(told), sorted(expected), strict=True):
        assert line.startswith(start)


# -- sunsets


HISTORY = """\
deprecation:
  deprecated_at: "2026-01-01"
  sunset: "{last}"
  successor: order-events@1.0.0
  history:
    - {{announced_at: "2026-01-01", sunset: "2026-12-11"}}
    - {{announced_at: "2026-11-01", sunset: "{last}"}}
"""


def test_a_sunset_that_moves_to_a_later_day_is_told_with_both_days() -> None:
    text = PROMISED.replace("approved", "deprecated") + HISTORY.format(last="2027-03-31")
    (remark,) = found({API: text})
    assert (remark.rule, str(remark.severity)) == ("DEP011", "info")
    assert remark.message == (
        "the sunset of orders@1.0.0 was moved once: 2026-12-11 (announced 2026-01-01), then"
        " 2027-03-31 (announced 2026-11-01)"
    )
    assert len(remark.evidence) == 2


def test_a_sunset_that_moves_to_an_earlier_day_is_refused_and_tells_whom_it_hits() -> None:
    text = PROMISED.replace("approved", "deprecated") + HISTORY.format(last="2026-11-30")
    refused, _ = found({API: text})
    assert (refused.rule, refused.source.line) == ("DEP008", 16)
    assert refused.message == (
        "orders@1.0.0: the sunset was brought forward from 2026-12-11 to 2026-11-30, with 29 days"
        " of notice; internal contracts have 90d"
    )
    assert [c.name for c in refused.consumers] == ["shop"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('sunset: "2027-03-31"\n', 'sunset: "2027-04-01"\n', "the sunset is 2027-04-01, and the"),
        ('announced_at: "2026-11-01"', 'announced_at: "2025-11-01"', "stands after that of"),
        ('sunset: "2026-12-11"', 'sunset: "2025-12-11"', "a sunset was announced that was over"),
    ],
)
def test_a_history_that_can_not_be_is_refused(old: str, new: str, words: str) -> None:
    text = PROMISED.replace("approved", "deprecated") + HISTORY.format(last="2027-03-31")
    changed = text.replace(old, new)
    assert changed != text
    assert any(words in line and line.startswith("DEP008") for line in said({API: changed}))


USAGE = """\
as_of: "2026-11-24"
uses:
  - {{contract: orders, version: 1.0.0, consumer: shop, environment: production,
     last_seen: "{day}"}}
"""


@pytest.mark.parametrize(
    ("day", "policy", "refused"),
    [
        ("2026-11-24", "", True),
        ("2026-10-26", "", True),
        ("2026-10-25", "", False),
        ("2026-11-24", "  retire_after: 0d\n", False),
        ("2026-09-01", "  retire_after: 90d\n", True),
    ],
)
def test_a_version_is_not_retired_while_it_is_used(day: str, policy: str, *, refused: bool) -> None:
    files = {
        API: PROMISED.replace("approved", "retired"),
        "usage.yaml": USAGE.format(day=day),
        "estate.yaml": ESTATE + policy,
    }
    remarks = found(files)
    assert [r.rule for r in remarks] == (["DEP009"] if refused else [])
    if refused:
        assert [(c.name, c.environments) for c in remarks[0].consumers] == [
            ("shop", ("production",))
        ]
        assert remarks[0].related[0].file == "usage.yaml"


def test_a_version_is_not_retired_before_its_sunset() -> None:
    text = PROMISED.replace("approved", 'retired\nretired_at: "2026-11-01"')
    text += 'deprecation: {deprecated_at: "2026-01-01", sunset: "2026-12-31"}\n'
    assert said({API: text}) == [
        f"DEP009 {API}:5: orders@1.0.0 was retired on 2026-11-01, before its sunset 2026-12-31"
    ]


# -- the log


def ladder(*kinds: str | None, days: tuple[str, ...], topic: str = "orders") -> dict[str, str]:
    """Versions of one event whose `by` is of some type, or not there."""
    files = {}
    for number, kind in enumerate(kinds, 1):
        version = f"{number}.0.0"
        folder = f"events/order-events/{version}"
        day = f'published_at: "{days[number - 1]}"\n' if number <= len(days) else ""
        status = "approved" if day else "proposed"
        files[f"{folder}/contract.yaml"] = (
            TOLD.replace("1.0.0", version).replace("approved", status) + f"retention: 30d\n{day}"
        )
        by = f", by: {{type: {kind}}}" if kind else ""
        field = f"{{type: object, properties: {{id: {{type: string}}{by}}}}}"
        last = topic if number == len(kinds) else "orders"
        files[f"{folder}/asyncapi.yaml"] = (
            ASYNCAPI.replace("1.0.0", version)
            .replace("payload: {type: object}", f"payload: {field}")
            .replace("address: orders", f"address: {last}")
        )
    return files


def test_a_reader_of_a_new_version_reads_all_that_the_log_holds() -> None:
    files = ladder("integer", None, "string", days=("2026-01-01", "2026-11-20"))
    (first, *_) = told = found(files)
    assert {r.rule for r in told} == {"VER010"}
    assert first.message.startswith("order-events@3.0.0 can not read order-events@1.0.0 in the log")
    assert [c.name for c in first.consumers] == ["shop"]
    assert "by" in first.evidence or "by" in str(first.evidence)


def test_what_the_log_has_lost_need_not_be_read() -> None:
    files = ladder("integer", None, "string", days=("2026-01-01", "2026-10-25"))
    assert said(files) == []
    assert said(files, date(2026, 11, 24)) != []


def test_what_travels_on_another_topic_need_not_be_read() -> None:
    days = ("2026-01-01", "2026-11-20")
    assert said(ladder("integer", None, "string", days=days, topic="orders.v3")) == []


def test_a_version_without_a_day_may_still_be_in_the_log() -> None:
    files = ladder("integer", None, "string", days=())
    assert {r.rule for r in found(files)} == {"VER010"}


# -- budgets


bounds = st.lists(st.integers(0, 3600), min_size=1, max_size=6)


@given(bounds, st.integers(0, 10_000))
def test_a_way_is_as_long_as_its_steps_together(seconds: list[int], need: int) -> None:
    path = ", ".join(f"{{delay: step {i}, bound: {s}s}}" for i, s in enumerate(seconds))
    estate = of({**SOUND, **needs(f"contract: orders, within: {need}s, path: [{path}]")})
    (one,) = needs_of(estate)
    assert way_of(estate, one).total == sum(seconds)
    late = [r for r in looked_at(estate, today=TODAY) if r.rule == "CONS003"]
    assert bool(late) == (sum(seconds) > need)


@given(bounds, st.data())
def test_a_further_step_never_makes_a_way_shorter(seconds: list[int], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(seconds)))
    longer = [*seconds[:at], data.draw(st.integers(0, 100)), *seconds[at:]]
    totals = []
    for steps in (seconds, longer):
        path = ", ".join(f"{{delay: step, bound: {s}s}}" for s in steps)
        estate = of({**SOUND, **needs(f"contract: orders, within: 1s, path: [{path}]")})
        (one,) = needs_of(estate)
        totals.append(way_of(estate, one).total)
    assert totals[0] is not None
    assert totals[1] is not None
    assert totals[1] >= totals[0]


@given(st.integers(0, 10**8), st.sampled_from(["ms", "s", "m", "h", "d"]))
def test_a_duration_is_spelled_as_another_that_is_as_long(number: int, unit: str) -> None:
    one = duration(f"{number}{unit}")
    assert duration(spelled(one.seconds)).seconds == pytest.approx(one.seconds)


@pytest.mark.parametrize("text", ["", "s", "5 s", "-5s", "1.5h", "٣s"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no duration"):
        duration(text)


# -- the review


def test_a_policy_sets_severities_and_switches_off() -> None:
    files = {**SOUND, API: CARD, "estate.yaml": ESTATE + "  severities: {SLA: error}\n"}
    assert [str(r.severity) for r in reviewed(of(files), today=TODAY).remarks] == ["error"]
    files["estate.yaml"] = ESTATE + "  severities: {SLA: error, SLA003: 'off'}\n"
    assert reviewed(of(files), today=TODAY).remarks == ()


def test_what_a_proposal_brings_is_what_was_not_there_before() -> None:
    before = reviewed(of({**SOUND, API: CARD}), today=TODAY)
    now = reviewed(of({**SOUND, API: CARD, **needs("contract: orders, p95_ms: 1")}), today=TODAY)
    assert [r.rule for r in brought(now, before).remarks] == ["SLA002"]


def test_an_owner_who_is_nobody_is_told_once() -> None:
    files = {**SOUND, "teams.yaml": TEAMS.replace("{id: customer-service}", "{id: boss}")}
    remarks = reviewed(of(files), today=TODAY).remarks
    assert [(r.rule, r.source.file) for r in remarks] == [("OWN001", API), ("OWN001", EVENT)]
    again = reviewed(of(files), remarks, today=TODAY).remarks
    assert len(again) == 2


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
def test_a_page_says_what_is_demanded_why_and_what_to_do(standard: object) -> None:
    page = standard.page  # type: ignore[attr-defined] # a Standard
    said = [p for p in page.split("\n\n") if not p.startswith((" ", "bad:", "good:"))]
    assert len(said) >= 3
    assert said[0].endswith(".")
    assert "\n" not in said[0]
    assert said[-1].startswith(("Instead, ", "Nothing has to be done"))


def test_no_standard_has_the_id_of_another_house() -> None:
    assert not STANDARDS.keys() & LINTED.keys()


def test_an_estate_without_anything_is_read() -> None:
    estate = read_estate(Texts({"estate.yaml": "name: Acme\n"}))
    assert list(looked_at(estate, today=TODAY)) == []
    assert WHOLE.keys() >= {"estate.yaml"}
    assert OPENAPI.startswith("openapi")
