"""The paper that she takes along: one page, four languages, and nothing of why she is here."""

import re
from datetime import date
from functools import cache
from typing import Any

import pytest

from services.employment.esco import Esco
from services.employment.web.for_employer import MOST, TELLING, Qualified, html, paper, printed, qualified
from services.employment.web.words import SECTORS
from shared.errors import NotForeseen
from shared.languages import STAFF
from shared.web import paper as papers
from tests.services.employment.papers import Paper
from tests.services.employment.web.invented import NOTHING, PATHWAY_ID, PLAN, SKILLS, step
from tests.services.employment.web.stub import Browser, Stub

HERS = f"/employment/pathways/{PATHWAY_ID}"
SPOKEN = pytest.mark.parametrize("lang", STAFF)
UNTIL = {"en": "20 September 2026", "es": "20 de septiembre de 2026", "ca": "20 de setembre del 2026",
         "it": "20 settembre 2026"}  # fmt: skip
TOLD_OF_HER = re.compile(
    r"v[ií]ctim|vittim|traffick|trata|tràfic|trafic|tratta|shelter|refugi|rifugi|acogida|acollida|accoglienza"
    r"|casa protetta|asyl|asil|ariadna|pathway|itinerari|percorso|provider|referent|therap|teràpi|terapi|health"
    r"|salud|salut|housing|vivienda|habitatge|alloggi|protec|protez|permit|permis|residen|programme|program|concern|suspend|placement|inserci|inseriment",
    re.IGNORECASE,
)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
esco = Esco.read()


def name(code: str) -> str:
    return SKILLS.get(code, "")


@cache
def of_hers(lang: str) -> bytes:
    return paper(printed(qualified(PLAN), name, lang, entitlement=True))


def words(hers: Qualified, lang: str, *, entitlement: bool) -> str:
    return html(printed(hers, name, lang, entitlement=entitlement))


def filled(found: Any) -> Any:
    """The same plan with a canary in each text that is not out of a list."""
    match found:
        case dict():
            return {key: value if key in ("state", "level", "language", "codes", "status", "until", "eqf_level")
                    else filled(value) for key, value in found.items()}  # fmt: skip
        case list():
            return [filled(each) for each in found]
        case str():
            return "CANARYsaid"
    return found


@SPOKEN
def test_the_paper_says_what_she_can_do(lang):
    said = Paper(of_hers(lang)).text
    for part in ("B2", "A2", "EQF", "30", "prepare ready-made dishes", "comply with food safety", "work in a team"):
        assert part in said


@SPOKEN
def test_the_entitlement_is_told_only_where_she_wants_it(lang):
    assert UNTIL[lang] in Paper(of_hers(lang)).text
    assert "2026" not in words(qualified(PLAN), lang, entitlement=False)
    ended = {**PLAN, "entitlement": {**PLAN["entitlement"], "state": "ended"}}
    assert "2026" not in words(qualified(ended), lang, entitlement=True)


@SPOKEN
def test_no_word_tells_why_she_is_in_the_programme(lang):
    assert TOLD_OF_HER.findall(Paper(of_hers(lang)).text) == []
    page = re.sub(r"<style>.*</style>", "", html(printed(qualified(PLAN), name, lang)), flags=re.DOTALL)
    assert TOLD_OF_HER.findall(page) == []


@SPOKEN
def test_what_somebody_wrote_anywhere_in_her_history_is_not_on_it(lang):
    hers = qualified(filled(PLAN))
    raw = paper(printed(hers, name, lang, entitlement=True))
    assert "canary" not in (Paper(raw).text + str(Paper(raw).about) + html(printed(hers, name, lang))).casefold()
    assert b"canary" not in raw.lower()


def test_the_canary_would_be_seen():
    found = printed(Qualified(skills=frozenset({"a"})), lambda code: "a canary", "en")
    assert "canary" in Paper(paper(found)).text


@SPOKEN
def test_the_document_says_of_itself_its_title_and_what_made_it(lang):
    about = Paper(of_hers(lang)).about
    assert about.keys() == {"Title", "Producer"}
    assert about["Producer"].startswith("WeasyPrint")
    assert not re.search(r"ariadna|\d{4}", about["Title"], re.IGNORECASE)


def test_it_is_one_page_whatever_it_holds():
    """The longest names that there are, and words longer than any that there is."""
    codes = sorted(esco.skills, key=lambda code: -len(esco.skills[code]))[:MOST]
    spoken = dict.fromkeys(("es", "ca", "it", "en", "fr", "pt", "ar", "ha", "yo", "ig", "ro", "uk", "sq"), "B1")
    hers = Qualified(spoken, frozenset(codes), (3, 2, None, 4), 4, 40, frozenset(SECTORS), True, date(2027, 1, 31))

    def named(code: str) -> str:
        return esco.name(code) if codes.index(code) % 2 else f"{LONG} {LONG[:40]} {codes.index(code)}"

    found = printed(hers, named, "it", entitlement=True)
    made = Paper(paper(found))
    assert len(found.skills) + found.left_out == MOST
    assert made.pages == 1
    fonts, inside = made.fonts
    assert fonts == inside > 0


def test_what_is_too_long_for_any_letters_is_not_cut():
    with pytest.raises(NotForeseen):
        papers.pdf_of_one_page(lambda size: '<p style="break-after: page">one</p><p>two</p>')


def test_the_same_plan_makes_the_same_paper():
    assert of_hers("ca") == paper(printed(qualified(PLAN), name, "ca", entitlement=True))


@pytest.mark.parametrize("said", ["provide victim support", "run a shelter", "immigration law", "Escort services"])
def test_a_skill_that_could_be_read_as_her_story_is_left_out_and_counted(said):
    found = printed(Qualified(skills=frozenset({"a", "b", "c"})), {"a": said, "b": "cook", "c": ""}.__getitem__, "en")
    assert (found.skills, found.left_out) == (["cook"], 2)


def test_few_skills_of_the_classification_are_left_out():
    left_out = [each for each in esco.skills.values() if TELLING.search(each)]
    assert 0 < len(left_out) < len(esco.skills) / 200


def test_an_empty_plan_is_a_paper_with_lines_to_write_on():
    found = printed(qualified(NOTHING), name, "en")
    assert found.empty
    made = Paper(paper(found))
    assert made.pages == 1
    assert "Name" in made.text


def test_levels_that_are_none_of_the_framework_and_languages_without_a_name_are_not_printed():
    found = printed(Qualified({"es": "pre_A1", "zzz": "B1", "it": "A1"}), name, "en")
    assert found.languages == [("Italian", "A1")]


def test_a_certificate_without_a_level_is_a_certificate():
    course = step("V1", "vocational_training", certificates=[{"on": "2026-01-01", "eqf_level": None}])
    assert printed(qualified({**NOTHING, "courses": [course]}), name, "en").certificates == [None]


def test_the_page_shows_what_will_be_printed_in_the_language_of_the_paper():
    said = Browser(Stub()).get(f"{HERS}/profile?lang=ca&entitlement=yes").text
    assert '<div class="on-paper" lang="ca">' in said
    assert "Autorització per treballar" in said
    assert UNTIL["ca"] in said
    assert UNTIL["ca"] not in Browser(Stub()).get(f"{HERS}/profile?lang=ca").text


def test_the_paper_is_never_kept_and_its_name_tells_nothing():
    answer = Browser(Stub()).get(f"{HERS}/profile.pdf?lang=es")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="profile.pdf"'
    assert Paper(answer.content).pages == 1


def test_who_wants_the_entitlement_told_that_nobody_recorded_is_told_so():
    stub = Stub()
    stub.found = NOTHING
    assert "so the paper says nothing of it" in Browser(stub).get(f"{HERS}/profile?entitlement=yes").text
