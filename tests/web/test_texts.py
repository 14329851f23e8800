from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from weighbridge_web.texts import LONGEST, difference

PACTS = st.dictionaries(st.text(max_size=5), st.integers() | st.lists(st.text(max_size=5)))


def written(value: Any, indent: int | None = None) -> bytes:
    return json.dumps(value, indent=indent).encode()


@given(PACTS)
def test_layout_is_no_difference(pact: dict[str, Any]) -> None:
    assert difference(written(pact), written(pact, indent=4)) == ()


@given(PACTS, PACTS)
def test_where_texts_differ_a_line_says_so(old: dict[str, Any], new: dict[str, Any]) -> None:
    told = difference(written(old), written(new))
    assert told is not None
    same = json.dumps(old) == json.dumps(new)
    assert same == (not any(line.sign != " " for line in told))


def test_what_is_too_long_is_not_compared() -> None:
    assert difference(written(list(range(LONGEST))), written([])) is None
