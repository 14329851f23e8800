"""What one message of a consumer relies on in a schema: where it holds, and what it touches.

A consumer that reads walks down the fields that it reads and asks of each: is it there, always, and
of the kind that is expected? One that sends asks: is what I send accepted? Where a schema leaves a
choice, the branch that serves the consumer best is the one that it means.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema_rs

from weighbridge_checks.facts.matching import EQUALITY
from weighbridge_checks.facts.schema import frozen, listed, parts, type_of, types, unions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from weighbridge_checks.facts.change import Place
    from weighbridge_checks.facts.interaction import Field
    from weighbridge_checks.facts.matching import Matcher
    from weighbridge_checks.facts.schema import Conj, Node, Part

#: how many ways out of its choices a schema may have before nobody looks at all of them
MOST_ALTERNATIVES = 64


class Impact(StrEnum):
    """What becomes of a consumer because of one thing that its pact and a contract say."""

    BREAKS = "breaks"
    MAY_BREAK = "may-break"
    NOTICE = "notice"

    @property
    def weight(self) -> int:
        """Greater is worse."""
        return ("notice", "may-break", "breaks").index(self.value)


class Note(NamedTuple):
    """Something to say about one field of a message."""

    impact: Impact
    path: tuple[str, ...]
    message: str
    place: Place | None = None
    #: whether it is about a value that the reader does not expect, which a tolerant one can bear
    unknown_value: bool = False


class Visit(NamedTuple):
    """A value of a message that meets a schema: which schema objects speak of it."""

    path: tuple[str, ...]
    places: frozenset[Place]
    #: the properties of the value, where it is an object
    names: frozenset[str] = frozenset()
    value: Any = None
    matchers: tuple[Matcher, ...] = EQUALITY

    def admits(self, value: Any) -> bool:
        """Whether another value would do as well for what the consumer says of this one."""
        if frozen(value) == frozen(self.value):
            return True
        patterns = [m.text for m in self.matchers if m.kind == "regex" and m.text is not None]
        if patterns:
            return all(_matches(p, value) for p in patterns)
        return all(m.kind not in _EXACT for m in self.matchers)


class Outcome(NamedTuple):
    """What came of walking one value past one schema."""

    notes: tuple[Note, ...] = ()
    visits: tuple[Visit, ...] = ()

    @property
    def weight(self) -> tuple[int, ...]:
        """Greater is worse: the number of notes of each impact, the worst impact first."""
        return tuple(
            sum(n.impact is impact for n in self.notes)
            for impact in (Impact.BREAKS, Impact.MAY_BREAK, Impact.NOTICE)
        )

    def fails_at(self, path: tuple[str, ...]) -> bool:
        """Whether the value at a path is wrong itself, and not only something below it."""
        return any(n.impact is Impact.BREAKS and n.path == path for n in self.notes)

    def joined(self, *others: Outcome) -> Outcome:
        """One outcome of this and further ones."""
        every = (self, *others)
        return Outcome(
            tuple(n for o in every for n in o.notes), tuple(v for o in every for v in o.visits)
        )


#: comparisons that only the value of the example passes
_EXACT = frozenset({"equality", "include", "null"})

#: the words of a schema that speak of a value alone, and of nothing inside of it
_OF_THE_VALUE = (
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "dependentRequired",
)


class Walk(NamedTuple):
    """One message on its way past a schema: `reading` what is sent to us, or sending."""

    reading: bool

    def meet(self, conj: Conj, part: Field) -> Outcome:
        """What the schema says of a field and all that lies below it."""
        ways = alternatives(conj)
        if ways is None:
            here = Note(
                Impact.MAY_BREAK,
                part.path,
                f"was not checked: the schema leaves more than {MOST_ALTERNATIVES} choices",
                conj[0].place,
            )
            return Outcome((here,))
        found = [self._one_way(way, part) for way in ways]
        # a branch of which a part is wrong is nearer to what is meant than one of another kind
        best = min(found, key=lambda outcome: (outcome.fails_at(part.path), *outcome.weight))
        return best.joined(Outcome(tuple(self._other_kinds(ways, part))))

    def _other_kinds(self, ways: list[tuple[Part, ...]], part: Field) -> Iterator[Note]:
        """What a reader must be ready for beside the value of its example."""
        if not self.reading:
            return
        own = type_of(part.example)
        # a schema that says nothing of the type means the one that its other words are about
        possible = frozenset(
            kind for way in ways for kind in (types(way) if _says_type(way) else {own})
        )
        if own not in possible:
            return
        place = ways[0][0].node.place
        if "null" in possible and own != "null" and not _accepts_null(part.matchers):
            yield Note(Impact.MAY_BREAK, part.path, "may be null by the contract", place)
        numbers = {"integer", "number"}
        others = possible - {"null", own} - (numbers if own in numbers else set())
        if others and len(possible - {"null"}) <= _SEVERAL:
            names = " or ".join(sorted(others - ({"integer"} if "number" in others else set())))
            yield Note(
                Impact.MAY_BREAK, part.path, f"may also be of type {names} by the contract", place
            )
        wants_whole = any(m.kind == "integer" for m in part.matchers)
        if wants_whole and "number" in possible:
            yield Note(
                Impact.MAY_BREAK, part.path, "may have decimals, but an integer is expected", place
            )

    def _one_way(self, way: tuple[Part, ...], part: Field) -> Outcome:
        value = part.example
        visit = Visit(
            path=part.path,
            places=frozenset(p.node.place for p in way),
            names=frozenset(value) if isinstance(value, dict) else frozenset(),
            value=value,
            matchers=part.matchers,
        )
        kinds = types(way)
        own = type_of(value)
        if own not in kinds and not (own == "integer" and "number" in kinds):
            shown = " or ".join(sorted(kinds - ({"integer"} if "number" in kinds else set())))
            said = f"is of type {shown}" if shown else "can have no value at all"
            verb = "is expected" if self.reading else "is sent"
            note = Note(
                Impact.BREAKS,
                part.path,
                f"{said} in the contract, but {_article(own)} {verb}",
                way[0].node.place,
            )
            return Outcome((note,), (visit,))
        here = Outcome(tuple(self._value(way, part)), (visit,))
        if isinstance(value, dict):
            return here.joined(*self._object(way, part))
        if isinstance(value, list):
            return here.joined(*self._array(way, part))
        return here

    # -- the value itself

    def _value(self, way: tuple[Part, ...], part: Field) -> Iterator[Note]:
        for piece in way:
            for values in listed(piece):
                yield from self._listed(piece, values, part)
            bounds = {k: v for k, v in piece.keywords.items() if k in _OF_THE_VALUE}
            if bounds:
                yield from self._bounded(piece, bounds, part)

    def _listed(self, piece: Part, values: list[Any], part: Field) -> Iterator[Note]:
        place = piece.node.place
        known = {frozen(v) for v in values}
        shown = ", ".join(repr(v) for v in values[:8]) + (", ..." if len(values) > _SHOWN else "")
        if not self.reading:
            if frozen(part.example) not in known:
                yield Note(
                    Impact.BREAKS,
                    part.path,
                    f"is {part.example!r}, which is none of {shown}",
                    place,
                )
            return
        patterns = [m.text for m in part.matchers if m.kind == "regex" and m.text is not None]
        if patterns:
            odd = [v for v in values if v is not None and not all(_matches(p, v) for p in patterns)]
            if odd:
                none_fits = len(odd) == sum(v is not None for v in values)
                impact = Impact.BREAKS if none_fits else Impact.MAY_BREAK
                some = " or ".join(repr(v) for v in odd[:3]) + (" and others" * (len(odd) > 3))  # noqa: PLR2004 - enough to see what is meant
                words = f"may be {some}, outside of the expected pattern {patterns[0]!r}"
                yield Note(impact, part.path, words, place, unknown_value=True)
        elif frozen(part.example) not in known:
            exact = part.kind == "equality"
            impact = Impact.BREAKS if exact else Impact.MAY_BREAK
            words = f"is never {part.example!r} by the contract, only {shown}"
            yield Note(impact, part.path, words, place)

    def _bounded(self, piece: Part, bounds: Mapping[str, Any], part: Field) -> Iterator[Note]:
        refusal = refused_by(bounds, part.example)
        if refusal is None:
            return
        if not self.reading:
            yield Note(Impact.BREAKS, part.path, f"is refused: {refusal}", piece.node.place)
        elif part.kind == "equality":
            words = f"is never {_short(part.example)} by the contract: {refusal}"
            yield Note(Impact.BREAKS, part.path, words, piece.node.place)
        else:
            # any value of the type will do for this consumer; only its example is out of date
            words = f"has an example that the contract never sends: {refusal}"
            yield Note(Impact.NOTICE, part.path, words, piece.node.place)

    # -- what lies below

    def _object(self, way: tuple[Part, ...], part: Field) -> Iterator[Outcome]:
        required = {n for p in way for n in _names(p.keywords.get("required"))}
        free_names = any(m.kind in ("values", "eachKey", "eachValue") for m in part.matchers)
        for inner in part.inner:
            name = inner.path[-1]
            conj, promised = _property(way, name)
            always = name in required or free_names
            yield self._step(way, inner, conj, promised=promised, always=always)
        if not self.reading:
            for name in sorted(required - part.example.keys()):
                conj, _ = _property(way, name)
                if not (conj and _marked(conj, "readOnly")):
                    place = conj[0].place if conj else way[0].node.place
                    note = Note(
                        Impact.BREAKS, (*part.path, name), "is required, but is not sent", place
                    )
                    yield Outcome((note,))

    def _step(
        self,
        way: tuple[Part, ...],
        inner: Field,
        conj: Conj,
        *,
        promised: bool,
        always: bool,
    ) -> Outcome:
        place = way[0].node.place
        if not conj:
            return Outcome((self._undeclared(way, inner, place),))
        if conj[0].value is False:
            return Outcome((self._undeclared(way, inner, place)._replace(impact=Impact.BREAKS),))
        notes = []
        if self.reading and _marked(conj, "writeOnly"):
            words = "is only for writing (writeOnly), so it is in no answer"
            notes.append(Note(Impact.BREAKS, inner.path, words, conj[0].place))
        elif self.reading and not promised and not always:
            words = "is not declared, only allowed by additionalProperties"
            notes.append(Note(Impact.MAY_BREAK, inner.path, words, conj[0].place))
        elif self.reading and not always:
            words = "is optional, so it may be missing"
            notes.append(Note(Impact.MAY_BREAK, inner.path, words, conj[0].place))
        elif not self.reading and _marked(conj, "readOnly"):
            words = "is only for reading (readOnly), so what is sent is ignored"
            notes.append(Note(Impact.NOTICE, inner.path, words, conj[0].place))
        return Outcome(tuple(notes)).joined(self.meet(conj, inner))

    def _undeclared(self, way: tuple[Part, ...], inner: Field, place: Place) -> Note:
        openness = [p.keywords[w] for p in way for w in _REST if w in p.keywords]
        if self.reading:
            said = bool(openness) and False not in openness
            impact = Impact.MAY_BREAK if said else Impact.BREAKS
            words = "is not in the contract" + (", which allows any field here" if said else "")
            return Note(impact, inner.path, words, place)
        if False in openness:
            return Note(Impact.BREAKS, inner.path, "is not accepted, as no other field is", place)
        return Note(Impact.NOTICE, inner.path, "is not in the contract, so it is ignored", place)

    def _array(self, way: tuple[Part, ...], part: Field) -> Iterator[Outcome]:
        for i, inner in enumerate(part.inner):
            conj = _item(way, i)
            if not conj:
                continue
            if conj[0].value is False:
                words = "has more items than the contract knows"
                yield Outcome((Note(Impact.BREAKS, inner.path, words, conj[0].place),))
            else:
                yield self.meet(conj, inner)


_REST = ("additionalProperties", "unevaluatedProperties")

#: more types than this are no choice but the absence of one
_SEVERAL = 3
_SHOWN = 8


def alternatives(conj: Conj) -> list[tuple[Part, ...]] | None:
    """Every way to settle the choices of a conjunction; None where there are too many of them."""
    done: list[tuple[Part, ...]] = []
    todo: list[tuple[Conj, frozenset[Any]]] = [(conj, frozenset())]
    while todo:
        if len(done) + len(todo) > MOST_ALTERNATIVES:
            return None
        nodes, settled = todo.pop()
        whole = parts(nodes)
        for word, part, branches in unions(whole):
            key = (part.node.key, word)
            if key not in settled:
                todo += [((*nodes, branch), settled | {key}) for branch in reversed(branches)]
                break
        else:
            done.append(whole)
    possible = [way for way in done if types(way)]
    return possible or done


def _property(way: tuple[Part, ...], name: str) -> tuple[Conj, bool]:
    """The schemas of a property, and whether the contract names it rather than lets it in.

    Empty where no schema speaks of it. A part that is closed to it speaks first, as `false`.
    """
    named: list[Node] = []
    loose: list[Node] = []
    closed: list[Node] = []
    for part in way:
        said = part.keywords
        own = []
        properties = said.get("properties")
        if isinstance(properties, dict) and name in properties:
            own.append(part.node.child(properties[name], "properties", name))
        patterns = said.get("patternProperties")
        own += [
            part.node.child(value, "patternProperties", pattern)
            for pattern, value in (patterns if isinstance(patterns, dict) else {}).items()
            if _matches(pattern, name)
        ]
        named += own
        rest = said.get("additionalProperties")
        if not own and (isinstance(rest, dict) or rest is False):
            node = part.node.child(rest, "additionalProperties")
            (closed if rest is False else loose).append(node)
    if named:
        return (*closed, *named, *loose), True
    return () if closed else tuple(loose), False


def _item(way: tuple[Part, ...], index: int) -> Conj:
    """The schemas of an item of an array."""
    found: list[Node] = []
    for part in way:
        first = part.keywords.get("prefixItems")
        if isinstance(first, list) and index < len(first):
            found.append(part.node.child(first[index], "prefixItems", str(index)))
        elif isinstance(part.keywords.get("items"), (dict, bool)):
            found.append(part.node.child(part.keywords["items"], "items"))
    return tuple(found)


def _says_type(way: tuple[Part, ...]) -> bool:
    return any(not part.keywords.keys().isdisjoint(("type", "enum", "const")) for part in way)


def _marked(conj: Conj, word: str) -> bool:
    return any(p.keywords.get(word) is True for p in parts(conj))


def _names(value: Any) -> list[str]:
    return [n for n in value if isinstance(n, str)] if isinstance(value, list) else []


def _accepts_null(matchers: Iterable[Matcher]) -> bool:
    return any(m.kind == "null" for m in matchers)


def _article(kind: str) -> str:
    return kind if kind == "null" else f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


_LONGEST = 60

#: a pattern that needs more steps than this is not decided
_PATIENCE = 100_000


@lru_cache(maxsize=1_024)
def _pattern(text: str) -> jsonschema_rs.Validator | None:
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=_PATIENCE, size_limit=1_000_000)
    try:
        return jsonschema_rs.validator_for(
            {"type": "string", "pattern": text}, pattern_options=options
        )
    except (ValueError, jsonschema_rs.ValidationError):
        return None


def _matches(pattern: str, value: Any) -> bool:
    """Whether a text holds a pattern; one that nobody understands is given the benefit of doubt."""
    checker = _pattern(pattern)
    if checker is None:
        return True
    try:
        return isinstance(value, str) and checker.is_valid(value)
    except ValueError:
        return True


def refused_by(schema: Mapping[str, Any], value: Any) -> str | None:
    """Why a schema refuses a value, in a validator's words; None where it does not."""
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=_PATIENCE, size_limit=1_000_000)
    try:
        checker = jsonschema_rs.validator_for(dict(schema), pattern_options=options)
        error = next(checker.iter_errors(value), None)
    except (ValueError, jsonschema_rs.ValidationError):
        return None
    return None if error is None else re.sub(r"\s+", " ", error.message)[:200]
