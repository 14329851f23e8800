"""A pattern as a tree, and the smaller trees that ask the same of a string.

What a tree says twice, or says of lengths alone, would cost an automaton states by the thousand.
"""

from enum import IntEnum
from typing import NamedTuple, TypeAlias

from weighbridge_checks.proof.characters import SURROGATES, Ranges


class Edge(IntEnum):
    """A condition on the place between two characters."""

    START = 0
    END = 1
    BOUNDARY = 2
    INSIDE = 3


class Characters(NamedTuple):
    """One character out of a set."""

    ranges: Ranges


class Sequence(NamedTuple):
    """One item after the other."""

    items: tuple["Item", ...]


class Choice(NamedTuple):
    """One of some items."""

    options: tuple["Item", ...]


class Repeat(NamedTuple):
    """An item so many times; without `most`, as often as one likes."""

    item: "Item"
    least: int
    most: int | None


class Around(NamedTuple):
    """What must, or must not, be found ahead of a place or behind it."""

    item: "Item"
    ahead: bool
    negative: bool


Item: TypeAlias = Characters | Sequence | Choice | Repeat | Around | Edge


def parts(tree: Item) -> tuple[list[Item], list[Item]]:
    """A tree as trees that must all match, and trees of which none may.

    A look ahead from the very start of the string asks the same as a pattern of its own would.
    """
    items = tree.items if isinstance(tree, Sequence) else (tree,)
    required: list[Item] = []
    refused: list[Item] = []
    anchored = False
    rest = items
    while rest:
        match rest[0]:
            case Edge.START:
                anchored = True
            case Around(look, ahead=True, negative=True) if anchored:
                refused.append(_anchored(look))
            case Around(look, ahead=True, negative=False) if anchored or _is_anchored(look):
                anchored = True
                required.append(_anchored(look))
            case _:
                break
        rest = rest[1:]
    if not required and not refused:
        return [tree], []
    return [Sequence((Edge.START, *rest)), *required], refused


def _anchored(item: Item) -> Item:
    if _is_anchored(item):
        return item
    return Sequence((Edge.START, *(item.items if isinstance(item, Sequence) else (item,))))


def _is_anchored(item: Item) -> bool:
    return item is Edge.START or (isinstance(item, Sequence) and item.items[:1] == (Edge.START,))


def open_ended(tree: Item) -> Item:
    """A tree without what it repeats in vain at either end of it."""
    return trimmed(trimmed(tree, 0), -1)


def trimmed(item: Item, side: int) -> Item:
    """An item without what it repeats in vain at its first or last place.

    Beside the place anything may stand, since patterns are searched for: so where `[a-z]{1,2000}`
    is found there, `[a-z]` is found as well, and the 1,999 others need no states.
    """
    match item:
        case Choice(options):
            return Choice(tuple(trimmed(option, side) for option in options))
        case Repeat(repeated, least, _):
            if least == 1:
                return trimmed(repeated, side)
            return Repeat(repeated, least, least) if least else Sequence(())
        case Sequence(items):
            while items:
                end = trimmed(items[side], side)
                rest = items[1:] if side == 0 else items[:-1]
                if not isinstance(end, Sequence) or end.items:
                    return Sequence((end, *rest) if side == 0 else (*rest, end))
                items = rest
            return Sequence(())
    return item


def measured(tree: Item) -> tuple[Item, int, int | None]:
    """A tree without the bounds of its only repetition, and those bounds.

    `^[a-z]{1,4000}$` says how long the string is and of what: a length is a number to compare,
    where an automaton would have to count it in states.
    """
    match tree:
        case Sequence((Edge.START, Repeat(Characters(ranges), least, most), Edge.END)) if any(
            low < SURROGATES.start or high >= SURROGATES.stop for low, high in ranges
        ):
            every = Repeat(Characters(ranges), 0, None)
            return Sequence((Edge.START, every, Edge.END)), least, most
    return tree, 0, None


def weight(item: Item) -> int:
    """How many nodes an item takes, or a few less."""
    match item:
        case Edge() | Characters():
            return 1
        case Sequence(items):
            return sum(map(weight, items))
        case Choice(options):
            return 1 + sum(1 + weight(option) for option in options)
        case Around():
            return 2 + weight(item.item)
        case Repeat(repeated, least, most):
            if most is None:
                return 2 + weight(repeated) * (least + 1)
            return 1 + weight(repeated) * most + (most - least)
