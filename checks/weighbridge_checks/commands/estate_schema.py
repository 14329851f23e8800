"""`weighbridge estate schema`: the published JSON Schema of a kind of file."""

from __future__ import annotations

import json

import click

from weighbridge_checks.commands import exits
from weighbridge_checks.commands.errors import WrongUseError
from weighbridge_checks.facts.estate import shape
from weighbridge_checks.facts.estate.names import hint


@click.command()
@click.argument("kind", required=False)
def schema(*, kind: str | None) -> int:
    """The JSON Schema (draft 2020-12) of a kind of file, for editors and other tools.

    \b
      weighbridge estate schema            (the kinds)
      weighbridge estate schema contract > contract.schema.json
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if kind is None:
        for name in shape.kinds():
            click.echo(f"{name:<18}{shape.schema(name)['title']}")
        return exits.PASSED
    if kind not in shape.kinds():
        raise WrongUseError(f"there is no kind '{kind}'; {hint(kind, shape.kinds())}")
    click.echo(json.dumps(shape.schema(kind), indent=2))
    return exits.PASSED
