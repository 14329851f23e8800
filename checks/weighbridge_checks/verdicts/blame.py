"""Which change a suspicion is about: whose keyword it is, or what lies above it or below."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Action, Kind
from weighbridge_checks.proof.witness import Proved, Refuted
from weighbridge_checks.verdicts.finding import PROSE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weighbridge_checks.facts.change import Change
    from weighbridge_checks.facts.changes import Message
    from weighbridge_checks.proof.witness import Outcome
    from weighbridge_checks.verdicts.suspicions import Suspicion

SCHEMA_KINDS = frozenset({Kind.SCHEMA, Kind.PROPERTY, Kind.VALUE, Kind.BRANCH})
#: keywords under which whole schemas stand, so that a suspect may lie anywhere below
WHOLE = frozenset(
    {
        "items", "prefixItems", "additionalProperties", "patternProperties", "dependentSchemas",
        "conditional", "not", "contains", "propertyNames", "unevaluatedProperties",
        "unevaluatedItems", "oneOf", "anyOf", "allOf",
    }
)  # fmt: skip
#: how the validator says that a value fits several branches of a `oneOf`
_TOO_MANY = "more than one of the schemas"


class Blame:
    """The changes that may be why, and what came of each suspicion."""

    def __init__(self, changes: Sequence[Change], settled: Callable[[Suspicion], Outcome]) -> None:
        self._changes = changes
        self._settled = settled

    def assigned(
        self, suspicions: list[Suspicion]
    ) -> tuple[dict[int, list[Suspicion]], list[Suspicion]]:
        """Which change each suspect is about; and those of which no change tells."""
        index: dict[Any, list[int]] = defaultdict(list)
        for i, change in enumerate(self._changes):
            for touch in change.touches:
                index[(*touch, change.direction)].append(i)
        by_change: dict[int, list[Suspicion]] = defaultdict(list)
        above = self._by_path()
        left = []
        for suspicion in suspicions:
            about = self._about(suspicion, index) or self._above(suspicion, above)
            if about and all(self._is_innocent(i, suspicion) for i in about):
                about = self._below(suspicion) or about
            if about:
                for i in about:
                    by_change[i].append(suspicion)
            elif not isinstance(self._settled(suspicion), Proved):
                left.append(suspicion)
        return by_change, left

    def _about(self, suspicion: Suspicion, index: dict[Any, list[int]]) -> list[int]:
        message, _, suspect = suspicion.suspected[0]
        direction = message.direction
        place = suspect.part.place
        for keyword, name in _spellings(suspect.keyword, suspect.name):
            touch = (suspicion.side, place.file, place.pointer, keyword, name, direction)
            if found := index.get(touch):
                return found
        return []

    def _is_innocent(self, i: int, suspicion: Suspicion) -> bool:
        """Whether a change can not be why: the writer chooses among less, or the reader takes more.

        With `oneOf` it can: a value that fits several of the reader's branches is refused.
        """
        change = self._changes[i]
        if change.kind not in (Kind.BRANCH, Kind.VALUE):
            return False
        if change.action is not (Action.REMOVED if suspicion.side == "old" else Action.ADDED):
            return False
        if suspicion.suspected[0][2].keyword != "oneOf":
            return True
        outcome = self._settled(suspicion)
        return not (isinstance(outcome, Refuted) and _TOO_MANY in outcome.error)

    def _below(self, suspicion: Suspicion) -> list[int]:
        """The changes inside of a suspect that may be why: a choice fails with its branches."""
        message, way = _way(suspicion)
        return [
            i
            for i, change in enumerate(self._changes)
            if change.kind in SCHEMA_KINDS
            and change.direction is message.direction
            and _steps(change.path)[: len(way)] == way
            and not self._is_innocent(i, suspicion)
            and change.attribute not in PROSE
        ]

    def _by_path(self) -> dict[Any, list[int]]:
        """The changes below which a suspect may lie: a part came or went, or changed as a whole."""
        found: dict[Any, list[int]] = defaultdict(list)
        for i, change in enumerate(self._changes):
            if change.kind in SCHEMA_KINDS and (
                change.attribute in WHOLE or change.action is not Action.CHANGED
            ):
                found[_steps(change.path), change.direction].append(i)
        return found

    def _above(self, suspicion: Suspicion, by_path: dict[Any, list[int]]) -> list[int]:
        """The nearest change above a suspect of which no change tells itself."""
        message, way = _way(suspicion)
        for length in range(len(way), len(_steps(message.path)) - 1, -1):
            if found := by_path.get((way[:length], message.direction)):
                return found
        return []


def _way(suspicion: Suspicion) -> tuple[Message, tuple[str, ...]]:
    """The first message in which a suspect is, and the path to it there."""
    message, trial, suspect = suspicion.suspected[0]
    trail = trial.reached(suspect).trail
    steps = tuple("[]" if isinstance(s.name, int) else s.name for _, s in trail)
    return message, _steps((*message.path, *steps))


def _steps(path: tuple[str, ...]) -> tuple[str, ...]:
    """A path without the names of branches, and the items of tuples as items."""
    left = (s for s in path if not (s.startswith("(") and s.endswith(")")))
    return tuple("[]" if s.isdigit() else "{}" if s.startswith("~") else s for s in left)


def _spellings(keyword: str, name: str) -> list[tuple[str, str]]:
    """Under what a change may have told of a keyword, the most exact first."""
    found = [(keyword, name)]
    if name:
        found.append((keyword, ""))
    also = {
        "type": ("nullable", "enum", "const"),
        "nullable": ("type", "enum"),
        "enum": ("const", "type", "nullable"),
        "additionalProperties": ("unevaluatedProperties", "properties", "patternProperties"),
        "unevaluatedProperties": ("additionalProperties", "properties"),
        "properties": ("additionalProperties",),
        "items": ("prefixItems",),
        "oneOf": ("anyOf", "type", "nullable", "discriminator"),
        "anyOf": ("oneOf", "type", "nullable", "discriminator"),
        "not": ("conditional",),
    }.get(keyword, ())
    for word in also:
        found += [(word, name), (word, "")] if name else [(word, "")]
    return found
