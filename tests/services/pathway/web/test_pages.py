"""The pages as a browser meets them. Behind them stands a stub, not the service."""

import re

import pytest

from services.pathway.web.pages import neighbours
from tests.services.pathway.web.invented import END, PATHWAY_ID, PICTURE
from tests.services.pathway.web.invented_views import VIEWS
from tests.services.pathway.web.parsed import Page
from tests.services.pathway.web.stub import SECRET, TOKEN, Browser, Stub, app

PATHWAY = f"/pathway/pathways/{PATHWAY_ID}"
ALL = ["/pathway/", "/pathway/sign-in", PATHWAY, "/pathway/pathways/elsewhere", f"{PATHWAY}?as_of=soon"]
NOT_SAID = re.compile("v[ií]ctim|vittim", re.IGNORECASE)


@pytest.fixture
def stub():
    return Stub()


@pytest.fixture
def stranger(stub):
    return Browser(stub)


@pytest.fixture
def worker(stranger):
    stranger.cookies["ariadna"] = SECRET
    return stranger


def test_a_token_opens_a_session_that_scripts_and_other_sites_cannot_use(stranger):
    answer = stranger.send("/pathway/sign-in", token=f"  {TOKEN}\n")
    cookie = answer.headers.get_list("set-cookie")[0]
    assert (answer.status_code, answer.headers["location"]) == (303, "/pathway/")
    assert cookie.startswith(f"ariadna={SECRET};")
    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert "max-age" not in cookie.lower()


def test_over_https_the_session_never_travels_in_clear(stub):
    over_tls = Browser(stub, "https://ariadna.example")
    for cookie in over_tls.send("/pathway/sign-in", token=TOKEN).headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-ariadna")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_after_signing_in_the_list_is_there(stranger):
    there = stranger.send("/pathway/sign-in", token=TOKEN).headers["location"]
    assert "with interrupted support today" in stranger.get(there).text


def test_a_token_that_does_not_hold_leads_back_to_the_form_with_a_word(stranger):
    stranger.cookies["ariadna"] = "something else"
    answer = stranger.get("/pathway/")
    assert answer.status_code == 401
    assert "That token is not accepted" in answer.text
    assert "something else" not in answer.text


def test_who_has_not_signed_in_sees_the_form_and_no_complaint(stranger):
    answer = stranger.get("/pathway/")
    assert answer.status_code == 200
    assert 'name="token"' in answer.text
    assert "not accepted" not in answer.text


def test_one_pathway_is_shown_to_nobody_without_a_token(stranger, stub):
    answer = stranger.get(PATHWAY)
    assert answer.status_code == 401
    assert "Please sign in" in answer.text
    assert stub.asked == []


def test_signing_out_ends_the_session_and_what_it_was_begun_with(worker, stub):
    answer = worker.send("/pathway/sign-out")
    assert stub.revoked == ["t1"]
    assert answer.headers["location"] == "/pathway/sign-in"
    assert 'ariadna=""' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]


@pytest.mark.parametrize("path", ["/pathway/sign-in", "/pathway/sign-out"])
def test_a_form_that_another_site_sends_is_refused(worker, path):
    worker.get("/pathway/")
    form = {"token": TOKEN, "form": worker.cookies["ariadna-form"]}
    answer = worker.post(path, data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_form_of_any_size_is_not_read(stranger):
    assert stranger.post("/pathway/sign-in", data={"token": "x" * 20_000}).status_code == 413


@pytest.mark.parametrize("path", [*ALL, "/pathway", "/pathway/static/ariadna.css"])
def test_every_answer_refuses_what_is_not_its_own(worker, path):
    headers = worker.get(path).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")


@pytest.mark.parametrize("path", ALL)
def test_no_page_is_kept_by_a_browser(worker, path):
    assert worker.get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ALL)
def test_no_page_has_a_script_or_style_in_it_or_anything_from_elsewhere(worker, path):
    page = Page(worker.get(path).text)
    for tag, attributes in page.found:
        assert tag not in {"style", "iframe", "object"}
        assert tag != "script" or attributes["src"].startswith("/pathway/static/")
        assert not any(name == "style" or name.startswith("on") for name in attributes)
        for name in ("href", "src", "action"):
            assert (attributes.get(name) or "/").startswith(("/", "#"))


@pytest.mark.parametrize("path", ALL)
def test_every_page_is_sound_names_its_language_and_can_be_skipped_into(worker, path):
    page = Page(worker.get(path).text)
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert page.nested
    assert page.open == []
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == 1
    assert page.all("a")[0]["href"] == "#content"
    assert "content" in ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", ALL)
def test_every_field_has_a_label_and_every_heading_cell_a_scope(worker, path):
    page = Page(worker.get(path).text)
    labelled = {attributes.get("for") for attributes in page.all("label")}
    seen = [attributes for attributes in page.all("input") + page.all("textarea") if attributes.get("type") != "hidden"]
    assert {attributes["id"] for attributes in seen} <= labelled
    assert all(attributes.get("scope") in ("col", "row") for attributes in page.all("th"))


@pytest.mark.parametrize("path", ALL)
def test_she_is_never_called_what_is_never_said(worker, path):
    assert not NOT_SAID.search(worker.get(path).text)


def test_links_within_a_page_lead_somewhere(worker):
    page = Page(worker.get(PATHWAY).text)
    ids = {attributes["id"] for _, attributes in page.found if "id" in attributes}
    inner = [attributes["href"][1:] for attributes in page.all("a") if attributes["href"].startswith("#")]
    assert len(inner) == 3
    assert set(inner) <= ids


def test_the_list_leads_to_each_pathway(worker):
    links = [attributes["href"] for attributes in Page(worker.get("/pathway/").text).all("a")]
    assert PATHWAY in links


def test_an_empty_list_says_when_it_will_not_be(worker, stub):
    stub.rows = []
    assert "No pathway is open to you yet" in worker.get("/pathway/").text


def test_a_pathway_is_shown_as_picture_figures_and_history(worker):
    said = worker.get(PATHWAY).text
    assert said.count("<svg") == 3
    for part in ("295", "196", "funding ended: 86", "No open need in this dimension that day.", "Handover proposed",
                 "attended: 14, not attended: 1", "10 days left", "International protection", "MIL-ARTE: 28 days",
                 "MIL-COLORE, rank 1", "not shown to you: risk and protection"):  # fmt: skip
        assert part in said


def test_the_two_clocks_are_passed_on_and_stay_in_the_form(worker, stub):
    said = worker.get(f"{PATHWAY}?as_of={END}&known_at=2026-09-30").text
    (asked,) = stub.asked
    assert asked.as_of.isoformat() == END
    assert asked.known_at.isoformat() == "2026-09-30T23:59:59.999999+00:00"
    assert f'value="{END}"' in said
    assert 'value="2026-09-30"' in said


def test_a_pathway_leads_to_parts_of_its_picture_to_her_plan_and_to_her_own_history(worker):
    links = {attributes["href"] for attributes in Page(worker.get(f"{PATHWAY}?as_of={END}").text).all("a")}
    assert f"{PATHWAY}?as_of={END}&span=quarter#picture" in links
    assert {PATHWAY.replace("/pathway/", "/employment/", 1), f"{PATHWAY}/hers"} <= links


def test_the_days_before_and_after_on_which_something_happened_are_a_link_away():
    items = [{"occurred_on": each} for each in ("2026-01-09", "2026-03-01", "2026-03-01", "2026-08-31")]
    assert neighbours(items, "2026-03-02") == {"before": "2026-01-10", "after": "2026-09-01"}
    assert neighbours(items, "2026-01-01") == {"before": "", "after": "2026-01-10"}
    assert neighbours([], "2026-01-01") == {"before": "", "after": ""}


def test_a_part_of_the_picture_stays_chosen_when_the_day_changes(worker):
    said = worker.get(f"{PATHWAY}?as_of={END}&span=year").text
    assert 'name="span" value="year"' in said
    assert 'aria-current="true">The last year' in said
    assert 'name="span"' not in worker.get(f"{PATHWAY}?span=else").text


def test_empty_clocks_mean_today_and_all_that_is_known(worker, stub):
    assert worker.get(f"{PATHWAY}?as_of=&known_at=").status_code == 200
    assert stub.asked[0].known_at is None


def test_an_exact_moment_can_be_asked_for(worker, stub):
    assert worker.get(f"{PATHWAY}?known_at=2026-09-30T12:00:00%2B02:00").status_code == 200
    assert stub.asked[0].known_at.isoformat() == "2026-09-30T10:00:00+00:00"


@pytest.mark.parametrize("query", ["as_of=31/10/2026", "known_at=yesterday", "known_at=2026-09-30T12:00:00"])
def test_a_date_that_cannot_be_read_is_answered_with_how_to_write_one(worker, stub, query):
    answer = worker.get(f"{PATHWAY}?{query}")
    assert answer.status_code == 422
    assert "2026-10-31" in answer.text
    assert query.partition("=")[2] not in answer.text
    assert stub.asked == []


def test_what_is_not_there_and_what_is_malformed_look_alike(worker):
    unknown = worker.get("/pathway/pathways/00000000-0000-4000-8000-00000000dead")
    malformed = worker.get("/pathway/pathways/<b>not-an-id")
    assert unknown.status_code == malformed.status_code == 404
    assert unknown.text == malformed.text


def test_an_id_is_one_however_it_is_written(worker):
    assert worker.get(PATHWAY.replace(PATHWAY_ID, PATHWAY_ID.upper())).status_code == 200


def test_what_providers_wrote_is_shown_as_text(worker, stub):
    stub.items = [{**stub.items[0], "data": {"step_id": "<img src=x>"}, "provider_id": "<b>"}]
    said = worker.get(PATHWAY).text
    assert "<img" not in said
    assert "&lt;img src=x&gt;" in said


def test_before_the_first_fact_there_is_no_picture_and_no_failure(worker, monkeypatch):
    empty = {"from": None, "to": "2020-01-01", "open": [], "lanes": [], "referents": [], "handovers": [], "risk": []}
    bare = VIEWS | {"continuity": {}, "steps": [], "handovers": {}, "deadlines": [], "set_aside": [], "warnings": []}
    monkeypatch.setattr(Stub, "picture", lambda *_: empty)
    monkeypatch.setattr(Stub, "views", lambda *_: bare | {"referent": None, "as_of": "2020-01-01"})
    monkeypatch.setattr(Stub, "history", lambda *_: {"items": []})
    answer = worker.get(f"{PATHWAY}?as_of=2020-01-01")
    assert answer.status_code == 200
    assert "Nothing is recorded up to this day." in answer.text
    assert 'class="picture"' not in answer.text


def test_only_our_own_files_are_served(stranger):
    assert stranger.get("/pathway/static/ariadna.css").headers["content-type"].startswith("text/css")
    assert stranger.get("/pathway/static/ariadna.svg").headers["content-type"] == "image/svg+xml"
    assert stranger.get("/pathway/static/base.html").status_code == 404
    assert stranger.get("/pathway/static/..%2Fframe.py").status_code == 404


def test_the_address_without_its_last_stroke_leads_on(stranger):
    assert stranger.get("/pathway").headers["location"] == "/pathway/"


def test_pages_are_no_part_of_the_programming_interface(stub):
    assert app(stub).openapi()["paths"] == {}


def test_the_invented_figures_agree_with_the_invented_picture():
    for lane in PICTURE["lanes"]:
        days = VIEWS["continuity"][lane["dimension"]]
        assert bool(lane["gaps"]) == any(
            days[each] for each in ("initial_wait_days", "interruption_days", "pause_days")
        )
