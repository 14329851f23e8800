"""The registry's own contract is what its routes say, and can be read as any other."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import git
import pytest
from openapi_spec_validator import validate

from weighbridge_checks.commands import versions
from weighbridge_checks.facts import Format, read
from weighbridge_checks.report import text
from weighbridge_checks.verdicts import Bump, Word, weigh
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


def test_it_breaks_nobody_who_reads_the_last_release() -> None:
    before = _released()
    if before is None:
        pytest.skip("nothing was released yet that somebody could rely on")
    assert _broken(before, document.KEPT.read_bytes()) is None


def test_a_break_is_seen_unless_the_number_declares_it() -> None:
    kept = json.loads(document.KEPT.read_bytes())
    less = {**kept, "paths": {k: v for k, v in kept["paths"].items() if "promotions" not in k}}
    said = _broken(json.dumps(kept).encode(), json.dumps(less).encode())
    assert said is not None
    assert "[operation-removed]" in said
    major = less | {"info": {**kept["info"], "version": "9.0.0"}}
    assert _broken(json.dumps(kept).encode(), json.dumps(major).encode()) is None


def _broken(before: bytes, after: bytes) -> str | None:
    """What a new document breaks, in words; None where it breaks nothing, or its number says so."""
    old, new = read(before, name="released.json"), read(after, name="openapi.json")
    verdict = weigh(old, new)
    declared = versions.declared(str(old.version), str(new.version))
    safe = verdict.word is not Word.BREAKING or declared is Bump.MAJOR
    return None if safe else text.render(verdict)


def _released() -> bytes | None:
    """The document of the newest release tag (`v1.2.0`) of this repository."""
    top = document.KEPT.parents[3]
    try:
        repo = git.Repo(top)
    except git.InvalidGitRepositoryError:
        return None
    tags = {t.name.removeprefix("v"): t for t in repo.tags if t.name.startswith("v")}
    newest = max(filter(versions.is_version, tags), key=versions.order, default=None)
    if newest is None:
        return None
    path = document.KEPT.relative_to(top).as_posix()
    data: bytes = (tags[newest].commit.tree / path).data_stream.read()
    return data
