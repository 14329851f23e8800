"""A conjunction of schemas with its choices made: one conjunction for every way to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.schema import parts, types, unions
from weighbridge_checks.proof import fields
from weighbridge_checks.proof.standalone import free

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.schema import Conj, Node, Part
    from weighbridge_checks.proof.fields import Parts
    from weighbridge_checks.proof.standalone import Side

#: deeper nests of choices are left open
DEEPEST = 8


def cases(
    conj: Conj,
    side: Side,
    *,
    limit: int = 64,
    skip: frozenset[Any] = frozenset(),
    without: frozenset[Node] = frozenset(),
) -> Iterator[Conj]:
    """Every way to choose a branch of each union, and to meet each condition or not.

    Choices inside of chosen branches are made too. Unions at the nodes in `skip` are left open, and
    the branches in `without` are not chosen. Where there are more ways than the limit, the rest is
    left out.
    """
    made = 0
    todo: list[tuple[Conj, frozenset[Any]]] = [(conj, frozenset())]
    while todo and made < limit:
        here, done = todo.pop()
        whole = parts(here)
        if not types(whole):
            continue
        open_ = (c for c in _choices(whole, side, here) if c[0] not in done and c[0][0] not in skip)
        choice = next(open_, None) if len(done) <= DEEPEST else None
        if choice is None:
            made += 1
            yield here
            continue
        key, ways = choice
        todo += [
            ((*here, *way), done | {key})
            for way in reversed(ways)
            if not any(n in without for n in way)
        ]


def _choices(whole: Parts, side: Side, conj: Conj) -> Iterator[tuple[Any, list[Conj]]]:
    """The choices that are open: of those that were made, the chosen schema is asked itself."""
    made = frozenset(conj)
    for word, part, branches in unions(whole):
        if made.isdisjoint(branches):
            yield (part.node.key, word), [(b,) for b in branches]
    for part in whole:
        if "if" in part.keywords and ("then" in part.keywords or "else" in part.keywords):
            condition = fields.child(part, "if")
            assert condition is not None
            if made.isdisjoint((condition, refused(condition))):
                yield (part.node.key, "if"), _conditional(part, whole, side)


def _conditional(part: Part, whole: Parts, side: Side) -> list[Conj]:
    """A condition is met, or it is not."""
    condition = fields.child(part, "if")
    assert condition is not None
    met: list[Node] = []
    # in a condition nothing closes, so that it may be joined only where that makes no difference
    if not side.closed or (not free(whole) and is_plain(condition, side)):
        met.append(condition)
    ways = []
    for word, given in (("then", met), ("else", [refused(condition)])):
        inner = fields.child(part, word)
        ways.append((*given, *([inner] if inner is not None else [])))
    return ways


def refused(node: Node) -> Node:
    """What does not satisfy a schema."""
    refusal = node.child({"not": node.value}, "(not)")
    refusal.adopt(node, "not")
    return refusal


def is_plain(condition: Node, side: Side) -> bool:
    """Whether a condition says nothing of the insides of a property."""
    inner = [n for p in parts((condition,)) for n in fields.declared(p, side).values()]
    deep = {"object", "array"}
    return not any(types(parts((n,))) & deep and fields.asks_inside(n) for n in inner)
