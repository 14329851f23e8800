"""What has to be weighed against what: the states of each contract that changed."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.commands import revisions, versions
from weighbridge_checks.commands.discovery import Listing, survey, under, widened
from weighbridge_checks.commands.errors import CommandError
from weighbridge_checks.commands.trees import Document, FolderTree, contract_of
from weighbridge_checks.facts.estate import CARD
from weighbridge_checks.facts.formats.errors import CannotOpenError, UnreadableContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from weighbridge_checks.commands.discovery import Found, Survey
    from weighbridge_checks.commands.revisions import RevisionTree
    from weighbridge_checks.commands.trees import Tree

#: a reference that leads out of its file, or an escape that could hide one
_REFERS = re.compile(rb"""\$ref["']?\s*:\s*(?!["']?#)|\\u0024|\\x24|\\u\{""")
#: how alike two files must be for the one to be the other under a new name, as git holds it
ALIKE = 0.5


class Step(StrEnum):
    """What happened to a contract."""

    #: it is new, so there is nothing to weigh it against
    FIRST = "first"
    #: a version of its own beside the ones that were there
    NEXT = "next"
    #: it was changed in place, where that is how it is kept
    EDITED = "edited"
    #: a version that others may rely on got other content
    REWRITTEN = "rewritten"
    #: the document is as it was, and its card says other things
    PROMISED = "promised"
    #: one version is gone, others are left
    WITHDRAWN = "withdrawn"
    #: nothing is left of it
    REMOVED = "removed"


class Pair(NamedTuple):
    """Two states of one contract; either may be missing."""

    step: Step
    subject: str
    old: Document | None = None
    new: Document | None = None
    old_label: str | None = None
    new_label: str | None = None
    #: the versions before the old one, the oldest first: the transitive modes ask for them
    earlier: Callable[[], tuple[Document, ...]] = tuple

    @property
    def path(self) -> str:
        """Where it lies now, or lay."""
        document = self.new or self.old
        return document.path if document else ""


class Pairs(NamedTuple):
    """All pairs of one run, and what stood in the way of others."""

    pairs: tuple[Pair, ...] = ()
    troubles: Mapping[str, Exception] = {}
    left_out: tuple[str, ...] = ()
    #: how many contracts were looked at
    contracts: int = 0


class _Then(NamedTuple):
    """The files of a revision, where what did not change since is read from the disk."""

    disk: Tree
    revision: RevisionTree
    changed: set[str]
    wider: str = ""

    def read(self, path: str) -> bytes:
        return (self.revision if path in self.changed else self.disk).read(path)

    def names(self, folder: str) -> tuple[str, ...]:
        return self.revision.names(folder)

    def folders(self, folder: str) -> tuple[str, ...]:
        return self.revision.folders(folder)

    def show(self, path: str) -> str:
        return self.revision.show(path)


def since(revision: RevisionTree, paths: Iterable[str]) -> Pairs:
    """The contracts below some paths that differ between a revision and the work tree."""
    paths = tuple(paths)
    repo = revision.repo
    disk = FolderTree(
        revisions.top_of(repo), wider="a repository's documents can not reach out of it"
    )
    changed = revisions.changed_since(revision, [""])
    places = widened(paths)
    here = revisions.present(repo, places)
    there = {p for p in here if p not in changed}
    there |= {p for p in changed if under(p, places) and revision.has(p)}
    now = survey(Listing(disk, frozenset(here)), paths)
    was = survey(Listing(_Then(disk, revision, changed), frozenset(there)), paths)
    comparison = _Comparison(disk, revision, changed, now, was)
    pairs = [p for p in comparison.pairs() if under(p.path, paths)]
    troubles = {
        path: error
        for path, error in now.troubles.items()
        if under(path, paths) and any(under(c, (posixpath.dirname(path),)) for c in changed)
    }
    left_out = tuple(f for f in now.left_out if any(under(c, (f,)) for c in changed))
    count = sum(under(f.path, paths) for f in now.found)
    return Pairs(tuple(sorted(pairs, key=lambda p: p.path)), troubles, left_out, count)


class _Comparison:
    """Two surveys side by side."""

    def __init__(
        self, disk: Tree, revision: RevisionTree, changed: set[str], now: Survey, was: Survey
    ) -> None:
        self.disk = disk
        self.revision = revision
        self.changed = changed
        self.now = now
        self.was = was
        self._asked: dict[tuple[bool, str], set[str]] = {}

    def pairs(self) -> Iterator[Pair]:
        parts = self._parts()
        now, was = (
            [f for f in s.found if f.sort != "schema" or f.path not in parts]
            for s in (self.now, self.was)
        )
        found = [*self._versioned(now, was), *self._in_place(now, was)]
        yield from (p for p in found if p.step not in (Step.FIRST, Step.REMOVED))
        fresh = [p for p in found if p.step is Step.FIRST]
        yield from _renamed(fresh, [p for p in found if p.step is Step.REMOVED])

    def _versioned(self, now: list[Found], was: list[Found]) -> Iterator[Pair]:
        later, earlier = _series(now), _series(was)
        moved = _moved_series(later, earlier)
        for series in sorted(later.keys() | earlier.keys() - set(moved.values())):
            here = later.get(series, {})
            there = earlier.get(moved.get(series, series), {})
            yield from self._series(here, there)
        for proposal in (f for f in now if _proposal(f)):
            if self._touched(proposal, now=True) or self._recarded(proposal):
                series = proposal.series or ""
                yield self._next(proposal, later.get(series, {}), earlier.get(series, {}))

    def _series(self, here: dict[str, Found], there: dict[str, Found]) -> Iterator[Pair]:
        for label in sorted(here.keys() | there.keys(), key=versions.order):
            new, old = here.get(label), there.get(label)
            if new is None and old is not None:
                if here and old.settled:
                    yield self._pair(Step.WITHDRAWN, old, None)
                elif not here and label == max(there, key=versions.order):
                    yield self._pair(Step.REMOVED, old, None)
            elif new is not None and old is None:
                yield self._next(new, here, there)
            elif new is not None and old is not None and self._differs(old, new):
                if old.settled:
                    yield self._pair(Step.REWRITTEN, old, new)
                else:
                    yield self._next(new, here, there)
            elif new is not None and old is not None and self._recarded(new):
                if old.settled:
                    yield self._pair(Step.PROMISED, old, new)
                else:
                    yield self._next(new, here, there)

    def _next(self, new: Found, here: dict[str, Found], there: dict[str, Found]) -> Pair:
        """A version beside the highest lower one, which is read as it was where it was."""
        lower = versions.below(str(new.label), here.keys() | there.keys())
        if not lower:
            return self._pair(Step.FIRST, None, new)
        return Pair(
            step=Step.NEXT,
            subject=new.subject,
            old=self._as_it_was(lower[-1], here, there),
            new=Document(tree=self.disk, path=new.path),
            old_label=lower[-1],
            new_label=new.label,
            earlier=lambda: tuple(self._as_it_was(label, here, there) for label in lower[:-1]),
        )

    def _as_it_was(self, label: str, here: dict[str, Found], there: dict[str, Found]) -> Document:
        """A version's document at the revision; where it was not there yet, as it is now."""
        if label in there:
            return Document(tree=self.revision, path=there[label].path)
        return Document(tree=self.disk, path=here[label].path)

    def _in_place(self, now: list[Found], was: list[Found]) -> Iterator[Pair]:
        later = {f.path: f for f in now if f.series is None}
        earlier = {f.path: f for f in was if f.series is None}
        for path in sorted(later.keys() | earlier.keys()):
            new, old = later.get(path), earlier.get(path)
            if new is None or old is None:
                yield self._pair(Step.FIRST if old is None else Step.REMOVED, old, new)
            elif self._differs(old, new):
                yield self._pair(Step.EDITED, old, new)
            elif self._recarded(new):
                yield self._pair(Step.PROMISED, old, new)

    def _pair(self, step: Step, old: Found | None, new: Found | None) -> Pair:
        either = new or old
        return Pair(
            step=step,
            subject=either.subject if either else "",
            old=Document(tree=self.revision, path=old.path) if old else None,
            new=Document(tree=self.disk, path=new.path) if new else None,
            old_label=old.label if old else None,
            new_label=new.label if new else None,
        )

    def _differs(self, old: Found, new: Found) -> bool:
        return old.path != new.path or self._touched(new, now=True) or self._touched(old, now=False)

    def _touched(self, found: Found, *, now: bool) -> bool:
        """Whether the document, or a file that it is made of, changed."""
        return found.path in self.changed or bool(self.changed & self._reaches(found, now=now))

    def _recarded(self, found: Found) -> bool:
        """Whether the card beside the document changed."""
        return found.card is not None and posixpath.join(found.folder, CARD) in self.changed

    def _reaches(self, found: Found, *, now: bool) -> set[str]:
        """The files beside its own that reading a document asks for."""
        key = (now, found.path)
        if key not in self._asked:
            document = Document(tree=self.disk if now else self.revision, path=found.path)
            self._asked[key] = document.asked
            try:
                if _REFERS.search(document.data):
                    contract_of(document)
            except (UnreadableContractError, CannotOpenError, CommandError):
                # who weighs it will say so; what it asked for until then is known
                pass
        return self._asked[key]

    def _parts(self) -> set[str]:
        """The files that are parts of other contracts, and so none by themselves.

        Only asked for where a schema changed that could be either.
        """
        if not any(
            f.sort == "schema" and f.path in self.changed
            for s in (self.now, self.was)
            for f in s.found
        ):
            return set()
        return {
            path
            for now, found in ((True, self.now), (False, self.was))
            for f in found.found
            for path in self._reaches(f, now=now)
            if path != f.path
        }


def _proposal(found: Found) -> bool:
    """Whether it is a version of a contract whose versions lie elsewhere."""
    return found.series is not None and found.label != found.place


def _series(found: Iterable[Found]) -> dict[str, dict[str, Found]]:
    by_series: dict[str, dict[str, Found]] = defaultdict(dict)
    for one in found:
        if one.series is not None and one.label is not None and not _proposal(one):
            by_series[one.series][one.label] = one
    return dict(by_series)


def _moved_series(
    later: dict[str, dict[str, Found]], earlier: dict[str, dict[str, Found]]
) -> dict[str, str]:
    """The new folder and the old one of contracts that kept their id and changed their place."""
    gone = {_id(earlier[s]): s for s in earlier.keys() - later.keys()}
    came = {s: _id(later[s]) for s in later.keys() - earlier.keys()}
    return {s: gone[id_] for s, id_ in came.items() if id_ is not None and id_ in gone}


def _id(versions_: dict[str, Found]) -> str | None:
    return next((f.card.id for f in versions_.values() if f.card), None)


def _renamed(fresh: list[Pair], gone: list[Pair]) -> Iterator[Pair]:
    """Join each contract that is gone with the new one that it most likely is now."""
    open_ = list(gone)
    for pair in fresh:
        scores = [(_likeness(old, pair), index) for index, old in enumerate(open_)]
        best, index = max(scores, default=(0.0, 0))
        if best < ALIKE:
            yield pair
            continue
        old = open_.pop(index)
        yield Pair(
            step=Step.EDITED,
            subject=pair.subject,
            old=old.old,
            new=pair.new,
            old_label=old.old_label,
            new_label=pair.new_label,
        )
    yield from open_


def _likeness(old: Pair, new: Pair) -> float:
    """The share of lines that two documents have in common, of the longer one's."""
    if old.old is None or new.new is None:
        return 0.0
    try:
        was, now = (set(d.data.split(b"\n")) for d in (old.old, new.new))
    except CommandError:
        return 0.0
    return len(was & now) / max(len(was), len(now))
