"""A day with the pages, in a real browser: what is recorded is corrected, audited and printed; nothing typed is lost.

What goes wrong meanwhile is what goes wrong in a shelter: no connection, a session that ended, a server that is away,
two who do the same.
"""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Dialog

from tests.browser.desk import DESK, LABEL, PHONE, Seen, at, attended, sessions
from tests.browser.home import Home, come_in, sign_in
from tests.browser.posted import PROVIDER, REFERENT
from tests.journeys.running import TODAY, fact

SESSIONS = "a:has-text('Session')"
WAITS = "#unsent [data-say={}]"
UNSENT = """() => new Promise(done => {
    const asked = indexedDB.open('ariadna-unsent');
    asked.onsuccess = () => {
        const kept = asked.result.transaction('forms').objectStore('forms').count();
        kept.onsuccess = () => { asked.result.close(); done(kept.result); };
    };
})"""


def test_a_session_is_recorded_by_the_keyboard_and_corrected(home: Home, her: str, seen: Seen) -> None:
    with at(home, her) as page:
        seen.take_down(page)
        before = sessions(page, her)
        page.get_by_role("button", name="Attended", exact=True).focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/intake/receipts/*")
        page.get_by_text("Correct it").click()
        page.get_by_label("How it went").select_option("missed")
        page.get_by_role("button", name="Correct", exact=True).click()
        page.get_by_text("It was corrected").wait_for()
        assert sessions(page, her) == before + 1


def test_what_was_typed_without_a_connection_goes_later_and_once(home: Home, her: str) -> None:
    with at(home, her) as page:
        before = sessions(page, her)
        page.context.set_offline(True)
        attended(page)
        page.locator(WAITS.format("waiting")).wait_for()
        page.context.set_offline(False)
        page.locator(WAITS.format("sent")).wait_for()
        assert sessions(page, her) == before + 1


def test_what_was_typed_as_the_session_ended_goes_after_the_next_sign_in_and_once(home: Home, her: str) -> None:
    with home.opened(viewport=PHONE) as context:
        sign_in(context, "worker@example.org")
        page = context.new_page()
        before = sessions(page, her)
        context.clear_cookies()
        attended(page)
        page.locator(WAITS.format("signed_out")).wait_for()
        come_in(page, "worker@example.org")
        page.locator(WAITS.format("sent")).wait_for()
        assert sessions(page, her) == before + 1


def test_what_was_typed_while_the_server_is_away_goes_once_it_is_back(home: Home, her: str) -> None:
    with at(home, her) as page:
        before = sessions(page, her)
        home.server.kill()
        try:
            attended(page)
            page.locator(WAITS.format("waiting")).wait_for()
        finally:
            home.server.start()
        page.locator(WAITS.format("sent")).wait_for()
        assert sessions(page, her) == before + 1


def test_a_form_that_was_sent_before_its_answer_was_lost_is_stored_once(home: Home, her: str) -> None:
    """The server took it, and the browser never heard of it."""
    with at(home, her) as page:
        before = sessions(page, her)

        def lose(route: Any) -> None:
            route.fetch(max_redirects=0)
            route.abort()

        page.route("**/intake/pathways/*", lose, times=1)
        attended(page)
        page.locator(WAITS.format("waiting")).wait_for()
        page.reload()
        page.locator(WAITS.format("sent")).wait_for()
        assert sessions(page, her) == before + 1


def test_of_two_who_correct_the_same_entry_both_are_kept_and_the_later_counts(home: Home, her: str) -> None:
    with at(home, her) as one, at(home, her, "coordinator") as other:
        attended(one)
        one.wait_for_url("**/intake/receipts/*")
        other.goto(one.url)
        for page, outcome in ((one, "missed"), (other, "attended_partly")):
            page.get_by_text("Correct it").click()
            page.get_by_label("How it went").select_option(outcome)
        for page in (one, other):
            page.get_by_role("button", name="Correct", exact=True).click()
            page.get_by_text("It was corrected").wait_for()
        one.reload()
        assert "for a part" in one.locator("h1").inner_text()
        one.goto("/intake/receipts")
        assert one.locator("tbody th a", has_text="Correct").count() >= 2


def test_a_handover_is_proposed_agreed_to_accepted_audited_and_told_to_her(home: Home, her: str) -> None:
    """By the organisation that answers for her, by her, by the one that goes on, and by who looks after both.

    The connection drops while the handover is proposed.
    """
    name = her.rpartition("/")[2].partition("#")[0]
    pathway = f"/pathway/pathways/{name}"
    said = {"referent_provider": PROVIDER, "staff_ref": "st_1", "chosen_with_her": True}
    opened = home.server.post(fact("PathwayOpened", name, basis="support_service"), PROVIDER)
    seen = {"Ariadna-After": f"intake={opened.json()['position']}"}
    assigned = home.server.post(fact("ReferentAssigned", name, **said), PROVIDER, "coordinator", "pathway", **seen)
    assert (opened.status_code, assigned.status_code) == (201, 201), assigned.text
    with at(home, f"{pathway}/handover", "coordinator") as page:
        page.locator("input[name^='step_ids.']").first.check()
        page.get_by_label("To whom").select_option(REFERENT)
        page.get_by_label("She was asked, and wants it").check()
        page.context.set_offline(True)
        page.get_by_role("button", name="Propose", exact=True).click()
        page.locator(WAITS.format("waiting")).wait_for()
        page.context.set_offline(False)
        page.locator(WAITS.format("sent")).wait_for()
        page.reload()
        assert page.get_by_text("waits for an answer").count() == 1
        page.goto(f"{pathway}/consent")
        page.locator("#give-for").select_option("handover")
        page.locator("#give-until").fill((TODAY + timedelta(days=90)).isoformat())
        page.locator(f"input[name='recipients.{REFERENT}']").check()
        page.get_by_role("button", name="Record her consent").click()
        page.get_by_text("in force").wait_for()
    with at(home, "/pathway/requests", "referent") as page:
        page.locator("section", has_text=name[:8]).get_by_role("button", name="Accept").click()
        page.wait_for_url(f"**{pathway}**")
    with at(home, f"{pathway}/audit", "supervisor") as page:
        page.get_by_role("button", name="Verify now").click()
        page.wait_for_url("**verify=now")
        assert page.get_by_role("status").inner_text().startswith("All of it is as it was written")
    with at(home, f"{pathway}/hers", "coordinator") as page:
        for answer in ("#alone-yes", "#paper-yes"):
            page.locator(answer).check()
        page.locator("main form button").click()
        page.wait_for_url("**/aloud")
        printed = page.request.get(page.locator("main a[href$='.pdf']").first.get_attribute("href") or "")
        assert printed.body().startswith(b"%PDF-")


def test_a_code_lies_in_no_browser_and_who_signs_out_is_asked_first_what_is_unsent(home: Home) -> None:
    with home.opened(viewport=PHONE) as context:
        sign_in(context, "coordinator@example.org")
        page = context.new_page()
        page.goto("/pathway/requests")
        context.set_offline(True)
        page.locator("#code").fill("AAAA-BBBB")
        page.get_by_role("button", name="Ask by her card").click()
        page.locator(WAITS.format("held")).wait_for()
        assert (page.locator("#code").input_value(), page.evaluate(UNSENT)) == ("AAAA-BBBB", 0)
        context.set_offline(False)
        page.get_by_role("button", name="Ask by her card").click()
        page.get_by_text("A character is wrong or missing").wait_for()
        page.goto("/intake/new")
        context.set_offline(True)
        page.get_by_label("Your own label").fill("17/99")
        page.get_by_role("button", name="Record").click()
        page.locator(WAITS.format("waiting")).wait_for()
        assert page.evaluate(UNSENT) == 1
        page.route("**/intake/new", lambda route: route.abort())  # it stays unsent, and the way out is there
        context.set_offline(False)
        asked: list[str] = []

        def agree(dialog: Dialog) -> None:
            asked.append(dialog.message)
            dialog.accept()

        page.once("dialog", agree)
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in/left")
        assert ["not been sent yet" in each for each in asked] == [True]
        assert page.evaluate("async () => (await indexedDB.databases()).length") == 0


def test_her_label_is_in_no_address_and_no_page_stays_in_a_cache(home: Home, her: str, seen: Seen) -> None:
    with at(home, DESK) as page:
        seen.take_down(page)
        page.locator("input[name=label]").first.fill(LABEL)
        page.locator("input[name=label]").first.press("Enter")
        page.wait_for_url("**/intake/pathways/*")
        page.goto(page.get_by_role("link", name="Her pathway").get_attribute("href") or "")
    words = [*LABEL.split(), "language", "attended", "missed"]
    assert [each for each in seen.asked if any(word in part for part in each for word in words)] == []
    assert {address for address, kept in seen.kept if "no-store" not in kept} == set()
    assert len(seen.kept) > 5
