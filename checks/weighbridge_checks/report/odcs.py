"""An event contract as other catalogs read it: Open Data Contract Standard 3.1 (Bitol)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.facts.estate.payloads import DEEPEST, fields_of, part_of, payload_of
from weighbridge_checks.facts.formats import pointer as pointers
from weighbridge_checks.facts.schema import type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.document import Bundle, Place
    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Entry, Estate

VERSION = "v3.1.0"
#: the standard's words for how far a contract got
_STATUSES = {
    "draft": "draft",
    "proposed": "proposed",
    "approved": "active",
    "deprecated": "deprecated",
    "retired": "retired",
}
_TYPES = ("string", "number", "integer", "object", "array", "boolean")
_FORMATS = {"date": "date", "date-time": "timestamp", "time": "time"}
_UNITS = {"ms": "ms", "s": "s", "m": "min", "h": "h", "d": "d", "bd": "d"}
_SERVERS = {"kafka": "kafka", "kafka-secure": "kafka"}
_BOUNDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf")
_OPTIONS = {
    "string": ("format", "pattern", "minLength", "maxLength"),
    "number": _BOUNDS,
    "integer": _BOUNDS,
    "array": ("minItems", "maxItems", "uniqueItems"),
    "object": ("minProperties", "maxProperties"),
}
#: the standard's words for how many bits a number has
_BITS = {
    ("integer", "int32"): "i32",
    ("integer", "int64"): "i64",
    ("number", "float"): "f32",
    ("number", "double"): "f64",
}


def render(estate: Estate, one: ContractVersion) -> str:
    """The contract as YAML. Raises `UnreadableContractError` where the document is none."""
    text: str = yaml.safe_dump(
        as_value(estate, one), sort_keys=False, allow_unicode=True, width=100
    )
    return text


def as_value(estate: Estate, one: ContractVersion) -> dict[str, Any]:
    """The contract as the standard's JSON Schema has it."""
    card = one.card
    info = one.document.root.get("info", {})
    description = card.get("description") or info.get("description")
    value: dict[str, Any] = {
        "apiVersion": VERSION,
        "kind": "DataContract",
        "id": f"{one.id}@{one.version.partition('.')[0]}",
        "name": card.get("title") or info.get("title") or one.id,
        "version": one.version,
        "status": _STATUSES[one.status or "draft"],
    }
    if "domain" in card:
        value["domain"] = card["domain"]
    if description:
        value["description"] = {"purpose": " ".join(str(description).split())}
    if "tags" in card:
        value["tags"] = list(card["tags"])
    parts = {
        "servers": list(_servers(one)),
        "schema": list(_schema(one)),
        "slaProperties": list(_levels(card)),
        "team": _team(estate, one),
        "support": list(_support(estate, one)),
        "customProperties": list(_custom(one)),
    }
    return {**value, **{name: part for name, part in parts.items() if part}}


# -- what it promises


def _levels(card: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    sla = card.get("sla", {})
    if "availability" in sla:
        yield {"property": "availability", "value": sla["availability"], "unit": "%"}
    for key, name in (
        ("freshness", "freshness"),
        ("lag_p95", "latency"),
        ("lag_p99", "latency"),
    ):
        if key in sla:
            more = {"description": f"{key[-2:]}th percentile"} if name == "latency" else {}
            yield {"property": name, **_span(sla[key]), **more}
    if "retention" in card:
        yield {"property": "retention", **_span(card["retention"])}
    consistency = card.get("consistency")
    if consistency:
        bound = _span(consistency["bound"]) if "bound" in consistency else {}
        yield {
            "property": "consistency",
            "value": consistency["class"],
            **({"valueExt": bound["value"], "unit": bound["unit"]} if bound else {}),
        }
    for key, value in card.get("limits", {}).items():
        yield {"property": _camel(key), "value": value}
    deprecation = card.get("deprecation", {})
    if "sunset" in deprecation:
        yield {"property": "endOfSupport", "value": deprecation["sunset"]}


def _span(text: str) -> dict[str, Any]:
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = text[len(number) :]
    if unit == "bd":  # the standard knows days of the calendar
        return {"value": int(duration(text).seconds // 86400), "unit": "d"}
    return {"value": int(number), "unit": _UNITS[unit]}


# -- who answers for it


def _team(estate: Estate, one: ContractVersion) -> dict[str, Any]:
    owners = one.card.get("owners", {})
    members = [
        {
            "username": (entry.value.get("email") if entry else None) or owners[key],
            "name": (entry.value.get("name") if entry else None) or owners[key],
            "role": role,
        }
        for key, role, entry in (
            ("business", "business owner", _entry(estate.roles, owners.get("business"))),
            ("technical", "technical owner", _entry(estate.teams, owners.get("technical"))),
        )
        if key in owners
    ]
    if not members:
        return {}
    return {"name": owners.get("technical") or owners["business"], "members": members}


def _support(estate: Estate, one: ContractVersion) -> Iterator[dict[str, Any]]:
    team = _entry(estate.teams, one.card.get("owners", {}).get("technical"))
    if team is None:
        return
    said = team.value
    if "email" in said:
        yield {"channel": team.id, "tool": "email", "url": f"mailto:{said['email']}"}
    if "url" in said:
        yield {"channel": team.id, "tool": "other", "url": said["url"]}


def _entry(known: Mapping[str, Entry], name: str | None) -> Entry | None:
    return known.get(name) if name else None


def _custom(one: ContractVersion) -> Iterator[dict[str, Any]]:
    card = one.card
    for key in (
        *("providers", "consumers", "audience", "entity", "update_semantics", "compatibility"),
        *("workflow", "exceptions", "correlation", "ordering", "deduplication", "replay"),
    ):
        if key in card:
            yield {"property": _camel(key), "value": card[key]}
    if "successor" in card.get("deprecation", {}):
        yield {"property": "successor", "value": card["deprecation"]["successor"]}


def _camel(key: str) -> str:
    """A key in the spelling that the standard asks for."""
    first, *more = key.split("_")
    return first + "".join(word.capitalize() for word in more)


# -- where it is, and what is in it


def _servers(one: ContractVersion) -> Iterator[dict[str, Any]]:
    root = one.document.root
    topics = [
        channel["address"]
        for channel in root.get("channels", {}).values()
        if isinstance(channel, dict) and isinstance(channel.get("address"), str)
    ]
    for name, server in root.get("servers", {}).items():
        if not isinstance(server, dict):
            continue
        host = server.get("host")
        # the standard knows where a Kafka is by its host; without one it is some other server
        kind = _SERVERS.get(str(server.get("protocol")), "custom") if host else "custom"
        said: dict[str, Any] = {"server": name, "type": kind}
        if "description" in server:
            said["description"] = server["description"]
        said["environment"] = name
        if kind == "kafka":
            said |= {"host": host, "format": "json"}
        custom = [{"property": "protocol", "value": server.get("protocol")}]
        custom += [{"property": "topic", "value": topic} for topic in topics]
        yield {**said, "customProperties": custom}


def _schema(one: ContractVersion) -> Iterator[dict[str, Any]]:
    bundle = one.contract.bundle
    messages = bundle.root.root.get("components", {}).get("messages", {})
    for key in messages:
        at = bundle.follow(bundle.resolve(f"#{pointers.join(('components', 'messages', key))}", ""))
        message = at.value
        if not isinstance(message, dict):
            continue
        name = str(message.get("title") or message.get("name") or key)
        said: dict[str, Any] = {
            "name": name,
            "physicalName": str(message.get("name") or key),
            "logicalType": "object",
            "physicalType": "message",
        }
        if words := message.get("summary") or message.get("description"):
            said["description"] = " ".join(str(words).split())
        place = payload_of(bundle, at.pointer) if not at.file else part_of(bundle, at, "payload")
        properties = list(_properties(bundle, place, 0))
        yield {**said, "properties": properties}


def _properties(bundle: Bundle, place: Place | None, depth: int) -> Iterator[dict[str, Any]]:
    """The properties of an object schema, those of its parts and of what it refers to included."""
    if place is None or depth > DEEPEST:
        return
    found, required = fields_of(bundle, place)
    for name, inner in found.items():
        yield _property(bundle, name, inner, required=name in required, depth=depth)


def _property(
    bundle: Bundle, name: str, place: Place, *, required: bool, depth: int
) -> dict[str, Any]:
    place = bundle.follow(place)
    schema = place.value if isinstance(place.value, dict) else {}
    kind = _type_of(schema)
    said: dict[str, Any] = {"name": name, "required": required}
    if kind is not None:  # of what may be of any type, or of several, the standard has no word
        said["logicalType"] = kind
    if words := schema.get("description"):
        said["description"] = " ".join(str(words).split())
    if options := dict(_options(kind, schema)):
        said["logicalTypeOptions"] = options
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(values, list):
        said["customProperties"] = [{"property": "enum", "value": list(values)}]
    if kind == "object":
        if inner := list(_properties(bundle, place, depth + 1)):
            said["properties"] = inner
    elif kind == "array":
        items = part_of(bundle, place, "items")
        if items is not None:
            said["items"] = _property(bundle, "items", items, required=False, depth=depth + 1)
    return said


def _options(kind: str | None, schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What else the standard can say of a type."""
    for key in _OPTIONS.get(kind or "", ()):
        if key in schema:
            yield key, schema[key]
    if bits := _BITS.get((kind or "", str(schema.get("format")))):
        yield "format", bits


def _type_of(schema: Mapping[str, Any]) -> str | None:
    """The standard's word for the one type that a value may have beside null; None for others."""
    said = schema.get("type", ())
    kinds = {said} if isinstance(said, str) else set(said)
    values = [schema["const"]] if "const" in schema else schema.get("enum", ())
    kinds = kinds or {type_of(value) for value in values}
    kinds -= {"null"}
    if not kinds and ("properties" in schema or "allOf" in schema):
        return "object"
    if len(kinds) != 1:
        return None
    (kind,) = kinds
    if kind == "string":
        return _FORMATS.get(str(schema.get("format")), "string")
    return kind if kind in _TYPES else None
