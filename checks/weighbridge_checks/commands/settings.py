"""The small YAML files that people keep beside contracts, read strictly.

A key that nobody knows is an error that names the nearest one: a misspelt setting that is passed
over in silence is a setting that somebody believes in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.commands.errors import WrongSettingError
from weighbridge_checks.facts.estate.files import opened
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.estate.shape import shown
from weighbridge_checks.facts.formats.errors import UnreadableContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    Places = Callable[[tuple[str, ...]], tuple[int, int]]


class Settings(NamedTuple):
    """One such file, or a part of it that has keys of its own."""

    file: str
    places: Places
    steps: tuple[str, ...]
    values: Mapping[str, Any]

    def place(self, key: str | None = None) -> tuple[int, int]:
        """Line and column of a key, or of the whole."""
        there = key is not None and key in self.values
        return self.places((*self.steps, key) if there and key is not None else self.steps)

    def wrong(self, key: str | None, reason: str) -> WrongSettingError:
        """The error that points at a key's line."""
        return WrongSettingError(self.file, *self.place(key), reason)

    def only(self, known: Collection[str]) -> None:
        """Refuse the keys that are not among these."""
        for key in self.values:
            if key not in known:
                raise self.wrong(key, f"unknown key '{key}'; {hint(key, known)}")

    def text(self, key: str, *, required: bool = False) -> str | None:
        """A text that is not empty."""
        value = self.values.get(key)
        if value is None and not required:
            return None
        if value is None:
            raise self.wrong(None, f"'{key}' is missing")
        if not isinstance(value, str) or not value.strip():
            hint = "; put it in quotes" if isinstance(value, int | float) else ""
            raise self.wrong(key, f"'{key}' has to be a text, not {shown(value)}{hint}")
        return value.strip()

    def flag(self, key: str) -> bool | None:
        """Yes or no."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, f"'{key}' has to be true or false, not {shown(value)}")
        return value

    def choice(self, key: str, choices: Collection[str]) -> str | None:
        """One of some words."""
        value = self.text(key)
        if value is not None and value not in choices:
            raise self.wrong(key, f"'{key}' can not be '{value}'; {hint(value, choices)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A text or a list of them, as one is often enough."""
        value = self.values.get(key)
        if value is None:
            return ()
        if isinstance(value, str) and value.strip():
            return (value.strip(),)
        if isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value):
            return tuple(v.strip() for v in value)
        raise self.wrong(key, f"'{key}' has to be a text or a list of texts, not {shown(value)}")

    def part(self, key: str) -> Settings | None:
        """A mapping inside."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong(key, f"'{key}' has to be a mapping, not {shown(value)}")
        return Settings(self.file, self.places, (*self.steps, key), value)

    def parts(self, key: str) -> tuple[Settings, ...]:
        """A list of mappings inside."""
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.wrong(key, f"'{key}' has to be a list of mappings")
        steps = (*self.steps, key)
        return tuple(
            Settings(self.file, self.places, (*steps, str(i)), v) for i, v in enumerate(value)
        )


def load(data: bytes, *, name: str) -> Settings:
    """Read a file that holds a mapping; one that holds nothing says nothing."""
    root, places = _parse(data, name)
    if not isinstance(root, dict):
        raise WrongSettingError(name, 1, 1, f"a mapping of keys is expected, not {shown(root)}")
    return Settings(name, places, (), root)


def load_list(data: bytes, *, name: str) -> tuple[Settings, ...]:
    """Read a file that holds a list of mappings."""
    root, places = _parse(data, name)
    if root == {}:
        return ()
    if not isinstance(root, list):
        raise WrongSettingError(name, 1, 1, f"a list of entries is expected, not {shown(root)}")
    entries = []
    for index, value in enumerate(root):
        if not isinstance(value, dict):
            reason = f"an entry has to be a mapping, not {shown(value)}"
            raise WrongSettingError(name, *places((str(index),)), reason)
        entries.append(Settings(name, places, (str(index),), value))
    return tuple(entries)


def _parse(data: bytes, name: str) -> tuple[Any, Places]:
    try:
        file = opened(data, name)
    except UnreadableContractError as error:
        place = error.line or 1, error.column or 1
        raise WrongSettingError(error.file, *place, error.reason) from error
    return file.value, file.places
