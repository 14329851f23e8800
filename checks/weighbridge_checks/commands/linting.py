"""What `lint` looks at: documents where they lie, and the estate that they lie in, if in any."""

from __future__ import annotations

import os
import posixpath
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.commands import cards
from weighbridge_checks.commands.discovery import PROPOSALS, Listing, files_below, survey, under
from weighbridge_checks.commands.errors import CommandError, UnreadableSourceError, WrongUseError
from weighbridge_checks.commands.trees import Document, FolderTree
from weighbridge_checks.facts import semver
from weighbridge_checks.facts.document import Location
from weighbridge_checks.facts.estate.contract import UNSETTLED
from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.facts.estate.files import EstateFile, opened
from weighbridge_checks.facts.formats.errors import CannotOpenError, UnreadableContractError
from weighbridge_checks.facts.outline import outlined
from weighbridge_checks.verdicts.finding import Severity, Source
from weighbridge_checks.verdicts.remark import Remark
from weighbridge_checks.verdicts.standards.ignoring import IGNORE, STABILITY, marks_in
from weighbridge_checks.verdicts.standards.judging import Case
from weighbridge_checks.verdicts.standards.subject import Card, Names, Peer, Subject, Term, Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from weighbridge_checks.commands.trees import Tree
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.estate.files import Trouble

ESTATE = "estate.yaml"
_MARKS = tuple(word.encode() for word in (IGNORE, *STABILITY))
_DAY = 86_400


class Unread(NamedTuple):
    """A document that could not be read, and why."""

    name: str
    reason: str


class Looked:
    """All that a run looks at."""

    def __init__(self) -> None:
        self.cases: list[Case] = []
        #: those among them that were asked for; the others are there to be compared with
        self.chosen: list[Subject] = []
        self.remarks: list[Remark] = []
        self.unread: list[Unread] = []
        self.left_out: list[str] = []
        self.peers: list[Peer] = []
        #: what the estates have settled about standards or whole families of them
        self.severities: dict[str, str] = {}
        self.in_estate = False

    def whole(self) -> Whole | None:
        """The contracts side by side, where an estate makes them belong together."""
        if not self.in_estate:
            return None
        subjects = tuple(c.subject for c in self.cases if c.subject.card is not None)
        return Whole(subjects=subjects, peers=tuple(self.peers), today=datetime.now(UTC).date())


class _NearTree(FolderTree):
    """A folder whose files are shown by the shortest way to them from here."""

    def show(self, path: str) -> str:
        """The file as a person here would call it."""
        return posixpath.normpath(os.path.relpath(posixpath.join(self.prefix or ".", path)))


class _Home:
    """An estate, read once however many of the paths lie in it."""

    def __init__(self, folder: Path, tree: Tree, estate: Estate | None = None) -> None:
        from weighbridge_checks.facts.estate.reading import read_estate  # noqa: PLC0415 - 20 ms

        self.folder = folder
        self.tree = tree
        self.estate: Estate = estate or read_estate(self.tree)

    @cached_property
    def names(self) -> Names:
        """Whom the estate knows."""
        estate = self.estate
        sorts = [frozenset(held) or None for held in (estate.teams, estate.roles, estate.systems)]
        return Names(teams=sorts[0], roles=sorts[1], systems=sorts[2])

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """The words of its vocabulary."""
        found = {}
        for name, entry in self.estate.terms.items():
            value = entry.value
            listed = self.estate.code_lists.get(str(value.get("code_list")))
            schema = value.get("schema")
            found[name] = Term(
                id=name,
                format=value.get("format"),
                fields=tuple(value.get("fields", ())),
                schema=schema if isinstance(schema, dict) else {},
                unit=value.get("unit"),
                codes=frozenset(listed.value["codes"]) if listed else None,
            )
        return found

    @cached_property
    def notice(self) -> Mapping[str, int]:
        """Days of notice by audience."""
        said = self.estate.policy.get("deprecation_notice")
        held = said if isinstance(said, dict) else {}
        return {name: int(duration(text).seconds // _DAY) for name, text in held.items()}


class Looking:
    """One run while it gathers what to look at."""

    def __init__(self, *, root: str | None, hosts: tuple[str, ...], compared: bool) -> None:
        self._root = root
        self._hosts = frozenset(hosts) or None
        #: whether any standard wants the whole estate side by side
        self._compared = compared
        self._homes: dict[Path, _Home] = {}
        self._known: set[str] = set()
        self.looked = Looked()

    def file(self, document: Document) -> None:
        """Look at one document that came without a folder, as from a pipe."""
        self._look(document, None, chosen=True)

    def place(self, text: str) -> None:
        """Look at a file, or at all contracts below a folder."""
        path = Path(text)
        if not os.path.lexists(path):
            raise UnreadableSourceError(text, "there is no such file or folder; check the spelling")
        home = self._home(path)
        tree: Tree
        if home:
            tree, top = home.tree, home.folder
        else:
            tree = alone = self._tree(path, text)
            top = alone.root
        inside = Path(os.path.relpath(path, top)).as_posix()
        inside = "" if inside == "." else inside
        if inside.startswith("../"):
            raise WrongUseError(f"'{text}' does not lie in '{self._root}', which --root names")
        if home is not None:
            self.looked.severities |= home.estate.policy.get("severities", {})
            self._troubles(home, inside)
            from weighbridge_checks.facts.estate.reading import kind_of  # noqa: PLC0415 - as above

            if not path.is_dir() and kind_of(inside) not in {None, "contract"}:
                return  # a file of the estate itself, which was read with it
        if posixpath.basename(inside) == cards.NAME:
            inside = posixpath.dirname(inside)
        before = len(self.looked.chosen) + len(self.looked.unread)
        if path.is_dir() or posixpath.basename(path.as_posix()) == cards.NAME:
            self._folder(tree, top, inside, home)
            if before == len(self.looked.chosen) + len(self.looked.unread):
                raise UnreadableSourceError(text, "it holds no contract; name another folder")
        else:
            self._look(Document(tree=tree, path=inside), home, chosen=True)
        if home is not None and self._compared:
            self._others(home)

    def _tree(self, path: Path, text: str) -> FolderTree:
        """The files that a document outside of any estate may reach."""
        if self._root is not None:
            return _NearTree(Path(self._root), prefix=self._root)
        if path.is_dir():
            return FolderTree(path, prefix="" if text == "." else text.rstrip("/"))
        return FolderTree(path.parent, prefix=posixpath.dirname(path.as_posix()))

    def _folder(self, tree: Tree, top: Path, inside: str, home: _Home | None) -> None:
        listing = Listing(tree, files_below(top, (inside,)))
        found = survey(listing, (inside,))
        self.looked.left_out += [tree.show(f) for f in found.left_out]
        for path, error in found.troubles.items():
            self.looked.unread.append(Unread(tree.show(path), str(error)))
        for one in found.found:
            # a workflow has standards of its own, which `workflow check` asks
            if under(one.path, (inside,)) and one.sort != "workflow":
                proposed = PROPOSALS in one.path.split("/") and PROPOSALS not in inside.split("/")
                if not proposed:
                    self._look(Document(tree=tree, path=one.path), home, chosen=True)

    def _troubles(self, home: _Home, inside: str) -> None:
        """What is wrong in the estate's own files that lie at a place."""
        place = home.tree.show(inside)
        self.looked.remarks += [
            _remark(trouble)
            for trouble in home.estate.troubles
            if inside == "" or under(trouble.file, (place,))
        ]

    def _others(self, home: _Home) -> None:
        """The contracts that were not asked for, to be compared with."""
        looked = self.looked
        looked.in_estate = True
        for one in home.estate.contracts:
            try:
                path = one.document_path
            except UnreadableContractError:
                continue  # told among the troubles of the estate
            self._look(Document(tree=home.tree, path=path), home, chosen=False)
        if not looked.peers:
            looked.peers += [_peer(held) for held in home.estate.pacts]

    def read(self, document: Document, home: _Home) -> None:
        """Look at one document of an estate."""
        self._look(document, home, chosen=True)

    def _look(self, document: Document, home: _Home | None, *, chosen: bool) -> None:
        if document.name in self._known:
            return
        self._known.add(document.name)
        try:
            case = _case(document, home, self._hosts)
        except (UnreadableContractError, CommandError) as error:
            if chosen:
                self.looked.unread.append(Unread(document.name, str(error)))
            return
        self.looked.cases.append(case)
        if chosen:
            self.looked.chosen.append(case.subject)

    def _home(self, path: Path) -> _Home | None:
        """The estate that a path lies in."""
        here = path.absolute()
        wanted = Path(os.path.realpath(self._root)) if self._root else None
        for folder in (here, *here.parents):
            if (folder / ESTATE).is_file():
                if folder not in self._homes:
                    shown = os.path.relpath(folder)
                    self._homes[folder] = _Home(
                        folder, _NearTree(folder, prefix="" if shown == "." else shown)
                    )
                return self._homes[folder]
            if (folder / ".git").exists() or folder == wanted:
                return None
        return None


def _remark(trouble: Trouble) -> Remark:
    return Remark(
        rule=trouble.rule,
        severity=Severity.ERROR,
        message=trouble.message,
        subject="the estate",
        source=Source(
            file=trouble.file,
            line=trouble.line,
            column=trouble.column,
            pointer=trouble.pointer,
        ),
        identity=(trouble.message,),
    )


def _case(document: Document, home: _Home | None, hosts: frozenset[str] | None) -> Case:
    """A document laid out, with its card, where one lies beside it."""
    noticed = [any(word in document.data for word in _MARKS)]
    fetch = document.open

    def noticing(path: str) -> bytes:
        data = fetch(path)
        noticed.append(any(word in data for word in _MARKS))
        return data

    outline = outlined(
        document.data, name=document.name, open=noticing, rise=document.path.count("/")
    )
    held = _card(document)
    name = document.name
    card = None
    if held is not None:
        name = f"{held.value.get('id', name)}@{held.value.get('version', '?')}"
        card = Card(value=held.value, locate=held.locate)
    subject = Subject(
        name=name,
        outline=outline,
        card=card,
        names=home.names if home else Names(),
        terms=home.terms if home else {},
        notice=home.notice if home else {},
        house=home.estate.policy if home else {},
        superseded=_superseded(held, home) if held and home else None,
        hosts=hosts,
    )
    return Case(subject=subject, marks=marks_in(outline, mentioned=any(noticed)))


def _superseded(card: EstateFile, home: _Home) -> str | None:
    """The higher version of a published contract that the estate holds."""
    versions = home.estate.contract_names.get(str(card.value.get("id")), ())
    if not versions or card.value.get("status") in UNSETTLED:
        return None
    own = str(card.value.get("version"))
    highest = versions[-1]
    return highest.version if semver.order(own) < highest.order else None


def _card(document: Document) -> EstateFile | None:
    path = posixpath.join(posixpath.dirname(document.path), cards.NAME)
    try:
        data = document.tree.read(path)
    except CannotOpenError:
        return None
    held = opened(data, document.tree.show(path))
    if not isinstance(held.value, dict):
        raise WrongUseError(f"{held.path}: a mapping of keys is expected")
    return held


def _peer(held: Any) -> Peer:
    pact = held.pact
    calls = tuple(
        (str(i.request.method).lower(), str(i.request.path))
        for i in pact.interactions
        if getattr(i, "request", None) is not None
    )
    at = Location(file=held.path, line=1, column=1, pointer="")
    return Peer(consumer=pact.consumer, contract=pact.contract, version=None, calls=calls, at=at)


def looked_at(
    paths: Iterable[str],
    *,
    stdin: Callable[[], Document],
    root: str | None,
    hosts: tuple[str, ...],
    compared: bool,
) -> Looked:
    """Everything that some paths lead to."""
    looking = Looking(root=root, hosts=hosts, compared=compared)
    for text in _once(paths):
        if text == "-":
            looking.file(stdin())
        else:
            looking.place(text)
    return looking.looked


def looked_at_estate(estate: Estate, tree: Tree, *, hosts: tuple[str, ...]) -> Looked:
    """All documents of an estate that was read already, as it is or as a proposal leaves it."""
    looking = Looking(root=None, hosts=hosts, compared=True)
    home = _Home(Path(), tree, estate)
    for one in estate.contracts:
        try:
            path = one.document_path
        except UnreadableContractError:
            continue  # told among the standards of the estate
        looking.read(Document(tree=tree, path=path), home)
    looking.looked.in_estate = True
    looking.looked.peers += [_peer(held) for held in estate.pacts]
    return looking.looked


def _once(paths: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(paths)
