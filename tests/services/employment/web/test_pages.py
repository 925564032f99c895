"""The pages of employment as a browser meets them. Behind them stands a stub, not the service."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from services.employment.domain.categories import Category as Withheld
from services.employment.domain.plan import plan_of
from services.employment.domain.requirements import Mark, Warned, What
from services.employment.domain.standing import Entitled
from services.employment.domain.state import Plan
from services.employment.domain.working import Review
from services.employment.web import openings, plan
from tests.services.employment.web.invented import FOR_HER, NOTHING, OTHER_ID, OVERSEEN, PATHWAY_ID, PLAN, SKILLS
from tests.services.employment.web.stub import Browser, Stub
from tests.services.pathway.web.parsed import Page
from tests.services.pathway.web.stub import TOKEN
from tests.services.pathway.web.test_pages import NOT_SAID

HERS = f"/employment/pathways/{PATHWAY_ID}"
OPEN = ["/employment/", "/employment/openings"]
OF_HER = [HERS, f"{HERS}/openings", f"{HERS}/profile"]
ALL = [*OPEN, *OF_HER]
REFUSED = [f"/employment/pathways/{OTHER_ID}", "/employment/pathways/nobody", f"{HERS}?as_of=soon"]
CANARY = '"><script>canary7f3a</script>'


@pytest.fixture
def stub():
    return Stub()


@pytest.fixture
def worker(stub):
    return Browser(stub)


@pytest.fixture
def stranger(stub):
    return Browser(stub, stranger=True)


@pytest.mark.parametrize("path", OF_HER)
def test_a_page_of_hers_is_shown_to_nobody_who_is_not_signed_in(stranger, stub, path):
    answer = stranger.get(path)
    assert answer.status_code == 401
    assert 'name="token"' in answer.text
    assert stub.whens == []


def test_who_signs_in_for_her_plan_comes_to_her_plan(stranger):
    page = stranger.get(HERS).text
    value = re.search(r'name="form" value="([^"]+)"', page)[1]
    answer = stranger.post("/employment/sign-in", data={"token": TOKEN, "next": HERS, "form": value})
    assert (answer.status_code, answer.headers["location"]) == (303, HERS)
    assert stranger.get(HERS).status_code == 200


def test_who_has_not_signed_in_sees_the_form_at_the_home_of_the_service(stranger):
    answer = stranger.get("/employment/")
    assert answer.status_code == 200
    assert 'action="/employment/sign-in"' in answer.text


@pytest.mark.parametrize("path", [*ALL, *REFUSED])
def test_every_page_is_sound_and_names_its_language(worker, path):
    page = Page(worker.get(path).text)
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert page.nested
    assert page.open == []
    assert len(page.all("h1")) == 1
    assert len(ids) == len(set(ids))
    labelled = {attributes.get("for") for attributes in page.all("label")}
    fields = [each for each in page.all("input") + page.all("select") if each.get("type") != "hidden"]
    assert {each["id"] for each in fields} <= labelled
    assert all(attributes.get("scope") in ("col", "row") for attributes in page.all("th"))
    named = {attributes["aria-labelledby"] for _, attributes in page.found if "aria-labelledby" in attributes}
    assert named <= set(ids)


@pytest.mark.parametrize("lang", ["es", "ca", "it"])
@pytest.mark.parametrize("path", ALL)
def test_every_page_speaks_the_reader_s_language_throughout(worker, stub, path, lang):
    spoken = worker.get(path, headers={"accept-language": lang}).text
    english = worker.get(path).text
    assert f'<html lang="{lang}">' in spoken
    assert '<main id="content" tabindex="-1">' in spoken
    own = {text for text in re.findall(r">([^<>]*[a-z]{4}[^<>]*)<", english) if " " in text.strip()}
    alike = {"Paper (PDF)", ", ".join(SKILLS.values()), *SKILLS.values()}
    assert {text.strip() for text in own if text in spoken} <= alike


@pytest.mark.parametrize("path", [*ALL, *REFUSED])
def test_no_page_needs_a_script_inline_style_or_anything_from_elsewhere(worker, path):
    answer = worker.get(path)
    assert answer.headers["cache-control"] == "no-store"
    for tag, attributes in Page(answer.text).found:
        assert tag not in {"style", "iframe", "object"}
        assert tag != "script" or attributes["src"].startswith("/employment/static/")
        assert not any(name == "style" or name.startswith("on") for name in attributes)
        for name in ("href", "src", "action", "formaction"):
            assert (attributes.get(name) or "/").startswith(("/", "#"))


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize("lang", ["en", "es", "ca", "it"])
def test_she_is_called_by_nothing_that_was_done_to_her(worker, path, lang):
    assert not NOT_SAID.search(worker.get(path, headers={"accept-language": lang}).text)


def test_the_plan_shows_entitlement_reviews_concerns_and_what_to_look_at(worker):
    said = worker.get(HERS).text
    for part in ("31 days left", "English B2, Spanish A2", "1</dd>", "review overdue", "conditions not in order",
                 "not heard from her", "documents withheld, unpaid hours", "funding ended", "BCN-TALLER", "EQF 2",
                 "up to 30 hours a week", "Sant Cugat", "kitchens and catering", "partly recognised",
                 "A placement before the right to work was recorded.", "work in a team"):  # fmt: skip
        assert part in said


def test_who_oversees_is_told_states_and_counts_and_what_is_not_told(worker, stub):
    stub.found = OVERSEEN
    said = worker.get(HERS).text
    for part in ("entitled", "3 skills gone through", "not shown to you", "she asked that nobody else see this",
                 "signs of danger at work", "suspended"):  # fmt: skip
        assert part in said
    assert "What work she looks for" not in said
    assert worker.get(f"{HERS}/profile").status_code == 403
    assert worker.get(f"{HERS}/profile.pdf").status_code == 403


def test_the_clocks_of_the_address_are_those_of_the_reading(worker, stub):
    worker.get(f"{HERS}?as_of=2026-05-01&known_at=2026-05-02")
    assert stub.whens[0].as_of.isoformat() == "2026-05-01"
    assert stub.whens[0].known_at.date().isoformat() == "2026-05-02"


def test_an_empty_plan_says_what_to_do_next(worker, stub):
    stub.found = NOTHING
    said = worker.get(HERS).text
    for part in ("nobody knows", "No placement has been planned or started.", "Ask her what she would like to do.",
                 "Her skills have not been gone through with her yet."):  # fmt: skip
        assert part in said
    assert "Nothing is known yet that could be printed" in worker.get(f"{HERS}/profile").text


def test_empty_lists_say_when_they_will_not_be(worker, stub):
    stub.items, stub.listed = [], []
    assert "No opening is listed at the moment" in worker.get("/employment/openings").text
    assert "Look for less, or show all" in worker.get("/employment/openings?kind=job").text
    assert "No placement of your organisation is going on" in worker.get("/employment/").text


def test_what_needs_a_look_first_stands_first(worker, stub):
    stub.listed = stub.listed[::-1]
    said = worker.get("/employment/").text
    assert said.index(f'href="{HERS}"') < said.index(f'href="/employment/pathways/{OTHER_ID}"')


def test_openings_for_her_are_marked_and_counted_in_no_way(worker):
    said = worker.get(f"{HERS}/openings").text
    for part in ("missed", "met", "nobody knows", "known of her: A2", "Qualification", "EQF 3",
                 "Her entitlement to work ends before this begins"):  # fmt: skip
        assert part in said
    assert not re.search(r"\d ?%|\d of \d|\d/\d|score", said)


def test_what_is_looked_for_reaches_the_reading_and_the_next_page(worker, stub):
    stub.next = "WyJhIl0"
    page = Page(worker.get("/employment/openings?kind=course&city=+Milano+&hours=20&group=51&funded=yes").text)
    looked = stub.looked[0]
    assert (looked.kind, looked.city, looked.hours_at_most, looked.group, looked.funded) == (
        "course", "Milano", 20, "51", True)  # fmt: skip
    more = next(each["href"] for each in page.all("a") if "after=" in (each["href"] or ""))
    asked = {"kind": "course", "city": "Milano", "hours": "20", "group": "51", "funded": "yes", "after": "WyJhIl0"}
    assert parse_qs(urlsplit(more).query) == {name: [value] for name, value in asked.items()}


NOTHING_LIKE_IT = ["kind=gift", "hours=0", "hours=41", "hours=many", "hours=²", "group=cook", "group=12345"]


@pytest.mark.parametrize("query", [*NOTHING_LIKE_IT, f"city={'x' * 61}"])
def test_what_is_nothing_to_look_for_is_refused_and_not_repeated(worker, stub, query):
    answer = worker.get(f"/employment/openings?{query}")
    assert answer.status_code == 422
    assert f">{query.partition('=')[2]}<" not in answer.text
    assert f'"{query.partition("=")[2]}"' not in answer.text
    assert stub.looked == []


@pytest.mark.parametrize("field", ["opening_id", "city", "employer_ref", "occupation_name", "provider_id"])
def test_what_an_opening_says_is_escaped(worker, stub, field):
    stub.items = [{**FOR_HER, field: CANARY}]
    for path in ("/employment/openings", f"{HERS}/openings"):
        assert "<script>" not in worker.get(path).text


@pytest.mark.parametrize("path", ["/employment/openings?city=", f"{HERS}?as_of=", f"{HERS}/profile?lang="])
def test_what_an_address_says_is_escaped(worker, path):
    assert "<script>" not in worker.get(path + CANARY.replace("/", "%2F")).text


def test_what_is_not_there_and_what_is_malformed_look_alike(worker):
    unknown, malformed = worker.get(REFUSED[0]), worker.get(REFUSED[1])
    assert unknown.status_code == malformed.status_code == 404
    assert unknown.text == malformed.text


@pytest.mark.parametrize(
    ("codes", "known"),
    [
        (Mark, openings.MARKS),
        (Warned, openings.WARNED),
        (What, {**openings.ASKED, "language": "", "skill": ""}),
        (Entitled, {name: words for name, words in plan.ENTITLED.items() if name != "untold"}),
        (Withheld, {name: words for name, words in plan.WITHHELD.items() if name != "her_restriction"}),
        (Review, plan.REVIEWS),
    ],
)
def test_every_code_that_the_service_answers_has_words(codes, known):
    assert set(codes.__args__) == set(known)


def test_the_plan_that_is_made_up_here_has_the_fields_of_a_plan():

    assert PLAN.keys() - {"withheld"} == plan_of(Plan(PATHWAY_ID, date(2026, 8, 21), None)).keys()
