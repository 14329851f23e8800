"""What tools say of a provider, made fit to be kept: one line, bounded, of characters alone."""

from __future__ import annotations

LONGEST = 600


def kept(text: object, longest: int = LONGEST) -> str:
    """A text on one line, cut where it is too long."""
    line = " ".join(characters(str(text)).split())
    return line if len(line) <= longest else f"{line[: longest - 3]}..."


def characters(text: str) -> str:
    """The text without what no store can hold: NUL, and halves of characters."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
