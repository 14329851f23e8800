"""`weighbridge estate`: everything that an estate is, as one thing."""

from __future__ import annotations

import importlib

import click

#: the commands by name, each in a module that is imported when it is called
PARTS = {
    "check": ("estate_check:check", "Everything at once, in one report."),
    "scorecard": (
        "scorecard:scorecard",
        "Each contract and workflow on a line.",
    ),
    "gate": ("estate_gate:gate", "Whether evidence lets a release into a wave."),
    "export": ("estate_export:export", "An event contract for other catalogs, as ODCS."),
    "schema": ("estate_schema:schema", "The published schema of a kind of file."),
}


class Parts(click.Group):
    """A group that loads one of its commands when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of the help."""
        return list(PARTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Load one command."""
        if cmd_name not in PARTS:
            return None
        module, _, attribute = PARTS[cmd_name][0].partition(":")
        where = importlib.import_module(f"weighbridge_checks.commands.{module}")
        command: click.Command = getattr(where, attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """The commands with their short help; nothing is loaded to say it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in PARTS.items()])


@click.group(cls=Parts)
def estate() -> None:
    """The estate as a whole: its contracts, workflows, owners and what consumers need.

    \b
      weighbridge estate check contracts
      weighbridge estate check contracts --proposal contracts/proposals/my-change
      weighbridge estate scorecard contracts --format markdown
    """  # noqa: D301 - click's mark for text that is not to be wrapped
