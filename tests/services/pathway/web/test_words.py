"""Every code that the fold can give has words; none is shown as it is spelt."""

from typing import get_args

import pytest
from hypothesis import given

from services.pathway import domain
from services.pathway.web.said import day, days
from services.pathway.web.words import CAUSES, DIMENSIONS, REASONS, cause, reason, shown, spoken
from shared.contracts import Dimension
from shared.contracts.codes import CompletionNext, DropReason, SuspensionReason
from shared.web.labels import FRAME, GLOSSARY
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
