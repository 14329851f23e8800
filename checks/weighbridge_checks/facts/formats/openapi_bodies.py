"""Bodies that are no JSON: files, texts, and forms with the writing of each of their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Kind, Place
from weighbridge_checks.facts.formats.media import essence, is_range, media_key, typed
from weighbridge_checks.facts.formats.openapi_writing import written
from weighbridge_checks.facts.model import Element
from weighbridge_checks.facts.schema import escape
from weighbridge_checks.facts.view import schemas_under, view

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.change import Direction
    from weighbridge_checks.facts.schema import Conj, Node
    from weighbridge_checks.facts.view import View

_FORM = "application/x-www-form-urlencoded"
_SINGLE = frozenset({"string", "integer", "number", "boolean", "null"})
_ELSEWHERE = frozenset({"$ref", "allOf", "anyOf", "oneOf"})
#: what the schema of a file may say without asking anything of its bytes
_IDLE = frozenset(
    {
        "type", "format", "contentMediaType", "contentEncoding", "title", "description", "example",
        "examples", "$ref",
    }
)  # fmt: skip


def is_opaque(media: str, schema: Node) -> bool:
    """Whether a body is bytes of which a schema says nothing, in whichever words it says that."""
    if typed(media) or _is_form(media) or essence(media).startswith("text/"):
        return False
    if "xml" in essence(media):
        return False
    seen = view((schema,))
    said = {k for part in seen.parts for k in part.keywords if not k.startswith("x-")}
    return said <= _IDLE and (seen.types == {"string"} or "type" not in said)


def is_text(media: str, schema: Node | None) -> bool:
    """Whether numbers and truths are written as text in a body, as in forms and in XML."""
    if typed(media):
        return False
    if schema is None or not essence(media).startswith("multipart/"):
        return True
    # the part of a form that is no single value is JSON
    return not any(_shape(view(conj)) == "object" for conj in view((schema,)).properties.values())


def encodings(
    media: str, said: Mapping[str, Any], schema: Node | None, at: Place, direction: Direction
) -> Iterator[Element]:
    """How each part of a form is written; what is not said is what is usual."""
    if schema is None or not _is_form(media):
        return
    named = said.get("encoding")
    named = named if isinstance(named, dict) else {}
    for name, conj in view((schema,)).properties.items():
        own = named.get(name)
        own = own if isinstance(own, dict) else {}
        if essence(media) == _FORM or {"style", "explode", "allowReserved"} & own.keys():
            style, explode = written(own, "form", _shape_of(conj))
            language = None
        else:
            style, explode = None, None
            language = _languages(own.get("contentType")) or _usual(view(conj))
        yield Element(
            kind=Kind.ENCODING,
            key=name,
            steps=(name,),
            place=Place(at.file, f"{at.pointer}/encoding/{escape(name)}"),
            direction=direction,
            attributes={"style": style, "explode": explode, "contentType": language},
        )


def _is_form(media: str) -> bool:
    return essence(media) == _FORM or (
        essence(media).startswith("multipart/") and not is_range(media)
    )


def _shape_of(conj: Conj) -> str | None:
    """The shape of what some schemas describe, told at a glance where it is a single value."""
    said = conj[0].keywords
    kind = said.get("type")
    if len(conj) == 1 and isinstance(kind, str) and kind in _SINGLE and _ELSEWHERE.isdisjoint(said):
        return None
    return _shape(view(conj))


def _shape(seen: View) -> str | None:
    """Whether a part may be an object, or is an array; a choice may be what its branches are."""
    kinds = set(seen.types)
    for union in seen.unions:
        kinds &= {kind for branch in union.branches for kind in view((branch,)).types}
    if "object" in kinds and kinds != view(()).types:
        return "object"
    if kinds == {"array"}:
        inside = view(tuple(schemas_under(seen, "items")))
        return "object" if inside.types == {"object"} else "array"
    return None


def _languages(said: Any) -> list[str] | None:
    """The media types that a part may have."""
    if not isinstance(said, str):
        return None
    return sorted(media_key(one) for one in said.split(",") if one.strip()) or None


def _usual(seen: View) -> list[str] | None:
    """What a part is written in where nobody says it; None for a file, which may be anything."""
    shape = _shape(seen)
    if shape == "object":
        return ["application/json"]
    item = view(tuple(schemas_under(seen, "items"))) if shape == "array" else seen
    told = {str(v) for word in ("format", "contentMediaType") for _, v in item.values(word)}
    if told & {"binary", "application/octet-stream"} or len(item.types) > 1:
        return None
    return ["text/plain"]
