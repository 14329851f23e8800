"""The command line as click knows it: the commands under their headings."""

from __future__ import annotations

import click

from weighbridge_checks import __version__
from weighbridge_checks.commands.catalog import ADDRESSES, COMMANDS, found
from weighbridge_checks.commands.declared import Command


class Commands(click.Group):
    """A group that knows its commands by name and loads one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of the help."""
        return list(ADDRESSES)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Load one command."""
        if cmd_name not in ADDRESSES:
            return None
        command = found(cmd_name)
        return command.clicked() if isinstance(command, Command) else command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Load the command that is called, or name those that come near it."""
        name = args[0]
        if name not in ADDRESSES and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.exceptions.NoSuchCommand(name, possibilities=list(ADDRESSES), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """The commands under their headings; nothing is loaded to say what they do."""
        for heading, group in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, words) for name, (_, words) in group.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="weighbridge %(version)s")
@click.option("--debug", is_flag=True, expose_value=False, help="Show where a fault happened.")
def cli() -> None:
    """Weigh API and event contracts: what changed, whom it breaks, and may it go there.

    \b
      weighbridge diff old.yaml new.yaml
      weighbridge diff main:openapi.yaml openapi.yaml --format markdown
      weighbridge check --against origin/main
      weighbridge explain response-property-removed

    Exit codes: 0 passed; 1 findings, or refused; 2 wrong use; 3 an input can not be read;
    4 no registry; 5 a fault of ours.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
