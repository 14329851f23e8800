"""What a consumer does with a provider, one interaction at a time, whichever pact file said it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.matching import EQUALITY, Matcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Sort(StrEnum):
    """How an interaction happens."""

    HTTP = "http"
    #: one message from the provider to the consumer
    MESSAGE = "message"
    #: a message to the provider, and what comes back
    EXCHANGE = "exchange"


class Stance(StrEnum):
    """What a consumer does with a value that it does not know: fail on it, or live with it."""

    EXHAUSTIVE = "exhaustive"
    TOLERANT = "tolerant"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the provider has to be like before an interaction."""

    name: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A part of a body that the consumer sends or reads: the example, and how it is compared.

    `path` leads from the root of the body, `[]` for any item of an array. `inner` are the parts
    below, so that the fields of a body are a tree as the body is.
    """

    path: tuple[str, ...]
    example: Any
    matchers: tuple[Matcher, ...] = EQUALITY
    inner: tuple[Field, ...] = ()

    @property
    def kind(self) -> str:
        """The first comparison, in Pact's words: `type`, `regex`, `equality` and so on."""
        return self.matchers[0].kind

    def leaves(self) -> Iterator[Field]:
        """The parts with nothing below them."""
        if not self.inner:
            yield self
        for part in self.inner:
            yield from part.leaves()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A payload: JSON as a tree of fields, anything else as one text."""

    content_type: str | None
    #: whether the payload is JSON, so that `root` can be asked about fields
    json: bool
    root: Field

    @property
    def fields(self) -> tuple[Field, ...]:
        """The leaves, each path once, in the order of the body."""
        found: dict[tuple[str, ...], Field] = {}
        for leaf in self.root.leaves():
            found.setdefault(leaf.path, leaf)
        return tuple(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A query parameter or header with its values as text."""

    name: str
    values: tuple[str, ...]
    matchers: tuple[Matcher, ...] = EQUALITY


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the consumer sends. Without `body` it does not care whether one is sent."""

    method: str
    path: str
    query: tuple[Named, ...] = ()
    headers: tuple[Named, ...] = ()
    body: Body | None = None

    @property
    def sends(self) -> tuple[Field, ...]:
        """The fields of the body that the consumer fills in."""
        return self.body.fields if self.body else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What the consumer relies on in an answer."""

    status: int
    status_matchers: tuple[Matcher, ...] = EQUALITY
    headers: tuple[Named, ...] = ()
    body: Body | None = None

    @property
    def reads(self) -> tuple[Field, ...]:
        """The fields of the body that the consumer looks at."""
        return self.body.fields if self.body else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One thing that the consumer does with the provider, and what it expects to come of it."""

    description: str
    sort: Sort
    states: tuple[State, ...] = ()
    request: Request | None = None
    response: Response | None = None
    #: the messages that the consumer sends or waits for, in place of request and response
    sent: tuple[Body, ...] = ()
    received: tuple[Body, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    #: a failure of a pending interaction does not fail the verification
    pending: bool = False
