"""Files that come by a schedule: missing, late and torn ones are told, and no others."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.facts.estate.builders import of, told
from weighbridge_checks.facts.estate.deliveries import due_times
from weighbridge_checks.facts.estate.files import parse_file
from weighbridge_checks.verdicts.estate import looked_at
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.promises import weigh_promises

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.finding import Finding

FOLDER = "schemas/stock/1.0.0"
CARD = f"{FOLDER}/contract.yaml"
RECORDED = "recordings/deliveries.ndjson"
WHOLE = "file: 's-{date}.csv', format: csv, records: trailer, checksum: sha256"


def card(delivery: str) -> str:
    return (
        "id: stock\nversion: 1.0.0\nkind: schema\nstatus: approved\nproviders: [erp]\n"
        "consumers: [shop]\nowners: {business: customer-service, technical: finance}\n"
        "consistency: {class: batch}\nsla: {freshness: 24h}\n"
        f"delivery: {{{delivery}}}\n"
    )


def came(when: str, **more: Any) -> str:
    return json.dumps(
        {"contract": "stock", "file": "s.csv", "received_at": f"2026-03-{when}:00-06:00", **more}
    )


def said(*lines: str, delivery: str = f"{WHOLE}, schedule: daily 05:00, within: 30m") -> list[str]:
    files = {
        CARD: card(delivery),
        f"{FOLDER}/stock.json": '{"type": "object"}',
        RECORDED: "\n".join(lines),
    }
    estate = of(files)
    assert estate.troubles == ()
    found = looked_at(estate, today=date(2026, 11, 25))
    mine = (r for r in found if r.rule.startswith("BAT"))
    return [f"{r.rule}:{r.source.line} {r.message}" for r in mine]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((), id="nothing was recorded"),
        pytest.param((came("02T05:30"),), id="at the last minute"),
        pytest.param((came("02T04:10"), came("03T05:00")), id="before its time"),
        pytest.param((came("02T05:01"), came("03T04:59"), came("03T05:20")), id="twice"),
        pytest.param((came("02T05:01"), came("03T00:10")), id="the next one is not due yet"),
        pytest.param(
            (came("02T05:01", records=7, records_said=7, checksum="a", checksum_said="a"),),
            id="whole",
        ),
        pytest.param((came("02T05:01", records=7), came("03T05:01")), id="it says no number"),
    ],
)
def test_files_that_come_in_time_and_whole_are_left_alone(lines: tuple[str, ...]) -> None:
    assert said(*lines) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            (came("02T05:01"), came("04T05:01")),
            ["BAT002:1 stock@1.0.0: no file came for 2026-03-03, due at 05:00"],
            id="missing",
        ),
        pytest.param(
            (came("02T05:01"), came("02T23:00"), came("04T00:01")),
            ["BAT002:2 stock@1.0.0: no file came for 2026-03-03, due at 05:00"],
            id="missing, told at the last one that came",
        ),
        pytest.param(
            (came("02T05:31"),),
            [
                (
                    "BAT003:1 stock@1.0.0: the file for 2026-03-02 came 31 minutes after 05:00; 30m"
                    " is the most"
                )
            ],
            id="late",
        ),
        pytest.param(
            (came("02T05:01"), came("04T05:00", **{"for": "2026-03-03"}), came("04T05:01")),
            [
                (
                    "BAT003:2 stock@1.0.0: the file for 2026-03-03 came 1440 minutes after 05:00;"
                    " 30m is the most"
                )
            ],
            id="a day late, as it says itself",
        ),
        pytest.param(
            (came("02T05:01", records=6, records_said=7, checksum="a", checksum_said="b"),),
            [
                "BAT004:1 stock: 's.csv' has 6 records and says 7",
                "BAT004:1 stock: 's.csv' has another checksum than was told",
            ],
            id="torn",
        ),
    ],
)
def test_what_is_missing_late_or_torn_is_told(lines: tuple[str, ...], expected: list[str]) -> None:
    assert said(*lines) == expected


def test_a_schedule_of_working_days_has_none_on_a_weekend() -> None:
    days = f"{WHOLE}, schedule: weekdays 05:00"
    friday, monday = came("06T05:00"), came("09T05:00")
    assert said(friday, monday, delivery=days) == []
    assert len(said(friday, monday)) == 2


def test_a_file_that_tells_nothing_of_itself_is_a_doubt() -> None:
    bare = "file: s.csv, format: csv, schedule: daily 05:00"
    assert said(delivery=bare) == [
        "BAT001:10 stock@1.0.0: a file tells no number of records and no checksum"
    ]
    assert said(delivery=f"{bare}, checksum: md5") == [
        "BAT001:10 stock@1.0.0: a file tells no number of records"
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (came("02T05:01", contract="stok"), "there is no contract 'stok'; did you mean 'stock'?"),
        ('{"contract": "stock", "file": "s"}', "'received_at' is missing; a line is like"),
        (came("02T25:01"), "'received_at' and 'for' have to be an instant and a day"),
        (came("02T05:01", **{"for": "soon"}), "'received_at' and 'for' have to be"),
        (came("02T05:01", records="7"), "'records' has to be a whole number"),
        ("[]", "a line is a JSON object for one file"),
    ],
)
def test_a_recording_is_read_strictly(line: str, words: str) -> None:
    files = {
        CARD: card(f"{WHOLE}, schedule: daily 05:00"),
        f"{FOLDER}/stock.json": "{}",
        RECORDED: f"{came('02T05:01')}\n{line}\n",
    }
    troubles = told(of(files))
    assert [t.partition(": ")[2][: len(words)] for t in troubles] == [words]
    assert all(t.startswith(f"{RECORDED}:2:1: ") for t in troubles)


@pytest.mark.parametrize("schedule", ["nightly 05:00", "daily 5:00", "daily 24:00", "daily"])
def test_a_schedule_that_nobody_can_keep_is_refused(schedule: str) -> None:
    files = {CARD: card(f"{WHOLE}, schedule: {schedule}"), f"{FOLDER}/stock.json": "{}"}
    assert any("'schedule' has to be a schedule such as daily 05:00" in t for t in told(of(files)))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_a_file_is_due_on_each_day_of_its_schedule_and_on_no_other(
    start: date, length: int
) -> None:
    days = [start + timedelta(days=n) for n in range(length)]
    daily, week, mondays = (
        list(due_times({"schedule": f"{which} 05:30", "within": "45m"}, days))
        for which in ("daily", "weekdays", "monday")
    )
    assert [due.day for due in daily] == days
    assert [due.day for due in week] == [d for d in days if d.isoweekday() <= 5]
    assert [due.day for due in mondays] == [d for d in days if d.isoweekday() == 1]
    for due in daily:
        assert due.at == datetime(due.day.year, due.day.month, due.day.day, 5, 30)  # noqa: DTZ001 - by the clock of a place
        assert due.latest - due.at == timedelta(minutes=45)


# -- what is promised of a file


def weighed(old: str, new: str) -> list[Finding]:
    files = []
    for text in (old, new):
        file, troubles = parse_file("contract", card(text).encode(), "contract.yaml")
        assert file is not None, troubles
        files.append(file)
    old_card, new_card = files
    return list(weigh_promises(old_card, new_card))


PROMISED = f"{WHOLE}, schedule: daily 05:00, within: 30m"


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        ("daily 05:00", "daily 06:00", Severity.ERROR),
        ("daily 05:00", "daily 04:00", Severity.ERROR),
        ("within: 30m", "within: 31m", Severity.ERROR),
        ("within: 30m", "within: 29m", Severity.INFO),
        (", within: 30m", "", Severity.INFO),
        ("format: csv", "format: xml", Severity.ERROR),
        ("s-{date}.csv", "t-{date}.csv", Severity.ERROR),
        ("records: trailer, ", "", Severity.ERROR),
        ("checksum: sha256", "checksum: sha512", Severity.ERROR),
    ],
)
def test_a_file_that_comes_otherwise_breaks_who_waits_for_it(
    old: str, new: str, severity: Severity
) -> None:
    assert old in PROMISED
    (finding,) = weighed(PROMISED, PROMISED.replace(old, new))
    assert finding.severity is severity
    if severity is Severity.ERROR:
        assert finding.rule == "delivery-changed"
        assert [consumer.name for consumer in finding.consumers] == ["shop"]


def test_a_later_hour_without_a_word_about_being_late_is_more() -> None:
    (finding,) = weighed(PROMISED.replace(", within: 30m", ""), PROMISED)
    assert (finding.rule, finding.severity) == ("delivery-changed", Severity.ERROR)
