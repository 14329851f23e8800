"""What small documents cost beside bare Python: whole processes, in turn, as ratios of one run.

`python -m benchmarks.startup` makes an order API of 85 KB as JSON and 72 KB as YAML with a dozen
changes, another that is tiny, and runs every command on them. Compiled modules are kept, as they
are on a user's machine, and the first round of each is not counted.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from benchmarks.diff import run

if TYPE_CHECKING:
    from benchmarks.diff import Run

NOUNS = (
    *("order", "orderLine", "customer", "product", "price", "location", "inventoryLevel"),
    *("reservation", "shipment", "parcel", "carrier", "invoice", "payment", "supplier"),
    *("purchaseOrder", "return", "refund", "promotion"),
)


def main() -> None:
    """Run every command some times, one after the other in each round, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="", help="a part of the names of the commands to run")
    wish = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        wanted = {n: c for n, c in commands(Path(folder)).items() if wish.only in n}
        wanted = {"bare python": [sys.executable, "-c", "pass"]} | wanted
        runs: dict[str, list[Run]] = {name: [] for name in wanted}
        for command in wanted.values():
            run(command)
        for _ in range(wish.rounds):
            for name, command in wanted.items():
                runs[name].append(run(command))
    bare = medians(runs["bare python"])
    print(f"{'':40}{'wall ms':>9}{'bare = 1':>10}{'cpu ms':>9}{'bare = 1':>10}{'exit':>6}")
    for name, done in runs.items():
        wall, cpu = medians(done)
        print(
            f"{name:40}{wall * 1000:9.1f}{wall / bare[0]:10.2f}"
            f"{cpu * 1000:9.1f}{cpu / bare[1]:10.2f}{done[0].code:6}"
        )


def medians(runs: list[Run]) -> tuple[float, float]:
    """The middle of the seconds that passed, and of those that were worked."""
    return statistics.median(r.seconds for r in runs), statistics.median(r.cpu for r in runs)


def commands(folder: Path) -> dict[str, list[str]]:
    """What to run, by the name to show."""
    weighbridge = [sys.executable, "-m", "weighbridge_checks"]
    found = {"--version": [*weighbridge, "--version"]}
    for title, nouns in (("90 KB", NOUNS), ("tiny", NOUNS[:1])):
        old = document(nouns)
        for shape in ("json", "yaml"):
            before = written(folder / f"{title[:2]}-old.{shape}", old)
            after = written(folder / f"{title[:2]}-new.{shape}", changed(old))
            same = written(folder / f"{title[:2]}-worded.{shape}", reworded(old))
            pair, diff = f"{title} {shape}", [*weighbridge, "diff"]
            found |= {
                f"diff {pair}": [*diff, before, after],
                f"diff {pair} --format json": [*diff, before, after, "--format", "json"],
                f"diff {pair}, words only": [*diff, before, same],
                f"diff {pair}, nothing changed": [*diff, before, before],
                f"lint {pair}": [*weighbridge, "lint", before],
            }
            if peer := shutil.which("oasdiff"):
                found[f"oasdiff {pair}"] = [peer, "changelog", before, after]
    return found


def written(file: Path, value: dict[str, Any]) -> str:
    """Write a document in the form that its name asks for."""
    text = json.dumps(value, indent=1)
    if file.suffix == ".yaml":
        text = yaml.safe_dump(json.loads(text), sort_keys=False)  # each part anew: no aliases
    file.write_text(text, "utf-8")
    return str(file)


def document(nouns: tuple[str, ...]) -> dict[str, Any]:
    """An API with four operations for each noun."""
    paths: dict[str, Any] = {}
    for noun in nouns:
        paths |= {f"/{noun}s": collection(noun), f"/{noun}s/{{id}}": one(noun)}
    return {
        "openapi": "3.0.3",
        "info": {"title": "order api", "version": "1.4.0"},
        "servers": [{"url": "https://api.example.com/v1"}],
        "paths": paths,
        "components": {"schemas": {noun: schema(noun) for noun in nouns} | {"problem": PROBLEM}},
    }


PROBLEM = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "status": {"type": "integer"}},
    "required": ["title"],
}
PAGE = [
    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}},
    {"name": "cursor", "in": "query", "schema": {"type": "string"}},
]
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


def collection(noun: str) -> dict[str, Any]:
    """The operations of a collection."""
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{noun}"}}
    page = {"type": "object", "properties": {"items": items, "next": {"type": "string"}}}
    return {
        "get": {
            "operationId": f"{noun}List",
            "summary": f"Every {noun}, by pages",
            "parameters": PAGE,
            "responses": {"200": answer("a page", page), "default": FAILED},
        },
        "post": {
            "operationId": f"{noun}Create",
            "summary": f"A new {noun}",
            "requestBody": body(noun),
            "responses": {"201": answer("made", reference(noun)), "default": FAILED},
        },
    }


def one(noun: str) -> dict[str, Any]:
    """The operations of a single thing."""
    return {
        "parameters": [ID],
        "get": {
            "operationId": f"{noun}Read",
            "summary": f"One {noun}",
            "responses": {"200": answer("found", reference(noun)), "default": FAILED},
        },
        "put": {
            "operationId": f"{noun}Replace",
            "summary": f"Another {noun} in its place",
            "requestBody": body(noun),
            "responses": {"200": answer("replaced", reference(noun)), "default": FAILED},
        },
    }


def reference(name: str) -> dict[str, Any]:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def answer(words: str, schema_: dict[str, Any]) -> dict[str, Any]:
    """A response."""
    return {"description": words, "content": {"application/json": {"schema": schema_}}}


def body(noun: str) -> dict[str, Any]:
    """A request's body."""
    return {"required": True, "content": {"application/json": {"schema": reference(noun)}}}


FAILED = answer("what went wrong", reference("problem"))


def schema(noun: str) -> dict[str, Any]:
    """A thing with a dozen fields."""
    money = {
        "type": "object",
        "properties": {
            "amount": {"type": "string", "pattern": r"^-?\d{1,12}\.\d{2}$"},
            "currency": {"type": "string", "enum": ["EUR", "USD", "GBP"]},
        },
        "required": ["amount", "currency"],
    }
    return {
        "type": "object",
        "description": f"What is known of one {noun}.",
        "properties": {
            "id": {"type": "string", "format": "uuid", "readOnly": True},
            "number": {"type": "string", "minLength": 1, "maxLength": 40},
            "status": {"type": "string", "enum": ["open", "held", "closed"]},
            "createdAt": {"type": "string", "format": "date-time"},
            "quantity": {"type": "integer", "minimum": 0, "maximum": 100_000},
            "value": money,
            "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 20},
            "note": {"type": "string", "nullable": True, "maxLength": 500},
            "reference": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            "attributes": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "required": ["id", "number", "status", "createdAt"],
    }


def changed(old: dict[str, Any]) -> dict[str, Any]:
    """The next version: some of it breaks, some does not."""
    new = copy.deepcopy(old)
    new["info"]["version"] = "1.5.0"
    order = new["components"]["schemas"]["order"]["properties"]
    order["status"]["enum"].append("cancelled")
    order["quantity"]["maximum"] = 10_000
    order["note"]["description"] = "What else there is to say."
    order["channel"] = {"type": "string"}
    del order["tags"]
    orders = new["paths"]["/orders"]
    orders["get"]["parameters"] = [*PAGE, {"name": "q", "in": "query", "schema": {}}]
    orders["post"]["responses"]["409"] = answer("is there already", reference("problem"))
    orders["delete"] = {"operationId": "orderClear", "responses": {"204": {"description": "gone"}}}
    if customer := new["components"]["schemas"].get("customer"):
        customer["properties"]["number"]["maxLength"] = 30
        customer["required"].append("quantity")
        customer["properties"]["value"]["properties"]["currency"]["enum"].remove("GBP")
        del new["paths"]["/customers/{id}"]["put"]
    return new


def reworded(old: dict[str, Any]) -> dict[str, Any]:
    """The next version: a description says more."""
    new = copy.deepcopy(old)
    new["components"]["schemas"]["order"]["description"] = "All that is known of one order."
    return new


if __name__ == "__main__":
    main()
