"""A workflow as it stands, judged by all standards of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.workflow import workflow_in, workflow_of
from weighbridge_checks.verdicts import workflow_parity, workflow_standards
from weighbridge_checks.verdicts.seen import remarks
from weighbridge_checks.verdicts.standard import standards_in
from weighbridge_checks.verdicts.workflow_standards import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.model import Contract
    from weighbridge_checks.verdicts.remark import Remark
    from weighbridge_checks.verdicts.standard import Standard

STANDARDS: dict[str, Standard] = standards_in(workflow_standards, workflow_parity)


def reviewed(contract: Contract, estate: Estate | None = None) -> Iterator[Remark]:
    """All that is to be said of one version, within the estate that it belongs to, if any."""
    locate = contract.bundle.root.locate
    yield from judged(Sheet(workflow=workflow_of(contract), locate=locate, estate=estate))


def look(estate: Estate) -> Iterator[Remark]:
    """All that is to be said of the workflows of an estate."""
    for file in estate.workflows:
        sheet = Sheet(workflow=workflow_in(file.value), locate=file.locate, estate=estate)
        yield from judged(sheet)


def judged(sheet: Sheet) -> Iterator[Remark]:
    """Every standard's remarks on one version."""
    for one in STANDARDS.values():
        yield from remarks(one, sheet)
