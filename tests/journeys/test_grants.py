"""The account of a grant, for the coordinators of its provider and nobody else, as JSON, CSV, PDF and page."""

from uuid import uuid4

import pytest

from tests.journeys.running import fact
from tests.journeys.story import ARTE, FAR, PSI, post, story

AS_CSV, AS_PDF = {"accept": "text/csv"}, {"accept": "application/pdf"}


@pytest.fixture(scope="module")
def window(server):
    """The story's grant under an id that no other journey uses."""
    name = f"fw-{uuid4()}"
    told = story(str(uuid4()))
    for each in told:
        if "funding_window_id" in each.event["data"]:
            each.event["data"]["funding_window_id"] = name
    told[-1] = told[-1]._replace(event=fact("SessionRecorded", told[1].event["pathway_id"], step_id="P9", **OF_NO_STEP))
    return name, post(server, told)


OF_NO_STEP = {"dimension": "health", "outcome": "attended", "format": "individual"}


def asked(server, window, provider=PSI, role="coordinator", **headers):
    name, seen = window
    signed = {**server.token(provider, role), "Ariadna-After": seen, **headers}
    return server.client.get(f"/pathway/v1/grants/{name}/report", headers=signed)


def test_a_coordinator_gets_the_account_of_her_own_grant(server, window):
    report = asked(server, window).json()
    total = report["total"]
    assert (report["provider_id"], total["women"], total["steps"]) == (PSI, 1, 1)
    assert (total["sessions"], total["unfunded_sessions"]) == (1, 1)
    left = total["interruptions"]
    assert (left["causes"], left["bridged_days"], left["women_not_told"]) == ({"funding_ended": 20}, 20, 0)
    assert list(report["dimensions"]) == ["psychological_therapy"]


def test_to_another_provider_it_is_the_same_to_the_byte_as_a_window_that_never_was(server, window):
    _, seen = window
    never = asked(server, ("fw-never", seen))
    assert never.status_code == 404
    for provider in (FAR, ARTE):
        answer = asked(server, window, provider)
        assert (answer.status_code, answer.content) == (404, never.content)
        assert {key for key in answer.headers if key != "date"} == {key for key in never.headers if key != "date"}


@pytest.mark.parametrize("role", ["worker", "supervisor", "researcher"])
def test_another_role_of_the_provider_gets_no_account(server, window, role):
    assert asked(server, window, role=role).status_code == 403


def test_it_comes_as_a_sheet_and_as_a_paper_and_neither_tells_of_another_provider(server, window):
    sheet, paper = asked(server, window, **AS_CSV), asked(server, window, **AS_PDF)
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    assert sheet.text.splitlines()[1].startswith(f"{PSI},{window[0]},")
    assert (paper.headers["content-type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert ARTE not in sheet.text
    assert ARTE not in asked(server, window).text


def test_its_page_shows_the_account_and_leads_to_sheet_and_paper(server, window):
    with server.another_client() as browser:
        assert server.sign_in(browser, PSI, "coordinator").status_code == 303
        asked(server, window)
        page = browser.get(f"/pathway/grants/{window[0]}/report")
        assert page.status_code == 200
        assert "psychological therapy" in page.text.lower()
        assert ARTE not in page.text
        sheet = browser.get(f"/pathway/grants/{window[0]}/report.csv")
        assert sheet.text.splitlines()[0].startswith("provider_id,funding_window_id")
        assert browser.get(f"/pathway/grants/{window[0]}/report.pdf").content[:5] == b"%PDF-"
        assert browser.get("/pathway/grants/fw-never/report").status_code == 404
