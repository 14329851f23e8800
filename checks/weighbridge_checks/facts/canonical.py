"""JSON values as bytes that do not depend on the order of their keys.

The standard library writes what a small document says before msgspec could be imported; a large
one is read by msgspec, which then writes it ten times as fast. Both write the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

_written = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
#: a number with an exponent, which the two do not write alike, or a text that looks like one
_EXPONENT = re.compile(r"[0-9]e[+-]")


def canonical(value: Any) -> bytes:
    """The bytes of a value."""
    data = None if "msgspec" in sys.modules else by_library(value)
    if data is not None:
        return data
    import msgspec  # noqa: PLC0415 - its import takes a while

    return msgspec.json.encode(value, order="sorted")


def by_library(value: Any) -> bytes | None:
    """The bytes as the standard library writes them; None where msgspec may write others."""
    text = _written(value)
    return None if _EXPONENT.search(text) else text.encode()
