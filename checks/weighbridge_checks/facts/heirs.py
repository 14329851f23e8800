"""Forms that a schema takes without listing them: those that extend it, told apart by a field.

A component with a `discriminator` and no choice of its own stands, wherever a value is described by
it, for each component that extends it by `allOf` or that its mapping names. Inside of the `allOf`
of an heir it is only what the heir extends.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.formats.peeking import parts_of
from weighbridge_checks.facts.schema import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.schema import Node, World

_SECTIONS = (("components", "schemas"), ("definitions",))
#: deeper families than these are nobody's
_DEEPEST = 20
#: how many parts of a form are asked for the field
_MOST_PARTS = 100


class Heirs:
    """Which components of a document extend which, where the extended one tells them apart."""

    def __init__(self, root: Any) -> None:
        #: by the pointer of a base: its heirs, by their pointers
        self._of: dict[str, list[str]] = {}
        self._schemas: dict[str, Mapping[str, Any]] = {}
        told = {p: s for p, s in _components(root, b'"discriminator"') if _field(s)}
        #: the document that this one is held against
        self.other: Any = None
        bases = {p for p, s in told.items() if not _lists_forms(s)}
        if not bases:
            return
        self._schemas = dict(_components(root))
        parents = {p: _extended(s) for p, s in self._schemas.items()}
        for pointer in self._schemas:
            for above in _above(pointer, parents):
                if above in bases:
                    self._of.setdefault(above, []).append(pointer)
        for base in bases:
            for target in _mapping(self._schemas[base]).values():
                named = self._named(target)
                if named and named != base and named not in self._of.setdefault(base, []):
                    self._of[base].append(named)

    @property
    def families(self) -> Mapping[str, list[str]]:
        """The heirs of every base, by pointers."""
        return self._of

    def of(self, pointer: str) -> list[str]:
        """The heirs of a component."""
        return self._of.get(pointer, [])

    def forms(self, pointer: str, holder: str) -> Mapping[str, Any] | None:
        """What a reference to a component means where a value is described by it.

        `holder` is the pointer of what holds the reference; None where it is only extended there.
        """
        heirs = self.of(pointer)
        if not heirs or self.is_quiet(pointer) or self._extends(holder):
            return None
        field = _field(self._schemas[pointer])
        assert field is not None
        told = self._values(pointer, field, heirs)
        if told is None:
            return None
        return {"oneOf": [_form(field, values, to) for to, values in told.items()]}

    def is_quiet(self, pointer: str) -> bool:
        """Whether the other document has the same part, and names no field there."""
        found: Any = _meant(self.other, _at(self.other, pointer))
        if found is None and pointer in self._schemas:
            found = next(
                (s for p, s in _components(self.other) if _name(p) == _name(pointer)), None
            )
        return isinstance(found, dict) and _field(found) is None

    def _extends(self, holder: str) -> bool:
        """Whether a reference stands in the `allOf` of something that adds to it."""
        above, _, last = holder.rpartition("/")
        if not last.isdigit() or not above.endswith("/allOf"):
            return False
        owner = above.removesuffix("/allOf")
        if "/(" in owner or owner in self._schemas:
            return True
        return last != "0"  # the only branch is a way to say words beside a reference

    def _values(self, base: str, field: str, heirs: list[str]) -> dict[str, list[str]] | None:
        """The values of the field by form; None where the schemas do not allow these."""
        mapping = _mapping(self._schemas[base])
        told: dict[str, list[str]] = {}
        for pointer in (*heirs, base):
            said = [v for v, target in mapping.items() if self._named(target) == pointer]
            own = self._schemas[pointer].get("x-ms-discriminator-value")
            told[pointer] = said or [own if isinstance(own, str) else _name(pointer)]
        allowed = _listed(self._schemas[base], field)
        if allowed is None:
            return told
        told = {p: [v for v in values if v in allowed] for p, values in told.items()}
        told = {p: values for p, values in told.items() if values}
        covered = {v for values in told.values() for v in values}
        return told if covered == allowed else None

    def _named(self, target: str) -> str | None:
        """The pointer of a component that a mapping names, by reference or by its bare name."""
        if target.startswith("#"):
            return target[1:] if target[1:] in self._schemas else None
        return next((p for p in self._schemas if _name(p) == target), None)


def reconciled(old: World, new: World, roots: tuple[Any, Any]) -> None:
    """Let each of two documents tell forms apart only where the other does too.

    Who begins to name the field describes what was so all along, more often than not: that it is
    named is a change of its own.
    """
    for world, other in ((old, roots[1]), (new, roots[0])):
        if world.heirs is not None and world.heirs.other is not other:
            world.heirs.other = other
            world.forget()


def told(node: Node) -> Any:
    """A schema that lists its forms, with the value of the field by which each is told.

    Without that, a value that one form refuses would pass as another that does not know its fields.
    """
    value = node.value
    field = _field(value)
    heirs = node.world.heirs
    if field is None or not _lists_forms(value):
        return value
    if heirs is not None and not node.place.file and heirs.is_quiet(node.place.pointer):
        return value
    written = dict(value)
    for word in ("oneOf", "anyOf"):
        branches = value.get(word)
        if isinstance(branches, list) and len(branches) > 1:
            written[word] = [_told(b, field, _mapping(value), node) for b in branches]
    return written


def _told(branch: Any, field: str, mapping: Mapping[str, str], node: Node) -> Any:
    ref = form_of(branch)
    if ref is None:
        return branch
    said = told_by(node, ref, field)
    if said is Said.LISTED:
        return branch  # what the form itself says of the field is more exact
    values = [v for v, target in mapping.items() if target in (ref, _name(ref))]
    if not values and said is Said.NOTHING:
        return branch
    told_so = {"properties": {field: {"enum": values or [_name(ref)]}}}
    return {"x-form": _name(ref), "allOf": [told_so, branch]}


def form_of(branch: Any) -> str | None:
    """The reference by which a form is listed, perhaps with words beside it."""
    if not isinstance(branch, dict):
        return None
    inner = branch.get("allOf")
    if "$ref" not in branch and isinstance(inner, list) and len(inner) == 1:
        branch = inner[0] if isinstance(inner[0], dict) else branch
    ref = branch.get("$ref")
    return ref if isinstance(ref, str) else None


class Said(Enum):
    """What a form says of the field that tells it apart."""

    NOTHING = "nothing"
    #: that it is there, and may hold anything
    FREE = "free"
    LISTED = "listed"


def told_by(node: Node, ref: str, field: str) -> Said:
    """What a form that a schema refers to says of a field, itself or by what it extends."""
    todo = [node.world.found(ref, node.place.file, node.place.pointer)]
    best = Said.NOTHING
    for found in todo:  # grows while it is walked
        if len(todo) > _MOST_PARTS:
            break
        file, pointer, schema = found or ("", "", None)
        if not isinstance(schema, dict):
            continue
        properties = schema.get("properties")
        own = properties.get(field) if isinstance(properties, dict) else None
        if isinstance(own, dict):
            if own.keys() & {"enum", "const", "$ref"}:
                return Said.LISTED
            best = Said.FREE
        branches = schema.get("allOf")
        for part in (schema, *(branches if isinstance(branches, list) else ())):
            if isinstance(part, dict) and isinstance(part.get("$ref"), str):
                todo.append(node.world.found(part["$ref"], file, pointer))
            elif isinstance(part, dict) and part is not schema:
                todo.append((file, pointer, part))
    return best


def _at(root: Any, pointer: str) -> Any:
    """The part of a document at a pointer; None where there is none."""
    value = root
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def _meant(root: Any, schema: Any) -> Any:
    """What a schema of a document is, or refers to there."""
    for _ in range(_DEEPEST):
        ref = form_of(schema)
        if ref is None or not ref.startswith("#/"):
            break
        schema = _at(root, ref[1:])
    return schema


def _components(root: Any, word: bytes = b"") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The schemas that are components; where they are read part by part, those with a word."""
    for section in _SECTIONS:
        holder = root
        for step in section:
            holder = holder.get(step) if isinstance(holder, dict) else None
        if not isinstance(holder, dict):
            continue
        parts = parts_of(holder)
        for name in holder:
            if word and parts is not None and word not in parts.text(name):
                continue
            if isinstance(holder[name], dict):
                yield f"/{'/'.join(section)}/{escape(str(name))}", holder[name]


def _field(schema: Mapping[str, Any]) -> str | None:
    said = schema.get("discriminator")
    if isinstance(said, str):
        return said
    named = said.get("propertyName") if isinstance(said, dict) else None
    return named if isinstance(named, str) else None


def _lists_forms(schema: Mapping[str, Any]) -> bool:
    return "oneOf" in schema or "anyOf" in schema


def _mapping(schema: Mapping[str, Any]) -> dict[str, str]:
    said = schema.get("discriminator")
    mapping = said.get("mapping") if isinstance(said, dict) else None
    found = mapping.items() if isinstance(mapping, dict) else ()
    return {str(value): target for value, target in found if isinstance(target, str)}


def _extended(schema: Mapping[str, Any]) -> list[str]:
    branches = schema.get("allOf")
    refs = [
        b["$ref"][1:]
        for b in (branches if isinstance(branches, list) else ())
        if isinstance(b, dict) and isinstance(b.get("$ref"), str) and b["$ref"].startswith("#/")
    ]
    return list(dict.fromkeys(refs))


def _above(pointer: str, parents: Mapping[str, list[str]]) -> list[str]:
    """All that a component extends, directly or not."""
    found = {pointer: None}
    level = [pointer]
    for _ in range(_DEEPEST):
        level = [p for here in level for p in parents.get(here, ()) if p not in found]
        found.update(dict.fromkeys(level))
        if not level:
            break
    return [p for p in found if p != pointer]


def _listed(schema: Mapping[str, Any], field: str) -> set[str] | None:
    """The values that a base lists for the field that tells its heirs apart."""
    properties = schema.get("properties")
    said = properties.get(field) if isinstance(properties, dict) else None
    values = said.get("enum") if isinstance(said, dict) else None
    return {v for v in values if isinstance(v, str)} if isinstance(values, list) else None


def _form(field: str, values: list[str], pointer: str) -> dict[str, Any]:
    told = {"type": "object", "required": [field], "properties": {field: {"enum": values}}}
    return {"x-form": _name(pointer), "allOf": [told, {"$ref": f"#{pointer}"}]}


def _name(pointer: str) -> str:
    return pointer.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~")
