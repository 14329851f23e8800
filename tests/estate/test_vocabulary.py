"""Words are used as the vocabulary means them, and catalogues name what there is."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.estate.documents import (
    ASYNCAPI,
    CONTRACTS,
    OPENAPI,
    PACTS,
    faults,
    name_of,
    read,
    relied_on,
    walk,
)

VOCABULARY = read(CONTRACTS / "vocabulary" / "terms.yaml")
TERMS = {term["id"]: term for term in VOCABULARY["terms"]}
COMMON = read(CONTRACTS / "common" / "1.0.0" / "schemas.yaml")["$defs"]
CATALOGUE = {
    each["code"]: each for each in read(CONTRACTS / "exceptions" / "catalogue.yaml")["exceptions"]
}
PAIRS = read(CONTRACTS / "pairs" / "completion.yaml")
OWNERS = read(CONTRACTS / "teams.yaml")
SYSTEMS = {each["id"] for each in read(CONTRACTS / "systems.yaml")["systems"]}
CARDS = sorted(CONTRACTS.glob("*/*/*/contract.yaml"))
EVENTS = {
    message["title"]: read(path.parent / "contract.yaml")["providers"]
    for path in ASYNCAPI
    for message in read(path)["components"]["messages"].values()
}
SCHEMAS = sorted(CONTRACTS.glob("events/*/*/schemas/*.json"))
#: what of a definition decides which values it takes
BINDING = ("type", "pattern", "format", "enum", "required")


def bound(schema: Any) -> Any:
    """A definition without its prose and examples."""
    said = {key: schema[key] for key in BINDING if key in schema}
    if "properties" in schema:
        said["properties"] = {name: bound(part) for name, part in schema["properties"].items()}
    return said


def marked(document: Any) -> list[tuple[str, str, Any]]:
    """The definitions of a document that are marked with a term: where, which, what."""
    return [
        (pointer, value["x-term"], value)
        for pointer, value in walk(document)
        if isinstance(value, dict) and isinstance(value.get("x-term"), str)
    ]


@pytest.mark.parametrize("path", [*OPENAPI, *SCHEMAS], ids=name_of)
def test_a_marked_definition_says_what_the_vocabulary_says(path: Any) -> None:
    for pointer, name, schema in marked(read(path)):
        assert name in TERMS, pointer
        if "schema" in TERMS[name]:
            assert bound(schema) == bound(TERMS[name]["schema"]), pointer


@pytest.mark.parametrize("name", TERMS)
def test_a_term_has_a_meaning_a_standard_and_somebody_who_decides(name: str) -> None:
    term = TERMS[name]
    assert term["description"].endswith(".")
    assert term["standard"]
    assert term["owner"] in {role["id"] for role in OWNERS["roles"]}
    assert term.get("see", name) in TERMS
    Draft202012Validator.check_schema(term.get("schema", {}))
    lists = {each["id"] for each in VOCABULARY["code_lists"]}
    assert {term["code_list"]} <= lists if "code_list" in term else True


def test_every_term_is_spoken_somewhere() -> None:
    spoken = {name for path in [*OPENAPI, *SCHEMAS] for _, name, _ in marked(read(path))}
    assert set(TERMS) - spoken == {"Timestamp", "Date"}  # said by their formats


def test_a_code_that_a_schema_lists_is_in_the_code_list() -> None:
    codes = {each["id"]: each for each in VOCABULARY["code_lists"]}
    for term in TERMS.values():
        if "code_list" in term and "enum" in term["schema"]:
            assert set(term["schema"]["enum"]) == set(codes[term["code_list"]]["codes"])
    named = read(CONTRACTS / "estate.yaml")["code_lists"]
    for each in VOCABULARY["code_lists"]:
        assert named[each["id"]] == {"list": each["standard"], "edition": each["edition"]}


@pytest.mark.parametrize("name", COMMON)
def test_a_common_schema_is_the_one_that_contracts_copy(name: str) -> None:
    document = read(CONTRACTS / "common" / "1.0.0" / "schemas.yaml")
    schema = COMMON[name]
    for example in schema.get("examples", []):
        whole = {**document, "$ref": f"#/$defs/{name}"}
        assert faults(Draft202012Validator(whole), example) == []
    if "x-term" in schema and "schema" in TERMS[schema["x-term"]]:
        assert bound(schema) == bound(TERMS[schema["x-term"]]["schema"])


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_exception_has_owners_a_queue_and_a_way_back(code: str) -> None:
    exception = CATALOGUE[code]
    people = {each["id"] for each in [*OWNERS["teams"], *OWNERS["roles"]]}
    assert set(exception["owners"].values()) <= people
    assert exception["owners"].keys() == {"business", "technical"}
    assert exception["queue"].startswith("q.")
    assert exception["runbook"].startswith("https://")
    assert exception["replay"].endswith(".")


def test_contracts_raise_only_exceptions_of_the_catalogue_and_all_of_them() -> None:
    raised = {code for card in CARDS for code in read(card).get("exceptions", ())}
    assert raised == set(CATALOGUE)


@pytest.mark.parametrize("pair", PAIRS["pairs"], ids=lambda pair: pair["id"])
def test_a_pair_joins_events_that_its_systems_send(pair: dict[str, Any]) -> None:
    for side in (pair["when"], pair["then"]):
        assert side["system"] in EVENTS[side["event"]]
    assert pair["exception"] in CATALOGUE
    assert pair["quantities"] in {"equal", "at-most"}


def test_balances_and_families_name_what_there_is() -> None:
    for balance in PAIRS["balances"]:
        assert set(balance["systems"]) <= SYSTEMS
    families = read(CONTRACTS / "estate.yaml")["policy"]["required_families"]
    assert len(families) == 7
    assert {event for events in families.values() for event in events} <= set(EVENTS)


STATED = [*OPENAPI, *SCHEMAS]


@pytest.mark.parametrize("path", STATED, ids=name_of)
def test_a_status_takes_the_states_of_the_workflow_that_it_names(path: Any) -> None:
    card = path.parent / "contract.yaml"
    card = card if card.is_file() else path.parents[1] / "contract.yaml"
    for pointer, schema in walk(read(path)):
        if isinstance(schema, dict) and isinstance(schema.get("x-workflow"), str):
            assert schema["x-workflow"] == read(card)["workflow"], pointer
            name, _, version = schema["x-workflow"].partition("@")
            workflow = read(CONTRACTS / "workflows" / name / f"{version}.yaml")
            assert schema["enum"] == [state["name"] for state in workflow["states"]], pointer


def test_every_workflow_is_spoken_by_a_contract() -> None:
    named = {read(card)["workflow"] for card in CARDS if "workflow" in read(card)}
    kept = {f"{path.parent.name}@{path.stem}" for path in CONTRACTS.glob("workflows/*/*.yaml")}
    assert named <= kept
    assert kept - named == {"inventory-disposition@1.0.0"}  # told in movement types until 2.0.0


def test_who_relies_on_a_contract_is_among_its_consumers() -> None:
    for path in PACTS:
        pact = read(path)
        assert pact["consumer"]["name"] in read(relied_on(pact) / "contract.yaml")["consumers"]
