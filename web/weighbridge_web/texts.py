"""Two texts line by line, for what is not weighed: pacts, which are held against contracts."""

from __future__ import annotations

import json
from difflib import unified_diff

from weighbridge_web.prose import Line

#: comparing takes time with the square of the lines; nobody reads a difference that long
LONGEST = 10_000


def difference(old: bytes, new: bytes) -> tuple[Line, ...] | None:
    """The lines of two JSON documents that differ, with what stands around them.

    None where the documents are too long to be compared.
    """
    before, after = _lines(old), _lines(new)
    if max(len(before), len(after)) > LONGEST:
        return None
    told = list(unified_diff(before, after, lineterm="", n=4))[2:]
    return tuple(
        Line(sign=" ", text="…") if line.startswith("@@") else Line(sign=line[0], text=line[1:])
        for line in told
    )


def _lines(document: bytes) -> list[str]:
    """A document's lines when each value has one, however it was written."""
    return json.dumps(json.loads(document), indent=2, ensure_ascii=False).split("\n")
