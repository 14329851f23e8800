"""`contract.yaml`: what people say about a contract, beside the document itself."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.commands import versions
from weighbridge_checks.commands.errors import UnreadableSourceError
from weighbridge_checks.facts.document import parse
from weighbridge_checks.facts.estate import CARD, shape
from weighbridge_checks.facts.estate.contract import UNSETTLED
from weighbridge_checks.facts.estate.files import faults, opened
from weighbridge_checks.facts.formats import is_workflow
from weighbridge_checks.facts.formats import pointer as pointers
from weighbridge_checks.facts.formats.errors import CannotOpenError, UnreadableContractError
from weighbridge_checks.facts.nearness import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weighbridge_checks.commands.trees import Tree
    from weighbridge_checks.facts.estate.files import EstateFile, Trouble

NAME = CARD
#: how alike an unknown key is to one that is read here, so that it is surely a slip
_ALIKE = 0.85
_READ = (
    "id", "kind", "version", "status", "providers", "owners", "title", "description", "changelog",
)  # fmt: skip


class Card(NamedTuple):
    """What a contract is called, which version it is, and who answers for it."""

    id: str
    kind: str
    version: str
    status: str | None = None
    providers: tuple[str, ...] = ()
    owners: Mapping[str, str] = {}
    title: str | None = None
    description: str | None = None
    #: the changes in words
    changelog: str | None = None

    @property
    def settled(self) -> bool:
        """Whether others may rely on this version, so that it can not change any more."""
        return self.status not in UNSETTLED


def card_in(tree: Tree, folder: str) -> Card:
    """Read the card that lies in a folder, as far as a contract needs it to be told by.

    What else a card says is read strictly where it is weighed (`whole_card_in`): the card of an
    old revision must not hide a contract because of a key that nobody knows.
    """
    file = file_in(tree, folder)
    _refuse([t for t in faults("contract", file) if _concerns(t, file.value)])
    said = file.value
    version = said["version"]
    label = posixpath.basename(folder)
    if versions.is_version(label) and label != version:
        words = f"says {version}, but the folder is named {label}; make them agree"
        raise _unreadable(file.trouble("/version", words))
    return Card(
        id=said["id"],
        kind=said.get("kind", "api"),
        version=version,
        status=said.get("status"),
        providers=tuple(said.get("providers", ())),
        owners=said.get("owners", {}),
        title=said.get("title"),
        description=said.get("description"),
        changelog=_changelog(said.get("changelog")),
    )


def card_of_workflow(data: bytes, path: str) -> Card | None:
    """What a workflow file says of itself, as a card would; None where it can not be read."""
    try:
        root = parse(data, name=path).root
    except UnreadableContractError:
        return None  # whoever weighs it reads it again, and says what is wrong
    said = {k: v for k, v in root.items() if isinstance(v, str)} if is_workflow(root) else {}
    if not {"workflow", "version"} <= said.keys():
        return None
    owners = root.get("owners")
    return Card(
        id=said["workflow"],
        kind="workflow",
        version=said["version"],
        status=said.get("status"),
        owners={k: str(v) for k, v in owners.items()} if isinstance(owners, dict) else {},
        title=said.get("title"),
        description=said.get("description"),
    )


def whole_card_in(tree: Tree, folder: str) -> EstateFile:
    """Read the card that lies in a folder, and refuse it for anything that its schema does."""
    file = file_in(tree, folder)
    _refuse(faults("contract", file))
    return file


def file_in(tree: Tree, folder: str) -> EstateFile:
    """The card that lies in a folder, whatever it says."""
    path = posixpath.join(folder, NAME)
    try:
        data = tree.read(path)
    except CannotOpenError as error:
        raise UnreadableSourceError(tree.show(path), error.reason) from error
    return opened(data, tree.show(path))


def _refuse(troubles: Sequence[Trouble]) -> None:
    """Tell the first trouble; a misspelt key before the one that is missed because of it."""
    for trouble in sorted(troubles, key=lambda t: not t.pointer):
        raise _unreadable(trouble)


def _concerns(trouble: Trouble, said: Any) -> bool:
    """Whether what is wrong leaves a contract without its name, version, status or owners."""
    steps = pointers.split(trouble.pointer)
    if not steps or steps[0] in _READ:
        return True
    if steps[0] in shape.schema("contract")["properties"]:
        return False
    near = nearest(steps[0], _READ, alike=_ALIKE)
    return bool(near) and near[0] not in said


def _unreadable(trouble: Trouble) -> UnreadableContractError:
    return UnreadableContractError(trouble.file, trouble.message, trouble.line, trouble.column)


def _changelog(said: Any) -> str | None:
    notes = said.get("notes") if isinstance(said, dict) else said
    return "\n".join(notes) if isinstance(notes, list) else notes
