"""Who is authoritative for which field: the system of record, rule by rule, as it is declared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.days import Span
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.fields import Pattern, cover, patterns, steps_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from weighbridge_checks.facts.document import Location

    #: from a pointer into a file to the place that a person clicks on
    Locate = Callable[[str], Location]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What a file says that can not be meant, and where: a name that nobody has, an odd date."""

    at: Location
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What may be named in the files about ownership, as the other files of the estate have it."""

    systems: Collection[str]
    locations: Sequence[str]
    #: the locations of each wave
    waves: Mapping[str, Sequence[str]]
    #: the states of each workflow, by `order@2.0.0`
    workflows: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """In which locations and states a rule holds; None is in all of them."""

    locations: frozenset[str] | None = None
    states: frozenset[str] | None = None

    def __contains__(self, spot: object) -> bool:
        """Whether the scope has a spot, which is a location and a state."""
        location, state = spot if isinstance(spot, tuple) else (None, None)
        return (self.locations is None or location in self.locations) and (
            self.states is None or state in self.states
        )

    def narrower(self, other: Scope) -> bool:
        """Whether all of it lies in another scope, and not the other way round."""
        return other.has(self) and not self.has(other)

    def has(self, other: Scope) -> bool:
        """Whether all of another scope lies in it."""
        return _within(other.locations, self.locations) and _within(other.states, self.states)


def _within(one: frozenset[str] | None, other: frozenset[str] | None) -> bool:
    return other is None or (one is not None and one <= other)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Writer:
    """A system that may write what another one owns: some fields, in some states, by some way."""

    system: str
    #: the fields, of those of its rule; all of them where it is empty
    patterns: tuple[Pattern, ...] = ()
    states: frozenset[str] | None = None
    #: whether it tells the owner by events, and by no other way
    events_only: bool = False
    at: Location

    def writes(self, field: str) -> bool:
        """Whether it may write a field, of those that its rule covers."""
        return not self.patterns or cover(self.patterns, steps_of(field))

    def __str__(self) -> str:
        """The system and its limits, as a person says them."""
        limits = [f"in {', '.join(sorted(self.states))}"] if self.states is not None else []
        limits += ["by events only"] if self.events_only else []
        return f"{self.system} ({'; '.join(limits)})" if limits else self.system


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One line of the matrix: some fields, their owner, where and when, and who else has them."""

    number: int
    fields: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    owner: str
    scope: Scope
    span: Span
    writers: tuple[Writer, ...]
    replicas: tuple[str, ...]
    why: str | None
    at: Location
    #: where each of `fields` stands
    fields_at: tuple[Location, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One pattern of one rule: what is weighed against others that cover the same field."""

    rule: Rule
    pattern: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A business entity, the fields that are known of it, and the states that it can be in."""

    name: str
    fields: tuple[str, ...]
    workflow: str | None
    states: tuple[str, ...]
    at: Location
    #: where each of `fields` stands
    fields_at: tuple[Location, ...]

    def find(self, field: str) -> str | None:
        """The declared field that a field is, or inside of which it lies."""
        wanted = steps_of(field)
        inside = (f for f in self.fields if Pattern(f, steps_of(f)).covers(wanted))
        return max(inside, key=len, default=None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Record:
    """The whole matrix. One is told from another by identity, so that answers are remembered."""

    file: str
    #: the first day on which every field has to have an owner
    since: date | None
    locations: tuple[str, ...]
    entities: Mapping[str, Entity]
    rules: tuple[Rule, ...]

    @property
    def days(self) -> Span:
        """All days that the matrix has to answer for."""
        return Span(self.since, None)

    @property
    def fields(self) -> Iterator[str]:
        """Every declared field of every entity."""
        for entity in self.entities.values():
            yield from entity.fields

    def entity_of(self, field: str) -> Entity | None:
        """The entity that a field is of."""
        return self.entities.get(steps_of(field)[0])

    def claims(self, field: str) -> tuple[Claim, ...]:
        """The rules that cover a field, each with the patterns by which it does."""
        wanted = steps_of(field)
        return tuple(
            Claim(rule=rule, pattern=pattern)
            for rule in self.rules
            for pattern in rule.patterns
            if pattern.covers(wanted)
        )


def read_record(value: Any, locate: Locate, names: Names) -> tuple[Record, tuple[Slip, ...]]:
    """Read a file that its schema lets pass. With slips in it, the record is not to be judged."""
    reader = Reader(locate, names)
    entities = {
        name: reader.entity(name, said, f"/entities/{name}")
        for name, said in value["entities"].items()
    }
    record = Record(
        file=locate("").file,
        since=reader.day(value, "since", ""),
        locations=tuple(names.locations),
        entities=entities,
        rules=tuple(
            reader.rule(number, said, entities) for number, said in enumerate(value["rules"])
        ),
    )
    return record, tuple(reader.slips)


class Reader:
    """What the readers of ownership and of flows share: names and days, with the slips in them."""

    def __init__(self, locate: Locate, names: Names) -> None:
        self.locate = locate
        self.names = names
        self.slips: list[Slip] = []

    def slip(self, pointer: str, message: str) -> None:
        """Note what can not be meant."""
        self.slips.append(Slip(at=self.locate(pointer), message=message))

    def known(self, kind: str, name: str, known: Collection[str], pointer: str) -> None:
        """Note a name that nobody has."""
        if name not in known:
            self.slip(pointer, f"there is no {kind} '{name}'; {hint(name, known)}")

    def day(self, said: Mapping[str, Any], key: str, pointer: str) -> date | None:
        """A day, such as 2027-03-01."""
        if key not in said:
            return None
        try:
            return date.fromisoformat(str(said[key]))
        except ValueError:
            self.slip(f"{pointer}/{key}", f"'{said[key]}' is not a day like 2027-03-01")
            return None

    def span(self, said: Mapping[str, Any], pointer: str) -> Span:
        """The days from `since` on that come before `until`."""
        span = Span(self.day(said, "since", pointer), self.day(said, "until", pointer))
        if span.empty:
            self.slip(f"{pointer}/until", f"'until' {span.until} is not after 'since' {span.since}")
        return span

    def locations(self, said: Mapping[str, Any], pointer: str) -> frozenset[str] | None:
        """The locations that are named one by one or by wave; None where none are."""
        if "locations" not in said and "waves" not in said:
            return None
        found = set(said.get("locations", ()))
        for i, place in enumerate(said.get("locations", ())):
            self.known("location", place, self.names.locations, f"{pointer}/locations/{i}")
        for i, wave in enumerate(said.get("waves", ())):
            self.known("wave", wave, self.names.waves, f"{pointer}/waves/{i}")
            places = self.names.waves.get(wave, ())
            if wave in self.names.waves and not places:
                self.slip(f"{pointer}/waves/{i}", f"wave '{wave}' has no location of its own")
            found.update(places)
        return frozenset(found)

    def states(
        self, said: Mapping[str, Any], pointer: str, entities: Iterable[Entity]
    ) -> frozenset[str] | None:
        """The states that are named, each one of the entity's workflow."""
        if "states" not in said:
            return None
        for entity in entities:
            if not entity.states:
                message = (
                    f"'{entity.name}' has no states; give the entity a 'workflow', or drop 'states'"
                )
                self.slip(f"{pointer}/states", message)
                continue
            for i, state in enumerate(said["states"]):
                self.known(f"{entity.name} state", state, entity.states, f"{pointer}/states/{i}")
        return frozenset(said["states"])

    def entity(self, name: str, said: Mapping[str, Any], pointer: str) -> Entity:
        """One entity with its fields."""
        workflow = said.get("workflow")
        if workflow is not None:
            self.known("workflow", workflow, self.names.workflows, f"{pointer}/workflow")
        return Entity(
            name=name,
            fields=tuple(f"{name}.{field}" for field in said["fields"]),
            workflow=workflow,
            states=tuple(self.names.workflows.get(workflow or "", ())),
            at=self.locate(pointer),
            fields_at=tuple(
                self.locate(f"{pointer}/fields/{i}") for i in range(len(said["fields"]))
            ),
        )

    def rule(self, number: int, said: Mapping[str, Any], entities: Mapping[str, Entity]) -> Rule:
        """One rule."""
        pointer = f"/rules/{number}"
        found = tuple(p for text in said["fields"] for p in patterns(text))
        about = self.entities_of(said["fields"], f"{pointer}/fields", entities)
        self.known("system", said["owner"], self.names.systems, f"{pointer}/owner")
        for i, replica in enumerate(said.get("replicas", ())):
            self.known("system", replica, self.names.systems, f"{pointer}/replicas/{i}")
        return Rule(
            number=number,
            fields=tuple(said["fields"]),
            patterns=found,
            owner=said["owner"],
            scope=Scope(
                locations=self.locations(said, pointer),
                states=self.states(said, pointer, about),
            ),
            span=self.span(said, pointer),
            writers=tuple(
                self._writer(writer, f"{pointer}/writers/{i}", about)
                for i, writer in enumerate(said.get("writers", ()))
            ),
            replicas=tuple(said.get("replicas", ())),
            why=said.get("why"),
            at=self.locate(pointer),
            fields_at=tuple(
                self.locate(f"{pointer}/fields/{i}") for i in range(len(said["fields"]))
            ),
        )

    def entities_of(
        self, fields: Sequence[str], pointer: str, entities: Mapping[str, Entity]
    ) -> list[Entity]:
        """The entities that some patterns speak of, each once."""
        found: dict[str, Entity] = {}
        for i, text in enumerate(fields):
            name = steps_of(text)[0]
            self.known("entity", name, entities, f"{pointer}/{i}")
            if name in entities:
                found[name] = entities[name]
        return list(found.values())

    def _writer(self, said: Mapping[str, Any], pointer: str, about: Collection[Entity]) -> Writer:
        self.known("system", said["system"], self.names.systems, f"{pointer}/system")
        if "fields" in said:
            of = {entity.name: entity for entity in about}
            about = self.entities_of(said["fields"], f"{pointer}/fields", of)
        return Writer(
            system=said["system"],
            patterns=tuple(p for text in said.get("fields", ()) for p in patterns(text)),
            states=self.states(said, pointer, about),
            events_only=said.get("through") == "events",
            at=self.locate(pointer),
        )
