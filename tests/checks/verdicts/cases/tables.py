"""Tables of old, new and expected: data files, so that a row reads like the document it is about.

A row says of two fragments what is found between them. What is expected is a list of rule ids,
each with a mark of its severity: `!` for an error, `?` for a warning, none for an information.
A fragment is put into the frame of its table; each frame makes a whole document of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from weighbridge_checks.facts import read
from weighbridge_checks.verdicts import Mode, Severity, weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from weighbridge_checks.verdicts.finding import Verdict

FOLDER = Path(__file__).parent
MARKS = {Severity.ERROR: "!", Severity.WARNING: "?", Severity.INFO: ""}
WORDS = {"!": "breaking", "?": "risky", "": "compatible"}


@dataclass(frozen=True, slots=True)
class Case:
    """One direction of one row, ready to be weighed."""

    table: str
    name: str
    #: which of the expectations of the row it is
    way: str
    old: Any
    new: Any
    expected: tuple[str, ...]
    today: date | None = None

    def __str__(self) -> str:
        """The name under which the test runs."""
        return f"{self.table}: {self.name} ({self.way})"

    @property
    def exchanged(self) -> Case:
        """The same with old and new exchanged, of which nothing is expected."""
        return replace(self, old=self.new, new=self.old, expected=())

    @property
    def word(self) -> str:
        """The verdict that follows from what is expected."""
        if not self.expected:
            return "identical"
        return WORDS[min((e[0] if e[0] in "!?" else "" for e in self.expected), key=_rank)]


def _rank(mark: str) -> int:
    return "!?".find(mark) if mark else 2


def rows(table: str) -> list[dict[str, Any]]:
    """The rows of a table, in their order."""
    text = (FOLDER / f"{table}.yaml").read_text("utf-8")
    found: list[dict[str, Any]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found


def weighed(case: Case, mode: Mode = Mode.BACKWARD) -> Verdict:
    """What comes of a case."""
    old, new = (
        read((d if isinstance(d, str) else json.dumps(d)).encode(), name=name)
        for d, name in ((case.old, "old.yaml"), (case.new, "new.yaml"))
    )
    return weigh(old, new, mode=mode, today=case.today)


def told(verdict: Verdict) -> tuple[str, ...]:
    """The findings as a table has them."""
    return tuple(sorted({f"{MARKS[f.severity]}{f.rule}" for f in verdict.findings}))


def cases(table: str, frames: dict[str, Callable[[Any], Any]]) -> Iterator[Case]:
    """Every row both ways in every frame: `request` there, and `request-back` back again."""
    for row in rows(table):
        for name, frame in frames.items():
            for way, pair in ((name, ("old", "new")), (f"{name}-back", ("new", "old"))):
                if way not in row:
                    continue
                old, new = (frame(row[side]) for side in pair)
                expected = tuple(sorted((row[way] or "").split()))
                yield Case(table, row["is"], way, old, new, expected, today=row.get("today"))
