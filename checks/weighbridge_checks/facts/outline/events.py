"""AsyncAPI laid out: channels, messages with their traits, and what the application does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Place
from weighbridge_checks.facts.formats.asyncapi_security import address_of
from weighbridge_checks.facts.formats.asyncapi_source import Source, below
from weighbridge_checks.facts.outline.parts import EVENT, Action, Channel, Message, Server, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.formats.asyncapi_source import Part
    from weighbridge_checks.facts.outline.parts import Outline
    from weighbridge_checks.facts.outline.walking import Walk

_MAJOR_3 = 3
#: version 2 says what others do
_ROLES = {"publish": "receive", "subscribe": "send"}


def laid_out(outline: Outline, walk: Walk) -> None:
    """Fill an outline from an AsyncAPI document."""
    major = _MAJOR_3 if outline.version.startswith("3") else 2
    source = Source(outline.bundle, outline.world, major)
    root = source.root
    outline.servers = tuple(
        Server(name, _spot(p), _url(source, p), p.text("protocol"))
        for name, p in source.mapping(root.get("servers"), Place("", "/servers"))
    )
    components = source.part(root.get("components"), Place("", "/components"))
    if components is not None:
        schemes = source.mapping(
            components.get("securitySchemes"), components.at("securitySchemes")
        )
        outline.schemes = {name: _spot(p) for name, p in schemes}
    reader = _Reader(outline, walk, source)
    channels = dict(reader.channels())
    outline.channels = tuple(channel for channel, _ in channels.values())
    outline.actions = tuple(reader.actions(channels))
    if components is not None:
        schemas = components.get("schemas")
        for name, raw in schemas.items() if isinstance(schemas, dict) else ():
            if isinstance(raw, dict):
                at = below(components.at("schemas"), name)
                walk.root(Spot(raw, at.file, at.pointer), name=name, side=0, role="component")


def _spot(part: Part) -> Spot:
    return Spot(part.value, part.place.file, part.place.pointer)


def _url(source: Source, server: Part) -> str:
    where = address_of(source, server)
    return f"{server.text('protocol') or ''}://{where}"


class _Reader:
    """One document while it is laid out."""

    def __init__(self, outline: Outline, walk: Walk, source: Source) -> None:
        self._outline = outline
        self._walk = walk
        self._source = source
        self._messages: dict[tuple[str, str], Message] = {}

    def channels(self) -> Iterator[tuple[str, tuple[Channel, Part]]]:
        source = self._source
        for name, part in source.mapping(source.root.get("channels"), Place("", "/channels")):
            if source.major == _MAJOR_3:
                found = source.mapping(part.get("messages"), part.at("messages"))
                address = part.text("address") or name
            else:
                found = self._of_version_2(part)
                address = name
            messages = tuple(self._message(key, inner) for key, inner in found)
            yield name, (Channel(name, address, _spot(part), messages), part)

    def _of_version_2(self, channel: Part) -> Iterator[tuple[str, Part]]:
        for word in _ROLES:
            operation = self._source.below(channel, word)
            if operation is None:
                continue
            message = self._source.below(operation, "message")
            if message is None:
                continue
            if isinstance(message.get("oneOf"), list):
                for inner in self._source.listed(message.get("oneOf"), message.at("oneOf")):
                    yield inner.name, inner
            else:
                yield message.name, message

    def _message(self, key: str, part: Part) -> Message:
        identity = (part.place.file, part.place.pointer)
        known = self._messages.get(identity)
        if known is None:
            known = self._messages[identity] = self._laid_out(key, part)
        return known

    def _laid_out(self, key: str, part: Part) -> Message:
        source = self._source
        whole = source.with_traits(part)
        name = str(whole.get("name") or whole.get("messageId") or part.name or key or "message")
        named = whole.text("schemaFormat") if source.major < _MAJOR_3 else None
        body = source.described(whole.get("payload"), whole.at("payload"), named)
        head = source.described(whole.get("headers"), whole.at("headers"))
        payload = headers = None
        if body.schema is not None and isinstance(body.schema.value, dict):
            at = body.schema.place
            payload = Spot(body.schema.value, at.file, at.pointer)
            # known to the world in the dialect that the message says
            self._walk.root(payload, name=name, side=EVENT)
        if head.schema is not None and isinstance(head.schema.value, dict):
            at = head.schema.place
            headers = Spot(head.schema.value, at.file, at.pointer)
            self._walk.root(headers, name=name, side=EVENT)
        for i, shown in enumerate(_list(whole.get("examples"))):
            where = below(whole.at("examples"), str(i))
            for word, schema in (("payload", payload), ("headers", headers)):
                if isinstance(shown, dict) and word in shown:
                    self._walk.example(shown[word], below(where, word), schema, EVENT)
        default = source.root.get("defaultContentType")
        type_ = whole.text("contentType") or (default if isinstance(default, str) else None)
        unread = body.family if body.schema is None and body.unread is not None else None
        return Message(
            name,
            Spot(whole.value, part.place.file, part.place.pointer),
            payload,
            headers,
            type_,
            unread,
        )

    def actions(self, channels: dict[str, tuple[Channel, Part]]) -> Iterator[Action]:
        source = self._source
        if source.major == _MAJOR_3:
            by_place = {(c.spot.file, c.spot.pointer): c for c, _ in channels.values()}
            held = source.mapping(source.root.get("operations"), Place("", "/operations"))
            for name, part in held:
                whole = source.with_traits(part)
                found = source.below(whole, "channel")
                channel = by_place.get((found.place.file, found.place.pointer)) if found else None
                spot = Spot(whole.value, part.place.file, part.place.pointer)
                yield Action(
                    name, whole.text("action") or "", spot, channel, self._security(whole, found)
                )
            return
        for name, (channel, part) in channels.items():
            for word, action in _ROLES.items():
                operation = source.below(part, word)
                if operation is not None:
                    whole = source.with_traits(operation)
                    called = whole.text("operationId") or f"{word} {name}"
                    yield Action(
                        called, action, _spot(operation), channel, self._security(whole, part)
                    )

    def _security(self, operation: Part, channel: Part | None) -> tuple[Spot, ...]:
        """What an operation asks for, else what all servers of its channel do."""
        own = tuple(self._required(operation))
        if own:
            return own
        servers = dict(
            self._source.mapping(self._source.root.get("servers"), Place("", "/servers"))
        )
        used = list(servers.values())
        if channel is not None and isinstance(channel.get("servers"), list):
            said = channel.get("servers")
            if self._source.major == _MAJOR_3:
                used = list(self._source.listed(said, channel.at("servers")))
            else:
                used = [servers[s] for s in said if isinstance(s, str) and s in servers]
        local = {s.spot.place for s in self._outline.servers if s.is_local}
        if any(s.place not in local for s in used):
            # who develops on the own machine does not open the broker that others reach
            used = [s for s in used if s.place not in local]
        asked = [tuple(self._required(s)) for s in used]
        return tuple(s for some in asked for s in some) if asked and all(asked) else ()

    def _required(self, holder: Part) -> Iterator[Spot]:
        wanted = holder.get("security")
        for i, raw in enumerate(_list(wanted)):
            if not isinstance(raw, dict):
                continue
            at = below(holder.at("security"), str(i))
            part = self._source.part(raw, at) if self._source.major == _MAJOR_3 else None
            if part is not None:
                yield _spot(part)
            elif raw and self._source.major != _MAJOR_3:
                yield Spot(raw, at.file, at.pointer)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
