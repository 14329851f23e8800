"""Whether a release may enter an environment. Evidence in, decision out, with every reason."""

from __future__ import annotations

from weighbridge_checks.verdicts.gates.documents import (
    exceptions_mapped,
    lint_clean,
    notice_given,
    owners_named,
    ownership_clean,
    version_step,
)
from weighbridge_checks.verdicts.gates.emergency import past_the_gates
from weighbridge_checks.verdicts.gates.facts import (
    BREAK_GLASS,
    NOT_DEPLOYED,
    NOTHING,
    Decision,
    Ending,
    Facts,
    Item,
    Limits,
    Promotion,
    Provided,
    Reason,
    Reliance,
    Replacement,
    Status,
    limits,
)
from weighbridge_checks.verdicts.gates.running import (
    compatible_with_running,
    consumers_verified,
    ran_before,
)
from weighbridge_checks.verdicts.gates.seen import (
    approved,
    consumers_reviewed,
    lag_within_promise,
    previous_wave_stable,
    providers_agree,
    traffic_conforms,
    workflows_replayed,
)

__all__ = [
    "BREAK_GLASS",
    "GATES",
    "NOTHING",
    "NOT_DEPLOYED",
    "Decision",
    "Ending",
    "Facts",
    "Item",
    "Limits",
    "Promotion",
    "Provided",
    "Reason",
    "Reliance",
    "Replacement",
    "Status",
    "decide",
    "limits",
    "past_the_gates",
]

#: the gates that there are, by the name that an environment lists them under
GATES = {
    "lint-clean": lint_clean,
    "version-step": version_step,
    "owners-named": owners_named,
    "exceptions-mapped": exceptions_mapped,
    "compatible-with-running": compatible_with_running,
    "ran-in-previous-environment": ran_before,
    "consumers-verified": consumers_verified,
    "workflows-replayed": workflows_replayed,
    "ownership-clean": ownership_clean,
    "consumers-reviewed": consumers_reviewed,
    "traffic-conforms": traffic_conforms,
    "lag-within-promise": lag_within_promise,
    "approved": approved,
    "notice-given": notice_given,
    "providers-agree": providers_agree,
    "previous-wave-stable": previous_wave_stable,
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
