"""P-6 and P-7: how soon there is to be an answer to danger."""

import pytest

from services.pathway.domain import Known
from shared import contracts
from tests.services.pathway.domain.facts import assessed, closed, opened, referent, started
from tests.services.pathway.domain.given import FAR, PSI, day, given, said
from tests.services.pathway.domain.policies.asked import REFERENT, asked_of, only, open_on, told

OPEN = (opened(1), referent(1))


def procedure(on: int, name: str = "rp1"):
    return said(contracts.RiskProcedureStarted(procedure_id=name, level="high"), on)


def acted(on: int, name: str = "rp1"):
    return said(contracts.RiskActionDone(procedure_id=name, action="team_informed"), on)


def concern(on: int, step_id: str = "W1", by: str = PSI):
    fact = contracts.LabourRightsConcernRaised(step_id=step_id, indicators=frozenset({"debt"}))
    return said(fact, on, by)


@pytest.mark.parametrize(("level", "due", "reviews"), [("high", 6, [8, 11, 14]), ("extreme", 5, [6, 7, 8])])
def test_danger_asks_for_quiet_and_an_act_at_once_and_reviews_every_few_days(level, due, reviews):
    history = given(*OPEN, assessed(level, 5))
    assert told(history, "quiet_mode") == told(history, "risk_act") == [5]
    ask = only(history, 5, "risk_act")
    assert (ask.due, ask.urgent) == (day(due), True)
    assert told(history, "risk_review")[:3] == reviews
    assert asked_of(history, 5, "risk_act") == [REFERENT]


def test_an_act_closes_it_and_a_procedure_alone_does_not():
    history = given(*OPEN, assessed("high", 5), procedure(5), acted(7))
    assert open_on(history, "risk_act") == [5, 6]
    assert told(given(*OPEN, procedure(2), acted(3), assessed("high", 5)), "risk_act") == [5]


def test_an_act_that_is_set_aside_is_none():
    assert 10 in open_on(given(*OPEN, assessed("high", 5), acted(7)), "risk_act")


def test_a_newer_assessment_begins_the_clocks_anew_and_a_low_one_ends_them():
    history = given(*OPEN, assessed("high", 5), assessed("medium", 12), assessed("low", 30))
    assert told(history, "risk_review") == [8, 11, 26]
    assert open_on(history, "quiet_mode") == list(range(5, 12))


def test_quiet_goes_on_from_high_to_extreme():
    assert told(given(*OPEN, assessed("high", 5), assessed("extreme", 9)), "quiet_mode", until=20) == [5]


def test_medium_asks_for_a_plan_in_three_working_days_and_a_review_every_14():
    history = given(*OPEN, assessed("medium", 8))
    assert (only(history, 8, "risk_plan").due, told(history, "risk_plan")) == (day(13), [8])
    assert told(history, "risk_review", until=40) == [22, 36]
    known = Known(lambda provider, each: each.weekday() < 5 and (provider, each) != (FAR, day(9)))
    assert only(history, 8, "risk_plan", known).due == day(14)
    assert open_on(given(*OPEN, assessed("medium", 8), procedure(10)), "risk_plan") == [8, 9]


@pytest.mark.parametrize("events", [(assessed("low", 5),), (), (assessed("high", 5), closed(5))])
def test_without_danger_or_on_a_closed_pathway_nothing_is_asked(events):
    assert told(given(*OPEN, *events), "risk_review") == []


def test_before_she_has_a_pathway_there_is_no_quiet_mode_but_an_act():
    history = given(assessed("high", 5))
    assert (told(history, "quiet_mode"), told(history, "risk_act")) == ([], [5])


AT_WORK = (*OPEN, started("W1", 2, "job_placement"))


def test_a_concern_at_work_asks_for_a_new_assessment_in_one_working_day():
    history = given(*AT_WORK, assessed("low", 3), concern(9))
    ask = only(history, 9, "labour_review")
    assert (told(history, "labour_review"), ask.due, ask.urgent) == ([9], day(12), True)
    assert open_on(given(*AT_WORK, concern(9), assessed("low", 11)), "labour_review") == [9, 10]
    assert told(given(*AT_WORK, concern(9), assessed("low", 9)), "labour_review") == []


def test_a_concern_that_is_set_aside_or_of_a_closed_pathway_asks_nothing():
    assert told(given(*AT_WORK, concern(9, "W9")), "labour_review") == []
    assert open_on(given(*AT_WORK, concern(9), closed(11)), "labour_review") == [9, 10]
