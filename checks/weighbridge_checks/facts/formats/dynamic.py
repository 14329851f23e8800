"""Dynamic references: what a schema says of another one's holes by the way that leads there.

`$dynamicRef` means the outermost schema on the way that has the name, as `$recursiveRef` did before
for the schema as a whole. So one schema is several, by what was passed before it was reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.formats.identifiers import nameless_by_format
from weighbridge_checks.facts.formats.references import objects

if TYPE_CHECKING:
    from weighbridge_checks.facts.document import Bundle
    from weighbridge_checks.facts.schema import Scope

#: the name under which a whole schema stands that is marked as `$recursiveAnchor`
WHOLE = ""


class Dynamics:
    """The dynamic names in a bundle of documents, by the schema resource that has them."""

    def __init__(self, bundle: Bundle, found: dict[tuple[str, str], dict[str, str]]) -> None:
        self._bundle = bundle
        #: by file and pointer of a resource: names, and the pointers for which they stand
        self._found = found

    def entered(self, scope: Scope, file: str, pointer: str) -> Scope:
        """What was passed, once a place is reached: what came first stays."""
        around = self._bundle.resource_around(file, pointer)
        names = self._found.get((file, around))
        if not names:
            return scope
        passed = {name for name, _, _ in scope}
        new = [(name, file, at) for name, at in names.items() if name not in passed]
        return tuple(sorted((*scope, *new))) if new else scope

    def meant(self, ref: str, file: str, pointer: str, scope: Scope) -> tuple[str, str] | None:
        """The place that a dynamic reference means, given what it would mean as a plain one."""
        name = ref.rpartition("#")[2]
        around = self._bundle.resource_around(file, pointer)
        if self._found.get((file, around), {}).get(name) != pointer:
            return None  # not a dynamic name, and so a plain reference
        return next(((f, p) for n, f, p in scope if n == name), None)


def dynamics(bundle: Bundle) -> Dynamics | None:
    """The dynamic names of a bundle; None where there are none, as nearly everywhere."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for file in ("", *bundle.neighbours):
        document = bundle.document(file)
        root = document.root
        if (isinstance(root, dict) and nameless_by_format(root)) or not document.identifies():
            continue
        for at, holder in objects(root, ""):
            for name in _names(holder):
                around = bundle.resource_around(file, at)
                if name == WHOLE and at != around:
                    continue  # only a whole resource can be what is recurred to
                found.setdefault((file, around), {}).setdefault(name, at)
    return Dynamics(bundle, found) if found else None


def _names(holder: dict[str, Any]) -> list[str]:
    named = holder.get("$dynamicAnchor")
    found = [named] if isinstance(named, str) else []
    return [*found, WHOLE] if holder.get("$recursiveAnchor") is True else found
