"""Identifiers and codes: known good ones pass, known bad ones are told with what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge_checks.facts import identifiers

GOOD = [
    ("gtin", "96385074"),  # GTIN-8
    ("gtin", "036000291452"),  # GTIN-12
    ("gtin", "9521110153000"),
    ("gtin", "9521110153017"),
    ("gtin", "4006381333931"),
    ("gtin", "19521110153007"),
    ("gtin", "09521110153000"),
    ("gln", "9521321000001"),
    ("gln", "9521456000013"),
    ("sscc", "095213210000000018"),
    ("sscc", "106141411234567897"),
    ("currency", "USD"),
    ("currency", "JPY"),
    ("country", "DE"),
    ("country", "ZZ"),  # left to everybody's own use
    ("region", "US-IL"),
    ("unit", "EA"),
    ("unit", "H87"),
    ("unit", "KGM"),
    ("unlocode", "USCHI"),
    ("unlocode", "XZSEA"),
    ("timezone", "America/Chicago"),
    ("timezone", "America/Argentina/Buenos_Aires"),
    ("timezone", "UTC"),
    ("date", "2024-02-29"),
    ("date-time", "2026-01-31T08:00:00Z"),
    ("date-time", "2026-01-31T08:00:00.123+05:30"),
    ("date-time", "2016-12-31T23:59:60Z"),
    ("uuid", "7a4f3c1e-52a6-4c0e-9a57-0d6b7c1f2e10"),
    ("decimal", "-12.50"),
    ("money", {"amount": "12.50", "currency": "USD"}),
    ("money", {"amount": "12.5000", "currency": "USD"}),
    ("money", {"amount": "1250", "currency": "JPY"}),
    ("money", {"amount": "1.250", "currency": "KWD"}),
    ("quantity", {"value": "24", "uom": "EA"}),
    ("quantity", {"value": "24.0", "uom": "EA"}),
    ("quantity", {"value": "0.25", "uom": "KGM"}),
]
BAD = [
    ("gtin", "9521110153001", "check digit of '9521110153001' is 0, not 1"),
    ("gtin", "952111015300", "check digit"),
    ("gtin", "95211101530001", "check digit"),
    ("gtin", "123", "8, 12, 13 or 14 digits, and this has 3"),
    ("gtin", 9521110153000, "is a text"),
    ("gtin", "952111015300O", "digits only"),
    ("gtin", "٩٥٢١١١٠١٥٣٠٠٠", "digits only"),
    ("gln", "9521321000019", "check digit"),
    ("sscc", "095213210000000019", "check digit"),
    ("currency", "usd", "no currency"),
    ("currency", "EURO", "no currency"),
    ("country", "UK", "no country"),
    ("region", "Illinois", "no region"),
    ("region", "UK-LND", "no country"),
    ("unit", "EACH", "write 'EA'"),
    ("unit", "kg", "write 'KGM'"),
    ("unit", "pallets", "no unit"),
    ("unlocode", "USCH1", "no place"),
    ("timezone", "CST6", "no time zone"),
    ("date", "2026-02-29", "no date"),
    ("date", "31.01.2026", "no date"),
    ("date-time", "2026-01-31T08:00:00", "no time with offset"),
    ("date-time", "2026-13-31T08:00:00Z", "no time with offset"),
    ("uuid", "100042", "no UUID"),
    ("decimal", 12.5, "no decimal number"),
    ("decimal", "12,50", "no decimal number"),
    ("money", {"amount": "12.505", "currency": "USD"}, "2 decimals"),
    ("money", {"amount": "12.50", "currency": "JPY"}, "0 decimals"),
    ("money", {"amount": 12.5, "currency": "USD"}, "no decimal number"),
    ("money", "12.50 USD", "an amount and a currency"),
    ("quantity", {"value": "0.5", "uom": "EA"}, "whole things"),
    ("quantity", {"value": "1", "uom": "EACH"}, "write 'EA'"),
]


@pytest.mark.parametrize(("format_", "value"), GOOD)
def test_what_is_possible_is_not_told(format_: str, value: Any) -> None:
    assert identifiers.wrong(format_, value) is None


@pytest.mark.parametrize(("format_", "value", "told"), BAD)
def test_what_is_impossible_is_told_with_what_is_wrong(format_: str, value: Any, told: str) -> None:
    assert told in str(identifiers.wrong(format_, value))


@given(st.text("0123456789", min_size=7, max_size=13), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_never_passes(body: str, where: int, by: int) -> None:
    number = body + str(identifiers.check_digit(body))
    where %= len(number)
    wrong = f"{number[:where]}{(int(number[where]) + by) % 10}{number[where + 1 :]}"
    assert identifiers.check_digit(wrong[:-1]) != int(wrong[-1])


@given(st.text("0123456789", min_size=13, max_size=13))
def test_a_gtin_with_zeros_before_it_is_the_same_number(body: str) -> None:
    number = body[:12] + str(identifiers.check_digit(body[:12]))
    assert identifiers.wrong("gtin", number) is None
    assert identifiers.wrong("gtin", f"0{number}") is None


@given(
    st.sampled_from(
        sorted({format_ for format_, _ in GOOD} | {"uri", "a format that nobody knows"})
    ),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    ),
)
def test_whatever_the_value_is_the_answer_is_a_sentence_or_nothing(
    format_: str, value: Any
) -> None:
    said = identifiers.wrong(format_, value)
    assert said is None or isinstance(said, str)


def test_the_samples_of_a_format_are_possible() -> None:
    for format_, values in identifiers.SAMPLES.items():
        for value in values:
            assert identifiers.wrong(format_, value) is None
