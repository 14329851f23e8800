"""What two documents have in common, found without looking inside: equal bytes, equal meaning.

Each component is a unit. A unit is touched where its canonical bytes differ, or where it refers
to a touched one. Whatever consists of equal bytes and untouched references says the same in both
documents, and nobody needs to compare it.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from weighbridge_checks.facts.canonical import canonical
from weighbridge_checks.facts.formats.json_mentions import mentions, spelled
from weighbridge_checks.facts.formats.peeking import parts_of
from weighbridge_checks.facts.likeness import Likeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import msgspec

    from weighbridge_checks.facts.document import Bundle
    from weighbridge_checks.facts.formats.json_parts import Parts
    from weighbridge_checks.facts.model import Written
    from weighbridge_checks.facts.schema import Node

#: (file, pointer) of a component; the pointer is empty for a whole neighbour file
UnitKey = tuple[str, str]

#: a reference without siblings, which some dialects ignore and some do not
_ALONE = re.compile(rb'\{\s*"\$ref"\s*:\s*"[^"]*"\s*\}')
_REF = re.compile(rb'"\$ref"\s*:\s*"')
#: what one dialect reads otherwise than another, or not at all
_DIALECTAL = re.compile(
    rb'"(?:nullable|x-nullable|exclusiveMinimum|exclusiveMaximum|additionalItems|dependencies'
    rb"|prefixItems|if|const|contains|propertyNames|dependentRequired|dependentSchemas"
    rb"|unevaluatedItems|unevaluatedProperties|minContains|maxContains|discriminator"
    rb'|\$dynamicRef|\$recursiveRef)"\s*:|"items"\s*:\s*\['
)


class Units:
    """The components of one document, as bytes and references."""

    def __init__(
        self, bundle: Bundle, sections: Iterable[tuple[str, ...]], like: Units | None = None
    ) -> None:
        #: what the pointers of units begin with
        self.prefixes: list[str] = []
        #: each unit as it is written, where it was read by parts, else its canonical bytes
        self.bytes: dict[UnitKey, bytes | msgspec.Raw] = {}
        self._written: dict[UnitKey, tuple[Parts, str]] = {}
        #: each unit as a value, where it was not read by parts
        self.values: dict[UnitKey, Any] = {}
        self.refs: dict[UnitKey, frozenset[UnitKey]] = {}
        #: what references mean, by how they are written and the file
        self._meant: dict[tuple[bytes, str], UnitKey] = {}
        root = bundle.root.root
        for section in sections:
            holder: Any = root
            for step in section:
                holder = holder.get(step) if isinstance(holder, dict) else None
            if not isinstance(holder, dict):
                continue
            parts = parts_of(holder)
            prefix = "".join(f"/{s}" for s in section)
            self.prefixes.append(f"{prefix}/")
            for name in holder:
                key = ("", f"{prefix}/{name.replace('~', '~0').replace('/', '~1')}")
                if parts is None:
                    value = self.values[key] = holder[name]
                    # what was read once for both documents is written once
                    if like is not None and key in like.values and like.values[key] is value:
                        self.bytes[key] = like.bytes[key]
                    else:
                        self.bytes[key] = canonical(value)
                else:
                    self.bytes[key] = parts.slices[name]
                    self._written[key] = (parts, name)
        for name in bundle.neighbours:
            self.bytes[name, ""] = canonical(bundle.document(name).root)
        alike = like is not None and like.prefixes == self.prefixes
        for key, data in self.bytes.items():
            # equal bytes refer to the same in a document that is like another
            if like is not None and alike and like.bytes.get(key) == data:
                self.refs[key] = like.refs[key]
            else:
                self.refs[key] = self.meant(self._mentions(key, data), key[0])

    def references(self, data: bytes | msgspec.Raw, file: str) -> frozenset[UnitKey]:
        """The units that some canonical bytes refer to."""
        return self.meant(mentions(data), file)

    def _mentions(self, key: UnitKey, data: bytes | msgspec.Raw) -> tuple[bytes, ...]:
        holder, name = self._written.get(key, (None, ""))
        return mentions(data) if holder is None else holder.mentions(name)

    def meant(self, found: tuple[bytes, ...], file: str = "") -> frozenset[UnitKey]:
        """The units that some references mean, as these are written in a file."""
        return frozenset([self._unit(r, file) for r in found])

    def related(self, families: Mapping[str, list[str]]) -> None:
        """Let a component that takes the forms of others be touched where they are."""
        for base, heirs in families.items():
            key = self.unit_of("", base)
            if key in self.refs:
                self.refs[key] |= {self.unit_of("", heir) for heir in heirs}

    def said(self, key: UnitKey) -> bytes | None:
        """The canonical bytes of a unit, however it is written; None where there is none."""
        if key in self._written:
            holder, name = self._written[key]
            return canonical(holder[name])
        data = self.bytes.get(key)
        return data if isinstance(data, bytes) else None

    def _unit(self, mention: bytes, file: str) -> UnitKey:
        known = self._meant.get((mention, file))
        if known is None:
            known = self._meant[mention, file] = self._unit_meant(spelled(mention), file)
        return known

    def _unit_meant(self, ref: str, file: str) -> UnitKey:
        name, _, fragment = ref.partition("#")
        if name:
            file = posixpath.normpath(posixpath.join(posixpath.dirname(file), name))
        return self.unit_of(file, unquote(fragment))

    def unit_of(self, file: str, pointer: str) -> UnitKey:
        """The unit that a place belongs to; a place in none is a unit of its own."""
        if file:
            return (file, "")
        for prefix in self.prefixes:
            if pointer.startswith(prefix):
                end = pointer.find("/", len(prefix))
                return ("", pointer if end < 0 else pointer[:end])
        return ("", pointer)


class Sameness:
    """Which schemas of an old and a new document say the same."""

    def __init__(
        self, old: Units, new: Units, *, one_dialect: bool = True, dynamic: bool = False
    ) -> None:
        self.old = old
        self.new = new
        #: whether a reference may mean something else by the way that leads to it
        self.dynamic = dynamic
        #: whether equal bytes mean the same wherever they stand
        self.one_dialect = one_dialect
        self.touched = _touched(old, new, one_dialect=one_dialect)
        #: for what says the same under other names
        self._likeness = Likeness(self._is_untouched)
        self._equal: dict[tuple[Any, Any], bool] = {}

    def nodes(self, old: Node, new: Node) -> bool:
        """Whether two schemas are certainly the same. A no is only a doubt."""
        if self.dynamic:  # what was read once for both may mean something else in each
            return isinstance(old.value, bool) and old.value is new.value
        pair = (old.key, new.key)
        known = self._equal.get(pair)
        if known is None:
            known = self._equal[pair] = self._is_untouched(old, new) or self._say_same(old, new)
        return known

    def _say_same(self, old: Node, new: Node) -> bool:
        """The same, where something that they refer to may have changed."""
        was, now = old.value, new.value
        if not isinstance(was, dict) or not isinstance(now, dict):
            return was is now
        if was == now:  # or nearly: 1 is no 1.0, and no true
            return self.values(was, now, old.place.file, new.place.file)
        return self._likeness.of(old, new)

    def _is_untouched(self, old: Node, new: Node) -> bool:
        """Whether two schemas stand at one place of a component that says the same in both."""
        if old.place != new.place:
            return False
        unit = self.old.unit_of(old.place.file, old.place.pointer)
        return unit in self.old.bytes and unit not in self.touched

    def values(self, old: Any, new: Any, old_file: str = "", new_file: str = "") -> bool:
        """Whether two fragments have equal bytes and refer to nothing that was touched."""
        was, now = canonical(old), canonical(new)
        if was != now or not (self.one_dialect or reads_alike(was)):
            return False
        refs = self.old.references(was, old_file)
        if old_file != new_file and refs != self.new.references(now, new_file):
            return False
        return self.untouched(refs)

    def written(self, old: Written | None, new: Written | None) -> bool:
        """Whether two operations of the root documents are written alike and say the same."""
        if old is None or old != new or self.dynamic or not self.one_dialect:
            return False
        return self.untouched(self.old.meant(old.mentions))

    def bytes(self, data: bytes) -> bool:
        """Whether something of these bytes in both root documents says the same in both."""
        alike = self.one_dialect or reads_alike(data)
        return not self.dynamic and alike and self.untouched(self.old.references(data, ""))

    def untouched(self, refs: frozenset[UnitKey]) -> bool:
        """Whether these units are known, and the same in both documents."""
        return all(r in self.old.bytes and r not in self.touched for r in refs)


def reads_alike(data: bytes | msgspec.Raw) -> bool:
    """Whether some canonical bytes certainly mean the same in every dialect of JSON Schema."""
    alone = len(_ALONE.findall(data))
    return alone == len(_REF.findall(data)) and _DIALECTAL.search(data) is None


def _touched(old: Units, new: Units, *, one_dialect: bool) -> frozenset[UnitKey]:
    seeds = {
        key
        for key in old.bytes.keys() | new.bytes.keys()
        if (old.bytes.get(key) != new.bytes.get(key) and old.said(key) != new.said(key))
        or not (one_dialect or reads_alike(old.bytes[key]))
    }
    holders: dict[UnitKey, set[UnitKey]] = {}
    for units in (old, new):
        for key, refs in units.refs.items():
            for ref in refs:
                holders.setdefault(ref, set()).add(key)
                if ref not in units.bytes:  # refers to no unit: nothing is known of it
                    seeds.add(ref)
    todo = list(seeds)
    touched = set(seeds)
    while todo:
        for holder in holders.get(todo.pop(), ()):
            if holder not in touched:
                touched.add(holder)
                todo.append(holder)
    return frozenset(touched)
