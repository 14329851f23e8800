"""How a piece of somebody's text is quoted inside of a message."""

from __future__ import annotations

LONGEST = 60


def brief(text: str) -> str:
    """The text in quotes, on one line, cut where it is too long for a message."""
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return repr(text)
