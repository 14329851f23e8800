"""`weighbridge check` in real repositories: what changed, against what, and what comes of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.checks.commands.documents import api, card, estate
from tests.checks.commands.running import Ended, Repository, weighbridge
from weighbridge_checks.commands import exits

if TYPE_CHECKING:
    from pathlib import Path

FULL = api("get /orders", "get /orders/open")
LESS = api("get /orders")
MORE = api("get /orders", "get /orders/open", "get /orders/closed")


def check(repository: Repository, *arguments: object, **more: Any) -> Ended:
    return repository.check(*arguments, "--format", "json", **more)


def steps(ended: Ended) -> dict[str, str]:
    """What happened to each contract, by its path."""
    return {r["path"]: r["step"] for r in ended.value["reports"]}


def rules(ended: Ended) -> set[str]:
    """The objections that were raised."""
    return {o["rule"] for r in ended.value["reports"] for o in r["objections"]}


# -- a contract that is changed in place


@pytest.fixture
def plain(tmp_path: Path) -> Repository:
    """One API in one file."""
    return Repository.at(tmp_path, {"contracts/openapi.json": FULL})


def test_nothing_changed(plain: Repository) -> None:
    ended = plain.check()
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "no contract differs from HEAD (1 contract looked at)\n"


@pytest.mark.parametrize(
    ("text", "verdict", "code"),
    [
        pytest.param(LESS, "breaking", 1, id="a break"),
        pytest.param(MORE, "compatible", 0, id="an addition"),
        pytest.param(json.dumps(json.loads(FULL)), "identical", 0, id="other blanks"),
    ],
)
def test_an_edit_is_weighed_against_the_ref(
    text: str, verdict: str, code: int, plain: Repository
) -> None:
    plain.write({"contracts/openapi.json": text})
    ended = check(plain)
    assert (ended.code, ended.value["verdict"]) == (code, verdict)
    assert steps(ended) == {"contracts/openapi.json": "edited"}


@pytest.mark.parametrize("how", ["untouched by git", "staged", "committed"])
def test_it_does_not_matter_how_far_git_knows_of_it(how: str, plain: Repository) -> None:
    plain.write({"contracts/openapi.json": LESS, "contracts/more.openapi.json": api(title="More")})
    if how == "staged":
        plain.repo.git.add("--all")
    if how == "committed":
        plain.commit()
    ended = check(plain, against="HEAD~1" if how == "committed" else "HEAD")
    assert ended.code == exits.FOUND
    assert steps(ended) == {
        "contracts/more.openapi.json": "first",
        "contracts/openapi.json": "edited",
    }


def test_what_git_is_to_ignore_is_not_looked_at(plain: Repository) -> None:
    plain.write({".gitignore": "build/\n", "contracts/build/openapi.json": LESS})
    assert steps(check(plain)) == {}


def test_a_contract_that_is_gone_breaks_everybody(plain: Repository) -> None:
    plain.remove("contracts/openapi.json")
    ended = check(plain)
    assert ended.code == exits.FOUND
    assert steps(ended) == {"contracts/openapi.json": "removed"}
    assert rules(ended) == {"contract-removed"}
    found = ended.value["reports"][0]["diff"]["findings"]
    assert {f["operation"] for f in found if f["severity"] == "error"} == {
        "GET /orders",
        "GET /orders/open",
    }
    annotations = plain.check("--format", "github").out
    assert "file=contracts/openapi.json" in annotations
    assert "file=HEAD" not in annotations


def test_a_schema_that_is_gone_is_told_of_too(tmp_path: Path) -> None:
    schema = '{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string"}'
    repository = Repository.at(tmp_path, {"contracts/sku.json": schema})
    repository.remove("contracts/sku.json")
    ended = check(repository)
    assert ended.code == exits.FOUND
    assert rules(ended) == {"contract-removed"}


def test_a_contract_under_another_name_is_weighed_against_itself(plain: Repository) -> None:
    plain.remove("contracts/openapi.json")
    plain.write({"contracts/sales/openapi.json": MORE})
    ended = check(plain)
    assert ended.code == 0
    assert steps(ended) == {"contracts/sales/openapi.json": "edited"}
    assert ended.value["reports"][0]["old_path"] == "contracts/openapi.json"
    assert "moved here from contracts/openapi.json" in plain.check().out


def test_a_new_contract_is_read_and_has_nothing_to_break(plain: Repository) -> None:
    plain.write({"contracts/returns/openapi.json": api("get /returns", title="Returns")})
    ended = plain.check()
    assert ended.code == 0
    assert "new: there is nothing to weigh it against" in ended.out


def test_a_changed_neighbour_is_a_changed_contract(tmp_path: Path) -> None:
    document = json.loads(api())
    answer = document["paths"]["/orders"]["get"]["responses"]["200"]["content"]
    answer["application/json"]["schema"] = {"$ref": "schemas/order.json"}
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
    files = {
        "contracts/openapi.json": json.dumps(document),
        "contracts/schemas/order.json": json.dumps({**schema, "required": ["id"]}),
        "contracts/other.openapi.json": api("get /other"),
    }
    repository = Repository.at(tmp_path, files)
    repository.write({"contracts/schemas/order.json": json.dumps(schema)})
    ended = check(repository)
    assert ended.code == exits.FOUND
    # the schema is a part of the API, and no contract beside it
    assert steps(ended) == {"contracts/openapi.json": "edited"}


def test_a_schema_that_stands_alone_is_a_contract(tmp_path: Path) -> None:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": ["string", "null"]}
    repository = Repository.at(tmp_path, {"contracts/sku.json": json.dumps(schema)})
    repository.write({"contracts/sku.json": json.dumps({**schema, "type": "string"})})
    ended = check(repository)
    assert (ended.code, steps(ended)) == (1, {"contracts/sku.json": "edited"})


def test_other_files_are_no_contracts(plain: Repository) -> None:
    plain.write(
        {
            "contracts/package.json": '{"name": "orders", "dependencies": {"openapi": "^3"}}',
            "contracts/notes.yaml": "openapi tools: none\n",
            "contracts/broken.yaml": "a: [\n",
        }
    )
    assert steps(check(plain)) == {}


# -- versions in folders of their own


def test_a_new_version_is_weighed_against_the_highest_below_it(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0", "1.9.0", "1.10.0", "2.0.0"))
    repository.write(estate("1.11.0", v1_11_0=api("get /orders", "get /new", version="1.11.0")))
    ended = check(repository)
    assert ended.code == 0, ended.out
    (report,) = ended.value["reports"]
    assert (report["step"], report["subject"]) == ("next", "orders")
    assert (report["old_version"], report["new_version"]) == ("1.10.0", "1.11.0")
    assert report["declared_bump"] == "minor"


def test_two_new_versions_are_weighed_one_after_the_other(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0"))
    new = estate("1.1.0", "1.2.0", v1_1_0=api("get /orders", "get /a", version="1.1.0"))
    repository.write(new)
    ended = check(repository)
    pairs = [(r["old_version"], r["new_version"]) for r in ended.value["reports"]]
    assert pairs == [("1.0.0", "1.1.0"), ("1.1.0", "1.2.0")]
    # 1.2.0 has lost what 1.1.0 brought
    assert rules(ended) == {"version-bump-too-small"}


def test_a_break_in_a_minor_version_is_refused_with_the_number_it_should_have(
    tmp_path: Path,
) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0", v1_0_0=FULL))
    repository.write(estate("1.1.0", v1_1_0=api("get /orders", version="1.1.0")))
    ended = repository.check()
    assert ended.code == exits.FOUND
    assert "number it 2.0.0  [version-bump-too-small]" in ended.out
    assert ended.out.endswith("objection\n")


def test_a_break_in_a_major_version_is_declared_and_passes(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0", v1_0_0=FULL))
    repository.write(estate("2.0.0", v2_0_0=api("get /orders", version="2.0.0")))
    ended = check(repository)
    assert ended.code == 0
    (report,) = ended.value["reports"]
    assert report["declared_break"] is True
    assert ended.value["verdict"] == "breaking"
    assert ended.value["passed"] is True
    annotations = repository.check("--format", "github").out
    assert "::error" not in annotations
    assert "::notice" in annotations


def test_an_addition_in_a_patch_version_is_refused(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0"))
    repository.write(estate("1.0.1", v1_0_1=api("get /orders", "get /new", version="1.0.1")))
    ended = check(repository)
    assert (ended.code, rules(ended)) == (1, {"version-bump-too-small"})
    assert "number it 1.1.0" in repository.check().out


def test_a_published_version_may_not_be_edited(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0", "1.1.0"))
    repository.write(estate("1.0.0", v1_0_0=api("get /orders", "get /new", version="1.0.0")))
    ended = check(repository)
    assert (ended.code, rules(ended)) == (1, {"published-version-edited"})
    assert steps(ended) == {"contracts/apis/orders/1.0.0/openapi.json": "rewritten"}
    assert "put the change into a new folder 1.1.0" in repository.check().out


def test_other_blanks_do_not_edit_a_published_version(tmp_path: Path) -> None:
    files = estate("1.0.0")
    repository = Repository.at(tmp_path, files)
    name = "contracts/apis/orders/1.0.0/openapi.json"
    repository.write({name: json.dumps(json.loads(files[name]))})
    ended = check(repository)
    assert (ended.code, rules(ended)) == (0, set())


def test_the_card_of_a_published_version_may_be_edited(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0"))
    repository.write(
        {"contracts/apis/orders/1.0.0/contract.yaml": card("1.0.0", status="deprecated")}
    )
    assert steps(check(repository)) == {}


@pytest.mark.parametrize(
    ("old", "new", "code", "found"),
    [
        ("retention: 30d", "retention: 7d", 1, {"retention-shortened"}),
        ("retention: 7d", "retention: 30d", 0, {"promise-strengthened"}),
        ("tags: [a]", "tags: [b]", 0, set()),
    ],
)
def test_a_card_that_promises_less_is_refused_though_the_document_is_the_same(
    old: str, new: str, code: int, found: set[str], tmp_path: Path
) -> None:
    path = "contracts/apis/orders/1.0.0/contract.yaml"
    repository = Repository.at(tmp_path, {**estate("1.0.0"), path: f"{card('1.0.0')}{old}\n"})
    repository.write({path: f"{card('1.0.0')}{new}\n"})
    ended = check(repository)
    told = {f["rule"] for r in ended.value["reports"] for f in r["diff"]["findings"]}
    assert (ended.code, rules(ended), told) == (code, set(), found)


def test_a_new_version_owes_a_major_number_to_a_promise_that_got_weaker(tmp_path: Path) -> None:
    folder = "contracts/apis/orders"
    files = estate("1.0.0")
    path = f"{folder}/1.0.0/contract.yaml"
    repository = Repository.at(tmp_path, {**files, path: f"{files[path]}sla: {{p95_ms: 200}}\n"})
    repository.write(
        {
            **estate("1.1.0"),
            f"{folder}/1.1.0/contract.yaml": f"{card('1.1.0')}sla: {{p95_ms: 500}}\n",
            "contracts/estate.yaml": "name: Acme\n",
            "contracts/consumers/shop/needs.yaml": (
                "consumer: shop\nneeds: [{id: a, contract: orders, p95_ms: 300}]\n"
            ),
        }
    )
    ended = check(repository)
    assert ended.code == exits.FOUND
    assert rules(ended) == {"version-bump-too-small"}
    findings = ended.value["reports"][0]["diff"]["findings"]
    (finding,) = (f for f in findings if f["rule"] == "service-level-weakened")
    assert [c["name"] for c in finding["consumers"]] == ["shop"]
    assert finding["source"]["new"] == {
        "file": f"{folder}/1.1.0/contract.yaml",
        "line": 7,
        "column": 7,
        "pointer": "/sla/p95_ms",
    }


def test_an_old_card_that_can_not_be_understood_is_said_and_does_not_stop_the_check(
    tmp_path: Path,
) -> None:
    files = estate("1.0.0")
    path = "contracts/apis/orders/1.0.0/contract.yaml"
    repository = Repository.at(tmp_path, {**files, path: f"{files[path]}retenshun: 30d\n"})
    repository.write(estate("1.1.0"))
    ended = check(repository)
    assert ended.code == exits.PASSED
    (unread,) = ended.value["reports"][0]["diff"]["unread"]
    assert "unknown key 'retenshun'; did you mean 'retention'?" in unread


@pytest.mark.parametrize("status", ["proposed", "draft"])
def test_a_version_on_which_nobody_relies_may_be_edited_and_is_weighed_anew(
    status: str, tmp_path: Path
) -> None:
    folder = "contracts/apis/orders/1.1.0"
    files = {**estate("1.0.0", "1.1.0"), f"{folder}/contract.yaml": card("1.1.0", status=status)}
    repository = Repository.at(tmp_path, files)
    repository.write({f"{folder}/openapi.json": api("get /orders", "get /new", version="1.1.0")})
    ended = check(repository)
    assert (ended.code, rules(ended)) == (0, set())
    assert ended.value["reports"][0]["old_version"] == "1.0.0"
    repository.remove(f"{folder}/openapi.json", f"{folder}/contract.yaml")
    assert steps(check(repository)) == {}


def test_a_published_version_may_not_be_withdrawn(tmp_path: Path) -> None:
    files = estate("1.0.0", "1.1.0")
    repository = Repository.at(tmp_path, files)
    repository.remove(*(f for f in files if "1.0.0" in f))
    ended = check(repository)
    assert (ended.code, rules(ended)) == (1, {"version-withdrawn"})


def test_a_contract_all_of_whose_versions_are_gone_is_removed(tmp_path: Path) -> None:
    files = estate("1.0.0", "1.1.0")
    repository = Repository.at(tmp_path, files)
    repository.remove(*files)
    ended = check(repository)
    assert (ended.code, rules(ended)) == (1, {"contract-removed"})
    assert ended.value["reports"][0]["old_version"] == "1.1.0"


def test_a_contract_that_moves_to_another_folder_is_the_same_by_its_id(tmp_path: Path) -> None:
    files = estate("1.0.0", "1.1.0")
    repository = Repository.at(tmp_path, files)
    repository.write({f.replace("apis/orders", "apis/sales"): text for f, text in files.items()})
    repository.remove(*files)
    ended = check(repository)
    assert (ended.code, rules(ended)) == (0, set())
    assert ended.value["verdict"] == "identical"


def test_versions_without_cards_go_by_their_folders(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, {"contracts/orders/1.0.0/openapi.json": FULL})
    repository.write({"contracts/orders/1.1.0/openapi.json": LESS})
    ended = check(repository)
    assert (ended.code, rules(ended)) == (1, {"version-bump-too-small"})
    assert ended.value["reports"][0]["subject"] == "orders"


def test_a_path_to_one_version_still_sees_the_ones_before(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0", v1_0_0=FULL))
    repository.write(estate("1.1.0", v1_1_0=api("get /orders", version="1.1.0")))
    ended = check(repository, "contracts/apis/orders/1.1.0")
    assert ended.value["reports"][0]["old_version"] == "1.0.0"


def proposal(text: str) -> dict[str, str]:
    folder = "contracts/proposals/drop"
    return {
        f"{folder}/contract.yaml": card("1.1.0", status="proposed"),
        f"{folder}/openapi.json": text,
    }


def test_a_proposal_is_weighed_where_it_is_named_and_else_left_out(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0", v1_0_0=FULL))
    repository.write(proposal(api("get /orders", version="1.1.0")))
    ended = check(repository)
    assert (ended.code, steps(ended)) == (0, {})
    assert "left out: contracts/proposals/drop is a proposal" in ended.err
    named = check(repository, "contracts/proposals/drop")
    assert (named.code, rules(named)) == (1, {"version-bump-too-small"})
    assert named.value["reports"][0]["old_version"] == "1.0.0"


def test_a_version_folder_within_a_proposal_is_a_proposal_too(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0", v1_0_0=FULL))
    folder = "contracts/proposals/wish/apis/orders/2.0.0"
    files = {"contract.yaml": card("2.0.0"), "openapi.json": api("get /orders", version="2.0.0")}
    repository.write({f"{folder}/{name}": text for name, text in files.items()})
    ended = check(repository)
    assert (ended.code, steps(ended)) == (0, {})
    assert f"left out: {folder} is a proposal" in ended.err


def test_a_document_among_proposals_needs_no_card_to_be_left_out(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0", v1_0_0=FULL))
    repository.write({"contracts/proposals/broken/openapi.json": "{"})
    ended = check(repository)
    assert (ended.code, steps(ended)) == (0, {})
    assert "left out: contracts/proposals/broken is a proposal" in ended.err
    assert check(repository, "contracts/proposals/broken").code == exits.UNREADABLE


# -- what can not be read


def test_one_bad_contract_does_not_hide_the_others(tmp_path: Path) -> None:
    repository = Repository.at(
        tmp_path, {"contracts/a/openapi.json": FULL, "contracts/b/openapi.json": FULL}
    )
    repository.write({"contracts/a/openapi.json": "{", "contracts/b/openapi.json": LESS})
    ended = check(repository)
    assert ended.code == exits.UNREADABLE
    assert steps(ended) == {"contracts/b/openapi.json": "edited"}
    assert ended.value["passed"] is False
    (unread,) = ended.value["unreadable"]
    assert unread["path"] == "contracts/a/openapi.json"
    assert unread["reason"].startswith("contracts/a/openapi.json:1:")
    text = repository.check()
    assert "passed" not in text.out
    assert "error: contracts/a/openapi.json:1:" in text.err
    assert "::error title=not readable,file=contracts/a/openapi.json" in repository.check(
        "--format", "github"
    ).out  # fmt: skip


def test_a_bad_contract_that_nobody_touched_is_not_this_changes_fault(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, {"contracts/a/openapi.json": "{", **estate("1.0.0")})
    repository.write(estate("1.1.0"))
    assert check(repository).code == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("id: orders\n", "'version' is missing", id="no version"),
        pytest.param("id: orders\nversion: 1.2.0\n", "named 1.1.0", id="another version"),
        pytest.param("id: orders\nversion: one\n", "a version such as 1.4.0", id="no number"),
        pytest.param("id: orders\nverison: 1.1.0\n", "did you mean 'version'?", id="misspelt"),
        pytest.param("id: orders\nid: sales\nversion: 1.1.0\n", ":2:1:", id="a key twice"),
        pytest.param("- id: orders\n", "mapping", id="a list"),
    ],
)
def test_a_card_that_can_not_be_understood_is_told_with_its_line(
    text: str, told: str, tmp_path: Path
) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0"))
    repository.write({**estate("1.1.0"), "contracts/apis/orders/1.1.0/contract.yaml": text})
    ended = check(repository)
    assert ended.code == exits.UNREADABLE
    assert "contracts/apis/orders/1.1.0/contract.yaml:" in ended.err
    assert told in ended.err


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path / "repository", {"contracts/openapi.json": FULL})
    (tmp_path / "secret.json").write_text('{"openapi": "secret"}')
    repository.remove("contracts/openapi.json")
    (repository.folder / "contracts/openapi.json").symlink_to(tmp_path / "secret.json")
    ended = check(repository)
    assert ended.code == exits.UNREADABLE
    assert "link that leads outside" in ended.err
    assert "secret" not in ended.out


# -- the wish itself


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(("--against", "mian"), "did you mean 'main'?", id="no such revision"),
        pytest.param(("--against", "topic"), "did you mean 'origin/topic'?", id="only over there"),
        pytest.param(("--against", "--output=x"), "is no git revision", id="an option to git"),
        pytest.param(("nowhere", "--against", "HEAD"), "there is no 'nowhere'", id="no such path"),
        pytest.param(("..", "--against", "HEAD"), "does not lie in", id="outside"),
        pytest.param((), "--against", id="against nothing"),
        pytest.param(("--against", "registry", "--merge-base"), "no branches", id="no branches"),
    ],
)
def test_a_wish_that_can_not_be_is_wrong_use(
    arguments: tuple[str, ...], told: str, plain: Repository
) -> None:
    plain.repo.git.update_ref("refs/remotes/origin/topic", "HEAD")
    ended = weighbridge("check", *arguments, cwd=plain.folder)
    assert ended.code == exits.USAGE, ended.out
    assert told in ended.err
    assert ended.out == ""


def test_no_repository_is_wrong_use(tmp_path: Path) -> None:
    ended = weighbridge("check", "--against", "HEAD", cwd=tmp_path)
    assert ended.code == exits.USAGE
    assert "is in no git repository" in ended.err


def test_no_contracts_and_no_path_is_wrong_use(tmp_path: Path) -> None:
    ended = Repository.at(tmp_path).check()
    assert ended.code == exits.USAGE
    assert "name the folder of your contracts" in ended.err


def test_paths_count_from_where_one_stands(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, {"api/openapi.json": FULL, "web/openapi.json": FULL})
    repository.write({"api/openapi.json": LESS, "web/openapi.json": LESS})
    ended = weighbridge("check", ".", "--against", "HEAD", "--format", "json", cwd=tmp_path / "api")
    assert steps(ended) == {"api/openapi.json": "edited"}
    one = check(repository, "web/openapi.json")
    assert steps(one) == {"web/openapi.json": "edited"}


def test_the_merge_base_leaves_out_what_others_did_meanwhile(plain: Repository) -> None:
    plain.repo.git.switch("--create", "topic")
    plain.write({"README.md": "mine\n"})
    plain.commit()
    plain.repo.git.switch("main")
    plain.write({"contracts/openapi.json": MORE})
    plain.commit()
    plain.repo.git.switch("topic")
    assert check(plain, against="main").value["verdict"] == "breaking"
    assert check(plain, "--merge-base", against="main").value["reports"] == []


# -- settings and waivers


def test_the_settings_of_the_repository_hold(tmp_path: Path) -> None:
    settings = "contracts: [api]\nfail_on: info\n"
    repository = Repository.at(tmp_path, {"weighbridge.yaml": settings, "api/openapi.json": FULL})
    repository.write({"api/openapi.json": MORE})
    assert repository.check().code == exits.FOUND
    assert repository.check("--fail-on", "error").code == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("fail-on: error\n", ":1:1: unknown key 'fail-on'; did you mean", id="key"),
        pytest.param("fail_on: erorr\n", "did you mean 'error'?", id="word"),
        pytest.param("contracts: 5\n", "'contracts' has to be a text or a list", id="kind"),
        pytest.param("a: [\n", "weighbridge.yaml:", id="grammar"),
        pytest.param("fail_on: error\nfail_on: info\n", ":2:1", id="twice"),
    ],
)  # fmt: skip
def test_settings_that_mean_nothing_are_wrong_use(text: str, told: str, plain: Repository) -> None:
    plain.write({"weighbridge.yaml": text})
    ended = plain.check()
    assert ended.code == exits.USAGE
    assert told in ended.err
    assert ended.out == ""


@pytest.fixture
def broken(plain: Repository) -> Repository:
    """A repository with a break in it."""
    plain.write({"contracts/openapi.json": LESS})
    return plain


def waiver(repository: Repository, **other: str) -> str:
    """A waiver of its one error, as a person would write it."""
    findings = check(repository).value["reports"][0]["diff"]["findings"]
    (fingerprint,) = (f["fingerprint"] for f in findings if f["severity"] == "error")
    lines = {
        "fingerprint": f'"{fingerprint}"',
        "subject": "contracts/openapi.json",
        "reason": "nobody calls it",
        "approved_by": "someone@harborpike.example",
        "expires": "2999-12-31",
        **other,
    }
    text = "\n".join(f"  {key}: {value}" for key, value in lines.items() if value)
    return f"-{text[1:]}\n"


def test_a_waived_finding_passes_and_is_told(broken: Repository) -> None:
    broken.write({"weighbridge-waivers.yaml": waiver(broken)})
    ended = check(broken)
    assert ended.code == 0
    assert ended.value["waived"] == 1
    assert ended.value["errors"] == 0


@pytest.mark.parametrize(
    ("other", "told"),
    [
        pytest.param({"expires": "2020-01-31"}, "lapsed on 2020-01-31", id="lapsed"),
        pytest.param({"expires": "next year"}, "is no date", id="no date"),
        pytest.param({"expires": "2999-02-31"}, "is no date", id="no such day"),
        pytest.param({"expires": ""}, "has no 'expires'", id="for ever"),
        pytest.param({"subject": "another"}, "", id="of another contract"),
    ],
)
def test_a_waiver_that_does_not_hold_leaves_the_finding_standing(
    other: dict[str, str], told: str, broken: Repository
) -> None:
    broken.write({"weighbridge-waivers.yaml": waiver(broken, **other)})
    ended = broken.check()
    assert ended.code == exits.FOUND
    assert told in ended.err
    assert not told or "weighbridge-waivers.yaml:1" in ended.err


@pytest.mark.parametrize(
    ("other", "told"),
    [
        pytest.param({"reson": "a slip"}, "did you mean 'reason'?", id="misspelt"),
        pytest.param({"approved_by": ""}, "'approved_by' is missing", id="by nobody"),
        pytest.param({"fingerprint": "123456789012"}, "put it in quotes", id="a number"),
    ],
)
def test_a_waiver_that_means_nothing_is_wrong_use(
    other: dict[str, str], told: str, broken: Repository
) -> None:
    broken.write({"weighbridge-waivers.yaml": waiver(broken, **other)})
    ended = broken.check()
    assert ended.code == exits.USAGE
    assert told in ended.err


def test_an_objection_can_be_waived_too(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0"))
    repository.write(estate("1.0.0", v1_0_0=api("get /orders", "get /new")))
    (objection,) = check(repository).value["reports"][0]["objections"]
    text = (
        f'- fingerprint: "{objection["fingerprint"]}"\n  subject: orders\n  reason: not out yet\n'
        "  approved_by: someone\n  expires: 2999-12-31\n"
    )
    repository.write({"weighbridge-waivers.yaml": text})
    ended = check(repository)
    assert (ended.code, ended.value["waived"]) == (0, 1)


# -- outputs


def test_one_run_fills_all_sinks_and_their_counts_agree(broken: Repository) -> None:
    ended = broken.check(
        "--output", "json=a.json", "--output", "markdown=a.md", "--output", "github=a.txt"
    )
    value = json.loads((broken.folder / "a.json").read_text("utf-8"))
    annotations = (broken.folder / "a.txt").read_text("utf-8").splitlines()
    comment = (broken.folder / "a.md").read_text("utf-8")
    assert value["schema"] == "weighbridge/check/v1"
    assert value["errors"] == sum(a.startswith("::error ") for a in annotations) == 1
    assert ended.out.rstrip().endswith("refused: 1 contract changed, 1 error")
    assert comment.startswith("<!-- weighbridge -->\n**Breaking**: 1 error")


def test_annotations_point_at_lines_of_the_new_file(tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, {"contracts/openapi.json": api(fields={"n": "integer"})})
    text = api(fields={"n": "string"})
    repository.write({"contracts/openapi.json": text})
    line = next(n for n, words in enumerate(text.splitlines(), 1) if '"string"' in words)
    said = repository.check("--format", "github").out
    assert f"file=contracts/openapi.json,line={line}," in said


def test_a_name_can_not_give_commands_to_the_runner(tmp_path: Path) -> None:
    name = "contracts/a%0A::set-output name=x::y,line=1/openapi.json"
    repository = Repository.at(tmp_path, {name: FULL})
    repository.write({name: LESS})
    for line in repository.check("--format", "github").out.splitlines():
        assert line.startswith(("::error title=", "::notice title="))
        assert line.count("::set-output") <= 1
        assert not line.startswith("::set-output")


@pytest.mark.parametrize("shape", ["sarif", "junit", "html", "oasdiff-json"])
def test_the_forms_for_other_tools_tell_objections_too(shape: str, tmp_path: Path) -> None:
    repository = Repository.at(tmp_path, estate("1.0.0", v1_0_0=FULL))
    repository.write(estate("1.1.0", v1_1_0=api("get /orders", version="1.1.0")))
    ended = repository.check("--format", shape)
    assert ended.code == 1
    assert ("version-bump-too-small" in ended.out) is (shape != "oasdiff-json")
    gone = "api-removed-without-deprecation" if shape == "oasdiff-json" else "operation-removed"
    assert gone in ended.out


def counted(version: str, by: str | None, day: str = "") -> dict[str, str]:
    """A version of an event contract whose `by` is of some type, or not there."""
    folder = f"contracts/events/counts/{version}"
    properties = {"id": {"type": "string"}, **({"by": {"type": by}} if by else {})}
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": "Counts", "version": version},
        "channels": {"counts": {"address": "counts", "messages": {"taken": {
            "name": "count.taken", "payload": {"type": "object", "properties": properties}
        }}}},
        "operations": {"send": {"action": "send", "channel": {"$ref": "#/channels/counts"}}},
    }  # fmt: skip
    text = card(version, id_="counts").replace("kind: api", "kind: event") + "retention: 30d\n"
    return {
        f"{folder}/contract.yaml": f"{text}{day}",
        f"{folder}/asyncapi.json": json.dumps(document, indent=2) + "\n",
    }


@pytest.mark.parametrize(
    ("day", "code", "refused"),
    [
        pytest.param("", 1, True, id="nobody knows since when there is 2.0.0"),
        pytest.param('published_at: "2020-01-01"\n', 0, False, id="1.0.0 has left the log"),
    ],
)
def test_a_new_version_reads_what_the_log_still_holds(
    day: str, code: int, tmp_path: Path, *, refused: bool
) -> None:
    files = {**counted("1.0.0", "integer"), **counted("1.1.0", None, day)}
    repository = Repository.at(tmp_path, files)
    repository.write(counted("1.2.0", "string"))
    ended = check(repository)
    assert ended.code == code
    findings = ended.value["reports"][0]["diff"]["findings"]
    errors = [f for f in findings if f["severity"] == "error"]
    assert bool(errors) is refused
    if refused:
        assert errors[0]["message"].endswith("; the log still holds events of 1.0.0")
        assert errors[0]["proof"]["witness"] is not None
