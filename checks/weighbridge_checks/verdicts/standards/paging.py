"""PAG: lists come in pages, which can grow and move while they are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import Note, Subject, note
from weighbridge_checks.verdicts.standards.words import parts, squeezed, typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.change import Place
    from weighbridge_checks.facts.outline import Operation, Outline, Parameter, Spot

_CURSORS = frozenset(
    {
        "after", "afterid", "before", "beforeid", "bookmark", "continuation", "continuationtoken",
        "continue", "cursor", "endingbefore", "exclusivestartkey", "lastid", "marker", "maxid",
        "next", "nextcursor", "nextmarker", "nextpagetoken", "nexttoken", "pageafter",
        "pagebefore", "pagecursor", "pagetoken", "scrollid", "since", "sinceid", "skiptoken",
        "startafter", "startcursor", "startingafter", "token",
    }
)  # fmt: skip
#: of these, what means other things too
_MAYBE = frozenset({"marker", "since", "token"})
#: how a text is told that leads to the next page
_LEADS_ON = re.compile(r"\bpag(?:e|es|ing|ination)\b|\bcontinu|\bcursor\b|\bnext\b", re.IGNORECASE)
_OFFSETS = frozenset(
    {"offset", "page", "pageindex", "pageno", "pagenumber", "pagenum", "pageoffset", "skip"}
    | {"start", "startindex"}
)
_SIZES = frozenset(
    {"count", "first", "limit", "maxitems", "maxkeys", "maxpagesize", "maxresults", "pagelimit"}
    | {"pagesize", "perpage", "size", "take", "top"}
)
#: how people say a greatest size in words
_GREATEST = re.compile(
    r"\bmax(?:imum)?\b|at most|up to|between|\brang(?:e|es|ing)\b|no more than|limited to",
    re.IGNORECASE,
)
#: how they say that a list has an end
_ENDS = re.compile(
    r"\b(?:at most|up to|no more than|maximum of|limited to|top) \d+(?!\d| ?(?:%|seconds?|minutes?"
    r"|hours?|ms|[KMG]i?B)\b)|\b(?:first|last|past) (?:\d+|hour|day|week|month|quarter|year)\b",
    re.IGNORECASE,
)
_PAGING = _CURSORS | _OFFSETS | _SIZES
#: as many operations are shown
_SHOWN = 5
#: names, squeezed, of what in an answer leads to the rest of it
_NEXT = frozenset(
    {"next", "nextcursor", "nexthref", "nextlink", "nextmarker", "nextpage", "nextpagelink"}
    | {"nextpagetoken", "nextpageurl", "nextrecordsurl", "nexttoken", "nexturl", "odatanextlink"}
)
_LINKS = frozenset({"links", "link", "paging", "pagination", "meta", "pageinfo"})
_NEXT_HEADERS = frozenset({"link", "content-range", "x-next-page", "x-next-cursor"})
#: the last words of parameters that name what is asked for, one by one
_ONE_BY_ONE = frozenset({"ids", "keys", "names", "skus", "codes", "numbers"})


def is_cursor(name: str, words: str) -> bool:
    """Whether a parameter is a cursor, by its name, and by what is told of it where that counts."""
    called = squeezed(name)
    return called in _CURSORS and (called not in _MAYBE or bool(_LEADS_ON.search(words)))


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
    for _, held in _arrays(outline, operation):
        said = outline.said(held)
        if _is_list(said):
            return None if "maxItems" in said else held
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


def _has_end(outline: Outline, operation: Operation) -> bool:
    """Whether a list comes in pages in another way, or can not grow."""
    if _sized(operation, _PAGING) or operation.header("Range") is not None:
        return True
    if "/.well-known/" in operation.path:
        return True  # its standard says what it answers
    told = [operation.spot, *(r.spot for r in operation.successes)]
    if any(_ENDS.search(f"{s.get('summary')} {s.get('description')}") for s in told):
        return True
    for answer in operation.successes:
        if _NEXT_HEADERS & answer.headers.keys():
            return True
        for media in answer.media:
            if _leads_on(outline, outline.properties(media.schema)):
                return True
    # who names what is wanted gets no more than that
    batch = "batch" in operation.path.rpartition("/")[2].lower()
    return any(
        parts(p.name)[-1:] and parts(p.name)[-1] in _ONE_BY_ONE
        for p in operation.parameters
        if p.where == "query" and (p.required or batch)
    )


def _leads_on(outline: Outline, properties: Mapping[str, Spot]) -> bool:
    """Whether an answer says where the rest of it is."""
    names = {squeezed(name): spot for name, spot in properties.items()}
    if _NEXT & names.keys():
        return True
    inside = [outline.properties(names[n]) for n in _LINKS & names.keys()]
    return any(_NEXT & {squeezed(n) for n in held} for held in inside)


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

    Instead, take `limit` and `cursor`. A list that stays short says so by `maxItems`, and one that
    the server cuts into pages has a link to the next.
    """
    outline = subject.outline
    alike: dict[Place, list[Operation]] = {}
    for operation in outline.calls:
        listed = _collection(outline, operation)
        if listed is not None and not _has_end(outline, operation):
            alike.setdefault(listed.place, []).append(operation)
    for first, *others in alike.values():
        # one list that many answer is mended at one place
        more = f", and {len(others)} more do the same" if others else ""
        yield note(
            f"{first.called} answers a whole list at once{more}",
            first.spot.place,
            evidence=[o.called for o in others[:_SHOWN]] or None,
            related=tuple(o.spot.place for o in others[:_SHOWN]),
        )


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
        # a page that is a text, or has a cursor inside, is no number that one could count to
        offsets = [p for p in counted if not _is_cursor(outline, p)]
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


def _is_cursor(outline: Outline, parameter: Parameter) -> bool:
    inside = {squeezed(name) for name in outline.properties(parameter.schema)}
    return typed(outline.said(parameter.schema), "string") or bool(_CURSORS & inside)


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
