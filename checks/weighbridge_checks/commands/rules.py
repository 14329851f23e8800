"""`weighbridge rules`: all that there is to be found, in one table."""

from __future__ import annotations

import json

import click

from weighbridge_checks.commands import exits
from weighbridge_checks.report import rulebook
from weighbridge_checks.verdicts.objections import PAGES
from weighbridge_checks.verdicts.rules import RULES


@click.command()
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="What to write to stdout; markdown holds every rule's page.",
)
def rules(*, shape: str) -> int:
    """All rules, each with what it says in one line.

    A rule's severity is not its own: it follows from what the change does to who reads.

    \b
      weighbridge rules
      weighbridge rules --format json
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if shape == "markdown":
        click.echo(rulebook.render(RULES.values()), nl=False)
        return exits.PASSED
    pages = {**{r.id: r.page for r in RULES.values()}, **PAGES}
    if shape == "json":
        others = {r.id: r.oasdiff for r in RULES.values()}
        items = [
            {"id": i, "summary": p.splitlines()[0], "page": p, "oasdiff": others.get(i)}
            for i, p in pages.items()
        ]
        click.echo(json.dumps({"schema": "weighbridge/rules/v1", "items": items}, indent=2))
        return exits.PASSED
    width = max(map(len, pages))
    for name, page in pages.items():
        click.echo(f"{name:<{width}}  {page.splitlines()[0]}")
    return exits.PASSED
