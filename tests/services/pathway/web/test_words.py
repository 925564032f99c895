"""Every code that the fold can give has words; none is shown as it is spelt."""

import re
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given

from services.pathway import domain
from services.pathway.web import tables
from services.pathway.web.said import day, days
from services.pathway.web.words import CAUSES, CODE, REASONS, cause, reason, shown, spoken
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
        ({"occurred_on": "2026-09-02"}, "occurred on 2 Sep 2026"),
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
