"""References of a document followed for judgement: what leads nowhere is noted, never raised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.document import Place
from weighbridge_checks.facts.formats.errors import DanglingReferenceError, UnreadableContractError
from weighbridge_checks.facts.formats.references import mentioned, references
from weighbridge_checks.facts.outline.parts import Spot

if TYPE_CHECKING:
    from weighbridge_checks.facts.document import Bundle

#: how many references may stand in each other's place
_LONGEST_CHAIN = 50


class Following:
    """Asks a bundle once for each reference, and remembers the answer."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._known: dict[tuple[str, str], Spot | None] = {}
        self._simple = not bundle.root.identifies()

    def __call__(self, value: Any, file: str, pointer: str) -> Spot | None:
        """A mapping where it stands, or what its references come to; None where nowhere."""
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(value, dict):
                return None
            ref = value.get("$ref")
            if not isinstance(ref, str):
                return Spot(value, file, pointer)
            spot = self._target(ref, file, pointer)
            if spot is None:
                return None
            value, file, pointer = spot.value, spot.file, spot.pointer
        return None

    def _target(self, ref: str, file: str, pointer: str) -> Spot | None:
        # a schema with an `$id` may mean another part by the same words: there nothing is kept
        kept = self._simple or file == ""
        key = (file, ref)
        if kept and key in self._known:
            return self._known[key]
        try:
            place = self._bundle.resolve(ref, file, at=pointer)
            spot = Spot(place.value, place.file, place.pointer)
        except UnreadableContractError:
            spot = None
        if kept:
            self._known[key] = spot
        return spot

    def lost(self) -> tuple[UnreadableContractError, ...]:
        """The references that lead nowhere, or that are not followed, each where it stands."""
        bundle = self._bundle
        if self._sound():
            return ()
        found: list[UnreadableContractError] = []
        seen: set[int] = set()
        todo = [Place(file="", pointer="", value=bundle.root.root)]
        for place in todo:  # grows while it is walked
            for at, ref in references(place.value, place.pointer, seen):
                try:
                    target = bundle.resolve(ref, place.file, at=at)
                    bundle.follow(target)
                except UnreadableContractError as error:
                    found.append(_placed(error, bundle, place.file, at))
                    continue
                todo.append(target)
        return tuple(found)

    def _sound(self) -> bool:
        if not self._simple:
            return False
        refs = mentioned(self._bundle.root.root)
        return all(
            ref.startswith("#") and self._target(ref, "", "") is not None for ref in refs
        ) and not self._rings(refs)

    def _rings(self, refs: list[str]) -> bool:
        return any(self({"$ref": ref}, "", "") is None for ref in refs)


def _placed(
    error: UnreadableContractError, bundle: Bundle, file: str, pointer: str
) -> UnreadableContractError:
    if isinstance(error, DanglingReferenceError) and error.pointer:
        return error
    at = bundle.document(file).locate(pointer)
    return DanglingReferenceError(at.file, error.reason, at.line, at.column, at.pointer)
