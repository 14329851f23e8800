"""An estate as a value: everything that its files say, with the places where they say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.estate.contract import same_event
from weighbridge_checks.facts.formats.errors import UnreadableContractError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.document import Location
    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.dead_letters import DeadLetter
    from weighbridge_checks.facts.estate.deliveries import Delivery
    from weighbridge_checks.facts.estate.files import EstateFile, Trouble
    from weighbridge_checks.facts.estate.trees import Tree
    from weighbridge_checks.facts.pact import Pact


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """A thing with a name of its own in a file: a system, a team, a role, an exception."""

    id: str
    value: Mapping[str, Any]
    file: EstateFile
    pointer: str

    @property
    def location(self) -> Location:
        """Where it stands."""
        return self.file.locate(self.pointer)

    @property
    def retired(self) -> bool:
        """Whether it is named for the record only."""
        return self.value.get("status") == "retired"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeldPact:
    """A pact of the estate, and where it lies."""

    path: str
    pact: Pact
    data: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class Estate:
    """All files of an estate. What could not be read is among the troubles."""

    tree: Tree
    #: by kind, in the order of their paths
    files: Mapping[str, tuple[EstateFile, ...]]
    contracts: tuple[ContractVersion, ...]
    pacts: tuple[HeldPact, ...]
    troubles: tuple[Trouble, ...]
    #: files of which no reader takes notice
    unread: tuple[str, ...] = ()
    #: what was recorded of messages that nobody could process
    dead_letters: tuple[DeadLetter, ...] = ()
    #: what was recorded of files that came
    deliveries: tuple[Delivery, ...] = ()

    @property
    def root(self) -> EstateFile | None:
        """`estate.yaml`."""
        return next(iter(self.files.get("estate", ())), None)

    @property
    def policy(self) -> Mapping[str, Any]:
        """What `estate.yaml` says under `policy`."""
        policy: Mapping[str, Any] = self.root.value.get("policy", {}) if self.root else {}
        return policy

    @cached_property
    def systems(self) -> Mapping[str, Entry]:
        """The applications by name."""
        return self._entries("systems", "systems")

    @cached_property
    def teams(self) -> Mapping[str, Entry]:
        """The technical owners by name."""
        return self._entries("teams", "teams")

    @cached_property
    def roles(self) -> Mapping[str, Entry]:
        """The business owners by name."""
        return self._entries("teams", "roles")

    @cached_property
    def environments(self) -> Mapping[str, Entry]:
        """The environments by name."""
        return self._entries("environments", "environments")

    @cached_property
    def waves(self) -> Mapping[str, Entry]:
        """The waves of the migration by name."""
        return self._entries("environments", "waves")

    @cached_property
    def locations(self) -> tuple[str, ...]:
        """The places that are named as such or by a wave."""
        named = [*self._entries("environments", "locations")]
        named += [place for wave in self.waves.values() for place in wave.value["locations"]]
        return tuple(dict.fromkeys(named))

    @cached_property
    def terms(self) -> Mapping[str, Entry]:
        """The business terms by name."""
        return self._entries("terms", "terms")

    @cached_property
    def code_lists(self) -> Mapping[str, Entry]:
        """The code lists by name."""
        return self._entries("terms", "code_lists")

    @cached_property
    def exceptions(self) -> Mapping[str, Entry]:
        """The exception catalogue by code."""
        return self._entries("exceptions", "exceptions", key="code")

    @cached_property
    def pairs(self) -> Mapping[str, Entry]:
        """The completion pairs by name."""
        return self._entries("completion-pairs", "pairs")

    @property
    def workflows(self) -> tuple[EstateFile, ...]:
        """Every version of every workflow."""
        return self.files.get("workflow", ())

    @property
    def ownership(self) -> tuple[EstateFile, ...]:
        """The system-of-record matrix."""
        return self.files.get("system-of-record", ())

    @property
    def flows(self) -> tuple[EstateFile, ...]:
        """What is copied from where to where."""
        return self.files.get("flows", ())

    @property
    def mappings(self) -> tuple[EstateFile, ...]:
        """The crosswalks between the systems' words and those of the contracts."""
        return self.files.get("mapping", ())

    @cached_property
    def needs(self) -> tuple[tuple[str, Entry], ...]:
        """What consumers say they need: the consumer, and the need."""
        return tuple(
            (str(file.value["consumer"]), entry)
            for file in self.files.get("needs", ())
            for entry in entries(file, "needs")
        )

    @cached_property
    def uses(self) -> tuple[Entry, ...]:
        """What was seen in use; each entry goes by the contract's name."""
        return tuple(
            entry
            for file in self.files.get("usage", ())
            for entry in entries(file, "uses", key="contract")
        )

    @cached_property
    def contract_names(self) -> Mapping[str, tuple[ContractVersion, ...]]:
        """The versions of each contract, lowest first."""
        found: dict[str, list[ContractVersion]] = {}
        for one in sorted(self.contracts, key=lambda c: (c.id, c.order)):
            found.setdefault(one.id, []).append(one)
        return {name: tuple(versions) for name, versions in found.items()}

    @cached_property
    def workflow_names(self) -> tuple[str, ...]:
        """The workflows."""
        return tuple(dict.fromkeys(str(f.value["workflow"]) for f in self.workflows))

    @cached_property
    def workflow_versions(self) -> tuple[str, ...]:
        """The workflows with their versions, as in `order@1.1.0`."""
        return tuple(f"{f.value['workflow']}@{f.value['version']}" for f in self.workflows)

    @cached_property
    def events(self) -> Mapping[str, tuple[ContractVersion, ...]]:
        """The versions that carry each event."""
        found: dict[str, list[ContractVersion]] = {}
        for one in self.contracts:
            try:
                events = one.events
            except UnreadableContractError:
                continue  # who reads the documents tells of it; its names are missing here
            for name in events:
                found.setdefault(name, []).append(one)
        return {name: tuple(versions) for name, versions in found.items()}

    def carrying(self, event: str) -> tuple[ContractVersion, ...]:
        """The versions that carry an event, be it named with the company's prefix or without."""
        if event in self.events:
            return self.events[event]
        return next((vs for name, vs in self.events.items() if same_event(name, event)), ())

    def pacts_on(self, contract: str) -> tuple[HeldPact, ...]:
        """The pacts about a contract."""
        return tuple(held for held in self.pacts if held.pact.contract == contract)

    def current(self, contract: str, version: str | None = None) -> ContractVersion | None:
        """A version of a contract; the highest that somebody may rely on where none is named."""
        versions = self.contract_names.get(contract, ())
        if version is not None:
            return next((v for v in versions if v.version == version), None)
        return next((v for v in reversed(versions) if v.live), versions[-1] if versions else None)

    def _entries(self, kind: str, part: str, *, key: str = "id") -> Mapping[str, Entry]:
        found = (e for file in self.files.get(kind, ()) for e in entries(file, part, key=key))
        by_name: dict[str, Entry] = {}
        for entry in found:
            by_name.setdefault(entry.id, entry)
        return by_name


def entries(file: EstateFile, part: str, *, key: str = "id") -> Iterator[Entry]:
    """The entries of a list in a file."""
    for index, value in enumerate(file.value.get(part, ())):
        yield Entry(id=str(value[key]), value=value, file=file, pointer=f"/{part}/{index}")
