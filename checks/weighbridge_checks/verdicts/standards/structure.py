"""STR: a document holds together, so that machines and people can work with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from weighbridge_checks.facts.formats.addresses import holes, template_key
from weighbridge_checks.facts.formats.openapi import IGNORED_HEADERS
from weighbridge_checks.facts.formats.references import references
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.rivals import Rivals
from weighbridge_checks.verdicts.standards.subject import Note, Subject, note, together
from weighbridge_checks.verdicts.standards.words import typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.outline import Operation, Outline

#: what may stand in a URL without being written another way
_URL_SAFE = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]+")
_HOLE = re.compile(r"\{[^{}]*\}")
_NUMBER = re.compile(r"-?[0-9.]+")
_UUID = re.compile(r"[0-9a-fA-F-]{32,36}")
_REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
#: a version, a commit or a digest in an address: what it leads to does not change
_FIXED = re.compile(
    r"(?:^|[/@=.#-])v?[0-9]+\.[0-9]+(?:\.[0-9]+)?(?:[/.\-#]|$)|[0-9a-f]{40}|[0-9a-f]{64}"
    r"|/draft-?0?[4-7]/|/draft/20[0-9]{2}-[0-9]{2}/",
    re.IGNORECASE,
)


@standard(
    "STR002",
    Severity.ERROR,
    source="Spectral `operation-operationId-unique`; Redocly `operation-operationId`",
    on="http",
)
def operation_id_is_unique(subject: Subject) -> Iterator[Note]:
    """Each operation has an operationId that nobody else has and that fits into a URL.

    Generated clients take their method names from it, and links to an operation are made of it.
    Without one, the names come from the path and change with it.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              operationId: listOrders
            post:
              operationId: listOrders  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              operationId: listOrders
            post:
              operationId: createOrder

    Instead, name each operation by what it does, once.
    """
    first: dict[str, Operation] = {}
    seen: set[tuple[str, str]] = set()
    for operation in subject.outline.operations:
        if operation.kind == "callback" or (operation.spot.file, operation.spot.pointer) in seen:
            continue
        seen.add((operation.spot.file, operation.spot.pointer))
        said = operation.id
        at = operation.spot.at("operationId")
        if not said:
            yield note(f"{operation.called} has no operationId", operation.spot.place)
        elif said in first:
            other = first[said]
            message = f"operationId '{said}' is {other.called}'s already"
            yield note(message, at, related=(other.spot.at("operationId"),))
        else:
            first[said] = operation
            if not _URL_SAFE.fullmatch(said):
                yield note(f"operationId '{said}' does not fit into a URL as it is", at)


@standard("STR003", Severity.ERROR, source="Spectral `path-params`", on="http")
def path_parameters_agree(subject: Subject) -> Iterator[Note]:
    """The names in a path and its path parameters are the same.

    A name without a parameter can not be filled in, and a parameter without a name goes nowhere:
    either way nobody can make the call that is described.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{orderId}:
            get:
              parameters:
                - {name: id, in: path, required: true, schema: {type: string}}  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{orderId}:
            get:
              parameters:
                - {name: orderId, in: path, required: true, schema: {type: string}}

    Instead, write the same name in both; a parameter that all operations share may stand beside
    them.
    """
    for operation in subject.outline.calls:
        declared = {p.name: p for p in operation.parameters if p.where == "path"}
        # a name may be followed by the form of its values, as in `{name=shelves/*}`
        wanted = [re.split("[=:]", h)[0] if h not in declared else h for h in holes(operation.path)]
        extra = [p for name, p in declared.items() if name not in wanted]
        missing = [name for name in wanted if name not in declared]
        for parameter in extra:
            meant = f"; the path names '{missing[0]}'" if missing else ""
            message = f"path parameter '{parameter.name}' is not in '{operation.path}'{meant}"
            yield note(message, parameter.named_at, identity=(parameter.name,))
        for name in missing[len(extra) :]:
            message = f"{operation.called} does not declare its path parameter '{name}'"
            yield note(message, operation.spot.place, identity=(name,))
        for name in {n for n in wanted if wanted.count(n) > 1}:
            yield note(f"'{operation.path}' names '{name}' twice", operation.spot.place)
        for parameter in declared.values():
            if not parameter.required:
                message = f"path parameter '{parameter.name}' has to be required: true"
                yield note(message, parameter.spot.place, identity=("required",))


@standard(
    "STR004",
    Severity.ERROR,
    source="Redocly `no-ambiguous-paths`, `no-identical-paths`",
    on="http",
)
def paths_are_told_apart(subject: Subject) -> Iterator[Note]:
    """No call fits two paths, unless one of them is the more exact.

    `/orders/new` beside `/orders/{id}` is clear: what is spelled out goes first. Two paths that
    each spell out what the other leaves open are not, and each router decides for itself.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}/open:
            get: {}
          /orders/latest/{part}:  # here
            get: {}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}/open:
            get: {}
          /latest-order/{part}:
            get: {}

    Instead, give one of the two a path of its own.
    """
    methods: dict[str, set[str]] = {}
    first: dict[str, Operation] = {}
    for operation in subject.outline.calls:
        methods.setdefault(operation.path, set()).add(operation.method)
        first.setdefault(operation.path, operation)
    paths = subject.outline.whole
    known: dict[str, str] = {}
    rivals = Rivals()
    for path, own in methods.items():
        at = paths.at("paths", path)
        alike = known.setdefault(template_key(path), path)
        if alike != path:
            shared = own & methods[alike]
            if shared:
                message = f"'{path}' is the same path as '{alike}'"
                yield note(message, at, related=(paths.at("paths", alike),))
            continue
        for other in rivals.of(path):
            if methods[other] & own and _overlap(subject.outline, first[path], first[other]):
                message = f"a call may fit both '{path}' and '{other}'"
                yield note(message, at, related=(paths.at("paths", other),))
                break
        rivals.add(path)
    if rivals.given_up:
        yield note("there are too many paths to tell all of them apart", paths.at("paths"))


def _overlap(outline: Outline, one: Operation, other: Operation) -> bool:
    """Whether each segment that one path spells out may be a value of the other's parameter."""
    steps = zip(one.path.split("/"), other.path.split("/"), strict=False)
    for left, right in steps:
        for text, hole, operation in ((left, right, other), (right, left, one)):
            if "{" in text or not _HOLE.fullmatch(hole):
                continue
            named = (p for p in operation.parameters if p.name == hole[1:-1])
            said = outline.said(next((p.schema for p in named if p.schema), None))
            if typed(said, "integer", "number") and not _NUMBER.fullmatch(text):
                return False
            if said.get("format") == "uuid" and not _UUID.fullmatch(text):
                return False
            if isinstance(said.get("enum"), list) and text not in said["enum"]:
                return False
    return True


@standard(
    "STR006",
    Severity.ERROR,
    source="Spectral `operation-success-response`; Redocly `operation-4xx-response`; Zalando 151",
    on="http",
)
def success_and_failure_are_declared(subject: Subject) -> Iterator[Note]:
    """Each operation says what it answers when it succeeds, and when it does not.

    Consumers write code for what is documented. Where no error is, there is no code for errors,
    until the first one comes in production.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:  # here
                "200": {description: All orders.}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200": {description: All orders.}
                "400": {description: The filter is not understood.}

    Instead, declare at least one of `2XX` or `3XX`, and one of `4XX`, `5XX` or `default`.
    """
    outline = subject.outline
    faultless = []
    for operation in outline.operations:
        statuses = [r.status for r in operation.responses]
        at = operation.spot.at("responses") if statuses else operation.spot.place
        good = any(s[:1] in {"1", "2", "3"} for s in statuses)
        if not good and statuses == ["default"] and operation.kind != "path":
            continue
        if not good:
            yield note(f"{operation.called} declares no success", at, identity=("success",))
        elif operation.kind == "path" and not operation.failures:
            told = f"{operation.called} declares no error"
            faultless.append(note(told, at, identity=("error",)))
    at = outline.whole.at("paths")
    yield from together(faultless, len(outline.calls), at, "declare no error")


@standard("STR007", Severity.WARNING, source="Zalando 234", on="document")
def remote_references_are_fixed(subject: Subject) -> Iterator[Note]:
    """A reference to another host leads to a fixed version there, on a host that is allowed.

    What lies at a moving address changes without anybody changing the contract, and who can write
    there writes into it. An allowed host is named in weighbridge.yaml (`lint: {hosts: [...]}`).

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Money:
              $ref: https://schemas.example.com/money.json  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Money:
              $ref: ./schemas/money.json

    Instead, keep a copy beside the document, which is also the only way to have it weighed: remote
    references are never fetched here.
    """
    outline = subject.outline
    lost = [e for e in outline.lost if "remote" in e.reason or "absolute path" in e.reason]
    if not lost:
        return
    for at, ref in references(outline.root, ""):
        if not _REMOTE.match(ref):
            continue
        place = type(outline.whole)(outline.root, "", at).at("$ref")
        host = urlsplit(ref).hostname or ""
        if subject.hosts is not None and host not in subject.hosts:
            yield note(f"'{host}' is not among the hosts that may be referred to", place)
        elif not _FIXED.search(ref):
            yield note(f"what '{ref}' leads to may change: it names no version", place)


@standard("STR008", Severity.WARNING, source="Spectral `operation-description`", on="document")
def operations_and_messages_are_described(subject: Subject) -> Iterator[Note]:
    """Each operation and each message says in words what it is for.

    The name says what is done; when, and what then follows, only its author knows.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{orderId}/release:
            post:  # here
              operationId: releaseOrder

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{orderId}/release:
            post:
              operationId: releaseOrder
              summary: Hands the order to the warehouse.

    Instead, write one sentence in `summary` or `description`.
    """
    outline = subject.outline
    silent = [
        note(f"{operation.called} is not described", operation.spot.place)
        for operation in outline.operations
        if not any(operation.spot.get(word) for word in ("summary", "description"))
    ]
    total, at = len(outline.operations), outline.whole.at("paths")
    yield from together(silent, total, at, "are not described")
    for message in subject.outline.messages:
        payload = subject.outline.said(message.payload) if message.payload else {}
        spot = message.spot
        if not any(spot.get(w) for w in ("summary", "description")) and not payload.get(
            "description"
        ):
            yield note(f"message '{message.name}' is not described", spot.place)


@standard("STR009", Severity.INFO, source="OpenAPI 3.1, Parameter Object", on="http")
def ignored_headers_are_not_parameters(subject: Subject) -> Iterator[Note]:
    """No parameter is called Accept, Content-Type or Authorization.

    The standard tells everybody to ignore such parameters: the content types and the security
    requirements say these things. Who reads the parameter believes in it, and no tool heeds it.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            post:
              parameters:
                - {name: Content-Type, in: header, required: true, schema: {type: string}}  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            post:
              requestBody:
                content:
                  application/json: {}

    Instead, list the types under `content`, and credentials under `security`.
    """
    for operation in subject.outline.operations:
        for parameter in operation.parameters:
            if parameter.where == "header" and parameter.name.lower() in IGNORED_HEADERS:
                yield note(
                    f"header parameter '{parameter.name}' is ignored by the standard",
                    parameter.spot.place,
                )
