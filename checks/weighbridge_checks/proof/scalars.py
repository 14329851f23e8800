"""What a reader asks of numbers, strings and single values, and whether the writer promises it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.dialect import ASSERTED, RANGES
from weighbridge_checks.facts.schema import parts, stated, type_of
from weighbridge_checks.facts.view import View, bound, count
from weighbridge_checks.proof import fields, formats
from weighbridge_checks.proof.example import fits
from weighbridge_checks.proof.example import strings as examples_of
from weighbridge_checks.proof.languages import Unknown, Witness

if TYPE_CHECKING:
    from fractions import Fraction

    from weighbridge_checks.facts.schema import Part
    from weighbridge_checks.facts.view import Bound
    from weighbridge_checks.proof.keywords import Examination


def one_by_one(case: Examination, values: list[Any]) -> None:
    """The writer's values are few: each is asked about, keyword by keyword."""
    for part in case.rest:
        for word, asks in ASKED.items():
            if word not in part.keywords:
                continue
            limit = part.keywords[word]
            refused = [v for v in values if not asks(v, limit)]
            if refused:
                case.suspect(_GROUP.get(word, word), part, candidates=refused)


#: the longest text of a number that all programs read alike: the greatest of 64 bits, in digits
LONGEST_NUMBER = 330


def asks_of_text(part: Part, kind: str) -> bool:
    """Whether a schema object asks more than to be one of a string that is a value of a type."""
    said = part.keywords
    words = (
        *("enum", "const", "pattern", "not", "if", "anyOf", "oneOf"),
        ASSERTED,
    )
    if any(w in said for w in words):
        return True
    least, most = said.get("minLength", 0), said.get("maxLength", LONGEST_NUMBER)
    if kind == "string" or not fits(least, "number") or not fits(most, "number"):
        return "minLength" in said or "maxLength" in said
    return bool(least > 1 or most < LONGEST_NUMBER)


# -- numbers


def numbers(case: Examination) -> None:
    """Bounds and steps."""
    low, high = bound(case.view, "minimum"), bound(case.view, "maximum")
    for part in case.rest:
        _range(case, part, low, high)
        alone = View(parts=(part,), unions=(), types=frozenset({case.kind}), nullable=False)
        wanted = bound(alone, "minimum")
        if wanted and not _at_least(low, wanted):
            below = [] if wanted.exclusive is False else [wanted.value]
            case.suspect("minimum", part, candidates=[*below, *_beyond(wanted.value, -1, low)])
        wanted = bound(alone, "maximum")
        if wanted and not _at_most(high, wanted):
            above = [] if wanted.exclusive is False else [wanted.value]
            case.suspect("maximum", part, candidates=[*above, *_beyond(wanted.value, 1, high)])
        step: Any = part.keywords.get("multipleOf")
        if fits(step, "number") and step > 0 and not _steps(case, step):
            case.suspect("multipleOf", part, candidates=partial(_odd, case, step))


def _odd(case: Examination, step: Any) -> list[Any]:
    """Numbers that are no multiples of a step."""
    tries = [0.5, 0.1, 1, 2, 3, 5, 7, *case.candidates()]
    tries += [v + d for v in case.candidates() for d in (1, 0.5, 0.1)]
    tries += [v * n for v in _multiples(case.view) for n in range(-5, 6)]
    return [v for v in tries if not _is_multiple(v, step)]


def _range(case: Examination, part: Part, low: Bound | None, high: Bound | None) -> None:
    """A format of numbers, where it is asserted."""
    wanted: Any = part.keywords.get(ASSERTED)
    if wanted not in RANGES or _has_format(case, wanted):
        return
    least, most = RANGES[wanted]
    if not (low and low.value >= least and high and high.value <= most):
        tries = [most + 1, least - 1, *_beyond(most, 1, high), *_beyond(least, -1, low)]
        case.suspect("format", part, candidates=tries)


def _has_format(case: Examination, wanted: str) -> bool:
    """Whether the writer promises a format, or one that lies inside of it."""
    own = (v for _, v in case.view.values(ASSERTED))
    return any(isinstance(v, str) and formats.inside(v, wanted) for v in own)


def are_whole(case: Examination) -> bool:
    """Whether the writer's numbers are whole in any case."""
    if case.values is not None:
        return all(type_of(v) == "integer" for v in case.values)
    return any(_exactly(v).denominator == 1 for v in _multiples(case.view))


def _multiples(view: View) -> list[Any]:
    return [v for _, v in view.values("multipleOf") if fits(v, "number") and v > 0]


def _steps(case: Examination, step: Any) -> bool:
    """Whether every number of the writer is a multiple of the reader's step."""
    own = [_exactly(v) for v in _multiples(case.view)]
    if case.kind == "integer" or any(o.denominator == 1 for o in own):
        own.append(_exactly(1))
    return any((o / _exactly(step)).denominator == 1 for o in own)


def _exactly(value: Any) -> Fraction:
    from fractions import Fraction  # noqa: PLC0415 - few schemas count in steps

    return Fraction(str(value))


def _at_least(own: Any, wanted: Any) -> bool:
    if own is None:
        return False
    if own.value == wanted.value:
        return own.exclusive or not wanted.exclusive
    return bool(own.value > wanted.value)


def _at_most(own: Any, wanted: Any) -> bool:
    if own is None:
        return False
    if own.value == wanted.value:
        return own.exclusive or not wanted.exclusive
    return bool(own.value < wanted.value)


def _beyond(limit: Any, sign: int, own: Any) -> list[Any]:
    """Numbers just beyond a limit, and the writer's own bound."""
    tries = [limit + sign, limit + sign * 0.5, limit + sign * 0.01, limit + sign * 2]
    if own is not None:
        tries += [own.value, own.value - sign * 1, own.value - sign * 0.5, (own.value + limit) / 2]
    return [int(v) if isinstance(v, float) and v.is_integer() else v for v in tries]


# -- strings


def strings(case: Examination) -> None:
    """Lengths and patterns."""
    own = [v for _, v in case.view.values("pattern") if isinstance(v, str)]
    low, high = count(case.view, "minLength"), count(case.view, "maxLength")
    least, most = (low.value if low else 0), (high.value if high else None)
    short, long = _span(own, least, most)
    if long is not None and short > long:
        return  # there is no such string
    for part in case.rest:
        wanted: Any = part.keywords.get("minLength")
        if fits(wanted, "integer") and wanted > short:
            case.suspect("minLength", part, candidates=partial(_texts, case, most=int(wanted) - 1))
        wanted = part.keywords.get("maxLength")
        if fits(wanted, "integer") and (long is None or wanted < long):
            case.suspect("maxLength", part, candidates=partial(_texts, case, least=int(wanted) + 1))
        _pattern(case, part, own, least, most)
        _format(case, part)


def _span(patterns: list[str], least: int, most: int | None) -> tuple[int, int | None]:
    """How short and how long a string can be that also matches these patterns."""
    for pattern in patterns:
        from weighbridge_checks.proof import automaton  # noqa: PLC0415 (20 ms; most have no pattern)

        span = automaton.length_bounds(pattern)
        if span is not None:
            least = max(least, span[0])
            if span[1] is not None:
                most = span[1] if most is None else min(most, span[1])
    return least, most


def _pattern(case: Examination, part: Part, own: list[str], least: int, most: int | None) -> None:
    pattern = part.keywords.get("pattern")
    if not isinstance(pattern, str):
        return
    from weighbridge_checks.proof import automaton  # noqa: PLC0415 (20 ms; most have no pattern)

    answer = automaton.contained(own, pattern, min_length=least, max_length=most)
    if isinstance(answer, Witness):
        case.suspect("pattern", part, candidates=partial(_refused, case, answer.text, pattern))
    elif isinstance(answer, Unknown):
        case.suspect("pattern", part, candidates=partial(_any_text, case))


def _refused(case: Examination, text: str, pattern: str) -> list[Any]:
    """Texts of the writer that a pattern refuses."""
    return [text, *examples_of(case.view, refused=(pattern,))]


def _any_text(case: Examination) -> list[Any]:
    return [*case.candidates(), "a", ""]


def _format(case: Examination, part: Part) -> None:
    """A format of texts, where it is asserted."""
    wanted: Any = part.keywords.get(ASSERTED)
    if wanted is None or wanted in RANGES or _has_format(case, wanted):
        return

    def others() -> list[Any]:
        texts = (*case.candidates(), *examples_of(case.view), *formats.TEXTS)
        return [t for t in dict.fromkeys(texts) if not formats.has(t, wanted)]

    case.suspect("format", part, candidates=others)


def _texts(case: Examination, least: int | None = None, most: int | None = None) -> list[str]:
    """Strings of the writer that are short, or long, enough to be refused."""
    asked = {k: v for k, v in (("minLength", least), ("maxLength", most)) if v is not None}
    node = stated(case.case[0], asked)
    whole = (*case.these, *parts((node,)))
    narrowed = View(parts=whole, unions=(), types=frozenset({"string"}), nullable=False)
    return list(examples_of(narrowed))


# -- single values


def _is_number(value: Any) -> bool:
    return fits(value, "number")


def _is_multiple(value: Any, step: Any) -> bool:
    if not (_is_number(value) and _is_number(step) and step > 0):
        return True
    return not _exactly(value) % _exactly(step)


def _compared(value: Any, limit: Any) -> bool:
    """Whether a bound says anything of a value."""
    return _is_number(value) and _is_number(limit)


def _counted(value: Any, limit: Any) -> bool:
    return isinstance(value, str) and _is_number(limit)


#: what a keyword asks of one scalar value
ASKED: dict[str, Any] = {
    "minimum": lambda v, n: not _compared(v, n) or v >= n,
    "maximum": lambda v, n: not _compared(v, n) or v <= n,
    "exclusiveMinimum": lambda v, n: not _compared(v, n) or v > n,
    "exclusiveMaximum": lambda v, n: not _compared(v, n) or v < n,
    "multipleOf": _is_multiple,
    "minLength": lambda v, n: not _counted(v, n) or len(v) >= n,
    "maxLength": lambda v, n: not _counted(v, n) or len(v) <= n,
    ASSERTED: formats.has,
    "pattern": lambda v, p: not (isinstance(v, str) and isinstance(p, str)) or fields.matches(p, v),
}
_GROUP = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum", ASSERTED: "format"}
