"""What joins the two events of a completion pair: the fields of both that have to be equal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.facts.estate.contract import same_event
from weighbridge_checks.facts.estate.payloads import field_at, fields_of, part_of, payload_of
from weighbridge_checks.facts.estate.payloads import paths_of as paths_below
from weighbridge_checks.facts.formats.errors import UnreadableContractError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from weighbridge_checks.facts.document import Bundle, Place
    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Entry, Estate

#: the two events of a pair, in their order
ENDS = ("when", "then")


class Key(NamedTuple):
    """One of the fields that join: how one event calls it."""

    path: str
    #: whether it stands among the headers of the message, and not in its payload
    header: bool
    pointer: str

    def __str__(self) -> str:
        return f"header {self.path}" if self.header else self.path


class Carrying(NamedTuple):
    """A version of an event contract, and where it tells what one of its events carries."""

    version: ContractVersion
    bundle: Bundle
    #: where fields are looked for: the data of a CloudEvent first, then what is around it
    places: tuple[Place, ...]
    headers: Place | None

    def field(self, key: Key) -> Place | None:
        """The schema of a field; None where there is no such field."""
        if key.header:  # its name may have dots
            return fields_of(self.bundle, self.headers)[0].get(key.path) if self.headers else None
        found = (field_at(self.bundle, place, key.path) for place in self.places)
        return next((p for p in found if p is not None), None)

    def paths(self, key: Key) -> Iterator[str]:
        """The fields that there are where this one was looked for."""
        if key.header:
            yield from fields_of(self.bundle, self.headers)[0] if self.headers else ()
            return
        data, *around = self.places
        yield from paths_below(self.bundle, data)
        for place in around:
            yield from fields_of(self.bundle, place)[0].keys() - {"data"}


def joined(pair: Entry) -> Iterator[tuple[Key, Key]]:
    """The fields that join, as the first event calls each and as the second one does."""
    for index, said in enumerate(pair.value["key"]):
        pointer = f"{pair.pointer}/key/{index}"
        if isinstance(said, str):
            one = Key(path=said, header=False, pointer=pointer)
            yield one, one
        else:
            first, second = (_side(said[end], f"{pointer}/{end}") for end in ENDS)
            yield first, second


def carrying(estate: Estate, event: str) -> tuple[Carrying, ...] | None:
    """The versions that carry an event and are not retired; None where one tells nothing of it.

    Those that are only proposed count: a pair may be written for the version to come.
    """
    found = []
    for one in estate.carrying(event):
        if one.status == "retired":
            continue
        carried = _carrying(one, event)
        if carried is None:
            return None
        found.append(carried)
    return tuple(found)


def _side(said: str | Mapping[str, Any], pointer: str) -> Key:
    if isinstance(said, str):
        return Key(path=said, header=False, pointer=pointer)
    return Key(path=said["header"], header=True, pointer=f"{pointer}/header")


def _carrying(one: ContractVersion, event: str) -> Carrying | None:
    try:
        bundle = one.contract.bundle
        pointer = next((p for n, p in one.events.items() if same_event(n, event)), None)
    except UnreadableContractError:
        return None  # who reads the documents tells of it
    payload = payload_of(bundle, pointer) if pointer else None
    if pointer is None or payload is None:
        return None
    fields = fields_of(bundle, payload)[0]
    data = fields.get("data", payload)
    if not fields_of(bundle, data)[0]:
        return None
    message = bundle.follow(bundle.resolve(f"#{pointer}", ""))
    return Carrying(
        version=one,
        bundle=bundle,
        places=(data, payload) if data is not payload else (data,),
        headers=part_of(bundle, message, "headers"),
    )
