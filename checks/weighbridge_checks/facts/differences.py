"""How two schemas differ, field by field: facts about one pair of conjunctions at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts import choice_differences, keyword_differences, part_differences
from weighbridge_checks.facts.change import Action, Kind, Place, Touch
from weighbridge_checks.facts.difference import Child, Compared, Difference, Question
from weighbridge_checks.facts.schema import reduced
from weighbridge_checks.facts.view import at_keyword, own_place, view

if TYPE_CHECKING:
    from weighbridge_checks.facts.change import Direction
    from weighbridge_checks.facts.sameness import Sameness
    from weighbridge_checks.facts.schema import Conj, Part


def compare(old: Conj, new: Conj, direction: Direction | None, same: Sameness) -> Compared:
    """Compare two conjunctions of schemas, as far as they can be seen without going further in."""
    return Comparison(old, new, direction, same).run()


class Comparison:
    """One comparison: what it is about, and what was found so far."""

    def __init__(self, old: Conj, new: Conj, direction: Direction | None, same: Sameness) -> None:
        self.old = view(old)
        self.new = view(new)
        self.conjs = (old, new)
        self.direction = direction
        self.same = same
        self.old_place = own_place(self.old, old)
        self.new_place = own_place(self.new, new)
        self.found: list[Difference] = []
        self.children: list[Child] = []
        self.questions: list[Question] = []

    def run(self) -> Compared:
        """Ask every keyword, and let the choices speak first where they say it all."""
        keyword_differences.tell(self)
        if not choice_differences.tell(self):
            part_differences.tell(self)
            choice_differences.tell_conditions(self)
        return Compared(tuple(self.found), tuple(self.children), tuple(self.questions))

    # -- saying

    def changed(
        self,
        attribute: str,
        before: Any,
        after: Any,
        was: Part | None = None,
        now: Part | None = None,
        keyword: str | None = None,
    ) -> None:
        """A keyword says something else. `keyword` is where it stands, if not under its name."""
        word = keyword or attribute
        touches = set()
        for side, whole, part in (("old", self.old, was), ("new", self.new, now)):
            for p in whole.parts if part is None else (part,):
                touches.add((side, p.node.place.file, p.node.place.pointer, attribute, ""))
        self.found.append(
            Difference(
                action=Action.CHANGED,
                kind=Kind.SCHEMA,
                attribute=attribute,
                before=before,
                after=after,
                old=at_keyword(was, word, self.old_place),
                new=at_keyword(now, word, self.new_place),
                touches=frozenset(touches),
            )
        )

    def widen(self, attribute: str) -> None:
        """Let the last change answer for a keyword wherever in the view it stands."""
        last = self.found.pop()
        touches = last.touches | self.touches((attribute, ""))
        self.found.append(last._replace(touches=touches))

    def asked(self, pairs: list[tuple[Conj, Conj]]) -> None:
        """Let the last change stand only if one of these pairs differs in more than words."""
        difference = self.found.pop()
        if open_ := [p for p in pairs if not self.alike(*p)]:
            self.questions.append(Question(tuple(open_), difference))

    def touches(self, *keys: tuple[str, str]) -> frozenset[Touch]:
        """A keyword of every schema object on both sides, with the name that it is about."""
        return frozenset(
            (side, p.node.place.file, p.node.place.pointer, keyword, name)
            for side, whole in (("old", self.old), ("new", self.new))
            for p in whole.parts
            for keyword, name in keys
        )

    def places(
        self, action: Action, here: Place, there: Place | None = None
    ) -> tuple[Place, Place]:
        """Where a part stands that came or went, and its nearest parent: the old place first."""
        if action is Action.REMOVED:
            return here, there or self.new_place
        return there or self.old_place, here

    def below(self, step: str, old: Conj, new: Conj) -> None:
        """A pair that is one step further in."""
        self.children.append(Child((step,), reduced(old), reduced(new)))

    def alike(self, old: Conj, new: Conj) -> bool:
        """Whether two conjunctions certainly say the same."""
        return len(old) == len(new) and all(map(self.same.nodes, old, new))
