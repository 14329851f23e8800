"""Pact's matching rules: which comparison a consumer wants at which part of a message.

A rule stands at a path; the path that says most about a part wins, and a rule without one of its
own hands its comparison down to what lies below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: the step into any item of an array, as `Change.path` has it
ITEM = "[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """One comparison, in Pact's own words: `equality`, `type`, `regex`, `integer` and so on."""

    kind: str
    #: the pattern of `regex`, the format of a date or time, the text of `include`
    text: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    #: what a `statusCode` rule allows: a class such as "success", or a list of codes
    status: str | tuple[int, ...] | None = None
    #: the comparisons inside of an `eachValue`
    inner: tuple[Matcher, ...] = ()


#: what is compared where no rule says otherwise
EQUALITY = (Matcher(kind="equality"),)

#: rules about a container as a whole, which say nothing of what lies in it
_STAYS = frozenset({"values", "eachKey", "eachValue", "arrayContains", "notEmpty", "null"})


@dataclass(frozen=True, slots=True)
class Standing:
    """The rules as they look from one part of a message: those that end here or further down."""

    open: tuple[tuple[tuple[str | int, ...], int, tuple[Matcher, ...]], ...]
    #: the best rule so far: what it weighs, how long its path is, and how far up it stands
    weight: tuple[int, int] = (0, 0)
    depth: int = 0
    chosen: tuple[Matcher, ...] = EQUALITY
    above: int = 0

    @property
    def matchers(self) -> tuple[Matcher, ...]:
        """The comparison of this part, its own or one that comes down from a part above."""
        if not self.above:
            return self.chosen
        down = [m for m in self.chosen if m.kind == "eachValue" and self.above == 1]
        if down:
            return tuple(inner for m in down for inner in m.inner) or EQUALITY
        kept = tuple(Matcher(kind=m.kind, text=m.text) for m in self.chosen if m.kind not in _STAYS)
        return kept or EQUALITY

    def below(self, step: str | int) -> Standing:
        """The rules as they look one step further down."""
        passed = [
            (path[1:], weight * (2 if path[0] == step else 1), matchers)
            for path, weight, matchers in self.open
            if path and _fits(path[0], step)
        ]
        return settled(self, passed)


def settled(
    above: Standing | None,
    passed: list[tuple[tuple[str | int, ...], int, tuple[Matcher, ...]]],
) -> Standing:
    """The standing among rules that lead here, given the one a step above."""
    depth = above.depth + 1 if above else 1
    weight, chosen = (above.weight, above.chosen) if above else ((0, 0), EQUALITY)
    distance = above.above + 1 if above and above.weight != (0, 0) else 0
    for path, heft, matchers in passed:
        if not path and (heft, depth) > weight:
            weight, chosen, distance = (heft, depth), matchers, 0
    return Standing(tuple(passed), weight, depth, chosen, distance)


def standing(rules: Iterable[tuple[tuple[str | int, ...], tuple[Matcher, ...]]]) -> Standing:
    """The rules as they look from the root of what they are about."""
    return settled(None, [(path, 2, matchers) for path, matchers in rules])


def _fits(wanted: str | int, step: str | int) -> bool:
    return wanted in ("*", step)


_STEP = re.compile(
    r"""\.(?P<name>[^.\[\]\s'"]+)|\[(?P<index>\d{1,9})\]|\[\*\]|\[(?P<quote>['"])(?P<quoted>.*?)(?P=quote)\]"""
)


def split_path(text: str) -> tuple[str | int, ...] | None:
    """The steps of a path such as `$.lines[*].sku`, `*` for any; None where it is no such path."""
    if not text.startswith("$"):
        return None
    steps: list[str | int] = []
    at = 1
    while at < len(text):
        found = _STEP.match(text, at)
        if found is None:
            return None
        if found["index"] is not None:
            steps.append(int(found["index"]))
        else:
            steps.append(found["name"] or found["quoted"] or "*")
        at = found.end()
    return tuple(steps)


def matchers_of(value: Any) -> tuple[Matcher, ...] | None:
    """The comparisons that a rule lists, in either spelling; None where it is no rule."""
    if not isinstance(value, dict):
        return None
    listed = value.get("matchers", [value])
    if not isinstance(listed, list):
        return None
    found = [m for m in map(_matcher, listed) if m is not None]
    return tuple(found) if len(found) == len(listed) else None


def _matcher(value: Any) -> Matcher | None:
    if not isinstance(value, dict):
        return None
    kind = value.get("match") or _unnamed(value)
    if not isinstance(kind, str):
        return None
    text = value.get("regex", value.get("format", value.get(kind, value.get("value"))))
    rules = value.get("rules")
    inner = [_matcher(r) for r in rules] if isinstance(rules, list) else []
    return Matcher(
        kind="type" if kind in ("min", "max") else kind,
        text=text if isinstance(text, str) else None,
        minimum=_count(value.get("min")),
        maximum=_count(value.get("max")),
        status=_status(value.get("status")),
        inner=tuple(m for m in inner if m is not None),
    )


def _unnamed(value: Mapping[str, Any]) -> str | None:
    """The kind of a rule that names none, as the second generation often wrote them."""
    for word, kind in (("regex", "regex"), ("min", "type"), ("max", "type")):
        if word in value:
            return kind
    return next((w for w in ("timestamp", "datetime", "date", "time") if w in value), None)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _status(value: Any) -> str | tuple[int, ...] | None:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return tuple(s for s in value if isinstance(s, int))
    return None


#: the classes of status codes that a `statusCode` rule may name
_CLASSES = {
    "info": "1",
    "success": "2",
    "redirect": "3",
    "clientError": "4",
    "serverError": "5",
    "nonError": "123",
    "error": "45",
}


def allows_status(matchers: Iterable[Matcher], code: str) -> bool:
    """Whether a status code is one of those that a rule about the status allows."""
    for m in matchers:
        if isinstance(m.status, tuple) and int(code) in m.status:
            return True
        if isinstance(m.status, str) and code[:1] in _CLASSES.get(m.status, ""):
            return True
    return False


def rules_by_part(value: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    """Every rule of a message as (part, name, path inside of it, rule), from either spelling.

    The second generation has one table by paths from the root of the message (`$.body.sku`,
    `$.header.ETag`, `$.path`); the third has a table for each part.
    """
    for key, rule in value.items():
        if rule == {}:
            continue  # some libraries write every table, those without rules too
        if key.startswith("$"):
            yield from _from_the_root(key, rule)
        elif not isinstance(rule, dict) or key in ("path", "status", "method"):
            yield key, "", "", rule
        else:
            for path, inner in rule.items():
                in_body = key in ("body", "contents", "content")
                yield ("body", "", path, inner) if in_body else (key, path, "", inner)


def _from_the_root(path: str, rule: Any) -> Iterator[tuple[str, str, str, Any]]:
    steps = split_path(path)
    if steps is None or not steps:
        yield "?", "", path, rule
        return
    part = str(steps[0])
    if part in ("body", "contents"):
        rest = path[path.index(part) + len(part) :]
        yield "body", "", "$" + rest.removeprefix("']").removeprefix('"]'), rule
    elif part in ("header", "headers", "query") and len(steps) > 1:
        yield part.rstrip("s"), str(steps[1]), "", rule
    else:
        yield part, "", "", rule
