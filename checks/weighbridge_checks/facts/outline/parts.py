"""The parts of an outline: what an author wrote, after references, and where."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.change import Place
from weighbridge_checks.facts.formats.pointer import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from weighbridge_checks.facts.document import Bundle
    from weighbridge_checks.facts.formats.errors import UnreadableContractError
    from weighbridge_checks.facts.schema import World

#: where a schema is used: bits, since one schema may be used in several messages
REQUEST, RESPONSE, EVENT = 1, 2, 4
_LOCAL = re.compile(
    r"^(?:localhost|127\.[0-9.]+|\[?::1\]?|host\.docker\.internal|.*\.local(?:host)?|.*\.test)$"
)
#: how many references or branches are gone through for what one schema says
_FAR = 20
#: as many branches are asked what they say of a field of another
_BESIDE = 50


class Spot(NamedTuple):
    """A mapping of a document, after references, and where it stands."""

    value: Mapping[str, Any]
    file: str
    pointer: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file, self.pointer)

    def at(self, *steps: str) -> Place:
        """A place inside of it."""
        return Place(self.file, self.pointer + "".join("/" + escape(s) for s in steps))

    def get(self, key: str, default: Any = None) -> Any:
        """What it says under a key; None where it says nothing."""
        return self.value.get(key, default)


class Parameter(NamedTuple):
    """A parameter of an operation; `spot` is the parameter itself, `where` its `in`."""

    name: str
    where: str
    spot: Spot
    schema: Spot | None
    required: bool
    #: where the operation names it: the reference, if it is one
    named_at: Place


class Media(NamedTuple):
    """A content type and what travels by it."""

    type: str
    spot: Spot
    schema: Spot | None
    #: the schema as written, before its reference is followed
    written: Any

    @property
    def is_json(self) -> bool:
        """Whether values of this type are JSON."""
        bare = self.type.partition(";")[0].strip().lower()
        return bare in {"application/json", "*/*", "text/json"} or bare.endswith("+json")


class Response(NamedTuple):
    """An answer of an operation, by its status."""

    status: str
    spot: Spot
    headers: Mapping[str, Spot]
    media: tuple[Media, ...]
    named_at: Place


class Operation(NamedTuple):
    """Something that can be called: by a consumer, or by the provider (a webhook, a callback)."""

    method: str
    path: str
    spot: Spot
    #: `path`, `webhook` or `callback`
    kind: str
    parameters: tuple[Parameter, ...]
    body: Spot | None
    media: tuple[Media, ...]
    responses: tuple[Response, ...]
    #: the requirements that hold, its own or the document's; None where nobody says any
    security: list[Any] | None
    security_at: Place

    @property
    def called(self) -> str:
        """The operation as people say it."""
        return f"{self.method.upper()} {self.path}"

    @property
    def id(self) -> str | None:
        """Its `operationId`."""
        named = self.spot.get("operationId")
        return named if isinstance(named, str) else None

    @property
    def deprecated(self) -> bool:
        """Whether its author asks nobody to use it any more."""
        return self.spot.get("deprecated") is True

    def header(self, *names: str) -> Parameter | None:
        """The request header with one of these names."""
        wanted = {n.lower() for n in names}
        found = (p for p in self.parameters if p.where == "header" and p.name.lower() in wanted)
        return next(found, None)

    def answers(self, status: str) -> bool:
        """Whether a status is declared, by itself or by its class."""
        classes = {status, f"{status[0]}XX", f"{status[0]}xx"}
        return any(r.status in classes for r in self.responses)

    @property
    def successes(self) -> tuple[Response, ...]:
        """The answers that mean success."""
        return tuple(r for r in self.responses if r.status[:1] == "2")

    @property
    def failures(self) -> tuple[Response, ...]:
        """The answers that mean an error; `default` is one beside others."""
        return tuple(
            r
            for r in self.responses
            if r.status[:1] in {"4", "5"} or (r.status == "default" and len(self.responses) > 1)
        )


class Server(NamedTuple):
    """Where an API or a broker is."""

    name: str
    spot: Spot
    #: the URL with the defaults of its variables
    url: str
    protocol: str | None = None

    @property
    def host(self) -> str:
        """The name of the machine, without port and credentials."""
        authority = self.url.partition("//")[2].partition("/")[0].rpartition("@")[2]
        return authority.rpartition(":")[0] or authority if "]" not in authority else authority

    @property
    def is_local(self) -> bool:
        """Whether it is the reader's own machine."""
        return _LOCAL.match(self.host) is not None


class Message(NamedTuple):
    """An event: its envelope or payload, and what it says of itself, traits merged."""

    name: str
    spot: Spot
    payload: Spot | None
    headers: Spot | None
    content_type: str | None
    #: why its payload can not be looked at, such as "Avro"
    unread: str | None = None


class Channel(NamedTuple):
    """An address and the messages that pass there."""

    name: str
    address: str
    spot: Spot
    messages: tuple[Message, ...]


class Schema:
    """A schema where it stands, the name of what it describes, and in which messages it is used.

    No named tuple: large documents have some hundred thousand of them.
    """

    __slots__ = ("file", "name", "parent", "pointer", "required", "role", "sides", "value")

    def __init__(
        self,
        value: Any,
        *,
        file: str,
        pointer: str,
        name: str,
        role: str,
        parent: Schema | None,
        required: bool,
    ) -> None:
        self.value = value
        self.file = file
        self.pointer = pointer
        #: of the property, the parameter or the component; inner schemas have that of the outer
        self.name = name
        #: `property`, `items`, `branch`, `component`, `parameter`, `root` or `part`
        self.role = role
        self.parent = parent
        self.required = required
        self.sides = 0

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file, self.pointer)

    def at(self, *steps: str) -> Place:
        """A place inside of it."""
        return Place(self.file, self.pointer + "".join("/" + escape(s) for s in steps))


class Example(NamedTuple):
    """A value that a document shows, and the schema that it is an example of."""

    value: Any
    place: Place
    schema: Spot
    #: REQUEST, RESPONSE or EVENT, or several of them where it belongs to a schema that they share
    side: int
    #: `example` or `default`
    sort: str = "example"
    #: whether the value travels as text, as in a query or a header
    text: bool = False
    #: where it is named as an example of this schema: the reference, if it is one
    named_at: Place | None = None


class Outline:
    """A document and its parts. Nobody changes it once it is made."""

    def __init__(
        self,
        *,
        bundle: Bundle,
        family: str,
        version: str,
        world: World,
        follow: Callable[[Any, str, str], Spot | None],
    ) -> None:
        self.bundle = bundle
        #: `openapi`, `swagger`, `asyncapi` or `json-schema`
        self.family = family
        self.version = version
        self.world = world
        self.follow = follow
        self.operations: tuple[Operation, ...] = ()
        self.servers: tuple[Server, ...] = ()
        self.schemes: Mapping[str, Spot] = {}
        self.channels: tuple[Channel, ...] = ()
        #: AsyncAPI's operations: name, action, what it says, its channel and security
        self.actions: tuple[Action, ...] = ()
        self.schemas: tuple[Schema, ...] = ()
        self.examples: tuple[Example, ...] = ()
        #: references that lead nowhere or are not followed
        self.lost: tuple[UnreadableContractError, ...] = ()
        #: the parameters and headers by the places of their schemas
        self.holders: dict[tuple[str, str], Spot] = {}
        #: answers that were given before: many operations share a schema
        self._said: dict[tuple[str, str], dict[str, Any]] = {}
        self._properties: dict[tuple[str, str], dict[str, Spot]] = {}

    @property
    def root(self) -> Mapping[str, Any]:
        """The document's own tree."""
        root: Mapping[str, Any] = self.bundle.root.root
        return root

    @property
    def whole(self) -> Spot:
        """The document itself."""
        return Spot(self.root, "", "")

    @property
    def info(self) -> Spot:
        """What the document says of itself."""
        said = self.root.get("info")
        return Spot(said if isinstance(said, dict) else {}, "", "/info" if said else "")

    @property
    def is_http(self) -> bool:
        """Whether it describes calls by HTTP."""
        return self.family in {"openapi", "swagger"}

    @property
    def calls(self) -> tuple[Operation, ...]:
        """The operations that a consumer calls."""
        return tuple(o for o in self.operations if o.kind == "path")

    @cached_property
    def messages(self) -> tuple[Message, ...]:
        """Every message once, however many channels it passes."""
        found = {(m.spot.file, m.spot.pointer): m for c in self.channels for m in c.messages}
        return tuple(found.values())

    def said(self, schema: Spot | Schema | None) -> Mapping[str, Any]:
        """What a schema says after its references and the parts that all hold (`allOf`)."""
        if schema is None:
            return {}
        key = (schema.file, schema.pointer)
        if key not in self._said:
            whole: dict[str, Any] = {}
            self._gather(schema.value, schema.file, schema.pointer, whole, _FAR)
            self._said[key] = whole
        return self._said[key]

    def words(self, schema: Spot | Schema) -> str:
        """What people are told of a schema: by itself, and by the parameter that it is of."""
        holder = self.holders.get((schema.file, schema.pointer))
        told = [self.said(schema), holder.value if holder is not None else {}]
        return "\n".join(str(t["description"]) for t in told if t.get("description"))

    def agreed(self, schema: Schema) -> Mapping[str, Any]:
        """What holds for a field: what it says, and what other branches of an `allOf` say of it."""
        whole = dict(self.said(schema))
        steps: list[str | None] = []
        below = schema
        while below.parent is not None and len(steps) < _FAR:
            above = below.parent
            if below.role == "branch" and "/allOf/" in below.pointer[len(above.pointer) :]:
                for spot in self._like(above, below, steps):
                    whole = {**self.said(spot), **whole}
            elif below.role == "property":
                steps.append(below.name)
            elif below.role == "items":
                steps.append(None)
            else:
                break
            below = above
        return whole

    def _like(self, above: Schema, branch: Schema, steps: list[str | None]) -> Iterator[Spot]:
        """The parts at the end of some steps in the other branches of an `allOf`."""
        for i, raw in enumerate(above.value["allOf"][:_BESIDE]):
            at = f"{above.pointer}/allOf/{i}"
            spot = self.follow(raw, above.file, at) if at != branch.pointer else None
            for step in reversed(steps):
                if spot is None:
                    break
                if step is None:
                    spot = self.follow(spot.get("items"), spot.file, f"{spot.pointer}/items")
                else:
                    spot = self.properties(spot).get(step)
            if spot is not None:
                yield spot

    def _gather(self, value: Any, file: str, pointer: str, whole: dict[str, Any], far: int) -> None:
        if not isinstance(value, dict) or not far:
            return
        for key, said in value.items():
            known = whole.get(key)
            if key == "properties" and isinstance(known, dict) and isinstance(said, dict):
                whole[key] = {**said, **known}
            elif key == "required" and isinstance(known, list) and isinstance(said, list):
                whole[key] = [*known, *said]
            else:
                whole.setdefault(key, said)
        if "$ref" in value and (target := self.follow(value, file, pointer)) is not None:
            self._gather(target.value, target.file, target.pointer, whole, far - 1)
        branches = value.get("allOf")
        for i, branch in enumerate(branches if isinstance(branches, list) else ()):
            self._gather(branch, file, f"{pointer}/allOf/{i}", whole, far - 1)

    def properties(self, schema: Spot | Schema | None) -> Mapping[str, Spot]:
        """The properties that an object declares, each where it stands, branches included."""
        if schema is None:
            return {}
        key = (schema.file, schema.pointer)
        if key not in self._properties:
            found: dict[str, Spot] = {}
            self._declared(schema.value, schema.file, schema.pointer, found, _FAR)
            self._properties[key] = found
        return self._properties[key]

    def _declared(
        self, value: Any, file: str, pointer: str, found: dict[str, Spot], far: int
    ) -> None:
        if not isinstance(value, dict) or not far:
            return
        own = value.get("properties")
        for name, said in own.items() if isinstance(own, dict) else ():
            if isinstance(said, dict):
                found.setdefault(name, Spot(said, file, f"{pointer}/properties/{escape(name)}"))
        if "$ref" in value and (target := self.follow(value, file, pointer)) is not None:
            self._declared(target.value, target.file, target.pointer, found, far - 1)
        for word in ("allOf", "anyOf", "oneOf"):
            branches = value.get(word)
            for i, branch in enumerate(branches if isinstance(branches, list) else ()):
                self._declared(branch, file, f"{pointer}/{word}/{i}", found, far - 1)


class Action(NamedTuple):
    """An operation of AsyncAPI: what the application does at a channel."""

    name: str
    #: `send` or `receive`, from the application's side
    action: str
    spot: Spot
    channel: Channel | None
    #: the requirements that hold: its own, or those of every server of the channel; None for none
    security: tuple[Spot, ...]
