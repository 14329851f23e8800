"""The rules, a module for each family. A new module is named here, and nowhere else.

The first rule that has a word for a change speaks of it, so what is general stands last. A module
is loaded when a change of its kinds is asked about; `every` has all of them.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from weighbridge_checks.facts.change import WORKFLOW_KINDS, Kind
from weighbridge_checks.verdicts.rule import collect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from weighbridge_checks.facts.change import Action, Change
    from weighbridge_checks.verdicts.rule import Rule

_SCHEMA = frozenset({Kind.SCHEMA})

#: the kinds of changes that the rules of each module are about
MODULES: dict[str, frozenset[Kind]] = {
    "operations": frozenset({Kind.OPERATION}),
    "parameters": frozenset({Kind.PARAMETER}),
    "bodies": frozenset({Kind.BODY, Kind.MEDIA_TYPE}),
    "forms": frozenset({Kind.ENCODING, Kind.MEDIA_TYPE}),
    "responses": frozenset({Kind.RESPONSE, Kind.HEADER}),
    "links": frozenset({Kind.LINK}),
    "security": frozenset({Kind.SECURITY}),
    "servers": frozenset({Kind.SERVER}),
    "channels": frozenset({Kind.OPERATION, Kind.PARAMETER, Kind.REPLY, Kind.SCHEMA, Kind.VALUE}),
    "bindings": frozenset({Kind.BINDING}),
    "events": frozenset({Kind.MESSAGE}),
    "workflows": WORKFLOW_KINDS,
    "properties": _SCHEMA | {Kind.PROPERTY},
    "types": _SCHEMA,
    "values": _SCHEMA | {Kind.VALUE},
    "bounds": _SCHEMA,
    "texts": _SCHEMA,
    "arrays": _SCHEMA,
    "objects": _SCHEMA,
    "composition": _SCHEMA | {Kind.BRANCH},
    "promises": frozenset({Kind.PROMISE}),
    "metadata": _SCHEMA | {Kind.INFO, Kind.SERVER},
    "schemas": _SCHEMA | {Kind.BRANCH},
}


def module(name: str) -> ModuleType:
    """A module of rules."""
    return import_module(f"{__name__}.{name}")


@cache
def _about(action: Action, kind: Kind) -> tuple[Rule, ...]:
    """The rules about changes of a kind, in their order; the others are not looked at."""
    rules = collect(*(module(name) for name, kinds in MODULES.items() if kind in kinds))
    wanted = (action, kind)
    return tuple(r for r in rules.values() if wanted in {(on.action, on.kind) for on in r.on})


def asked(change: Change) -> Iterator[Rule]:
    """The rules that have a say in a change, in their order."""
    for rule in _about(change.action, change.kind):
        if any(on.matches(change) for on in rule.on):
            yield rule


__all__ = ["MODULES", "asked", "module"]
