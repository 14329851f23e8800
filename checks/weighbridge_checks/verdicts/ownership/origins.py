"""A standard on origin checks: what they look at is in the messages that the flow travels by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.view import schemas_under, view
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.flows import Flow
    from weighbridge_checks.facts.model import Element
    from weighbridge_checks.facts.schema import Conj

#: schemas are nested no deeper than this where somebody means it
DEEPEST = 12


@standard("SOR013", Severity.ERROR)
def an_origin_check_reads_what_is_sent(flows: Sequence[Flow], estate: Estate) -> Iterator[Seen]:
    """The attribute of an origin check is one that the flow's contract carries.

    A check that looks at what no message has never drops anything, and the circle that it
    should break goes round. It is asked of the newest version of the contract that is in use.

    bad:
        flows: # no message of orders has an originator
          - {id: a, from: erp-cloud, to: storefront, fields: ["order.*"], kind: api,
             contract: orders, breaks_loop_by: {origin_check: originator}}
    good:
        flows:
          - {id: a, from: erp-cloud, to: storefront, fields: ["order.*"], kind: api,
             contract: orders, breaks_loop_by: {origin_check: sourceRefs}}
    """
    for flow in flows:
        if flow.origin_check is None or flow.contract is None:
            continue
        one = estate.current(flow.contract)
        names = attributes(one) if one is not None else None
        if one is None or names is None:
            continue  # what can not be read is told of where it lies
        wanted = flow.origin_check.lower()
        if wanted not in {name.lower() for name in names}:
            yield Seen(
                message=f"the origin check of '{flow.id}' reads '{flow.origin_check}', which no"
                f" message of {one.name} has; {hint(flow.origin_check, names)}",
                subject=flow.target,
                at=flow.at,
                fix="name the attribute by which the target knows what it has sent",
                identity=(flow.id, flow.origin_check),
            )


def attributes(one: ContractVersion) -> frozenset[str] | None:
    """Every property, header and parameter of a contract's messages; None if it is unreadable."""
    try:
        found: set[str] = set()
        for unit in one.contract.units:
            found.update(_of(unit.element()))
    except UnreadableContractError:
        return None
    return frozenset(found)


def _of(element: Element) -> Iterator[str]:
    if element.text:
        yield element.steps[-1]
    elif element.schema is not None:
        yield from _properties((element.schema,), frozenset())
    for child in element.children:
        yield from _of(child)


def _properties(conj: Conj, above: frozenset[object]) -> Iterator[str]:
    key = conj[0].key
    if key in above or len(above) > DEEPEST:
        return
    whole = view(conj)
    inside = above | {key}
    yield from whole.properties
    nested = [*whole.properties.values()]
    if items := schemas_under(whole, "items"):
        nested.append(tuple(items))
    nested += [(branch,) for union in whole.unions for branch in union.branches]
    for inner in nested:
        yield from _properties(inner, inside)
