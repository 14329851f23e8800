"""The reads behind the catalog's pages: a store in, plain values out."""

from weighbridge_registry.catalog.board import board, services
from weighbridge_registry.catalog.contracts import comparison, contract, contracts
from weighbridge_registry.catalog.decisions import decision, decisions
from weighbridge_registry.catalog.views import (
    Board,
    BoardRow,
    Cell,
    Comparison,
    ConsumerView,
    ContractRow,
    ContractView,
    DecisionView,
    EnvironmentView,
    Owners,
    RunsIn,
    ServiceView,
    VerifiedBy,
    VersionView,
)
from weighbridge_registry.store.records import Page

__all__ = [
    "Board",
    "BoardRow",
    "Cell",
    "Comparison",
    "ConsumerView",
    "ContractRow",
    "ContractView",
    "DecisionView",
    "EnvironmentView",
    "Owners",
    "Page",
    "RunsIn",
    "ServiceView",
    "VerifiedBy",
    "VersionView",
    "board",
    "comparison",
    "contract",
    "contracts",
    "decision",
    "decisions",
    "services",
]
