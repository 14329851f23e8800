"""Finding the contract in a folder: which file is the root document, and which are not."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING

from weighbridge_checks.commands.errors import UnreadableSourceError
from weighbridge_checks.facts.estate import CARD
from weighbridge_checks.facts.estate.contract import NAMED
from weighbridge_checks.facts.formats import is_workflow
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.facts.semver import SEMVER

if TYPE_CHECKING:
    from weighbridge_checks.commands.trees import Tree

ENDINGS = (".yaml", ".yml", ".json")
_WORDS = (b'"openapi"', b'"swagger"', b'"asyncapi"', b'"workflow"', b'"$schema"')
_TOP = re.compile(rb"""^["']?(?:openapi|swagger|asyncapi)["']?\s*:""", re.MULTILINE)
_WORKFLOW = re.compile(rb"""^["']?workflow["']?\s*:""", re.MULTILINE)
_MACHINE = re.compile(rb"""^["']?(?:states|transitions)["']?\s*:""", re.MULTILINE)
_SCHEMA = re.compile(
    rb"""^["']?\$schema["']?\s*:\s*["']?https?://json-schema\.org/""", re.MULTILINE
)


def contract_in(tree: Tree, folder: str) -> str:
    """The path of the one contract document that lies in a folder."""
    shown = tree.show(folder)
    try:
        names = [n for n in tree.names(folder) if n != CARD and n.endswith(ENDINGS)]
        folders = tree.folders(folder)
    except CannotOpenError as error:
        raise UnreadableSourceError(shown, error.reason) from error
    found = [n for n in names if NAMED.fullmatch(n)]
    if not found:
        paths = [(n, posixpath.join(folder, n)) for n in names]
        found = [n for n, path in paths if looks_like_contract(path, _bytes(tree, path))]
    if len(found) == 1:
        return posixpath.join(folder, found[0])
    if found:
        several = ", ".join(f"'{n}'" for n in found)
        raise UnreadableSourceError(shown, f"it holds several contracts: {several}; name one")
    if versions := [n for n in folders if SEMVER.fullmatch(n)]:
        several = ", ".join(f"'{posixpath.join(shown, n)}'" for n in versions)
        raise UnreadableSourceError(shown, f"it holds versions; name one: {several}")
    raise UnreadableSourceError(
        shown,
        "it holds no contract (openapi.yaml, asyncapi.yaml, workflow, JSON Schema); name a file",
    )


def looks_like_contract(path: str, data: bytes) -> str | None:
    """What a file is by itself, by its name or its keys: `api`, `workflow`, `schema`, or None.

    A broken document that means to be a contract counts, so that it is told of and not passed
    over.
    """
    name = posixpath.basename(path)
    if name == CARD or not name.endswith(ENDINGS):
        return None
    if NAMED.fullmatch(name) or _TOP.search(data):
        return "api"
    if _WORKFLOW.search(data) and _MACHINE.search(data):
        return "workflow"
    if _SCHEMA.search(data):
        return "schema"
    if name.endswith(".json") and any(word in data for word in _WORDS):
        return _json_contract(data)
    return None


def _json_contract(data: bytes) -> str | None:
    try:
        root = json.loads(data)
    except (ValueError, RecursionError):
        return "api" if any(word in data[:1024] for word in _WORDS[:3]) else None
    if not isinstance(root, dict):
        return None
    if root.keys() & {"openapi", "swagger", "asyncapi"}:
        return "api"
    if is_workflow(root):
        return "workflow"
    return "schema" if "//json-schema.org/" in str(root.get("$schema", "")) else None


def _bytes(tree: Tree, path: str) -> bytes:
    try:
        return tree.read(path)
    except CannotOpenError:
        # what can not be read can not be chosen either; the error names the folder
        return b""
