"""JSON written down: so that equal values have equal digests, and so that nothing is lost."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """Keys in order, no space, nothing but ASCII."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii")


def written(value: Any) -> bytes:
    """A JSON value in the order that it has, so that a report reads as it was made.

    ASCII, since a document may hold half of a character, which no other encoding takes.
    """
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")


def digest(value: Any) -> str:
    """The sha-256 of a JSON value, in hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()
