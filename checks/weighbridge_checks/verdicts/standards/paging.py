"""PAG: lists come in pages, which can grow and move while they are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import Note, Subject, note
from weighbridge_checks.verdicts.standards.words import squeezed, typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.outline import Operation, Outline, Parameter, Spot

_CURSORS = frozenset(
    {
        "after", "before", "continue", "continuationtoken", "cursor", "endingbefore", "marker",
        "next", "nextcursor", "nextpagetoken", "nexttoken", "pagecursor", "pagetoken", "since",
        "skiptoken", "startafter", "startingafter", "token",
    }
)  # fmt: skip
_OFFSETS = frozenset({"offset", "page", "pagenumber", "pageno", "skip", "start", "startindex"})
_SIZES = frozenset(
    {"count", "first", "limit", "maxresults", "pagesize", "perpage", "size", "take", "top"}
)
#: how people say a greatest size in words
_GREATEST = re.compile(
    r"\bmax(?:imum)?\b|at most|up to|between|range|no more than|limited to", re.IGNORECASE
)
_PAGING = _CURSORS | _OFFSETS | _SIZES


def _sized(operation: Operation, names: frozenset[str]) -> list[Parameter]:
    return [p for p in operation.parameters if p.where == "query" and squeezed(p.name) in names]


def _arrays(outline: Outline, operation: Operation) -> Iterator[tuple[Spot, Spot]]:
    """The lists at the top of the answers of an operation: the schema that holds it, and itself."""
    for answer in operation.successes:
        for media in answer.media:
            if media.schema is None or not media.is_json:
                continue
            held = outline.follow(media.schema.value, media.schema.file, media.schema.pointer)
            if held is not None:
                yield media.schema, held


def _is_list(said: Mapping[str, Any]) -> bool:
    return typed(said, "array")


def _collection(outline: Outline, operation: Operation) -> Spot | None:
    """The list that a GET answers, where it is one: at the top, or the one list of an object."""
    if operation.method != "get" or operation.path.rstrip("/").endswith("}"):
        return None
    for schema, held in _arrays(outline, operation):
        said = outline.said(held)
        if _is_list(said):
            return None if "maxItems" in said else schema
        lists = []
        for name, spot in outline.properties(held).items():
            inner = outline.said(spot)
            if _is_list(inner) and name not in {"errors", "warnings", "links"}:
                lists.append((spot, inner))
        total = len(outline.properties(held))
        few = 5
        if len(lists) == 1 and total <= few and "maxItems" not in lists[0][1]:
            item = lists[0][1].get("items")
            spot = lists[0][0]
            inside = outline.follow(item, spot.file, f"{spot.pointer}/items")
            if inside is not None and "properties" in outline.said(inside):
                return lists[0][0]
    return None


@standard("PAG001", Severity.ERROR, source="Zalando 159; AIP-158", on="http")
def lists_come_in_pages(subject: Subject) -> Iterator[Note]:
    """A GET that answers a list takes a cursor, a page or a limit.

    A list that is short today has a million entries in production, and then neither side can hold
    it.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:  # here
              responses:
                "200":
                  description: All orders.
                  content:
                    application/json:
                      schema: {type: array, items: {type: object}}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              parameters:
                - {name: cursor, in: query, schema: {type: string}}
              responses:
                "200":
                  description: A page of orders.
                  content:
                    application/json:
                      schema: {type: array, items: {type: object}}

    Instead, take `limit` and `cursor`. A list that stays short says so by `maxItems`.
    """
    for operation in subject.outline.calls:
        listed = _collection(subject.outline, operation)
        if listed is not None and not _sized(operation, _PAGING):
            yield note(f"{operation.called} answers a whole list at once", operation.spot.place)


@standard("PAG002", Severity.WARNING, source="Zalando 160; AIP-158", on="http")
def pages_hold_while_data_move(subject: Subject) -> Iterator[Note]:
    """Pages are found by a cursor, not by an offset, and their greatest size is said.

    While somebody reads page two, an order is added to page one, and the last of page one is read
    again or, worse, one is never seen.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              parameters:
                - {name: offset, in: query, schema: {type: integer}}  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              parameters:
                - {name: cursor, in: query, schema: {type: string}}
                - {name: limit, in: query, schema: {type: integer, maximum: 200}}

    Instead, answer an opaque cursor for the next page, and give the limit a `maximum`.
    """
    outline = subject.outline
    for operation in outline.calls:
        if operation.method != "get":
            continue
        counted = _sized(operation, _OFFSETS)
        # a page that is a text is no number that one could count to
        offsets = [p for p in counted if not typed(outline.said(p.schema), "string")]
        cursors = [*_sized(operation, _CURSORS), *(p for p in counted if p not in offsets)]
        if offsets and not cursors:
            message = f"pages are counted by '{offsets[0].name}', and shift while they are read"
            yield note(message, offsets[0].spot.place)
        if not cursors and not offsets:
            continue
        for size in _sized(operation, _SIZES):
            said = outline.said(size.schema)
            bound = {"maximum", "exclusiveMaximum", "enum", "const"} & said.keys()
            words = f"{size.spot.get('description')} {said.get('description')}"
            told = bound or _GREATEST.search(words)
            if typed(said, "integer", "number") and not told:
                yield note(f"the greatest '{size.name}' is not said", size.spot.place)


@standard("PAG003", Severity.ERROR, source="Zalando 110; Zalando 248", on="http")
def answers_are_objects(subject: Subject) -> Iterator[Note]:
    """The top of each JSON answer is an object.

    A list has no room for a cursor, a total or a warning: each is a new major version.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200":
                  description: All orders.
                  content:
                    application/json:
                      schema: {type: array, items: {type: object}}  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              responses:
                "200":
                  description: All orders.
                  content:
                    application/json:
                      schema:
                        type: object
                        properties:
                          items: {type: array, items: {type: object}}

    Instead, answer `{"items": [...]}`.
    """
    outline = subject.outline
    for operation in outline.calls:
        for schema, held in _arrays(outline, operation):
            if _is_list(outline.said(held)):
                yield note(f"{operation.called} answers a bare list", schema.place)
