"""What two schemas say of a single value: types, listed values, bounds, and words about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts import discriminators
from weighbridge_checks.facts.change import Action, Kind, Place
from weighbridge_checks.facts.difference import Difference
from weighbridge_checks.facts.lifecycle import deprecation
from weighbridge_checks.facts.schema import frozen, same
from weighbridge_checks.facts.view import (
    COUNTS,
    allowed,
    at_keyword,
    bound,
    count,
    first,
    one,
    shown_types,
)

if TYPE_CHECKING:
    from weighbridge_checks.facts.differences import Comparison
    from weighbridge_checks.facts.schema import Part
    from weighbridge_checks.facts.view import Bound, View


def tell(c: Comparison) -> None:
    """Compare all keywords that are about the value as a whole."""
    _types(c)
    _values(c)
    _bounds(c)
    _sets(c)
    _annotations(c)
    discriminators.tell(c)


def _types(c: Comparison) -> None:
    was, now = c.old.types, c.new.types
    if was != now:
        old_part = first(c.old, "type")
        new_part = first(c.new, "type")
        c.changed("type", shown_types(was), shown_types(now), old_part, new_part)
        c.widen("type")
    if c.old.nullable != c.new.nullable and was and now:
        c.changed("nullable", c.old.nullable, c.new.nullable, keyword="type")


def _values(c: Comparison) -> None:
    was, now = allowed(c.old), allowed(c.new)
    if was is None and now is None:
        return
    if was is None or now is None:
        word = "const" if _single(was if now is None else now) else "enum"
        old_part = next(iter(was.values()))[0] if was else None
        new_part = next(iter(now.values()))[0] if now else None
        before = None if was is None else _plain(was)
        after = None if now is None else _plain(now)
        if word == "const":
            before, after = (one(before), one(after))
        c.changed("enum" if word == "enum" else "const", before, after, old_part, new_part)
        c.widen("enum")
        return
    null = frozen(None)
    if _single(was) and _single(now) and was.keys() != now.keys():
        ((old_part, before),), ((new_part, after),) = was.values(), now.values()
        if "const" in old_part.keywords and "const" in new_part.keywords:
            c.changed("const", before, after, old_part, new_part)
            c.widen("enum")
            return
    for key, (part, value) in was.items():
        if key not in now and key != null:
            _value(c, Action.REMOVED, value, part, _listing(now))
    for key, (part, value) in now.items():
        if key not in was and key != null:
            _value(c, Action.ADDED, value, part, _listing(was))


def _value(c: Comparison, action: Action, value: Any, part: Part, other: Part | None) -> None:
    gone = action is Action.REMOVED
    there = at_keyword(other, "enum", c.new_place if gone else c.old_place)
    old, new = c.places(action, _value_place(part, value), there)
    c.found.append(
        Difference(
            action=action,
            kind=Kind.VALUE,
            steps=(value if isinstance(value, str) else json.dumps(value, sort_keys=True),),
            before=value if gone else None,
            after=None if gone else value,
            touches=c.touches(("enum", repr(frozen(value)))),
            old=old,
            new=new,
        )
    )


def _bounds(c: Comparison) -> None:
    for word in ("minimum", "maximum"):
        _bound(c, word, bound(c.old, word), bound(c.new, word))
    for word in COUNTS:
        _bound(c, word, count(c.old, word), count(c.new, word))


def _bound(c: Comparison, word: str, was: Bound | None, now: Bound | None) -> None:
    before, after = (b.shown if b else None for b in (was, now))
    if before != after:
        parts = (was.part if was else None, now.part if now else None)
        keyword = now.keyword if now else was.keyword if was else word
        c.changed(word, before, after, *parts, keyword=keyword)


def _sets(c: Comparison) -> None:
    for word in ("multipleOf", "pattern", "format"):
        was, now = c.old.values(word), c.new.values(word)
        if word == "format" and _translated(c):
            was, now = ([v for v in told if str(v[1]) not in _BYTES] for told in (was, now))
        before = sorted({str(v): v for _, v in was}.values(), key=str)
        after = sorted({str(v): v for _, v in now}.values(), key=str)
        if before != after:
            parts = (was[0][0] if was else None, now[0][0] if now else None)
            c.changed(word, one(before), one(after), *parts)
    was_unique, now_unique = (
        next((p for p, v in v.values("uniqueItems") if v is True), None) for v in (c.old, c.new)
    )
    if (was_unique is None) != (now_unique is None):
        c.changed(
            "uniqueItems",
            was_unique is not None,
            now_unique is not None,
            was_unique,
            now_unique,
        )


#: formats of OpenAPI 3.0, and what later versions have for them
_BYTES = {"byte": "base64", "base64": "base64", "binary": "application/octet-stream"}


def _translated(c: Comparison) -> bool:
    """Whether one side is of a dialect that calls bytes a format, and the other is of none."""
    sides = [{p.node.dialect.nullable for p in whole.parts} for whole in (c.old, c.new)]
    return sides[0] != sides[1]


def _annotations(c: Comparison) -> None:
    for word in (
        "title",
        "description",
        "default",
        "deprecated",
        "x-extensible-enum",
        "contentEncoding",
        "contentMediaType",
    ):
        was, now = said(c, word)
        if word == "deprecated":
            was, now = _deprecation(c.old), _deprecation(c.new)
        if word == "x-extensible-enum":
            was, now = (v if isinstance(v, list) else None for v in (was, now))
        if word.startswith("content") and _translated(c):
            was, now = (None if v in (*_BYTES.values(),) else v for v in (was, now))
        if not same(was, now):
            name = "content" if word.startswith("content") else word
            c.changed(name, was, now, first(c.old, word), first(c.new, word), keyword=word)
    examples = [_examples(whole) for whole in (c.old, c.new)]
    if not same(examples[0], examples[1]):
        c.changed("examples", one(examples[0]), one(examples[1]))


def _examples(whole: View) -> list[Any]:
    """The examples, however they are said: one of them, a list, or a map by name."""
    found = [v for _, v in whole.values("example")[:1]]
    for _, listed in whole.values("examples")[:1]:
        found += list(listed) if isinstance(listed, list) else [listed]
    return found


def _deprecation(whole: View) -> bool | str:
    """What is said of the end of a value, by the part that says most."""
    told = [deprecation(part.keywords) for part in whole.parts]
    return next((t for t in told if isinstance(t, str)), True in told)


def said(c: Comparison, word: str) -> tuple[Any, Any]:
    """What the first parts say under a keyword, on either side."""
    was, now = c.old.values(word), c.new.values(word)
    return (was[0][1] if was else None, now[0][1] if now else None)


def _value_place(part: Part, value: Any) -> Place:
    place = part.node.place
    values = part.keywords.get("enum")
    if isinstance(values, list):
        for i, listed in enumerate(values):
            if same(listed, value):
                return Place(place.file, f"{place.pointer}/enum/{i}")
    return Place(place.file, f"{place.pointer}/const")


def _listing(values: dict[Any, tuple[Part, Any]]) -> Part | None:
    return next((part for part, _ in values.values()), None)


def _single(values: dict[Any, tuple[Part, Any]] | None) -> bool:
    return values is not None and len(values) == 1


def _plain(values: dict[Any, tuple[Part, Any]]) -> list[Any]:
    return [value for _, value in values.values()]
