"""`weighbridge estate scorecard`: each contract and workflow on a line."""

from __future__ import annotations

import click

from weighbridge_checks.commands import config, exits, options, outputs
from weighbridge_checks.commands.estate_check import day_of, looked, path, today
from weighbridge_checks.commands.estates import estate_at
from weighbridge_checks.report import scorecard as report
from weighbridge_checks.verdicts.estate.scorecard import scored

FORMS = ("text", "json", "markdown")


@click.command()
@path
@today
@click.option(
    "--format",
    "shape",
    type=click.Choice(FORMS),
    default="text",
    show_default=True,
    help="What to write to stdout.",
)
@options.verdict_outputs
@click.option(
    "--documents/--no-documents",
    default=True,
    help="Whether the findings of lint count too.  [default: they do]",
)
def scorecard(
    *, path: str | None, today: str | None, shape: str, output: tuple[str, ...], documents: bool
) -> int:
    """Each contract and each workflow: owners, pacts, exceptions, promises, open findings.

    PATH is the folder of an estate.  [default: here, or contracts]

    \b
      weighbridge estate scorecard contracts
      weighbridge estate scorecard contracts --format markdown > scorecard.md
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    files = outputs.sinks(output, FORMS)
    estate = estate_at(path)
    review = looked(estate, config.configured(), day_of(today), documents=documents)
    card = scored(estate, review)
    outputs.write(shape, files, lambda form, _: report.render(card, form), color=False)
    return exits.PASSED
