"""What versions of JSON Schema spell differently, and one wording for all: draft 2020-12."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

#: the keyword of a schema of which nothing is known, since the reference to it leads nowhere
UNKNOWN = "x-leads-nowhere"
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


class Dialect(NamedTuple):
    """What a version of JSON Schema does differently from draft 2020-12."""

    name: str
    #: `nullable: true` beside `type` (OpenAPI 3.0 and Swagger 2.0)
    nullable: bool = False
    #: `exclusiveMinimum: true` beside `minimum` (draft 4)
    exclusive_flags: bool = False
    #: what stands beside `$ref` counts (2019-09 and later)
    ref_siblings: bool = True
    #: `items: [..]` with `additionalItems` (before 2020-12)
    tuple_items: bool = False
    #: `dependencies` (before 2019-09)
    dependencies: bool = False
    #: `x-nullable` for `nullable`, and a `discriminator` that is a name alone (Swagger 2.0)
    swagger: bool = False
    #: keywords that the dialect does not know and so ignores
    unknown: frozenset[str] = frozenset()


_2019 = frozenset(
    {
        "dependentRequired",
        "dependentSchemas",
        "unevaluatedItems",
        "unevaluatedProperties",
        "minContains",
        "maxContains",
    }
)
_7 = frozenset({"if", "then", "else"})
_6 = frozenset({"const", "contains", "propertyNames"})

DRAFT_4 = Dialect(
    name="draft-4",
    exclusive_flags=True,
    ref_siblings=False,
    tuple_items=True,
    dependencies=True,
    unknown=_2019 | _7 | _6 | {"prefixItems"},
)
DRAFT_6 = Dialect(
    name="draft-6",
    ref_siblings=False,
    tuple_items=True,
    dependencies=True,
    unknown=_2019 | _7 | {"prefixItems"},
)
DRAFT_7 = Dialect(
    name="draft-7",
    ref_siblings=False,
    tuple_items=True,
    dependencies=True,
    unknown=_2019 | {"prefixItems"},
)
DRAFT_2019 = Dialect(
    name="2019-09", tuple_items=True, dependencies=True, unknown=frozenset({"prefixItems"})
)
DRAFT_2020 = Dialect(name="2020-12", dependencies=True)
#: a schema object of OpenAPI 3.0; keywords of later drafts are honoured where people wrote them
OPENAPI_30 = Dialect(
    name="openapi-3.0", nullable=True, exclusive_flags=True, ref_siblings=False, dependencies=True
)
SWAGGER_20 = Dialect(
    name="swagger-2.0",
    nullable=True,
    exclusive_flags=True,
    ref_siblings=False,
    dependencies=True,
    swagger=True,
)
OPENAPI_31 = Dialect(name="openapi-3.1", dependencies=True)


def modern(value: Any, dialect: Dialect) -> Mapping[str, Any]:
    """A schema object in the words of draft 2020-12; `{"not": {}}` where it is `false`."""
    if not isinstance(value, dict):  # true, or no schema at all, asks nothing
        return {"not": {}} if value is False else {}
    kind = value.get("type")
    if kind is not None and kind not in TYPES and not _are_types(kind):
        value = _of_no_type(value)
    written: dict[str, Any] = value
    if not dialect.ref_siblings and isinstance(written.get("$ref"), str):
        return {"$ref": written["$ref"]}
    if not _needs_translation(written, dialect):
        return written
    said = {k: v for k, v in written.items() if k not in dialect.unknown}
    _dynamic(said)
    if dialect.exclusive_flags:
        _exclusive(said, "minimum", "exclusiveMinimum")
        _exclusive(said, "maximum", "exclusiveMaximum")
    if dialect.tuple_items:
        _tuples(said)
    if dialect.dependencies and isinstance(said.get("dependencies"), dict):
        _dependencies(said)
    if dialect.swagger:
        _swagger(said)
    if said.get("nullable") is True and dialect.nullable:
        _nullable(said)
    return said


#: a `format` that is asserted stands beside the word itself under this name
ASSERTED = "format (asserted)"
#: formats of numbers are ranges
RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
#: the formats that can be asserted; of all others nobody knows what they ask
FORMATS = frozenset(
    {
        "date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname",
        "ipv4", "ipv6", "uri", "uri-reference", "iri", "iri-reference", "uuid", "json-pointer",
        "relative-json-pointer", "regex", "uri-template", *RANGES,
    }
)  # fmt: skip


def asserting(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same, with a format that is asserted under its own name."""
    named = said.get("format")
    return {**said, ASSERTED: named} if isinstance(named, str) and named in FORMATS else said


def _of_no_type(value: Mapping[str, Any]) -> dict[str, Any]:
    """A schema whose type is none that there is: of names, nobody knows what they mean."""
    kind = value["type"]
    names = kind if isinstance(kind, list) else [kind]
    said = {k: v for k, v in value.items() if k != "type"}
    if all(isinstance(name, str) for name in names):
        said[UNKNOWN] = f"there is no type {json.dumps(kind)}"
    return said


def _are_types(said: Any) -> bool:
    return isinstance(said, list) and bool(said) and all(kind in TYPES for kind in said)


def _swagger(said: dict[str, Any]) -> None:
    """Two words of Swagger 2.0 that OpenAPI 3 says otherwise."""
    if said.get("x-nullable") is True:
        said["nullable"] = True
    if isinstance(said.get("discriminator"), str):
        said["discriminator"] = {"propertyName": said["discriminator"]}


def _dynamic(said: dict[str, Any]) -> None:
    """A dynamic reference is followed as a plain one is; beside one, it is one more of all."""
    for dynamic in ("$dynamicRef", "$recursiveRef"):
        if not isinstance(said.get(dynamic), str):
            continue
        if "$ref" not in said:
            said["$ref"] = said[dynamic]
        else:
            said["allOf"] = [*said.get("allOf", ()), {dynamic: said[dynamic]}]


def _tuples(said: dict[str, Any]) -> None:
    """A list under `items` is a tuple, and `additionalItems` is what may follow it."""
    rest = said.pop("additionalItems", None)
    if isinstance(said.get("items"), list):
        said["prefixItems"] = said.pop("items")
        if rest is not None:
            said["items"] = rest


_TRANSLATED = frozenset(
    {
        "exclusiveMinimum",
        "exclusiveMaximum",
        "nullable",
        "x-nullable",
        "discriminator",
        "dependencies",
        "additionalItems",
        "$dynamicRef",
        "$recursiveRef",
    }
)


def _needs_translation(value: Mapping[str, Any], dialect: Dialect) -> bool:
    return (
        not _TRANSLATED.isdisjoint(value)
        or not dialect.unknown.isdisjoint(value)
        or (dialect.tuple_items and isinstance(value.get("items"), list))
    )


def _exclusive(said: dict[str, Any], bound: str, exclusive: str) -> None:
    flag = said.get(exclusive)
    if flag is True and bound in said:
        said[exclusive] = said.pop(bound)
    elif isinstance(flag, bool):
        del said[exclusive]


def _dependencies(said: dict[str, Any]) -> None:
    names: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for name, what in said["dependencies"].items():
        if isinstance(what, list):
            names[name] = what
        elif isinstance(what, str):
            names[name] = [what]
        else:
            schemas[name] = what
    del said["dependencies"]
    if names:
        said["dependentRequired"] = {**names, **said.get("dependentRequired", {})}
    if schemas:
        said["dependentSchemas"] = {**schemas, **said.get("dependentSchemas", {})}


def _nullable(said: dict[str, Any]) -> None:
    """`nullable: true` lets null in, whatever else the schema says: that is what people mean by it.

    Read to the letter, OpenAPI 3.0 lets null in only beside a `type`, and only where an `enum`
    lists it; people write it beside `allOf` and beside enums without null, and send null.
    """
    del said["nullable"]
    kind = said.get("type")
    said["type"] = [*([kind] if isinstance(kind, str) else kind or ()), "null"] if kind else None
    if said["type"] is None:
        del said["type"]
    if isinstance(said.get("enum"), list) and None not in said["enum"]:
        said["enum"] = [*said["enum"], None]
    composed = [k for k in ("allOf", "anyOf", "oneOf", "not", "$ref", "if") if k in said]
    if composed:
        rest = {k: v for k, v in said.items() if k not in _ANNOTATIONS}
        if kind:
            rest["type"] = kind
        for k in tuple(said):
            if k not in _ANNOTATIONS:
                del said[k]
        said["anyOf"] = [rest, {"type": "null"}]


_ANNOTATIONS = frozenset(
    {
        "title",
        "description",
        "default",
        "examples",
        "example",
        "deprecated",
        "readOnly",
        "writeOnly",
        "externalDocs",
        "xml",
        "discriminator",
    }
)
