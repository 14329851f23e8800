"""Parameters that two documents divide otherwise and callers write alike.

`?a=1&b=2` is what two loose parameters say, and what one object says whose properties are written
apart. `?id=1` is one value, and a list of one. So an object is taken apart where the other document
has no such object, and a list is held against a single value by its items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.change import Kind
from weighbridge_checks.facts.view import count, schemas_under, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.model import Element
    from weighbridge_checks.facts.schema import Node

    Elements = tuple[Element, ...]

#: what the schema of an object may say without losing by being taken apart
_PLAIN = frozenset(
    {
        "type", "properties", "required", "additionalProperties", "title", "description", "example",
        "examples", "default", "deprecated", "$ref", "allOf", "externalDocs", "xml",
    }
)  # fmt: skip
#: styles in which a single value looks as it does without any
_BARE = frozenset({None, "form", "simple", "spaceDelimited", "pipeDelimited"})


def levelled(old: Elements, new: Elements) -> tuple[Elements, Elements]:
    """The parts of an operation in both documents, divided alike where callers write them alike."""
    was, now = _by_key(old), _by_key(new)
    if was.keys() != now.keys():
        old, new = tuple(_apart(old, now)), tuple(_apart(new, was))
        was, now = _by_key(old), _by_key(new)
    pairs = {key: _alike(element, now[key]) for key, element in was.items() if key in now}
    return tuple(_taken(old, pairs, 0)), tuple(_taken(new, pairs, 1))


def _by_key(elements: Elements) -> dict[str, Element]:
    return {e.key: e for e in elements if e.kind is Kind.PARAMETER}


def _taken(
    elements: Elements, pairs: dict[str, tuple[Element, Element]], side: int
) -> Iterator[Element]:
    for element in elements:
        is_paired = element.kind is Kind.PARAMETER and element.key in pairs
        yield pairs[element.key][side] if is_paired else element


# -- objects


def _apart(elements: Elements, others: dict[str, Element]) -> Iterator[Element]:
    """The same, with the objects taken apart that the other document does not have."""
    for element in elements:
        if element.kind is Kind.PARAMETER and element.key not in others:
            loose = _loose(element)
            if loose is not None:
                yield from loose
                continue
        yield element


def _loose(element: Element) -> list[Element] | None:
    """The properties of an object that is written apart, as the parameters that they look like."""
    if element.schema is None or not _is_apart(element):
        return None
    seen = view((element.schema,))
    if seen.types != {"object"} or seen.unions or not seen.properties:
        return None
    for part in seen.parts:
        said = {k for k in part.keywords if not k.startswith("x-")}
        if not said <= _PLAIN or part.keywords.get("additionalProperties", False) is not False:
            return None
    if seen.required and not element.required:
        return None  # all or nothing, which loose parameters can not say
    return [
        element._replace(
            key=f"query:{name}",
            steps=("request", "query", name),
            place=conj[0].place,
            required=name in seen.required,
            schema=conj[0],
            attributes={
                **element.attributes,
                "required": name in seen.required,
                "description": None,
                "style": None,
                "explode": None,
                "content": None,
            },
            text=True,
            shape=None,
        )
        for name, conj in seen.properties.items()
        if len(conj) == 1
    ]


def _is_apart(element: Element) -> bool:
    """Whether the properties of an object stand side by side in the query."""
    said = element.attributes
    if element.key.startswith("querystring:"):
        return said.get("content") == "application/x-www-form-urlencoded"
    written = said.get("style"), said.get("explode")
    return (
        element.key.startswith("query:") and element.shape == "object" and written == ("form", True)
    )


# -- single values and lists


def _alike(old: Element, new: Element) -> tuple[Element, Element]:
    """A pair of parameters, without what says nothing of the values that both may have."""
    if old.schema is None or new.schema is None:
        return old, new
    flat = [e.shape is None for e in (old, new)]
    if flat[0] is flat[1] or any(e.attributes.get("content") for e in (old, new)):
        return old, new
    single, several = (old, new) if flat[0] else (new, old)
    item = _item(several, single)
    styles = {e.attributes.get("style") for e in (single, several)}
    if item is None or not styles <= _BARE:
        # the values are others, of which the schemas tell
        return _unstyled(old), _unstyled(new)
    listed = several._replace(
        schema=item, attributes={**_unstyled(several).attributes, "list": True}
    )
    single = _unstyled(single)
    return (single, listed) if flat[0] else (listed, single)


def _item(several: Element, single: Element) -> Node | None:
    """The schema of the items where one item, written as the style has it, is a list of one."""
    if several.schema is None or single.schema is None:
        return None
    seen = view((several.schema,))
    items = schemas_under(seen, "items")
    if seen.types != {"array"} or seen.unions or len(items) != 1:
        return None
    least = count(seen, "minItems")
    if least is not None and least.value > 1:
        return None
    apart = several.attributes.get("explode") is True
    inside = view((single.schema,)).types
    if inside & {"array", "object"} or (not apart and "string" in inside):
        return None  # a text with a comma in it would be two items
    return None if view((items[0],)).types & {"array", "object"} else items[0]


def _unstyled(element: Element) -> Element:
    return element._replace(attributes={**element.attributes, "style": None, "explode": None})
