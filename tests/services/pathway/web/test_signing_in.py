"""One sign-in for the pages of all services, and the language that somebody chose."""

import pytest

from shared.access import Reader
from shared.web.sections import begins, sections
from shared.web.shown import ours
from tests.services.pathway.web.invented import PATHWAY_ID
from tests.services.pathway.web.stub import SECRET, TOKEN, Browser, Stub

PATHWAY = f"/pathway/pathways/{PATHWAY_ID}"
ELSEWHERE = [
    "https://elsewhere.example/", "//elsewhere.example/pathway/", "/\\elsewhere.example/",
    "/pathway/../access/v1/token",
    "/pathway//elsewhere", "/reads/v1/", "/pathway/sign-out", "/pathway/sign-in", "/employment/language/es",
    "javascript:alert(1)", "/pathway/\r\nset-cookie:x=1", "pathway/", "", "/pathway/%2e%2e/", "/pathway/" + "a/" * 200,
]  # fmt: skip


@pytest.fixture
def stranger():
    return Browser(Stub())


@pytest.fixture
def worker(stranger):
    stranger.cookies["ariadna"] = SECRET
    return stranger


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_led_to_what_is_not_a_page_of_ours(address):
    assert ours(address) == ""


@pytest.mark.parametrize(
    "address", ["/pathway/", PATHWAY, f"{PATHWAY}?as_of=2026-01-31", "/employment/openings?city=bcn&kind=job"]
)
def test_a_page_of_ours_is_one_to_be_led_to(address):
    assert ours(address) == address


def test_what_an_address_asks_is_left_out_where_it_is_not_plain():
    assert ours("/pathway/?as_of=%22%3E") == "/pathway/"


def test_who_signs_in_for_a_page_comes_to_that_page(stranger):
    asked = stranger.get(PATHWAY)
    assert asked.status_code == 401
    assert f'name="next" value="{PATHWAY}"' in asked.text
    assert stranger.send("/pathway/sign-in", token=TOKEN, next=PATHWAY).headers["location"] == PATHWAY


@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_form_that_names_another_place_leads_home(stranger, address):
    assert stranger.send("/pathway/sign-in", token=TOKEN, next=address).headers["location"] == "/pathway/"


def test_a_wrong_token_does_not_forget_where_she_was_going(stranger):
    assert f'name="next" value="{PATHWAY}"' in stranger.send("/pathway/sign-in", token="no", next=PATHWAY).text


def test_the_form_that_a_page_answers_a_stranger_with_can_be_sent(stranger):
    asked = stranger.get(PATHWAY)
    value = asked.text.partition('name="form" value="')[2].partition('"')[0]
    answer = stranger.post("/pathway/sign-in", data={"token": TOKEN, "form": value, "next": PATHWAY})
    assert answer.status_code == 303


@pytest.mark.parametrize(("lang", "words"), [("es", "Iniciar sesión"), ("ca", "Inicia la sessió"), ("it", "Accedi")])
def test_a_page_speaks_the_language_that_the_browser_asks_for(stranger, lang, words):
    page = stranger.get("/pathway/sign-in", headers={"accept-language": f"{lang}, en;q=0.5"}).text
    assert f'<html lang="{lang}">' in page
    assert f"<h1>{words}</h1>" in page


def test_the_language_that_was_chosen_comes_before_that_of_the_browser(stranger):
    chosen = stranger.get("/pathway/language/ca?next=/pathway/sign-in")
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/pathway/")
    cookie = chosen.headers["set-cookie"]
    assert cookie.startswith("ariadna-lang=ca;")
    assert "HttpOnly" in cookie
    assert "<h1>Inicia la sessió</h1>" in stranger.get("/pathway/sign-in", headers={"accept-language": "it"}).text


def test_who_chooses_a_language_stays_on_her_page(worker):
    assert f"/pathway/language/es?next={PATHWAY}" in worker.get(PATHWAY).text
    assert worker.get(f"/pathway/language/es?next={PATHWAY}").headers["location"] == PATHWAY


@pytest.mark.parametrize("address", ELSEWHERE)
def test_who_chooses_a_language_is_led_nowhere_else(worker, address):
    assert worker.get("/pathway/language/es", params={"next": address}).headers["location"] == "/pathway/"


@pytest.mark.parametrize("lang", ["de", "EN", "en.po", "%2e%2e"])
def test_another_language_there_is_none(worker, lang):
    assert worker.get(f"/pathway/language/{lang}").status_code == 404


def test_a_pathway_is_told_in_the_language_of_whoever_reads_it(worker):
    page = worker.get(PATHWAY, headers={"accept-language": "it"}).text
    assert '<html lang="it">' in page
    assert '<main id="content" tabindex="-1">' in page
    for part in ("fine del finanziamento: 86", "Il suo cammino finora", "Alloggio", "3 ago 2026"):
        assert part in page


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("worker", ["Pathways", "Requests", "Work"]),
        ("coordinator", ["Pathways", "Requests", "Week", "Funding", "Work"]),
        ("supervisor", ["Pathways", "Network", "Funding", "Work", "Audit"]),
        ("auditor", ["Pathways", "Audit"]),
        ("ops", ["Status"]),
    ],
)
def test_the_header_has_the_sections_that_a_role_works_in(role, names):
    found = [section.name for section, _ in sections(Reader("MIL-PONTE", role, "st_1", "t1", 2**40), "/pathway/")]
    assert [name for name in found if name not in ("Desk", "Inbox")] == names


@pytest.mark.parametrize(
    ("role", "asked", "comes_to"),
    [
        ("ops", "/pathway/", "/pathway/status"),
        ("ops", PATHWAY, PATHWAY),
        ("worker", "/pathway/", "/pathway/"),
        ("coordinator", "/pathway/week", "/pathway/week"),
        ("researcher", "/pathway/", "/pathway/"),
    ],
)
def test_who_signs_in_begins_at_a_section_that_is_theirs(role, asked, comes_to):
    assert begins(Reader("MIL-PONTE", role, "st_1", "t1", 2**40), asked) == comes_to


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("/pathway/", {"Pathways": "page"}),
        (PATHWAY, {"Pathways": "true"}),
        ("/pathway/funding-impact?bridge=30", {"Funding": "page"}),
        ("/employment/openings", {"Work": "true"}),
        ("", {}),
    ],
)
def test_the_section_in_which_she_is_is_marked_and_no_other(address, marked):
    coordinator = Reader("MIL-PONTE", "coordinator", "st_1", "t1", 2**40)
    assert {section.name: within for section, within in sections(coordinator, address) if within} == marked
