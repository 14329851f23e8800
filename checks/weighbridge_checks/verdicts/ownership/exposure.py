"""Standards on APIs: a request may only write what its provider owns, or may write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge_checks.facts.change import Direction, Kind
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.fields import steps_of
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.view import hidden, schemas_under, view
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.ownership.owners import matrix
from weighbridge_checks.verdicts.ownership.words import listed
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from weighbridge_checks.facts.document import Location
    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.model import Element
    from weighbridge_checks.facts.ownership import Record, Rule
    from weighbridge_checks.facts.schema import Conj

#: schemas are nested no deeper than this where somebody means it
DEEPEST = 12


@standard("SOR020", Severity.ERROR, also=("OWN003",))
def a_request_writes_only_what_its_provider_owns(record: Record, estate: Estate) -> Iterator[Seen]:
    """A request of an API has no writable field that its provider neither owns nor may write.

    Whoever offers a field for writing is taken for its owner: callers will use it, and the
    system of record will overwrite what they wrote. A field that is only shown is
    `readOnly`. A request's properties are fields of the contract's `entity`; `writes` in
    contract.yaml says of an operation which other entity, or which part of one, it writes.

    bad:
        rules: [{fields: [product.standardCost], owner: erp-cloud}]
        # and a request of the warehouse system, about a product, has
        properties: {standardCost: {type: string}}
    good:
        rules: [{fields: [product.standardCost], owner: erp-cloud}]
        # and a request of the warehouse system, about a product, has
        properties: {standardCost: {type: string, readOnly: true}}
    """
    for one in _judged(estate):
        found: dict[tuple[str, tuple[str, ...], str], list[Written]] = {}
        for written in written_by(one):
            if not _known(record, written.field):
                continue
            owners, allowed = _entitled(record, written.field)
            strangers = tuple(p for p in one.providers if p not in allowed)
            if strangers:
                key = (written.field, strangers, listed(owners))
                found.setdefault(key, []).append(written)
        for (field, strangers, owners_said), some in found.items():
            many = len(strangers) > 1
            yield Seen(
                message=f"{_operations(some)} lets callers write '{field}', which {owners_said} "
                f"owns; {listed(strangers)} {'provide' if many else 'provides'} it and "
                f"{'are' if many else 'is'} not among its writers",
                subject=one.id,
                at=some[0].at,
                related=tuple(rule.at for rule in _rules(record, field)),
                fix="mark it readOnly, or name the provider among the field's writers",
                identity=(one.version, field, strangers),
            )


@standard("SOR021", Severity.ERROR)
def what_a_request_writes_is_in_the_matrix(record: Record, estate: Estate) -> Iterator[Seen]:
    """Every field that a request writes is a field of an entity in the matrix.

    A field that the matrix does not know has no owner, and nobody notices. It is asked of the
    newest version of a contract and of what is proposed: older ones have older names.

    bad:
        entities: {order: {fields: [status]}}
        # and a request of a contract whose entity is order has
        properties: {giftWrap: {type: boolean}}
    good:
        entities: {order: {fields: [status, giftWrap]}}
        # and a request of a contract whose entity is order has
        properties: {giftWrap: {type: boolean}}
    """
    for one in _judged(estate):
        newest = estate.current(one.id)
        if newest is not None and one.order < newest.order:
            continue
        seen: set[str] = set()
        for written in written_by(one):
            if _known(record, written.field) or written.field in seen:
                continue
            seen.add(written.field)
            entity = steps_of(written.field)[0]
            if entity not in record.entities:
                if entity not in seen:
                    seen.add(entity)
                    yield Seen(
                        message=f"{written.operation} writes the entity '{entity}', of which the"
                        f" matrix knows nothing; {hint(entity, record.entities)}",
                        subject=one.id,
                        at=one.file.locate("/entity"),
                        related=(written.at,),
                        fix="add the entity with its fields, or say in 'writes' what it writes",
                        identity=(one.version, entity),
                    )
                continue
            yield Seen(
                message=f"{written.operation} writes '{written.field}', which is no field of the"
                " matrix, so nobody owns it",
                subject=one.id,
                at=written.at,
                related=(record.entities[entity].at,),
                fix="add the field to its entity, or mark it readOnly",
                identity=(one.version, written.field),
            )


@standard("SOR022", Severity.WARNING)
def a_contract_that_writes_names_its_entity(record: Record, estate: Estate) -> Iterator[Seen]:  # noqa: ARG001 - the standards of a kind are called alike
    """A contract with requests that carry data says of which entity they are.

    Without `entity`, or `writes` for the operation, nobody can tell whose fields are written.

    bad:
        {id: orders, version: 1.0.0}
    good:
        {id: orders, version: 1.0.0, entity: order}
    """
    for one in _judged(estate):
        named = one.card.get("writes", {})
        open_ = [
            name for name, _ in _bodies(one) if one.card.get("entity") is None and name not in named
        ]
        if open_:
            yield Seen(
                message=f"{one.name} does not say which entity {listed(dict.fromkeys(open_))}"
                " would write",
                subject=one.id,
                at=one.file.locate(""),
                fix="add 'entity', or 'writes' for the operation",
                identity=(one.version,),
            )


# -- what requests write


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A field that a request may carry: which operation, and where its property stands."""

    operation: str
    field: str
    at: Location


def written_by(one: ContractVersion) -> Iterator[Written]:
    """Every field that a request of a contract may carry, down to its innermost parts."""
    named = one.card.get("writes", {})
    for name, body in _bodies(one):
        prefix = named.get(name, one.card.get("entity"))
        if prefix is None or body.schema is None:
            continue
        for steps, conj in leaves((body.schema,)):
            field = ".".join([prefix, *steps]).replace(".[*]", "[*]")
            place = conj[0].place
            yield Written(operation=name, field=field, at=one.contract.locate(place))


def _bodies(one: ContractVersion) -> Iterator[tuple[str, Element]]:
    """The operations of which callers send a body, with each form of it."""
    for unit in one.contract.units:
        operation = unit.element()
        if operation.direction is not Direction.REQUEST:
            continue
        name = str(operation.attributes.get("operationId") or unit.label)
        for body in operation.children:
            if body.kind is Kind.BODY:
                yield from ((name, media) for media in body.children)


def leaves(
    conj: Conj, steps: tuple[str, ...] = (), above: frozenset[object] = frozenset()
) -> Iterator[tuple[tuple[str, ...], Conj]]:
    """The innermost writable parts of a schema, each with the way to it."""
    key = conj[0].key
    if hidden(conj, "readOnly") or key in above or len(steps) > DEEPEST:
        return
    whole = view(conj)
    inside = above | {key}
    found = False
    for name, inner in whole.properties.items():
        found = True
        yield from leaves(inner, (*steps, name), inside)
    if items := schemas_under(whole, "items"):
        found = True
        yield from leaves(tuple(items), (*steps, "[*]"), inside)
    for union in whole.unions:
        for branch in union.branches:
            nested = list(leaves((branch,), steps, inside))
            inner_found = [n for n in nested if n[0] != steps]
            found = found or bool(inner_found)
            yield from inner_found
    if not found and steps:
        yield steps, conj


def _judged(estate: Estate) -> Iterator[ContractVersion]:
    """The APIs that are not retired and can be read; the others are told of as unreadable."""
    for one in estate.contracts:
        if one.kind == "api" and one.status != "retired":
            try:
                one.contract  # noqa: B018 - whether it can be read
            except UnreadableContractError:
                continue
            yield one


def unread(estate: Estate) -> tuple[str, ...]:
    """The APIs of which nobody can say what they let callers write, each with the reason."""
    found = []
    for one in estate.contracts:
        if one.kind == "api" and one.status != "retired":
            try:
                one.contract  # noqa: B018 - whether it can be read
            except UnreadableContractError as error:
                found.append(str(error))
    return tuple(found)


def _known(record: Record, field: str) -> bool:
    entity = record.entity_of(field)
    return entity is not None and entity.find(field) is not None


def _entitled(record: Record, field: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Who owns a field anywhere at any time, and who may write it by calls somewhere."""
    cells = matrix(record, field)
    owners = dict.fromkeys(owner for cell in cells for owner in cell.owners)
    writers = {w.system for cell in cells for w in cell.writers if not w.events_only}
    return tuple(owners), frozenset(writers.union(owners))


def _rules(record: Record, field: str) -> list[Rule]:
    found = {r.number: r for cell in matrix(record, field) for r in cell.winners}
    return list(found.values())


def _operations(some: Iterable[Written]) -> str:
    return listed(dict.fromkeys(w.operation for w in some))
