"""Whether a reader accepts everything that a writer may send, part by part.

Two conjunctions of schemas are compared case by case (the writer's choices made) and type by type.
What a keyword of the reader refuses is a `Suspect`; where the question only moves to the properties
or items, an `Edge` leads there. A message is proved when no suspect is reached from its root: each
pair is looked at once, so that cycles end, and a proof is never assumed before it is made.

A suspect is not yet a verdict: the context may make it harmless. Only a whole message, accepted
by the writer's validator and refused by the reader's, is one (`witness`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.canonical import canonical
from weighbridge_checks.facts.change import Action, Kind
from weighbridge_checks.facts.dialect import UNKNOWN
from weighbridge_checks.facts.difference import WORDS
from weighbridge_checks.facts.differences import compare
from weighbridge_checks.facts.pairing import pair
from weighbridge_checks.facts.reach import bits, reach, way, ways
from weighbridge_checks.facts.schema import parts
from weighbridge_checks.proof import fields
from weighbridge_checks.proof.choices import Pair
from weighbridge_checks.proof.disjoint import hollow, tags
from weighbridge_checks.proof.example import Examples
from weighbridge_checks.proof.standalone import Transcript
from weighbridge_checks.proof.suspect import DoubtedError, Local, Reached
from weighbridge_checks.proof.validation import readings, validated, validator

if TYPE_CHECKING:
    from weighbridge_checks.facts.sameness import Sameness
    from weighbridge_checks.facts.schema import Conj, Node, Part, World
    from weighbridge_checks.proof.disjoint import Tags
    from weighbridge_checks.proof.standalone import Side
    from weighbridge_checks.proof.suspect import Suspect

#: so many questions inside of one another are asked about a pair: cycles without a step into the
#: instance are gone through again by every way that leads into them
MOST_SEARCHES = 2_000
#: how deep questions are asked inside of one another; and how deep where that was often in vain
DEEPEST, DEEPEST_TIRED = 40, 2
MOST_FRUITLESS = 500


def _closes_beside(node: Node) -> bool:
    """Whether a schema closes an object beside another that declares properties of it."""
    whole = parts((node,))
    speaking = [p for p in whole if not fields.BY_NAME.isdisjoint(p.keywords)]
    return len(speaking) > 1 and any(not fields.CLOSING.isdisjoint(p.keywords) for p in whole)


#: how many validators are kept that were made for single questions
MOST_CHECKS = 500


class Prover:
    """The comparison of one writer's document with one reader's, remembered pair by pair."""

    def __init__(
        self, writer: Side, reader: Side, same: Sameness | None, *, old: World | None, text: bool
    ) -> None:
        self.writer = writer
        self.reader = reader
        self.text = text
        self.formats = reader.formats
        #: what the writer may send, what the reader accepts, and both where a lenient posture does
        #: not count: what the writer's schemas let out to the letter, and any branch of a `oneOf`
        self.sent = Transcript(writer)
        names: dict[Any, str] = {}
        self.read = Transcript(reader, names)
        self.literally = Transcript(writer.but(closed=False))
        self.loosely = Transcript(reader.but(any_of=True), names)
        self.examples = Examples(writer)
        self.everything = Examples(reader)
        self._same = same
        self._old = old
        self._known: dict[Any, Local] = {}
        #: the pairs of which it is known that there is a suspect, and not yet which
        self._doubted: set[Any] = set()
        self._fits: dict[Any, bool] = {}
        self._open: dict[Any, int] = {}
        #: how many questions were asked to answer the one that is open first
        self._searches = 0
        #: how many answers hung on what was only assumed, so that they could not be kept
        self._fruitless = 0
        self._assumed = 0
        self._added: dict[Any, frozenset[str] | None] = {}
        self._partners: dict[Any, list[tuple[int, int]]] = {}
        self._partner_of: dict[Any, dict[Node, Node]] = {}
        self._tags: dict[Any, Tags | None] = {}
        self._validators: dict[tuple[bool, Conj], Any] = {}
        self._checks: dict[bytes, Any] = {}
        self.effort = 0
        #: how often a search was broken off, so that its no is only a doubt
        self.cuts = 0
        #: the explored pairs, and by pair the suspects below it, as bits
        self._graph: dict[tuple[Conj, Conj], list[tuple[tuple[Conj, Conj], Any]]] = {}
        self._reach: dict[tuple[Conj, Conj], int] = {}
        self._suspects: list[tuple[Suspect, list[tuple[Conj, Conj]]]] = []
        #: by suspect the pairs at which it was found; and by root the ways to all pairs below
        self._where: dict[int, list[tuple[Conj, Conj]]] = {}
        self._ways: dict[tuple[Conj, Conj], Any] = {}
        self._ways_of_values: dict[tuple[Conj, Conj], Any] = {}

    @property
    def extent(self) -> int:
        """About how many schemas hang together: the components of the old document."""
        return 1 if self._same is None else 1 + len(self._same.old.bytes)

    # -- whole questions

    def explore(self, roots: list[tuple[Conj, Conj]]) -> None:
        """Look at every pair below these, each once, and note which suspects are reached."""
        todo = list(roots)
        seen = set(todo)
        numbers: dict[Any, int] = {}
        own: dict[tuple[Conj, Conj], int] = {}
        for here in todo:  # grows while it is walked
            local = self.local(*here)
            for s in local.suspects:
                identity = (s.keyword, s.name, s.part.key, s.case)
                number = numbers.get(identity)
                if number is None:
                    number = numbers[identity] = len(self._suspects)
                    self._suspects.append((s, []))
                self._suspects[number][1].append(here)
                own[here] = own.get(here, 0) | 1 << number
            steps: list[tuple[tuple[Conj, Conj], Any]] = []
            for e in local.edges:
                below = (e.writer, e.reader)
                steps.append((below, None if e.step is None else (e.case, e.step)))
                if below not in seen:
                    seen.add(below)
                    todo.append(below)
            self._graph[here] = steps
        self._reach = reach(self._graph, own)

    def suspects(self, writer: Conj, reader: Conj) -> list[Suspect]:
        """Every suspect below an explored pair."""
        return [self._suspects[i][0] for i in bits(self._reach[writer, reader])]

    def reached(self, writer: Conj, reader: Conj, suspect: Suspect) -> Reached:
        """A suspect with the shortest way to it from an explored pair, above which it stands."""
        root = (writer, reader)
        if root not in self._ways:
            self._ways[root] = ways(root, self._graph)
        found = self._led(self._ways[root], suspect)
        assert found is not None
        return found

    def reached_by_values(self, writer: Conj, reader: Conj, suspect: Suspect) -> Reached | None:
        """The same by a way on which there is a value everywhere; None where there is no such."""
        root = (writer, reader)
        if root not in self._ways_of_values:
            graph = {
                here: [
                    (below, step)
                    for below, step in self._graph[here]
                    if step is None or not hollow(step[0], self.writer)
                ]
                for here in self._ways[root]
            }
            self._ways_of_values[root] = ways(root, graph)
        return self._led(self._ways_of_values[root], suspect)

    def _led(self, known: Any, suspect: Suspect) -> Reached | None:
        if not self._where:
            self._where.update((id(s), places) for s, places in self._suspects)
        # two messages may meet at one keyword by other pairs of schemas
        here = next((place for place in self._where[id(suspect)] if place in known), None)
        if here is None:
            return None
        steps = way(here, known)
        return Reached(suspect, tuple(s for s in steps if s is not None))

    def proved(self, writer: Conj, reader: Conj, depth: int = 0) -> bool:
        """Whether no suspect is reached from a pair. A no is only a doubt."""
        key = (writer, reader)
        known = self._fits.get(key)
        if known is not None:
            return known
        if key in self._open:
            # sound where a step into the instance lies between: instances end
            self._assumed += 1
            answer = depth > self._open[key]
            self.cuts += not answer
            return answer
        if not self._open:
            self._searches = 0
        self._searches += 1
        deepest = DEEPEST if self._fruitless < MOST_FRUITLESS else DEEPEST_TIRED
        too_deep = len(self._open) > deepest or depth > 60  # noqa: PLR2004 (a bound; it is a doubt)
        if too_deep or self._searches > MOST_SEARCHES:
            self._assumed += 1
            self.cuts += 1
            return False
        self._open[key] = depth
        before = self._assumed
        try:
            answer = self._search(writer, reader, depth)
        finally:
            del self._open[key]
        if self._assumed == before or not self._open:
            self._fits[key] = answer
        return answer

    def _search(self, writer: Conj, reader: Conj, depth: int) -> bool:
        todo = [(writer, reader, depth)]
        seen: set[Any] = set()
        for here, there, level in todo:
            key = (here, there)
            if key in seen:
                continue
            if len(seen) > 2_000:  # noqa: PLR2004 (a bound; the answer is a doubt)
                self.cuts += 1
                return False
            seen.add(key)
            try:
                local = self._fast(here, there, level)
            except DoubtedError:
                return False
            if local.suspects:
                return False
            todo += [(e.writer, e.reader, level + (e.step is not None)) for e in local.edges]
        return True

    def _fast(self, writer: Conj, reader: Conj, depth: int) -> Local:
        """What is to be found at one pair, unless that is a suspect. Raises `DoubtedError`."""
        key = (writer, reader)
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._doubted:
            raise DoubtedError
        before = self._assumed
        try:
            known = Pair(self, writer, reader, depth, fast=True).run()
        except DoubtedError:
            if self._assumed == before:
                self._doubted.add(key)
            else:
                self._fruitless += 1
            raise
        if self._assumed == before:
            self._known[key] = known
        else:
            self._fruitless += 1
        return known

    def is_doubted(self, writer: Conj, reader: Conj) -> bool:
        """Whether it is known that there is a suspect at a pair."""
        return (writer, reader) in self._doubted

    def local(self, writer: Conj, reader: Conj, depth: int = 0) -> Local:
        """What is to be found at one pair."""
        key = (writer, reader)
        known = self._known.get(key)
        if known is None:
            before = self._assumed
            known = Pair(self, writer, reader, depth).run()
            if self._assumed == before:
                self._known[key] = known
        return known

    def accepts(self, reader: Conj, value: Any) -> bool:
        """Whether the reader's validator accepts a value, or as text one of its readings."""
        check = self._validator(self.read, reader)
        if check is None:
            return False
        return any(check.is_valid(v) for v in (readings(value) if self.text else (value,)))

    def lets_out(self, writer: Conj, value: Any) -> bool:
        """Whether the writer may send a value. A yes is only a doubt."""
        check = self._validator(self.sent, writer)
        return check is None or bool(check.is_valid(value))

    def validated(self, schema: dict[str, Any]) -> Any:
        """A validator of a schema that stands alone: many questions are about the same schemas.

        Raises `UnusableSchemaError`.
        """
        key = canonical(schema)
        known = self._checks.get(key)
        if known is None:
            if len(self._checks) >= MOST_CHECKS:
                self._checks.clear()
            known = self._checks[key] = validated(schema, formats=self.formats)
        return known

    def _validator(self, transcript: Transcript, conj: Conj) -> Any:
        key = (transcript is self.read, conj)
        if key not in self._validators:
            written = transcript.of(conj)
            known = UNKNOWN.encode() not in canonical(written)
            self._validators[key] = validator(written, formats=self.formats) if known else None
        return self._validators[key]

    def partners(self, ours: tuple[Node, ...], theirs: tuple[Node, ...]) -> list[tuple[int, int]]:
        """Which branch of a union stands for which of another."""
        key = (ours, theirs)
        if key not in self._partners:
            self._partners[key] = pair(ours, theirs, None)
        return self._partners[key]

    def partner_of(self, ours: tuple[Node, ...], theirs: tuple[Node, ...]) -> dict[Node, Node]:
        """The branch of another union that stands for each branch of one."""
        key = (ours, theirs)
        if key not in self._partner_of:
            self._partner_of[key] = {ours[i]: theirs[j] for i, j in self.partners(ours, theirs)}
        return self._partner_of[key]

    def tags(self, word: str, part: Part, branches: tuple[Node, ...]) -> Tags | None:
        """How the branches of one of the reader's unions are told apart."""
        key = (word, part.node.key)
        if key not in self._tags:
            self._tags[key] = tags(branches, self.reader)
        return self._tags[key]

    def added(self, partner: Node, other: Node) -> frozenset[str] | None:
        """The optional properties that a branch has beyond its partner, where that is all."""
        key = (partner, other)
        if key not in self._added:
            names = set()
            first = other.world is self._old
            pairs = ((other,), (partner,)) if first else ((partner,), (other,))
            said = None
            if self._same is not None and partner.world is not other.world:
                said = compare(*pairs, self.writer.direction, self._same)
            more = Action.REMOVED if first else Action.ADDED
            plain = said is not None and not said.children and not said.questions
            plain = plain and not any(map(_closes_beside, (partner, other)))
            for d in said.differences if said is not None else ():
                if d.kind is Kind.PROPERTY and d.action is more and not d.required:
                    names.add(d.steps[-1])
                elif d.attribute not in WORDS and (self.formats or d.attribute != "format"):
                    plain = False
            self._added[key] = frozenset(names) if plain else None
        return self._added[key]

    # -- sameness

    def same(self, writer: Node, reader: Node) -> bool:
        """Whether a schema of the writer and one of the reader certainly say the same."""
        if writer.key == reader.key:
            return True
        if self._same is None or writer.world is reader.world:
            return False
        # a choice of the reader's may stand on the writer's side, where it is held against its like
        first = writer.world is self._old
        return self._same.nodes(writer, reader) if first else self._same.nodes(reader, writer)
