"""A workflow contract: the states that an entity may be in, and the events that move it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.formats.pointer import join
from weighbridge_checks.facts.interaction import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from weighbridge_checks.facts.model import Contract

#: where an entity is before the event that creates it
BEFORE = ""


class Role(StrEnum):
    """What a system has to do with a workflow."""

    #: it sends events, and so commands steps
    PRODUCER = "producer"
    #: it reads states or events, and acts on them
    CONSUMER = "consumer"
    #: it reads them too, and only counts and measures
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One of the states; `pointer` leads to it in the file, as in all that follows."""

    name: str
    kind: str | None = None
    sla: str | None = None
    owner_system: str | None = None
    description: str | None = None
    pointer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A step from one state to another on an event, where its guard holds."""

    source: str
    target: str
    event: str
    #: the condition with single spaces; empty where the step has none
    guard: str = ""
    #: the systems that send the event here; any producer where nobody is named
    actors: tuple[str, ...] = ()
    pointer: str = ""

    @property
    def step(self) -> tuple[str, str, str]:
        """By what it is the same step in another version: from, event, to."""
        return self.source, self.event, self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """An event that is taken in a state and changes nothing."""

    state: str
    event: str
    pointer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A system that lives by the workflow, and how it takes what it does not know."""

    system: str
    role: Role
    posture: Stance = Stance.EXHAUSTIVE
    #: the states into which it asks entities to go
    commands: tuple[str, ...] = ()
    #: the states on whose meaning it acts
    relies_on: tuple[str, ...] = ()
    pointer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A list of values in another contract that has to be the states of this workflow."""

    contract: str
    version: str
    #: the file beside the contract's document where the list stands; empty for the document itself
    file: str
    #: where the list stands in that file
    at: str
    #: the property that carries the state, as consumers read it
    field: str | None = None
    #: states that the list leaves out on purpose
    without: tuple[str, ...] = ()
    pointer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A version of a workflow, as its file says it; the standards judge whether it makes sense."""

    name: str
    version: str
    entity: str
    key: str
    title: str | None
    description: str | None
    status: str | None
    owners: Mapping[str, str]
    states: tuple[State, ...]
    initial: tuple[str, ...]
    terminal: tuple[str, ...]
    #: the events that create an entity, as steps from `BEFORE`
    creations: tuple[Transition, ...]
    transitions: tuple[Transition, ...]
    ignored: tuple[Ignored, ...]
    parties: tuple[Party, ...]
    bindings: tuple[Binding, ...]
    #: of a state that follows from the states of parts: which entity, which field, and how
    derived_from: Mapping[str, str] | None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the states, each once, in the order of the file."""
        return tuple(dict.fromkeys(s.name for s in self.states))

    @property
    def steps(self) -> tuple[Transition, ...]:
        """All steps, the creation among them."""
        return (*self.creations, *self.transitions)

    @property
    def events(self) -> tuple[str, ...]:
        """Every event that the workflow knows, in the order of the file."""
        named = (*(t.event for t in self.steps), *(i.event for i in self.ignored))
        return tuple(dict.fromkeys(named))

    def state(self, name: str) -> State | None:
        """The state of a name."""
        return next((s for s in self.states if s.name == name), None)


def workflow_of(contract: Contract) -> Workflow:
    """The workflow that a contract of that format is."""
    return workflow_in(contract.document)


def workflow_in(root: Mapping[str, Any]) -> Workflow:
    """The workflow that a file says, whose form was checked by its schema."""
    return Workflow(
        name=root["workflow"],
        version=root["version"],
        entity=root["entity"],
        key=root["key"],
        title=root.get("title"),
        description=root.get("description"),
        status=root.get("status"),
        owners=root.get("owners", {}),
        states=tuple(_states(root["states"])),
        initial=tuple(root["initial"]),
        terminal=tuple(root["terminal"]),
        creations=tuple(_creations(root["creation_events"])),
        transitions=tuple(_transitions(root["transitions"])),
        ignored=tuple(_ignored(root.get("ignore", {}))),
        parties=tuple(_parties(root.get("parties", []))),
        bindings=tuple(_bindings(root.get("bound_to", []))),
        derived_from=root.get("derived_from"),
    )


def guard_text(said: str | None) -> str:
    """A guard as it is compared: with single spaces, and `==` as `=`."""
    return " ".join((said or "").replace("==", "=").split())


def _states(listed: Iterable[Any]) -> Iterator[State]:
    for index, one in enumerate(listed):
        yield State(
            name=one["name"],
            kind=one.get("kind"),
            sla=one.get("sla"),
            owner_system=one.get("owner_system"),
            description=one.get("description"),
            pointer=join(("states", index)),
        )


def _creations(listed: Iterable[Any]) -> Iterator[Transition]:
    for index, said in enumerate(listed):
        yield Transition(
            source=BEFORE,
            target=said["to"],
            event=said["event"],
            guard=guard_text(said.get("guard")),
            actors=_names(said.get("actor")),
            pointer=join(("creation_events", index)),
        )


def _transitions(listed: Iterable[Any]) -> Iterator[Transition]:
    for index, said in enumerate(listed):
        yield Transition(
            source=said["from"],
            target=said["to"],
            event=said["on"],
            guard=guard_text(said.get("guard")),
            actors=_names(said.get("actor")),
            pointer=join(("transitions", index)),
        )


def _ignored(by_state: Mapping[str, Any]) -> Iterator[Ignored]:
    for state, events in by_state.items():
        for index, event in enumerate(events):
            yield Ignored(state=state, event=event, pointer=join(("ignore", state, index)))


def _parties(listed: Iterable[Any]) -> Iterator[Party]:
    for index, said in enumerate(listed):
        yield Party(
            system=said["system"],
            role=Role(said["role"]),
            posture=Stance(said.get("posture", Stance.EXHAUSTIVE)),
            commands=tuple(said.get("commands", ())),
            relies_on=tuple(said.get("relies_on", ())),
            pointer=join(("parties", index)),
        )


def _bindings(listed: Iterable[Any]) -> Iterator[Binding]:
    for index, said in enumerate(listed):
        file, hash_, at = said["pointer"].partition("#")
        yield Binding(
            contract=said["contract"],
            version=said["version"],
            file=file if hash_ else "",
            at=at if hash_ else file,
            field=said.get("field"),
            without=tuple(said.get("without", ())),
            pointer=join(("bound_to", index)),
        )


def _names(said: Any) -> tuple[str, ...]:
    if said is None:
        return ()
    return (said,) if isinstance(said, str) else tuple(said)
