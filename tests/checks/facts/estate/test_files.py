"""A file of an estate is read strictly, and what is wrong is told where it stands."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from weighbridge_checks.facts.estate import shape
from weighbridge_checks.facts.estate.files import parse_file

CONTRACTS = Path(__file__).parents[4] / "contracts"
CARDS = sorted(CONTRACTS.rglob("contract.yaml"))


@pytest.mark.parametrize("kind", shape.kinds())
def test_a_published_schema_is_valid_and_closed(kind: str) -> None:
    published = shape.schema(kind)
    jsonschema.Draft202012Validator.check_schema(published)
    assert published["$id"] == f"urn:weighbridge:estate:{kind}"
    assert published["title"]
    assert published["additionalProperties"] is False


@pytest.mark.parametrize("path", CARDS, ids=lambda p: str(p.relative_to(CONTRACTS)))
def test_every_card_of_the_shipped_estate_is_valid(path: Path) -> None:
    file, troubles = parse_file("contract", path.read_bytes(), "contract.yaml")
    assert troubles == ()
    assert file is not None


@pytest.mark.parametrize(
    ("line", "column", "text", "message"),
    [
        (3, 1, "oweners: {}", "unknown key 'oweners'; did you mean 'owners'?"),
        (3, 1, "kind: events", "'kind' can not be 'events'; did you mean 'event'?"),
        (
            3,
            1,
            "audience: all",
            "'audience' can not be 'all'; known are 'internal', 'partner', 'public'",
        ),
        (3, 1, "consistency: strong", "'consistency' has to be a mapping, not 'strong'"),
        (3, 1, "consistency: {bound: 5s}", "'class' is missing"),
        (
            3,
            32,
            "consistency: {class: eventual, bound: 5 sec}",
            "'bound' has to be a duration such as 500ms, 30s, 15m, 4h or 90d, not '5 sec'",
        ),
        (
            3,
            7,
            "sla: {availability: 101}",
            "'availability' has to be a percentage between 0 and 100, not '101'",
        ),
        (
            3,
            10,
            'limits: {page_max: "200"}',
            (
                "'page_max' has to be a whole number greater than 0, not '200';"
                " write it without quotes"
            ),
        ),
        (3, 1, "providers: [erp, erp]", "'providers' names 'erp' twice; remove one"),
        (3, 1, "providers: erp", "'providers' has to be a list of names, not 'erp'"),
        (
            3,
            15,
            "deprecation: {deprecated_at: 2026-02-30}",
            "'deprecated_at' has to be a date such as \"2027-03-31\", in quotes, not '2026-02-30'",
        ),
        (
            3,
            20,
            "update_semantics: {createOrder: set}",
            "'createOrder' can not be 'set'; known are 'absolute', 'relative', 'transition'",
        ),
        (
            3,
            20,
            'update_semantics: {"1": absolute}',
            "the key '1' has to be the operationId of an operation",
        ),
        (3, 23, "idempotency: {header: X, natural_key: []}", None),
        (3, 1, "version: 2.0.0", None),
    ],
)
def test_what_is_wrong_is_said_at_its_line_and_column(
    line: int, column: int, text: str, message: str | None
) -> None:
    file, troubles = parse_file(
        "contract", f"id: orders\nversion: 1.0.0\n{text}\n".encode(), "c.yaml"
    )
    assert file is None
    (trouble,) = troubles
    if message is not None:
        assert str(trouble) == f"c.yaml:{line}:{column}: {message}"
    assert trouble.line == line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "c.yaml:1:1: 'id' is missing"),
        ("# nothing yet\n", "c.yaml:1:1: 'id' is missing"),
        ("- orders\n", "c.yaml:1:1: a mapping of keys is expected, not a list"),
        ("id: a\nid: b\n", "c.yaml:2:1: the key 'id' stands here for the second time"),
        ("id: [\n", "c.yaml:2:1: is not YAML"),
        ("\0", "c.yaml:1:1: is a binary file"),
        (
            "id: a\nversion: 1.0\n",
            "c.yaml:2:1: 'version' has to be a version such as 1.4.0, not '1.0'; put it in quotes",
        ),
        ("id: a\nversion: 1.0.0-01\n", "c.yaml:2:1: 'version' has to be a version such as 1.4.0"),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_place(text: str, message: str) -> None:
    file, troubles = parse_file("contract", text.encode(), "c.yaml")
    assert file is None
    assert str(troubles[0]).startswith(message)


def test_a_file_larger_than_people_write_is_refused() -> None:
    file, (trouble,) = parse_file("contract", b"#" * (1 << 21), "c.yaml")
    assert file is None
    assert str(trouble) == "c.yaml:1:1: is larger than 1024 KB"


def test_a_part_of_a_file_is_found_with_its_place() -> None:
    file, _ = parse_file("contract", b"id: orders\nversion: 1.0.0\nproviders:\n  - erp\n", "c.yaml")
    assert file is not None
    place = file.locate("/providers/0")
    assert (place.file, place.line, place.column, place.pointer) == ("c.yaml", 4, 5, "/providers/0")
    assert file.at("/providers/0") == "erp"
    assert file.locate("/providers/7").pointer == "/providers"
