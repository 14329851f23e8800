"""What the estate says of its own changes is what weighing them comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.estate.documents import CONTRACTS, PACTS, name_of, read, relied_on
from weighbridge_checks.facts.formats import read as read_contract
from weighbridge_checks.facts.pact import read_pact
from weighbridge_checks.verdicts import weigh
from weighbridge_checks.verdicts.usage import Impact, check_usage

if TYPE_CHECKING:
    from pathlib import Path

    from weighbridge_checks.facts.model import Contract
    from weighbridge_checks.facts.pact import Pact

STEPS = [
    path.parent
    for path in sorted(CONTRACTS.glob("*/*/*/contract.yaml"))
    if "from" in read(path)["changelog"]
]


def contract_in(folder: Path) -> Contract:
    """The contract of a version's folder."""
    (path,) = [*folder.glob("openapi.yaml"), *folder.glob("asyncapi.yaml")]
    return read_contract(
        path.read_bytes(), name=path.name, open=lambda name: (folder / name).read_bytes()
    )


def pact_at(path: Path) -> Pact:
    """A consumer's pact."""
    return read_pact(path.read_bytes(), name=path.name)


@pytest.mark.parametrize("folder", STEPS, ids=name_of)
def test_a_step_of_the_ladder_weighs_what_its_changelog_says(folder: Path) -> None:
    change = read(folder / "contract.yaml")["changelog"]
    verdict = weigh(contract_in(folder.parent / change["from"]), contract_in(folder))
    assert (verdict.word, verdict.required_bump) == (change["verdict"], change["bump"])


@pytest.mark.parametrize("path", PACTS, ids=name_of)
def test_a_pact_relies_on_nothing_that_its_contract_does_not_give(path: Path) -> None:
    found = check_usage(pact_at(path), contract_in(relied_on(read(path))))
    assert [each for each in found if each.impact is Impact.BREAKS] == []
