"""Gates about the contracts that a release brings: as they stand, and what they follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts import semver
from weighbridge_checks.verdicts.finding import Bump
from weighbridge_checks.verdicts.gates.facts import NOTHING, Facts, Promotion, Reason, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from weighbridge_checks.verdicts.gates.facts import Provided, Replacement

#: as many faults are named
_FEW = 3


def lint_clean(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """Every contract the release provides can be read, and lint has no error to tell of it."""
    mend = "see `weighbridge lint`, mend it, and publish a new version; where the policy of the"
    mend += f" house settles it, {_CHECK}"
    return _area("lint-clean", "lint", promotion, facts, mend=mend, look=_CHECK)


def exceptions_mapped(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """Every exception its contracts may raise is in the catalogue, with a queue and owners."""
    mend = "see `weighbridge estate check` for EXC, and mend exceptions/ or the contract.yaml"
    return _area("exceptions-mapped", "exceptions", promotion, facts, mend=mend, look=_CHECK)


def ownership_clean(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """Nothing it writes is owned by another system, by nobody, or goes round in a circle."""
    mend = "see `weighbridge ownership check`, and mend ownership/ or the contract"
    return _area("ownership-clean", "ownership", promotion, facts, mend=mend, look=_CHECK)


_CHECK = "tell what the estate says of it: `weighbridge evidence SERVICE@RELEASE --estate DIR`"


def owners_named(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """Every contract the release provides names a business and a technical owner."""
    gate = "owners-named"

    def judged(one: Provided) -> Reason:
        said = (("business", one.business), ("technical", one.technical))
        lacks = [key for key, owner in said if not owner]
        if lacks:
            return Reason(
                gate=gate,
                status=Status.FAILED,
                message=f"{one.contract} has no {' and no '.join(lacks)} owner",
                remedy=f"name them under `owners` in the contract.yaml of {one.contract}",
                facts=(("subject", one.contract),),
            )
        words = f"{one.contract} belongs to {one.business} and {one.technical}"
        return Reason(gate=gate, status=Status.PASSED, message=words)

    return _each(gate, promotion, facts, judged)


def version_step(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """The number of each contract grew by what its changes owe since the version that runs."""
    gate = "version-step"
    if facts.replacements is None:
        return (what_runs_is_unknown(gate, promotion),)
    found = tuple(_step(gate, r) for r in facts.replacements if r.running and r.coming != NOTHING)
    if found:
        return found
    words = f"{promotion.named} replaces no version in {promotion.environment}"
    return (Reason(gate=gate, status=Status.PASSED, message=words),)


def _step(gate: str, r: Replacement) -> Reason:
    step = f"{r.subject} {r.running} to {r.coming}"
    facts = (("subject", r.subject), ("running", r.running or ""), ("coming", r.coming))
    if settled := _settled(r):
        return Reason(gate=gate, status=Status.PASSED, message=settled, facts=facts)
    if r.owed is None or r.step is None:
        return never_weighed(gate, r)
    if Bump(r.step).size < Bump(r.owed).size:
        return Reason(
            gate=gate,
            status=Status.FAILED,
            message=f"{step} is a {r.step} step, and its changes owe a {r.owed} one",
            remedy=f"publish it under a number that is a {r.owed} step",
            facts=facts,
        )
    words = f"{step} owes {r.owed}, and is {r.step}"
    return Reason(gate=gate, status=Status.PASSED, message=words, facts=facts)


def _settled(r: Replacement) -> str | None:
    """Why no step is owed, whatever changed; None where one may be."""
    labels = (str(r.running), r.coming)
    if not all(map(semver.is_version, labels)):
        return None
    was, now = map(semver.order, labels)
    if was == now:
        return f"{r.subject} {r.running} stays as it is"
    if now < was:
        return f"{r.subject} goes back from {r.running} to {r.coming}"
    if was < now and not was[3]:
        return f"{r.subject} {r.running} is a candidate, and nothing is owed to it"
    return None


def notice_given(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """What breaks or goes was announced long enough before its sunset, and that day is over."""
    gate = "notice-given"
    if facts.replacements is None:
        return (what_runs_is_unknown(gate, promotion),)
    found = tuple(_notice(gate, facts, r) for r in facts.replacements if r.running and r.errors)
    if found:
        return found
    words = f"{promotion.named} takes nothing away that runs in {promotion.environment}"
    return (Reason(gate=gate, status=Status.PASSED, message=words),)


def _notice(gate: str, facts: Facts, r: Replacement) -> Reason:
    what, end = f"{r.subject} {r.running}", r.ending
    given = (("subject", r.subject), ("running", r.running or ""))

    def refused(words: str, remedy: str) -> Reason:
        return Reason(gate=gate, status=Status.FAILED, message=words, remedy=remedy, facts=given)

    if end.announced is None or end.sunset is None:
        return refused(
            f"{what} ends by this, and no sunset was announced",
            f"write `deprecation` into its contract.yaml, {end.notice} before the sunset",
        )
    had = (end.sunset - end.announced).days
    if end.sunset - end.announced < end.notice.delta:
        return refused(
            f"{what} was announced on {end.announced} to end on {end.sunset}: {had} days of"
            f" notice, and {end.notice} are owed",
            "choose a later sunset, and keep it running until then",
        )
    if facts.today is not None and facts.today <= end.sunset:
        return refused(
            f"{what} was promised until {end.sunset}", f"wait, or provide it until {end.sunset}"
        )
    words = f"{what} ended on {end.sunset}, as it was announced on {end.announced}"
    return Reason(gate=gate, status=Status.PASSED, message=words, facts=given)


def what_runs_is_unknown(gate: str, promotion: Promotion) -> Reason:
    """The answer where nobody says what runs in the target."""
    return Reason(
        gate=gate,
        status=Status.UNKNOWN,
        message=f"nobody says what runs in {promotion.environment}",
        remedy="name it under `running` in the evidence, or ask a registry",
        facts=(("evidence", "/running"),),
    )


def never_weighed(gate: str, r: Replacement) -> Reason:
    """The answer where nobody compared the version that comes with the one that runs."""
    return Reason(
        gate=gate,
        status=Status.UNKNOWN,
        message=f"{r.subject} {r.running} to {r.coming} was never weighed",
        remedy=f"compare the two versions of {r.subject}",
        facts=(("subject", r.subject), ("running", r.running or ""), ("coming", r.coming)),
    )


def _area(
    gate: str, area: str, promotion: Promotion, facts: Facts, *, mend: str, look: str
) -> tuple[Reason, ...]:
    def judged(one: Provided) -> Reason:
        given = (("subject", one.contract), ("version", one.version))
        faults = one.faults.get(area)
        if faults is None:
            return Reason(
                gate=gate,
                status=Status.UNKNOWN,
                message=f"nobody looked at the {area} of {one.named}",
                remedy=look,
                facts=given,
            )
        if faults:
            more = f" and {len(faults) - _FEW} more" if len(faults) > _FEW else ""
            count = f"{len(faults)} error{'s' if len(faults) > 1 else ''}"
            return Reason(
                gate=gate,
                status=Status.FAILED,
                message=f"{one.named}: {count} of {area}: {'; '.join(faults[:_FEW])}{more}",
                remedy=mend,
                facts=given,
            )
        words = f"{one.named} has no error of {area}"
        return Reason(gate=gate, status=Status.PASSED, message=words, facts=given)

    return _each(gate, promotion, facts, judged)


def _each(
    gate: str, promotion: Promotion, facts: Facts, judged: Callable[[Provided], Reason]
) -> tuple[Reason, ...]:
    if not facts.provided:
        words = f"{promotion.named} provides no contract"
        return (Reason(gate=gate, status=Status.PASSED, message=words),)
    return tuple(judged(one) for one in facts.provided)
