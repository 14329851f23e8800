"""What a standard is asked about, and how it answers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts import semver
from weighbridge_checks.facts.change import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from weighbridge_checks.facts.document import Location
    from weighbridge_checks.facts.outline import Outline
    from weighbridge_checks.verdicts.finding import Consumer

#: from how many on, and from which part on, what single places lack is a habit of the whole
_MANY, _NEARLY_ALL = 10, 0.8
#: in the place of a file's name: the card of the contract
CARD = "(card)"


class Card(NamedTuple):
    """What people say of a version of a contract, in `contract.yaml`."""

    value: Mapping[str, Any]
    locate: Callable[[str], Location]

    def get(self, *keys: str) -> Any:
        """What the card says under a path of keys; None where it says nothing."""
        value: Any = self.value
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value


class Names(NamedTuple):
    """The names that an estate knows; None where it does not list any of that sort."""

    teams: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    systems: frozenset[str] | None = None


class Term(NamedTuple):
    """A word of the vocabulary, and what is demanded of its values."""

    id: str
    #: such as `gtin` or `currency`: the values are checked for more than a schema can say
    format: str | None = None
    #: the names of properties that hold it
    fields: tuple[str, ...] = ()
    schema: Mapping[str, Any] = {}
    unit: str | None = None
    #: the codes that its values are taken from, where the vocabulary lists them
    codes: frozenset[str] | None = None


class Subject:
    """A version of a contract: its document laid out, and what an estate says of it, if one does.

    Without a card, what only an estate can answer is not asked.
    """

    def __init__(  # noqa: PLR0913 - one parameter for each thing that is said
        self,
        *,
        name: str,
        outline: Outline,
        card: Card | None = None,
        names: Names | None = None,
        terms: Mapping[str, Term] | None = None,
        notice: Mapping[str, int] | None = None,
        superseded: str | None = None,
        house: Mapping[str, Any] | None = None,
        hosts: frozenset[str] | None = None,
    ) -> None:
        self.name = name
        self.outline = outline
        self.card = card
        self.names = names or Names()
        self.terms = terms or {}
        #: days of notice before a sunset, by audience
        self.notice = notice or {}
        #: the higher version that stands beside it; what is published can not be mended any more
        self.superseded = superseded
        #: what the estate has settled for all its contracts, such as `compatibility`
        self.house = house or {}
        #: hosts that references may lead to; None for any
        self.hosts = hosts

    def said(self, *keys: str) -> Any:
        """What the card says; None without one."""
        return self.card.get(*keys) if self.card else None

    @property
    def audience(self) -> str | None:
        """For whom it is: internal, partner or public."""
        said = self.said("audience") or self.outline.info.get("x-audience")
        if not isinstance(said, str):
            return None
        # Zalando's words are `component-internal`, `external-partner` and the like
        return next((a for a in ("internal", "partner", "public") if said.endswith(a)), said)

    @cached_property
    def term_by_field(self) -> Mapping[str, Term]:
        """The first term of the vocabulary that names a field."""
        found: dict[str, Term] = {}
        for term in self.terms.values():
            for field_ in term.fields:
                found.setdefault(field_.rpartition(".")[2].removesuffix("[]"), term)
        return found

    def semantics(self, operation: str | None) -> str | None:
        """Whether an operation, or every event, is absolute, relative or a transition."""
        said = self.said("update_semantics")
        if isinstance(said, dict):
            said = said.get(operation)
        return said if isinstance(said, str) else None


class Peer(NamedTuple):
    """Somebody who relies on a contract, by a pact that lies in the estate."""

    consumer: str
    contract: str
    #: the version that the pact names, where it does
    version: str | None
    #: the calls it makes, as method and path
    calls: tuple[tuple[str, str], ...]
    at: Location


class Whole(NamedTuple):
    """All contracts of an estate side by side, versions of one in their order."""

    subjects: tuple[Subject, ...]
    today: date
    peers: tuple[Peer, ...] = ()

    def series(self) -> Mapping[str, tuple[Subject, ...]]:
        """The versions of each contract, oldest first."""
        found: dict[str, list[Subject]] = {}
        for subject in self.subjects:
            name = subject.said("id")
            if isinstance(name, str):
                found.setdefault(name, []).append(subject)
        return {name: tuple(sorted(held, key=_rank)) for name, held in found.items()}


def _rank(subject: Subject) -> tuple[Any, ...]:
    version = str(subject.said("version"))
    return (1, semver.order(version)) if semver.is_version(version) else (0, version)


class Habit(NamedTuple):
    """What nearly all parts of a document may have in common: told once then, not of each."""

    #: how many parts there are that could have it
    total: int
    #: what these parts are, such as `operations`
    of: str
    #: what they do, such as `do not declare 429`
    what: str
    #: the place that stands for all of them
    at: Place

    def holds(self, count: int, *, passed: int = 0) -> bool:
        """Whether so many are nearly all, but for those that were passed over."""
        return count > _MANY and count >= (self.total - passed) * _NEARLY_ALL


class Note(NamedTuple):
    """What a standard says of one place: a remark before its severity and line are known."""

    message: str
    at: Place
    #: what tells two notes at one place apart on every commit
    identity: tuple[Any, ...] = ()
    evidence: Any = None
    fix: str | None = None
    related: tuple[Place, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    #: whose place it is, where a standard looks at the whole estate
    subject: Subject | None = None
    #: what it is an instance of, if others say the same of other places
    habit: Habit | None = None


def note(message: str, at: Place, **more: Any) -> Note:
    """A note, with what else there is to say of it."""
    return Note(message=message, at=at, **more)


def together(
    notes: Iterable[Note], total: int, at: Place, what: str, *, of: str = "operations"
) -> Iterator[Note]:
    """The notes as instances of one habit: the judge tells one for all where it holds."""
    habit = Habit(total=total, of=of, what=what, at=at)
    for one in notes:
        yield one._replace(habit=habit)


def by_name(
    named: Sequence[tuple[str, Note]], totals: Mapping[str, int], at: Place, what: str, *, of: str
) -> Iterator[Note]:
    """The notes as one habit of the whole document, else each as one of all with its name.

    A name is how people say those that have it, such as `texts called 'note'`.
    """
    notes = [one for _, one in named]
    whole = Habit(total=sum(totals.values()), of=of, what=what, at=at)
    if whole.holds(len(notes)):
        yield from together(notes, whole.total, at, what, of=of)
        return
    alike: dict[str, list[Note]] = {}
    for name, one in named:
        alike.setdefault(name, []).append(one)
    for name, some in alike.items():
        yield from together(some, totals[name], some[0].at, what, of=name)


def on_card(pointer: str = "") -> Place:
    """A place in the card."""
    return Place(CARD, pointer)
