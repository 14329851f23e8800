"""What the facts mean. Judgements may be disputed and waived; and no I/O."""

from weighbridge_checks.verdicts.finding import (
    Bump,
    Finding,
    Mode,
    Posture,
    Severity,
    Verdict,
    Waiver,
    Word,
)
from weighbridge_checks.verdicts.history import weigh_history
from weighbridge_checks.verdicts.judge import DifferentFormatsError, weigh
from weighbridge_checks.verdicts.policy import Policy

__all__ = [
    "Bump",
    "DifferentFormatsError",
    "Finding",
    "Mode",
    "Policy",
    "Posture",
    "Severity",
    "Verdict",
    "Waiver",
    "Word",
    "weigh",
    "weigh_history",
]
