"""A difference between two versions of a contract: a fact, which does not say whether it hurts."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple


class Action(StrEnum):
    """What happened to a part of a contract."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Direction(StrEnum):
    """Which way a message travels, seen from the provider; it decides who writes and who reads.

    A request is written by the consumer (by the old document) and read by the provider (by the
    new one). A response, and likewise an event that the application sends, is written by the
    provider (by the new document) and read by the consumer (by the old one).
    """

    REQUEST = "request"
    RESPONSE = "response"


class Kind(StrEnum):
    """What sort of part changed."""

    INFO = "info"
    SERVER = "server"
    CHANNEL = "channel"
    OPERATION = "operation"
    PARAMETER = "parameter"
    BODY = "body"
    MEDIA_TYPE = "media-type"
    ENCODING = "encoding"
    MESSAGE = "message"
    REPLY = "reply"
    BINDING = "binding"
    RESPONSE = "response"
    HEADER = "header"
    LINK = "link"
    SECURITY = "security"
    SCHEMA = "schema"
    PROPERTY = "property"
    VALUE = "value"
    BRANCH = "branch"
    #: what a contract's card says beside its document
    PROMISE = "promise"
    WORKFLOW = "workflow"
    STATE = "state"
    TRANSITION = "transition"
    EVENT = "event"
    IGNORED = "ignored-event"


#: the parts of a workflow
WORKFLOW_KINDS = frozenset({Kind.WORKFLOW, Kind.STATE, Kind.TRANSITION, Kind.EVENT, Kind.IGNORED})


class Place(NamedTuple):
    """A part of a document: which file (empty for the root document) and which JSON pointer."""

    file: str
    pointer: str


#: a keyword of a schema object in one of the documents: side ("old" or "new"), file, pointer of
#: the schema object, keyword, and the property's or value's name where the keyword lists several
Touch = tuple[str, str, str, str, str]


class Change(NamedTuple):
    """One difference between two versions.

    `path` leads through the contract to the part, as people say it: the operation first, then
    the message, then the fields, `[]` for the items of an array. `attribute` names what changed
    about the part where the part itself stayed. `before` and `after` are JSON values; `None`
    stands for absence. `operations` are all the operations that the part reaches, in the order
    of the document; one change of a shared schema is one `Change`.
    """

    action: Action
    kind: Kind
    path: tuple[str, ...]
    attribute: str | None = None
    direction: Direction | None = None
    operations: tuple[str, ...] = ()
    before: Any = None
    after: Any = None
    required: bool = False
    #: the part itself in either document; for a part that is gone or new, its nearest parent there
    old: Place | None = None
    new: Place | None = None
    #: the schema keywords that it is about, as (side, file, pointer, keyword, name): proofs that
    #: fail at one of these keywords are about this change
    touches: frozenset[Touch] = frozenset()

    @property
    def name(self) -> str:
        """The last step of the path, which is what a person calls the part."""
        return self.path[-1] if self.path else ""

    @property
    def operation(self) -> str | None:
        """The first operation that the change reaches."""
        return self.operations[0] if self.operations else None
