"""The terminal: data goes to stdout, words about it to stderr."""

from __future__ import annotations

import os
import sys

#: control characters that a text from elsewhere could move the cursor or change colours with
_CONTROL = {c: f"\\x{c:02x}" for c in (*range(9), 11, 12, *range(14, 32), 127, *range(128, 160))}


def harmless(text: str) -> str:
    """The text with its control characters spelled out, line ends and tabs apart."""
    return text.translate(_CONTROL)


def answer(text: str) -> None:
    """Write a line of the answer itself."""
    sys.stdout.write(f"{harmless(text)}\n")


def say(words: str) -> None:
    """Tell the person something that is not the answer itself."""
    sys.stderr.write(f"{harmless(words)}\n")
    sys.stderr.flush()


def complain(words: str) -> None:
    """Tell the person why it could not be done, in one line."""
    say(f"error: {' '.join(words.split())}")


def warn(words: str) -> None:
    """Tell the person what is odd but does not stop the work."""
    say(f"warning: {' '.join(words.split())}")


def colored(wish: str) -> bool:
    """Whether to write colours to stdout: as wished, else to a terminal that wants them."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM", "") != "dumb"
