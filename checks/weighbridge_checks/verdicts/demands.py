"""Every standard there is, of whichever family. A new package of standards is added here."""

from __future__ import annotations

from weighbridge_checks.verdicts import estate, evidence, mappings, ownership, workflow_review
from weighbridge_checks.verdicts.rules.every import RULES
from weighbridge_checks.verdicts.standards import LINTED

_FAMILIES = (
    LINTED,
    workflow_review.STANDARDS,
    ownership.STANDARDS,
    mappings.STANDARDS,
    estate.STANDARDS,
    evidence.STANDARDS,
)
STANDARDS = {one.id: one for family in _FAMILIES for one in family.values()}

#: demands that are made of changes, and so by `diff` and `check`: their page is the rule's
OF_CHANGES = {also: rule.id for rule in RULES.values() for also in rule.also}

if len(STANDARDS) < sum(map(len, _FAMILIES)):
    raise ValueError("two standards share an id")
