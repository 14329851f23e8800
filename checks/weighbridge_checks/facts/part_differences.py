"""What two schemas say of the parts of a value: properties and items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Action, Direction, Kind, Place, Touch
from weighbridge_checks.facts.difference import Difference
from weighbridge_checks.facts.schema import same
from weighbridge_checks.facts.view import hidden, schemas_under

if TYPE_CHECKING:
    from weighbridge_checks.facts.differences import Comparison
    from weighbridge_checks.facts.schema import Conj, Node
    from weighbridge_checks.facts.view import View


def tell(c: Comparison) -> None:
    """Compare what may stand inside of a value."""
    _properties(c)
    for word in ("additionalProperties", "unevaluatedProperties"):
        _openness(c, word, "{}")
    _patterns(c)
    _dependents(c)
    _openness(c, "items", "[]")
    _tuples(c)
    _content(c)


def _content(c: Comparison) -> None:
    """The schema of what is written inside of a text."""
    was, now = (tuple(schemas_under(side, "contentSchema")) for side in (c.old, c.new))
    if not was and not now:
        return
    shown = [nodes[0].value if nodes else None for nodes in (was, now)]
    c.changed("content", shown[0], shown[1], keyword="contentSchema")
    if was and now:
        c.asked([(was, now)])


# -- objects


def _gone(c: Comparison, conj: Conj | None) -> bool:
    if not conj or c.direction is None:
        return conj is None
    word = "readOnly" if c.direction is Direction.REQUEST else "writeOnly"
    return hidden(conj, word)


def _properties(c: Comparison) -> None:
    old, new = c.old, c.new
    for name, was in old.properties.items():
        now = new.properties.get(name)
        if now is not None:
            _both(c, name, was, now)
        elif not _gone(c, was):
            _property(c, Action.REMOVED, name, was, required=name in old.required)
    for name, now in new.properties.items():
        if name not in old.properties and not _gone(c, now):
            _property(c, Action.ADDED, name, now, required=name in new.required)
    undeclared = (old.required ^ new.required) - old.properties.keys() - new.properties.keys()
    for name in sorted(undeclared):
        _requiredness(c, name, name in old.required, name in new.required)


def _both(c: Comparison, name: str, was: Conj, now: Conj) -> None:
    """A property that both versions have."""
    required, becomes = name in c.old.required, name in c.new.required
    alike = c.alike(was, now)
    if alike and required == becomes:
        return
    if not alike:
        _flags(c, name, was, now)
    if _gone(c, was) and _gone(c, now):
        return
    if required != becomes:
        _requiredness(c, name, required, becomes)
    if not alike:
        c.below(name, was, now)


def _property(c: Comparison, action: Action, name: str, conj: Conj, *, required: bool) -> None:
    gone = action is Action.REMOVED
    fragment = conj[0].value
    old, new = c.places(action, conj[0].place)
    c.found.append(
        Difference(
            action=action,
            kind=Kind.PROPERTY,
            steps=(name,),
            before=fragment if gone else None,
            after=None if gone else fragment,
            required=required,
            touches=_of_property(c, name),
            old=old,
            new=new,
        )
    )


def _of_property(c: Comparison, name: str) -> frozenset[Touch]:
    """The keywords that decide whether a property may be there, or must."""
    return c.touches(("required", name), ("additionalProperties", name), ("properties", name))


def _requiredness(c: Comparison, name: str, was: object, now: object) -> None:
    c.found.append(
        Difference(
            action=Action.CHANGED,
            kind=Kind.PROPERTY,
            attribute="required",
            steps=(name,),
            before=bool(was),
            after=bool(now),
            required=bool(now),
            old=_required_place(c.old, name, c.old_place),
            new=_required_place(c.new, name, c.new_place),
            touches=c.touches(("required", name)),
        )
    )


def _required_place(whole: View, name: str, otherwise: Place) -> Place:
    for part, names in whole.values("required"):
        if isinstance(names, list) and name in names:
            place = part.node.place
            return Place(place.file, f"{place.pointer}/required/{names.index(name)}")
    conj = whole.properties.get(name)
    return conj[0].place if conj else otherwise


def _flags(c: Comparison, name: str, was: Conj, now: Conj) -> None:
    for word in ("readOnly", "writeOnly"):
        before, after = hidden(was, word), hidden(now, word)
        if before != after:
            c.found.append(
                Difference(
                    action=Action.CHANGED,
                    kind=Kind.PROPERTY,
                    attribute=word,
                    steps=(name,),
                    before=before,
                    after=after,
                    old=was[0].place,
                    new=now[0].place,
                    touches=_of_property(c, name),
                )
            )


def _openness(c: Comparison, word: str, step: str) -> None:
    """What other properties or items there may be: any, none, or some of a schema."""
    was, now = schemas_under(c.old, word), schemas_under(c.new, word)
    before, after = (_open(nodes) for nodes in (was, now))
    if before is _SCHEMA and after is _SCHEMA:
        _child(c, step, tuple(was), tuple(now))
    elif before is not after and {before, after} != {None, True}:
        c.changed(word, was[0].value if was else None, now[0].value if now else None)
        if word == "additionalProperties":
            c.widen("unevaluatedProperties")


_SCHEMA = object()


def _open(nodes: list[Node]) -> Any:
    """None, True, False, or `_SCHEMA` where the values have to satisfy something."""
    if not nodes:
        return None
    if any(n.value is False for n in nodes):
        return False
    return True if all(n.value is True or n.value == {} for n in nodes) else _SCHEMA


def _patterns(c: Comparison) -> None:
    was, now = _mapped(c.old, "patternProperties"), _mapped(c.new, "patternProperties")
    for key in was:
        if key in now:
            _child(c, f"~{key}", was[key], now[key])
    if was.keys() != now.keys():
        c.changed("patternProperties", sorted(was) or None, sorted(now) or None)


def _dependents(c: Comparison) -> None:
    was, now = _mapped(c.old, "dependentSchemas"), _mapped(c.new, "dependentSchemas")
    for key in was:
        if key in now:
            c.changed("dependentSchemas", was[key][0].value, now[key][0].value)
            c.asked([(was[key], now[key])])
    if was.keys() != now.keys():
        c.changed("dependentSchemas", sorted(was) or None, sorted(now) or None)
    needs = [_needs(c.old), _needs(c.new)]
    if not same(needs[0], needs[1]):
        c.changed("dependentRequired", needs[0], needs[1])


def _needs(whole: View) -> dict[str, list[str]] | None:
    """What has to be there along with a property, from all parts together."""
    found: dict[str, set[str]] = {}
    for _, mapping in whole.values("dependentRequired"):
        for key, names in mapping.items() if isinstance(mapping, dict) else ():
            if isinstance(names, list):
                found.setdefault(key, set()).update(n for n in names if isinstance(n, str))
    return {key: sorted(names) for key, names in found.items() if names} or None


def _mapped(whole: View, word: str) -> dict[str, Conj]:
    found: dict[str, Conj] = {}
    for part, mapping in whole.values(word):
        for key, value in mapping.items() if isinstance(mapping, dict) else ():
            found[key] = (*found.get(key, ()), part.node.child(value, word, key))
    return found


# -- arrays


def _tuples(c: Comparison) -> None:
    was, now = _prefix(c.old), _prefix(c.new)
    for i, (a, b) in enumerate(zip(was, now, strict=False)):
        _child(c, str(i), a, b)
    if len(was) != len(now):
        c.changed("prefixItems", len(was) or None, len(now) or None)


def _prefix(whole: View) -> list[Conj]:
    found: list[Conj] = []
    for part, values in whole.values("prefixItems"):
        if isinstance(values, list):
            for i, value in enumerate(values):
                node = part.node.child(value, "prefixItems", str(i))
                if i < len(found):
                    found[i] = (*found[i], node)
                else:
                    found.append((node,))
    return found


def _child(c: Comparison, step: str, old: Conj, new: Conj) -> None:
    if not c.alike(old, new):
        c.below(step, old, new)
