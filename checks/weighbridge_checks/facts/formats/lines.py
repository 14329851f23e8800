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
        self._blocks: list[tuple[int, int]] = []

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of the character that starts at this byte, both counted from 1."""
        if not self._blocks:
            self._blocks = _blocks(self._text)
        block = offset // BLOCK
        start = block * BLOCK
        line, column = self._blocks[block]
        line += self._text.count(b"\n", start, offset)
        newline = self._text.rfind(b"\n", start, offset)
        if newline < 0:
            return line, column + _characters(self._text[start:offset])
        return line, _characters(self._text[newline:offset])


def _blocks(text: bytes) -> list[tuple[int, int]]:
    blocks = []
    line, column = 1, 1
    for start in range(0, len(text) + 1, BLOCK):
        blocks.append((line, column))
        block = text[start : start + BLOCK]
        line += block.count(b"\n")
        newline = block.rfind(b"\n")
        column = _characters(block) + column if newline < 0 else _characters(block[newline:])
    return blocks


def _characters(text: bytes) -> int:
    return len(text) if text.isascii() else len(text.translate(None, _CONTINUING))
