"""`weighbridge explain`: a rule's page."""

from __future__ import annotations

import difflib
import json

import click

from weighbridge_checks.commands import exits, options
from weighbridge_checks.commands.errors import WrongUseError
from weighbridge_checks.verdicts.objections import PAGES
from weighbridge_checks.verdicts.rules import RULES


@click.command()
@click.argument("rule")
@options.answer_format
def explain(*, rule: str, shape: str) -> int:
    """What a rule means: what happened, whom it hurts, the smallest example, and a way out.

    RULE is an id as reports print it, or the beginning of one.

    \b
      weighbridge explain response-property-removed
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    pages = {**{r.id: r.page for r in RULES.values()}, **PAGES}
    name = _meant(rule.strip().lower().replace("_", "-"), tuple(pages))
    if shape == "json":
        other = RULES[name].oasdiff if name in RULES else None
        click.echo(json.dumps({"id": name, "page": pages[name], "oasdiff": other}, indent=2))
        return exits.PASSED
    click.echo(f"{name}\n{'=' * len(name)}\n\n{pages[name]}")
    if name in RULES and RULES[name].oasdiff:
        click.echo(f"\nCalled '{RULES[name].oasdiff}' by oasdiff.")
    return exits.PASSED


def _meant(wish: str, names: tuple[str, ...]) -> str:
    if wish in names:
        return wish
    begun = [n for n in names if wish and n.startswith(wish)]
    begun = begun or difflib.get_close_matches(wish, names, n=1, cutoff=0.9)
    if len(begun) == 1:
        return begun[0]
    near = begun or [n for n in names if wish and wish in n]
    near = near or difflib.get_close_matches(wish, names, n=5, cutoff=0.5)
    if len(near) == 1:
        return near[0]
    if near:
        several = ", ".join(f"'{n}'" for n in near[:8])
        raise WrongUseError(f"there is no rule '{wish}'; did you mean one of {several}?")
    raise WrongUseError(f"there is no rule '{wish}'; `weighbridge rules` lists them all")
