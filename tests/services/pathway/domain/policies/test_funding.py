"""P-1: a window ends. Warned of while there is time, asked about once it has, never answered by a machine."""

import pytest

from services.pathway.domain import Known, open_windows, windows_ending
from shared import contracts
from tests.services.pathway.domain.facts import (
    completed,
    dropped,
    fallback,
    handover,
    opened,
    planned,
    referent,
    resumed,
    session,
    started,
    suspended,
    window,
    window_changed,
)
from tests.services.pathway.domain.given import ART, FAR, HOUSING, LLAR, PONT, PSI, day, given, said
from tests.services.pathway.domain.policies.asked import REFERENT, asked_of, on, only, open_on, told


def declined(on: int, handover_id: str = "ho1", by: str = PONT):
    return said(contracts.HandoverDeclined(handover_id=handover_id, reason="no_capacity"), on, by)


def test_a_window_is_announced_60_30_and_14_days_before_its_last_day_and_the_day_after():
    asks = list(windows_ending(open_windows([window(1, 100)], day(200))))
    said_on = {number: ask.what for ask in asks for number in range(1, 110) if ask.told_on(day(number))}
    assert said_on == {40: "window_ending", 70: "window_ending", 86: "window_ending", 101: "window_ended"}


def test_a_window_that_was_renewed_is_announced_for_its_new_day():
    asks = list(windows_ending(open_windows([window(1, 30), window_changed(100, on=9)], day(200))))
    assert not any(ask.told_on(day(31)) for ask in asks)
    (ask,) = [ask for ask in asks if ask.told_on(day(40))]
    assert (ask.type, ask.to.provider_id, ask.pathway_id) == ("FundingWindowEnding", PSI, None)
    assert ask.data == {"funding_window_id": "fw1", "last_day": "2026-04-10", "days_left": 60}


WARNED = (opened(1), referent(1), started("A1", 2, window="fw1"), window(1, 70))


def test_provider_and_referent_are_told_60_30_and_14_days_before_and_asked_for_a_fallback_while_there_is_time():
    history = given(*WARNED)
    assert told(history, "funding_ending") == told(history, "fallback_wanted") == [10, 40, 56]
    assert asked_of(history, 10, "funding_ending") == [("coordinator", PSI), REFERENT]
    assert asked_of(history, 10, "fallback_wanted") == [REFERENT]
    assert open_on(history, "fallback_wanted") == list(range(10, 71))


def test_without_a_referent_the_supervisors_are_told():
    history = given(opened(1), started("A1", 2, window="fw1"), window(1, 70))
    assert asked_of(history, 10, "fallback_wanted") == [("supervisor", None)]


def test_a_fallback_that_she_chose_closes_the_task():
    assert open_on(given(*WARNED, fallback(20, "A1")), "fallback_wanted") == list(range(10, 20))


@pytest.mark.parametrize(
    "renewal", [window_changed(200, on=30), window(60, 300, "fw2", on=30), window(71, 300, "fw2", on=30)]
)
def test_a_renewal_closes_the_warning(renewal):
    assert open_on(given(*WARNED, renewal), "funding_ending") == list(range(10, 30))


@pytest.mark.parametrize(
    "other", [window(71, 300, "fw2", on=30, covers=HOUSING), window(1, 40, "fw2", on=30), window(71, 90, "x", by=PONT)]
)
def test_a_window_of_another_dimension_or_provider_or_that_ends_before_renews_nothing(other):
    assert 60 in open_on(given(*WARNED, other), "funding_ending")


def test_a_planned_step_is_warned_of_and_an_ended_one_is_not():
    assert told(given(opened(1), planned("A1", 2), window(1, 70)), "funding_ending") == []
    assert told(given(*WARNED, dropped("A1", 20)), "funding_ending") == [10]


LAPSED = (opened(1), referent(1), started("A1", 2, window="fw1"), window(1, 9))


def test_the_day_after_its_provider_is_asked_and_after_three_working_days_the_supervisor():
    history = given(*LAPSED)
    ask = only(history, 10, "funding_lapsed")
    assert (ask.since, ask.due, ask.to.duty, ask.to.provider_id) == (day(10), day(14), "coordinator", PSI)
    assert told(history, "funding_lapsed") == [10]
    assert told(history, "funding_unanswered") == [14]
    assert asked_of(history, 14, "funding_unanswered") == [("supervisor", None)]


def test_the_days_are_those_that_its_provider_works():
    known = Known(lambda provider, each: each.weekday() < 5 and (provider, each) != (PSI, day(12)))
    assert only(given(*LAPSED), 10, "funding_lapsed", known).due == day(15)


@pytest.mark.parametrize(
    "answer",
    [
        session("A1", 12),
        suspended("A1", 12),
        completed("A1", 12),
        handover(12, "A1"),
        window_changed(300, on=12),
        window(5, 300, "fw2", on=12),
    ],
    ids=["goes on unpaid", "suspended", "ended", "handed over", "renewed after the fact", "renewed in retrospect"],
)
def test_an_answer_or_a_late_renewal_closes_the_question(answer):
    history = given(*LAPSED, answer)
    assert open_on(history, "funding_lapsed") == [10, 11]
    assert told(history, "funding_unanswered") == []


@pytest.mark.parametrize("silence", [session("A1", 8), session("A1", 12, by=FAR), handover(12, "B1")])
def test_what_came_before_or_from_others_or_of_another_step_is_no_answer(silence):
    assert told(given(*LAPSED, silence), "funding_unanswered") == [14]


def test_paid_again_after_a_while_the_question_closes_and_comes_back_with_the_next_end():
    history = given(*LAPSED, window(20, 29, "fw2"), window(1, 3, "fw0"))
    assert open_on(history, "funding_lapsed", until=35) == [*range(10, 20), *range(30, 35)]


def test_a_step_that_starts_under_a_window_that_has_ended_is_asked_about_at_once():
    assert told(given(opened(1), started("A1", 15, window="fw1"), window(1, 9)), "funding_lapsed") == [15]


def test_a_step_without_a_window_or_under_an_unknown_one_is_not_asked_about():
    assert told(given(started("A1", 1), window(1, 9)), "funding_lapsed") == []
    assert told(given(started("A1", 1, window="fw9"), window(1, 9)), "funding_lapsed") == []


def test_no_machine_ever_suspends():
    assert {ask.type for ask in on(given(*LAPSED), 30)} <= {None}


@pytest.mark.parametrize(("dimension", "urgent"), [(ART, False), (HOUSING, True)])
def test_what_keeps_her_safe_and_fed_is_urgent_from_the_first_day(dimension, urgent):
    history = given(opened(1), started("A1", 2, dimension, window="fw1"), window(1, 9, covers=dimension))
    assert only(history, 10, "funding_lapsed").urgent is urgent


PACTS = (fallback(3, "A1", to=PONT, rank=1), fallback(3, "A1", to=LLAR, pact_id="pact2", rank=2))
STOPPED = (*LAPSED, *PACTS, suspended("A1", 10))


def test_the_next_provider_is_the_first_of_her_own_list():
    history = given(*STOPPED)
    assert told(history, "ask_next_provider") == [10]
    ask = only(history, 12, "ask_next_provider")
    assert (ask.subject, ask.to.duty) == ("A1/pact1", "referent")


def test_who_declined_is_passed_over_and_at_the_end_of_her_list_nobody_is_named():
    asked = (*STOPPED, handover(11, "A1"), declined(15))
    assert open_on(given(*asked), "ask_next_provider", until=20) == [10, *range(15, 20)]
    assert only(given(*asked), 16, "ask_next_provider").subject == "A1/pact2"
    twice = (handover(16, "A1", to=LLAR, handover_id="ho2"), declined(17, "ho2", LLAR))
    assert told(given(*asked, *twice), "ask_next_provider") == [10, 15]


def test_without_a_list_of_hers_no_provider_is_named():
    assert told(given(*LAPSED, suspended("A1", 10)), "ask_next_provider") == []


@pytest.mark.parametrize("reason", ["her_request", "venue"])
def test_nobody_is_asked_to_go_on_with_what_stopped_for_another_reason(reason):
    assert told(given(*LAPSED, *PACTS, suspended("A1", 10, reason)), "ask_next_provider") == []
    assert open_on(given(*STOPPED, resumed("A1", 12)), "ask_next_provider") == [10, 11]
