"""`weighbridge release` and `deploy`: what a release brings, and where it runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from weighbridge_checks.commands import client, config, exits, names, options
from weighbridge_checks.commands.screen import harmless

if TYPE_CHECKING:
    from weighbridge_checks.commands.client import Registry

_provides = click.option(
    "--provides",
    multiple=True,
    metavar="CONTRACT@VERSION",
    help="A contract version that the release provides. Repeatable.",
)
_commit = click.option("--commit", help="The commit that it was built from.")
_branch = click.option("--branch", help="The branch that it was built from.")


@click.command()
@click.argument("wish", metavar="SERVICE@RELEASE")
@_provides
@_commit
@_branch
@options.answer_format
@options.registry
def release(
    *,
    wish: str,
    provides: tuple[str, ...],
    commit: str | None,
    branch: str | None,
    shape: str,
    registry: str | None,
) -> int:
    """Say which contract versions a release of a service provides.

    A release never changes: saying the same again is fine, saying something else is refused.

    \b
      weighbridge release erp-legacy@7.12.0 --provides orders@1.1.0 --provides products@2.0.0
      weighbridge release storefront@4.2.0
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    service, label = names.release(wish)
    target = config.registry_of(config.configured(), registry)
    answer = _record(target, service, label, names.provided(provides), commit, branch)
    if shape == "json":
        click.echo(json.dumps(answer, indent=2))
        return exits.PASSED
    brings = [f"{p['subject']} {p['version']}" for p in client.member(target, answer, "provides")]
    words = ", ".join(brings) or "no contract"
    click.echo(harmless(f"{service} {label} provides {words}"))
    return exits.PASSED


@click.command()
@click.argument("wish", metavar="SERVICE@RELEASE")
@click.option("--to", "environment", required=True, metavar="ENV", help="Where it runs now.")
@click.option("--scope", metavar="NAME", help="A part of ENV, such as one warehouse wave.")
@_provides
@_commit
@_branch
@options.answer_format
@options.registry
def deploy(
    *,
    wish: str,
    environment: str,
    scope: str | None,
    provides: tuple[str, ...],
    commit: str | None,
    branch: str | None,
    shape: str,
    registry: str | None,
) -> int:
    """Record that a release runs in an environment. It asks no gate: `promote` does.

    With --provides the release is recorded first. What ran there of the same service (and scope)
    runs there no longer.

    \b
      weighbridge deploy erp-legacy@7.12.0 --to production
      weighbridge deploy erp-cloud@2026.10 --to production --scope W1 --provides orders@2.0.0
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    service, label = names.release(wish)
    target = config.registry_of(config.configured(), registry)
    if provides or commit or branch:
        _record(target, service, label, names.provided(provides), commit, branch)
    body = {"service": service, "release": label, **({"scope": scope} if scope else {})}
    where = client.path("environments", environment, "deployments")
    answer = client.ask(target, "POST", where, body=body)
    if shape == "json":
        click.echo(json.dumps(answer, indent=2))
        return exits.PASSED
    part = f" ({scope})" if scope else ""
    click.echo(harmless(f"{service} {label} runs in {environment}{part}"))
    return exits.PASSED


def _record(
    target: Registry,
    service: str,
    label: str,
    provides: list[dict[str, str]],
    commit: str | None,
    branch: str | None,
) -> Any:
    built = {k: v for k, v in (("commit", commit), ("branch", branch)) if v}
    where = client.path("services", service, "releases", label)
    return client.ask(target, "PUT", where, body={"provides": provides, **built})
