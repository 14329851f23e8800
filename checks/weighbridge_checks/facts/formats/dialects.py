"""The names under which schemas declare the version of JSON Schema that they are written in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weighbridge_checks.facts.dialect import (
    DRAFT_4,
    DRAFT_6,
    DRAFT_7,
    DRAFT_2019,
    DRAFT_2020,
    OPENAPI_30,
    OPENAPI_31,
    SWAGGER_20,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from weighbridge_checks.facts.dialect import Dialect
    from weighbridge_checks.facts.document import Bundle

#: by `$schema`, with `http:` or `https:`, which people mix up
DIALECTS = {
    f"{scheme}://json-schema.org/{name}/schema": dialect
    for scheme in ("http", "https")
    for name, dialect in (
        ("draft-04", DRAFT_4),
        ("draft-06", DRAFT_6),
        ("draft-07", DRAFT_7),
        ("draft/2019-09", DRAFT_2019),
        ("draft/2020-12", DRAFT_2020),
    )
}

#: by the names that people call them by
DRAFTS = {
    "4": DRAFT_4,
    "6": DRAFT_6,
    "7": DRAFT_7,
    "2019-09": DRAFT_2019,
    "2020-12": DRAFT_2020,
}
_DRAFTS = {
    "draft-04": DRAFT_4,
    "draft-06": DRAFT_6,
    "draft-07": DRAFT_7,
    "2019-09": DRAFT_2019,
    "2020-12": DRAFT_2020,
}
#: the formats of AsyncAPI's `schemaFormat` by how their media types begin, the rest by name
_FAMILIES = {
    "application/vnd.apache.avro": "Avro",
    "application/vnd.google.protobuf": "Protobuf",
    "application/x-protobuf": "Protobuf",
    "application/raml": "RAML",
    "application/xml": "XML Schema",
}
#: what the formats are called that are read
JSON_SCHEMA = "JSON Schema"
_VERSION = re.compile(r"version=\s*\"?([^;\"\s]+)")


def dialect_of(bundle: Bundle) -> Callable[[str], Dialect | None]:
    """Which dialect a whole file declares."""

    def declared(file: str) -> Dialect | None:
        root = bundle.document(file).root
        named = root.get("$schema") if isinstance(root, dict) else None
        return DIALECTS.get(named.rstrip("#")) if isinstance(named, str) else None

    return declared


def schema_format(named: str | None) -> tuple[str, Dialect | None]:
    """What a `schemaFormat` is called, and its dialect where it is a JSON Schema of some kind.

    Without one it is a schema of AsyncAPI, which extends draft 7.
    """
    if named is None:
        return JSON_SCHEMA, DRAFT_7
    media = named.partition(";")[0].strip().lower()
    version = found[1] if (found := _VERSION.search(named)) else ""
    if media.startswith("application/vnd.aai.asyncapi"):
        return JSON_SCHEMA, DRAFT_7
    if media.startswith("application/vnd.oai.openapi"):
        if version.startswith("2"):
            return JSON_SCHEMA, SWAGGER_20
        return JSON_SCHEMA, OPENAPI_31 if version.startswith("3.1") else OPENAPI_30
    if media in {"application/schema+json", "application/schema+yaml"}:
        draft = next((d for name, d in _DRAFTS.items() if name in version), DRAFT_7)
        return JSON_SCHEMA, draft
    family = next((said for start, said in _FAMILIES.items() if media.startswith(start)), None)
    return family or media or named, None
