"""What a version of a contract is made of, told by one digest."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def digest_of(root: str, contents: Mapping[str, bytes]) -> str:
    """The digest of a version's content: of its list of files with their digests, root first."""
    lines = [
        f"{hashlib.sha256(contents[path]).hexdigest()}  {path}\n"
        for path in [root, *sorted(set(contents) - {root})]
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
