"""What consumers say they need of the contracts that they use."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.facts.estate.estate import entries
from weighbridge_checks.facts.promises import Class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.document import Location
    from weighbridge_checks.facts.estate.estate import Entry
    from weighbridge_checks.facts.estate.files import EstateFile


class Step(NamedTuple):
    """One step of the way that data takes: a contract, or something that holds data back."""

    #: None for what is no contract
    contract: str | None
    operation: str | None
    #: what holds data back
    delay: str | None
    #: in seconds, where the step says it itself
    bound: float | None
    at: Location


class Need(NamedTuple):
    """What one consumer needs of one contract, or of one operation of it."""

    id: str
    consumer: str
    contract: str
    version: str | None
    operation: str | None
    #: how old at most what it sees may be, in seconds
    within: float | None
    at_least: Class | None
    p95_ms: float | None
    availability: float | None
    path: tuple[Step, ...]
    entry: Entry
    at: Location


def needs_in(file: EstateFile) -> Iterator[Need]:
    """The needs that a file says."""
    for entry in entries(file, "needs"):
        said = entry.value
        at_least = said.get("at_least")
        within = said.get("within")
        yield Need(
            id=entry.id,
            consumer=str(file.value["consumer"]),
            contract=said["contract"],
            version=said.get("version"),
            operation=said.get("operation"),
            within=None if within is None else duration(within).seconds,
            at_least=None if at_least is None else Class.of(at_least),
            p95_ms=said.get("p95_ms"),
            availability=said.get("availability"),
            path=tuple(_steps(entry)),
            entry=entry,
            at=entry.location,
        )


def _steps(entry: Entry) -> Iterator[Step]:
    for index, said in enumerate(entry.value.get("path", ())):
        bound = said.get("bound")
        yield Step(
            contract=said.get("contract"),
            operation=said.get("operation"),
            delay=said.get("delay"),
            bound=None if bound is None else duration(bound).seconds,
            at=entry.file.locate(f"{entry.pointer}/path/{index}"),
        )
