"""The commands, by name. A command's module is imported when the command is called, not before."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

    from weighbridge_checks.commands.declared import Command

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
        "evidence": ("evidence:evidence", "Tell what was seen of a release, for the gates."),
        "approve": ("evidence:approve", "Say yes to a release, as an owner of what it provides."),
        "obligations": ("evidence:obligations", "What was let pass in emergencies, and is owed."),
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


def found(name: str) -> Command | click.Command:
    """The command of a name, which is one of these."""
    module, _, attribute = ADDRESSES[name][0].partition(":")
    command: Command | click.Command = getattr(import_module(f"{HERE}.{module}"), attribute)
    return command
