"""People sign in with an identity provider, a real one in a process of its own, over HTTP.

Two replicas share a store; the browser is a jar of cookies that follows what it is told.
"""

from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.identity import provider
from tests.journeys.running import Server, need, sent

FAR = "BCN-FAR"
CLIENT = "ariadna-pages"


@contextmanager
def replica(data, issuer, of=None, **more):
    """A server that lets people in by this provider; `of` the same public address as another's."""
    server = Server(data, data.with_name(f"{uuid4().hex}.told"))
    secret = data.with_name("client-secret")
    secret.write_text("made up\n")
    public = of or f"http://127.0.0.1:{server.port}"
    server.environment = {
        "ARIADNA_OIDC_ISSUER": issuer,
        "ARIADNA_OIDC_CLIENT_ID": CLIENT,
        "ARIADNA_OIDC_CLIENT_SECRET_FILE": str(secret),
        "ARIADNA_PUBLIC_URL": public,
        "ARIADNA_OIDC_ROLES": "staff=worker,lead=coordinator,city=supervisor",
        **more,
    }
    try:
        yield server.start()
    finally:
        server.close()


@pytest.fixture(scope="module")
def there():
    with provider() as running:
        running.know("ana@example.org", ariadna_provider=FAR, ariadna_role="staff", name="Ana Made-Up")
        yield running


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("identity") / "data"


@pytest.fixture(scope="module")
def here(there, data):
    with replica(data, there.issuer) as server:
        yield server


@pytest.fixture
def browser(here):
    with here.another_client() as client:
        yield client


def sent_there(browser, query=""):
    answer = browser.get(f"/pathway/sign-in/start{query}")
    assert answer.status_code == 303
    return answer.headers["location"]


def sent_back(browser, there, subject="ana@example.org"):
    return there.authorize(sent_there(browser), subject)


def signed_in(browser, there, subject="ana@example.org"):
    answer = browser.get(sent_back(browser, there, subject))
    assert answer.status_code == 200, answer.text
    return answer


def test_who_signs_in_there_is_signed_in_here(here, there, browser):
    assert "/pathway/sign-in/start" in browser.get("/pathway/").text
    answer = signed_in(browser, there)
    cookies = answer.headers.get_list("set-cookie")
    assert any(each.startswith("ariadna=") and "SameSite=strict" in each and "HttpOnly" in each for each in cookies)
    assert 'content="0; url=/pathway/"' in answer.text
    listed = browser.get("/pathway/")
    assert listed.status_code == 200
    assert FAR in listed.text


def test_neither_mail_nor_name_is_kept(here, there, browser, data):
    signed_in(browser, there)
    browser.get("/pathway/")
    kept = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file()) + here.said().encode()
    for said in (b"ana@example.org", b"Made-Up"):
        assert said not in kept


def test_what_is_asked_there_is_what_the_standard_says(here, there, browser):
    asked = parse_qs(urlsplit(sent_there(browser)).query)
    assert asked["response_type"] == ["code"]
    assert asked["scope"] == ["openid"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{here.environment['ARIADNA_PUBLIC_URL']}/pathway/sign-in/answer"]
    values = [asked[name][0] for name in ("state", "nonce", "code_challenge")]
    assert len({*values}) == 3
    assert all(len(value) == 43 for value in values)
    assert parse_qs(urlsplit(sent_there(browser)).query)["state"] != asked["state"]


def test_nobody_is_sent_elsewhere_afterwards(here, there, browser):
    for name in ("next", "redirect_uri", "return_to"):
        query = f"?{name}=https://elsewhere.example"
        address = sent_there(browser, query)
        assert "elsewhere" not in address
        assert "elsewhere" not in browser.get(f"{there.authorize(address, 'ana@example.org')}&next=//elsewhere").text


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "another"},
        {"state": ""},
        {"code": "another"},
        {"code": ""},
        {"iss": "https://elsewhere.example"},
        {"error": "access_denied"},
    ],
    ids=str,
)
def test_an_answer_that_was_changed_on_the_way_lets_nobody_in(there, browser, changed):
    back = httpx.URL(sent_back(browser, there))
    answer = browser.get(back.copy_merge_params(changed))
    assert answer.status_code == 401
    assert "ariadna" not in browser.cookies
    assert "another" not in answer.text


def test_an_answer_that_says_a_thing_twice_lets_nobody_in(there, browser):
    back = sent_back(browser, there)
    assert browser.get(f"{back}&code=other").status_code == 401


def test_an_answer_opens_nothing_in_another_browser_nor_twice(here, there, browser):
    back = sent_back(browser, there)
    with here.another_client() as other:
        assert other.get(back).status_code == 401
        sent_there(other)
        assert other.get(back).status_code == 401
    assert browser.get(back).status_code == 200
    assert browser.get(back).status_code == 401


def test_a_code_given_to_one_is_of_no_use_to_another(here, there, browser):
    """Who put her own code into somebody's answer: neither state nor verifier fit it."""
    with here.another_client() as other:
        stolen = parse_qs(urlsplit(sent_back(other, there)).query)["code"][0]
    back = httpx.URL(sent_back(browser, there))
    assert browser.get(back.copy_set_param("code", stolen)).status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"ariadna_provider": FAR},
        {"ariadna_role": "staff"},
        {"ariadna_provider": "bcn far", "ariadna_role": "staff"},
        {"ariadna_provider": [FAR], "ariadna_role": "staff"},
        {"ariadna_provider": FAR, "ariadna_role": "worker"},
        {"ariadna_provider": FAR, "ariadna_role": "machine"},
        {"ariadna_provider": FAR, "ariadna_role": ["staff", "city"]},
        {"ariadna_provider": FAR, "ariadna_role": []},
        {"ariadna_provider": FAR, "ariadna_role": {"staff": True}},
    ],
    ids=str,
)
def test_who_has_no_organisation_or_not_one_role_of_ours_is_not_let_in(there, browser, claims):
    subject = uuid4().hex
    there.know(subject, **claims)
    answer = browser.get(sent_back(browser, there, subject))
    assert answer.status_code == 403
    assert "ariadna" not in browser.cookies
    assert browser.get("/pathway/").status_code == 200


def test_of_several_names_one_may_be_a_role_of_ours(there, browser):
    there.know("eva", ariadna_provider=FAR, ariadna_role=["mail", "lead"])
    signed_in(browser, there, "eva")
    assert "coordinator" in browser.get("/pathway/").text


def test_a_token_opens_no_session_where_there_is_a_provider(here, browser):
    browser.get("/pathway/sign-in")
    assert 'name="token"' not in browser.get("/pathway/sign-in").text
    assert here.sign_in(browser, FAR).status_code == 403
    assert "ariadna" not in browser.cookies
    assert here.post(need(str(uuid4())), FAR).status_code == 201  # at the doors it does


def test_a_key_that_the_provider_changed_is_fetched(there, browser, here):
    signed_in(browser, there)
    there.rotate()
    with here.another_client() as other:
        signed_in(other, there)


def test_who_signs_out_is_out_on_every_replica_at_once_and_can_sign_out_there(here, there, browser, data):
    with replica(data, there.issuer, here.environment["ARIADNA_PUBLIC_URL"]) as second:
        signed_in(browser, there)
        with second.another_client() as elsewhere:
            elsewhere.cookies.update(browser.cookies)
            assert FAR in elsewhere.get("/pathway/").text
            answer = sent(browser, "/pathway/sign-out")
            assert answer.headers["location"] == "/pathway/sign-in/left"
            assert elsewhere.get("/pathway/").status_code == 401
    assert "/pathway/sign-in/leave" in browser.get("/pathway/sign-in/left").text
    leaving = urlsplit(browser.get("/pathway/sign-in/leave").headers["location"])
    assert leaving.geturl().startswith(f"{there.issuer}/oauth2/end_session?")
    assert parse_qs(leaving.query)["post_logout_redirect_uri"] == [
        f"{here.environment['ARIADNA_PUBLIC_URL']}/pathway/sign-in"
    ]


def test_where_the_provider_does_not_answer_nobody_is_let_in_and_who_is_in_stays(tmp_path):
    with provider() as running:
        running.know("ana", ariadna_provider=FAR, ariadna_role="staff")
        with replica(tmp_path / "data", running.issuer) as server, server.another_client() as browser:
            signed_in(browser, running, "ana")
            with httpx.Client(base_url=server.address("pathway"), timeout=60) as other:
                back = sent_back(other, running, "ana")
                running.stop()
                assert other.get(back).status_code == 503
            assert FAR in browser.get("/pathway/").text
