"""NAM: names and forms that are the same everywhere, so that nobody has to look twice."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import Note, Subject, note
from weighbridge_checks.verdicts.standards.words import parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.outline import Outline, Schema

_CASES = {
    "camelCase": re.compile(r"[a-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*)+"),
    "snake_case": re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+"),
    "kebab-case": re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+"),
    "PascalCase": re.compile(r"[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)*"),
}
_HOLE = re.compile(r"\{[^{}]*\}")
_SEGMENT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: `v1`, `.well-known`, `orders.json` and `:cancel` have customs of their own
_SPECIAL = re.compile(r"v\d+.*|\.well-known|.*\.[a-z]+|.*:[a-z]+.*|_[a-z]+|\*", re.IGNORECASE)
_VERBS = frozenset(
    {"add", "create", "delete", "fetch", "find", "get", "insert", "list", "make", "modify", "patch"}
    | {"post", "put", "read", "remove", "save", "set", "update", "upsert", "write"}
)
#: words that are their own plural, or have one without an s
_PLURAL = re.compile(
    r".*(?:s|people|children|men|data|media|metadata|information|equipment|stock|staff|news"
    r"|criteria|evidence|feedback|inventory|content|availability|history|[a-z]+ing|by-[a-z0-9-]+)"
)
_MONEY = frozenset(
    {"amount", "balance", "charge", "cost", "fee", "fees", "payment", "price", "subtotal", "tax"}
)
_NO_MONEY = frozenset(
    {"count", "percent", "percentage", "rate", "ratio", "id", "type", "code", "number", "quantity"}
    | {"days", "index", "points", "load"}
)
#: what amounts and balances are also of
_OTHER_AMOUNT = frozenset(
    {"stock", "on", "weight", "energy", "memory", "battery", "disk", "storage"}
)


@standard("NAM001", Severity.WARNING, source="Zalando 118; AIP-140", on="document")
def names_have_one_case(subject: Subject) -> Iterator[Note]:
    """All properties of a document are written in one case.

    Who guesses `orderId` and has to find out that it is `order_id` here loses an hour; generated
    code looks as if two people had quarrelled.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Order:
              type: object
              properties:
                orderId: {type: string}
                customerId: {type: string}
                order_date: {type: string, format: date}  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Order:
              type: object
              properties:
                orderId: {type: string}
                customerId: {type: string}
                orderDate: {type: string, format: date}

    Instead, settle on one, and rename what is left with the next major version.
    """
    named = [
        (s, case)
        for s in subject.outline.schemas
        if s.role == "property" and (case := _case(s.name))
    ]
    counts = Counter(case for _, case in named)
    if len(counts) > 1:
        usual = counts.most_common(1)[0][0]
        for schema, case in named:
            if case != usual:
                message = f"'{schema.name}' is {case}, and most names here are {usual}"
                yield note(message, schema.place)


def _case(name: str) -> str | None:
    """The case of a name of several words; one word alone fits all."""
    return next((case for case, form in _CASES.items() if form.fullmatch(name)), None)


@standard(
    "NAM002",
    Severity.WARNING,
    source="Zalando 129, 134, 141; Redocly `no-http-verbs-in-paths`",
    on="http",
)
def paths_name_things(subject: Subject) -> Iterator[Note]:
    """Paths are things in lower case with hyphens: plural, and without verbs for what methods say.

    `GET /getOrder` says get twice and leaves open whether there is a `POST /getOrder`.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /getOrders:  # here
            get: {}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get: {}

    Instead, name the collection; a step of a workflow may stand behind the thing that takes it, as
    in `/orders/{id}/cancel`.
    """
    paths = dict.fromkeys(o.path for o in subject.outline.calls)
    whole = subject.outline.whole
    for path in paths:
        problem = _about(path)
        if problem:
            yield note(f"'{path}': {problem}", whole.at("paths", path))


def _about(path: str) -> str | None:
    segments = [s for s in path.split("/") if s]
    for i, segment in enumerate(segments):
        if "{" in segment or not segment:
            continue
        words = parts(segment)
        if not _SEGMENT.fullmatch(segment) and not _SPECIAL.fullmatch(segment):
            return f"'{segment}' is not in lower case with hyphens"
        if words and words[0] in _VERBS and (len(words) > 1 or i == 0):
            return f"'{segment}' begins with a verb"
        following = segments[i + 1] if i + 1 < len(segments) else ""
        single = _HOLE.fullmatch(following) and not re.fullmatch(r"v\d+", segment)
        if single and parts(following)[-1:] == words[-1:]:
            continue  # by what the thing is found, as in `/digest/{digest}`
        if single and not _PLURAL.fullmatch(segment):
            return f"'{segment}' holds many and is not plural"
    return None


@standard("NAM003", Severity.ERROR, source="Zalando 169, 170, 173 and 238", on="document")
def values_have_standard_forms(subject: Subject) -> Iterator[Note]:
    """Times, money, currencies, countries and quantities are written as standards have it.

    These are the fields at which an ERP and a warehouse disagree: a price that is a float loses
    cents, a time without an offset moves by hours, a quantity without a unit ships 24 pallets
    instead of 24 pieces.

    bad:

        openapi: 3.1.0
        info: {title: Products, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Product:
              type: object
              properties:
                listPrice: {type: number}  # here

    good:

        openapi: 3.1.0
        info: {title: Products, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Product:
              type: object
              properties:
                listPrice:
                  type: object
                  properties:
                    amount: {type: string, pattern: "^-?[0-9]{1,15}([.][0-9]{1,4})?$"}
                    currency: {type: string, pattern: "^[A-Z]{3}$"}

    Instead, write money as a decimal text (or whole minor units) with an ISO 4217 currency, times
    as `date-time` with offset, countries as ISO 3166-1, and a UNECE unit beside each quantity.
    """
    outline = subject.outline
    for schema in outline.schemas:
        if schema.role not in {"property", "parameter"} or not isinstance(schema.value, dict):
            continue
        words = parts(schema.name)
        if not words:
            continue
        problem = _wrong_form(outline, schema, words)
        if problem:
            yield note(f"'{schema.name}' {problem}", schema.place)


def _wrong_form(outline: Outline, schema: Schema, words: tuple[str, ...]) -> str | None:
    last = words[-1]
    if not (last in _MONEY or last in _WATCHED or words[-2:] in _WATCHED_PAIRS):
        return None
    said = outline.said(schema)
    kinds = said.get("type")
    kind = next((k for k in kinds if k != "null"), None) if isinstance(kinds, list) else kinds
    if kind == "number" and _is_money(words):
        return "is money as a floating number, which loses cents"
    if kind == "number" and last in {"quantity", "qty"} and not _has_unit(schema, words):
        return "is a quantity without a unit"
    if kind == "string" and not said.get("enum") and not said.get("const"):
        return _wrong_text(said, words)
    return None


_WATCHED = frozenset(
    {"at", "timestamp", "datetime", "currency", "country", "quantity", "qty", "uom"}
)
_WATCHED_PAIRS = frozenset({("date", "time"), ("currency", "code"), ("country", "code")})


_STANDARDS = re.compile(
    r"ISO[ -]?(?:4217|3166|8601|currency|country)|RFC[ -]?3339|IETF|UNECE", re.IGNORECASE
)


def _is_money(words: tuple[str, ...]) -> bool:
    if words[-1] not in _MONEY or words[-1] in _NO_MONEY:
        return False
    return not set(words) & (_OTHER_AMOUNT | _NO_MONEY)


def _has_unit(schema: Schema, words: tuple[str, ...]) -> bool:
    """Whether a unit stands beside a quantity, or in its name."""
    units = {"unit", "uom", "units"}
    if units & set(words) or schema.value.get("x-unit"):
        return True
    around: Any = schema.parent.value.get("properties") if schema.parent else None
    return isinstance(around, dict) and any(units & set(parts(name)) for name in around)


def _wrong_text(said: Mapping[str, Any], words: tuple[str, ...]) -> str | None:
    last, pair = words[-1], words[-2:]
    bound = any(said.get(w) for w in ("pattern", "format", "x-term", "x-code-list"))
    # what is said in words is said, though no machine can hold anybody to it
    bound = bound or _STANDARDS.search(str(said.get("description", ""))) is not None
    if last in {"at", "timestamp", "datetime"} or pair == ("date", "time"):
        return None if bound or len(words) == 1 else "is a time without 'format: date-time'"
    if last == "currency" or pair == ("currency", "code"):
        size = (said.get("minLength"), said.get("maxLength"))
        return None if bound or size == (3, 3) else "does not ask for an ISO 4217 code"
    if last == "country" or pair == ("country", "code"):
        size = (said.get("minLength"), said.get("maxLength"))
        return None if bound or size == (2, 2) else "does not ask for an ISO 3166-1 code"
    if last == "uom":
        return None if bound else "does not ask for a unit of UNECE Recommendation 20"
    return None
