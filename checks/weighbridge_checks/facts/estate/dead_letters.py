"""Recordings of dead letters: messages that nobody could process, each with the code of why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.document import Location
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.formats.json_lines import objects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: where a line may say its code: itself, as an event in its data, as a message in its headers
_PARTS = ("", "data", "headers")


class DeadLetter(NamedTuple):
    """One message that was put aside."""

    code: str
    at: Location


def read_dead_letters(data: bytes, *, name: str) -> tuple[DeadLetter, ...]:
    """Read a recording. A line is `{"code": …}`, with whatever else was recorded.

    A line may as well be an event whose `data`, or a message whose `headers`, have the code. One
    without any line says that nothing was put aside. Raises `UnreadableContractError` for a line
    that has no code.
    """
    return tuple(_letters(data, name)) if data.strip() else ()


def _letters(data: bytes, name: str) -> Iterator[DeadLetter]:
    for number, said in objects(data, name=name, each="dead letter"):
        code = next((c for part in _PARTS if (c := _code(said, part)) is not None), None)
        if not isinstance(code, str) or not code:
            reason = '\'code\' is missing; a line is like {"code": …, "queue": …, "message": {…}}'
            raise UnreadableContractError(name, reason, number, 1)
        yield DeadLetter(code=code, at=Location(file=name, line=number, column=1, pointer=""))


def _code(said: Mapping[str, Any], part: str) -> Any:
    inner = said.get(part) if part else said
    return inner.get("code") if isinstance(inner, dict) else None
