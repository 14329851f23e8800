"""Why a contract could not be read: facts as fields, advice in the sentence."""

from __future__ import annotations


class UnreadableContractError(Exception):
    """The text is not a contract that can be read; the reason says what to do about it."""

    def __init__(
        self, file: str, reason: str, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(file, reason, line, column)
        self.file = file
        self.reason = reason
        self.line = line
        self.column = column

    def __str__(self) -> str:
        """Say where, in the way editors understand, then why."""
        place = (self.file, self.line, self.column)
        return f"{':'.join(str(part) for part in place if part is not None)}: {self.reason}"


class NotJsonError(UnreadableContractError):
    """The text breaks JSON's grammar. It may still be YAML, whose grammar is wider."""


class NotYamlError(UnreadableContractError):
    """The text breaks YAML's grammar."""


class DanglingReferenceError(UnreadableContractError):
    """A reference leads to no part of the file that it means. The rest can still be read."""

    def __init__(
        self,
        file: str,
        reason: str,
        line: int | None = None,
        column: int | None = None,
        pointer: str = "",
    ) -> None:
        super().__init__(file, reason, line, column)
        #: where the reference stands, as a JSON pointer
        self.pointer = pointer


class CannotOpenError(Exception):
    """A neighbour of the document could not be opened; whoever opens files says why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        """Name the file, then the reason."""
        return f"{self.path!r} cannot be opened: {self.reason}"


class NothingThereError(LookupError):
    """A pointer leads to no part of the document."""

    def __init__(self, file: str, pointer: str) -> None:
        super().__init__(file, pointer)
        self.file = file
        self.pointer = pointer

    def __str__(self) -> str:
        """Name the pointer that was followed."""
        return f"{self.file}: there is nothing at {self.pointer!r}; check the spelling of its steps"
