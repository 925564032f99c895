"""One referent answers for her; days with none and days with several are counted."""

import pytest

from tests.services.pathway.domain.facts import (
    closed,
    merged,
    opened,
    referent,
    referent_left,
    reopened,
)
from tests.services.pathway.domain.given import FAR, HERE, PSI, THERE, day, given


def test_open_days_without_a_referent_are_counted():
    given(opened(1), referent(4), referent_left(10), referent(15, staff="st_102")).then(
        20, days_without_referent=3 + 5, referent_conflict_days=0
    )


def test_closed_days_need_no_referent():
    given(opened(1), referent(1), referent_left(5), closed(5), reopened(9)).then(12, days_without_referent=3)


def test_two_active_referents_are_a_conflict():
    given(opened(1), referent(1), referent(5, PSI, "st_201"), referent_left(8)).then(
        20, referent_conflict_days=3, days_without_referent=0
    )


def test_two_of_one_provider_are_a_conflict_too():
    given(opened(1), referent(1), referent(5, FAR, "st_102")).then(10, referent_conflict_days=5)


def test_conflict_days_are_open_days():
    given(opened(3), closed(5), referent(1), referent(1, PSI, "st_201")).then(10, referent_conflict_days=2)


def test_the_referent_is_the_earliest_assigned_of_those_active():
    history = given(opened(1), referent(2), referent(5, PSI, "st_201"), referent_left(8))
    history.then(8, referent={"provider_id": FAR, "since": "2026-01-02"})
    history.then(9, referent={"provider_id": PSI, "since": "2026-01-05"})


def test_there_may_be_nobody():
    given(opened(1)).then(9, referent=None)


def test_somebody_who_is_active_is_not_assigned_again():
    again = referent(5)
    given(referent(2), again).then_set_aside((again, "referent_already_active"))
    given(referent(2), referent_left(5), referent(6)).then_kept()


def test_a_referent_is_the_same_person_in_both_registrations():
    again = referent(3, home=THERE)
    given(referent(2), again, merged(HERE, THERE, 5)).then_set_aside((again, "referent_already_active"))


def test_only_somebody_active_is_ended():
    stranger, again = referent_left(3, "st_999"), referent_left(6)
    given(referent(2), stranger, referent_left(5), again).then_set_aside(
        (stranger, "referent_not_active"), (again, "referent_not_active")
    )


@pytest.mark.parametrize(("by", "left"), [(PSI, FAR), (FAR, PSI), ("BCN-LLAR", PSI)])
def test_a_reference_shared_by_two_means_the_posters_own_else_the_earliest(by, left):
    history = given(opened(1), referent(2, FAR, "st_1"), referent(3, PSI, "st_1"), referent_left(5, "st_1", by=by))
    expected = FAR if by == PSI else PSI
    assert expected == left
    history.then(9, referent={"provider_id": left})


def test_without_referent_since_is_the_first_day_of_the_run():
    history = given(opened(1), referent(1), referent_left(6))
    assert history.at(6).without_referent_since is None
    assert history.at(20).without_referent_since == day(6)
