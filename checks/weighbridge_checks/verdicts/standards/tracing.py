"""COR: what belongs together can be found together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import Note, Subject, note, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.outline import Operation

#: what a header that ties calls together is called, in whichever house
_ID = re.compile(
    r"(?:.*[-_])?(?:correlation|flow|request|trace|transaction)[-_]?(?:id|context)|traceparent|b3",
    re.IGNORECASE,
)


@standard("COR001", Severity.WARNING, source="W3C Trace Context", on="http")
def traces_are_carried_on(subject: Subject) -> Iterator[Note]:
    """Operations accept `traceparent`, or the document says that the gateway sees to it.

    One order passes six systems. A trace that ends at the first of them shows where it went wrong
    only if it went wrong there.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:  # here
          /orders:
            get: {}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0, x-trace-context: gateway}
        paths:
          /orders:
            get: {}

    Instead, declare the header parameter `traceparent` as a shared component, or write
    `x-trace-context: gateway` into `info`; for a whole estate, `policy: {trace_context: gateway}`.
    """
    outline = subject.outline
    said = outline.info.get("x-trace-context") or outline.root.get("x-trace-context")
    calls = outline.calls
    if said or not calls or any(o.header("traceparent") for o in calls):
        return
    if subject.said("correlation", "in") == "traceparent" or subject.house.get("trace_context"):
        return
    at = outline.whole.at("paths")
    yield note("no operation accepts 'traceparent'", at)


@standard("COR002", Severity.ERROR, source="Zalando 233", on="http")
def correlation_goes_in_and_out(subject: Subject) -> Iterator[Note]:
    """Each operation takes a correlation id and gives it back.

    By it support finds in ten logs what a customer complains of. An operation that drops it cuts
    the chain for all that comes after.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:  # here
              responses:
                "200": {description: All orders.}
          /orders/{id}:
            get:
              parameters:
                - {name: X-Correlation-ID, in: header, schema: {type: string}}
              responses:
                "200":
                  description: An order.
                  headers:
                    X-Correlation-ID: {schema: {type: string}}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}:
            get:
              parameters:
                - {name: X-Correlation-ID, in: header, schema: {type: string}}
              responses:
                "200":
                  description: An order.
                  headers:
                    X-Correlation-ID: {schema: {type: string}}

    Instead, declare the header once, as a shared parameter and a shared header, and refer to both.
    """
    outline = subject.outline
    calls = outline.calls
    extra = [subject.said("correlation", way) for way in ("in", "out")]
    names = frozenset(n.lower() for n in extra if isinstance(n, str))
    lacking = [(o, _lacks(o, names)) for o in calls]
    if calls and all(lacks == ["in", "out"] for _, lacks in lacking):
        yield note(
            "no operation takes a correlation id or gives it back", outline.whole.at("paths")
        )
        return
    words = {"in": "takes no correlation id", "out": "does not give the correlation id back"}
    notes = []
    for operation, lacks in lacking:
        if lacks:
            told = " and ".join(words[way] for way in lacks)
            notes.append(note(f"{operation.called} {told}", operation.spot.place))
    what = "do not take a correlation id and give it back"
    yield from together(notes, len(calls), outline.whole.at("paths"), what)


def _lacks(operation: Operation, names: frozenset[str]) -> list[str]:
    taken = any(p.where == "header" and _ties(p.name, names) for p in operation.parameters)
    answers = operation.successes
    given = not answers or any(_ties(h, names) for a in answers for h in a.headers)
    return [way for way, there in (("in", taken), ("out", given)) if not there]


def _ties(header: str, names: frozenset[str]) -> bool:
    return header.lower() in names or _ID.fullmatch(header) is not None
