"""Sets of code points, and the kinds of them which a question tells apart.

A pattern cuts the 1,114,112 code points into very few kinds; an automaton that steps by kind has
a small table where one that steps by character has none that fits.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple, TypeAlias

LAST = 0x10FFFF

# sorted, disjoint and never adjacent, so that equal sets are equal values
Ranges: TypeAlias = tuple[tuple[int, int], ...]

EVERY: Ranges = ((0, LAST),)
DIGITS: Ranges = ((0x30, 0x39),)
WORD: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
LINE_ENDS: Ranges = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
# white space and line terminators of ECMA-262; U+FEFF is one of them, U+0085 is not
SPACES: Ranges = (
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
)
SURROGATES = range(0xD800, 0xE000)

# the order in which a reader would like to meet them in an example
READABLE = (
    "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "-_.:/@,+#=%&*!?;$~ '()[]{}<>|^`\"\\"
)
# and where no printable ASCII character will do, those that are looked for before any other
_SHOWN = READABLE + "éßñÉжλ日あ٣€😀\N{NO-BREAK SPACE}\n\t"
_MOST_SAMPLES = 12
_MOST_STRETCHES = 64

# two-letter categories by their long names in ECMA-262; one letter is the union of its two-letter
# ones, and LC is the cased letters
_CATEGORIES = {
    "Cased_Letter": "LC",
    "Close_Punctuation": "Pe",
    "Connector_Punctuation": "Pc",
    "Control": "Cc",
    "Currency_Symbol": "Sc",
    "Dash_Punctuation": "Pd",
    "Decimal_Number": "Nd",
    "Enclosing_Mark": "Me",
    "Final_Punctuation": "Pf",
    "Format": "Cf",
    "Initial_Punctuation": "Pi",
    "Letter": "L",
    "Letter_Number": "Nl",
    "Line_Separator": "Zl",
    "Lowercase_Letter": "Ll",
    "Mark": "M",
    "Combining_Mark": "M",
    "Math_Symbol": "Sm",
    "Modifier_Letter": "Lm",
    "Modifier_Symbol": "Sk",
    "Nonspacing_Mark": "Mn",
    "Number": "N",
    "Open_Punctuation": "Ps",
    "Other": "C",
    "Other_Letter": "Lo",
    "Other_Number": "No",
    "Other_Punctuation": "Po",
    "Other_Symbol": "So",
    "Paragraph_Separator": "Zp",
    "Private_Use": "Co",
    "Punctuation": "P",
    "Separator": "Z",
    "Space_Separator": "Zs",
    "Spacing_Mark": "Mc",
    "Surrogate": "Cs",
    "Symbol": "S",
    "Titlecase_Letter": "Lt",
    "Unassigned": "Cn",
    "Uppercase_Letter": "Lu",
    "cntrl": "Cc",
    "digit": "Nd",
    "punct": "P",
}
_SHORT = frozenset(_CATEGORIES.values())


def union(sets: Iterable[Ranges]) -> Ranges:
    """Every code point that is in one of the sets."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(pair for ranges in sets for pair in ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """Every code point that is not in the set."""
    gaps = []
    free = 0
    for low, high in ranges:
        if free < low:
            gaps.append((free, low - 1))
        free = high + 1
    if free <= LAST:
        gaps.append((free, LAST))
    return tuple(gaps)


def single(point: int) -> Ranges:
    """One code point as a set."""
    return ((point, point),)


def property_named(expression: str) -> Ranges | None:
    r"""What stands in `\p{...}` as a set, or None where the standard library has no such table."""
    if expression == "Any":
        return EVERY
    if expression == "ASCII":
        return ((0, 0x7F),)
    if expression == "Assigned":
        return complement(_category("Cn"))
    name, equals, value = expression.partition("=")
    if equals and name not in {"General_Category", "gc"}:
        return None
    value = value if equals else name
    short = _CATEGORIES.get(value, value)
    return _category(short) if short in _SHORT else None


@cache
def _category(short: str) -> Ranges:
    wanted = {"LC": "L[ult]"}.get(short, short if len(short) > 1 else f"{short}[a-z]")
    return union(
        ((first + run.start() // 2, first + run.end() // 2 - 1),)
        for first, letters in _categories()
        for run in re.finditer(f"(?:{wanted})+", letters)
    )


@cache
def _categories() -> tuple[tuple[int, str], ...]:
    """The category of every code point, two letters each, as strings that begin at a code point.

    Nothing is assigned in planes 4 to 13, and planes 15 and 16 are for private use: to ask for
    each of their code points would take three times as long as for all the others.
    """

    def asked(first: int, last: int) -> str:
        return "".join(map(unicodedata.category, map(chr, range(first, last + 1))))

    return (
        (0, asked(0, 0x3FFFF)),
        (0x40000, "Cn" * 0xA0000),
        (0xE0000, asked(0xE0000, 0xEFFFF)),
        (0xF0000, ("Co" * 0xFFFE + "Cn" * 2) * 2),
    )


class Alphabet(NamedTuple):
    """The kinds of code points which some sets tell apart, best readable kind first.

    `masks` tells of each set which kinds it holds, as bits; `samples` has some characters of each
    kind, none where a kind is of surrogates alone, which no string should hold.
    """

    starts: tuple[int, ...]
    kinds: tuple[int, ...]
    masks: dict[Ranges, int]
    samples: tuple[str, ...]

    def kind(self, character: str) -> int:
        """The kind that a character is of."""
        return self.kinds[bisect_right(self.starts, ord(character)) - 1]


def alphabet(sets: Iterable[Ranges]) -> Alphabet:
    """The coarsest division of all code points of which every given set is a union."""
    distinct = list(dict.fromkeys(sets))
    flips: dict[int, int] = {0: 0}
    for index, ranges in enumerate(distinct):
        for low, high in ranges:
            flips[low] = flips.get(low, 0) ^ (1 << index)
            flips[high + 1] = flips.get(high + 1, 0) ^ (1 << index)
    flips.pop(LAST + 1, None)
    starts = tuple(sorted(flips))
    signature = 0
    numbers: dict[int, int] = {}
    kinds = []
    for start in starts:
        signature ^= flips[start]
        kinds.append(numbers.setdefault(signature, len(numbers)))
    samples = _samples(starts, kinds, len(numbers))
    order = sorted(
        range(len(numbers)),
        key=lambda kind: (_order(samples[kind][0]) if samples[kind] else (4, 0), kind),
    )
    place = {kind: position for position, kind in enumerate(order)}
    masks = dict.fromkeys(distinct, 0)
    for signature, kind in numbers.items():
        for index, ranges in enumerate(distinct):
            if signature >> index & 1:
                masks[ranges] |= 1 << place[kind]
    return Alphabet(
        starts=starts,
        kinds=tuple(place[kind] for kind in kinds),
        masks=masks,
        samples=tuple("".join(samples[kind]) for kind in order),
    )


def _samples(starts: tuple[int, ...], kinds: list[int], count: int) -> list[list[str]]:
    """Some characters of each kind, best first."""
    samples: list[list[str]] = [[] for _ in range(count)]
    for character in _SHOWN:
        samples[kinds[bisect_right(starts, ord(character)) - 1]].append(character)
    stretches = [0] * count
    for start, stop, kind in zip(starts, [*starts[1:], LAST + 1], kinds, strict=True):
        stretches[kind] += 1
        if len(samples[kind]) < _MOST_SAMPLES and stretches[kind] <= _MOST_STRETCHES:
            samples[kind] += [
                chr(point)
                for point in range(start, min(stop, start + _MOST_SAMPLES))
                if point not in SURROGATES and chr(point) not in samples[kind]
            ]
    return [sorted(found, key=_order)[:_MOST_SAMPLES] for found in samples]


def _order(character: str) -> tuple[int, int]:
    """How gladly a reader meets a character: what is smaller is better."""
    if character in _SHOWN:
        return 0, _SHOWN.index(character)
    if character.isalnum():
        return 1, ord(character)
    return (2 if character.isprintable() else 3), ord(character)
