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


def contract(document: dict[str, Any], **files: Any) -> Contract:
    """The document read, with its neighbour files by name (dots as underscores)."""
    texts = {name.replace("_", "."): json.dumps(f).encode() for name, f in files.items()}

    def opened(name: str) -> bytes:
        if name not in texts:
            raise FileNotFoundError(name)
        return texts[name]

    return read(json.dumps(document, indent=1).encode(), name="events.json", open=opened)
