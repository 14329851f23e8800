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
        #: the line in which each block begins, as far as anybody asked, and the column, which few
        #: texts are asked for
        self._lines = [1]
        self._columns: list[int] = []

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of the character that starts at this byte, both counted from 1."""
        text, lines = self._text, self._lines
        block = offset // BLOCK
        for counted in range(len(lines), block + 1):
            end = counted * BLOCK
            lines.append(lines[-1] + text.count(b"\n", end - BLOCK, end))
        start = block * BLOCK
        line = lines[block] + text.count(b"\n", start, offset)
        newline = text.rfind(b"\n", max(0, start - BLOCK), offset)
        if newline >= 0:
            return line, _characters(text[newline:offset])
        if not self._columns:
            self._columns = _columns(text)
        return line, self._columns[block] + _characters(text[start:offset])


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
