"""What a JSON text refers to, told from the text."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import msgspec

_REFERRING = re.compile(
    rb'\$(?<="\$)(?:ref|dynamicRef|recursiveRef)"\s*:\s*"([^"\\]*+(?:\\.[^"\\]*+)*+)"'
)


def mentions(text: bytes | msgspec.Raw) -> tuple[bytes, ...]:
    """What a text refers to, in its order and each once, as it is written between the quotes.

    Examples may be among it, but nothing is missing.
    """
    return tuple(dict.fromkeys(_REFERRING.findall(text)))


def spelled(mention: bytes) -> str:
    """The reference that is written so."""
    return str(json.loads(b'"' + mention + b'"')) if b"\\" in mention else mention.decode()
