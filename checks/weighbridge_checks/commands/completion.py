"""`weighbridge completion`: the shell completes commands and options."""

from __future__ import annotations

import os
from pathlib import PurePath

import click
from click.shell_completion import get_completion_class

from weighbridge_checks.commands import exits
from weighbridge_checks.commands.errors import WrongUseError

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS), required=False)
def completion(*, shell: str | None) -> int:
    """Print what makes your shell complete commands and options. SHELL defaults to your own.

    \b
      bash:  weighbridge completion bash >> ~/.bashrc
      zsh:   weighbridge completion zsh >> ~/.zshrc
      fish:  weighbridge completion fish > ~/.config/fish/completions/weighbridge.fish
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    name = shell or PurePath(os.environ.get("SHELL", "")).name
    kind = get_completion_class(name) if name in SHELLS else None
    if kind is None:
        raise WrongUseError(f"'{name}' is no shell that is known; name one of {', '.join(SHELLS)}")
    from weighbridge_checks.commands.cli import cli  # noqa: PLC0415 - which loads this module

    click.echo(kind(cli, {}, "weighbridge", "_WEIGHBRIDGE_COMPLETE").source())
    return exits.PASSED
