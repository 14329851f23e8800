"""JSON, read strictly.

Small texts are read by the standard library and large ones by msgspec, which is twice as fast but
takes longer to import than a small text takes to read. Both hold to one meaning; what either of
them refuses is explained by `json_faults`.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.formats.errors import NotJsonError, UnreadableContractError
from weighbridge_checks.facts.formats.lines import place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weighbridge_checks.facts.formats.limits import Limits

LARGE = 1 << 20

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_NOT_BEFORE_VALUES = bytes(set(range(256)) - set(b"[{,"))
_NOT_QUOTES_OR_BEFORE_VALUES = bytes(set(range(256)) - set(b'"[{,'))


class _RefusedError(ValueError):
    """The decoder met something that it tolerates and we do not."""


class Decoded(NamedTuple):
    """The value of a text, and of a large one what was seen while it was read by parts."""

    root: Any
    #: the parts that were found sound, so that another version need not look at them again
    sound: Mapping[tuple[str, ...], Any] = {}
    #: all that the text refers to; None where that was not looked for
    mentions: tuple[str, ...] | None = None
    #: by the steps to a mapping that was opened, slices of its values in the order of the text
    opened: Mapping[tuple[str, ...], Mapping[str, Any]] = {}


def decode(text: bytes, *, file: str, limits: Limits, large: int = LARGE) -> Any:
    """The value that a UTF-8 text says. Duplicate keys are refused, and what exceeds the limits."""
    return read(text, file=file, limits=limits, large=large).root


def read(
    text: bytes,
    *,
    file: str,
    limits: Limits,
    large: int = LARGE,
    known: Mapping[tuple[str, ...], Any] | None = None,
) -> Decoded:
    """The same, with what was seen on the way; `known` are parts of another text that are sound."""
    if _values_at_most(text) > limits.nodes and _values(text) > limits.nodes:
        reason = f"holds more than {limits.nodes:,} values; split it into several files"
        raise UnreadableContractError(file, reason)
    try:
        decoded, depth = _decode_large(text, known) if len(text) > large else _decode_small(text)
        if depth > limits.depth:
            raise _RefusedError
    except (ValueError, RecursionError) as error:
        raise _explained(text, file, limits, error) from error
    return decoded


def _decode_small(text: bytes) -> tuple[Decoded, int]:
    string = text.decode()  # bytes would be let through with another byte order mark
    root = json.loads(
        string, object_pairs_hook=_object, parse_float=_number, parse_constant=_refused
    )
    if _SURROGATE.search(text):
        # The standard library lets halves of characters through, and nothing could be printed.
        json.dumps(root, ensure_ascii=False).encode()
    return Decoded(root), _measure(root)[0]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) < len(pairs):
        raise _RefusedError
    return built


def _number(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _RefusedError
    return number


def _refused(_: str) -> None:
    raise _RefusedError


def _decode_large(text: bytes, known: Mapping[tuple[str, ...], Any] | None) -> tuple[Decoded, int]:
    import msgspec  # noqa: PLC0415 - its import costs more than a small text takes to read

    from weighbridge_checks.facts.formats import json_parts  # noqa: PLC0415 - as above

    if text.lstrip(b" \t\r\n").startswith(b"{") and json_parts.may_be_read(text):
        reading = json_parts.read(text, _measure, known)
        decoded = Decoded(reading.root, reading.sound, json_parts.mentions(text), reading.opened)
        depth, strings = reading.depth, reading.strings
    else:
        decoded = Decoded(msgspec.json.decode(text))
        depth, strings = _measure(decoded.root)
    # msgspec keeps the last of two equal keys and says nothing. But then the text has more strings
    # than the tree, and those of a text can be counted without reading it once more.
    if strings != _strings(text):
        raise _RefusedError
    return decoded, depth


def leads_somewhere(root: Any, ref: str) -> bool:
    """Whether a reference certainly leads to a part of a text that was read by parts."""
    from weighbridge_checks.facts.formats import json_parts  # noqa: PLC0415 - only large ones are

    return json_parts.leads_somewhere(root, ref)


def _strings(text: bytes) -> int:
    """How many keys and strings a sound JSON text has: half as many as it has bare quotes."""
    return (text.count(b'"') - _ESCAPED.findall(text).count(b'"')) // 2


def _measure(root: Any) -> tuple[int, int]:
    """How deep a tree is, and how many keys and strings it has. By levels: it may be deep."""
    depth, strings = 0, int(type(root) is str)
    level = [root]
    while level := [value for value in level if type(value) is dict or type(value) is list]:
        depth += 1
        below: list[Any] = []
        for value in level:
            if type(value) is dict:
                strings += len(value)
                below.extend(value.values())
            else:
                below.extend(value)
        strings += list(map(type, below)).count(str)
        level = below
    return depth, strings


def _values_at_most(text: bytes) -> int:
    """A bound on the number of values, cheaply: each follows a bracket, a brace or a comma."""
    return 1 + len(text.translate(None, _NOT_BEFORE_VALUES))


def _values(text: bytes) -> int:
    """The same without what stands in strings, known before any value takes up memory."""
    bare = _ESCAPED.sub(b"", text).translate(None, _NOT_QUOTES_OR_BEFORE_VALUES)
    # Two quotes side by side hold nothing between them, whether they open, close, or both.
    return 1 + sum(map(len, bare.replace(b'""', b"").split(b'"')[::2]))


def _explained(text: bytes, file: str, limits: Limits, error: Exception) -> UnreadableContractError:
    from weighbridge_checks.facts.formats import json_faults  # noqa: PLC0415 (what is read needs it not)

    string = text.decode()
    fault = json_faults.find(string, limits)
    if fault is None:
        return UnreadableContractError(file, f"could not be read as JSON ({error}); simplify it")
    kind = NotJsonError if fault.grammar else UnreadableContractError
    return kind(file, fault.reason, *place(string, fault.offset))
