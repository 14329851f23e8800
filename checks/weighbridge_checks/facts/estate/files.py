"""One file of an estate: its content, checked against the schema of its kind, with its places."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.document import Location, located
from weighbridge_checks.facts.estate import shape
from weighbridge_checks.facts.formats import pointer as pointers
from weighbridge_checks.facts.formats.encoding import utf8
from weighbridge_checks.facts.formats.errors import NothingThereError, UnreadableContractError
from weighbridge_checks.facts.formats.limits import Limits

if TYPE_CHECKING:
    from weighbridge_checks.facts.document import Places

#: far above what people write by hand
LIMITS = Limits(bytes=1 << 20, depth=20, nodes=50_000, expanded=10_000)


class Trouble(NamedTuple):
    """Something that is wrong in a file, where it stands, in words that say what to write."""

    file: str
    line: int
    column: int
    pointer: str
    message: str
    #: the demand that is not met; `EST001`: the file is one of its kind
    rule: str = "EST001"

    def __str__(self) -> str:
        """Say where, in the way editors understand, then what."""
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class EstateFile(NamedTuple):
    """A file that was read: what it says, and where each part of it stands."""

    path: str
    value: Any
    places: Places

    def locate(self, pointer: str) -> Location:
        """Where a part stands; for what is not there, the nearest part above that is."""
        return located(self.path, self.value, self.places, pointer)

    def at(self, pointer: str) -> Any:
        """The part that a pointer leads to. Raises `NothingThereError`."""
        steps = pointers.split(pointer)
        if steps is None:
            raise NothingThereError(self.path, pointer)
        taken, value = pointers.walk(self.value, steps)
        if taken < len(steps):
            raise NothingThereError(self.path, pointer)
        return value

    def trouble(self, pointer: str, message: str, rule: str = "EST001") -> Trouble:
        """Something that is wrong at a part of it."""
        at = self.locate(pointer)
        return Trouble(
            file=at.file,
            line=at.line,
            column=at.column,
            pointer=at.pointer,
            message=message,
            rule=rule,
        )


def parse_file(kind: str, data: bytes, name: str) -> tuple[EstateFile | None, tuple[Trouble, ...]]:
    """Read a file of a kind, such as `systems`. With any trouble there is no file.

    Unknown keys are troubles that name the nearest one: a misspelt key that is passed over in
    silence is one that somebody believes in.
    """
    try:
        file = opened(data, name)
    except UnreadableContractError as error:
        place = error.line or 1, error.column or 1
        return None, (
            Trouble(
                file=error.file, line=place[0], column=place[1], pointer="", message=error.reason
            ),
        )
    found = faults(kind, file)
    return (None if found else file), found


def faults(kind: str, file: EstateFile) -> tuple[Trouble, ...]:
    """What the schema of a kind finds wrong in a file, in the order of its lines."""
    # one value may miss two keywords that are told in the same words
    said = dict.fromkeys(_faults(kind, file))
    troubles = (file.trouble(pointers.join(steps), message) for steps, message in said)
    return tuple(sorted(troubles, key=lambda t: (t.line, t.column)))


@lru_cache(maxsize=256)
def opened(data: bytes, name: str, *, limits: Limits = LIMITS) -> EstateFile:
    """Read a small YAML or JSON file, whatever it says; one with only comments says nothing.

    Several readers ask for the same cards, so that what was read is remembered. Raises
    `UnreadableContractError`.
    """
    if len(data) > limits.bytes:
        raise UnreadableContractError(name, f"is larger than {limits.bytes // 1024} KB", 1, 1)
    from weighbridge_checks.facts.formats import yaml12  # noqa: PLC0415 - it costs 12 ms

    lines = (line.strip() for line in data.splitlines())
    if all(not line or line.startswith(b"#") for line in lines):
        data = b"{}"
    root, spots = yaml12.load(utf8(data, name), file=name, limits=limits)
    return EstateFile(path=name, value=root, places=yaml12.places(root, spots))


def _faults(kind: str, file: EstateFile) -> list[tuple[tuple[str, ...], str]]:
    if not isinstance(file.value, dict):
        return [((), f"a mapping of keys is expected, not {shape.shown(file.value)}")]
    return list(shape.faults(kind, file.value))
