"""What is wrong with a text that should be JSON, and where.

The decoders are fast and tell little. This reader is slow, decodes nothing, and is asked only when
they refused a text: it names the first fault with its place and what to do about it.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.facts.formats.limits import DIGITS
from weighbridge_checks.facts.formats.lines import place
from weighbridge_checks.facts.formats.words import brief

if TYPE_CHECKING:
    from weighbridge_checks.facts.formats.limits import Limits

_BLANK = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(
    r'(?P<string>"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*")'
    r"|(?P<mark>[{}\[\],:])"
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![0-9A-Za-z_.+-])"
    r"|(?P<word>true|false|null)(?![0-9A-Za-z_.+-])"
)
_STRING_END = re.compile(r'[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*')
_SURROGATE = re.compile(
    r"\\u(?:(?P<high>[dD][89abAB][0-9a-fA-F]{2})(?P<low>\\u[dD][c-fC-F][0-9a-fA-F]{2})?"
    r"|[dD][c-fC-F][0-9a-fA-F]{2})|\\."
)
_ODD = re.compile(r"[-+]?[0-9A-Za-z_$.][0-9A-Za-z_$.+-]*")
_ESCAPES = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")

#: Words that other languages write for JSON's three.
_WORDS = {"True": "true", "False": "false", "None": "null", "nil": "null", "undefined": "null"}
_NOT_NUMBERS = frozenset({"NaN", "Infinity", "-Infinity", "+Infinity", "-NaN", "+NaN"})


class Fault(NamedTuple):
    """The first thing that is wrong. Of grammar, and then the text may still be YAML; or final."""

    offset: int
    reason: str
    grammar: bool = False


class _Open:
    """An object or a list that was opened and not yet closed."""

    __slots__ = ("keys", "offset")

    def __init__(self, offset: int, *, is_object: bool) -> None:
        self.offset = offset
        self.keys: dict[str, int] | None = {} if is_object else None

    @property
    def noun(self) -> str:
        return "list" if self.keys is None else "object"

    @property
    def end(self) -> str:
        return "]" if self.keys is None else "}"


class _Found(Exception):  # noqa: N818 - a way out of the loops, not an error
    def __init__(self, offset: int, reason: str, *, grammar: bool = True) -> None:
        super().__init__(reason)
        self.fault = Fault(offset=offset, reason=reason, grammar=grammar)


def find(text: str, limits: Limits) -> Fault | None:
    """The first fault of a text, or None where it is sound JSON within the limits."""
    try:
        _read(text, limits)
    except _Found as found:
        return found.fault
    return None


def _read(text: str, limits: Limits) -> None:
    within: list[_Open] = []
    offset = _blank(text, 0)
    while True:
        kind, end = _token(text, offset, within)
        if kind in {"{", "["}:
            _open(offset, kind, within, limits)
            offset = _blank(text, end)
            if not text.startswith(within[-1].end, offset):
                offset = _key(text, offset, within) if kind == "{" else offset
                continue
            within.pop()
            end = offset + 1
        elif kind == "string":
            _surrogates(text, offset, end)
        elif kind == "number":
            _number(text, offset, end)
        elif kind != "word":
            raise _Found(offset, _misplaced(text, offset, kind, within))
        # Here a value has ended, and with it perhaps the containers that it closes.
        offset = _next(text, _blank(text, end), within)
        if not within:
            return


def _open(offset: int, kind: str, within: list[_Open], limits: Limits) -> None:
    within.append(_Open(offset, is_object=kind == "{"))
    if len(within) > limits.depth:
        reason = (
            f"is nested more than {limits.depth} deep here; move inner parts out and refer to them"
        )
        raise _Found(offset, reason, grammar=False)


def _next(text: str, offset: int, within: list[_Open]) -> int:
    """From behind a value to the start of the next one, closing what is closed in between."""
    while within:
        inner = within[-1]
        if text.startswith(inner.end, offset):
            within.pop()
            offset = _blank(text, offset + 1)
            continue
        if not text.startswith(",", offset):
            raise _no_comma(text, offset, within)
        comma = offset
        offset = _blank(text, offset + 1)
        if text.startswith(inner.end, offset):
            raise _Found(comma, "a comma stands here with nothing after it; remove it")
        return _key(text, offset, within) if inner.keys is not None else offset
    if offset < len(text):
        reason = "more text follows after the end of the document; remove it"
        raise _Found(offset, _comment(text, offset) or reason)
    return offset


def _key(text: str, offset: int, within: list[_Open]) -> int:
    """From the start of a key to the start of its value."""
    kind, end = _token(text, offset, within, is_key=True)
    if kind != "string":
        reason = f"a key has to stand here, not {_shown(text, offset)}; write it in double quotes"
        raise _Found(offset, reason)
    _surrogates(text, offset, end)
    keys = within[-1].keys
    assert keys is not None
    name = _unescaped(text[offset + 1 : end - 1])
    first = keys.setdefault(name, offset)
    if first != offset:
        reason = (
            f"the key {brief(name)} stands here for the second time, "
            f"first on line {place(text, first)[0]}; remove or rename one"
        )
        raise _Found(offset, reason, grammar=False)
    colon = _blank(text, end)
    if not text.startswith(":", colon):
        if colon >= len(text):
            raise _cut_off(text, within)
        reason = f"the key {brief(name)} has no ':' after it; write one"
        raise _Found(colon, reason, grammar=text[colon] == "#")
    return _blank(text, colon + 1)


def _token(text: str, offset: int, within: list[_Open], *, is_key: bool = False) -> tuple[str, int]:
    found = _TOKEN.match(text, offset)
    if found is None:
        if offset >= len(text):
            raise _cut_off(text, within)
        raise _unknown(text, offset, is_key=is_key)
    kind = found.lastgroup or ""
    return (text[offset] if kind == "mark" else kind), found.end()


def _blank(text: str, offset: int) -> int:
    found = _BLANK.match(text, offset)
    assert found is not None
    return found.end()


def _number(text: str, offset: int, end: int) -> None:
    number = text[offset:end]
    if number.lstrip("-").isdigit():
        if end - offset > DIGITS:
            reason = f"a number has more than {DIGITS} digits; write a shorter one"
            raise _Found(offset, reason, grammar=False)
    elif math.isinf(float(number)):
        reason = (
            f"the number {brief(number)} is larger than a reader can hold; "
            "write a smaller one, or leave it out"
        )
        raise _Found(offset, reason, grammar=False)


def _surrogates(text: str, offset: int, end: int) -> None:
    if "\\u" not in text[offset:end]:
        return
    for found in _SURROGATE.finditer(text, offset, end):
        if len(found[0]) == len("\\ud83d") and not found["low"]:
            reason = (
                f"the escape {found[0]} is half of a character; "
                "write the other half too, or the character itself"
            )
            raise _Found(found.start(), reason, grammar=False)


def _cut_off(text: str, within: list[_Open]) -> _Found:
    if not within:
        return _Found(len(text), "is empty; write a contract into it")
    inner = within[-1]
    line = place(text, inner.offset)[0]
    reason = (
        f"the text ends before the {inner.noun} that line {line} opens is closed; "
        "restore what was cut off"
    )
    return _Found(len(text), reason)


def _unknown(text: str, offset: int, *, is_key: bool) -> _Found:
    """What is meant by characters that begin nothing in JSON."""
    if text[offset] == '"':
        return _bad_string(text, offset)
    if reason := _comment(text, offset):
        return _Found(offset, reason, grammar=False)
    if text[offset] == "'":
        return _Found(offset, "single quotes are not JSON; use double quotes")
    odd = _ODD.match(text, offset)
    word = odd[0] if odd else text[offset]
    if is_key:
        return _Found(offset, f"the key {brief(word)} has no quotes; write it in double quotes")
    if word in _NOT_NUMBERS:
        reason = f"{word} is not JSON, which has no such number; write null, or leave it out"
        # Final, because YAML would take it for a text.
        return _Found(offset, reason, grammar=False)
    return _Found(offset, f"{brief(word)} is no value in JSON; {_meant(word)}")


def _meant(word: str) -> str:
    if word in _WORDS:
        return f"write {_WORDS[word]}"
    if word[0].isdigit() or word[0] in "+-.":
        return "write a number with digits on both sides of the point, as in -12.5e3"
    return "write text in double quotes"


def _bad_string(text: str, offset: int) -> _Found:
    found = _STRING_END.match(text, offset + 1)
    assert found is not None
    at = found.end()
    if at >= len(text) or text[at] == "\n":
        reason = "the text that starts here has no closing quote on its line; add it"
        return _Found(offset, reason)
    if text[at] == "\\":
        return _Found(at, f"{brief(text[at : at + 2])} is no escape of JSON; write \\\\ for a \\")
    escape = {"\t": "\\t", "\r": "\\r"}.get(text[at], f"\\u{ord(text[at]):04x}")
    return _Found(at, f"a control character stands in a text; write it as {escape}")


def _comment(text: str, offset: int) -> str:
    if text.startswith(("//", "/*"), offset):
        return "a comment stands here, and JSON has none; remove it, or write the file as YAML"
    return ""


def _misplaced(text: str, offset: int, mark: str, within: list[_Open]) -> str:
    if mark == "," and within:
        return "two commas follow each other, or one comes first; remove one"
    return f"{_shown(text, offset)} stands where a value should be; write the value"


def _no_comma(text: str, offset: int, within: list[_Open]) -> _Found:
    inner = within[-1]
    if offset >= len(text):
        return _cut_off(text, within)
    if reason := _comment(text, offset):
        # YAML would take the comment into a text: `1 // one` is one word to it.
        return _Found(offset, reason, grammar=False)
    if text[offset] in "]}":
        line = place(text, inner.offset)[0]
        reason = (
            f"{_shown(text, offset)} does not close the {inner.noun} that line {line} opens; "
            f"close that first with '{inner.end}'"
        )
        return _Found(offset, reason)
    # Final too, but for YAML's own comments: YAML would read `[1 2]` as one text.
    reason = f"a comma is missing before {_shown(text, offset)}; write it"
    return _Found(offset, reason, grammar=text[offset] == "#")


def _shown(text: str, offset: int) -> str:
    odd = _ODD.match(text, offset)
    return brief(odd[0] if odd else text[offset])


def _unescaped(inside: str) -> str:
    if "\\" not in inside:
        return inside
    short = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
    plain = _ESCAPES.sub(
        lambda found: chr(int(found[1], 16)) if found[1] else short.get(found[2], found[2]), inside
    )
    # Pairs of surrogates become the characters that they stand for.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16")
