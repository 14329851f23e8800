"""Every standard there is, of whichever family. A new package of standards is added here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.verdicts import estate, evidence, mappings, ownership, workflow_review
from weighbridge_checks.verdicts.finding import Severity, Source
from weighbridge_checks.verdicts.remark import Remark
from weighbridge_checks.verdicts.rules.every import RULES
from weighbridge_checks.verdicts.standards import LINTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.estate.estate import Estate

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


def unknown_severities(whole: Estate) -> Iterator[Remark]:
    """What an estate settles for standards that there are not, so that nothing is settled."""
    known = STANDARDS.keys() | {s.family for s in STANDARDS.values()}
    root = whole.root
    if root is None:
        return
    for name in whole.policy.get("severities", {}):
        if name not in known:
            at = root.locate(f"/policy/severities/{name}")
            yield Remark(
                rule="EST001",
                severity=Severity.ERROR,
                message=f"there is no standard '{name}'; {hint(name, known)}",
                subject="the estate",
                source=Source(file=at.file, line=at.line, column=at.column, pointer=at.pointer),
                identity=(name,),
            )
