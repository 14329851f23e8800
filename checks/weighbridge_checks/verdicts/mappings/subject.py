"""A crosswalk and what it has to agree with: workflows, events, and the contract it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.mapping import Crosswalk, read_mapping
from weighbridge_checks.facts.workflow import workflow_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.workflow import Workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """One crosswalk among the things that it speaks of."""

    crosswalk: Crosswalk
    workflows: Mapping[str, Workflow]
    #: every event that some contract of the estate carries, without the company's prefix
    events: frozenset[str]
    #: the version of the contract that it is about; None where there is none
    contract: ContractVersion | None
    #: the names that a contract may be called by, with the version and without
    contracts: tuple[str, ...]


def unread(estate: Estate) -> tuple[str, ...]:
    """The contracts that crosswalks fill and that can not be read, each with the reason."""
    found: dict[str, None] = {}
    for walked in crosswalks(estate):
        if walked.contract is not None and walked.crosswalk.fields:
            try:
                walked.contract.contract  # noqa: B018 - whether it can be read
            except UnreadableContractError as error:
                found[str(error)] = None
    return tuple(found)


def crosswalks(estate: Estate) -> Iterator[Walked]:
    """Every crosswalk of an estate."""
    workflows = {
        f"{workflow.name}@{workflow.version}": workflow
        for workflow in (workflow_in(file.value) for file in estate.workflows)
    }
    for file in estate.mappings:
        crosswalk = read_mapping(file.value, file.locate)
        named = {event for message in crosswalk.messages for event, _ in message.events}
        carried = {event for event in named if estate.carrying(event)}
        yield Walked(
            crosswalk=crosswalk,
            workflows=workflows,
            events=frozenset(carried | set(estate.events) if named else ()),
            contract=estate.current(crosswalk.contract, crosswalk.version),
            contracts=(*estate.contract_names, *(one.name for one in estate.contracts)),
        )
