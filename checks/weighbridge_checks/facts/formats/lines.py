"""Line and column of an offset, in texts that are too long to count from their start each time."""

from __future__ import annotations

BLOCK = 1 << 14
_CONTINUING = bytes(range(0x80, 0xC0))


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of a character, both counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class Lines:
    """The lines of a UTF-8 text, of which one count per block is kept.

    A table of every line would cost more than the parse of a large document; without any, each
    look-up would count from the start. Columns count characters, as editors show them.
    """

    def __init__(self, text: bytes) -> None:
        self._text = text
        #: the line in which each block begins, and the column, which few texts are asked for
        self._lines: list[int] = []
        self._columns: list[int] = []

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of the character that starts at this byte, both counted from 1."""
        text = self._text
        if not self._lines:
            self._lines = _lines(text)
        block = offset // BLOCK
        start = block * BLOCK
        line = self._lines[block] + text.count(b"\n", start, offset)
        newline = text.rfind(b"\n", max(0, start - BLOCK), offset)
        if newline >= 0:
            return line, _characters(text[newline:offset])
        if not self._columns:
            self._columns = _columns(text)
        return line, self._columns[block] + _characters(text[start:offset])


def _lines(text: bytes) -> list[int]:
    lines = []
    line = 1
    for start in range(0, len(text) + 1, BLOCK):
        lines.append(line)
        line += text.count(b"\n", start, start + BLOCK)
    return lines


def _columns(text: bytes) -> list[int]:
    columns = []
    column = 1
    for start in range(0, len(text) + 1, BLOCK):
        columns.append(column)
        block = text[start : start + BLOCK]
        newline = block.rfind(b"\n")
        column = _characters(block) + column if newline < 0 else _characters(block[newline:])
    return columns


def _characters(text: bytes) -> int:
    return len(text) if text.isascii() else len(text.translate(None, _CONTINUING))
