"""What each keyword of the reader asks, and whether the writer's schemas promise it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.schema import frozen, listed, parts, reduced, same, stated, unions
from weighbridge_checks.facts.view import View, allowed
from weighbridge_checks.proof import arrays, fields, objects, scalars
from weighbridge_checks.proof.cases import is_plain, refused
from weighbridge_checks.proof.disjoint import disjoint
from weighbridge_checks.proof.example import fits
from weighbridge_checks.proof.standalone import extensible
from weighbridge_checks.proof.suspect import Edge, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from weighbridge_checks.facts.schema import Conj, Node, Part
    from weighbridge_checks.proof.choices import Pair
    from weighbridge_checks.proof.fields import Parts


class Examination:
    """One case of the writer, one type, and what the reader asks of it.

    `rest` are the reader's schema objects that are still to be shown; `everything` those with
    what is already settled, for the keywords that look at their neighbours; `picked` says which
    branch of a reader's choice the case is held against.
    """

    def __init__(
        self,
        pair: Pair,
        case: Conj,
        kind: str,
        rest: Parts,
        everything: Parts,
        picked: dict[tuple[Any, str], Node],
    ) -> None:
        self.pair = pair
        self.prover = pair.prover
        self.case = case
        self.these = parts(case)
        self.kind = kind
        self.rest = rest
        self.everything = everything
        self.view = View(
            parts=self.these, unions=(), types=frozenset({kind}), nullable=kind == "null"
        )
        self.values = self._finite()
        self._picked = picked
        self._scopes: dict[Any, Parts] = {}

    def run(self) -> None:
        """Hold the case against every keyword."""
        left = []
        for part in self.rest:
            if fields.impossible(part.node):
                self.suspect("not", part)
            elif self._type(part):
                left.append(part)
        self.rest = tuple(left)
        for part in self.rest:
            self._listed(part)
            self._not(part)
            self._conditional(part)
        if self.values is not None and self.kind not in {"object", "array"}:
            scalars.one_by_one(self, self.values)
        elif self.kind in {"integer", "number"}:
            scalars.numbers(self)
        elif self.kind == "string":
            scalars.strings(self)
        elif self.kind == "array":
            arrays.arrays(self)
        elif self.kind == "object":
            objects.objects(self)

    # -- telling

    def suspect(
        self,
        keyword: str,
        part: Part,
        name: str = "",
        candidates: Iterable[Any] | Callable[[], Iterable[Any]] | None = None,
    ) -> None:
        """A keyword of the reader that may refuse this case."""
        self.pair.suspect(
            keyword, part.node, self.case, self.kind, name=name, candidates=candidates
        )

    def edge(self, step: str | int | None, writer: Conj, reader: Conj) -> None:
        """A question that is answered further in, or by other schemas for the same value."""
        mine, yours = reduced(writer) or (self._anything(),), reduced(reader)
        if all(any(self.prover.same(w, r) for w in mine) for r in yours):
            return
        self.pair.expect(mine, yours)
        way = None if step is None else Step(step)
        self.pair.edges.append(Edge(way, self.case, mine, yours))

    def candidates(self) -> list[Any]:
        """Values of the case."""
        return list(self.pair.of_kind(self.case, self.kind))

    def proved(self, writer: Conj, reader: Node) -> bool:
        """Whether a question about a part of the value is answered for certain."""
        return self.prover.proved(
            reduced(writer) or (self._anything(),), reduced((reader,)), self.pair.depth + 1
        )

    def alike(self, own: Node, other: Node) -> bool:
        """Whether a schema of either side certainly says the same as one of either side."""
        if self.prover.same(own, other):
            return True
        here = own.world is other.world and own.place.file == other.place.file
        return here and same(own.value, other.value)

    def scope(self, part: Part) -> Parts:
        """The reader's schema objects that surely apply to the value and stand inside of one."""
        known = self._scopes.get(part.node.key)
        if known is None:
            found: dict[Any, Part] = {}
            todo = [part.node]
            while todo:
                for p in parts((todo.pop(),)):
                    if p.node.key not in found:
                        found[p.node.key] = p
                        picks = (self._picked.get((p.node.key, w)) for w in ("anyOf", "oneOf"))
                        todo += [n for n in picks if n is not None]
            known = self._scopes[part.node.key] = tuple(found.values())
        return known

    def _anything(self) -> Node:
        return stated(self.case[0], {})

    # -- any type

    def _finite(self) -> list[Any] | None:
        """The writer's values of this type, where they are few."""
        values = allowed(self.view)
        if values is not None:
            return [v for _, v in values.values() if fits(v, self.kind)]
        if self.kind == "null":
            return [None]
        return [True, False] if self.kind == "boolean" else None

    def _type(self, part: Part) -> bool:
        """Whether the reader allows the type at all; a suspect where it does not."""
        said = part.keywords.get("type")
        named = {said} if isinstance(said, str) else set(said) if isinstance(said, list) else None
        if named is None:
            return True
        if self.kind in named or (self.kind == "integer" and "number" in named):
            return True
        as_text = self.prover.text and "string" in named
        scalar = self.kind in {"integer", "number", "boolean"}
        if as_text and scalar and not scalars.asks_of_text(part, self.kind):
            return False  # on the wire both are text, and any text will do
        if self.kind == "number" and "integer" in named:
            if scalars.are_whole(self):
                return True
            self.suspect("type", part, candidates=self._broken)
            return False
        long = partial(self._long, part) if as_text else None
        self.suspect("nullable" if self.kind == "null" else "type", part, candidates=long)
        return False

    def _long(self, part: Part) -> list[Any]:
        """Values of the case, and numbers that are too long for a text."""
        most: Any = part.keywords.get("maxLength")
        long = fits(most, "integer") and self.kind in {"integer", "number"}
        return [*self.candidates(), *([10 ** int(most)] if long else [])]

    def _broken(self) -> list[Any]:
        """Numbers that are not whole."""
        return [*(v for v in self.candidates() if not fits(v, "integer")), 0.5, 1.5, -0.5]

    def _listed(self, part: Part) -> None:
        if self.prover.reader.tolerant and extensible(part.keywords):
            return
        for values in listed(part):
            known = {frozen(v) for v in values}
            if self.values is not None:
                for value in self.values:
                    if frozen(value) not in known:
                        self.suspect("enum", part, repr(frozen(value)), [value])
            else:
                self.suspect("enum", part, candidates=partial(self._unlisted, values))

    def _unlisted(self, values: list[Any]) -> list[Any]:
        """Values of the case that are not among these."""
        known = {frozen(v) for v in values}
        others = [v for v in self.candidates() if frozen(v) not in known]
        if self.kind == "string":
            others += [t for t in ("other", "another") if t not in known]
        elif self.kind in {"integer", "number"}:
            numbers = [v for v in values if fits(v, "number")]
            others += [max(numbers, default=0) + 1, min(numbers, default=0) - 1]
        return others

    def _not(self, part: Part) -> None:
        node = fields.child(part, "not")
        if node is None or fields.impossible(part.node) or self._is_outside(self.these, node):
            return
        inner = fields.child(node.part, "not")
        if inner is not None and set(node.keywords) == {"not"}:
            self.edge(None, self.case, (inner,))  # what is not not so, is so
            return
        self.suspect("not", part, candidates=partial(self._within, node))

    def _is_outside(self, these: Parts, node: Node, depth: int = 0) -> bool:
        """Whether no value of the case satisfies a schema of the reader."""
        if disjoint(these, node, self.kind, self.prover.writer, self.prover.reader):
            return True
        whole = parts((node,))
        for mine in self.these:
            own = fields.child(mine, "not")
            # the writer keeps out of something wider
            if own is not None and (self.alike(own, node) or self.follows(own, node)):
                return True
        for other in whole:
            refusal = fields.child(other, "not")
            if refusal is not None and self.follows(refusal):
                return True
        return depth < FEW_CHOICES and any(
            all(self._is_outside((*these, *whole), b, depth + 1) for b in branches)
            for _, _, branches in unions(whole)
        )

    def follows(self, wanted: Node, *given: Node) -> bool:
        """Whether the case, and what is given beside it, certainly satisfies a schema."""
        typed = stated(self.case[0], {"type": self.kind})
        return self.prover.proved(
            reduced((*self.case, typed, *given)), reduced((wanted,)), self.pair.depth
        )

    def _within(self, node: Node) -> list[Any]:
        """Values of the writer, and those that also satisfy a schema of the reader."""
        both = self.prover.examples.several((*self.case, node), limit=6)
        return [*self.candidates(), *both]

    def _conditional(self, part: Part) -> None:
        condition = fields.child(part, "if")
        if condition is None:
            return
        for word, given in (("then", condition), ("else", refused(condition))):
            wanted = fields.child(part, word)
            if wanted is None:
                continue
            if word == "then" and self._is_outside(self.these, condition):
                continue
            if word == "else" and self.follows(condition):
                continue
            own = [
                mine
                for p in self.these
                if (c := fields.child(p, "if")) is not None
                and self.alike(c, condition)
                and (mine := fields.child(p, word)) is not None
            ]
            typed = stated(self.case[0], {"type": self.kind})
            side = self.prover.writer
            joined = word == "else" or not side.closed or not side.owns(condition.part)
            known = (given,) if joined or is_plain(condition, side) else ()
            self.edge(None, (*self.case, typed, *known, *own), (wanted,))


#: how many unions inside of one another are looked at under a `not`
FEW_CHOICES = 3


def examine(
    pair: Pair,
    case: Conj,
    kind: str,
    rest: Parts,
    everything: Parts,
    picked: dict[tuple[Any, str], Node],
) -> None:
    """Hold one case and type of the writer against the reader's keywords."""
    Examination(pair, case, kind, rest, everything, picked).run()
