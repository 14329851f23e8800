"""What an event contract says in the words of one protocol: each setting is an element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Direction, Kind
from weighbridge_checks.facts.formats.asyncapi_source import below
from weighbridge_checks.facts.model import Element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.change import Place
    from weighbridge_checks.facts.formats.asyncapi_source import Part, Source

#: settings that describe values which cross: (where, protocol, setting)
_SCHEMAS = frozenset(
    {
        ("channel", "ws", "query"),
        ("channel", "ws", "headers"),
        ("operation", "http", "query"),
        ("message", "http", "headers"),
        ("message", "kafka", "key"),
    }
)
#: what connects, asks: these go to whoever serves, whoever sends afterwards
_ASKED = frozenset({("channel", "ws", "query"), ("channel", "ws", "headers")})
#: settings that hold others, and are no names of their own
_HOLDERS = frozenset({"topicConfiguration"})
#: settings that are one, whatever they are written in
_WHOLE = frozenset({"groupId", "clientId"})
#: where a channel goes by its own name unless another is said
CALLED = frozenset(
    {
        "kafka.topic",
        "sns.name",
        "sqs.queue.name",
        "jms.destination",
        "googlepubsub.topic",
        "anypointmq.destination",
    }
)
#: what holds where nothing is said
_DEFAULTS: dict[tuple[str, str], dict[str, Any]] = {
    ("channel", "amqp"): {"is": "routingKey"},
    ("channel", "ws"): {"method": "GET"},
}
#: lists whose order says nothing
_SETS = frozenset({"cleanup.policy", "cc", "bcc"})
_DEEPEST = 3


def settings(
    source: Source, holder: Part, where: str, direction: Direction | None
) -> Iterator[Element]:
    """The settings of a server, channel, operation or message, one element each."""
    for protocol, binding in source.mapping(holder.get("bindings"), holder.at("bindings")):
        for setting, value in _DEFAULTS.get((where, protocol), {}).items():
            if setting not in binding.value:
                yield _setting((protocol, setting), value, binding.place, direction)
        for setting in binding.value:
            if setting == "bindingVersion" or setting.startswith("x-"):
                continue
            if (where, protocol, setting) in _SCHEMAS:
                yield from _schema(source, binding, (where, protocol, setting), direction)
            else:
                steps = () if setting in _HOLDERS else (setting,)
                yield from _flat(
                    (protocol, steps), binding.value[setting], binding.at(setting), direction
                )


def _flat(
    name: tuple[str, tuple[str, ...]], value: Any, place: Place, direction: Direction | None
) -> Iterator[Element]:
    protocol, steps = name
    whole = steps[-1:] and steps[-1] in _WHOLE
    if isinstance(value, dict) and value and len(steps) < _DEEPEST and not whole:
        for key, inner in value.items():
            yield from _flat((protocol, (*steps, key)), inner, below(place, key), direction)
        return
    setting = ".".join(steps)
    if setting in _SETS and isinstance(value, list):
        value = sorted(map(str, value))
    elif setting in _SETS and isinstance(value, str):
        value = sorted(v.strip() for v in value.split(","))
    yield _setting((protocol, setting), value, place, direction)


def _setting(
    name: tuple[str, str], value: Any, place: Place, direction: Direction | None
) -> Element:
    return Element(
        kind=Kind.BINDING,
        key=".".join(name),
        steps=("bindings", *name),
        place=place,
        direction=direction,
        value=value,
    )


def _schema(
    source: Source, binding: Part, name: tuple[str, str, str], direction: Direction | None
) -> Iterator[Element]:
    _, protocol, setting = name
    described = source.described(binding.get(setting), binding.at(setting))
    asked = name in _ASKED
    yield Element(
        kind=Kind.BINDING,
        key=f"{protocol}.{setting}",
        steps=("bindings", protocol, setting),
        place=binding.at(setting),
        direction=Direction.REQUEST if asked else direction,
        schema=described.schema,
        # a query and headers are texts on the wire
        text=protocol != "kafka",
        attributes={"unread": described.unread},
    )
