"""A standard on copies: those that the matrix names are those that the flows bring about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.fields import steps_of
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.ownership.owners import matrix
from weighbridge_checks.verdicts.ownership.words import quoted
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weighbridge_checks.facts.flows import Flow
    from weighbridge_checks.facts.ownership import Record

    #: by number of a rule or flow, and system: fields
    Found = dict[tuple[int, str], list[str]]


@standard("SOR015", Severity.WARNING)
def copies_are_those_that_flow(record: Record, flows: Sequence[Flow]) -> Iterator[Seen]:
    """A copy that the matrix names is fed by some flow, and a flow feeds a copy that is named.

    A copy that nothing feeds is old from its first day on. A copy that nobody names is where
    people look things up without knowing that they are not at the source.

    bad:
        rules: [{fields: [product.name], owner: erp-cloud, replicas: [storefront, wms]}]
        flows: [{id: a, from: erp-cloud, to: storefront, fields: [product.name], kind: event}]
    good:
        rules: [{fields: [product.name], owner: erp-cloud, replicas: [storefront]}]
        flows: [{id: a, from: erp-cloud, to: storefront, fields: [product.name], kind: event}]
    """
    if not flows:
        return
    unfed, unnamed = _compared(record, flows)
    for (number, system), fields in unfed.items():
        rule = record.rules[number]
        yield Seen(
            message=f"{system} is named as a copy of {quoted(fields, record)},"
            " and no flow ever brings it there",
            subject=steps_of(fields[0])[0],
            at=rule.at,
            fix="declare the flow, or drop the replica",
            identity=(rule.owner, system, tuple(fields)),
        )
    for (number, system), fields in unnamed.items():
        flow = flows[number]
        yield Seen(
            message=f"'{flow.id}' brings {quoted(fields, record)} to {system},"
            " which the matrix names neither as a copy, nor as owner or writer",
            subject=system,
            at=flow.at,
            fix="name it among the replicas, or drop the flow",
            identity=(flow.id, system, tuple(fields)),
        )


def _compared(record: Record, flows: Sequence[Flow]) -> tuple[Found, Found]:
    """Copies that nothing feeds, by rule; and those that only a flow knows of, by flow."""
    unfed: Found = {}
    unnamed: Found = {}
    for field, systems in _fed(record, flows):
        cells = matrix(record, field)
        rules = {rule.number: rule for cell in cells for rule in cell.winners}
        known = {system for cell in cells for system in (*cell.owners, *cell.replicas)}
        writers = {writer.system for cell in cells for writer in cell.writers}
        known |= writers
        for rule in rules.values():
            for replica in rule.replicas:
                if replica not in systems and replica not in writers:
                    unfed.setdefault((rule.number, replica), []).append(field)
        for system, number in systems.items():
            if system not in known:
                unnamed.setdefault((number, system), []).append(field)
    return unfed, unnamed


def _fed(record: Record, flows: Sequence[Flow]) -> Iterator[tuple[str, dict[str, int]]]:
    """Every field, with the systems that some flow brings it to, and the first such flow."""
    for entity in record.entities.values():
        fed: dict[str, dict[str, int]] = {field: {} for field in entity.fields}
        for field in entity.fields:
            owners = {owner for cell in matrix(record, field) for owner in cell.owners}
            for flow in flows:
                if flow.follows_ownership and flow.source not in owners:
                    continue  # it never carries the field
                for landing in flow.lands(field, entity.fields):
                    fed[landing].setdefault(flow.target, flow.number)
        yield from fed.items()
