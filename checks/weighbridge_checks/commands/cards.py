"""`contract.yaml`: what people say about a contract, beside the document itself."""

from __future__ import annotations

import difflib
import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weighbridge_checks.commands import settings, versions
from weighbridge_checks.commands.errors import UnreadableSourceError, WrongSettingError
from weighbridge_checks.facts.formats.errors import CannotOpenError, UnreadableContractError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weighbridge_checks.commands.trees import Tree

NAME = "contract.yaml"
KINDS = ("api", "event", "schema")
STATUSES = ("draft", "proposed", "approved", "deprecated", "retired")
#: versions that nobody may rely on yet, and that may so still be written to
UNSETTLED = ("draft", "proposed")
_READ = (
    "id", "kind", "version", "status", "providers", "owners", "title", "description", "changelog",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a contract is called, which version it is, and who answers for it."""

    id: str
    kind: str
    version: str
    status: str | None = None
    providers: tuple[str, ...] = ()
    owners: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
    description: str | None = None
    #: the changes in words
    changelog: str | None = None

    @property
    def settled(self) -> bool:
        """Whether others may rely on this version, so that it can not change any more."""
        return self.status not in UNSETTLED


def card_in(tree: Tree, folder: str) -> Card:
    """Read the card that lies in a folder. It is an input, and told of as contracts are."""
    try:
        return _card_in(tree, folder)
    except WrongSettingError as error:
        raise UnreadableContractError(error.file, error.reason, error.line, error.column) from error


def _card_in(tree: Tree, folder: str) -> Card:
    path = posixpath.join(folder, NAME)
    try:
        data = tree.read(path)
    except CannotOpenError as error:
        raise UnreadableSourceError(tree.show(path), error.reason) from error
    found = settings.load(data, name=tree.show(path))
    for key in found.values:
        # the card has more keys than these, for others to read; a slip in one of ours is told
        near = difflib.get_close_matches(key, _READ, n=1, cutoff=0.85)
        if near and key not in _READ and near[0] not in found.values:
            raise found.wrong(key, f"unknown key '{key}'; did you mean '{near[0]}'?")
    version = str(found.text("version", required=True))
    if not versions.is_version(version):
        raise found.wrong("version", f"'{version}' is not a version like 1.4.0")
    label = posixpath.basename(folder)
    if versions.is_version(label) and label != version:
        raise found.wrong(
            "version", f"says {version}, but the folder is named {label}; make them agree"
        )
    owners = found.part("owners")
    return Card(
        id=str(found.text("id", required=True)),
        kind=found.choice("kind", KINDS) or "api",
        version=version,
        status=found.choice("status", STATUSES),
        providers=found.texts("providers"),
        owners={k: str(owners.text(k)) for k in owners.values} if owners else {},
        title=found.text("title"),
        description=found.text("description"),
        changelog=_changelog(found),
    )


def _changelog(found: settings.Settings) -> str | None:
    if not isinstance(found.values.get("changelog"), dict):
        return found.text("changelog")
    part = found.part("changelog")
    return "\n".join(part.texts("notes")) if part else None
