"""What is copied from which system to which: the declared flows, as their file has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.fields import Pattern, cover, patterns, steps_of
from weighbridge_checks.facts.ownership import Reader, Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from weighbridge_checks.facts.days import Span
    from weighbridge_checks.facts.document import Location
    from weighbridge_checks.facts.ownership import Entity, Locate, Names, Slip


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One way by which changes of some fields travel from a system to another."""

    number: int
    id: str
    source: str
    target: str
    fields: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    #: the fields that they become in the target; the same fields where it is empty
    into: tuple[Pattern, ...]
    #: event, api or file
    kind: str
    contract: str | None
    scope: Scope
    span: Span
    #: whether it carries a field only where and while its source owns it
    follows_ownership: bool
    #: the attribute by which the target tells, and drops, what it has sent itself
    origin_check: str | None
    why: str | None
    at: Location
    fields_at: tuple[Location, ...]

    @property
    def name(self) -> str:
        """The flow as a person calls it."""
        return f"{self.source} → {self.target}"

    def lands(self, field: str, known: Collection[str]) -> tuple[str, ...]:
        """The fields of the target that a field of the source becomes."""
        if not cover(self.patterns, steps_of(field)):
            return ()
        if not self.into:
            return (field,)
        return tuple(f for f in known if cover(self.into, steps_of(f)))


def read_flows(
    value: Any,
    locate: Locate,
    names: Names,
    entities: Mapping[str, Entity],
    contracts: Collection[str],
) -> tuple[tuple[Flow, ...], tuple[Slip, ...]]:
    """Read a file that its schema lets pass. With slips in it, the flows are not to be judged."""
    reader = Reader(locate, names)
    seen: dict[str, int] = {}
    found = []
    for number, said in enumerate(value["flows"]):
        pointer = f"/flows/{number}"
        if said["id"] in seen:
            reader.slip(f"{pointer}/id", f"'{said['id']}' stands here again; rename one")
        seen[said["id"]] = number
        for key in ("from", "to"):
            reader.known("system", said[key], names.systems, f"{pointer}/{key}")
        if "contract" in said:
            reader.known("contract", said["contract"], contracts, f"{pointer}/contract")
        found.append(_flow(reader, number, said, entities))
    return tuple(found), tuple(reader.slips)


def _flow(
    reader: Reader, number: int, said: Mapping[str, Any], entities: Mapping[str, Entity]
) -> Flow:
    pointer = f"/flows/{number}"
    about = reader.entities_of(said["fields"], f"{pointer}/fields", entities)
    into = said.get("into", ())
    landing = reader.entities_of(into, f"{pointer}/into", entities)
    if into and (len(about) != 1 or landing != about):
        reader.slip(f"{pointer}/into", "'into' has to be of the one entity that 'fields' are of")
    if into and "follows" in said:
        reader.slip(f"{pointer}/follows", "'follows' is of fields that stay the same; drop 'into'")
    return Flow(
        number=number,
        id=said["id"],
        source=said["from"],
        target=said["to"],
        fields=tuple(said["fields"]),
        patterns=tuple(p for text in said["fields"] for p in patterns(text)),
        into=tuple(p for text in into for p in patterns(text)),
        kind=said["kind"],
        contract=said.get("contract"),
        scope=Scope(
            locations=reader.locations(said, pointer),
            states=reader.states(said, pointer, about),
        ),
        span=reader.span(said, pointer),
        follows_ownership=said.get("follows") == "ownership",
        origin_check=said.get("breaks_loop_by", {}).get("origin_check"),
        why=said.get("why"),
        at=reader.locate(pointer),
        fields_at=tuple(reader.locate(f"{pointer}/fields/{i}") for i in range(len(said["fields"]))),
    )
