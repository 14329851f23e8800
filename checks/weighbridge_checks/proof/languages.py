"""What an automaton answers of patterns. Those who ask load it when they meet a pattern."""

from __future__ import annotations

from typing import NamedTuple


class Contained:
    """A proof: the reader's language holds the writer's."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Contained)

    def __hash__(self) -> int:
        return hash(Contained)


class Witness(NamedTuple):
    """A shortest string of the writer's language that is not in the reader's."""

    text: str


class Unknown(NamedTuple):
    """That nothing was decided, and why."""

    reason: str
