"""`weighbridge doctor`: what is here, and what is missing for what."""

from __future__ import annotations

import json
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import click

from weighbridge_checks import __version__
from weighbridge_checks.commands import config, exits, options
from weighbridge_checks.commands.errors import CommandError
from weighbridge_checks.commands.screen import harmless

OLDEST = (3, 11)
#: extra → (what it is for, the modules that it brings)
EXTRAS = {
    "server": (
        "`serve`",
        ("alembic", "fastapi", "jinja2", "sqlalchemy", "uvicorn"),
    ),
    "postgres": ("a PostgreSQL registry", ("psycopg",)),
    "verify": ("`verify` and `test`", ("pact", "schemathesis")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked for."""

    name: str
    #: `ok`, `missing` (something will not work) or `wrong` (nothing will)
    status: str
    words: str


@click.command()
@options.answer_format
@options.registry
def doctor(*, shape: str, registry: str | None) -> int:
    """What is here, and what is missing for what. Changes nothing.

    Exits with 2 where something keeps the program from its basic work.
    """
    found = [_python(), _git(), *_extras(), *_settings(registry)]
    if shape == "json":
        items = [{"name": f.name, "status": f.status, "words": f.words} for f in found]
        click.echo(json.dumps({"version": __version__, "items": items}, indent=2))
    else:
        click.echo(f"weighbridge {__version__}")
        for one in found:
            click.echo(harmless(f"{one.status:<8} {one.name}: {one.words}"))
    return exits.USAGE if any(f.status == "wrong" for f in found) else exits.PASSED


def _python() -> Finding:
    fine = sys.version_info >= OLDEST
    words = f"{platform.python_version()} at {sys.executable}"
    if not fine:
        words += f"; {'.'.join(map(str, OLDEST))} or newer is needed"
    return Finding(name="python", status="ok" if fine else "wrong", words=words)


def _git() -> Finding:
    where = shutil.which("git")
    if where:
        return Finding(name="git", status="ok", words=where)
    words = "not found; `check` and REV:path need it, other commands do not"
    return Finding(name="git", status="missing", words=words)


def _extras() -> list[Finding]:
    found = []
    for name, (purpose, modules) in EXTRAS.items():
        missing = [m for m in modules if find_spec(m) is None]
        words = f"{purpose} can be used"
        if missing:
            words = f"{purpose} needs {', '.join(missing)}; run: pip install 'weighbridge[{name}]'"
        found.append(Finding(name=name, status="missing" if missing else "ok", words=words))
    return found


def _settings(wish: str | None) -> list[Finding]:
    try:
        settled = config.configured()
    except CommandError as error:
        return [Finding(name=config.NAME, status="wrong", words=str(error))]
    file = settled.folder / config.NAME
    there = str(file) if Path(file).is_file() else "none; the defaults hold"
    return [Finding(name=config.NAME, status="ok", words=there), _registry(settled, wish)]


def _registry(settled: config.Config, wish: str | None) -> Finding:
    from weighbridge_checks.commands import client  # noqa: PLC0415 - HTTP costs 35 ms

    try:
        target = config.registry_of(settled, wish)
        client.fetch(target, "/healthz")
    except CommandError as error:
        return Finding(name="registry", status="missing", words=str(error))
    return Finding(name="registry", status="ok", words=target.url)
