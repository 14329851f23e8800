"""The commands, by name. A command's module is imported when the command is called, not before."""

from __future__ import annotations

import importlib

import click

from weighbridge_checks import __version__

HERE = "weighbridge_checks.commands"

#: heading → command → (module and attribute, short help)
COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Weigh a change": {
        "diff": ("diff:diff", "Every change between two documents, with verdict and proofs."),
        "check": ("check:check", "The check on pull requests: what changed since a git ref."),
        "lint": ("lint:lint", "Documents as they stand, by the standards of the house."),
        "explain": ("explain:explain", "What a rule means, with an example and a way out."),
        "rules": ("rules:rules", "All rules in one table."),
    },
    "Judge an estate": {
        "estate": ("estate:estate", "Everything that an estate is, checked, scored, exported."),
        "ownership": ("ownership:ownership", "Who owns which field, and what is copied where."),
        "workflow": ("workflow:workflow", "State machines: do they make sense, what broke."),
        "who-owns": ("ownership:who_owns", "The owner of a field, there, then, and why."),
        "mapping": ("mapping:mapping", "What other systems' codes and fields mean in ours."),
    },
    "Speak to a registry": {
        "publish": ("publish:publish", "Store versions of contracts and pacts."),
        "environments": ("environments:environments", "List or set where releases run."),
        "release": ("deploy:release", "Say which contract versions a release provides."),
        "deploy": ("deploy:deploy", "Record that a release runs in an environment."),
        "can-i-deploy": ("promote:can_i_deploy", "Whether a release may enter an environment."),
        "promote": ("promote:promote", "Decide it, with every reason, and record the decision."),
    },
    "Try a running provider": {
        "test": ("test_contract:test_contract", "A running provider against its document."),
        "verify": ("verify_provider:verify", "A running provider against its consumers' pacts."),
    },
    "Run and set up": {
        "init": ("init:init", "A small estate to begin with."),
        "serve": ("serve:serve", "The registry with its web catalog, on this machine."),
        "demo": ("demo:demo", "A distributor's estate, played and served."),
        "doctor": ("doctor:doctor", "What is here, and what is missing."),
        "completion": ("completion:completion", "Completion of commands for your shell."),
    },
}

ADDRESSES = {name: found for group in COMMANDS.values() for name, found in group.items()}


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
        module, _, attribute = ADDRESSES[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(f"{HERE}.{module}"), attribute)
        return command

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
