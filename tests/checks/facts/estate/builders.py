"""Small estates as texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weighbridge_checks.facts.estate.reading import Estate, read_estate
from weighbridge_checks.facts.formats.errors import CannotOpenError

if TYPE_CHECKING:
    from collections.abc import Mapping

ESTATE = "name: Acme\npolicy:\n  deprecation_notice: {internal: 90d, partner: 180d}\n"
SYSTEMS = """\
systems:
  - {id: erp, team: finance, environments: [production]}
  - {id: shop, team: commerce}
"""
TEAMS = """\
teams:
  - {id: finance}
  - {id: commerce}
roles:
  - {id: customer-service}
"""
ENVIRONMENTS = """\
path: [test, production]
environments:
  - {id: test, gates: [consumers-verified, providers-agree, previous-wave-stable]}
  - {id: production, production: true, gates: [consumers-verified, traffic-conforms]}
waves:
  - {id: W1, locations: [DC-1]}
"""
CARD = """\
id: orders
version: 1.0.0
kind: api
status: approved
providers: [erp]
consumers: [shop]
owners: {business: customer-service, technical: finance}
"""
OPENAPI = """\
openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
paths: {}
"""
ASYNCAPI = """\
asyncapi: 3.0.0
info: {title: Order events, version: 1.0.0}
channels:
  orders: {address: orders, messages: {created: {$ref: "#/components/messages/created"}}}
operations:
  send: {action: send, channel: {$ref: "#/channels/orders"}}
components:
  messages:
    created: {title: order.created, payload: {type: object}}
    closed: {name: com.acme.order.closed.v1, payload: {type: object}}
"""
EVENT_CARD = """\
id: order-events
version: 1.0.0
kind: event
status: approved
providers: [erp]
consumers: [shop]
owners: {business: customer-service, technical: finance}
"""
WHOLE = {
    "estate.yaml": ESTATE,
    "systems.yaml": SYSTEMS,
    "teams.yaml": TEAMS,
    "environments.yaml": ENVIRONMENTS,
    "apis/orders/1.0.0/contract.yaml": CARD,
    "apis/orders/1.0.0/openapi.yaml": OPENAPI,
    "events/order-events/1.0.0/contract.yaml": EVENT_CARD,
    "events/order-events/1.0.0/asyncapi.yaml": ASYNCAPI,
}


@dataclass(frozen=True)
class Texts:
    """A tree of files that are texts."""

    files: Mapping[str, str]

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise CannotOpenError(path, "there is no such file; check the spelling")
        return self.files[path].encode()

    def names(self, folder: str) -> tuple[str, ...]:
        return tuple(sorted({r for r in self._below(folder) if "/" not in r}))

    def folders(self, folder: str) -> tuple[str, ...]:
        return tuple(sorted({r.partition("/")[0] for r in self._below(folder) if "/" in r}))

    def show(self, path: str) -> str:
        return path

    def _below(self, folder: str) -> list[str]:
        start = f"{folder}/" if folder else ""
        return [p[len(start) :] for p in self.files if p.startswith(start)]


def of(files: Mapping[str, str]) -> Estate:
    """A whole small estate with some more files, or other ones."""
    return read_estate(Texts({**WHOLE, **files}))


def told(found: Estate) -> list[str]:
    """All that is wrong with it, as people read it."""
    return [str(trouble) for trouble in found.troubles]
