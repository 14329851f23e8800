"""The names that schemas give themselves: `$id`, `$anchor`, and their older spellings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from weighbridge_checks.facts.formats.references import objects

if TYPE_CHECKING:
    from collections.abc import Callable

_OLDER_DRAFT = re.compile(r"json-schema\.org/draft-0[3-7]/")
_OLDEST_DRAFT = re.compile(r"json-schema\.org/draft-0[34]/")
_NAMING = re.compile(rb"\$(?:id|anchor|dynamicAnchor|recursiveAnchor)|\\u0024")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]*")


class Identifiers(NamedTuple):
    """What the parts of one document are called. A resource is a part with a URI of its own."""

    uris: dict[str, str]  # the pointer of each resource to its URI; the root is always one
    resources: dict[str, str]  # and back
    anchors: dict[tuple[str, str], str]  # the pointer of a resource and a name, to a pointer

    def resource_around(self, pointer: str) -> str:
        """The pointer of the innermost resource that holds a part."""
        while pointer not in self.uris:
            pointer = pointer.rpartition("/")[0]
        return pointer


def might_identify(text: bytes) -> bool:
    """Whether a text can name any of its parts. Most do not, and need no index."""
    return _NAMING.search(text) is not None


def identifiers(root: Any, *, uri: str, mentioned: Callable[[], bool]) -> Identifiers | None:
    """The names in a document that stands at a URI, or None where it can have none."""
    if not isinstance(root, dict) or nameless_by_format(root):
        return None
    draft = root.get("$schema")
    draft = draft if isinstance(draft, str) else ""
    keyword = "id" if _OLDEST_DRAFT.search(draft) else "$id"
    if keyword == "$id" and not mentioned():
        return None
    found = Identifiers(uris={"": uri}, resources={}, anchors={})
    for at, holder in objects(root, ""):
        # In the older drafts, whatever stands beside a $ref means nothing.
        if not (isinstance(holder.get("$ref"), str) and _OLDER_DRAFT.search(draft)):
            _note(found, at, holder, keyword)
    return found


def nameless_by_format(root: dict[str, Any]) -> bool:
    """Whether a document is of a format whose schemas have no names of their own."""
    return "swagger" in root or str(root.get("openapi", "")).startswith("3.0")


def _note(found: Identifiers, at: str, holder: dict[str, Any], keyword: str) -> None:
    if isinstance(own := holder.get(keyword), str):
        _note_id(found, at, own)
    for word in ("$anchor", "$dynamicAnchor"):
        if isinstance(name := holder.get(word), str):
            found.anchors.setdefault((found.resource_around(at), name), at)


def _note_id(found: Identifiers, at: str, own: str) -> None:
    around = found.resource_around(at)
    relative, _, name = own.partition("#")
    if relative:
        uri = joined(found.uris[around], relative)
        if uri != found.uris[around] or not at:
            found.uris[at] = uri
            found.resources.setdefault(uri, at)
            around = at
    # "#/definitions/a" as an id is a habit of some generators, and names nothing.
    if _PLAIN_NAME.fullmatch(name):
        found.anchors.setdefault((around, name), at)


def joined(base: str, uri: str) -> str:
    """What a URI means, seen from another; itself where that can not be said."""
    try:
        return urljoin(base, uri)
    except ValueError:  # as for "http://[", which is no address
        return uri
