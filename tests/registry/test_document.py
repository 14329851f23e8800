"""The registry's own contract is what its routes say, and can be read as any other."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from openapi_spec_validator import validate

from weighbridge_checks.facts import Format, read
from weighbridge_registry.api import document

ADVICE = "run: python -m weighbridge_registry.api.document"


def test_the_document_that_is_kept_is_the_one_that_the_routes_make() -> None:
    assert document.KEPT.read_text("utf-8") == document.text(), ADVICE


def test_it_is_the_same_in_another_process_with_other_hashes() -> None:
    code = "from weighbridge_registry.api.document import text; print(text(), end='')"
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONUTF8": "1"}
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=environment,
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    assert made.stdout == document.text()


def test_it_is_valid_and_our_own_reader_reads_it() -> None:
    data = document.KEPT.read_bytes()
    validate(json.loads(data))
    contract = read(data, name="openapi.json")
    assert contract.format is Format.OPENAPI
    assert contract.unread == ()
    assert "POST /api/v1/promotions" in contract.operations


def test_every_operation_has_a_name_and_tells_its_problems() -> None:
    made = document.document()
    operations = [operation for item in made["paths"].values() for operation in item.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    for operation in operations:
        default = operation["responses"]["default"]["content"]
        assert default == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }
    assert "servers" not in made
    assert "HTTPValidationError" not in json.dumps(made)
