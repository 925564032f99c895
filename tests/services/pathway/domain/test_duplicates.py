"""Two providers active in one dimension on the same days, without having agreed to it."""

import pytest

from shared import contracts
from tests.services.pathway.domain.facts import (
    closed,
    cooperation,
    dropped,
    merged,
    opened,
    reopened,
    resumed,
    started,
    suspended,
)
from tests.services.pathway.domain.given import ART, HERE, HOUSING, LANGUAGE, PONT, PSI, THERE, day, given, said

TWO = (opened(1), started("A1", 1), started("A2", 5, by=PONT))


def noticed(on: int):
    return said(
        contracts.DuplicateResolved(dimension=ART, step_ids=frozenset({"A1", "A2"}), resolution="false_alarm"), on
    )


def test_days_on_which_two_providers_are_active_are_duplicate():
    given(*TWO, dropped("A2", 12, by=PONT)).then(20, duplicate_days={ART: 7})


def test_two_steps_of_one_provider_are_not():
    given(opened(1), started("A1", 1), started("A2", 5)).then(20, duplicate_days={})


def test_steps_of_two_dimensions_are_not():
    given(opened(1), started("A1", 1), started("L1", 5, LANGUAGE, by=PONT)).then(20, duplicate_days={})


def test_suspended_days_are_not():
    given(*TWO, suspended("A1", 8), resumed("A1", 15)).then(20, duplicate_days={ART: 3 + 5})


def test_closed_days_are_not():
    given(*TWO, closed(8), reopened(15)).then(20, duplicate_days={ART: 3 + 5})


@pytest.mark.parametrize("dimension", ["protection", "rights_information", "legal_status"])
def test_some_dimensions_are_never_duplicate(dimension):
    given(opened(1), started("A1", 1, dimension), started("A2", 5, dimension, by=PONT)).then(20, duplicate_days={})


def test_three_at_once_count_once_a_day():
    given(*TWO, started("A3", 8, by="BCN-LLAR")).then(20, duplicate_days={ART: 15})


def test_one_of_three_may_leave_the_others_at_it():
    given(*TWO, started("A3", 8, by="BCN-LLAR"), dropped("A2", 10, by=PONT)).then(20, duplicate_days={ART: 15})


def test_each_dimension_has_its_own_days():
    given(*TWO, started("H1", 2, HOUSING), started("H2", 16, HOUSING, by=PONT)).then(
        20, duplicate_days={ART: 15, HOUSING: 4}
    )


def test_an_agreement_holds_from_its_day_on():
    given(*TWO, cooperation(9, "A1", "A2")).then(20, duplicate_days={ART: 4})


def test_an_agreement_before_the_overlap_leaves_no_duplicate_day():
    given(cooperation(1, "A1", "A2"), *TWO).then(20, duplicate_days={}, duplicate_detection_days=None)


def test_an_agreement_holds_the_steps_that_it_names_alone():
    given(cooperation(1, "A1", "A3"), *TWO).then(20, duplicate_days={ART: 15})


def test_a_handover_may_overlap_for_fourteen_days():
    overlap = given(opened(1), started("A1", 1), started("A2", 5, by=PONT, continues="A1"))
    overlap.then(19, duplicate_days={}).then(20, duplicate_days={ART: 1}).then(30, duplicate_days={ART: 11})


def test_a_handover_that_ends_in_time_is_no_duplicate():
    given(opened(1), started("A1", 1), started("A2", 5, by=PONT, continues="A1"), dropped("A1", 19)).then(
        40, duplicate_days={}
    )


def test_the_fourteen_days_run_through_a_suspension():
    given(
        opened(1), started("A1", 1), started("A2", 5, by=PONT, continues="A1"), suspended("A1", 7), resumed("A1", 25)
    ).then(30, duplicate_days={ART: 5})


def test_what_continues_another_step_is_no_handover_of_this_one():
    given(opened(1), started("A1", 1), started("A2", 5, by=PONT, continues="A9")).then(20, duplicate_days={ART: 15})


def test_a_start_continues_one_step_even_where_two_registrations_come_to_share_its_id():
    history = given(
        opened(1),
        started("A1", 1),
        started("A2", 5, by=PONT, continues="A1", home=THERE),
        started("A1", 9, "health", home=THERE),
        merged(HERE, THERE, 30),
    )
    history.then(40, duplicate_days={ART: 31})


def test_steps_of_two_registrations_may_share_an_id():
    given(opened(1), started("A1", 1), started("A1", 5, by=PONT, home=THERE), merged(HERE, THERE, 30)).then(
        40, duplicate_days={ART: 35}
    )


def test_detection_is_counted_from_the_first_duplicate_day_to_the_first_notice_on_or_after_it():
    given(noticed(2), *TWO, noticed(12), noticed(15)).then(20, duplicate_detection_days=7)
    given(*TWO, noticed(5)).then(20, duplicate_detection_days=0)
    given(noticed(2), *TWO).then(20, duplicate_detection_days=None)


def test_a_possible_duplicate_and_an_agreement_are_notices_too():
    other = contracts.PossibleDuplicateDetected(other_pathway_id=THERE, method="worker_report", score_band="high")
    given(*TWO, said(other, 8)).then(20, duplicate_detection_days=3)
    given(*TWO, cooperation(9, "A1", "A2")).then(20, duplicate_detection_days=4)


def test_a_policys_flag_changes_nothing():
    flag = contracts.DuplicateFlagged(dimension=ART, step_ids=frozenset({"A1", "A2"}))
    given(*TWO, said(flag, 5)).then(20, duplicate_detection_days=None)


def test_the_pairs_of_today_are_listed_with_their_first_day():
    pair = frozenset({(HERE, "A1"), (HERE, "A2")})
    assert given(*TWO).at(20).duplicates() == [(ART, pair, day(5))]
    handed_over = given(opened(1), started("A1", 1), started("A2", 5, by=PONT, continues="A1"))
    assert handed_over.at(19).duplicates() == []
    assert handed_over.at(20).duplicates() == [(ART, pair, day(19))]
    assert handed_over.at(20).steps[HERE, "A2"].provider_id != PSI
