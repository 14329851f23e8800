"""`weighbridge publish`: versions of contracts and pacts, into a registry."""

from __future__ import annotations

import json
import os
import posixpath
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weighbridge_checks.commands import cards, client, config, exits, options, versions
from weighbridge_checks.commands.discovery import Listing, files_below, survey
from weighbridge_checks.commands.errors import (
    CommandError,
    RegistryRefusedError,
    RegistryUnreachableError,
    UnreadableSourceError,
    WrongUseError,
    code_of,
)
from weighbridge_checks.commands.screen import complain, harmless, say
from weighbridge_checks.commands.trees import Document, FolderTree, contract_of
from weighbridge_checks.facts import Format
from weighbridge_checks.facts.estate.files import parse_file
from weighbridge_checks.facts.formats.errors import CannotOpenError, UnreadableContractError
from weighbridge_checks.facts.pact import read_pact

if TYPE_CHECKING:
    from weighbridge_checks.commands.client import Registry
    from weighbridge_checks.commands.discovery import Found

PACT = ".pact.json"
KINDS = {
    Format.OPENAPI: "api",
    Format.ASYNCAPI: "event",
    Format.JSON_SCHEMA: "schema",
    Format.WORKFLOW: "workflow",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for on the command line."""

    paths: tuple[str, ...]
    subject: str | None = None
    label: str | None = None
    release: str | None = None
    branch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One thing to be published, ready to be sent."""

    subject: str
    label: str
    path: str
    where: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one of them."""

    subject: str
    label: str
    path: str
    #: published, unchanged, refused, unreadable, skipped; would-publish in a dry run
    outcome: str
    words: str = ""
    answer: Any = None
    code: int = exits.PASSED


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--subject", help="The name of a single document that has no contract.yaml.")
@click.option("--version", "label", help="Its version; else the one that it states itself.")
@click.option("--release", help="The consumer's release, for pacts.")
@click.option("--branch", help="The branch that the release was built from, for pacts.")
@click.option("--dry-run", is_flag=True, help="Read everything, send nothing.")
@options.answer_format
@options.registry
def publish(
    *,
    paths: tuple[str, ...],
    subject: str | None,
    label: str | None,
    release: str | None,
    branch: str | None,
    dry_run: bool,
    shape: str,
    registry: str | None,
) -> int:
    """Store versions of contracts and pacts in a registry.

    PATH is a folder with contract.yaml and a document, any tree of such folders, a document (with
    --subject), or a pact (*.pact.json, with --release). Versions are published from the lowest to
    the highest. What the registry has already is left alone; a version whose number grew by less
    than its changes owe is refused.

    \b
      weighbridge publish contracts/
      weighbridge publish contracts/apis/orders/1.2.0 --dry-run
      weighbridge publish openapi.yaml --subject orders
      weighbridge publish pacts/ --release 4.2.0

    Exits with 1 where something was refused.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    wish = Wish(paths=paths, subject=subject, label=label, release=release, branch=branch)
    parcels, results = _parcels(wish)
    settled = config.configured()
    target = config.registry_of(settled, registry)
    stopped: set[str] = set()
    for parcel in parcels:
        result = _dry(parcel) if dry_run else _sent(target, parcel, stopped)
        if result.code:
            stopped.add(parcel.subject)
        results.append(result)
    if shape == "json":
        items = [{k: getattr(r, k) for k in Result.__slots__ if k != "code"} for r in results]
        click.echo(json.dumps({"schema": "weighbridge/publish/v1", "items": items}, indent=2))
    else:
        _print(results)
    return max((r.code for r in results), default=exits.PASSED)


@dataclass(slots=True)
class _Load:
    """What was found below the paths so far."""

    contracts: dict[str, list[Parcel]] = field(default_factory=dict)
    pacts: list[Parcel] = field(default_factory=list)
    failed: list[Result] = field(default_factory=list)
    #: pacts of which nobody said whose release they belong to
    unnamed: list[str] = field(default_factory=list)


def _parcels(wish: Wish) -> tuple[list[Parcel], list[Result]]:
    """All that lies below the paths, in the order in which it has to be published."""
    load = _Load()
    for name in wish.paths:
        if not os.path.lexists(name):
            raise UnreadableSourceError(name, "there is no such file or folder")
        _load(name, wish, load)
    ordered = [
        parcel
        for parcels in load.contracts.values()
        for parcel in sorted(parcels, key=lambda p: versions.order(p.label))
    ]
    if load.unnamed and not ordered:
        raise WrongUseError(f"'{load.unnamed[0]}' is a pact; say of which release with --release")
    if load.unnamed:
        say(f"left out: {len(load.unnamed)} pacts; publish them with the consumer's --release")
    if not ordered and not load.pacts and not load.failed:
        raise WrongUseError(f"there is no contract and no pact in {', '.join(wish.paths)}")
    if wish.subject and len(ordered) > 1:
        raise WrongUseError("--subject names one contract; several were found")
    return [*ordered, *load.pacts], load.failed


def _load(name: str, wish: Wish, load: _Load) -> None:
    """Gather what lies at one path."""
    place = Path(name)
    top = place if place.is_dir() else place.parent
    files = files_below(top, ("" if place.is_dir() else place.name,))
    tree = FolderTree(top, prefix=name.rstrip("/") if place.is_dir() else str(place.parent))
    found = survey(Listing(tree, files))
    for path, error in found.troubles.items():
        load.failed.append(_failed(posixpath.dirname(path) or name, "", path, error))
    for folder in found.left_out:
        say(f"left out: {tree.show(folder)} is a proposal; name its folder to publish it")
    for one in found.found:
        try:
            parcel = _contract(tree, one, wish)
        except (UnreadableContractError, CommandError) as error:
            load.failed.append(_failed(one.subject, one.label or "", tree.show(one.path), error))
        else:
            load.contracts.setdefault(parcel.subject, []).append(parcel)
    for path in sorted(p for p in files if p.endswith(PACT)):
        if not wish.release:
            load.unnamed.append(tree.show(path))
            continue
        try:
            load.pacts.append(_pact(tree, path, wish.release, wish.branch))
        except UnreadableContractError as error:
            load.failed.append(_failed(path, wish.release, tree.show(path), error))


def _contract(tree: FolderTree, one: Found, wish: Wish) -> Parcel:
    card = one.card
    name = wish.subject or (card.id if card else None) or (one.subject if one.series else None)
    shown = tree.show(one.path)
    if name is None:
        raise WrongUseError(
            f"'{shown}' has no contract.yaml beside it; give its name with --subject"
        )
    contract = contract_of(Document(tree=tree, path=one.path))
    version = wish.label or one.label or contract.version
    if version is None or not versions.is_version(version):
        stated = f"states version '{version}', not one like 1.4.0" if version else "has no version"
        raise WrongUseError(f"'{shown}' {stated}; give it with --version")
    root, files = files_of(tree, one.path, contract.bundle.neighbours)
    body = {
        "version": version,
        "root": root,
        "files": files,
        "kind": card.kind if card else KINDS[contract.format],
        "owners": dict(card.owners) if card else {},
        "providers": list(card.providers) if card else [],
        "title": (card.title if card else None) or contract.title or "",
        "description": (card.description if card else None) or _description(contract.document),
        "changelog": (card.changelog if card else None) or "",
        "status": (card.status if card else None) or "approved",
    }
    if card is not None and (said := _card_text(tree, one.path)) is not None:
        body["card"] = said
    where = client.path("subjects", name, "versions")
    return Parcel(subject=name, label=version, path=shown, where=where, body=body)


def _card_text(tree: FolderTree, path: str) -> str | None:
    """The card beside a document, where it is one as estates have it.

    Any other file of that name tells a registry who provides what, and promises nothing.
    """
    where = posixpath.join(posixpath.dirname(path), cards.NAME)
    try:
        data = tree.read(where)
    except CannotOpenError:
        return None  # a workflow says of itself what a card says
    _, troubles = parse_file("contract", data, tree.show(where))
    for trouble in troubles:
        say(f"what it promises is not published: {trouble}")
    return None if troubles else data.decode("utf-8-sig")


def files_of(
    tree: FolderTree, path: str, neighbours: tuple[str, ...]
) -> tuple[str, dict[str, str]]:
    """The root's name and all files by their path from the lowest folder that holds them all."""
    folder = posixpath.dirname(path)
    paths = [path, *(posixpath.normpath(posixpath.join(folder, n)) for n in neighbours)]
    common = posixpath.commonpath([posixpath.dirname(p) or "." for p in paths])
    start = "" if common == "." else f"{common}/"
    files = {p.removeprefix(start): tree.read(p).decode("utf-8-sig") for p in paths}
    return path.removeprefix(start), files


def _description(root: Any) -> str:
    info = root.get("info") if isinstance(root, dict) else None
    text = info.get("description") if isinstance(info, dict) else None
    return text if isinstance(text, str) else ""


def _pact(tree: FolderTree, path: str, release: str, branch: str | None) -> Parcel:
    shown = tree.show(path)
    try:
        data = tree.read(path)
    except CannotOpenError as error:
        raise UnreadableContractError(shown, error.reason) from error
    pact = read_pact(data, name=shown)
    body = {"consumer_release": release, "content": json.loads(data), "branch": branch}
    subject = f"{pact.consumer}→{pact.provider}"
    return Parcel(subject=subject, label=release, path=shown, where=client.path("pacts"), body=body)


def _dry(parcel: Parcel) -> Result:
    count = len(parcel.body.get("files", ())) or 1
    return Result(
        subject=parcel.subject,
        label=parcel.label,
        path=parcel.path,
        outcome="would-publish",
        words=f"{count} file{'' if count == 1 else 's'}",
    )


def _sent(registry: Registry, parcel: Parcel, stopped: set[str]) -> Result:
    if parcel.subject in stopped:
        return Result(
            subject=parcel.subject,
            label=parcel.label,
            path=parcel.path,
            outcome="skipped",
            words="a version before it was not published",
        )
    try:
        answer, status = client.told(registry, "POST", parcel.where, body=parcel.body)
    except RegistryUnreachableError:
        raise
    except RegistryRefusedError as error:
        if code_of(error) == exits.REGISTRY:
            raise
        return _failed(parcel.subject, parcel.label, parcel.path, error)
    return Result(
        subject=parcel.subject,
        label=parcel.label,
        path=parcel.path,
        outcome="published" if status == 201 else "unchanged",  # noqa: PLR2004 - HTTP's Created
        words=_verdict(answer),
        answer=answer,
    )


def _verdict(answer: Any) -> str:
    if not isinstance(answer, dict):
        return ""
    if answer.get("verdict"):
        return f"{answer['verdict']}, owes {answer.get('required_bump')}"
    if usage := answer.get("usage"):
        breaks = sum(u.get("impact") == "breaks" for u in usage)
        return f"the contract breaks {breaks} of its uses, and may break {len(usage) - breaks}"
    return ""


def _failed(subject: str, label: str, path: str, error: Exception) -> Result:
    code = code_of(error) if isinstance(error, CommandError) else exits.UNREADABLE
    facts = error.facts if isinstance(error, RegistryRefusedError) else None
    return Result(
        subject=subject,
        label=label,
        path=path,
        outcome="refused" if code == exits.FOUND else "failed",
        words=str(error),
        answer=facts,
        code=code,
    )


def _print(results: list[Result]) -> None:
    for result in results:
        if result.code:
            complain(result.words)
            for finding in (result.answer or {}).get("findings", []):
                say(f"  {finding.get('severity')}: {finding.get('message')}")
        else:
            tail = f" ({result.words})" if result.words else ""
            name = " ".join(part for part in (result.subject, result.label) if part)
            click.echo(harmless(f"{result.outcome.replace('-', ' ')} {name}{tail}"))
    done = sum(r.outcome == "published" for r in results)
    kept = sum(r.outcome == "unchanged" for r in results)
    failed = sum(bool(r.code) for r in results)
    skipped = sum(r.outcome == "skipped" for r in results)
    if failed:
        say(f"{done} published, {kept} unchanged, {failed} not published, {skipped} skipped")
