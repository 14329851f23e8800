"""Standards of parity: the states of a workflow are those that APIs and events tell of."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.document import parse
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.formats.errors import (
    CannotOpenError,
    NothingThereError,
    UnreadableContractError,
)
from weighbridge_checks.facts.formats.pointer import escape
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.document import Document, Location
    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.workflow import Binding
    from weighbridge_checks.verdicts.seen import Seen
    from weighbridge_checks.verdicts.workflow_standards import Sheet


@standard("WFP001", Severity.ERROR, also=("FLO001",), on="workflow")
def every_state_can_be_told(sheet: Sheet) -> Iterator[Seen]:
    """A list of values that is bound to a workflow holds every state.

    An entity in a state that the API can not name is answered with an error, or with a lie.

    bad:
        enum: [created, closed]
        states: [{name: created}, {name: on_hold}, {name: closed}]
    good:
        enum: [created, on_hold, closed]
        states: [{name: created}, {name: on_hold}, {name: closed}]

    Instead, add the value in the same version, or name the state under `without`.
    """
    for binding, document, values in _lists(sheet):
        at = document.locate(binding.at)
        for state in sheet.workflow.states:
            if state.name not in (*values, *binding.without):
                words = f"'{state.name}' is a state of {_name(sheet)}, and no value of"
                yield sheet.seen(
                    f"{words} {_of(binding)} ({_at(at)})",
                    state.pointer,
                    related=(at, sheet.locate(binding.pointer)),
                    evidence={"values": values},
                    identity=(binding.contract, binding.version, binding.at, state.name),
                )


@standard("WFP002", Severity.ERROR, on="workflow")
def every_value_is_a_state(sheet: Sheet) -> Iterator[Seen]:
    """A list of values that is bound to a workflow holds nothing but states.

    A value that is no state is either never told, or told of an entity of which the workflow says
    nothing.

    bad:
        enum: [created, paused, closed]
        states: [{name: created}, {name: closed}]
    good:
        enum: [created, closed]
        states: [{name: created}, {name: closed}]

    Instead, add the state to the workflow, or take the value away.
    """
    known = sheet.workflow.names
    for binding, document, values in _lists(sheet):
        for index, value in enumerate(values):
            if value not in known:
                at = document.locate(f"{binding.at}/{index}")
                words = f"'{value}' is a value of {_of(binding)} ({_at(at)}), and no state of"
                yield sheet.seen(
                    f"{words} {_name(sheet)}; {hint(str(value), known)}",
                    binding.pointer,
                    related=(at,),
                    identity=(binding.contract, binding.version, binding.at, value),
                )


@standard("WFP003", Severity.ERROR, on="workflow")
def what_is_bound_is_there(sheet: Sheet) -> Iterator[Seen]:
    """What a workflow is bound to is there: the contract, its version, and a list of texts in it.

    A binding that leads nowhere is a check that nobody makes.

    bad:
        bound_to:
          - {contract: orders, version: 9.9.9, pointer: /components/schemas/OrderStatus/enum}
    good:
        bound_to:
          - {contract: orders, version: 1.0.0, pointer: /components/schemas/OrderStatus/enum}

    Instead, correct the version or the pointer.
    """
    if sheet.estate is None:
        return
    for binding in sheet.workflow.bindings:
        found = _bound(sheet.estate, binding)
        if isinstance(found, str):
            yield sheet.seen(found, binding.pointer)


@standard("WFP004", Severity.ERROR, on="workflow")
def an_event_tells_where_it_leads(sheet: Sheet) -> Iterator[Seen]:
    """The state that an event's message tells is one that the event leads to.

    A listener that believes the message and one that runs the workflow would disagree.

    bad:
        transitions:
          - {from: created, to: cancelled, on: order.cancelled}
        # in the schema of order.cancelled
        status: {const: closed}
    good:
        transitions:
          - {from: created, to: cancelled, on: order.cancelled}
        # in the schema of order.cancelled
        status: {const: cancelled}

    Instead, correct the message, or the step.
    """
    for binding, event, values, at in _told(sheet):
        ends = {t.target for t in sheet.workflow.steps if t.event == event}
        ends |= {i.state for i in sheet.workflow.ignored if i.event == event}
        wrong = [v for v in values if v not in ends]
        missing = [s for s in sheet.workflow.names if s in ends and s not in values]
        if wrong or missing:
            words = f"'{event}' of {binding.contract} {binding.version} tells {listed(values)}"
            yield sheet.seen(
                f"{words} ({_at(at)}), and leads to {listed(sorted(ends))}",
                next(t.pointer for t in sheet.workflow.steps if t.event == event),
                related=(at,),
                identity=(binding.contract, binding.version, event),
            )


@standard("WFP005", Severity.WARNING, on="workflow")
def every_event_of_a_bound_contract_matters(sheet: Sheet) -> Iterator[Seen]:
    """Every event of an event contract that a workflow is bound to moves an entity, or is ignored.

    An event of which the workflow says nothing is refused in every state.

    bad:
        # order-events carries order.created, order.closed and order.noted
        transitions:
          - {from: created, to: closed, on: order.closed}
    good:
        transitions:
          - {from: created, to: closed, on: order.closed}
        ignore:
          created: [order.noted]

    Instead, add a step for it, or ignore it where it may come.
    """
    if sheet.estate is None:
        return
    known = sheet.workflow.events
    told: set[tuple[str, str]] = set()
    for binding in sheet.workflow.bindings:
        version = sheet.estate.current(binding.contract, binding.version)
        key = binding.contract, binding.version
        if version is None or version.kind != "event" or key in told:
            continue
        told.add(key)
        for event, pointer in _events(version).items():
            if event not in known:
                at = version.document.locate(pointer)
                words = f"{binding.contract} {binding.version} carries '{event}' ({_at(at)})"
                yield sheet.seen(
                    f"{words}, of which {_name(sheet)} says nothing",
                    binding.pointer,
                    related=(at,),
                    identity=(*key, event),
                )


@standard("WFP006", Severity.WARNING, on="workflow")
def who_names_a_workflow_is_bound(sheet: Sheet) -> Iterator[Seen]:
    """A contract whose card names a workflow is bound to it there.

    Else nobody compares its values with the states.

    bad:
        # contract.yaml of orders 1.1.0 says `workflow: order@1.0.0`
        bound_to:
          - {contract: orders, version: 1.0.0, pointer: /components/schemas/OrderStatus/enum}
    good:
        bound_to:
          - {contract: orders, version: 1.0.0, pointer: /components/schemas/OrderStatus/enum}
          - {contract: orders, version: 1.1.0, pointer: /components/schemas/OrderStatus/enum}

    Instead, add it under `bound_to`, with the place of its list.
    """
    if sheet.estate is None:
        return
    bound = {(b.contract, b.version) for b in sheet.workflow.bindings}
    for version in sheet.estate.contracts:
        named = version.card.get("workflow") == f"{sheet.workflow.name}@{sheet.workflow.version}"
        if named and (version.id, version.version) not in bound:
            at = version.file.locate("/workflow")
            words = f"{version.id} {version.version} names this workflow ({_at(at)}), and is not"
            yield sheet.seen(
                f"{words} bound to it", "/bound_to", related=(at,), identity=(version.name,)
            )


# -- what is bound


def _lists(sheet: Sheet) -> Iterator[tuple[Binding, Document, list[Any]]]:
    """The bound lists that are there."""
    if sheet.estate is None:
        return
    for binding in sheet.workflow.bindings:
        found = _bound(sheet.estate, binding)
        if not isinstance(found, str):
            yield binding, *found


def _bound(estate: Estate, binding: Binding) -> tuple[Document, list[Any]] | str:
    """The file and the list that a binding means, or why there is none."""
    versions = estate.contract_names.get(binding.contract)
    if versions is None:
        known = tuple(estate.contract_names)
        return f"there is no contract '{binding.contract}'; {hint(binding.contract, known)}"
    version = estate.current(binding.contract, binding.version)
    if version is None:
        known = tuple(v.version for v in versions)
        return f"there is no {_of(binding)}; {hint(binding.version, known)}"
    try:
        document = _document(version, binding.file)
        value = document.at(binding.at)
    except (UnreadableContractError, CannotOpenError, NothingThereError) as error:
        return str(error)
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        return f"'{binding.at}' of {_of(binding)} is no list of texts; point at an enum"
    return document, value


def _document(version: ContractVersion, file: str) -> Document:
    """The document of a contract, or a file beside it."""
    if not file:
        return version.document
    path = posixpath.normpath(posixpath.join(version.folder, file))
    if path.startswith(("../", "/")):
        raise CannotOpenError(file, "it lies outside of the estate")
    return parse(version.tree.read(path), name=version.tree.show(path))


def _events(version: ContractVersion) -> dict[str, str]:
    try:
        return dict(version.events)
    except UnreadableContractError:
        return {}  # that its document can not be read is told where it is judged


def _told(sheet: Sheet) -> Iterator[tuple[Binding, str, list[str], Location]]:
    """By event of a bound event contract: the states that its message may tell, and where."""
    if sheet.estate is None:
        return
    driven = {t.event for t in sheet.workflow.steps}
    for binding in sheet.workflow.bindings:
        version = sheet.estate.current(binding.contract, binding.version)
        if version is None or version.kind != "event" or binding.field is None:
            continue
        for event, pointer in _events(version).items():
            if event not in driven:
                continue
            found = _value_in_message(version, pointer, binding.field)
            if found is not None:
                yield binding, event, *found


def _value_in_message(
    version: ContractVersion, pointer: str, field: str
) -> tuple[list[str], Location] | None:
    """What a message's schema says of a field, in the file that the payload refers to."""
    message = version.document.at(pointer)
    payload = message.get("payload")
    if isinstance(payload, dict) and isinstance(payload.get("schema"), dict):
        payload = payload["schema"]
    if not isinstance(payload, dict):
        return None
    file, _, _ = str(payload.get("$ref", "#")).partition("#")
    try:
        document = _document(version, file) if file else version.document
    except (UnreadableContractError, CannotOpenError):
        return None  # a reference that leads nowhere is told by who reads the contract
    start: Any = document.root if file else payload
    prefix = "" if file else f"{pointer}/payload"
    return next(_restricted(document, start, prefix, field), None)


def _restricted(
    document: Document, schema: Any, pointer: str, field: str
) -> Iterator[tuple[list[str], Location]]:
    """The values to which a property of a name is restricted, wherever it stands in a schema."""
    if not isinstance(schema, dict):
        return
    properties = schema.get("properties")
    for name, inner in properties.items() if isinstance(properties, dict) else ():
        at = f"{pointer}/properties/{escape(name)}"
        if name == field and isinstance(inner, dict):
            values = [inner["const"]] if "const" in inner else inner.get("enum")
            if isinstance(values, list) and all(isinstance(v, str) for v in values):
                yield values, document.locate(at)
        yield from _restricted(document, inner, at, field)
    for index, part in enumerate(schema.get("allOf", ())):
        yield from _restricted(document, part, f"{pointer}/allOf/{index}", field)


def _name(sheet: Sheet) -> str:
    return f"{sheet.workflow.name} {sheet.workflow.version}"


def _of(binding: Binding) -> str:
    return f"{binding.contract} {binding.version}"


def _at(at: Location) -> str:
    return f"{at.file}:{at.line}"
