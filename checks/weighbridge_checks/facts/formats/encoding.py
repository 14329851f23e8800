"""Bytes to UTF-8 text, and a plain word about those that are not."""

from __future__ import annotations

import codecs

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


def utf8(data: bytes, file: str) -> bytes:
    """The text without its byte order mark, known to be UTF-8."""
    for mark, name in MARKS:
        if data.startswith(mark):
            raise UnreadableContractError(file, f"is {name} text; save it as UTF-8")
    if b"\0" in data:
        raise _not_text(data, file)
    text = data.removeprefix(codecs.BOM_UTF8)
    _validate(text, file)
    if not text or text.isspace():
        raise UnreadableContractError(file, "is empty; write a contract into it")
    return text


def _not_text(data: bytes, file: str) -> UnreadableContractError:
    if name := PATTERNS.get(tuple(byte != 0 for byte in data[:4])):
        return UnreadableContractError(file, f"is {name} text; save it as UTF-8")
    line, column = Lines(data).place(data.index(b"\0"))
    reason = "is a binary file, for it holds a NUL byte here; give the contract as text, in UTF-8"
    return UnreadableContractError(file, reason, line, column)


def _validate(text: bytes, file: str) -> None:
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
