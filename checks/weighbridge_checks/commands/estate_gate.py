"""`weighbridge estate gate`: whether the evidence of a file lets a release into a wave."""

from __future__ import annotations

from pathlib import Path

import click

from weighbridge_checks.commands import options, outputs
from weighbridge_checks.commands.errors import UnreadableSourceError
from weighbridge_checks.commands.estate_check import code_for
from weighbridge_checks.commands.estates import estate_at, refuse
from weighbridge_checks.commands.screen import colored, say
from weighbridge_checks.commands.trees import bytes_of
from weighbridge_checks.facts.estate.files import parse_file
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.report import remarks as reports
from weighbridge_checks.verdicts.evidence import decided, review
from weighbridge_checks.verdicts.gates import Status


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
    """Whether a release may enter a wave, by what was verified, observed and reconciled.

    EVIDENCE is a file that says what was seen and when (`weighbridge estate schema evidence`),
    PATH the folder of an estate.  [default: here, or contracts] What is missing is unknown, and
    unknown is not passed.

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
    found = review(file, estate)
    if verbose:
        for told in decided(file, estate)[1]:
            if told.reason.status is Status.PASSED:
                say(f"passed: {told.reason.gate}: {told.reason.message}")
    outputs.write(
        shape,
        files,
        lambda form, painted: reports.render(found, form, color=painted),
        color=colored(color),
    )
    return code_for(found, fail_on)
