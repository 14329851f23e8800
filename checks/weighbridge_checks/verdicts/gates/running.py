"""Gates about what runs in the target: the versions there, the path to it, and the pacts."""

from __future__ import annotations

from weighbridge_checks.verdicts.gates.documents import never_weighed, what_runs_is_unknown
from weighbridge_checks.verdicts.gates.facts import (
    NOT_DEPLOYED,
    Facts,
    Promotion,
    Reason,
    Reliance,
    Replacement,
    Status,
)


def compatible_with_running(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """Every contract the release provides is compatible with the version that runs there now."""
    gate = "compatible-with-running"
    if facts.replacements is None:
        return (what_runs_is_unknown(gate, promotion),)
    if not facts.replacements:
        return (
            Reason(
                gate=gate,
                status=Status.PASSED,
                message=f"{promotion.service} {promotion.release} provides no contract",
            ),
        )
    return tuple(_replacement(gate, promotion, facts, r) for r in facts.replacements)


def _replacement(gate: str, promotion: Promotion, about: Facts, r: Replacement) -> Reason:
    facts = (("subject", r.subject), ("running", r.running or ""), ("coming", r.coming))
    if r.running is None:
        words = f"{r.subject} does not run in {promotion.environment} yet"
        return Reason(gate=gate, status=Status.PASSED, message=words, facts=facts)
    step = f"{r.subject} {r.running} to {r.coming}"
    if r.word is None:
        return never_weighed(gate, r)
    if r.errors and not r.hits and _has_ended(about, r):
        words = (
            f"{step} is breaking ({', '.join(r.errors)}), and {r.running} ended on"
            f" {r.ending.sunset} as it was announced; nobody who runs there relies on it"
        )
        return Reason(gate=gate, status=Status.PASSED, message=words, facts=facts)
    if r.errors:
        whom = f", which hits {', '.join(r.hits)}" if r.hits else ""
        return Reason(
            gate=gate,
            status=Status.FAILED,
            message=f"{step} is breaking ({', '.join(r.errors)}){whom}",
            remedy="bring the part back, or move the consumers first",
            facts=(*facts, *(("rule", e) for e in r.errors), *(("hits", h) for h in r.hits)),
        )
    words = f"{step} is {r.word}"
    return Reason(gate=gate, status=Status.PASSED, message=words, facts=facts)


def _has_ended(facts: Facts, r: Replacement) -> bool:
    """Whether the version that runs was announced to end, long enough before, and that is over."""
    end = r.ending
    if end.announced is None or end.sunset is None or facts.today is None:
        return False
    return end.sunset - end.announced >= end.notice.delta and facts.today > end.sunset


def ran_before(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """The release has run in the environment before this one on the path."""
    gate = "ran-in-previous-environment"
    if not facts.before:
        words = f"{promotion.environment} is the first environment of the path"
        return (Reason(gate=gate, status=Status.PASSED, message=words),)
    previous = facts.before[-1]
    if facts.ran_in is None:
        return (
            Reason(
                gate=gate,
                status=Status.UNKNOWN,
                message=f"nobody says whether {promotion.named} has run in {previous}",
                remedy="name it under `ran_in` in the evidence",
                facts=(("previous", previous), ("evidence", "/ran_in")),
            ),
        )
    if previous in facts.ran_in:
        words = f"{promotion.service} {promotion.release} has run in {previous}"
        return (Reason(gate=gate, status=Status.PASSED, message=words),)
    return (
        Reason(
            gate=gate,
            status=Status.FAILED,
            message=f"{promotion.service} {promotion.release} has never run in {previous}",
            remedy=f"promote it to {previous} first",
            facts=(("previous", previous),),
        ),
    )


def consumers_verified(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """Each pact between the release and what runs in the target was tried lately, and held."""
    gate = "consumers-verified"
    if not facts.reliances:
        words = f"no consumer contract in {promotion.environment} concerns {promotion.service}"
        return (Reason(gate=gate, status=Status.PASSED, message=words),)
    return tuple(_reliance(gate, promotion, facts, r) for r in facts.reliances)


def _reliance(gate: str, promotion: Promotion, about: Facts, r: Reliance) -> Reason:
    on = f"{r.contract} of " if r.contract and r.contract != r.provider else ""
    where = f" ({r.environment})" if r.environment else ""
    who = f"{r.consumer} {r.consumer_release}".rstrip()
    pair = f"{who} on {on}{r.provider} {r.provider_release}{where}"
    said = (
        ("consumer", r.consumer),
        ("consumer-release", r.consumer_release),
        ("provider", r.provider),
        ("provider-release", r.provider_release),
        ("environment", r.environment),
        ("contract", r.contract or ""),
        ("pact", r.pact),
        ("evidence", r.at),
    )
    facts = tuple((name, value) for name, value in said if value or name == "contract")
    if r.success is None:
        return Reason(
            gate=gate,
            status=Status.UNKNOWN,
            message=f"never verified: {pair}",
            remedy=_to_verify(r),
            facts=facts,
        )
    replaces = promotion.replaces
    if not r.success:
        why = f": {'; '.join(r.failures)}" if r.failures else ""
        was = f", in place of {replaces}" if replaces else ""
        return Reason(
            gate=gate,
            status=Status.FAILED,
            message=f"verification failed: {pair}{was}{why}",
            remedy=f"mend {r.provider}, or agree on a new pact with {r.consumer}",
            facts=facts,
        )
    most = about.limits.verification_age
    on_day = f" on {r.tried_on}" if r.tried_on else ""
    if about.today and r.tried_on and about.today - r.tried_on > most.delta:
        age = (about.today - r.tried_on).days
        return Reason(
            gate=gate,
            status=Status.UNKNOWN,
            message=f"verified {age} days ago,{on_day}: {pair}; {most} is the most",
            remedy=_to_verify(r),
            facts=(*facts, ("stale", str(r.tried_on))),
        )
    words = f"verified{on_day}: {pair}"
    return Reason(gate=gate, status=Status.PASSED, message=words, facts=facts)


def _to_verify(r: Reliance) -> str:
    if r.provider_release == NOT_DEPLOYED:
        return f"bring a release of {r.provider} to {r.environment} first"
    return f"weighbridge verify {r.contract or r.provider} --release {r.provider_release} --url URL"
