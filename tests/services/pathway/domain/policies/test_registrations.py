"""Who answers for her, and whether she is known or served twice: P-3, P-4, P-5."""

import pytest

from shared import contracts
from tests.services.pathway.domain.facts import (
    closed,
    cooperation,
    merged,
    opened,
    referent,
    referent_left,
    split,
    started,
)
from tests.services.pathway.domain.given import ART, ELSEWHERE, FAR, HERE, PONT, THERE, given, said
from tests.services.pathway.domain.policies.asked import REFERENT, asked_of, only, open_on, told


def test_nobody_answering_is_a_task_the_same_day_and_the_supervisors_on_the_third():
    history = given(opened(1), referent(1), referent_left(9))
    assert told(history, "no_referent") == [9]
    assert told(history, "no_referent_for_three_days") == [11]
    assert asked_of(history, 11, "no_referent_for_three_days") == [("supervisor", None)]


def test_an_assignment_or_a_closing_closes_the_task():
    left = (opened(1), referent(1), referent_left(9))
    assert open_on(given(*left, referent(12, staff="st_2")), "no_referent") == [9, 10, 11]
    assert told(given(*left, closed(9)), "no_referent") == []


def test_those_who_answered_last_are_asked_else_those_who_took_her_in():
    assert asked_of(given(opened(1)), 1, "no_referent") == [("coordinator", FAR)]
    left = (opened(1), referent(1), referent_left(5), referent(6, PONT, "st_2"), referent_left(9, "st_2", by=PONT))
    assert asked_of(given(*left), 9, "no_referent") == [("coordinator", PONT)]


FOUND = said(contracts.PossibleDuplicateDetected(other_pathway_id=THERE, method="worker_report", score_band="high"), 4)
REFUSED = contracts.ConsentRefused(purpose="merge_registrations")


def test_a_double_registration_is_for_privacy_officers_alone():
    history = given(opened(1), FOUND)
    assert told(history, "possible_duplicate") == [4]
    assert asked_of(history, 4, "possible_duplicate") == [("privacy_officer", None)]


@pytest.mark.parametrize("end", [merged(HERE, THERE, 9), split(HERE, THERE, 9), said(REFUSED, 9)])
def test_a_merge_a_split_or_her_no_closes_it(end):
    assert open_on(given(opened(1), FOUND, end), "possible_duplicate") == list(range(4, 9))


@pytest.mark.parametrize("other", [merged(HERE, ELSEWHERE, 9), said(REFUSED, 2)])
def test_another_merge_or_an_earlier_no_does_not(other):
    assert 20 in open_on(given(opened(1), FOUND, other), "possible_duplicate")


TWICE = (opened(1), referent(1), started("A1", 1), started("A2", 5, by=PONT))


def test_two_providers_at_once_are_flagged_on_the_first_day():
    history = given(*TWICE)
    assert told(history, "duplicate") == [5]
    flag = only(history, 5, "duplicate")
    assert (flag.type, flag.data) == ("DuplicateFlagged", {"dimension": ART, "step_ids": ["A1", "A2"]})
    assert asked_of(history, 5, "duplicate") == [REFERENT]


def test_an_agreement_closes_it():
    assert open_on(given(*TWICE, cooperation(9, "A1", "A2")), "duplicate") == [5, 6, 7, 8]


def test_a_handover_that_overlaps_for_too_long_is_flagged_on_its_fifteenth_day():
    history = given(opened(1), started("A1", 1), started("A2", 5, by=PONT, continues="A1"))
    assert told(history, "duplicate") == [19]
