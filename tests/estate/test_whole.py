"""The shipped estate is whole: by all standards at once it is clean, and every file is read."""

from __future__ import annotations

from datetime import date

from tests.estate.documents import CONTRACTS
from tests.estate.golden import run
from weighbridge_checks.commands.trees import FolderTree
from weighbridge_checks.facts.estate.reading import read_estate
from weighbridge_checks.verdicts.estate import looked_at

TODAY = date(2026, 11, 25)


def test_every_file_is_read_and_every_name_leads_somewhere() -> None:
    estate = read_estate(FolderTree(CONTRACTS, "contracts"))
    assert [str(trouble) for trouble in estate.troubles] == []
    assert estate.unread == ()


def test_the_standards_of_the_whole_have_nothing_to_say() -> None:
    estate = read_estate(FolderTree(CONTRACTS, "contracts"))
    assert [r.message for r in looked_at(estate, today=TODAY) if r.severity.weight] == []


def test_everything_at_once_is_clean() -> None:
    ended = run(["estate", "check", ".", "--today", TODAY.isoformat()], CONTRACTS)
    assert ended.code == 0, ended.out
    assert '"verdict": "clean"' in ended.out


def test_every_contract_has_owners_and_its_exceptions_too() -> None:
    ended = run(["estate", "scorecard", ".", "--no-documents"], CONTRACTS)
    assert ended.code == 0
    assert "nobody" not in ended.out
    assert '"unowned": []' in ended.out


def test_every_event_contract_can_be_exported() -> None:
    for folder in sorted((CONTRACTS / "events").iterdir()):
        ended = run(["estate", "export", folder.name, "."], CONTRACTS, shape=None)
        assert ended.code == 0, ended.err
        assert ended.out.startswith("apiVersion: v3.1.0\n")
