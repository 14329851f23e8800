"""The short forms in which things are named on the command line: `orders@1.4.0`."""

from __future__ import annotations

from weighbridge_checks.commands import versions
from weighbridge_checks.commands.errors import WrongUseError


def release(text: str) -> tuple[str, str]:
    """The service and the release of `erp-legacy@7.12.0`."""
    service, at, label = text.rpartition("@")
    if not at or not service or not label:
        raise WrongUseError(f"'{text}' is not SERVICE@RELEASE, like erp-legacy@7.12.0")
    return service, label


def provided(texts: tuple[str, ...]) -> list[dict[str, str]]:
    """The contract versions of `orders@1.1.0`, as the registry wants them."""
    found = []
    for text in texts:
        subject, at, label = text.rpartition("@")
        if not at or not subject or not versions.is_version(label):
            raise WrongUseError(f"'{text}' is not CONTRACT@VERSION, like orders@1.1.0")
        found.append({"subject": subject, "version": label})
    return found
