"""Where an operation is reached: the path of a server, followed by the path of the operation.

Whether `/v2` is said once in the servers or in each of the paths, callers send the same request
line. So operations are told by both together, wherever two documents divide them differently.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.change import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from weighbridge_checks.facts.model import Contract, Element, Unit

_HOLE = re.compile(r"\{([^{}]*)\}")
_BRACES = re.compile(r"(\{[^{}]*\})")
_USUAL_PORTS = {"http": ":80", "https": ":443"}
_AUTHORITY = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/]*")


class Base:
    """The path of a server, by which it is told, and what may stand in its holes."""

    __slots__ = ("path", "usual", "variables")

    def __init__(
        self, path: str, usual: str, variables: Callable[[], tuple[Element, ...]] = tuple
    ) -> None:
        self.path = path
        #: the same path where callers leave the variables as they are
        self.usual = usual
        #: the variables of the path as parameters, in their order
        self.variables = variables

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Base) and self.path == other.path and self.usual == other.usual

    def __hash__(self) -> int:
        return hash((self.path, self.usual))


def template_key(path: str) -> str:
    """A path whose parameters have no names, since callers never see these."""
    return _HOLE.sub("{}", path)


def holes(path: str) -> list[str]:
    """The names of the parameters of a path, in their order."""
    return _HOLE.findall(path)


def base_of(url: str, variables: Mapping[str, Any] | None = None) -> tuple[str, str]:
    """The path of a server's URL: with its variables as holes, and with their defaults."""
    defaults = {
        name: str(said["default"])
        for name, said in (variables or {}).items()
        if isinstance(said, dict) and "default" in said
    }
    first = _HOLE.match(url)
    if first and first[1] in defaults:  # a variable that stands for the whole host
        url = defaults[first[1]] + url[first.end() :]
    usual = _HOLE.sub(lambda hole: defaults.get(hole[1], hole[0]), url)
    return _path(url), _path(usual)


def server_key(url: str) -> str:
    """A server's URL in the one way in which it is told: hosts know no capitals, nor usual ports.

    What stands in braces is the name of a variable, and is kept. "/" is the document's own host.
    """
    authority = _AUTHORITY.match(url)
    if not authority:
        return _path(url)
    host = "".join(
        part if part.startswith("{") else part.lower() for part in _BRACES.split(authority[0])
    )
    scheme = host.partition(":")[0]
    if usual := _USUAL_PORTS.get(scheme):
        host = host.removesuffix(usual)
    return host + url[authority.end() :].rstrip("/")


def _path(url: str) -> str:
    rest = url.partition("#")[0].partition("?")[0]
    authority = _AUTHORITY.match(rest)
    path = rest[authority.end() :] if authority else rest
    path = posixpath.normpath("/" + path).lstrip("/")
    return f"/{path}" if path and path != "." else ""


class Aligned(NamedTuple):
    """Two contracts, ready to be walked side by side: what stands for what."""

    old: tuple[Element, ...]
    new: tuple[Element, ...]
    pairs: tuple[tuple[Unit, Unit], ...]
    removed: tuple[Unit, ...]
    added: tuple[Unit, ...]


def align(old: Contract, new: Contract) -> Aligned:
    """Which operation of the new contract stands for which of the old one.

    Where both have the same base paths, the paths alone tell. Else the whole addresses come first:
    if a prefix moved between the servers and the paths, these do not change, and only the hosts of
    the servers are compared. If they do (`/v1` became `/v2`), the paths tell, and the servers say
    what changed.
    """
    left = {u.key: u for u in old.units}
    right = {u.key: u for u in new.units}
    partner: dict[str, tuple[Unit, Unit]] = {}
    elements = (old.elements, new.elements)
    moved = False
    if {u.bases for u in left.values()} != {u.bases for u in right.values()}:
        partner = _by_address(left, right)
        moved = any(a.key != b.key for a, b in partner.values())
    if moved:
        elements = (_hosts(old.elements), _hosts(new.elements))
    taken = {b.key for _, b in partner.values()}
    for key, unit in left.items():
        twin = right.get(key)
        if twin is None or key in partner or key in taken:
            continue
        if moved and unit.bases and twin.bases:
            continue  # the same path below another base is another address
        partner[key] = (unit, twin)
        taken.add(key)
    # the same path below another base is another address, whatever it is called
    kept = {k: u for k, u in left.items() if not (moved and u.bases)}
    _by_other_names(kept, right, partner, taken)
    was, now = _agreed(*elements)
    return Aligned(
        old=was,
        new=now,
        pairs=tuple(_served(*_level(*partner[key])) for key in left if key in partner),
        removed=tuple(
            u for key, u in left.items() if key not in partner and not _guessed(u, right)
        ),
        added=tuple(u for key, u in right.items() if key not in taken and not _guessed(u, left)),
    )


def _guessed(unit: Unit, others: Mapping[str, Unit]) -> bool:
    """Whether nobody has said that this is done, and the other document says what is."""
    return unit.implied and any(
        channel in other.channels for other in others.values() for channel in unit.channels
    )


def _by_address(
    left: Mapping[str, Unit], right: Mapping[str, Unit]
) -> dict[str, tuple[Unit, Unit]]:
    at: dict[str, Unit] = {}
    for unit in right.values():
        for address in _addresses(unit):
            at.setdefault(address, unit)
    found: dict[str, tuple[Unit, Unit]] = {}
    taken: set[str] = set()
    for key, unit in left.items():
        meant = (at[a] for a in _addresses(unit) if a in at)
        twin = next((u for u in meant if u.key not in taken), None)
        if twin is not None:
            found[key] = (unit, twin)
            taken.add(twin.key)
    return found


def _addresses(unit: Unit) -> list[str]:
    """Every address of an operation, the methods before it."""
    method, _, path = unit.key.rpartition(" ")
    bases = dict.fromkeys(path for base in unit.bases for path in (base.path, base.usual))
    return [f"{method} {template_key(base)}{path}" for base in bases]


def _by_other_names(
    left: Mapping[str, Unit],
    right: Mapping[str, Unit],
    partner: dict[str, tuple[Unit, Unit]],
    taken: set[str],
) -> None:
    """What is left may still be told by its name, as an event's operation whose address moved."""
    by_name: dict[str, Unit] = {}
    for key, unit in right.items():
        if key not in taken:
            for name in unit.names:
                by_name.setdefault(name, unit)
    for key, unit in left.items():
        if key in partner:
            continue
        twin = next((by_name[n] for n in unit.names if n in by_name), None)
        if twin is not None and twin.key not in taken:
            partner[key] = (unit, twin)
            taken.add(twin.key)


def _level(old: Unit, new: Unit) -> tuple[Unit, Unit]:
    """A pair whose path parameters are counted from the same place, the start of the address."""
    if old.key == new.key or not (old.bases and new.bases):
        return old, new
    shared = next((a for a in _addresses(old) if a in _addresses(new)), None)
    if shared is None:
        return old, new
    return _whole(old, shared), _whole(new, shared)


def _served(old: Unit, new: Unit) -> tuple[Unit, Unit]:
    """A pair with the servers where it is reached, if either document names some for it alone."""
    if old.servers is None and new.servers is None:
        return old, new
    return _with_servers(old, new), _with_servers(new, old)


def _with_servers(unit: Unit, other: Unit) -> Unit:
    def element() -> Element:
        read = unit.element()
        found = tuple((unit.servers or unit.everywhere)())
        if unit.key != other.key:
            found = _hosts(found)
        return read._replace(children=(*found, *read.children))

    return unit._replace(element=element)


def _whole(unit: Unit, address: str) -> Unit:
    """An operation that has the variables of its base as parameters of its own."""
    _, _, path = unit.key.rpartition(" ")
    _, _, wanted = address.rpartition(" ")
    base = next((b for b in unit.bases if template_key(b.path) + path == wanted), None)
    if base is None:
        return unit
    if not holes(base.path):
        return unit

    def element() -> Element:
        read = unit.element()
        variables = base.variables()
        moved = [_shifted(child, len(variables)) for child in read.children]
        return read._replace(children=(*variables, *moved))

    return unit._replace(element=element)


def _shifted(element: Element, by: int) -> Element:
    where, _, position = element.key.partition(":")
    if element.kind is not Kind.PARAMETER or where != "path" or not position.isdigit():
        return element
    return element._replace(key=f"path:{int(position) + by}")


def _hosts(elements: Iterable[Element]) -> tuple[Element, ...]:
    """Servers without their paths, each host once."""
    found: dict[Any, Element] = {}
    for element in elements:
        if element.kind is Kind.SERVER and element.direction is None:
            authority = _AUTHORITY.match(element.key)
            key = authority[0] if authority else "/"
            if key == "/":
                continue  # reached from the document's own host
            said = element.attributes.get("variables") or {}
            kept = {name: said[name] for name in holes(key) if name in said}
            element = element._replace(  # noqa: PLW2901 (the same server, by its host)
                key=key,
                steps=(*element.steps[:-1], key),
                attributes={**element.attributes, "variables": kept or None},
            )
        found.setdefault((element.kind, element.key), element)
    return tuple(found.values())


def _agreed(
    old: tuple[Element, ...], new: tuple[Element, ...]
) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """Servers whose scheme one document leaves open take the one that the other names."""
    return _named(old, new), _named(new, old)


def _named(elements: tuple[Element, ...], others: tuple[Element, ...]) -> tuple[Element, ...]:
    if not any(e.kind is Kind.SERVER and e.key.startswith("//") for e in elements):
        return elements
    known = {
        e.key.partition(":")[2]: e.key
        for e in reversed(others)
        if e.kind is Kind.SERVER and "://" in e.key
    }
    return tuple(
        e._replace(key=known[e.key], steps=(*e.steps[:-1], known[e.key]))
        if e.kind is Kind.SERVER and e.key in known
        else e
        for e in elements
    )
