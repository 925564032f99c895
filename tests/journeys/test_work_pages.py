"""One sign-in for the pages of all services, in both forms: behind one host, each with its own process or not."""

import re
from uuid import uuid4

import pytest

from tests.journeys.running import sent

FAR = "BCN-FAR"
PAGES = ("/pathway/", "/employment/", "/employment/openings")


@pytest.fixture
def browser(server):
    with server.another_client() as client:
        yield client


def test_who_signed_in_at_one_service_is_signed_in_at_all_and_out_of_all(server, browser):
    server.sign_in(browser, FAR)
    for path in PAGES:
        assert FAR in browser.get(path).text
    assert sent(browser, "/employment/sign-out").status_code == 303
    for path in PAGES:
        assert FAR not in browser.get(path).text


def test_who_signs_in_at_employment_comes_to_her_page_and_may_go_on_to_the_pathway(server, browser):
    asked = browser.get("/employment/openings")
    assert asked.status_code == 401
    value = re.search(r'name="form" value="([^"]+)"', asked.text)[1]
    token = server.token(FAR)["authorization"].removeprefix("Bearer ")
    form = {"form": value, "next": "/employment/openings", "token": token}
    answer = browser.post("/employment/sign-in", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/employment/openings")
    for path in PAGES:
        assert browser.get(path).status_code == 200


@pytest.mark.parametrize("path", ["", "/openings", "/profile", "/profile.pdf"])
def test_a_page_of_one_woman_is_shown_to_nobody_who_may_not_see_it(server, browser, path):
    hers = f"/employment/pathways/{uuid4()}{path}"
    assert browser.get(hers).status_code == 401
    server.sign_in(browser, FAR)
    assert browser.get(hers).status_code == 404


def test_the_chosen_language_holds_for_all_services(browser):
    browser.get("/employment/language/ca")
    for path in ("/pathway/sign-in", "/employment/sign-in"):
        assert '<html lang="ca">' in browser.get(path).text


@pytest.mark.parametrize("path", ["/employment/sign-in", "/employment/sign-out"])
def test_a_form_of_another_site_is_refused(browser, path):
    value = re.search(r'name="form" value="([^"]+)"', browser.get("/employment/sign-in").text)[1]
    answer = browser.post(path, data={"token": "x", "form": value}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
