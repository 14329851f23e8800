from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from starlette.routing import Route

from tests.web.conftest import served
from tests.web.estate import (
    ARROW,
    BREAK,
    HOSTILE,
    PAGES,
    environments,
    fill,
    orders,
    promote,
    publish,
    release,
    wide,
)  # fmt: skip
from tests.web.seen import Element, seen
from weighbridge_checks.verdicts.rules.every import RULES
from weighbridge_registry.store import open_database
from weighbridge_web.app import create_app
from weighbridge_web.findings import CAP
from weighbridge_web.headers import POLICY

if TYPE_CHECKING:
    from pathlib import Path

    import httpx


def page(registry: httpx.Client, path: str, status: int = 200) -> Element:
    answer = registry.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == status, answer.text
    return seen(answer.text)


def links(shown: Element) -> list[str]:
    return [a.attributes["href"] for a in shown.all("a") if "href" in a.attributes]


def decided(registry: httpx.Client) -> list[str]:
    return [a for a in links(page(registry, "/decisions")) if a.startswith("/decisions/")]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_and_can_be_walked_without_sight(
    estate: httpx.Client, path: str
) -> None:
    shown = page(estate, path)
    assert shown.one("html").attributes["lang"] == "en"
    assert shown.one("title").text.endswith("· Weighbridge")
    assert len(shown.all("h1")) == 1
    assert shown.one("main").attributes["id"] == "main"
    assert shown.one("a", class_="skip").attributes["href"] == "#main"
    ids = [e.attributes["id"] for e in shown.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for region in shown.all(role="region"):
        assert region.attributes["tabindex"] == "0"
        labelled = region.attributes.get("aria-labelledby")
        assert region.attributes.get("aria-label") or labelled in ids
    for table in shown.all("table"):
        assert table.one("caption").text
        assert all("scope" in th.attributes for th in table.all("th"))
    for field in [*shown.all("input"), *shown.all("select")]:
        if field.attributes.get("type") != "hidden":
            label = shown.all("label", for_=field.attributes.get("id", ""))
            assert label or field.attributes.get("aria-label")
    levels = [int(e.name[1]) for e in shown.one("main").all() if re.fullmatch("h[1-6]", e.name)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels)), levels


@pytest.mark.parametrize("path", PAGES)
def test_no_page_runs_styles_or_loads_what_the_policy_forbids(
    estate: httpx.Client, path: str
) -> None:
    answer = estate.get(path)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"]
    shown = seen(answer.text)
    for element in shown.all():
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on")]
        if element.name in {"script", "link", "img", "form", "a"}:
            there = element.attributes.get("src") or element.attributes.get("href") or ""
            assert not urlsplit(there).netloc, there
    assert all(script.attributes["src"] and not script.text for script in shown.all("script"))
    assert not shown.all("style")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_names_the_same_for_programs(estate: httpx.Client, path: str) -> None:
    (other,) = page(estate, path).all("link", rel="alternate")
    answer = estate.get(other.attributes["href"])
    assert answer.status_code == 200
    assert "json" in answer.headers["Content-Type"]


@pytest.mark.parametrize("path", PAGES)
def test_no_link_on_a_page_leads_nowhere(estate: httpx.Client, path: str) -> None:
    for link in dict.fromkeys(links(page(estate, path))):
        there, _, anchor = link.partition("#")
        answer = estate.get(there or path, follow_redirects=True)
        assert answer.status_code == 200, link
        if anchor:
            assert f'id="{unquote(anchor)}"' in answer.text, link


def test_the_list_says_of_each_contract_its_last_step_and_where_it_runs(
    estate: httpx.Client,
) -> None:
    shown = page(estate, "/")
    (row,) = [tr for tr in shown.all("tr") if tr.all("a", href="/c/orders")]
    text = row.text
    for said in ("Order desk", "identical", "2.0.1", "test 1.1.0", "production 1.0.0"):
        assert said in text
    assert "team-orders" in text
    assert "Head of orders" in text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/?q=order", ["edi/orders", "orders"]),
        ("/?q=became+of", ["orders"]),
        ("/?q=ORDER+DESK", ["orders"]),
        ("/?kind=api", ["edi/orders", "orders", "stock"]),
        ("/?kind=pact", ["storefront→orders"]),
        ("/?kind=event", []),
        ("/?q=zzz", []),
    ],
)
def test_a_search_narrows_the_list(estate: httpx.Client, asked: str, found: list[str]) -> None:
    rows = page(estate, asked).all("th", scope="row")
    assert [row.one("a").text for row in rows] == found


def test_a_search_that_finds_nothing_offers_names_that_are_near(estate: httpx.Client) -> None:
    results = page(estate, "/?q=ordrs").one(id="results")
    assert "No contract matches ordrs" in results.text
    assert "/c/orders" in links(results)


def test_an_empty_registry_says_how_to_begin(empty: httpx.Client) -> None:
    assert "weighbridge publish" in page(empty, "/").text
    assert "There is no environment yet" in page(empty, "/env").text
    assert "No promotion was decided" in page(empty, "/decisions").text


def test_a_contract_shows_its_versions_newest_first_with_the_verdict_between(
    estate: httpx.Client,
) -> None:
    shown = page(estate, "/c/orders")
    stops = shown.all("li", class_="stop")
    assert [stop.one("strong").text for stop in stops] == ["2.0.1", "2.0.0", "1.1.0", "1.0.0"]
    steps = [stop.one(class_="step").text for stop in stops[:-1]]
    assert [re.search("identical|breaking|compatible", s)[0] for s in steps] == [  # type: ignore[index]  # a step without a verdict fails, as it should
        "identical",
        "breaking",
        "compatible",
    ]
    assert BREAK in links(stops[1])
    assert "test" in stops[2].text
    assert "production" in stops[3].text


def test_a_contract_names_its_consumers_and_how_far_they_were_verified(
    estate: httpx.Client,
) -> None:
    (consumers,) = [t for t in page(estate, "/c/orders").all("table") if "Consumer" in t.text]
    (row,) = consumers.one("tbody").all("tr")
    for said in ("storefront", "4.2.0", "test", "production", "unknown orders-service 7.0"):
        assert said in row.text
    assert ARROW in links(consumers)


def test_a_pact_shows_its_two_sides_and_how_far_it_was_verified(estate: httpx.Client) -> None:
    shown = page(estate, ARROW)
    assert {"/c/orders", f"{ARROW}/compare/1...2"} <= set(links(shown))
    (releases,) = shown.all("table")
    assert [th.text for th in releases.all("th", scope="row")] == ["storefront"]
    assert "unknown" in releases.text


def test_two_pacts_are_compared_line_by_line(estate: httpx.Client) -> None:
    shown = page(estate, f"{ARROW}/compare/1...2")
    (gone,) = shown.all("tr", class_="removed")
    (come,) = shown.all("tr", class_="added")
    assert "ring twice" in gone.text
    assert "leave at the door" in come.text
    assert "Nothing changed" in page(estate, f"{ARROW}/compare/1...1").text


def test_nobody_known_is_not_nobody(estate: httpx.Client) -> None:
    assert "unknown use is not unused" in page(estate, "/c/stock").text


def test_each_line_of_a_version_has_its_number(estate: httpx.Client) -> None:
    shown = page(estate, "/c/orders/1.0.0")
    lines = estate.get("/api/v1/subjects/orders/versions/1.0.0/files/openapi.yaml").text
    for number, line in enumerate(lines.splitlines(), start=1):
        assert shown.one("tr", id=f"L{number}").one("td").text == " ".join(line.split())
    assert "GET /orders/{orderId}" in shown.text


def test_a_version_shows_the_file_that_is_asked_for(estate: httpx.Client) -> None:
    shown = page(estate, "/c/orders/2.0.0?file=schemas/new-order.yaml")
    assert shown.one("h2", id="file").text == "schemas/new-order.yaml"
    assert "[sku, quantity, reference]" in shown.one("table", class_="source").text
    assert page(estate, "/c/orders/2.0.0?file=none.yaml", 404)


def test_a_comparison_shows_what_the_api_says_and_nothing_else(estate: httpx.Client) -> None:
    said = estate.get("/api/v1/subjects/orders/compare/1.1.0...2.0.0").json()
    shown = page(estate, BREAK)
    assert said["verdict"] == "breaking"
    assert shown.one(class_="word").text == "breaking"
    found = {a.attributes["id"]: a for a in shown.all("article")}
    assert found.keys() == {f["fingerprint"] for f in said["findings"]}
    for finding in said["findings"]:
        article = found[finding["fingerprint"]]
        assert finding["message"] in article.text
        assert finding["severity"] in article.one("h4").text
        assert f"/rules/{finding['rule']}" in links(article)
        for side in ("old", "new"):
            if source := finding["source"][side]:
                assert f"{source['file']}:{source['line']}" in article.text
        if finding["proof"]["result"] == "refuted":
            assert "Witness" in article.text


def test_a_finding_leads_to_the_line_that_it_is_about(estate: httpx.Client) -> None:
    (article,) = [
        a for a in page(estate, BREAK).all("article") if "'reference'" in a.one("h4").text
    ]
    (new,) = [a for a in article.all("a", class_="mono") if "2.0.0" in a.attributes["href"]]
    there, _, anchor = new.attributes["href"].partition("#")
    assert "file=schemas%2Fnew-order.yaml" in there
    line = page(estate, there).one("tr", id=anchor)
    assert "re" in line.text


@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_the_choice_of_a_severity_shows_as_many_as_it_promises(
    estate: httpx.Client, severity: str
) -> None:
    shown = page(estate, BREAK)
    (chip,) = [
        a
        for a in shown.one("ul", aria_label="Show only").all("a")
        if a.attributes["href"].endswith(f"severity={severity}")
    ]
    narrowed = page(estate, chip.attributes["href"])
    assert len(narrowed.all("article")) == int(chip.text.split()[0])


@pytest.mark.parametrize(
    ("versions", "why"),
    [
        ("1.0.0...1.0.0", "both versions have the same content"),
        ("2.0.0...2.0.1", "the files differ, but say the same"),
    ],
)
def test_where_nothing_changed_the_page_says_why(
    estate: httpx.Client, versions: str, why: str
) -> None:
    shown = page(estate, f"/c/orders/compare/{versions}")
    assert shown.one(class_="word").text == "identical"
    assert why in shown.text


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        ("1.0.0...1.1.0", "owes a minor bump; 1.0.0 to 1.1.0 counts as minor: enough"),
        ("1.1.0...2.0.0", "owes a major bump; 1.1.0 to 2.0.0 counts as major: enough"),
        ("1.0.0...1.0.0", "owes no bump"),
        ("2.0.0...1.1.0", "this is the way back"),
    ],
)
def test_a_comparison_holds_the_number_against_what_is_owed(
    estate: httpx.Client, versions: str, said: str
) -> None:
    assert said in page(estate, f"/c/orders/compare/{versions}").one(class_="verdict").text


@pytest.mark.parametrize(
    ("form", "there"),
    [
        ("old=1.1.0&new=2.0.0&mode=backward&posture=", BREAK),
        ("old=1.1.0&new=2.0.0&mode=full", f"{BREAK}?mode=full"),
        ("old=1.1.0&new=2.0.0&posture=strict", f"{BREAK}?posture=strict"),
        ("old=1.1.0", "/c/orders"),
    ],
)
def test_the_form_leads_to_an_address_that_can_be_shared(
    estate: httpx.Client, form: str, there: str
) -> None:
    answer = estate.get(f"/c/orders/compare?{form}")
    assert (answer.status_code, answer.headers["Location"]) == (303, there)
    assert estate.get(there).status_code == 200


def test_the_board_has_the_environments_in_the_order_of_their_path(estate: httpx.Client) -> None:
    (board, *_) = page(estate, "/env").all("table")
    assert [th.text for th in board.all("th", scope="col")] == ["Service", "test", "production"]
    (row,) = [tr for tr in board.all("tr") if "orders-service" in tr.text]
    first, last = row.all("td")
    assert "7.1" in first.text
    assert "ahead of production" in first.text
    assert "orders 1.1.0" in first.text
    assert "7.0" in last.text
    assert "behind test" in last.text


def test_an_environment_says_what_its_gates_ask(estate: httpx.Client) -> None:
    shown = page(estate, "/env/production")
    assert "consumers-verified: Each pact" in shown.text
    assert "orders 1.0.0" in shown.text
    assert len([a for a in links(shown) if a.startswith("/decisions/")]) == 1


def test_a_decision_shows_every_reason_and_what_would_change_it(estate: httpx.Client) -> None:
    (refused,) = [d for d in estate.get("/api/v1/decisions").json()["items"] if not d["allowed"]]
    shown = page(estate, f"/decisions/{refused['id']}")
    assert shown.one(class_="word").text == "refused"
    assert len(refused["reasons"]) > 2
    for reason in refused["reasons"]:
        (card,) = [
            c for c in shown.all(class_="reason") if " ".join(reason["message"].split()) in c.text
        ]
        assert reason["status"] in card.text
        assert " ".join((reason["remedy"] or "").split()) in card.text
    assert any(link.startswith("/c/orders/compare/1.0.0...2.0.0") for link in links(shown))


def test_of_many_reasons_that_pass_a_gate_the_first_stands_open(empty: httpx.Client) -> None:
    contracts = [f"contract-{n}" for n in range(4)]
    for name in contracts:
        publish(empty, name, "1.0.0", {"a.json": '{"type": "object"}'}, kind="schema")
    environments(empty)
    gates = {"after": None, "gates": ["version-step", "compatible-with-running"]}
    assert empty.put("/api/v1/environments/test", json={**gates, "production": False}).is_success
    release(empty, "erp", "1", [(name, "1.0.0") for name in contracts])
    promote(empty, "erp", "1", "test")
    (decision,) = empty.get("/api/v1/decisions").json()["items"]
    shown = page(empty, f"/decisions/{decision['id']}")
    assert [s.text for s in shown.all("summary") if "more" in s.text] == ["3 more pass"]
    assert len(shown.all(class_="reason")) == len(contracts) + 1


def test_decisions_can_be_narrowed(estate: httpx.Client) -> None:
    assert len(decided(estate)) == 2
    shown = page(estate, "/decisions?environment=test")
    assert "Only environment test" in shown.text
    assert len([a for a in links(shown) if a.startswith("/decisions/")]) == 1


def test_a_long_list_is_shown_in_parts(empty: httpx.Client) -> None:
    for number in range(53):
        publish(empty, f"thing-{number:02}", "1.0.0", {"a.yaml": wide(1)})
    first = page(empty, "/")
    (more,) = first.all("a", rel="next")
    second = page(empty, more.attributes["href"])
    names = [th.one("a").text for p in (first, second) for th in p.all("th", scope="row")]
    assert names == [f"thing-{number:02}" for number in range(53)]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_page(estate: httpx.Client, rule: str) -> None:
    shown = page(estate, f"/rules/{rule}")
    assert shown.one("h1").text == rule
    changed = [*shown.all("tr", class_="added"), *shown.all("tr", class_="removed")]
    assert bool(changed) == any(RULES[rule].example)


def test_the_rules_are_listed_and_can_be_searched(estate: httpx.Client) -> None:
    listed = [th.text for th in page(estate, "/rules").all("th", scope="row")]
    assert sorted(listed) == sorted(RULES)
    found = [th.text for th in page(estate, "/rules?q=operation-r").all("th", scope="row")]
    assert "operation-removed" in found
    assert len(found) < len(RULES)


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/c/nothing",
        "/c/nothing/1.0.0",
        "/c/orders/9.9.9",
        "/c/orders/compare/1.0.0...9.9.9",
        "/c/orders/compare/1.0.0",
        "/c/orders/compare/...",
        "/env/nowhere",
        "/decisions/none",
        "/rules/no-such-rule",
        "/?cursor=nonsense",
    ],
)
def test_what_is_not_there_is_a_page_for_people_and_a_problem_for_programs(
    estate: httpx.Client, path: str
) -> None:
    asked = estate.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
    told = estate.get(path, headers={"Accept": "application/json"})
    assert asked.status_code == told.status_code
    assert 400 <= asked.status_code < 500
    shown = seen(asked.text)
    assert shown.one("h1").text
    assert "/" in links(shown)
    assert told.headers["Content-Type"] == "application/problem+json"
    if told.json()["type"] != "/problems/not-found":
        assert told.json()["detail"] in shown.one("main").text


def test_the_api_speaks_json_to_a_browser_too(estate: httpx.Client) -> None:
    answer = estate.get("/api/v1/subjects/nothing", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_fault_of_our_own_is_a_page_that_tells_nothing_of_the_inside(tmp_path: Path) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError("a secret")

    app = create_app(open_database(f"sqlite:///{tmp_path}/registry.db"))
    app.router.routes.insert(0, Route("/fail", fail))
    with served(app) as client:
        answer = client.get("/fail", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert seen(answer.text).one("h1").text
    assert "secret" not in answer.text
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_what_publishers_write_is_shown_and_never_run(estate: httpx.Client) -> None:
    for path in ("/", "/c/edi%2Forders"):
        answer = estate.get(path)
        assert HOSTILE not in answer.text
        assert HOSTILE in seen(answer.text).text


def test_a_search_for_markup_is_only_a_search(estate: httpx.Client) -> None:
    answer = estate.get("/", params={"q": HOSTILE})
    assert HOSTILE not in answer.text
    assert seen(answer.text).one("input", name="q").attributes["value"] == HOSTILE


def test_a_great_change_is_shown_in_part_and_whole_on_demand(empty: httpx.Client) -> None:
    publish(empty, "wide", "1.0.0", {"openapi.json": wide(CAP + 60)})
    publish(empty, "wide", "2.0.0", {"openapi.json": wide(10)})
    shown = page(empty, "/c/wide/compare/1.0.0...2.0.0")
    assert len(shown.all("article")) == CAP
    (whole,) = [a for a in links(shown) if "all=1" in a]
    assert len(page(empty, whole).all("article")) == CAP + 50


def test_reading_pages_writes_nothing_into_the_history(empty: httpx.Client) -> None:
    fill(empty)
    before = empty.get("/api/v1/audit").json()
    for path in PAGES:
        page(empty, path)
    assert empty.get("/api/v1/audit").json() == before


def test_a_candidate_is_not_the_latest(empty: httpx.Client) -> None:
    orders(empty, "1.0.0", "openapi: 3.1.0\ninfo: {title: O, version: '1'}\npaths: {}\n", "{}")
    orders(empty, "2.0.0-rc.1", "openapi: 3.1.0\ninfo: {title: P, version: '1'}\npaths: {}\n", "{}")
    (row,) = page(empty, "/").all("th", scope="row")
    assert row.text.startswith("orders")
    assert "1.0.0" in page(empty, "/").one("tbody").text
    assert "2.0.0-rc.1" not in page(empty, "/").one("tbody").text
    assert "2.0.0-rc.1" in page(empty, "/c/orders").text


def test_an_allowed_promotion_has_a_page_too(estate: httpx.Client) -> None:
    (allowed,) = [d for d in estate.get("/api/v1/decisions").json()["items"] if d["allowed"]]
    shown = page(estate, f"/decisions/{allowed['id']}")
    assert shown.one(class_="word").text == "allowed"
    assert all("passed" in card.text for card in shown.all(class_="reason"))
