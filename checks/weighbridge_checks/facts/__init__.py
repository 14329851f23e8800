"""What is: contracts, and how two versions of one differ. Facts can not be waived; and no I/O."""

from weighbridge_checks.facts.change import Action, Change, Direction, Kind, Place
from weighbridge_checks.facts.formats import UnreadableContractError, read
from weighbridge_checks.facts.model import Contract, Format

__all__ = [
    "Action",
    "Change",
    "Contract",
    "Direction",
    "Format",
    "Kind",
    "Place",
    "UnreadableContractError",
    "read",
]
