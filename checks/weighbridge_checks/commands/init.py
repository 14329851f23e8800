"""`weighbridge init`: a small estate to begin with."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weighbridge_checks.commands import exits
from weighbridge_checks.commands.errors import WrongUseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

USUAL = "contracts"


@click.command()
@click.argument("folder", metavar="[DIR]", default=USUAL)
def init(*, folder: str) -> int:
    """Make a small valid estate in DIR, to put your own names into.

    DIR is `contracts` where it is not named.

    It holds two systems, who answers for them, the path to production, one API with what it
    promises, and what a consumer needs of it. Nothing that is there is written over.

    \b
      weighbridge init
      weighbridge estate check contracts
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    target = Path(folder)
    if os.path.lexists(target) and not target.is_dir():
        raise WrongUseError(f"'{folder}' is a file; name a folder")
    if target.is_dir() and any(target.iterdir()):
        raise WrongUseError(f"'{folder}' is not empty, and nothing is written over; name another")
    count = 0
    for path, source in _starter(files(__package__).joinpath("starter")):
        file = target / path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("xb") as stream:
                stream.write(source.read_bytes())
        except OSError as error:
            raise WrongUseError(f"'{file}' can not be written: {error.strerror}") from error
        click.echo(file)
        count += 1
    click.echo(f"{count} files; next: weighbridge estate check {folder}", err=True)
    return exits.PASSED


def _starter(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        path = f"{above}{entry.name}"
        if entry.is_dir():
            yield from _starter(entry, f"{path}/")
        else:
            yield path, entry
