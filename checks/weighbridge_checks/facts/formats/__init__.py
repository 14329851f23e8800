"""One reader per format: bytes in, contract out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.document import Bundle, parse
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.model import Contract, Format

if TYPE_CHECKING:
    from collections.abc import Callable

    from weighbridge_checks.facts.document import Opener

__all__ = ["UnreadableContractError", "is_workflow", "read", "read_bundle"]


#: the module of each format's reader, loaded when a document asks for it
_READERS = {
    Format.ASYNCAPI: "asyncapi",
    Format.JSON_SCHEMA: "jsonschema",
    Format.OPENAPI: "openapi",
    Format.WORKFLOW: "workflow",
}


def _reader(kind: Format, root: Any) -> Callable[[Bundle], Contract]:
    """The reader of a document; OpenAPI is read by its old name too."""
    module = _READERS[kind]
    if kind is Format.OPENAPI and "swagger" in root and "openapi" not in root:
        module = "swagger"
    found: Callable[[Bundle], Contract] = import_module(f"{__name__}.{module}").read
    return found


def read(  # noqa: PLR0913 (all that a caller may know of a document)
    data: bytes,
    *,
    name: str,
    open: Opener | None = None,  # noqa: A002 (that is what it does)
    format: Format | None = None,  # noqa: A002 (and that is what it is)
    rise: int = 0,
    draft: str | None = None,
    assert_formats: bool = False,
    beside: Contract | None = None,
    ahead: bytes | None = None,
) -> Contract:
    """Read a contract: which format it is, the document itself says, unless the caller does.

    `name` is what messages call the document. `open` is given the path of a neighbour, relative
    to the document's folder, and answers its bytes; references may leave that folder by `rise`
    folders. `draft` is what a JSON Schema is written in that does not say so itself. Formats
    (`date-time`, `int32`) are words about values, unless they are to be asserted. What a large
    document has in common with the one `beside` is not looked through again, and what it has in
    common with the one `ahead`, which is read next, only when it is asked for: that two versions
    share a fault is no difference. Raises `UnreadableContractError`.
    """
    root = parse(data, name=name, beside=beside.bundle.root if beside else None, ahead=ahead)
    kind = format or recognise(root.root)
    if kind is None:
        reason = (
            "this is neither an OpenAPI document (no 'openapi' and no 'swagger'), nor AsyncAPI"
            " (no 'asyncapi'), nor a workflow (no 'workflow' with 'states'), nor a JSON Schema; say"
            " which it is with --as"
        )
        raise UnreadableContractError(name, reason, 1, 1)
    if kind is not Format.JSON_SCHEMA and not isinstance(root.root, dict):
        raise UnreadableContractError(name, f"{kind} needs a mapping at the top", 1, 1)
    bundle = Bundle(root, open, rise=rise)
    return read_bundle(bundle, kind, draft=draft, assert_formats=assert_formats)


def read_bundle(
    bundle: Bundle, kind: Format, *, draft: str | None = None, assert_formats: bool = False
) -> Contract:
    """Read a contract whose document was parsed before. Raises `UnreadableContractError`."""
    missing = []
    for dangling in bundle.reach():
        if kind is Format.JSON_SCHEMA or not dangling.pointer.startswith(_SCHEMAS):
            raise dangling
        missing.append(str(dangling))
    if kind is Format.JSON_SCHEMA:
        from weighbridge_checks.facts.formats import dialects, jsonschema  # noqa: PLC0415 (as above)

        contract = jsonschema.read(bundle, dialects.DRAFTS[draft] if draft else None)
    else:
        contract = _reader(kind, bundle.root.root)(bundle)
    contract.world.formats = assert_formats
    return contract._replace(unread=(*contract.unread, *missing)) if missing else contract


#: where schemas stand; what refers to nothing there hides no more than a schema
_SCHEMAS = ("/components/schemas/", "/definitions/")

_SCHEMA_WORDS = frozenset(
    {
        "$schema", "$id", "$ref", "$defs", "definitions", "type", "properties", "items", "enum",
        "const", "allOf", "anyOf", "oneOf", "not", "required", "additionalProperties",
        "patternProperties", "minimum", "maximum", "pattern", "minLength", "maxLength", "if",
        "prefixItems", "contains", "propertyNames", "multipleOf", "format", "minItems",
        "maxItems", "uniqueItems", "minProperties", "maxProperties", "dependencies",
        "dependentRequired", "dependentSchemas", "exclusiveMinimum", "exclusiveMaximum",
        "unevaluatedProperties", "unevaluatedItems", "title", "description", "default",
        "contentMediaType", "contentEncoding", "contentSchema", "$dynamicRef", "$recursiveRef",
        "additionalItems", "minContains", "maxContains", "$anchor", "$dynamicAnchor", "id",
    }
)  # fmt: skip


def recognise(root: Any) -> Format | None:
    """The format of a document, by its own first words; None where it does not say."""
    if isinstance(root, bool):
        return Format.JSON_SCHEMA
    if not isinstance(root, dict):
        return None
    if "openapi" in root or "swagger" in root:
        return Format.OPENAPI
    if "asyncapi" in root:
        return Format.ASYNCAPI
    if is_workflow(root):
        return Format.WORKFLOW
    return Format.JSON_SCHEMA if not root or _SCHEMA_WORDS & root.keys() else None


#: what no other format has beside a name for its workflow
_MACHINE = frozenset({"states", "transitions", "initial", "terminal", "creation_events"})


def is_workflow(root: Any) -> bool:
    """Whether a decoded file means to be a workflow contract."""
    return isinstance(root, dict) and "workflow" in root and bool(_MACHINE & root.keys())
