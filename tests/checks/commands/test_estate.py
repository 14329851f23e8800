"""An estate is checked, scored, gated and exported as one thing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from tests.checks.commands.running import Repository, weighbridge
from tests.checks.facts.estate.builders import ENVIRONMENTS, WHOLE
from weighbridge_checks.commands import exits
from weighbridge_checks.facts.estate import shape
from weighbridge_checks.report.remarks import json as report_json

if TYPE_CHECKING:
    from pathlib import Path

    from tests.checks.commands.running import Ended

PROMISES = "consistency: {class: read-your-writes}\nsla: {availability: 99.9, p95_ms: 800}\n"
API = "apis/orders/1.0.0/contract.yaml"
EVENT = "events/order-events/1.0.0/contract.yaml"
SOUND = {**WHOLE, API: WHOLE[API] + PROMISES, EVENT: WHOLE[EVENT] + PROMISES}
PACT = {
    "consumer": {"name": "shop"},
    "provider": {"name": "orders"},
    "interactions": [],
    "metadata": {"pactSpecification": {"version": "3.0.0"}},
}
EVIDENCE = """\
promotion: {service: erp, release: "2.0", environment: test}
as_of: "2026-11-25"
verifications:
  - {consumer: shop, contract: orders, provider: erp, verified_at: "DAY", success: OK}
"""


def written(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def run(folder: Path, *arguments: object) -> Ended:
    return weighbridge("estate", *arguments, cwd=folder)


def rules(ended: Ended) -> list[str]:
    return [f["rule"] for f in ended.value["findings"]]


# -- check


def test_a_sound_estate_is_clean(tmp_path: Path) -> None:
    written(tmp_path, SOUND)
    ended = run(tmp_path, "check", "--no-documents")
    assert (ended.code, ended.err) == (exits.PASSED, "")
    assert ended.out == "clean (looked at 6 files, 2 contracts, 0 workflows, 2 systems)\n"


def test_everything_that_is_wrong_is_in_one_report(tmp_path: Path) -> None:
    files = {
        **SOUND,
        API: SOUND[API].replace("[erp]", "[epr]"),
        "exceptions/catalogue.yaml": "exceptions: [{code: ORD-A}]\n",
        "system.yaml": "systems: []\n",
    }
    written(tmp_path, files)
    ended = run(tmp_path, "check", "--format", "json")
    assert ended.code == exits.FOUND
    assert ended.err == "not read: system.yaml\n"
    assert {"EST002", "EXC001", "EXC002", "SEC005"} & set(rules(ended)) >= {"EST002", "EXC001"}
    assert "STR008" in rules(ended) or "OWN002" in rules(ended)  # lint is asked too
    jsonschema.validate(ended.value, report_json.schema("estate"))
    calm = run(tmp_path, "check", "--no-documents", "--fail-on", "none")
    assert calm.code == exits.PASSED


def test_a_severity_of_a_standard_that_there_is_not_is_told(tmp_path: Path) -> None:
    policy = "policy:\n  severities:\n    EXC001: warning\n    OWN: info\n    SEC999: info\n"
    written(tmp_path, {**SOUND, "estate.yaml": f"name: A\n{policy}"})
    ended = run(tmp_path, "check", "--no-documents")
    assert ended.code == exits.FOUND
    assert "estate.yaml:6:5" in ended.out
    assert "there is no standard 'SEC999'; did you mean 'SEC" in ended.out
    assert ended.out.count("there is no standard") == 1


def test_a_proposal_is_judged_by_what_it_brings(tmp_path: Path) -> None:
    written(tmp_path, {**SOUND, API: WHOLE[API]})
    card = WHOLE[API].replace("1.0.0", "1.1.0").replace("[shop]", "[shp]")
    written(
        tmp_path / "proposals" / "next",
        {
            "contract.yaml": card + PROMISES,
            "openapi.yaml": WHOLE["apis/orders/1.0.0/openapi.yaml"].replace("1.0.0", "1.1.0"),
            "consumers/shop/needs.yaml": (
                "consumer: shop\nneeds: [{id: a, contract: orders, p95_ms: 1}]\n"
            ),
            "expected.json": "{}",
        },
    )
    ended = run(
        tmp_path, "check", "--no-documents", "--proposal", "proposals/next", "--format", "json"
    )
    assert rules(ended) == ["EST002", "SLA002"]
    source = ended.value["findings"][0]["source"]
    assert (source["file"], source["line"]) == ("proposals/next/contract.yaml", 6)
    assert [c["name"] for c in ended.value["findings"][1]["consumers"]] == ["shop"]
    whole = run(tmp_path, "check", "--no-documents", "--format", "json")
    assert rules(whole) == ["SLA003"]


def test_dead_letters_that_were_recorded_elsewhere_are_looked_at_too(tmp_path: Path) -> None:
    written(tmp_path, {**SOUND, "monday.jsonl": '{"code":"ORD-B"}\n', "tuesday.jsonl": "{\n"})
    ended = run(tmp_path, "check", "--no-documents", "--dead-letters", "monday.jsonl")
    assert ended.code == exits.FOUND
    assert "monday.jsonl:1:1" in ended.out
    assert "there is no exception code 'ORD-B'" in ended.out
    torn = run(tmp_path, "check", "--no-documents", "--dead-letters", "tuesday.jsonl")
    assert (torn.code, torn.out) == (exits.UNREADABLE, "")
    assert "tuesday.jsonl:1:" in torn.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("check", "nowhere"), exits.UNREADABLE, "there is no such folder; check the spelling"),
        (("check", "."), exits.UNREADABLE, "there is no estate.yaml in it"),
        (
            ("check", ".", "--dead-letters", "nowhere"),
            exits.UNREADABLE,
            "there is no such file; check the spelling",
        ),
        (("check",), exits.USAGE, "there is no estate.yaml here and none in 'contracts'"),
        (("schema", "systms"), exits.USAGE, "there is no kind 'systms'; did you mean 'systems'?"),
        (("chekc",), exits.USAGE, "No such command"),
    ],
)
def test_wrong_use_is_told(
    arguments: tuple[str, ...], code: int, words: str, tmp_path: Path
) -> None:
    ended = run(tmp_path, *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert words in ended.err


def test_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    written(tmp_path, SOUND)
    ended = run(tmp_path, "check", "--today", "tomorrow")
    assert ended.code == exits.USAGE
    assert "--today tomorrow is not a day like 2027-03-01" in ended.err


def test_every_published_schema_can_be_printed(tmp_path: Path) -> None:
    listed = run(tmp_path, "schema")
    kinds = [line.split()[0] for line in listed.out.splitlines()]
    assert kinds == list(shape.kinds())
    assert run(tmp_path, "schema", "contract").value == shape.schema("contract")


# -- gate


@pytest.mark.parametrize(
    ("day", "success", "code", "found"),
    [
        ("2026-11-25", "true", exits.PASSED, []),
        ("2026-11-18", "true", exits.PASSED, []),
        ("2026-11-17", "true", exits.FOUND, ["EVID-STALE"]),
        ("2026-11-25", "false", exits.FOUND, ["EVID-FAILED"]),
    ],
)
def test_a_verification_counts_for_some_days_and_only_if_it_held(
    day: str, success: str, code: int, found: list[str], tmp_path: Path
) -> None:
    written(tmp_path, {**SOUND, "consumers/shop/orders.pact.json": json.dumps(PACT)})
    written(tmp_path, {"evidence.yaml": EVIDENCE.replace("DAY", day).replace("OK", success)})
    ended = run(tmp_path, "gate", "evidence.yaml", ".", "--format", "json")
    assert (ended.code, rules(ended)) == (code, found)
    if found:
        assert [c["name"] for c in ended.value["findings"][0]["consumers"]] == ["shop"]


def test_what_nobody_tried_is_not_passed(tmp_path: Path) -> None:
    written(tmp_path, {**SOUND, "consumers/shop/orders.pact.json": json.dumps(PACT)})
    text = EVIDENCE[: EVIDENCE.index("verifications")]
    text = text.replace("environment: test", "environment: production")
    written(tmp_path, {"evidence.yaml": text})
    ended = run(tmp_path, "gate", "evidence.yaml", ".", "--format", "json")
    assert ended.code == exits.FOUND
    assert [f["message"] for f in ended.value["findings"]] == [
        "never verified: shop on orders of erp 2.0",
        "no traffic of erp was compared with its contracts",
    ]


WAVE = """\
promotion: {service: erp, release: "2.0", environment: test, wave: W2, replaces: shop}
as_of: "2026-11-25"
verifications:
  - {consumer: shop, contract: orders, provider: erp, verified_at: "2026-11-25", success: true}
"""


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", {"EVID-MISSING"}),
        ("stability: [{wave: W1, since: '2026-11-20', open_severity_1: 0}]\n", {"WAVE-SOAK"}),
        ("stability: [{wave: W1, since: '2026-11-01', open_severity_1: 1}]\n", {"WAVE-SOAK"}),
        (
            (
                "stability: [{wave: W1, since: '2026-11-01', open_severity_1: 0,"
                " shadow_consumers: [bi]}]\n"
            ),
            {"WAVE-SOAK"},
        ),
        ("stability: [{wave: W1, since: '2026-11-18', open_severity_1: 0}]\n", set()),
    ],
)
def test_a_wave_waits_for_the_one_before(more: str, found: set[str], tmp_path: Path) -> None:
    waves = ENVIRONMENTS + "  - {id: W2, locations: [DC-2], after: W1}\n"
    reconciled = "reconciliation: [{compared: 1000, differing: 0, observed_at: '2026-11-24'}]\n"
    files = {"environments.yaml": waves, "consumers/shop/orders.pact.json": json.dumps(PACT)}
    written(tmp_path, {**SOUND, **files, "evidence.yaml": WAVE + reconciled + more})
    ended = run(tmp_path, "gate", "evidence.yaml", ".", "--format", "json")
    assert set(rules(ended)) == found


@pytest.mark.parametrize(("differing", "found"), [(0, []), (9, []), (10, ["WAVE-DIFF"])])
def test_two_providers_have_to_agree(differing: int, found: list[str], tmp_path: Path) -> None:
    text = WAVE.replace("W2", "W1") + (
        f"reconciliation: [{{compared: 10000, differing: {differing}, observed_at: 2026-11-24}}]\n"
    )
    pact = {"consumers/shop/orders.pact.json": json.dumps(PACT)}
    written(tmp_path, {**SOUND, **pact, "evidence.yaml": text})
    ended = run(tmp_path, "gate", "evidence.yaml", ".", "--format", "json")
    assert rules(ended) == found


def gated(folder: Path, gates: str, text: str, **files: str) -> Ended:
    """Ask some gates of the environment `test` with some evidence."""
    named = ENVIRONMENTS.replace("consumers-verified, providers-agree, previous-wave-stable", gates)
    start = 'promotion: {service: erp, release: "2.0", environment: test}\nas_of: "2026-11-25"\n'
    whole = {**SOUND, "environments.yaml": named, "evidence.yaml": start + text, **files}
    written(folder, whole)
    return run(folder, "gate", "evidence.yaml", ".", "--format", "json")


APPROVALS = "approvals: [{role: customer-service, by: hana, at: '2026-11-24'}, {role: finance,"
NEXT = "apis/orders/2.0.0"
ORDER = SOUND["apis/orders/1.0.0/openapi.yaml"].replace(
    "paths: {}", "paths: {/o: {get: {responses: {'200': {description: all}}}}}"
)
CARD_2 = SOUND[API].replace("1.0.0", "2.0.0")


@pytest.mark.parametrize(
    ("gates", "text", "files", "found"),
    [
        pytest.param("lint-clean", "", {}, ["GATE-LINT"], id="lint"),
        pytest.param("owners-named", "", {}, [], id="owners"),
        pytest.param(
            "owners-named",
            "",
            {API: SOUND[API].replace("business: customer-service, ", "")},
            ["GATE-OWNERS"],
            id="no owner",
        ),
        pytest.param("exceptions-mapped", "", {}, [], id="exceptions"),
        pytest.param(
            "exceptions-mapped",
            "",
            {API: SOUND[API] + "exceptions: [ORD-A]\n"},
            ["GATE-EXCEPTIONS"],
            id="an exception that nobody knows",
        ),
        pytest.param(
            "exceptions-mapped",
            "",
            {
                API: SOUND[API] + "exceptions: [ORD-A]\n",
                "exceptions/all.yaml": "exceptions: [{code: ORD-A, queue: q}]\n",
            },
            ["GATE-EXCEPTIONS"],
            id="an exception of nobody",
        ),
        pytest.param("ownership-clean", "", {}, [], id="ownership"),
        pytest.param("compatible-with-running", "", {}, ["EVID-MISSING"], id="what runs"),
        pytest.param(
            "compatible-with-running, version-step, notice-given",
            "running: [orders@1.0.0, order-events@1.0.0]\n",
            {},
            [],
            id="the same runs",
        ),
        pytest.param(
            "compatible-with-running, version-step",
            "running: [orders@1.0.0, order-events@1.0.0]\n",
            {
                "apis/orders/1.0.0/openapi.yaml": ORDER,
                f"{NEXT}/contract.yaml": CARD_2.replace("2.0.0", "1.0.1"),
                f"{NEXT}/openapi.yaml": SOUND["apis/orders/1.0.0/openapi.yaml"],
                "consumers/shop/orders.pact.json": json.dumps(PACT),
            },
            ["GATE-RUNNING", "GATE-STEP"],
            id="a break under a small number",
        ),
        pytest.param(
            "version-step, notice-given",
            "running: [orders@1.0.0]\n",
            {
                "apis/orders/1.0.0/openapi.yaml": ORDER,
                f"{NEXT}/contract.yaml": CARD_2,
                f"{NEXT}/openapi.yaml": SOUND["apis/orders/1.0.0/openapi.yaml"],
            },
            ["GATE-NOTICE"],
            id="a break without notice",
        ),
        pytest.param(
            "compatible-with-running, notice-given",
            "running: [orders@1.0.0]\n",
            {
                "apis/orders/1.0.0/openapi.yaml": ORDER,
                API: SOUND[API]
                + "deprecation: {deprecated_at: '2026-06-01', sunset: '2026-11-01'}\n",
                f"{NEXT}/contract.yaml": CARD_2,
                f"{NEXT}/openapi.yaml": SOUND["apis/orders/1.0.0/openapi.yaml"],
            },
            [],
            id="a break after a sunset",
        ),
        pytest.param(
            "consumers-reviewed",
            "",
            {
                "consumers/erp/orders.pact.json": json.dumps(
                    {**PACT, "consumer": {"name": "erp"}, "provider": {"name": "order-events"}}
                )
            },
            ["EVID-MISSING"],
            id="a consumer that nobody reviewed",
        ),
        pytest.param(
            "consumers-reviewed",
            "reviews: [{contract: order-events, by: r, reviewed_at: 2026-11-01, approved: false}]",
            {
                "consumers/erp/orders.pact.json": json.dumps(
                    {**PACT, "consumer": {"name": "erp"}, "provider": {"name": "order-events"}}
                )
            },
            ["GATE-REVIEW"],
            id="a consumer that was refused",
        ),
        pytest.param("approved", "", {}, ["EVID-MISSING"] * 2, id="nobody approved"),
        pytest.param(
            "approved", f"{APPROVALS} by: rosa, at: '2026-11-24'}}]\n", {}, [], id="two approved"
        ),
        pytest.param(
            "approved",
            f"{APPROVALS} by: hana, at: '2026-11-24'}}]\n",
            {},
            ["GATE-APPROVAL"],
            id="one approved twice",
        ),
        pytest.param(
            "lag-within-promise",
            "lags: [{contract: order-events, p95: 40s, observed_at: '2026-11-25'}]\n",
            {EVENT: SOUND[EVENT].replace("p95_ms: 800", "lag_p95: 30s")},
            ["EVID-FAILED"],
            id="late events",
        ),
        pytest.param("ran-in-previous-environment", "", {}, [], id="the first of the path"),
    ],
)
def test_every_gate_of_an_environment_is_asked(
    gates: str, text: str, files: dict[str, str], found: list[str], tmp_path: Path
) -> None:
    ended = gated(tmp_path, gates, text, **files)
    told = [r for r in rules(ended) if r != "GATE-LINT"] if "GATE-LINT" not in found else found
    assert sorted(told) == sorted(found), ended.out
    assert set(found) <= set(rules(ended))
    assert ended.code == (exits.FOUND if found else exits.PASSED)


def test_an_environment_without_gates_decides_nothing(tmp_path: Path) -> None:
    ended = gated(tmp_path, "", "")
    assert (ended.code, rules(ended)) == (exits.FOUND, ["GATE-NONE"])


def test_a_release_waits_for_the_environment_before(tmp_path: Path) -> None:
    names = ENVIRONMENTS.replace(
        "[consumers-verified, traffic-conforms]", "[ran-in-previous-environment]"
    )
    start = 'promotion: {service: erp, release: "2.0", environment: production}\n'
    for ran_in, found in (
        ("", "EVID-MISSING"),
        ("ran_in: []", "GATE-PATH"),
        ("ran_in: [test]", ""),
    ):
        text = f'{start}as_of: "2026-11-25"\n{ran_in}\n'
        written(tmp_path, {**SOUND, "environments.yaml": names, "evidence.yaml": text})
        ended = run(tmp_path, "gate", "evidence.yaml", ".", "--format", "json")
        assert rules(ended) == ([found] if found else [])


def test_limits_of_an_environment_go_before_those_of_the_house(tmp_path: Path) -> None:
    files = {"consumers/shop/orders.pact.json": json.dumps(PACT)}
    text = (
        "verifications: [{consumer: shop, contract: orders, provider: erp,"
        ' verified_at: "2026-11-20", success: true}]\n'
    )
    house = {**files, "estate.yaml": SOUND["estate.yaml"] + "  verification_age: 3d\n"}
    assert rules(gated(tmp_path, "consumers-verified", text, **house)) == ["EVID-STALE"]
    own = "consumers-verified], limits: {verification_age: 9d}"
    named = ENVIRONMENTS.replace("consumers-verified, providers-agree, previous-wave-stable]", own)
    assert "9d" in named
    written(tmp_path, {"environments.yaml": named})
    assert rules(run(tmp_path, "gate", "evidence.yaml", ".", "--format", "json")) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("service: erp", "service: epr", "1:13: there is no system 'epr'; did you mean 'erp'?"),
        ("environment: test", "environment: tset", "there is no environment 'tset'"),
        (
            "running: [orders@1.0.0",
            "running: [orders@1.0.1",
            "there is no version of a contract 'orders@1.0.1'; did you mean 'orders@1.0.0'?",
        ),
    ],
)
def test_names_in_evidence_lead_somewhere(old: str, new: str, words: str, tmp_path: Path) -> None:
    gated(tmp_path, "owners-named", "running: [orders@1.0.0]\n")
    file = tmp_path / "evidence.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    ended = run(tmp_path, "gate", "evidence.yaml", ".")
    assert ended.code == exits.UNREADABLE
    assert words in ended.err


def test_a_gate_that_nobody_judges_is_refused(tmp_path: Path) -> None:
    ended = gated(tmp_path, "approvd", "")
    assert "can not be 'approvd'; did you mean 'approved'?" in run(tmp_path, "check").out
    assert ended.code == exits.UNREADABLE


def test_evidence_is_read_strictly(tmp_path: Path) -> None:
    written(tmp_path, {**SOUND, "evidence.yaml": "promotion: {servce: erp}\n"})
    ended = run(tmp_path, "gate", "evidence.yaml", ".")
    assert ended.code == exits.UNREADABLE
    assert "unknown key 'servce'; did you mean 'service'?" in ended.err


# -- scorecard


def test_a_scorecard_says_of_each_contract_who_answers_and_what_is_open(tmp_path: Path) -> None:
    written(tmp_path, {**SOUND, EVENT: WHOLE[EVENT]})
    written(tmp_path, {"consumers/shop/orders.pact.json": json.dumps(PACT)})
    ended = run(tmp_path, "scorecard", "--no-documents", "--format", "json")
    assert ended.code == exits.PASSED
    orders = next(c for c in ended.value["contracts"] if c["contract"] == "orders")
    events = next(c for c in ended.value["contracts"] if c["contract"] == "order-events")
    assert (orders["business"], orders["technical"]) == ("customer-service", "finance")
    assert (orders["coverage"], events["coverage"]) == (1.0, 0.0)
    assert orders["sla"] == {"availability": 99.9, "p95_ms": 800}
    assert (orders["open"]["warnings"], events["open"]["warnings"]) == (0, 1)
    text = run(tmp_path, "scorecard", "--no-documents")
    assert "2 contracts (2 with both owners, 1 of 2 consumers with a pact)" in text.out
    page = run(tmp_path, "scorecard", "--no-documents", "--format", "markdown")
    assert page.out.startswith("# Acme\n\n| contract |")


# -- export


def test_an_event_contract_is_exported_as_a_data_contract(tmp_path: Path) -> None:
    card = WHOLE[EVENT] + "sla: {availability: 99.9, lag_p95: 30s}\nretention: 30d\n"
    document = WHOLE["events/order-events/1.0.0/asyncapi.yaml"].replace(
        "created: {title: order.created, payload: {type: object}}",
        "created: {title: order.created, payload: {type: object, required: [id], properties:"
        " {id: {type: string, maxLength: 9}, at: {type: string, format: date-time},"
        " lines: {type: array, items: {type: object, properties: {n: {type: integer}}}}}}}",
    )
    written(tmp_path, {**SOUND, EVENT: card, "events/order-events/1.0.0/asyncapi.yaml": document})
    ended = run(tmp_path, "export", "order-events", ".")
    assert ended.code == exits.PASSED
    value: Any = yaml.safe_load(ended.out)
    assert value["apiVersion"] == "v3.1.0"
    assert (value["kind"], value["status"], value["version"]) == (
        "DataContract",
        "active",
        "1.0.0",
    )
    assert {p["property"]: (p["value"], p.get("unit")) for p in value["slaProperties"]} == {
        "availability": (99.9, "%"),
        "latency": (30, "s"),
        "retention": (30, "d"),
    }
    created = next(s for s in value["schema"] if s["name"] == "order.created")
    told = {p["name"]: (p["logicalType"], p["required"]) for p in created["properties"]}
    assert told == {
        "id": ("string", True),
        "at": ("timestamp", False),
        "lines": ("array", False),
    }
    assert value["team"]["members"][0]["role"] == "business owner"


@pytest.mark.parametrize(
    ("contract", "words"),
    [
        ("orders", "'orders' is of the kind 'api'; only events are data contracts"),
        ("order-event", "there is no contract 'order-event'; did you mean 'order-events'?"),
        ("order-events@2.0.0", "there is no version '2.0.0' of order-events"),
    ],
)
def test_what_can_not_be_exported_is_told(contract: str, words: str, tmp_path: Path) -> None:
    written(tmp_path, SOUND)
    ended = run(tmp_path, "export", contract, ".")
    assert ended.code == exits.USAGE
    assert words in ended.err


# -- init


def test_a_new_estate_passes_every_check(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, {"README.md": "ours\n"})
    made = weighbridge("init", cwd=tmp_path)
    assert made.code == exits.PASSED
    assert "contracts/estate.yaml" in made.out.splitlines()
    ended = run(tmp_path, "check", "--fail-on", "info")
    assert ended.code == exits.PASSED, ended.out
    assert repository.check().code == exits.PASSED
    assert weighbridge("lint", cwd=tmp_path).code == exits.PASSED


def test_nothing_is_written_over(tmp_path: Path) -> None:
    written(tmp_path, {"here/notes.txt": "mine", "file": "mine"})
    for name, words in (("here", "is not empty"), ("file", "is a file")):
        ended = weighbridge("init", name, cwd=tmp_path)
        assert ended.code == exits.USAGE
        assert words in ended.err
    assert [p.name for p in (tmp_path / "here").iterdir()] == ["notes.txt"]
