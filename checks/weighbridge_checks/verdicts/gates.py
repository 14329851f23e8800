"""Whether a release may enter an environment. Evidence in, decision out, with every reason."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """What a gate concluded. Not to know is not to pass."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Promotion(NamedTuple):
    """A wish to run a release of a service in an environment."""

    service: str
    release: str
    environment: str


class Reason(NamedTuple):
    """What one gate concluded about one thing, in words for the person who has to act on it."""

    gate: str
    status: Status
    message: str
    #: what would change the answer, e.g. the command to run; None where nothing is wrong
    remedy: str | None = None
    #: machine-readable parts: subject, versions, consumer, environment, rules, fingerprints
    facts: tuple[tuple[str, str], ...] = ()


class Decision(NamedTuple):
    """The answer to a promotion, with every reason and not only the first."""

    promotion: Promotion
    reasons: tuple[Reason, ...]

    @property
    def allowed(self) -> bool:
        """Whether at least one gate was asked, and every one passed."""
        return bool(self.reasons) and all(r.status is Status.PASSED for r in self.reasons)


class Replacement(NamedTuple):
    """A subject's version that runs in the target, beside the one that the release brings."""

    subject: str
    running: str | None
    coming: str
    #: the verdict's word and its standing errors' rules; None where it could not be computed
    word: str | None = None
    errors: tuple[str, ...] = ()
    #: who, in the target, relies on a part that breaks: "edi-gateway 4.2 (production)"
    hits: tuple[str, ...] = ()


#: stands for the release of a provider that does not run in the target at all
NOT_DEPLOYED = "(not deployed)"


class Reliance(NamedTuple):
    """A live consumer's pact with the release's service, and how a try of it ended."""

    consumer: str
    consumer_release: str
    environment: str
    provider: str
    provider_release: str
    pact: str
    #: which of the provider's contracts the pact is about
    contract: str | None = None
    #: None where this release was never tried against this pact
    success: bool | None = None
    #: what failed, in the tool's words
    failures: tuple[str, ...] = ()


class Facts(NamedTuple):
    """All that a gate may look at, gathered before any gate is asked."""

    known_release: bool = True
    #: the environments before the target on its path, nearest last; empty for the first
    before: tuple[str, ...] = ()
    #: the environments in which this very release has run
    ran_in: frozenset[str] = frozenset()
    replacements: tuple[Replacement, ...] = ()
    reliances: tuple[Reliance, ...] = ()


def compatible_with_running(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """Every contract the release provides is compatible with the version that runs there now."""
    gate = "compatible-with-running"
    if not facts.replacements:
        return (
            Reason(
                gate=gate,
                status=Status.PASSED,
                message=f"{promotion.service} {promotion.release} provides no contract",
            ),
        )
    return tuple(_replacement(gate, promotion, r) for r in facts.replacements)


def _replacement(gate: str, promotion: Promotion, r: Replacement) -> Reason:
    facts = (("subject", r.subject), ("running", r.running or ""), ("coming", r.coming))
    if r.running is None:
        words = f"{r.subject} does not run in {promotion.environment} yet"
        return Reason(gate=gate, status=Status.PASSED, message=words, facts=facts)
    step = f"{r.subject} {r.running} to {r.coming}"
    if r.word is None:
        return Reason(
            gate=gate,
            status=Status.UNKNOWN,
            message=f"{step} was never weighed",
            remedy=f"compare the two versions of {r.subject}",
            facts=facts,
        )
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


def ran_before(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """The release has run in the environment before this one on the path."""
    gate = "ran-in-previous-environment"
    if not facts.before:
        words = f"{promotion.environment} is the first environment of the path"
        return (Reason(gate=gate, status=Status.PASSED, message=words),)
    previous = facts.before[-1]
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
    """Each pact between the release and what runs in the target was tried and held."""
    gate = "consumers-verified"
    if not facts.reliances:
        words = f"no consumer contract in {promotion.environment} concerns {promotion.service}"
        return (Reason(gate=gate, status=Status.PASSED, message=words),)
    return tuple(_reliance(gate, r) for r in facts.reliances)


def _reliance(gate: str, r: Reliance) -> Reason:
    on = f"{r.contract} of " if r.contract and r.contract != r.provider else ""
    provider = f"{on}{r.provider} {r.provider_release}"
    pair = f"{r.consumer} {r.consumer_release} on {provider} ({r.environment})"
    facts = (
        ("consumer", r.consumer),
        ("consumer-release", r.consumer_release),
        ("provider", r.provider),
        ("provider-release", r.provider_release),
        ("environment", r.environment),
        ("contract", r.contract or ""),
        ("pact", r.pact),
    )
    if r.success is None:
        return Reason(
            gate=gate,
            status=Status.UNKNOWN,
            message=f"never verified: {pair}",
            remedy=_to_verify(r),
            facts=facts,
        )
    if not r.success:
        why = f": {'; '.join(r.failures)}" if r.failures else ""
        return Reason(
            gate=gate,
            status=Status.FAILED,
            message=f"verification failed: {pair}{why}",
            remedy=f"mend {r.provider}, or agree on a new pact with {r.consumer}",
            facts=facts,
        )
    return Reason(gate=gate, status=Status.PASSED, message=f"verified: {pair}", facts=facts)


def _to_verify(r: Reliance) -> str:
    if r.provider_release == NOT_DEPLOYED:
        return f"bring a release of {r.provider} to {r.environment} first"
    return f"weighbridge verify {r.contract or r.provider} --release {r.provider_release} --url URL"


#: the gates that there are, by the name that an environment lists them under
GATES = {
    "compatible-with-running": compatible_with_running,
    "ran-in-previous-environment": ran_before,
    "consumers-verified": consumers_verified,
}


def decide(promotion: Promotion, facts: Facts, gates: tuple[str, ...]) -> Decision:
    """Ask every gate of the environment, and keep every answer.

    An environment without gates allows nothing: that nobody set a condition is a reason of its
    own, since an empty list of answers would otherwise read as a yes.
    """
    if not facts.known_release:
        words = f"{promotion.service} has no release {promotion.release}"
        reason = Reason(gate="release-known", status=Status.FAILED, message=words)
        return Decision(promotion=promotion, reasons=(reason,))
    if not gates:
        words = f"{promotion.environment} has no gates, so nothing was decided"
        reason = Reason(
            gate="gates-configured",
            status=Status.UNKNOWN,
            message=words,
            remedy=f"give {promotion.environment} at least one gate",
        )
        return Decision(promotion=promotion, reasons=(reason,))
    reasons = [reason for name in gates for reason in GATES[name](promotion, facts)]
    return Decision(promotion=promotion, reasons=tuple(reasons))
