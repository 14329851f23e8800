"""THR and RATE: how much a consumer may ask for, and what happens beyond."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.outline import REQUEST
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.paging import is_cursor
from weighbridge_checks.verdicts.standards.subject import (
    Note,
    Subject,
    by_name,
    note,
    on_card,
    together,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.change import Place
    from weighbridge_checks.facts.outline import Outline, Schema

_STYLES = {
    "RateLimit": ("ratelimit", "ratelimit-policy"),
    "X-RateLimit": ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"),
    "X-Rate-Limit": ("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"),
    "RateLimit (before draft 07)": ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"),
}
#: texts of these formats have a length that is known
_SHORT = frozenset(
    {"date", "date-time", "time", "uuid", "ipv4", "ipv6", "byte-size", "duration", "hostname"}
    | {"bcp47", "country-code", "currency", "email", "guid", "idn-email", "idn-hostname", "int32"}
    | {"int64", "ip", "iso-3166", "iso-3166-alpha-2", "iso-3166-alpha-3", "iso-4217", "iso-639"}
    | {"iso-639-1", "mac", "uint32", "uint64", "ulid", "unix-time"}
)
#: how people say a greatest length in words
_BOUND_SAID = re.compile(
    r"\bmax(?:imum|imal)?\.?\b[^.\n]{0,40}?\d"
    r"|\b(?:at most|up to|no more than|limited to|limit of) (?:an? |the )?(?:maximum )?(?:of )?\d"
    r"|\b(?:fixed |exact )?length\W{1,3}(?:is )?\d"
    r"|\b\d+ ?(?:characters|chars|digits|letters|bytes|items|entries|elements)\b"
    r"|\b(?:two|three|four|five|six|eight|\d+)[- ](?:letter|character|digit)|\bBCP ?47\b"
    r"|\bRFC[ -]?3339|\bY{4}-?M{2}"
    r"|\bISO[ -]?(?:3166|4217|8601|639)|\bUUID\b|\bIBAN\b",
    re.IGNORECASE,
)
#: how what stands inside of a list or a map is called, alone and together with others
_INSIDE = {
    "items": ("an entry of '{name}'", "entries of '{name}'"),
    "part": ("a value in '{name}'", "values in '{name}'"),
}
#: load balancers ask there, and know by themselves when to ask again
PROBE = re.compile(
    r"(?:/[a-z0-9._-]+)*/(?:health(?:z|-?check)?|live(?:z|ness)?|ping|readyz?|readiness)"
    r"(?:/[a-z]+)?"
)
_CLASS = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.")
_ENDLESS = re.compile(r"[*+]|\{\d*,\}")


@standard("THR001", Severity.WARNING, also=("RATE001",), source="RFC 6585; Zalando 153", on="http")
def throttling_is_declared(subject: Subject) -> Iterator[Note]:
    """Each operation that others outside the house call declares 429.

    A consumer that does not expect to be slowed down takes it for a failure, tries again at once,
    and is slowed down further.

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
                "429": {description: Too many requests.}

    Instead, declare it once as a shared response, with `Retry-After`. Contracts whose `audience` is
    internal are not asked.
    """
    if subject.audience == "internal":
        return
    calls = [o for o in subject.outline.calls if o.responses and not PROBE.fullmatch(o.path)]
    notes = [
        note(f"{o.called} does not declare 429", o.spot.at("responses"))
        for o in calls
        if not o.answers("429")
    ]
    at = subject.outline.whole.at("paths")
    yield from together(notes, len(calls), at, "do not declare 429")


@standard("THR002", Severity.ERROR, also=("RATE002",), source="RFC 9110, 10.2.3", on="http")
def waiting_time_is_told(subject: Subject) -> Iterator[Note]:
    """The answers 429 and 503 declare `Retry-After`.

    Without it each consumer guesses how long to wait, and all guesses together come at once.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "429":  # here
                  description: Too many requests.

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "429":
                  description: Too many requests.
                  headers:
                    Retry-After: {schema: {type: integer}}

    Instead, declare the header, in seconds or as a date. With 429, a header that tells when the
    allowance is renewed does too.
    """
    for operation in subject.outline.calls:
        for answer in operation.responses:
            if answer.status not in {"429", "503"} or "retry-after" in answer.headers:
                continue
            renewed = any(h == "ratelimit" or h.endswith("-reset") for h in answer.headers)
            if answer.status == "429" and renewed:
                continue
            if answer.status == "503" and PROBE.fullmatch(operation.path):
                continue
            yield note(f"{answer.status} does not say when to try again", answer.spot.place)


@standard(
    "THR003", Severity.INFO, source="draft-ietf-httpapi-ratelimit-headers; Zalando 153", on="http"
)
def allowance_is_told_in_one_way(subject: Subject) -> Iterator[Note]:
    """Answers tell what is left of the allowance, all by the same headers.

    A consumer that sees how much is left can slow down before it is refused.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200":
                  description: All orders.
                  headers:
                    RateLimit: {schema: {type: string}}
                "429":
                  description: Too many requests.
                  headers:
                    X-RateLimit-Limit: {schema: {type: integer}}  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200":
                  description: All orders.
                  headers:
                    RateLimit: {schema: {type: string}}
                    RateLimit-Policy: {schema: {type: string}}

    Instead, use `RateLimit` with `RateLimit-Policy`, or the `X-RateLimit` headers, and one of the
    two everywhere.
    """
    first: tuple[str, Any] | None = None
    for operation in subject.outline.calls:
        for answer in operation.responses:
            for name, header in answer.headers.items():
                style = next((s for s, names in _STYLES.items() if name in names), None)
                if style is None:
                    continue
                if first is None:
                    first = style, header
                elif style != first[0]:
                    message = f"the allowance is told by {style} here, and by {first[0]} elsewhere"
                    yield note(message, header.place, related=(first[1].place,))


@standard("THR004", Severity.WARNING, source="OWASP API4:2023", on="document")
def requests_are_bounded(subject: Subject) -> Iterator[Note]:
    """Texts and lists in requests have a greatest length.

    What has no bound will one day be larger than the column, the message or the memory that it is
    meant for. Then the consumer learns of the bound from an error.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            post:
              requestBody:
                content:
                  application/json:
                    schema:
                      type: object
                      properties:
                        note: {type: string}  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            post:
              requestBody:
                content:
                  application/json:
                    schema:
                      type: object
                      properties:
                        note: {type: string, maxLength: 500}

    Instead, write `maxLength` or `maxItems` as the narrowest place on the way has it. A pattern
    without an open end, a list of values, a format of known length and a bound that is told in
    words are bounds too. Cursors are the server's own, and files are bounded as a whole.
    """
    outline = subject.outline
    files = {
        m.schema.place
        for o in outline.operations
        for m in o.media
        if m.schema is not None and not m.is_json
    }
    named, totals = [], Counter[str]()
    for schema in outline.schemas:
        value = schema.value
        if not schema.sides & REQUEST or not isinstance(value, dict) or "$ref" in value:
            continue
        kind = value.get("type")
        kinds = kind if isinstance(kind, list) else [kind]
        what, word = ("text", "maxLength") if "string" in kinds else ("list", "maxItems")
        if what == "list" and "array" not in kinds:
            continue
        one, many = _INSIDE.get(schema.role, ("the {what} '{name}'", "{what}s called '{name}'"))
        name = many.format(what=what, name=schema.name) + " in requests"
        bounded = _bounded_text if what == "text" else _bounded_list
        if bounded(value, schema.parent) or (
            what == "text" and _is_the_servers(outline, schema, files)
        ):
            totals[name] += word in value
            continue
        totals[name] += 1
        if _BOUND_SAID.search(outline.words(schema)) or word in outline.agreed(schema):
            continue
        message = one.format(what=what, name=schema.name) + " may be of any length"
        named.append((name, note(message, schema.place)))
    of, what = "texts and lists in requests that need a bound", "may be of any length"
    yield from by_name(named, totals, outline.whole.place, what, of=of)


def _is_the_servers(outline: Outline, schema: Schema, files: set[Place]) -> bool:
    """Whether a text is a cursor that the server made, or a file that is the whole body."""
    cursor = schema.role == "parameter" and is_cursor(schema.name, outline.words(schema))
    part = schema.role == "root" and schema.pointer.endswith("/itemSchema")
    return cursor or part or schema.place in files


def _bounded_list(value: Any, parent: Any) -> bool:
    if "maxItems" in value or value.get("enum") or "const" in value:
        return True
    items = value.get("items")
    of_few = isinstance(items, dict) and ("enum" in items or items.get("type") == "boolean")
    return (of_few and value.get("uniqueItems") is True) or (
        parent is not None and "maxItems" in parent.value
    )


def _bounded_text(value: Any, parent: Any) -> bool:
    if any(word in value for word in ("maxLength", "enum", "const", "x-extensible-enum")):
        return True
    if str(value.get("format")) in _SHORT or value.get("readOnly") is True:
        return True
    if value.get("format") == "binary":
        return True  # a file: its size is the server's to bound
    pattern = value.get("pattern")
    if isinstance(pattern, str) and pattern.startswith("^") and pattern.endswith("$"):
        return not _ENDLESS.search(_CLASS.sub("x", pattern))
    around = parent.value if parent is not None else {}
    # a bound on the whole holds for each of its branches
    if any(word in around for word in ("maxLength", "enum", "const")):
        return True
    branches = [b for w in ("allOf", "anyOf", "oneOf") for b in _list(value.get(w))]
    return bool(branches) and any(
        isinstance(b, dict) and ("maxLength" in b or "enum" in b) for b in branches
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


@standard("RATE003", Severity.WARNING, source="Zalando 153", on="card")
def limits_are_stated(subject: Subject) -> Iterator[Note]:
    """A contract states its limits: calls a minute, and how large a page or a message may be.

    A limit that is in no document is changed without notice: a page of 1000 that becomes one of
    100 breaks who counts on it, and no comparison of documents can see it.

    bad:

        # file: contract.yaml
        id: orders  # here
        version: 1.0.0
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}

    good:

        # file: contract.yaml
        id: orders
        version: 1.0.0
        limits: {rate_per_min: 600, page_max: 200, payload_kb: 512}
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}

    Instead, write `limits` into contract.yaml; a lower one is then a change that is weighed.
    """
    if subject.outline.family == "json-schema":
        return  # nobody calls it
    limits = subject.said("limits")
    if not isinstance(limits, dict) or "rate_per_min" not in limits:
        lacks = "no limits are stated" if not limits else "no 'rate_per_min' is stated"
        yield note(lacks, on_card("/limits"))
