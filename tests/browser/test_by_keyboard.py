"""What a worker does at the desk with a keyboard alone, and in how many keys."""

from playwright.sync_api import Locator, Page

from tests.browser.desk import DESK, LABEL, at, attended
from tests.browser.home import Home
from tests.journeys.running import TODAY
from tests.services.intake.web.written import xlsx

MOST_TABS = 80
KEYS_IN_TEN_SECONDS = 35
"""Of somebody who types seldom: 0.28 s a key (Card, Moran and Newell 1980)."""


def reach(page: Page, wanted: Locator) -> int:
    """Go on with the tabulator until this is what the keyboard acts on; how often that was."""
    for pressed in range(MOST_TABS):
        if wanted.evaluate("it => it === document.activeElement"):
            return pressed
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not come there")


def test_a_session_is_two_taps_from_the_desk_and_few_keys(home: Home, her: str) -> None:
    with at(home, DESK) as page:
        page.locator(f"a[href$='{her.rpartition('/')[2].partition('#')[0]}#record']").first.click()
        attended(page)
        page.wait_for_url("**/intake/receipts/*")
        page.goto(DESK)
        keys = reach(page, page.locator("input[name=label]"))
        page.keyboard.type(LABEL)
        page.keyboard.press("Enter")
        page.wait_for_url("**/intake/pathways/*")
        keys += reach(page, page.get_by_role("button", name="Attended", exact=True))
        page.keyboard.press("Enter")
        page.wait_for_url("**/intake/receipts/*")
        assert keys + len(LABEL) + len(["Enter", "Enter"]) <= KEYS_IN_TEN_SECONDS


def test_a_workbook_is_given_looked_through_and_recorded_by_the_keyboard(home: Home, her: str) -> None:
    raw = xlsx(
        (
            "Taller",
            [("Label", "Entry", "Day", "Support", "How or why"), (LABEL, "Need named", TODAY, "health", "by her")],
        )
    )
    with at(home, "/intake/import") as page:
        reach(page, page.locator("#file"))
        page.set_input_files("#file", {"name": "made-up.xlsx", "mimeType": "application/zip", "buffer": raw})
        for name, state in (("Look through it", "will be recorded"), ("Record 1 row", "recorded")):
            reach(page, page.get_by_role("button", name=name))
            page.keyboard.press("Enter")
            page.locator(f"main .mark:text-is('{state}')").wait_for()


def test_a_groups_attendance_is_recorded_by_the_keyboard(home: Home, her: str) -> None:
    with at(home, "/intake/group") as page:
        if (kinds := page.locator("form.find select")).count():
            reach(page, kinds)
            page.keyboard.type("Language")
            reach(page, page.get_by_role("button", name="Show"))
            page.keyboard.press("Enter")
        hers = page.locator("fieldset", has_text=LABEL)
        reach(page, hers.get_by_label("was not expected"))
        page.keyboard.press("ArrowRight")
        assert hers.get_by_label("Attended", exact=True).is_checked()
        reach(page, page.get_by_role("button", name="Record", exact=True))
        page.keyboard.press("Enter")
        page.wait_for_url("**/intake/receipts")
