"""DEP: what will go is announced in time, with a date, a reason to trust it, and a way on."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.verdicts.finding import Consumer, Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import Note, Subject, Whole, note, on_card

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.change import Place
    from weighbridge_checks.facts.outline import Operation, Spot

_SUNSET = ("x-sunset", "x-sunset-date", "x-deprecation-sunset")
_SINCE = ("x-deprecated-at", "x-deprecated-since", "x-deprecation-date")
_NEXT = ("x-successor", "x-replaced-by", "x-migration", "x-deprecated-by", "externalDocs", "links")
_SAID = re.compile(
    r"\b(?:use|using|see|instead|replaced|superseded|migrate|successor)\b", re.IGNORECASE
)
_STRUCTURED = re.compile(r"@-?[0-9]+")
_HTTP_DATE = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT")
#: days of notice, where nothing else is settled
_NOTICE = {"stable": 180, "beta": 31}


class _Passing(NamedTuple):
    """Something that will go."""

    what: str
    spot: Spot
    operation: Operation | None = None


def _passing(subject: Subject) -> Iterator[_Passing]:
    outline = subject.outline
    seen = set()
    for operation in outline.operations:
        if operation.deprecated:
            yield _Passing(operation.called, operation.spot, operation)
        for parameter in operation.parameters:
            key = (parameter.spot.file, parameter.spot.pointer)
            if parameter.spot.get("deprecated") is True and key not in seen:
                seen.add(key)
                yield _Passing(f"parameter '{parameter.name}'", parameter.spot)
    spot = type(outline.whole)
    for schema in outline.schemas:
        value = schema.value
        if not isinstance(value, dict) or value.get("deprecated") is not True:
            continue
        if schema.role in {"property", "component"}:
            yield _Passing(f"'{schema.name}'", spot(value, schema.file, schema.pointer))
    for message in outline.messages:
        if message.spot.get("x-deprecated") is True:
            yield _Passing(f"message '{message.name}'", message.spot)


def _date(value: Any) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return None


def _first(spot: Spot, words: tuple[str, ...]) -> tuple[str | None, Any]:
    return next(((w, spot.value[w]) for w in words if w in spot.value), (None, None))


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

    Instead, write `x-sunset` beside `deprecated`. A sunset of the whole contract, in
    contract.yaml, counts for all of its parts.
    """
    whole = subject.said("deprecation", "sunset") or subject.outline.info.get("x-sunset")
    for one in _passing(subject):
        word, said = _first(one.spot, _SUNSET)
        if word is None and not whole:
            yield note(f"{one.what} is deprecated, and nobody says until when", _marked(one))
        elif word is not None and _date(said) is None:
            yield note(f"'{said}' is no date like 2027-06-30", one.spot.at(word))


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
        word, said = _first(one.spot, _SUNSET)
        _, announced = _first(one.spot, _SINCE)
        begins, ends = _date(announced), _date(said)
        if begins and ends and word:
            yield begins, ends, one.spot.at(word), one.what


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
                word, said = _first(one.spot, _SUNSET)
                day = _date(said)
                if word is None or day is None:
                    continue
                key = f"{one.what} {one.spot.pointer}"
                before = known.get(key)
                if before is not None and day < before:
                    message = f"the sunset of {one.what} moves from {before} to {day}"
                    yield note(message, one.spot.at(word), subject=subject)
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
    for operation in subject.outline.calls:
        if not operation.deprecated or not operation.successes:
            continue
        missing = {n for a in operation.successes for n in forms if n not in a.headers}
        if missing:
            told = " and ".join(f"'{n.capitalize()}'" for n in sorted(missing))
            message = f"{operation.called} does not send {told}"
            yield note(message, operation.spot.at("responses"))
        for answer in operation.successes:
            for name, form in forms.items():
                header = answer.headers.get(name)
                shown = header.get("example") if header else None
                if header and isinstance(shown, str) and not form.fullmatch(shown):
                    message = f"'{shown}' is not how '{name.capitalize()}' is written"
                    yield note(message, header.at("example"))


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
    for one in _passing(subject):
        words = " ".join(str(one.spot.get(w, "")) for w in ("summary", "description"))
        if not any(one.spot.get(w) for w in _NEXT) and not _SAID.search(words):
            yield note(f"nobody says what to use instead of {one.what}", _marked(one))


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
