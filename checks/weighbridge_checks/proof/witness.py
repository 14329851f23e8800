"""A suspect is tried: by a whole message that the writer may send and the reader refuses."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.canonical import canonical
from weighbridge_checks.facts.change import Place
from weighbridge_checks.facts.dialect import DRAFT_2020, UNKNOWN
from weighbridge_checks.facts.schema import World, parts
from weighbridge_checks.proof import algebra, fields, questions
from weighbridge_checks.proof.cases import cases
from weighbridge_checks.proof.example import NOTHING, Examples
from weighbridge_checks.proof.opposites import denied
from weighbridge_checks.proof.standalone import Side
from weighbridge_checks.proof.validation import UnusableSchemaError, readings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.schema import Conj
    from weighbridge_checks.proof.containment import Prover
    from weighbridge_checks.proof.fields import Parts
    from weighbridge_checks.proof.questions import Question
    from weighbridge_checks.proof.suspect import Reached, Step, Suspect


class Refuted(NamedTuple):
    """A message that the writer's validator accepts and the reader's refuses, with its error."""

    witness: Any
    error: str


class Proved(NamedTuple):
    """That there is no such message; `why` says what makes a local doubt harmless."""

    why: str = ""


class Undecided(NamedTuple):
    """That nobody knows, and what stood in the way."""

    reason: str


Outcome = Refuted | Proved | Undecided

#: how many messages are tried for one suspect, as they come and again with something else around
MOST_TRIES = 60
#: how many ways are tried to put something else around a suspect at one level of a message
MOST_PICKS = 12
#: how many messages more are looked at for one that shows a suspect better
MOST_BETTER = 6
#: after how many suspects a message counts as one of which no instance can be made
BARREN = 10


#: how often all schemas may be written for messages one by one, before it is done for any message
WORTH = 4
#: of how many messages a trial remembers the errors
REMEMBERED = 8
#: how many errors of a message are looked at
MOST_ERRORS = 20_000


class _Errors:
    """The errors of one message, those about missing properties by the property."""

    def __init__(self, errors: Iterator[Any]) -> None:
        self.all = list(itertools.islice(errors, MOST_ERRORS))
        self.missing: dict[str, list[Any]] = {}
        for error in self.all:
            if error.kind.name == "required":
                self.missing.setdefault(error.kind.property, []).append(error)

    def about(self, suspect: Suspect) -> list[Any]:
        """Those that may be about a suspect: what is missing, and else the first few."""
        missing = self.missing.get(suspect.name) if suspect.keyword == "required" else None
        return missing or self.all[:200]


class Trial:
    """One place where messages cross, with its writer and its reader."""

    def __init__(self, prover: Prover, writer: Conj, reader: Conj) -> None:
        self.prover = prover
        self.writer = writer
        self.reader = reader
        #: the questions about the last messages, and those about any message
        self._asked: dict[bytes, tuple[Question, ...]] = {}
        self._always: tuple[Question, ...] = ()
        #: how many definitions were written for messages one by one
        self._effort = 0
        self._fault: str | None = None
        #: whether the writer ever accepted a message that was tried, and how many suspects it took
        self._fertile = False
        self._barren = 0
        self._covered: bool | None = None
        self._told: dict[Any, _Errors] = {}

    def reached(self, suspect: Suspect) -> Reached:
        """A suspect with the way to it through this message."""
        return self.prover.reached(self.writer, self.reader, suspect)

    def outcome(self, reached: Reached) -> Outcome:
        """Try a suspect at the whole message."""
        if doubt := self._hopeless(reached):
            return Undecided(doubt)
        if found := self._refuted(reached, self._messages(reached)):
            return found
        if self._fault:
            return Undecided(self._fault)
        self._barren += 1
        if why := self._harmless(reached):
            return Proved(why)
        by_values = self._by_values(reached) or reached
        others = self._others(by_values)
        if by_values.trail != reached.trail:
            others = itertools.chain(self._messages(by_values), others)
        return self._refuted(by_values, others) or Undecided(reached.suspect.doubt)

    def _by_values(self, reached: Reached) -> Reached | None:
        return self.prover.reached_by_values(self.writer, self.reader, reached.suspect)

    def _harmless(self, reached: Reached) -> str | None:
        """Why a suspect is none after all; None where nobody knows."""
        if self._covers(reached.suspect.case, (reached.suspect.part,)):
            return "the reader's keyword asks no more than the writer promises"
        if self._whole():
            return "the rest of the message rules it out"
        if self._by_values(reached) is None:
            return "no message leads there"
        return None

    def _refuted(self, reached: Reached, messages: Iterator[Any]) -> Refuted | None:
        """The message among some that shows a suspect best; None where none does."""
        best: tuple[int, Refuted] | None = None
        left = MOST_BETTER
        for message in messages:
            shown = self._shown(message, reached)
            if shown is not None and (best is None or shown[0] > best[0]):
                best = shown
            left -= best is not None
            if best is not None and (best[0] >= EXACTLY or not left):
                break
        return None if best is None else best[1]

    def _hopeless(self, reached: Reached) -> str | None:
        """Why there is no use in trying; None where there may be."""
        if UNKNOWN in reached.suspect.part.keywords:
            return reached.suspect.doubt
        if self._barren >= BARREN and not self._fertile:
            return "no message was found that the writer's own schema accepts"
        return None

    def _shown(self, message: Any, reached: Reached) -> tuple[int, Refuted] | None:
        """How well a message shows what a suspect is suspected of; None where it does not."""
        for question in self._questions(message):
            shown = self._tried(question, message, reached)
            if shown is not None:
                return _loosely(*shown) if question.loose else shown
        return None

    def _tried(
        self, question: Question, message: Any, reached: Reached
    ) -> tuple[int, Refuted] | None:
        if not all(w.is_valid(message) for w in question.writes):
            return None
        reads = question.reads
        self._fertile = True
        best: tuple[int, str] | None = None
        # on the wire a value is text: it is refused where no reading of the text is accepted
        for reading in readings(message) if self.prover.text else (message,):
            if reads.is_valid(reading):
                return None
            errors = self._errors(reads, reading).about(reached.suspect)
            way = [s.name for _, s in reached.trail]
            grade, error = max(((_grade(e, way, reached.suspect), e) for e in errors), key=_first)
            if grade == AROUND and len(errors) == 1:
                grade = EXACTLY  # a choice hides its reasons, and nothing else is wrong
            if grade and (best is None or grade > best[0]):
                best = (grade, _words(error))
        return None if best is None else (best[0], Refuted(message, best[1]))

    def _errors(self, reads: Any, message: Any) -> _Errors:
        """What a validator says against a message; many suspects are shown by the same one."""
        key = (id(reads), canonical(message))
        known = self._told.get(key)
        if known is None:
            if len(self._told) >= REMEMBERED:
                self._told.clear()
            known = self._told[key] = _Errors(reads.iter_errors(message))
        return known

    # -- messages to try

    def _messages(self, reached: Reached) -> Iterator[Any]:
        """Messages that hold the candidates of a suspect, the smallest and the richest."""
        made = (
            self._lifted(candidate, reached.trail, rich=rich)
            for rich in (False, True)
            for candidate in reached.suspect.candidates()
        )
        yield from itertools.islice((m for m in made if m is not NOTHING), MOST_TRIES)
        if not reached.trail:
            yield from self.prover.examples.several(self.writer)

    def _others(self, reached: Reached) -> Iterator[Any]:
        """Messages with something else around the candidates, and with what the algebra tells."""
        candidates = list(itertools.islice(reached.suspect.candidates(), 3))
        made = (
            self._lifted(candidate, reached.trail, level=level, pick=pick)
            for pick in range(1, MOST_PICKS)
            for level in range(len(reached.trail))
            for candidate in candidates
        )
        yield from itertools.islice((m for m in made if m is not NOTHING), MOST_TRIES)
        for candidate in self._left_over(reached):
            message = self._lifted(candidate, reached.trail)
            if message is not NOTHING:
                yield message

    def _lifted(
        self,
        value: Any,
        trail: tuple[tuple[Conj, Step], ...],
        *,
        rich: bool = False,
        level: int = 0,
        pick: int = 0,
    ) -> Any:
        """A whole message of the writer that holds a value at the end of a trail, or `NOTHING`.

        At one level of the trail what is around the value may be another than the first choice.
        """
        for i, (case, step) in reversed(tuple(enumerate(trail))):
            held = self._around(case, step, value, rich=rich)
            value = next(itertools.islice(held, pick if i == level else 0, None), NOTHING)
            if value is NOTHING:
                return NOTHING
        return value

    def _around(self, case: Conj, step: Step, value: Any, *, rich: bool) -> Iterator[Any]:
        """Instances of a case with a value one step inside: the smallest, then others like it."""
        examples = self.prover.examples
        found = []
        bare = []
        for made in cases(case, self.prover.writer, limit=4):
            whole = parts(made)
            if isinstance(step.name, int):
                row = examples.array(whole, max(step.name + 1, _least(whole)))
                if row is not NOTHING:
                    row[step.name] = value
                    yield row
                continue
            tags = examples.tags(whole)
            given = {**tags, step.name: value}
            if tags.keys() - {step.name}:
                bare.append(examples.object(whole, {step.name: value}))
            if rich:
                richest = list(examples.of_type(whole, "object"))
                if richest and isinstance(richest[-1], dict):
                    given = {**richest[-1], step.name: value}
            held = examples.object(whole, given)
            if held is not NOTHING:
                found.append((whole, held))
                yield held
        yield from (row for row in bare if row is not NOTHING)
        for whole, held in found:
            yield from self._beside(whole, held, step)

    def _beside(self, whole: Parts, held: dict[str, Any], step: Step) -> Iterator[Any]:
        """An object with another value of some other property, or with one property more."""
        examples = self.prover.examples
        if nodes := denied(whole):
            made = (v for v in examples.others(whole, nodes) if isinstance(v, dict))
            kept = {n: v for n, v in held.items() if n == step.name}
            yield from ({**held, **v, **kept} for v in made)
        for name in dict.fromkeys((*held, *fields.names(whole, self.prover.writer))):
            conj = fields.field(whole, name, self.prover.writer)
            if name == step.name or not conj:
                continue
            for other in examples.several(conj, limit=4):
                if name not in held or held[name] != other:
                    yield {**held, name: other}

    # -- validators and the algebra

    def _questions(self, message: Any) -> tuple[Question, ...]:
        """What is asked about a message; nothing where a validator can not be made."""
        if self._always:
            return self._always
        key = canonical(message)
        known = self._asked.get(key)
        if known is not None:
            return known
        parties = (self.prover, self.writer, self.reader)
        try:
            if self._effort > WORTH * self.prover.extent:
                self._always = questions.whole(*parties)
                return self._always
            made, size = questions.about(*parties, message)
        except UnusableSchemaError as error:
            self._fault = f"a validator refuses the schema: {error}"
            return ()
        self._asked[key] = made
        self._effort += size
        return made

    def _left_over(self, reached: Reached) -> list[Any]:
        """Values that the algebra says the writer may send and the keyword refuses."""
        suspect = reached.suspect
        asked = questions.small(self.prover, suspect.case, (suspect.part,))
        if asked is None:
            return []
        said = algebra.left_over(asked[0][0], asked[-1][1], formats=self.prover.formats)
        if not isinstance(said, dict):
            return []
        place = Place("", f"/(left over {suspect.part.place.pointer})")
        world = World(dialect=DRAFT_2020, number=0, resolve=_within(said))
        return list(Examples(Side()).several((world.node(said, place),)))

    def _covers(self, writer: Conj, reader: Conj) -> bool:
        """Whether the algebra knows that a reader asks no more than a writer promises."""
        asked = questions.small(self.prover, writer, reader)
        formats = self.prover.formats
        return asked is not None and all(algebra.covers(r, w, formats=formats) for w, r in asked)

    def _whole(self) -> bool:
        if self._covered is None:
            self._covered = self._covers(self.writer, self.reader)
        return self._covered


def _within(root: Any) -> Any:
    """References of a schema that stands alone: only its own definitions can be meant."""

    def resolve(ref: str, _: str, __: str) -> tuple[str, str, Any] | None:
        value = root
        for step in ref.removeprefix("#/").split("/"):
            if not isinstance(value, dict) or step not in value:
                return None
            value = value[step]
        return "", ref.removeprefix("#"), value

    return resolve


#: how well an error shows a suspect: it names the keyword at the very place; a choice around the
#: place fails; something else fails at the place
EXACTLY, AROUND, NEARBY = 3, 2, 1
#: by how much less a message counts that the writer's oneOf, to the letter, does not let out
LOOSELY = 2

#: under which names validators tell of a keyword
_NAMES = {
    "nullable": ("type", "enum", "const", "anyOf", "oneOf"),
    "enum": ("enum", "const"),
    "format": ("format", "minimum", "maximum"),
    "minimum": ("minimum", "exclusiveMinimum"),
    "maximum": ("maximum", "exclusiveMaximum"),
    "additionalProperties": ("additionalProperties", "unevaluatedProperties", "falseSchema"),
    "unevaluatedProperties": ("unevaluatedProperties", "falseSchema"),
    "properties": ("falseSchema", "not"),
    "patternProperties": ("falseSchema", "not"),
    "items": ("falseSchema", "additionalItems", "items", "not"),
    "unevaluatedItems": ("unevaluatedItems", "falseSchema"),
    "contains": ("contains", "minContains", "maxContains"),
    "dependentRequired": ("dependentRequired", "required"),
    "not": ("not", "falseSchema"),
    "anyOf": ("anyOf", "oneOf", "oneOfNotValid"),
    "oneOf": ("oneOf", "anyOf", "oneOfNotValid", "oneOfMultipleValid"),
}
_CHOICES = frozenset(
    {
        "anyOf", "oneOf", "oneOfNotValid", "oneOfMultipleValid", "not", "contains",
        "unevaluatedProperties", "unevaluatedItems",
    }
)  # fmt: skip


def _loosely(grade: int, refuted: Refuted) -> tuple[int, Refuted]:
    """What is shown where the reader's `oneOf` is read as a choice of any branch."""
    said = f"{refuted.error} (any branch of a oneOf may match, since its open branches overlap)"
    return min(grade, AROUND) - LOOSELY, refuted._replace(error=said)


def _first(graded: tuple[int, Any]) -> int:
    return graded[0]


def _grade(error: Any, way: list[str | int], suspect: Suspect) -> int:
    """How well an error of the reader's shows a suspect at a place; 0 if it is about another."""
    # validators tell of a property named "0" as of an item, and not at all of one without a name
    path = [str(s) for s in error.instance_path]
    steps = [str(s) for s in way if s != ""]
    name = error.kind.name
    inside = path[: len(steps)] == steps
    if inside and name in _NAMES.get(suspect.keyword, (suspect.keyword,)):
        if suspect.keyword != "required" or error.kind.property == suspect.name:
            return EXACTLY
        return 0
    if name in _CHOICES and steps[: len(path)] == path:
        return AROUND
    if inside and name != "required":
        return NEARBY
    return 0


def _least(whole: tuple[Any, ...]) -> int:
    sizes = [p.keywords.get("minItems", 0) for p in whole]
    return max((int(s) for s in sizes if isinstance(s, (int, float))), default=0)


def _words(error: Any) -> str:
    way = "/".join(str(s) for s in error.instance_path)
    message = str(error.message)
    if len(message) > 400:  # noqa: PLR2004 (an error that quotes a whole message is no help)
        message = message[:397] + "..."
    return f"/{way}: {message}" if way else message
