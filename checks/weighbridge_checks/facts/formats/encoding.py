"""Bytes to UTF-8 text, a plain word about those that are not, and how letters are written."""

from __future__ import annotations

import codecs
import re

from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.formats.lines import Lines

#: The longer marks first: the mark of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
#: What the first bytes look like, NUL or not, when plain English stands there without a mark.
PATTERNS: dict[tuple[bool, ...], str] = {
    (True, False, False, False): "UTF-32",
    (False, False, False, True): "UTF-32",
    (True, False, True, False): "UTF-16",
    (False, True, False, True): "UTF-16",
}
_CHUNK = 1 << 20
#: a letter or a dollar sign that is written by its number, in JSON or YAML
_NUMBERED = re.compile(rb"\\(?:x|u00|U000000)(?:24|4[1-9a-fA-F]|5[0-9aA]|6[1-9a-fA-F]|7[0-9aA])")


def utf8(data: bytes, file: str) -> bytes:
    """The text without its byte order mark, known to be UTF-8. Raises `UnreadableContractError`."""
    text = unmarked(data, file)
    check_utf8(text, file)
    return text


def unmarked(data: bytes, file: str) -> bytes:
    """The text without its byte order mark, which is that of UTF-8 if it has one.

    Raises `UnreadableContractError`.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            raise UnreadableContractError(file, f"is {name} text; save it as UTF-8")
    if b"\0" in data:
        raise _not_text(data, file)
    text = data.removeprefix(codecs.BOM_UTF8)
    if not text or text.isspace():
        raise UnreadableContractError(file, "is empty; write a contract into it")
    return text


def _not_text(data: bytes, file: str) -> UnreadableContractError:
    if name := PATTERNS.get(tuple(byte != 0 for byte in data[:4])):
        return UnreadableContractError(file, f"is {name} text; save it as UTF-8")
    line, column = Lines(data).place(data.index(b"\0"))
    reason = "is a binary file, for it holds a NUL byte here; give the contract as text, in UTF-8"
    return UnreadableContractError(file, reason, line, column)


def check_utf8(text: bytes, file: str) -> None:
    """Refuse what is not UTF-8, with its place. Raises `UnreadableContractError`."""
    # In chunks, because one exotic character makes Python spend four bytes on each of the others.
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(text), _CHUNK):
        chunk = text[start : start + _CHUNK]
        kept = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=start + _CHUNK >= len(text))
        except UnicodeDecodeError as error:
            offset = start - kept + error.start
            line, column = Lines(text).place(offset)
            reason = (
                f"holds the byte 0x{text[offset]:02x}, which is not UTF-8; "
                "save the file as UTF-8 (it may be Latin-1 or Windows-1252, or no text at all)"
            )
            raise UnreadableContractError(file, reason, line, column) from error


def may_say(text: bytes, word: str, *, plain: bool = False) -> bool:
    """Whether a text may hold a word, however its letters are written. A no is certain.

    In a `plain` text it is known that every letter of a keyword is written as itself.
    """
    return word.encode() in text or not (plain or is_plain(text))


def is_plain(text: bytes) -> bool:
    """Whether every letter of a keyword is written as itself, so that a text can be searched."""
    return _NUMBERED.search(text) is None
