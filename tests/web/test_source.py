from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge_web import places
from weighbridge_web.places import WINDOW
from weighbridge_web.source import LONG, SourceLine, listing


def written(line: SourceLine) -> str:
    return line.lead + line.key + line.rest


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("paths:", "paths"),
        ("  /orders/{id}:", "/orders/{id}"),
        ('  "200": {description: all}', '"200"'),
        ("  - name: page", "name"),
        ("  $ref: '#/x'", "$ref"),
        ('   "openapi": "3.1.0",', '"openapi"'),
        ("  url: https://example.com", "url"),
        ("  - {name: page, in: query}", ""),
        ("  The answer comes: at once", ""),
        ("  https://example.com", ""),
        ("  - plain", ""),
        ("}", ""),
        ("", ""),
    ],
)
def test_a_key_is_told_from_prose(text: str, key: str) -> None:
    (line,) = listing(text.encode(), 1).lines
    assert line.key == key
    assert written(line) == text


def test_a_comment_is_told_from_content() -> None:
    assert [line.comment for line in listing(b"# why: because\na: 1 # here", 1).lines] == [
        True,
        False,
    ]


@given(st.text(max_size=300))
def test_no_character_of_a_document_is_lost(text: str) -> None:
    shown = "\n".join(written(line) for line in listing(text.encode(), 1).lines)
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert shown == plain.removesuffix("\n")


@pytest.mark.parametrize("number", [1, WINDOW, WINDOW + 1, 3 * WINDOW, 3 * WINDOW + 7])
def test_the_address_of_a_line_leads_to_the_part_that_has_it(number: int) -> None:
    document = b"a: 1\n" * (4 * WINDOW)
    address = places.line("orders", "1.0.0", "openapi.yaml", number)
    _, _, part = address.partition("part=")
    shown = listing(document, int(part.partition("#")[0] or 1))
    assert number in [line.number for line in shown.lines]
    assert address.endswith(f"#L{number}")


def test_a_part_beyond_the_last_is_the_last() -> None:
    shown = listing(b"a: 1\n" * (WINDOW + 3), 99)
    assert (shown.part, shown.parts, len(shown.lines)) == (2, 2, 3)


def test_a_line_without_end_is_cut_and_says_so() -> None:
    (line,) = listing(b"x" * (LONG + 5), 1).lines
    assert (len(line.rest), line.cut) == (LONG, 5)


def test_what_is_not_text_is_still_shown() -> None:
    (line,) = listing(b"name: caf\xe9", 1).lines
    assert line.rest == ": caf\N{REPLACEMENT CHARACTER}"
