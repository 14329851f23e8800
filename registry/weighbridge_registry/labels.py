"""Labels of versions: Semantic Versioning 2.0.0, and which of two comes first."""

from __future__ import annotations

import re
from dataclasses import dataclass

from weighbridge_checks.verdicts.finding import Bump
from weighbridge_registry.errors import LabelNotSemverError

_NUMBER = r"0|[1-9][0-9]*"
_WORD = rf"(?:{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_LABEL = re.compile(
    rf"(?P<major>{_NUMBER})\.(?P<minor>{_NUMBER})\.(?P<patch>{_NUMBER})"
    rf"(?:-(?P<prerelease>{_WORD}(?:\.{_WORD})*))?"
    r"(?:\+(?P<build>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
)
#: longer than anybody writes, and short enough for an index of any database
LONGEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A version's number as its publisher wrote it, taken apart."""

    text: str
    major: int
    minor: int
    patch: int
    prerelease: tuple[str, ...] = ()

    @property
    def stable(self) -> bool:
        """Whether it is a release, and no candidate for one."""
        return not self.prerelease

    @property
    def rank(self) -> str:
        """A text that sorts, byte by byte, as the precedence of Semantic Versioning demands.

        A number is written after the count of its digits; a release ends in a sign greater than
        any that a prerelease goes on with; the words of a prerelease are kept apart by a sign
        smaller than any letter, so that fewer words come first.
        """
        core = "".join(_sortable(n) for n in (self.major, self.minor, self.patch))
        if self.stable:
            return f"{core}~"
        words = (f"0{_sortable(int(w))}" if w.isdigit() else f"1{w}" for w in self.prerelease)
        return f"{core}-{'!'.join(words)}"

    def raised(self, bump: Bump) -> str:
        """The next release after this one that is greater by a bump."""
        if bump is Bump.MAJOR and self.major:
            return f"{self.major + 1}.0.0"
        if bump.size >= Bump.MINOR.size:
            return f"{self.major}.{self.minor + 1}.0"
        return f"{self.major}.{self.minor}.{self.patch + 1}"


def _sortable(number: int) -> str:
    digits = str(number)
    return f"{len(digits):03d}{digits}"


def parse(text: str) -> Label:
    """Take a label apart; what is not Semantic Versioning 2.0.0 is refused."""
    found = _LABEL.fullmatch(text) if len(text) <= LONGEST else None
    if not found:
        raise LabelNotSemverError(text)
    prerelease = found["prerelease"]
    return Label(
        text=text,
        major=int(found["major"]),
        minor=int(found["minor"]),
        patch=int(found["patch"]),
        prerelease=tuple(prerelease.split(".")) if prerelease else (),
    )


def bump(old: Label, new: Label) -> Bump:
    """By how much a label grew. Below 1.0.0 nothing is promised, and the minor number counts."""
    if new.major != old.major:
        return Bump.MAJOR
    if new.minor != old.minor:
        return Bump.MINOR if new.major else Bump.MAJOR
    return Bump.PATCH if new.patch != old.patch else Bump.NONE
