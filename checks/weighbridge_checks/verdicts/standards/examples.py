"""STR005: what a document shows is what it describes."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Direction, Place
from weighbridge_checks.facts.outline import REQUEST, RESPONSE
from weighbridge_checks.proof.standalone import Side, Transcript
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import Note, Subject, note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weighbridge_checks.facts.outline import Example, Outline

_WAYS = ((REQUEST, Direction.REQUEST), (RESPONSE, Direction.RESPONSE))
#: as many errors of one example are told
_FEW = 3
#: what stands between the values of a list that travels as text
_BETWEEN = (",", " ", "|", ";")
_SCALAR = re.compile(r"true|false|null|-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?")
#: of a long message, so much of its beginning and its end
_HEAD, _TAIL = 60, 120


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

    Instead, correct the one that is wrong. `readOnly` fields are not asked for in requests, and
    what stands at a schema itself may be the one or the other.
    """
    outline = subject.outline
    uses = Counter(e.place for e in outline.examples)
    refused = list(_refused_of(outline, outline.examples, Side()))
    for side, direction in _WAYS:
        # as what travels this way alone: without the fields that only the other side writes
        again = [e for e, _ in refused if e.side & side or not e.side]
        accepted = {id(e) for e in again}
        accepted -= {id(e) for e, _ in _refused_of(outline, again, Side(direction=direction))}
        refused = [r for r in refused if id(r[0]) not in accepted]
    wrong = Counter(e.place for e, _ in refused)
    for example, notes in refused:
        at = example.named_at
        if at is not None and wrong[example.place] < uses[example.place]:
            # it is right elsewhere: what is wrong is that it is shown here
            yield note(notes[0].message, at, related=(example.place, example.schema.place))
        else:
            yield from notes


def _refused_of(
    outline: Outline, examples: Sequence[Example], side: Side
) -> Iterator[tuple[Example, tuple[Note, ...]]]:
    """The examples that their schemas refuse, each with what is wrong with it."""
    if not examples:
        return
    transcript = Transcript(side)
    placed = []
    for example in examples:
        schema = example.schema
        node = outline.world.node(schema.value, Place(schema.file, schema.pointer))
        placed.append((example, transcript.placed(node)))
    validators = _compiled(transcript.together())
    for example, pointer in placed:
        validator = validators(pointer)
        notes = tuple(_refused(validator, example)) if validator is not None else ()
        if notes:
            yield example, notes


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


def _readings(example: Example) -> Iterator[Any]:
    """What a reader may take a value for: in a query or a header all is text on its way."""
    value = example.value
    yield value
    if not example.text:
        return
    if isinstance(value, (int, float)):
        yield json.dumps(value)
    if isinstance(value, str):
        yield _scalar(value)
        for between in _BETWEEN:
            steps = value.split(between)
            yield steps
            yield [_scalar(s) for s in steps]
        if "=" in value or "," in value:
            pairs = [p.partition("=") for p in re.split("[,&;]", value)]
            yield {name: text for name, _, text in pairs}


def _scalar(text: str) -> Any:
    """The number or truth value that a text is; the text itself where it is none."""
    return json.loads(text) if _SCALAR.fullmatch(text) else text


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
        where = f"at {'.'.join(steps)}: " if steps else ""
        yield note(
            f"this {example.sort} is refused by its schema: {where}{_reason(error)}",
            at,
            identity=(str(error.kind.name), *error.schema_path[-1:]),
            related=(example.schema.place,),
        )


def _reason(error: Any) -> str:
    """Why a value is refused, in few words."""
    nearest = _nearest(error)
    if nearest is not None:
        return f"it fits no branch, and the nearest says: {_reason(nearest)}"
    return _short(error.message)


def _nearest(error: Any) -> Any:
    """The first error of the branch that a value comes nearest to, where that is clear."""
    if error.kind.name not in {"anyOf", "oneOfNotValid"}:
        return None
    here = list(error.instance_path)
    # a branch for values of another type was not meant
    meant = [b for b in error.kind.context if b and not any(_is_other_type(e, here) for e in b)]
    fewest = min((len(b) for b in meant), default=0)
    near = [b for b in meant if len(b) == fewest]
    return near[0][0] if len(near) == 1 else None


def _is_other_type(error: Any, here: list[Any]) -> bool:
    return error.kind.name == "type" and list(error.instance_path) in ([], here)


def _short(text: str) -> str:
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]} … {text[-_TAIL:]}"


def _step(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")
