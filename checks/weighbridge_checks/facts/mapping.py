"""A crosswalk: what another system's codes, messages and fields mean in the words of a contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from weighbridge_checks.facts.document import Location
    from weighbridge_checks.facts.ownership import Locate

    #: one code in its parts; most have one
    Code = tuple[str, ...]

ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What one code means: a state, or nothing for a reason."""

    code: Code
    state: str | None
    reject: str | None
    #: the values of discriminators with which it does; always where there are none
    when: Mapping[str, tuple[str, ...]]
    at: Location

    def fits(self, code: Code) -> bool:
        """Whether it speaks of a code."""
        return len(self.code) == len(code) and all(
            own in (ANY, part) for own, part in zip(self.code, code, strict=True)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A code, a step or a field that the system has, and where that is told."""

    code: Code
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Statuses:
    """The codes of one kind, as states of a workflow."""

    name: str
    workflow: str
    parts: tuple[str, ...]
    codes: tuple[Told, ...]
    discriminators: Mapping[str, tuple[str, ...]]
    meanings: tuple[Meaning, ...]
    #: from code, to code, and where
    steps: tuple[tuple[Code, Code, Location], ...]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one message is: some events, or a technical one, or nothing for a reason."""

    code: Code
    events: tuple[tuple[str, Location], ...]
    technical: str | None
    reject: str | None
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """How one field of the contract's schema is filled."""

    target: str
    sources: tuple[str, ...]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """How a schema of the contract is filled from the fields of the system."""

    schema: str
    sources: tuple[tuple[str, Location], ...]
    filled: tuple[Filled, ...]
    dropped: tuple[tuple[str, Location], ...]
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """All that one file says of a system and a contract."""

    system: str
    contract: str
    version: str | None
    statuses: tuple[Statuses, ...]
    codes: tuple[Told, ...]
    messages: tuple[Message, ...]
    fields: tuple[Fields, ...]
    at: Location
    contract_at: Location

    @property
    def name(self) -> str:
        """The mapping as a person calls it."""
        return f"{self.system}/{self.contract}"


def read_mapping(value: Any, locate: Locate) -> Crosswalk:
    """Read a file that its schema lets pass."""
    messages = value.get("messages", {})
    return Crosswalk(
        system=value["system"],
        contract=value["contract"],
        version=value.get("version"),
        statuses=tuple(
            _statuses(said, f"/statuses/{i}", locate)
            for i, said in enumerate(value.get("statuses", ()))
        ),
        codes=tuple(_told(messages.get("codes", ()), "/messages/codes", locate)),
        messages=tuple(
            _message(said, f"/messages/map/{i}", locate)
            for i, said in enumerate(messages.get("map", ()))
        ),
        fields=tuple(
            _fields(said, f"/fields/{i}", locate) for i, said in enumerate(value.get("fields", ()))
        ),
        at=locate(""),
        contract_at=locate("/contract"),
    )


def shown(code: Code) -> str:
    """A code as a person writes it."""
    return f"'{code[0]}'" if len(code) == 1 else f"'{' / '.join(code)}'"


def _code(said: Any) -> Code:
    return tuple(map(str, said)) if isinstance(said, list) else (str(said),)


def _told(codes: Sequence[Any], pointer: str, locate: Locate) -> Iterator[Told]:
    for i, said in enumerate(codes):
        yield Told(code=_code(said), at=locate(f"{pointer}/{i}"))


def _statuses(said: Mapping[str, Any], pointer: str, locate: Locate) -> Statuses:
    return Statuses(
        name=said["name"],
        workflow=said["workflow"],
        parts=tuple(said.get("of", ())),
        codes=tuple(_told(said["codes"], f"{pointer}/codes", locate)),
        discriminators=_values(said.get("discriminators", {})),
        meanings=tuple(
            Meaning(
                code=_code(one["code"]),
                state=one.get("to"),
                reject=one.get("reject"),
                when=_values(one.get("when", {})),
                at=locate(f"{pointer}/map/{i}"),
            )
            for i, one in enumerate(said["map"])
        ),
        steps=tuple(
            (_code(step["from"]), _code(to), locate(f"{pointer}/transitions/{i}/to/{j}"))
            for i, step in enumerate(said.get("transitions", ()))
            for j, to in enumerate(step["to"])
        ),
        at=locate(pointer),
    )


def _values(said: Mapping[str, Sequence[Any]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(map(str, values)) for name, values in said.items()}


def _message(said: Mapping[str, Any], pointer: str, locate: Locate) -> Message:
    return Message(
        code=_code(said["code"]),
        events=tuple(
            (event, locate(f"{pointer}/events/{i}"))
            for i, event in enumerate(said.get("events", ()))
        ),
        technical=said.get("technical"),
        reject=said.get("reject"),
        at=locate(pointer),
    )


def _fields(said: Mapping[str, Any], pointer: str, locate: Locate) -> Fields:
    return Fields(
        schema=said["schema"],
        sources=tuple(
            (field, locate(f"{pointer}/source/{i}")) for i, field in enumerate(said["source"])
        ),
        filled=tuple(
            Filled(
                target=one["to"],
                sources=_code(one["from"]) if "from" in one else (),
                at=locate(f"{pointer}/map/{i}"),
            )
            for i, one in enumerate(said["map"])
        ),
        dropped=tuple(
            (one["field"], locate(f"{pointer}/drop/{i}/field"))
            for i, one in enumerate(said.get("drop", ()))
        ),
        at=locate(f"{pointer}/schema"),
    )
