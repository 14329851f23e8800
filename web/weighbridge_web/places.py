"""Where each thing has its page: the one table of the catalog's addresses."""

from __future__ import annotations

from urllib.parse import quote, urlencode

#: a document is shown this many lines at a time
WINDOW = 2000


def home(**choices: str | None) -> str:
    """The list of contracts, narrowed by the choices."""
    return _with("/", choices)


def contract(subject: str) -> str:
    """A contract's page."""
    return f"/c/{segment(subject)}"


def version(subject: str, label: str, **choices: str | None) -> str:
    """A version's page; the choices are one of its files and a part of that."""
    return _with(f"{contract(subject)}/{segment(label)}", choices)


def line(subject: str, label: str, file: str, number: int) -> str:
    """A line of a version's file.

    A long document is shown in windows, so the address carries the one that has the line.
    """
    part = str((number - 1) // WINDOW + 1) if number > WINDOW else None
    return f"{version(subject, label, file=file, part=part)}#L{number}"


def file(subject: str, label: str, path: str) -> str:
    """A version's file as it is stored. The folders in its path are parts of the address."""
    return f"{resource('subjects', subject, 'versions', label, 'files')}/{quote(path)}"


def choice(subject: str) -> str:
    """Where the form that chooses two versions sends its choice."""
    return f"{contract(subject)}/compare"


def comparison(subject: str, old: str, new: str, **choices: str | None) -> str:
    """The comparison of two versions, narrowed by the choices."""
    return _with(f"{choice(subject)}/{segment(old)}...{segment(new)}", choices)


def board() -> str:
    """The promotion board."""
    return "/env"


def environment(name: str) -> str:
    """An environment's page."""
    return f"/env/{segment(name)}"


def decisions(**choices: str | None) -> str:
    """The list of decisions, narrowed by the choices."""
    return _with("/decisions", choices)


def decision(number: object) -> str:
    """A decision's page."""
    return f"/decisions/{segment(str(number))}"


def rules() -> str:
    """The list of rules."""
    return "/rules"


def rule(name: str) -> str:
    """A rule's page."""
    return f"/rules/{segment(name)}"


def resource(*parts: str, **choices: str | None) -> str:
    """The registry's own resource for machines, whose parts are encoded one by one."""
    return _with("/".join(["/api/v1", *map(segment, parts)]), choices)


def segment(text: str) -> str:
    """A text as one part of a path."""
    return quote(text, safe="")


def _with(path: str, choices: dict[str, str | None]) -> str:
    given = {name: value for name, value in choices.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
