"""How a message names the part of a contract that changed, and the values in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.change import WORKFLOW_KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weighbridge_checks.facts.change import Change

#: values and branches are no place: the message says of their place what they are
_NAMED_IN_MESSAGE = frozenset({Kind.VALUE, Kind.BRANCH})
_LONGEST = 60
_LOCATIONS = {
    "query": "query parameter",
    "path": "path parameter",
    "header": "request header",
    "cookie": "cookie",
}


class Spot(NamedTuple):
    """A path in words: which operation, which message of it, which field in that message."""

    operation: str = ""
    message: str = ""
    field: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """What there is of the three, outermost first."""
        return tuple(filter(None, (self.operation, self.message, self.field)))


def spot(change: Change) -> Spot:
    """Where a change is, in words."""
    if change.kind in WORKFLOW_KINDS:
        return Spot(operation=workflow_part(change))
    path = change.path[:-1] if change.kind in _NAMED_IN_MESSAGE else change.path
    minimum = 2
    if not change.operations and not (path and " " in path[0]):
        return Spot(field=dotted(path))
    operation = change.operation or path[0]
    if len(path) < minimum:
        return Spot(operation=operation)
    side, rest = path[1], path[minimum:]
    if side == "request":
        message, steps = _request(rest)
    elif side == "response":
        message, steps = _response(rest)
    elif side == "message" and rest:
        message, steps = _event(rest)
    elif side == "reply" and rest[1:]:
        message, steps = _event(rest[1:], "reply")
    elif side == "address" and rest:
        message, steps = f"address parameter '{rest[0]}'", rest[1:]
    elif side == "bindings" and len(rest) > 1:
        message, steps = _binding(rest)
    else:
        message, steps = "", path[1:]
    return Spot(operation=operation, message=message, field=dotted(steps))


def part(change: Change) -> str:
    """The changed part as the subject of a sentence."""
    where = spot(change)
    if where.field:
        named = f"'{where.field}'"
        outer = "'" in where.message  # a parameter or a header with an inside
        return f"{named} of {where.message}" if outer else named
    if not where.message:
        return f"'{where.operation}'" if where.operation else "the value"
    return where.message if "'" in where.message else f"the {where.message}"


def workflow_part(change: Change) -> str:
    """The part of a workflow that changed."""
    match change.kind:
        case Kind.STATE:
            return f"state '{change.name}'"
        case Kind.TRANSITION:
            return step_words(change)
        case Kind.EVENT:
            return f"event '{change.name}'"
        case Kind.IGNORED:
            return f"ignored in '{change.path[1]}'"
        case _:
            return change.name.replace("_", " ")


def step_words(change: Change) -> str:
    """A step of a workflow: `'packed' → 'shipped' on 'order.shipped'`."""
    _, source, event, target = change.path
    begin = f"'{source}'" if source else "the creation"
    return f"{begin} → '{target}' on '{event}'"


def listed(names: Sequence[str]) -> str:
    """Names in quotes, as a person lists them: `'a', 'b' and 'c'`."""
    quoted = [f"'{n}'" for n in names]
    return " and ".join(filter(None, (", ".join(quoted[:-1]), *quoted[-1:])))


def dotted(steps: Sequence[str]) -> str:
    """Fields as people write them: `lines[].sku`, and `payment(Card).number` in one of a choice."""
    said = ""
    for step in steps:
        said += step if step == "[]" or step.startswith("(") or not said else f".{step}"
    return said


def value(json_value: Any) -> str:
    """A JSON value for a message, cut where it is long."""
    text = json.dumps(json_value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def values(listed: Any) -> str:
    """A few JSON values, or how many there are."""
    few = 5
    if not isinstance(listed, (list, tuple)):
        return value(listed)
    if len(listed) > few:
        return f"{len(listed)} values"
    return ", ".join(map(value, listed)) or "nothing"


def _request(rest: Sequence[str]) -> tuple[str, Sequence[str]]:
    if not rest:
        return "request body", ()
    if rest[0] in _LOCATIONS and len(rest) > 1:
        return f"{_LOCATIONS[rest[0]]} '{rest[1]}'", rest[2:]
    return f"request body{_unusual(rest[0])}", rest[1:]


def _response(rest: Sequence[str]) -> tuple[str, Sequence[str]]:
    if not rest:
        return "response", ()
    status, rest = rest[0], rest[1:]
    named = 2
    if rest and rest[0] == "link" and len(rest) >= named:
        return f"link '{rest[1]}' of the {status} response", rest[named:]
    if rest and rest[0] in {"header", "headers"} and len(rest) >= named:
        return f"{status} response header '{rest[1]}'", rest[named:]
    if not rest:
        return f"{status} response", ()
    return f"{status} response{_unusual(rest[0])}", rest[1:]


def _event(rest: Sequence[str], kind: str = "message") -> tuple[str, Sequence[str]]:
    name, rest = f"{kind} '{rest[0]}'", rest[1:]
    if rest and rest[0] == "headers":
        return f"headers of {name}", rest[1:]
    if rest[:1] == ("bindings",) and rest[2:]:
        binding, rest = _binding(rest[1:])
        return f"{binding} of {name}", rest
    return name, rest


def _binding(rest: Sequence[str]) -> tuple[str, Sequence[str]]:
    return f"{rest[0]} {rest[1]}", rest[2:]


def _unusual(media_type: str) -> str:
    """A media type is worth its place where it is not the one that everybody expects."""
    return "" if media_type == "application/json" or "/" not in media_type else f" ({media_type})"
