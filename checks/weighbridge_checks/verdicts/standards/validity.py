"""STR001: a document is what it says it is."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Place
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.formats import pointer as pointers
from weighbridge_checks.facts.formats.dialects import DIALECTS
from weighbridge_checks.facts.outline.forms import form, form_of
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import Note, Subject, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.outline import Outline

#: a document with more faults than these is another kind of document
_MOST = 200
_LONGEST = 200
#: as many places of one fault are shown
_SHOWN = 5
_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "a mapping",
    "string": "a text",
}
_2020 = "https://json-schema.org/draft/2020-12/schema"


@standard(
    "STR001",
    Severity.ERROR,
    source="OpenAPI, AsyncAPI, JSON Schema; Spectral `oas3-schema`, `asyncapi-schema`",
    on="document",
)
def document_is_valid(subject: Subject) -> Iterator[Note]:
    """A document has the form that its standard demands, and each reference leads somewhere.

    Tools differ in what they do with a key that they do not know: one passes over it, another
    stops. So what is misspelt works for its author, and for nobody else.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              operationID: listOrders  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              operationId: listOrders

    Instead, write what the standard knows; own keys begin with `x-`.
    """
    outline = subject.outline
    # a remote reference is STR007's, and no fault of the document's form
    lost: dict[str, list[Place]] = {}
    for error in outline.lost:
        if "remote" not in error.reason:
            pointer = getattr(error, "pointer", "")
            file = _neighbour(outline, error.file)
            lost.setdefault(error.reason, []).append(Place(file, f"{pointer}/$ref"))
    for reason, (first, *others) in lost.items():
        # what many refer to is missing once
        more = f"; {len(others)} more refer to it" if others else ""
        related = tuple(others[:_SHOWN])
        yield note(f"{reason}{more}", first, identity=(reason,), related=related)
    name = form_of(outline.family, outline.version)
    if name is not None:
        yield from _faults(_validator(name), outline.root, "", form(name))
    for file, root in _schema_files(outline):
        dialect = root.get("$schema") if isinstance(root, dict) else None
        known = isinstance(dialect, str) and dialect.rstrip("#") in DIALECTS
        yield from _faults(_meta(str(dialect).rstrip("#") if known else _2020), root, file, {})


def _neighbour(outline: Outline, shown: str) -> str:
    """The file of a bundle that an error means, by the name that it shows."""
    return next((f for f in outline.bundle.neighbours if shown.endswith(f)), "")


def _schema_files(outline: Outline) -> Iterator[tuple[str, Any]]:
    if outline.family == "json-schema":
        yield "", outline.root
    for file in outline.bundle.neighbours:
        root = outline.bundle.document(file).root
        if isinstance(root, dict) and "$schema" in root:
            yield file, root


@cache
def _validator(name: str) -> Any:
    import jsonschema_rs  # noqa: PLC0415 - its import costs 30 ms

    return jsonschema_rs.Draft202012Validator(form(name))


@cache
def _meta(dialect: str) -> Any:
    import jsonschema_rs  # noqa: PLC0415 - as above

    # each draft by its own class, since one may not be referred to from another
    drafts = {
        "draft-04": jsonschema_rs.Draft4Validator,
        "draft-06": jsonschema_rs.Draft6Validator,
        "draft-07": jsonschema_rs.Draft7Validator,
        "2019-09": jsonschema_rs.Draft201909Validator,
    }
    drawn = next((d for name, d in drafts.items() if name in dialect), None)
    uri = dialect.replace("https:", "http:") + "#" if "/draft-0" in dialect else dialect
    return (drawn or jsonschema_rs.Draft202012Validator)({"$ref": uri})


def _faults(validator: Any, root: Any, file: str, published: dict[str, Any]) -> Iterator[Note]:
    try:
        if validator.is_valid(root):
            return
        errors = [e for e, _ in zip(validator.iter_errors(root), range(_MOST), strict=False)]
    except ValueError:
        yield from _no_json(root, file)
        return
    if len(errors) == _MOST:
        yield note(f"there are more faults than these {_MOST}", Place(file, ""), identity=("more",))
    for error in errors:
        steps = tuple(map(str, error.instance_path))
        for inner, message in _said(error, steps, published):
            yield note(message, Place(file, pointers.join(inner)), identity=(message,))


def _no_json(root: Any, file: str) -> Iterator[Note]:
    """Where numbers stand that no JSON has: YAML knows infinity and not-a-number."""
    todo = [(root, "")]
    while todo:
        value, at = todo.pop()
        if isinstance(value, dict):
            todo.extend((v, f"{at}/{pointers.escape(k)}") for k, v in value.items())
        elif isinstance(value, list):
            todo.extend((v, f"{at}/{i}") for i, v in enumerate(value))
        elif isinstance(value, float) and not math.isfinite(value):
            yield note("no JSON has such a number", Place(file, at))


def _said(
    error: Any, steps: tuple[str, ...], published: dict[str, Any]
) -> Iterator[tuple[tuple[str, ...], str]]:
    kind = error.kind
    key = next((s for s in reversed(steps) if not s.isdigit()), "the document")
    match kind.name:
        case "additionalProperties":
            around = _around(published, error.schema_path[:-1])
            known = tuple(around.get("properties", {}))
            for unexpected in kind.unexpected:
                told = f"; {hint(unexpected, known)}" if known else ""
                if not known and not unexpected.startswith("/"):
                    told = "; a path begins with '/'"
                yield (*steps, unexpected), f"unknown key '{unexpected}'{told}"
        case "required":
            yield steps, f"'{kind.property}' is missing"
        case "type":
            wanted = " or ".join(_TYPES.get(t, t) for t in kind.types)
            yield steps, f"'{key}' has to be {wanted}"
        case "enum":
            told = ", ".join(f"'{o}'" for o in kind.options)
            yield steps, f"'{key}' has to be one of {told}"
        case "anyOf" if published:
            yield steps, f"'{key}' needs a 'schema' or a 'content'"
        case "propertyNames":
            yield steps, f"a key of '{key}' is not as the standard allows: {_short(error)}"
        case _:
            yield steps, f"'{key}' is not as the standard allows: {_short(error)}"


def _short(error: Any) -> str:
    text = str(error.message)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _around(published: dict[str, Any], path: list[Any]) -> dict[str, Any]:
    """The schema object in which a keyword stands."""
    value: Any = published
    for step in path:
        value = value.get(step, {}) if isinstance(value, dict) else {}
    return value if isinstance(value, dict) else {}
