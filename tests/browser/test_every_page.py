"""Every page that links lead to, in each role, in a real browser: nobody is shut out of it, and nothing stays behind.

What axe finds is held against WCAG 2.2 AA. The pages are found, not listed, so a new one is tried from its first day.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from shared.clocks import civil_day
from tests.browser.home import HOME, PEOPLE, Found, Home, sign_in

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
IN_THE_DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
DESK, TABLET, REFLOW = ({"width": wide, "height": 900} for wide in (1280, 820, 320))
LONGEST = "ca"
"""The language whose words are widest."""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
TWICE = {"width": 640, "height": 450, "deviceScaleFactor": 2, "mobile": False}
"""What a browser makes of a desk's window at 200 %: half as many pixels of a page, each twice as large."""
OVER_EACH_OTHER = """() => {
    const shown = [...document.querySelectorAll(
        'main :is(a[href], button, input, select, textarea, summary, legend, h1, h2, h3, p, dt, dd, th, td),' +
        '.top :is(a, button, small)'
    )].filter(each => each.checkVisibility() && !each.closest('svg, thead'));
    const boxes = shown.map(each => [...each.getClientRects()].filter(box => box.width > 2 && box.height > 2));
    const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
    const found = [];
    for (let i = 0; i < shown.length; i++) for (let j = i + 1; j < shown.length; j++)
        if (!shown[i].contains(shown[j]) && boxes[i].some(a => boxes[j].some(b => over(a, b))))
            found.push([shown[i].outerHTML.slice(0, 80), shown[j].outerHTML.slice(0, 80)]);
    return found.slice(0, 5);
}"""
REACHABLE = """() => new Set(
    [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
        .filter(each => each.type !== 'hidden' && !each.disabled && each.checkVisibility())
        .map(each => each.type === 'radio' ? each.name : each)
).size"""
FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at), first = window.stops?.values().next().value;
    const outside = at === document.body, over = at === first && window.before !== at;
    window.stops ??= new Set();
    window.before = at;
    if (!outside) window.stops.add(at);
    const marked = outside || style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    return [over, window.stops.size, marked, at.outerHTML];
}"""
KEPT = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
    (await caches.keys()).length, document.cookie]"""
DRAWN = "each => each.checkVisibility({ contentVisibilityAuto: true })"
ASPECTS = (
    "axe finds",
    "axe finds in the dark",
    "the tab key misses or does not show",
    "it is wider than a desk",
    "it is wider than a tablet",
    "it is wider than a desk at 200 %, or things lie over each other there",
    "it is wider than a desk zoomed four times",
)
Said = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def pages(home: Home) -> dict[str, Found]:
    return home.walked()


@pytest.fixture(scope="module")
def asked() -> set[str]:
    """Every address that a page asked for."""
    return set()


@pytest.fixture(scope="module")
def said(home: Home, pages: dict[str, Found], asked: set[str]) -> Said:
    """Each page opened once and looked at in every way: what is wrong with it, by aspect and page."""
    found: Said = {aspect: {} for aspect in ASPECTS}
    for who in PEOPLE:
        with home.signed_in(who, viewport=DESK) as context:
            page = context.new_page()
            page.on("request", lambda request: asked.add(request.url))
            page.goto(f"{HOME}language/{LONGEST}")
            for shape, each in pages.items():
                if each.who == who:
                    page.goto(each.address)
                    for aspect, wrong in zip(ASPECTS, looked(page), strict=True):
                        found[aspect] |= {f"{shape} for {who}": wrong} if wrong else {}
    return found


def looked(page: Page) -> Iterator[Any]:
    """What is wrong, in the order of the aspects; nothing is left changed."""
    yield broken(page, WCAG)
    page.emulate_media(color_scheme="dark")
    yield broken(page, IN_THE_DARK)
    page.emulate_media(color_scheme="light")
    yield tabbed(page)
    yield page.evaluate(WIDER)
    page.set_viewport_size(TABLET)
    yield page.evaluate(WIDER)
    page.set_viewport_size(DESK)
    yield twice(page)
    page.set_viewport_size(REFLOW)
    yield page.evaluate(WIDER)
    page.set_viewport_size(DESK)


def twice(page: Page) -> list[Any]:
    """What goes wrong at 200 %."""
    zoom = page.context.new_cdp_session(page)
    zoom.send("Emulation.setDeviceMetricsOverride", TWICE)
    wider, over = page.evaluate(WIDER), page.evaluate(OVER_EACH_OTHER)
    assert page.evaluate("devicePixelRatio") == 2
    zoom.detach()
    return [*([f"{wider} px wider"] if wider else []), *over]


def broken(page: Page, rules: Any) -> list[str]:
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:150]} ({len(each['nodes'])})" for each in found]


def tabbed(page: Page) -> list[str]:
    """What the tab key misses, or stops at without a sign of it; a date has several stops in one field.

    Where the address names a part of the page it begins there, and comes to what stands before it after the end.
    """
    waiting = page.evaluate(REACHABLE)
    unseen: list[str] = []
    while True:
        page.keyboard.press("Tab")
        over, reached, marked, what = page.evaluate(FOCUSED)
        if over:
            return [*unseen, *([f"{waiting - reached} are not reached"] if reached < waiting else [])]
        unseen += [] if marked else [what[:120]]


def test_links_lead_to_the_pages_of_every_service(pages: dict[str, Found]) -> None:
    print(*(f"{shape} ({found.who})" for shape, found in pages.items()), sep="\n")
    assert {shape.split("/")[1] for shape in pages} == {"intake", "pathway", "employment", "notifications"}
    assert {found.who for found in pages.values()} >= {"referent", "supervisor", "ops"}


@pytest.mark.parametrize("aspect", ASPECTS)
def test_nobody_is_shut_out_of_any_page(said: Said, aspect: str) -> None:
    assert said[aspect] == {}


def test_a_page_asks_nobody_else_for_anything(home: Home, pages: dict[str, Found], said: Said, asked: set[str]) -> None:
    ours = home.server.address("pathway")
    assert {each for each in asked if not each.startswith(ours)} == set()
    assert len(asked) > len(pages)


def test_her_history_is_read_aloud_after_the_check_in_the_direction_of_her_language(
    home: Home, pages: dict[str, Found]
) -> None:
    with home.signed_in("referent", viewport=REFLOW) as context:
        page = context.new_page()
        page.goto(pages["/pathway/pathways/{}/hers"].address)
        for answer in ("#alone-yes", "#paper-no"):
            page.locator(answer).check()
        page.locator("#lang").select_option("ar")
        page.locator("main form button").click()
        page.wait_for_url("**/aloud")
        assert page.locator("main [dir=rtl][lang=ar]").count() > 0
        assert (page.evaluate(WIDER), broken(page, WCAG), tabbed(page)) == (0, [], [])
        assert page.locator("main a[href$='.pdf']").count() == 0


def test_a_history_is_drawn_when_it_comes_into_view_and_is_printed_whole(home: Home) -> None:
    with home.signed_in("referent", viewport=REFLOW) as context:
        page = context.new_page()
        page.goto(HOME)
        page.locator("main a[href*='/pathway/pathways/']").first.click()
        last = page.locator("section[aria-labelledby=history] tbody tr").last
        assert not last.evaluate(DRAWN)
        page.emulate_media(media="print")
        assert last.evaluate(DRAWN)
        page.emulate_media(media="screen")
        assert not last.evaluate(DRAWN)
        last.scroll_into_view_if_needed()
        page.wait_for_function(DRAWN, arg=last.element_handle())


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


def test_a_sheet_is_looked_through_and_recorded_by_everybody(home: Home) -> None:
    with home.signed_in("worker", viewport=REFLOW) as context:
        page = context.new_page()
        page.goto("/intake/")
        page.locator("ul.rows a.button").first.click()
        page.locator("#label").fill("17/26")
        with page.expect_navigation():
            page.locator("form[action$='/label'] button").click()
        page.goto("/intake/import")
        need = f"17/26\tNeed named\t{civil_day(datetime.now(UTC))}\tHealth\tby her"
        page.locator("#pasted").fill(f"Label\tEntry\tDay\tSupport\tHow or why\n{need}\n=1\tnothing\tnever\t\t\n")
        for button, state in (
            ("form button", "will be recorded"),
            ("form button:has-text('Record 1 row')", "recorded"),
        ):
            page.locator(f"main {button}").first.click()
            page.wait_for_selector(f"main .mark:text-is('{state}')")
            assert (page.evaluate(WIDER), broken(page, WCAG), tabbed(page)) == (0, [], [])
