"""The running provider: where it answers, and what every request to it carries."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlsplit

from weighbridge_checks.commands import exits
from weighbridge_checks.commands.errors import CommandError, WrongUseError


@dataclass(eq=False)
class ProviderUnreachableError(CommandError):
    """Nothing answers where the provider is said to run, so nothing was tried."""

    code: ClassVar[int] = exits.REGISTRY
    url: str
    reason: str

    def __str__(self) -> str:
        """Say where and why, and what to do."""
        return f"no provider answers at {self.url}: {self.reason}; start it, or give another --url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Where a provider runs."""

    url: str
    #: what every request carries besides; may hold secrets, so it is never shown
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def host(self) -> str:
        """The host's name or address."""
        return urlsplit(self.url).hostname or ""

    def knock(self, patience: float = 5.0) -> None:
        """Make sure that somebody listens there."""
        parts = urlsplit(self.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            socket.create_connection((self.host, port), timeout=patience).close()
        except OSError as error:
            reason = error.strerror or str(error) or type(error).__name__
            raise ProviderUnreachableError(self.url, reason.lower()) from error


def provider_at(url: str, headers: tuple[str, ...] = ()) -> Provider:
    """The provider at an address, with headers written as `Name: value`."""
    return Provider(url=address(url, "--url"), headers=tuple(map(_header, headers)))


def address(url: str, option: str) -> str:
    """An address that can be called, without a slash at its end."""
    parts = urlsplit(url)
    try:
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise WrongUseError(f"{option}: '{url}' is no address; write http://host:port")
    if parts.username or parts.password:
        raise WrongUseError(f"{option}: leave out the password and give it with --header")
    return url.rstrip("/")


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    printable = all(c.isprintable() for c in name + value)
    if not colon or not name or not printable or not name.isascii() or " " in name:
        # the text is not repeated: it may hold a secret
        raise WrongUseError("--header: write a header as 'Name: value'")
    return name, value
