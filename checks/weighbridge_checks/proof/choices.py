"""The writer's choices, made one after the other, against the reader's: one pair of schemas.

A writer may choose any branch, so that each of its cases has to fit. A reader has to have one
branch that fits, and with `oneOf` no other.
"""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.dialect import TYPES, UNKNOWN
from weighbridge_checks.facts.pairing import pair
from weighbridge_checks.facts.schema import parts, stated, types, unions
from weighbridge_checks.proof import fields
from weighbridge_checks.proof.cases import cases
from weighbridge_checks.proof.disjoint import barren, constants, disjoint, empty
from weighbridge_checks.proof.example import fits
from weighbridge_checks.proof.keywords import examine
from weighbridge_checks.proof.scalars import asks_of_text
from weighbridge_checks.proof.suspect import DoubtedError, Edge, Local, Suspect, nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from weighbridge_checks.facts.schema import Conj, Node, Part
    from weighbridge_checks.proof.containment import Prover
    from weighbridge_checks.proof.fields import Parts


class Case(NamedTuple):
    """The writer's schemas with its choices made, and one of the types that they leave."""

    conj: Conj
    whole: Parts
    chosen: tuple[Node, ...]
    kind: str


class Pair:
    """One pair, and what was found at it so far. `fast` ones raise the first suspect."""

    def __init__(
        self, prover: Prover, writer: Conj, reader: Conj, depth: int, *, fast: bool = False
    ) -> None:
        self.prover = prover
        self.fast = fast
        self.writer = writer
        self.reader = reader
        self.depth = depth
        self.suspects: list[Suspect] = []
        self.edges: list[Edge] = []
        #: for the reader's parts that a choice brought, the properties hidden in that branch
        self._hidden: dict[Any, frozenset[str]] = {}

    def run(self) -> Local:
        """Go through the writer's cases."""
        reader = parts(self.reader)
        if all(any(self.prover.same(w, r) for w in self.writer) for r in self.reader):
            return Local((), ())
        whole = parts(self.writer)
        left = tuple(r for r in reader if not any(self.prover.same(w.node, r.node) for w in whole))
        if not any(_asks(r) for r in left):
            return Local((), ())
        if unknown := [p for p in (*left, *whole) if UNKNOWN in p.keywords]:
            self._nowhere(unknown[0])
            return Local(tuple(self.suspects), ())
        shared = frozenset(
            w.node.key
            for w in whole
            if any(self.prover.same(w.node, r.node) for r in reader if r not in left)
        )
        settled = self._settled(whole, left)
        ways = cases(
            self.writer, self.prover.writer, limit=MOST_CASES + 1, skip=shared, without=settled
        )
        for i, conj in enumerate(ways):
            if i == MOST_CASES:
                self._doubt(
                    left[0], f"the writer has more than {MOST_CASES} ways to combine its choices"
                )
                break
            these = parts(conj)
            if unknown := [p for p in these if UNKNOWN in p.keywords]:
                self._nowhere(unknown[0])
                continue
            kinds = types(these)
            if self.prover.text:  # nobody can write null into a text
                kinds -= {"null"}
                if len(kinds) == len(TYPES) - 1:  # nor a list or an object, where none is told of
                    kinds -= {"array", "object"}
            for kind in sorted(kinds - ({"integer"} if "number" in kinds else set())):
                case = Case(conj, these, conj[len(self.writer) :], kind)
                self._against(case, left, reader)
        return Local(tuple(self.suspects), tuple(self.edges))

    def _settled(self, whole: Parts, left: Parts) -> frozenset[Node]:
        """The writer's branches that the reader has too, where a choice is all that it asks.

        With `oneOf` on both sides, what kept a value out of the writer's other branches keeps it
        out of the reader's, except for those that are new: these must have nothing in common.
        """
        if len(left) != 1:
            return frozenset()
        part = left[0]
        asked = {k: v for k, v in part.keywords.items() if k not in fields.SILENT and k[:2] != "x-"}
        choices = [u for u in unions(left) if u[0] in asked]
        if len(choices) != 1:
            return frozenset()
        word, _, theirs = choices[0]
        rest = {k: v for k, v in asked.items() if k != word}
        found: set[Node] = set()
        for own, mine, ours in unions(whole):
            if not rest.keys() <= {"type", "required"} or any(
                mine.keywords.get(k) != v for k, v in rest.items()
            ):
                continue
            pairs = self.prover.partners(ours, theirs)
            common = [(i, j) for i, j in pairs if self.prover.same(ours[i], theirs[j])]
            kept = {j for _, j in common}
            fresh = [b for j, b in enumerate(theirs) if j not in kept]
            if word == "anyOf":
                found |= {ours[i] for i, _ in common}
            elif own == "oneOf":
                found |= {ours[i] for i, _ in common if self._apart(ours[i], fresh)}
        return frozenset(found)

    def _apart(self, branch: Node, others: list[Node]) -> bool:
        """Whether a branch has no value in common with any of these."""
        these = parts((branch,))
        sides = (self.prover.writer, self.prover.reader)
        return all(disjoint(these, o, kind, *sides) for o in others for kind in types(these))

    def _against(self, case: Case, left: Parts, reader: Parts) -> None:
        """One case of the writer against the reader, whose choices are made too."""
        if empty(case.whole, case.kind, self.prover.writer):
            return
        suspects, edges = len(self.suspects), len(self.edges)
        try:
            is_examined = self._examined(case, left, reader)
        except DoubtedError:
            if not self._fits_value_by_value(case):
                raise
            del self.edges[edges:]
            return
        found_any = len(self.suspects) > suspects or len(self.edges) > edges
        if is_examined and found_any and self._fits_value_by_value(case):
            del self.suspects[suspects:], self.edges[edges:]

    def _examined(self, case: Case, left: Parts, reader: Parts) -> bool:
        """Hold a case against the reader, choice by choice; False where that came to an end."""
        rest = list(left)
        everything = list(reader)
        picked: dict[tuple[Any, str], Node] = {}
        self._hidden = {}
        settled: set[Any] = set()
        # a branch may bring choices of its own
        while choices := [u for u in unions(tuple(rest)) if (u[1].node.key, u[0]) not in settled]:
            word, part, branches = choices[0]
            if len(settled) >= MOST_CHOICES:
                self._doubt(part, f"the reader has more than {MOST_CHOICES} choices in one another")
                return False
            settled.add((part.node.key, word))
            found = self._any_text(branches, case) or self._pick(word, part, branches, case)
            if found is None:
                continue
            node, is_shown = found
            picked[part.node.key, word] = node
            brought = parts((node,))
            everything += brought
            hidden = fields.hidden_names(brought, self.prover.reader) | self.hidden_around(part)
            self._hidden |= {b.node.key: hidden for b in brought}
            if not is_shown:
                # what the writer says too (the very schema) needs no proof
                rest += [b for b in brought if not self._says(case, b)]
        if unknown := [p for p in rest if UNKNOWN in p.keywords]:
            self._nowhere(unknown[0])
            return False
        examine(self, case.conj, case.kind, tuple(rest), tuple(everything), picked)
        return True

    def _says(self, case: Case, part: Part) -> bool:
        return any(self.prover.same(w.node, part.node) for w in case.whole)

    def _fits_value_by_value(self, case: Case) -> bool:
        """Whether the writer's values are listed, and the reader's validator accepts each."""
        if case.kind not in {"object", "array"} and not self.prover.text:
            return False
        listed = fields.listed_values(case.whole)
        if listed is None and case.kind == "boolean":
            listed = [False, True]
        if listed is None or len(listed) > MOST_VALUES:
            return False
        values = [v for v in listed if fits(v, case.kind)]
        return all(self.prover.accepts(self.reader, v) for v in values)

    def hidden_around(self, part: Part) -> frozenset[str]:
        """The properties that do not exist where one of the reader's parts is asked."""
        base = fields.hidden_names(parts(self.reader), self.prover.reader)
        return base | self._hidden.get(part.node.key, frozenset())

    # -- the reader's choices

    def _pick(
        self, word: str, part: Part, branches: tuple[Node, ...], case: Case
    ) -> tuple[Node, bool] | None:
        """The reader's branch that this case is held against, and whether it is shown to fit.

        None where the choice as a whole is a suspect.
        """
        sides = (self.prover.writer, self.prover.reader)
        fitting = [
            b
            for b in self._likely(word, part, branches, case)
            if _admits(b, case.kind) and not disjoint(case.whole, b, case.kind, *sides)
        ]
        paired = self._paired(case, branches)
        if not fitting:
            # none will do; its own partner is where a person would look for the reason
            if paired and _admits(paired[0], case.kind):
                return paired[0], False
            self.suspect(word, part.node, case.conj, case.kind)
            return None
        if len(fitting) == 1:
            return fitting[0], False
        partners = [p for p in paired if p in fitting]
        ordered = [*partners, *(b for b in fitting if b not in partners)]
        only = case.conj
        if len(types(case.whole)) > 1:
            only = (*only, _typed(only[0], case.kind))
        before = self.prover.cuts
        for branch in ordered[:MOST_BRANCHES]:
            if self.prover.proved(only, (branch,), self.depth):
                if word == "oneOf":
                    self._exclusive(part, branch, fitting, case)
                return branch, True
        if not partners:
            self.suspect(word, part.node, case.conj, case.kind)
            return None
        # its own partner is where a person would look for the reason, and a reason will be found
        if word == "oneOf" and self.prover.cuts > before:
            self._exclusive(part, ordered[0], fitting, case)
        return ordered[0], False

    def _any_text(self, branches: tuple[Node, ...], case: Case) -> tuple[Node, bool] | None:
        """A branch that any text fits, where the value is one on the wire."""
        if not self.prover.text or case.kind in {"object", "array"}:
            return None
        free = (b for b in branches if _takes_text(parts((b,)), case.kind))
        found = next(free, None)
        return None if found is None else (found, True)

    def _likely(
        self, word: str, part: Part, branches: tuple[Node, ...], case: Case
    ) -> Iterable[Node]:
        """The branches that the case's own tag leaves; where they are few, all of them."""
        if len(branches) <= FEW_BRANCHES or case.kind != "object":
            return branches
        tags = self.prover.tags(word, part, branches)
        conj = fields.field(case.whole, tags.name, self.prover.writer) if tags else None
        values = constants(parts(conj)) if conj else None
        if tags is None or values is None:
            return branches
        return (branches[i] for i in tags.fitting(values))

    def _paired(self, case: Case, branches: tuple[Node, ...]) -> list[Node]:
        """The reader's branches that stand for what the writer chose, union against union."""
        found = []
        for _, _, ours in unions(case.whole):
            partners = self.prover.partner_of(ours, branches)
            found += [partners[c] for c in case.chosen if c in partners]
        return found

    def _exclusive(self, part: Part, branch: Node, fitting: list[Node], case: Case) -> None:
        """With `oneOf`, no other branch of the reader may accept the value as well."""
        siblings = self._siblings(case)
        for other in fitting:
            if other is branch:
                continue
            if any(self.prover.same(s, other) for s in siblings):
                continue  # the writer's own oneOf keeps the value out of it
            partner = next((siblings[i] for i, _ in pair(siblings, [other], None)), None)
            if partner is not None and self._outside(case, other, partner):
                continue  # and here as well: what matches the other matches its partner
            both = partial(self.prover.examples.several, (*case.conj, other), limit=6)
            self._tell(
                Suspect(
                    keyword="oneOf",
                    name="",
                    part=part.node,
                    case=case.conj,
                    candidates=_once(both),
                    doubt=f"{_a(case.kind)} may match two branches of the reader's oneOf at once",
                )
            )
            return

    def _outside(self, case: Case, other: Node, partner: Node) -> bool:
        """Whether a value of the case that a branch accepts is accepted by its partner too."""
        added = self.prover.added(partner, other)
        if added is not None and all(
            fields.field(case.whole, name, self.prover.writer) is None for name in added
        ):
            return True
        if self.prover.proved((other,), (partner,), self.depth):
            return True
        self.prover.effort += 1
        return self.prover.effort <= MOST_EFFORT and self.prover.proved(
            (*case.conj, other), (partner,), self.depth
        )

    def _siblings(self, case: Case) -> list[Node]:
        """The branches of the writer's own `oneOf` that it did not choose."""
        keys = {n.key for n in case.chosen}
        found = []
        for word, _, branches in unions(case.whole):
            if word == "oneOf" and any(b.key in keys for b in branches):
                found += [b for b in branches if b.key not in keys]
        return found

    # -- telling

    def expect(self, writer: Conj, reader: Conj) -> None:
        """Give up early where it is known that a part of the value does not fit."""
        if self.fast and self.prover.is_doubted(writer, reader):
            raise DoubtedError

    def _tell(self, suspect: Suspect) -> None:
        if self.fast:
            raise DoubtedError
        self.suspects.append(suspect)

    def _nowhere(self, part: Part) -> None:
        why = part.keywords[UNKNOWN]
        self._tell(
            Suspect(
                keyword="type" if "type" in part.node.value else "$ref",
                name="",
                part=part.node,
                case=self.writer,
                candidates=nothing,
                doubt=f"{why}, so that nobody knows what is meant",
            )
        )

    def _doubt(self, part: Part, doubt: str) -> None:
        """A bound was reached: whatever is beyond it is not known."""
        self._tell(
            Suspect(
                keyword="anyOf",
                name="",
                part=part.node,
                case=self.writer,
                candidates=nothing,
                doubt=doubt,
            )
        )

    def suspect(
        self,
        keyword: str,
        part: Node,
        case: Conj,
        kind: str,
        *,
        name: str = "",
        candidates: Iterable[Any] | Callable[[], Iterable[Any]] | None = None,
    ) -> None:
        """A keyword of the reader that may refuse this case, unless there is no such value."""
        if barren(parts(case), kind, self.prover.writer):
            return
        if candidates is None:
            candidates = partial(self.of_kind, case, kind)
        made = _once(candidates)
        self._tell(Suspect(keyword=keyword, name=name, part=part, case=case, candidates=made))

    def of_kind(self, case: Conj, kind: str, limit: int = 8) -> Iterator[Any]:
        """Instances of one type of a case."""
        return itertools.islice(self.prover.examples.of_type(parts(case), kind), limit)


#: how many ways of the writer to choose are gone through at one pair
MOST_CASES = 1_000
#: how many choices of a reader are made at one pair, those inside of others included
MOST_CHOICES = 40
#: how many listed values are asked about one by one
MOST_VALUES = 100
#: so many branches are held against a case one by one; of more, those with its tag
FEW_BRANCHES = 16
#: how many branches of a reader are tried for one case of the writer
MOST_BRANCHES = 64
#: how often, in one comparison, two branches are held against a third: the dearest question
MOST_EFFORT = 200


def _once(values: Iterable[Any] | Callable[[], Iterable[Any]]) -> Callable[[], Iterator[Any]]:
    """Values of which each is made when it is first asked for, and remembered."""
    made: list[Any] = []
    source: list[Iterator[Any]] = []

    def again() -> Iterator[Any]:
        if not source:
            source.append(iter(values() if callable(values) else values))
        for i in itertools.count():
            if i == len(made):
                more = list(itertools.islice(source[0], 1))
                if not more:
                    return
                made.append(more[0])
            yield made[i]

    return again


def _asks(part: Part) -> bool:
    """Whether a schema object asks anything of a value itself."""
    return any(
        k == UNKNOWN or (k not in fields.SILENT and not k.startswith("x-")) for k in part.keywords
    )


def _admits(branch: Node, kind: str) -> bool:
    kinds = types(parts((branch,)))
    return kind in kinds or (kind == "number" and "integer" in kinds)


def _takes_text(whole: Parts, kind: str) -> bool:
    """Whether a schema accepts the text of every value of a type."""
    return "string" in types(whole) and not any(asks_of_text(p, kind) for p in whole)


def _typed(node: Node, kind: str) -> Node:
    """A schema that is said nowhere: one type alone."""
    return stated(node, {"type": kind})


def _a(kind: str) -> str:
    """A type with its article."""
    return "null" if kind == "null" else f"an {kind}" if kind[0] in "aio" else f"a {kind}"
