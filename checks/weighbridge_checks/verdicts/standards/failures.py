"""ERR: one way of telling errors, which a machine can act on and which tells no secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.security import gives_tokens
from weighbridge_checks.verdicts.standards.subject import Note, Subject, Whole, note, together
from weighbridge_checks.verdicts.standards.throttling import PROBE
from weighbridge_checks.verdicts.standards.words import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.outline import Media, Operation, Outline, Response, Spot

PROBLEM = "application/problem+json"
#: types of bodies whose own standards say how errors look
_SETTLED = frozenset(
    {
        PROBLEM, "application/problem+xml", "application/fhir+json", "application/fhir+xml",
        "application/graphql-response+json", "application/scim+json", "application/soap+xml",
        "application/vnd.api+json",
    }
)  # fmt: skip
#: names, squeezed, of what is nobody's business outside
_INSIDE = frozenset(
    {
        "classname", "debug", "debuginfo", "debugmessage", "developermessage", "exception",
        "exceptionclass", "exceptiontype", "innererror", "innerexception", "sqlstate", "sqlquery",
        "stack", "stacktrace", "trace", "traceback",
    }
)  # fmt: skip
#: methods whose answers have no body
_BARE = frozenset({"head"})


def _failing(outline: Outline) -> Iterator[tuple[Operation, Response]]:
    for operation in outline.calls:
        if operation.method in _BARE:
            continue
        for answer in operation.failures:
            yield operation, answer


@standard("ERR001", Severity.ERROR, source="RFC 9457; Zalando 176", on="http")
def errors_are_problems(subject: Subject) -> Iterator[Note]:
    """The body of each error is `application/problem+json`.

    A consumer that calls ten services needs one piece of code for their errors, not ten. The
    standard form has a type to act on, a title to log and a detail to show.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200": {description: All orders.}
                "400":  # here
                  description: The filter is not understood.
                  content:
                    application/json: {schema: {type: object}}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200": {description: All orders.}
                "400":
                  description: The filter is not understood.
                  content:
                    application/problem+json: {schema: {type: object}}

    Instead, answer with a Problem (type, title, status, detail), and further members as needed.
    Where another standard has settled the form of errors (JSON:API, SCIM, FHIR, GraphQL, SOAP, the
    token endpoint of OAuth), that form will do.
    """
    outline = subject.outline
    notes, total = {}, set()
    for operation, answer in _failing(outline):
        if answer.spot.place in total or gives_tokens(outline, operation):
            continue
        total.add(answer.spot.place)
        types = {m.type.partition(";")[0].strip().lower() for m in answer.media}
        soap = operation.header("SOAPAction") is not None and "text/xml" in types
        if types & _SETTLED or soap or PROBE.fullmatch(operation.path):
            continue
        told = ", ".join(f"'{t}'" for t in sorted(types))
        said = f"is told as {told}" if types else "does not say what its body is"
        at = answer.spot.place
        notes[at] = note(f"{answer.status} {said}", at)
    of, what = "errors", f"are not told as '{PROBLEM}'"
    yield from together(notes.values(), len(total), outline.whole.at("paths"), what, of=of)


def _problems(outline: Outline) -> Iterator[tuple[Response, Media, Spot]]:
    """The schemas of problems, each once."""
    seen = set()
    for _, answer in _failing(outline):
        for media in answer.media:
            if "problem+json" not in media.type or media.schema is None:
                continue
            schema = media.schema
            held = outline.follow(schema.value, schema.file, schema.pointer)
            if held is not None and (held.file, held.pointer) not in seen:
                seen.add((held.file, held.pointer))
                yield answer, media, held


@standard("ERR002", Severity.WARNING, source="RFC 9457, 3.1.1", on="http")
def problem_types_are_listed(subject: Subject) -> Iterator[Note]:
    """The `type` of a problem is described: its values, or where they are listed.

    The type is what a consumer branches on. Values that are not written down are found by trial,
    and change without anybody noticing.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200": {description: All orders.}
                "400":
                  description: The filter is not understood.
                  content:
                    application/problem+json:
                      schema:
                        type: object
                        properties:
                          type: {type: string}  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200": {description: All orders.}
                "400":
                  description: The filter is not understood.
                  content:
                    application/problem+json:
                      schema:
                        type: object
                        properties:
                          type: {type: string, enum: [/problems/unknown-filter]}

    Instead, write `enum`, `examples` or a description that says where the types are listed.
    """
    outline = subject.outline
    for _, _, schema in _problems(outline):
        declared = outline.properties(schema).get("type")
        if declared is None:
            if outline.properties(schema):
                yield note("this problem has no 'type' to branch on", schema.place)
            continue
        said = outline.said(declared)
        listed = ("enum", "const", "examples", "example", "description", "pattern", "x-enum")
        if not any(said.get(word) for word in listed):
            yield note("no value of the problem's 'type' is written down", declared.place)


@standard("ERR003", Severity.ERROR, source="Google AIP-193", on="http")
def problems_are_of_one_kind(subject: Subject) -> Iterator[Note]:
    """All problems of a document have the same schema.

    Two kinds of errors need two pieces of code, and the second is the one that nobody wrote.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200": {description: All orders.}
                "400":
                  description: The filter is not understood.
                  content:
                    application/problem+json:
                      schema: {type: object, properties: {detail: {type: string}}}
                "409":
                  description: It changed meanwhile.
                  content:
                    application/problem+json:
                      schema: {type: object, properties: {text: {type: string}}}  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200": {description: All orders.}
                "400":
                  description: The filter is not understood.
                  content:
                    application/problem+json:
                      schema: {$ref: "#/components/schemas/Problem"}
                "409":
                  description: It changed meanwhile.
                  content:
                    application/problem+json:
                      schema: {$ref: "#/components/schemas/Problem"}
        components:
          schemas:
            Problem: {type: object, properties: {detail: {type: string}}}

    Instead, refer to one Problem; what is special goes into members that it has too. A schema that
    builds on it by `allOf` is of the same kind.
    """
    outline = subject.outline
    first: tuple[str, Spot] | None = None
    for _, _, schema in _problems(outline):
        shape = _shape(outline, schema)
        if first is None:
            first = shape, schema
        elif shape != first[0] and not _builds_on(outline, schema, first[1]):
            message = "this problem is of another kind than the first of the document"
            yield note(message, schema.place, related=(first[1].place,))


def _shape(outline: Outline, schema: Spot) -> str:
    """The names and types of what a problem has, however it is written."""
    said = {
        name: outline.said(spot).get("type") for name, spot in outline.properties(schema).items()
    }
    return json.dumps(said, sort_keys=True, default=str)


def _builds_on(outline: Outline, schema: Spot, base: Spot) -> bool:
    branches = schema.get("allOf")
    for i, branch in enumerate(branches if isinstance(branches, list) else ()):
        held = outline.follow(branch, schema.file, f"{schema.pointer}/allOf/{i}")
        if held is not None and (held.file, held.pointer) == (base.file, base.pointer):
            return True
    return False


@standard("ERR005", Severity.ERROR, source="Google AIP-193")
def problems_are_alike_in_the_estate(whole: Whole) -> Iterator[Note]:
    """The problems of all contracts in use have the same required members.

    Who integrates with ten contracts of one house expects one form of errors.

    bad:

        # file: apis/orders/1.0.0/contract.yaml
        id: orders
        version: 1.0.0
        status: approved
        # file: apis/orders/1.0.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200": {description: All orders.}
                "400":
                  description: The filter is not understood.
                  content:
                    application/problem+json:
                      schema: {type: object, required: [type, title]}
        # file: apis/products/1.0.0/contract.yaml
        id: products
        version: 1.0.0
        status: approved
        # file: apis/products/1.0.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Products, version: 1.0.0}
        paths:
          /products:
            get:
              responses:
                "200": {description: All products.}
                "400":
                  description: The filter is not understood.
                  content:
                    application/problem+json:
                      schema: {type: object, required: [message]}  # here

    good:

        # file: apis/orders/1.0.0/contract.yaml
        id: orders
        version: 1.0.0
        status: approved
        # file: apis/orders/1.0.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200": {description: All orders.}
                "400":
                  description: The filter is not understood.
                  content:
                    application/problem+json:
                      schema: {type: object, required: [type, title]}

    Instead, share one Problem between the contracts.
    """
    first: tuple[frozenset[str], Subject, Spot] | None = None
    for versions in whole.series().values():
        subject = versions[-1]
        if not subject.outline.is_http:
            continue
        for _, _, schema in _problems(subject.outline):
            said: Any = subject.outline.said(schema).get("required")
            needed = frozenset(map(str, said if isinstance(said, list) else ()))
            if first is None:
                first = needed, subject, schema
            elif not first[0] <= needed and not needed <= first[0]:
                message = (
                    f"a problem needs {_names(needed)} here, and {_names(first[0])}"
                    f" in '{first[1].name}'"
                )
                yield note(message, schema.place, subject=subject)
            break


def _names(names: frozenset[str]) -> str:
    return ", ".join(f"'{n}'" for n in sorted(names)) or "nothing"


@standard("ERR004", Severity.ERROR, source="Zalando 177", on="http")
def errors_tell_no_insides(subject: Subject) -> Iterator[Note]:
    """No error shows a stack trace, an exception or a query.

    They tell an attacker which libraries run and how the tables are called, and a consumer
    nothing that it could use.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200": {description: All orders.}
                "500":
                  description: Something went wrong.
                  content:
                    application/problem+json:
                      schema:
                        type: object
                        properties:
                          stackTrace: {type: string}  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200": {description: All orders.}
                "500":
                  description: Something went wrong.
                  content:
                    application/problem+json:
                      schema:
                        type: object
                        properties:
                          correlationId: {type: string}

    Instead, write the trace to the log, and its correlation id into the answer.
    """
    outline = subject.outline
    for _, answer in _failing(outline):
        for media in answer.media:
            for name, spot in outline.properties(media.schema).items():
                if squeezed(name) in _INSIDE:
                    yield note(f"an error shows '{name}'", spot.place)
