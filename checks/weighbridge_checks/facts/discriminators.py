"""By which field, and by which of its values, the forms of a message are told apart.

A form that no mapping names is told by the name of its component. So a component that is renamed
changes what is written on the wire, where nothing else of a name is ever seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.heirs import Said, form_of, told_by

if TYPE_CHECKING:
    from weighbridge_checks.facts.differences import Comparison
    from weighbridge_checks.facts.schema import Node, Part
    from weighbridge_checks.facts.view import View


def tell(c: Comparison) -> None:
    """Compare how the forms of two schemas are told apart."""
    was, now = _telling(c.old), _telling(c.new)
    if was is None and now is None:
        return
    before = _shown(was, {}) if was else None
    after = _shown(now, {}) if now else None
    if was is not None and now is not None:
        mine, yours = _forms(was), _forms(now)
        shown = _differing(c, mine, yours)
        before, after = _shown(was, shown[0]), _shown(now, shown[1])
        if before == after:
            return
    c.changed("discriminator", before, after, was, now)


def _telling(whole: View) -> Part | None:
    for part, said in whole.values("discriminator"):
        if isinstance(said, dict) and isinstance(said.get("propertyName"), str):
            return part
    return None


def _shown(part: Part, mapping: dict[str, str]) -> dict[str, Any]:
    said = {"propertyName": part.keywords["discriminator"]["propertyName"]}
    return {**said, "mapping": mapping} if mapping else said


def _forms(part: Part) -> dict[str, tuple[str, Node | None]]:
    """The values of the field, each with the name of the form that it stands for."""
    said = part.keywords["discriminator"].get("mapping")
    node = part.node
    found: dict[str, tuple[str, Node | None]] = {}
    for value, target in said.items() if isinstance(said, dict) else ():
        if isinstance(target, str):
            form = node.world.target(node, target) if "/" in target else None
            found[str(value)] = (_name(target), form)
    named = {name for name, _ in found.values()}
    field = part.keywords["discriminator"]["propertyName"]
    for ref in _listed(node.value):
        # a form that lists the values of the field itself is not told by its name
        if _name(ref) not in named and told_by(node, ref, field) is Said.FREE:
            found[_name(ref)] = (_name(ref), node.world.target(node, ref))
    return found


def _listed(value: Any) -> list[str]:
    """The references to forms that a schema lists."""
    lists = [value.get(word) for word in ("oneOf", "anyOf")] if isinstance(value, dict) else []
    return [
        ref
        for branches in lists
        if isinstance(branches, list)
        for branch in branches
        if (ref := form_of(branch)) is not None
    ]


def _differing(
    c: Comparison,
    mine: dict[str, tuple[str, Node | None]],
    yours: dict[str, tuple[str, Node | None]],
) -> tuple[dict[str, str], dict[str, str]]:
    """The values that stand for another form, and those that came or went while their form stays.

    Of a form that came or went itself, the choice tells.
    """
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for value, form in mine.items():
        if value in yours:
            if not _same(c, form, yours[value]):
                before[value], after[value] = form[0], yours[value][0]
        elif any(_same(c, form, other) for other in yours.values()):
            before[value] = form[0]
    for value, form in yours.items():
        if value not in mine and any(_same(c, other, form) for other in mine.values()):
            after[value] = form[0]
    return before, after


def _same(c: Comparison, old: tuple[str, Node | None], new: tuple[str, Node | None]) -> bool:
    if old[0] == new[0]:
        return True
    return old[1] is not None and new[1] is not None and c.same.nodes(old[1], new[1])


def _name(ref: str) -> str:
    return ref.rsplit("/", 1)[-1]
