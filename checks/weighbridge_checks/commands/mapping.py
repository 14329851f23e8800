"""`weighbridge mapping`: crosswalks from other systems' words to those of the contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from weighbridge_checks.commands import options, outputs
from weighbridge_checks.commands.estates import estate_at, refuse
from weighbridge_checks.commands.ownership import code_for, path, proposal
from weighbridge_checks.commands.screen import colored
from weighbridge_checks.report import remarks as report
from weighbridge_checks.verdicts.mappings import look
from weighbridge_checks.verdicts.mappings.subject import unread
from weighbridge_checks.verdicts.remark import Review

if TYPE_CHECKING:
    from weighbridge_checks.facts.estate.estate import Estate

#: files that crosswalks rest on: where one is none of its kind, nothing can be judged
RESTS_ON = ("workflows", "mappings")


@click.group()
def mapping() -> None:
    """What other systems' codes, messages and fields mean in the words of the contracts."""


@mapping.command()
@path
@proposal
@options.review_format
@options.verdict_outputs
@options.fail_on
@options.color
def check(
    *,
    path: str | None,
    proposal: str | None,
    shape: str,
    output: tuple[str, ...],
    fail_on: str | None,
    color: str,
) -> int:
    """Whether every code means one state, steps stay legal, and no field is lost unsaid.

    PATH is the folder of an estate.  [default: here, or contracts]

    Exits with 1 where a finding is at or above --fail-on.
    """
    files = outputs.sinks(output, options.FORMATS)
    estate = _sound(estate_at(path, proposal))
    review = Review(
        what="mapping",
        remarks=tuple(look(estate)),
        stats={"mappings": len(estate.mappings)},
        unread=unread(estate),
    )
    outputs.write(
        shape,
        files,
        lambda form, color: report.render(review, form, color=color),
        color=colored(color),
    )
    return code_for(review, fail_on)


def _sound(estate: Estate) -> Estate:
    """The estate, where every file that crosswalks rest on could be read."""
    troubles = [
        t
        for t in estate.troubles
        if t.rule == "EST001" and any(step in RESTS_ON for step in t.file.split("/")[-3:])
    ]
    if troubles or not estate.mappings:
        raise refuse(
            troubles,
            estate.tree.show("mappings"),
            "there is no mapping here; write mappings/SYSTEM/CONTRACT.yaml",
        )
    return estate
