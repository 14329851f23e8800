"""Patterns are read as ECMA-262 has them, and containment of them is decided without error."""

import itertools
import re
import unicodedata
from collections.abc import Callable

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge_checks.proof.automaton import (
    accepts,
    contained,
    length_bounds,
    shortest,
    some,
)
from weighbridge_checks.proof.characters import alphabet, complement, property_named, union
from weighbridge_checks.proof.languages import Contained, Unknown, Witness
from weighbridge_checks.proof.pattern import InvalidPatternError, UnsupportedPatternError, read

UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
DATE = r"^\d{4}-\d{2}-\d{2}$"
REAL_DATE = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
SEMVER = r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$"
EMAIL = r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$"
SLUG = "^[a-z0-9]+(?:-[a-z0-9]+)*$"
STRONG = r"^(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{8,64}$"
DECIMAL = r"^-?\d+(\.\d{1,2})?$"

# writer, reader; each of them is proved
CONTAINED = [
    ("^[A-Z]{3}$", "^[A-Z]{2,4}$"),
    ("^[A-Z]{3}-[0-9]{4}$", "^[A-Z0-9-]+$"),
    ("^[A-Z]{3}-[0-9]{4}$", "^[A-Z]+-[0-9]+$"),
    (r"^\d{14}$", r"^(\d{8}|\d{12,14})$"),
    (r"^\d{8}$|^\d{12,14}$", r"^\d+$"),
    (UUID, "^[0-9a-fA-F-]{36}$"),
    (UUID, r"^[\w-]*$"),
    (UUID, UUID.replace("a-f", "a-fA-F")),
    (REAL_DATE, DATE),
    (REAL_DATE, r"^[0-9-]{10}$"),
    (SEMVER, r"^\d+\.\d+\.\d+"),
    (r"^[1-9]\d*\.0\.0$", SEMVER),
    (EMAIL, "@"),
    (EMAIL, "^[^@]+@[^@]+$"),
    ("^(EUR|USD|GBP)$", "^[A-Z]{3}$"),
    ("^(?:EUR|USD)$", "^(EUR|GBP|USD)$"),
    (SLUG, "^[a-z0-9-]+$"),
    (SLUG, "^(?!-)[a-z0-9-]+$"),
    ("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", "^(?!-)(?!.*-$)[a-z0-9-]+$"),
    (STRONG, "[A-Z]"),
    (STRONG, "^.{8,}$"),
    (STRONG, r"^(?=.*\d)(?=.*[A-Z])(?=.*[a-z]).{4,100}$"),
    (DECIMAL, r"^[-0-9.]+$"),
    (r"^\d+\.\d{2}$", DECIMAL),
    ("^a$", "a"),
    ("^a", "a"),
    ("a", ""),
    ("^a*$", "^(aa|a)*$"),
    ("^(aa)*$", "^a*$"),
    ("^(a+)+$", "^a+$"),
    ("^(ab)+$", "^a(ba)*b$"),
    ("^(?:a|b)*$", "^[ab]*$"),
    ("^.*$", ".*"),
    ("^.*$", "^[^\n]*$"),
    (".", "^"),
    ("^$", "^$"),
    ("^$", "^a*$"),
    ("$", ""),
    ("a^", "b"),
    ("$a", "b"),
    ("^[^\\s\\S]$", "b"),
    (r"^\d+$", "^[0-9]+$"),
    ("^[0-9]+$", r"^\d+$"),
    (r"^\w$", "^[A-Za-z0-9_]$"),
    (r"^\D$", "^[^0-9]$"),
    (r"^[\d\D]$", "^[^]$"),
    (r"\bfoo\b", "foo"),
    (r"^foo\b.", r"^foo\W"),
    (r"^\Bfoo", "bar"),
    (r"^a\B", r"^a\w"),
    ("(?<=a)b", "ab"),
    ("ab", "(?<=a)b"),
    ("(?<!a)b", "^b|[^a]b"),
    (r"^\p{Lu}\p{Ll}*$", r"^\p{L}+$"),
    (r"^\p{Nd}+$", r"^\p{N}+$"),
    (r"^[a-zé]+$", r"^\p{Letter}+$"),
    (r"^\x41\u0042\u{43}\cJ$", "^ABC\n$"),
    (r"^😀$", r"^\u{1F600}$"),
    (r"^\ud83d\ude00$", "^.$"),
    (r"^[\/\-.]+$", "^[-./]+$"),
    ("^{}]$", r"^\{\}\]$"),
    ("^(?<year>[0-9]{4})-(?<month>[0-9]{2})$", r"^\d+-\d+$"),
    ("^a{2,3}?$", "^aaa?$"),
    ("^[a-z]{1,4000}$", "^[a-z]{1,4001}$"),
    ("^(?=.{3,5}$)[a-z]*$", "^[a-z]{3,5}$"),
    ("[a-z]{3,900}x", "[a-z]{2}x"),
    (r"^(?:(?!foo).)*$", "^.*$"),
]

# writer, reader, a shortest string between them
BREAKING = [
    ("^[A-Z]{2,4}$", "^[A-Z]{3}$", "AA"),
    ("^[A-Z]{3}-[0-9]{4}$", "^[A-Z]{3}-[1-9][0-9]{3}$", "AAA-0000"),
    (r"^(\d{8}|\d{12,14})$", r"^\d{14}$", "00000000"),
    (r"^\d{12,14}$", r"^\d{12,13}$", "0" * 14),
    (UUID.replace("a-f", "a-fA-F"), UUID, "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaA"),
    ("^[0-9a-f-]{36}$", UUID, "a" * 36),
    (DATE, REAL_DATE, "0000-00-00"),
    (r"^\d+\.\d+\.\d+$", SEMVER, "00.0.0"),
    (EMAIL, r"^[\w.]+@[\w.]+$", "a@-.aa"),
    ("^[A-Z]{3}$", "^(EUR|USD|GBP)$", "AAA"),
    ("^(EUR|USD|CHF)$", "^(EUR|USD|GBP)$", "CHF"),
    ("^[a-z0-9-]+$", SLUG, "-"),
    ("^[a-z-]+$", "^(?!-)[a-z-]+$", "-"),
    ("^.{8,64}$", STRONG, "aaaaaaaa"),
    (DECIMAL, r"^\d+(\.\d{2})?$", "-0"),
    ("a", "^a", "ba"),
    ("a", "a$", "ab"),
    ("^a?$", "^a$", ""),
    ("", "^$", "a"),
    (".*", "a", ""),
    ("^a*$", "^(aa)*$", "a"),
    ("^a{0,7}$", "^a{0,6}$", "aaaaaaa"),
    ("^[a-z]{1,401}$", "^[a-z]{1,400}$", "a" * 401),
    ("foo", r"\bfoo\b", "afoo"),
    (r"foo\b", r"\bfoo\b", "afoo"),
    ("b", "(?<=a)b", "b"),
    ("^.$", r"^\S$", " "),
    (r"^\S$", r"^\w$", "-"),
    (r"^[\s\S]$", "^.$", "\n"),
    (r"^\p{L}$", r"^\w$", "é"),
    (r"^\p{L}+$", r"^\p{Lu}+$", "a"),
    (r"^\p{L}+$", r"^\p{L}$", "aa"),
    ("", "^.*$", "\na"),
    ("^(a|b)*$", "^(?:(?!bb).)*$", "bb"),
    ("^a+b?$", "^(?=a{2})", "a"),
]

# a pattern, and a piece of the reason why it has no automaton
UNDECIDED = [
    (r"(a)\1", r"back-reference '\1'"),
    (r"(?<x>a)\k<x>", r"back-reference '\k'"),
    (r"\p{Script=Latin}", r"property '\p{Script=Latin}'"),
    (r"\p{Alphabetic}", r"property '\p{Alphabetic}'"),
    ("(?i)abc", "group '(?i)'"),
    ("(?i:abc)", "group '(?i:'"),
    ("(?P<name>a)", "group '(?P<'"),
    ("(?>a)", "group '(?>a'"),
    (r"\Aabc\Z", r"escape '\A'"),
    (r"\ha", r"escape '\h'"),
    ("a{,3}", "'{,n}'"),
    ("[]a]", "begins with ']'"),
    ("[^]a]", "begins with ']'"),
    ("[[:alpha:]]", "POSIX"),
    (r"\<a", "edge of a word"),
    (r"[\ud800-\udfff]", "surrogate"),
    (r"\ud83d", "surrogate"),
    ("\ud83d", "surrogate"),
    (r"\01", "octal"),
    (r"[\1]", r"escape '\1' in a class"),
    ("(?=a)*", "repeated look-around"),
    ("(?<=a(?=b))c", "within each other"),
    ("(?=a(?<=b))c", "within each other"),
    ("(a{1000}){1000}", "10000 nodes"),
    ("^(a|b){1,100000}$", "10000 nodes"),
    ("a" + "{99999}" * 1 + "b", "10000 nodes"),
    ("^x{" + "9" * 5000 + "}$", "repetition"),
    ("(" * 200 + ")" * 200, "nested"),
]

INVALID = [
    "(",
    ")",
    "a)",
    "(a",
    "[a",
    "*a",
    "a**",
    "a++",
    "^*",
    "{2}",
    "a{2}{3}",
    "a{3,1}",
    "[z-a]",
    "\\",
    r"\x4",
    r"\u12",
    r"\u{110000}",
    r"\c1",
    r"\p",
    r"\pL",
    "(?<x>a)(?<x>b)",
    r"(a)\1(",
]


def rust(pattern: str) -> Callable[[str], bool] | None:
    """What jsonschema-rs takes the pattern for, if it takes it.

    Its other engine, which has looks, finds `a+b*a+` in "a" and is no witness: it is asked only
    where nobody else can be.
    """
    schema = {"pattern": pattern}
    options = jsonschema_rs.RegexOptions()
    try:
        return jsonschema_rs.validator_for(schema, pattern_options=options).is_valid
    except jsonschema_rs.ValidationError:
        return None


def is_between(text: str, writer: str, reader: str) -> bool:
    """Whether other engines, too, find the writer's pattern in the text and not the reader's."""
    writes, reads = (
        rust(pattern) or jsonschema_rs.validator_for({"pattern": pattern}).is_valid
        for pattern in (writer, reader)
    )
    return writes(text) and not reads(text)


@pytest.mark.parametrize(("writer", "reader"), CONTAINED)
def test_containment_is_proved(writer: str, reader: str) -> None:
    assert contained([writer], reader) == Contained()


@pytest.mark.parametrize(("writer", "reader", "text"), BREAKING)
def test_a_break_has_a_shortest_witness(writer: str, reader: str, text: str) -> None:
    assert contained([writer], reader) == Witness(text)
    assert is_between(text, writer, reader)


@pytest.mark.parametrize(("pattern", "reason"), UNDECIDED)
def test_what_engines_disagree_on_or_is_too_large_is_undecided(pattern: str, reason: str) -> None:
    with pytest.raises(UnsupportedPatternError) as raised:
        read(pattern)
    assert reason in raised.value.problem
    answer = contained([pattern], "^never$")
    assert isinstance(answer, Unknown)
    assert reason in answer.reason
    assert accepts(pattern, "a") is None
    assert length_bounds(pattern) is None
    assert some([pattern]) == []


@pytest.mark.parametrize("pattern", INVALID)
def test_what_is_no_regular_expression_is_undecided(pattern: str) -> None:
    with pytest.raises(InvalidPatternError):
        read(pattern)
    assert isinstance(contained([pattern], pattern), Unknown)
    assert isinstance(contained(["a"], pattern), Unknown)
    assert accepts(pattern, "a") is None


def test_the_same_pattern_on_both_sides_needs_no_automaton() -> None:
    assert contained([r"(a)\1"], r"(a)\1") == Contained()
    assert contained(["b", "(?i)a"], "(?i)a") == Contained()


def test_an_unsupported_pattern_of_the_writer_does_not_hinder_a_proof_by_the_others() -> None:
    assert contained([r"(a)\1", "^b{2}$"], "^b+$") == Contained()
    assert isinstance(contained([r"(a)\1", "^b{2}$"], "^c+$"), Unknown)
    assert shortest([r"(a)\1", "a^"]) is None
    assert shortest(["a^"], refused=[r"(a)\1"]) is None
    assert isinstance(shortest(["a"], refused=[r"(a)\1"]), Unknown)


@pytest.mark.parametrize(
    ("writer", "reader", "least", "most", "expected"),
    [
        ([], "^.{0,20}$", 0, 10, Witness("\na")),
        ([], r"^[\s\S]{0,20}$", 0, 20, Contained()),
        ([], r"^[\s\S]{0,20}$", 0, 21, Witness("a" * 21)),
        ([], r"^[\s\S]{5,}$", 5, None, Contained()),
        ([], r"^[\s\S]{5,}$", 4, None, Witness("aaaa")),
        (["^[a-z]*$"], "^[a-z]{2,8}$", 2, 8, Contained()),
        (["^[a-z]*$"], "^[a-z]{2,8}$", 1, 8, Witness("a")),
        (["^[a-z]*$"], "^[a-z]{2,8}$", 2, 9, Witness("aaaaaaaaa")),
        (["^[a-z]{2,8}$"], "^.{3}$", 3, 3, Contained()),
        (["^[a-z]{2,8}$"], "^x", 9, None, Contained()),
        (["^(ab)*$"], "^(ab){2}$", 3, 5, Contained()),
        (["^(ab)*$"], "^(ab){2}$", 3, 6, Witness("ababab")),
        (["a", "b"], r"^[\s\S]{2,}$", 0, None, Contained()),
        (["^a", "b$"], "a.*b", 0, 2, Contained()),
        (["^a", "b$"], "^ab$", 0, None, Witness("aab")),
        (["a"], "b", 5, 3, Contained()),
        (["^😀*$"], "^.{2}$", 2, 2, Contained()),
        (["^a*$"], "^a{0,99999}$", 0, 99_999, Contained()),
        (["^a*$"], "^(aaa)*$", 100_000, None, Witness("a" * 100_000)),
        (["^(ab)*$"], "^(ab)*$|c", 10**12, 10**12 + 5, Contained()),
        (["^a{3,1000000}$"], "^a{2,1000001}$", 0, None, Contained()),
        (["^a{3,1000000}$"], "^a{4,1000001}$", 0, None, Witness("aaa")),
    ],
)
def test_lengths_and_patterns_limit_each_other(
    writer: list[str],
    reader: str,
    least: int,
    most: int | None,
    expected: Contained | Witness,
) -> None:
    assert contained(writer, reader, min_length=least, max_length=most) == expected


def test_a_witness_too_long_to_be_read_is_not_built() -> None:
    answer = contained(["^(ab)*$"], "^(abab)*$", min_length=10**9 + 2, max_length=10**9 + 3)
    assert answer == Unknown("the shortest such string has more than 100000 characters")


def test_a_readable_witness_is_preferred_to_one_slightly_shorter() -> None:
    assert contained(["^(é|ab)$"], "^x") == Witness("ab")
    assert contained(["^(é|abcdef)$"], "^x") == Witness("é")
    assert contained(["^a*\n?$"], "^a{0,2}$") == Witness("aaa")
    assert contained(["^(é|ab)$"], "^x", max_length=1) == Witness("é")


def test_a_witness_ends_in_a_line_feed_only_where_it_must() -> None:
    assert contained(["^/.*"], "^/.*$") == Witness("/\na")
    assert contained(["^/.?\n?$"], "^/.?$") == Witness("/\n")
    assert contained(["^/"], "^/.*$", max_length=2) == Witness("/\n")


@pytest.mark.parametrize(
    ("pattern", "bounds"),
    [
        ("^[A-Z]{3}$", (3, 3)),
        ("^[a-z]{1,40}$", (1, 40)),
        ("^[a-z]{1,400000}$", (1, 400_000)),
        (UUID, (36, 36)),
        (SEMVER, (5, None)),
        (STRONG, (8, 64)),
        (r"^(\d{8}|\d{12,14})$", (8, 14)),
        ("^(?=.{3,5}$)[a-z]*", (3, 5)),
        ("^(?=.{3,500}$)(ab)*$", (4, 500)),
        ("^(?=.{3,501}$)(ab)*$", (4, 500)),
        ("^(?!a$)a?b?$", (0, 2)),
        ("a", (1, None)),
        ("^a", (1, None)),
        ("foo$", (3, None)),
        ("", (0, None)),
        ("^$", (0, 0)),
        ("^.*$", (0, None)),
        ("^(a?){3}$", (0, 3)),
        (r"^\b", (1, None)),
        ("a^", (1, 0)),
        (r"^\p{Cs}$", (1, 0)),
    ],
)
def test_lengths_that_a_pattern_allows(pattern: str, bounds: tuple[int, int | None]) -> None:
    assert length_bounds(pattern) == bounds


@pytest.mark.parametrize(
    ("patterns", "refused", "least", "most", "expected"),
    [
        (["^[A-Z]{3}$"], [], 0, None, ["AAA", "AAB", "AAC", "AAD", "AAE"]),
        (["^[a-z]+$"], ["^a", "b"], 0, 3, ["c", "d", "e", "f", "g"]),
        (["^a?$"], [], 0, None, ["", "a"]),
        ([], [], 2, None, ["aa", "ab", "ac", "ad", "ae"]),
        (["^(x|yy)$"], ["x"], 0, None, ["yy"]),
        (["^a*$"], [], 3, 5, ["aaa", "aaaa", "aaaaa"]),
        ([r"^\s$"], [], 0, None, [" ", "\N{NO-BREAK SPACE}", "\n", "\t", "\v"]),
        (["a^"], [], 0, None, []),
        (["^a{1,9}$"], ["^a{2,8}$"], 0, None, ["a", "a" * 9]),
    ],
)
def test_examples_are_different_short_and_readable(
    patterns: list[str], refused: list[str], least: int, most: int | None, expected: list[str]
) -> None:
    assert some(patterns, refused=refused, min_length=least, max_length=most) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a$", "a\n", False),
        (r"^\d$", "٣", False),
        (r"^\w$", "é", False),
        (r"^\s$", "\ufeff", True),
        (r"^\s$", "\x85", False),
        (r"^\s$", "\x1c", False),
        (r"^.$", "\u2028", False),
        (r"^.$", "\r", False),
        (r"^.$", "\x85", True),
        (r"^.$", "😀", True),
        (r"\bé\b", "é", False),
        (r"\B", "", True),
        (r"^[^a]$", "\n", True),
        (r"^[a&&b]$", "&", True),
        (r"^[\w-]$", "-", True),
        (r"^[\b]$", "\b", True),
        (r"^[^]$", "\n", True),
        (r"^[]$", "a", False),
        (r"^\0$", "\0", True),
        ("^/users/{id}$", "/users/{id}", True),
        (r"^\p{gc=Lu}\P{L}\p{ASCII}\p{Any}$", "É1~é", True),
        (r"^\p{Assigned}$", "\U000e0fff", False),
        (r"^\p{LC}$", "ª", False),
        ("^a{2}$", "aaa", False),
        ("(?<!^)b", "b", False),
        ("(?<!^)b", "ab", True),
        ("(?<=a$)", "a", True),
        ("(?<!a$)$", "a", False),
        ("a(?=b(?!c))", "abc", False),
        ("a(?=b(?!c))", "abd", True),
        ("(?:a(?=b)|b(?=a))+b$", "babab", True),
    ],
)
def test_what_a_pattern_means(pattern: str, text: str, *, expected: bool) -> None:
    assert accepts(pattern, text) is expected


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(x+x+)+y", r"^(\w+\s?)+$", "(a|aa)+$", "(.*)*,"])
def test_no_text_makes_a_pattern_go_back(pattern: str) -> None:
    assert accepts(pattern, "a" * 50_000 + "!") is False


@pytest.mark.parametrize(
    ("writer", "reader"),
    [
        ("(a|b)*a(a|b){15}c", "(a|b)*a(a|b){16}d"),
        ("a{1000}", "ba{999}"),
        ("x(a?){500}a{500}", "x(a?){501}a{500}"),
        ("(?=.*a)(?=.*b)(?=.*c)(?=.*d)x.{100}y", "^q"),
        ("(?:(?=a{50})a|(?!b{50})b){60}c", "d"),
        ("|".join(f"word{n}" for n in range(1200)), "x$"),
        ("(" * 50 + "a" + ")*" * 50 + "b", "c"),
        (r"(\p{L}{1,60}\p{N}){20}", r"\p{Lu}$"),
        ("(?<!(a|b)*a(a|b){15})c", "d$"),
        ("^(a?b?c?d?){80}$", "^x"),
        ("(((a{0,30}){0,30}){0,30}){0,30}", "b"),
    ],
)
def test_nasty_patterns_come_to_an_end(writer: str, reader: str) -> None:
    answer = contained([writer], reader)
    if isinstance(answer, Witness):
        assert accepts(writer, answer.text)
        assert not accepts(reader, answer.text)
    length_bounds(writer)
    assert all(accepts(writer, text) for text in some([writer]))
    assert accepts(writer, "ab" * 2000) in (True, False, None)


def test_a_bound_that_is_reached_is_told() -> None:
    answer = contained(["^(a|b)*a(a|b){6}$"], "^(a|b)*b(a|b){6}$|^a{7}$", states=20)
    assert isinstance(answer, Unknown)
    assert "20 states" in answer.reason or "threads" in answer.reason


def test_categories_are_those_of_the_standard_library() -> None:
    whole = [unicodedata.category(chr(point)) for point in range(0x110000)]
    for name, members in {
        "L": {"Lu", "Ll", "Lt", "Lm", "Lo"},
        "Lu": {"Lu"},
        "LC": {"Lu", "Ll", "Lt"},
        "Cn": {"Cn"},
        "Private_Use": {"Co"},
        "M": {"Mn", "Mc", "Me"},
    }.items():
        ranges = property_named(name)
        assert ranges is not None
        points = {point for low, high in ranges for point in range(low, high + 1)}
        assert points == {point for point, category in enumerate(whole) if category in members}


@given(st.lists(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99))), max_size=4))
def test_an_alphabet_tells_apart_what_its_sets_do_and_no_more(
    given_sets: list[list[tuple[int, int]]],
) -> None:
    sets = [union([((min(pair), max(pair)),) for pair in pairs]) for pairs in given_sets]
    letters = alphabet(sets)
    signatures: dict[int, tuple[bool, ...]] = {}
    for point in range(200):
        kind = letters.kind(chr(point))
        held = tuple(any(low <= point <= high for low, high in ranges) for ranges in sets)
        assert held == tuple(bool(letters.masks[ranges] >> kind & 1) for ranges in sets)
        assert signatures.setdefault(kind, held) == held
    assert len(set(signatures.values())) == len(signatures)
    for ranges in sets:
        assert complement(complement(ranges)) == ranges
    for kind, characters in enumerate(letters.samples):
        assert all(letters.kind(character) == kind for character in characters)


ATOMS = ["a", "b", "-", ".", "[ab]", "[^a]", r"\w", r"\W", "[a-]", r"[^\w]", "(?:)", r"\d", r"\D"]
QUANTIFIERS = ["*", "+", "?", "{2}", "{1,2}", "{0,2}", "{2,}", "*?", "+?", "{0}"]
# what Python can look behind for has one length
BEHIND = ["a", "b", "[ab]", "ab", "^a", "-", r"\ba", r"a\b", "a$"]
WORDS = ["".join(word) for length in range(5) for word in itertools.product("ab-", repeat=length)]


def patterns() -> st.SearchStrategy[str]:
    """Small patterns that Python reads as ECMA-262 does, apart from `$` and `\\B`."""

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        group = inner.map("(?:{})".format)
        options = [
            st.lists(inner, min_size=2, max_size=3).map("".join),
            st.lists(inner, min_size=2, max_size=3).map("|".join).map("(?:{})".format),
            st.tuples(group, st.sampled_from(QUANTIFIERS)).map("".join),
            st.tuples(st.sampled_from(["(?={})", "(?!{})"]), simple).map(
                lambda parts: parts[0].format(parts[1])
            ),
            st.tuples(st.sampled_from(["(?<={})", "(?<!{})"]), st.sampled_from(BEHIND)).map(
                lambda parts: parts[0].format(parts[1])
            ),
        ]
        return st.one_of(options)

    simple = st.lists(st.sampled_from([*ATOMS, "$"]), min_size=1, max_size=3).map("".join)
    edges = ["^", "$", r"\b", r"\B"]
    return st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "^"]),
        st.recursive(st.sampled_from([*ATOMS, *ATOMS, *edges]), larger, max_leaves=6),
        st.sampled_from(["", "$"]),
    )


def found(pattern: str, text: str) -> bool:
    """What Python finds, put right where ECMA-262 differs: `$` is only at the very end."""
    return bool(re.search(pattern.replace("$", r"\Z"), text, re.ASCII))


@settings(max_examples=150, deadline=None)
@given(patterns())
def test_a_pattern_is_found_where_python_and_rust_find_it(pattern: str) -> None:
    finds = rust(pattern)
    for word in WORDS:
        mine = accepts(pattern, word)
        # before 3.14 Python has no `\B` in the empty string
        if word or r"\B" not in pattern:
            assert mine == found(pattern, word), word
        if finds:
            assert mine == finds(word), word


@settings(max_examples=250, deadline=None)
@given(
    st.lists(patterns(), max_size=2),
    patterns(),
    st.integers(0, 3),
    st.none() | st.integers(0, 4),
)
def test_containment_agrees_with_trying_all_short_words(
    writer: list[str], reader: str, least: int, most: int | None
) -> None:
    def is_counterexample(text: str) -> bool:
        return (
            all(accepts(pattern, text) for pattern in writer)
            and not accepts(reader, text)
            and least <= len(text)
            and (most is None or len(text) <= most)
        )

    against = [word for word in WORDS if is_counterexample(word)]
    answer = contained(writer, reader, min_length=least, max_length=most)
    if isinstance(answer, Contained):
        assert against == []
    else:
        assert isinstance(answer, Witness)
        assert is_counterexample(answer.text)
        assert not against or len(answer.text) <= len(against[0])
    examples = some(writer, refused=[reader], min_length=least, max_length=most)
    assert all(map(is_counterexample, examples))
    assert len(set(examples)) == len(examples)
    assert bool(examples) == isinstance(answer, Witness)


@settings(max_examples=150, deadline=None)
@given(patterns())
def test_lengths_agree_with_the_shortest_string_and_with_trying(pattern: str) -> None:
    bounds = length_bounds(pattern)
    assert bounds is not None
    least, most = bounds
    lengths = [len(word) for word in WORDS if accepts(pattern, word)]
    if most is not None and most < least:
        assert shortest([pattern]) is None
        assert lengths == []
        return
    word = shortest([pattern])
    assert isinstance(word, str)
    assert accepts(pattern, word)
    assert shortest([pattern], max_length=least - 1) is None or least == 0
    assert all(least <= length for length in lengths)
    if most is not None:
        assert all(length <= most for length in lengths)
        assert isinstance(shortest([pattern], min_length=most), str)
        assert shortest([pattern], min_length=most + 1) is None


@settings(max_examples=300, deadline=None)
@given(st.text(r"ab1-\dwWsbBpukx{}[]()^$|*+?.,:=!<>0", max_size=12), st.text("ab1-", max_size=4))
def test_no_text_is_too_odd_for_a_pattern(pattern: str, text: str) -> None:
    mine = accepts(pattern, text)
    finds = rust(pattern)
    if mine is not None and finds:
        assert mine == finds(text)
