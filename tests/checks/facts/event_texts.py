"""Small event contracts as people write them: of version 3, and of version 2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.formats import read

if TYPE_CHECKING:
    from weighbridge_checks.facts.model import Contract

OBJECT: dict[str, Any] = {"type": "object", "properties": {"id": {"type": "string"}}}


def document(version: str, **parts: Any) -> dict[str, Any]:
    """A whole document: `document("3.0.0", channels={…})`."""
    return {"asyncapi": version, "info": {"title": "orders", "version": "1.0.0"}, **parts}


def three(
    action: str = "send",
    messages: dict[str, Any] | None = None,
    channel: dict[str, Any] | None = None,
    operation: dict[str, Any] | None = None,
    **parts: Any,
) -> dict[str, Any]:
    """One operation on one channel, by version 3."""
    said = {"created": {"payload": OBJECT}} if messages is None else messages
    return document(
        "3.0.0",
        channels={"orders": {"address": "orders", "messages": said, **(channel or {})}},
        operations={
            "doOrders": {
                "action": action,
                "channel": {"$ref": "#/channels/orders"},
                **(operation or {}),
            }
        },
        **parts,
    )


def two(
    word: str = "subscribe",
    message: Any = None,
    channel: dict[str, Any] | None = None,
    operation: dict[str, Any] | None = None,
    **parts: Any,
) -> dict[str, Any]:
    """One operation on one channel, by version 2. `subscribe`: the application sends."""
    said = {"name": "created", "payload": OBJECT} if message is None else message
    return document(
        "2.6.0",
        channels={
            "orders": {
                word: {"operationId": "doOrders", "message": said, **(operation or {})},
                **(channel or {}),
            }
        },
        **parts,
    )


def older(newer: dict[str, Any]) -> dict[str, Any]:
    """A document of version 3 as version 2.6 says it, for what both can say."""
    schemes: dict[str, Any] = {}
    channels: dict[str, Any] = {}
    for name, said in newer["operations"].items():
        channel = newer["channels"][said["channel"]["$ref"].rsplit("/", 1)[-1]]
        word = {"send": "subscribe", "receive": "publish"}[said["action"]]
        messages = [_older_message(key, m) for key, m in channel["messages"].items()]
        operation = {k: v for k, v in said.items() if k not in {"action", "channel"}}
        channels.setdefault(channel["address"], _older_channel(channel))[word] = {
            **_secured(operation, schemes),
            "operationId": name,
            "message": messages[0] if len(messages) == 1 else {"oneOf": messages},
        }
    rest = {k: newer[k] for k in newer if k not in {"asyncapi", "channels", "operations"}}
    if "servers" in rest:
        rest["servers"] = {
            name: {"url": s["host"], **_secured({k: s[k] for k in s if k != "host"}, schemes)}
            for name, s in rest["servers"].items()
        }
    more = {"components": {"securitySchemes": schemes}} if schemes else {}
    return {"asyncapi": "2.6.0", "channels": channels, **rest, **more}


def _older_message(key: str, said: dict[str, Any]) -> dict[str, Any]:
    found = {"name": key, **said}
    payload = found.get("payload")
    if isinstance(payload, dict) and "schemaFormat" in payload:
        found |= {"schemaFormat": payload["schemaFormat"], "payload": payload["schema"]}
    return found


def _older_channel(said: dict[str, Any]) -> dict[str, Any]:
    found = {k: v for k, v in said.items() if k not in {"address", "messages", "parameters"}}
    if "parameters" in said:
        found["parameters"] = {
            name: {
                **{k: v for k, v in parameter.items() if k != "enum"},
                "schema": {"type": "string", **{k: parameter[k] for k in parameter if k == "enum"}},
            }
            for name, parameter in said["parameters"].items()
        }
    return found


def _secured(said: dict[str, Any], schemes: dict[str, Any]) -> dict[str, Any]:
    """Version 2 names schemes, and says scopes where they are asked for."""
    wanted = []
    for scheme in said.get("security", ()):
        name = scheme["type"]
        schemes[name] = {"type": name}
        wanted.append({name: scheme.get("scopes", [])})
    return {**said, "security": wanted} if wanted else said


def contract(document: dict[str, Any], **files: Any) -> Contract:
    """The document read, with its neighbour files by name (dots as underscores)."""
    texts = {name.replace("_", "."): json.dumps(f).encode() for name, f in files.items()}

    def opened(name: str) -> bytes:
        if name not in texts:
            raise FileNotFoundError(name)
        return texts[name]

    return read(json.dumps(document, indent=1).encode(), name="events.json", open=opened)
