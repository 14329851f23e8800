"""`weighbridge evidence` and `approve`: what was seen of a release, and who says yes to it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weighbridge_checks.commands import client, config, exits, names, options
from weighbridge_checks.commands.errors import UnreadableSourceError, WrongUseError
from weighbridge_checks.commands.estates import estate_at, refuse
from weighbridge_checks.commands.publish import files_of
from weighbridge_checks.commands.screen import harmless, say
from weighbridge_checks.commands.trees import FolderTree, bytes_of
from weighbridge_checks.facts.content import digest_of
from weighbridge_checks.facts.estate.files import parse_file
from weighbridge_checks.facts.formats.errors import CannotOpenError

if TYPE_CHECKING:
    from weighbridge_checks.commands.client import Registry
    from weighbridge_checks.facts.estate.contract import ContractVersion

#: what a registry keeps of an evidence file
KEPT = ("approvals", "conformance", "lags", "reconciliation", "replays", "reviews", "stability")
#: what a registry knows better itself, or is told by --estate
KNOWN = ("verifications", "running", "ran_in", "checks")
_by = click.option("--by", metavar="NAME", help="Who says it.  [default: WEIGHBRIDGE_ACTOR]")


@click.command()
@click.argument("wish", metavar="SERVICE@RELEASE")
@click.argument("file", required=False)
@click.option(
    "--estate",
    "folder",
    metavar="DIR",
    help="Tell what the estate in DIR has to say of the contracts of the release, by the policy of"
    " the house: lint, exceptions, and the system of record.",
)
@_by
@options.answer_format
@options.registry
def evidence(
    *,
    wish: str,
    file: str | None,
    folder: str | None,
    by: str | None,
    shape: str,
    registry: str | None,
) -> int:
    """Tell a registry what was seen of a release: traffic, lag, replays, reconciliations, waves.

    FILE is an evidence file (`weighbridge estate schema evidence`). What it says of verifications
    and of what runs is left out: the registry knows that itself. Without FILE and --estate, what
    the registry knows is listed.

    \b
      weighbridge evidence erp-cloud@2026.11 evidence.yaml
      weighbridge evidence erp-cloud@2026.11 --estate contracts
      weighbridge evidence erp-cloud@2026.11
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    service, label = names.release(wish)
    target = _speaking(config.registry_of(config.configured(), registry), by)
    where = client.path("services", service, "releases", label, "evidence")
    if file is None and folder is None:
        return _listed(list(client.pages(target, where)), shape)
    body: dict[str, list[dict[str, Any]]] = _sections(file) if file is not None else {}
    if folder is not None:
        body["checks"] = _checks(target, service, label, folder)
    if not any(body.values()):
        raise WrongUseError(f"'{file or folder}' says nothing that a registry keeps")
    answer = client.ask(target, "POST", where, body=body)
    return _listed(client.member(target, answer, "items"), shape)


@click.command()
@click.argument("wish", metavar="SERVICE@RELEASE")
@click.option("--as", "role", metavar="ROLE", help="The owner: a role or a team.")
@click.option("--emergency", is_flag=True, help="Let it pass although a gate refuses, for a day.")
@click.option("--to", "environment", metavar="ENV", help="Of an emergency: where.")
@click.option("--reason", metavar="WORDS", help="Of an emergency: why.")
@_by
@options.answer_format
@options.registry
def approve(
    *,
    wish: str,
    role: str | None,
    emergency: bool,
    environment: str | None,
    reason: str | None,
    by: str | None,
    shape: str,
    registry: str | None,
) -> int:
    """Say yes to a release, as the business or the technical owner of what it provides.

    The gate `approved` asks for both, and for two people. In an emergency two people of any role
    may let a release pass all gates (`promote --emergency`); their word counts for a day.

    \b
      weighbridge approve erp-cloud@2026.11 --as customer-service --by hana
      weighbridge approve wms@8.4.1 --emergency --to production --reason "orders stand" --by hana
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    service, label = names.release(wish)
    target = _speaking(config.registry_of(config.configured(), registry), by)
    if target.actor is None:
        raise WrongUseError("nobody says who approves; name yourself with --by")
    word = _word(role, emergency=emergency, environment=environment, reason=reason)
    where = client.path("services", service, "releases", label, "evidence")
    answer = client.ask(target, "POST", where, body={"approvals": [word]})
    if shape == "json":
        click.echo(json.dumps(answer, indent=2))
    else:
        how = f"in an emergency in {environment}" if emergency else f"as {role}"
        click.echo(harmless(f"{target.actor} approves {service} {label} {how}"))
    return exits.PASSED


@click.command()
@options.answer_format
@options.registry
def obligations(*, shape: str, registry: str | None) -> int:
    """What was let pass in emergencies, and no release that passes every gate has followed.

    Exits with 1 where something is overdue.
    """
    target = config.registry_of(config.configured(), registry)
    found = client.member(target, client.ask(target, "GET", client.path("obligations")), "items")
    if shape == "json":
        click.echo(json.dumps({"items": found}, indent=2))
    for one in found if shape != "json" else ():
        where = f"{one['environment']} ({one['scope']})" if one["scope"] else one["environment"]
        late = "overdue: " if one["overdue"] else ""
        name = f"{one['service']} {one['release']} in {where}"
        click.echo(harmless(f"{late}{name}, until {one['until']}: {one['why']}"))
    if not found and shape != "json":
        click.echo("nothing is owed")
    return exits.FOUND if any(one["overdue"] for one in found) else exits.PASSED


def _word(
    role: str | None, *, emergency: bool, environment: str | None, reason: str | None
) -> dict[str, Any]:
    """What an approval says."""
    if emergency:
        if environment is None or reason is None:
            raise WrongUseError("an emergency needs --to ENV and --reason WORDS")
        more = {"role": role} if role else {}
        return {"emergency": True, "environment": environment, "reason": reason, **more}
    if environment is not None or reason is not None:
        raise WrongUseError("--to and --reason belong to --emergency")
    if role is None:
        raise WrongUseError("nobody says as whom; name the role or team with --as")
    return {"role": role}


def _speaking(target: Registry, by: str | None) -> Registry:
    if not by:
        return target
    return client.Registry(url=target.url, token=target.token, actor=by, patience=target.patience)


def _sections(file: str) -> dict[str, list[dict[str, Any]]]:
    """What an evidence file says that a registry keeps."""
    try:
        data = bytes_of(Path(file), file)
    except CannotOpenError as error:
        raise UnreadableSourceError(file, error.reason) from error
    found, troubles = parse_file("evidence", data, file)
    if found is None:
        raise refuse(troubles, file, "")
    if left := [name for name in KNOWN if name in found.value]:
        say(f"left out: {', '.join(left)}; the registry knows that itself")
    if mine := [name for name in ("approvals", "reviews") if name in found.value]:
        say(f"{' and '.join(mine)} count as the word of who sends them, today")
    return {name: found.value[name] for name in KEPT if name in found.value}


def _checks(target: Registry, service: str, label: str, folder: str) -> list[dict[str, Any]]:
    """What an estate has to say of the versions that a release provides."""
    from weighbridge_checks.commands.estate_check import looked  # noqa: PLC0415 - all standards
    from weighbridge_checks.verdicts.promotion import AREAS, faults_of  # noqa: PLC0415 - as above

    estate = estate_at(folder)
    day = datetime.now(UTC).date()
    remarks = looked(estate, config.configured(), day, documents=True).remarks
    release = client.ask(target, "GET", client.path("services", service, "releases", label))
    found = []
    for said in client.member(target, release, "provides"):
        one = estate.current(said["subject"], said["version"])
        if one is None:
            say(f"not told: {said['subject']} {said['version']} is not in '{folder}'")
            continue
        if not _same(target, one):
            say(f"not told: {one.name} in '{folder}' is not what was published under that name")
            continue
        faults = faults_of(one, remarks, service)
        found += [
            {
                "contract": one.id,
                "version": one.version,
                "area": area,
                "errors": list(faults[area]),
                "checked_at": day.isoformat(),
            }
            for area in AREAS
        ]
    return found


def _same(target: Registry, one: ContractVersion) -> bool:
    """Whether a version in an estate is the one that a registry has under its name."""
    assert isinstance(one.tree, FolderTree)
    root, files = files_of(one.tree, one.document_path, one.contract.bundle.neighbours)
    where = client.path("subjects", one.id, "versions", one.version)
    kept = client.member(target, client.ask(target, "GET", where), "digest")
    contents = {path: text.encode() for path, text in files.items()}
    return bool(digest_of(root, contents) == kept)


def _listed(items: list[dict[str, Any]], shape: str) -> int:
    if shape == "json":
        click.echo(json.dumps({"items": items}, indent=2))
        return exits.PASSED
    for name, areas in _checked(items).items():
        click.echo(harmless(f"{name}: {', '.join(areas)}"))
    for item in (i for i in items if i["section"] != "checks"):
        said = ", ".join(f"{k} {_plain(v)}" for k, v in sorted(item["value"].items()))
        click.echo(harmless(f"{item['section']}: {said} (told by {item['actor']})"))
    if not items:
        click.echo("nothing is known of it; tell it with `weighbridge evidence ... FILE`")
    return exits.PASSED


def _checked(items: list[dict[str, Any]]) -> dict[str, list[str]]:
    """By version how many errors were told of it, area by area."""
    found: dict[str, list[str]] = {}
    for item in (i for i in items if i["section"] == "checks"):
        said = item["value"]
        count = len(said["errors"])
        words = f"{count} error{'s' if count > 1 else ''}" if count else "no error"
        name = f"{said['contract']} {said['version']}"
        found.setdefault(name, []).append(f"{words} of {said['area']}")
    return found


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value)
