"""The files of `contracts/`, read strictly, and the examples within them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

CONTRACTS = Path(__file__).parents[2] / "contracts"
OPENAPI = sorted(CONTRACTS.glob("apis/*/*/openapi.yaml"))
#: the golden cases are left out: what is planted in them is judged by their `expected.json`
PROPOSED = sorted(
    path
    for path in CONTRACTS.glob("proposals/*/openapi.yaml")
    if not path.parent.name.startswith("gc-")
)
ASYNCAPI = sorted(CONTRACTS.glob("events/*/*/asyncapi.yaml"))
PACTS = sorted(CONTRACTS.glob("consumers/*/*.pact.json"))
HOST = "https://estate.invalid/"


class CoreLoader(yaml.CSafeLoader):
    """YAML as version 1.2 means it: `on` is a word, 2026-03-02 is text, and no key comes twice."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # a new table, not PyYAML's shared one

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  # PyYAML's signature
        """A mapping; a key that comes twice is refused."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        assert not twice, f"{node.start_mark}: keys that come twice: {twice}"
        return super().construct_mapping(node, deep)


for tag, pattern, first in (
    ("bool", r"^(true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(null|Null|NULL|~|)$", ["n", "N", "~", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", "-+.0123456789"),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


@cache
def read(path: Path) -> Any:
    """The content of a YAML or JSON file. It is shared: look at it only."""
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    return yaml.load(path.read_text(encoding="utf-8"), CoreLoader)  # noqa: S506  # a SafeLoader


def relied_on(pact: Any) -> Path:
    """The folder of the version that a pact was written against."""
    target = pact["metadata"]["x-weighbridge"]
    (folder,) = CONTRACTS.glob(f"*/{target['contract']}/{target['version']}")
    return folder


def heard(pact: Any) -> list[Any]:
    """The messages that a pact waits for: V4 wraps the contents, V3 does not."""
    entries = [*pact.get("messages", ()), *pact.get("interactions", ())]
    contents = [each["contents"] for each in entries if "contents" in each]
    return [each.get("content", each) for each in contents]


def name_of(path: Path) -> str:
    """How a file is called in a test's id."""
    return str(path.relative_to(CONTRACTS))


def walk(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every value within a value, with its JSON Pointer."""
    yield pointer, value
    children: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, dict):
        children = iter(value.items())
    elif isinstance(value, list):
        children = iter(enumerate(value))
    for key, child in children:
        step = str(key).replace("~", "~0").replace("/", "~1")
        yield from walk(child, f"{pointer}/{step}")


def at(document: Any, pointer: str) -> Any:
    """What a JSON Pointer points at; KeyError or IndexError where it points at nothing."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        document = document[int(key) if isinstance(document, list) else key]
    return document


def followed(document: Any, value: Any) -> Any:
    """The value, or what its `$ref` within the document leads to."""
    while isinstance(value, dict) and "$ref" in value:
        value = at(document, value["$ref"].removeprefix("#"))
    return value


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Path, method and operation of every operation."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def examples(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Every example of an OpenAPI document: where it is, the pointer of its schema, its value."""
    for pointer, value in walk(document):
        if not isinstance(value, dict) or "/example" in pointer:
            continue
        if "schema" in value:
            shown = [value["example"]] if "example" in value else []
            shown += [
                followed(document, example)["value"]
                for example in value.get("examples", {}).values()
            ]
            for each in shown:
                yield pointer, f"{pointer}/schema", each
        elif isinstance(value.get("examples"), list):
            for each in value["examples"]:
                yield pointer, pointer, each


def validator_of(document: Any, pointer: str) -> Draft202012Validator:
    """The validator of the schema at a pointer of a document."""
    uri = f"{HOST}document"
    resource = Resource.from_contents(document, default_specification=DRAFT202012)
    schema = {"$ref": f"{uri}#{pointer.replace('%', '%25')}"}
    return Draft202012Validator(
        schema,
        registry=Registry().with_resource(uri, resource),
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def file_validator(path: Path) -> Draft202012Validator:
    """The validator of a schema file, which may refer to its neighbours."""
    resources = [
        (f"{HOST}{each.name}", Resource.from_contents(read(each)))
        for each in path.parent.glob("*.json")
    ]
    return Draft202012Validator(
        {"$ref": f"{HOST}{path.name}"},
        registry=Registry().with_resources(resources),
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def faults(validator: Draft202012Validator, value: Any) -> list[str]:
    """What a validator has against a value, in words."""
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(value)]


def as_read(schema: Any) -> Any:
    """A schema as it judges the part of a message that a consumer reads.

    Nothing has to be there, and everything that is there has to be declared.
    """
    if isinstance(schema, Mapping):
        seen = {key: as_read(value) for key, value in schema.items() if key != "required"}
        if isinstance(schema.get("properties"), Mapping) and "type" in schema:
            seen["additionalProperties"] = False
        return seen
    if isinstance(schema, Sequence) and not isinstance(schema, str):
        return [as_read(each) for each in schema]
    return schema


def check_digit_is_right(number: str) -> bool:
    """Whether the last digit of a GS1 number is the one that the others ask for."""
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(reversed(number[:-1]))
    )
    return (10 - total % 10) % 10 == int(number[-1])
