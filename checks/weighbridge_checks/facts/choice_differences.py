"""What two schemas leave open or decide: choices between branches, and conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.change import Action, Kind
from weighbridge_checks.facts.difference import Difference
from weighbridge_checks.facts.keyword_differences import said
from weighbridge_checks.facts.pairing import label, pair
from weighbridge_checks.facts.view import first, one, schemas_under

if TYPE_CHECKING:
    from weighbridge_checks.facts.differences import Comparison
    from weighbridge_checks.facts.schema import Conj, Node, Part
    from weighbridge_checks.facts.view import View


def tell(c: Comparison) -> bool:
    """Compare what is left to choose. True where that says all there is to say."""
    old, new = c.old.unions, c.new.unions
    if not old and not new:
        return False
    if len(old) == len(new):
        for was, now in zip(old, new, strict=True):
            _union(c, was.word, now.word, was.branches, now.branches, was.part, now.part)
        return False
    if len(old) + len(new) == 1:
        plain, choice = (c.new, old[0]) if old else (c.old, new[0])
        bare = not (c.old if old else c.new).properties
        if bare and (plain.properties or plain.types != (c.old if old else c.new).types):
            return _wrapped(c, choice.word, choice.branches, choice.part, wrapping=not old)
    for side, whole, other in (("old", old, new), ("new", new, old)):
        for u in whole[len(other) :]:
            branches = u.part.keywords.get(u.word)
            before, after = (branches, None) if side == "old" else (None, branches)
            parts = (u.part, None) if side == "old" else (None, u.part)
            c.changed(u.word, before, after, *parts)
    return False


def _wrapped(
    c: Comparison, word: str, branches: tuple[Node, ...], part: Part, *, wrapping: bool
) -> bool:
    """One schema became a choice that has it as a branch, or the reverse."""
    # what the views said of types so far is said better branch by branch
    c.found = [d for d in c.found if d.attribute not in {"type", "title", "description"}]
    if wrapping:
        _union(c, word, word, c.conjs[0], branches, None, part)
    else:
        _union(c, word, word, branches, c.conjs[1], part, None)
    return True


def _union(
    c: Comparison,
    was_word: str,
    now_word: str,
    was: tuple[Node, ...],
    now: tuple[Node, ...],
    was_part: Part | None,
    now_part: Part | None,
) -> None:
    pairs = pair(was, now, c.same)
    for i, j in pairs:
        if not c.same.nodes(was[i], now[j]):
            c.below(f"({label(now[j])})", (was[i],), (now[j],))
    kept_old, kept_new = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, node in enumerate(was):
        if i not in kept_old:
            _branch(c, Action.REMOVED, was_word, node, now_part)
    for j, node in enumerate(now):
        if j not in kept_new:
            _branch(c, Action.ADDED, now_word, node, was_part)
    if was_word != now_word:
        c.changed(now_word, {was_word: len(was)}, {now_word: len(now)}, was_part, now_part)


def _branch(c: Comparison, action: Action, word: str, node: Node, other: Part | None) -> None:
    gone = action is Action.REMOVED
    old, new = c.places(action, node.place, other.node.place if other else None)
    c.found.append(
        Difference(
            action=action,
            kind=Kind.BRANCH,
            attribute=word,
            steps=(f"({label(node)})",),
            before=node.value if gone else None,
            after=None if gone else node.value,
            touches=c.touches(("oneOf", ""), ("anyOf", "")),
            old=old,
            new=new,
        )
    )


# -- conditions


def tell_conditions(c: Comparison) -> None:
    """Compare what is only asked of a value, and so told as a whole."""
    for word in ("not", "contains", "propertyNames", "unevaluatedItems"):
        was, now = schemas_under(c.old, word), schemas_under(c.new, word)
        if was or now:
            shown = [one([n.value for n in nodes]) for nodes in (was, now)]
            c.changed(word, shown[0], shown[1], first(c.old, word), first(c.new, word))
            if len(was) == len(now):
                c.asked(_side_by_side(was, now))
    _conditional(c)
    for word in ("minContains", "maxContains"):
        before, after = said(c, word)
        if before != after:
            c.changed("contains", before, after, keyword=word)


def _conditional(c: Comparison) -> None:
    conditions = [_conditions(whole) for whole in (c.old, c.new)]
    if not any(conditions):
        return
    shown = [one([{w: n.value for w, n in words.items()} for words in said]) for said in conditions]
    c.changed("conditional", shown[0], shown[1], first(c.old, "if"), first(c.new, "if"))
    if [list(words) for words in conditions[0]] == [list(words) for words in conditions[1]]:
        flat = [[n for words in said for n in words.values()] for said in conditions]
        c.asked(_side_by_side(*flat))


def _conditions(whole: View) -> list[dict[str, Node]]:
    return [
        {w: p.node.child(p.keywords[w], w) for w in ("if", "then", "else") if w in p.keywords}
        for p, _ in whole.values("if")
    ]


def _side_by_side(was: list[Node], now: list[Node]) -> list[tuple[Conj, Conj]]:
    return [((a,), (b,)) for a, b in zip(was, now, strict=True)]
