"""Care that stopped, and care of which nothing is heard: interruptions, P-9 silence."""

import pytest

from shared import contracts
from tests.services.pathway.domain.facts import (
    closed,
    completed,
    dropped,
    need,
    opened,
    referent,
    resumed,
    session,
    started,
    suspended,
)
from tests.services.pathway.domain.given import ART, HOUSING, PSI, given, said
from tests.services.pathway.domain.policies.asked import REFERENT, asked_of, only, open_on, told


@pytest.mark.parametrize(("dimension", "alarmed", "urgent"), [(ART, 15, False), (HOUSING, 9, True)])
def test_an_interruption_is_told_after_seven_days_or_at_once_where_her_safety_is_at_stake(dimension, alarmed, urgent):
    history = given(opened(1), need(dimension), started("A1", 1, dimension), suspended("A1", 9))
    assert told(history, "interrupted") == [alarmed]
    ask = only(history, 15, "interrupted")
    assert (ask.subject, ask.urgent) == ("A1", urgent)


def test_a_pause_at_her_request_is_told_to_nobody():
    history = given(opened(1), need(ART), started("A1", 1), suspended("A1", 9, "her_request"))
    assert told(history, "interrupted") == []


def test_a_resumption_closes_it_and_several_causes_are_one_interruption():
    stopped = (opened(1), need(ART), started("A1", 1), suspended("A1", 9))
    assert open_on(given(*stopped, resumed("A1", 18)), "interrupted") == [15, 16, 17]
    again = (started("A2", 12), suspended("A2", 12, "venue"))
    assert told(given(*stopped, *again), "interrupted") == [15]


SILENT = (opened(1), referent(1), started("A1", 1), session("A1", 5))


def test_silence_around_an_active_step_is_told_after_14_30_and_45_days():
    history = given(*SILENT)
    assert [told(history, what) for what in ("reach_out", "unconfirmed", "review")] == [[19], [35], [50]]
    assert asked_of(history, 9, "reach_out") == [("worker", PSI)]
    assert asked_of(history, 9, "unconfirmed") == [("coordinator", PSI)]
    assert asked_of(history, 9, "review") == [REFERENT]


def test_nothing_is_ever_closed_by_silence():
    assert given(*SILENT).views(365)["steps"][0]["state"] == "active"


def test_a_session_ends_the_silence_and_another_fact_ends_what_is_unconfirmed():
    assert open_on(given(*SILENT, session("A1", 25)), "reach_out", until=45) == [*range(19, 25), *range(39, 45)]
    changed = said(contracts.EconomicSupportChanged(step_id="A1"), 25, PSI)
    assert told(given(*SILENT, changed), "reach_out") == [19]
    assert told(given(*SILENT, changed), "unconfirmed") == [55]


def test_a_session_that_is_set_aside_is_none():
    assert told(given(*SILENT, session("A1", 12, by="BCN-FAR")), "reach_out") == [19]


def test_an_ended_or_suspended_step_is_silent_rightly_and_counts_anew_when_it_goes_on():
    assert told(given(*SILENT, completed("A1", 6)), "reach_out") == []
    assert told(given(*SILENT, suspended("A1", 6), resumed("A1", 40)), "reach_out") == [54]


LOST = (*SILENT, dropped("A1", 9, "lost_contact"))


def test_contact_that_was_lost_is_looked_for_until_there_is_a_sign_of_her():
    assert told(given(*LOST), "lost_contact") == [9]
    assert open_on(given(*LOST, started("A2", 12)), "lost_contact") == [9, 10, 11]
    assert open_on(given(*LOST, closed(12)), "lost_contact") == [9, 10, 11]
    assert told(given(*SILENT, dropped("A1", 9, "her_choice")), "lost_contact") == []
