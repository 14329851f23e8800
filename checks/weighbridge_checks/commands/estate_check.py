"""`weighbridge estate check`: every standard there is, asked of a whole estate, in one report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weighbridge_checks.commands import config, exits, options, outputs
from weighbridge_checks.commands.errors import UnreadableSourceError, WrongUseError
from weighbridge_checks.commands.estates import estate_at
from weighbridge_checks.commands.outputs import sinks
from weighbridge_checks.commands.screen import colored, say
from weighbridge_checks.commands.trees import bytes_of
from weighbridge_checks.facts.estate.dead_letters import read_dead_letters
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.report import remarks as reports
from weighbridge_checks.verdicts.estate.review import brought, reviewed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.commands.config import Config
    from weighbridge_checks.commands.trees import Tree
    from weighbridge_checks.facts.estate.dead_letters import DeadLetter
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.verdicts.remark import Remark, Review

path = click.argument("path", required=False)
proposal = click.option(
    "--proposal",
    metavar="DIR",
    help="Say what the files below DIR would bring: versions with a contract.yaml, or files that"
    " lie in DIR as they do in the estate.",
)
today = click.option(
    "--today",
    metavar="DATE",
    help="The day to take for today, such as 2027-03-01.  [default: today]",
)


@click.command()
@path
@proposal
@today
@click.option(
    "--documents/--no-documents",
    default=True,
    help="Whether the documents of the contracts are linted too.  [default: they are]",
)
@click.option(
    "--dead-letters",
    "recorded",
    multiple=True,
    metavar="FILE",
    help="A recording of messages that were put aside, a JSON object with a 'code' on each line."
    " Repeatable.",
)
@click.option("--all", "every", is_flag=True, help="Show every place where a rule has many.")
@options.review_format
@options.verdict_outputs
@options.fail_on
@click.option("--config", "config_file", metavar="FILE", help="Another weighbridge.yaml.")
@options.color
def check(  # noqa: PLR0913 - one parameter for each option
    *,
    path: str | None,
    proposal: str | None,
    today: str | None,
    documents: bool,
    recorded: tuple[str, ...],
    every: bool,
    shape: str,
    output: tuple[str, ...],
    fail_on: str | None,
    config_file: str | None,
    color: str,
) -> int:
    """Everything at once: files and names, owners, documents, workflows, promises and needs.

    PATH is the folder of an estate.  [default: here, or contracts]

    \b
      weighbridge estate check
      weighbridge estate check contracts --no-documents
      weighbridge estate check contracts --proposal contracts/proposals/gc-30-path-budget
      weighbridge estate check contracts --dead-letters yesterday.ndjson

    With --proposal only what the proposal brings is told. A policy in estate.yaml sets severities:
    `policy: {severities: {EXC011: warning}}`. Exits with 1 where a finding is at or above
    --fail-on.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    files = sinks(output, options.FORMATS)
    settled = config.configured(config_file)
    day = day_of(today)
    letters = tuple(letter for name in recorded for letter in _letters(name))
    review = looked(_with(estate_at(path), letters), settled, day, documents=documents)
    if proposal is not None:
        estate = _with(estate_at(path, proposal), letters)
        proposed = looked(estate, settled, day, documents=documents)
        review = brought(proposed, review)
    for words in review.unread:
        say(f"not read: {words}")
    outputs.write(
        shape,
        files,
        lambda form, painted: reports.render(review, form, color=painted, every=every),
        color=colored(color),
    )
    return code_for(review, fail_on or settled.fail_on)


def _letters(name: str) -> tuple[DeadLetter, ...]:
    try:
        data = bytes_of(Path(name), name)
    except CannotOpenError as error:
        raise UnreadableSourceError(name, error.reason) from error
    return read_dead_letters(data, name=name)


def _with(estate: Estate, letters: tuple[DeadLetter, ...]) -> Estate:
    """An estate with what was recorded elsewhere."""
    return replace(estate, dead_letters=(*estate.dead_letters, *letters))


def day_of(said: str | None) -> date:
    """The day that is taken for today."""
    if said is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise WrongUseError(f"--today {said} is not a day like 2027-03-01") from error


def code_for(review: Review, fail_on: str | None) -> int:
    """1 where a remark stands that is at least as bad as asked."""
    if fail_on == "none":
        return exits.PASSED
    return outputs.code_for_review(review, fail_on)


def looked(estate: Estate, settled: Config, day: date, *, documents: bool) -> Review:
    """All that there is to say of an estate."""
    more = [*_workflows(estate), *_ownership(estate, day), *_mappings(estate)]
    more += _misspelt(estate)
    unread: tuple[str, ...] = ()
    if documents:
        remarks, unread = _documents(estate, estate.tree, settled, day)  # type: ignore[arg-type] # commands read from trees of their own
        more += remarks
    review = reviewed(estate, more, today=day)
    return review._replace(unread=(*review.unread, *unread))


def _workflows(estate: Estate) -> Iterator[Remark]:
    """State machines, and whether they agree with APIs and events."""
    from weighbridge_checks.verdicts.workflow_review import look  # noqa: PLC0415 - only estates with workflows need it

    if estate.workflows:
        yield from look(estate)


def _ownership(estate: Estate, day: date) -> Iterator[Remark]:
    """Who owns which field, where the estate says so."""
    from weighbridge_checks.facts.estate.holdings import holdings  # noqa: PLC0415 - only estates with owners need it
    from weighbridge_checks.verdicts.ownership import look  # noqa: PLC0415 - as above

    if holdings(estate).record is not None:
        yield from look(estate, day)


def _misspelt(estate: Estate) -> Iterator[Remark]:
    """Severities that are settled for standards that there are not."""
    if estate.policy.get("severities"):
        from weighbridge_checks.verdicts.demands import (  # noqa: PLC0415 - all families
            unknown_severities,
        )

        yield from unknown_severities(estate)


def _mappings(estate: Estate) -> Iterator[Remark]:
    """What the words of other systems mean, where the estate says so."""
    from weighbridge_checks.verdicts.mappings import look  # noqa: PLC0415 - as above

    if estate.mappings:
        yield from look(estate)


def _documents(
    estate: Estate, tree: Tree, settled: Config, day: date
) -> tuple[list[Remark], tuple[str, ...]]:
    """What lint has to say of the documents, and what it could not read."""
    from weighbridge_checks.commands.linting import looked_at_estate  # noqa: PLC0415 - 70 standards
    from weighbridge_checks.verdicts.standards import LINTED  # noqa: PLC0415 - as above
    from weighbridge_checks.verdicts.standards.judging import Bench, judged  # noqa: PLC0415 - as above

    found = looked_at_estate(estate, tree, hosts=settled.lint.hosts)
    bench = Bench(
        standards=LINTED,
        policy=settled.lint.policy,
        chosen=None,
        known=frozenset(n for s in LINTED.values() for n in (s.id, s.slug, *s.also)),
    )
    whole = found.whole()
    if whole is not None:
        whole = whole._replace(today=day)
    remarks = judged(found.cases, bench, whole=whole, chosen=found.chosen)
    return list(remarks), tuple(f"{u.name}: {u.reason}" for u in found.unread)
