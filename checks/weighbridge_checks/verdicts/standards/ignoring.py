"""What authors say to the judge beside a part: pass this over, or: this is still a draft.

`x-weighbridge-ignore: {SEC003: reason}` on any object holds for it and for all below. It is read
by lint alone: changes are never passed over by a word in the document that makes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Place
from weighbridge_checks.facts.formats.references import objects
from weighbridge_checks.verdicts.standards.subject import CARD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.outline import Outline

IGNORE = "x-weighbridge-ignore"
STABILITY = ("x-stability", "x-stability-level")
STAGES = ("draft", "alpha", "beta", "stable")


class Ignore:
    """One rule that is passed over at one place and below, and why."""

    __slots__ = ("place", "reason", "rule", "used")

    def __init__(self, rule: str, reason: Any, place: Place) -> None:
        self.rule = rule
        self.reason = reason
        self.place = place
        #: whether a remark was passed over by it
        self.used = False

    @property
    def holds(self) -> bool:
        """Whether it says why; without a reason it is no more than a wish."""
        return isinstance(self.reason, str) and bool(self.reason.strip())


class Marks:
    """The words to the judge of one document, by where they stand."""

    __slots__ = ("ignores", "stages")

    def __init__(self) -> None:
        self.ignores: dict[tuple[str, str], dict[str, Ignore]] = {}
        self.stages: dict[tuple[str, str], str] = {}

    def all(self) -> Iterator[Ignore]:
        """Every ignore, in the order of the document."""
        for held in self.ignores.values():
            yield from held.values()

    def ignored(self, rules: tuple[str, ...], place: Place) -> Ignore | None:
        """The nearest ignore of a rule, by any of its names, at a place or above it."""
        if not self.ignores:
            return None
        for key in _upward(place):
            held = self.ignores.get(key, {})
            for rule in rules:
                if rule in held and held[rule].holds:
                    return held[rule]
        return None

    def stage(self, place: Place) -> str | None:
        """How stable the nearest part above a place says to be."""
        if not self.stages:
            return None
        return next((self.stages[key] for key in _upward(place) if key in self.stages), None)


def _upward(place: Place) -> Iterator[tuple[str, str]]:
    """A place and all above it; what is said of the whole document holds for its card too."""
    file, pointer = place.file, place.pointer
    if file != CARD:
        yield file, pointer
        while pointer:
            pointer = pointer.rpartition("/")[0]
            yield file, pointer
    if file:
        yield "", ""


def marks_in(outline: Outline, *, mentioned: bool) -> Marks:
    """The marks of a document; `mentioned` is whether its text holds any such word."""
    marks = Marks()
    if not mentioned:
        return marks
    roots = [("", outline.root)]
    roots += [(f, outline.bundle.document(f).root) for f in outline.bundle.neighbours]
    for file, root in roots:
        for at, held in objects(root, ""):
            said = held.get(IGNORE)
            if said is not None:
                place = f"{at}/{IGNORE}"
                marks.ignores[file, at] = {
                    str(rule): Ignore(str(rule), reason, Place(file, f"{place}/{rule}"))
                    for rule, reason in (said.items() if isinstance(said, dict) else _bare(said))
                }
            for word in STABILITY:
                if isinstance(held.get(word), str) and held[word] in STAGES:
                    marks.stages[file, "" if at == "/info" else at] = held[word]
    return marks


def _bare(said: Any) -> list[tuple[str, None]]:
    """Rules that are named without any reason."""
    names = said if isinstance(said, list) else [said]
    return [(str(n), None) for n in names]
