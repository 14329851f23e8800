"""Recordings of what happened to entities: one JSON object a line, oldest first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.formats.json_lines import objects

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One event of one entity."""

    entity: str
    event: str
    #: the values by which guards are decided
    data: Mapping[str, Any] = field(default_factory=dict)
    #: the state after, where the line says it
    state: str | None = None
    line: int = 1


def read_log(data: bytes, *, name: str) -> tuple[Record, ...]:
    """Read a recording. A line is `{"entity": …, "event": …, "data": {…}, "state": …}`.

    A line may as well be a CloudEvent, whose subject is the entity and whose type the event. Raises
    `UnreadableContractError` for a line that is neither.
    """
    if not data.strip():
        reason = "is empty; a recording has a JSON object on each line, one for each event"
        raise UnreadableContractError(name, reason, 1, 1)
    return tuple(_record(said, name, line) for line, said in objects(data, name=name, each="event"))


def _record(said: Mapping[str, Any], name: str, line: int) -> Record:
    entity = said.get("entity", said.get("subject"))
    event = said.get("event", said.get("type"))
    data = said.get("data", {})
    for key, value in (("entity", entity), ("event", event)):
        if not isinstance(value, str) or not value:
            reason = f'\'{key}\' is missing; a line is like {{"entity": …, "event": …}}'
            raise UnreadableContractError(name, reason, line, 1)
    if not isinstance(data, dict):
        raise UnreadableContractError(name, "'data' is a mapping of values", line, 1)
    state = said.get("state", data.get("status"))
    return Record(
        entity=str(entity),
        event=str(event),
        data={**{k: v for k, v in said.items() if k not in _OWN}, **data},
        state=state if isinstance(state, str) else None,
        line=line,
    )


_OWN = frozenset({"entity", "subject", "event", "type", "data", "state"})
