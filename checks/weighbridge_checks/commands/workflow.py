"""`weighbridge workflow`: state machines as contracts, checked, weighed and drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from weighbridge_checks.commands import config, options, outputs
from weighbridge_checks.commands.errors import UnreadableSourceError, WrongUseError
from weighbridge_checks.commands.screen import colored, say
from weighbridge_checks.commands.sources import Sources
from weighbridge_checks.commands.trees import bytes_of, contract_of
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.facts.model import Format
from weighbridge_checks.facts.workflow import workflow_of
from weighbridge_checks.facts.workflow_log import read_log
from weighbridge_checks.verdicts.finding import Mode
from weighbridge_checks.verdicts.policy import applied
from weighbridge_checks.verdicts.remark import Review
from weighbridge_checks.verdicts.workflow_parties import readers
from weighbridge_checks.verdicts.workflows import weigh_workflows

if TYPE_CHECKING:
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.model import Contract
    from weighbridge_checks.facts.workflow import Party
    from weighbridge_checks.facts.workflow_log import Record
    from weighbridge_checks.verdicts.remark import Remark

FOLDER = "workflows"
#: what lies beside a proposal and is no part of it
NOTES = ("expected.json", ".md")


@click.group()
def workflow() -> None:
    """State machines as contracts: do they make sense, what broke, and how do they look.

    \b
      weighbridge workflow check contracts
      weighbridge workflow diff workflows/order/2.0.0.yaml workflows/order/3.0.0.yaml
      weighbridge workflow draw workflows/order/3.0.0.yaml --format svg
    """  # noqa: D301 - click's mark for text that is not to be wrapped


@workflow.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--proposal",
    metavar="DIR",
    help="Judge the estate as it would be with the files below DIR, which is laid out alike.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(options.FORMATS),
    default="text",
    show_default=True,
    help="What to write to stdout.",
)
@options.verdict_outputs
@options.fail_on
@options.color
def check(
    *,
    paths: tuple[str, ...],
    proposal: str | None,
    shape: str,
    output: tuple[str, ...],
    fail_on: str | None,
    color: str,
) -> int:
    """Whether workflows make sense by themselves, and agree with APIs and events.

    PATH is a workflow file, or the folder of an estate, of which all workflows are judged.  A file
    in an estate is judged within it: whether its events exist, and whether the lists of values
    that it is bound to are its states.  [default: the estate here, or in contracts]

    \b
      weighbridge workflow check
      weighbridge workflow check contracts/workflows/order/3.0.0.yaml --format json

    Exits with 1 where a finding is at or above --fail-on.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from weighbridge_checks.report import remarks as remarks_report  # noqa: PLC0415 - `diff` and `draw` need it not

    files = outputs.sinks(output, options.FORMATS)
    if proposal is not None and len(paths) > 1:
        raise WrongUseError("--proposal is about one estate; name its folder alone")
    remarks: list[Remark] = []
    count = 0
    for path in paths or (None,):
        found, seen = _judged(path, proposal)
        remarks += found
        count += seen
    review = Review(what="workflow-check", remarks=tuple(remarks), stats={"workflows": count})
    outputs.write(
        shape,
        files,
        lambda form, color: remarks_report.render(review, form, color=color),
        color=colored(color),
    )
    return outputs.code_for_review(review, fail_on)


def _judged(path: str | None, proposal: str | None) -> tuple[list[Remark], int]:
    """The remarks on what lies at a path, and how many workflows lie there."""
    from weighbridge_checks.commands.estates import estate_at  # noqa: PLC0415 - as above
    from weighbridge_checks.verdicts.workflow_review import look, reviewed  # noqa: PLC0415 - as above

    if path is not None and not Path(path).is_dir():
        contract = _workflow(path)
        estate = _around(path)
        if estate is None:
            say(f"'{path}' lies in no estate, so its events and bound lists are not looked up")
        return list(reviewed(contract, estate)), 1
    estate = estate_at(path, proposal)
    for name in getattr(estate.tree, "left_out", ()):
        if not name.endswith(NOTES):
            say(f"left out: {name} has no place in an estate")
    for trouble in estate.troubles:
        # a file that is none of its kind is not judged, and that is not passed over in silence
        if FOLDER in Path(trouble.file).parts and trouble.rule == "EST001":
            raise UnreadableSourceError(
                f"{trouble.file}:{trouble.line}:{trouble.column}", trouble.message
            )
    if not estate.workflows:
        where = estate.tree.show(FOLDER)
        raise UnreadableSourceError(where, "no workflow lies there; they are NAME/VERSION.yaml")
    return list(look(estate)), len(estate.workflows)


def _around(path: str) -> Estate | None:
    """The estate that a file belongs to."""
    from weighbridge_checks.commands.estates import ROOT, estate_at  # noqa: PLC0415 - as above

    for folder in Path(path).absolute().parents:
        if (folder / ROOT).is_file():
            try:
                named = folder.relative_to(Path.cwd()).as_posix()
            except ValueError:
                named = str(folder)
            return estate_at(named)
        if (folder / ".git").exists():
            break
    return None


def _workflow(path: str, sources: Sources | None = None) -> Contract:
    """The workflow that a word of the command line stands for."""
    settled = config.configured()
    found = sources or Sources(registry=lambda: config.registry_of(settled, None))
    document = found.find(path)
    contract = contract_of(document)
    if contract.format is not Format.WORKFLOW:
        raise UnreadableSourceError(
            document.name,
            f"it is {contract.format}, and a workflow is wanted: a file with 'workflow' and"
            " 'states'",
        )
    return contract


@workflow.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--replay",
    metavar="FILE",
    help="A recording of what happened under OLD, a JSON object on each line with `entity` and"
    " `event`: it tells what is used.",
)
@click.option(
    "--consumers",
    metavar="PATH",
    help="A pact, or a folder of pacts: who reads a field that carries the state is a consumer.",
)
@options.verdict_format
@options.verdict_outputs
@options.fail_on
@options.registry
@options.verbose
@options.color
def diff(  # noqa: PLR0913 - one parameter for each option
    *,
    old: str,
    new: str,
    replay: str | None,
    consumers: str | None,
    shape: str,
    output: tuple[str, ...],
    fail_on: str | None,
    registry: str | None,
    verbose: bool,
    color: str,
) -> int:
    """Every change between two versions of a workflow, whom it hits, and the trace that shows it.

    OLD and NEW are each a file, `-`, REV:path as in `git show`, or registry:order@2.0.0.

    \b
      weighbridge workflow diff order/2.0.0.yaml order/3.0.0.yaml
      weighbridge workflow diff order/2.0.0.yaml mine.yaml --replay recordings/orders.ndjson
      weighbridge workflow diff HEAD:order.yaml order.yaml --consumers contracts/consumers

    Whether a step that is gone breaks anybody is told by a recording; without one it is a warning,
    as use that nobody knows is not held to be no use.

    Exits with 1 where a finding is at or above --fail-on.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    files = outputs.sinks(output)
    settled = config.configured()
    sources = Sources(registry=lambda: config.registry_of(settled, registry))
    was, now = (_workflow(text, sources) for text in (old, new))
    name = workflow_of(was).name
    own = settled.policy.of(name)
    parties: tuple[Party, ...] = ()
    if consumers:
        from weighbridge_checks.commands import reliances  # noqa: PLC0415 - pacts cost 20 ms

        parties = readers(workflow_of(was), reliances.pacts_at(consumers))
    verdict = weigh_workflows(
        was,
        now,
        mode=Mode(own.mode or settled.mode or "backward"),
        parties=parties,
        records=_records(replay) if replay else None,
    )
    verdict = applied(own, verdict)
    if verbose:
        outputs.tell_counts(verdict)
    outputs.write(
        shape,
        files,
        lambda form, color: outputs.rendered(now.name, verdict, form, color=color, verbose=verbose),
        color=colored(color),
    )
    return outputs.code_for([verdict], fail_on or settled.fail_on)


def _records(name: str) -> tuple[Record, ...]:
    try:
        data = bytes_of(Path(name), name)
    except CannotOpenError as error:
        raise UnreadableSourceError(name, error.reason) from error
    return read_log(data, name=name)


@workflow.command()
@click.argument("file")
@click.argument("against", required=False)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["mermaid", "svg"]),
    default="mermaid",
    show_default=True,
    help="What to write to stdout.",
)
@options.registry
def draw(*, file: str, against: str | None, shape: str, registry: str | None) -> int:
    """A workflow as a picture; with AGAINST, what FILE adds to that version and takes from it.

    \b
      weighbridge workflow draw order/3.0.0.yaml
      weighbridge workflow draw order/3.0.0.yaml order/2.0.0.yaml --format svg > change.svg
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from weighbridge_checks.report import drawing  # noqa: PLC0415 - of one command

    settled = config.configured()
    sources = Sources(registry=lambda: config.registry_of(settled, registry))
    new = workflow_of(_workflow(file, sources))
    old = workflow_of(_workflow(against, sources)) if against else None
    click.echo(drawing.render(new, old, shape), nl=False)
    return 0
