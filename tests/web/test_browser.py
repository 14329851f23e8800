"""What only a real browser can tell: that pages fit, load nothing off-site and can be used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.estate import BREAK, PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from playwright.sync_api import Browser, Page

DESK, PHONE = 1280, 390


def base(estate: httpx.Client) -> str:
    """Where the catalog is served."""
    return str(estate.base_url).rstrip("/")


class Visitor:
    """A page in a browser, with all that it did which it should not have done."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.faults: list[str] = []
        page.on("request", lambda r: self._note(not r.url.startswith(base), f"asked {r.url}"))
        page.on("console", lambda m: self._note(m.type in {"error", "warning"}, m.text))
        page.on("pageerror", lambda e: self._note(True, str(e)))  # noqa: FBT003 (always a fault)
        page.on("response", lambda r: self._note(r.status >= 400, f"{r.status} {r.url}"))

    def _note(self, fault: bool, words: str) -> None:  # noqa: FBT001 (only said above)
        if fault:
            self.faults.append(words)

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)


@pytest.fixture(
    params=[
        pytest.param((DESK, True), id="desk"),
        pytest.param((DESK, False), id="desk without scripts"),
        pytest.param((PHONE, True), id="phone"),
        pytest.param((PHONE, False), id="phone without scripts"),
    ]
)
def visitor(
    request: pytest.FixtureRequest, browser: Browser, estate: httpx.Client
) -> Iterator[Visitor]:
    width, scripts = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    visitor = Visitor(context.new_page(), base(estate))
    yield visitor
    context.close()
    assert visitor.faults == []


@pytest.fixture
def desk(browser: Browser, estate: httpx.Client) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": DESK, "height": 844})
    visitor = Visitor(context.new_page(), base(estate))
    yield visitor
    context.close()
    assert visitor.faults == []


def test_every_page_fits_and_loads_only_from_here(visitor: Visitor) -> None:
    width = visitor.page.viewport_size["width"]  # type: ignore[index]  # it was set above
    for path in PAGES:
        visitor.go(path)
        needed = visitor.page.evaluate("document.documentElement.scrollWidth")
        assert needed <= width, path


def test_a_break_is_found_from_the_search_to_the_rule(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/")
    page.get_by_role("searchbox").fill("became of")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="orders", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("orders")
    page.get_by_role("link", name="breaking").first.click()
    expect(page).to_have_url(re.compile(re.escape(BREAK)))
    expect(page.get_by_role("heading", level=1)).to_have_text("orders 1.1.0 to 2.0.0")
    finding = page.get_by_role("article").first
    expect(finding).to_contain_text("error")
    finding.get_by_role("link", name=re.compile("^(request|response|operation)-")).click()
    expect(page).to_have_url(re.compile("/rules/"))
    expect(page.get_by_role("heading", level=2).first).to_be_visible()


def test_two_versions_are_chosen_in_the_form(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/c/orders")
    page.get_by_label("Compare", exact=True).select_option("1.0.0")
    page.get_by_label("with", exact=True).select_option("2.0.0")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile(r"/c/orders/compare/1\.0\.0\.\.\.2\.0\.0$"))


def test_the_list_follows_what_is_typed(desk: Visitor) -> None:
    page = desk.page
    desk.go("/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("stock")
    expect(page.get_by_role("status")).to_have_text("1 contract")
    expect(page).to_have_url(re.compile(r"\?q=stock"))
    page.keyboard.type("zz")
    expect(page.get_by_role("status")).to_contain_text("No contract matches")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_a_kind_stays_chosen_while_typing(desk: Visitor) -> None:
    desk.go("/?kind=pact")
    desk.page.get_by_role("searchbox").press_sequentially("store")
    expect(desk.page).to_have_url(re.compile("kind=pact"))
    expect(desk.page.get_by_role("link", name="storefront→orders")).to_be_visible()


def test_the_keyboard_goes_straight_to_the_content(desk: Visitor) -> None:
    page = desk.page
    desk.go(BREAK)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_whatever_can_be_used_can_be_reached_by_keyboard(desk: Visitor) -> None:
    page = desk.page
    desk.go(BREAK)
    wanted = page.locator("a:visible, button:visible, select:visible, summary:visible").count()
    reached: set[str] = set()
    for _ in range(wanted + 20):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "[...document.querySelectorAll('*')].indexOf(document.activeElement) + ''"
            )
        )
    usable = page.evaluate(
        "[...document.querySelectorAll('a, button, select, summary')]"
        ".filter(e => e.checkVisibility())"
        ".map(e => [...document.querySelectorAll('*')].indexOf(e) + '')"
    )
    assert set(usable) <= reached


def test_a_link_to_a_folded_finding_unfolds_it(desk: Visitor) -> None:
    page = desk.page
    desk.go("/c/orders/compare/1.0.0...2.0.0")
    folded = page.locator("details article").first
    expect(folded).to_be_hidden()
    name = folded.get_attribute("id")
    desk.go("/")
    desk.go(f"/c/orders/compare/1.0.0...2.0.0#{name}")
    expect(page.locator(f"[id='{name}']")).to_be_visible()


def test_a_digest_can_be_copied(browser: Browser, estate: httpx.Client) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{base(estate)}/c/orders/1.0.0")
    page.get_by_role("button", name="Copy the digest").click()
    digest = estate.get("/api/v1/subjects/orders/versions/1.0.0").json()["digest"]
    assert page.evaluate("navigator.clipboard.readText()") == digest
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(
    browser: Browser, estate: httpx.Client, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of the two above
    page = context.new_page()
    for path in PAGES:
        page.goto(base(estate) + path)
        assert page.evaluate(FAINT) == [], path
    context.close()


#: the texts whose contrast to the nearest background is below WCAG's AA, with that contrast
FAINT = """
() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgb = (color, under) => {
    canvas.fillStyle = `rgb(${under})`; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const behind = (e) => {
    const layers = [];
    for (let at = e; at; at = at.parentElement)
      layers.unshift(getComputedStyle(at).backgroundColor);
    return layers.reduce((under, color) => rgb(color, under), [255, 255, 255]);
  };
  const light = (c) => c.map((x) => x / 255)
    .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4))
    .reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
  const faint = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility() || e.closest("svg, option, .unseen, .skip")) continue;
    const ground = behind(e);
    const [a, b] = [light(rgb(getComputedStyle(e).color, ground)), light(ground)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const said = `${contrast.toFixed(2)} ${e.tagName} ${e.textContent.slice(0, 40)}`;
    if (contrast < 4.5) faint.push(said);
  }
  return faint;
}
"""
