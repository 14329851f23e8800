"""Which operation of an HTTP API a call means: by method and path, as a provider would route it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from weighbridge_checks.facts.change import Kind
from weighbridge_checks.facts.model import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.model import Contract, Element, Unit


class Operations:
    """The operations of a contract, to be found by what a consumer calls."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.by_method: dict[str, list[tuple[tuple[str, ...], Unit]]] = {}
        self._elements: dict[str, Element] = {}
        if contract.format is Format.OPENAPI:
            for unit in contract.units:
                method, _, path = unit.label.partition(" ")
                if path.startswith("/"):
                    steps = tuple(path[1:].split("/"))
                    self.by_method.setdefault(method, []).append((steps, unit))
        self.prefixes = tuple(dict.fromkeys(_prefixes(contract)))

    def element(self, unit: Unit) -> Element:
        """What an operation says, read once."""
        if unit.label not in self._elements:
            self._elements[unit.label] = unit.element()
        return self._elements[unit.label]

    def find(self, method: str, path: str) -> list[tuple[Unit, dict[int, str]]]:
        """The operations that a path may mean, with the parameters by position; best first."""
        for prefix in ("", *self.prefixes):
            if not path.startswith(prefix):
                continue
            steps = tuple(path[len(prefix) :].removeprefix("/").split("/"))
            found = []
            for template, unit in self.by_method.get(method, ()):
                values = _fit(template, steps)
                if values is not None:
                    found.append((len(values), unit, values))
            if found:
                found.sort(key=lambda one: one[0])
                return [(unit, values) for _, unit, values in found]
        return []

    def has_path(self, path: str) -> list[str]:
        """The methods under which a path is known."""
        return [method for method in self.by_method if self.find(method, path)]


def _prefixes(contract: Contract) -> Iterator[str]:
    """The paths of the servers: a consumer may call with them or without."""
    for element in contract.elements:
        if element.kind is Kind.SERVER:
            prefix = urlsplit(re.sub(r"\{[^{}]*\}", "x", element.key)).path.rstrip("/")
            if prefix:
                yield prefix


_PARAMETER = re.compile(r"\{[^{}]*\}")


def _fit(template: tuple[str, ...], steps: tuple[str, ...]) -> dict[int, str] | None:
    """The values of a template's parameters in a path, by position; None where it does not fit."""
    if len(template) != len(steps):
        return None
    values: dict[int, str] = {}
    for wanted, step in zip(template, steps, strict=True):
        holes = _PARAMETER.findall(wanted)
        if not holes:
            if unquote(wanted) != unquote(step):
                return None
        elif holes == [wanted]:
            if not step:
                return None
            values[len(values)] = unquote(step)
        else:
            between = [re.escape(text) for text in _PARAMETER.split(wanted)]
            shape = "([^/]+?)".join(between)
            found = re.fullmatch(shape, step) if len(step) <= _LONGEST_STEP else None
            if found is None:
                return None
            for value in found.groups():
                values[len(values)] = unquote(value)
    return values


#: a step of a path in which several parameters share one segment is looked at up to this length
_LONGEST_STEP = 200
