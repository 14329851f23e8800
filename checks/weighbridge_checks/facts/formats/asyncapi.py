"""AsyncAPI 2 and 3 as elements: what an application sends and receives, and on which channels.

An operation is told by its direction and by the address of its channel, since that is what others
see of it. Several operations that send to one channel are one to those who listen: all of their
messages may come.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.canonical import canonical
from weighbridge_checks.facts.change import Direction, Kind, Place
from weighbridge_checks.facts.dialect import DRAFT_7
from weighbridge_checks.facts.formats.addresses import holes, template_key
from weighbridge_checks.facts.formats.asyncapi_bindings import CALLED, settings
from weighbridge_checks.facts.formats.asyncapi_messages import (
    channel_messages,
    chosen_messages,
    messages,
    operation_messages,
    tags,
)
from weighbridge_checks.facts.formats.asyncapi_security import (
    address_of,
    alternatives,
    security,
    servers,
)
from weighbridge_checks.facts.formats.asyncapi_source import Part, Source, below
from weighbridge_checks.facts.formats.dialects import DIALECTS, dialect_of
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.formats.openapi import bundle_resolve, flip
from weighbridge_checks.facts.lifecycle import deprecation
from weighbridge_checks.facts.model import Contract, Element, Format, Unit
from weighbridge_checks.facts.schema import World, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from weighbridge_checks.facts.document import Bundle

_numbers = itertools.count(1_000_000)
_KNOWN = frozenset(
    {"asyncapi", "id", "info", "servers", "defaultContentType", "channels", "components"}
)
_KNOWN_OF = {2: _KNOWN | {"tags", "externalDocs"}, 3: _KNOWN | {"operations"}}
#: what version 2 says of others, and what the application itself does then
_ROLES = {"publish": "receive", "subscribe": "send"}
_DIRECTIONS = {"receive": Direction.REQUEST, "send": Direction.RESPONSE}


def read(bundle: Bundle) -> Contract:
    """Read an AsyncAPI document. Operations are read when they are asked for."""
    root = bundle.root.root
    major = _major(bundle, root)
    info = root.get("info")
    info = info if isinstance(info, dict) else {}
    world = World(
        dialect=DRAFT_7,
        number=next(_numbers),
        resolve=bundle_resolve(bundle),
        dialects=DIALECTS,
        dialect_of=dialect_of(bundle),
        may_say=bundle.may_say,
    )
    source = Source(bundle, world, major)
    roles = tuple(_roles(source))
    units = tuple(_unit(source, told) for told in _gathered(roles))
    for unit in units:
        unit.element()  # what is not understood has to be known
    unknown = [f"/{escape(k)}" for k in root if k not in _KNOWN_OF[major] and k[:2] != "x-"]
    return Contract(
        format=Format.ASYNCAPI,
        name=bundle.root.name,
        digest=bundle.digest,
        title=_text(info.get("title")),
        version=_text(info.get("version")),
        bundle=bundle,
        world=world,
        elements=(_info(root, info), *servers(source)),
        units=units,
        unread=(*unknown, *source.unread),
    )


def _major(bundle: Bundle, root: Mapping[str, Any]) -> int:
    version = root.get("asyncapi")
    if isinstance(version, str) and version.startswith(("2.", "3.")):
        return int(version[0])
    at = bundle.root.locate("/asyncapi")
    reason = f"AsyncAPI {version!r} is not known; 2.0 to 2.6, 3.0 and 3.1 are (write it as a text)"
    raise UnreadableContractError(bundle.root.name, reason, at.line, at.column)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _info(root: Mapping[str, Any], info: Mapping[str, Any]) -> Element:
    said = {k: v for k, v in info.items() if not isinstance(v, (dict, list))}
    return Element(
        kind=Kind.INFO,
        key="",
        steps=("info",),
        place=Place("", "/info"),
        attributes={**said, "id": _text(root.get("id"))},
    )


class _Role(NamedTuple):
    """One thing that the application does on a channel."""

    action: str
    name: str | None
    channel: Part | None
    address: str
    #: None where the document names a channel and does not say what is done there
    operation: Part | None
    named: tuple[tuple[str, Part], ...]
    #: the addresses to which replies go
    replies: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        return f"{self.action} {template_key(self.address)}"


def _roles(source: Source) -> Iterator[_Role]:
    return _roles_of_2(source) if source.major == 2 else _roles_of_3(source)  # noqa: PLR2004 (the version)


def _roles_of_2(source: Source) -> Iterator[_Role]:
    for address, channel in source.mapping(source.root.get("channels"), Place("", "/channels")):
        told = False
        for word, action in _ROLES.items():
            found = source.below(channel, word)
            if found is None:
                continue
            told = True
            operation = source.with_traits(found)
            yield _Role(
                action=action,
                name=operation.text("operationId"),
                channel=channel,
                address=address,
                operation=operation,
                named=tuple(operation_messages(source, operation)),
            )
        if not told:
            yield from _either_role(channel, address, address, ())


def _roles_of_3(source: Source) -> Iterator[_Role]:
    used: set[Place] = set()
    for name, found in source.mapping(source.root.get("operations"), Place("", "/operations")):
        operation = source.with_traits(found)
        action = operation.get("action")
        if action not in ("send", "receive"):
            source.unread[f"{found.place.pointer} (action {action!r})"] = None
            continue
        channel = source.below(operation, "channel")
        reply = source.below(operation, "reply")
        answered = source.below(reply, "channel") if reply else None
        used |= {c.place for c in (channel, answered) if c is not None}
        yield _Role(
            action=str(action),
            name=name,
            channel=channel,
            address=_address(channel, name),
            operation=operation,
            named=tuple(chosen_messages(source, operation, channel)),
            replies=(_address(answered, name),) if answered else (),
        )
    for key, channel in source.mapping(source.root.get("channels"), Place("", "/channels")):
        if channel.place not in used:
            named = tuple(channel_messages(source, channel))
            yield from _either_role(channel, _address(channel, key), key, named)


def _either_role(
    channel: Part, address: str, name: str, named: tuple[tuple[str, Part], ...]
) -> Iterator[_Role]:
    """A channel of which nobody says who sends there: others may send, and may listen."""
    for action in _DIRECTIONS:
        yield _Role(
            action=action,
            name=name,
            channel=channel,
            address=address,
            operation=None,
            named=named,
        )


def _address(channel: Part | None, name: str) -> str:
    """What others call a channel; where the address is not known before it runs, its own name."""
    if channel is None:
        return name
    address = channel.get("address")
    if isinstance(address, str):
        return address
    return channel.name or channel.place.pointer.rsplit("/", 1)[-1] or name


def _gathered(roles: Iterable[_Role]) -> Iterator[tuple[_Role, ...]]:
    """What the application does, by direction and address."""
    found: dict[str, list[_Role]] = {}
    for role in roles:
        found.setdefault(role.identity, []).append(role)
    yield from map(tuple, found.values())


def _unit(source: Source, roles: tuple[_Role, ...]) -> Unit:
    first = roles[0]
    alone = len(roles) == 1
    label = f"{first.action} {first.name if alone and first.name else first.address}"
    holder = first.operation or first.channel
    place = holder.place if holder else Place("", "")
    read: list[Element] = []

    def signature() -> bytes:
        files = {p.place.file for p in _parts(roles)} - {""}
        return canonical(
            {
                "roles": [
                    {
                        "operation": r.operation and r.operation.value,
                        "channel": r.channel and r.channel.value,
                        "named": [[key, part.value] for key, part in r.named],
                        "as": [r.name, r.address, r.action],
                    }
                    for r in roles
                ],
                "content": source.root.get("defaultContentType"),
                "servers": _servers(source, roles),
                "schemes": _schemes(source, roles),
                # what stands in other files is the same where these are, whatever it refers to
                "files": [{"$ref": file} for file in sorted(files)],
            }
        )

    def element() -> Element:
        if not read:
            read.append(_operation(source, roles, label, place))
        return read[0]

    return Unit(
        first.identity,
        label,
        place,
        signature,
        element,
        names=tuple(f"{r.action} {r.name}" for r in roles if r.name and r.operation),
        implied=all(r.operation is None for r in roles),
        channels=tuple({template_key(a): None for r in roles for a in (r.address, *r.replies)}),
    )


def _parts(roles: Iterable[_Role]) -> Iterator[Part]:
    for role in roles:
        yield from (p for p in (role.operation, role.channel) if p is not None)
        yield from (part for _, part in role.named)


def _operation(source: Source, roles: Sequence[_Role], label: str, place: Place) -> Element:
    first = roles[0]
    direction = _DIRECTIONS[first.action]
    said = [r.operation for r in roles if r.operation is not None]
    operation = said[0] if said else Part(value={}, place=place)
    channels = list({r.channel.place: r.channel for r in roles if r.channel}.values())
    channel = channels[0] if channels else None
    names = [r.name for r in roles if r.name and r.operation]
    found = [
        _security(source, said, operation),
        *(_parameters(source, channel, first.address, direction) if channel else ()),
        *_settings(source, channels, said, first.address, direction),
        *messages(source, (n for r in roles for n in r.named), direction),
        *_replies(source, said, flip(direction)),
    ]
    return Element(
        kind=Kind.OPERATION,
        key=first.identity,
        steps=(label,),
        place=place,
        direction=direction,
        attributes={
            "address": template_key(first.address),
            "operationId": ", ".join(sorted(names)) or None,
            "servers": _servers(source, roles),
            "deprecated": deprecation(operation.value),
            "tags": tags(operation.get("tags")),
            "title": operation.get("title"),
            "summary": operation.get("summary"),
            "description": operation.get("description"),
            "channelDescription": _prose(channel),
        },
        children=tuple({(e.kind, e.key): e for e in reversed(found)}.values())[::-1],
    )


def _prose(channel: Part | None) -> dict[str, Any] | None:
    said = channel.value if channel else {}
    return {k: said[k] for k in ("title", "summary", "description") if k in said} or None


def _security(source: Source, said: Sequence[Part], operation: Part) -> Element:
    """What is asked for by all operations of one direction on a channel: any of their ways in.

    It has no direction: whoever is at the channel, to send or to listen, has to be let in.
    """
    element = security(source, operation)
    every = [alternatives(source, part) or [{}] for part in said]
    found = {canonical(a): a for ways in every for a in ways}
    wanted = [found[k] for k in sorted(found)]
    return Element(
        kind=element.kind,
        key=element.key,
        steps=element.steps,
        place=element.place,
        value=[] if wanted in ([{}], []) else wanted,
    )


def _parameters(
    source: Source, channel: Part, address: str, direction: Direction
) -> Iterator[Element]:
    """What stands in the holes of an address. Others never see the names, only the order."""
    declared = dict(source.mapping(channel.get("parameters"), channel.at("parameters")))
    for i, name in enumerate(holes(address)):
        part = declared.get(name)
        place = part.place if part else channel.place
        schema: Any = {"type": "string"}
        at = below(place, "schema")
        if part is not None and "schema" in part.value:
            schema, at = part.get("schema"), part.at("schema")
        elif part is not None and isinstance(part.get("enum"), list):
            schema, at = {"type": "string", "enum": part.get("enum")}, place
        elif part is None:
            at = Place(place.file, f"{place.pointer}/(parameter {i})")
        yield Element(
            kind=Kind.PARAMETER,
            key=f"address:{i}",
            steps=("address", name),
            place=place,
            required=True,
            direction=direction,
            text=True,
            attributes={
                "location": part.get("location") if part else None,
                "description": part.get("description") if part else None,
            },
            schema=source.world.node(schema, at) if isinstance(schema, (dict, bool)) else None,
        )


def _settings(
    source: Source,
    channels: Iterable[Part],
    said: Iterable[Part],
    address: str,
    direction: Direction,
) -> Iterator[Element]:
    for channel in channels:
        for element in settings(source, channel, "channel", direction):
            if element.key not in CALLED or element.value != address:
                yield element
    for operation in said:
        yield from settings(source, operation, "operation", direction)


def _replies(source: Source, said: Iterable[Part], direction: Direction) -> Iterator[Element]:
    for operation in said:
        reply = source.below(operation, "reply")
        if reply is None:
            continue
        channel = source.below(reply, "channel")
        address = channel.get("address") if channel else None
        where = source.below(reply, "address")
        yield Element(
            kind=Kind.REPLY,
            key="",
            steps=("reply",),
            place=reply.place,
            direction=direction,
            attributes={
                "address": template_key(address) if isinstance(address, str) else None,
                "location": where.get("location") if where else None,
            },
            children=messages(source, chosen_messages(source, reply, channel), direction),
        )


def _servers(source: Source, roles: Iterable[_Role]) -> list[str] | None:
    """The servers to which the channels are limited; None where they are at all of them."""
    found: set[str] = set()
    for role in roles:
        listed = role.channel.get("servers") if role.channel else None
        if not isinstance(listed, list) or not listed:
            return None
        if source.major == 2:  # noqa: PLR2004 (the version)
            named = source.root.get("servers")
            here = named if isinstance(named, dict) else {}
            chosen = [n for n in listed if isinstance(n, str) and n in here]
            parts = [source.part(here[n], Place("", f"/servers/{escape(n)}")) for n in chosen]
        else:
            at = role.channel.at("servers") if role.channel else Place("", "")
            parts = list(source.listed(listed, at))
        found |= {address_of(source, part) for part in parts if part is not None}
    return sorted(found) or None


def _schemes(source: Source, roles: Iterable[_Role]) -> list[Any]:
    return [alternatives(source, r.operation) for r in roles if r.operation is not None]
