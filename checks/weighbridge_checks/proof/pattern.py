r"""A pattern of JSON Schema, read by ECMA-262's syntax in unicode mode, as an automaton.

Where the engines that validators use disagree on what a text means (`\A`, `[]a]`, `a{,3}`), it is
refused as unsupported: a proof about one reading would be wrong under the other.
"""

import re
from functools import lru_cache
from typing import NoReturn

from weighbridge_checks.proof.characters import (
    DIGITS,
    EVERY,
    LAST,
    LINE_ENDS,
    SPACES,
    SURROGATES,
    WORD,
    Ranges,
    complement,
    property_named,
    single,
    union,
)
from weighbridge_checks.proof.program import Program, compiled
from weighbridge_checks.proof.syntax import (
    Around,
    Characters,
    Choice,
    Edge,
    Item,
    Repeat,
    Sequence,
    measured,
    open_ended,
    parts,
    weight,
)

_MOST_STEPS = 10_000
_DEEPEST = 60
# a number of more digits than this is past every bound, and Python refuses to read the longest
_MOST_DIGITS = 9


class PatternError(Exception):
    """A pattern of which nothing can be told."""

    def __init__(self, pattern: str, position: int, problem: str) -> None:
        super().__init__(pattern, position, problem)
        self.pattern = pattern
        self.position = position
        self.problem = problem


class InvalidPatternError(PatternError):
    """A pattern that is no regular expression of ECMA-262."""

    def __str__(self) -> str:
        """Name the pattern, the place and what is wrong there."""
        return f"pattern {self.pattern!r} is invalid at character {self.position}: {self.problem}"


class UnsupportedPatternError(PatternError):
    """A pattern with syntax that has no automaton here, or too large a one."""

    def __str__(self) -> str:
        """Name the pattern, the place and the syntax."""
        return (
            f"pattern {self.pattern!r} is not decided, at character {self.position}: {self.problem}"
        )


@lru_cache(maxsize=2048)
def read(pattern: str) -> Program:
    """A pattern as a program. It may raise either of the two errors above."""
    required, refused = parts(_parsed(pattern))
    bounded = [measured(open_ended(tree)) for tree in required]
    trees = [tree for tree, _, _ in bounded]
    refused = list(map(open_ended, refused))
    if sum(map(weight, trees + refused)) > _MOST_STEPS:
        problem = f"its automaton has more than {_MOST_STEPS} nodes"
        raise UnsupportedPatternError(pattern, 0, problem)
    return Program(
        automata=tuple(map(compiled, trees)),
        refused=tuple(map(compiled, refused)),
        least=max(least for _, least, _ in bounded),
        most=min((most for _, _, most in bounded if most is not None), default=None),
    )


def _parsed(pattern: str) -> Item:
    """A pattern as a tree."""
    parser = _Parser(pattern)
    tree = parser.choice(0)
    if parser.at < len(pattern):
        parser.invalid("the ')' closes nothing")
    # only now, so that what is invalid is told as invalid wherever it stands
    if parser.doubts:
        raise parser.doubts[0]
    return tree


_HEX = "[0-9A-Fa-f]"
_DIGIT = re.compile("[0-9]")
_CODES = {
    "c": (re.compile("[A-Za-z]"), "letter"),
    "x": (re.compile(f"{_HEX}{{2}}"), "two hexadecimal digits"),
    "u": (re.compile(rf"({_HEX}{{4}})|\{{0*({_HEX}{{1,6}})\}}"), "four hexadecimal digits"),
}
_LOW_HALVES = 0xDC00
_LOW_HALF = re.compile(rf"\\u([Dd][C-Fc-f]{_HEX}{{2}})")
_PROPERTY = re.compile(r"\{([^{}]*)\}")
_BRACES = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}")
_OPEN_BRACES = re.compile(r"\{,[0-9]+\}")
_NAME = re.compile(r"<([^\W\d]\w*|[$_][\w$]*)>")
_LOOKS = {"?=": (True, False), "?!": (True, True), "?<=": (False, False), "?<!": (False, True)}
_SETS = {
    "d": DIGITS,
    "D": complement(DIGITS),
    "w": WORD,
    "W": complement(WORD),
    "s": SPACES,
    "S": complement(SPACES),
}
_CONTROLS = {"t": 0x09, "n": 0x0A, "v": 0x0B, "f": 0x0C, "r": 0x0D}
_EDGES = {"^": Edge.START, "$": Edge.END, "\\b": Edge.BOUNDARY, "\\B": Edge.INSIDE}
_POSIX = re.compile(r"\[[:.=][^\]]*[:.=]\]")


class _Parser:
    __slots__ = ("at", "began", "doubts", "looking", "names", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.began = 0
        self.looking: list[bool] = []
        self.names: set[str] = set()
        self.doubts: list[UnsupportedPatternError] = []

    def invalid(self, problem: str) -> NoReturn:
        raise InvalidPatternError(self.pattern, self.at, problem)

    def doubt(self, problem: str) -> None:
        """Note what has no automaton, and read on: what is invalid further on matters more."""
        self.doubts.append(UnsupportedPatternError(self.pattern, self.began, problem))

    def sees(self, text: str) -> bool:
        return self.pattern.startswith(text, self.at)

    def passes(self, text: str) -> bool:
        """Whether this text is here; if so, it is passed."""
        seen = self.sees(text)
        self.at += len(text) * seen
        return seen

    def take(self, expression: "re.Pattern[str]") -> "re.Match[str] | None":
        found = expression.match(self.pattern, self.at)
        if found:
            self.at = found.end()
        return found

    def next(self) -> str:
        """The character here, which is passed; nothing at the end."""
        character = self.pattern[self.at : self.at + 1]
        self.at += len(character)
        return character

    def choice(self, depth: int) -> Item:
        if depth > _DEEPEST:
            # to read on would be to recurse on: nothing after this can be known
            raise UnsupportedPatternError(
                self.pattern, self.at, f"groups are nested more than {_DEEPEST} deep"
            )
        options = [self.sequence(depth)]
        while self.passes("|"):
            options.append(self.sequence(depth))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self, depth: int) -> Item:
        items: list[Item] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            term = self.term(depth)
            items += term.items if isinstance(term, Sequence) else [term]
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def term(self, depth: int) -> Item:
        character = self.pattern[self.at]
        if character in "*+?" or _BRACES.match(self.pattern, self.at):
            self.invalid(f"there is nothing to repeat before {character!r}")
        edge = next((edge for text, edge in _EDGES.items() if self.passes(text)), None)
        if edge is not None:
            return edge
        looks = any(self.sees(f"({opening}") for opening in _LOOKS)
        return self.repeated(self.atom(depth), looks=looks)

    def repeated(self, item: Item, *, looks: bool) -> Item:
        position = self.at
        if self.sees("*") or self.sees("+") or self.sees("?"):
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}[self.next()]
        elif found := self.take(_BRACES):
            digits, comma, more = found.groups()
            least = self.number(digits)
            most = (self.number(more) if more else None) if comma else least
            if most is not None and most < least:
                self.at = position
                self.invalid("the numbers in the braces are out of order")
        else:
            return item
        self.passes("?")  # lazy: another order of trying, and the same strings
        if looks:
            self.doubt("a repeated look-around is only allowed by some engines")
        return Repeat(item, least, most)

    def number(self, digits: str) -> int:
        digits = digits.lstrip("0")
        if len(digits) > _MOST_DIGITS:
            self.doubt(f"a repetition of more than {_MOST_STEPS} steps")
            return _MOST_STEPS
        return int(digits or "0")

    def atom(self, depth: int) -> Item:
        self.began = self.at
        character = self.next()
        if character == "(":
            return self.group(depth)
        if character == "[":
            return Characters(self.bracket())
        if character == ".":
            return Characters(complement(LINE_ENDS))
        if character == "\\":
            return Characters(self.escape())
        if character == "{" and _OPEN_BRACES.match(self.pattern, self.at - 1):
            self.doubt("'{,n}' repeats in some engines, and is plain text in others")
        return Characters(self.plain(character))

    def plain(self, character: str) -> Ranges:
        if ord(character) in SURROGATES:
            self.doubt("half of a surrogate pair")
        return single(ord(character))

    def group(self, depth: int) -> Item:
        opened = self.at - 1
        look = None
        if not self.passes("?:") and self.sees("?"):
            look = next(filter(self.passes, _LOOKS), None)
            if look is None:
                self.named()
        item = self.around(*_LOOKS[look], depth) if look else self.choice(depth + 1)
        if not self.passes(")"):
            self.at = opened
            self.invalid("the '(' is never closed")
        return item

    def named(self) -> None:
        self.at += 1
        if name := self.take(_NAME):
            if name[1] in self.names:
                self.invalid(f"there are two groups named {name[1]!r}")
            self.names.add(name[1])
            return
        shown = self.pattern[self.at - 1 : self.at + 2]
        # what follows may be flags or a comment, so it can not be read as a pattern
        raise UnsupportedPatternError(self.pattern, self.at - 1, f"group '({shown}'")

    def around(self, ahead: bool, negative: bool, depth: int) -> Item:  # noqa: FBT001 the table says which
        if any(outer != ahead for outer in self.looking):
            self.doubt("a look-ahead and a look-behind within each other")
        self.looking.append(ahead)
        item = self.choice(depth + 1)
        self.looking.pop()
        return Around(item, ahead=ahead, negative=negative)

    def escape(self) -> Ranges:
        r"""What stands after a `\` outside of brackets."""
        if self.pattern[self.at : self.at + 1] in tuple("123456789"):
            self.doubt(f"back-reference '\\{self.pattern[self.at]}'")
            self.at += 1
            return EVERY
        if self.passes("k"):
            self.take(_NAME)
            self.doubt("back-reference '\\k'")
            return EVERY
        if self.sees("<") or self.sees(">"):
            self.doubt(f"'\\{self.pattern[self.at]}' is an edge of a word in some engines")
        return self.escaped()

    def escaped(self) -> Ranges:
        """What stands after a backslash, in brackets as outside of them."""
        character = self.next()
        if not character:
            self.invalid("a backslash at the end")
        if character in _SETS:
            return _SETS[character]
        if character in _CONTROLS:
            return single(_CONTROLS[character])
        if character in "pP":
            return self.property(character == "P")
        if character in "xuc0":
            return single(self.coded(character))
        if character.isascii() and character.isalnum():
            self.doubt(f"escape '\\{character}', which engines read in different ways")
        return self.plain(character)

    def coded(self, kind: str) -> int:
        """A code point that is written as a number or as a control letter."""
        if kind == "0":
            if self.take(_DIGIT):
                self.doubt("octal escape")
            return 0
        form, wanted = _CODES[kind]
        found = self.take(form)
        if found is None:
            self.invalid(f"no {wanted} after '\\{kind}'")
        code = found[found.lastindex or 0]
        if kind == "c":
            return ord(code) % 32
        point = int(code, 16)
        if point > LAST:
            self.invalid("a code point past U+10FFFF")
        return self.paired(point) if point in SURROGATES else point

    def paired(self, half: int) -> int:
        """The code point of which the first half was written as an escape of its own."""
        low = self.take(_LOW_HALF) if half < _LOW_HALVES else None
        if low is None:
            self.doubt("half of a surrogate pair")
            return half
        return 0x10000 + (half - SURROGATES.start) * 0x400 + int(low[1], 16) - _LOW_HALVES

    def property(self, negative: bool) -> Ranges:  # noqa: FBT001 the caller has just compared
        letter = "P" if negative else "p"
        name = self.take(_PROPERTY)
        if name is None:
            self.invalid(f"no name in braces after '\\{letter}'")
        ranges = property_named(name[1])
        if ranges is None:
            self.doubt(f"property '\\{letter}{{{name[1]}}}'")
            return EVERY
        return complement(ranges) if negative else ranges

    def bracket(self) -> Ranges:
        opened = self.at - 1
        negative = self.passes("^")
        if self.sees("]") and "]" in self.pattern[self.at + 1 :]:
            self.doubt(
                "a class that begins with ']' is empty in some engines, and goes on in others"
            )
        members: list[Ranges] = []
        while not self.passes("]"):
            if self.at >= len(self.pattern):
                self.at = opened
                self.invalid("the '[' is never closed")
            if _POSIX.match(self.pattern, self.at):
                self.doubt("a POSIX class in brackets")
            members.append(self.span())
        ranges = union(members)
        return complement(ranges) if negative else ranges

    def span(self) -> Ranges:
        """One member of a class: a character, a set, or a range."""
        start = self.at
        first = self.member()
        if not self.sees("-") or self.pattern[self.at + 1 : self.at + 2] in ("]", ""):
            return first
        self.at += 1
        last = self.member()
        if _points(first) > 1 or _points(last) > 1:
            return union((first, last, single(ord("-"))))
        low, high = first[0][0], last[0][0]
        if low > high:
            self.at = start
            self.invalid("the range in the class is out of order")
        return ((low, high),)

    def member(self) -> Ranges:
        self.began = self.at
        character = self.next()
        if character != "\\":
            return self.plain(character)
        if self.passes("b"):
            return single(0x08)
        if self.pattern[self.at : self.at + 1] in tuple("Bk123456789"):
            self.doubt(f"escape '\\{self.pattern[self.at]}' in a class")
        return self.escaped()


def _points(ranges: Ranges) -> int:
    return sum(high - low + 1 for low, high in ranges)
