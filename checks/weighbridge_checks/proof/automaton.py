"""Containment of patterns: whether every string that one side lets through, the other does too.

The patterns run side by side over the kinds of characters which they tell apart. A walk in breadth
finds a shortest string that the writer may send and the reader refuses; a walk that ends without
one is a proof that there is none. Every walk is bounded, and a bound that is reached is told.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from weighbridge_checks.proof.characters import READABLE, Alphabet, alphabet
from weighbridge_checks.proof.languages import Contained, Unknown, Witness
from weighbridge_checks.proof.machine import DEAD, DONE, Effort, TooMuchError, machine_of
from weighbridge_checks.proof.pattern import PatternError, UnsupportedPatternError, read
from weighbridge_checks.proof.race import Race, races_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from weighbridge_checks.proof.program import Program

# states of all patterns side by side; a walk over so many takes some tens of milliseconds
_STATES = 20_000
# a run over a text stops here: a second or two, which only a pattern made for it can take
_EFFORT_OF_A_RUN = 2_000_000
# how much longer a witness may be for all of its characters to be readable
_LONGER = 2


def contained(
    writer: Sequence[str],
    reader: str,
    *,
    min_length: int = 0,
    max_length: int | None = None,
    states: int = _STATES,
) -> Contained | Witness | Unknown:
    """Whether the reader's pattern is found in every string in which all of the writer's are.

    Lengths count code points, as `minLength` does. A pattern that stands on both sides is no
    question at all, even where its syntax is not supported.
    """
    if reader in writer and not _invalid(reader):
        return Contained()
    found = shortest(
        writer, refused=(reader,), min_length=min_length, max_length=max_length, states=states
    )
    if isinstance(found, str):
        return Witness(found)
    return Contained() if found is None else found


def shortest(
    patterns: Sequence[str],
    *,
    refused: Sequence[str] = (),
    min_length: int = 0,
    max_length: int | None = None,
    states: int = _STATES,
) -> str | Unknown | None:
    """A shortest string in which all patterns are found and none of the refused; None for none.

    A string of printable ASCII is preferred, even a little longer: on such strings the engines of
    all languages agree, and people can read them. Where the search grows too large, the patterns
    are looked for from the start of the string alone: what is found then may be longer, too.
    """
    required, doubts = _programs(patterns)
    forbidden, more_doubts = _programs(refused)
    given_up = None
    for floating in _manners(required):
        races = races_of(required, forbidden, min_length, max_length, states, floating=floating)
        for race in races:
            try:
                word = race.shortest()
            except TooMuchError as error:
                given_up = given_up or Unknown(str(error))
                continue
            # without what was not understood there are only more strings: none means none
            if word is not None and (doubts or more_doubts):
                return Unknown((doubts + more_doubts)[0])
            if word is not None:
                return _shown(word, race, races)
        if given_up is None:
            return None
    return given_up


def _shown(word: Sequence[int], race: Race, longer: Iterator[Race]) -> str:
    """A shortest word as a text, or one in its place that is about as short and reads better."""
    if not race.is_readable(word):
        for other in chain([race], longer):
            plain = other.readable(len(word) + _LONGER)
            if plain is not None:
                return other.text(plain)
    text = race.text(word)
    if text.endswith("\n"):
        # there are engines whose '$' is found before it
        return next((text + more for more in READABLE if race.holds(text + more)), text)
    return text


def length_bounds(pattern: str) -> tuple[int, int | None] | None:
    """The least and greatest length of a string in which the pattern is found.

    The greatest is None where there is none. No string at all gives a greatest length below the
    least. None is told of a pattern that is not supported, or has too many states.
    """
    try:
        (race,) = races_of([read(pattern)], [], 0, None, _STATES)
        word = race.shortest()
        return (1, 0) if word is None else (len(word), race.longest(word))
    except (PatternError, TooMuchError):
        return None


def some(
    patterns: Sequence[str],
    *,
    refused: Sequence[str] = (),
    min_length: int = 0,
    max_length: int | None = None,
    count: int = 5,
) -> list[str]:
    """Several strings in which all patterns are found and none of the refused, shortest first.

    Fewer where there are no more, or the search grows too large; none where a pattern is not
    supported.
    """
    required, doubts = _programs(patterns)
    forbidden, more_doubts = _programs(refused)
    if doubts or more_doubts:
        return []
    words: dict[str, None] = {}
    for floating in _manners(required):
        races = list(
            races_of(required, forbidden, min_length, max_length, _STATES, floating=floating)
        )
        for readable in (True, False):
            for race in races:
                fresh = (word for word in race.words(readable=readable) if word not in words)
                words |= dict.fromkeys(list(islice(fresh, max(count - len(words), 0))))
        if words:
            return sorted(words, key=len)
    # an end may be too far off to gather all ways to it, and still be found by walking ahead
    word = shortest(patterns, refused=refused, min_length=min_length, max_length=max_length)
    return [word][:count] if isinstance(word, str) else []


def accepts(pattern: str, text: str) -> bool | None:
    """Whether the pattern is found in the text, without ever going back in it.

    None where the pattern is not supported, or would take very long nevertheless.
    """
    try:
        program, letters = _prepared(pattern)
        if len(text) < program.least or (program.most is not None and len(text) > program.most):
            return False
        machine = machine_of(program, letters, Effort(_EFFORT_OF_A_RUN))
        state = machine.initial()
        for character in text:
            state = machine.row(state)[letters.kind(character)]
            if state in (DEAD, DONE):
                break
        return machine.ends(state)
    except (PatternError, TooMuchError):
        return None


@lru_cache(maxsize=512)
def _prepared(pattern: str) -> tuple[Program, Alphabet]:
    program = read(pattern)
    return program, alphabet(program.all_sets())


def _programs(patterns: Iterable[str]) -> tuple[list[Program], list[str]]:
    programs = []
    doubts = []
    for pattern in dict.fromkeys(patterns):
        try:
            programs.append(read(pattern))
        except PatternError as error:
            doubts.append(str(error))
    return programs, doubts


def _invalid(pattern: str) -> bool:
    try:
        read(pattern)
    except UnsupportedPatternError:
        return False
    except PatternError:
        return True
    return False


def _manners(required: Iterable[Program]) -> Iterator[bool]:
    """Whether to look for the patterns anywhere, and then whether from the start alone.

    To look from the start alone finds only some of the strings, with far fewer threads.
    """
    yield True
    if any(automaton.starts_anywhere for program in required for automaton in program.automata):
        yield False
