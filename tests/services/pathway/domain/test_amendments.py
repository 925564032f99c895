"""Corrections and voidings: who may amend what, from when on, and what comes of it."""

import pytest

from shared import contracts
from tests.services.pathway.domain.facts import (
    corrected,
    merged,
    need,
    opened,
    session,
    started,
    suspended,
    voided,
    window,
)
from tests.services.pathway.domain.given import ART, HERE, LANGUAGE, PONT, PSI, THERE, given, moment, said

START = started("A1", 5, event_id="start")
WAITED = (opened(1), need(ART), START)


def waited(*amendments):
    return given(*WAITED, *amendments)


def wait(history, as_of=20, known_at=None):
    return history.views(as_of, known_at)["continuity"][ART]["initial_wait_days"]


def test_a_corrected_event_takes_the_corrected_date():
    history = waited(corrected(START, 9, occurred_on="2026-01-03")).then_kept()
    assert wait(history) == 2


def test_a_correction_is_knowledge_from_the_moment_when_it_was_recorded():
    history = waited(corrected(START, 9, occurred_on="2026-01-03", recorded_at=moment(9)))
    assert wait(history, known_at=moment(9, hour=16)) == 4
    assert wait(history, known_at=moment(9)) == 2


def test_the_own_date_of_an_amendment_does_not_matter():
    history = waited(corrected(START, 90, occurred_on="2026-01-03", recorded_at=moment(6)))
    assert wait(history) == 2


def test_a_corrected_field_holds_in_the_fold():
    fix = corrected(START, 9, dimension=LANGUAGE)
    assert wait(waited(fix)) == 19


def test_corrections_are_merged_field_by_field_and_the_latest_wins():
    history = waited(
        corrected(START, 9, occurred_on="2026-01-02", dimension=LANGUAGE),
        corrected(START, 10, dimension=ART),
        corrected(START, 11, occurred_on="2026-01-03"),
    )
    assert wait(history.then_kept()) == 2


def test_null_takes_an_optional_field_away():
    start = started("A1", 5, window="fw1")
    given(start, corrected(start, 9, funding_window_id=None)).then_kept()
    assert given(start, corrected(start, 9, funding_window_id=None)).views(20)["steps"][0]["funding"] is None


def test_a_correction_to_a_later_day_takes_the_fact_out_of_what_counts():
    history = waited(corrected(START, 9, occurred_on="2026-02-01"))
    assert wait(history) == 19
    assert history.views(20)["steps"] == []


def test_a_corrected_date_drops_the_moment():
    late = started("A1", 5, occurred_at=moment(5, hour=20))
    sooner = suspended("A1", 6, occurred_at=moment(6, hour=8))
    history = given(late, sooner, corrected(late, 9, occurred_on="2026-01-06"))
    assert history.at(20).facts[0].occurred_at is None


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": "red"},
        {"dimension": "no_such_dimension"},
        {"step_id": None},
        {"step_id": 7},
        {"conditional": True},
        {"occurred_on": None},
        {"occurred_on": "2026-02-30"},
        {"occurred_on": "yesterday"},
    ],
)
def test_a_correction_that_leaves_the_target_malformed_is_set_aside_alone(changes):
    bad = corrected(START, 10, **changes)
    history = waited(corrected(START, 9, occurred_on="2026-01-03"), bad)
    history.then_set_aside((bad, "target_malformed"))
    assert wait(history) == 2


def test_a_set_is_corrected_as_a_list():
    opening = window(1, 9)
    history = given(opening, started("A1", 5, LANGUAGE, window="fw2"), corrected(opening, 9, dimensions=[LANGUAGE]))
    assert history.at(20).windows[PSI]["fw1"].dimensions == {LANGUAGE}


def test_a_voided_fact_vanishes():
    history = waited(voided(START, 9))
    assert history.then_kept().views(20)["steps"] == []


def test_a_voided_fact_that_was_set_aside_is_gone_too():
    again = started("A1", 7)
    waited(again).then_set_aside((again, "step_already_started"))
    waited(again, voided(again, 9)).then_kept()


def test_what_is_voided_twice_is_harmless():
    waited(voided(START, 9), voided(START, 10)).then_kept()


def test_a_correction_of_a_voided_fact_is_harmless():
    assert waited(voided(START, 9), corrected(START, 10, dimension=LANGUAGE)).then_kept().views(20)["steps"] == []


def test_a_voided_correction_is_as_if_never_made():
    fix = corrected(START, 9, occurred_on="2026-01-03")
    assert wait(waited(fix, voided(fix, 10)).then_kept()) == 4


def test_a_voided_voiding_is_as_if_never_made():
    void = voided(START, 9)
    assert wait(waited(void, voided(void, 10)).then_kept()) == 4
    second = voided(void, 10)
    assert waited(void, second, voided(second, 11)).then_kept().views(20)["steps"] == []


def test_a_voided_amendment_is_no_longer_set_aside():
    bad = corrected(START, 9, colour="red")
    waited(bad, voided(bad, 10)).then_kept()


def test_an_amendment_is_voided_but_never_corrected():
    fix = corrected(START, 9, occurred_on="2026-01-03")
    meant_otherwise = corrected(fix, 10, reason="wrong_step")
    waited(fix, meant_otherwise).then_set_aside((meant_otherwise, "target_not_correctable"))


def test_only_an_earlier_amendment_can_be_voided():
    fix = corrected(START, 10, occurred_on="2026-01-03")
    early = voided(fix, 9)
    waited(fix, early).then_set_aside((early, "target_unknown"))
    itself = voided(started("X", 1, event_id="self"), 9, event_id="self")
    waited(itself).then_set_aside((itself, "target_unknown"))


def test_an_unknown_target():
    nowhere = voided(started("X", 3), 9)
    waited(nowhere).then_set_aside((nowhere, "target_unknown"))


def test_a_target_that_is_not_known_yet():
    late = session("A1", 6, recorded_at=moment(30))
    void = voided(late, 9)
    history = waited(late, void)
    history.then(20, known_at=moment(20), set_aside=[{"event_id": void.event_id, "reason": "target_unknown"}])
    history.then_kept()


def test_only_the_author_amends():
    other = voided(START, 9, by=PONT)
    fix = corrected(START, 9, by=PONT, dimension=LANGUAGE)
    waited(other, fix).then_set_aside((other, "target_of_another_provider"), (fix, "target_of_another_provider"))


def test_a_supervisor_amends_too():
    waited(voided(START, 9, by=PONT, role="supervisor")).then_kept().then(20, steps=[])


def test_an_id_that_two_providers_used_means_the_authors_own():
    theirs = started("A2", 5, by=PONT, event_id="start")
    history = waited(theirs, voided(theirs, 9)).then_kept()
    assert [step["step_id"] for step in history.views(20)["steps"]] == ["A1"]


def test_an_id_that_two_others_used_means_neither():
    theirs = started("A2", 5, by=PONT, event_id="start")
    void = voided(START, 9, by="BCN-LLAR", role="supervisor")
    waited(theirs, void).then_set_aside((void, "target_unknown"))


def test_an_amendment_reaches_into_a_merged_registration():
    history = waited(merged(HERE, THERE, 6), voided(START, 9, home=THERE)).then_kept()
    assert history.views(20)["steps"] == []


def test_an_amendment_does_not_reach_another_pathway():
    far = voided(START, 9, home=THERE)
    assert wait(waited(far).then_kept()) == 4
    given(far).seen_from(THERE).then_set_aside((far, "target_unknown"))


def test_a_policys_notice_is_no_target():
    notice = said(contracts.DeadlineMissed(deadline_id="d1"), 5)
    void = voided(notice, 9)
    given(notice, void).then_set_aside((void, "target_unknown"))


def test_provider_level_facts_are_amended_apart_and_never_listed():
    opening = window(1, 9)
    stranger = voided(opening, 9, by=PONT)
    across = voided(opening, 9, home=HERE)
    history = given(started("A1", 5, window="fw1"), opening, stranger, across)
    history.then_set_aside((across, "target_unknown"))
    assert history.views(20)["steps"][0]["funding"] == "lapsed"
    longer = corrected(opening, 10, last_day="2026-03-01")
    assert given(*history.events, longer).views(20)["steps"][0]["funding"] == "covered"
    assert given(*history.events, voided(opening, 10)).views(20)["steps"][0]["funding"] == "unknown"
