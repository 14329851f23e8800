"""What one pair of schemas has to say for itself, before it is known which operations reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from weighbridge_checks.facts.change import Action, Kind, Place, Touch
    from weighbridge_checks.facts.schema import Conj


#: attributes that are words about a value and ask nothing of it
WORDS = frozenset({"title", "description", "examples", "default", "deprecated"})


class Difference(NamedTuple):
    """A change of a schema, before it is known which operations reach it."""

    action: Action
    kind: Kind
    old: Place
    new: Place
    steps: tuple[str, ...] = ()
    attribute: str | None = None
    before: Any = None
    after: Any = None
    required: bool = False
    touches: frozenset[Touch] = frozenset()


class Child(NamedTuple):
    """A pair of conjunctions one step further in."""

    steps: tuple[str, ...]
    old: Conj
    new: Conj


class Question(NamedTuple):
    """A difference that there is only if one of these pairs differs in more than words.

    What stands under `not`, `if` or `contains` is told as a whole: its parts are no parts of a
    message.
    """

    pairs: tuple[tuple[Conj, Conj], ...]
    difference: Difference


class Compared(NamedTuple):
    """What is to be said of a pair itself, and where to look on."""

    differences: tuple[Difference, ...]
    children: tuple[Child, ...]
    questions: tuple[Question, ...] = ()
