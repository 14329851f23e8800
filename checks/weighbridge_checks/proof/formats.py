"""Formats where they are asserted: which values have one, and which format holds all of another."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from weighbridge_checks.facts.dialect import ASSERTED, RANGES
from weighbridge_checks.proof.validation import validated

#: formats of which the second holds every value of the first
_INSIDE = frozenset(
    {
        ("uri", "uri-reference"),
        ("uri", "iri"),
        ("uri", "iri-reference"),
        ("uri-reference", "iri-reference"),
        ("iri", "iri-reference"),
        ("email", "idn-email"),
        ("hostname", "idn-hostname"),
        ("int32", "int64"),
    }
)

#: texts that have one format or another, or none: the edges at which they part
TEXTS = (
    "", "a", "%%", "{", "\n", "~", "1.5.", "[", "a b", "/a", "a/b", "#", "2026-01-31",
    "2026-01-31T12:00:00Z", "2026-01-31 12:00:00", "12:00:00Z", "12:00:00", "P1D", "a@example.org",
    "a@b", "ä@example.org", "example.org", "bücher.example", "-a-", "192.0.2.1", "192.0.2.256",
    "2001:db8::1", "::ffff:192.0.2.1", "https://example.org/a", "https://example.org/ä", "urn:a:b",
    "00000000-0000-4000-8000-000000000000", "00000000000040008000000000000000", "0", "0#", "/a~0b",
    "/a~b", "a{b}", "{a", "^a$", "(a",
)  # fmt: skip


def inside(own: str, wanted: str) -> bool:
    """Whether every value of one format is one of another."""
    return own == wanted or (own, wanted) in _INSIDE


def has(value: Any, named: str) -> bool:
    """Whether a value has a format; of values of other types none asks anything."""
    if named in RANGES:
        low, high = RANGES[named]
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return not number or low <= value <= high
    return bool(_validator(named).is_valid(value))


@lru_cache(maxsize=100)
def _validator(named: str) -> Any:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "format": named}
    return validated(schema, formats=True)


__all__ = ["ASSERTED", "RANGES", "TEXTS", "has", "inside"]
