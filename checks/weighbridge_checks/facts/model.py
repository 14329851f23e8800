"""The nouns: every format is read into the same tree of elements, with schemas at its leaves."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from msgspec import Raw

    from weighbridge_checks.facts.change import Direction, Kind, Place
    from weighbridge_checks.facts.document import Bundle, Location
    from weighbridge_checks.facts.formats.addresses import Base
    from weighbridge_checks.facts.schema import Node, World


class Format(StrEnum):
    """The languages that a contract may be written in."""

    ASYNCAPI = "asyncapi"
    JSON_SCHEMA = "json-schema"
    OPENAPI = "openapi"
    WORKFLOW = "workflow"


class Element(NamedTuple):
    """One named part of a contract, matched with its like in another version by kind and key."""

    kind: Kind
    #: what identifies the part among its siblings, whatever it is called
    key: str
    #: the steps that it adds to the path that people read
    steps: tuple[str, ...]
    place: Place
    attributes: Mapping[str, Any] = {}
    #: what the part is as a whole, where it has no attributes of its own (security, servers)
    value: Any = None
    required: bool = False
    direction: Direction | None = None
    #: what crosses here; the schema of one message
    schema: Node | None = None
    #: whether values travel as text (parameters and headers), so that 5 and "5" are one
    text: bool = False
    #: "array" or "object", where the way in which such a value is written as text matters
    shape: str | None = None
    children: tuple[Element, ...] = ()
    #: what else it is told by, where no sibling of its kind in the other version has its key
    names: tuple[str, ...] = ()


class Written(NamedTuple):
    """The text around an operation; where two are equal, the operation says the same in both."""

    text: bytes | Raw
    #: what it refers to, as it is written
    mentions: tuple[bytes, ...]
    #: what is said elsewhere in the document, and counts
    around: tuple[Any, ...]


class Unit(NamedTuple):
    """An operation that is read when it is asked for, since most of them did not change."""

    key: str
    label: str
    place: Place
    #: equal in two documents exactly where everything that the operation says is equal
    signature: Callable[[], bytes]
    element: Callable[[], Element]
    #: the paths of the servers, below which an operation of an HTTP API is reached
    bases: tuple[Base, ...] = ()
    #: what else it is told by, where the key is found nowhere in the other document
    names: tuple[str, ...] = ()
    #: the operation as it is written, where that is known without reading it
    written: Written | None = None
    #: the servers where it is reached, where it does not share those of the whole document
    servers: Callable[[], Iterable[Element]] | None = None
    #: the servers of the whole document
    everywhere: Callable[[], Iterable[Element]] = tuple
    #: whether it is on trial, so that nobody was promised that it stays as it is
    tentative: Callable[[], bool] = bool
    #: nobody says so: a channel of which it is not told who sends there
    implied: bool = False
    #: the channels that it uses, also for replies
    channels: tuple[str, ...] = ()


class Contract(NamedTuple):
    """A document that was read. Two contracts with one digest say the same."""

    format: Format
    name: str
    digest: str
    title: str | None
    version: str | None
    bundle: Bundle
    world: World
    #: what belongs to no operation: information, servers, channels, the schema of a schema document
    elements: tuple[Element, ...]
    units: tuple[Unit, ...] = ()
    #: pointers of parts that the reader does not understand
    unread: tuple[str, ...] = ()

    @property
    def operations(self) -> tuple[str, ...]:
        """The labels of all operations, in the order of the document."""
        return tuple(u.label for u in self.units)

    @property
    def document(self) -> Any:
        """The decoded root document."""
        return self.bundle.root.root

    def locate(self, place: Place) -> Location:
        """Where a part stands: file, line and column, for a person to click on."""
        return self.bundle.document(place.file).locate(place.pointer)
