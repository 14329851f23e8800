"""References between the parts of documents: where they stand, and which file they mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from weighbridge_checks.facts.formats.pointer import escape
from weighbridge_checks.facts.formats.words import brief

if TYPE_CHECKING:
    from collections.abc import Iterator

REFERENCES = ("$ref", "$dynamicRef")

#: Keywords whose values are data: a "$ref" inside of them refers to nothing.
DATA = frozenset({"const", "default", "enum", "example", "examples"})

#: Keywords that hold a map, whose keys are names and not keywords: `default` is a response there.
NAMES = frozenset(
    {
        "$defs", "callbacks", "channels", "content", "definitions", "dependencies",
        "dependentSchemas", "encoding", "headers", "links", "mediaTypes", "messageTraits",
        "messages", "operationTraits", "operations", "parameters", "pathItems", "paths",
        "patternProperties", "properties", "replies", "requestBodies", "responses", "schemas",
        "securitySchemes", "servers", "variables", "webhooks", "x-webhooks",
    }
)  # fmt: skip

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


class RefusedError(Exception):
    """A reference that is not followed. Who knows where it stands makes a full error of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LeadsNowhereError(RefusedError):
    """A reference to a part that its file does not have."""


def objects(
    value: Any, pointer: str, seen: set[int] | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping in a part of a document that is no data, in order, with its pointer.

    What is in `seen` is left out, and what was walked over is added to it.
    """
    todo = [(value, pointer, False)]
    while todo:
        value, at, are_names = todo.pop()
        if seen is not None:
            if id(value) in seen:
                continue
            seen.add(id(value))
        if isinstance(value, list):
            todo.extend(
                (value[index], f"{at}/{index}", False)
                for index in range(len(value) - 1, -1, -1)
                if isinstance(value[index], dict | list)
            )
        elif isinstance(value, dict):
            yield at, value
            todo.extend(
                (below, f"{at}/{escape(key)}", key in NAMES and not _is_schema(below))
                for key, below in reversed(value.items())
                if isinstance(below, dict | list) and (are_names or not _is_data(key))
            )


def _is_data(key: str) -> bool:
    return key in DATA or (key.startswith("x-") and key not in NAMES)


def _is_schema(value: Any) -> bool:
    """Whether what should be a map of names is a schema: the `headers` of an event are one."""
    return isinstance(value, dict) and isinstance(value.get("type"), str | list)


def references(value: Any, pointer: str, seen: set[int] | None = None) -> Iterator[tuple[str, str]]:
    """Every reference in a part of a document: the pointer of its holder, and what it says."""
    for at, holder in objects(value, pointer, seen):
        for keyword in REFERENCES:
            ref = holder.get(keyword)
            if type(ref) is str:
                yield at, ref


def mentioned(root: Any) -> list[str]:
    """All that looks like a reference in a whole document, data or not: more than there are.

    Level by level and without pointers, this costs a fraction of the exact walk. Where all of
    them lead somewhere, the exact walk has nothing to find.
    """
    found: dict[str, None] = {}  # a set whose order does not change from run to run
    level = [root]
    while level := [value for value in level if isinstance(value, dict | list)]:
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                for keyword in REFERENCES:
                    if keyword in value and type(value[keyword]) is str:
                        found[value[keyword]] = None
                below.extend(value.values())
            else:
                below.extend(value)
        level = below
    return list(found)


def file_meant(uri: str, base: str, *, rise: int = 0) -> str:
    """The file that a reference means, seen from another: its path from the root's folder.

    `rise` is by how many folders a reference may leave the root's own.
    """
    path = uri if _SCHEME.match(uri) else decoded(uri)
    if _DRIVE.match(path) or "\\" in path:
        raise RefusedError(f"{brief(uri)} is a Windows path; write a relative one, with '/'")
    if path.startswith("//") or _SCHEME.match(path):
        raise RefusedError(
            f"{brief(uri)} is not in this document, and remote references are not fetched; "
            "save the file beside this one and refer to it by a relative path"
        )
    if path.startswith("/"):
        raise RefusedError(f"{brief(uri)} is an absolute path; write a relative one")
    if "?" in uri:
        raise RefusedError(f"{brief(uri)} asks a server; refer to a file beside this one")
    if any(character < " " for character in path):
        raise RefusedError(f"{brief(uri)} has a control character in it; rename the file")
    return _inside(path, uri, base, rise)


def _inside(path: str, uri: str, base: str, rise: int) -> str:
    steps = base.split("/")[:-1]
    for step in path.split("/"):
        inside = bool(steps) and steps[-1] != ".."
        if step == ".." and not inside and len(steps) == rise:
            raise RefusedError(
                f"{brief(uri)} leads out of the folder of the root document; move the file into "
                "that folder, or weigh a document that stands above both"
            )
        if step == ".." and inside:
            steps.pop()
        elif step not in {"", "."}:
            steps.append(step)
    if not steps or steps[-1] == ".." or path.endswith(("/", "/.", "/..")):
        raise RefusedError(f"{brief(uri)} is a folder; refer to a file in it")
    return "/".join(steps)


def decoded(text: str) -> str:
    """The text that a part of a URI stands for."""
    if "%" not in text:
        return text
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError as error:
        raise RefusedError(f"{brief(text)} is not UTF-8 behind its '%'; write it so") from error
