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

from weighbridge_checks.facts.formats.encoding import check_utf8, is_plain
from weighbridge_checks.facts.formats.errors import NotJsonError, UnreadableContractError
from weighbridge_checks.facts.formats.json_measures import (
    TooManyValuesError,
    check_values,
    measure,
    strings_in,
)
from weighbridge_checks.facts.formats.json_mentions import spelled
from weighbridge_checks.facts.formats.lines import place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

    from weighbridge_checks.facts.formats.json_parts import Split
    from weighbridge_checks.facts.formats.limits import Limits
    from weighbridge_checks.facts.formats.yaml_blocks import Whole

LARGE = 1 << 20

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


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
    #: the text that is read next, opened
    ahead: Split | None = None
    #: the whole text, where it is YAML that another version may be read beside
    whole: Whole | None = None


def decode(text: bytes, *, file: str, limits: Limits, large: int = LARGE) -> Any:
    """The value that a UTF-8 text says. Duplicate keys are refused, and what exceeds the limits."""
    return read(text, file=file, limits=limits, large=large).root


def read(
    text: bytes,
    *,
    file: str,
    limits: Limits,
    large: int = LARGE,
    beside: Decoded | None = None,
    ahead: bytes | None = None,
) -> Decoded:
    """The same, with what was seen on the way.

    Parts that stand in the text that was decoded `beside` this one were seen then. Those that stand
    in the text `ahead`, which is read next, are looked into only when they are asked for.
    """
    try:
        if len(text) > large:
            decoded, depth = _decode_large(text, file, limits, beside, ahead)
        else:
            decoded, depth = _decode_small(text, limits.nodes)
        if depth > limits.depth:
            raise _RefusedError
    except TooManyValuesError as error:
        reason = f"holds more than {limits.nodes:,} values; split it into several files"
        raise UnreadableContractError(file, reason) from error
    except (ValueError, RecursionError) as error:
        raise _explained(text, file, limits, error) from error
    return decoded


def _decode_small(text: bytes, most: int) -> tuple[Decoded, int]:
    check_values(text, most)
    string = text.decode()  # bytes would be let through with another byte order mark
    root = json.loads(
        string, object_pairs_hook=_object, parse_float=_number, parse_constant=_refused
    )
    if _SURROGATE.search(text):
        # The standard library lets halves of characters through, and nothing could be printed.
        json.dumps(root, ensure_ascii=False).encode()
    return Decoded(root), measure(root).depth


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


def _decode_large(
    text: bytes, file: str, limits: Limits, beside: Decoded | None, ahead: bytes | None
) -> tuple[Decoded, int]:
    import msgspec  # noqa: PLC0415 - its import costs more than a small text takes to read

    from weighbridge_checks.facts.formats import json_parts  # noqa: PLC0415 - as above

    def refuse() -> NoReturn:
        raise _explained(text, file, limits, _RefusedError())

    if is_plain(text) and text.lstrip(json_parts.BLANKS).startswith(b"{"):
        own = beside.ahead if beside else None
        own = own if own is not None and own.text is text else json_parts.split(text)
        if not own.is_complete():
            raise _RefusedError
        following = _split(ahead)
        others = following.opened if following else {}
        known = beside.sound if beside else {}
        reading = json_parts.read(own, limits, refuse, known, others)
        mentions = tuple(map(spelled, reading.mentions))
        decoded = Decoded(reading.root, reading.sound, mentions, own.opened, following)
        return decoded, reading.measures.depth
    check_values(text, limits.nodes)
    root = msgspec.json.decode(text)
    measures = measure(root)
    # msgspec keeps the last of two equal keys and says nothing. But then the text has more strings
    # than the tree, and those of a text can be counted without reading it once more.
    if measures.strings != strings_in(text):
        raise _RefusedError
    return Decoded(root), measures.depth


def _split(text: bytes | None) -> Split | None:
    """Another text, opened; None where it is none that is read by parts."""
    from weighbridge_checks.facts.formats import json_parts  # noqa: PLC0415 - only large ones are

    if text is None or len(text) <= LARGE or not text.lstrip(json_parts.BLANKS).startswith(b"{"):
        return None
    try:
        return json_parts.split(text)
    except (ValueError, RecursionError):
        return None  # whoever reads it says so


def leads_somewhere(root: Any, ref: str) -> bool:
    """Whether a reference certainly leads to a part of a text that was read by parts."""
    from weighbridge_checks.facts.formats import json_parts  # noqa: PLC0415 - only large ones are

    return json_parts.leads_somewhere(root, ref)


def _explained(text: bytes, file: str, limits: Limits, error: Exception) -> UnreadableContractError:
    from weighbridge_checks.facts.formats import json_faults  # noqa: PLC0415 (what is read needs it not)

    check_utf8(text, file)
    string = text.decode()
    fault = json_faults.find(string, limits)
    if fault is None:
        return UnreadableContractError(file, f"could not be read as JSON ({error}); simplify it")
    kind = NotJsonError if fault.grammar else UnreadableContractError
    return kind(file, fault.reason, *place(string, fault.offset))
