"""What an automaton answers of patterns. Those who ask load it when they meet a pattern."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contained:
    """A proof: the reader's language holds the writer's."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A shortest string of the writer's language that is not in the reader's."""

    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """That nothing was decided, and why."""

    reason: str
