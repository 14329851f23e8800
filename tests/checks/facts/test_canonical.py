"""JSON values as bytes: two encoders, one spelling."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge_checks.facts.canonical import by_library, canonical

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_both_encoders_write_the_same_bytes_or_the_quick_one_is_not_asked(value: Any) -> None:
    assert by_library(value) in (None, msgspec.json.encode(value, order="sorted"))


@pytest.mark.parametrize(
    ("value", "data"),
    [
        pytest.param({"b": [1, None], "a": True}, b'{"a":true,"b":[1,null]}', id="keys in order"),
        pytest.param({"\uffff": 1, "😀": 2}, '{"\uffff":1,"😀":2}'.encode(), id="by code points"),
        pytest.param(1.0, b"1.0", id="a float stays one"),
        pytest.param(1e22, b"1e22", id="an exponent"),
        pytest.param(10**30, b"1" + b"0" * 30, id="a great number"),
    ],
)
def test_a_value_has_one_spelling(value: Any, data: bytes) -> None:
    assert canonical(value) == data
