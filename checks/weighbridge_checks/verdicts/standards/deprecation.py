"""DEP: what will go is announced in time, with a date, a reason to trust it, and a way on."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.verdicts.finding import Consumer, Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import (
    Note,
    Subject,
    Whole,
    by_name,
    note,
    on_card,
    together,
)
from weighbridge_checks.verdicts.standards.words import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.change import Place
    from weighbridge_checks.facts.outline import Spot

#: names, squeezed, of what is said beside `deprecated` or in an extension such as `x-deprecation`
_SUNSET = frozenset(
    {"deprecationsunset", "endoflife", "endoflifedate", "eol", "eoldate", "removalat"}
    | {"removaldate", "removedat", "removedon", "retirementdate", "retiredat", "sunset", "sunsetat"}
    | {"sunsetdate"}
)
_SINCE = frozenset({"deprecatedat", "deprecatedon", "deprecatedsince", "deprecationdate"})
_NEXT = frozenset(
    {"alternative", "deprecatedby", "externaldocs", "guideurl", "links", "migration"}
    | {"migrationguide", "replacedby", "replacement", "replacewith", "successor", "usageinstead"}
)
_SAID = re.compile(
    r"\b(?:use|using|see|instead|replaced|superseded|migrat(?:e|ed|ing|ion)|moved to|successor"
    r"|deprecated version of|in favou?r of|prefer)\b",
    re.IGNORECASE,
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
#: how people say on which day something goes
_GOES = re.compile(
    r"(?:remov\w+|sunset\w*|retir\w+|shut\w* (?:down|off)|end\w* of (?:life|support)|discontinu\w+"
    r"|disabled?|unavailable|no longer (?:be )?(?:available|supported|work)|stops?|until)\b"
    r"[^.\n]{0,80}?\b(?:\d{4}-\d{2}-\d{2}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}\.? {_MONTH} \d{{4}})",
    re.IGNORECASE,
)
_STRUCTURED = re.compile(r"@-?[0-9]+")
_HTTP_DATE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT")
#: days of notice, where nothing else is settled
_NOTICE = {"stable": 180, "beta": 31}


class _Passing(NamedTuple):
    """Something that will go."""

    what: str
    spot: Spot
    #: what it is called together with others of its name
    kind: str


def _passing(subject: Subject) -> Iterator[_Passing]:
    outline = subject.outline
    seen = set()
    for operation in outline.operations:
        if operation.deprecated:
            yield _Passing(operation.called, operation.spot, "operations that are deprecated")
        for parameter in operation.parameters:
            key = (parameter.spot.file, parameter.spot.pointer)
            if parameter.spot.get("deprecated") is True and key not in seen:
                seen.add(key)
                what = f"parameter '{parameter.name}'"
                yield _Passing(what, parameter.spot, f"parameters called '{parameter.name}'")
    spot = type(outline.whole)
    for schema in outline.schemas:
        value = schema.value
        if not isinstance(value, dict) or value.get("deprecated") is not True:
            continue
        if schema.role in {"property", "component"}:
            kind = f"fields called '{schema.name}'"
            yield _Passing(f"'{schema.name}'", spot(value, schema.file, schema.pointer), kind)
    for message in outline.messages:
        if message.spot.get("x-deprecated") is True:
            yield _Passing(f"message '{message.name}'", message.spot, "messages")


def _date(value: Any) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return None


def _first(spot: Spot, names: frozenset[str]) -> tuple[tuple[str, ...] | None, Any]:
    """What is said under one of some names, and the steps to it, such as `x-own`, `removalDate`.

    People put it beside `deprecated`, or into an extension of their own.
    """
    for key, value in spot.value.items():
        if key.startswith("x-") and squeezed(key.removeprefix("x-")) in names:
            return (key,), value
    for key, value in spot.value.items():
        if key.startswith("x-") and isinstance(value, dict):
            for inner, said in value.items():
                if isinstance(inner, str) and squeezed(inner) in names:
                    return (key, inner), said
    return None, None


def _told(spot: Spot) -> str:
    """What is said in words, beside `deprecated` and in extensions that speak of it."""
    texts = [spot.get("summary"), spot.get("description")]
    for key, value in spot.value.items():
        if key.startswith(("x-deprecat", "x-Deprecat")):
            texts += list(value.values()) if isinstance(value, dict) else [value]
    return "\n".join(t for t in texts if isinstance(t, str))


@standard("DEP001", Severity.ERROR, source="RFC 8594; Zalando 187", on="document")
def deprecation_has_a_sunset(subject: Subject) -> Iterator[Note]:
    """What is deprecated says on which day it goes.

    Deprecated without a date is advice, and advice is put off. The date is what makes a plan.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}/lines:
            get:
              deprecated: true  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}/lines:
            get:
              deprecated: true
              x-sunset: "2027-06-30"

    Instead, write `x-sunset` beside `deprecated`. A `removalDate` or the like in an extension of
    your own, and a day in the description, are understood too. A sunset of the whole contract, in
    contract.yaml, counts for all of its parts.
    """
    outline = subject.outline
    whole = subject.said("deprecation", "sunset") or outline.info.get("x-sunset")
    named, totals = [], Counter[str]()
    for one in _passing(subject):
        steps, said = _first(one.spot, _SUNSET)
        totals[one.kind] += 1
        if steps is not None and _date(said) is None:
            yield note(f"'{said}' is no date like 2027-06-30", one.spot.at(*steps))
        elif steps is None and not whole and not _GOES.search(_told(one.spot)):
            message = f"{one.what} is deprecated, and nobody says until when"
            named.append((one.kind, note(message, _marked(one))))
    of, what = "parts that are deprecated", "do not say until when"
    yield from by_name(named, totals, outline.whole.place, what, of=of)


def _marked(one: _Passing) -> Place:
    word = "deprecated" if "deprecated" in one.spot.value else "x-deprecated"
    return one.spot.at(word)


@standard("DEP002", Severity.ERROR, source="oasdiff; Zalando 189", on="document")
def notice_is_long_enough(subject: Subject) -> Iterator[Note]:
    """Between the announcement and the sunset lie enough days to move: 180, or 31 for a beta.

    Consumers have releases, freezes and holidays of their own.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}/lines:
            get:
              deprecated: true
              x-deprecated-at: "2027-06-01"
              x-sunset: "2027-06-30"  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}/lines:
            get:
              deprecated: true
              x-deprecated-at: "2026-12-01"
              x-sunset: "2027-06-30"

    Instead, announce earlier or end later. An estate sets its own days, by audience, under
    `policy.deprecation_notice` of estate.yaml.
    """
    for since, sunset, at, what in _spans(subject):
        stage = "beta" if subject.said("lifecycle") in {"alpha", "beta"} else "stable"
        wanted = subject.notice.get(subject.audience or "", _NOTICE[stage])
        days = (sunset - since).days
        if 0 <= days < wanted:
            message = f"{what} has {days} days of notice, and {wanted} are owed"
            yield note(message, at, identity=(str(since), str(sunset)))


def _spans(subject: Subject) -> Iterator[tuple[date, date, Place, str]]:
    """From when to when things are deprecated, as far as both days are said."""
    since = _date(subject.said("deprecation", "deprecated_at"))
    sunset = _date(subject.said("deprecation", "sunset"))
    if since and sunset:
        yield since, sunset, on_card("/deprecation/sunset"), "the contract"
    for one in _passing(subject):
        steps, said = _first(one.spot, _SUNSET)
        _, announced = _first(one.spot, _SINCE)
        begins, ends = _date(announced), _date(said)
        if begins and ends and steps:
            yield begins, ends, one.spot.at(*steps), one.what


@standard("DEP003", Severity.ERROR, source="RFC 9745; CloudEvents deprecation", on="document")
def sunset_comes_after_deprecation(subject: Subject) -> Iterator[Note]:
    """Nothing goes before the day from which it is deprecated.

    Two dates in the wrong order are one typing error, and consumers can not tell which.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}/lines:
            get:
              deprecated: true
              x-deprecated-at: "2027-06-30"
              x-sunset: "2027-01-01"  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}/lines:
            get:
              deprecated: true
              x-deprecated-at: "2027-01-01"
              x-sunset: "2027-07-30"

    Instead, correct the date that is wrong.
    """
    for since, sunset, at, what in _spans(subject):
        if sunset < since:
            yield note(f"{what} goes on {sunset}, before it is deprecated on {since}", at)


@standard("DEP007", Severity.ERROR, source="CloudEvents deprecation; oasdiff")
def sunset_never_comes_earlier(whole: Whole) -> Iterator[Note]:
    """A sunset that was announced in one version is not moved to an earlier day in the next.

    Consumers have planned by it. A later day is a gift, an earlier one breaks a promise.

    bad:

        # file: apis/orders/1.0.0/contract.yaml
        id: orders
        version: 1.0.0
        # file: apis/orders/1.0.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /lines:
            get: {deprecated: true, x-sunset: "2027-06-30"}
        # file: apis/orders/1.1.0/contract.yaml
        id: orders
        version: 1.1.0
        # file: apis/orders/1.1.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.1.0}
        paths:
          /lines:
            get:
              deprecated: true
              x-sunset: "2027-03-31"  # here

    good:

        # file: apis/orders/1.0.0/contract.yaml
        id: orders
        version: 1.0.0
        # file: apis/orders/1.0.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /lines:
            get: {deprecated: true, x-sunset: "2027-06-30"}
        # file: apis/orders/1.1.0/contract.yaml
        id: orders
        version: 1.1.0
        # file: apis/orders/1.1.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.1.0}
        paths:
          /lines:
            get: {deprecated: true, x-sunset: "2027-09-30"}

    Instead, keep the day, or agree with each consumer on an earlier one before it is written here.
    """
    for versions in whole.series().values():
        known: dict[str, date] = {}
        for subject in versions:
            for one in _passing(subject):
                steps, said = _first(one.spot, _SUNSET)
                day = _date(said)
                if steps is None or day is None:
                    continue
                key = f"{one.what} {one.spot.pointer}"
                before = known.get(key)
                if before is not None and day < before:
                    message = f"the sunset of {one.what} moves from {before} to {day}"
                    yield note(message, one.spot.at(*steps), subject=subject)
                known[key] = day


@standard("DEP004", Severity.WARNING, source="RFC 9745; RFC 8594; Zalando 189", on="http")
def answers_announce_the_end(subject: Subject) -> Iterator[Note]:
    """A deprecated operation declares the headers `Deprecation` and `Sunset` in its answers.

    Nobody reads a document twice, but programs see each answer, and can warn their people.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /lines:
            get:
              deprecated: true
              responses:  # here
                "200": {description: All lines.}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /lines:
            get:
              deprecated: true
              responses:
                "200":
                  description: All lines.
                  headers:
                    Deprecation: {schema: {type: string}, example: "@1798761600"}
                    Sunset: {schema: {type: string}, example: "Wed, 30 Jun 2027 00:00:00 GMT"}

    Instead, send both: `Deprecation` as `@` and seconds since 1970, `Sunset` as an HTTP date.
    """
    forms = {"deprecation": _STRUCTURED, "sunset": _HTTP_DATE}
    notes, total = [], 0
    for operation in subject.outline.calls:
        if not operation.deprecated or not operation.successes:
            continue
        total += 1
        missing = {n for a in operation.successes for n in forms if n not in a.headers}
        if missing:
            told = " and ".join(f"'{n.capitalize()}'" for n in sorted(missing))
            message = f"{operation.called} does not declare {told}"
            notes.append(note(message, operation.spot.at("responses")))
        for answer in operation.successes:
            for name, form in forms.items():
                header = answer.headers.get(name)
                shown = header.get("example") if header else None
                if header and isinstance(shown, str) and not form.fullmatch(shown):
                    message = f"'{shown}' is not how '{name.capitalize()}' is written"
                    yield note(message, header.at("example"))
    of, what = "deprecated operations", "do not declare both 'Deprecation' and 'Sunset'"
    yield from together(notes, total, subject.outline.whole.at("paths"), what, of=of)


@standard("DEP005", Severity.WARNING, source="RFC 9745, 3; CloudEvents deprecation", on="document")
def replacement_is_named(subject: Subject) -> Iterator[Note]:
    """What is deprecated says what to use instead.

    To leave, one has to know where to.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /lines:
            get:
              deprecated: true  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /lines:
            get:
              deprecated: true
              x-successor: GET /orders/{id}

    Instead, write `x-successor`, or say it in the description ("use … instead").
    """
    if subject.said("deprecation", "successor") or subject.said("deprecation", "migration"):
        return
    named, totals = [], Counter[str]()
    for one in _passing(subject):
        totals[one.kind] += 1
        linked = any(one.spot.get(w) for w in ("externalDocs", "links"))
        if not linked and not _first(one.spot, _NEXT)[1] and not _SAID.search(_told(one.spot)):
            message = f"nobody says what to use instead of {one.what}"
            named.append((one.kind, note(message, _marked(one))))
    of, what = "parts that are deprecated", "do not say what to use instead"
    yield from by_name(named, totals, subject.outline.whole.place, what, of=of)


@standard("DEP006", Severity.ERROR, source="Zalando 185 and 191")
def nobody_new_on_what_goes(whole: Whole) -> Iterator[Note]:
    """No consumer comes to a deprecated contract, and none is left when it retires.

    Each new one lengthens the way out; one that is overlooked is broken on the last day.

    bad:

        # file: apis/orders/1.0.0/contract.yaml
        id: orders
        version: 1.0.0
        status: deprecated
        consumers: [wms]
        # file: apis/orders/1.0.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders: {get: {responses: {"200": {description: All orders.}}}}
        # file: consumers/storefront/orders.pact.json
        {"consumer": {"name": "storefront"}, "provider": {"name": "orders"},  # here
         "interactions": [{"description": "all orders",
                           "request": {"method": "GET", "path": "/orders"},
                           "response": {"status": 200}}],
         "metadata": {"pactSpecification": {"version": "3.0.0"}}}

    good:

        # file: apis/orders/1.0.0/contract.yaml
        id: orders
        version: 1.0.0
        status: deprecated
        consumers: [wms]
        # file: apis/orders/1.0.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders: {get: {responses: {"200": {description: All orders.}}}}

    Instead, take the successor; a consumer that was there before belongs into `consumers`.
    """
    series = whole.series()
    for peer in whole.peers:
        versions = series.get(peer.contract, ())
        if not versions:
            continue
        named = [s for s in versions if peer.version and s.said("version") == peer.version]
        subject = named[0] if named else versions[-1]
        if not named and any(s.said("status") in {"approved", None} for s in versions):
            continue  # it may well use a version that stays
        status = subject.said("status")
        listed = subject.said("consumers")
        known = peer.consumer in (listed if isinstance(listed, list) else ())
        hit = (Consumer(name=peer.consumer),)
        if status == "retired":
            message = f"'{peer.consumer}' relies on '{subject.name}', which is retired"
        elif status == "deprecated" and not known:
            message = f"'{peer.consumer}' comes new to '{subject.name}', which is deprecated"
        else:
            continue
        yield Note(
            message=message,
            at=on_card("/status"),
            consumers=hit,
            identity=(peer.consumer,),
            subject=subject,
        )
