"""Generated documents: time against the number of operations, changes and tangled schemas."""

from __future__ import annotations

import copy
import gc
import json
import time
from typing import Any

from weighbridge_checks.facts import read
from weighbridge_checks.verdicts import weigh


def main() -> None:
    """Weigh pairs that grow in one respect at a time."""
    gc.disable()
    for operations in (100, 1_000, 2_000):
        for changed in (0, 1, operations // 10, operations):
            old = plain(operations)
            new = copy.deepcopy(old)
            for i in range(changed):
                touch(new, i)
            told(f"{operations} operations, {changed} changed", old, new)
    for size in (100, 1_000, 5_000):
        old, new = ring(size), ring(size)
        new["components"]["schemas"]["S0"]["properties"]["value"]["maxLength"] = 5
        told(f"one cycle of {size} schemas, 1 changed", old, new)
    for size in (200, 2_000):
        old, new = (reached(ring(size), size) for _ in "12")
        new["components"]["schemas"]["S0"]["properties"]["value"]["maxLength"] = 5
        told(f"one cycle of {size} schemas, {size} messages into it, 1 changed", old, new)
    for size in (100, 2_303):
        old, new = plain(1), plain(1)
        fields = {f"field{i}": {"type": "string"} for i in range(size)}
        for document_ in (old, new):
            document_["components"]["schemas"]["S0"] = {"type": "object", "properties": fields}
        new["components"]["schemas"]["S0"] = {"type": "object", "properties": {}}
        old["components"]["schemas"]["S0"] |= {"required": list(fields)}
        told(f"{size} required properties gone at once", old, new)
    for size in (10, 100, 1_000, 10_000):
        old, new = union(size), union(size + 1)
        told(f"a union of {size} branches, 1 added", old, new)


def told(name: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    """Print what one pair took."""
    texts = [json.dumps(d).encode() for d in (old, new)]
    clock = time.process_time()
    verdict = weigh(*(read(t, name="generated.json") for t in texts))
    took = time.process_time() - clock
    print(f"{name:64}{took * 1000:10.0f} ms  {verdict.word} {dict(verdict.stats)}")


def document(paths: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """An OpenAPI document around some paths and schemas."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "generated", "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def answer(schema: dict[str, Any]) -> dict[str, Any]:
    """An operation that answers with a schema."""
    content = {"application/json": {"schema": schema}}
    return {"get": {"responses": {"200": {"description": "ok", "content": content}}}}


def plain(operations: int) -> dict[str, Any]:
    """Operations with a schema of ten fields each."""
    fields = {f"field{i}": {"type": "string", "maxLength": 10 + i} for i in range(10)}
    one = {"type": "object", "properties": fields, "required": ["field1", "field2"]}
    schemas = {f"S{i}": copy.deepcopy(one) for i in range(operations)}
    paths = {
        f"/things{i}": answer({"$ref": f"#/components/schemas/S{i}"}) for i in range(operations)
    }
    return document(paths, schemas)


def touch(doc: dict[str, Any], i: int) -> None:
    """Change one operation's schema."""
    doc["components"]["schemas"][f"S{i}"]["properties"]["field3"]["maxLength"] = 99


def ring(size: int) -> dict[str, Any]:
    """Schemas that all lie on one cycle."""
    schemas = {
        f"S{i}": {
            "type": "object",
            "properties": {
                "value": {"type": "string"},
                "next": {"$ref": f"#/components/schemas/S{(i + 1) % size}"},
                "other": {"$ref": f"#/components/schemas/S{(i * 7 + 3) % size}"},
            },
        }
        for i in range(size)
    }
    return document({"/ring": answer({"$ref": "#/components/schemas/S0"})}, schemas)


def reached(doc: dict[str, Any], size: int) -> dict[str, Any]:
    """A document in which each of so many schemas is answered by an operation."""
    doc["paths"] = {
        f"/ring{i}": answer({"$ref": f"#/components/schemas/S{i}"}) for i in range(size)
    }
    return doc


def union(size: int) -> dict[str, Any]:
    """A choice between objects that a constant tells apart."""
    schemas = {
        f"B{i}": {
            "type": "object",
            "properties": {"kind": {"const": f"b{i}"}, "value": {"type": "string"}},
            "required": ["kind"],
        }
        for i in range(size)
    }
    choice = {"oneOf": [{"$ref": f"#/components/schemas/B{i}"} for i in range(size)]}
    return document({"/union": answer(choice)}, schemas)


if __name__ == "__main__":
    main()
