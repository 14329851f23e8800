"""The ways in which a command can not do its work, each with the code that it ends in.

That a contract breaks is not one of them: a finding is an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from weighbridge_checks.commands import exits

if TYPE_CHECKING:
    from collections.abc import Mapping


class CommandError(Exception):
    """A command could not do what it was asked. The text is one line that says what to do."""

    code: ClassVar[int] = exits.USAGE


class WrongUseError(CommandError):
    """The command line, the environment or a configuration file asks for what can not be."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WrongSettingError(CommandError):
    """A configuration file says something that has no meaning."""

    def __init__(self, file: str, line: int, column: int, reason: str) -> None:
        super().__init__(file, line, column, reason)
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason

    def __str__(self) -> str:
        """Say where, then why."""
        return f"{self.file}:{self.line}:{self.column}: {self.reason}"


class UnreadableSourceError(CommandError):
    """A document could not be fetched from where it is said to be."""

    code: ClassVar[int] = exits.UNREADABLE

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(source, reason)
        self.source = source
        self.reason = reason

    def __str__(self) -> str:
        """Say which, then why."""
        return f"{self.source}: {self.reason}"


class RegistryUnreachableError(CommandError):
    """No registry answers at the address, or what answers is none."""

    code: ClassVar[int] = exits.REGISTRY

    def __init__(self, url: str, reason: str, advice: str) -> None:
        super().__init__(url, reason, advice)
        self.url = url
        self.reason = reason
        self.advice = advice

    def __str__(self) -> str:
        """Say where, why, and what to try."""
        return f"no answer from the registry at {self.url}: {self.reason}; {self.advice}"


class RegistryRefusedError(CommandError):
    """The registry answered with a problem (RFC 9457) instead of what was asked."""

    def __init__(
        self, url: str, status: int, slug: str, detail: str, facts: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(url, status, slug, detail, facts)
        self.url = url
        self.status = status
        self.slug = slug
        self.detail = detail
        #: the further members of the problem
        self.facts = facts or {}

    def __str__(self) -> str:
        """The registry's own sentence; its problems carry their advice."""
        if self.status in (401, 403):
            return (
                f"the registry at {self.url} does not let this through: {self.detail}; give a"
                " token with the right scope in WEIGHBRIDGE_TOKEN"
            )
        if self.status >= 500:  # noqa: PLR2004 - HTTP's faults of the server
            return f"the registry at {self.url} could not do it: {self.detail}"
        if self.slug in ("no-such-service", "no-such-release"):
            release = f"{self.facts.get('service')}@{self.facts.get('release', 'RELEASE')}"
            return (
                f"the registry does not know {release}; record it with `weighbridge release"
                f" {release}`, and --provides for each contract that it brings"
            )
        return self.detail

    @property
    def exit_code(self) -> int:
        """A refusal is an answer (1); what we asked wrongly is usage (2); the rest the registry."""
        if self.slug == "unreadable-contract":
            return exits.UNREADABLE
        if self.slug == "bump-too-small" or self.status in (409, 412):
            return exits.FOUND
        if self.status in (401, 403, 408, 429) or self.status >= 500:  # noqa: PLR2004 - HTTP
            return exits.REGISTRY
        return exits.USAGE


def code_of(error: CommandError) -> int:
    """The code that a run ends in because of this error."""
    return error.exit_code if isinstance(error, RegistryRefusedError) else error.code
