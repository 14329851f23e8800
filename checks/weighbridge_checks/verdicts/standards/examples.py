"""STR005: what a document shows is what it describes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Direction, Place
from weighbridge_checks.facts.outline import EVENT, REQUEST, RESPONSE
from weighbridge_checks.proof.standalone import Side, Transcript
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import Note, Subject, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.outline import Example, Outline

_DIRECTIONS = {
    0: None,
    EVENT: None,
    REQUEST: Direction.REQUEST,
    RESPONSE: Direction.RESPONSE,
}
#: as many errors of one example are told
_FEW = 3
_LONGEST = 160


@standard(
    "STR005",
    Severity.ERROR,
    source="Spectral `oas3-valid-media-example`, `asyncapi-message-examples`",
    on="document",
)
def examples_meet_their_schemas(subject: Subject) -> Iterator[Note]:
    """Each example and each default is a value that its own schema accepts.

    Examples are what people copy, and what tests and mock servers are made of. One that does not
    fit says that the schema is wrong, or the example, and nobody knows which.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Order:
              type: object
              required: [orderId]
              properties: {orderId: {type: string}}
              example: {orderId: 100042}  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Order:
              type: object
              required: [orderId]
              properties: {orderId: {type: string}}
              example: {orderId: SO-100042}

    Instead, correct the one that is wrong. `readOnly` fields are not asked for in requests.

    """
    outline = subject.outline
    by_side: dict[int, list[Example]] = {}
    for example in outline.examples:
        by_side.setdefault(example.side, []).append(example)
    for side, examples in by_side.items():
        yield from _of_side(outline, examples, Side(direction=_DIRECTIONS[side]))


def _of_side(outline: Outline, examples: list[Example], side: Side) -> Iterator[Note]:
    transcript = Transcript(side)
    placed = []
    for example in examples:
        schema = example.schema
        node = outline.world.node(schema.value, Place(schema.file, schema.pointer))
        placed.append((example, transcript.placed(node)))
    validators = _compiled(transcript.together())
    for example, pointer in placed:
        validator = validators(pointer)
        if validator is not None:
            yield from _refused(validator, example)


def _compiled(document: dict[str, Any]) -> Any:
    import jsonschema_rs  # noqa: PLC0415 - its import costs 30 ms

    patterns = jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000)
    try:
        together = jsonschema_rs.validator_map_for(
            document, validate_formats=False, pattern_options=patterns
        )
    except (ValueError, jsonschema_rs.ValidationError):
        # one pattern that the library refuses must not keep the others from being looked at
        return _one_by_one(document, patterns)
    return together.get


def _one_by_one(document: dict[str, Any], patterns: Any) -> Any:
    import jsonschema_rs  # noqa: PLC0415 - as above

    registry = jsonschema_rs.Registry([("urn:weighbridge:examples", document)])
    known: dict[str, Any] = {}

    def find(pointer: str) -> Any:
        if pointer not in known:
            schema = {"$ref": f"urn:weighbridge:examples{pointer}"}
            try:
                known[pointer] = jsonschema_rs.Draft202012Validator(
                    schema, registry=registry, validate_formats=False, pattern_options=patterns
                )
            except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
                known[pointer] = None
        return known[pointer]

    return find


def _readings(example: Example) -> tuple[Any, ...]:
    """What a reader may take a value for: a number in a header is a text as well."""
    value = example.value
    if example.text and isinstance(value, (int, float)):
        return value, json.dumps(value)
    return (value,)


def _refused(validator: Any, example: Example) -> Iterator[Note]:
    try:
        if any(validator.is_valid(v) for v in _readings(example)):
            return
        errors = [
            e for e, _ in zip(validator.iter_errors(example.value), range(_FEW), strict=False)
        ]
    except ValueError:
        return  # a value that no JSON has, such as not-a-number: STR001 tells of it
    for error in errors:
        steps = [str(s) for s in error.instance_path]
        at = Place(
            example.place.file, example.place.pointer + "".join("/" + _step(s) for s in steps)
        )
        said = error.message if len(error.message) <= _LONGEST else f"{error.message[:_LONGEST]}…"
        where = f"at {'.'.join(steps)}: " if steps else ""
        yield note(
            f"this {example.sort} is refused by its schema: {where}{said}",
            at,
            identity=(str(error.kind.name), *error.schema_path[-1:]),
            related=(example.schema.place,),
        )


def _step(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")
