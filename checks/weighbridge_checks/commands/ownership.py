"""`weighbridge ownership` and `weighbridge who-owns`: who is authoritative for which field."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from weighbridge_checks.commands import exits, options, outputs
from weighbridge_checks.commands.errors import WrongUseError
from weighbridge_checks.commands.estates import estate_at, refuse
from weighbridge_checks.commands.screen import colored
from weighbridge_checks.facts.estate.holdings import Holdings, holdings
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.fields import PATTERN, cover, patterns, steps_of
from weighbridge_checks.report import ownership as report
from weighbridge_checks.report import remarks as remarks_report
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.ownership import look
from weighbridge_checks.verdicts.ownership.exposure import unread
from weighbridge_checks.verdicts.ownership.graph import circles_of
from weighbridge_checks.verdicts.ownership.owners import answers
from weighbridge_checks.verdicts.remark import Review

if TYPE_CHECKING:
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.estate.files import Trouble
    from weighbridge_checks.facts.ownership import Record

#: files that ownership rests on: where one is none of its kind, nothing can be judged
RESTS_ON = ("workflows", "environments", "systems")

path = click.argument("path", required=False)
today = click.option(
    "--today",
    metavar="DATE",
    help="The day to take for today, such as 2027-03-01.  [default: today]",
)
proposal = click.option(
    "--proposal",
    metavar="DIR",
    help="Judge the estate as it would be with the files below DIR, which is laid out alike.",
)


@click.group()
def ownership() -> None:
    """Who owns which field, and what is copied where.

    \b
      weighbridge ownership check contracts
      weighbridge ownership graph contracts --format mermaid
    """  # noqa: D301 - click's mark for text that is not to be wrapped


@ownership.command()
@path
@proposal
@today
@options.review_format
@options.verdict_outputs
@options.fail_on
@options.color
def check(
    *,
    path: str | None,
    proposal: str | None,
    today: str | None,
    shape: str,
    output: tuple[str, ...],
    fail_on: str | None,
    color: str,
) -> int:
    """Whether every field has one owner, nothing goes round, and nobody writes what is not theirs.

    PATH is the folder of an estate.  [default: here, or contracts]

    Exits with 1 where a finding is at or above --fail-on.
    """
    files = outputs.sinks(output, options.FORMATS)
    day = _day(today, "--today")
    estate, record, held = _held(path, proposal)
    review = Review(
        what="ownership",
        remarks=tuple(look(estate, day)),
        stats={
            "fields": sum(1 for _ in record.fields),
            "rules": len(record.rules),
            "flows": len(held.flows),
        },
        unread=unread(estate),
    )
    outputs.write(
        shape,
        files,
        lambda form, color: remarks_report.render(review, form, color=color),
        color=colored(color),
    )
    return code_for(review, fail_on)


def code_for(review: Review, fail_on: str | None) -> int:
    """1 where a remark stands that is at least as bad as asked."""
    if fail_on == "none":
        return exits.PASSED
    threshold = Severity(fail_on or "error").weight
    reached = any(r.severity.weight >= threshold and r.ignored is None for r in review.remarks)
    return exits.FOUND if reached else exits.PASSED


@ownership.command()
@path
@proposal
@click.option("--field", metavar="FIELD", help="Only what carries these, such as product.*")
@click.option("--on", metavar="DATE", help="Only what runs on this day.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "mermaid", "json"]),
    default="text",
    show_default=True,
    help="What to write to stdout.",
)
def graph(
    *, path: str | None, proposal: str | None, field: str | None, on: str | None, shape: str
) -> int:
    """The write graph: which system's fields are copied to which other.

    PATH is the folder of an estate.  [default: here, or contracts]
    """
    _, record, held = _held(path, proposal)
    flows = held.flows
    if on is not None:
        day = _day(on, "--on")
        flows = tuple(flow for flow in flows if day in flow.span)
    if field is not None:
        if not re.fullmatch(PATTERN, field):
            raise WrongUseError(f"--field {field} is not a field like order.status or product.*")
        wanted = patterns(field)
        flows = tuple(f for f in flows if any(p.meets(w) for p in f.patterns for w in wanted))
        if not any(cover(wanted, steps_of(known)) for known in record.fields):
            raise WrongUseError(f"there is no field '{field}'; {hint(field, [*record.fields])}")
    turning = circles_of(record, flows)
    if shape == "json":
        click.echo(report.dumped(report.graph_as_value(flows, turning)), nl=False)
    elif shape == "mermaid":
        click.echo(report.graph_as_mermaid(flows, turning), nl=False)
    else:
        click.echo(report.graph_as_text(flows, turning), nl=False)
    return exits.PASSED


@click.command()
@click.argument("field")
@path
@click.option("--at", metavar="LOCATION", help="Where, such as DC-RNO; everywhere if not told.")
@click.option("--on", metavar="DATE", help="On which day.  [default: today]")
@click.option("--state", metavar="STATE", help="In which state of the entity; all if not told.")
@proposal
@options.answer_format
def who_owns(
    *,
    field: str,
    path: str | None,
    at: str | None,
    on: str | None,
    state: str | None,
    proposal: str | None,
    shape: str,
) -> int:
    """Who is authoritative for a field, who else may write it, why, and until when.

    PATH is the folder of an estate.  [default: here, or contracts]

    \b
      weighbridge who-owns order.status --at DC-RNO --on 2027-03-01
      weighbridge who-owns inventory.onHand contracts --format json

    Exits with 1 where nobody owns it, or more than one system does.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    day = _day(on, "--on")
    _, record, _ = _held(path, proposal)
    entity = record.entity_of(field)
    if entity is None or entity.find(field) is None:
        known = entity.fields if entity else [*record.fields]
        raise WrongUseError(f"there is no field '{field}'; {hint(field, known)}")
    if at is not None and at not in record.locations:
        raise WrongUseError(f"there is no location '{at}'; {hint(at, record.locations)}")
    if state is not None and state not in entity.states:
        raise WrongUseError(
            f"there is no state '{state}' of '{entity.name}'; {hint(state, entity.states)}"
        )
    found = answers(record, field, on=day, at=at, state=state)
    if shape == "json":
        click.echo(report.dumped(report.answers_as_value(field, found)), nl=False)
    else:
        click.echo(report.answers_as_text(found), nl=False)
    return exits.PASSED if all(answer.owner for answer in found) else exits.FOUND


def _held(path: str | None, proposal: str | None) -> tuple[Estate, Record, Holdings]:
    estate = estate_at(path, proposal)
    troubles = [t for t in estate.troubles if _concerns(t)]
    held = holdings(estate)
    if troubles or held.record is None:
        raise refuse(
            troubles,
            estate.tree.show("ownership/system-of-record.yaml"),
            "there is no such file, so nobody owns anything; write one",
        )
    return estate, held.record, held


def _concerns(trouble: Trouble) -> bool:
    steps = [step.split(".")[0] for step in trouble.file.split("/")[-3:]]
    rests = trouble.rule == "EST001" and any(step in RESTS_ON for step in steps)
    return rests or "ownership" in steps


def _day(said: str | None, option: str) -> date:
    if said is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise WrongUseError(f"{option} {said} is not a day like 2027-03-01") from error
