"""Every code that the fold can give has words; none is shown as it is spelt."""

import re
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given

from services.pathway import domain
from services.pathway.web import tables
from services.pathway.web.said import day, days, moment
from services.pathway.web.tables import details
from services.pathway.web.week import is_name
from services.pathway.web.words import CAUSES, CODE, REASONS, cause, reason, shown, spoken, spoken_language
from shared.contracts import FACTS, Dimension
from shared.contracts.codes import CompletionNext, DropReason, SuspensionReason
from shared.web.labels import DIMENSIONS, FRAME, GLOSSARY, label
from shared.web.names.codes import CODES
from shared.web.names.events import EVENTS
from shared.web.names.fields import FIELDS
from tests.services.pathway.histories import events_of, seeds, story


@pytest.mark.parametrize(
    "code",
    [*get_args(SuspensionReason), *get_args(DropReason), *get_args(CompletionNext), "transfer", "need_still_open"],
)
def test_every_cause_of_an_interruption_has_words(code):
    assert cause(code) == CAUSES[code]


@pytest.mark.parametrize("dimension", get_args(Dimension))
def test_every_dimension_has_a_name_and_a_place_on_the_screen(dimension):
    assert dimension in GLOSSARY or dimension in FRAME
    assert dimension in DIMENSIONS


@given(seeds)
def test_every_reason_for_setting_aside_or_warning_is_a_sentence_of_its_own(seed):
    events, clocks = story(seed)
    views = domain.views(domain.fold(clocks.pathway_id, events_of(events), clocks.as_of, clocks.known_at))
    for each in [*views["set_aside"], *views["warnings"]]:
        assert each["reason"] in REASONS


def test_sentences_end_and_say_nothing_twice():
    assert all(said.endswith(".") for said in REASONS.values())
    assert len(set(REASONS.values())) == len(REASONS)


def test_a_reason_without_words_yet_reads_as_a_sentence():
    assert reason("quite_new_rule") == "Quite new rule."


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ("2026-10-03", "3 Oct 2026"),
        (True, "yes"),
        (["asylum", "data_rights"], "international protection, data rights"),
        ("oral_witnessed", "oral witnessed"),
        ({"occurred_on": "2026-09-02"}, "occurred on 2 Sept 2026"),
        ({"occurred_on": "2026-02-30"}, "occurred on 2026-02-30"),
        (4, "4"),
        ("BCN-FAR", "BCN-FAR"),
    ],
)
def test_a_field_reads_as_words(given_, said):
    assert shown(given_) == said


def test_types_days_and_moments_read_as_words():
    assert spoken("HandoverAccepted") == "Handover accepted"
    assert (days(1), days(2)) == ("1 day", "2 days")
    assert (day(None), day("2026-10-03T23:59:00Z")) == ("", "3 Oct 2026")


def named(fact_type):
    """What a fact's type, fields and codes are called in a history."""
    hints = get_type_hints(fact_type)
    yield from (spoken(fact_type.__name__), *(spoken(tables.bare(field)) for field in fact_type.__struct_fields__))
    codes = {code for field in fact_type.__struct_fields__ for code in codes_of(hints[field])}
    yield from (label(code) for code in codes if code not in GLOSSARY)


def codes_of(hint):
    if get_origin(hint) is Literal:
        yield from (code for code in get_args(hint) if isinstance(code, str) and re.fullmatch(CODE, code))
    for part in get_args(hint):
        yield from codes_of(part)


@pytest.mark.parametrize("fact_type", FACTS.values(), ids=FACTS)
def test_whatever_a_history_names_is_held_against_the_catalogues(fact_type):
    assert set(named(fact_type)) - {*EVENTS, *FIELDS, *CODES} == set()


def test_a_history_speaks_the_language_of_whoever_reads_it():
    data = {"reason": "funding_ended", "step_id": "A1", "with_her": True, "due_on": "2026-10-03"}
    assert tables.details(data, "it") == "motivo: fine del finanziamento; tappa: A1; con lei: sì; scade il: 3 ott 2026"
    assert spoken("StepStarted", "ca") == "Pas iniciat"


@pytest.mark.parametrize(
    ("value", "said"),
    [("ngo", "NGO"), ("form", "by a form"), ("psychological_therapy", "psychological therapy")],
)
def test_a_code_stands_in_a_line_in_small_letters_but_for_what_is_written_in_capitals(value, said):
    assert shown(value) == said


def test_a_language_is_told_by_its_name_and_one_without_a_name_by_its_code():
    assert [spoken_language("en", lang) for lang in ("en", "es", "ca", "it")] == [
        "English",
        "inglés",
        "anglès",
        "inglese",
    ]
    assert details({"language": "ar"}, "it") == "lingua: arabo"
    assert spoken_language("qqx", "es") == "qqx"


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("L1", True),
        ("st_51/data_protection", True),
        ("rights", False),
        ("2026-10-27", False),
        ("5b7c1f3e-2d0a-4c39-9a52-0f6f6d8e1a11", False),
    ],
)
def test_what_a_task_is_about_is_named_where_people_call_it_so(subject, name):
    assert is_name(subject) == name


def test_a_moment_is_told_as_its_day_is_and_by_the_clock_here():
    assert moment("2026-09-20T22:30:00Z", "en") == f"{day('2026-09-21', 'en')}, 00:30"
    assert moment(None) == ""
