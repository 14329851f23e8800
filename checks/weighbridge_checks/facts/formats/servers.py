"""The servers that a document, a path or an operation of an HTTP API names."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Direction, Kind, Place
from weighbridge_checks.facts.formats.addresses import Base, base_of, holes, server_key
from weighbridge_checks.facts.model import Element
from weighbridge_checks.facts.schema import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    #: a parameter as an element: what it says, in what, its name, its key, its place
    Parameter = Callable[[Mapping[str, Any], str, str, str, Place, Direction], Element]

#: what a variable says to machines
_SAID = {"default": str, "enum": list}


def servers(holder: Mapping[str, Any], place: Place) -> Iterator[Element]:
    """The addresses as elements; "/" is where the document itself is, and says nothing."""
    for at, url, variables in _named(holder, place):
        if key := server_key(url):
            yield Element(
                kind=Kind.SERVER,
                key=key,
                steps=("servers", key),
                place=at,
                attributes={"variables": server_variables(variables)},
            )


def bases(holder: Mapping[str, Any], place: Place, parameter: Parameter) -> tuple[Base, ...]:
    """The paths of these servers; where none is named, that of the document's own host."""
    found = []
    for at, url, variables in _named(holder, place):
        path, usual = base_of(url, variables)
        found.append(Base(path, usual, partial(_in_path, path, variables, at, parameter)))
    return tuple(dict.fromkeys(found)) or (Base("", ""),)


def server_variables(variables: Mapping[str, Any]) -> dict[str, Any] | None:
    """What may stand in the holes of a server's address, without the words about it."""
    return {
        name: {k: one[k] for k, kind in _SAID.items() if isinstance(one.get(k), kind)}
        for name, one in variables.items()
        if isinstance(one, dict)
    } or None


def _named(
    holder: Mapping[str, Any], place: Place
) -> Iterator[tuple[Place, str, Mapping[str, Any]]]:
    listed = holder.get("servers")
    for i, server in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(server, dict) and isinstance(server.get("url"), str):
            said = server.get("variables")
            at = Place(place.file, f"{place.pointer}/servers/{i}")
            yield at, server["url"], said if isinstance(said, dict) else {}


def _in_path(
    path: str, variables: Mapping[str, Any], place: Place, parameter: Parameter
) -> tuple[Element, ...]:
    """The variables in the path of a server, as the parameters that they are to callers."""
    found = []
    for i, name in enumerate(holes(path)):
        said = variables.get(name)
        said = said if isinstance(said, dict) else {}
        schema: dict[str, Any] = {"type": "string"}
        if isinstance(said.get("enum"), list):
            schema["enum"] = said["enum"]
        value = {"description": said.get("description"), "schema": schema}
        at = Place(place.file, f"{place.pointer}/variables/{escape(name)}")
        found.append(parameter(value, "path", name, str(i), at, Direction.REQUEST))
    return tuple(found)
