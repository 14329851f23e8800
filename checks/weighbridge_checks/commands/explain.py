"""`weighbridge explain`: a rule's page, or a standard's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from weighbridge_checks.commands import exits, options
from weighbridge_checks.commands.errors import WrongUseError
from weighbridge_checks.facts.nearness import nearest
from weighbridge_checks.verdicts.demands import OF_CHANGES, STANDARDS
from weighbridge_checks.verdicts.objections import PAGES
from weighbridge_checks.verdicts.rules.every import RULES
from weighbridge_checks.verdicts.standards import called, near

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.standard import Standard


@click.command()
@click.argument("rule")
@options.answer_format
def explain(*, rule: str, shape: str) -> int:
    """What a rule means: what happened, whom it hurts, the smallest example, and a way out.

    RULE is an id as reports print it, or the beginning of one. Standards also go by their readable
    names, and by those of other linters.

    \b
      weighbridge explain response-property-removed
      weighbridge explain SEC003
      weighbridge explain spectral:operation-operationId-unique
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    standard = called(rule, STANDARDS.values())
    if standard is not None:
        click.echo(_told(standard, shape))
        return exits.PASSED
    pages = {**{r.id: r.page for r in RULES.values()}, **PAGES}
    rule = OF_CHANGES.get(rule.strip().upper(), rule)
    name = _meant(rule.strip().lower().replace("_", "-"), tuple(pages))
    if shape == "json":
        other = RULES[name].oasdiff if name in RULES else None
        click.echo(json.dumps({"id": name, "page": pages[name], "oasdiff": other}, indent=2))
        return exits.PASSED
    click.echo(f"{name}\n{'=' * len(name)}\n\n{pages[name]}")
    if name in RULES and RULES[name].oasdiff:
        click.echo(f"\nCalled '{RULES[name].oasdiff}' by oasdiff.")
    return exits.PASSED


def _told(one: Standard, shape: str) -> str:
    if shape == "json":
        value = {
            "id": one.id,
            "slug": one.slug,
            "severity": str(one.severity),
            "also": list(one.also),
            "source": one.source,
            "page": one.page,
        }
        return json.dumps(value, indent=2)
    title = f"{one.id} {one.slug} ({one.severity})"
    notes = [f"Also known as {', '.join(one.also)}."] if one.also else []
    notes += [f"Source: {one.source}."] if one.source else []
    ending = "\n\n" + " ".join(notes) if notes else ""
    return f"{title}\n{'=' * len(title)}\n\n{one.page}{ending}"


def _meant(wish: str, names: tuple[str, ...]) -> str:
    if wish in names:
        return wish
    begun = [n for n in names if wish and n.startswith(wish)]
    begun = begun or nearest(wish, names, alike=0.9)
    if len(begun) == 1:
        return begun[0]
    found = begun or [n for n in names if wish and wish in n]
    found = found or nearest(wish, names, most=5, alike=0.5)
    found = [*found, *near(wish, STANDARDS.values())]
    if len(found) == 1 and found[0] in names:
        return found[0]
    if found:
        several = ", ".join(f"'{n}'" for n in found[:8])
        raise WrongUseError(f"there is no rule '{wish}'; did you mean one of {several}?")
    raise WrongUseError(f"there is no rule '{wish}'; `weighbridge rules` lists them all")
