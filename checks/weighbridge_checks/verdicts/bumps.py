"""By how much a version's number grew, and by how much it has to."""

from __future__ import annotations

from weighbridge_checks.facts.semver import SEMVER, order
from weighbridge_checks.verdicts.finding import Bump


def declared(old: str, new: str) -> Bump:
    """By how much a label grew. Below 1.0.0 nothing is promised, and the minor number counts."""
    was, now = (order(label)[:3] for label in (old, new))
    if was[0] != now[0]:
        return Bump.MAJOR
    if was[1] != now[1]:
        return Bump.MINOR if now[0] else Bump.MAJOR
    return Bump.PATCH if was[2] != now[2] else Bump.NONE


def raised(label: str, bump: Bump) -> str:
    """The next release after a label that is greater by a bump."""
    found = SEMVER.fullmatch(label)
    if found is None:
        raise ValueError(label)
    major, minor, patch = (int(n) for n in found.group(1, 2, 3))
    if bump is Bump.MAJOR and major:
        return f"{major + 1}.0.0"
    if bump.size >= Bump.MINOR.size:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"
