"""What the facts mean. Judgements may be disputed and waived; and no I/O."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
from weighbridge_checks.verdicts.policy import Policy

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.history import weigh_history
    from weighbridge_checks.verdicts.judge import DifferentFormatsError, weigh

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

#: what needs the proofs, and so is loaded when somebody names it
_WEIGHS = {"DifferentFormatsError": "judge", "weigh": "judge", "weigh_history": "history"}


def __getattr__(name: str) -> Any:
    if name not in _WEIGHS:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WEIGHS[name]}"), name)
