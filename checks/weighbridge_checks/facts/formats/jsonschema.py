"""JSON Schema, drafts 4 to 2020-12: a document that is one message."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Kind, Place
from weighbridge_checks.facts.dialect import DRAFT_4, DRAFT_6, DRAFT_7, DRAFT_2019, DRAFT_2020
from weighbridge_checks.facts.formats.dialects import DIALECTS, dialect_of
from weighbridge_checks.facts.formats.dynamic import dynamics
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.formats.openapi import bundle_resolve
from weighbridge_checks.facts.model import Contract, Element, Format
from weighbridge_checks.facts.schema import World

if TYPE_CHECKING:
    from weighbridge_checks.facts.dialect import Dialect
    from weighbridge_checks.facts.document import Bundle

_numbers = itertools.count(-1, -1)

DRAFTS = {
    "json-schema.org/draft-03": None,
    "json-schema.org/draft-04": DRAFT_4,
    "json-schema.org/draft-06": DRAFT_6,
    "json-schema.org/draft-07": DRAFT_7,
    "json-schema.org/draft/2019-09": DRAFT_2019,
    "json-schema.org/draft/2020-12": DRAFT_2020,
    "json-schema.org/schema": DRAFT_2020,
}


def read(bundle: Bundle, dialect: Dialect | None = None) -> Contract:
    """Read a schema as the one message of a contract. `$schema` decides over `dialect`."""
    root = bundle.root.root
    world = World(
        dialect=_dialect(bundle, root, dialect or DRAFT_2020),
        number=next(_numbers),
        resolve=bundle_resolve(bundle),
        dialects=DIALECTS,
        dialect_of=dialect_of(bundle),
        dynamics=dynamics(bundle),
        may_say=bundle.may_say,
    )
    title = root.get("title") if isinstance(root, dict) else None
    message = Element(
        kind=Kind.MESSAGE,
        key="",
        steps=(),
        place=Place("", ""),
        schema=world.node(root, Place("", "")),
    )
    return Contract(
        format=Format.JSON_SCHEMA,
        name=bundle.root.name,
        digest=bundle.digest,
        title=title if isinstance(title, str) else None,
        version=_version(root),
        bundle=bundle,
        world=world,
        elements=(message,),
    )


def _version(root: Any) -> str | None:
    for word in ("version", "x-version"):
        if isinstance(root, dict) and isinstance(root.get(word), str):
            return str(root[word])
    return None


def _dialect(bundle: Bundle, root: Any, otherwise: Dialect) -> Dialect:
    declared = root.get("$schema") if isinstance(root, dict) else None
    if not isinstance(declared, str):
        return otherwise
    for name, dialect in DRAFTS.items():
        if name in declared:
            if dialect is not None:
                return dialect
            break
    at = bundle.root.locate("/$schema")
    raise UnreadableContractError(
        bundle.root.name,
        f"the dialect {declared!r} is not known; drafts 4, 6, 7, 2019-09 and 2020-12 are read",
        at.line,
        at.column,
    )
