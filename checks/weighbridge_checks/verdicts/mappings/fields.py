"""Standards on fields: what a contract demands is filled, and what is lost is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.change import Place
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.fields import steps_of
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.view import hidden, schemas_under, view
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.ownership.words import listed
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.mapping import Fields
    from weighbridge_checks.facts.schema import Conj
    from weighbridge_checks.verdicts.mappings.subject import Walked

    #: the steps to a field, without the marks of lists
    Steps = tuple[str, ...]

#: schemas are nested no deeper than this where somebody means it
DEEPEST = 12


@standard("MAP005", Severity.ERROR)
def required_fields_are_filled(walked: Walked) -> Iterator[Seen]:
    """Every field that the contract requires is filled by the mapping.

    A message without it is refused by its reader, each time. A required field may be
    filled from a field of the other system, by a value, or from elsewhere, which is then named.
    Within an object or a list that is filled at all, its own required fields count.

    bad:
        schema: NewOrderLine # which requires sku and quantity
        map: [{from: itemCode, to: sku}]
    good:
        schema: NewOrderLine
        map: [{from: itemCode, to: sku}, {from: qty, to: quantity.value}]
    """
    for fields, schema in _schemas(walked):
        filled = tuple(steps_of(f.target) for f in fields.filled)
        for missing in _missing(schema, (), filled, needed=True):
            name = ".".join(missing)
            yield Seen(
                message=f"'{name}' is required by {fields.schema} of {walked.crosswalk.contract},"
                f" and nothing of {walked.crosswalk.system} fills it",
                subject=walked.crosswalk.name,
                at=fields.at,
                fix="fill it 'from' a field, by a 'value', or say how it is 'given'",
                identity=(fields.schema, name),
            )


@standard("MAP006", Severity.ERROR)
def a_filled_field_is_one_of_the_schema(walked: Walked) -> Iterator[Seen]:
    """A field that is filled is a field of the contract's schema, and is so once.

    What is written to a field that nobody reads is lost without a word.

    bad:
        schema: NewOrderLine
        map: [{from: itemCode, to: skuu}]
    good:
        schema: NewOrderLine
        map: [{from: itemCode, to: sku}]
    """
    one = walked.crosswalk
    for fields in one.fields:
        if _schema(walked, fields) is None:
            yield Seen(
                message=f"{one.contract} has no schema '{fields.schema}'",
                subject=one.name,
                at=fields.at,
                fix="name a component of the document, or a file beside it",
                identity=(fields.schema,),
            )
    for fields, schema in _schemas(walked):
        known = dict(_paths(schema, ()))
        seen: set[str] = set()
        for filled in fields.filled:
            steps = steps_of(filled.target)
            if steps not in known:
                names = [".".join(path) for path in known]
                yield Seen(
                    message=f"{fields.schema} has no field '{filled.target}';"
                    f" {hint('.'.join(steps), names)}",
                    subject=one.name,
                    at=filled.at,
                    fix="mend the name",
                    identity=(fields.schema, filled.target),
                )
            elif filled.target in seen:
                yield Seen(
                    message=f"'{filled.target}' of {fields.schema} is filled twice",
                    subject=one.name,
                    at=filled.at,
                    fix="keep one, with all that it comes from",
                    identity=(fields.schema, filled.target, "twice"),
                )
            seen.add(filled.target)


@standard("MAP007", Severity.WARNING)
def what_is_lost_is_told(walked: Walked) -> Iterator[Seen]:
    """Every field that the other system sends arrives somewhere, or is dropped with a reason.

    A field that is dropped in silence changes what the others mean: five without the size of
    the unit may be five pieces or five pallets.

    bad:
        source: [amount, unitSize]
        map: [{from: amount, to: quantity.value}]
    good:
        source: [amount, unitSize]
        map: [{from: [amount, unitSize], to: quantity.value, by: amount times unitSize}]
    """
    one = walked.crosswalk
    for fields in one.fields:
        used = [steps_of(s) for f in fields.filled for s in f.sources]
        used += [steps_of(field) for field, _ in fields.dropped]
        for field, at in fields.sources:
            steps = steps_of(field)
            if not any(steps[: len(u)] == u for u in used):
                yield Seen(
                    message=f"'{field}' of {one.system} is lost:"
                    f" {fields.schema} gets nothing of it",
                    subject=one.name,
                    at=at,
                    fix="map it, or drop it with the reason",
                    identity=(fields.schema, field),
                )


@standard("MAP009", Severity.ERROR)
def a_source_is_a_field_that_is_sent(walked: Walked) -> Iterator[Seen]:
    """What a field is filled from, and what is dropped, is among the fields of the other system.

    A source that is not sent fills nothing, and the required field behind it stays empty.

    bad:
        source: [itemCode]
        map: [{from: itemCod, to: sku}]
    good:
        source: [itemCode]
        map: [{from: itemCode, to: sku}]
    """
    one = walked.crosswalk
    for fields in one.fields:
        known = [field for field, _ in fields.sources]
        named = [(s, f.at) for f in fields.filled for s in f.sources] + list(fields.dropped)
        for name, at in named:
            steps = steps_of(name)
            if not any(_related(steps_of(field), steps) for field in known):
                yield Seen(
                    message=f"{one.system} sends no field '{name}'; {hint(name, known)}",
                    subject=one.name,
                    at=at,
                    fix="mend the name, or add it to 'source'",
                    identity=(fields.schema, name),
                )
        used = {source for filled in fields.filled for source in filled.sources}
        both = sorted(used.intersection(field for field, _ in fields.dropped))
        if both:
            yield Seen(
                message=f"{listed(both)} of {one.system}: used and dropped at once",
                subject=one.name,
                at=fields.at,
                fix="keep one of the two",
                identity=(fields.schema, "both"),
            )


# -- the contract's schema


def _schemas(walked: Walked) -> Iterator[tuple[Fields, Conj]]:
    for fields in walked.crosswalk.fields:
        schema = _schema(walked, fields)
        if schema:
            yield fields, schema


def _schema(walked: Walked, fields: Fields) -> Conj | None:
    """The schema that is filled: none where it can not be read, None where there is no such."""
    if walked.contract is None:
        return ()
    try:
        contract = walked.contract.contract
    except UnreadableContractError:
        return ()
    is_file = fields.schema.endswith((".json", ".yaml", ".yml"))
    ref = fields.schema if is_file else f"#/components/schemas/{fields.schema}"
    try:
        found = contract.bundle.resolve(ref, "")
    except UnreadableContractError:
        return None
    return (contract.world.node(found.value, Place(found.file, found.pointer)),)


def _paths(
    conj: Conj, steps: Steps, above: frozenset[object] = frozenset()
) -> Iterator[tuple[Steps, None]]:
    """Every field of a schema, with those inside of it."""
    if conj[0].key in above or len(steps) > DEEPEST:
        return
    whole = view(conj)
    inside = above | {conj[0].key}
    if items := schemas_under(whole, "items"):
        yield from _paths(tuple(items), steps, inside)
    for name, inner in whole.properties.items():
        yield (*steps, name), None
        yield from _paths(inner, (*steps, name), inside)
    for union in whole.unions:
        for branch in union.branches:
            yield from _paths((branch,), steps, inside)


def _missing(
    conj: Conj,
    steps: Steps,
    filled: tuple[Steps, ...],
    *,
    needed: bool,
    above: frozenset[object] = frozenset(),
) -> Iterator[Steps]:
    """The fields that have to be filled and are not."""
    if any(steps[: len(f)] == f for f in filled) or conj[0].key in above or len(steps) > DEEPEST:
        return
    touched = any(f[: len(steps)] == steps for f in filled)
    if not (needed or touched):
        return
    whole = view(conj)
    inside = above | {conj[0].key}
    items = schemas_under(whole, "items")
    if items:
        before = len(steps)
        found = list(_missing(tuple(items), steps, filled, needed=needed, above=inside))
        yield from found or ([steps] if not touched and before else [])
        return
    required = [
        (name, inner)
        for name, inner in whole.properties.items()
        if name in whole.required and not hidden(inner, "readOnly")
    ]
    for name, inner in whole.properties.items():
        asked = (name, inner) in required
        yield from _missing(inner, (*steps, name), filled, needed=asked, above=inside)
    if not touched and not required:
        yield steps


def _related(one: Steps, other: Steps) -> bool:
    """Whether one field is the other, or lies inside of it."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
