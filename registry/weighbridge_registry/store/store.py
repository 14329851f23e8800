"""All that one transaction can ask of the registry, and tell it, by noun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_registry.store.answers import Answers
from weighbridge_registry.store.audit import Audit
from weighbridge_registry.store.cards import Cards
from weighbridge_registry.store.decisions import Decisions
from weighbridge_registry.store.deployments import Deployments
from weighbridge_registry.store.environments import Environments
from weighbridge_registry.store.evidence import Evidence
from weighbridge_registry.store.pacts import Pacts
from weighbridge_registry.store.services import Services
from weighbridge_registry.store.subjects import Subjects
from weighbridge_registry.store.tries import Tries
from weighbridge_registry.store.verdicts import Verdicts
from weighbridge_registry.store.versions import Versions

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Store:
    """The queries of the registry. Whoever opened the connection commits."""

    def __init__(self, connection: Connection, *, writes: bool) -> None:
        self.subjects = Subjects(connection)
        self.versions = Versions(connection)
        self.cards = Cards(connection)
        self.services = Services(connection)
        self.environments = Environments(connection)
        self.deployments = Deployments(connection)
        self.pacts = Pacts(connection)
        self.tries = Tries(connection)
        self.evidence = Evidence(connection)
        self.verdicts = Verdicts(connection, writes=writes)
        self.decisions = Decisions(connection)
        self.audit = Audit(connection)
        self.answers = Answers(connection)
