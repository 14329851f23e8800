"""From the bytes of a document to its outline, whatever its format."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.dialect import DRAFT_7, DRAFT_2020, OPENAPI_30, OPENAPI_31, SWAGGER_20
from weighbridge_checks.facts.document import Bundle, parse
from weighbridge_checks.facts.formats import recognise
from weighbridge_checks.facts.formats.dialects import DIALECTS, dialect_of
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.formats.openapi import bundle_resolve
from weighbridge_checks.facts.model import Format
from weighbridge_checks.facts.outline.events import laid_out
from weighbridge_checks.facts.outline.following import Following
from weighbridge_checks.facts.outline.http import HttpReader
from weighbridge_checks.facts.outline.parts import Outline, Spot
from weighbridge_checks.facts.outline.walking import Walk
from weighbridge_checks.facts.schema import World

if TYPE_CHECKING:
    from weighbridge_checks.facts.dialect import Dialect
    from weighbridge_checks.facts.document import Document, Opener

_numbers = itertools.count(9_000_000)


def outlined(
    data: bytes,
    *,
    name: str,
    open: Opener | None = None,  # noqa: A002 - that is what it does
    rise: int = 0,
) -> Outline:
    """Lay a document out. Raises `UnreadableContractError` where its text or its sort is not known.

    References that lead nowhere are listed in `lost`, and what needs them is not there.
    """
    root = parse(data, name=name)
    family, version, dialect = _family(root)
    bundle = Bundle(root, open, rise=rise)
    follow = Following(bundle)
    standing = family in {"asyncapi", "json-schema"}
    world = World(
        dialect=dialect,
        number=next(_numbers),
        resolve=_resolve(bundle),
        dialects=DIALECTS if standing else None,
        dialect_of=dialect_of(bundle) if standing else None,
    )
    outline = Outline(bundle=bundle, family=family, version=version, world=world, follow=follow)
    walk = Walk(outline)
    if family == "asyncapi":
        laid_out(outline, walk)
    elif family == "json-schema":
        if isinstance(root.root, dict):
            walk.root(Spot(root.root, "", ""), name=str(root.root.get("title", "")), side=0)
    else:
        HttpReader(outline, walk).read()
    outline.schemas = walk.schemas()
    outline.examples = walk.examples()
    outline.lost = follow.lost()
    return outline


def _resolve(bundle: Bundle) -> Any:
    inner = bundle_resolve(bundle)

    def resolve(ref: str, file: str, pointer: str) -> Any:
        try:
            return inner(ref, file, pointer)
        except UnreadableContractError:
            return None  # told as lost

    return resolve


def _is_avro(tree: dict[str, Any]) -> bool:
    """Whether a schema is a named type of Avro, which no JSON Schema could be."""
    needs = {"record": "fields", "error": "fields", "enum": "symbols", "fixed": "size"}
    kind = tree.get("type")
    return isinstance(kind, str) and kind in needs and needs[kind] in tree and "name" in tree


def _family(root: Document) -> tuple[str, str, Dialect]:
    tree = root.root
    kind = recognise(tree)
    if kind is None or (kind is not Format.JSON_SCHEMA and not isinstance(tree, dict)):
        reason = (
            "this is neither an OpenAPI document (no 'openapi' and no 'swagger'), nor AsyncAPI"
            " (no 'asyncapi'), nor a JSON Schema; name another file"
        )
        raise UnreadableContractError(root.name, reason, 1, 1)
    if kind is Format.WORKFLOW:
        reason = "this is a workflow, which `weighbridge workflow check` judges"
        raise UnreadableContractError(root.name, reason, 1, 1)
    if kind is Format.JSON_SCHEMA and isinstance(tree, dict) and _is_avro(tree):
        reason = "this is an Avro schema, which a registry weighs; name another file"
        raise UnreadableContractError(root.name, reason, 1, 1)
    if kind is Format.JSON_SCHEMA:
        named = tree.get("$schema") if isinstance(tree, dict) else None
        dialect = DIALECTS.get(named.rstrip("#")) if isinstance(named, str) else None
        return "json-schema", "", dialect or DRAFT_2020
    if kind is Format.ASYNCAPI:
        return "asyncapi", str(tree["asyncapi"]), DRAFT_7
    if "openapi" not in tree:
        return "swagger", str(tree["swagger"]), SWAGGER_20
    version = str(tree["openapi"])
    return "openapi", version, OPENAPI_30 if version.startswith("3.0") else OPENAPI_31
