"""What a contract's card promises beside its document, and how two cards differ in it.

A card says how consistent, how fast and how fresh a contract is, how much of it one may ask for,
how long it remembers a key and keeps its events. No message shows any of this, and consumers
build on all of it.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.change import Action, Change, Kind, Place
from weighbridge_checks.facts.estate.durations import duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: the facts of `sla` that single operations may have of their own
_OWN_SLA = ("p95_ms", "freshness")


class Class(IntEnum):
    """How much a reader may count on what it reads; the greater, the stronger."""

    BATCH = 0
    EVENTUAL = 1
    BOUNDED = 2
    READ_YOUR_WRITES = 3
    STRONG = 4

    @classmethod
    def of(cls, word: str) -> Class:
        """The class by its word, as in `read-your-writes`."""
        return cls[word.replace("-", "_").upper()]

    @property
    def word(self) -> str:
        """The class as cards write it."""
        return self.name.lower().replace("_", "-")


class Consistency(NamedTuple):
    """A class, and how old at most what is read may be, in seconds; None where nobody says."""

    kind: Class
    bound: float | None = None

    @property
    def age(self) -> float:
        """The greatest age by which two promises are compared: none said of a weak class is any."""
        if self.bound is not None:
            return self.bound
        return 0.0 if self.kind >= Class.READ_YOUR_WRITES else float("inf")

    @property
    def staleness(self) -> float | None:
        """How old at most what is read may be, for whoever reads it; None where nobody says.

        To read one's own writes says nothing about those of others.
        """
        if self.bound is not None:
            return self.bound
        return 0.0 if self.kind is Class.STRONG else None

    def at_least(self, other: Consistency) -> bool:
        """Whether a reader who counts on the other can count on this: both class and age hold."""
        return self.kind >= other.kind and self.age <= other.age


def consistency(said: Mapping[str, Any]) -> Consistency:
    """The consistency that a card says."""
    bound = said.get("bound")
    return Consistency(
        kind=Class.of(said["class"]), bound=None if bound is None else duration(bound).seconds
    )


class Promise(NamedTuple):
    """One fact of a card: what it is about, what it says, and where."""

    about: str
    value: Any
    pointer: str


def promises(card: Mapping[str, Any]) -> dict[tuple[str, ...], Promise]:
    """All that a card promises, by path; what is said of one operation has it as its last step."""
    return dict(_promises(card))


def effective(card: Mapping[str, Any], path: tuple[str, ...]) -> Promise | None:
    """What a card says at a path, of an operation perhaps only as it says it of all."""
    return _at(promises(card), path)


def promise_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """How two cards differ in what they promise.

    What a card says of one operation is compared with what the other says of it, or of all.
    """
    before, after = promises(old), promises(new)
    found = []
    for path in dict.fromkeys([*before, *after]):
        was, now = _at(before, path), _at(after, path)
        if (was and was.value) == (now and now.value):
            continue
        about = next(p.about for p in (now, was) if p)
        found.append(
            Change(
                action=Action.CHANGED,
                kind=Kind.PROMISE,
                path=path,
                attribute=about,
                before=was.value if was else None,
                after=now.value if now else None,
                old=Place("", was.pointer if was else f"/{path[0]}"),
                new=Place("", now.pointer if now else f"/{path[0]}"),
            )
        )
    return tuple(found)


def _at(said: Mapping[tuple[str, ...], Promise], path: tuple[str, ...]) -> Promise | None:
    """What is promised at a path; of an operation perhaps only what is promised of all."""
    if path in said or path[0] not in ("consistency", "sla", "update_semantics"):
        return said.get(path)
    return said.get(path[:-1])


def _promises(card: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Promise]]:
    yield from _consistency(card.get("consistency", {}))
    yield from _sla(card.get("sla", {}))
    for part in ("limits", "idempotency", "correlation", "owners", "delivery"):
        said = card.get(part, {})
        if part == "delivery" and said:  # without a word the file may not be late at all
            said = {"within": "0s", **said}
        for key, value in said.items():
            if key == "natural_key":  # fields that are one key together have no order
                value = sorted(value)  # noqa: PLW2901 - the same value
            yield (part, key), Promise(part, value, f"/{part}/{key}")
    yield from _semantics(card.get("update_semantics"))
    for part in ("retention", "audience", "compatibility", "replay"):
        if part in card:
            yield (part,), Promise(part, card[part], f"/{part}")
    for key in ("deprecated_at", "sunset", "successor"):
        if key in card.get("deprecation", {}):
            pointer = f"/deprecation/{key}"
            yield ("deprecation", key), Promise(key, card["deprecation"][key], pointer)


def _consistency(said: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Promise]]:
    if said:
        yield ("consistency",), Promise("consistency", _plain(said), "/consistency")
    for operation, own in said.get("operations", {}).items():
        pointer = f"/consistency/operations/{operation}"
        yield ("consistency", operation), Promise("consistency", _plain(own), pointer)


def _sla(said: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Promise]]:
    for key, value in said.items():
        if key != "operations":
            yield ("sla", key), Promise(key, value, f"/sla/{key}")
    for operation, own in said.get("operations", {}).items():
        for key in (k for k in _OWN_SLA if k in own):
            pointer = f"/sla/operations/{operation}/{key}"
            yield ("sla", key, operation), Promise(key, own[key], pointer)


def _semantics(said: Any) -> Iterator[tuple[tuple[str, ...], Promise]]:
    about = "update_semantics"
    if isinstance(said, str):
        yield (about,), Promise(about, said, f"/{about}")
    elif isinstance(said, dict):
        for operation, word in said.items():
            yield (about, operation), Promise(about, word, f"/{about}/{operation}")


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: said[key] for key in ("class", "bound", "schedule") if key in said}
