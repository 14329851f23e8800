"""The estate is one: its documents are valid, and its names lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from tests.estate.documents import (
    ASYNCAPI,
    CONTRACTS,
    OPENAPI,
    PACTS,
    PROPOSED,
    as_read,
    at,
    check_digit_is_right,
    examples,
    faults,
    file_validator,
    followed,
    heard,
    name_of,
    operations,
    read,
    relied_on,
    validator_of,
    walk,
)

#: a golden case may hold a file that nobody can read
FILES = sorted(
    path
    for kind in ("*.yaml", "*.json")
    for path in CONTRACTS.rglob(kind)
    if not path.parent.name.startswith("gc-") or path.name == "expected.json"
)
SCHEMAS = sorted(CONTRACTS.glob("events/*/*/schemas/*.json"))
PUBLISHED = sorted(path.parent for path in CONTRACTS.glob("*/*/*/contract.yaml"))
CANDIDATES = sorted(path.parent for path in PROPOSED)
SYSTEMS = {each["id"]: each for each in read(CONTRACTS / "systems.yaml")["systems"]}
OWNERS = read(CONTRACTS / "teams.yaml")
TEAMS = {each["id"] for each in OWNERS["teams"]}
ROLES = {each["id"] for each in OWNERS["roles"]}
ENVIRONMENTS = read(CONTRACTS / "environments.yaml")
CAMEL = re.compile(r"[a-z][A-Za-z0-9]*")
GS1 = {
    "gtin": (8, 12, 13, 14),
    "upc": (12,),
    "gln": (13,),
    "sscc": (18,),
    **dict.fromkeys(("buyerGln", "supplierGln", "shipFromGln", "shipToGln"), (13,)),
}
LADDER = {
    "products": ["1.0.0", "1.1.0", "2.0.0", "2.1.0"],
    "locations": ["1.0.0", "1.1.0", "2.0.0"],
    "orders": ["1.0.0", "1.1.0", "2.0.0", "3.0.0"],
    "inventory": ["1.0.0", "1.1.0", "2.0.0"],
    "purchase-orders": ["1.0.0", "1.1.0", "2.0.0"],
    "shipments": ["1.0.0", "1.1.0", "2.0.0"],
    "returns": ["1.0.0", "2.0.0"],
    "finance-references": ["1.0.0", "1.1.0"],
    "product-events": ["1.0.0", "1.1.0", "2.0.0"],
    "location-events": ["1.0.0", "1.1.0"],
    "order-events": ["1.0.0", "1.1.0", "2.0.0", "3.0.0"],
    "shipment-events": ["1.0.0", "1.1.0", "2.0.0"],
    "inventory-events": ["1.0.0", "1.1.0", "2.0.0"],
    "return-events": ["1.0.0", "1.1.0", "2.0.0"],
    "purchase-order-events": ["1.0.0", "1.1.0", "2.0.0"],
    "finance-events": ["1.0.0", "1.1.0"],
    "exception-events": ["1.0.0", "1.1.0"],
    "stock-advice": ["1.0.0"],
}
each_openapi = pytest.mark.parametrize("path", OPENAPI + PROPOSED, ids=name_of)
each_asyncapi = pytest.mark.parametrize("path", ASYNCAPI, ids=name_of)
each_contract = pytest.mark.parametrize("folder", PUBLISHED + CANDIDATES, ids=name_of)
each_pact = pytest.mark.parametrize("path", PACTS, ids=name_of)


def document_of(folder: Path) -> Any:
    """The document beside a contract.yaml."""
    (path,) = [*folder.glob("openapi.yaml"), *folder.glob("asyncapi.yaml")]
    return read(path)


def test_the_ladder_of_versions_is_complete() -> None:
    found: dict[str, list[str]] = {}
    for folder in PUBLISHED:
        found.setdefault(folder.parent.name, []).append(folder.name)
    assert found == LADDER


def test_the_readme_lists_the_contracts_and_their_versions() -> None:
    text = (CONTRACTS / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([a-z-]+) \| ([0-9., ]+) \|", text, re.MULTILINE))
    assert rows == {name: ", ".join(versions) for name, versions in LADDER.items()}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_is_readable_for_programs_and_people(path: Path) -> None:
    assert read(path)
    text = path.read_text(encoding="utf-8")
    assert "\t" not in text
    assert text.endswith("\n")
    if path.suffix == ".yaml":
        assert max(len(line) for line in text.splitlines()) < 120


@each_openapi
def test_an_openapi_document_is_valid(path: Path) -> None:
    validate(read(path))


@each_openapi
def test_every_operation_is_described_guarded_and_fails_with_problems(path: Path) -> None:
    document = read(path)
    scopes = document["components"]["securitySchemes"]["oauth"]["flows"]["clientCredentials"][
        "scopes"
    ]
    tags = {tag["name"] for tag in document["tags"]}
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    for _, _, operation in operations(document):
        assert CAMEL.fullmatch(operation["operationId"])
        assert operation["summary"]
        assert operation["description"]
        assert set(operation["tags"]) <= tags
        assert {each for need in operation["security"] for each in need["oauth"]} <= set(scopes)
        for status, response in operation["responses"].items():
            if status >= "400":
                assert set(followed(document, response)["content"]) == {"application/problem+json"}
        assert {"400", "401", "403", "429", "503"} <= set(operation["responses"])


@each_openapi
def test_every_component_is_reached(path: Path) -> None:
    document = read(path)
    reached = {
        value.removeprefix("#/components/")
        for pointer, value in walk(document)
        if pointer.endswith("/$ref")
    }
    defined = {
        f"{kind}/{name}"
        for kind, named in document["components"].items()
        if kind != "securitySchemes"
        for name in named
    }
    assert defined == reached


@each_openapi
def test_property_names_are_camel_case(path: Path) -> None:
    for pointer, value in walk(read(path)):
        if pointer.endswith("/properties"):
            assert all(CAMEL.fullmatch(name) for name in value), pointer


@each_openapi
def test_every_example_of_an_api_follows_its_schema(path: Path) -> None:
    document = read(path)
    seen = list(examples(document))
    assert len(seen) > 20
    for pointer, schema, value in seen:
        assert faults(validator_of(document, schema), value) == [], pointer


@each_openapi
def test_every_body_of_an_api_has_an_example(path: Path) -> None:
    document = read(path)
    for pointer, value in walk(document):
        if isinstance(value, dict) and "schema" in value and "/content/" in pointer:
            assert "example" in value or "examples" in value, pointer


@pytest.mark.parametrize("path", SCHEMAS, ids=name_of)
def test_a_schema_file_is_a_valid_schema_and_refers_only_to_its_neighbours(path: Path) -> None:
    schema = read(path)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema)
    for pointer, value in walk(schema):
        if pointer.endswith("/$ref"):
            file, _, inner = value.partition("#")
            assert "/" not in file
            assert at(read(path.parent / file) if file else schema, inner) is not None


@each_asyncapi
def test_the_parts_of_an_asyncapi_document_fit_together(path: Path) -> None:
    document = read(path)
    assert document["asyncapi"] == "3.0.0"
    assert document["servers"]
    for pointer, value in walk(document):
        if pointer.endswith("/$ref") and value.startswith("#"):
            assert at(document, value[1:]) is not None, pointer
        elif pointer.endswith("/$ref"):
            assert Path(value).parts[0] == "schemas", pointer
            assert (path.parent / value).is_file(), pointer
    for channel in document["channels"].values():
        assert channel["address"] == channel["bindings"]["kafka"]["topic"]
    for operation in document["operations"].values():
        assert operation["action"] == "send"
        channel = operation["channel"]["$ref"]
        messages = at(document, channel[1:])["messages"]
        assert [each["$ref"] for each in operation["messages"]] == [
            f"{channel}/messages/{name}" for name in messages
        ]


@each_asyncapi
def test_every_message_carries_a_cloud_event_of_its_own_type_and_major(path: Path) -> None:
    document = read(path)
    major = document["info"]["version"].split(".")[0]
    contract = path.parents[1].name
    (channel,) = document["channels"].values()
    assert channel["address"] == f"harborpike.{contract}.v{major}"
    for message in document["components"]["messages"].values():
        file = path.parent / message["payload"]["schema"]["$ref"]
        schema = read(file)
        assert schema["allOf"] == [{"$ref": "cloudevent.json"}]
        assert message["name"] == f"com.harborpike.{message['title']}.v{major}"
        assert schema["properties"]["type"]["const"] == message["name"]
        assert schema["properties"]["dataschema"]["const"] == (
            f"https://contracts.harborpike.example/{contract}/v{major}/{file.name}"
        )
        assert message["examples"]
        for example in message["examples"]:
            assert faults(file_validator(file), example["payload"]) == []
            assert example["payload"]["source"].split("/")[2] in SYSTEMS


@each_asyncapi
def test_every_schema_file_of_an_event_contract_is_used(path: Path) -> None:
    reached = {Path(value).name for key, value in walk(read(path)) if key.endswith("/$ref")}
    files = set((path.parent / "schemas").glob("*.json"))
    for file in files:
        reached |= {
            value.partition("#")[0] for key, value in walk(read(file)) if key.endswith("/$ref")
        }
    assert {file.name for file in files} <= reached


@each_contract
def test_the_names_in_a_contract_lead_somewhere(folder: Path) -> None:
    contract = read(folder / "contract.yaml")
    assert set(contract["providers"] + contract["consumers"]) <= set(SYSTEMS)
    assert contract["owners"]["business"] in ROLES
    assert contract["owners"]["technical"] in TEAMS
    assert contract["audience"] in {"internal", "partner", "public"}
    assert contract["status"] in {"proposed", "approved", "deprecated", "retired"}
    assert ("deprecation" in contract) == (contract["status"] == "deprecated")
    if "deprecation" in contract:
        assert contract["deprecation"]["successor"] in LADDER[contract["id"]]
        assert contract["deprecation"]["deprecated_at"] < contract["deprecation"]["sunset"]
    if contract["kind"] == "api":
        document = document_of(folder)
        ids = {operation["operationId"] for _, _, operation in operations(document)}
        changing = {
            operation["operationId"]
            for _, method, operation in operations(document)
            if method != "get"
        }
        assert set(contract["update_semantics"]) == changing
        assert set(contract["consistency"].get("operations", {})) <= ids
        extensible = {
            pointer.split("/")[3]
            for pointer, value in walk(document)
            if pointer.endswith("/x-extensible-enum") and value
        }
        assert set(contract["extensible_enums"]) == extensible


@pytest.mark.parametrize("folder", PUBLISHED, ids=name_of)
def test_a_contract_lies_where_its_id_and_version_say(folder: Path) -> None:
    contract = read(folder / "contract.yaml")
    kind = {"apis": "api", "events": "event", "schemas": "schema"}[folder.parents[1].name]
    assert (contract["id"], contract["version"]) == (folder.parent.name, folder.name)
    assert contract["kind"] == kind
    if kind == "schema":  # it tells its version by its address
        (document,) = folder.glob("*.json")
        assert f"/{contract['id']}/v{folder.name.partition('.')[0]}/" in read(document)["$id"]
    else:
        assert document_of(folder)["info"]["version"] == folder.name


@each_contract
def test_the_number_of_a_version_is_the_step_that_its_changelog_claims(folder: Path) -> None:
    contract = read(folder / "contract.yaml")
    change = contract["changelog"]
    assert change["notes"]
    versions = LADDER[contract["id"]]
    if contract["version"] == versions[0]:
        assert "from" not in change
        return
    old = [int(part) for part in change["from"].split(".")]
    major, minor, _ = old
    steps = {"major": [major + 1, 0, 0], "minor": [major, minor + 1, 0]}
    assert [int(part) for part in contract["version"].split(".")] == steps[change["bump"]]
    assert change["bump"] == {"breaking": "major", "compatible": "minor"}[change["verdict"]]
    if folder in PUBLISHED:
        assert change["from"] == versions[versions.index(contract["version"]) - 1]
    else:
        assert change["from"] in versions


@pytest.mark.parametrize(
    "folder", [each for each in PUBLISHED if each.parent.parent.name == "apis"], ids=name_of
)
def test_the_examples_of_a_compatible_version_agree_with_the_version_before(folder: Path) -> None:
    change = read(folder / "contract.yaml")["changelog"]
    if change.get("verdict") != "compatible":
        return
    old, new = document_of(folder.parent / change["from"]), document_of(folder)
    for pointer, schema, value in examples(old):
        if "/requestBody/" in pointer or "/parameters/" in pointer:
            assert faults(validator_of(new, schema), value) == [], pointer
    shared = set(old["paths"])
    for pointer, schema, value in examples(new):
        if "/responses/" in pointer and pointer.split("/")[2].replace("~1", "/") in shared:
            assert faults(validator_of(old, schema), value) == [], pointer


@each_asyncapi
def test_the_events_of_a_compatible_version_can_be_read_by_the_version_before(path: Path) -> None:
    change = read(path.parent / "contract.yaml")["changelog"]
    if change.get("verdict") != "compatible":
        return
    before = path.parents[1] / change["from"]
    for message in read(path)["components"]["messages"].values():
        schema = before / message["payload"]["schema"]["$ref"]
        for example in message["examples"]:
            assert faults(file_validator(schema), example["payload"]) == []


@pytest.mark.parametrize("folder", CANDIDATES, ids=name_of)
def test_a_proposal_is_called_what_its_document_is(folder: Path) -> None:
    contract = read(folder / "contract.yaml")
    assert contract["version"] == document_of(folder)["info"]["version"]
    assert contract["version"] not in LADDER[contract["id"]]


@pytest.mark.parametrize("path", [*OPENAPI, *PROPOSED, *ASYNCAPI, *PACTS], ids=name_of)
def test_the_check_digits_in_examples_are_right(path: Path) -> None:
    numbers = [
        (key, value)
        for pointer, value in walk(read(path))
        if (key := pointer.rsplit("/", 1)[-1]) in GS1 and isinstance(value, str)
    ]
    spoken = {pointer.rsplit("/", 1)[-1] for pointer, _ in walk(read(path))} & set(GS1)
    assert numbers or not spoken or path in PACTS or path in ASYNCAPI
    for key, number in numbers:
        assert len(number) in GS1[key]
        assert check_digit_is_right(number), f"{key} {number}"


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("9521110153000", True),
        ("19521110153007", True),
        ("095213210000000018", True),
        ("9521110153001", False),
        ("9521321000019", False),
    ],
)
def test_check_digits(number: str, *, right: bool) -> None:
    assert check_digit_is_right(number) is right


def test_the_path_of_environments_leads_through_known_ones_with_known_gates() -> None:
    environments = {each["id"]: each for each in ENVIRONMENTS["environments"]}
    assert list(environments) == ENVIRONMENTS["path"] == ["dev", "test", "staging", "production"]
    for environment in environments.values():
        assert environment["gates"]
        assert set(environment["gates"]) <= set(ENVIRONMENTS["gates"])
    for system in SYSTEMS.values():
        assert set(system["environments"]) <= set(environments)
        assert system["team"] in TEAMS


@each_pact
def test_a_pact_agrees_with_the_version_that_it_names(path: Path) -> None:
    pact = read(path)
    target = pact["metadata"]["x-weighbridge"]
    assert path.name == f"{target['contract']}.pact.json"
    assert pact["consumer"]["name"] == path.parent.name
    assert pact["consumer"]["name"] in SYSTEMS
    assert pact["provider"]["name"] == target["contract"]
    document = document_of(relied_on(pact))
    if messages := heard(pact):
        names = {each["name"] for each in document["components"]["messages"].values()}
        assert {message["type"] for message in messages} <= names
        return
    read_as = as_read(document)
    for interaction in pact["interactions"]:
        request, response = interaction["request"], interaction["response"]
        pointer, operation = operation_for(document, request["method"], request["path"])
        declared = [followed(document, each) for each in operation["parameters"]]
        queries = {each["name"]: each for each in declared if each["in"] == "query"}
        headers = {each["name"] for each in declared if each["in"] == "header"}
        assert set(request.get("query", {})) <= set(queries)
        assert set(request.get("headers", {})) - {"Content-Type"} <= headers
        if "body" in request:
            schema = f"{pointer}/requestBody/content/application~1json/schema"
            assert faults(validator_of(document, schema), content(request)) == []
        answer = operation["responses"][str(response["status"])]
        at_answer = (
            answer["$ref"][1:]
            if "$ref" in answer
            else (f"{pointer}/responses/{response['status']}")
        )
        media = next(iter(followed(document, answer)["content"])).replace("/", "~1")
        schema = f"{at_answer}/content/{media}/schema"
        assert faults(validator_of(read_as, schema), content(response)) == []


@each_pact
def test_the_fields_with_a_posture_are_read_in_the_pact(path: Path) -> None:
    pact = read(path)
    fields = {
        re.sub(r"/\d+", "[]", pointer).lstrip("/").replace("/", ".")
        for part in heard(pact) or [content(each["response"]) for each in pact["interactions"]]
        for pointer, _ in walk(part)
    }
    postures = pact["metadata"]["x-weighbridge"]["posture"]
    assert set(postures) <= fields
    assert set(postures.values()) <= {"exhaustive", "tolerant"}


def operation_for(document: Any, method: str, path: str) -> tuple[str, Any]:
    """The operation that a request goes to, with its JSON Pointer."""
    found = [
        (template, operation)
        for template, each, operation in operations(document)
        if each == method.lower() and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path)
    ]
    assert len(found) == 1, f"{method} {path} fits {len(found)} operations"
    ((template, operation),) = found
    return f"/paths/{template.replace('/', '~1')}/{method.lower()}", operation


def content(part: Any) -> Any:
    """The JSON of a request or response: V4 wraps it, V3 does not."""
    return part["body"]["content"] if "content" in part["body"] else part["body"]
