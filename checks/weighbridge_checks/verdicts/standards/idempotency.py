"""IDEM and IDM: a call that is made twice, or late, does no harm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import Note, Subject, note, on_card, together
from weighbridge_checks.verdicts.standards.words import parts, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.outline import Operation

_KEY = re.compile(r".*idempoten.*|repeatability-request-id", re.IGNORECASE)
_KEY_SAID = re.compile(r"\bidempoten", re.IGNORECASE)
#: names, squeezed, of keys that some send in the body
_BODY_KEYS = frozenset(
    {"clientrequestid", "clienttoken", "deduplicationid", "idempotencekey", "idempotencykey"}
    | {"idempotencytoken", "requestid"}
)
#: names, squeezed, by which an update says what it is based on
_BASED_ON = frozenset(
    {"asof", "etag", "expectedversion", "revision", "sequence", "sequencenumber", "version"}
    | {"countedat", "effectiveat", "measuredat", "observedat", "occurredat", "eventtime"}
    | {"concurrencystamp", "concurrencytoken", "expectedheadsha", "generation", "headsha"}
    | {"ifgenerationmatch", "ifmetagenerationmatch", "lastmodified", "lockversion", "odataetag"}
    | {"resourceversion", "rev", "revisionid", "rowversion", "sha", "versionid"}
)
#: how people say it of a field with another name
_LOCKS = re.compile(r"\boptimistic(?:ally)? (?:concurrency|lock)", re.IGNORECASE)
#: where in a body such a thing may stand, beside what is called as the path calls it
_AROUND = frozenset({"attributes", "data", "meta", "metadata"})
#: a change that can be made to hold only for the state it was made for, by its operation `test`
_JSON_PATCH = "application/json-patch+json"
#: how people say that a second one is refused
_EXISTS = re.compile(r"\balready\b|\bexists?\b|\bexisting\b|\bduplicate", re.IGNORECASE)
#: what a call makes that must not be made twice
_COUNTED = frozenset(
    {"adjustments", "bookings", "invoices", "movements", "orders", "payments", "receipts"}
    | {"reservations", "returns", "shipments", "transfers"}
)
_TOKENS = frozenset({"jwt", "login", "otp", "session", "sessions", "token", "tokens"})
_SEARCH = frozenset({"search", "query", "lookup", "validate", "preview", "batchget", "find"})


def takes_key(operation: Operation) -> bool:
    """Whether a header tells a repeated call, whatever the house calls it."""
    return any(
        p.where == "header"
        and (_KEY.fullmatch(p.name) or _KEY_SAID.search(str(p.spot.get("description"))))
        for p in operation.parameters
    )


def key_of(subject: Subject, operation: Operation) -> bool:
    """Whether an operation can be repeated: by a key in a header or in the body, or by itself."""
    spot = operation.spot
    if takes_key(operation) or spot.get("x-idempotent") is True:
        return True
    if subject.said("idempotency", "natural_key") or spot.get("x-natural-key"):
        return True
    sent = [p.name for p in operation.parameters if p.where == "query"]
    for media in operation.media:
        if subject.outline.said(media.schema).get("x-natural-key"):
            return True
        sent += subject.outline.properties(media.schema)
    # else a second one is refused, by whatever tells two apart
    return any(squeezed(name) in _BODY_KEYS for name in sent) or any(
        answer.status == "409" and _EXISTS.search(str(answer.spot.get("description")))
        for answer in operation.responses
    )


def creates(subject: Subject, operation: Operation) -> bool:
    """Whether a second call would do something a second time."""
    if operation.method != "post" or operation.spot.get("x-safe") is True:
        return False
    if subject.semantics(operation.id) == "relative":
        return True
    last = operation.path.rstrip("/").split("/")[-1:]
    words = set(parts(operation.id or "")) | set(last)
    if words & _SEARCH or _TOKENS & set(parts(last[0])[-1:]):
        return False  # who gets a second token has done nothing twice
    return any(r.status == "201" for r in operation.responses) or bool(set(last) & _COUNTED)


@standard(
    "IDEM001",
    Severity.ERROR,
    also=("IDM001",),
    source="draft-ietf-httpapi-idempotency-key-header; Zalando 229 and 230; AIP-155",
    on="http",
)
def creation_can_be_repeated(subject: Subject) -> Iterator[Note]:
    """A POST that makes or adjusts something takes an `Idempotency-Key`, or marks a natural key.

    A call whose answer is lost is made again. Without a key the second one ships a second time, or
    takes the difference off the stock twice.

    bad:

        openapi: 3.1.0
        info: {title: Inventory, version: 1.0.0}
        paths:
          /adjustments:
            post:  # here
              responses:
                "201": {description: It is booked.}

    good:

        openapi: 3.1.0
        info: {title: Inventory, version: 1.0.0}
        paths:
          /adjustments:
            post:
              parameters:
                - {name: Idempotency-Key, in: header, required: true, schema: {type: string}}
              responses:
                "201": {description: It is booked.}

    Instead, take the header, keep the answer for a while, and give it again. Where a field of the
    request tells two apart, name it: `x-natural-key: orderNumber`, or say at 409 that a second one
    is refused since it exists already.
    """
    making = [o for o in subject.outline.calls if creates(subject, o)]
    notes = []
    for operation in making:
        if not key_of(subject, operation):
            semantics = subject.semantics(operation.id)
            what = f"is {semantics}" if semantics == "relative" else "makes something"
            message = f"{operation.called} {what}, and a repeated call may do it twice"
            fix = "take the header 'Idempotency-Key'"
            notes.append(note(message, operation.spot.place, fix=fix))
    of, what = "operations that make something", "may do it twice when a call is repeated"
    yield from together(notes, len(making), subject.outline.whole.at("paths"), what, of=of)


@standard(
    "IDM002",
    Severity.WARNING,
    also=("IDEM002",),
    source="draft-ietf-httpapi-idempotency-key-header, 2.7",
    on="http",
)
def conflicts_of_keys_are_declared(subject: Subject) -> Iterator[Note]:
    """An operation with an `Idempotency-Key` declares 409 and 422.

    The first call may still be running (409), or the key was used for something else (422). The
    one is to be tried again, the other never.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            post:
              parameters:
                - {name: Idempotency-Key, in: header, schema: {type: string}}
              responses:  # here
                "201": {description: The order is taken.}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            post:
              parameters:
                - {name: Idempotency-Key, in: header, schema: {type: string}}
              responses:
                "201": {description: The order is taken.}
                "409": {description: The first call is still running.}
                "422": {description: The key belongs to another order.}

    Instead, declare both.
    """
    keyed = [o for o in subject.outline.calls if takes_key(o) and o.responses]
    notes = []
    for operation in keyed:
        missing = [s for s in ("409", "422") if not operation.answers(s)]
        if missing:
            told = " and ".join(missing)
            message = f"{operation.called} takes a key and does not declare {told}"
            notes.append(note(message, operation.spot.at("responses")))
    of, what = "operations that take a key", "do not declare both 409 and 422"
    yield from together(notes, len(keyed), subject.outline.whole.at("paths"), what, of=of)


def _based_on(subject: Subject, operation: Operation, *, required: bool) -> bool:
    """Whether an update says which state it was made for."""
    header = operation.header("If-Match", "If-Unmodified-Since")
    if header is not None and (header.required or not required):
        return True
    for parameter in operation.parameters:
        if squeezed(parameter.name) in _BASED_ON and (parameter.required or not required):
            return True
    around = _AROUND | {_single(squeezed(s)) for s in operation.path.split("/") if s}
    for media in operation.media:
        if not required and media.type.partition(";")[0].strip().lower() == _JSON_PATCH:
            return True
        held = subject.outline.properties(media.schema)
        inside = [spot for name, spot in held.items() if squeezed(name) in around]
        for spot in (media.schema, *inside):
            needed = subject.outline.said(spot).get("required")
            for name, field in subject.outline.properties(spot).items():
                asked = isinstance(needed, list) and name in needed
                told = str(field.get("description"))
                known = squeezed(name) in _BASED_ON or _LOCKS.search(told)
                sent = field.get("readOnly") is not True
                if known and sent and (asked or not required):
                    return True
    return False


def _single(name: str) -> str:
    """The name of one among many, as a body calls it: `orders` are changed by an `order`."""
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")


@standard("IDM003", Severity.WARNING, also=("IDEM003",), source="Zalando 182; AIP-154", on="http")
def updates_are_not_lost(subject: Subject) -> Iterator[Note]:
    """A PUT or PATCH says which state it changes (`If-Match`), and answers 412 if that is gone.

    Two people read an order, both change it, and the second saves what the first did away. With a
    condition, the second is told.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}:
            put:  # here
              requestBody:
                content: {application/json: {schema: {type: object}}}
              responses:
                "200": {description: The order.}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}:
            put:
              parameters:
                - {name: If-Match, in: header, schema: {type: string}}
              requestBody:
                content: {application/json: {schema: {type: object}}}
              responses:
                "200": {description: The order.}
                "412": {description: It changed meanwhile.}

    Instead, send an `ETag` with each answer and take it back in `If-Match`; a version or an `asOf`
    in the body does too, and so does JSON Patch by its operation `test`. A call without a body, as
    one that marks something, changes nothing that it has not seen.
    """
    notes, total = [], 0
    for operation in subject.outline.calls:
        said = operation.spot.get("x-update-semantics") or subject.semantics(operation.id)
        if operation.method not in {"put", "patch"} or said == "absolute":
            continue  # of an absolute one IDEM004 asks for more
        if operation.body is None:
            continue
        total += 1
        if not _based_on(subject, operation, required=False):
            message = f"{operation.called} does not say which state it changes"
            notes.append(note(message, operation.spot.place))
        elif operation.header("If-Match") is not None and not operation.answers("412"):
            message = f"{operation.called} takes 'If-Match' and does not declare 412"
            yield note(message, operation.spot.at("responses"))
    of, what = "updates", "do not say which state they change"
    yield from together(notes, total, subject.outline.whole.at("paths"), what, of=of)


@standard("IDEM004", Severity.ERROR, source="Zalando 182; GS1 EPCIS", on="http")
def absolute_updates_say_as_of_when(subject: Subject) -> Iterator[Note]:
    """An update that sets a value, rather than changing it, must say when that value was true.

    A count that was taken at five and arrives at nine overwrites four hours of shipments, unless it
    says so. Which operations are absolute, contract.yaml says (`update_semantics`).

    bad:

        # file: contract.yaml
        id: inventory
        version: 1.0.0
        update_semantics: {recordCount: absolute}
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Inventory, version: 1.0.0}
        paths:
          /counts/{countId}:
            put:  # here
              operationId: recordCount
              requestBody:
                content:
                  application/json:
                    schema:
                      type: object
                      properties: {counted: {type: number}}

    good:

        # file: contract.yaml
        id: inventory
        version: 1.0.0
        update_semantics: {recordCount: absolute}
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Inventory, version: 1.0.0}
        paths:
          /counts/{countId}:
            put:
              operationId: recordCount
              requestBody:
                content:
                  application/json:
                    schema:
                      type: object
                      required: [counted, asOf]
                      properties:
                        counted: {type: number}
                        asOf: {type: string, format: date-time}

    Instead, require `asOf`, a sequence, a version, or the header `If-Match`.
    """
    for operation in subject.outline.calls:
        said = operation.spot.get("x-update-semantics") or subject.semantics(operation.id)
        if said == "absolute" and not _based_on(subject, operation, required=True):
            message = f"{operation.called} sets a value, and does not have to say as of when"
            fix = "require 'asOf', a sequence, a version or 'If-Match'"
            yield note(message, operation.spot.place, fix=fix)


@standard(
    "IDEM005", Severity.WARNING, source="draft-ietf-httpapi-idempotency-key-header", on="card"
)
def keys_are_kept_for_a_stated_time(subject: Subject) -> Iterator[Note]:
    """A contract with idempotency keys says how long they are remembered.

    A consumer that was down for the weekend tries again on Monday. Whether that is safe depends
    on whether Friday's keys are still known.

    bad:

        # file: contract.yaml
        id: orders
        version: 1.0.0
        idempotency: {header: Idempotency-Key}  # here
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            post:
              parameters:
                - {name: Idempotency-Key, in: header, schema: {type: string}}

    good:

        # file: contract.yaml
        id: orders
        version: 1.0.0
        idempotency: {header: Idempotency-Key, window: 72h}
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            post:
              parameters:
                - {name: Idempotency-Key, in: header, schema: {type: string}}

    Instead, write `idempotency: {window: 72h}`; a shorter one is then a change that is weighed.
    """
    keyed = any(takes_key(o) for o in subject.outline.calls)
    if keyed and not subject.said("idempotency", "window"):
        yield note("it is not said how long a key is remembered", on_card("/idempotency"))
