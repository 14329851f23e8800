"""`weighbridge estate export`: an event contract for other catalogs."""

from __future__ import annotations

import click

from weighbridge_checks.commands import exits
from weighbridge_checks.commands.errors import WrongUseError
from weighbridge_checks.commands.estates import estate_at
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.report import odcs


@click.command()
@click.argument("contract")
@click.argument("path", required=False)
def export(*, contract: str, path: str | None) -> int:
    """An event contract as YAML of the Open Data Contract Standard, version 3.1.

    CONTRACT is a name, or a name with a version, as in inventory-events@1.1.0; without one it is
    the highest that is in use. PATH is the folder of an estate.  [default: here, or contracts]

    \b
      weighbridge estate export inventory-events contracts > inventory-events.odcs.yaml
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    estate = estate_at(path)
    name, _, version = contract.partition("@")
    if name not in estate.contract_names:
        raise WrongUseError(f"there is no contract '{name}'; {hint(name, estate.contract_names)}")
    one = estate.current(name, version or None)
    if one is None:
        known = [v.version for v in estate.contract_names[name]]
        raise WrongUseError(f"there is no version '{version}' of {name}; {hint(version, known)}")
    if one.kind != "event":
        raise WrongUseError(f"'{name}' is of the kind '{one.kind}'; only events are data contracts")
    click.echo(odcs.render(estate, one), nl=False)
    return exits.PASSED
