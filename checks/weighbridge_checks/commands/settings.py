"""The small YAML files that people keep beside contracts, read strictly.

A key that nobody knows is an error that names the nearest one: a misspelt setting that is passed
over in silence is a setting that somebody believes in.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weighbridge_checks.commands.errors import WrongSettingError
from weighbridge_checks.facts.formats.encoding import utf8
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.formats.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    Places = Callable[[tuple[str, ...]], tuple[int, int]]

#: far above what people write by hand
LIMITS = Limits(bytes=1 << 20, depth=20, nodes=50_000, expanded=10_000)


@dataclass(frozen=True, slots=True)
class Settings:
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
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean '{near[0]}'?" if near else f"known are {_list(known)}"
                raise self.wrong(key, f"unknown key '{key}'; {hint}")

    def text(self, key: str, *, required: bool = False) -> str | None:
        """A text that is not empty."""
        value = self.values.get(key)
        if value is None and not required:
            return None
        if value is None:
            raise self.wrong(None, f"'{key}' is missing")
        if not isinstance(value, str) or not value.strip():
            hint = "; put it in quotes" if isinstance(value, int | float) else ""
            raise self.wrong(key, f"'{key}' has to be a text, not {_shown(value)}{hint}")
        return value.strip()

    def flag(self, key: str) -> bool | None:
        """Yes or no."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, f"'{key}' has to be true or false, not {_shown(value)}")
        return value

    def choice(self, key: str, choices: Collection[str]) -> str | None:
        """One of some words."""
        value = self.text(key)
        if value is not None and value not in choices:
            near = difflib.get_close_matches(value, choices, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"write one of {_list(choices)}"
            raise self.wrong(key, f"'{key}' can not be '{value}'; {hint}")
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
        raise self.wrong(key, f"'{key}' has to be a text or a list of texts, not {_shown(value)}")

    def part(self, key: str) -> Settings | None:
        """A mapping inside."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong(key, f"'{key}' has to be a mapping, not {_shown(value)}")
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
        raise WrongSettingError(name, 1, 1, f"a mapping of keys is expected, not {_shown(root)}")
    return Settings(name, places, (), root)


def load_list(data: bytes, *, name: str) -> tuple[Settings, ...]:
    """Read a file that holds a list of mappings."""
    root, places = _parse(data, name)
    if root == {}:
        return ()
    if not isinstance(root, list):
        raise WrongSettingError(name, 1, 1, f"a list of entries is expected, not {_shown(root)}")
    entries = []
    for index, value in enumerate(root):
        if not isinstance(value, dict):
            reason = f"an entry has to be a mapping, not {_shown(value)}"
            raise WrongSettingError(name, *places((str(index),)), reason)
        entries.append(Settings(name, places, (str(index),), value))
    return tuple(entries)


def _parse(data: bytes, name: str) -> tuple[Any, Places]:
    if len(data) > LIMITS.bytes:
        raise WrongSettingError(name, 1, 1, f"is larger than {LIMITS.bytes // 1024} KB")
    from weighbridge_checks.facts.formats import yaml12  # noqa: PLC0415 - it costs 12 ms

    lines = (line.strip() for line in data.splitlines())
    if all(not line or line.startswith(b"#") for line in lines):
        data = b"{}"
    try:
        root, spots = yaml12.load(utf8(data, name), file=name, limits=LIMITS)
    except UnreadableContractError as error:
        place = error.line or 1, error.column or 1
        raise WrongSettingError(error.file, *place, error.reason) from error
    return root, yaml12.places(root, spots)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    words = {None: "nothing", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else f"'{value}'"


def _list(words: Collection[str]) -> str:
    return ", ".join(f"'{w}'" for w in words)
