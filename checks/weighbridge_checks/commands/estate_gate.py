"""`weighbridge estate gate`: whether the evidence of a file lets a release into a wave."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weighbridge_checks.commands import config, options, outputs
from weighbridge_checks.commands.errors import UnreadableSourceError
from weighbridge_checks.commands.estate_check import code_for, looked
from weighbridge_checks.commands.estates import estate_at, refuse
from weighbridge_checks.commands.screen import colored, say
from weighbridge_checks.commands.trees import bytes_of
from weighbridge_checks.facts.estate.dangling import names_in
from weighbridge_checks.facts.estate.files import parse_file
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.report import remarks as reports
from weighbridge_checks.verdicts.evidence import review
from weighbridge_checks.verdicts.gates import Status, decide
from weighbridge_checks.verdicts.promotion import gather, wish_of

if TYPE_CHECKING:
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.estate.files import EstateFile
    from weighbridge_checks.verdicts.gates import Decision
    from weighbridge_checks.verdicts.remark import Remark


@click.command()
@click.argument("evidence")
@click.argument("path", required=False)
@options.review_format
@options.verdict_outputs
@options.fail_on
@options.verbose
@options.color
def gate(
    *,
    evidence: str,
    path: str | None,
    shape: str,
    output: tuple[str, ...],
    fail_on: str | None,
    verbose: bool,
    color: str,
) -> int:
    """Whether a release may enter an environment or a wave, by all gates of the environment.

    EVIDENCE is a file that says what was seen and when (`weighbridge estate schema evidence`),
    PATH the folder of an estate.  [default: here, or contracts] What the estate tells itself
    (lint, owners, exceptions, the system of record, sunsets, promises) is looked at in it. What is
    missing is unknown, and unknown is not passed.

    Exits with 1 where it may not.
    """
    files = outputs.sinks(output, options.FORMATS)
    try:
        data = bytes_of(Path(evidence), evidence)
    except CannotOpenError as error:
        raise UnreadableSourceError(evidence, error.reason) from error
    file, troubles = parse_file("evidence", data, evidence)
    if file is None:
        raise refuse(troubles, evidence, "")
    estate = estate_at(path)
    if missing := tuple(names_in(file, "evidence", estate)):
        raise refuse(missing, evidence, "")
    decision = _decided(file, estate)
    found = review(decision, file)
    if verbose:
        for reason in decision.reasons:
            if reason.status is Status.PASSED:
                say(f"passed: {reason.gate}: {reason.message}")
    outputs.write(
        shape,
        files,
        lambda form, painted: reports.render(found, form, color=painted),
        color=colored(color),
    )
    return code_for(found, fail_on)


def _decided(file: EstateFile, estate: Estate) -> Decision:
    """The decision of all gates that the environment lists."""
    wish = wish_of(file)
    target = estate.environments.get(wish.environment)
    gates = tuple(target.value.get("gates", ())) if target else ()
    remarks: tuple[Remark, ...] = ()
    if not _LOOKING.isdisjoint(gates):
        day = date.fromisoformat(file.value["as_of"])
        documents = "lint-clean" in gates
        remarks = looked(estate, config.configured(), day, documents=documents).remarks
    return decide(wish, gather(file, estate, remarks), gates)


#: the gates for which the whole estate is looked at
_LOOKING = frozenset({"lint-clean", "exceptions-mapped", "ownership-clean"})
