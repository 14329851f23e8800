"""What a reader asks of arrays, and whether the writer promises it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.schema import either, parts, types
from weighbridge_checks.facts.view import count
from weighbridge_checks.proof import fields
from weighbridge_checks.proof.cases import refused
from weighbridge_checks.proof.disjoint import disjoint
from weighbridge_checks.proof.example import NOTHING, fits

if TYPE_CHECKING:
    from weighbridge_checks.facts.schema import Conj, Node, Part
    from weighbridge_checks.proof.keywords import Examination

#: how many items at the start are asked about one by one
FEW = 20


def arrays(case: Examination) -> None:
    """Items, how many there may be, and which of them there must be."""
    writer = case.prover.writer
    low, high = count(case.view, "minItems"), count(case.view, "maxItems")
    least = low.value if low else 0
    most = high.value if high else None
    size = max(fields.tuple_length(case.these), fields.tuple_length(case.everything))
    for i in range(size + 1):
        if most is not None and i >= most:
            break
        mine = fields.item(case.these, i, writer)
        if mine is None or (mine and not types(parts(mine))):
            most = i if most is None else min(most, i)
            break
        _item(case, i, mine)
    for part in case.rest:
        said = part.keywords
        if fits(said.get("minItems"), "integer") and said["minItems"] > least:
            case.suspect(
                "minItems", part, candidates=partial(_sized, case, least, said["minItems"] - 1)
            )
        if fits(said.get("maxItems"), "integer") and (most is None or said["maxItems"] < most):
            case.suspect("maxItems", part, candidates=partial(_sized, case, said["maxItems"] + 1))
        if said.get("uniqueItems") is True and not (
            (most is not None and most <= 1)
            or any(v is True for _, v in case.view.values("uniqueItems"))
        ):
            case.suspect("uniqueItems", part, candidates=partial(_twins, case, least))
        node = fields.child(part, "contains")
        if node is not None:
            _contains(case, part, node, least, most)


def _item(case: Examination, i: int, mine: Conj) -> None:
    """One index: what the reader asks there, beside what its settled parts ask."""
    wanted: list[Node] = []
    for part in case.rest:
        yours = fields.told_item(part, i)
        if yours is not None and not (fields.impossible(yours) and fields.is_rest(part, i)):
            wanted.append(yours)
        elif yours is not None:
            case.suspect("items", part, candidates=partial(_sized, case, i + 1, i + 2))
        elif "unevaluatedItems" in part.keywords:
            _left_over(case, part, i, mine)
    case.edge(i, mine, tuple(wanted))


def _left_over(case: Examination, part: Part, i: int, mine: Conj) -> None:
    """An item that no neighbour of the reader's speaks of, unless a `contains` does."""
    scope = case.scope(part)
    if any(
        fields.told_item(p, i) is not None or (p is not part and "unevaluatedItems" in p.keywords)
        for p in scope
    ):
        return
    left = fields.child(part, "unevaluatedItems")
    assert left is not None
    held = [n for p in scope if (n := fields.child(p, "contains")) is not None]
    allowed = [n for n in (*held, left) if not fields.impossible(n)]
    if not held and allowed:
        case.edge(i, mine, (left,))
    elif not allowed or not case.proved(mine, either(allowed)):
        case.suspect("unevaluatedItems", part, candidates=partial(_longer, case, i, mine))


def _longer(case: Examination, i: int, mine: Conj) -> list[Any]:
    """Arrays of the writer with different items at an index."""
    tries = _sized(case, i + 1, i + 2)
    for row in tuple(tries):
        for value in case.prover.examples.several(mine, limit=6) if mine else (0, "a", {}, []):
            tries.append([*row[:i], value, *row[i + 1 :]])
    return tries


def _sized(case: Examination, *sizes: float) -> list[Any]:
    wanted = [int(n) for n in dict.fromkeys(sizes) if n >= 0]
    made = [case.prover.examples.array(case.these, n) for n in wanted]
    return [m for m in made if m is not NOTHING]


def _twins(case: Examination, least: int) -> list[Any]:
    """Arrays in which two items are alike."""
    size = max(2, least)
    row = case.prover.examples.array(case.these, size)
    if row is NOTHING:
        return []
    found = [[value] * size for value in row]
    found += [[*row[:i], row[j], *row[i + 1 :]] for i in range(size) for j in range(i)][:20]
    return found


def _contains(case: Examination, part: Part, node: Node, least: int, most: int | None) -> None:
    low, high = _asked(part)
    if (low == 0 or _enough(case, node, low, least)) and (
        high is None or _few(case, node, high, most)
    ):
        return
    case.suspect("contains", part, candidates=partial(_holding, case, part, node, least))


def _holding(case: Examination, part: Part, node: Node, least: int) -> list[Any]:
    """Arrays of the writer with few or many of the items that a `contains` looks for."""
    low, high = _asked(part)
    examples = case.prover.examples
    tries = [*case.candidates(), *_sized(case, least, least + 1)]
    if high is not None:
        tries += _sized(case, high + 1)
    item = fields.item(case.these, 0, case.prover.writer)
    if item is not None:
        for value in examples.several((*item, refused(node)), limit=4):
            tries.append([value] * max(1, least))
        tries += _mixed(case, item, node, least)
        inside = examples.one((*item, node))
        if inside is not NOTHING:
            if high is not None:
                tries.append([inside] * (high + 1))
            tries += [[inside] * n for n in range(max(low, 1))]
    return tries


def _mixed(case: Examination, item: Conj, node: Node, least: int) -> list[Any]:
    """Arrays of items that the writer's own `contains` and the reader's tell apart."""
    examples = case.prover.examples
    found = []
    for mine in case.these:
        own = fields.child(mine, "contains")
        if own is None:
            continue
        low, high = _asked(mine)
        first = list(examples.several((*item, own, refused(node)), limit=3))
        first += examples.several((*item, own), limit=3)
        rest = list(examples.several((*item, refused(own), node), limit=3))
        rest += examples.several((*item, refused(own)), limit=3)
        sizes = dict.fromkeys((low, max(low, least), *([high] if high is not None else [])))
        for size in sizes:
            if size > FEW:
                continue
            found += [[value] * size for value in first]
            found += [
                [value] * size + [other] * more
                for value in first[:2]
                for other in rest[:2]
                for more in (1, 2, 3, max(least - size, 1))
            ]
            found += [[*first[:size], other] for other in rest if len(first) >= size]
    return found


def _asked(part: Part) -> tuple[int, int | None]:
    """How many items a `contains` wants, at least and at most."""
    low: Any = part.keywords.get("minContains")
    high: Any = part.keywords.get("maxContains")
    return (int(low) if fits(low, "number") else 1), (int(high) if fits(high, "number") else None)


def _enough(case: Examination, node: Node, low: int, least: int) -> bool:
    """Whether the writer always sends as many items as the reader wants to find."""
    for mine in case.these:
        own = fields.child(mine, "contains")
        if own is None or _asked(mine)[0] < low:
            continue
        # nothing closes in a question that is asked of an item
        if case.alike(own, node) or (not case.prover.writer.closed and case.proved((own,), node)):
            return True
    if least < low or low > FEW:
        return False
    firsts = [fields.item(case.these, i, case.prover.writer) for i in range(low)]
    return all(item is None or (item and case.proved(item, node)) for item in firsts)


def _few(case: Examination, node: Node, high: int, most: int | None) -> bool:
    """Whether the writer never sends more such items than the reader bears."""
    if most is not None and most <= high:
        return True
    for mine in case.these:
        own = fields.child(mine, "contains")
        bears = _asked(mine)[1]
        if own is None or bears is None or bears > high:
            continue
        if case.alike(own, node) or case.proved((node,), own):
            return True
    size = fields.tuple_length(case.these)
    if size > FEW:
        return False
    matching = sum(not _never(case, node, i) for i in range(size))
    return matching <= high and _never(case, node, size)


def _never(case: Examination, node: Node, i: int) -> bool:
    """Whether an item at an index certainly does not match."""
    item = fields.item(case.these, i, case.prover.writer)
    if item is None:
        return True
    if not item:
        return False
    whole = parts(item)
    sides = (case.prover.writer, case.prover.reader)
    return all(disjoint(whole, node, kind, *sides) for kind in types(whole))
