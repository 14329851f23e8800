"""NAM: names and forms that are the same everywhere, so that nobody has to look twice."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import Note, Subject, by_name, note
from weighbridge_checks.verdicts.standards.words import parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.outline import Outline, Schema

#: as many names are told at once
_SHOWN = 5
_TWO = 2
#: as many steps of a path are looked at
_FAR = 100
_CASES = {
    "camelCase": re.compile(r"[a-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*)+"),
    "snake_case": re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+"),
    "kebab-case": re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+"),
    "PascalCase": re.compile(r"[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)*"),
}
_HOLE = re.compile(r"\{[^{}]*\}")
#: a step of a path; what stands in braces may hold a slash
_STEP = re.compile(r"(?:\{[^{}]*\}|[^/{]|\{)+")
_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: `v1`, `.well-known`, `orders.json`, `books:cancel`, `$batch` and `@me` have customs of their own
_SPECIAL = re.compile(
    r"v\d+.*|\.well-known|.*\.[a-z]+|.*:[a-z]+.*|[_$@~][a-z]+.*|\*", re.IGNORECASE | re.DOTALL
)
#: steps before the first that names a thing
_PREFIX = re.compile(r"v\d+.*|api|rest|\{[^{}]*\}")
_VERBS = frozenset(
    {"add", "create", "delete", "fetch", "find", "get", "insert", "list", "make", "modify", "patch"}
    | {"post", "put", "read", "remove", "save", "set", "update", "upsert", "write"}
)
#: verbs that make a thing together with the word behind them, as in `read-models`
_THINGS = {
    "add": {"in", "on"},
    "delete": {"marker", "request"},
    "list": {"item", "price"},
    "patch": {"level"},
    "post": {"code", "office"},
    "put": {"away", "option"},
    "read": {"access", "lock", "model", "receipt", "replica"},
    "remove": {"token"},
    "save": {"point"},
    "set": {"point", "top"},
    "update": {"rate", "request"},
    "write": {"access", "lock", "model", "off"},
}
#: words that are their own plural, or have one without an s
_PLURAL = re.compile(
    r".*(?:s|people|children|men|feet|teeth)|(?:.*meta)?data|media|information|equipment|stock"
    r"|staff|news|criteria|evidence|feedback|inventory|content|availability|history|cache"
    r"|config|configuration|storage|memory|software|hardware|firmware|mail|traffic|usage|[a-z]+ing"
)
#: what stands behind the word that is counted, as in `codes-of-conduct`
_BEHIND = re.compile(r"[-_](?:at|by|for|from|in|of|on|per|to|with)[-_].*")
_BY = re.compile(r"by[-_][a-z0-9_-]+")
#: how the number of one among many is called
_NUMBERED = frozenset(
    {"code", "guid", "id", "identifier", "key", "name", "no", "number", "slug", "uid", "uuid"}
)
#: names of properties that other standards have given: OAuth 2, OpenID Connect and SCIM
_GIVEN = frozenset(
    {
        "access_token", "acr_values", "auth_time", "authorization_endpoint", "client_assertion",
        "client_assertion_type", "client_id", "client_secret", "code_challenge",
        "code_challenge_method", "code_verifier", "device_code", "error_description", "error_uri",
        "expires_in", "family_name", "given_name", "grant_type", "id_token", "id_token_hint",
        "jwks_uri", "login_hint", "refresh_token", "redirect_uri", "response_mode",
        "response_type", "subject_token", "token_endpoint", "token_type", "token_type_hint",
        "user_code", "verification_uri", "Operations", "Resources", "scimType",
    }
)  # fmt: skip
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
    outline = subject.outline
    # names of headers have customs of their own
    headers = {h.place for m in outline.messages for h in outline.properties(m.headers).values()}
    named = [
        (s, case)
        for s in outline.schemas
        if s.role == "property"
        and s.name not in _GIVEN
        and (case := _case(s.name))
        and s.place not in headers
    ]
    counts = Counter(case for _, case in named)
    if len(counts) < _TWO:
        return
    usual = counts.most_common(1)[0][0]
    strange: dict[tuple[int, str], list[Schema]] = {}
    for schema, case in named:
        if case != usual:
            strange.setdefault((id(schema.parent), case), []).append(schema)
    for (_, case), some in strange.items():
        some.reverse()  # the walk ends with the first
        told = f"{_listed([s.name for s in some])} {case}, and most names here are {usual}"
        yield note(told, some[0].place, related=tuple(s.place for s in some[1:_SHOWN]))


def _listed(names: list[str]) -> str:
    """A few names with the verb that fits their number."""
    if len(names) == 1:
        return f"'{names[0]}' is"
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(f"'{n}'" for n in names[:_SHOWN]) + f"{more} are"


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
    whole = subject.outline.whole
    problems: dict[tuple[str, str], list[str]] = {}
    cases: dict[str, str] = {}
    for path in dict.fromkeys(o.path for o in subject.outline.calls):
        for prefix, step, problem in _about(path):
            if problem is _CASE:
                cases.setdefault(prefix, step)
            if problem:
                problems.setdefault((prefix, problem), []).append(path)
    other = [s for s in dict.fromkeys(cases.values()) if not _KEBAB.fullmatch(s)]
    as_one = len(other) > 1 and len(other) == len(set(cases.values()))
    if as_one:  # the document has settled on another case
        told = f"paths are written in another case: {_listed(other)} not lower with hyphens"
        yield note(told, whole.at("paths"))
    for (prefix, problem), paths in problems.items():
        step = prefix.rpartition("/")[2]
        if problem is not _CASE or not (as_one or _KEBAB.fullmatch(step)):
            related = tuple(whole.at("paths", p) for p in paths[1:_SHOWN])
            message = f"'{paths[0]}': '{step}' {problem}"
            yield note(message, whole.at("paths", paths[0]), identity=(step,), related=related)


_CASE = "is not in lower case with hyphens"


def _about(path: str) -> Iterator[tuple[str, str, str | None]]:
    """The steps of a path that have a case or another problem, each with all that is before it."""
    steps = _STEP.findall(re.split("[#?]", path)[0])[:_FAR]
    for i, step in enumerate(steps):
        if "{" in step or not parts(step):
            continue
        prefix = "/" + "/".join(steps[: i + 1])
        before, behind = steps[:i], steps[i + 1] if i + 1 < len(steps) else ""
        if _begins_with_verb(step, before, behind):
            yield prefix, step, "begins with a verb"
        elif not _SPECIAL.fullmatch(step) and (_case(step) or not _KEBAB.fullmatch(step)):
            yield prefix, step, _CASE
        if _is_single(step, before, behind):
            yield prefix, step, "holds many and is not plural"


def _begins_with_verb(step: str, before: list[str], behind: str) -> bool:
    words = parts(step)
    if words[0] not in _VERBS or _SPECIAL.fullmatch(step):
        return False
    if len(words) > 1:
        return words[1].removesuffix("s") not in _THINGS.get(words[0], ())
    # alone it may be a step of a workflow, or a thing that has a number
    return not _HOLE.fullmatch(behind) and all(_PREFIX.fullmatch(b) for b in before)


def _is_single(step: str, before: list[str], behind: str) -> bool:
    """Whether a step names one thing where there are many: what comes behind it tells which."""
    if not _HOLE.fullmatch(behind) or re.fullmatch(r"v\d+", step) or _BY.fullmatch(step):
        return False
    counted = parts(_BEHIND.sub("", step))
    if len(counted) > 1 and re.fullmatch(r"v\d+", counted[-1]):
        counted = counted[:-1]
    named, word = parts(behind), counted[-1] if counted else ""
    if not word or _PLURAL.fullmatch(word) or named[-1:] == (word,):
        return False  # by what the thing is found, as in `/digest/{digest}`
    if word in named:
        return True
    # some among many, as in `/images/custom/{id}`, or what is done, as in `/starred/{id}`
    around = parts(before[-1]) if before and "{" not in before[-1] else ()
    if word.endswith("ed") or (around and _PLURAL.fullmatch(around[-1])):
        return False
    return bool(set(named[-1:]) & _NUMBERED)


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
    named: dict[_Form, list[tuple[str, Note]]] = {}
    totals: dict[_Form, Counter[str]] = {}
    for schema in outline.schemas:
        if schema.role not in {"property", "parameter"} or not isinstance(schema.value, dict):
            continue
        words = parts(schema.name)
        form = _form_of(outline, schema, words) if words else None
        if form is None:
            continue
        name = f"fields called '{schema.name}'"
        totals.setdefault(form, Counter())[name] += 1
        if not _is_formed(outline, schema, words, form):
            message = f"'{schema.name}' {form.lacks}"
            named.setdefault(form, []).append((name, note(message, schema.place)))
    for form, some in named.items():
        yield from by_name(some, totals[form], outline.whole.place, form.lack, of=form.of)


class _Form(NamedTuple):
    """A form that a standard has settled, and how one says that fields do not have it."""

    of: str
    lacks: str
    lack: str


_MONEY_FORM = _Form(
    "amounts of money",
    "is money as a floating number, which loses cents",
    "are floating numbers, which lose cents",
)
_QUANTITY = _Form("quantities", "is a quantity without a unit", "have no unit")
_TIME = _Form("times", "is a time without 'format: date-time'", "have no 'format: date-time'")
_CURRENCY = _Form(
    "currencies", "does not ask for an ISO 4217 code", "do not ask for an ISO 4217 code"
)
_COUNTRY = _Form(
    "countries", "does not ask for an ISO 3166-1 code", "do not ask for an ISO 3166-1 code"
)
_UNIT = _Form(
    "units",
    "does not ask for a unit of UNECE Recommendation 20",
    "do not ask for a unit of UNECE Recommendation 20",
)


def _form_of(outline: Outline, schema: Schema, words: tuple[str, ...]) -> _Form | None:
    """The form that a field should have, by its name and its type."""
    last, pair = words[-1], words[-2:]
    if not (last in _MONEY or last in _WATCHED or pair in _WATCHED_PAIRS):
        return None
    kind = _kind(outline.said(schema))
    if kind == "number" and last in {"quantity", "qty"}:
        return _QUANTITY
    if _is_money(words):
        return _MONEY_FORM if kind is not None else None
    if kind not in {"string", "integer"}:
        return None
    if last in {"at", "timestamp", "datetime"} or pair == ("date", "time"):
        return _TIME if _is_a_time(words, outline.words(schema)) else None
    texts = {"currency": _CURRENCY, "country": _COUNTRY, "uom": _UNIT}
    return texts.get(pair[0] if last == "code" else last) if kind == "string" else None


def _kind(said: Mapping[str, Any]) -> str | None:
    """The type of a value that is there."""
    kinds = said.get("type")
    if isinstance(kinds, list):
        return next((k for k in kinds if isinstance(k, str) and k != "null"), None)
    return kinds if isinstance(kinds, str) else None


def _is_formed(outline: Outline, schema: Schema, words: tuple[str, ...], form: _Form) -> bool:
    """Whether a field has the form, by a keyword or in words."""
    said, told = outline.agreed(schema), outline.words(schema)
    kind = _kind(said)
    if form is _MONEY_FORM:
        return kind != "number" or said.get("format") == "decimal" or "multipleOf" in said
    if form is _QUANTITY:
        return _has_unit(schema, words, told)
    forms = [b for w in ("anyOf", "oneOf") for b in said.get(w) or () if isinstance(b, dict)]
    keywords = ("pattern", "format", "enum", "const", "x-term", "x-code-list")
    if kind != "string" or any(s.get(w) for s in (said, *forms) for w in keywords):
        return True
    size = _SIZES.get(form)
    if size is not None and (said.get("minLength"), said.get("maxLength")) == (size, size):
        return True
    return _FORM_SAID[form].search(told) is not None


_WATCHED = frozenset(
    {"at", "timestamp", "datetime", "currency", "country", "quantity", "qty", "uom"}
)
_WATCHED_PAIRS = frozenset({("date", "time"), ("currency", "code"), ("country", "code")})
#: how people say in words what no keyword of theirs says
_LETTERS = r"\b(?:two|three|2|3)[- ]?(?:letter|character|char|digit)s?\b"
_TIME_SAID = re.compile(
    r"ISO[ -]?(?:standard )?8601|RFC[ -]?3339|IETF|W3C|\bY{2,4}\W?M{1,2}\b|\bunix\b|\bepoch\b"
    r"|seconds since",
    re.IGNORECASE,
)
_CURRENCY_SAID = re.compile(rf"ISO[ -]?(?:standard )?4217|\bISO\b|{_LETTERS}", re.IGNORECASE)
_COUNTRY_SAID = re.compile(rf"ISO[ -]?(?:standard )?3166|\bISO\b|{_LETTERS}", re.IGNORECASE)
_UNIT_SAID = re.compile(r"UN/?ECE|UN/?CEFACT|\bRec(?:ommendation)?\.? ?20\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:in|of) (?:whole |base )?(?:pieces|units|eaches|cases|cartons|pallets|items|kg|kilo\w*"
    r"|grams?|tons|tonnes|lit(?:er|re)s?|met(?:er|re)s?|centi\w*|milli\w*|hours|pounds)\b",
    re.IGNORECASE,
)
_FORM_SAID = {
    _TIME: _TIME_SAID,
    _CURRENCY: _CURRENCY_SAID,
    _COUNTRY: _COUNTRY_SAID,
    _UNIT: _UNIT_SAID,
}
_SIZES = {_CURRENCY: 3, _COUNTRY: 2}
#: a text of a number is no time, though its name ends as if it were
_NUMERIC = re.compile(r"\b(?:decimal|numeric|number|integer)\b", re.IGNORECASE)
#: what may happen `at` a time, where it does not end in -ed
_HAPPENS = frozenset(
    {"available", "begin", "begins", "begun", "built", "closes", "created", "due", "effective"}
    | {"end", "ends", "expire", "expires", "expiry", "left", "lost", "made", "met", "opens", "paid"}
    | {"put", "read", "run", "seen", "sent", "set", "sold", "start", "starts", "taken", "valid"}
    | {"withdrawn", "written"}
)


def _is_money(words: tuple[str, ...]) -> bool:
    if words[-1] not in _MONEY or words[-1] in _NO_MONEY:
        return False
    return not set(words) & (_OTHER_AMOUNT | _NO_MONEY)


def _has_unit(schema: Schema, words: tuple[str, ...], told: str) -> bool:
    """Whether a unit stands beside a quantity, in its name, or in what is told of it."""
    units = {"unit", "uom", "units"}
    if units & set(words) or schema.value.get("x-unit") or _COUNTED.search(told):
        return True
    around: Any = schema.parent.value.get("properties") if schema.parent else None
    return isinstance(around, dict) and any(units & set(parts(name)) for name in around)


def _is_a_time(words: tuple[str, ...], told: str) -> bool:
    """Whether a name that ends like that of a time is one: `shippedAt` is, `lookAt` is not."""
    if len(words) == 1 or _NUMERIC.search(told):
        return False
    return words[-1] != "at" or words[-2].endswith("ed") or words[-2] in _HAPPENS
