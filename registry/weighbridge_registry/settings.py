"""How a server is set up: where its database is, and where it listens."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from weighbridge_registry.errors import NotLoopbackError

#: the largest body of a request, in bytes
LARGEST_REQUEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `weighbridge serve` is told.

    There is no access control yet, and so the address must be one that only this machine reaches.
    """

    database_url: str = "sqlite:///weighbridge.db"
    host: str = "127.0.0.1"
    port: int = 8080
    largest_request: int = LARGEST_REQUEST

    def __post_init__(self) -> None:
        if not _loopback(self.host):
            raise NotLoopbackError(self.host)


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False  # another name may resolve to anything
