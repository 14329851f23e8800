"""A version of a contract in an estate: its card, and its document, read when asked for."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts import semver
from weighbridge_checks.facts.document import parse
from weighbridge_checks.facts.estate import CARD
from weighbridge_checks.facts.formats import read
from weighbridge_checks.facts.formats.errors import CannotOpenError, UnreadableContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weighbridge_checks.facts.document import Document
    from weighbridge_checks.facts.estate.files import EstateFile
    from weighbridge_checks.facts.estate.trees import Tree
    from weighbridge_checks.facts.model import Contract

#: versions that nobody may rely on yet
UNSETTLED = ("draft", "proposed")
#: how the document of a contract is called in its folder
NAMED = re.compile(r"(.+\.)?(openapi|asyncapi|swagger)\.(ya?ml|json)")


class ContractVersion:
    """What an estate says of one version of a contract."""

    def __init__(self, *, tree: Tree, folder: str, file: EstateFile) -> None:
        self.tree = tree
        self.folder = folder
        self.file = file

    @property
    def card(self) -> Mapping[str, Any]:
        """All that `contract.yaml` says."""
        card: Mapping[str, Any] = self.file.value
        return card

    @property
    def id(self) -> str:
        """The name of the contract, which its versions share."""
        return str(self.card["id"])

    @property
    def version(self) -> str:
        """Which version it is."""
        return str(self.card["version"])

    @property
    def name(self) -> str:
        """Contract and version in one word."""
        return f"{self.id}@{self.version}"

    @property
    def kind(self) -> str:
        """What sort of contract: `api`, `event` or `schema`."""
        return str(self.card.get("kind", "api"))

    @property
    def status(self) -> str | None:
        """How far it got: draft, proposed, approved, deprecated or retired."""
        status = self.card.get("status")
        return None if status is None else str(status)

    @property
    def live(self) -> bool:
        """Whether somebody may rely on it: it is neither a proposal nor retired."""
        return self.status not in (*UNSETTLED, "retired")

    @property
    def providers(self) -> tuple[str, ...]:
        """The systems that provide it."""
        return tuple(self.card.get("providers", ()))

    @property
    def consumers(self) -> tuple[str, ...]:
        """The systems that are said to use it."""
        return tuple(self.card.get("consumers", ()))

    @property
    def order(self) -> tuple[Any, ...]:
        """What sorts versions of one contract; a pre-release stands before its release."""
        return semver.order(self.version)

    @cached_property
    def document_path(self) -> str:
        """Where its document lies. Raises `UnreadableContractError`."""
        try:
            names = self.tree.names(self.folder)
        except CannotOpenError as error:
            raise UnreadableContractError(self.file.path, error.reason, 1, 1) from error
        found = [n for n in names if NAMED.fullmatch(n)]
        if not found and self.kind == "schema":
            found = [n for n in names if n.endswith((".json", ".yaml", ".yml")) and n != CARD]
        if len(found) == 1:
            return posixpath.join(self.folder, found[0])
        several = ", ".join(f"'{n}'" for n in found)
        wanted = {"event": "asyncapi.yaml", "schema": "a JSON Schema"}.get(
            self.kind, "openapi.yaml"
        )
        reason = f"several documents lie beside it: {several}; keep one" if found else None
        raise UnreadableContractError(
            self.file.path, reason or f"no document lies beside it; add {wanted}", 1, 1
        )

    @cached_property
    def document(self) -> Document:
        """The root document as a tree with places. Raises `UnreadableContractError`."""
        return parse(self._bytes, name=self.tree.show(self.document_path))

    @cached_property
    def contract(self) -> Contract:
        """The document, read with its neighbours. Raises `UnreadableContractError`."""
        return read(
            self._bytes,
            name=self.tree.show(self.document_path),
            open=self._open,
            rise=self.document_path.count("/"),
        )

    @cached_property
    def _bytes(self) -> bytes:
        path = self.document_path
        try:
            return self.tree.read(path)
        except CannotOpenError as error:
            raise UnreadableContractError(self.tree.show(path), error.reason, 1, 1) from error

    @property
    def _open(self) -> Callable[[str], bytes]:
        def fetch(reference: str) -> bytes:
            path = posixpath.normpath(posixpath.join(self.folder, reference))
            if path == ".." or path.startswith(("../", "/")) or "\0" in path or "\\" in path:
                raise CannotOpenError(reference, "it lies outside of the estate; copy it into it")
            return self.tree.read(path)

        return fetch

    @cached_property
    def events(self) -> Mapping[str, str]:
        """The events that its messages are, each with the message's pointer; none of an API.

        A message is known by its title; one without by its name, less the major version at its end.
        Raises `UnreadableContractError`.
        """
        if self.kind != "event":
            return {}
        root = self.document.root
        components = root.get("components", {}) if isinstance(root, dict) else {}
        messages = components.get("messages", {}) if isinstance(components, dict) else {}
        found: dict[str, str] = {}
        for key, message in messages.items() if isinstance(messages, dict) else ():
            if not isinstance(message, dict):
                continue
            name = message.get("title") or _bare(message.get("name"))
            if isinstance(name, str):
                found.setdefault(name, f"/components/messages/{key}")
        return found


def same_event(name: str, event: str) -> bool:
    """Whether two names mean one event, be it with the company's prefix and version or without."""
    full = re.sub(r"\.v\d+$", "", event)
    return name == event or name.endswith(f".{event}") or full.endswith(f".{name}")


def _bare(name: Any) -> str | None:
    """An event's type without its major version."""
    return re.sub(r"\.v\d+$", "", name) if isinstance(name, str) else None
