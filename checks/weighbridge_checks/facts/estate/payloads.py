"""What the messages of an event contract carry: the fields of an object, wherever they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.formats import pointer as pointers
from weighbridge_checks.facts.formats.errors import UnreadableContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.document import Bundle, Place

#: how deep fields are looked for; recursive schemas have no end
DEEPEST = 12


def payload_of(bundle: Bundle, message: str) -> Place | None:
    """The schema of a message's payload, by the message's pointer; None where there is none."""
    place = _at(bundle, f"{message}/payload", "")
    if place is not None and isinstance(place.value, dict) and "schemaFormat" in place.value:
        return part_of(bundle, place, "schema")
    return place


def fields_of(bundle: Bundle, place: Place) -> tuple[dict[str, Place], set[str]]:
    """The fields of an object schema with those of its parts, and which have to be there."""
    found: dict[str, Place] = {}
    required: set[str] = set()
    _gather(bundle, place, found, required, 0)
    return found, required


def field_at(bundle: Bundle, place: Place, path: str) -> Place | None:
    """The schema of a field such as `lines[].quantity`; None where there is no such field."""
    here: Place | None = place
    for step in path.split("."):
        if here is None:
            return None
        name = step.removesuffix("[]")
        here = fields_of(bundle, here)[0].get(name)
        if here is not None and step.endswith("[]"):
            here = part_of(bundle, bundle.follow(here), "items")
    return here


def paths_of(bundle: Bundle, place: Place, deep: int = 3) -> Iterator[str]:
    """The fields of an object schema as paths, those of its parts after it."""
    for name, inner in fields_of(bundle, place)[0].items():
        yield name
        if not deep:
            continue
        followed = bundle.follow(inner)
        items = part_of(bundle, followed, "items") if isinstance(followed.value, dict) else None
        if items is not None:
            yield from (f"{name}[].{path}" for path in paths_of(bundle, items, deep - 1))
        yield from (f"{name}.{path}" for path in paths_of(bundle, inner, deep - 1))


def part_of(bundle: Bundle, place: Place, *steps: str) -> Place | None:
    """What stands below a place; None where nothing does."""
    return _at(bundle, f"{place.pointer}{pointers.join(steps)}", place.file)


def _gather(
    bundle: Bundle, place: Place, found: dict[str, Place], required: set[str], depth: int
) -> None:
    place = bundle.follow(place)
    value = place.value
    if not isinstance(value, dict) or depth > DEEPEST:
        return
    for index in range(len(value.get("allOf", ()))):
        part = part_of(bundle, place, "allOf", str(index))
        if part is not None:
            _gather(bundle, part, found, required, depth + 1)
    required |= {r for r in value.get("required", ()) if isinstance(r, str)}
    for name in value.get("properties", {}):
        inner = part_of(bundle, place, "properties", name)
        if inner is not None:
            found[name] = inner


def _at(bundle: Bundle, pointer: str, file: str) -> Place | None:
    try:
        return bundle.resolve(f"#{pointer.replace('%', '%25')}", file)
    except UnreadableContractError:
        return None
