"""What a reader asks of objects, and whether the writer promises it."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.schema import parts, reduced, stated, types
from weighbridge_checks.facts.view import View, count
from weighbridge_checks.proof import fields
from weighbridge_checks.proof.disjoint import hollow
from weighbridge_checks.proof.example import NOTHING, fits
from weighbridge_checks.proof.languages import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.schema import Conj, Node, Part
    from weighbridge_checks.proof.keywords import Examination

#: up to so many patterns, every way to match some and not others is looked at
FEW_PATTERNS = 4


def objects(case: Examination) -> None:
    """Properties: which there may be, which there must be, how many, and what they hold."""
    writer = case.prover.writer
    always = fields.required(case.these, writer)
    if case.pair.fast:  # what is missing is seen at a glance, and rules most branches out
        for part in case.rest:
            _required(case, part, always)
    own = fields.possible_names(case.these, writer)
    asked = fields.names(case.everything, case.prover.reader)
    # where one suspect is enough, it is looked for where the reader says something
    first, second = (asked, own) if case.pair.fast else (own, asked)
    named = fields.listed_names(case.these)
    known = dict.fromkeys((*first, *second, *sorted(always), *(named or ())))
    for name in known:
        mine = _sent(case, name)
        if mine is not None:
            _property(case, name, mine)
    if named is None:
        _others(case, tuple(known))
    for part in case.rest:
        _required(case, part, always)
        _counts(case, part, always)
        _dependent(case, part, always)
        _property_names(case, part, tuple(known))


def _sent(case: Examination, name: str) -> Conj | None:
    """What the writer may send under a name; None where it can send nothing."""
    own = fields.naming(case.these)
    return None if own and not case.prover.lets_out(own, name) else _held(case, name)


def _held(case: Examination, name: str) -> Conj | None:
    """The same, whatever else is asked of names."""
    mine = fields.field(case.these, name, case.prover.writer)
    return None if mine is None or (mine and not types(parts(mine))) else mine


# -- properties


def _property(case: Examination, name: str, mine: Conj) -> None:
    """One property that the writer may send: what the reader asks of its value."""
    wanted: list[Node] = []
    reader, same = case.prover.reader, case.prover.same
    for part in case.rest:
        own = fields.declared(part, reader).get(name)
        if own is not None and any(same(m, own) for m in mine) and not fields.patterns(part):
            continue
        yours, hit = fields.told(part, name, reader)
        if any(fields.impossible(n) for n in yours) and not hollow(mine, case.prover.writer):
            word = "additionalProperties"
            if own is not None:
                word = "properties"
            elif word not in part.keywords:
                word = "patternProperties"
            case.suspect(word, part, name, candidates=partial(_with, case, name, mine))
        wanted += [n for n in yours if not fields.impossible(n)]
        node = fields.child(part, "unevaluatedProperties")
        if hit or node is None or _is_evaluated(case, part, name):
            continue
        if fields.impossible(node):
            if not hollow(mine, case.prover.writer):
                word = "unevaluatedProperties"
                case.suspect(word, part, name, candidates=partial(_with, case, name, mine))
        else:
            wanted.append(node)
    case.edge(name, mine, tuple(wanted))


def _is_evaluated(case: Examination, part: Part, name: str) -> bool:
    """Whether one of the reader's schema objects below this one speaks of a property."""
    return any(
        fields.told(p, name, case.prover.reader)[1]
        or (p is not part and "unevaluatedProperties" in p.keywords)
        for p in case.scope(part)
    )


def _with(case: Examination, name: str, conj: Conj) -> list[Any]:
    """Objects of the writer that have a property, with a value or two of it."""
    examples = case.prover.examples
    values = list(itertools.islice(examples.several(conj), 3)) if conj else ["a"]
    # something has to tell the writer's branches apart, and people often do not require it
    tags = [examples.tags(case.these), {}, examples.tags(case.these, most=100)]
    made = [examples.object(case.these, {**t, name: v}) for t in tags for v in values]
    return [m for m in made if m is not NOTHING]


# -- properties that nobody declares


def _others(case: Examination, known: tuple[str, ...]) -> None:
    """Properties that neither side declares: patterned ones, and any others.

    Names are alike where they match the same patterns, so that one of each sort is asked about.
    """
    patterned = sorted({p for part in (*case.these, *case.rest) for p in fields.patterns(part)})
    if len(patterned) > FEW_PATTERNS:
        _pattern_by_pattern(case, patterned, known)
        return
    spelled = _spelling(case)
    for chosen in itertools.product((True, False), repeat=len(patterned)):
        wanted = tuple(p for p, is_in in zip(patterned, chosen, strict=True) if is_in)
        refused = tuple(p for p, is_in in zip(patterned, chosen, strict=True) if not is_in)
        taken = tuple(n for n in known if all(fields.matches(p, n) for p in wanted))
        name = _fresh((*wanted, *spelled.wanted), refused, taken, spelled.least, spelled.most)
        if isinstance(name, Unknown):
            _pattern_by_pattern(case, patterned, known)
            return
        if name is not None and (mine := _held(case, name)) is not None:
            _property(case, name, mine)


class Spelling(NamedTuple):
    """How the writer's names are spelt, as far as patterns and lengths tell."""

    wanted: tuple[str, ...]
    least: int
    most: int | None


def _spelling(case: Examination) -> Spelling:
    own = fields.naming(case.these)
    text = View(parts=parts(own), unions=(), types=frozenset({"string"}), nullable=False)
    low, high = count(text, "minLength"), count(text, "maxLength")
    wanted = tuple(v for _, v in text.values("pattern") if isinstance(v, str))
    return Spelling(wanted, low.value if low else 0, high.value if high else None)


@lru_cache(maxsize=10_000)
def _fresh(
    wanted: tuple[str, ...],
    refused: tuple[str, ...],
    taken: tuple[str, ...],
    least: int = 0,
    most: int | None = None,
) -> str | Unknown | None:
    """A name that matches these patterns and not those, and is not taken; None if there is none."""
    for name in ("other", "another", *(f"other{i}" for i in range(1, 100))):
        if (
            name not in taken
            and least <= len(name)
            and (most is None or len(name) <= most)
            and all(fields.matches(p, name) for p in wanted)
            and not any(fields.matches(p, name) for p in refused)
        ):
            return name
    exactly = "^(?:" + "|".join(map(_escaped, taken)) + ")$"
    from weighbridge_checks.proof import automaton  # noqa: PLC0415 (20 ms; most have no pattern)

    refused = (*refused, exactly) if taken else refused
    for size in (max(least, 1), least):  # a property without a name is hard to read of
        found = automaton.shortest(wanted, refused=refused, min_length=size, max_length=most)
        if found is not None:
            break
    return found


def _escaped(text: str) -> str:
    return re.sub(r"([\^$\\.*+?()\[\]{}|/])", r"\\\1", text)


def _pattern_by_pattern(case: Examination, patterned: list[str], known: tuple[str, ...]) -> None:
    """Many patterns, or one that is not understood: what each asks is shown by itself."""
    name = _fresh((), tuple(patterned), known)
    if isinstance(name, str) and (mine := _held(case, name)) is not None:
        _property(case, name, mine)
    ours: dict[str, list[Node]] = {}
    for mine_part in case.these:
        for pattern, node in fields.patterns(mine_part).items():
            ours.setdefault(pattern, []).append(node)
    for part in case.rest:
        theirs = fields.patterns(part)
        wanted = list(theirs.items())
        for word in ("additionalProperties", "unevaluatedProperties"):
            rest = fields.child(part, word)
            if rest is not None:
                wanted += [(p, rest) for p in ours if p not in theirs]
        doubted = [p for p, n in wanted if not _fits_pattern(case, ours.get(p), n)]
        if doubted:
            case.suspect("patternProperties", part, candidates=partial(_patterned, case, doubted))


def _fits_pattern(case: Examination, mine: list[Node] | None, node: Node) -> bool:
    return bool(mine) and case.proved(tuple(mine or ()), node)


def _patterned(case: Examination, patterns: list[str]) -> Iterator[Any]:
    """Objects of the writer with a property that one of the patterns is about."""
    for name in (name for p in patterns for name in fields.sample(p)):
        mine = _sent(case, name)
        if mine is not None:
            yield from _with(case, name, mine)


# -- which there must be, and how many


def _required(case: Examination, part: Part, always: frozenset[str]) -> None:
    asked = part.keywords.get("required")
    if not isinstance(asked, list):
        return
    hidden = case.pair.hidden_around(part)
    for name in asked:
        if isinstance(name, str) and name not in always and name not in hidden:
            case.suspect("required", part, name, candidates=partial(_without, case, name))


def _without(case: Examination, name: str) -> Iterator[Any]:
    """Objects of the writer that lack a property, the smallest first."""
    smallest = case.prover.examples.object(case.these, {})
    made = itertools.chain((smallest,), case.pair.of_kind(case.case, case.kind))
    return (v for v in made if v is not NOTHING and isinstance(v, dict) and name not in v)


def _counts(case: Examination, part: Part, always: frozenset[str]) -> None:
    said = part.keywords
    if "minProperties" not in said and "maxProperties" not in said:
        return
    low, high = count(case.view, "minProperties"), count(case.view, "maxProperties")
    least = max(low.value if low else 0, len(always))
    most = high.value if high else None
    only = fields.only_names(case.these, case.prover.writer)
    if only is not None:
        possible = sum(_sent(case, n) is not None for n in only)
        most = possible if most is None else min(most, possible)
    if fits(said.get("minProperties"), "integer") and said["minProperties"] > least:
        case.suspect("minProperties", part)
    wanted: Any = said.get("maxProperties")
    if fits(wanted, "integer") and (most is None or wanted < most):
        case.suspect("maxProperties", part, candidates=partial(_fuller, case, int(wanted) + 1))


def _fuller(case: Examination, size: int) -> list[Any]:
    """Objects of the writer with as many properties, as far as there can be so many."""
    made = [case.prover.examples.filled(case.these, size), *case.candidates()]
    return [m for m in made if m is not NOTHING]


def _dependent(case: Examination, part: Part, always: frozenset[str]) -> None:
    own = _needs(case)
    asked = part.keywords.get("dependentRequired")
    for key, needs in (asked if isinstance(asked, dict) else {}).items():
        mine = _sent(case, key)
        if mine is None or not isinstance(needs, list):
            continue
        wanted = {n for n in needs if isinstance(n, str)}
        if wanted - always - own.get(key, set()) - {key}:
            case.suspect("dependentRequired", part, candidates=partial(_with, case, key, mine))
    schemas = part.keywords.get("dependentSchemas")
    for key, value in (schemas if isinstance(schemas, dict) else {}).items():
        if _sent(case, key) is None:
            continue
        given = stated(part.node, {"type": "object", "required": [key]})
        wanted_node = part.node.child(value, "dependentSchemas", key)
        mine_too = [
            p.node.child(p.keywords["dependentSchemas"][key], "dependentSchemas", key)
            for p in case.these
            if key in _mapping(p.keywords.get("dependentSchemas"))
        ]
        case.edge(None, (*case.case, given, *mine_too), (wanted_node,))


def _needs(case: Examination) -> dict[str, set[str]]:
    """What the writer sends along with a property, and along with that, and so on."""
    own: dict[str, set[str]] = {}
    for mine in case.these:
        for key, needs in _mapping(mine.keywords.get("dependentRequired")).items():
            if isinstance(needs, list):
                own.setdefault(key, set()).update(n for n in needs if isinstance(n, str))
    for key, found in own.items():
        todo = list(found)
        while todo:
            more = own.get(todo.pop(), set()) - found - {key}
            found.update(more)
            todo += more
    return own


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


# -- what names may be


def _property_names(case: Examination, part: Part, known: tuple[str, ...]) -> None:
    node = fields.child(part, "propertyNames")
    if node is None:
        return
    own = fields.naming(case.these)
    text = stated(node, {"type": "string"})
    if own and case.proved((text, *own), node):
        return
    if fields.only_names(case.these, case.prover.writer) is not None:
        # each name is asked about by itself
        for name in known:
            mine = _sent(case, name)
            exactly = stated(node, {"const": name})
            if mine is not None and not case.proved((exactly, *own), node):
                case.suspect("propertyNames", part, candidates=partial(_with, case, name, mine))
        return
    case.suspect("propertyNames", part, candidates=partial(_named, case, (text, *own), node))


def _named(case: Examination, text: Conj, node: Node) -> list[Any]:
    """Objects of the writer with a property of some name or other, such as may be refused."""
    refused = case.prover.local(reduced(text), reduced((node,)))
    names = [name for s in refused.suspects for name in s.candidates()]
    names += case.prover.examples.several(text, limit=6)
    names += ["", "other", "Other", "other name", "1", "x" * 40]
    made = []
    for name in dict.fromkeys(n for n in names if isinstance(n, str)):
        mine = _sent(case, name)
        if mine is not None:
            made += _with(case, name, mine)
    return made
