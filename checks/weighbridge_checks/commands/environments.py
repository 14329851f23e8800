"""`weighbridge environments`: the path that releases take, listed or set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weighbridge_checks.commands import client, config, exits, options
from weighbridge_checks.commands.errors import WrongSettingError, WrongUseError
from weighbridge_checks.commands.screen import harmless
from weighbridge_checks.commands.trees import bytes_of
from weighbridge_checks.facts.estate.estate import entries
from weighbridge_checks.facts.estate.files import parse_file
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.formats.errors import CannotOpenError

if TYPE_CHECKING:
    from weighbridge_checks.commands.client import Registry
    from weighbridge_checks.facts.estate.files import Trouble


@click.group(invoke_without_command=True)
@options.answer_format
@options.registry
@click.pass_context
def environments(ctx: click.Context, *, shape: str, registry: str | None) -> int:
    """List the environments and what runs in each, or set them from a file.

    \b
      weighbridge environments
      weighbridge environments set contracts/environments.yaml
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    target = config.registry_of(config.configured(), registry)
    ctx.obj = target
    if ctx.invoked_subcommand:
        return exits.PASSED
    found = list(client.pages(target, client.path("environments")))
    if shape == "json":
        click.echo(json.dumps({"items": found}, indent=2))
        return exits.PASSED
    for one in found:
        click.echo(harmless(_line(one)))
        where = client.path("environments", one["name"], "deployments")
        for deployment in client.pages(target, where):
            scope = f" ({deployment['scope']})" if deployment.get("scope") else ""
            click.echo(harmless(f"  {deployment['service']} {deployment['release']}{scope}"))
    if not found:
        click.echo("no environments; set them with `weighbridge environments set FILE`")
    return exits.PASSED


@environments.command(name="set")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def set_(target: Registry, *, file: Path) -> int:
    """Set the environments that FILE lists, in the order of its path.

    FILE has `path`, the names in order, `environments`, each with `id`, `gates`, `limits` and
    `production`, and `waves`, each with `id`, `environment` and `after`.
    """
    try:
        data = bytes_of(file, str(file))
    except CannotOpenError as error:
        raise WrongUseError(f"'{file}' can not be read: {error.reason}") from error
    for name, body in environments_in(data, name=str(file)):
        client.ask(target, "PUT", client.path("environments", name), body=body)
        after = f" after {body['after']}" if body["after"] else ""
        click.echo(harmless(f"{name}{after}: {', '.join(body['gates']) or 'no gates'}"))
    return exits.PASSED


def environments_in(data: bytes, *, name: str) -> list[tuple[str, dict[str, Any]]]:
    """The environments of a file, in the order of its path, as the registry wants them."""
    file, troubles = parse_file("environments", data, name)
    if file is None:
        raise _wrong(troubles[0])
    path = file.value["path"]
    described: dict[str, dict[str, Any]] = {}
    for entry in entries(file, "environments"):
        described[entry.id] = {
            "gates": list(entry.value.get("gates", ())),
            "limits": dict(entry.value.get("limits", {})),
            "production": entry.value.get("production", False),
            "waves": [],
        }
    for wave in entries(file, "waves"):
        where = wave.value.get("environment", path[-1] if path else "")
        if where not in described:
            words = f"there is no environment '{where}'; {hint(where, described)}"
            raise _wrong(file.trouble(wave.pointer, words))
        described[where]["waves"].append({"name": wave.id, "after": wave.value.get("after")})
    if strange := sorted(described.keys() ^ set(path)):
        words = f"'{strange[0]}' has to stand both in 'path' and in 'environments'"
        raise _wrong(file.trouble("/path", words))
    before = (None, *path[:-1])
    return [
        (id_, {**described[id_], "after": after}) for id_, after in zip(path, before, strict=True)
    ]


def _wrong(trouble: Trouble) -> WrongSettingError:
    return WrongSettingError(trouble.file, trouble.line, trouble.column, trouble.message)


def _line(one: dict[str, Any]) -> str:
    after = f" after {one['after']}" if one.get("after") else ""
    mark = " (production)" if one.get("production") else ""
    return f"{one['name']}{mark}{after}: {', '.join(one.get('gates', [])) or 'no gates'}"
