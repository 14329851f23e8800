"""Patterns over the fields of business entities, as ownership rules and flows name them.

`order.status` is a field, `order.lines[*].quantity` a field of each line. `product.*` is every
field of a product, `location.{bins,capabilities}` two of a location. A pattern covers a field and
all that lies inside of it: who owns an object owns its parts.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: the grammar, as the published schemas have it too
PATTERN = (
    r"[a-z][A-Za-z0-9-]*"
    r"(\.(\*|[A-Za-z_][A-Za-z0-9_-]*|\{[A-Za-z_][A-Za-z0-9_-]*(,[A-Za-z_][A-Za-z0-9_-]*)*\})"
    r"(\[\*\])?)+"
)
_STEP = re.compile(r"\{[^}]*\}|[^.{}]+")


def steps_of(field: str) -> tuple[str, ...]:
    """The steps of a field: the entity first; that a step is a list makes no difference."""
    return tuple(step.removesuffix("[*]").removesuffix("[]") for step in field.split("."))


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern without alternatives. A step is a name, or `*` for any."""

    text: str
    steps: tuple[str, ...]

    @property
    def entity(self) -> str:
        """The entity whose fields it names."""
        return self.steps[0]

    def covers(self, field: tuple[str, ...]) -> bool:
        """Whether a field, by its steps, is one that the pattern names, or lies inside of one."""
        return len(self.steps) <= len(field) and all(
            own in ("*", step) for own, step in zip(self.steps, field, strict=False)
        )

    def narrower(self, other: Pattern) -> bool:
        """Whether it covers less than another one: all of it lies in the other, not vice versa."""
        return other.covers(self.steps) and not self.covers(other.steps)

    def meets(self, other: Pattern) -> bool:
        """Whether some field is covered by both."""
        return all(
            "*" in (one, two) or one == two
            for one, two in zip(self.steps, other.steps, strict=False)
        )


def patterns(text: str) -> tuple[Pattern, ...]:
    """The patterns that a text stands for, one for each choice of its alternatives."""
    choices = [_alternatives(step) for step in _STEP.findall(text.replace("[*]", ""))]
    return tuple(Pattern(text, chosen) for chosen in itertools.product(*choices))


def _alternatives(step: str) -> list[str]:
    if step.startswith("{"):
        return [name.strip() for name in step[1:-1].split(",")]
    return [step]


def cover(many: Iterable[Pattern], field: tuple[str, ...]) -> bool:
    """Whether one of the patterns covers a field."""
    return any(pattern.covers(field) for pattern in many)
