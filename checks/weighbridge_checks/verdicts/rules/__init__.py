"""Every rule there is. A new module of rules is added here, and nowhere else.

The first rule that has a word for a change speaks of it, so what is general stands last.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.rule import collect
from weighbridge_checks.verdicts.rules import (
    arrays,
    bindings,
    bodies,
    bounds,
    channels,
    composition,
    events,
    forms,
    links,
    metadata,
    objects,
    operations,
    parameters,
    promises,
    properties,
    responses,
    schemas,
    security,
    servers,
    texts,
    types,
    values,
    workflows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.change import Change
    from weighbridge_checks.verdicts.rule import Rule

RULES = collect(
    operations,
    parameters,
    bodies,
    forms,
    responses,
    links,
    security,
    servers,
    channels,
    bindings,
    events,
    workflows,
    properties,
    types,
    values,
    bounds,
    texts,
    arrays,
    objects,
    composition,
    promises,
    metadata,
    schemas,
)

_BY_KIND = defaultdict(list)
for _rule in RULES.values():
    for _on in {(on.action, on.kind): on for on in _rule.on}:
        _BY_KIND[_on].append(_rule)


def asked(change: Change) -> Iterator[Rule]:
    """The rules that have a say in a change, in their order; the others are not looked at."""
    for rule in _BY_KIND[change.action, change.kind]:
        if any(on.matches(change) for on in rule.on):
            yield rule


__all__ = ["RULES", "asked"]
