"""Recordings: one JSON object on each line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.formats.encoding import utf8
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.formats.json_text import decode
from weighbridge_checks.facts.formats.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def objects(data: bytes, *, name: str, each: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a recording with their lines; `each` says what one is, such as `event`.

    Raises `UnreadableContractError` for a line that is no object.
    """
    for number, line in enumerate(utf8(data, name).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            said = decode(line, file=name, limits=LIMITS)
        except UnreadableContractError as error:
            raise UnreadableContractError(name, error.reason, number, error.column) from error
        if not isinstance(said, dict):
            reason = f"a line is a JSON object for one {each}"
            raise UnreadableContractError(name, reason, number, 1)
        yield number, said
