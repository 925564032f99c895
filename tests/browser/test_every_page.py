"""Every page that links lead to, in each role, in a real browser: nobody is shut out of it, and nothing stays behind.

What axe finds is held against WCAG 2.2 AA. The pages are found, not listed, so a new one is tried from its first day.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.home import HOME, Found, Home, at_home, sign_in

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DESK, REFLOW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
REACHABLE = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(each => each.type !== 'hidden' && !each.disabled && each.checkVisibility()).length"""
FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at), first = window.stops?.values().next().value;
    const over = at === document.body || (at === first && window.before !== at);
    window.stops ??= new Set();
    window.before = at;
    if (!over) window.stops.add(at);
    return [over, window.stops.size, style.outlineStyle !== 'none' || style.boxShadow !== 'none', at.outerHTML];
}"""
KEPT = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
    (await caches.keys()).length, document.cookie]"""
Look = Callable[[Page], Any]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with at_home(tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture(scope="module")
def pages(home: Home) -> dict[str, Found]:
    return home.walked()


def looked(home: Home, pages: dict[str, Found], look: Look, **settings: Any) -> dict[str, Any]:
    """What `look` says of each page, where it says anything."""
    said: dict[str, Any] = {}
    for role in sorted({each.role for each in pages.values()}):
        with home.signed_in(role, **settings) as context:
            page = context.new_page()
            for shape, found in pages.items():
                if found.role == role:
                    page.goto(found.address)
                    if told := look(page):
                        said[f"{shape} as {role}"] = told
    return said


def test_links_lead_to_the_pages_of_every_service(pages: dict[str, Found]) -> None:
    print(*(f"{shape} ({found.role})" for shape, found in pages.items()), sep="\n")
    assert {shape.split("/")[1] for shape in pages} >= {"pathway", "employment", "notifications"}
    assert len(pages) >= 10


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(home: Home, pages: dict[str, Found], scheme: Any) -> None:
    axe = Axe()

    def look(page: Page) -> list[str]:
        broken = axe.run(page, options=RULES).response["violations"]
        return [f"{each['id']}: {each['nodes'][0]['html'][:150]} ({len(each['nodes'])})" for each in broken]

    assert looked(home, pages, look, color_scheme=scheme, viewport=DESK) == {}


@pytest.mark.parametrize("viewport", [REFLOW, DESK], ids=["zoomed four times", "at a desk"])
def test_no_page_scrolls_sideways(home: Home, pages: dict[str, Found], viewport: Any) -> None:
    assert looked(home, pages, lambda page: page.evaluate(WIDER), viewport=viewport) == {}


def test_everything_is_reached_by_keyboard_and_shows_where_one_is(home: Home, pages: dict[str, Found]) -> None:
    assert looked(home, pages, tabbed, viewport=DESK) == {}


def tabbed(page: Page) -> list[str]:
    """What the tab key misses, or stops at without a sign of it; a date has several stops in one field."""
    waiting = page.evaluate(REACHABLE)
    unseen: list[str] = []
    while True:
        page.keyboard.press("Tab")
        over, reached, marked, what = page.evaluate(FOCUSED)
        if over:
            return [*unseen, *([f"{waiting - reached} are not reached"] if reached < waiting else [])]
        unseen += [] if marked else [what[:120]]


def test_a_page_asks_nobody_else_for_anything(home: Home, pages: dict[str, Found]) -> None:
    ours, asked = home.server.address("pathway"), set()

    def look(page: Page) -> None:
        page.on("request", lambda request: asked.add(request.url))
        page.reload()

    assert looked(home, pages, look) == {}
    assert {each for each in asked if not each.startswith(ours)} == set()
    assert len(asked) > len(pages)


def test_after_signing_out_nothing_is_left_in_the_browser_nor_behind_its_back_button(home: Home) -> None:
    with home.opened() as context:
        sign_in(context, "coordinator@example.org")
        page = context.new_page()
        page.goto(HOME)
        page.locator("main a[href*='/pathway/pathways/']").first.click()
        her = page.url.rsplit("/", 1)[1]
        assert her[:8] in page.content()
        page.locator("form[action$='sign-out'] button").click()
        page.wait_for_url("**/sign-in/left")
        assert page.evaluate(KEPT) == [0, 0, 0, 0, ""]
        page.go_back()
        assert her[:8] not in page.locator("main").inner_text()
        assert page.locator("a[href*='sign-in/start']").count() > 0
