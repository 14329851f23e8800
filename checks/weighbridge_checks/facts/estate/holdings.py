"""What an estate says about ownership: the matrix and the flows, with the slips in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge_checks.facts.flows import Flow, read_flows
from weighbridge_checks.facts.ownership import Names, Record, Slip, read_record
from weighbridge_checks.facts.workflow import workflow_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.estate.files import EstateFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """The matrix and the flows; nothing of them where a slip makes them unfit to be judged."""

    record: Record | None
    flows: tuple[Flow, ...]
    slips: tuple[Slip, ...]


def holdings(estate: Estate) -> Holdings:
    """Read what an estate says about ownership."""
    slips = [*_doubles(estate.ownership), *_doubles(estate.flows)]
    if not estate.ownership:
        return Holdings(record=None, flows=(), slips=tuple(slips))
    names = names_of(estate)
    matrix = estate.ownership[0]
    record, found = read_record(matrix.value, matrix.locate, names)
    slips += found
    flows: tuple[Flow, ...] = ()
    if estate.flows:
        file = estate.flows[0]
        flows, found = read_flows(
            file.value, file.locate, names, record.entities, estate.contract_names
        )
        slips += found
    if slips:
        return Holdings(record=None, flows=(), slips=tuple(slips))
    return Holdings(record=record, flows=flows, slips=())


def names_of(estate: Estate) -> Names:
    """What the files about ownership may name."""
    return Names(
        systems=estate.systems,
        locations=estate.locations,
        waves={name: tuple(wave.value["locations"]) for name, wave in estate.waves.items()},
        workflows={
            f"{workflow.name}@{workflow.version}": workflow.names
            for workflow in (workflow_in(file.value) for file in estate.workflows)
        },
    )


def _doubles(files: tuple[EstateFile, ...]) -> Iterator[Slip]:
    for file in files[1:]:
        message = f"'{files[0].path}' says this already; keep one of the two"
        yield Slip(at=file.locate(""), message=message)
