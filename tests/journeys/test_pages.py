"""The pages as a browser gets them: signed in by a cookie that opens no door, with headers that refuse the rest."""

import re
from uuid import uuid4

import pytest

from tests.journeys.running import fact, need, sent
from tests.journeys.story import FAR, post, story

EVERYWHERE = {"x-content-type-options": "nosniff", "referrer-policy": "same-origin", "cache-control": "no-store"}
CANARY = '"><script>canary7f3a</script>'
NOT_SAID = re.compile(r"v[ií]ctim|vittim", re.IGNORECASE)


@pytest.fixture(scope="module")
def pathway(server):
    found = str(uuid4())
    post(server, story(found))
    return found


@pytest.fixture
def browser(server):
    """A browser with a cookie jar of its own; it follows no redirect by itself."""
    with server.another_client() as client:
        yield client


@pytest.fixture
def signed_in(server, browser):
    assert server.sign_in(browser, FAR).status_code == 303
    return browser


def test_who_signs_in_with_a_token_sees_her_list_and_one_history(signed_in, pathway):
    listed = signed_in.get("/pathway/")
    assert listed.status_code == 200
    assert f"/pathway/pathways/{pathway}" in listed.text
    shown = signed_in.get(f"/pathway/pathways/{pathway}")
    assert shown.status_code == 200
    assert "<svg" in shown.text
    assert pathway in shown.text


def test_she_is_given_her_own_history_once_she_was_asked(signed_in, pathway):
    hers = f"/pathway/pathways/{pathway}/hers"
    assert 'name="alone"' in signed_in.get(f"{hers}/aloud").text
    answer = sent(signed_in, hers, alone="yes", paper="yes", lang="it")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{hers}/aloud")
    assert "Che cosa è conservato su di te" in signed_in.get(f"{hers}/aloud").text
    assert signed_in.get(f"{hers}/paper.pdf").content.startswith(b"%PDF-")
    sent(signed_in, "/pathway/sign-out")
    assert "ariadna-checked" not in signed_in.cookies


def test_the_cookie_is_for_this_site_and_for_no_script(server, browser):
    token = server.token(FAR)["authorization"].removeprefix("Bearer ")
    answer = sent(browser, "/pathway/sign-in", token=f"  {token}\n")
    assert answer.headers["location"] == "/pathway/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert browser.get("/pathway/").status_code == 200


def test_who_signs_out_is_out(signed_in):
    cookies = dict(signed_in.cookies)
    assert sent(signed_in, "/pathway/sign-out").status_code == 303
    assert "sign-in" in signed_in.get("/pathway/").text
    assert "ariadna" not in signed_in.cookies
    signed_in.cookies.update(cookies)
    assert signed_in.get("/pathway/").status_code == 401


def test_without_a_valid_token_there_is_the_form_and_nothing_else(server, browser, pathway):
    assert browser.get("/pathway/").status_code in (200, 401)
    assert pathway not in browser.get("/pathway/").text
    assert browser.get(f"/pathway/pathways/{pathway}").status_code == 401
    expired = server.token(FAR, minutes=-1)["authorization"].removeprefix("Bearer ")
    for token in ("nonsense", expired):
        answer = sent(browser, "/pathway/sign-in", token=token)
        assert answer.status_code == 401
        assert 'name="token"' in answer.text


@pytest.mark.parametrize("door", ["intake", "employment", "pathway", "notifications"])
def test_a_cookie_opens_no_door(signed_in, door):
    """A form on another site could send it along."""
    for kind in ("application/json", "application/x-ndjson", "text/plain", "application/x-www-form-urlencoded"):
        answer = signed_in.post(f"/{door}/v1/events", json=need(str(uuid4())), headers={"content-type": kind})
        assert answer.status_code in (401, 415)
    assert signed_in.put(f"/intake/v1/pathways/{uuid4()}/label", json={"label": "7"}).status_code == 401


@pytest.mark.parametrize("path", ["/pathway/sign-in", "/pathway/sign-out"])
def test_a_form_of_another_site_is_refused(browser, path):
    value = re.search(r'name="form" value="([^"]+)"', browser.get("/pathway/sign-in").text)[1]
    for told in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}, {"origin": "null"}):
        answer = browser.post(path, data={"token": "x", "form": value}, headers=told)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/pathway/sign-in", "/pathway/sign-out"])
def test_a_form_without_the_value_that_we_put_into_it_is_refused(server, signed_in, path):
    token = server.token(FAR)["authorization"].removeprefix("Bearer ")
    for form in ({}, {"form": ""}, {"form": "guessed"}):
        assert signed_in.post(path, data={"token": token, **form}).status_code == 403
    assert signed_in.get("/pathway/").status_code == 200


def test_a_session_has_another_secret_and_other_forms_than_what_was_before_it(server, signed_in):
    """What somebody laid into the browser before, she does not sign in with."""
    before = dict(signed_in.cookies)
    assert server.sign_in(signed_in, FAR).status_code == 303
    signed_in.get("/pathway/")
    after = dict(signed_in.cookies)
    assert set(after) == {"ariadna", "ariadna-form"}
    assert not set(before.values()) & set(after.values())


PAGES = [
    "/pathway/",
    "/pathway/sign-in",
    "/pathway/pathways/{}",
    "/pathway/pathways/{}/hers",
    "/pathway/pathways/nobody",
    "/pathway/pathways/{}?as_of=x",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_headers_that_refuse_the_rest(signed_in, pathway, path):
    answer = signed_in.get(path.format(pathway))
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers.items() >= EVERYWHERE.items()
    policy = answer.headers["content-security-policy"]
    for directive in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert directive in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy or "script-src 'self'" in policy


@pytest.mark.parametrize("path", PAGES)
def test_no_page_says_the_word_reaches_out_or_runs_a_script_of_its_own(signed_in, pathway, path):
    text = signed_in.get(path.format(pathway)).text
    assert not NOT_SAID.search(text)
    assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", text)


ANSWERS = [
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
    ("GET", "/intake/openapi.json"),
    ("GET", "/pathway/v1/caseload"),
    ("GET", "/pathway/v1/pathways/{}/views"),
    ("GET", "/nothing"),
    ("PATCH", "/intake/v1/events"),
    ("POST", "/intake/v1/events"),
]


@pytest.mark.parametrize(("method", "path"), ANSWERS)
def test_every_answer_has_the_headers_that_refuse_the_rest(server, pathway, method, path):
    for headers in ({}, server.token(FAR)):
        answer = server.client.request(method, path.format(pathway), headers=headers)
        assert answer.headers.items() >= EVERYWHERE.items()
        assert "server" not in answer.headers


def test_our_own_files_are_served_and_no_others(browser):
    style = browser.get("/pathway/static/ariadna.css")
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    for name in ("../frame.py", "..%2fframe.py", "%2e%2e/frame.py", "nothing.css", ".hidden"):
        assert browser.get(f"/pathway/static/{name}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/pathway/pathways/{}?as_of=", "/pathway/pathways/{}?known_at=", "/pathway/pathways/", "/pathway/?q="]
)
def test_nothing_of_an_address_is_repeated(signed_in, pathway, path):
    answer = signed_in.get(path.format(pathway) + CANARY.replace("/", "%2F"))
    assert "canary7f3a" not in answer.text
    assert answer.status_code < 500


def test_what_a_page_shows_is_escaped(server, signed_in):
    """A label is a text of the provider's own; the page that shows it must not run it."""
    her = str(uuid4())
    server.post([fact("PathwayOpened", her, basis="support_service"), need(her)], FAR)
    server.client.put(f"/intake/v1/pathways/{her}/label", json={"label": "<b>7&"}, headers=server.token(FAR))
    text = signed_in.get("/pathway/").text + signed_in.get(f"/pathway/pathways/{her}").text
    assert "<b>7" not in text


def test_ops_sees_no_page_of_anybody(server, browser, pathway):
    server.sign_in(browser, FAR, "ops")
    assert pathway not in browser.get("/pathway/").text
    assert browser.get(f"/pathway/pathways/{pathway}").status_code in (403, 404)
