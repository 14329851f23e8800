"""From a folder to an estate: each file is read by the schema of its kind, by where it lies."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts import semver
from weighbridge_checks.facts.estate import CARD, dangling, shape
from weighbridge_checks.facts.estate.contract import NAMED, ContractVersion
from weighbridge_checks.facts.estate.dead_letters import read_dead_letters
from weighbridge_checks.facts.estate.deliveries import read_deliveries
from weighbridge_checks.facts.estate.estate import Estate, HeldPact
from weighbridge_checks.facts.estate.files import EstateFile, Trouble, parse_file
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.estate.trees import Walk
from weighbridge_checks.facts.formats.errors import CannotOpenError, UnreadableContractError
from weighbridge_checks.facts.pact import read_pact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from weighbridge_checks.facts.estate.trees import Tree

__all__ = ["Estate", "read_estate"]

#: which kind of file lies where; the first that fits
LAYOUT = (
    (r"estate\.ya?ml", "estate"),
    (r"systems\.ya?ml", "systems"),
    (r"teams\.ya?ml", "teams"),
    (r"environments\.ya?ml", "environments"),
    (r"usage\.ya?ml", "usage"),
    (r"vocabulary/[^/]+\.ya?ml", "terms"),
    (r"(?:apis|events|schemas)/[^/]+/[^/]+/contract\.yaml", "contract"),
    (r"workflows/[^/]+/[^/]+\.ya?ml", "workflow"),
    (r"ownership/system-of-record\.ya?ml", "system-of-record"),
    (r"ownership/flows\.ya?ml", "flows"),
    (r"mappings/[^/]+/[^/]+\.ya?ml", "mapping"),
    (r"exceptions/[^/]+\.ya?ml", "exceptions"),
    (r"pairs/[^/]+\.ya?ml", "completion-pairs"),
    (r"consumers/[^/]+/needs\.ya?ml", "needs"),
    (r"consumers/[^/]+/[^/]+\.pact\.json", "pact"),
    (r"recordings/(?:[^/]+/)*(?:dlq|dead-letters)(?:[-.][^/]*)?\.(?:ndjson|jsonl)", "dead-letters"),
    (r"recordings/(?:[^/]+/)*deliveries(?:[-.][^/]*)?\.(?:ndjson|jsonl)", "deliveries"),
)
#: the folders of an estate whose every file is read
FOLDERS = ("vocabulary", "workflows", "ownership", "mappings", "exceptions", "pairs", "consumers")
#: the folders whose files are versions of contracts, with documents and their parts beside
CONTRACTS = ("apis", "events", "schemas")
#: what was recorded: of these files those are read that are of a kind
RECORDINGS = "recordings"
#: the folders that hold other things: data, and what is only proposed
OTHERS = ("common", "proposals", RECORDINGS, "samples")
_LAYOUT = tuple((re.compile(pattern), kind) for pattern, kind in LAYOUT)
_NOTES = (".md", ".txt")
_FORGOTTEN = "there is no contract.yaml beside the document; write one with its id and version"


def read_estate(tree: Tree) -> Estate:
    """Everything that an estate's files say, and all that is wrong with them.

    The documents of contracts are read when they are asked for.
    """
    files: dict[str, list[EstateFile]] = defaultdict(list)
    troubles: list[Trouble] = []
    unread: list[str] = []
    contracts: list[ContractVersion] = []
    own: dict[str, list[Any]] = defaultdict(list)
    walk = Walk(tree)
    for path in _paths(walk):
        kind = kind_of(path)
        if kind is None:
            unread.append(tree.show(path))
            continue
        try:
            data = tree.read(path)
        except CannotOpenError as error:
            there = kind != "contract" or CARD in tree.names(posixpath.dirname(path))
            words = error.reason if there else _FORGOTTEN
            troubles.append(_at_top(tree.show(path), words))
            continue
        if kind in _READERS:
            try:
                own[kind] += _READERS[kind](data, name=tree.show(path))
            except UnreadableContractError as error:
                troubles.append(_unreadable(error))
            continue
        file, found = parse_file(kind, data, tree.show(path))
        troubles += found
        if file is None:
            continue
        files[kind].append(file)
        if kind == "contract":
            one = ContractVersion(tree=tree, folder=posixpath.dirname(path), file=file)
            contracts.append(one)
            troubles += _placed(one)
    troubles += (_at_top(tree.show(f) or ".", why) for f, why in walk.failed.items())
    estate = Estate(
        tree=tree,
        files={kind: tuple(found) for kind, found in files.items()},
        contracts=tuple(contracts),
        pacts=tuple(own["pact"]),
        dead_letters=tuple(own["dead-letters"]),
        deliveries=tuple(own["deliveries"]),
        troubles=(),
        unread=tuple(unread),
    )
    troubles += (*_pacts_lead_somewhere(estate), *_deliveries_lead_somewhere(estate))
    troubles += dangling.dangling(estate)
    if not files["estate"] and not any(t.file == tree.show("estate.yaml") for t in troubles):
        troubles.append(
            _at_top(tree.show("estate.yaml"), "there is no estate.yaml here; `weighbridge init`")
        )
    return replace(estate, troubles=tuple(sorted(troubles, key=_place)))


def kind_of(path: str) -> str | None:
    """What kind of file lies at a path of an estate."""
    found = next((kind for pattern, kind in _LAYOUT if pattern.fullmatch(path)), None)
    return found if found in _READERS or found in shape.kinds() else None


def _paths(walk: Walk) -> Iterator[str]:
    """The files to read; and, of versions without a card, where it should be."""
    yield from (p for p in walk.files("") if not p.endswith(_NOTES))
    present = walk.folders("")
    for folder in (f for f in FOLDERS if f in present):
        yield from (p for p in walk.below(folder) if not p.endswith(_NOTES))
    if RECORDINGS in present:
        yield from (p for p in walk.below(RECORDINGS) if kind_of(p) is not None)
    for part in (f for f in CONTRACTS if f in present):
        for series in walk.folders(part):
            for folder in walk.folders(series):
                names = [posixpath.basename(f) for f in walk.files(folder)]
                if CARD in names or any(NAMED.fullmatch(n) for n in names):
                    yield posixpath.join(folder, CARD)
    known = {*FOLDERS, *CONTRACTS, *OTHERS}
    for folder in present:
        if folder not in known and not folder.startswith("."):
            yield from (p for p in walk.below(folder) if not p.endswith(_NOTES))


def _placed(one: ContractVersion) -> Iterator[Trouble]:
    """A card has to say what the folders are called that it lies in."""
    label = posixpath.basename(one.folder)
    series = posixpath.basename(posixpath.dirname(one.folder))
    if semver.is_version(label) and label != one.version:
        words = f"says {one.version}, but the folder is named {label}; make them agree"
        yield one.file.trouble("/version", words)
    if series != one.id:
        words = f"says '{one.id}', but lies in the folder '{series}'; make them agree"
        yield one.file.trouble("/id", words)


def _pact(data: bytes, *, name: str) -> tuple[HeldPact, ...]:
    return (HeldPact(path=name, pact=read_pact(data, name=name), data=data),)


#: the kinds that are read by a reader of their own, and not by a published schema
_READERS: dict[str, Callable[..., tuple[Any, ...]]] = {
    "pact": _pact,
    "dead-letters": read_dead_letters,
    "deliveries": read_deliveries,
}


def _pacts_lead_somewhere(estate: Estate) -> Iterator[Trouble]:
    for held in estate.pacts:
        for what, name, known in (
            ("system", held.pact.consumer, estate.systems),
            ("contract", held.pact.contract, estate.contract_names),
        ):
            if name not in known:
                words = f"there is no {what} '{name}'; {hint(name, known)}"
                yield _at_top(held.path, words)._replace(rule="EST002")


def _deliveries_lead_somewhere(estate: Estate) -> Iterator[Trouble]:
    for one in estate.deliveries:
        if one.contract not in estate.contract_names:
            words = f"there is no contract '{one.contract}'"
            words += f"; {hint(one.contract, estate.contract_names)}"
            yield Trouble(*one.at, message=words, rule="EST002")


def _at_top(file: str, words: str) -> Trouble:
    return Trouble(file=file, line=1, column=1, pointer="", message=words)


def _unreadable(error: UnreadableContractError) -> Trouble:
    line, column = error.line or 1, error.column or 1
    return Trouble(file=error.file, line=line, column=column, pointer="", message=error.reason)


def _place(trouble: Trouble) -> tuple[str, int, int, str]:
    return trouble.file, trouble.line, trouble.column, trouble.message
