"""`weighbridge test`: a running provider against its own document, and on record."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import click

from weighbridge_checks.commands import config, exits, options
from weighbridge_checks.commands.errors import CommandError, UnreadableSourceError, WrongUseError
from weighbridge_checks.commands.screen import harmless, say, warn
from weighbridge_checks.commands.sources import Sources
from weighbridge_checks.commands.trees import contract_of
from weighbridge_checks.commands.verify import conformance, junit
from weighbridge_checks.commands.verify.provider import provider_at
from weighbridge_checks.facts import Format
from weighbridge_checks.facts.nearness import nearest

if TYPE_CHECKING:
    from weighbridge_checks.commands.client import Registry
    from weighbridge_checks.commands.trees import Document
    from weighbridge_checks.commands.verify.conformance import Operation, Report
    from weighbridge_checks.facts import Contract

#: so many failures of one run are put on record; the rest is counted
MOST_RECORDED = 50
MISSING = "schemathesis is not installed here; get it by: pip install 'weighbridge[verify]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Under what a result goes on record."""

    service: str
    release: str
    subject: str
    version: str


@click.command("test")
@click.argument("contract")
@click.option("--url", required=True, metavar="URL", help="Where the provider runs.")
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed, the same requests."
)
@click.option(
    "--max-time",
    type=click.FloatRange(min=1, max=24 * 3600),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="How long the run may take.",
)
@click.option(
    "--max-examples",
    type=click.IntRange(min=1, max=100_000),
    default=20,
    show_default=True,
    help="How many generated requests for each operation.",
)
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="'METHOD /PATH'",
    help="Only this operation, as in 'GET /orders/{orderId}'. Repeatable.",
)
@click.option(
    "--header",
    "headers",
    multiple=True,
    metavar="'NAME: VALUE'",
    help="Send this header with every request. Repeatable.",
)
@click.option("--service", metavar="NAME", help="Record the result under this service.")
@click.option("--release", metavar="RELEASE", help="Record the result under this release of it.")
@click.option("--subject", metavar="NAME", help="The contract's subject, where no card says it.")
@click.option(
    "--contract-version", metavar="VERSION", help="The contract's version, where no card says it."
)
@options.registry
@options.root
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "junit"]),
    default="text",
    show_default=True,
    help="What to write to stdout.",
)
def test_contract(  # noqa: PLR0913 - one parameter for each option
    *,
    contract: str,
    url: str,
    seed: int,
    max_time: float,
    max_examples: int,
    operations: tuple[str, ...],
    headers: tuple[str, ...],
    service: str | None,
    release: str | None,
    subject: str | None,
    contract_version: str | None,
    registry: str | None,
    root: str | None,
    shape: str,
) -> int:
    """Try a running provider against its own document, with requests that the document allows.

    CONTRACT is an OpenAPI document: a file, a folder with one contract, REV:path as in
    `git show`, or registry:orders@1.4.0. With --service and --release the result is recorded in
    the registry.

    \b
      weighbridge test openapi.yaml --url http://127.0.0.1:9000
      weighbridge test openapi.yaml --url http://127.0.0.1:9000 --operation 'GET /orders'
      weighbridge test contracts/apis/orders/1.1.0 --url http://127.0.0.1:9000 \\
        --service orders --release 2.4.0

    Exits with 1 where a check fails or an operation was never reached, and with 4 where the
    provider does not answer or the result could not be recorded.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if bool(service) != bool(release):
        raise WrongUseError(
            "give --service and --release together: a result is recorded under both"
        )
    if not conformance.available():
        raise WrongUseError(
            "schemathesis is missing; install it: pip install 'weighbridge[verify]'"
        )
    provider = provider_at(url, headers)
    settled = config.configured()
    sources = Sources(registry=lambda: config.registry_of(settled, registry), root=root)
    document = sources.find(contract)
    what = contract_of(document)
    wanted = _wanted(what, operations)
    entry = None
    if service and release:
        entry = _entry(document, what, service, release, subject, contract_version)
    asked = config.registry_of(settled, registry) if entry else None
    provider.knock()
    report = conformance.attempt(
        what,
        provider,
        operations=wanted,
        seed=seed,
        max_time=max_time,
        max_examples=max_examples,
    )
    unrecorded = None
    if asked is not None and entry is not None:
        unrecorded = _record(asked, entry, report, seed)
    _print(shape, what, url, seed, report, recorded=entry is not None and unrecorded is None)
    if unrecorded is not None:
        say(f"error: the result is not on record: {unrecorded}")
        return exits.REGISTRY
    return exits.PASSED if report.success else exits.FOUND


def _wanted(contract: Contract, operations: tuple[str, ...]) -> tuple[str, ...]:
    """The operations to try, all of them if none is named."""
    if contract.format is not Format.OPENAPI:
        raise WrongUseError(
            f"{contract.name} is {contract.format}; only a provider of an OpenAPI document can be"
            " tried by requests"
        )
    known = tuple(label for label in contract.operations if label.partition(" ")[2][:1] == "/")
    for label in operations:
        if label not in known:
            near = nearest(label, known, alike=0.4)
            hint = f"did you mean '{near[0]}'?" if near else f"it has {', '.join(known)}"
            raise WrongUseError(f"the contract has no operation '{label}'; {hint}")
    if not known:
        raise WrongUseError(f"{contract.name} has no operation, so there is nothing to try")
    return tuple(dict.fromkeys(operations)) or known


# -- the record


def _entry(
    document: Document,
    contract: Contract,
    service: str,
    release: str,
    subject: str | None,
    version: str | None,
) -> Entry:
    """Which version of which subject was tried: as said, else by its card, else by itself."""
    if subject is None or version is None:
        own_subject, own_version = _own_name(document)
        subject = subject or own_subject
        version = version or own_version or contract.version
    if not subject:
        raise WrongUseError(f"{document.name} has no contract.yaml beside it; name its --subject")
    if not version:
        raise WrongUseError(f"{document.name} does not say its version; give --contract-version")
    return Entry(service=service, release=release, subject=subject, version=version)


def _own_name(document: Document) -> tuple[str | None, str | None]:
    import posixpath  # noqa: PLC0415 - as the modules below, for what is recorded alone

    from weighbridge_checks.commands.cards import card_in  # noqa: PLC0415
    from weighbridge_checks.commands.remote import VersionTree  # noqa: PLC0415

    tree = document.tree
    if isinstance(tree, VersionTree):
        return tree.subject, tree.version
    try:
        card = card_in(tree, posixpath.dirname(document.path))
    except UnreadableSourceError:
        return None, None
    return card.id, card.version


def _record(registry: Registry, entry: Entry, report: Report, seed: int) -> str | None:
    """Put the result on record; the reason where the registry does not take it."""
    from weighbridge_checks.commands import client  # noqa: PLC0415 - HTTP costs 35 ms

    failures = [asdict(f) for f in report.failures[:MOST_RECORDED]]
    failures += [
        {"operation": label, "check": "reached", "message": "was never reached", "curl": ""}
        for label in report.unreached
    ]
    failures += [
        {"operation": "", "check": "run", "message": error, "curl": ""} for error in report.errors
    ]
    body = {
        **asdict(entry),
        "success": report.success,
        "seed": seed,
        "cases": report.cases,
        "failures": failures,
        "tool": conformance.TOOL,
        "tool_version": conformance.version(),
    }
    try:
        client.ask(registry, "POST", client.path("conformance"), body=body)
    except CommandError as error:
        return str(error)
    return None


# -- telling


def _print(
    shape: str, contract: Contract, url: str, seed: int, report: Report, *, recorded: bool
) -> None:
    if shape == "json":
        value = _value(contract, url, seed, report, recorded=recorded)
        click.echo(json.dumps(value, indent=2, ensure_ascii=False))
    elif shape == "junit":
        click.echo(junit.render(report, name=contract.title or contract.name))
    else:
        click.echo(harmless("\n".join(_lines(report, recorded=recorded))))
    if report.cut_short:
        warn("the time was up before all was tried; see --max-time")
    silent = [o.label for o in report.operations if o.answers and not o.succeeded]
    for label in silent:
        warn(f"{label} never succeeded; give it data that it knows, or a --header that lets it in")


def _value(
    contract: Contract, url: str, seed: int, report: Report, *, recorded: bool
) -> dict[str, Any]:
    return {
        "schema": "weighbridge/conformance/v1",
        "contract": {"name": contract.name, "digest": contract.digest, "version": contract.version},
        "url": url,
        "seed": seed,
        "passed": report.success,
        "cases": report.cases,
        "cut_short": report.cut_short,
        "operations": [asdict(o) for o in report.operations],
        "unreached": list(report.unreached),
        "errors": list(report.errors),
        "recorded": recorded,
        "tool": {"name": conformance.TOOL, "version": conformance.version()},
    }


def _lines(report: Report, *, recorded: bool) -> list[str]:
    lines: list[str] = []
    for operation in report.operations:
        lines += _operation(operation)
    lines += [f"error    {error}" for error in report.errors]
    total = len(report.operations)
    good = sum(bool(o.answers) and not o.failures for o in report.operations)
    kept = ", recorded" if recorded else ""
    lines.append(f"{good} of {total} operations conform, {report.cases} requests{kept}")
    return lines


def _operation(operation: Operation) -> list[str]:
    if not operation.answers:
        return [f"unknown  {operation.label}: was never reached"]
    answers = ", ".join(f"{count} x {status}" for status, count in operation.answers.items())
    word = "failed" if operation.failures else "passed"
    lines = [f"{word:<8} {operation.label}: {answers}"]
    for failure in operation.failures:
        lines += [f"    {failure.check}: {failure.message}", f"      {failure.curl}"]
    return lines
