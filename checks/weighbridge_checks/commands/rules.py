"""`weighbridge rules`: all that there is to be found, in one table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from weighbridge_checks.commands import exits
from weighbridge_checks.report import rulebook
from weighbridge_checks.verdicts.demands import STANDARDS
from weighbridge_checks.verdicts.objections import PAGES
from weighbridge_checks.verdicts.rules.every import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command()
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="What to write to stdout; markdown holds every rule's page.",
)
@click.option(
    "--of",
    "kind",
    type=click.Choice(["changes", "standards"]),
    help="Only the rules of changes, or only the standards of documents.  [default: both]",
)
def rules(*, shape: str, kind: str | None) -> int:
    """All rules, each with what it says in one line.

    A rule of changes has no severity of its own: it follows from what the change does to who
    reads. Standards, by which documents are judged as they stand, begin with capital letters.

    \b
      weighbridge rules
      weighbridge rules --of standards
      weighbridge rules --format json
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if shape == "markdown":
        changes = RULES.values() if kind != "standards" else ()
        standards = STANDARDS.values() if kind != "changes" else ()
        click.echo(rulebook.render(changes, standards), nl=False)
        return exits.PASSED
    items = list(_items(kind))
    if shape == "json":
        click.echo(json.dumps({"schema": "weighbridge/rules/v1", "items": items}, indent=2))
        return exits.PASSED
    width = max(len(item["id"]) for item in items)
    for item in items:
        severity = f"{item['severity']:<7}  " if "severity" in item else ""
        click.echo(f"{item['id']:<{width}}  {severity}{item['summary']}")
    return exits.PASSED


def _items(kind: str | None) -> Iterator[dict[str, Any]]:
    if kind != "standards":
        pages = {**{r.id: r.page for r in RULES.values()}, **PAGES}
        others = {r.id: r.oasdiff for r in RULES.values()}
        for id_, page in pages.items():
            summary = page.splitlines()[0]
            yield {"id": id_, "summary": summary, "page": page, "oasdiff": others.get(id_)}
    if kind != "changes":
        for one in STANDARDS.values():
            yield {
                "id": one.id,
                "slug": one.slug,
                "severity": str(one.severity),
                "summary": one.summary,
                "page": one.page,
                "also": list(one.also),
                "source": one.source,
            }
