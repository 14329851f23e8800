"""Why a contract could not be read: facts as fields, advice in the sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class UnreadableContractError(Exception):
    """The text is not a contract that can be read; the reason says what to do about it."""

    file: str
    reason: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Say where, in the way editors understand, then why."""
        place = (self.file, self.line, self.column)
        return f"{':'.join(str(part) for part in place if part is not None)}: {self.reason}"


@dataclass(eq=False)
class NotJsonError(UnreadableContractError):
    """The text breaks JSON's grammar. It may still be YAML, whose grammar is wider."""


@dataclass(eq=False)
class NotYamlError(UnreadableContractError):
    """The text breaks YAML's grammar."""


@dataclass(eq=False)
class DanglingReferenceError(UnreadableContractError):
    """A reference leads to no part of the file that it means. The rest can still be read."""

    #: where the reference stands, as a JSON pointer
    pointer: str = ""


@dataclass(eq=False)
class CannotOpenError(Exception):
    """A neighbour of the document could not be opened; whoever opens files says why."""

    path: str
    reason: str

    def __str__(self) -> str:
        """Name the file, then the reason."""
        return f"{self.path!r} cannot be opened: {self.reason}"


@dataclass(eq=False)
class NothingThereError(LookupError):
    """A pointer leads to no part of the document."""

    file: str
    pointer: str

    def __str__(self) -> str:
        """Name the pointer that was followed."""
        return f"{self.file}: there is nothing at {self.pointer!r}; check the spelling of its steps"
