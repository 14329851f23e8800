"""A registry from its first start to its last, as people and pipelines use it by the CLI."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.checks.commands.documents import api, card
from tests.checks.commands.running import COMMAND, Ended, environment, weighbridge
from tests.journeys.serving import served
from weighbridge_checks.commands import exits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ESTATE = Path(__file__).parents[2] / "contracts"

Call = "Callable[..., Ended]"


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Ended]]:
    """The command line before a registry that holds the estate."""
    folder = tmp_path_factory.mktemp("registry")
    shutil.copytree(ESTATE, folder / "contracts")
    with served(folder) as (url, _):

        def called(*arguments: object, **more: Any) -> Ended:
            env = {"WEIGHBRIDGE_REGISTRY": url}
            return weighbridge(*arguments, **{"cwd": folder, "env": env, **more})

        published = called("publish", "contracts")
        assert published.code == 0, published.err
        assert called("environments", "set", "contracts/environments.yaml").code == 0
        yield called


def lines(ended: Ended) -> list[str]:
    assert ended.code == 0, ended.err
    return ended.out.splitlines()


def test_the_estate_is_published_once_and_then_left_alone(call: Callable[..., Ended]) -> None:
    said = lines(call("publish", "contracts"))
    assert len(said) > 10
    assert all(line.startswith("unchanged ") for line in said)


def test_proposals_are_not_published_unless_they_are_named(call: Callable[..., Ended]) -> None:
    ended = call("publish", "contracts", "--dry-run")
    assert "proposals/orders-drop-promised-date is a proposal" in ended.err
    assert "1.2.0" not in ended.out


def test_what_nobody_can_read_is_rejected_and_the_last_good_version_stays(
    call: Callable[..., Ended],
) -> None:
    case = "contracts/proposals/gc-40-documents-that-nobody-can-read"
    before = call("diff", "registry:products", "contracts/apis/products/2.1.0")
    assert lines(before)[-1] == "identical: nothing changed"
    for name, place in (("products.yaml", "29:1"), ("products.json", "5:5")):
        file = f"{case}/{name}"
        publish = ("publish", file, "--subject", "products", "--version", "2.2.0")
        for words in (publish, ("diff", "registry:products", file)):
            ended = call(*words)
            assert (ended.code, ended.out) == (exits.UNREADABLE, "")
            assert f"{file}:{place}: " in ended.err
    after = call("diff", "registry:products", "contracts/apis/products/2.1.0")
    assert after == before


def test_the_environments_stand_in_their_order(call: Callable[..., Ended]) -> None:
    found = call("environments", "--format", "json").value["items"]
    after = {e["name"]: e["after"] for e in found}
    assert after == {"dev": None, "test": "dev", "staging": "test", "production": "staging"}


def test_a_release_takes_the_path_and_no_short_cut(call: Callable[..., Ended]) -> None:
    provides = ("--provides", "orders@1.1.0", "--provides", "products@2.0.0")
    assert lines(call("deploy", "erp-legacy@7.12.0", "--to", "dev", *provides)) == [
        "erp-legacy 7.12.0 runs in dev"
    ]
    ended = call("promote", "erp-legacy@7.12.0", "--to", "production")
    assert ended.code == exits.FOUND
    assert "no  ran-in-previous-environment" in ended.out
    assert "to change that: promote it to staging first" in ended.out
    assert ended.out.endswith("refused: erp-legacy 7.12.0 to production\n")
    asked = call("can-i-deploy", "erp-legacy@7.12.0", "--to", "test")
    assert "??  exceptions-mapped: nobody looked at the exceptions of orders 1.1.0" in asked.out
    told = lines(call("evidence", "erp-legacy@7.12.0", "--estate", "contracts"))
    assert told == [
        f"{name}: no error of lint, no error of exceptions, no error of ownership"
        for name in ("orders 1.1.0", "products 2.0.0")
    ]
    preview = call("can-i-deploy", "erp-legacy@7.12.0", "--to", "test", "--format", "json")
    assert (preview.code, preview.value["allowed"]) == (0, True)
    assert lines(call("promote", "erp-legacy@7.12.0", "--to", "test"))[-1] == (
        "allowed: erp-legacy 7.12.0 now runs in test"
    )
    assert "  erp-legacy 7.12.0" in lines(call("environments"))


def test_evidence_of_a_file_is_told_and_listed(call: Callable[..., Ended], tmp_path: Path) -> None:
    call("release", "wms@8.4.0", "--provides", "inventory-events@1.1.0")
    assert lines(call("evidence", "wms@8.4.0")) == [
        "nothing is known of it; tell it with `weighbridge evidence ... FILE`"
    ]
    file = tmp_path / "evidence.yaml"
    file.write_text(
        "promotion: {service: wms, release: 8.4.0, environment: production}\n"
        'as_of: "2026-11-25"\n'
        "running: [inventory-events@1.1.0]\n"
        'lags: [{contract: inventory-events, p95: 12s, observed_at: "2026-11-24"}]\n'
    )
    ended = call("evidence", "wms@8.4.0", file, "--by", "rosa")
    assert ended.err == "left out: running; the registry knows that itself\n"
    words = "lags: contract inventory-events, observed_at 2026-11-24, p95 12s (told by rosa)"
    assert lines(ended) == lines(call("evidence", "wms@8.4.0")) == [words]
    file.write_text('promotion: {service: wms}\nas_of: "2026-11-25"\n')
    torn = call("evidence", "wms@8.4.0", file)
    assert (torn.code, torn.out) == (exits.UNREADABLE, "")
    assert "'release' is missing" in torn.err


def test_a_document_that_is_not_the_published_one_is_not_told_of(
    call: Callable[..., Ended], tmp_path: Path
) -> None:
    call("release", "returns-desk@4", "--provides", "returns@1.0.0")
    other = tmp_path / "contracts"
    shutil.copytree(ESTATE, other, ignore=shutil.ignore_patterns("proposals"))
    document = other / "apis" / "returns" / "1.0.0" / "openapi.yaml"
    document.write_text(document.read_text("utf-8") + "# another\n", "utf-8")
    ended = call("evidence", "returns-desk@4", "--estate", other)
    assert ended.code == exits.USAGE
    assert "is not what was published under that name" in ended.err


def test_owners_approve_by_name(call: Callable[..., Ended]) -> None:
    call("release", "tms@7", "--provides", "orders@1.1.0")
    nobody = call("approve", "tms@7", "--as", "order-mgmt")
    assert (nobody.code, nobody.out) == (exits.USAGE, "")
    assert "name yourself with --by" in nobody.err
    for role, name in (("customer-service", "hana"), ("order-mgmt", "rosa")):
        assert lines(call("approve", "tms@7", "--as", role, "--by", name)) == [
            f"{name} approves tms 7 as {role}"
        ]
    asked = call("can-i-deploy", "tms@7", "--to", "production")
    words = "ok  approved: hana (customer-service) and rosa (order-mgmt) approved orders"
    assert words in asked.out.splitlines()


def test_an_emergency_takes_two_and_is_owed(call: Callable[..., Ended]) -> None:
    call("release", "tms@8", "--provides", "orders@1.1.0")
    wish = ("promote", "tms@8", "--to", "staging", "--emergency")
    refused = call(*wish)
    assert refused.code == exits.FOUND
    assert "??  break-glass: an emergency needs the word of two people" in refused.out
    for words in (("--emergency",), ("--reason", "x"), ()):
        wrong = call("approve", "tms@8", "--by", "hana", *words)
        assert (wrong.code, wrong.out) == (exits.USAGE, "")
    for name in ("hana", "rosa"):
        why = ("--emergency", "--to", "staging", "--reason", "trucks wait")
        assert lines(call("approve", "tms@8", "--by", name, *why)) == [
            f"{name} approves tms 8 in an emergency in staging"
        ]
    assert lines(call(*wish))[-1] == "allowed: tms 8 now runs in staging"
    (owed,) = lines(call("obligations"))
    assert owed.startswith("tms 8 in staging, until 2")
    assert "trucks wait" in owed


def test_a_wave_is_named_with_the_promotion(call: Callable[..., Ended]) -> None:
    wish = ("can-i-deploy", "tms@7", "--to", "production")
    call("release", "tms@7", "--provides", "orders@1.1.0")
    second = call(*wish, "--scope", "W2", "--replaces", "erp-legacy")
    assert "??  previous-wave-stable: nothing says whether W1, the wave before" in second.out
    assert "??  providers-agree: what erp-legacy and tms hold was not compared" in second.out
    strange = call(*wish, "--scope", "W9")
    assert (strange.code, strange.out) == (exits.USAGE, "")
    assert "production has no wave 'W9'" in strange.err


def test_what_runs_somewhere_can_be_weighed_by_its_name(call: Callable[..., Ended]) -> None:
    call("deploy", "erp-x@1", "--to", "staging", "--provides", "locations@1.1.0")
    for old in ("registry:locations@staging", "registry:locations@1.1.0"):
        ended = call("diff", old, "contracts/apis/locations/2.0.0", "--format", "json")
        assert (ended.code, ended.value["verdict"]) == (exits.FOUND, "breaking")
        assert ended.value["old"]["name"] == "registry:locations@1.1.0/openapi.yaml"
    ended = call("diff", "registry:locations", "contracts/apis/locations/2.0.0")
    assert lines(ended)[-1] == "identical: nothing changed"


def test_an_environment_with_several_versions_wants_to_be_told_which(
    call: Callable[..., Ended],
) -> None:
    call("deploy", "wms@1", "--to", "dev", "--provides", "inventory@1.0.0")
    call("deploy", "wms-new@1", "--to", "dev", "--provides", "inventory@2.0.0")
    ended = call("diff", "registry:inventory@dev", "registry:inventory")
    assert ended.code == exits.USAGE
    assert "1.0.0 (wms@1), 2.0.0 (wms-new@1)" in ended.err


def test_the_working_copy_is_weighed_against_the_registry(call: Callable[..., Ended]) -> None:
    ended = call("check", "--against", "registry")
    assert lines(ended)[-1].startswith("no contract differs from registry")


def test_what_a_card_promises_is_weighed_against_the_registry_too(
    call: Callable[..., Ended], tmp_path: Path
) -> None:
    folder = tmp_path / "next"
    shutil.copytree(ESTATE / "apis" / "returns" / "2.0.0", folder)
    file = folder / "contract.yaml"
    file.write_text(file.read_text("utf-8").replace("p95_ms: ", "p95_ms: 9"), "utf-8")
    ended = call("diff", "registry:returns@2.0.0", folder, "--format", "json")
    found = {f["rule"]: f for f in ended.value["findings"]}
    assert (ended.code, list(found)) == (exits.FOUND, ["service-level-weakened"])
    source = found["service-level-weakened"]["source"]["old"]
    assert source["file"] == "registry:returns@2.0.0/contract.yaml"


def test_the_working_copy_is_weighed_against_what_runs(call: Callable[..., Ended]) -> None:
    call("deploy", "erp-y@1", "--to", "staging", "--provides", "locations@1.0.0")
    ended = call("check", "contracts/apis/locations", "--against", "registry:staging")
    assert ended.code == exits.FOUND
    assert "refused:" in ended.out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(("promote", "erp-z@1", "--to", "moon"), 2, "'moon'", id="environment"),
        pytest.param(("promote", "erp-z@1", "--to", "dev"), 2, "erp-z@RELEASE", id="service"),
        pytest.param(("promote", "wms@0", "--to", "dev"), 1, "", id="release"),
        pytest.param(("deploy", "erp-z@1", "--to", "dev"), 2, "weighbridge release", id="deploy"),
        pytest.param(("release", "erp-z@2", "--provides", "a@1.0.0"), 2, "'a'", id="subject"),
        pytest.param(("diff", "registry:a", "registry:a"), 3, "'a'", id="contract"),
        pytest.param(("diff", "registry:orders@0.9.0", "-"), 3, "'0.9.0'", id="version"),
        pytest.param(("diff", "registry:orders@moon", "-"), 2, "'moon'", id="place"),
    ],
)
def test_what_the_registry_does_not_know(
    words: tuple[str, ...], code: int, told: str, call: Callable[..., Ended]
) -> None:
    ended = call(*words)
    assert ended.code == code, ended.err
    assert told in ended.err
    assert "allowed" not in ended.out


def test_a_release_that_was_told_of_does_not_change(call: Callable[..., Ended]) -> None:
    first = call("release", "tms@1", "--provides", "orders@1.0.0", "--commit", "abc123")
    assert lines(first) == ["tms 1 provides orders 1.0.0"]
    assert call("release", "tms@1", "--provides", "orders@1.0.0", "--commit", "abc123").code == 0
    ended = call("release", "tms@1", "--provides", "orders@1.1.0")
    assert ended.code == exits.FOUND
    assert "exists" in ended.err


# -- publishing


def version(folder: Path, label: str, text: str, *, id_: str) -> None:
    place = folder / id_ / label
    place.mkdir(parents=True)
    (place / "contract.yaml").write_text(card(label, id_=id_))
    (place / "openapi.json").write_text(text)


FULL = api("get /orders", "get /orders/open")


def test_versions_are_published_from_the_lowest_to_the_highest(
    call: Callable[..., Ended], tmp_path: Path
) -> None:
    for label in ("1.10.0", "1.2.0", "1.0.0"):
        version(tmp_path, label, api(version=label), id_="ladder")
    said = lines(call("publish", tmp_path))
    assert [line.split()[2] for line in said] == ["1.0.0", "1.2.0", "1.10.0"]


def test_too_small_a_step_is_refused_with_its_findings_and_what_comes_after_it_is_not_sent(
    call: Callable[..., Ended], tmp_path: Path
) -> None:
    version(tmp_path, "1.0.0", FULL, id_="steps")
    version(tmp_path, "1.1.0", api("get /orders", version="1.1.0"), id_="steps")
    version(tmp_path, "1.2.0", api("get /orders", version="1.2.0"), id_="steps")
    version(tmp_path, "1.0.0", FULL, id_="unharmed")
    ended = call("publish", tmp_path)
    assert ended.code == exits.FOUND
    assert "published steps 1.0.0" in ended.out
    assert "skipped steps 1.2.0" in ended.out
    assert "published unharmed 1.0.0" in ended.out
    assert "publish it as 2.0.0" in ended.err
    assert "GET /orders/open" in ended.err


def test_a_version_with_other_content_is_refused_and_the_first_stays(
    call: Callable[..., Ended], tmp_path: Path
) -> None:
    version(tmp_path / "a", "1.0.0", FULL, id_="kept")
    version(tmp_path / "b", "1.0.0", api("get /other"), id_="kept")
    assert call("publish", tmp_path / "a").code == 0
    ended = call("publish", tmp_path / "b")
    assert ended.code == exits.FOUND
    assert "exists with other content" in ended.err
    assert call("diff", "registry:kept", tmp_path / "a/kept/1.0.0").code == 0


def test_a_document_without_a_card_is_published_by_name(
    call: Callable[..., Ended], tmp_path: Path
) -> None:
    (tmp_path / "openapi.json").write_text(api(version="3.1.4"))
    ended = call("publish", tmp_path / "openapi.json")
    assert ended.code == exits.USAGE
    assert "--subject" in ended.err
    assert lines(call("publish", tmp_path / "openapi.json", "--subject", "by-name")) == [
        "published by-name 3.1.4"
    ]


def test_a_contract_travels_with_its_neighbours(call: Callable[..., Ended], tmp_path: Path) -> None:
    document = json.loads(api())
    answer = document["paths"]["/orders"]["get"]["responses"]["200"]["content"]
    answer["application/json"]["schema"] = {"$ref": "schemas/order.json"}
    version(tmp_path, "1.0.0", json.dumps(document), id_="family")
    schemas = tmp_path / "family/1.0.0/schemas"
    schemas.mkdir()
    (schemas / "order.json").write_text('{"type": "object", "required": ["id"]}')
    assert call("publish", tmp_path, "--format", "json").value["items"][0]["answer"][
        "files"
    ].keys() == {"openapi.json", "schemas/order.json"}
    assert call("diff", "registry:family", tmp_path / "family/1.0.0").code == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [pytest.param("{", 3, id="broken"), pytest.param("id: a\nversion: one\n", 3, id="card")],
)
def test_what_can_not_be_read_is_not_sent_and_the_rest_is(
    text: str, code: int, call: Callable[..., Ended], tmp_path: Path
) -> None:
    version(tmp_path, "1.0.0", FULL, id_=f"good-{tmp_path.name}")
    version(tmp_path, "1.0.0", FULL, id_="bad")
    name = "openapi.json" if text == "{" else "contract.yaml"
    (tmp_path / "bad/1.0.0" / name).write_text(text)
    ended = call("publish", tmp_path)
    assert ended.code == code
    assert f"published good-{tmp_path.name} 1.0.0" in ended.out
    assert name in ended.err


def test_an_empty_folder_and_a_missing_one_are_told(
    call: Callable[..., Ended], tmp_path: Path
) -> None:
    assert call("publish", tmp_path).code == exits.USAGE
    assert call("publish", tmp_path / "gone").code == exits.UNREADABLE


def test_a_pact_belongs_to_a_release(call: Callable[..., Ended]) -> None:
    pact = next((ESTATE / "consumers").rglob("*.pact.json"))
    assert call("publish", pact).code == exits.USAGE
    (said,) = lines(call("publish", pact, "--release", "4.2.0"))
    assert said.startswith("published ")
    assert lines(call("publish", pact, "--release", "4.2.0"))[0].startswith("unchanged ")


def test_of_two_publishers_at_once_one_wins_and_the_other_is_told(
    call: Callable[..., Ended], tmp_path: Path
) -> None:
    version(tmp_path / "a", "1.0.0", FULL, id_="race")
    version(tmp_path / "b", "1.0.0", api("get /other"), id_="race")
    ended: list[Ended] = []
    threads = [
        threading.Thread(target=lambda p=p: ended.append(call("publish", tmp_path / p)))
        for p in ("a", "b")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(e.code for e in ended) == [exits.PASSED, exits.FOUND]


# -- the server


def test_a_registry_remembers_after_a_restart_and_is_missed_in_between(tmp_path: Path) -> None:
    version(tmp_path / "a", "1.0.0", FULL, id_="orders")
    with served(tmp_path) as (url, process):
        assert weighbridge("publish", "a", "--registry", url, cwd=tmp_path).code == 0
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
        assert (process.returncode, err.splitlines()[-1]) == (0, "stopped")
    gone = weighbridge("publish", "a", "--registry", url, cwd=tmp_path)
    assert gone.code == exits.REGISTRY
    with served(tmp_path) as (url, _):
        ended = weighbridge("publish", "a", "--registry", url, cwd=tmp_path)
        assert ended.out == "unchanged orders 1.0.0\n"


def test_the_catalog_is_served_beside_the_registry(tmp_path: Path) -> None:
    with served(tmp_path) as (url, _):
        page = httpx.get(url)
        assert page.status_code == 200
        assert page.headers["Content-Type"].startswith("text/html")


def test_a_port_that_is_taken_is_passed_over_unless_it_was_asked_for(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = str(taken.getsockname()[1])
        ended = weighbridge("serve", "--port", number, cwd=tmp_path)
        assert ended.code == exits.USAGE
        assert f"port {number}" in ended.err
    with served(tmp_path, "--host", "127.0.0.1") as (first, _):
        (tmp_path / "other").mkdir()
        with served(tmp_path / "other", "--host", "127.0.0.1") as (second, _):
            assert first != second


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param(("--host", "0.0.0.0"), "other machines", id="everywhere"),  # noqa: S104 - refused
        pytest.param(("--host", "192.0.2.1"), "other machines", id="elsewhere"),
        pytest.param(("--database", "mysql://a/b"), "not supported", id="another database"),
        pytest.param(("--database", "nonsense"), "no address", id="no address"),
        pytest.param(
            ("--database", "sqlite:///file/registry.db"), "can not be made", id="no folder"
        ),
    ],
)
def test_a_server_that_can_not_be_does_not_start(
    options: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    ended = weighbridge("serve", *options, cwd=tmp_path)
    assert ended.code == exits.USAGE
    assert told in ended.err
    assert "open http" not in ended.err


def test_without_the_extra_the_way_to_it_is_told(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['uvicorn'] = None\n"
        "from weighbridge_checks.commands.outcome import run\n"
        "sys.exit(run(['serve', '--port', '0']))"
    )
    done = subprocess.run(
        [COMMAND[0], "-c", program],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == exits.USAGE
    assert "pip install 'weighbridge[server]'" in done.stderr
