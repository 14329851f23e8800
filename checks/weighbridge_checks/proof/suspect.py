"""What is found where a writer's schemas are held against a reader's: doubts, and ways onward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from weighbridge_checks.facts.schema import Conj, Node


class Suspect(NamedTuple):
    """A keyword of the reader that may refuse what the writer may send."""

    #: keyword and name as in `Change.touches`; `part` is the reader's schema object
    keyword: str
    name: str
    part: Node
    #: the writer's side with its choices made, and values of it that the keyword may refuse, made
    #: when they are asked for: most suspects are tried by the message of another
    case: Conj
    candidates: Callable[[], Iterator[Any]]
    #: why it is open, where no candidate settles it
    doubt: str = "no message was found that shows it, and no proof that there is none"


class DoubtedError(Exception):
    """A suspect was met where only the answer whether there is one was wanted."""


def nothing() -> Iterator[Any]:
    """No candidates."""
    return iter(())


class Step(NamedTuple):
    """One step into an instance: a property by its name, or an item by its index."""

    name: str | int


class Edge(NamedTuple):
    """A question that moves on: to a part of the instance, or (`step` None) to the same value."""

    step: Step | None
    case: Conj
    writer: Conj
    reader: Conj


class Local(NamedTuple):
    """What is found at one pair."""

    suspects: tuple[Suspect, ...]
    edges: tuple[Edge, ...]


class Reached(NamedTuple):
    """A suspect with the way to it: the writer's cases and the steps from the root."""

    suspect: Suspect
    trail: tuple[tuple[Conj, Step], ...]
